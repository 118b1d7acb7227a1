"""Cuts made in a session: mark, merge, split, in-vivo; taken back, done again, refused where others built on them."""

import re
from string import Formatter

import pandas as pd
import pytest

from cjm_research.codes.codebook import Codebook
from cjm_research.errors import StaleError, StudyError, UnknownNameError
from cjm_research.review.coding import refusals

WORDS = {
    "en": ("took for ever", "It took for ever to load, so I gave up twice.", "I wanted to find something"),
    "zh": ("老是转圈", "页面老是转圈，我点了好几次都没反应😩。", "我想尽快"),
}
LANGS = pytest.mark.parametrize("lang", ["en", "zh"])


def opened(toy, store, lang="en", coder="Ana", **more):
    return toy.session(store, lang, coder, codebook=Codebook.framework(), **more)


def span(toy, lang, words):
    start = toy.frames(lang)["documents"]["text"].iloc[0].index(words)
    return start, start + len(words)


def placed(session):
    return {one.segment_id: one for one in session.transcript().segments}


def standing(store):
    return {key: row["value"] for key, row in store.standing.items()}


@LANGS
def test_any_span_can_be_marked_beside_the_segment_it_lies_in(toy, store, lang):
    session = opened(toy, store, lang)
    start, end = span(toy, lang, WORDS[lang][0])
    made = session.mark(start - 1, end + 1, {"pain_point": "functional"}, emotion=2)
    row, cut = store.segments[made], store.tables["cuts"][made,]
    assert WORDS[lang][0] in row["text"]
    assert (cut["made"], cut["parents"], cut["coder"]) == ("mark", [], "Ana")
    assert standing(store) == {
        (made, "goal", "Ana"): "", (made, "motivation", "Ana"): "", (made, "pain_point", "Ana"): "functional",
        (made, "emotion", "Ana"): "2.0",
    }  # fmt: skip
    assert session.current.segment_id == f"s-{lang}-0"
    shown = placed(session)
    assert shown[made].codes == ("pain_point/functional",)
    assert shown[made].made == "mark"
    assert len(shown) == 5
    assert made in session.queue
    assert session.progress.total == 5


@LANGS
def test_several_codes_stand_on_one_span_and_are_added_one_by_one(toy, store, lang):
    session = opened(toy, store, lang)
    where = span(toy, lang, WORDS[lang][0])
    made = session.mark(*where, {"pain_point": "functional"})
    assert session.mark(*where, {"goal": "implicit"}, stage="use") == made
    assert placed(session)[made].codes == ("goal/implicit", "pain_point/functional")
    assert len(store.tables["cuts"]) == 1
    over = session.mark(where[0], where[1] + 3, {"motivation": "intrinsic"})
    assert over != made
    assert {made, over} < set(placed(session))


@LANGS
def test_a_span_equal_to_a_segment_makes_no_cut(toy, store, lang):
    session = opened(toy, store, lang)
    # Ids of the toy are not made of words; the store's are.
    made = session.mark(*span(toy, lang, WORDS[lang][0]), {"goal": "explicit"})
    again = opened(toy, store, lang, coder="Bo")
    assert again.mark(*span(toy, lang, WORDS[lang][0]), {"goal": "implicit"}) == made
    assert [act["payload"].get("rows", {}).keys() for act in store.acts] == [{"cuts"}, set()]
    assert again.others(made) == {"Ana": {"goal": "explicit", "motivation": "", "pain_point": ""}}


@LANGS
def test_a_span_of_nobody_or_of_two_turns_is_refused_and_nothing_is_kept(toy, store, lang):
    session, text = opened(toy, store, lang), toy.frames(lang)["documents"]["text"].iloc[0]
    for start, end in ((0, 20), (len(text) - 60, len(text) - 60), (30, len(text))):
        with pytest.raises(StudyError):
            session.mark(start, end, {"goal": "explicit"})
    assert store.acts == []


@LANGS
def test_merged_segments_carry_what_was_said_and_are_to_be_looked_at_again(toy, store, lang):
    session = opened(toy, store, lang)
    session.change({"goal": "explicit"})
    session.goto(f"s-{lang}-1")
    made = session.merge("previous")
    assert session.current.segment_id == made
    assert session.current.verdict["goal"] == "explicit"
    assert session.current.made == "merge"
    assert dict(session.current.reopened)["goal"] == "merge"
    assert {f"s-{lang}-0", f"s-{lang}-1"}.isdisjoint(session.queue)
    assert session.progress.total == 3
    assert store.segments[made]["text"].endswith(WORDS[lang][1])
    session.change({"goal": "explicit"})
    session.goto(made)
    assert session.current.reopened == ()


