"""What may be done to the themes that stand: names looked up, segments checked, and refusals that say what to do.

>>> titles_of("送货太慢", ("en", "zh"))
{'zh': '送货太慢'}
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches
from typing import Any

import pandas as pd

from cjm_research.errors import StudyError, UnknownNameError
from cjm_research.schema import FAMILIES, LANGUAGES, check, complete

Part = str | Sequence[str]
"""The segments of one part."""

_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]")
_NUMBER = re.compile(r"(?: \(\d+\))+$")
_SHOWN = 3


def titles_of(title: str | Mapping[str, str], languages: Sequence[str]) -> dict[str, str]:
    """Return a name by language.

    Parameters
    ----------
    title : str or mapping of str to str
        A bare name is Chinese if it holds 汉字, else English, if the study has that language; else its first.
    languages : sequence of str
        Of the study.

    Raises
    ------
    StudyError
        If a name is empty.
    UnknownNameError
        If a language is not known.
    """
    if isinstance(title, str):
        language = "zh" if _HAN.search(title) else "en"
        title = {language if language in languages else languages[0]: title}
    titles = {name: " ".join(text.split()) for name, text in title.items()}
    if not titles or not all(titles.values()):
        raise StudyError("A theme cannot have an empty name. Pass a few words that say what its segments share.")
    for name in titles:
        if name not in LANGUAGES:
            raise UnknownNameError(f"No language of titles is called {name!r}. Known: {', '.join(LANGUAGES)}.")
    return dict(sorted(titles.items()))


class Checks:
    """The themes that stand, and what may be done to them.

    Parameters
    ----------
    themes, members, segments : DataFrame
        Their contracts.
    """

    def __init__(self, themes: pd.DataFrame, members: pd.DataFrame, segments: pd.DataFrame) -> None:
        self.themes = complete(check(themes, "themes"), "themes")
        self.members = complete(check(members, "members"), "members")
        self.segments = check(segments, "segments")
        self._by_id = {row["theme_id"]: row for row in self.themes.to_dict("records")}
        homes = self.members[self.members["home"].astype(bool)]
        self._homes = {theme_id: sorted(ids) for theme_id, ids in homes.groupby("theme_id")["segment_id"]}
        self._lives = {
            (family, segment): theme_id
            for family, segment, theme_id in zip(homes["family"], homes["segment_id"], homes["theme_id"], strict=True)
        }

    def is_there(self, theme_id: str) -> bool:
        """Whether a theme stands."""
        return theme_id in self._by_id

    def stood(self, theme_id: str) -> dict[str, Any]:
        """Return a theme as a payload keeps it."""
        row = self._by_id[theme_id]
        titles = dict(row["titles"]) or {row["language"]: row["title"]}
        told = {name: row[name] for name in ("theme_id", "family", "named_by")}
        return {**told, "titles": titles, "segment_ids": self._homes.get(theme_id, [])}

    def family(self, theme_id: str) -> str:
        """Return the family of a theme."""
        return self._by_id[theme_id]["family"]

    def theme(self, wanted: str) -> str:
        """Return the id of a theme, given its id or its exact title.

        Raises
        ------
        UnknownNameError
            If there is none, or several bear the title.
        """
        if wanted in self._by_id:
            return wanted
        called = [
            theme_id for theme_id, row in self._by_id.items() if wanted in (row["title"], *row["titles"].values())
        ]
        if len(called) == 1:
            return called[0]
        if called:
            raise UnknownNameError(f"{len(called)} themes are called {wanted!r}: {', '.join(called)}. Pass the id.")
        if not self._by_id:
            raise UnknownNameError(f"No theme is called {wanted!r}: there are no themes yet. Run the study first.")
        raise UnknownNameError(f"No theme is called {wanted!r}. The nearest: {self._nearest(wanted)}.")

    def real(self, wanted: str, done: str) -> str:
        """Return the id of a theme that is not what was left over."""
        theme_id = self.theme(wanted)
        if self._by_id[theme_id]["rest"]:
            raise StudyError(
                f"{self._called(theme_id)} holds what no theme took, so it cannot be {done}. Move its segments to a "
                "theme, or make a new one of them."
            )
        return theme_id

    def free_titles(self, titles: Mapping[str, str], family: str, but: str = "") -> None:
        """Refuse names that another theme of the family bears."""
        for theme_id, row in self._by_id.items():
            borne = {text.casefold() for text in (row["title"], *row["titles"].values())}
            for title in titles.values():
                if theme_id != but and row["family"] == family and title.casefold() in borne:
                    raise StudyError(
                        f"Another theme of {family} is called {title!r} already ({theme_id}). Merge the two, or "
                        "choose another name."
                    )

    def mergeable(self, into: str, themes: Sequence[str]) -> tuple[str, list[str]]:
        """Return the ids of themes that may become one."""
        target = self.real(into, "merged")
        others = [one for one in dict.fromkeys(self.real(theme, "merged") for theme in themes) if one != target]
        if not others:
            raise StudyError(f"There is nothing to merge into {self._called(target)}. Name at least one other theme.")
        for other in others:
            if self.family(other) != self.family(target):
                raise StudyError(
                    f"{self._called(other)} is a theme of {self.family(other)}, {self._called(target)} of "
                    f"{self.family(target)}. Only themes of one family can be merged."
                )
        return target, sorted(others)

    def parts(self, theme_id: str, parts: Iterable[Part]) -> list[list[str]]:
        """Return the segments of each part that may be split off."""
        listed = list(parts)
        if any(isinstance(part, str) for part in listed):
            listed = [listed]
        lists = [sorted(dict.fromkeys(part)) for part in listed]
        if not lists or not all(lists):
            raise StudyError(f"A part of {self._called(theme_id)} to split off names no segment. Name at least one.")
        ids = [segment for part in lists for segment in part]
        own = set(self._homes.get(theme_id, []))
        foreign = sorted(set(ids) - own)
        if foreign:
            raise UnknownNameError(
                f"{len(foreign)} of {len(ids)} segments to split off are not in {self._called(theme_id)}, first "
                f"{foreign[0]!r}. It holds {len(own)} segments; `session.members` lists them."
            )
        twice = sorted({segment for segment in ids if ids.count(segment) > 1}) if len(set(ids)) < len(ids) else []
        if twice:
            raise StudyError(f"The segment {twice[0]!r} is in two parts. A segment can go to one.")
        if len(ids) == len(own):
            raise StudyError(
                f"The parts hold all {len(own)} segments of {self._called(theme_id)}. Leave at least one in it, "
                "or rename it."
            )
        return lists

    def subthemes(self, theme_id: str) -> tuple[list[list[str]], list[str]]:
        """Return the segments and titles of all sub-themes but the largest."""
        own = self.members[(self.members["theme_id"] == theme_id) & self.members["home"].astype(bool)]
        groups = {int(n): sorted(part["segment_id"]) for n, part in own.groupby("subtheme") if n >= 0}
        if len(groups) < 2:
            raise StudyError(f"{self._called(theme_id)} has no sub-themes. Name the segments to split off.")
        row = self._by_id[theme_id]
        called = {int(part["subtheme"]): part["title"] for part in row["subthemes"]}
        largest = min(groups, key=lambda number: (-len(groups[number]), number))
        rest = [number for number in sorted(groups) if number != largest]
        titles = [called.get(number) or f"{row['title']} ({number + 1})" for number in rest]
        return [groups[number] for number in rest], titles

    def numbered(self, theme_id: str, n_parts: int) -> list[dict[str, str]]:
        """Return names for parts of a theme that nobody names: its own with numbers that are free."""
        borne = {
            text.casefold()
            for row in self._by_id.values()
            if row["family"] == self.family(theme_id)
            for text in (row["title"], *row["titles"].values())
        }
        stems = {name: _NUMBER.sub("", text) for name, text in self.stood(theme_id)["titles"].items()}
        found: list[dict[str, str]] = []
        number = 2
        while len(found) < n_parts:
            titles = {name: f"{stem} ({number})" for name, stem in stems.items()}
            if borne.isdisjoint(text.casefold() for text in titles.values()):
                found.append(titles)
            number += 1
        return found

    def movable(
        self, segment_ids: str | Iterable[str], to: str, family: str | None
    ) -> tuple[str, list[str], list[str]]:
        """Return the theme, segments and the themes they are in, for segments that may be moved."""
        ids = [segment_ids] if isinstance(segment_ids, str) else list(dict.fromkeys(segment_ids))
        target = self.theme(to) if to else ""
        family = self.family(target) if target else family or self._only_family(ids)
        if target and self._by_id[target]["rest"]:
            target = ""
        ids, sources = self.in_family(ids, family)
        if sources == ([target] if target else [one for one in sources if self._by_id[one]["rest"]]):
            where = self._called(target) if target else "no theme"
            raise StudyError(f"All of these {len(ids)} segments are in {where} already.")
        return target, ids, sources

    def in_family(self, segment_ids: Iterable[str], family: str) -> tuple[list[str], list[str]]:
        """Return segments, sorted, and the themes of a family that they are in."""
        ids = sorted(dict.fromkeys(segment_ids))
        if family not in FAMILIES:
            raise UnknownNameError(f"No family is called {family!r}. Known: {', '.join(FAMILIES)}.")
        if not ids:
            raise StudyError("No segment is named. Name at least one.")
        foreign = [segment for segment in ids if (family, segment) not in self._lives]
        if foreign:
            raise UnknownNameError(
                f"{len(foreign)} of {len(ids)} segments are not coded as {family}, first {foreign[0]!r}. Code them so "
                "in the review first."
            )
        return ids, sorted({self._lives[family, segment] for segment in ids})

    def second_home(self, segment_id: str, wanted: str) -> str:
        """Return the id of a theme that a segment may belong to besides its own."""
        theme_id = self.real(wanted, "a second theme")
        self.in_family([segment_id], self.family(theme_id))
        there = self.members[(self.members["segment_id"] == segment_id) & (self.members["theme_id"] == theme_id)]
        if len(there) and (there["home"].iloc[0] or there["by"].iloc[0]):
            raise StudyError(f"The segment {segment_id!r} is in {self._called(theme_id)} already.")
        return theme_id

    def flagged(self, wanted: str, flag: str, expected: bool) -> str:
        """Return the id of a theme that is, or is not yet, pinned or hidden."""
        theme_id = self.real(wanted, "pinned") if flag == "pinned" else self.theme(wanted)
        if bool(self._by_id[theme_id][flag]) != expected:
            raise StudyError(f"{self._called(theme_id)} is {'not ' if expected else 'already '}{flag}.")
        return theme_id

    def _only_family(self, ids: Sequence[str]) -> str:
        families = sorted({family for family, segment in self._lives if segment in set(ids)})
        if len(families) > 1:
            raise StudyError(f"These segments are in themes of {', '.join(families)}. Pass family= to say which.")
        return families[0] if families else FAMILIES[0]

    def _called(self, theme_id: str) -> str:
        return f"{self._by_id[theme_id]['title']!r} ({theme_id})"

    def _nearest(self, wanted: str) -> str:
        titles = {row["title"]: theme_id for theme_id, row in self._by_id.items()}
        close = get_close_matches(wanted, titles, _SHOWN, cutoff=0.3) or sorted(titles)[:_SHOWN]
        return ", ".join(f"{title!r} ({titles[title]})" for title in close)
