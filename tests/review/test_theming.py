"""A person edits themes: what is refused, what is kept, what can be taken back."""

import re
from pathlib import Path
from runpy import run_path

import pytest

from cjm_research.errors import StudyError, UnknownNameError

_TOY = run_path(str(Path(__file__).parents[1] / "themes" / "edits_toy.py"))


@pytest.fixture
def study():
    return _TOY["Study"](seed=4)


@pytest.fixture
def session(study):
    return study.session()


def goals(session):
    return session.themes.query("family == 'goal' and not rest")["theme_id"].tolist()


def own(session, theme_id):
    return session.members.query("theme_id == @theme_id and home")["segment_id"].tolist()


def row(session, theme_id):
    return session.themes.set_index("theme_id").loc[theme_id]


@pytest.mark.parametrize(("title", "language"), [("Late delivery", "en"), ("送货太慢", "zh")])
def test_renaming_names_a_theme_in_the_language_of_the_name(session, title, language):
    theme_id = goals(session)[0]
    session.rename(theme_id, title)
    assert row(session, theme_id)["titles"][language] == title
    assert (row(session, theme_id)["title"], row(session, theme_id)["named_by"]) == (title, "Ana")
    session.rename(title, {"en": "Waiting", "zh": "等待"})
    assert row(session, theme_id)["title"] == "Waiting"


def test_every_act_is_in_the_store_before_it_is_seen(study, session):
    class Failing:
        def record(self, *_):
            raise StudyError("The disk is full.")

        events = study.store.events

    before = session.themes
    session._store = Failing()
    with pytest.raises(StudyError, match="The disk is full"):
        session.rename(goals(session)[0], "Late")
    assert session.themes is before


def test_an_unknown_theme_is_refused_with_the_nearest(session):
    session.rename(goals(session)[0], "Late delivery")
    with pytest.raises(
        UnknownNameError, match=re.escape("No theme is called 'Late delivry'. The nearest: 'Late delivery' (")
    ):
        session.pin("Late delivry")


def test_a_name_that_another_theme_bears_is_refused(session):
    first, second = goals(session)[:2]
    session.rename(first, "送货太慢")
    message = f"Another theme of goal is called '送货太慢' already ({first}). Merge the two, or choose another name."
    with pytest.raises(StudyError, match=re.escape(message)):
        session.rename(second, "送货太慢")
    with pytest.raises(StudyError, match="A theme cannot have an empty name"):
        session.rename(second, "  ")


def test_themes_of_two_families_are_not_merged(session):
    pain = session.themes.query("family == 'pain_point' and not rest")["theme_id"].iloc[0]
    with pytest.raises(StudyError, match=r"Only themes of one family can be merged\.$"):
        session.merge(goals(session)[0], pain)


def test_merging_moves_every_segment(session):
    first, second = goals(session)[:2]
    both = sorted(own(session, first) + own(session, second))
    session.merge(first, [second])
    assert own(session, first) == both


def test_splitting_off_everything_is_refused(session):
    theme_id = goals(session)[0]
    ids = own(session, theme_id)
    with pytest.raises(StudyError, match=rf"The parts hold all {len(ids)} segments of .* Leave at least one in it"):
        session.split(theme_id, ids)
    with pytest.raises(UnknownNameError, match="1 of 1 segments to split off are not in"):
        session.split(theme_id, ["s9999"])


def test_parts_have_ids_of_their_content_and_the_names_given(session):
    theme_id = goals(session)[0]
    ids = own(session, theme_id)
    (part,) = session.split(theme_id, ids[:2], ["等太久"])
    assert own(session, part) == ids[:2]
    assert (row(session, part)["titles"], row(session, part)["named_by"]) == ({"zh": "等太久"}, "Ana")
    session.undo()
    assert session.split(theme_id, ids[:2]) == [part]
    assert row(session, part)["title"] == f"What {theme_id} is (2)"


def test_sub_themes_become_themes_with_their_titles(session):
    theme_id = next(one for one in goals(session) if len(row(session, one)["subthemes"]) == 2)
    titles = {part["title"] for part in row(session, theme_id)["subthemes"]}
    (part,) = session.split_by_subthemes(theme_id)
    assert row(session, part)["title"] in titles
    assert row(session, part)["named_by"] == ""


