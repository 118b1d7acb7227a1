"""The same map of two groups of people side by side, with what differs and how sure that is.

A theme is compared over the whole people of each group, not over those who happened to speak of the stage (law 5); the
emotion of a stage over the people who showed one there. Intervals are not corrected for the number of comparisons, and
the sheet says so.
"""

from __future__ import annotations

import html
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pandas as pd

from cjm_research.findings.shares import newcombe
from cjm_research.journeys.emotion.differences import difference
from cjm_research.journeys.sides.words import WORDS
from cjm_research.schema import FAMILIES

if TYPE_CHECKING:
    from cjm_research.journeys.map import JourneyMap

EMOTIONS = ("stage", "mean_a", "n_a", "mean_b", "n_b", "difference", "low", "high", "apart")
CARDS = (
    "stage", "family", "theme_id", "title", "n_a", "of_a", "n_b", "of_b", "difference", "low", "high", "apart",
)  # fmt: skip
_LEAST = 3  # people who say a theme before it is said to tell groups apart
_CELL = "border:1px solid var(--jp-border-color2,#d8dee4);padding:4px 8px;text-align:left;vertical-align:top"


@dataclass(frozen=True)
class Sides:
    """Two maps side by side.

    Attributes
    ----------
    names : tuple of (str, str)
        What the two groups are called.
    n : tuple of (int, int)
        People in each.
    emotions : DataFrame
        `EMOTIONS`, one row a stage: means 1–5 of the people's means, and their difference (a − b) with its interval.
    cards : DataFrame
        `CARDS`, one row a theme at a stage: people of each group, and the difference of their shares (a − b) with
        Newcombe's interval. ``apart`` where the interval leaves out nought and three people at least say it.
    """

    names: tuple[str, str]
    n: tuple[int, int]
    emotions: pd.DataFrame
    cards: pd.DataFrame
    stages: dict[str, str] = field(repr=False, default_factory=dict)
    families: dict[str, str] = field(repr=False, default_factory=dict)
    language: str = "en"

    def told(self, language: str | None = None) -> list[str]:
        """Return what differs, in sentences, the most certain first within emotion and within cards."""
        language = language or self.language
        words, (a, b) = WORDS[language], self.names
        lines = [words["head"].format(a=a, n_a=self.n[0], b=b, n_b=self.n[1])]
        for row in self.emotions[self.emotions["apart"]].to_dict("records"):
            which = words["higher" if row["difference"] > 0 else "lower"]
            lines.append(words["emotion"].format(stage=self.stages[row["stage"]], a=a, b=b, which=which, **_short(row)))
        for row in self.cards[self.cards["apart"]].to_dict("records"):
            lines.append(
                words["card"].format(stage=self.stages[row["stage"]], title=row["title"], a=a, b=b, **_points(row))
            )
        if len(lines) == 1:
            lines.append(words["nothing"])
        return [*lines, words["caution"].format(n=len(self.cards) + len(self.emotions))]

    def __str__(self) -> str:
        """Return `told` as lines."""
        return "\n".join(self.told())

    def _repr_html_(self) -> str:
        words, (a, b) = WORDS[self.language], map(html.escape, self.names)
        told = "".join(f"<p>{html.escape(line)}</p>" for line in self.told())
        heads = [words["stage"], words["what"], f"{a} ({self.n[0]})", f"{b} ({self.n[1]})", words["difference"]]
        rows = [self._row(cells) for stage in self.stages for cells in self._stage(stage)]
        head = "".join(f"<th style='{_CELL}'>{cell}</th>" for cell in heads)
        return f"{told}<table style='border-collapse:collapse'><tr>{head}</tr>{''.join(rows)}</table>"

    def _stage(self, stage: str) -> list[tuple[bool, list[str]]]:
        words, rows = WORDS[self.language], []
        for row in self.emotions[self.emotions["stage"] == stage].to_dict("records"):
            values = [
                words["none"] if not row[f"n_{side}"] else f"{row[f'mean_{side}']:.1f} (n = {row[f'n_{side}']})"
                for side in "ab"
            ]
            rows.append((bool(row["apart"]), [self.stages[stage], words["emotion_lane"], *values, _interval(row, 1)]))
        for row in self.cards[self.cards["stage"] == stage].to_dict("records"):
            values = [words["share"].format(n=row[f"n_{side}"], of=row[f"of_{side}"]) for side in "ab"]
            title = f"{self.families[row['family']]}: {row['title']}"
            rows.append((bool(row["apart"]), ["", title, *values, _interval(row, 100)]))
        return rows

    def _row(self, cells: tuple[bool, list[str]]) -> str:
        apart, texts = cells
        weight = "font-weight:600;" if apart else ""
        mark = " ◆" if apart else ""
        return (
            "<tr>"
            + "".join(f"<td style='{_CELL};{weight}'>{html.escape(text)}</td>" for text in texts[:-1])
            + f"<td style='{_CELL};{weight}'>{html.escape(texts[-1])}{mark}</td></tr>"
        )


