"""Read the hardest kinds of sentence with the shipped coder: how many are right, by kind and language.

usage: python benchmarks/coder/hard_sentences.py [--embedder auto] [--write]

With --write the measured shares and the reasons of the failures are put into ``tests/codes/hard_sentences.toml``. The
table is a measurement: look at it, do not tune on it.
"""

from __future__ import annotations

import argparse
import re
import tomllib
from pathlib import Path

import pandas as pd

from cjm_research.codes.framework import FrameworkCoder
from cjm_research.embeddings.choose import choose
from cjm_research.schema import FAMILIES

TABLE = Path(__file__).resolve().parents[2] / "tests" / "codes" / "hard_sentences.toml"
FEELINGS = ("negative", "neutral", "positive")
_FAILS = re.compile(r'fails = "[^"]*"')


def main() -> None:
    """Read, print, and with --write bring the table up to date."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--embedder", default="auto")
    parser.add_argument("--write", action="store_true")
    args = parser.parse_args()
    rows = sentences()
    coder = FrameworkCoder(choose(args.embedder))
    found = coder.table(*(rows[name].tolist() for name in ("text", "context", "language")))
    judged = judge(rows, found)
    show(judged, coder)
    if args.write:
        TABLE.write_text(rewritten(judged, coder.embedder.name), encoding="utf-8")


def sentences() -> pd.DataFrame:
    """Return the table, one row a sentence; a family that is not named is ""."""
    kinds = tomllib.loads(TABLE.read_text("utf-8"))["kinds"]
    rows = pd.DataFrame([{"kind": kind, **row} for kind, rows in kinds.items() for row in rows])
    return rows.fillna(dict.fromkeys(FAMILIES, ""))


def judge(rows: pd.DataFrame, found: pd.DataFrame) -> pd.DataFrame:
    """Return the rows with ``fails`` (what is wrong), ``felt`` (is the feeling right), ``subtypes`` (of those seen)."""
    fails, felt, subtypes = [], [], []
    for row, read in zip(rows.to_dict("records"), found.to_dict("records"), strict=True):
        missed = [family for family in FAMILIES if row[family] and not read[family]]
        added = [family for family in FAMILIES if read[family] and not row[family]]
        said = [f"{family} is not seen" for family in missed] + [
            f"{family} is seen though not there" for family in added
        ]
        fails.append("; ".join(said))
        felt.append(FEELINGS[int(read["emotion"] > 2.5) + int(read["emotion"] >= 3.5)] == row["feeling"])
        both = [family for family in FAMILIES if row[family] and read[family]]
        subtypes.append([row[family] == read[family] for family in both])
    return rows.assign(fails=fails, felt=felt, subtypes=subtypes)


def show(judged: pd.DataFrame, coder: FrameworkCoder) -> None:
    """Print the shares of right families by kind and language, then those of feelings and sub-types."""
    right = judged.assign(right=judged["fails"] == "")
    print(f"coder {coder.name} {coder.version}, embedder {coder.embedder.name}\n")
    print(f"{'kind':<28}{'en':>10}{'zh':>10}")
    for kind, rows in right.groupby("kind", sort=False):
        cells = [rows.loc[rows["language"] == language, "right"] for language in ("en", "zh")]
        print(f"{kind:<28}" + "".join(f"{f'{cell.sum()} of {len(cell)}':>10}" for cell in cells))
    for language, rows in right.groupby("language"):
        pairs = [pair for pairs in rows["subtypes"] for pair in pairs]
        print(
            f"\n{language}: families right {rows['right'].sum()} of {len(rows)} ({rows['right'].mean():.3f}), "
            f"feeling {rows['felt'].mean():.3f}, sub-types {sum(pairs) / max(len(pairs), 1):.3f} of {len(pairs)}"
        )


def rewritten(judged: pd.DataFrame, embedder: str) -> str:
    """Return the text of the table with its measured shares and reasons brought up to date."""
    text = TABLE.read_text("utf-8")
    reasons = iter(judged["fails"])
    text = _FAILS.sub(lambda _: f'fails = "{next(reasons)}"', text)
    by_language = judged.assign(right=judged["fails"] == "").groupby("language")
    for key, column in (("families", "right"), ("feeling", "felt")):
        shares = ", ".join(f"{language} = {share:.4f}" for language, share in rounded(by_language[column].mean()))
        text = re.sub(rf"^{key} = {{.*}}$", f"{key} = {{ {shares} }}", text, flags=re.M)
    return re.sub(r'^embedder = ".*"$', f'embedder = "{embedder}"', text, flags=re.M)


def rounded(shares: pd.Series) -> list[tuple[str, float]]:
    """Return the shares rounded down to four places, so that a share is never below what is written."""
    return [(language, int(share * 10_000) / 10_000) for language, share in shares.items()]


if __name__ == "__main__":
    main()
