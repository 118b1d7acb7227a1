"""Personas proposed from what people say, as one object that shows itself."""

from __future__ import annotations

import html
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from cjm_research.findings.personas.choosing import MOST, SMALLEST, choose
from cjm_research.findings.personas.portraits import HAVE, SAID, what_they_say, who_they_are
from cjm_research.findings.personas.vectors import LEAST, profiles
from cjm_research.findings.personas.words import WORDS
from cjm_research.findings.shares import sayers
from cjm_research.schema import FAMILIES

_SHOWN = 3  # themes of a family, and attributes, shown for a group
_STYLE = "border:1px solid var(--jp-border-color2,#d8dee4);padding:8px;flex:1 1 240px;min-width:220px"
_QUIET = "color:var(--jp-ui-font-color2,#57606a);font-size:11px"


@dataclass(frozen=True)
class Personas:
    """Groups of people who say alike things, or that there are none.

    Attributes
    ----------
    k : int
        How many groups; 0 = no stable groups.
    people : DataFrame
        Columns case_id and persona (1, 2, … by size), sorted by case_id; empty without stable groups.
    said : DataFrame
        `portraits.SAID`: what each group says beside the others.
    have : DataFrame
        `portraits.HAVE`: the attributes of each group beside the others.
    emotions : DataFrame
        Columns persona, mean (of the people's means, 1–5) and n.
    choice : DataFrame
        `choosing.Choice.table`: which numbers of groups were tried and how stable they are.
    left_out : tuple of str
        People who said too little.
    bias : tuple of str
        Sentences about who is in the groups beside who was asked.
    """

    k: int
    people: pd.DataFrame
    said: pd.DataFrame = field(repr=False)
    have: pd.DataFrame = field(repr=False)
    emotions: pd.DataFrame = field(repr=False)
    choice: pd.DataFrame = field(repr=False)
    left_out: tuple[str, ...] = ()
    n_grouped: int = 0
    bias: tuple[str, ...] = ()
    language: str = "en"

    def case_ids(self, persona: int) -> frozenset[str]:
        """Return the people of a group, numbered from 1."""
        return frozenset(self.people.loc[self.people["persona"] == persona, "case_id"])

    def told(self, language: str | None = None) -> list[str]:
        """Return what was found, in sentences."""
        words = WORDS[language or self.language]
        facts = {"n": self.n_grouped, "least": LEAST, "needed": 2 * SMALLEST}
        if self.n_grouped < 2 * SMALLEST:
            lines = [words["few"].format(**facts)]
        elif not self.k:
            lines = [words["none"].format(**facts)]
        else:
            row = self.choice.loc[self.choice["k"] == self.k].iloc[0]
            found = words["found"].format(k=self.k, stability=row["stability"], by_chance=row["by_chance"], **facts)
            lines = [found, words["draft"]]
        if self.left_out:
            lines.append(words["left_out"].format(n=len(self.left_out)))
        return [*lines, *self.bias]

    def __str__(self) -> str:
        """Return `told` and the portraits as text."""
        return "\n".join([*self.told(), *(line for number in range(1, self.k + 1) for line in self._lines(number))])

    def _repr_html_(self) -> str:
        told = "".join(f"<p>{html.escape(line)}</p>" for line in self.told())
        cards = "".join(self._card(number) for number in range(1, self.k + 1))
        return f"{told}<div style='display:flex;flex-wrap:wrap;gap:8px'>{cards}</div>"

    def _head(self, number: int) -> str:
        words = WORDS[self.language]
        n = int((self.people["persona"] == number).sum())
        head = words["head"].format(name=words["persona"].format(number=number), n=n)
        own = self.emotions[self.emotions["persona"] == number]
        return f"{head} · {words['emotion'].format(mean=own['mean'].iloc[0])}" if len(own) else head

    def _rows(self, number: int, family: str) -> list[dict[str, Any]]:
        """Return what a group says more often than the others, the greatest difference first."""
        own = self.said[(self.said["persona"] == number) & (self.said["family"] == family)]
        return own[own["difference"] > 0].head(_SHOWN).to_dict("records")

    def _rarer(self, number: int) -> list[str]:
        """Return what a group says clearly less often: the whole interval of the difference is below nought."""
        own = self.said[(self.said["persona"] == number) & (self.said["difference_high"] < 0)]
        rows = own.sort_values(["difference", "theme_id"], ignore_index=True).head(_SHOWN)
        return [self._around(row["title"], row) for row in rows.to_dict("records")]

    def _around(self, name: str, row: dict[str, Any]) -> str:
        return WORDS[self.language]["around"].format(name=name, share=self._share(row))

    def _share(self, row: dict[str, Any]) -> str:
        words = WORDS[self.language]
        others = f"{round(100 * (row['share'] - row['difference']))}%"
        own = words["share"].format(n=row["n_people"], of=row["of"])
        return own + words["joint"] + words["others"].format(share=others)

    def _quote(self, row: dict[str, Any]) -> str:
        words = WORDS[self.language]
        return f"{words['open']}{row['quote']}{words['close']} {row['case_id']}"

    def _attributes(self, number: int) -> list[str]:
        own = self.have[(self.have["persona"] == number) & (self.have["difference"] > 0)].head(_SHOWN)
        return [self._around(f"{row['attribute']} {row['value']}", row) for row in own.to_dict("records")]

    def _lines(self, number: int) -> list[str]:
        words, lines = WORDS[self.language], ["", self._head(number)]
        for family in FAMILIES:
            rows = self._rows(number, family)
            lines += [f"  {words[family]}"] if rows else []
            lines += [f"    {self._around(row['title'], row)} {self._quote(row)}" for row in rows]
        for key, told in self._others(number):
            lines += [f"  {words[key]}", *(f"    {one}" for one in told)]
        return lines

    def _others(self, number: int) -> list[tuple[str, list[str]]]:
        """Return what else is told of a group, by the key of its heading."""
        told = {"rarer": self._rarer(number), "attributes": self._attributes(number)}
        return [(key, lines) for key, lines in told.items() if lines]

    def _card(self, number: int) -> str:
        words, parts = WORDS[self.language], [f"<strong>{html.escape(self._head(number))}</strong>"]
        for family in FAMILIES:
            rows = self._rows(number, family)
            if rows:
                parts.append(f"<div style='margin-top:8px;{_QUIET}'>{words[family]}</div>")
            for row in rows:
                parts.append(
                    f"<div>{html.escape(row['title'])} <span style='{_QUIET}'>{html.escape(self._share(row))}</span>"
                    f"<div style='{_QUIET}'>{html.escape(self._quote(row))}</div></div>"
                )
        for key, told in self._others(number):
            parts.append(f"<div style='margin-top:8px;{_QUIET}'>{words[key]}</div>")
            parts += [f"<div>{html.escape(one)}</div>" for one in told]
        return f"<div style='{_STYLE}'>{''.join(parts)}</div>"


