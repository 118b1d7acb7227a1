"""Where the coder errs: by family, kind of text and source, too much or too little.

usage: python benchmarks/coder/errors.py GOLD.csv PREDICTIONS.csv [--family pain_point …] [--fewest 5] [--show N]

PREDICTIONS.csv is what ``cjm suggest`` wrote for the texts of GOLD.csv. Three tables: precision and recall of each
source with 95 % intervals (mid-P, see `codes.intervals`); what kinds of text the errors come from; and what the coder
took for what (a false goal where a pain point was marked). No text is printed unless ``--show`` asks for N examples of
each kind of error: those of which the coder was surest.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import pandas as pd
from gold import read_gold

from cjm_research.codes.intervals import BOTH, ONLY_MACHINE, ONLY_PERSON, f1, f1_interval, share, share_interval
from cjm_research.schema import FAMILIES

SHOWN = 160
"""Characters of an example."""


def cells(gold: Path, predictions: Path) -> pd.DataFrame:
    """Return one row for each segment and family on which the coders agree.

    Returns
    -------
    DataFrame
        id, lang, source, kind, context, text, family, marked and found (bool), score (NaN if none is given),
        others (the families that the coders marked, joined by " + ", or "nothing").
    """
    found = pd.read_csv(predictions, dtype=str, keep_default_na=False, encoding="utf-8-sig").set_index("id")
    missing = [family for family in FAMILIES if family not in found]
    if missing:
        raise SystemExit(f"{predictions}: no column {', '.join(missing)}. Give what `cjm suggest` wrote.")
    table = read_gold(gold)
    unknown = ~table["id"].isin(found.index)
    if unknown.all():
        raise SystemExit(f"No id of {predictions} stands in {gold}.")
    given = found.reindex(table["id"]).fillna("").reset_index(drop=True)
    marked = table[list(FAMILIES)].isin(["", "?"]).rsub(1).astype(bool)
    others = [" + ".join(name for name in FAMILIES if row[name]) or "nothing" for _, row in marked.iterrows()]
    parts = []
    for family in FAMILIES:
        scores = pd.to_numeric(given.get(f"{family}_score", pd.Series("", given.index)), errors="coerce")
        told = given[family].str.strip().isin(["", "0", "none", "-"]).rsub(1).astype(bool)
        part = table[["id", "lang", "source", "kind", "context", "text"]].assign(
            family=family, marked=marked[family], found=told, score=scores, others=others
        )
        parts.append(part[table[family] != "?"])
    return pd.concat(parts, ignore_index=True)


def counted(rows: pd.DataFrame, by: list[str]) -> pd.DataFrame:
    """Return precision, recall and F1 with intervals and the counts of both errors, one row a group.

    Parameters
    ----------
    rows : DataFrame
        As from `cells`.
    by : list of str
        Columns that name the groups.
    """
    names = {BOTH: "right", ONLY_MACHINE: "false positive", ONLY_PERSON: "missed"}
    kept = rows.assign(
        **{
            names[BOTH]: rows["marked"] & rows["found"],
            names[ONLY_MACHINE]: ~rows["marked"] & rows["found"],
            names[ONLY_PERSON]: rows["marked"] & ~rows["found"],
        }
    )
    table = kept.groupby(by, sort=True)[list(names.values())].sum()
    table.insert(0, "n", kept.groupby(by, sort=True).size())
    right, false, missed = (table[name].to_numpy() for name in names.values())
    table["precision"] = _told(right, right + false)
    table["recall"] = _told(right, right + missed)
    four = np.stack([right, false, missed, table["n"].to_numpy() - right - false - missed], axis=1)
    table["F1"] = [_cell(*values) for values in zip(f1(four), *f1_interval(four), strict=True)]
    return table


def _told(hits: np.ndarray, n: np.ndarray) -> list[str]:
    return [_cell(*values) for values in zip(share(hits, n), *share_interval(hits, n), strict=True)]


def _cell(value: float, low: float, high: float) -> str:
    return "-" if np.isnan(value) else f"{value:.2f} [{low:.2f}, {high:.2f}]"


def by_kind(rows: pd.DataFrame, fewest: int) -> pd.DataFrame:
    """Return the errors by family, kind, source and sort of error, the most frequent first, with their share of n."""
    wrong = rows[rows["marked"] != rows["found"]]
    sort = np.where(wrong["found"], "false positive", "missed")
    by = ["family", "kind", "source"]
    table = wrong.assign(error=sort).groupby([*by, "error"]).agg(errors=("id", "size"), score=("score", "median"))
    sizes = rows.groupby(by).size().rename("n")
    table = table.reset_index().merge(sizes.reset_index(), on=by)
    table["share of n"] = _told(table["errors"].to_numpy(), table["n"].to_numpy())
    table = table[table["errors"] >= fewest].rename(columns={"score": "median score"})
    order = ["errors", *by, "error"]
    return table.sort_values(order, ascending=[False, True, True, True, True])[
        [*by, "error", "errors", "n", "share of n", "median score"]
    ]


def confused(rows: pd.DataFrame) -> pd.DataFrame:
    """Return what the coders marked where a family was found falsely or missed, as counts."""
    wrong = rows[rows["marked"] != rows["found"]]
    error = wrong["family"] + np.where(wrong["found"], ", false positive", ", missed")
    return pd.crosstab(error, wrong["others"].rename("marked by the coders"))


def examples(rows: pd.DataFrame, family: str, error: str, most: int) -> list[str]:
    """Return the errors of that sort of which the coder was surest, one line each."""
    false = error == "false positive"
    wrong = rows[(rows["family"] == family) & (rows["found"] == false) & (rows["marked"] != false)]
    surest = wrong.sort_values(["score", "id"], ascending=[not false, True]).head(most)
    return [
        f"  {row.score:.2f} {row.lang} {row.source} {row.id} ({row.others}) "
        f"[{_short(row.context[-SHOWN // 2 :])}] {_short(row.text)}"
        for row in surest.itertuples()
    ]


def _short(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= SHOWN else flat[: SHOWN - 1] + "…"


def main() -> None:
    """Read the command line and print the tables."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("gold", type=Path)
    parser.add_argument("predictions", type=Path)
    parser.add_argument("--family", nargs="+", choices=FAMILIES, default=list(FAMILIES))
    parser.add_argument("--fewest", type=int, default=3, help="leave out lines with fewer errors")
    parser.add_argument("--show", type=int, default=0, metavar="N", help="print N texts of each sort of error")
    given = parser.parse_args()
    rows = cells(given.gold, given.predictions)
    rows = rows[rows["family"].isin(given.family)]
    print(counted(rows, ["family", "lang"]).to_string())
    print("\nby source\n" + counted(rows, ["family", "lang", "source"]).to_string())
    print(
        f"\nerrors, lines with {given.fewest} or more\n" + by_kind(rows, given.fewest).round(2).to_string(index=False)
    )
    print("\nwhat the coders marked there\n" + confused(rows).to_string())
    for family in given.family if given.show else ():
        for error in ("false positive", "missed"):
            print("\n".join([f"\n{family}, {error}", *examples(rows, family, error, given.show)]))


if __name__ == "__main__":
    main()
