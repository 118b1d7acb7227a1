"""What is read from folders of real files: turns, people, roles, blanks per folder, and every refusal with its reason.

    python benchmarks/intake/sources.py FOLDER…  [--files]

Each folder is read as one study would read it (`corpora.collect`, `corpora.build`); nothing is written.
"""

from __future__ import annotations

import argparse
import time
from collections import Counter
from pathlib import Path

from cjm_research.corpora.build import build_corpus
from cjm_research.corpora.collect import read_inputs
from cjm_research.corpora.corpus import Corpus


def row(folder: Path, corpus: Corpus, seconds: float) -> str:
    """Return one line of the table."""
    files = corpus.files
    read = files[files["n_documents"] > 0]
    refused = int((files["error"] != "").sum())
    roles = Counter(corpus.turns["role"])
    kinds = Counter(corpus.cases["kind"])
    cells = (
        folder.name, len(files), len(read), len(files) - len(read) - refused, refused, len(corpus.documents),
        len(corpus.turns), roles["participant"], roles["interviewer"], roles["other"], kinds["participant"],
        kinds["respondent"], int(read["n_blanks"].sum()), len(corpus.replacements), len(corpus.imported),
        f"{seconds:.1f}",
    )  # fmt: skip
    return "| " + " | ".join(map(str, cells)) + " |"


def main() -> None:
    """Read every folder and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--files", action="store_true", help="one line per file too")
    given = parser.parse_args()
    told = []
    head = (
        "folder", "files", "read", "left out", "refused", "documents", "turns", "participant", "interviewer", "other",
        "participants", "respondents", "blanks", "replaced", "imported", "s",
    )  # fmt: skip
    print("| " + " | ".join(head) + " |\n|" + "---|" * len(head))
    for folder in given.folders:
        started = time.perf_counter()
        readings, failures = read_inputs([folder])
        corpus = build_corpus(readings, None, failures)
        print(row(folder, corpus, time.perf_counter() - started), flush=True)
        for file in corpus.files.to_dict("records"):
            if file["error"] or not file["format"]:
                reason = file["error"] or "; ".join(part["why"] for part in file["skipped"])
                told.append(f"- {file['source']}: {reason}")
            elif given.files:
                counts = ", ".join(f"{n} {name}" for name, n in file["counts"].items())
                people = f"{file['n_turns']} turns, {file['n_people']} people, {file['n_blanks']} blanks"
                told.append(f"+ {file['source']}: {file['format']}; {people}; {counts}")
    print("\n" + "\n".join(told))


if __name__ == "__main__":
    main()
