from pathlib import Path
from runpy import run_path
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from cjm_research.codes.codebook import Codebook
from cjm_research.errors import UnknownNameError
from cjm_research.review.audit import COLUMNS, audit, told
from cjm_research.review.corrections import corrected, corrections, wilson
from cjm_research.schema import SUBTYPES

LANGS = pytest.mark.parametrize("lang", ["en", "zh"])
_SECRET = {"en": "my knee hurts", "zh": "我膝盖疼"}


@pytest.fixture
def grid(tmp_path):
    toy = SimpleNamespace(**run_path(str(Path(__file__).with_name("grid_toy.py"))))

    def make(lang):
        store = toy.open_store(tmp_path / f"{lang}.sqlite", lang)
        return store, toy.session(store, lang), toy.codebook()

    return make


def _events(*acts):
    """Return events of (actor, act, payload)."""
    rows = [(at, f"2026-01-{at:02d}T09:00:00", *act) for at, act in enumerate(acts, start=1)]
    return pd.DataFrame(rows, columns=["event_id", "created_at", "actor", "act", "payload"])


def _coding(segment_id, kind, value, coder="Ana"):
    return {"segment_id": segment_id, "kind": kind, "value": value, "coder": coder, "codebook_version": "1"}


def _judged(segment_id, kind, suggested, said, coder="Ana", act="change", version="e5-1"):
    value, decision = (suggested, "look") if suggested else (SUBTYPES.get(kind, ("",))[0], "no")
    shown = {kind: {"value": value, "score": 0.7, "decision": decision, "version": version}}
    changed = {"before": [], "after": [_coding(segment_id, kind, said, coder)]}
    return coder, act, {"segment_id": segment_id, "suggested": shown, "codings": changed}


def _taken_back(event, number, key="undoes", act="undo"):
    codings = event[2]["codings"]
    swapped = {"before": codings["after"], "after": codings["before"]}
    return event[0], act, {"segment_id": event[2]["segment_id"], key: number,
                           "codings": swapped if key == "undoes" else codings}  # fmt: skip


@LANGS
def test_a_row_tells_who_what_when_before_after_and_from_which_suggestion(lang):
    first = _judged("s1", "goal", "explicit", "explicit", act="accept")
    frame = audit(_events(first), Codebook.framework(), lang)
    assert tuple(frame.columns) == COLUMNS
    row = frame.iloc[0]
    goal, explicit = {"en": ("Goal", "Explicit goal"), "zh": ("目标", "明确的主动目标")}[lang]
    assert (row["who"], row["kind"], row["before"], row["after"]) == ("Ana", goal, "", explicit)
    assert (row["suggested_value"], row["suggested_score"], row["suggested_version"]) == (explicit, 0.7, "e5-1")
    assert row["act"] == {"en": "accepted the suggestion", "zh": "接受建议"}[lang]


@LANGS
def test_what_is_not_carried_is_told_apart_from_what_nobody_said(lang):
    frame = audit(_events(_judged("s1", "goal", "", "")), language=lang)
    none = {"en": "not carried", "zh": "不属于"}[lang]
    assert frame[["before", "after", "suggested_value"]].values.tolist() == [["", none, none]]


def test_an_act_is_taken_back_by_the_undo_that_stands():
    first = _judged("s1", "goal", "explicit", "explicit")
    undone = [first, _taken_back(first, 1)]
    assert audit(_events(*undone))["undone_by"].tolist() == [2, pd.NA]
    redone = audit(_events(*undone, _taken_back(first, 1, "redoes", "redo")))
    assert [None if pd.isna(each) else int(each) for each in redone["undone_by"]] == [None, 3, None]
    twice = audit(_events(*undone, _taken_back(first, 1, "redoes", "redo"), _taken_back(first, 1)))
    assert [None if pd.isna(each) else int(each) for each in twice["undone_by"]] == [4, 3, None, None]


