"""What is said of a theme whose segments or name were changed by hand: names, counts, quotes, words, sub-themes.

People's names come first, then what the machine had called the theme; what no one has named yet is called like the
theme that most of it comes from, with a number. A theme that nothing happened to keeps its row as it is.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pandas as pd

from cjm_research.schema import CONTRACTS
from cjm_research.themes.law.edits import Law

_PUT_OUT = {"en": "Other: put aside by hand", "zh": "其他：由人移出"}
_QUOTES = 3
_SHORT = 24  # characters of a segment that stand for a name
_LIKE_BEFORE = 0.8  # share of segments in common from which the stability of a theme is still told


@dataclass(frozen=True)
class Describing:
    """Describes themes.

    Attributes
    ----------
    stored : DataFrame
        Contract "themes", as the last fit left them.
    rows : DataFrame
        Homes that stand, with ``was`` and ``sub``, the theme and sub-theme that were stored of a segment, and weight.
    segments : DataFrame
        Contract "segments".
    law : Law
        What people did.
    languages : tuple of str
        Of the study.
    changed : frozenset of str
        Themes that do not hold the same segments any more.
    """

    stored: pd.DataFrame
    rows: pd.DataFrame
    segments: pd.DataFrame
    law: Law
    languages: tuple[str, ...]
    changed: frozenset[str]

    def themes(self, wanted: pd.DataFrame) -> pd.DataFrame:
        """Return the rows of the themes in `resolve.Resolved.themes`, contract "themes"."""
        known = {row["theme_id"]: row for row in self.stored.to_dict("records")}
        found = []
        for row in wanted.to_dict("records"):
            before = known.get(row["theme_id"], {})
            changed = row["theme_id"] in self.changed or not before
            told = self._content(row["theme_id"], before) if changed else dict(before)
            told |= {name: row[name] for name in ("family", "pinned", "hidden", "memo", "rest", "named_by", "theme_id")}
            found.append(self._named(told, before))
        self._tell_apart(found)
        frame = pd.DataFrame(found, columns=list(CONTRACTS["themes"].columns))
        kinds = {name: self.stored[name].dtype for name in frame.columns if len(self.stored) and len(frame)}
        return frame.astype(kinds).sort_values("theme_id", ignore_index=True)

    @cached_property
    def _spoken(self) -> dict[Hashable, pd.DataFrame]:
        columns = ["segment_id", "case_id", "document_id", "language", "text"]
        kept = self.rows[self.rows["theme_id"].isin(self.changed)]
        joined = kept.merge(self.segments[columns], on="segment_id", how="left")
        joined = joined.assign(near=joined["weight"].round(9))
        ranked = joined.sort_values(["near", "segment_id"], ascending=[False, True], kind="stable")
        return dict(iter(ranked.groupby("theme_id", sort=False)))

    def _content(self, theme_id: str, before: dict[str, Any]) -> dict[str, Any]:
        own = self._spoken[theme_id]
        ids = own["segment_id"].tolist()
        motto = before.get("motto_segment_id")
        mine = set(ids)
        quotes = _different_people([*(one for one in before.get("quotes") or () if one in mine), *ids], own)
        n_kept, n_before = int(own["same"].sum()), int(before.get("n_segments") or 0)
        like_before = n_kept >= _LIKE_BEFORE * max(len(own), n_before)
        return {
            "language": self._majority(own),
            "words": list(before["words"]) if before.get("words") else self._words(own),
            "n_segments": len(own),
            "n_people": int(own["case_id"].nunique()),
            "n_documents": int(own["document_id"].nunique()),
            "motto_segment_id": motto if motto in mine else ids[0],
            "quotes": quotes,
            "stability": before.get("stability") if before and like_before else float("nan"),
            "subthemes": self._subthemes(own, before),
        }

    def _named(self, told: dict[str, Any], before: dict[str, Any]) -> dict[str, Any]:
        theme_id, given = told["theme_id"], self.law.titles(told["theme_id"])
        own = self.law.own.get(theme_id, {})
        if before and not given and not own and not before["named_by"]:
            return {**told, "title": before["title"], "titles": before["titles"]}
        titles = {**(own or self._machine_titles(told, before)), **given}
        people = self.law.names[theme_id].titles if theme_id in self.law.names else {}
        first = self.languages[0]
        # A name that was chosen is shown before any that the machine gave in another language.
        chosen = (people, self.law.fixed.get(theme_id, {}))
        order = [name for known in chosen for name in (first, told["language"], *sorted(known)) if name in known]
        holds_first = first in titles and (first in self._languages(theme_id) or told["language"] == first)
        order += [first] if holds_first else []
        order += [name for name in (told["language"], *sorted(titles)) if name in titles]
        return {**told, "title": titles[order[0]] if order else "", "titles": titles}

    def _machine_titles(self, told: dict[str, Any], before: dict[str, Any]) -> dict[str, str]:
        machine = dict(self.law.machine.get(told["theme_id"], {}))
        if before:
            stored = dict(before["titles"]) or {before["language"]: before["title"]}
            return {**stored, **machine} if before["named_by"] else stored
        if told["rest"]:
            return {name: _PUT_OUT[name] for name in self._languages(told["theme_id"]) if name in _PUT_OUT}
        if machine:
            return machine
        if self.law.titles(told["theme_id"]):
            return {}
        anchored = self.law.anchors.get(told["theme_id"])
        if anchored is not None and anchored.titles:
            return dict(anchored.titles)
        return self._source_titles(told["theme_id"]) or {told["language"]: self._said(told["theme_id"])}

    def _source_titles(self, theme_id: str) -> dict[str, str]:
        """Return what the machine called the stored theme that most of this one comes from."""
        source = self._source(theme_id)
        if source and source["named_by"]:
            return dict(self.law.machine.get(source["theme_id"], {}))
        return dict(source["titles"] or {source["language"]: source["title"]}) if source else {}

    def _said(self, theme_id: str) -> str:
        """Return the beginning of the best segment, for a theme that nobody and nothing has named."""
        text = " ".join(str(self._spoken[theme_id]["text"].iloc[0]).split())
        return text if len(text) <= _SHORT else text[:_SHORT] + "…"

    def _source(self, theme_id: str) -> dict[str, Any]:
        """Return the stored theme that most of this one comes from."""
        counts = self._spoken[theme_id]["was"].value_counts()
        order = sorted(counts.index, key=lambda name: (-counts[name], name))
        rows = self.stored[(self.stored["theme_id"].isin(order[:1])) & ~self.stored["rest"].astype(bool)]
        return rows.iloc[0].to_dict() if len(rows) else {}

    def _tell_apart(self, found: list[dict[str, Any]]) -> None:
        """Number the names of themes that nobody has named, where another theme of the family bears them."""
        stored = set(self.stored["theme_id"])
        fixed = {row["theme_id"] for row in found if row["theme_id"] in stored or self.law.titles(row["theme_id"])}
        taken = {(row["family"], row["title"]) for row in found if row["theme_id"] in fixed}
        for row in sorted(found, key=lambda row: row["theme_id"]):
            if row["theme_id"] in fixed:
                continue
            title, number = row["title"], 2
            while (row["family"], row["title"]) in taken:
                row["title"] = f"{title} ({number})"
                row["titles"] = {name: f"{text} ({number})" for name, text in row["titles"].items()}
                number += 1
            taken.add((row["family"], row["title"]))

    def _languages(self, theme_id: str) -> list[str]:
        if theme_id not in self._spoken:
            ids = self.rows.loc[self.rows["theme_id"] == theme_id, "segment_id"]
            return sorted(set(self.segments.loc[self.segments["segment_id"].isin(ids), "language"].dropna()))
        return sorted(set(self._spoken[theme_id]["language"].dropna()))

    def _majority(self, own: pd.DataFrame) -> str:
        counts = own["language"].value_counts()
        rank = {name: at for at, name in enumerate(self.languages)}
        return min(counts.index, key=lambda name: (-counts[name], rank.get(name, len(rank)), name), default="")

    def _words(self, own: pd.DataFrame) -> list[str]:
        """Return the words of the themes that this one comes from, as far as it holds them, most frequent first."""
        wanted = self.stored[self.stored["theme_id"].isin(own["was"])]
        words = dict.fromkeys(word for listed in wanted["words"] for word in listed)
        texts = [text.casefold() for text in own["text"].dropna()]
        counts = {word: sum(word.casefold() in text for text in texts) for word in words}
        return sorted((word for word in words if counts[word]), key=lambda word: -counts[word])[:10]

    def _subthemes(self, own: pd.DataFrame, before: dict[str, Any]) -> list[dict[str, Any]]:
        columns = (own[name].tolist() for name in ("subtheme", "was", "sub", "case_id"))
        groups: dict[int, list[tuple[str, int, str]]] = {}
        for number, was, sub, case_id in zip(*columns, strict=True):
            if number >= 0:
                groups.setdefault(int(number), []).append((was, -1 if sub != sub else int(sub), case_id))
        if len(groups) < 2:
            return []
        found = []
        for number in sorted(groups):
            counts = Counter((was, sub) for was, sub, _ in groups[number])
            was, sub = min(counts, key=lambda pair: (-counts[pair], pair))
            title = self._part_titles.get((was, sub)) or f"{before.get('title', '')} ({number + 1})".strip()
            people = len({case_id for _, _, case_id in groups[number]})
            row = {"subtheme": number, "title": title, "n_segments": len(groups[number]), "n_people": people}
            found.append(row)
        return found

    @cached_property
    def _part_titles(self) -> dict[tuple[str, int], str]:
        """The stored titles of sub-themes; a theme without them is its own only part."""
        found: dict[tuple[str, int], str] = {}
        for row in self.stored[["theme_id", "title", "subthemes"]].itertuples(index=False):
            titles = {int(part["subtheme"]): part["title"] for part in row.subthemes}
            found |= {(row.theme_id, number): title for number, title in titles.items()}
            if not titles:
                found |= {(row.theme_id, number): row.title for number in (-1, 0)}
        return found


def _different_people(ids: Iterable[str], own: pd.DataFrame) -> list[str]:
    people = dict(zip(own["segment_id"], own["case_id"], strict=True))
    chosen: dict[str, str] = {}
    for segment_id in ids:
        chosen.setdefault(people[segment_id], segment_id)
        if len(chosen) == _QUOTES:
            break
    return list(chosen.values())
