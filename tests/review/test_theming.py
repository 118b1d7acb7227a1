"""A person edits themes: what is refused, what is kept, what can be taken back."""

import re
from pathlib import Path
from runpy import run_path

import pytest

from cjm_research.errors import StudyError, UnknownNameError
from cjm_research.review.themes.session import ThemeSession

_TOY = run_path(str(Path(__file__).parents[1] / "themes" / "edits_toy.py"))


@pytest.fixture
def study():
    return _TOY["Study"](seed=4)


@pytest.fixture
def session(study):
    return study.session()


@pytest.fixture
def chinese(study):
    return ThemeSession(study.store, study.load, "波", ("zh", "en"))


def refused(message):
    return pytest.raises((StudyError, UnknownNameError), match="^" + re.escape(message) + "$")


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


def test_a_session_that_is_behind_is_told_where_a_theme_went(study, session, chinese):
    first, second, third = goals(session)[:3]
    chinese.rename(third, {"en": "Prices", "zh": "价格"})
    study.session("AB").merge(second, [third])
    where = f"AB merged it into “What {second} is” ({second}) meanwhile. Name that one."
    with refused(f"'Prices' ({third}) is not there any more: {where}"):
        session.rename(third, "Costs")
    with refused(f"“价格”（{third}）已不存在：其间 AB 把它并入了“What {second} is”（{second}）。请改用后者。"):
        chinese.pin("价格")
    study.session("AB").merge(first, second)
    with refused(f"'Prices' ({third}) is not there any more: AB merged it into “What {first} is” ({first}) meanwhile. "
                 "Name that one."):  # fmt: skip
        session.memo("Prices", "?")


def test_two_sessions_cannot_merge_crosswise_nor_give_one_name_twice(study, session):
    first, second, third = goals(session)[:3]
    other = study.session("波")
    session.merge(first, second)
    with refused(f"'What {second} is' ({second}) is not there any more: Ana merged it into “What {first} is” ({first}) "
                 "meanwhile. Name that one."):  # fmt: skip
        other.merge(second, first)
    session.rename(first, "送货太慢")
    with refused(
        f"Another theme of goal is called '送货太慢' already ({first}). Merge the two, or choose another name."
    ):
        other.rename(third, "送货太慢")
    assert study.store.events()["act"].tolist() == ["theme.merge", "theme.rename"]


def test_what_is_undone_is_not_told_as_merged(study, session):
    first, second = goals(session)[:2]
    other = study.session("波")
    session.merge(first, second)
    session.undo()
    other.rename(second, "价格")
    assert row(other, second)["title"] == "价格"


def test_refusals_are_told_in_the_first_language(chinese):
    first, second = goals(chinese)[:2]
    pain = chinese.themes.query("family == 'pain_point' and not rest")["theme_id"].iloc[0]
    called = f"“What {first} is”（{first}）"
    ids = own(chinese, first)
    chinese.rename(second, "价格")
    with pytest.raises(UnknownNameError, match=r"^没有叫“价格战”的主题。最接近的有：“价格”"):
        chinese.hide("价格战")
    with refused(f"{called}是 goal 的主题，“What {pain} is”（{pain}）是 pain_point 的主题。只有同一类的主题才能合并。"):
        chinese.merge(pain, first)
    with refused(f"goal 中已有另一个主题叫“价格”（{second}）。请合并两者，或换一个名称。"):
        chinese.rename(first, "价格")
    with refused(f"没有可以并入{called}的主题。请至少再指明一个主题。"):
        chinese.merge(first, [first])
    with refused(f"这些部分包含了{called}的全部 {len(ids)} 个片段。请至少留下一个，或改为给它改名。"):
        chinese.split(first, ids)
    with refused("没有指明任何片段。请至少指明一个。"):
        chinese.new("goal", [], "等待")
    with refused("主题的名称不能为空。请用几个词说明它的片段有什么共同之处。"):
        chinese.rename(first, "")


@pytest.mark.parametrize("found", [None, 3])
def test_what_is_no_text_is_refused_in_a_sentence(session, chinese, found):
    theme_id = goals(session)[0]
    with refused(f"The name of a theme must be text, or text by language; found {found}. Pass a few words."):
        session.rename(theme_id, found)
    with refused(f"主题的名称应当是文字，或按语言给出的文字；收到的是 {found}。请写几个词。"):
        chinese.rename(theme_id, {"zh": found})
    with refused(f"A note must be text; found {found}. Pass '' to take a note away."):
        session.memo(theme_id, found)
    with refused(f"备注应当是文字；收到的是 {found}。要删去备注，请传入 ''。"):
        chinese.memo(theme_id, found)
    with refused(f"A theme is named by its id or its title; found {found}."):
        session.pin(found)
    with refused(f"Segments and themes are named by their ids, as text; found {found}."):
        session.merge(theme_id, found)
    with refused(f"请用文字编号指明片段和主题；收到的是 {found}。"):
        chinese.split(theme_id, found)


def test_a_bare_id_is_one_segment_and_a_bare_title_one_title(session):
    theme_id = goals(session)[0]
    ids = own(session, theme_id)
    assert own(session, session.new("goal", ids[0], "等待")) == ids[:1]
    (part,) = session.split(theme_id, ids[1], "Late")
    assert row(session, part)["title"] == "Late"


def test_a_segment_that_is_not_there_is_called_so(session, chinese):
    with refused("No such segment: 'sgnope' (1 of 1). `session.segments` lists them."):
        session.move("sgnope", "")
    with refused("没有这样的片段：sgnope（1 个中的 1 个）。全部片段见 `session.segments`。"):
        chinese.new("goal", ["sgnope"], "等待")


@pytest.mark.parametrize(("title", "kept"), [("Late\n\tdelivery ", "Late delivery"), ("送货\r\n太慢", "送货 太慢")])
def test_a_name_is_kept_on_one_line(study, session, title, kept):
    session.rename(goals(session)[0], title)
    assert row(session, goals(session)[0])["title"] == kept
    assert list(study.store.events()["payload"].iloc[0]["titles"].values()) == [kept]


def test_what_is_left_over_is_neither_pinned_nor_hidden(session, chinese):
    rest = session.themes.query("rest")["theme_id"].iloc[0]
    for done, act in (("pinned", session.pin), ("hidden", session.hide)):
        with pytest.raises(StudyError, match=f"holds what no theme took, so it cannot be {done}"):
            act(rest)
    with pytest.raises(StudyError, match="里是没有归入任何主题的片段，因此不能隐藏。"):
        chinese.hide(rest)
