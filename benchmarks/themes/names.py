"""Print themes of real data with their names, thirty English and thirty Chinese, for a reader to judge.

usage: python benchmarks/themes/names.py --cache FOLDER --out SHEET.md [--key KEY.csv] [--per 30] [--draw 1]

The data are other people's and not in the repository (`shared/data`, beside it): the labelled sets of `gold.py`, food
delivery reviews, and interviews that the package reads, cuts and codes itself. Each set is fitted by the theme model
with the settings that ship and named with the vectors; the themes to be judged are drawn by a digest, so that nobody
chooses them, themes of what is left over included by chance; another `--draw` takes other texts, fits and themes. Each
is shown with eight segments spread from the middle of the theme to its edge, without words or counts.

The reader answers for each, with yes or no: does the phrase say what most of these segments share, and would it stand
on a slide? A name that is a bare list of words, breaks off, or says the opposite fails. `--key` holds one row per theme
for the answers; `--score KEY.csv` prints the shares that pass.
"""

from __future__ import annotations

import argparse
import hashlib
import tempfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
from gold import LABELLED, Gold, Missing, load

from cjm_research.embeddings.encoder import EncoderEmbedder
from cjm_research.settings import Settings
from cjm_research.study.facade import Study
from cjm_research.themes.names import name_themes
from cjm_research.themes.topics.model import ThemeModel

INTERVIEWS = LABELLED.parent
SHOWN = 8
SEED = 7
_PART = 0.8  # of a small set, so that every draw fits other texts
_POOL = 4  # times as many texts are read as one draw takes