@LANGS
def test_undo_and_redo_of_a_merge_bring_all_back(toy, store, lang):
    session = opened(toy, store, lang)
    session.change({"goal": "explicit"})
    session.goto(f"s-{lang}-0")
    before = standing(store), session.queue
    made = session.merge()
    after = standing(store), session.queue
    assert session.undo() == f"s-{lang}-0"
    assert (standing(store), session.queue) == before
    assert store.segments == {}
    assert session.can_redo
    assert session.redo() == made
    assert (standing(store), session.queue) == after
    assert set(store.segments) == {made}
    assert session.redo() is None


@LANGS
def test_a_split_segment_stands_no_more_and_both_parts_carry_its_codes(toy, store, lang):
    session = opened(toy, store, lang)
    session.goto(f"s-{lang}-1")
    session.change({"pain_point": "functional"})
    session.goto(f"s-{lang}-1")
    item = session.current
    first, second = session.split(item.start + 9)
    assert session.current.segment_id == first
    for one in (first, second):
        session.goto(one)
        assert session.current.verdict["pain_point"] == "functional"
        assert dict(session.current.reopened)["pain_point"] == "split"
    joined = "".join(store.segments[one]["text"] for one in (first, second))
    assert joined.replace(" ", "") == item.text.replace(" ", "")
    assert session.undo() == f"s-{lang}-1"
    assert session.current.verdict["pain_point"] == "functional"
    assert session.progress.total == 4


def test_a_segment_can_be_split_and_merged_again_and_stands(toy, store):
    session = opened(toy, store)
    made = session.merge()
    at = session.current.start + 12
    first, second = session.split(at)
    session.goto(first)
    assert session.merge() == made
    assert made in session.queue
    assert {first, second}.isdisjoint(session.queue)
    opened(toy, store).goto(made)


@pytest.mark.parametrize(
    ("act", "message"),
    [
        (lambda one: one.merge("previous"), "No segment stands before this one in the same turn, so there is nothing "
         "to merge it with. A segment cannot run over two turns."),
        (lambda one: one.merge("s-en-3"), "Two different segments of one turn can be merged; these are not. Mark a "
         "span instead."),
        (lambda one: one.merge("s9"),
         "No segment that stands is called 's9'. Merge with 'next', 'previous' or one."),
        (lambda one: one.split(one.current.start), "The segment goes from 83 to 133; a cut at 83 leaves a part "
         "without words. Cut between two of its words."),
    ],
    ids=["no neighbour", "another turn", "unknown", "nothing left"],
)  # fmt: skip
def test_cuts_that_make_no_segment_are_refused(toy, store, act, message):
    with pytest.raises((StudyError, UnknownNameError), match=f"^{re.escape(message)}$"):
        act(opened(toy, store))
    assert store.acts == []


@LANGS
def test_words_of_a_span_become_a_code_that_the_span_carries(toy, store, lang):
    written = []
    session = opened(toy, store, lang, write_codebook=written.append)
    code_id = session.invivo(*span(toy, lang, WORDS[lang][0]), family="pain_point")
    (code,) = session.codebook.own
    assert (code.id, code.name, code.family) == (code_id, {lang: WORDS[lang][0]}, "pain_point")
    assert written == [session.codebook]
    assert len(store.acts) == 1
    made = store.acts[0]["payload"]["segment_id"]
    assert placed(session)[made].own == (code_id,)
    assert session.recent == (f"code:{code_id}",)
    other = opened(toy, store, lang, coder="Bo")
    assert other.codebook.own == (code,)
    assert other.codebook.version == store.standing[made, f"code:{code_id}", "Ana"]["codebook_version"]


@LANGS
def test_the_same_words_name_the_same_code(toy, store, lang):
    session = opened(toy, store, lang)
    where = span(toy, lang, WORDS[lang][0])
    code_id = session.invivo(*where)
    assert session.invivo(*where) == code_id
    assert len(session.codebook.own) == 1


@LANGS
def test_undo_of_an_in_vivo_code_takes_code_and_span_and_redo_brings_both(toy, store, lang):
    written = []
    session = opened(toy, store, lang, write_codebook=written.append)
    code_id = session.invivo(*span(toy, lang, WORDS[lang][0]))
    assert session.undo() == f"s-{lang}-0"
    assert session.codebook.own == ()
    assert standing(store) == {}
    assert session.progress.total == 4
    assert session.redo()
    assert [code.id for code in session.codebook.own] == [code_id]
    assert session.progress.total == 5
    assert [len(book.own) for book in written] == [1, 0, 1]


