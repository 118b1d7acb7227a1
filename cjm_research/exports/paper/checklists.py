"""COREQ and SRQR as tables: what the tool knows is filled in, what only the researcher knows is marked as open.

Sources: Tong, Sainsbury and Craig (2007), International Journal for Quality in Health Care 19, 349–357; O'Brien,
Harris, Beckman, Reed and Cook (2014), Academic Medicine 89, 1245–1251. Numbers are theirs, the words are ours.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from cjm_research.exports.paper.blocks import Block, Heading, Page, Table, Title, text
from cjm_research.exports.paper.composing import Matter
from cjm_research.exports.paper.methods import sentences
from cjm_research.exports.paper.words import joined

if TYPE_CHECKING:
    from cjm_research.exports.material import Material
    from cjm_research.journeys.map import JourneyMap

LISTS = ("coreq", "srqr")


@cache
def items(name: str) -> tuple[dict[str, Any], ...]:
    """Return the items of a list, in order.

    >>> len(items("coreq")), len(items("srqr"))
    (32, 21)
    """
    raw = files("cjm_research.exports.paper").joinpath("checklists.toml").read_text("utf-8")
    return tuple(tomllib.loads(raw)[name])


def checklists(journey: JourneyMap, material: Material | None = None) -> list[Block]:
    """Return both lists as blocks, in the language of the map."""
    matter = Matter.of(journey, material)
    told = sentences(matter)
    blocks: list[Block] = [Page(across=True), Title(matter.say("c_title"), journey.data["study"]["title"])]
    blocks.append(text(matter.say("c_about"), "note"))
    for name in LISTS:
        blocks += [*([Page(across=True)] if name != LISTS[0] else []), Heading(1, matter.say(f"c_{name}"))]
        rows = tuple(_row(matter, item, told) for item in items(name))
        states = [row[3] for row in rows]
        counts = {key: states.count(matter.say(f"c_{key}")) for key in ("filled", "partly", "open")}
        blocks.append(text(matter.say("c_counts", n=len(rows), **counts)))
        head = tuple(matter.say(key) for key in ("c_number", "c_item", "c_told", "c_state"))
        blocks.append(Table(head, rows, (0.5, 2.2, 6.0, 1.6), small=True, marked=True))
    return blocks


def _row(matter: Matter, item: Mapping[str, Any], told: Mapping[str, str]) -> tuple[str, str, str, str]:
    words = joined([told.get(key, "") for key in item.get("fills", ())], matter.language)
    state = "open" if not words else "partly" if item.get("more") else "filled"
    name = item["item"][matter.language == "zh"]
    return item["number"], name, words or matter.say("c_open"), matter.say(f"c_{state}")
