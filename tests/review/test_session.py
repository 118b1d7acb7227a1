import re

import pytest

from cjm_research.errors import StoreError, StudyError, UnknownNameError


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_session_shows_each_segment_in_its_exact_words(toy, store, lang):
    session = toy.session(store, lang)
    for segment_id, text in toy.frames(lang)["segments"][["segment_id", "text"]].itertuples(index=False):
        session.goto(segment_id)
        line = next(line for line in session.current.lines if line.end > line.start)
        assert line.text[line.start : line.end] == text == session.current.text
        assert session.current.speaker == session.current.case_id


@pytest.mark.parametrize(("lang", "asked"), [("en", "How did you come to order"), ("zh", "您当时为什么想在线挂号")])
def test_session_shows_what_was_said_before_and_after(toy, store, lang, asked):
    item = toy.session(store, lang).current
    assert asked in item.before
    assert item.text not in item.before + item.after
    assert item.after


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_accept_writes_a_verdict_on_all_three_families(toy, store, lang):
    session = toy.session(store, lang)
    session.accept()
    standing = {kind: row["value"] for (_, kind, _), row in store.standing.items()}
    assert standing == {"goal": "explicit", "motivation": "", "pain_point": ""}
    assert {row["codebook_version"] for row in store.standing.values()} == {"0123456789ab"}
    assert session.current.segment_id == f"s-{lang}-1"


def test_accept_keeps_what_was_suggested_and_by_which_version(toy, store):
    toy.session(store).accept()
    suggested = store.acts[0]["payload"]["suggested"]
    assert suggested["goal"] == {"value": "explicit", "score": 0.93, "decision": "look", "version": "1"}


def test_reject_is_kept_as_a_verdict_of_none_of_the_families(toy, store):
    toy.session(store).reject()
    assert {row["value"] for row in store.standing.values()} == {""}
    assert {row["act"] for row in store.standing.values()} == {"reject"}


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_change_takes_codes_emotion_and_stage(toy, store, lang):
    session = toy.session(store, lang)
    session.change({"motivation": "intrinsic", "pain_point": "emotional"}, emotion=2, stage="use")
    session.move(-1)
    assert session.current.verdict == {
        "goal": "", "motivation": "intrinsic", "pain_point": "emotional", "emotion": "2.0", "stage": "use",
    }  # fmt: skip
    session.change({"goal": "implicit"}, emotion="")
    session.move(-1)
    assert session.current.verdict == {"goal": "implicit", "motivation": "", "pain_point": "", "stage": "use"}


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ({"codes": {"goal": "financial"}}, "The codebook holds no code goal financial. Known: goal explicit, goal "
         "implicit, motivation extrinsic, motivation intrinsic, pain_point emotional, pain_point experiential, "
         "pain_point financial, pain_point functional."),
        ({"codes": {}, "emotion": 6},
         "An emotion of 6 is not on the scale. It goes from 1 (very bad) to 5 (very good)."),
        ({"codes": {}, "stage": "decision"}, "No stage is called 'decision'. Known: awareness, consideration, "
         "purchase, delivery, use, loyalty, none."),
    ],
    ids=["code", "emotion", "stage"],
)  # fmt: skip
def test_change_refuses_what_the_codebook_does_not_hold(toy, store, said, message):
    with pytest.raises(UnknownNameError, match=f"^{re.escape(message)}$"):
        toy.session(store).change(**said)
    assert store.acts == []


def test_skipped_segments_come_again_after_the_others(toy, store):
    session = toy.session(store)
    session.skip()
    seen = []
    while session.current:
        seen.append(session.current.segment_id)
        session.accept()
    assert seen == ["s-en-1", "s-en-2", "s-en-3", "s-en-0"]
    assert session.progress.remaining == 0


def test_undo_goes_back_act_by_act_to_what_stood_before(toy, store):
    session = toy.session(store)
    session.accept()
    session.goto("s-en-0")
    session.change({"pain_point": "emotional"})
    session.skip()
    assert session.undo() == "s-en-1"
    assert session.progress.skipped == 0
    assert session.undo() == "s-en-0"
    assert session.current.codes == {"goal": "explicit"}
    assert session.undo() == "s-en-0"
    assert session.current.codes is None
    assert session.undo() is None
    assert [act["act"] for act in store.acts] == ["accept", "change", "skip", "undo", "undo", "undo"]


