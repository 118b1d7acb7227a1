"""What a session shows: the queue in its orders, parts of it, limited and blind; with what is left to do."""

import re

import pandas as pd
import pytest

from cjm_research.codes.codebook import Codebook
from cjm_research.errors import StudyError, UnknownNameError
from cjm_research.review.coding.orders import Order
from cjm_research.review.coding.queue import check_order

LANGS = pytest.mark.parametrize("lang", ["en", "zh"])


def ids(lang, *places):
    return tuple(f"s-{lang}-{at}" for at in places)


def opened(toy, store, lang="en", **more):
    return toy.session(store, lang, codebook=Codebook.framework(), **more)


@LANGS
def test_a_code_shows_what_carries_it_by_suggestion_or_verdict(toy, store, lang):
    session = opened(toy, store, lang)
    session.show("code", "pain_point")
    assert session.queue == ids(lang, 1, 2)
    assert (session.order, session.of) == ("code", "pain_point")
    session.reject()
    assert session.queue == ids(lang, 1, 2)
    assert session.current.segment_id == f"s-{lang}-2"
    session.accept()
    session.goto(f"s-{lang}-3")
    session.change({"pain_point": "emotional"})
    session.show("code", "pain_point")
    assert session.queue == ids(lang, 2, 3)
    session.show("code", "pain_point/emotional")
    assert session.queue == ids(lang, 3)
    assert session.progress.total == 4


@pytest.mark.parametrize(
    ("lang", "words", "places"),
    [("en", "  TOOK  for", (1,)), ("en", "ｆｅｅ", (2,)), ("en", "p01", (0, 1, 2, 3)), ("zh", "服务费", (2,)),
     ("zh", "Ｐ０２", (0, 1, 2, 3)), ("zh", "没有这句话", ())],
)  # fmt: skip
def test_search_finds_words_whatever_their_case_and_width(toy, store, lang, words, places):
    session = opened(toy, store, lang)
    session.show("search", words)
    assert session.queue == ids(lang, *places)
    assert (session.current is None) == (not places)


@LANGS
def test_a_theme_shows_its_segments(toy, store, lang):
    members = pd.DataFrame({"theme_id": ["th1", "th1", "th2"], "segment_id": ids(lang, 0, 3, 1), "family": "goal",
                            "weight": 1.0})  # fmt: skip
    themes = pd.DataFrame([{"theme_id": "th1", "family": "goal", "title": "Fees", "language": "en", "words": [],
                            "n_segments": 2, "n_people": 1, "motto_segment_id": "", "titles": {"zh": "费用"}},
                           {"theme_id": "th2", "family": "goal", "title": "Beds", "language": "en", "words": [],
                            "n_segments": 1, "n_people": 1, "motto_segment_id": "", "titles": {}}])  # fmt: skip
    session = opened(toy, store, lang, members=members, themes=themes)
    assert session.theme_titles == {"th1": {"zh": "费用"}, "th2": {"en": "Beds"}}
    session.show("theme", "th1")
    assert session.queue == ids(lang, 0, 3)
    assert Order("theme", "th1", 2, 2) in session.orders()
    with pytest.raises(UnknownNameError, match=r"^No theme of this study is called 'th9'\. It has 2 themes\.$"):
        session.show("theme", "th9")


@LANGS
def test_a_part_that_was_done_is_gone_through_all_the_same(toy, store, lang):
    session = opened(toy, store, lang)
    while session.current:
        session.reject()
    session.show("search", "P0")
    assert session.current.segment_id == f"s-{lang}-0"
    session.accept()
    assert session.current.segment_id == f"s-{lang}-1"
    session.show("document")
    assert session.queue == ids(lang, 0, 1, 2, 3)


@LANGS
def test_what_is_to_be_looked_at_again_is_gone_through_one_by_one(toy, store, lang):
    session = opened(toy, store, lang)
    for _ in range(4):
        session.change({"goal": "explicit"})
    session.goto(f"s-{lang}-0")
    first = session.merge()
    session.goto(f"s-{lang}-2")
    second = session.merge()
    session.show("reopened")
    assert session.queue == (first, second)
    session.accept()
    assert session.current.segment_id == second
    session.accept()
    assert session.current is None
    assert Order("reopened", "", 0, 0) in session.orders()
    session.show("marked")
    assert session.queue == (first, second)


@LANGS
def test_orders_tell_how_many_they_hold(toy, store, lang):
    session = opened(toy, store, lang)
    session.accept()
    session.flag()
    told = {(one.order, one.of): (one.n, one.n_waiting) for one in session.orders()}
    assert told == {
        ("uncertain", ""): (4, 3), ("document", ""): (4, 3), ("code", "goal"): (1, 0),
        ("code", "goal/explicit"): (1, 0), ("code", "pain_point"): (2, 2), ("code", "pain_point/financial"): (1, 1),
        ("code", "pain_point/functional"): (1, 1), ("flagged", ""): (1, 1), ("reopened", ""): (0, 0),
        ("marked", ""): (0, 0),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("said", "message"),
    [
        (("random",), "No order of review is called 'random'. Known: uncertain, document, code, theme, search, "
         "flagged, reopened, marked."),
        (("search", " "), "The order 'search' needs words to look for. Pass it as of=."),
        (("code", "joy"), "The codebook holds no code 'joy'. Known: goal, motivation, pain_point, goal/explicit, "
         "goal/implicit, motivation/intrinsic, motivation/extrinsic, pain_point/functional, pain_point/experiential, "
         "pain_point/financial, pain_point/emotional."),
    ],
    ids=["order", "nothing", "code"],
)  # fmt: skip
def test_an_order_that_is_none_is_refused_and_nothing_moves(toy, store, said, message):
    session = opened(toy, store)
    with pytest.raises((UnknownNameError, StudyError), match=f"^{re.escape(message)}$"):
        session.show(*said)
    assert (session.order, session.queue) == ("document", ids("en", 0, 1, 2, 3))


