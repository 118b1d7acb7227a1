"""Texts that break files: the workbook holds them as they are, or shows what it cannot hold, and stays a workbook."""

from __future__ import annotations

import re
import zipfile

import openpyxl
import pytest
from lxml import etree

from cjm_research.exports.cells import fitting
from cjm_research.exports.workbook import WorkbookExporter

TEXTS = {
    "formula": "=cmd|'/C calc'!A0",
    "plus": "+1+cmd",
    "minus": "-2+3",
    "at": "@SUM(1+1)",
    "tab": "\t=1+1",
    "link": "http://example.org and mailto:a@example.org",
    "markup": "</t></si></sst><script>alert(1)</script>",
    "cdata": "a ]]> b & <b> \"quoted\" 'single'",
    "emoji": "👩‍👩‍👧 ok 😀 🇨🇳",
    "rtl": "שלום \u202ecod.exe\u202c مرحبا",
    "wide": "全角＝号、＂引号＂ 𠮷野家",
    "controls": "a\x00b\x01c\x08d\x0be\x0cf\x1fg\x7f",
    "returns": "one\r\ntwo\rthree\nfour",
    "no characters": "\ufffe\uffff",
    "escape": "_x0041_ and _x000D_",
    "long": "很长的话 and long words 😀 " * 1000,
    "braces": "{0} {name} %s %(n)d {{",
    "footer": "&L&P &[Page] &A",
    "blank": "  around  ",
}


def _with_everywhere(journey, text):
    """Put a text wherever people's words come from, a quote with its document too."""
    language = journey.language
    data = journey.data
    data["study"] |= {"title": text, "scenario": text}
    data["participants"]["by_attribute"] = {text: {text: 3}}
    data["journey"] = {"kind": "current state", "persona": {text: text}, "version": text}
    stage = data["stages"][3]
    stage["name"][language] = stage["question"][language] = text
    stage["steps"] = [{"id": "p1", "name": {"en": text, "zh": text}, "n_people": 1}]
    stage["touchpoints"] = [{"touchpoint": text, "channel": text, "n_people": 1, "n_segments": 1}]
    card = stage["cards"][0]
    card |= {"title": text, "owner": text, "due": text, "grade_rule": text}
    _say(journey, card, text)
    journey.codebook.codes[0].definition[language] = text
    return card


def _say(journey, card, text):
    item, frame = card["evidence"][0], journey.evidence
    at = frame.index[(frame["card_id"] == card["id"]) & (frame["segment_id"] == item["segment_id"])][0]
    row = journey.documents.index[journey.documents["name"] == item["document"]][0]
    start = len(journey.documents.at[row, "text"])
    journey.documents.at[row, "text"] += text
    item |= {"quote": text, "start": start, "end": start + len(text)}
    for column, value in (("quote", text), ("start", start), ("end", start + len(text)), ("reason", text),
                          ("question", text)):  # fmt: skip
        frame.loc[at, column] = value


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_any_text_stays_a_text_in_every_sheet(journey, tmp_path, text):
    card = _with_everywhere(journey, text)
    (path,) = WorkbookExporter().write(journey, tmp_path)
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    for name, part in parts.items():
        if name.endswith((".xml", ".rels", ".vml")):
            etree.fromstring(part)
        assert not re.search(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]", part), name
    sheets = [part for name, part in parts.items() if name.startswith("xl/worksheets/sheet")]
    assert not [part for part in sheets if b"<f>" in part or b"<hyperlink " in part]
    held = _held(parts["xl/sharedStrings.xml"])
    assert fitting(text, journey.language) in held
    book = openpyxl.load_workbook(path)
    ids = [cell for row in book.worksheets[1].iter_rows(max_col=1, values_only=True) for cell in row]
    assert card["id"] in ids


def _held(part):
    """Return the texts of the workbook as Excel reads them."""
    space = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
    texts = ("".join(run.text or "" for run in item.iter(f"{space}t")) for item in etree.fromstring(part))
    return {re.sub("_x([0-9A-F]{4})_", lambda found: chr(int(found[1], 16)), text) for text in texts}


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_quote_of_twenty_thousand_characters_is_whole_in_the_evidence(make, tmp_path, language):
    journey = make(language)
    quote = ("too late 😀 " if language == "en" else "太晚了😀") * 4000
    quote = quote[:20_000]
    _say(journey, journey.data["stages"][3]["cards"][0], quote)
    (path,) = WorkbookExporter().write(journey, tmp_path)
    book = openpyxl.load_workbook(path)
    found = [row for row in book.worksheets[4].iter_rows(values_only=True) if quote in row]
    assert found
    assert max(size.height or 0 for size in book.worksheets[4].row_dimensions.values()) <= 409


def test_half_of_a_pair_of_surrogates_is_shown_as_a_mark():
    assert fitting("a\ud83db", "en") == "a�b"
