"""What was replaced can be looked at, accepted and undone, and no raw name is shown unless it is asked for."""

import re

import pandas as pd
import pytest

from cjm_research.errors import StudyError
from cjm_research.study.facade import Study
from cjm_research.study.keys import change_secret, load_key
from cjm_research.study.privacy_report import COLUMNS, HIDDEN

RAW = {
    "en": ("Tamsin", "Wetherby", "415-555-0163", "mara.quill@example.org"),
    "zh": ("郑若溪", "13800138123", "mara.quill@example.org"),
}
PHONE = {"en": "415-555-0163", "zh": "13800138123"}
MISSED = {"en": "zebra boots", "zh": "斑马靴子"}


@pytest.fixture(params=["en", "zh"])
def lang(request):
    return request.param


@pytest.fixture
def study(tmp_path, lang, crowd):
    return crowd.study_of(tmp_path, lang)


def _row(report, kind):
    return report.table.query("kind == @kind").iloc[0]


def _text(study, document_id):
    return study.table("documents").set_index("document_id").loc[document_id, "text"]


def test_a_row_says_what_stands_where_and_why(study, lang):
    report = study.privacy()
    assert tuple(report.table.columns) == COLUMNS
    row = _row(report, "phone")
    assert (row["place"], row["pseudonym"], row["status"]) == ("line 11", "[phone-1]", "made")
    text = _text(study, row["document_id"])
    assert text[row["start"] : row["end"]] == "[phone-1]"
    assert row["before"] == text[row["start"] - 40 : row["start"]]
    assert row["after"] == text[row["end"] : row["end"] + 40]
    assert row["rule"]
    assert report.totals.loc["phone"].to_dict() == {"made": 1, "possible": 0, "accepted": 0, "undone": 0}


def test_originals_are_shown_only_when_asked_for(study, lang):
    hidden, shown = study.privacy(), study.privacy(show=True)
    assert set(hidden.table["original"]) == {HIDDEN}
    assert _row(shown, "phone")["original"] == PHONE[lang]
    for face in (str(hidden), repr(hidden), hidden._repr_html_(), hidden.text(everything=True)):
        assert not any(name in face for name in RAW[lang])
    assert PHONE[lang] in shown.text(everything=True)
    assert PHONE[lang] in shown._repr_html_()


def test_the_terminal_shows_totals_and_what_is_to_be_looked_at(study):
    report = study.privacy()
    assert "made" in str(report)
    assert "[phone-1]" not in str(report)
    assert f"{HIDDEN} → [phone-1]" in report.text(everything=True)


def test_undo_puts_the_words_back_and_they_stay_after_every_new_reading(study, lang, tmp_path, crowd):
    row = _row(study.privacy(), "phone")
    report = study.undo_replacement(row["document_id"], row["start"])
    text = _text(study, row["document_id"])
    assert PHONE[lang] in text
    undone = report.table.query("status == 'undone'").iloc[0]
    assert text[undone["start"] : undone["end"]] == PHONE[lang]
    assert "phone" not in set(report.table["kind"])
    study.add(*crowd.write(tmp_path, lang), encoding="utf-8")
    assert PHONE[lang] in _text(study, row["document_id"])


def test_codings_on_the_other_words_stay_after_an_undo(study, lang):
    study.run(progress=False)
    session = study.review("Ana", order="document")
    while session.current:
        session.accept()
    row = _row(study.privacy(), "phone")
    before = study.table("codings").merge(study.table("segments")[["segment_id", "document_id"]])
    study.undo_replacement(row["document_id"], row["start"])
    study.run(progress=False)
    after = study.table("codings").merge(study.table("segments")[["segment_id", "document_id"]])
    assert len(after) == len(before)
    assert study.store.check() == []


