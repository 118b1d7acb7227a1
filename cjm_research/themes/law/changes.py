"""What a refit did to the themes: which stayed, came and went, which segments moved where, and why.

>>> members = pd.DataFrame({"theme_id": ["tha"] * 2, "segment_id": ["s1", "s2"], "family": "goal", "home": True})
>>> themes = pd.DataFrame({"theme_id": ["tha"], "family": ["goal"], "title": ["Sleep"]})
>>> changes(members, members, themes, themes, Law())["sentence"].tolist()
['“Sleep” is as it was: matched by 2 of 2 segments.']
"""

from __future__ import annotations

import html
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pandas as pd

from cjm_research.themes.law import edits
from cjm_research.themes.law.changes_words import WORDS
from cjm_research.themes.law.edits import Law

COLUMNS = (
    "theme_id", "family", "title_before", "title", "change", "n_before", "n_after", "n_kept", "n_joined", "n_new",
    "n_left", "joined_from", "went_to", "reason", "sentence",
)  # fmt: skip
KINDS = ("new", "gone", "grown", "shrunk", "kept")
_SHOWN = 3
_HALF = 0.5  # share of a theme that acts must hold for them to be the reason that it is as it is


def changes(
    before_members: pd.DataFrame,
    after_members: pd.DataFrame,
    before_themes: pd.DataFrame,
    after_themes: pd.DataFrame,
    law: Law,
    language: str = "en",
    blocks: Collection[str] = (),
) -> pd.DataFrame:
    """Return what became of each theme.

    Parameters
    ----------
    before_members, after_members : DataFrame
        Contract "members", before and after the refit.
    before_themes, after_themes : DataFrame
        Contract "themes".
    law : Law
        What people did.
    language : {"en", "zh"}
        Of ``reason`` and ``sentence``.
    blocks : collection of str
        Themes that no topic leads to any more, `resolve.Resolved.blocks`.

    Returns
    -------
    DataFrame
        A row for each theme before or after, sorted by family and id: title_before ("" if new) and title, which differ
        where the machine renamed it; change ("new", "gone", "grown", "shrunk", "kept"), n_before, n_after, n_kept,
        n_joined (of them n_new were in no theme before), n_left, joined_from and went_to (lists
        of dicts theme_id, title, n; "" = not there), reason and sentence.
    """
    pairs = _homes(before_members, "was").merge(_homes(after_members, "now"), on=["family", "segment_id"], how="outer")
    pairs[["was", "now"]] = pairs[["was", "now"]].fillna("")
    flows = pairs.groupby(["was", "now"], sort=True).size().reset_index(name="n")
    was = _titles(before_themes)
    told = {**was, **_titles(after_themes)}
    # A name that a person chose is not changed by any fit, in whichever language a frame shows it.
    told |= {theme_id: title for theme_id, title in was.items() if title in law.titles(theme_id).values()}
    families = {
        **dict(zip(before_themes["theme_id"], before_themes["family"], strict=True)),
        **dict(zip(after_themes["theme_id"], after_themes["family"], strict=True)),
    }
    reasons = _Reasons(law, language, frozenset(blocks), told)
    joined, left = dict(iter(flows.groupby("now"))), dict(iter(flows.groupby("was")))
    rows = []
    for theme_id in sorted(families, key=lambda one: (families[one], one)):
        row = _counts(theme_id, joined.get(theme_id, flows[:0]), left.get(theme_id, flows[:0]), told)
        row |= {"theme_id": theme_id, "family": families[theme_id], "title": told[theme_id]}
        row["title_before"] = was.get(theme_id, "")
        row["reason"] = reasons(row)
        row["sentence"] = _sentence(row, language)
        rows.append(row)
    return pd.DataFrame(rows, columns=list(COLUMNS))


@dataclass(frozen=True)
class Changes:
    """What a refit did, to be looked at; ``frame`` is from `changes`."""

    frame: pd.DataFrame
    language: str = "en"

    @property
    def sentences(self) -> list[str]:
        """What happened, theme by theme, what is new and gone first; themes that are as they were are left out."""
        moved = self.frame["n_joined"] + self.frame["n_left"] > 0
        told = self.frame[(self.frame["change"] != "kept") | moved | self._renamed]
        order = sorted(told.index, key=lambda at: (KINDS.index(told["change"][at]), at))
        return told.loc[order, "sentence"].tolist()

    @property
    def _renamed(self) -> pd.Series:
        before = self.frame.get("title_before", self.frame["title"])
        return (before != "") & (before != self.frame["title"])

    @property
    def summary(self) -> str:
        """How many themes there are of each kind."""
        counts = self.frame["change"].value_counts()
        return WORDS[self.language]["summary"].format(**{kind: int(counts.get(kind, 0)) for kind in KINDS})

    def __repr__(self) -> str:
        return "\n".join([self.summary, *(f"- {sentence}" for sentence in self.sentences)])

    def _repr_html_(self) -> str:
        items = "".join(f"<li>{html.escape(sentence)}</li>" for sentence in self.sentences)
        return f"<p>{html.escape(self.summary)}</p><ul>{items}</ul>"


