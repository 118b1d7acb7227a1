from pathlib import Path
from runpy import run_path
from types import SimpleNamespace

import pandas as pd
import pytest

from cjm_research.errors import StudyError, UnknownNameError
from cjm_research.review.grid.session import Look

LANGS = pytest.mark.parametrize("lang", ["en", "zh"])
SLOW = {"en": "SLOW", "zh": "太慢"}
NEW = {"en": ("Customer type", "new"), "zh": ("客户类型", "新客户")}


@pytest.fixture
def toy():
    return SimpleNamespace(**run_path(str(Path(__file__).with_name("grid_toy.py"))))


@pytest.fixture
def opened(toy, tmp_path):
    def make(lang="en", coder="Ana", **told):
        where = tmp_path / f"{lang}.sqlite"
        store = toy.open_store(where, lang)
        return store, toy.session(store, lang, coder, **told)

    return make


def _values(store, kind):
    rows = store.codings()
    return dict(rows.loc[rows["kind"] == kind, ["segment_id", "value"]].itertuples(index=False))


@LANGS
def test_a_row_is_a_respondent_and_who_left_the_question_blank_has_one_too(opened, lang):
    _, grid = opened(lang)
    assert [row.case_id for row in grid.rows] == [f"R{at:04d}" for at in range(1, 9)]
    assert grid.rows[3].segment_ids == (f"s-{lang}-3-0-0", f"s-{lang}-3-0-1")
    assert (grid.rows[4].segment_ids, grid.rows[4].text) == ((), "")
    assert (grid.progress.asked, grid.progress.silent, grid.progress.answered, grid.progress.coded) == (8, 1, 7, 0)
    assert len(grid.questions) == 2
    assert grid.closed[NEW[lang][0]][NEW[lang][1]] == 4


@LANGS
def test_questions_stand_as_they_were_asked_though_some_left_the_first_out(opened, lang):
    _, grid = opened(lang)
    first, second = grid.questions
    assert grid.question == first
    grid.ask(second)
    assert sum(bool(row.segment_ids) for row in grid.rows) == 5
    with pytest.raises(UnknownNameError, match=r"Nobody answered the open question 'Why\?'\. Known: “"):
        grid.ask("Why?")


@LANGS
def test_text_is_found_whatever_its_case_and_width(opened, lang):
    _, grid = opened(lang)
    assert [row.case_id for row in grid.look(Look(text=SLOW[lang]))][:3] == ["R0001", "R0002", "R0003"]
    assert grid.look(Look(text="ｈｙｐｅｒｌｉｎｋ"))[0].case_id == "R0008"


@LANGS
def test_rows_are_filtered_by_closed_answer_code_length_and_state(opened, lang):
    _, grid = opened(lang)
    name, value = NEW[lang]
    assert [row.case_id for row in grid.look(Look(closed={name: value}))] == ["R0001", "R0003", "R0005", "R0007"]
    assert [row.case_id for row in grid.look(Look(closed={"NPS": ""}))] == ["R0006"]
    assert [row.case_id for row in grid.look(Look(code="goal"))] == ["R0007"]
    assert [row.case_id for row in grid.look(Look(code="pain_point/financial"))] == ["R0004"]
    assert [row.case_id for row in grid.look(Look(answered=False))] == ["R0005"]
    assert "R0004" not in [row.case_id for row in grid.look(Look(longest=12))]
    assert grid.look(Look(language={"en": "zh", "zh": "en"}[lang])) == []
    grid.reject(grid.find(closed={"NPS": ""}))
    assert [row.case_id for row in grid.look(Look(code="none"))] == ["R0006"]
    assert [row.case_id for row in grid.look(Look(coded=True))] == ["R0006"]
    assert len(grid.look(Look(coded=False))) == 6


@LANGS
def test_numbers_are_sorted_by_size_and_who_said_nothing_comes_last(opened, lang):
    _, grid = opened(lang)
    assert [row.closed.get("NPS", "") for row in grid.look(Look(sort="NPS"))] == [*"235789", "10", ""]
    turned = grid.look(Look(sort="NPS", descending=True))
    assert [row.closed.get("NPS", "") for row in turned] == ["10", *"987532", ""]
    assert [row.case_id for row in grid.look(Look(sort="alike"))][:3] == ["R0001", "R0002", "R0003"]
    assert grid.look(Look(sort="length", descending=True))[-1].case_id == "R0005"


