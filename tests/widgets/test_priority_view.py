"""The priority view: what it shows, what its controls ask of the session, in English and Chinese."""

from pathlib import Path
from runpy import run_path

import pytest

from cjm_research.errors import UnknownNameError
from cjm_research.findings.priority import PARTS, priorities_of_map
from cjm_research.store.database import Store
from cjm_research.widgets.priority import PriorityView

TOY = run_path(str(Path(__file__).with_name("board_toy.py")))
SAVED = {
    "en": ("Saved: reach weighs 0.9.", "Saved for “Delivery fee shown too late”: Value 5.", "Taken back."),
    "zh": ("已保存：影响人数的权重为0.9。", "已保存“付款时才看到服务费”：业务价值 5。", "已撤销。"),
}
FIELDS = {
    "en": {"value": "Value", "difficulty": "Difficulty", "owner": "Owner", "status": "Status", "due": "Due"},
    "zh": {"value": "业务价值", "difficulty": "实施难度", "owner": "负责人", "status": "状态", "due": "期限"},
}
FIELD = {"en": "quick win", "zh": "快速赢利项"}


@pytest.fixture(params=["en", "zh"])
def lang(request):
    return request.param


@pytest.fixture
def store(tmp_path):
    store = Store.open(tmp_path / "study.sqlite", create=True)
    yield store
    store.close()


@pytest.fixture
def session(store, lang):
    return TOY["session"](store, lang, "Ana")


@pytest.fixture
def view(session, lang):
    return PriorityView(session, lang)


def acts(store):
    return store.events()["act"].tolist()


def test_cards_stand_by_rank_with_their_likely_ranks(view, lang):
    own = view.sheet.frame[view.sheet.frame["lane"] == "pain_point"]
    assert [key for _, key in view.cards.options] == own["card_id"].tolist()
    row = own.iloc[0]
    ends = f"{row['rank_low']}–{row['rank_high']}"
    assert ends in view.cards.options[0][0]
    assert row["title"] in view.table.value
    assert view.cards.value == row["card_id"]


def test_controls_are_named_in_the_language_of_the_view(view, lang):
    assert {name: field.description for name, field in view.fields.items()} == FIELDS[lang]
    assert list(view.weights) == list(PARTS)
    assert "cjm-keys" in view._dom_classes


def test_weight_is_committed_before_ranks_change(view, store, session, lang):
    before = view.sheet.frame["score"].tolist()
    view.weights["reach"].value = 0.9
    assert acts(store)[-1] == "board.weigh"
    assert session.weights["reach"] == 0.9
    assert view.sheet.weights["reach"] == 0.9
    assert view.sheet.frame["score"].tolist() != before
    assert SAVED[lang][0] in view.note.value


def test_value_and_difficulty_put_a_card_into_its_field(view, store, session, lang):
    view.cards.value = "f-fee"
    view.fields["value"].value = 5
    assert SAVED[lang][1] in view.note.value
    view.fields["difficulty"].value = 1
    assert acts(store)[-2:] == ["board.assign", "board.assign"]
    assert view.cards.value == "f-fee"
    assert view.sheet.card("f-fee")["quadrant"] == "quick win"
    assert FIELD[lang] in {key: label for label, key in view.cards.options}["f-fee"]


@pytest.mark.parametrize(
    ("field", "held", "said"), [("owner", "owner", "Bo"), ("status", "work", "doing"), ("due", "due", "2026-09")]
)
def test_owner_status_and_due_are_saved_and_shown_again(view, session, store, lang, field, held, said):
    view.cards.value = "f-slow"
    view.fields[field].value = said
    assert session.card("f-slow")[held] == said
    view.cards.value = "f-fee"
    assert view.fields[field].value == ""
    view.cards.value = "f-slow"
    assert view.fields[field].value == said
    assert acts(store).count("board.assign") == 1


def test_choosing_a_card_saves_nothing(view, store):
    before = len(acts(store))
    for _, key in view.cards.options:
        view.cards.value = key
    view.lane.value = "opportunity"
    assert len(acts(store)) == before


def test_undo_and_redo_go_through_the_session(view, session, lang):
    start = view.weights["ease"].value
    view.weights["ease"].value = 0.1
    assert not view.undo.disabled
    view.undo.click()
    assert view.weights["ease"].value == start
    assert SAVED[lang][2] in view.note.value
    assert not view.redo.disabled
    view.redo.click()
    assert view.weights["ease"].value == 0.1


def test_act_that_the_session_refuses_is_said_and_the_field_stays(view, session, lang, monkeypatch):
    view.cards.value = "f-fee"
    monkeypatch.setattr(session, "assign", lambda card, **said: session.card("no such card"))
    view.fields["value"].value = 4
    assert view.fields["value"].value == 0
    assert "no such card" in view.note.value
    assert "--jp-error-color1" in view.note.value


def test_sheet_alone_can_be_read_and_not_changed(session, store, lang):
    before = len(acts(store))
    view = PriorityView(priorities_of_map(session.data, language=lang), lang)
    assert all(control.disabled for control in (*view.weights.values(), *view.fields.values(), view.undo, view.redo))
    assert len(view.cards.options) > 1
    assert len(acts(store)) == before


def test_titles_are_shown_as_text(store):
    session = TOY["session"](store, "en", "Ana")
    session.rename("f-fee", "<b>Fee</b> & more")
    view = PriorityView(session)
    view.cards.value = "f-fee"
    assert "&lt;b&gt;Fee&lt;/b&gt; &amp; more" in view.table.value
    assert "<b>Fee</b>" not in view.facts.value + view.table.value + view.reading.value


def test_view_refuses_a_language_it_does_not_speak(session):
    with pytest.raises(UnknownNameError) as error:
        PriorityView(session, "de")
    assert str(error.value) == "The views do not speak 'de'. Known: en, zh."