def side_by_side(a: JourneyMap, b: JourneyMap, names: tuple[str, str], interval: float = 0.95) -> Sides:
    """Compare the maps of two groups of different people.

    Parameters
    ----------
    a, b : JourneyMap
        Drawn with the same framework and themes.
    names : tuple of (str, str)
        What the groups are called.
    interval : float
        Width of the intervals, 0–1.

    Returns
    -------
    Sides
        Stages in the order of the map, then families, then the greatest difference first.
    """
    language, n = a.language, (a.data["participants"]["n"], b.data["participants"]["n"])
    stages = {stage["id"]: stage["name"][language] for side in (a, b) for stage in side.data["stages"]}
    families = {family: a.codebook.name(family, lang=language) for family in FAMILIES}
    emotions = pd.DataFrame([_emotion(stage, a.emotions, b.emotions, interval) for stage in stages], columns=EMOTIONS)
    return Sides(names, n, emotions, _cards(a, b, list(stages), n, interval), stages, families, language)


def _emotion(stage: str, a: pd.DataFrame, b: pd.DataFrame, interval: float) -> tuple[Any, ...]:
    x, y = (side.loc[side["stage"] == stage].set_index("case_id")["emotion"].astype("float64") for side in (a, b))
    means = [float(values.mean()) if len(values) else float("nan") for values in (x, y)]
    limits = difference(x, y, interval)
    low, high = (float("nan") if end is None else end for end in (limits.low, limits.high))
    return stage, means[0], len(x), means[1], len(y), means[0] - means[1], low, high, low > 0 or high < 0


def _cards(a: JourneyMap, b: JourneyMap, stages: list[str], n: tuple[int, int], interval: float) -> pd.DataFrame:
    keys = ["stage", "family", "theme_id"]
    counts = [
        side.findings.loc[~side.findings["rest"].astype(bool), [*keys, "title", "n_people"]] for side in (a, b)
    ]  # fmt: skip
    both = counts[0].merge(counts[1], on=keys, how="outer", suffixes=("_a", "_b"))
    both = both[both["stage"].isin(stages) & both["family"].isin(FAMILIES) & (both["theme_id"] != "")]
    both["title"] = both["title_a"].fillna(both["title_b"])
    for side, total in zip("ab", n, strict=True):
        both[f"n_{side}"] = both[f"n_people_{side}"].fillna(0).astype(int)
        both[f"of_{side}"] = total
    low, high = newcombe(both["n_a"], both["of_a"], both["n_b"], both["of_b"], interval)
    both = both.assign(difference=both["n_a"] / n[0] - both["n_b"] / n[1], low=low, high=high)
    both["apart"] = ((both["low"] > 0) | (both["high"] < 0)) & (both["n_a"] + both["n_b"] >= _LEAST)
    order = both.assign(
        at=both["stage"].map(stages.index), lane=both["family"].map(FAMILIES.index), size=-both["difference"].abs()
    ).sort_values(["at", "lane", "size", "theme_id"])  # fmt: skip
    return order[list(CARDS)].reset_index(drop=True)


def _interval(row: dict[str, Any], scale: int) -> str:
    if row["low"] != row["low"]:
        return "–"
    unit, digits = ("%", 0) if scale == 100 else ("", 1)
    values = [scale * row[key] for key in ("difference", "low", "high")]
    return f"{values[0]:+.{digits}f}{unit} [{values[1]:+.{digits}f}, {values[2]:+.{digits}f}]"


def _short(row: dict[str, Any]) -> dict[str, str]:
    return {
        "mean_a": f"{row['mean_a']:.1f}", "mean_b": f"{row['mean_b']:.1f}", "low": f"{row['low']:+.1f}",
        "high": f"{row['high']:+.1f}",
    }  # fmt: skip


def _points(row: dict[str, Any]) -> dict[str, str]:
    return {
        "n_a": str(row["n_a"]), "of_a": str(row["of_a"]), "n_b": str(row["n_b"]), "of_b": str(row["of_b"]),
        "low": f"{100 * row['low']:+.0f}", "high": f"{100 * row['high']:+.0f}",
    }  # fmt: skip