def test_a_look_at_what_there_is_not_is_refused(opened):
    _, grid = opened()
    with pytest.raises(UnknownNameError, match=r"No closed question is called 'Shoe size'. Known: Customer type, NPS."):
        grid.look(Look(closed={"Shoe size": "42"}))
    with pytest.raises(UnknownNameError, match=r"Rows cannot be sorted by 'mood'. Known: person, answer"):
        grid.look(Look(sort="mood"))
    with pytest.raises(UnknownNameError, match="The codebook holds no code 'joy'"):
        grid.look(Look(code="joy"))


@LANGS
def test_many_are_coded_by_one_event_and_taken_back_by_one(opened, lang):
    store, grid = opened(lang)
    ids = grid.find(text=SLOW[lang])
    done = grid.code(ids, {"pain_point": "functional"}, own_add=["trust"])
    assert done.segment_ids == ids
    assert [(row.act, row.actor) for row in store.events().itertuples()] == [("grid", "Ana")]
    assert _values(store, "pain_point") == dict.fromkeys(ids, "functional")
    assert _values(store, "code:trust") == dict.fromkeys(ids, "trust")
    assert grid.undo().segment_ids == ids
    assert store.codings().empty
    assert grid.redo().segment_ids == ids
    assert _values(store, "pain_point") == dict.fromkeys(ids, "functional")
    assert grid.redo() is None
    assert (store.check(), store.events()["act"].tolist()) == ([], ["grid", "undo", "redo"])


@LANGS
def test_what_was_said_already_makes_no_event(opened, lang):
    store, grid = opened(lang)
    ids = grid.find(text=SLOW[lang])
    grid.code(ids[:1], {"goal": "explicit"})
    assert grid.code(ids[:1], {"goal": "explicit"}).event_id is None
    assert grid.code(ids, {"goal": "explicit"}).segment_ids == ids[1:]
    assert len(store.events()) == 2


@LANGS
def test_a_sub_type_is_taken_off_where_it_holds_and_a_family_everywhere(opened, lang):
    store, grid = opened(lang)
    ids = grid.find(answered=True)
    grid.code(ids[:2], {"pain_point": "emotional"})
    grid.code(ids, remove=["pain_point/emotional"])
    assert _values(store, "pain_point") == dict.fromkeys(ids[:2], "")
    grid.code(ids[:1], remove=["goal"])
    assert _values(store, "goal") == {ids[0]: ""}


def test_the_same_added_and_removed_and_codes_and_segments_there_are_not(opened):
    store, grid = opened()
    ids = grid.find(text="slow")
    with pytest.raises(StudyError, match=r"goal is both added and removed. Say one of the two."):
        grid.code(ids, {"goal": "explicit"}, remove=["goal/implicit"])
    with pytest.raises(
        UnknownNameError, match=r"The codebook holds no code 'goal/great'. Known: code:trust, goal/expl"
    ):
        grid.code(ids, {"goal": "great"})
    with pytest.raises(UnknownNameError, match="The codebook holds no code 'code:joy'"):
        grid.code(ids, own_add=["joy"])
    with pytest.raises(UnknownNameError, match="No segment of a survey answer is called 'sX'"):
        grid.code(["sX"], {"goal": "explicit"})
    assert store.events().empty


@LANGS
def test_accepting_leaves_what_the_person_said_by_hand(opened, lang):
    store, grid = opened(lang)
    ids = grid.find(answered=True)
    grid.code(ids[:1], {"pain_point": "emotional"})
    grid.accept(ids)
    said = _values(store, "pain_point")
    assert (said[ids[0]], said[ids[1]], said[f"s-{lang}-3-0-1"]) == ("emotional", "functional", "")
    assert _values(store, "goal")[f"s-{lang}-6-0-0"] == "explicit"
    assert grid.progress.coded == 7
    kept = store.events()["payload"].iloc[1]["suggested"][ids[1]]["pain_point"]
    assert kept == {"value": "functional", "score": 0.81, "decision": "look", "version": "1"}


@LANGS
def test_blind_there_is_no_suggestion_to_see_or_accept(opened, lang):
    store, grid = opened(lang, blind=True)
    ids = grid.find(answered=True)
    assert (grid.suggested(ids[0]), grid.look(Look(code="pain_point"))) == ({}, [])
    with pytest.raises(StudyError, match="Suggestions are hidden here, so there is nothing to accept"):
        grid.accept(ids)
    grid.code(ids[:1], {"goal": "explicit"})
    assert store.events()["payload"].iloc[0]["suggested"] == {}


