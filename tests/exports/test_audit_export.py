import csv
import io

import pandas as pd
import pytest

from cjm_research.errors import ExportError
from cjm_research.exports.audit import to_csv, to_xlsx, write_audit
from cjm_research.review.audit import audit
from cjm_research.review.corrections import corrections

LANGS = pytest.mark.parametrize("lang", ["en", "zh"])
CODER = {"en": "=Ana", "zh": "+安娜"}


def _events(lang):
    row = {"segment_id": "s1", "kind": "code:-x", "value": "-x", "coder": CODER[lang]}
    shown = {"code:-x": {"value": "-x", "score": 0.25, "decision": "look", "version": "@v"}}
    payload = {"segment_id": "s1", "suggested": shown, "codings": {"before": [], "after": [row]}}
    event = (1, "2026-01-05T09:00:00", CODER[lang], "accept", payload)
    return pd.DataFrame([event], columns=["event_id", "created_at", "actor", "act", "payload"])


@LANGS
def test_the_table_has_its_mark_its_words_and_no_formula(lang):
    content = to_csv(audit(_events(lang), language=lang), lang)
    assert content.startswith(b"\xef\xbb\xbf")
    heads, row = csv.reader(io.StringIO(content.decode("utf-8-sig")))
    told = dict(zip(heads, row, strict=True))
    who, score = {"en": ("Who", "Score"), "zh": ("何人", "得分")}[lang]
    assert (told[who], told[score]) == ("'" + CODER[lang], "0.25")
    assert not any(cell.startswith(("=", "+", "-", "@")) for cell in row)


@LANGS
def test_the_workbook_holds_audit_and_corrections_as_text_and_numbers(lang, tmp_path):
    from openpyxl import load_workbook

    events = _events(lang)
    said = ("A sentence.", "一句话。")
    path = write_audit(tmp_path / "audit.xlsx", audit(events, language=lang), corrections(events), said, lang)
    book = load_workbook(path)
    assert book.sheetnames == {"en": ["Audit", "Corrections"], "zh": ["审计", "纠正"]}[lang]
    first = [cell.value for cell in book.worksheets[0][2]]
    assert (first[0], first[2], first[10]) == (1, CODER[lang], 0.25)
    assert all(cell.data_type != "f" for sheet in book for row in sheet.iter_rows() for cell in row)
    second = [[cell.value for cell in row] for row in book.worksheets[1].iter_rows()]
    assert (second[0][0], second[3][0]) == ("A sentence.", {"en": "Code", "zh": "编码"}[lang])
    assert second[4][:4] == ["code:-x", "@v", 1, 1]


def test_the_same_frames_give_the_same_bytes():
    frame = audit(_events("en"))
    assert to_xlsx(frame) == to_xlsx(frame)
    assert to_csv(frame) == to_csv(frame)


def test_an_empty_audit_has_its_headings(tmp_path):
    empty = audit(_events("en").iloc[:0])
    assert to_csv(empty).decode("utf-8-sig").startswith("Act,When (UTC),Who")
    assert write_audit(tmp_path / "a.xlsx", empty, corrections(_events("en").iloc[:0])).is_file()


def test_another_ending_is_refused(tmp_path):
    with pytest.raises(ExportError, match=r"cannot be written to 'audit.doc': its ending is '.doc'. Expected .csv or"):
        write_audit(tmp_path / "audit.doc", audit(_events("en")))
    assert list(tmp_path.iterdir()) == []
