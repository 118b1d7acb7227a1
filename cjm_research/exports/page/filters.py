"""By which groups of people the cards can be filtered, and how many of each group stand behind a card.

A group is offered if it has enough people; a count of fewer is not printed, here as on the coverage sheet.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from cjm_research.errors import StudyError, UnknownNameError
from cjm_research.exports.page.words import label
from cjm_research.findings import coverage_words
from cjm_research.findings.groups import OF_DOCUMENTS, natural, people_groups
from cjm_research.settings import Settings

if TYPE_CHECKING:
    import pandas as pd

    from cjm_research.exports.material import Material

_MOST = 6
"""Groups of one attribute; more are no filter but a list."""


@dataclass(frozen=True)
class Group:
    """The people of one value of an attribute; ``key`` names the group on the page."""

    key: str
    by: str
    value: str
    people: frozenset[str] = field(repr=False)


def groups_of(material: Material) -> tuple[tuple[Group, ...], int]:
    """Return the groups that cards can be filtered by, and the smallest number of people that is printed.

    Parameters
    ----------
    material : Material
        Attributes are those of the map's people, and language, wave and kind of their documents.

    Returns
    -------
    tuple of Group
        By attribute, those of two to six groups that are large enough; of two attributes that group people alike the
        one of the shorter name.
    int
    """
    coverage = material.coverage
    least = Settings.default().themes.min_cell if coverage is None else coverage.min_cell
    names = [*material.journey.data["participants"]["by_attribute"], *OF_DOCUMENTS]
    kept: dict[frozenset[frozenset[str]], tuple[str, list[tuple[str, frozenset[str]]]]] = {}
    for name in sorted(dict.fromkeys(names), key=lambda name: (len(name), name)):
        own = _of(name, material)
        large = [(value, people) for value, people in own if len(people) >= least]
        if 2 <= len(own) <= _MOST and len(large) >= 2:
            kept.setdefault(frozenset(people for _, people in own), (name, large))
    found = sorted(kept.values(), key=lambda pair: (pair[0] in OF_DOCUMENTS, natural(pair[0])))
    pairs = [(name, value, people) for name, large in found for value, people in large]
    return tuple(Group(f"g{at}", *pair) for at, pair in enumerate(pairs)), least


def _of(by: str, material: Material) -> list[tuple[str, frozenset[str]]]:
    frames = material.frames
    try:
        groups = people_groups(frames["cases"], frames["turns"], frames["documents"], by)
    except (StudyError, UnknownNameError):
        return []  # an attribute of too many values, or one that no document has, groups nobody
    known: pd.DataFrame = groups[groups["group"] != ""].sort_values(["order", "case_id"])
    return [(str(value), frozenset(own["case_id"])) for value, own in known.groupby("group", sort=False)]


def heard(people: Sequence[str], groups: Sequence[Group], least: int, language: str) -> list[tuple[str, str]]:
    """Return, for each group with somebody behind a card, its key and how many of it they are, in words.

    >>> group = Group("g0", "Region", "North", frozenset({"P01", "P02", "P03", "P04", "P05", "P06"}))
    >>> heard(["P01", "P09"], [group], 5, "en")
    [('g0', '<5 of 6 in this group')]
    """
    found = [(group, len(group.people.intersection(people))) for group in groups]
    return [
        (group.key, label("of_group", language, n=n if n >= least else f"<{least}", of=len(group.people)))
        for group, n in found
        if n
    ]


def named(groups: Sequence[Group], language: str) -> list[tuple[str, list[tuple[str, str, int]]]]:
    """Return attributes with their groups as they are printed: key, value and number of people of each."""
    joint = "：" if language == "zh" else ": "
    found: dict[str, list[tuple[str, str, int]]] = {}
    for group in groups:
        name = coverage_words.group_name(group.by, "", language).rpartition(joint)[0]
        value = coverage_words.group_name(group.by, group.value, language).removeprefix(name + joint)
        found.setdefault(name, []).append((group.key, value, len(group.people)))
    return list(found.items())
