from __future__ import annotations

import io
import re
import time
import zipfile

import pptx
import pytest
from pptx.util import Inches

from cjm_research.errors import ExportError
from cjm_research.exports.deck import DeckExporter

EAST_ASIAN = re.compile(rb'<a:ea typeface="([^"]*)"')


def test_the_same_journey_gives_the_same_bytes(rich, tmp_path):
    (first,) = DeckExporter().write(rich, tmp_path / "a")
    before = first.read_bytes()
    time.sleep(1.1)  # a zip counts seconds
    (second,) = DeckExporter().write(rich, tmp_path / "b")
    assert first.name == "journey.pptx"
    assert before == second.read_bytes()


def test_no_clock_and_no_maker_of_a_template_is_in_the_file(slides):
    with zipfile.ZipFile(slides.path) as file:
        assert {entry.date_time for entry in file.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        whole = b"".join(file.read(name) for name in file.namelist())
        books = [file.read(name) for name in file.namelist() if name.endswith(".xlsx")]
    assert b"Steve Canny" not in whole
    assert slides.deck.core_properties.author == slides.deck.core_properties.last_modified_by == "cjm_research"
    assert slides.deck.core_properties.created.isoformat().startswith("2026-01-15")
    for book in books:
        with zipfile.ZipFile(io.BytesIO(book)) as inner:
            assert b"2000-01-01" in inner.read("docProps/core.xml")


def test_fonts_are_named_in_the_themes_for_both_scripts(slides, rich):
    with zipfile.ZipFile(slides.path) as file:
        themes = [file.read(name) for name in file.namelist() if "/theme/" in name and name.endswith(".xml")]
        pages = b"".join(file.read(name) for name in file.namelist() if name.startswith("ppt/slides/slide"))
    assert len(themes) == 2
    assert {font for theme in themes for font in EAST_ASIAN.findall(theme)} == {b"Microsoft YaHei"}
    assert b'<a:latin typeface="Calibri"' in themes[0]
    tag = {"en": b'lang="en-GB"', "zh": b'lang="zh-CN"'}[rich.language]
    assert tag in pages
    assert set(re.findall(rb'typeface="([^"]*)"', pages)) == {b"+mn-lt", b"+mn-ea"}


def test_pages_are_wide_and_numbered(slides):
    assert (slides.deck.slide_width, slides.deck.slide_height) == (Inches(40 / 3), Inches(7.5))
    for slide in list(slides.deck.slides)[1:]:
        assert slide._element.xpath(".//a:fld[@type='slidenum']")


def test_ids_of_shapes_are_unique_on_each_slide(slides):
    for slide in slides.deck.slides:
        ids = slide._element.xpath(".//p:cNvPr/@id")
        assert len(ids) == len(set(ids))


def test_a_quote_that_is_not_exact_is_not_written(rich, tmp_path):
    rich.evidence = rich.evidence.assign(quote=rich.evidence["quote"] + "!")
    with pytest.raises(ExportError, match="Nothing was written"):
        DeckExporter().write(rich, tmp_path)
    assert not list(tmp_path.iterdir())


def _template(path, kept=("Title Slide", "Title and Content", "Title Only"), size=(10, 7.5)):
    """Make a template of another size: its layouts bear other names, and it holds a slide, a section, an author."""
    deck = pptx.Presentation()
    deck.slide_width, deck.slide_height = Inches(size[0]), Inches(size[1])
    across, down = size[0] / 10, size[1] / 7.5
    for holder in (deck.slide_master, *deck.slide_layouts):
        for shape in holder.placeholders:
            if shape._element.spPr.xfrm is not None:
                sides = (shape.left * across, shape.top * down, shape.width * across, shape.height * down)
                shape.left, shape.top, shape.width, shape.height = map(round, sides)
    for layout in list(deck.slide_layouts):
        if layout.name not in kept:
            deck.slide_layouts.remove(layout)
        else:
            layout._element.attrib.pop("type")
            layout._element.cSld.set("name", f"Acme {layout.name}")
    slide = deck.slides.add_slide(deck.slide_layouts[0])
    slide.shapes.title.text = "An old slide of Acme"
    slide.notes_slide.notes_text_frame.text = "old notes"
    deck.core_properties.author = "Jane of Acme"
    deck.save(path)
    return path


@pytest.mark.parametrize("size", [(10, 7.5), (10, 5.625), (11.69, 8.27)], ids=["4 to 3", "small", "A4"])
def test_a_template_gives_its_size_and_layouts_and_keeps_none_of_its_slides(rich, written, tmp_path, size):
    template = _template(tmp_path / "acme.pptx", size=size)
    slides = written(rich, template=template)
    assert (slides.deck.slide_width, slides.deck.slide_height) == (Inches(size[0]), Inches(size[1]))
    names = [slide.slide_layout.name for slide in slides.deck.slides]
    assert names[0] == "Acme Title Slide"
    assert set(names[1:]) == {"Acme Title Only", "Acme Title and Content"}
    with zipfile.ZipFile(slides.path) as file:
        whole = b"".join(file.read(name) for name in file.namelist())
        pages = [name for name in file.namelist() if re.match(r"ppt/slides/slide\d+\.xml", name)]
    assert b"old slide" not in whole
    assert b"old notes" not in whole
    assert b"Jane" not in whole
    assert len(pages) == len(names)
    for slide in slides.deck.slides:
        for shape in slide.shapes:
            assert shape.left >= 0
            assert shape.left + shape.width <= slides.deck.slide_width + 1
            assert shape.top + shape.height <= slides.deck.slide_height + 1


def test_a_template_without_a_layout_of_titles_alone_is_filled_all_the_same(rich_english, written, tmp_path):
    template = _template(tmp_path / "acme.pptx", kept=("Title Slide", "Title and Content"))
    slides = written(rich_english, template=template)
    (kinds,) = {
        tuple(shape.placeholder_format.type for shape in slide.placeholders if shape.placeholder_format.idx == 1)
        for slide in list(slides.deck.slides)[1:3]
    }
    assert kinds == ()


@pytest.mark.parametrize(
    ("kept", "wanted"),
    [
        (("Title and Content", "Title Only"), "a title slide: a layout with a title and a subtitle"),
        (
            ("Title Slide", "Title Only"),
            "title and content: a layout with a title and one text or content placeholder",
        ),
    ],
    ids=["no title slide", "no text"],
)
def test_a_template_that_lacks_a_layout_is_refused_by_name(rich_english, tmp_path, kept, wanted):
    template = _template(tmp_path / "acme.pptx", kept=("Title Slide", *kept))
    deck = pptx.Presentation(template)
    for slide in list(deck.slides._sldIdLst):
        deck.part.drop_rel(slide.rId)
        deck.slides._sldIdLst.remove(slide)
    for layout in list(deck.slide_layouts):
        if layout.name.removeprefix("Acme ") not in kept:
            deck.slide_layouts.remove(layout)
    deck.save(template)
    there = ", ".join(f"Acme {name}" for name in kept)
    with pytest.raises(ExportError) as caught:
        DeckExporter(template=template).write(rich_english, tmp_path / "out")
    assert str(caught.value) == (
        f"The template acme.pptx has no layout for {wanted}. Its layouts are: {there}. Add one in PowerPoint "
        "(View, Slide Master), or leave the template out."
    )


@pytest.mark.parametrize("content", [None, b"no zip at all"], ids=["not there", "no zip"])
def test_a_template_that_is_no_powerpoint_file_is_refused(rich_english, tmp_path, content):
    template = tmp_path / "acme.pptx"
    if content is not None:
        template.write_bytes(content)
    with pytest.raises(ExportError) as caught:
        DeckExporter(template=template).write(rich_english, tmp_path / "out")
    assert str(caught.value) == (
        "The template acme.pptx is not there or is no PowerPoint file. Save it in PowerPoint as a presentation "
        "(.pptx), not as a template (.potx), and give that file."
    )


def test_an_excel_file_is_no_template(rich_english, tmp_path, slides):
    book = slides.charts(2)[0].part.chart_workbook.xlsx_part.blob
    (tmp_path / "acme.pptx").write_bytes(book)
    with pytest.raises(ExportError) as caught:
        DeckExporter(template=tmp_path / "acme.pptx").write(rich_english, tmp_path / "out")
    assert str(caught.value) == (
        "The template acme.pptx cannot be read as a PowerPoint file. Save it in PowerPoint as a presentation (.pptx), "
        "not as a template (.potx), and give that file."
    )