def test_on_themes_an_undo_of_an_undo_lets_the_act_stand():
    stood = {"theme_id": "tha", "titles": {"en": "Sleep"}}
    events = _events(
        ("Ana", "theme.rename", {"theme_id": "tha", "titles": {"en": "Rest"}, "before": [stood]}),
        ("Ana", "theme.undo", {"undoes": 1, "before": []}),
        ("Ana", "theme.undo", {"undoes": 2, "before": []}),
    )
    frame = audit(events)
    assert [None if pd.isna(each) else int(each) for each in frame["undone_by"]] == [None, 3, None]
    assert frame["act"].tolist() == ["renamed a theme", *["took an act on themes back"] * 2]


def _every_act(lang):
    words, coders = _SECRET[lang], ["Ana", "Ben"]
    cut = {"segment_id": "s9", "document_id": "d1", "start": 0, "end": 9, "made": "merge", "parents": ["s1", "s2"],
           "coder": "Ana"}  # fmt: skip
    memo = {"memo_id": "m1", "about": "case", "about_id": "P01", "text": words, "coder": "Ana", "source": ""}
    flag = {"segment_id": "s1", "coder": "Ana", "colleague": "", "text": words}
    settled = {"segment_id": "s1", "kind": "goal", "value": "explicit", "ground": words, "coder": "Cem",
               "said": {"Ana": "explicit", "Ben": ""}}  # fmt: skip
    sample = {"sample_id": "q1", "title": words, "round": 1, "coders": coders, "segment_ids": ["s1", "s2"],
              "strata": {}, "seed": 7, "closed_at": ""}  # fmt: skip
    book = {"number": 2, "version": "abc", "parent": "", "content": {"own": words}, "reopens": [], "coder": "Ana"}
    none = {"before": [], "after": []}

    def rows(table, row):
        return {"codings": none, "rows": {table: {"before": [], "after": [row]}}}

    moved = {"before": [_coding("s1", "goal", "explicit")], "after": [_coding("s9", "goal", "explicit")]}
    return _events(
        ("Ana", "skip", {"segment_id": "s1", "codings": none}),
        ("Ana", "merge", {"segment_id": "s9", **rows("cuts", cut), "codings": moved}),
        ("Ana", "memo", rows("memos", memo)),
        ("Ana", "flag", {"segment_id": "s1", **rows("flags", flag)}),
        ("Ben", "sheet", {"codings": {"before": [], "after": [_coding("s2", "goal", "", "Ben")]}}),
        ("Ben", "import", {"source": "a.qdpx", "codings": {"before": [], "after": [_coding("s3", "goal", "x", "B")]}}),
        ("study", "move", {"moved": {"s1": "s4"}, "codings": moved}),
        ("Cem", "settle.decide", {"segment_id": "s1", "kind": "goal", **rows("decisions", settled)}),
        ("Cem", "sample.draw", rows("samples", sample)),
        ("Cem", "sample.close", rows("samples", {**sample, "closed_at": "2026-01-09"})),
        ("Ana", "codebook.define", {"name": {"en": words}, **rows("codebooks", book)}),
        ("Ana", "theme.move", {"to": "thb", "segment_ids": ["s1", "s2"], "titles": {"en": words}}),
        ("Ana", "theme.memo", {"theme_id": "tha", "text": words}),
        ("Ana", "agree to send", {"url": "https://x", "model": "large-1", "n_segments": 40}),
        ("Ana", "accept replacements", {"places": []}),
        ("Ana", "withdraw", {"case_id": "P07", "documents": [], "originals": []}),
        ("Ana", "redacted", {"redacted": True, "codings": none}),
        ("Ana", "theme.something new", {}),
        ("Ana", "something newer", {}),
    )