def test_words_that_were_missed_are_replaced_everywhere_from_now_on(study, lang):
    words = MISSED[lang]
    assert study.table("documents")["text"].str.contains(words).any()
    report = study.replace_also(words, "name")
    assert not study.table("documents")["text"].str.contains(words).any()
    row = report.table.query("kind == 'name'").iloc[0]
    assert re.fullmatch(r"\[name-\d+\]", row["pseudonym"])
    assert study.privacy(show=True).table.query("kind == 'name'")["original"].tolist() == [words]


def test_a_decision_is_an_event_without_the_words(study, lang):
    row = _row(study.privacy(), "mail")
    study.accept_replacements(study.privacy().table.query("kind == 'mail'"), coder="博文")
    study.undo_replacement(row["document_id"], row["start"], everywhere=True, coder="Ana")
    study.replace_also([MISSED[lang]], "name", coder="Ana")
    events = study.table("events")
    assert events[["act", "actor"]].values.tolist() == [
        ["accept replacements", "博文"], ["undo replacement", "Ana"], ["replace also", "Ana"],
    ]  # fmt: skip
    assert not any(name in str(events["payload"].tolist()) for name in (*RAW[lang], MISSED[lang]))
    assert study.store.check() == []


def test_what_was_accepted_stays_so_when_the_file_is_read_anew(study, lang):
    report = study.accept_replacements(study.privacy().table)
    assert set(report.table["status"]) == {"accepted"}
    report = study.replace_also(MISSED[lang], "name")
    assert report.table.groupby("kind")["status"].agg(list).to_dict() == {
        "mail": ["accepted"], "name": ["made"], "phone": ["accepted"],
    }  # fmt: skip


def test_a_possible_miss_is_hidden_in_every_context_and_replaced_when_accepted(study, lang):
    words = MISSED[lang]
    document = study.table("documents").set_index("source").filter(regex="talk|访谈", axis=0).iloc[0]
    start = document["text"].index(words)
    place = {
        "document_id": document["document_id"], "start": start, "end": start + len(words), "kind": "name",
        "pseudonym": "", "rule": "second pass", "status": "possible",
    }  # fmt: skip
    study.store.upsert("replacements", pd.DataFrame([place]))
    hidden = study.privacy()
    assert words not in hidden.text(everything=True)
    assert "Possible misses, to be looked at: 1" in str(hidden)
    assert words in study.privacy(show=True).text()
    study.accept_replacements([(document["document_id"], start)])
    assert not study.table("documents")["text"].str.contains(words).any()


def test_a_possible_miss_that_is_left_stays_as_it_was_said(study, lang):
    words = MISSED[lang]
    document = study.table("documents").set_index("source").filter(regex="talk|访谈", axis=0).iloc[0]
    start = document["text"].index(words)
    place = {
        "document_id": document["document_id"], "start": start, "end": start + len(words), "kind": "name",
        "pseudonym": "", "rule": "second pass", "status": "possible",
    }  # fmt: skip
    study.store.upsert("replacements", pd.DataFrame([place]))
    report = study.undo_replacement(document["document_id"], start)
    assert report.table.query("start == @start")["status"].tolist() == ["undone"]
    assert words in _text(study, document["document_id"])


def test_without_the_key_the_report_is_there_and_only_the_originals_are_not(study, tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "elsewhere"))
    row = _row(study.privacy(), "phone")
    assert row["original"] == HIDDEN
    for asks in (lambda: study.privacy(show=True), lambda: study.replace_also("x", "name"),
                 lambda: study.undo_replacement(row["document_id"], row["start"])):  # fmt: skip
        with pytest.raises(StudyError, match="is not on this machine"):
            asks()
    study.run(progress=False)
    with pytest.warns(UserWarning, match=r"^The key of the pseudonyms could not be opened here|^此处无法打开假名密钥"):
        study.export(["json"])


