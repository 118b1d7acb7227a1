"""The report: one HTML file with map, curve, cards, quotes in context and what is uncertain, in one or both languages.

It stands alone: no script, no network, no font from outside; its content policy forbids them all. Filters, folding and
the change of language are done by its style sheet. Everything that came from people is escaped by the template engine,
and stays inside its own direction of writing.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Self

from cjm_research.exports import inks
from cjm_research.exports.base import check_quotes, write_file
from cjm_research.exports.board import Board, build_board, few_people
from cjm_research.exports.page import cards, filters, lane, parts, people_parts
from cjm_research.exports.page.parts import attributes, manifest
from cjm_research.exports.page.words import label

if TYPE_CHECKING:
    from jinja2 import Environment

    from cjm_research.exports.material import Material
    from cjm_research.exports.quotes import Quote
    from cjm_research.journeys.map import JourneyMap

__all__ = ["HtmlExporter", "attributes", "manifest", "render"]

_COLUMN = 158
"""Pixels that a stage needs; where there are fewer, stages stand one below the other."""

_UNHELD = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
"""Characters that no page can hold."""


@dataclass(frozen=True)
class HtmlExporter:
    """``report.html``: opens in any browser, on a phone too, and prints: the map on A3, the rest on A4."""

    name: ClassVar[str] = "html"
    speaks: ClassVar[str] = "both"
    few_people: int = field(default_factory=few_people)
    material: Material | None = field(default=None, repr=False)

    @classmethod
    def of(cls, material: Material) -> Self:
        """Return the exporter that also tells who was heard, how coders agree and how near the study is to saturation.

        Parameters
        ----------
        material : Material
            With two languages the one file holds both, with a switch.
        """
        return cls(material=material)

    def write(self, journey: JourneyMap, folder: Path) -> list[Path]:
        """Write ``report.html`` into the folder.

        Raises
        ------
        ExportError
            If a quote is not exact.
        """
        check_quotes(journey)
        return [write_file(Path(folder) / "report.html", render(journey, self.few_people, self.material).encode())]


def render(journey: JourneyMap, few: int, material: Material | None = None) -> str:
    """Return the report as one page.

    Parameters
    ----------
    journey : JourneyMap
    few : int
        An emotion point of fewer people is faint.
    material : Material, optional
        What the study holds beside its map, and the languages that are wanted; without it the language of the journey.
    """
    from markupsafe import Markup

    from cjm_research.exports.webfont import font_face

    languages = (journey.language,) if material is None or len(material.languages) == 1 else material.languages
    groups, least = filters.groups_of(material) if material is not None else ((), 0)
    views = [_view(_in(journey, language), few, material, groups, least) for language in languages]
    engine = _engine()
    values = {
        "views": views,
        "cards_per_cell": journey.cards_per_cell,
        "inputs": journey.data["study"]["run"]["inputs"],
        "language_of": _language_of(journey),
        "css": Markup(_css(engine, views[0]["board"], groups)),
    }
    template = engine.get_template("report.html.j2")
    text = template.render(values, font_face="")
    return _held(template.render(values, font_face=Markup(font_face(text))))


@cache
def _engine() -> Environment:
    """Return what fills in the templates: everything escaped, and the functions they call."""
    from jinja2 import Environment, PackageLoader, StrictUndefined
    from markupsafe import Markup

    engine = Environment(
        loader=PackageLoader("cjm_research.exports", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    engine.globals |= {
        "label": label,
        "markup": Markup,
        "inks": inks,
        "elsewhere": _elsewhere,
        "before_of": cards.before_of,
        "after_of": cards.after_of,
        "is_long": cards.is_long,
        "printed": cards.printed,
        "shortened": cards.shortened,
        "n_printed": cards.N_PRINTED,
    }
    return engine


def _in(journey: JourneyMap, language: str) -> JourneyMap:
    return journey if journey.language == language else replace(journey, language=language)


def _view(
    journey: JourneyMap, few: int, material: Material | None, groups: Sequence[filters.Group], least: int
) -> dict[str, Any]:
    """Return what the page says in one language."""
    board, language = build_board(journey, few), journey.language
    study = journey.data["study"]
    facts = (board.word("subtitle"), board.scenario, board.asked_words, board.languages, board.date)
    return {
        "board": board,
        "language": language,
        "lang": cards.tag(language),
        "other_lang": cards.tag("en" if language == "zh" else "zh"),
        "colon": "：" if language == "zh" else ": ",
        "facts": [fact for fact in facts if fact],
        "marks": lane.marks(board),
        "extras": cards.extras(journey, board, groups, least),
        "ideas": cards.ideas(board),
        "n_cards": len(cards.all_cards(board)),
        "groups": filters.named(groups, language),
        "least": least,
        "parts": _parts(journey, board, material),
        "grades": parts.grades(board),
        "limits": parts.limits(board),
        "methods": parts.methods_said(journey, material),
        "manifest": manifest(journey, board),
        "attributes": attributes(journey),
        "made_by": board.word("made_by", version=study["cjm_research"]),
    }


def _parts(journey: JourneyMap, board: Board, material: Material | None) -> list[parts.Part]:
    """Return the parts below the map that there is something to say in."""
    language = key = board.language
    found = [
        parts.curve_part(journey, board, key),
        parts.priority_part(journey, board, key),
        parts.order_part(journey, board),
    ]
    if material is not None:
        found += [
            people_parts.coverage_part(material, language),
            people_parts.agreement_part(material, language),
            people_parts.saturation_part(material, language, key),
        ]
    return [part for part in found if part is not None]


def _language_of(journey: JourneyMap):
    from markupsafe import Markup

    languages = dict(zip(journey.documents["name"], journey.documents["language"], strict=True))

    def attribute(quote: Quote) -> str:
        return "" if quote.is_slot else Markup(' lang="{}"').format(cards.tag(languages[quote.document]))

    return attribute


def _elsewhere(text: str, language: str) -> str:
    """Return the attribute of a text that is in the other language."""
    from markupsafe import Markup

    other = cards.other_language(text, language)
    return Markup(' lang="{}"').format(other) if other else ""


def _css(engine, board: Board, groups: Sequence[filters.Group]) -> str:
    lanes = list(board.families)
    narrow = max(1099, 144 + _COLUMN * len(board.columns))
    colours = {key: {"edge": inks.EDGE[key], "tint": inks.TINT[key]} for key in lanes}
    values = {"families": lanes, "colours": colours, "inks": inks, "narrow": narrow}
    return engine.get_template("report.css").render(values, groups=[group.key for group in groups])


def _held(text: str) -> str:
    """Return the page with what HTML cannot hold replaced, and line ends that it would change written out."""
    return _UNHELD.sub("\N{REPLACEMENT CHARACTER}", text).replace("\r", "&#13;")