@dataclass(frozen=True)
class _Reasons:
    law: Law
    language: str
    blocks: frozenset[str]
    titles: Mapping[str, str]

    def __call__(self, row: Mapping[str, Any]) -> str:
        say, theme_id = WORDS[self.language], row["theme_id"]
        if row["change"] == "gone":
            return self._gone(theme_id, row)
        if theme_id in self.blocks:
            return say["block"].format(why=self._touched(theme_id))
        act, by, at, n_held = self._holds.get(theme_id, ("", "", "", 0))
        if n_held > _HALF * row["n_after"]:
            return say["held"].format(by=by, act=say["acts"][act], on=at[:10])
        if theme_id == edits.rest_id(row["family"]):
            return say["rest"]
        if row["change"] == "new":
            return say["unmatched"]
        return say["matched"].format(n=row["n_kept"], of=row["n_before"])

    @cached_property
    def _holds(self) -> dict[str, tuple[str, str, str, int]]:
        """For each theme the act that holds most of it, and how many segments are held in it."""
        held = self.law.held()
        counts = held.groupby(["theme_id", "act", "by", "at"]).size().reset_index(name="n")
        counts["all"] = counts.groupby("theme_id")["n"].transform("sum")
        counts = counts.sort_values(["theme_id", "n", "at"], ascending=[True, False, False])
        first = counts.drop_duplicates("theme_id")
        return {row.theme_id: (row.act, row.by, row.at, int(row.all)) for row in first.itertuples() if row.theme_id}

    def _touched(self, theme_id: str) -> str:
        say, law = WORDS[self.language], self.law
        told = (
            (edits.RENAME, law.names), (edits.MERGE, law.merged), (edits.NEW, law.made), (edits.PIN, law.pinned),
            (edits.HIDE, law.hidden), (edits.MEMO, law.memos),
        )  # fmt: skip
        for act, marks in told:
            if theme_id in marks:
                mark = marks[theme_id]
                return say["touched"].format(by=mark.by, act=say["acts"][act], on=mark.at[:10])
        return say["edited"]

    def _gone(self, theme_id: str, row: Mapping[str, Any]) -> str:
        say, into = WORDS[self.language], self.law.root(theme_id)
        if into != theme_id and into in self.law.merged:
            mark = self.law.merged[into]
            return say["merged"].format(by=mark.by, on=mark.at[:10], into=self.titles.get(into, into))
        real = [part for part in row["went_to"] if part["theme_id"]]
        return say["scattered"].format(into=real[0]["title"]) if real else say["nothing left"]


def _homes(members: pd.DataFrame, name: str) -> pd.DataFrame:
    homes = members[members["home"].astype(bool)] if "home" in members.columns else members
    return homes[["family", "segment_id", "theme_id"]].rename(columns={"theme_id": name})


def _titles(themes: pd.DataFrame) -> dict[str, str]:
    return dict(zip(themes["theme_id"], themes["title"], strict=True))


def _counts(theme_id: str, joined: pd.DataFrame, left: pd.DataFrame, told: Mapping[str, str]) -> dict[str, Any]:
    n_before, n_after = int(left["n"].sum()), int(joined["n"].sum())
    others_in, others_out = joined[joined["was"] != theme_id], left[left["now"] != theme_id]
    n_joined, n_left = int(others_in["n"].sum()), int(others_out["n"].sum())
    if not n_before or not n_after:
        change = "gone" if n_before or not n_after else "new"
    else:
        change = "grown" if n_joined > n_left else "shrunk" if n_left > n_joined else "kept"
    return {
        "change": change, "n_before": n_before, "n_after": n_after, "n_kept": n_after - n_joined,
        "n_joined": n_joined, "n_new": int(others_in.loc[others_in["was"] == "", "n"].sum()), "n_left": n_left,
        "joined_from": _listed(others_in, "was", told), "went_to": _listed(others_out, "now", told),
    }  # fmt: skip


def _listed(flows: pd.DataFrame, end: str, told: Mapping[str, str]) -> list[dict[str, Any]]:
    ranked = flows.sort_values(["n", end], ascending=[False, True])
    pairs = zip(ranked[end], ranked["n"], strict=True)
    return [{"theme_id": one, "title": told.get(one, ""), "n": int(n)} for one, n in pairs]


def _sentence(row: Mapping[str, Any], language: str) -> str:
    say = WORDS[language]
    parts = []
    if row["n_joined"] and row["change"] != "new":
        parts.append(say["joined"].format(n=row["n_joined"], where=_where(row["joined_from"], say, "from")))
    if row["n_left"]:
        parts.append(say["left"].format(n=row["n_left"], where=_where(row["went_to"], say, "to")))
    if row["title_before"] not in ("", row["title"]):
        parts.append(say["renamed"].format(before=row["title_before"], title=row["title"]))
    key = "as it was" if row["change"] == "kept" and not parts else row["change"]
    head = say[key].format(title=row["title"], before=row["n_before"], after=row["n_after"])
    return head + "".join(parts) + say["because"].format(reason=row["reason"])


def _where(flows: list[dict[str, Any]], say: Mapping[str, Any], end: str) -> str:
    shown = [say["flow"].format(n=one["n"], title=one["title"]) for one in flows[:_SHOWN] if one["theme_id"]]
    shown += [say[f"none {end}"].format(n=one["n"]) for one in flows if not one["theme_id"]]
    return say["and"].join(shown) + (say["more"] if len(flows) > _SHOWN else "")
