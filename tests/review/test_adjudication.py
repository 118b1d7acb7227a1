"""Settling: disagreements one by one, decisions with their ground; what the coders said stays as it is."""

from pathlib import Path
from runpy import run_path

import pytest

from cjm_research.codes.codebook import Codebook
from cjm_research.errors import StudyError, UnknownNameError
from cjm_research.review.coding.notes import memo_id
from cjm_research.review.double.adjudication import SettleSession
from cjm_research.review.double.apart import CLOSE, DRAW, independent
from cjm_research.review.double.disputes import disputes_of
from cjm_research.store.database import Store

TOY = run_path(str(Path(__file__).with_name("double_toy.py")))
PEOPLE = {"en": ("Ana", "Ben", "Cleo"), "zh": ("安娜", "本", "小林")}
FIRST, SECOND, THIRD = "s{kind}-{lang}-1-0", "s{kind}-{lang}-1-1", "s{kind}-{lang}-2-0"


@pytest.fixture(params=["en", "zh"])
def lang(request):
    return request.param


@pytest.fixture
def ids(lang):
    return [f"sinterview-{lang}-1-0", f"sinterview-{lang}-1-1", f"ssurvey-{lang}-2-0", f"ssurvey-{lang}-2-1"]


@pytest.fixture
def store(tmp_path, lang, ids):
    """Three coders on four segments: they agree on the last, and on the first differ most."""
    ana, ben, cleo = PEOPLE[lang]
    store = Store.open(tmp_path / "study.sqlite", create=True)
    store.record(DRAW, {"sample_id": "q1"}, ana)
    coded = TOY["coded"]
    for verdict in (
        coded(ids[0], ana, pain_point="financial", emotion="1.0"), coded(ids[0], ben, goal="explicit", emotion="3.0"),
        coded(ids[0], cleo, pain_point="financial", emotion="1.0"), coded(ids[1], ana, goal="explicit"),
        coded(ids[1], ben, goal="implicit"), coded(ids[1], cleo, goal="explicit"),
        coded(ids[2], ana, code_trust="trust"), coded(ids[2], ben, code_trust=""),
        coded(ids[3], ana), coded(ids[3], ben),
    ):  # fmt: skip
        store.record(*verdict)
    memo = {"memo_id": memo_id("segment", ids[0], ben), "about": "segment", "about_id": ids[0], "text": "a wish 愿望",
            "coder": ben, "source": ""}  # fmt: skip
    store.record("memo", {"segment_id": ids[0]}, ben, rows={"memos": [memo]})
    store.record(CLOSE, {"sample_id": "q1"}, ana)
    yield store
    store.close()


@pytest.fixture
def sample(lang, ids):
    return {"sample_id": "q1", "title": "Round 1", "coders": list(PEOPLE[lang]), "segment_ids": ids,
            "closed_at": "2026-01-05", "event_id": 99}  # fmt: skip


@pytest.fixture
def make(store, sample, lang):
    made = TOY["frames"](per=4)

    def session(coder=PEOPLE[lang][2], **said):
        said = {"sample": sample, "suggestions": made["suggestions"], **said}
        return SettleSession(store, made["segments"], made["documents"], Codebook.framework(), coder, **said)

    return session


def test_those_segments_come_first_on_which_people_differ_most(make, ids):
    session = make()
    places = [(each.segment_id, each.kind) for each in session.queue]
    assert [segment_id for segment_id, _ in places] == [ids[0]] * 3 + [ids[2], ids[1]]
    assert {kind for _, kind in places[:3]} == {"goal", "pain_point", "emotion"}
    assert places[3:] == [(ids[2], "code:trust"), (ids[1], "goal")]
    assert session.progress.remaining == 5