def test_a_code_that_a_colleague_uses_is_not_taken_away(toy, store):
    ana = opened(toy, store)
    ana.accept()
    code_id = ana.invivo(*span(toy, "en", WORDS["en"][0]))
    bo = opened(toy, store, coder="Bo")
    bo.change({}, own=[code_id])
    message = (
        "Bo coded with this code since. Retire it in the codebook instead. This act is set aside; undo now takes back "
        "the one before it."
    )
    with pytest.raises(StudyError, match=f"^{re.escape(message)}$"):
        ana.undo()
    assert ana.undo() == "s-en-0"
    assert not ana.can_undo


@LANGS
def test_a_cut_on_which_a_colleague_coded_is_not_pulled_away(toy, store, lang):
    ana = opened(toy, store, lang)
    ana.accept()
    ana.goto(f"s-{lang}-0")
    made = ana.merge()
    bo = opened(toy, store, lang, coder="Bo")
    bo.goto(made)
    bo.change({"motivation": "extrinsic"})
    before = standing(store)
    with pytest.raises(
        StudyError, match=r"^Bo coded the segment “.*” after your merge made it, and that would be lost"
    ):
        ana.undo()
    assert standing(store) == before
    # What was coded on segments that stand no more is not touched either.
    with pytest.raises(StudyError, match=r"^Ana merged the segment “.*” since you coded it\. Code what stands there"):
        ana.undo()
    assert ana.undo() is None
    assert bo.undo() == made
    assert opened(toy, store, lang).undo() == f"s-{lang}-0"


def test_what_a_colleague_cut_is_not_pulled_away_either(toy, store):
    ana, bo = opened(toy, store), opened(toy, store, coder="Bo")
    made = ana.merge()
    bo.goto(made)
    bo.split(bo.current.start + 12)
    with pytest.raises(StudyError, match=r"^Bo split the segment “.*” that this merge made\. This act is set aside"):
        ana.undo()


def test_a_cut_is_not_made_again_over_what_was_said_since(toy, store):
    ana, bo = opened(toy, store), opened(toy, store, coder="Bo")
    ana.merge()
    ana.undo()
    bo.accept()
    with pytest.raises(StudyError, match=r"^Bo coded the segment “.*” since you took this act back\. Do it anew"):
        ana.redo()
    assert not ana.can_redo
    assert ana.redo() is None
    assert ana.merge() in ana.queue


class Interrupted:
    """A store into which a colleague acts just before one act of the session is written."""

    def __init__(self, store, colleague):
        self.store, self.colleague = store, colleague

    def record(self, *args, **kwargs):
        colleague, self.colleague = self.colleague, None
        if colleague:
            colleague()
        return self.store.record(*args, **kwargs)

    def events(self, after=0):
        return self.store.events(after)


@LANGS
def test_a_colleagues_cut_under_ones_hands_is_told_in_a_sentence(toy, store, lang):
    bo = opened(toy, store, lang, coder="Bo")
    ana = opened(toy, Interrupted(store, bo.merge), lang)
    words = toy.frames(lang)["segments"]["text"].iloc[0]
    cut = words if len(words) <= 40 else words[:40] + "…"
    message = (
        f"Bo merged the segment “{cut}” in the meantime. Nothing was kept of your act; look at the segment that stands "
        "there now and do it again."
    )
    with pytest.raises(StaleError, match=f"^{re.escape(message)}$"):
        ana.accept()
    assert [act["actor"] for act in store.acts] == ["Bo"]
    assert ana.current.made == "merge"
    ana.accept()
    assert store.acts[-1]["payload"]["segment_id"] in store.segments


@LANGS
def test_a_colleagues_cut_elsewhere_disturbs_nobody(toy, store, lang):
    bo = opened(toy, store, lang, coder="Bo")
    bo.goto(f"s-{lang}-2")
    ana = opened(toy, Interrupted(store, bo.merge), lang)
    ana.change({"goal": "explicit"})
    assert [act["actor"] for act in store.acts] == ["Bo", "Ana"]
    assert standing(store)[f"s-{lang}-0", "goal", "Ana"] == "explicit"
    assert ana.progress.total == 3


def test_a_colleagues_undo_under_ones_hands_is_told(toy, store):
    bo = opened(toy, store, coder="Bo")
    made = bo.merge()
    ana = opened(toy, Interrupted(store, bo.undo))
    assert ana.current.segment_id == made
    with pytest.raises(StaleError, match=r"^Bo took back the cut that had made the segment “.*”\. Nothing was kept"):
        ana.reject()
    assert ana.current.segment_id == "s-en-0"


