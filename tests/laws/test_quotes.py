"""Law 1: every quote in every export is an exact substring of its document at its stated place."""

import csv
import html
import json
import re
import tomllib

import openpyxl
import pytest


def _evidence(sample):
    journey = json.loads((sample.out / "journey.json").read_text("utf-8"))
    return [item for stage in journey["stages"] for card in stage["cards"] for item in card["evidence"]]


def _text(sample, document):
    # Bytes, so that no line end is changed on the way.
    return (sample.out / "corpus" / document).read_bytes().decode("utf-8")


def test_quotes_of_the_json_stand_in_the_exported_corpus(sample):
    items = _evidence(sample)
    assert len(items) > 100
    for item in items:
        assert _text(sample, item["document"])[item["start"] : item["end"]] == item["quote"]


def test_quotes_of_the_workbook_stand_in_the_exported_corpus(sample):
    book = openpyxl.load_workbook(sample.out / "journey.xlsx", read_only=True)
    rows = list(book[book.sheetnames[4]].iter_rows(values_only=True))
    names = list(_evidence(sample)[0])
    quoted = {item["quote"]: item for item in _evidence(sample)}
    found = [cell for row in rows for cell in row if isinstance(cell, str) and cell in quoted]
    assert {"segment_id", "quote", "document"} <= set(names)
    assert set(found) == set(quoted)


def test_quotes_of_the_report_stand_in_the_exported_corpus(sample):
    page = (sample.out / "report.html").read_text("utf-8")
    shown = html.unescape(re.sub(r"<[^>]+>", "", page))
    for item in _evidence(sample):
        assert item["quote"] in shown


def test_the_corpus_holds_what_the_hard_cases_are_made_of(sample):
    # Emoji lie beyond the basic plane, full-width marks beyond Latin; both count as one character.
    text = "".join(path.read_bytes().decode("utf-8") for path in (sample.out / "corpus").rglob("*.txt"))
    assert re.search(r"[\U0001F300-\U0001FAFF]", text)
    assert re.search(r"[\uff01-\uff5e]", text)
    assert "\r" not in text
    assert "\ufeff" not in text


def test_segments_are_the_text_between_their_offsets(sample):
    study = sample.study
    texts = study.table("documents").set_index("document_id")["text"]
    for row in study.segments().itertuples():
        assert texts[row.document_id][row.start : row.end] == row.text


def test_the_index_of_the_corpus_lists_every_document(sample):
    with (sample.out / "corpus" / "index.csv").open(encoding="utf-8-sig", newline="") as stream:
        listed = {cell for row in csv.reader(stream) for cell in row}
    assert set(sample.study.table("documents")["name"]) <= listed


def test_no_made_up_name_phone_or_mail_is_in_any_export(sample):
    truth = tomllib.loads((sample.folder / "truth.toml").read_text("utf-8"))
    wanted = [entry["text"] for entry in truth["identities"] if entry["kind"] != "person" or len(entry["text"]) > 2]
    speakers = set(_speakers(sample))
    leaks = []
    for path in sorted(sample.out.rglob("*")):
        if path.is_file() and path.suffix in (".txt", ".json", ".html", ".svg", ".csv"):
            text = path.read_text("utf-8")
            leaks += [(path.name, name) for name in wanted if name in text and (name in speakers or "@" in name)]
    assert leaks == []


def _speakers(sample):
    truth = tomllib.loads((sample.folder / "truth.toml").read_text("utf-8"))
    quoted = {quote["person"] for item in truth["planted"] for quote in item["quotes"]}
    return {entry["text"] for entry in truth["identities"] if entry["text"] in quoted or entry["kind"] != "person"}


@pytest.mark.parametrize("name", ["report.html", "journey.json", "journey.xlsx", "map.svg", "map.png"])
def test_every_file_is_there(sample, name):
    assert (sample.out / name).stat().st_size > 1000


def test_the_name_of_an_original_reaches_no_export(tmp_path):
    from cjm_research.study.facade import Study

    study = Study.new(tmp_path / "study", languages=("zh",))
    talk = tmp_path / "Interview with Anna Bergström, 王秀英.txt"
    talk.write_text("Interviewer: Why?\n\nAnna Bergström: Because it is quick.\n\n王秀英：因为方便。\n", "utf-8")
    study.add(talk)
    study.run(progress=False)
    for path in study.export(["json", "corpus", "html"]):
        shown = str(path.relative_to(tmp_path)) + path.read_text("utf-8")
        assert "Bergström" not in shown
        assert "王秀英" not in shown