@LANGS
def test_a_session_may_be_limited_to_some_segments_and_what_is_cut_of_them(toy, store, lang):
    session = opened(toy, store, lang, only=ids(lang, 1, 2))
    assert session.queue == ids(lang, 1, 2)
    assert session.progress.total == 2
    with pytest.raises(UnknownNameError, match=r"It holds 2 segments"):
        session.goto(f"s-{lang}-0")
    first, second = session.split(session.current.start + 9)
    assert set(session.queue) == {first, second, f"s-{lang}-2"}
    assert session.progress.total == 3


@LANGS
def test_a_blind_session_asks_in_check_order_and_shows_no_word_of_the_machine(toy, store, lang):
    session = opened(toy, store, lang, blind=True, seed=3)
    assert session.queue == tuple(check_order(ids(lang, 0, 1, 2, 3), 3))
    assert session.order == "check"
    assert session.current.suggestions == {}
    assert not any(one.suggested for one in session.transcript().segments)
    assert [one.of for one in session.orders() if one.order == "code"] == []
    with pytest.raises(UnknownNameError, match=r"^No order of review is called 'uncertain'\. Known: check, document"):
        session.show("uncertain")
    session.change({"goal": "explicit"})
    assert store.acts[-1]["payload"]["suggested"] == {}
    session.show("code", "goal")
    assert len(session.queue) == 1


@LANGS
def test_what_others_say_is_seen_but_not_in_an_open_sample(toy, store, lang):
    bo = opened(toy, store, lang, coder="Bo")
    bo.change({"goal": "explicit"}, touchpoint="phone")
    ana = opened(toy, store, lang)
    said = {"goal": "explicit", "motivation": "", "pain_point": "", "touchpoint": "direct/offline", "channel": "phone"}
    assert ana.others(f"s-{lang}-0") == {"Bo": said}
    sample = {"sample_id": "q1", "title": "", "round": 1, "coders": ["Ana", "Bo"], "strata": {}, "seed": 0,
              "segment_ids": list(ids(lang, 0, 1)), "created_at": "", "closed_at": ""}  # fmt: skip
    store.record("sample.draw", {"sample_id": "q1"}, "Cai", rows={"samples": [sample]})
    ana.refresh()
    assert ana.others(f"s-{lang}-0") == {}
    store.record("sample.close", {"sample_id": "q1"}, "Cai", rows={"samples": [{**sample, "closed_at": "2026"}]})
    ana.refresh()
    assert set(ana.others(f"s-{lang}-0")) == {"Bo"}


@LANGS
def test_codes_used_lately_come_first(toy, store, lang):
    session = opened(toy, store, lang)
    session.change({"goal": "explicit", "pain_point": "financial"})
    session.change({"goal": "implicit"})
    session.change({"goal": "explicit"})
    assert session.recent == ("goal/explicit", "goal/implicit", "pain_point/financial")
    assert opened(toy, store, lang).recent == session.recent
    assert opened(toy, store, lang, coder="Bo").recent == ()


@LANGS
@pytest.mark.parametrize(
    ("said", "kept"),
    [("phone", ("direct/offline", "phone")), ("direct/online", ("direct/online", "")), ("none", ("", ""))],
)
def test_a_verdict_may_name_the_touchpoint(toy, store, lang, said, kept):
    session = opened(toy, store, lang)
    session.accept(touchpoint=said)
    session.goto(f"s-{lang}-0")
    assert tuple(session.current.verdict[kind] for kind in ("touchpoint", "channel")) == kept
    session.reject(touchpoint="")
    session.goto(f"s-{lang}-0")
    assert "touchpoint" not in session.current.verdict


def test_a_touchpoint_that_is_none_is_refused(toy, store):
    with pytest.raises(
        UnknownNameError, match=r"^No touchpoint is called 'here'\. Known: direct/online, direct/offline"
    ):
        opened(toy, store).accept(touchpoint="here")
    assert store.acts == []


@LANGS
def test_a_session_opens_with_any_order_that_needs_no_more_words(toy, store, lang):
    first = opened(toy, store, lang)
    first.goto(f"s-{lang}-2")
    first.flag()
    again = opened(toy, store, lang, order="flagged")
    assert (again.order, again.queue, again.current.segment_id) == ("flagged", (f"s-{lang}-2",), f"s-{lang}-2")
    for order in ("reopened", "marked"):
        empty = opened(toy, store, lang, order=order)
        assert (empty.queue, empty.current) == ((), None)
