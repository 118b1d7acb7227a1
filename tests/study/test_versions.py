"""Edited files: what counts as a newer version, and codings that go where their words went."""

import pandas as pd
import pytest

from cjm_research.schema import CONTRACTS
from cjm_research.store.database import Store
from cjm_research.store.replay import replay
from cjm_research.study import versions
from cjm_research.study.theme_steps import law_of

TALK = {
    "en": [
        "It was late.",
        "The van broke down on the hill.",
        "Nobody rang me.",
        "It was late.",
        "I will not buy again.",
    ],
    "zh": ["送得太晚了。", "车在山上坏了。", "没有人给我打电话。", "送得太晚了。", "我不会再买了。"],
}


def units(texts, letter="s"):
    return [(f"{letter}{n}", 100 * n, text) for n, text in enumerate(texts)]


def segments(texts, letter="s", document_id="d1"):
    rows = [
        {
            **dict.fromkeys(CONTRACTS["segments"].columns, ""),
            "segment_id": i,
            "document_id": document_id,
            "start": start,
            "text": text,
        }
        for i, start, text in units(texts, letter)
    ]
    return pd.DataFrame(rows, columns=list(CONTRACTS["segments"].columns))


@pytest.fixture
def store(tmp_path):
    with Store.open(tmp_path / "s.sqlite", create=True) as opened:
        yield opened


def accept(store, segment_id, coder="Ana", value="explicit"):
    same = {"segment_id": segment_id, "coder": coder, "codebook_version": "0"}
    return store.record("accept", {"segment_id": segment_id}, coder, [{**same, "kind": "goal", "value": value}])


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_an_edited_file_is_a_newer_version_and_another_talk_is_not(lang):
    talk = TALK[lang]
    other = {
        "en": ["Why was the lift out of order?", "The man with the ladder came in the end, after three weeks."],
        "zh": ["电梯为什么停了？", "过了三个星期，带梯子的师傅才来。"],
    }[lang]
    assert versions.is_newer(talk, talk[1:])
    assert versions.is_newer(talk, [*talk, *other])
    assert versions.is_newer(talk, [talk[1], talk[2], *other])
    assert not versions.is_newer(talk, other)
    assert not versions.is_newer(talk, [])
    assert versions.unchanged(talk, [*other, *talk[1:]]) == 4


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_words_are_found_again_in_order_however_far_they_moved(lang):
    talk = TALK[lang]
    assert versions.match(units(talk), units(["?", *talk], "n")) == {f"s{n}": f"n{n + 1}" for n in range(5)}
    assert versions.match(units(talk), units(talk[:3], "n")) == {"s0": "n0", "s1": "n1", "s2": "n2"}
    assert versions.match(units(talk), units(talk[3:], "n")) == {"s3": "n0", "s4": "n1"}


def test_what_was_put_elsewhere_goes_to_the_nearest_of_its_words():
    a, b, c, d, late = "Aa one.", "Bb two.", "Cc three.", "Dd four.", "It was late."
    before, after = units([late, a, b, c, d, late]), units([a, b, late, c, d], "n")
    assert versions.match(before, after) == {"s0": "n2", "s1": "n0", "s2": "n1", "s3": "n3", "s4": "n4"}


def test_marks_and_case_are_no_words():
    assert versions.match(units(["It was late, really."]), units(["it was late - REALLY!"], "n")) == {"s0": "n0"}


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("My neighbour Grace rang the shop twice.", "My neighbour [name-1] rang the shop twice."),
        ("我的邻居[name-2]给店里打了两次电话。", "我的邻居王秀英给店里打了两次电话。"),
        ("My neighbour [name-1] rang the shop twice.", "My neighbour P03 rang the shop twice."),
    ],
)
def test_another_pseudonym_is_no_other_words(before, after):
    assert versions.match(units([before]), units([after], "n")) == {"s0": "n0"}


def test_codings_move_with_coder_value_time_and_act_and_the_events_tell_it(store):
    accept(store, "s2")
    accept(store, "s2", "Bo", "implicit")
    before = store.codings()
    moved = versions.move(store, segments(TALK["en"]), segments(["New.", *TALK["en"]], "n"))
    assert moved == versions.Moved(1, ())
    after = store.codings()
    assert after["segment_id"].tolist() == ["n3", "n3"]
    assert after.drop(columns="segment_id").equals(before.drop(columns="segment_id"))
    event = store.events().iloc[-1]
    assert (event["act"], event["actor"], event["payload"]["moved"]) == ("move", "cjm", {"s2": "n3"})
    assert replay(store.events()).equals(after)
    assert store.check() == []


