"""A person at the codebook: each act one event, seen by other sessions, taken back without loss of what others did."""

import re

import pandas as pd
import pytest

from cjm_research.codes.codebook import Codebook
from cjm_research.codes.editing_words import Refusal
from cjm_research.errors import StudyError
from cjm_research.review.codebook.session import CodebookSession
from cjm_research.store.database import Store

SAID = {
    "en": (("s1", "P01", "They hid the delivery fee."), ("s2", "P02", "The fee came on the last page."),
           ("s3", "P01", "Nobody told me the price.")),
    "zh": (("s1", "P01", "他们把服务费藏起来了。"), ("s2", "P02", "到最后一页才看到服务费。"),
           ("s3", "P01", "没人告诉我价格。")),
}  # fmt: skip
NAMES = {"en": ("Fees", "Price", "Late fees"), "zh": ("费用", "价格", "后加的费用")}


@pytest.fixture(params=["en", "zh"])
def lang(request):
    return request.param


@pytest.fixture
def store(tmp_path):
    with Store.open(tmp_path / "study.sqlite", create=True) as store:
        yield store
        assert store.check() == []


def _segments(lang):
    rows = [
        {"segment_id": each, "document_id": "d1", "turn_id": "t1", "case_id": case, "start": at, "end": at + len(text),
         "text": text, "context": "", "language": lang, "kind": "interview", "position": 0.5}
        for at, (each, case, text) in enumerate(SAID[lang])
    ]  # fmt: skip
    return pd.DataFrame(rows)


def _open(store, lang, coder="Ana", **said):
    return CodebookSession(store, Codebook.framework, coder, _segments(lang), **said)


def _code(store, segment_id, code, coder="Ana", value=None):
    row = {"segment_id": segment_id, "kind": f"code:{code}", "value": code if value is None else value, "coder": coder,
           "codebook_version": "0"}  # fmt: skip
    return store.record("change", {"segment_id": segment_id}, coder, codings=[row])


def _said(store):
    return [tuple(row) for row in store.codings()[["segment_id", "kind", "value", "coder"]].values.tolist()]


@pytest.fixture
def session(store, lang):
    session = _open(store, lang)
    for name, id in zip(NAMES[lang], ("fees", "price"), strict=False):
        session.add(name, lang, family="pain_point", id=id)
    for segment_id, code, coder in (("s1", "fees", "Ana"), ("s1", "fees", "Bo"), ("s2", "fees", "Bo"),
                                    ("s3", "price", "Ana")):  # fmt: skip
        _code(store, segment_id, code, coder)
    session.refresh()
    return session


def test_the_first_act_keeps_the_book_before_it_as_a_version(store, lang):
    session = _open(store, lang)
    assert (len(session.versions()), session.can_undo) == (0, False)
    id = session.add(NAMES[lang][0], lang)
    assert id == {"en": "fees", "zh": "c-7fe860"}[lang]
    assert session.versions()[["number", "coder"]].values.tolist() == [[1, "file"], [2, "Ana"]]
    assert session.diff(1)[["code", "part", "after"]].values.tolist() == [[f"code:{id}", "code", NAMES[lang][0]]]
    assert len(store.events()) == 1


def test_another_session_sees_each_act_and_counts_say_who_gave_what(session, store, lang):
    other = _open(store, lang, "Bo")
    other.rename("code:fees", NAMES[lang][2], lang)
    session.refresh()
    assert session.book.version == other.book.version
    counts = session.counts().set_index("code")
    assert counts.loc["code:fees", ["n_people", "n_segments", "n_coders"]].tolist() == [2, 2, 2]
    assert counts.loc["code:fees", "by_coder"] == {"Ana": 1, "Bo": 2}


def test_merging_moves_the_codings_of_all_coders_and_undo_brings_them_back(session, store, lang):
    _code(store, "s2", "price", "Bo", value="")
    before = _said(store)
    session.merge("fees", "price")
    merged = [
        (each, "code:price", "price", coder)
        for each, coder in (("s1", "Ana"), ("s1", "Bo"), ("s2", "Bo"), ("s3", "Ana"))
    ]
    assert sorted(_said(store)) == sorted(merged)
    assert set(store.codings()["act"]) == {"codebook.merge", "change"}
    assert session.told("zh")["what"].iloc[-1] == f"把“{NAMES[lang][0]}”并入“{NAMES[lang][1]}”（3 条编码）"
    session.undo()
    assert _said(store) == before
    session.redo()
    assert sorted(_said(store)) == sorted(merged)
    session.undo()
    assert (_said(store), session.book.own_code("fees").title(lang)) == (before, NAMES[lang][0])


def test_what_others_did_since_stays_when_an_act_is_taken_back(session, store, lang):
    session.merge("fees", "price")
    other = _open(store, lang, "Bo")
    other.define("price", lang, definition="x")
    _code(store, "s1", "price", "Bo", value="")
    session.undo()
    assert session.book.own_code("price").definition == {lang: "x"}
    assert ("s1", "code:price", "", "Bo") in _said(store)
    assert ("s1", "code:fees", "fees", "Ana") in _said(store)


def test_words_that_another_changed_since_are_not_taken_back(session, store, lang):
    session.rename("price", "1", lang)
    _open(store, lang, "Bo").rename("price", "2", lang)
    with pytest.raises(Refusal) as refusal:
        session.undo()
    assert refusal.value.told(lang) == {
        "en": "This cannot be taken back or done again: '2' was changed since, last by Bo. Change it by hand.",
        "zh": "这一步不能撤销或重做：“2”之后又被改过，最近是 Bo。请手动修改。",
    }[lang]  # fmt: skip