def test_moving_out_of_every_theme_and_back(session):
    theme_id = goals(session)[0]
    segment = own(session, theme_id)[0]
    session.move(segment, "", family="goal")
    home = session.members.query("segment_id == @segment and family == 'goal' and home").iloc[0]
    assert (home["nearest"], home["by"]) == (theme_id, "Ana")
    session.move([segment], theme_id)
    home = session.members.query("segment_id == @segment and family == 'goal' and home").iloc[0]
    assert (home["theme_id"], home["by"]) == (theme_id, "Ana")


def test_a_segment_may_belong_to_a_second_theme(session):
    first, second = goals(session)[:2]
    segment = own(session, second)[0]
    session.also(segment, first)
    rows = session.members.query("segment_id == @segment and family == 'goal'").set_index("theme_id")
    assert rows["home"].to_dict() == {first: False, second: True}
    assert (rows.loc[first, "by"], rows.loc[first, "weight"]) == ("Ana", 1.0)
    with pytest.raises(StudyError, match=r"is in .* already"):
        session.also(segment, first)


def test_a_new_theme_takes_segments_of_several(session):
    first, second = goals(session)[:2]
    ids = sorted([own(session, first)[0], own(session, second)[0]])
    theme_id = session.new("goal", ids, "没人理我")
    assert own(session, theme_id) == ids
    assert session.members.query("theme_id == @theme_id")["weight"].tolist() == [1.0, 1.0]


def test_what_is_left_over_cannot_be_renamed(session):
    rest = session.themes.query("rest")["theme_id"].iloc[0]
    with pytest.raises(StudyError, match="holds what no theme took, so it cannot be renamed"):
        session.rename(rest, "Odds and ends")


def test_pins_hiding_and_notes_are_shown(session):
    theme_id = goals(session)[0]
    session.pin(theme_id)
    session.hide(theme_id)
    session.memo(theme_id, "问一下波")
    assert row(session, theme_id)[["pinned", "hidden", "memo"]].tolist() == [True, True, "问一下波"]
    with pytest.raises(StudyError, match="is already pinned"):
        session.pin(theme_id)
    session.unpin(theme_id)
    session.show(theme_id)
    session.memo(theme_id, "")
    assert row(session, theme_id)[["pinned", "hidden", "memo"]].tolist() == [False, False, ""]


def test_undo_takes_back_ones_own_acts_alone(study, session):
    first, second = goals(session)[:2]
    other = study.session("波")
    session.rename(first, "Late delivery")
    other.rename(second, "价格")
    assert session.undo() == f"took back: renamed “What {first} is” to “Late delivery”"
    assert session.undo() is None
    assert row(session, second)["title"] == "价格"
    assert session.redo() == f"did again: renamed “What {first} is” to “Late delivery”"
    assert row(session, first)["title"] == "Late delivery"
    session.undo()
    session.pin(first)
    assert session.redo() is None


def test_the_history_is_told_in_both_languages(session):
    first, second = goals(session)[:2]
    session.rename(first, "送货太慢")
    session.merge(first, second)
    session.undo()
    assert session.told("zh")["what"].tolist() == [
        f"把“关于 {first}”改名为“送货太慢”",
        f"把“关于 {second}”并入“送货太慢”",
        f"撤销：把“关于 {second}”并入“送货太慢”",
    ]
    assert session.history["stands"].tolist() == [True, False, True]
    assert session.history["what"][1] == f"merged “What {second} is” into “What {first} is”"


def test_finding_looks_in_titles_first_then_words_then_segments(session):
    theme_id = goals(session)[0]
    session.rename(theme_id, "Courier trouble")
    found = session.find("ＣＯＵＲＩＥＲ")
    assert found.iloc[0][["theme_id", "where"]].tolist() == [theme_id, "title"]
    assert set(session.find("我想比较价格", "pain_point")["where"]) == {"segments"}
    assert set(session.find("比较", "pain_point")["family"]) == {"pain_point"}
    assert session.find("nothing of the kind").empty