def test_a_passphrase_opens_the_report_and_new_files(study, lang, tmp_path, crowd):
    change_secret(study.folder, study.config, new_passphrase="四个词 plenty")
    locked = Study.open(study.folder.path)
    with pytest.raises(StudyError, match="protected by a passphrase and none was given"):
        locked.privacy(show=True)
    (tmp_path / "new.txt").write_text(crowd.talk(lang, "both 1"), "utf-8")
    with pytest.raises(StudyError, match="protected by a passphrase and none was given"):
        locked.add(tmp_path / "new.txt")
    opened = Study.open(study.folder.path, passphrase="四个词 plenty")
    assert _row(opened.privacy(show=True), "phone")["original"] == PHONE[lang]
    opened.add(tmp_path / "new.txt")
    # The same person keeps the same number.
    both = opened.table("cases").set_index("case_id")
    assert opened.table("turns").query("role == 'participant'")["case_id"].isin(both.index).all()
    assert len(both) == 7


def test_a_place_that_is_not_there_is_named(study):
    message = (
        "There is no replacement in d0 at 5. The places may have moved since; take them from a new "
        "`study.privacy().table`."
    )
    for asks in (lambda: study.accept_replacements([("d0", 5)]), lambda: study.undo_replacement("d0", 5)):
        with pytest.raises(StudyError, match=f"^{re.escape(message)}$"):
            asks()


def test_words_to_replace_need_words_and_a_kind(study):
    message = 'Give the words to replace and what they are, for example replace_also("Anna", "name").'
    for words, kind in ((" ", "name"), ([], "name"), ("Anna", "a name")):
        with pytest.raises(StudyError, match=f"^{re.escape(message)}$"):
            study.replace_also(words, kind)


def test_no_raw_name_is_in_database_events_or_reports_only_in_raw_and_sealed(study, lang):
    study.run(progress=False).export(["html", "json", "corpus"])
    study.store.close()
    for path in study.folder.path.rglob("*"):
        if path.is_file() and path.parent.name != "raw":
            data = path.read_bytes()
            assert not any(name.encode() in data for name in RAW[lang] if name.isascii()), path.name
    assert load_key(study.folder, study.config).originals["[phone-1]"] == [PHONE[lang]]
    assert not any(
        name.encode() in path.read_bytes()
        for path in study.folder.reports.rglob("*")
        if path.is_file()
        for name in RAW[lang]
    )


def test_a_study_without_replacements_says_so(tmp_path, lang):
    study = Study.new(tmp_path / "corpora" / "empty", languages=(lang,))
    report = study.privacy()
    assert str(report) == "Nothing was replaced, and nothing was found that should be."
    assert report._repr_html_() == f"<p>{report}</p>"
    assert repr(report) == "PrivacyReport(0 made, 0 possible, 0 accepted, 0 undone)"


def test_what_was_undone_is_replaced_again_when_accepted(study, lang):
    row = _row(study.privacy(), "phone")
    undone = study.undo_replacement(row["document_id"], row["start"]).table.query("status == 'undone'")
    assert PHONE[lang] in _text(study, row["document_id"])
    report = study.accept_replacements(undone)
    assert PHONE[lang] not in _text(study, row["document_id"])
    assert _row(report, "phone")["pseudonym"] == "[phone-1]"
    assert "undone" not in set(report.table["status"])
    assert study.table("events")["act"].tolist() == ["undo replacement", "replace again"]
    assert PHONE[lang] not in str(study.table("events")["payload"].tolist())
    assert PHONE[lang].encode() not in study.folder.database.read_bytes()


def test_words_that_are_replaced_later_leave_segments_and_the_file_of_the_database(study, lang):
    study.run(progress=False)
    assert study.segments()["text"].str.contains(MISSED[lang]).any()
    study.replace_also(MISSED[lang], "name")
    assert not study.segments()[["text", "context"]].agg(" ".join, axis=1).str.contains(MISSED[lang]).any()
    assert MISSED[lang].encode() not in study.folder.database.read_bytes()
    study.run(progress=False)
    assert study.store.check() == []