def test_codings_on_repeated_words_pass_each_other(store):
    words = ["Yes.", "Yes.", "Yes."]
    before = segments(words).assign(segment_id=["a", "b", "c"])
    after = segments(["No, I never said so.", *words]).assign(segment_id=["x", "b", "c", "d"])
    for segment_id, value in (("a", "explicit"), ("b", "implicit"), ("c", "")):
        accept(store, segment_id, value=value)
    versions.move(store, before, after)
    codings = store.codings()
    assert dict(zip(codings["segment_id"], codings["value"], strict=True)) == {
        "b": "explicit",
        "c": "implicit",
        "d": "",
    }
    assert store.check() == []


@pytest.mark.parametrize(
    ("lang", "sentence"),
    [
        ("en", "1 coding is on words that changed: “Nobody rang me.”"),
        ("zh", "1 条编码所在的文字已改动：“没有人给我打电话。”"),
    ],
)
def test_codings_on_words_that_changed_are_told_and_come_back_with_the_words(store, lang, sentence):
    accept(store, "s2")
    changed = [text for n, text in enumerate(TALK[lang]) if n != 2]
    moved = versions.move(store, segments(TALK[lang]), segments(changed, "n"))
    assert moved.moved == 0
    assert versions.sentence(moved.lost, lang) == sentence
    assert versions.move(store, segments(changed, "n"), segments(changed, "m")).lost == ()
    back = versions.move(store, segments(changed, "m"), segments(TALK[lang], "k"))
    assert back.moved == 1
    assert store.codings()["segment_id"].tolist() == ["k2"]


def test_many_changed_words_are_quoted_in_part():
    lost = [f"{'word ' * 20}{n}" for n in range(5)]
    quote = f"“{('word ' * 20)[:60]}…”"
    assert versions.sentence(lost, "en") == f"5 codings are on words that changed: {quote}; {quote}; {quote} …"


def test_moving_twice_moves_once(store):
    accept(store, "s2")
    before, after = segments(TALK["en"]), segments(["New.", *TALK["en"]], "n")
    versions.move(store, before, after)
    n_events = len(store.events())
    assert versions.move(store, before, after) == versions.Moved(0, ())
    assert len(store.events()) == n_events


def test_nothing_is_written_where_nobody_coded(store):
    assert versions.move(store, segments(TALK["en"]), segments(TALK["en"][1:], "n")) == versions.Moved()
    assert len(store.events()) == 0


def test_a_verdict_on_the_new_place_that_is_later_stands(store):
    accept(store, "s2", value="explicit")
    accept(store, "n3", value="implicit")
    versions.move(store, segments(TALK["en"]), segments(["New.", *TALK["en"]], "n"))
    codings = store.codings()
    assert codings[["segment_id", "value"]].values.tolist() == [["n3", "implicit"]]
    assert store.check() == []


def test_a_verdict_that_moved_can_be_taken_back(store):
    from cjm_research.review.ledger import Ledger

    accept(store, "s2")
    versions.move(store, segments(TALK["en"]), segments(["New.", *TALK["en"]], "n"))
    ledger = Ledger()
    for event in store.events().to_dict("records"):
        ledger.add(event)
    act = ledger.last_act("Ana")
    assert act["payload"]["segment_id"] == "n3"
    assert [row["segment_id"] for row in act["payload"]["codings"]["after"]] == ["n3"]


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_what_a_person_put_into_a_theme_moves_with_its_words(store, lang):
    talk = TALK[lang]
    stood = {"theme_id": "th1", "family": "goal", "titles": {}, "named_by": "", "segment_ids": ["s1", "s2"]}
    store.record("theme.pin", {"theme_id": "th1", "before": [stood]}, "Ana")
    moved = versions.move(store, segments(talk), segments(["?", *talk], "n"))
    assert (moved.moved, moved.lost) == (2, ())
    assert set(law_of(store).holds) == {("goal", "n2"), ("goal", "n3")}
    versions.move(store, segments(["?", *talk], "n"), segments(["?", *talk], "n"))
    assert len(store.events()) == 2


def test_a_held_segment_that_is_gone_for_good_is_told_once(store):
    stood = {"theme_id": "th1", "family": "goal", "titles": {}, "named_by": "", "segment_ids": ["s1"]}
    store.record("theme.pin", {"theme_id": "th1", "before": [stood]}, "Ana")
    versions.move(store, segments(["One.", "Two."]), segments(["One."], "n"))
    before = len(store.events())
    versions.move(store, segments(["One."], "n"), segments(["One.", "Three."], "m"))
    assert len(store.events()) == before