def test_a_disagreement_is_shown_with_its_words_who_said_what_and_their_memos(make, ids, lang):
    ana, ben, cleo = PEOPLE[lang]
    session = make()
    session.goto(ids[0], "goal")
    item = session.current
    assert dict(item.said) == {ana: "", ben: "explicit", cleo: ""}
    assert set(item.values) == {"", "explicit"}
    assert dict(item.memos) == {ben: "a wish 愿望"}
    line = next(line for line in item.lines if line.end > line.start)
    assert line.text[line.start : line.end] == item.text
    assert item.question == ""
    session.goto(ids[2], "code:trust")
    assert session.current.question == "Why?"


def test_by_code_by_pair_and_as_said(make, ids, lang):
    ana, ben, cleo = PEOPLE[lang]
    session = make()
    session.show("code", "goal")
    assert [each.segment_id for each in session.queue] == [ids[0], ids[1]]
    session.show("pair", " / ".join(sorted((ana, ben))))
    assert len(session.queue) == 5
    pairs = set(session.orders().query("order == 'pair' and of != ''")["of"])
    assert " / ".join(sorted((ana, cleo))) not in pairs
    session.show("document")
    assert [each.segment_id for each in session.queue] == [ids[0]] * 3 + [ids[1], ids[2]]
    with pytest.raises(UnknownNameError, match=r"^No order of settling is called 'best'\. Known: worst, code, pair, "):
        session.show("best")
    with pytest.raises(UnknownNameError, match=r"^In the order 'code' there is nothing called 'stage'\. Known: "):
        session.show("code", "stage")


def test_a_decision_stands_beside_what_was_said_with_its_ground(make, store, sample, ids, lang):
    ana, ben, cleo = PEOPLE[lang]
    session, before = make(), store.codings()
    session.goto(ids[1], "goal")
    session.decide("implicit", "rule", " not asked for 没有明说 ")
    row = store.frame("decisions").iloc[0]
    assert (row["segment_id"], row["kind"], row["value"], row["coder"]) == (ids[1], "goal", "implicit", cleo)
    assert row["ground"] == "rule: not asked for 没有明说"
    assert row["said"] == {ana: "explicit", ben: "implicit", cleo: "explicit"}
    assert store.codings().equals(before)
    told = session.decisions().iloc[0]
    assert told["overruled"] == sorted([ana, cleo])
    assert session.progress.done == 1
    assert store.check() == []
    # Agreement before and after settling is the same.
    assert len(disputes_of(independent(store.events(), sample))) == 5


def test_a_decision_needs_a_ground_and_a_value_that_there_is(make, ids):
    session = make()
    session.goto(ids[0], "goal")
    with pytest.raises(StudyError, match=r"^A decision needs its ground, so that others can follow it\."):
        session.decide("explicit", "", "  ")
    with pytest.raises(UnknownNameError, match=r"^No ground is called 'mood'\. Known: context, rule, overlooked,"):
        session.decide("explicit", "mood")
    with pytest.raises(UnknownNameError, match=r"^The kind 'goal' has no value 'financial'\. Known: '', 'explicit',"):
        session.decide("financial", "rule")
    session.goto(ids[0], "emotion")
    with pytest.raises(UnknownNameError, match=r"^An emotion of '6' is not on the scale\."):
        session.decide("6", "rule")
    session.decide("2", "", "between them 取中")
    assert session.decisions()["value"].tolist() == ["2.0"]


def test_skip_undo_and_redo_without_limit(make, store, ids):
    session = make()
    first = session.current
    session.skip()
    assert session.progress.skipped == 1
    second = session.current
    assert (second.segment_id, second.kind) != (first.segment_id, first.kind)
    session.decide(second.values[0], "context")
    for each in range(3):
        session.decide(session.current.values[0], "talk", str(each))
    assert (session.current.segment_id, session.current.kind) == (first.segment_id, first.kind)
    for _ in range(4):
        session.undo()
    assert session.undo() == (first.segment_id, first.kind)
    assert session.undo() is None
    assert (session.progress.done, session.progress.skipped, session.can_undo) == (0, 0, False)
    assert store.frame("decisions").empty
    for _ in range(5):
        session.redo()
    assert session.redo() is None
    assert (session.progress.done, session.progress.skipped) == (4, 1)
    assert store.check() == []


