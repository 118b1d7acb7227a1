from __future__ import annotations

import io
import xml.etree.ElementTree as ET

import pytest
from PIL import Image

from cjm_research.exports.board import build_board
from cjm_research.exports.glyphs import Glyph, typeface
from cjm_research.exports.layout import MapLayout
from cjm_research.exports.picture import PngExporter, SvgExporter
from cjm_research.exports.scene import Box, Group, Run

SVG = "{http://www.w3.org/2000/svg}"


def _scene(journey):
    return MapLayout(typeface(journey.language), 6)(build_board(journey, 3))


def _runs(items):
    for item in items:
        if isinstance(item, Group):
            yield from _runs(item.items)
        elif isinstance(item, Run):
            yield item


def _svg(journey, folder):
    (path,) = SvgExporter().write(journey, folder)
    return ET.parse(path).getroot()


def test_every_card_of_the_svg_leads_to_an_exact_quote(journey, tmp_path):
    texts = journey.documents.set_index("name")["text"]
    cards = [group for group in _svg(journey, tmp_path).iter(f"{SVG}g") if "data-card" in group.attrib]
    assert {card.get("data-card") for card in cards} == set(journey.evidence["card_id"])
    for card in cards:
        place = slice(int(card.get("data-start")), int(card.get("data-end")))
        assert texts[card.get("data-document")][place] == card.get("data-quote")
        assert card.get("data-quote") in card.find(f"{SVG}title").text


def test_svg_holds_outlines_and_no_text_script_or_link(journey, tmp_path):
    tags = {element.tag.removeprefix(SVG) for element in _svg(journey, tmp_path).iter()}
    assert tags == {"svg", "title", "desc", "g", "rect", "path", "polyline", "polygon", "circle"}


def test_every_character_of_the_picture_has_a_glyph_that_is_not_a_box(journey):
    scene = _scene(journey)
    box = scene.face.fonts[0].glyph(".notdef")
    drawn = [(char, scene.face.glyphs(char)) for char in sorted({c for run in _runs(scene.items) for c in run.text})]
    assert len(drawn) > 60
    for char, glyphs in drawn:
        assert scene.face.holds(char), char
        assert all(glyph != box for _, glyph in glyphs), char
        assert char.isspace() or all(glyph.steps for _, glyph in glyphs), char


def test_simplified_shapes_are_drawn_for_chinese():
    full_stop = {language: typeface(language).glyphs("。")[0][1] for language in ("en", "zh")}
    lowest_left = {language: _left(glyph) for language, glyph in full_stop.items()}
    # Traditional sets the full stop in the middle of its square, Simplified at its lower left.
    assert lowest_left["zh"] < 300 < lowest_left["en"]


def _left(glyph: Glyph) -> int:
    return min(number for _, numbers in glyph.steps for number in numbers[::2])


def test_no_text_leaves_its_card_or_the_picture(journey):
    scene = _scene(journey)
    for run in _runs(scene.items):
        right = run.x + scene.face.width(run.text) * run.size
        assert run.x >= 0
        assert right <= scene.width
        assert run.y <= scene.height
    cards = [
        group for lane in scene.items if isinstance(lane, Group) for group in lane.items if isinstance(group, Group)
    ]
    assert len(cards) == journey.evidence["card_id"].nunique()
    for card in cards:
        frame = next(item for item in card.items if isinstance(item, Box))
        for run in _runs(card.items):
            assert frame.x < run.x
            assert run.x + scene.face.width(run.text) * run.size <= frame.x + frame.width
            assert frame.y < run.y < frame.y + frame.height


def test_cards_of_a_stage_do_not_overlap(journey):
    scene = _scene(journey)
    boxes = [
        next(item for item in card.items if isinstance(item, Box))
        for lane in scene.items
        if isinstance(lane, Group)
        for card in lane.items
        if isinstance(card, Group)
    ]
    for index, one in enumerate(boxes):
        for other in boxes[index + 1 :]:
            apart = one.x + one.width <= other.x or other.x + other.width <= one.x
            assert apart or one.y + one.height <= other.y or other.y + other.height <= one.y


def test_unreviewed_cards_are_dashed(journey):
    scene = _scene(journey)
    cards = [card for lane in scene.items if isinstance(lane, Group) for card in lane.items if isinstance(card, Group)]
    for card in cards:
        assert card.items[0].dashed == (card.data["status"] == "machine suggestion")
    assert {card.items[0].dashed for card in cards} == {True, False}


def test_empty_cells_say_so(english, chinese):
    assert [run.text for run in _runs(_scene(english).items)].count("no evidence (12 asked)") == 7
    assert [run.text for run in _runs(_scene(chinese).items)].count("没有证据（访问了12人）") == 7


def test_more_cards_than_fit_are_counted(english):
    board = build_board(english, 3)
    scene = MapLayout(typeface("en"), 1)(board)
    # Wrapped over two lines in a narrow column; the first holds the count.
    assert [run.text for run in _runs(scene.items) if run.text.startswith("1 more in report.html")]


def test_png_is_wide_enough_and_not_blank(journey, tmp_path):
    (path,) = PngExporter().write(journey, tmp_path)
    picture = Image.open(io.BytesIO(path.read_bytes()))
    assert picture.width >= 2000
    assert len(picture.convert("RGB").resize((200, 200)).getcolors(40_000)) > 20


@pytest.mark.parametrize("n", [1, 3, 8])
def test_picture_has_room_for_any_number_of_stages(n, english):
    stages = [{**english.data["stages"][index % 6], "id": f"s{index}"} for index in range(n)]
    english.data["stages"] = stages
    scene = _scene(english)
    assert scene.width >= 1280