@LANGS
def test_a_session_sees_the_cuts_of_another_and_stays_at_its_words(toy, store, lang):
    ana, bo = opened(toy, store, lang), opened(toy, store, lang, coder="Bo")
    ana.goto(f"s-{lang}-1")
    made = bo.merge()
    ana.refresh()
    assert ana.current.segment_id == made
    assert ana.queue == bo.queue
    bo.undo()
    ana.refresh()
    assert ana.queue == tuple(f"s-{lang}-{at}" for at in range(4))
    assert ana.current.segment_id == f"s-{lang}-0"


def test_without_turns_nothing_is_cut_and_the_sentence_says_so(toy, store):
    from cjm_research.review.coding.session import ReviewSession

    made = toy.frames()
    session = ReviewSession(store, made["segments"], made["documents"], made["suggestions"], toy.ToyCodebook(), "Ana")
    with pytest.raises(StudyError, match=r"^This session was opened without the turns of the study"):
        session.mark(66, 80)


@LANGS
def test_a_cut_in_words_that_are_left_out_by_now_is_passed_over(toy, store, lang):
    from cjm_research.review.coding.session import ReviewSession

    opened(toy, store, lang).mark(*span(toy, lang, WORDS[lang][0]), {"goal": "explicit"})
    made = toy.frames(lang)
    left_out = made["segments"]["turn_id"].iloc[1]
    kept, turns = (made[name][made[name]["turn_id"] != left_out] for name in ("segments", "turns"))
    session = ReviewSession(
        store, kept, made["documents"], made["suggestions"], Codebook.framework(), "Bo", "document", turns=turns
    )
    assert session.queue == tuple(kept["segment_id"])
    assert session.transcript().segments
    session.accept()
    assert session.progress.done == 1


@LANGS
def test_words_of_people_who_do_not_take_part_cannot_be_marked(toy, store, lang):
    cases = pd.DataFrame({"case_id": ["P01", "P02"], "consent": "refused"})
    with pytest.raises(StudyError, match=r"is not said by anybody"):
        opened(toy, store, lang, cases=cases).mark(*span(toy, lang, WORDS[lang][0]), {"goal": "explicit"})
    assert store.acts == []


@LANGS
def test_words_marked_again_after_a_split_stand_again_and_can_be_taken_back_and_done_again(toy, store, lang):
    session, where = opened(toy, store, lang), span(toy, lang, WORDS[lang][0])
    made = session.mark(*where, {"pain_point": "functional"})
    session.goto(made)
    first, second = session.split(where[0] + 3)
    assert made not in session.queue
    assert session.mark(*where, {"goal": "explicit"}) == made
    assert {made, first, second} < set(session.queue)
    before = standing(store), session.queue
    while session.can_undo:
        session.undo()
    assert standing(store) == {}
    while session.can_redo:
        session.redo()
    assert (standing(store), session.queue) == before


@LANGS
def test_a_refusal_is_told_in_the_language_of_the_desk(toy, store, lang):
    session = opened(toy, store, lang)
    session.goto(f"s-{lang}-3")
    with pytest.raises(StudyError, match=r"^No segment stands after this one in the same turn") as refused:
        session.merge("next")
    assert refused.value.told("en") == str(refused.value)
    assert refused.value.told("zh") == (
        "同一段发言里，这个片段之后没有别的片段，没有可合并的。一个片段不能跨两段发言。"
    )
    made = session.mark(*span(toy, lang, WORDS[lang][0][2:]), {"goal": "explicit"})
    other = opened(toy, store, lang, coder="Bo")
    other.goto(made)
    other.change({"goal": "implicit"})
    with pytest.raises(StudyError, match=r"^Bo coded the segment .* Ask Bo to take that back first") as refused:
        session.undo()
    told = refused.value.told("zh")
    assert told.startswith("您的标记产生片段“")
    assert told.endswith("之后，Bo 给它编了码；撤销会丢失这些编码。请先让 Bo 撤销，或者重新切分这个片段。"
                         "这一步先放在一边；再撤销时，撤销的是它之前的一步。")  # fmt: skip


def test_every_refusal_is_told_in_both_languages():
    assert refusals._SAID["en"].keys() == refusals._SAID["zh"].keys()
    for key in refusals._SAID["en"]:
        told = (refusals._SAID[lang][key] for lang in ("en", "zh"))
        named = [{name for _, name, _, _ in Formatter().parse(one) if name} for one in told]
        assert named[1] <= named[0], key
