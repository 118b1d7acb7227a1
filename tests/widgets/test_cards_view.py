from types import SimpleNamespace

import pandas as pd
import pytest

from cjm_research.errors import UnknownNameError
from cjm_research.widgets.cards import CardsView

QUOTES = {"en": "It <b>broke</b> twice 😀", "zh": "付款一直失败😀"}


class Names:
    def name(self, family, subtype=None, lang="en"):
        return f"{lang}:{subtype or family}"


@pytest.fixture(params=["en", "zh"])
def journey(request):
    quote = QUOTES[request.param]
    card = {
        "id": "f1", "family": "pain_point", "subtype": "functional", "title": quote[:6], "n_people": 1,
        "evidence_grade": "thin", "grade_rule": "rule",
    }  # fmt: skip
    evidence = {
        "card_id": ["f1"], "case_id": ["P01"], "document": ["a.txt"], "start": [5], "end": [9], "quote": [quote],
        "before": ["before "], "after": [" after"],
    }  # fmt: skip
    stages = [
        {"id": "purchase", "name": {"en": "Purchase", "zh": "购买"}, "cards": [card]},
        {"id": "use", "name": {"en": "Use", "zh": "使用"}, "cards": []},
    ]
    return SimpleNamespace(
        data={"stages": stages, "participants": {"n": 12}},
        evidence=pd.DataFrame(evidence),
        codebook=Names(),
        language=request.param,
    )


def test_the_first_card_is_open_with_its_words_and_their_place(journey):
    view = CardsView(journey)
    assert view.card.value == "f1"
    assert "P01 · a.txt · 5–9" in view.words.value
    assert "before " in view.words.value
    assert f"{journey.language}:functional" in view.words.value


def test_what_people_said_is_never_markup(journey):
    assert "<b>broke" not in CardsView(journey).words.value


def test_a_stage_without_cards_says_no_evidence(journey):
    view = CardsView(journey)
    view.stage.value = "use"
    assert view.card.options == ()
    assert {"en": "no evidence (12 asked)", "zh": "没有证据（访问了12人）"}[journey.language] in view.words.value


def test_a_family_without_cards_lists_none_and_all_lists_them_again(journey):
    view = CardsView(journey)
    view.family.value = "goal"
    assert view.card.options == ()
    view.family.value = ""
    assert [key for _, key in view.card.options] == ["f1"]


def test_a_language_that_the_view_does_not_speak_lists_those_it_does(journey):
    with pytest.raises(UnknownNameError, match=r"^The views do not speak 'fr'\. Known: en, zh\.$"):
        CardsView(journey, language="fr")