@LANGS
def test_answers_alike_are_one_group(opened, lang):
    _, grid = opened(lang)
    groups = grid.groups()
    assert groups[["n_people", "n_coded"]].values.tolist() == [[3, 0]]
    assert groups["segment_ids"].iloc[0] == [f"s-{lang}-{at}-0-0" for at in range(3)]
    assert [row.number for row in grid.alike(grid.rows[1])] == [0, 1, 2]
    assert grid.alike(grid.rows[4]) == []
    grid.code(groups["segment_ids"].iloc[0], {"pain_point": "functional"})
    assert grid.groups()["n_coded"].tolist() == [3]


@LANGS
def test_two_sessions_see_each_other_and_undo_is_each_persons_own(opened, toy, lang):
    store, ana = opened(lang)
    ben = toy.session(store, lang, "Ben")
    ids = ana.find(text=SLOW[lang])
    ana.code(ids, {"goal": "explicit"})
    assert ben.undo() is None
    assert ben.progress.coded == 0
    again = toy.session(store, lang, "Ana")
    assert again.progress.coded == len(ids)
    assert again.undo().segment_ids == ids
    assert (ana.refresh(), ana.progress.coded) == (None, 0)


@LANGS
def test_segments_cut_by_another_session_are_read_anew(opened, toy, lang):
    from cjm_research.schema import CONTRACTS

    store, grid = opened(lang)
    parents = [f"s-{lang}-3-0-0", f"s-{lang}-3-0-1"]
    rows = grid.rows[3]
    held = store.frame("segments").set_index("segment_id", drop=False)
    whole = {**held.loc[parents[0]].to_dict(), "segment_id": "s-new", "end": held.loc[parents[1], "end"],
             "text": rows.text}  # fmt: skip
    cut = {"segment_id": "s-new", "document_id": rows.document_id, "start": whole["start"], "end": whole["end"],
           "made": "merge", "parents": parents, "coder": "Ben"}  # fmt: skip
    add = pd.DataFrame([whole])[list(CONTRACTS["segments"].columns)]
    store.record("merge", {"segment_id": "s-new"}, "Ben", rows={"cuts": [cut]}, add=add)
    with pytest.raises(UnknownNameError, match="it may have been cut"):
        grid.code([parents[0]], {"goal": "explicit"})
    assert grid.rows[3].segment_ids == ("s-new",)
    assert grid.code(["s-new"], {"goal": "explicit"}).event_id


def test_an_act_that_cut_segments_is_taken_back_in_the_review(opened):
    store, grid = opened()
    row = grid.rows[0]
    cut = {"segment_id": row.segment_ids[0], "document_id": row.document_id, "start": 0, "end": 9, "made": "mark",
           "parents": [], "coder": "Ana"}  # fmt: skip
    store.record("mark", {"segment_id": row.segment_ids[0]}, "Ana", rows={"cuts": [cut]})
    with pytest.raises(StudyError, match=r"Your latest act \(mark\) changed segments or the codebook"):
        grid.undo()


@LANGS
def test_the_frame_is_tidy_and_the_closed_answers_are_columns(opened, lang):
    _, grid = opened(lang)
    grid.code(grid.find(text=SLOW[lang]), {"pain_point": "functional"})
    frame = grid.frame(text=SLOW[lang], sort="NPS")
    assert frame["NPS"].tolist()[:3] == sorted(frame["NPS"], key=float)[:3]
    assert frame["codes"].map(len).eq(1).all()
    assert frame["coded"].all()
    assert NEW[lang][0] in frame.columns


@LANGS
def test_rows_of_segments_count_people_once(opened, lang):
    _, grid = opened(lang)
    grid.ask(grid.question, unit="segment")
    assert [row.segment_ids for row in grid.rows][3:5] == [(f"s-{lang}-3-0-0",), (f"s-{lang}-3-0-1",)]
    assert (grid.progress.asked, grid.progress.silent, grid.progress.answered) == (8, 1, 8)
    assert grid.closed[NEW[lang][0]][NEW[lang][1]] == 4


@LANGS
def test_frames_in_another_order_make_the_same_grid(toy, tmp_path, lang):
    made = toy.frames(lang)
    turned = {name: frame.iloc[::-1].reset_index(drop=True) for name, frame in made.items()}
    store = toy.open_store(tmp_path / "a.sqlite", lang)
    one, other = toy.session(store, lang), toy.session(store, lang, made=turned)
    assert one.rows == other.rows
    assert one.questions == other.questions


def test_a_study_of_interviews_has_no_grid(toy, opened):
    store, _ = opened()
    made = toy.frames()
    made["segments"] = made["segments"].assign(kind="interview")
    with pytest.raises(StudyError, match="The study holds no answers to an open question of a survey"):
        toy.session(store, made=made)
    with pytest.raises(StudyError, match="The grid needs the name or initials of the person who codes"):
        toy.session(store, coder=" ")
