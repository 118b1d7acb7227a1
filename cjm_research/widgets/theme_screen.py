"""What the theme browser shows, as plain JSON: pure functions of a session's frames.

Only the open theme sends segments, and of those only as many as were asked for, so that three hundred themes with
twenty thousand segments stay light.

>>> steadiness(0.82, "en")["word"], steadiness(float("nan"), "en")["word"]
('steady', 'not judged')
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from cjm_research.schema import FAMILIES
from cjm_research.widgets.theme_words import THEME_WORDS

if TYPE_CHECKING:
    import pandas as pd

SORTS = ("people", "mentions", "stability", "title")
"""The orders of the list; in each the segments without a theme come last in their family."""

_STEADY = 0.75
_FAIR = 0.6
# Hennig (2007): clusters with a mean Jaccard of 0.75 or more are stable, between 0.6 and 0.75 they show a pattern.


class ThemeFrames(Protocol):
    """What a view reads of a session."""

    @property
    def themes(self) -> pd.DataFrame:
        """Contract "themes"."""
        ...

    @property
    def members(self) -> pd.DataFrame:
        """Contract "members"."""
        ...

    @property
    def segments(self) -> pd.DataFrame:
        """Contract "segments"."""
        ...


@dataclass(frozen=True)
class Sheet:
    """The frames of one moment, with what is asked of them again and again.

    Attributes
    ----------
    themes, members, segments : DataFrame
        As in their contracts, indexed by theme id (themes) and segment id (segments).
    language : {"en", "zh"}
        Of the words around the names.
    asked : int
        People who take part, whether or not they say anything that is coded.
    """

    themes: pd.DataFrame
    members: pd.DataFrame
    segments: pd.DataFrame
    language: str
    asked: int

    @classmethod
    def of(cls, session: ThemeFrames, language: str) -> Sheet:
        """Return what the session holds now."""
        # Frames alone do not tell who said nothing that is a segment.
        asked = getattr(session, "n_asked", None)
        return cls(
            session.themes.set_index("theme_id", drop=False),
            session.members,
            session.segments.set_index("segment_id", drop=False),
            language,
            session.segments["case_id"].nunique() if asked is None else asked,
        )

    def title(self, theme_id: str) -> str:
        """Return the name of a theme in the language of the view, else the one it is shown by; "" if it is unknown."""
        if theme_id not in self.themes.index:
            return ""
        theme = self.themes.loc[theme_id]
        return theme["titles"].get(self.language) or theme["title"]


def rows(sheet: Sheet) -> dict[str, dict[str, Any]]:
    """Return a line of the list for every theme, by its id."""
    return {theme["theme_id"]: _row(theme, sheet, sheet.asked) for theme in sheet.themes.to_dict("records")}


def order(lines: Mapping[str, Mapping[str, Any]], sort: str = "people") -> list[str]:
    """Return theme ids family by family, each family in that order.

    Parameters
    ----------
    lines : mapping
        As `rows` returns them.
    sort : {"people", "mentions", "stability", "title"}
        Most people or mentions first, least steady first, or by name.
    """
    keys = {
        "people": lambda line: (-line["n_people"], -line["n_segments"]),
        "mentions": lambda line: (-line["n_segments"], -line["n_people"]),
        "stability": lambda line: (math.inf if line["steady"]["value"] is None else line["steady"]["value"],),
        "title": lambda line: (line["title"].casefold(),),
    }

    def key(theme_id: str) -> tuple[Any, ...]:
        line = lines[theme_id]
        return (FAMILIES.index(line["family"]), line["rest"], *keys[sort](line), theme_id)

    return sorted(lines, key=key)


def shelf(
    lines: Mapping[str, Mapping[str, Any]],
    ids: Sequence[str],
    family: str = "",
    found: Collection[str] | None = None,
    hidden: bool = False,
    keep: Collection[str] = (),
) -> dict[str, Any]:
    """Return the list as it is shown.

    Parameters
    ----------
    lines : mapping
        As `rows` returns them.
    ids : sequence of str
        Their order.
    family : str
        Only this family; "" = all.
    found : collection of str, optional
        Only these, as a search gave them; None = no search.
    hidden : bool
        With themes that are hidden.
    keep : collection of str
        Shown although hidden: they were hidden only now, and the list shall not jump.
    """
    shown = [
        lines[theme_id]
        for theme_id in ids
        if family in ("", lines[theme_id]["family"])
        and (found is None or theme_id in found)
        and (hidden or theme_id in keep or not lines[theme_id]["hidden"])
    ]
    n_hidden = sum(line["hidden"] for line in lines.values())
    n_themes = sum(not line["rest"] for line in lines.values())
    return {"rows": shown, "total": n_themes, "n_hidden": n_hidden, "searched": found is not None}


def opened(sheet: Sheet, theme_id: str, subtheme: int = -1, n_shown: int = 100) -> dict[str, Any]:
    """Return one theme with its quotes and the first of its segments.

    Parameters
    ----------
    sheet : Sheet
        What is held now.
    theme_id : str
        A theme of the sheet.
    subtheme : int
        Only segments of this sub-theme; -1 = all.
    n_shown : int
        How many segments are sent.
    """
    theme = sheet.themes.loc[theme_id]
    members = sheet.members[sheet.members["theme_id"] == theme_id]
    inside = members if subtheme < 0 else members[members["subtheme"] == subtheme]
    inside = _sorted(inside, theme["rest"])
    words = THEME_WORDS[sheet.language]
    return {
        **_row(theme.to_dict(), sheet, sheet.asked),
        "titles": _titles(theme, members, sheet),
        "origin": words["named_by"].format(name=theme["named_by"]) if theme["named_by"] else words["machine_name"],
        "motto": _said(sheet, theme["motto_segment_id"]),
        "quotes": [_said(sheet, each) for each in theme["quotes"] if each in sheet.segments.index],
        "words": list(theme["words"]),
        "parts": [_part(part, words) for part in theme["subthemes"]],
        "part": subtheme,
        "memo_text": theme["memo"],
        "segments": _segments(inside.head(n_shown), sheet),
        "n_inside": len(inside),
    }


def steadiness(value: float | None, language: str) -> dict[str, Any]:
    """Return how steady a theme is as a number, a word and what it means; for None and NaN the number is None."""
    words = THEME_WORDS[language]
    if value is None or math.isnan(value):
        return {"value": None, "level": "unknown", "word": words["unknown"], "means": words["steadiness_unknown"]}
    level = "steady" if value >= _STEADY else "fair" if value >= _FAIR else "unsteady"
    means = words["steadiness_means"].format(value=f"{value:.2f}")
    return {"value": round(float(value), 4), "level": level, "word": words[level], "means": means}


def _row(theme: Mapping[str, Any], sheet: Sheet, asked: int) -> dict[str, Any]:
    words = THEME_WORDS[sheet.language]
    n_people, n_segments, n_parts = int(theme["n_people"]), int(theme["n_segments"]), len(theme["subthemes"])
    facts = [
        words["people"].format(n=n_people, asked=asked),
        words["mention_one"] if n_segments == 1 else words["mentions"].format(n=n_segments),
    ]
    if n_parts:
        facts.append(words["subtheme_one"] if n_parts == 1 else words["subthemes_n"].format(n=n_parts))
    return {
        "theme_id": theme["theme_id"],
        "family": theme["family"],
        "title": theme["titles"].get(sheet.language) or theme["title"],
        "language": sheet.language if theme["titles"].get(sheet.language) else theme["language"],
        "n_people": n_people,
        "n_segments": n_segments,
        "facts": " · ".join(facts),
        "steady": steadiness(theme["stability"], sheet.language),
        "only": "" if theme["rest"] or theme["n_documents"] != 1 else _only(sheet, theme["motto_segment_id"]),
        "rest": bool(theme["rest"]),
        "pinned": bool(theme["pinned"]),
        "hidden": bool(theme["hidden"]),
        "memo": bool(theme["memo"]),
        "can_split": n_parts > 1,
    }


def _only(sheet: Sheet, segment_id: str) -> str:
    kind = sheet.segments["kind"].get(segment_id, "interview")
    return THEME_WORDS[sheet.language]["one_respondent" if kind == "survey" else "one_interview"]


def _titles(theme: pd.Series, members: pd.DataFrame, sheet: Sheet) -> list[list[str]]:
    """Return [language, name] in each language the theme holds, that of the view first; a missing name is ""."""
    spoken = set(sheet.segments["language"].reindex(members["segment_id"]).dropna()) | set(theme["titles"])
    names = theme["titles"] or {theme["language"]: theme["title"]}
    languages = sorted(spoken | set(names), key=lambda language: (language != sheet.language, language))
    return [[language, names.get(language, "")] for language in languages]


def _part(part: Mapping[str, Any], words: Mapping[str, str]) -> dict[str, Any]:
    n_segments = int(part["n_segments"])
    mentions = words["mention_one"] if n_segments == 1 else words["mentions"].format(n=n_segments)
    return {"subtheme": int(part["subtheme"]), "title": part["title"], "facts": mentions}


def _said(sheet: Sheet, segment_id: str) -> dict[str, str] | None:
    if segment_id not in sheet.segments.index:
        return None
    segment = sheet.segments.loc[segment_id]
    return {name: segment[name] for name in ("text", "language", "case_id")}


def _sorted(members: pd.DataFrame, rest: bool) -> pd.DataFrame:
    """Return those that live in the theme first, the clearest first; without a theme the nearest to one first."""
    by, ascending = (["distance", "segment_id"], [True, True]) if rest else (
        ["home", "subtheme", "weight", "segment_id"], [False, True, False, True]
    )  # fmt: skip
    return members.sort_values(by, ascending=ascending)


def _segments(members: pd.DataFrame, sheet: Sheet) -> list[dict[str, Any]]:
    elsewhere = sheet.members[sheet.members["segment_id"].isin(members["segment_id"])]
    elsewhere = elsewhere[elsewhere["family"].isin(set(members["family"]))]
    homes = dict(elsewhere.loc[elsewhere["home"].astype(bool), ["segment_id", "theme_id"]].itertuples(index=False))
    guests: dict[str, list[str]] = {}
    for segment_id, theme_id in elsewhere.loc[~elsewhere["home"].astype(bool), ["segment_id", "theme_id"]].itertuples(
        index=False
    ):
        guests.setdefault(segment_id, []).append(theme_id)
    return [_segment(member, sheet, homes, guests) for member in members.to_dict("records")]


def _segment(
    member: Mapping[str, Any], sheet: Sheet, homes: Mapping[str, str], guests: Mapping[str, list[str]]
) -> dict[str, Any]:
    words, segment_id = THEME_WORDS[sheet.language], member["segment_id"]
    tags = []
    if not member["home"]:
        tags.append(words["also_here"].format(title=sheet.title(homes.get(segment_id, ""))))
    else:
        tags += [words["also_in"].format(title=sheet.title(each)) for each in guests.get(segment_id, ())]
    if member["by"]:
        tags.append(words["put_by"].format(name=member["by"]))
    said = _said(sheet, segment_id) or {"text": "", "language": "", "case_id": ""}
    near = member["distance"] is not None and not math.isnan(member["distance"]) and member["nearest"]
    return {
        "segment_id": segment_id,
        **said,
        "home": bool(member["home"]),
        "part": int(member["subtheme"]),
        "tags": tags,
        "nearest": member["nearest"] if near else "",
        "nearest_title": sheet.title(member["nearest"]) if near else "",
        "distance": words["distance"].format(value=f"{member['distance']:.2f}") if near else "",
    }