def personas_of(
    themes: pd.DataFrame,
    members: pd.DataFrame,
    segments: pd.DataFrame,
    cases: pd.DataFrame,
    emotions: pd.Series,
    seed: int,
    interval: float = 0.95,
    most: int = MOST,
    bias: Sequence[str] = (),
    language: str = "en",
) -> Personas:
    """Propose personas by grouping people on the themes they speak of.

    Parameters
    ----------
    themes, members, segments, cases : DataFrame
        Their contracts; people whose consent is not given taken out before.
    emotions : Series of float
        Emotion 1–5 by segment_id.
    seed : int
        Of the random draws.
    interval : float
        Width of the intervals, 0–1.
    most : int
        Greatest number of groups that is tried.
    bias : sequence of str
        Sentences of the coverage sheet about who was not heard, in that language.
    language : {"en", "zh"}
        In which it shows itself.

    Returns
    -------
    Personas
        The same whatever the order of the rows.
    """
    people = sorted(cases["case_id"])
    said = sayers(themes, members, segments, people)
    held = profiles(said, people)
    nothing = pd.DataFrame({"case_id": pd.Series(dtype=object), "persona": pd.Series(dtype="int64")})
    choice = choose(held, seed, most)
    facts = {"choice": choice.table, "left_out": held.left_out, "n_grouped": len(held.people), "bias": tuple(bias)}
    if not choice.k:
        bare = pd.DataFrame(columns=["persona", "mean", "n"])
        return Personas(
            0,
            nothing,
            pd.DataFrame(columns=list(SAID)),
            pd.DataFrame(columns=list(HAVE)),
            bare,
            **facts,
            language=language,
        )
    found = pd.DataFrame({"case_id": held.people, "persona": choice.labels + 1})
    personas = found.set_index("case_id")["persona"]
    return Personas(
        choice.k,
        found,
        what_they_say(personas, said, themes, members, segments, interval),
        who_they_are(personas, cases, interval),
        _emotions(personas, segments, emotions),
        **facts,
        language=language,
    )


def _emotions(personas: pd.Series, segments: pd.DataFrame, emotions: pd.Series) -> pd.DataFrame:
    rows = segments[["segment_id", "case_id"]].assign(emotion=segments["segment_id"].map(emotions)).dropna()
    means = rows.groupby("case_id", sort=True)["emotion"].mean()
    own = means[means.index.isin(personas.index)]
    found = own.groupby(personas.reindex(own.index)).agg(["mean", "size"]).reset_index()
    found.columns = ["persona", "mean", "n"]
    return found
