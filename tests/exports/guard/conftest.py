"""Files of every kind that hold a given text, as exporters make them: names split over runs, escapes, packed parts."""

from __future__ import annotations

import base64
import html
import io
import json
import zipfile
import zlib
from pathlib import Path
from urllib.parse import quote

import pytest

SAID = {"en": ("Rosalind", " Okafor"), "zh": ("欧阳", "晓彤")}


def _csv(path, one, other):
    path.write_text(f"case,quote\nP01,fine\nP02,I asked {one}{other} about it\n", "utf-8")


def _tsv(path, one, other):
    path.write_text(f"case\tquote\n\n\nP02\tasked {one}{other}\n", "utf-16")


def _markdown(path, one, other):
    path.write_text(f"# Report\n\nAs **{one}{other}** said.\n", "utf-8")


def _json(path, one, other):
    path.write_text(json.dumps({"cards": [{"title": f"a\n{one}{other}"}]}, indent=1), "ascii")


def _html(path, one, other):
    path.write_text(f"<!doctype html>\n<p>I asked <em>{one}</em><b>{html.escape(other)}</b>.</p>", "utf-8")


def _entities(path, one, other):
    said = "".join(f"&#{ord(sign)};" for sign in one + other)
    path.write_text(f"<!doctype html>\n<p title='{said}'>x</p>", "utf-8")


def _svg(path, one, other):
    path.write_text(
        f'<svg xmlns="http://www.w3.org/2000/svg">\n<text><tspan y="1">said {one}</tspan>\n'
        f'<tspan y="2">{other.strip()}</tspan></text></svg>',
        "utf-8",
    )


def _drawio(path, one, other):
    value = html.escape(html.escape(f"<b>{one}</b>{other}", quote=True), quote=True)
    path.write_text(f'<mxfile><diagram>\n<mxCell id="c1" value="{html.unescape(value)}"/></diagram></mxfile>', "utf-8")


def _packed_drawio(path, one, other):
    squeeze = zlib.compressobj(9, zlib.DEFLATED, -15)
    inner = f'<mxGraphModel><mxCell value="{one}{other}"/></mxGraphModel>'
    packed = squeeze.compress(quote(inner).encode()) + squeeze.flush()
    path.write_text(f"<mxfile><diagram>{base64.b64encode(packed).decode()}</diagram></mxfile>", "utf-8")


def _embedded(path, one, other):
    inner = base64.b64encode(f"<svg><text>{one}{other}</text></svg>".encode()).decode()
    path.write_text(f'<!doctype html><img src="data:image/svg+xml;base64,{inner}">', "utf-8")


def _xlsx(path, one, other):
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    sheet.title = "Evidence & more"
    sheet.append(["id", "quote"])
    sheet.append(["s1", "it was late"])
    sheet.append(["s2", f"as {one}{other} said"])
    book.save(path)


def _rich_xlsx(path, one, other):
    import xlsxwriter

    book = xlsxwriter.Workbook(str(path))
    bold = book.add_format({"bold": True})
    sheet = book.add_worksheet("Map")
    sheet.write(0, 0, "a heading")
    sheet.write_rich_string(4, 1, "said ", bold, one, other or " ", bold, "!")
    book.close()


def _docx(path, one, other):
    from docx import Document

    document = Document()
    document.add_heading("Findings", 1)
    document.add_paragraph("Nobody is named here.")
    told = document.add_paragraph("As ")
    told.add_run(one).bold = True
    told.add_run(other)
    document.save(path)


def _pptx(path, one, other):
    from pptx import Presentation

    deck = Presentation()
    deck.slides.add_slide(deck.slide_layouts[6])
    slide = deck.slides.add_slide(deck.slide_layouts[6])
    told = slide.notes_slide.notes_text_frame.paragraphs[0]
    told.add_run().text = one
    told.add_run().text = other
    deck.save(path)


def _chart(path, one, other):
    from pptx import Presentation
    from pptx.chart.data import CategoryChartData
    from pptx.enum.chart import XL_CHART_TYPE

    deck = Presentation()
    slide = deck.slides.add_slide(deck.slide_layouts[6])
    data = CategoryChartData()
    data.categories = ["a", f"{one}{other}"]
    data.add_series("n", (1, 2))
    slide.shapes.add_chart(XL_CHART_TYPE.BAR_CLUSTERED, 0, 0, 9999, 9999, data)
    deck.save(path)


def _qdpx(path, one, other):
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("project.qde", '<?xml version="1.0"?><Project><Note name="n1"/></Project>')
        packed.writestr("sources/1.txt", f"P01: fine\r\n\r\nP02: I asked {one}{other}\r\n".encode("utf-16"))


def _named(path, one, other):
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr(f"sources/{one}{other}.txt", "P01: fine")


def _parquet(path, one, other):
    import pandas as pd

    pd.DataFrame({"n": [1, 2], "quote": ["fine\nor so", f"{one}{other} again"]}).to_parquet(path)


def _png(path, one, other):
    from PIL import Image
    from PIL.PngImagePlugin import PngInfo

    told = PngInfo()
    told.add_itxt("Title", f"{one}{other}", zip=True)
    Image.new("RGB", (2, 2)).save(path, pnginfo=told)


def _pdf(path, one, other):
    from pypdf import PdfWriter

    writer = PdfWriter()
    writer.add_blank_page(72, 72)
    writer.add_metadata({"/Title": f"{one}{other}"})
    out = io.BytesIO()
    writer.write(out)
    path.write_bytes(out.getvalue())


MAKERS = {
    "evidence.csv": (_csv, "line 3"),
    "evidence.tsv": (_tsv, "line 4"),
    "report.md": (_markdown, "line 3"),
    "journey.json": (_json, "line 4"),
    "report.html": (_html, "line 2"),
    "entities.html": (_entities, "line 2"),
    "map.svg": (_svg, "line 2"),
    "map.drawio": (_drawio, "line 2"),
    "packed.drawio": (_packed_drawio, ""),
    "picture.html": (_embedded, ""),
    "journey.xlsx": (_xlsx, "sheet Evidence & more, row 3"),
    "rich.xlsx": (_rich_xlsx, "sheet Map, row 5"),
    "findings.docx": (_docx, "paragraph 3"),
    "journey.pptx": (_pptx, "slide 2 notes"),
    "study.qdpx": (_qdpx, "sources/1.txt, line 3"),
    "named.qdpx": (_named, "the name of the file"),
    "evidence.parquet": (_parquet, "column quote, row 2"),
    "map.png": (_png, "metadata Title"),
    "map.pdf": (_pdf, "metadata Title"),
}
"""File name to what makes it, and the place where the text is."""


@pytest.fixture(params=["en", "zh"])
def lang(request) -> str:
    return request.param


@pytest.fixture
def name(lang) -> str:
    return "".join(SAID[lang])


@pytest.fixture
def make(tmp_path, lang):
    """Make a file by its name, with the name of a person in it or other words."""

    def made(file: str, said: tuple[str, str] | None = None) -> Path:
        path = tmp_path / file
        MAKERS[file][0](path, *(said or SAID[lang]))
        return path

    return made


@pytest.fixture
def chart():
    return _chart
