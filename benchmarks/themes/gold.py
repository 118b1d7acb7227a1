"""Texts with themes that people gave them, their vectors, and the samples that every method is measured on.

usage: python benchmarks/themes/gold.py --cache FOLDER [--sets banking nhs …] [--embedder encoder]

The sets are other people's and not in the repository (`shared/data/labelled`, beside it). A set that is not there is
passed over with the reason. At most 10,000 texts of a set are kept, those whose digest is lowest, so that the order of
rows in a file changes nothing. Embedded once; `FOLDER/SET.npz` holds ids, texts, labels, languages and vectors.

A sample of n texts holds at most n / 8 themes (but at least four): themes of one or two segments cannot be found by
anybody, and nobody who has 60 segments looks for 77 themes. Frequent themes are more likely to be in it.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from html import unescape
from pathlib import Path

import numpy as np
import pandas as pd

LABELLED = Path(__file__).resolve().parents[3] / "shared" / "data" / "labelled"
MOST = 10_000
FEWEST = 10
"""Themes with fewer texts are left out of a set."""

_PER_THEME = 8
_NO_THEME = {"Labelling not possible", "Not assigned", "Unspecified communication"}
_NOTEBOOKS = {
    "disseminate": "dissemination",
    "versions": "version_control",
    "version": "version_control",
    "setup": "installation",
    "integrations": "integration",
    "ide": "editor",
    "integrated_content": "content_management",
    "robust": "stability",
    "reuse": "development",
}
"""Names that the researchers gave to one theme under several questions, and the one that is kept."""

_NOTEBOOKS_NONE = {"needs_addressed", "nothing", "other", "external", "feature", "platform", "app_lib_service"}
_NOTEBOOKS_UNLIKE = {"integrations"}
"""A question whose answers are names of products."""

_TAGUETTE = "interviews-en/serdif/data/transcripts/thematic-analysis/SERDIF_P2_ThematicAnalysis.sqlite3"
_USABILITY_NONE = {"Moderator assist", "Additional explanation"}
"""Tags that say who speaks or how, not of what."""

_PROCTORING = {
    "watching": "monitor_students enforce_exam_rules flag_anomalies AI_magic provide_record_of_student_behavior "
    "add_monitoring used_lockdown restrict_activities",
    "not knowing": "unaware don't_know unclear unsure unsure_how_to_use don't_use does_not_use",
    "other kinds of exam": "written_based_exams no_exams open_book_exam open_book project_based_exams projects "
    "performance_based_exam essay_based_exam written_papers take_home_exams portfolio_show pop_quizzes "
    "application_based_questions smaller_assignments one_on_one_exam possible_exam_method lecture_format",
    "against cheating": "cheating test_integrity stop_cheating ensures_integrity ensures_fairness test_fairness "
    "limits_academic_dishonesty exam_integrity controlled_testing_environment lack_honesty",
    "cheating goes on": "does_not_prevent_cheating does_not_eliminate_cheating difficult_to_cheat",
    "harm to students": "harmful_to_students discomfort student_discomfort student_privacy privacy_concerns "
    "concern concern_with_camera uncomfortable implies_lack_of_trust lack_of_trust",
    "trust": "trusts_students trust_in_students honor_code sign_integrity_code unconcerned lack_of_concern acceptable",
    "no choice": "required required_to_use only_option_available only_option_remotely no_choice_of_methods covid "
    "pandemic_safety covid_safety fully_online_class next_best_option already_using_online_proctoring",
    "going on with it": "would_consider may_consider continue_remote_proctoring online_courses",
    "back to the room": "not_consider in_person_exams same_as_before test_in_class unchanged same_as_previous",
    "technology fails": "technology_glitches technology_issues questions_during_exam_difficult "
    "inconsistent_proctor_reports does_not_trust_tools badly",
    "time limits": "timed_tests timed_exam_remotely test_versions checked_individual_assignments",
}
"""Theme to the codes, given question by question, that speak of it; put together for this script."""


class Missing(Exception):
    """A set cannot be measured here; the message says why."""


@dataclass(frozen=True)
class Gold:
    """Texts with one theme each.

    Attributes
    ----------
    name : str
        Of the set.
    ids, texts, labels, languages : ndarray of str, shape (n_texts,)
        Sorted by id; the id is a digest of the text.
    vectors : ndarray of float32, shape (n_texts, n_dims)
        Unit length.
    """

    name: str
    ids: np.ndarray
    texts: np.ndarray
    labels: np.ndarray
    languages: np.ndarray
    vectors: np.ndarray

    def __len__(self) -> int:
        return len(self.ids)

    def rows(self, places: np.ndarray) -> Gold:
        """Return some of the rows, in the order asked for."""
        parts = (self.ids, self.texts, self.labels, self.languages, self.vectors)
        return Gold(self.name, *(part[places] for part in parts))


def sample(gold: Gold, n: int, draw: int) -> Gold:
    """Return n texts of at most n / 8 themes; another `draw`, other texts and themes.

    Parameters
    ----------
    gold : Gold
        A set of at least n texts.
    n : int
        Texts wanted.
    draw : int
        0, 1, 2 …

    Returns
    -------
    Gold
        Sorted by id.
    """
    keys = np.array([_digest(f"{draw}|{name}") for name in gold.ids])
    order, counts = np.argsort(keys, kind="stable"), dict(zip(*np.unique(gold.labels, return_counts=True), strict=True))
    chosen: set[str] = set()
    for label in gold.labels[order]:
        if len(chosen) >= max(4, n // _PER_THEME) and sum(counts[name] for name in chosen) >= n:
            break
        chosen.add(label)
    taken = order[np.isin(gold.labels[order], sorted(chosen))][:n]
    return gold.rows(np.sort(taken))


def load(name: str, cache: Path, embedder: str = "encoder") -> Gold:
    """Return a set with its vectors, from the cache folder if they lie there, else embedded and written there."""
    path = cache / f"{name}.npz"
    if not path.is_file():
        _write(name, path, embedder)
    with np.load(path, allow_pickle=False) as kept:
        parts = (kept[part] for part in ("ids", "texts", "labels", "languages", "vectors"))
        return Gold(name, *parts)


def _write(name: str, path: Path, embedder: str) -> None:
    from cjm_research.embeddings.choose import choose

    table = _kept(SETS[name]())
    vectors = choose(embedder).embed(table["text"].tolist()).astype(np.float32)
    path.parent.mkdir(parents=True, exist_ok=True)
    columns = {part: table[part[:-1]].to_numpy(dtype=str) for part in ("ids", "texts", "labels", "languages")}
    np.savez(path, **columns, vectors=vectors)


def _kept(table: pd.DataFrame) -> pd.DataFrame:
    """Return one row a text, of themes with enough texts, the lowest digests first cut to `MOST`, sorted by id."""
    table = table.assign(text=table["text"].str.replace(r"\s+", " ", regex=True).str.strip())
    table = table[table["text"].str.contains(r"\w", regex=True)].sort_values(["text", "label"])
    table = table.drop_duplicates("text")
    table = table.assign(id=["s" + _digest(text)[:12] for text in table["text"]]).drop_duplicates("id")
    table = table.sort_values("id").head(MOST)
    table = table[table.groupby("label")["text"].transform("size") >= FEWEST]
    return table.reset_index(drop=True)


def _digest(content: str) -> str:
    return hashlib.sha256(content.encode()).hexdigest()


def _read(name: str, **options: object) -> pd.DataFrame:
    path = LABELLED / name
    if not path.is_file():
        raise Missing(f"{path} is not there; the labelled sets lie beside the repository, not in it.")
    return pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8-sig", **options)


def _frame(texts: pd.Series, labels: pd.Series, language: str) -> pd.DataFrame:
    return pd.DataFrame({"text": texts.to_numpy(), "label": labels.to_numpy(), "language": language})


def _banking() -> pd.DataFrame:
    parts = [_read(f"banking77/banking_data/{part}.csv") for part in ("train", "test")]
    table = pd.concat(parts)
    return _frame(table["text"], table["category"], "en")


def _headlines() -> pd.DataFrame:
    names = ("dev", "test")
    parts = [
        _read(f"thucnews-headlines/data/{part}.txt", sep="\t", names=["text", "label"], quoting=3) for part in names
    ]
    table = pd.concat(parts)
    return _frame(table["text"], table["label"], "zh")


def _patients() -> pd.DataFrame:
    """Comments with exactly one label."""
    table = _read("nhs_fft_v6_long.csv")
    table = table[~table["labels"].str.contains("|", regex=False) & ~table["labels"].isin(["", *_NO_THEME])]
    return _frame(table["FFT answer"], table["labels"], "en")


def _proctoring() -> pd.DataFrame:
    """Answers whose codes, as the first researcher gave them, all speak of one theme."""
    themes = {code: theme for theme, codes in _PROCTORING.items() for code in codes.split()}
    table = _read("exam_proctoring_twocoder_long.csv")
    table = table[(table["coder"] == "primary") & (table["codes"] != "")]
    said = [{themes.get(code.split("->")[0], "") for code in codes.split("|")} - {""} for codes in table["codes"]]
    alone = np.array([len(found) == 1 for found in said])
    labels = pd.Series([min(found) for found in said if len(found) == 1])
    return _frame(table.loc[alone, "text"], labels, "en")


def _notebooks() -> pd.DataFrame:
    """Answers to a question by people with one theme and one answer there; the themes are given per person."""
    table = _read("jupyter_ux2015_long.csv")
    alone = table.groupby(["respondent", "question"])["text"].transform("size") == 1
    labels = table["respondent_level_themes"]
    one = alone & (labels != "") & ~labels.str.contains(",") & ~labels.isin(_NOTEBOOKS_NONE)
    table = table[one & ~table["question"].isin(_NOTEBOOKS_UNLIKE)]
    return _frame(table["text"], table["respondent_level_themes"].replace(_NOTEBOOKS), "en")


def _complaints() -> pd.DataFrame:
    table = _read("zh_citizen_complaints_labelled.csv")
    return _frame(table["留言主题"], table["一级分类"], "zh")


def _usability() -> pd.DataFrame:
    """What 17 people said while trying a program, coded in Taguette; passages with exactly one tag."""
    path = LABELLED.parent / _TAGUETTE
    if not path.is_file():
        raise Missing(f"{path} is not there; the interviews lie beside the repository, not in it.")
    asked = (
        "select h.snippet, group_concat(t.path, '|') from highlights h join highlight_tags l on l.highlight_id = h.id "
        "join tags t on t.id = l.tag_id group by h.id order by h.id"
    )
    with closing(sqlite3.connect(f"file:{path}?mode=ro&immutable=1", uri=True)) as held:
        table = pd.DataFrame(held.execute(asked).fetchall(), columns=["text", "tags"])
    table = table[~table["tags"].str.contains("|", regex=False) & ~table["tags"].isin(_USABILITY_NONE)]
    return _frame(table["text"].str.replace(r"<[^>]+>", " ", regex=True).map(unescape), table["tags"], "en")


SETS: dict[str, Callable[[], pd.DataFrame]] = {
    "banking": _banking,
    "headlines": _headlines,
    "patients": _patients,
    "proctoring": _proctoring,
    "notebooks": _notebooks,
    "complaints": _complaints,
    "usability": _usability,
}


def main() -> None:
    """Embed the sets that are not in the cache, and say what each holds."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--cache", type=Path, required=True, help="folder of the vectors")
    parser.add_argument("--sets", nargs="+", choices=sorted(SETS), default=list(SETS))
    parser.add_argument("--embedder", default="encoder", help="encoder, fast, e5-small, tfidf")
    given = parser.parse_args()
    for name in given.sets:
        try:
            gold = load(name, given.cache, given.embedder)
        except Missing as why:
            print(f"{name}: passed over. {why}")
            continue
        counts = np.unique(gold.labels, return_counts=True)[1]
        told = {"texts": len(gold), "themes": len(counts), "largest": int(counts.max()), "smallest": int(counts.min())}
        print(f"{name}: {json.dumps(told)}", flush=True)


if __name__ == "__main__":
    main()