def test_a_code_that_was_given_since_is_not_taken_away(session, store, lang):
    session.add("X", lang, id="x")
    _code(store, "s1", "x", "Bo")
    with pytest.raises(Refusal, match=r"^This cannot be taken back or done again: 'X' was given to 1 segments since\."):
        session.undo()
    with pytest.raises(Refusal, match=r"^'X' was given to 1 segments, so it cannot be removed\."):
        session.remove("x")


def test_splitting_moves_the_chosen_segments_and_reopens_the_rest(session, store, lang):
    (new,) = session.split("fees", {NAMES[lang][2]: ["s1"]}, lang)
    assert {row for row in _said(store) if row[1] != "code:price"} == {
        ("s1", f"code:{new}", new, "Ana"),
        ("s1", f"code:{new}", new, "Bo"),
        ("s2", "code:fees", "fees", "Bo"),
    }
    assert session.versions()["reopens"].iloc[-1] == ["code:fees"]
    assert session.coded("fees")[["segment_id", "to_check"]].values.tolist() == [["s2", True]]
    assert not session.coded(new)["to_check"].any()
    with pytest.raises(Refusal, match=r"^1 of 1 segments are not coded with"):
        session.split("fees", {"Y": ["s3"]}, lang)


def test_what_was_settled_moves_with_the_code(session, store, lang):
    row = {"segment_id": "s1", "kind": "code:fees", "value": "fees", "ground": "x", "said": {}, "coder": "Bo"}
    store.record("settle.decide", {}, "Bo", rows={"decisions": [row]})
    session.merge("fees", "price")
    assert store.frame("decisions")[["kind", "value", "ground"]].values.tolist() == [["code:price", "price", "x"]]
    session.undo()
    assert store.frame("decisions")[["kind", "value", "ground"]].values.tolist() == [["code:fees", "fees", "x"]]


def test_a_new_meaning_reopens_and_taking_it_back_closes_again(session, store, lang):
    session.define("fees", lang, definition="x")
    assert session.coded("fees")["to_check"].tolist() == [True, True]
    session.undo()
    assert session.coded("fees")["to_check"].tolist() == [False, False]
    session.redo()
    assert session.coded("fees")["to_check"].tolist() == [True, True]
    session.undo()
    session.define("fees", lang, definition="x", reopen=False)
    session.rename("fees", "y", lang)
    assert session.coded("fees")["to_check"].tolist() == [False, False]


def test_examples_are_picked_word_for_word_from_what_was_coded(session, lang):
    words = SAID[lang][0][2]
    session.pick_example("fees", "s1")
    session.pick_example("fees", "s2", SAID[lang][1][2][:6])
    assert session.book.own_code("fees").examples == {lang: (words, SAID[lang][1][2][:6].strip())}
    assert session.coded("fees")["is_example"].tolist() == [True, True]
    with pytest.raises(Refusal, match="does not say “never said”"):
        session.pick_example("fees", "s1", "never said")
    with pytest.raises(Refusal, match="not coded with"):
        session.pick_example("fees", "s3")
    session.drop_example("fees", words, lang)
    assert session.book.own_code("fees").examples[lang] != (words,)


def test_an_earlier_version_stands_again_unless_its_codes_are_missed(session, store, lang):
    session.retire("price")
    session.restore(3)
    assert [code.id for code in session.book.offered] == ["fees", "price"]
    with pytest.raises(Refusal, match="was given to 2 segments since"):
        session.restore(1)
    with pytest.raises(Refusal, match=r"^No version of the codebook is called 99\. Known: 1, 2, 3, 4, 5\.$"):
        session.restore(99)


def test_every_act_is_told_in_words_in_both_languages(session, store, lang):
    session.move("fees", family="goal")
    session.recolor("fees", "#aa3377")
    session.retire("fees")
    session.bring_back("fees")
    session.define("fees", lang, include=["x"])
    session.undo()
    told = {language: session.told(language)["what"].tolist()[2:] for language in ("en", "zh")}
    fees = NAMES[lang][0]
    assert told["en"] == [f"moved “{fees}” to Goal", f"gave “{fees}” another colour", f"retired “{fees}”",
                          f"brought “{fees}” back", f"changed what belongs to it of “{fees}”",
                          f"took back: changed what belongs to it of “{fees}”"]  # fmt: skip
    assert told["zh"] == [f"把“{fees}”移到目标", f"给“{fees}”换了颜色", f"停用了“{fees}”", f"恢复了“{fees}”",
                          f"改了“{fees}”的归入条目", f"撤销：改了“{fees}”的归入条目"]  # fmt: skip
    assert session.history["stands"].tolist()[-2:] == [False, True]


def test_an_act_stands_when_the_file_cannot_be_written_and_an_id_never_comes_back(store, lang):
    def write(_book):
        raise StudyError("codebook.toml: cannot be written.")

    session = _open(store, lang, write=write)
    id = session.add("Fees", lang)
    assert (session.file_fault, len(session.book.own)) == ("codebook.toml: cannot be written.", 1)
    session.remove(id)
    assert session.add("Fees", lang) == "fees-2"
    with pytest.raises(Refusal, match=re.escape("Nothing would change.")):
        session.define("fees-2", lang, definition="")
