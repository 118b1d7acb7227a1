"""Gather sentences that nobody coded, with their questions, for teaching the fast tier and for further codings.

usage: python benchmarks/coder/pool.py POOL.csv [--codings more_codings.csv --rows MORE.csv]

Reads the interviews, surveys and labelled texts of `shared/data` with the package's own readers and segmenter, and the
unlabelled sentences beside them. A sentence that stands in a hand-coded file, or is part of one that is held out, is
left out. With ``--codings`` the rows whose ids stand in that file (codes without text; the texts are other people's and
stay out of the project) are written with their codes, in the form of `train.csv`.
"""

from __future__ import annotations

import argparse
import hashlib
import tempfile
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path

import pandas as pd

from cjm_research.study import pipeline
from cjm_research.study.facade import Study

SHARED = Path(__file__).resolve().parents[3] / "shared"
COLUMNS = ("source", "lang", "context", "text")
STUDIES = {
    "bilibili": ("interviews-zh/bilibili", "zh"),
    "gamedev": ("interviews-en/gamedevs", "en"),
    "jinchanchan": ("interviews-zh/jinchanchan", "zh"),
    "jupyter": ("surveys/jupyter-ux-2015/20160115235816-SurveyExport.csv", "en"),
    "ml_quality": ("interviews-en/ml-quality", "en"),
    "pdpilot": ("interviews-en/pdpilot/results/transcripts", "en"),
    "rcomm_2019_Eng": ("surveys/r-community/2019/data/2019 English R Community Survey Responses.csv", "en"),
    "rcomm_2019_Spa": ("surveys/r-community/2019/data/2019 Spanish R Community Survey Responses.csv", "en"),
    "serdif": ("interviews-en/serdif/data/transcripts", "en"),
    "vcsum": ("interviews-zh/vcsum", "zh"),
}
SHORTEST, LONGEST, CONTEXT = 6, 420, 200


def from_studies(folder: Path) -> Iterator[tuple[str, str, str, str]]:
    """Yield the segments of the interviews and surveys, read as a researcher would."""
    for name, (place, language) in STUDIES.items():
        study = Study.new(folder / name, languages=(language,))
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            study.add(SHARED / "data" / place)
        pipeline.segment(study.config, study.store)
        for row in study.store.frame("segments").itertuples():
            yield name, row.language, row.context, row.text


def from_tables() -> Iterator[tuple[str, str, str, str]]:
    """Yield the answers, comments and messages of the labelled tables."""
    exams = _table("labelled/exam_proctoring_twocoder_long.csv").drop_duplicates(["question", "respondent"])
    yield from (("exam_proctoring", "en", row.question_text, row.text) for row in exams.itertuples())
    for _, dialogue in _table("labelled/stc3_en_turns.csv").groupby("id"):
        before = ""
        for row in dialogue.itertuples():
            if row.sender == "customer":
                yield "stc3", "en", before[-160:], row.text
            before = row.text
    comments = _table("labelled/nhs_fft_v6_long.csv")
    yield from (
        ("nhs", "en", asked, said) for asked, said in zip(comments["FFT question"], comments["FFT answer"], strict=True)
    )
    for row in _table("unlabelled_sentences.csv.gz").itertuples():
        if row.source != "nhs":
            han = sum("\u4e00" <= character <= "\u9fff" for character in row.text)
            yield f"u_{row.source}", "zh" if 3 * han > len(row.text) else "en", "", row.text


def _table(name: str) -> pd.DataFrame:
    return pd.read_csv(SHARED / "data" / name, dtype=str, keep_default_na=False, encoding="utf-8")


def gathered(folder: Path) -> pd.DataFrame:
    """Return the pool: columns source, lang, context, text and id."""
    rows = [
        (source, language, " ".join(context.split())[-CONTEXT:], " ".join(text.split()))
        for source, language, context, text in (*from_studies(folder), *from_tables())
    ]
    pool = pd.DataFrame(rows, columns=list(COLUMNS))
    pool = pool[pool["text"].str.len().between(SHORTEST, LONGEST)]
    keys = pool["text"].map(_key)
    coded, held_out = (_table_of_gold(name) for name in ("train", "dev"))
    known = {*coded["text"].map(_key), *held_out["text"].map(_key)}
    pool, keys = pool[~keys.isin(known) & ~keys.duplicated()], keys[~keys.isin(known) & ~keys.duplicated()]
    inside = _overlaps([key for key in held_out["text"].map(_key) if len(key) >= 12])
    pool = pool[[not inside(key) for key in keys]].reset_index(drop=True)
    ids = [hashlib.sha256("|".join((row.source, row.context, row.text)).encode()) for row in pool.itertuples()]
    return pool.assign(id=[sha.hexdigest()[:12] for sha in ids])


def _overlaps(held_out: list[str]) -> Callable[[str], bool]:
    """Return a test whether a text holds a held-out one, lies in one, or runs into one."""
    starts: dict[str, list[str]] = {}
    for full in held_out:
        starts.setdefault(full[:12], []).append(full)

    def overlapping(key: str) -> bool:
        if 12 <= len(key) < 60 and any(key in full for full in held_out):
            return True
        return any(
            full in key or key in full or key[at : at + len(full)] == full[: len(key) - at]
            for at in range(max(1, len(key) - 11))
            for full in starts.get(key[at : at + 12], ())
        )

    return overlapping


def _key(text: str) -> str:
    return "".join(character for character in text.lower() if character.isalnum())


def _table_of_gold(name: str) -> pd.DataFrame:
    return pd.read_csv(SHARED / "gold" / f"{name}.csv", dtype=str, keep_default_na=False, encoding="utf-8-sig")


def coded_rows(pool: pd.DataFrame, codings: Path) -> pd.DataFrame:
    """Return the rows of the pool that stand in the file of codings, with the columns of `train.csv`."""
    codes = pd.read_csv(codings, dtype=str, keep_default_na=False)
    rows = pool[["id", "lang", "context", "text"]].merge(codes, on="id").assign(kind="", doc="")
    return rows[list(_table_of_gold("train").columns)].sort_values("id")


def main() -> None:
    """Read the command line and write the files."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("target", type=Path)
    parser.add_argument("--codings", type=Path)
    parser.add_argument("--rows", type=Path)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        pool = gathered(Path(folder))
    pool.to_csv(given.target, index=False, encoding="utf-8", lineterminator="\n")
    if given.codings and given.rows:
        coded_rows(pool, given.codings).to_csv(given.rows, index=False, encoding="utf-8", lineterminator="\n")


if __name__ == "__main__":
    main()
