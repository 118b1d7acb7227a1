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
from cjm_research.review.themes.history import Absorbed
from cjm_research.review.themes.refusals import refusal
from cjm_research.schema import FAMILIES, LANGUAGES, check, complete

Part = str | Sequence[str]
"""The segments of one part."""

_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]")
_NUMBER = re.compile(r"(?: \(\d+\))+$")
_SHOWN = 3


def titles_of(title: str | Mapping[str, str], languages: Sequence[str]) -> dict[str, str]:
    """Return a name by language, on one line.

    Parameters
    ----------
    title : str or mapping of str to str
        A bare name is Chinese if it holds 汉字, else English, if the study has that language; else its first.
    languages : sequence of str
        Of the study.

    Raises
    ------
    StudyError
        If a name is empty or no text.
    UnknownNameError
        If a language is not known.
    """
    say = languages[0]
    if isinstance(title, str):
        language = "zh" if _HAN.search(title) else "en"
        title = {language if language in languages else languages[0]: title}
    if not isinstance(title, Mapping):
        raise StudyError(refusal(say, "no name", found=repr(title)))
    for name, text in title.items():
        if name not in LANGUAGES:
            raise UnknownNameError(refusal(say, "no language", wanted=name, known=", ".join(LANGUAGES)))
        if not isinstance(text, str):
            raise StudyError(refusal(say, "no name", found=repr(text)))
    titles = {name: " ".join(text.split()) for name, text in title.items()}
    if not titles or not all(titles.values()):
        raise StudyError(refusal(say, "empty name"))
    return dict(sorted(titles.items()))