def main() -> None:
    """Read the command line; print a sheet, or the score of one that was answered."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--cache", type=Path, help="folder of vectors, as gold.py writes them")
    parser.add_argument("--out", type=Path, help="the sheet")
    parser.add_argument("--key", type=Path, help="one row per theme, for the answers")
    parser.add_argument("--per", type=int, default=30, help="themes of each language")
    parser.add_argument("--texts", type=int, default=500, help="most texts of a set")
    parser.add_argument("--draw", type=int, default=1, help="which texts and themes are drawn")
    parser.add_argument("--without-vectors", action="store_true", help="name by words alone")
    parser.add_argument("--score", type=Path, help="an answered key: columns language, pass (yes or no)")
    given = parser.parse_args()
    if given.score:
        answers = pd.read_csv(given.score, dtype=str)
        print(answers["pass"].eq("yes").groupby(answers["language"]).agg(["sum", "count", "mean"]))
        return
    named = pd.concat([_named(name, given) for name in SETS], ignore_index=True)
    chosen = pd.concat([own.sort_values("digest").head(given.per) for _, own in named.groupby("language")])
    sheet = "\n\n".join(_shown(number, row) for number, row in enumerate(chosen.itertuples(), 1))
    given.out.write_text(sheet + "\n", encoding="utf-8")
    if given.key:
        columns = ["set", "language", "title", "n"]
        chosen[columns].assign(number=range(1, len(chosen) + 1), **{"pass": ""}).to_csv(given.key, index=False)
    print(f"{len(chosen)} of {len(named)} themes: {given.out}")


def _named(name: str, given: argparse.Namespace) -> pd.DataFrame:
    try:
        rows, vectors = SETS[name](name, given)
    except Missing as err:
        print(f"{name}: {err}")
        return pd.DataFrame()
    drawn = min(given.texts, int(len(rows) * _PART))
    order = np.argsort([_digest(f"{given.draw}|{key}") for key in rows["segment_id"]], kind="stable")[:drawn]
    rows, vectors = rows.iloc[order].reset_index(drop=True), vectors[order]
    rows = _fitted(rows, vectors)
    embed = None if given.without_vectors else lambda texts: EncoderEmbedder().embed(texts)
    held = None if given.without_vectors else vectors
    names = name_themes(rows, Settings.default().themes, [rows["language"].iloc[0]], embed, vectors=held)
    rows = rows.sort_values("weight", ascending=False, kind="stable")
    quotes = rows.groupby("theme_id")["text"].agg(list)
    return pd.DataFrame(
        {
            "set": name,
            "language": names["language"],
            "title": names["title"],
            "n": [len(quotes[key]) for key in names["theme_id"]],
            "quotes": [_spread(quotes[key]) for key in names["theme_id"]],
            "digest": [_digest(f"{given.draw}|{name}|{key}") for key in names["theme_id"]],
        }
    )


def _fitted(rows: pd.DataFrame, vectors: np.ndarray) -> pd.DataFrame:
    """Return the rows with theme_id, weight and rest, one family at a time."""
    fit = ThemeModel(Settings.default().themes, SEED)(*_frames(rows), vectors)
    topics = fit.topics.set_index("segment_id").reindex(rows["segment_id"])
    names = [f"{family}-{topic}" for family, topic in zip(rows["family"], topics["topic"], strict=True)]
    return rows.assign(theme_id=names, weight=topics["weight"].to_numpy(), rest=topics["topic"].to_numpy() < 0)


def _frames(rows: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    keys = rows["segment_id"]
    segments = rows[["segment_id", "case_id", "text", "language"]].assign(
        document_id=rows["case_id"], turn_id="t" + keys, start=0, end=rows["text"].str.len(), context="", position=0.0
    )
    coded = rows[["segment_id", "family"]].assign(subtype="", score=1.0, reviewed=False)
    return segments.assign(kind="survey"), coded


def _of_gold(family: str) -> Callable[[str, argparse.Namespace], tuple[pd.DataFrame, np.ndarray]]:
    def read(name: str, given: argparse.Namespace) -> tuple[pd.DataFrame, np.ndarray]:
        gold: Gold = load(name, given.cache)
        rows = pd.DataFrame({"segment_id": gold.ids, "text": gold.texts, "language": gold.languages})
        return rows.assign(case_id=rows["segment_id"], family=family), gold.vectors

    return read


def _reviews(name: str, given: argparse.Namespace) -> tuple[pd.DataFrame, np.ndarray]:
    """Food delivery reviews: the ones that complain, or the ones that praise."""
    path = LABELLED / "zh_waimai_10k.csv"
    if not path.is_file():
        raise Missing(f"{path} is not there")
    family = "pain_point" if name == "reviews-bad" else "motivation"
    table = pd.read_csv(path).dropna().drop_duplicates("review")
    table = table[(table["label"] == (family == "motivation")) & (table["review"].str.len() > 5)]
    keys = [_digest(text) for text in table["review"]]
    rows = pd.DataFrame({"segment_id": keys, "text": table["review"].to_numpy(), "language": "zh"})
    rows = rows.sort_values("segment_id").head(_POOL * given.texts).reset_index(drop=True)
    rows = rows.assign(case_id=rows["segment_id"], family=family)
    return rows, EncoderEmbedder().embed(rows["text"].tolist())


def _interviews(folder: str, language: str, family: str) -> Callable[..., tuple[pd.DataFrame, np.ndarray]]:
    def read(name: str, given: argparse.Namespace) -> tuple[pd.DataFrame, np.ndarray]:
        source = INTERVIEWS / folder
        if not source.is_dir():
            raise Missing(f"{source} is not there")
        path = given.cache / f"{name}.csv.gz"
        if not path.is_file():
            _coded(source, language).to_csv(path, index=False)
        rows = pd.read_csv(path, dtype=str)
        rows = rows[rows["family"] == family].sort_values("segment_id").head(_POOL * given.texts).reset_index(drop=True)
        return rows, EncoderEmbedder().embed(rows["text"].tolist())

    return read


def _coded(source: Path, language: str) -> pd.DataFrame:
    """Read, cut and code a folder of interviews as a study does."""
    with tempfile.TemporaryDirectory() as folder:
        study = Study.new(Path(folder) / "study", languages=(language,))
        study.add(source)
        study.run(progress=False)
        segments, suggestions = study.segments(), study.suggestions()
    kept = suggestions[suggestions["decision"].isin(("sure", "look", "yes")) & suggestions["value"].ne("")]
    kept = kept[["segment_id", "kind"]].rename(columns={"kind": "family"})
    return segments[["segment_id", "text", "language", "case_id"]].merge(kept, on="segment_id")


def _spread(quotes: list[str]) -> list[str]:
    places = np.linspace(0, len(quotes) - 1, min(SHOWN, len(quotes))).round().astype(int)
    return [quotes[at] for at in dict.fromkeys(places.tolist())]


def _shown(number: int, row: object) -> str:
    quotes = "\n".join(f"- {' '.join(text.split())[:220]}" for text in row.quotes)
    return f"## {number}. {row.title}\n\n({row.set}, {row.n} segments)\n\n{quotes}"


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]


SETS = {
    "patients": _of_gold("goal"),
    "notebooks": _of_gold("goal"),
    "proctoring": _of_gold("motivation"),
    "banking": _of_gold("pain_point"),
    "interviews-en": _interviews("interviews-en/ml-quality", "en", "pain_point"),
    "complaints": _of_gold("pain_point"),
    "headlines": _of_gold("goal"),
    "reviews-bad": _reviews,
    "reviews-good": _reviews,
    "interviews-zh": _interviews("interviews-zh/bilibili", "zh", "motivation"),
}

if __name__ == "__main__":
    main()
