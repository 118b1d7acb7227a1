"""What became of new segments, in a form that shows itself: who joined which theme, and what may be emerging.

Nothing is decided here: a possible new theme is named by its people and their words, and a person looks.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from html import escape

import pandas as pd

_WORDS = {
    "en": {
        "placed": "{n} new segments: {joined} join a theme, {none} join none yet.",
        "emerging": "A new theme may be emerging: {segments} segments of {people} people, nearest to “{title}”.",
        "alone": "A new theme may be emerging: {segments} segments of {people} people.",
        "nothing": "No new theme is emerging.",
        "many": "Too many segments are far from every theme to look for new ones here; fit the themes anew.",
        "quotes": "What they say",
    },
    "zh": {
        "placed": "新片段{n}个：{joined}个归入已有主题，{none}个暂未归入。",
        "emerging": "可能正在出现新主题：{people}人的{segments}个片段，最接近“{title}”。",
        "alone": "可能正在出现新主题：{people}人的{segments}个片段。",
        "nothing": "没有新主题出现的迹象。",
        "many": "远离所有主题的片段太多，无法在此寻找新主题；请重新拟合主题。",
        "quotes": "他们怎么说",
    },
}


@dataclass(frozen=True)
class Placed:
    """Where new segments go, and what may be emerging.

    Attributes
    ----------
    segments : DataFrame
        Columns family, segment_id, theme_id ("" = none yet), nearest, weight (cosine to the nearest theme's middle),
        distance (1 − weight) and far (whether it lies farther off than two thirds of that theme's own), sorted.
    emerging : DataFrame
        A row per possible new theme: family, n_segments, n_people, n_new, segment_ids (most typical first), people,
        texts (of up to three different people), nearest (theme_id), distance (0–2), tightness (mean cosine of two of
        its segments) and typical (the same in the themes there are), largest first.
    too_many : bool
        Whether so many segments are far from every theme that no new ones were looked for.
    titles : mapping of str to str
        Names of the themes, for showing.
    language : {"en", "zh"}
        Of what is shown.
    """

    segments: pd.DataFrame
    emerging: pd.DataFrame
    too_many: bool = False
    titles: Mapping[str, str] = field(default_factory=dict)
    language: str = "en"

    def sentences(self) -> list[str]:
        """Return what happened, in words."""
        words = _WORDS[self.language]
        joined = self.segments.loc[self.segments["theme_id"] != "", "segment_id"].nunique()
        n = self.segments["segment_id"].nunique()
        found = [words["placed"].format(n=n, joined=joined, none=n - joined)]
        for row in self.emerging.itertuples():
            title = self.titles.get(row.nearest, "")
            phrase = words["emerging" if title else "alone"]
            found.append(phrase.format(segments=row.n_segments, people=row.n_people, title=title))
        if self.too_many:
            found.append(words["many"])
        elif self.emerging.empty:
            found.append(words["nothing"])
        return found

    def __repr__(self) -> str:
        return ("" if self.language == "zh" else " ").join(self.sentences())

    def _repr_html_(self) -> str:
        first, *others = (escape(sentence) for sentence in self.sentences())
        parts = [f"<p>{first}</p>"]
        for at, sentence in enumerate(others):
            parts.append(f"<p><b>{sentence}</b></p>" if at < len(self.emerging) else f"<p>{sentence}</p>")
            if at < len(self.emerging):
                quotes = "".join(f"<li><i>{escape(text)}</i></li>" for text in self.emerging["texts"].iloc[at])
                parts.append(f"<p>{_WORDS[self.language]['quotes']}</p><ul>{quotes}</ul>")
        return f'<div lang="{self.language}">{"".join(parts)}</div>'