class Checks:
    """The themes that stand, and what may be done to them.

    Parameters
    ----------
    themes, members, segments : DataFrame
        Their contracts.
    language : str
        In which to refuse, "en" or "zh".
    absorbed : mapping of str to Absorbed, optional
        Themes that were merged into others, `theme_history.absorbed`, to say where a theme is now.
    """

    def __init__(
        self,
        themes: pd.DataFrame,
        members: pd.DataFrame,
        segments: pd.DataFrame,
        language: str = "en",
        absorbed: Mapping[str, Absorbed] | None = None,
    ) -> None:
        self._language, self._absorbed = language, dict(absorbed or {})
        self.themes = complete(check(themes, "themes"), "themes")
        self.members = complete(check(members, "members"), "members")
        self.segments = check(segments, "segments")
        self._segment_ids = frozenset(self.segments["segment_id"])
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
        if not isinstance(wanted, str):
            raise StudyError(self._say("no id", found=repr(wanted)))
        if wanted in self._by_id:
            return wanted
        called = [
            theme_id for theme_id, row in self._by_id.items() if wanted in (row["title"], *row["titles"].values())
        ]
        if len(called) == 1:
            return called[0]
        if called:
            raise UnknownNameError(self._say("several", n=len(called), wanted=wanted, ids=self._listed(called)))
        if not self._by_id:
            raise UnknownNameError(self._say("no themes", wanted=wanted))
        self._refuse_absorbed(wanted)
        raise UnknownNameError(self._say("unknown", wanted=wanted, nearest=self._nearest(wanted)))

    def real(self, wanted: str, done: str) -> str:
        """Return the id of a theme that is not what was left over; ``done`` is a word of `theme_refusals`."""
        theme_id = self.theme(wanted)
        if self._by_id[theme_id]["rest"]:
            raise StudyError(self._say("rest", theme=self._called(theme_id), done=self._say(done)))
        return theme_id

    def free_titles(self, titles: Mapping[str, str], family: str, but: str = "") -> None:
        """Refuse names that another theme of the family bears."""
        for theme_id, row in self._by_id.items():
            borne = {text.casefold() for text in (row["title"], *row["titles"].values())}
            for title in titles.values():
                if theme_id != but and row["family"] == family and title.casefold() in borne:
                    raise StudyError(self._say("taken", family=family, title=title, theme_id=theme_id))

    def mergeable(self, into: str, themes: Sequence[str]) -> tuple[str, list[str]]:
        """Return the ids of themes that may become one."""
        target = self.real(into, "to merge")
        others = [one for one in dict.fromkeys(self.real(theme, "to merge") for theme in themes) if one != target]
        if not others:
            raise StudyError(self._say("nothing to merge", theme=self._called(target)))
        for other in others:
            if self.family(other) != self.family(target):
                told = {"theme": self._called(other), "target": self._called(target)}
                families = {"family": self.family(other), "target_family": self.family(target)}
                raise StudyError(self._say("other family", **told, **families))
        return target, sorted(others)

    def parts(self, theme_id: str, parts: Iterable[Part]) -> list[list[str]]:
        """Return the segments of each part that may be split off."""
        bare = isinstance(parts, str) or not isinstance(parts, Iterable)
        listed = self.listed(parts) if bare else list(parts)
        if any(isinstance(part, str) for part in listed):
            listed = [listed]
        lists = [sorted(self.listed(part)) for part in listed]
        theme = self._called(theme_id)
        if not lists or not all(lists):
            raise StudyError(self._say("empty part", theme=theme))
        ids = [segment for part in lists for segment in part]
        own = set(self._homes.get(theme_id, []))
        foreign = sorted(set(ids) - own)
        if foreign:
            counts = {"n": len(foreign), "of": len(ids), "own": len(own)}
            raise UnknownNameError(self._say("not in it", theme=theme, first=foreign[0], **counts))
        twice = sorted({segment for segment in ids if ids.count(segment) > 1}) if len(set(ids)) < len(ids) else []
        if twice:
            raise StudyError(self._say("twice", segment=twice[0]))
        if len(ids) == len(own):
            raise StudyError(self._say("all of it", n=len(own), theme=theme))
        return lists

    def subthemes(self, theme_id: str) -> tuple[list[list[str]], list[str]]:
        """Return the segments and titles of all sub-themes but the largest."""
        own = self.members[(self.members["theme_id"] == theme_id) & self.members["home"].astype(bool)]
        groups = {int(n): sorted(part["segment_id"]) for n, part in own.groupby("subtheme") if n >= 0}
        if len(groups) < 2:
            raise StudyError(self._say("no sub-themes", theme=self._called(theme_id)))
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
        ids = self._known(segment_ids)
        target = self.theme(to) if to != "" else ""
        family = self.family(target) if target else family or self._only_family(ids)
        if target and self._by_id[target]["rest"]:
            target = ""
        ids, sources = self.in_family(ids, family)
        if sources == ([target] if target else [one for one in sources if self._by_id[one]["rest"]]):
            where = self._called(target) if target else self._say("nowhere")
            raise StudyError(self._say("there already", n=len(ids), theme=where))
        return target, ids, sources

    def in_family(self, segment_ids: str | Iterable[str], family: str) -> tuple[list[str], list[str]]:
        """Return segments, sorted, and the themes of a family that they are in."""
        if family not in FAMILIES:
            raise UnknownNameError(self._say("no family", wanted=family, known=", ".join(FAMILIES)))
        ids = sorted(self._known(segment_ids))
        foreign = [segment for segment in ids if (family, segment) not in self._lives]
        if foreign:
            counts = {"n": len(foreign), "of": len(ids)}
            raise UnknownNameError(self._say("not coded", family=family, first=foreign[0], **counts))
        return ids, sorted({self._lives[family, segment] for segment in ids})

    def second_home(self, segment_id: str, wanted: str) -> str:
        """Return the id of a theme that a segment may belong to besides its own."""
        theme_id = self.real(wanted, "second")
        self.in_family([segment_id], self.family(theme_id))
        there = self.members[(self.members["segment_id"] == segment_id) & (self.members["theme_id"] == theme_id)]
        if len(there) and (there["home"].iloc[0] or there["by"].iloc[0]):
            raise StudyError(self._say("second already", segment=segment_id, theme=self._called(theme_id)))
        return theme_id

    def flagged(self, wanted: str, flag: str, expected: bool) -> str:
        """Return the id of a theme that is, or is not yet, pinned or hidden."""
        theme_id = self.theme(wanted)
        if not expected:
            self.real(theme_id, flag)
        if bool(self._by_id[theme_id][flag]) != expected:
            raise StudyError(self._say(f"{flag} {'not' if expected else 'already'}", theme=self._called(theme_id)))
        return theme_id

    def memo(self, text: str) -> str:
        """Return the text of a note."""
        if not isinstance(text, str):
            raise StudyError(self._say("no memo", found=repr(text)))
        return text.strip()

    def titles_for(self, lists: Sequence[list[str]], titles: Sequence[dict[str, str]], family: str) -> None:
        """Refuse titles of parts that are too many, too few or taken."""
        if titles and len(titles) != len(lists):
            raise StudyError(self._say("other titles", parts=len(lists), titles=len(titles)))
        for title in titles:
            self.free_titles(title, family)

    def listed(self, ids: str | Iterable[str]) -> list[str]:
        """Return ids, each once; a bare one is one."""
        found = [ids] if isinstance(ids, str) else list(dict.fromkeys(ids)) if isinstance(ids, Iterable) else [ids]
        for one in found:
            if not isinstance(one, str):
                raise StudyError(self._say("no list", found=repr(one)))
        return found

    def _known(self, segment_ids: str | Iterable[str]) -> list[str]:
        """Return segments that are in the study."""
        ids = self.listed(segment_ids)
        if not ids:
            raise StudyError(self._say("no segment"))
        gone = [one for one in ids if one not in self._segment_ids]
        if gone:
            raise UnknownNameError(self._say("unknown segment", n=len(gone), of=len(ids), first=gone[0]))
        return ids

    def _only_family(self, ids: Sequence[str]) -> str:
        wanted = set(ids)
        coded = {segment: family for family, segment in self._lives if segment in wanted}
        families = sorted({family for family, segment in self._lives if segment in wanted})
        if len(families) > 1:
            raise StudyError(self._say("several families", families=self._listed(families)))
        bare = [one for one in ids if one not in coded]
        if bare:
            raise UnknownNameError(self._say("in none", n=len(bare), of=len(ids), first=bare[0]))
        return families[0]

    def _refuse_absorbed(self, wanted: str) -> None:
        """Say where a theme is that was merged into another since somebody last looked."""
        held = self._absorbed
        named = (theme_id for theme_id in reversed(held) if wanted in held[theme_id].titles.values())
        theme_id = wanted if wanted in held else next(named, "")
        if not theme_id:
            return
        into = held[theme_id].into
        while into in held and into not in self._by_id:
            into = held[into].into
        if into not in self._by_id:
            return
        titles = held[theme_id].titles
        title = titles.get(self._language) or next(iter(titles.values()), theme_id)
        called = self._say("called", title=title, theme_id=theme_id)
        told = {"into": self._by_id[into]["title"], "into_id": into}
        raise UnknownNameError(self._say("merged", theme=called, by=held[theme_id].by, **told))

    def _called(self, theme_id: str) -> str:
        return self._say("called", title=self._by_id[theme_id]["title"], theme_id=theme_id)

    def _nearest(self, wanted: str) -> str:
        titles = {row["title"]: theme_id for theme_id, row in self._by_id.items()}
        close = get_close_matches(wanted, titles, _SHOWN, cutoff=0.3) or sorted(titles)[:_SHOWN]
        return self._listed(self._say("called", title=title, theme_id=titles[title]) for title in close)

    def _listed(self, words: Iterable[str]) -> str:
        return self._say("and").join(words)

    def _say(self, key: str, **values: object) -> str:
        return refusal(self._language, key, **values)