def test_a_note_on_the_codebook_is_a_memo_on_the_code(make, store, ids, lang):
    session = make()
    session.goto(ids[1], "goal")
    session.codebook_note("say what “wish” means 说明“愿望”", "goal/implicit")
    session.codebook_note("and give an example 并举例", "goal/implicit")
    memo = store.frame("memos").query("about == 'code'").iloc[0]
    assert (memo["about_id"], memo["coder"]) == ("goal/implicit", PEOPLE[lang][2])
    assert memo["text"] == "say what “wish” means 说明“愿望”\nand give an example 并举例"
    session.undo()
    assert store.frame("memos").query("about == 'code'").iloc[0]["text"] == "say what “wish” means 说明“愿望”"
    event = store.events().query("act == 'settle.codebook'").iloc[0]
    assert event["payload"]["segment_id"] == ids[1]
    with pytest.raises(UnknownNameError, match=r"^The codebook holds no code 'goal/none'\."):
        session.codebook_note("x", "goal/none")
    with pytest.raises(StudyError, match=r"^A note on the codebook needs words"):
        session.codebook_note(" ")


def test_the_machine_is_hidden_until_asked_and_it_is_kept_that_it_was(make, store, ids):
    session = make()
    session.goto(ids[0], "pain_point")
    assert not hasattr(session.current, "suggestions")
    shown = session.suggestion()
    assert (shown.value, shown.decision) == ("financial", "look")
    session.decide("financial", "overlooked")
    session.goto(ids[1], "goal")
    session.decide("explicit", "slip")
    payloads = store.events().query("act == 'settle.decide'")["payload"]
    assert [payload["suggestion_seen"] for payload in payloads] == [True, False]


def test_two_who_settle_see_each_other(make, store, ids, lang):
    one, two = make(), make(coder=PEOPLE[lang][0])
    one.goto(ids[1], "goal")
    one.decide("explicit", "talk")
    two.refresh()
    two.goto(ids[1], "goal")
    assert two.current.decision["coder"] == PEOPLE[lang][2]
    two.decide("implicit", "rule")
    assert two.undo() == (ids[1], "goal")
    one.refresh()
    assert one.decisions()["value"].tolist() == ["explicit"]


def test_an_open_sample_cannot_be_settled(make, sample):
    with pytest.raises(StudyError, match=r"^The sample 'Round 1' is still open: settling now would tell coders"):
        make(sample={**sample, "closed_at": ""})
    with pytest.raises(StudyError, match=r"^Settling needs either a sample or codings\. Pass one of the two\.$"):
        make(sample=None)
    with pytest.raises(StudyError, match=r"^Settling needs the name or initials of who settles\."):
        make(coder=" ")


def test_codings_without_a_sample_can_be_settled_too(make, store):
    session = make(sample=None, codings=store.codings())
    assert session.progress.total == 5
    assert session.disagreements()["ground"].tolist() == [""] * 5


def test_when_all_is_settled_nothing_is_shown(make):
    session = make()
    while session.current:
        session.decide(session.current.values[0], "talk")
    assert session.progress.remaining == 0
    with pytest.raises(StudyError, match=r"^Every disagreement is settled\."):
        session.skip()
    session.move(-1)
    assert session.current.decision is not None
    assert repr(session).endswith("5 of 5 disagreements settled)")


def test_who_judged_a_segment_and_did_not_name_a_code_does_not_see_it(store, ids, lang):
    ana, _, cleo = PEOPLE[lang]
    store.record(*TOY["coded"](ids[2], cleo))
    found = {each.kind: each for each in disputes_of(store.codings()) if each.segment_id == ids[2]}
    assert found["code:trust"].said[cleo] == ""
    store.record("change", {"segment_id": ids[3]}, ana, [
        {"segment_id": ids[3], "kind": "stage", "coder": ana, "value": "use", "codebook_version": "0"}
    ])  # fmt: skip
    assert ids[3] not in {each.segment_id for each in disputes_of(store.codings())}