def test_a_new_session_stands_where_the_last_one_was_left(toy, store):
    first = toy.session(store, order="uncertain")
    first.accept()
    first.skip()
    again = toy.session(store, order="uncertain")
    assert again.queue == first.queue
    assert again.current == first.current
    assert again.progress == first.progress
    again.undo()
    assert again.progress.skipped == 0


def test_two_sessions_of_one_person_see_each_others_acts(toy, store):
    one, other = toy.session(store), toy.session(store)
    one.accept()
    other.refresh()
    assert other.progress.done == 1
    other.goto("s-en-1")
    other.reject()
    one.skip()
    assert one.progress.done == 2
    assert other.undo() == "s-en-1"


def test_what_one_person_reviewed_counts_for_that_person_only(toy, store):
    ana, bo = toy.session(store, coder="Ana"), toy.session(store, coder="Bo")
    ana.accept()
    bo.refresh()
    assert (ana.progress.done, bo.progress.done) == (1, 0)
    assert bo.current.segment_id == "s-en-0"
    assert bo.current.verdict == {}
    assert bo.undo() is None


def test_nothing_moves_when_the_store_refuses(toy, store):
    session = toy.session(store)
    before = session.current
    store.fail = StoreError("study.sqlite: the disk is full. Make room and try again.")
    for act in (session.accept, session.reject, session.skip):
        with pytest.raises(StoreError, match="the disk is full"):
            act()
        assert session.current == before
    assert session.progress.done == 0


def test_after_the_last_segment_there_is_none_and_acts_say_so(toy, store):
    session = toy.session(store)
    while session.current:
        session.reject()
    message = "Every segment has a verdict of Ana already. Go to one with `goto` to change it."
    with pytest.raises(StudyError, match=f"^{re.escape(message)}$"):
        session.accept()
    session.move(-1)
    assert session.current.segment_id == "s-en-3"


def test_goto_names_a_segment_that_is_not_there(toy, store):
    message = "No segment in this review is called 's9'. It holds 4 segments; `session.queue` lists them."
    with pytest.raises(UnknownNameError, match=f"^{re.escape(message)}$"):
        toy.session(store).goto("s9")


def test_a_session_needs_a_coder_and_a_known_order(toy, store):
    with pytest.raises(StudyError, match=r"^A review needs the name or initials .* Pass coder='AB'\.$"):
        toy.session(store, coder=" ")
    known = "uncertain, document, flagged, reopened, marked"
    with pytest.raises(UnknownNameError, match=rf"^No order of review is called 'random'\. Known: {known}\.$"):
        toy.session(store, order="random")


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_what_a_person_coded_in_another_tool_counts_as_done_by_that_person(toy, store, lang):
    first, second = toy.session(store, lang).queue[:2]
    row = {"kind": "goal", "value": "explicit", "coder": "Ana", "codebook_version": "v1"}
    rows = [{**row, "segment_id": segment_id} for segment_id in (first, second)]
    store.record("import", {"source": "a.qdpx"}, "Ana", rows)
    session = toy.session(store, lang)
    assert session.progress.done == 2
    assert session.current.segment_id not in (first, second)
    assert toy.session(store, lang, coder="Bo").progress.done == 0
    store.record("import", {"source": "a.qdpx"}, "Ana", [{**rows[0], "value": None}])
    session.refresh()
    assert session.progress.done == 1


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_verdicts_that_moved_with_an_edited_file_are_still_done(toy, store, lang):
    first, second, *_ = toy.session(store, lang).queue
    row = {"kind": "goal", "value": "", "coder": "Ana", "codebook_version": "v1"}
    store.record("reject", {"segment_id": "old"}, "Ana", [{**row, "segment_id": "old"}])
    store.record("skip", {"segment_id": "older"}, "Ana")
    goes, comes = {**row, "segment_id": "old", "value": None}, {**row, "segment_id": first}
    store.record("move", {"moved": {"old": first, "older": second}}, "cjm", [goes, comes])
    progress = toy.session(store, lang).progress
    assert (progress.done, progress.skipped) == (1, 1)