@LANGS
def test_every_act_has_its_row_and_no_row_has_a_word_of_anybody(lang):
    events = _every_act(lang)
    frame = audit(events, Codebook.framework(), lang)
    assert set(frame["event_id"]) == set(events["event_id"])
    assert _SECRET[lang] not in frame.to_csv()
    by_event = frame.groupby("event_id")
    assert by_event.get_group(2)["segment_id"].tolist() == ["s1", "s9", "s9"]
    assert by_event.get_group(12)[["segment_id", "after"]].values.tolist() == [["s1", "thb"], ["s2", "thb"]]
    said = {
        "en": ("merged from s1, s2", "13 characters on a case", "for anybody", "Explicit goal", "2 segments, Ana, Ben",
               "2 segments, Ana, Ben, closed", "version 2 (abc)", "large-1: 40 segments"),
        "zh": ("由 s1、s2 合并", "参与者上的 4 个字符", "请任何人看", "明确的主动目标", "2 个片段，Ana、Ben",
               "2 个片段，Ana、Ben，已结束", "第 2 版（abc）", "large-1：40 个片段"),
    }[lang]  # fmt: skip
    assert set(said) <= set(frame["after"])
    assert frame["act"].iloc[-1] == "something newer"
    assert frame["act"].iloc[-2] == {"en": "changed themes", "zh": "修改主题"}[lang]
    known = frame[~frame["act"].isin(["something newer"])]
    assert all(act.isascii() for act in known["act"]) == (lang == "en")


@LANGS
def test_a_grid_act_tells_the_suggestion_of_each_of_its_segments(grid, lang):
    store, session, codebook = grid(lang)
    session.accept(session.find(answered=True))
    session.undo()
    frame = audit(store.events(), codebook, lang)
    own = frame[(frame["event_id"] == 1) & (frame["segment_id"] == f"s-{lang}-3-0-0")]
    assert own["suggested_score"].tolist() == [0.12, 0.12, 0.81]
    assert frame.loc[frame["event_id"] == 1, "undone_by"].eq(2).all()
    assert frame.loc[frame["event_id"] == 2, "after"].eq("").all()


@LANGS
def test_a_sentence_sums_it_up(lang):
    first = _judged("s1", "goal", "explicit", "explicit")
    events = _events(first, _taken_back(first, 1), _judged("s2", "goal", "", "", "Ben"))
    said = {
        "en": "Ana, Ben did 3 acts between 2026-01-01 and 2026-01-03: 3 changes of 2 segments. 1 act was taken back.",
        "zh": "Ana、Ben 在 2026-01-01 至 2026-01-03 期间做了 3 个操作：2 个片段上有 3 处改动。其中 1 个操作被撤销。",
    }
    assert told(events, lang) == said[lang]
    themes = _events(("Ana", "theme.rename", {"theme_id": "tha"}))
    assert (
        told(themes, lang)
        == {
            "en": "Ana did 1 act between 2026-01-01 and 2026-01-01: 1 change. None was taken back.",
            "zh": "Ana 在 2026-01-01 至 2026-01-01 期间做了 1 个操作：1 处改动。没有操作被撤销。",
        }[lang]
    )
    empty = _events()
    assert told(empty, lang) == {"en": "Nobody has done anything in this study yet.",
                                 "zh": "这项研究中还没有任何操作。"}[lang]  # fmt: skip
    assert audit(empty, language=lang).empty


def test_the_audit_speaks_two_languages():
    with pytest.raises(UnknownNameError, match=r"The audit does not speak 'fr'. Known: en, zh."):
        audit(_events(), language="fr")


def _counts(frame, code):
    row = frame[frame["code"] == code].iloc[0]
    return row[["n_judged", "accepted", "changed", "rejected", "added"]].tolist()


def test_corrections_count_accepted_changed_rejected_and_added():
    events = _events(
        _judged("s1", "goal", "explicit", "explicit", act="accept"),
        _judged("s2", "goal", "explicit", "implicit"),
        _judged("s3", "goal", "explicit", ""),
        _judged("s4", "goal", "", "explicit"),
        _judged("s5", "goal", "", ""),
        _judged("s6", "code:trust", "trust", "trust"),
    )
    frame = corrections(events)
    assert _counts(frame, "goal/explicit") == [3, 1, 1, 1, 1]
    assert _counts(frame, "goal/implicit") == [0, 0, 0, 0, 1]
    assert _counts(frame, "code:trust") == [1, 1, 0, 0, 0]
    assert _counts(frame, "all") == [4, 2, 1, 1, 1]
    one = frame[frame["code"] == "goal/explicit"].iloc[0]
    assert one["share_accepted"] == pytest.approx(1 / 3)
    assert (one["low_accepted"], one["high_accepted"]) == pytest.approx(wilson(1, 3)[1:])
    assert one["share_added"] == pytest.approx(1 / 2)
    assert np.isnan(frame.loc[frame["code"] == "goal/implicit", "share_accepted"].iloc[0])


