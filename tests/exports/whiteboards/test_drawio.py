from __future__ import annotations

import html
import re
from itertools import combinations, pairwise
from types import SimpleNamespace

import pytest
from lxml import etree

from cjm_research.exports.glyphs import typeface
from cjm_research.exports.scene import Pen
from cjm_research.exports.whiteboards.drawio import DrawioExporter
from cjm_research.exports.whiteboards.plain import clean


def _pages(journey, folder) -> list[list[SimpleNamespace]]:
    """Read the file as a mapping team's editor gives it back: cells with attributes and their box on the page."""
    (path,) = DrawioExporter().write(journey, folder)
    root = etree.fromstring(path.read_bytes(), etree.XMLParser(resolve_entities=False))
    return [_cells(diagram) for diagram in root.findall("diagram")]


def _cells(diagram) -> list[SimpleNamespace]:
    cells, origin = [], {"0": (0, 0), "1": (0, 0)}
    for holder in diagram.find("mxGraphModel/root").findall("UserObject"):
        body, box = holder.find("mxCell"), holder.find("mxCell/mxGeometry")
        left, top = origin[body.get("parent")]
        x, y = left + int(box.get("x", 0)), top + int(box.get("y", 0))
        origin[holder.get("id")] = (x, y)
        size = (int(box.get("width", 0)), int(box.get("height", 0)))
        about = {key.removeprefix("cjm_"): value for key, value in holder.items() if key.startswith("cjm_")}
        look = dict(part.split("=", 1) for part in body.get("style").split(";") if "=" in part)
        cells.append(SimpleNamespace(
            id=holder.get("id"), label=holder.get("label"), text=_text(holder.get("label")), about=about, look=look,
            kind=about["kind"], x=x, y=y, w=size[0], h=size[1], body=body,
        ))  # fmt: skip
    return cells


def _text(label: str) -> str:
    return html.unescape(re.sub(r"<br>", "\n", re.sub(r"</?font[^>]*>|<wbr>", "", label)))


def _of(cells, kind):
    return [cell for cell in cells if cell.kind == kind]


def test_file_keeps_the_facts_of_the_format(journey, tmp_path):
    (path,) = DrawioExporter().write(journey, tmp_path)
    root = etree.fromstring(path.read_bytes())
    assert (root.tag, root.get("compressed"), root.get("modified")) == ("mxfile", "false", None)
    assert [page.get("id") for page in root] == ["journey", "evidence"]
    for page in root:
        (model,) = page
        (cells,) = model
        assert (model.tag, cells.tag) == ("mxGraphModel", "root")
        assert [dict(cell.attrib) for cell in cells[:2]] == [{"id": "0"}, {"id": "1", "parent": "0"}]
        ids = [cell.get("id") for cell in cells]
        assert len(ids) == len(set(ids))
        for holder in cells[2:]:
            (body,) = holder
            (box,) = body
            assert (holder.tag, body.tag, box.tag) == ("UserObject", "mxCell", "mxGeometry")
            assert box.get("as") == "geometry"
            assert body.get("parent") in ids
            assert {body.get("vertex"), body.get("edge")} == {"1", None}
            assert body.get("edge") is None or {body.get("source"), body.get("target")} <= set(ids)


def test_every_card_is_a_shape_with_its_title_and_its_ids(journey, tmp_path):
    page, _ = _pages(journey, tmp_path)
    cards = {cell.about["id"]: cell for cell in _of(page, "card")}
    wanted = {card["id"]: (stage["id"], card) for stage in journey.data["stages"] for card in stage["cards"]}
    assert set(cards) == set(wanted)
    for card_id, (stage, card) in wanted.items():
        cell = cards[card_id]
        assert (cell.id, cell.text, cell.about["title"]) == (card_id, card["title"], card["title"])
        assert (cell.about["stage"], cell.about["family"]) == (stage, card["family"])
        assert cell.about["people"].split() == card["people"]
        assert cell.about["segments"].split() == sorted(item["segment_id"] for item in card["evidence"])


def test_every_card_stands_in_its_stage_and_in_its_lane(journey, tmp_path):
    page, _ = _pages(journey, tmp_path)
    stages = {cell.about["id"]: cell for cell in _of(page, "stage")}
    lanes = {cell.about["id"]: cell for cell in _of(page, "lane")}
    assert list(stages) == [stage["id"] for stage in journey.data["stages"]]
    for cell in _of(page, "card"):
        x, y = cell.x + cell.w / 2, cell.y + cell.h / 2
        assert [name for name, at in stages.items() if at.x <= x < at.x + at.w] == [cell.about["stage"]]
        assert [name for name, at in lanes.items() if at.y <= y < at.y + at.h] == [cell.about["family"]]


def test_no_two_cards_or_notes_overlap(journey, tmp_path):
    page, wall = _pages(journey, tmp_path)
    for cells in (_of(page, "card"), _of(wall, "quote") + _of(wall, "heading")):
        assert len(cells) > 5
        for one, other in combinations(cells, 2):
            apart = one.x + one.w <= other.x or other.x + other.w <= one.x
            assert apart or one.y + one.h <= other.y or other.y + other.h <= one.y