def test_the_first_suggestion_and_the_last_word_count_and_undo_is_followed():
    first, second = _judged("s1", "goal", "explicit", "explicit"), _judged("s1", "goal", "implicit", "implicit")
    second[2]["codings"]["before"] = [_coding("s1", "goal", "explicit")]
    assert _counts(corrections(_events(first, second)), "goal/explicit") == [1, 0, 1, 0, 0]
    assert corrections(_events(first, _taken_back(first, 1))).empty
    again = corrections(_events(first, _taken_back(first, 1), _taken_back(first, 1, "redoes", "redo")))
    assert _counts(again, "goal/explicit") == [1, 1, 0, 0, 0]


def test_corrections_by_version_by_person_and_over_time():
    events = _events(
        _judged("s1", "goal", "explicit", "explicit"),
        _judged("s2", "goal", "explicit", "", "Ben"),
        _judged("s3", "goal", "explicit", "explicit", version="e5-2"),
        _judged("s4", "goal", "explicit", "explicit", "Ben", version="e5-2"),
    )
    assert corrections(events)["version"].tolist() == ["e5-1", "e5-2"] * 2
    people = corrections(events, by="coder").query("code == 'all'").groupby("coder")["rejected"].sum()
    assert people.to_dict() == {"Ana": 0, "Ben": 1}
    halves = corrections(events, by="half").query("code == 'all'")[["half", "rejected", "n_judged"]]
    assert halves.values.tolist() == [["first", 1, 2], ["second", 0, 2]]
    with pytest.raises(UnknownNameError, match=r"Corrections cannot be told apart by 'mood'. Known: coder, half."):
        corrections(events, by="mood")


def test_codings_that_moved_with_an_edited_file_are_followed():
    first = _judged("s1", "goal", "explicit", "explicit")
    moved = {"before": [_coding("s1", "goal", "explicit")], "after": [_coding("s7", "goal", "explicit")]}
    events = _events(first, ("study", "move", {"moved": {"s1": "s7"}, "codings": moved}))
    assert _counts(corrections(events), "goal/explicit") == [1, 1, 0, 0, 0]


@LANGS
def test_a_sentence_names_the_code_that_is_corrected_most(lang):
    said = ["explicit"] * 8 + [""] * 4
    events = _events(*(_judged(f"s{at}", "goal", "explicit", value) for at, value in enumerate(said)))
    sentence = corrected(events, Codebook.framework(), lang)
    assert {"en": "Most often corrected: Explicit goal (33 % of 12, 14–61 %).",
            "zh": "被纠正最多的是“明确的主动目标”（12 条中 33%，14–61%）。"}[lang] in sentence  # fmt: skip
    few = corrected(_events(_judged("s1", "goal", "explicit", "")), None, lang)
    assert {"en": "No code has the 10 judgements", "zh": "还没有哪个编码达到"}[lang] in few
    assert corrected(_events(), None, lang) == {"en": "Nobody has judged a suggestion yet.",
                                                "zh": "还没有人判断过任何建议。"}[lang]  # fmt: skip


def test_wilson_is_the_published_interval():
    # Newcombe (1998), Stat. Med. 17, 857–872, table I, method 3: 81/263, 15/148, 0/20, 1/29.
    for hits, n, low, high in ((81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611),
                               (1, 29, 0.0061, 0.1718)):  # fmt: skip
        assert wilson(hits, n)[1:] == pytest.approx((low, high), abs=5e-5)


@LANGS
def test_stages_emotions_and_touchpoints_stand_in_words(lang):
    said = [("stage", "use"), ("emotion", "2.0"), ("touchpoint", "direct/online")]
    frame = audit(_events(*(_judged("s1", kind, "", value) for kind, value in said)), language=lang)
    assert frame["after"].tolist() == {
        "en": ["Use", "2 · bad", "direct/online"], "zh": ["使用", "2 · 较差", "直接/线上"]}[lang]  # fmt: skip