@pytest.mark.parametrize("page", [0, 1], ids=["map", "quotes"])
def test_text_fits_its_box_by_the_widths_of_the_typeface(page, journey, tmp_path):
    pen, cells = Pen(typeface(journey.language)), _pages(journey, tmp_path)[page]
    facts = {cell.about["id"]: cell for cell in _of(cells, "facts") if cell.id.startswith("facts-f")}
    for cell in cells:
        if not cell.text or not cell.w:
            continue
        size = int(cell.look["fontSize"])
        inset = 16 if cell.kind in ("quote", "counter") else 10 if cell.kind == "card" else 0
        lines = sum(len(pen.lines(line, cell.w - inset, size)) for line in cell.text.split("\n"))
        room = facts[cell.id].y - cell.y if cell.kind == "card" else cell.h
        assert lines * size * 1.2 <= room, cell.text


def test_facts_of_a_card_say_people_grade_in_words_and_whether_it_is_reviewed(journey, tmp_path):
    page, _ = _pages(journey, tmp_path)
    not_reviewed = "not reviewed" if journey.language == "en" else "未复核"
    sign = {"strong": "● strong ● 充分", "fair": "◐ fair ◐ 一般", "thin": "○ thin ○ 薄弱"}
    facts = {cell.about["id"]: cell.text for cell in _of(page, "facts")}
    for cell in _of(page, "card"):
        machine = cell.about["status"] == "machine suggestion"
        assert (not_reviewed in facts[cell.id]) == machine == (cell.look["dashed"] == "1")
        grade = next(line for line in facts[cell.id].split("\n") if line[0] in "●◐○")
        assert grade.split(" · ")[0] in sign[cell.about["grade"]]


def test_every_quote_stands_at_its_place_in_its_document(journey, tmp_path):
    _, wall = _pages(journey, tmp_path)
    texts = journey.documents.set_index("name")["text"]
    quotes = _of(wall, "quote")
    assert len(quotes) == len(journey.evidence)
    for cell in quotes:
        place = slice(int(cell.about["start"]), int(cell.about["end"]))
        assert texts[cell.about["document"]][place] == cell.about["quote"]
        assert cell.about["case"] in cell.text


def test_long_quote_is_shortened_on_its_note_and_whole_in_its_attribute(english, tmp_path):
    longest = max(english.evidence["quote"], key=len)
    note = next(cell for cell in _of(_pages(english, tmp_path)[1], "quote") if cell.about["quote"] == longest)
    assert len(longest) > 1000 > len(note.text)
    assert note.text.split("\n")[0].endswith("…")


def test_empty_cell_says_so_and_an_unrated_stage_has_no_point(english, tmp_path):
    page, _ = _pages(english, tmp_path)
    empty = {(cell.about["kind"], cell.text) for cell in _of(page, "empty")}
    assert empty == {("empty", "no evidence (12 asked)")}
    rated = [stage["id"] for stage in english.data["stages"] if stage["emotion"]["mean"] is not None]
    assert [cell.about["id"] for cell in _of(page, "point")] == rated
    stages = [stage["id"] for stage in english.data["stages"]]
    joined = [left for left, right in pairwise(stages) if {left, right} <= set(rated)]
    assert [cell.about["id"] for cell in _of(page, "curve")] == joined


def test_hidden_cards_and_stages_are_not_in_the_file(chinese, tmp_path):
    first = chinese.data["stages"][0]
    first["cards"][0]["hidden"], chinese.data["stages"][1]["hidden"] = True, True
    page, wall = _pages(chinese, tmp_path)
    assert first["cards"][0]["id"] not in {cell.about["id"] for cell in _of(page, "card")}
    assert first["cards"][0]["id"] not in {cell.about["card"] for cell in _of(wall, "quote")}
    assert chinese.data["stages"][1]["id"] not in {cell.about["id"] for cell in _of(page, "stage")}


def test_crowded_cell_keeps_every_card_in_two_files(english, tmp_path):
    stage = english.data["stages"][0]
    like = stage["cards"][0]
    stage["cards"] += [{**like, "id": f"f{index:012d}", "title": f"one more {index}"} for index in range(9)]
    cells = [cell for cell in _of(_pages(english, tmp_path)[0], "card") if cell.about["stage"] == stage["id"]]
    assert len(cells) == len(stage["cards"])
    inside = [cell for cell in cells if cell.about["family"] == like["family"]]
    assert len({cell.x for cell in inside}) == 2
    order = [card["id"] for card in stage["cards"] if card["family"] == like["family"]]
    assert [cell.id for cell in sorted(inside, key=lambda cell: (cell.y, cell.x))] == order


def test_odd_texts_stay_text(odd, tmp_path):
    page, wall = _pages(odd, tmp_path)
    titles = {card["id"]: card["title"] for stage in odd.data["stages"] for card in stage["cards"]}
    for cell in _of(page, "card"):
        assert cell.about["title"] == clean(titles[cell.id])
        assert cell.text == " ".join(clean(titles[cell.id]).split())
        assert set(re.findall("<[^>]*>", cell.label)) <= {"<wbr>"}
    assert {cell.about["quote"] for cell in _of(wall, "quote")} == {clean(quote) for quote in odd.evidence["quote"]}
