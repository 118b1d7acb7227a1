import numpy as np
import pandas as pd
import pytest

from cjm_research.findings.drivers import drivers
from cjm_research.findings.priority import priorities
from cjm_research.plots.drivers import driver_effects
from cjm_research.plots.priority import priority_quadrant, priority_ranks

ASKED = [f"P{at:02d}" for at in range(40)]
TITLE = {"en": "A rather long name of pain point {at}", "zh": "名字相当长的一个痛点，编号{at}"}
FIELDS = {
    "en": {"quick win", "big bet", "fill-in", "later"},
    "zh": {"快速赢利项", "长期投入项", "顺手可做项", "以后再议项"},
}


@pytest.fixture(params=["en", "zh"])
def lang(request):
    return request.param


@pytest.fixture(autouse=True)
def _close():
    import matplotlib.pyplot as plt

    yield
    plt.close("all")


def sheet(lang, entered=True, n=24):
    rng = np.random.default_rng(1)
    rows = [
        (f"c{at:02d}", "pain_point", TITLE[lang].format(at=at), ASKED[: int(rng.integers(2, 20))]) for at in range(n)
    ]
    cards = pd.DataFrame(rows, columns=["finding_id", "family", "title", "people"])
    said = pd.DataFrame([(r[0], case, 2.0) for r in rows for case in r[3]], columns=["card_id", "case_id", "emotion"])
    team = pd.DataFrame({"card_id": cards["finding_id"], "value": rng.integers(1, 6, n),
                         "difficulty": rng.integers(1, 6, n) if entered else 0})  # fmt: skip
    team.loc[0, "difficulty"] = 0
    return priorities(cards, said, ASKED, team, language=lang)


def texts(ax):
    return [text.get_text() for text in ax.texts]


def test_quadrant_names_its_fields_and_counts_what_is_not_drawn(lang):
    ax = priority_quadrant(sheet(lang))
    assert FIELDS[lang] <= set(texts(ax))
    assert {"en": "1 card without a difficulty is not drawn", "zh": "另有1张卡片未填实施难度，没有画出"}[lang] in (
        ax.get_xlabel()
    )


def test_names_of_cards_do_not_cover_each_other(lang):
    ax = priority_quadrant(sheet(lang))
    ax.figure.canvas.draw()
    drawn = ax.figure.canvas.get_renderer()
    from matplotlib.text import Text

    found = [Text.get_window_extent(text, drawn) for text in ax.texts]
    assert len(found) > 20
    pairs = [(a, b) for at, a in enumerate(found) for b in found[at + 1 :]]
    assert not any(a.overlaps(b) for a, b in pairs)


def test_quadrant_without_difficulties_says_what_to_enter(lang):
    ax = priority_quadrant(sheet(lang, entered=False))
    assert texts(ax) == [
        {
            "en": "No difficulty is entered; enter it, 1–5, to see quick wins and big bets.",
            "zh": "尚未填写实施难度；请按1–5填写，以区分快速赢利项与长期投入项。",
        }[lang]
    ]


def test_ranks_have_a_row_per_card_up_to_the_most(lang):
    ax = priority_ranks(sheet(lang), most=5)
    assert len(ax.get_yticklabels()) == 5
    assert ax.yaxis_inverted()
    assert {"en": "19 more cards", "zh": "另有19张卡片"}[lang] in ax.get_xlabel()


def test_ranks_of_a_lane_without_cards_say_so(lang):
    assert texts(priority_ranks(sheet(lang), "opportunity")) == [
        {"en": "no card to rank", "zh": "没有可排序的卡片"}[lang]
    ]


def driver_sheet(lang, n=120):
    rng = np.random.default_rng(4)
    late = rng.random(n) < 0.4
    nps = np.clip(np.round(8 - 3 * late + rng.normal(0, 1, n)), 0, 10).astype(int)
    ids = [f"R{at:03d}" for at in range(n)]
    cases = pd.DataFrame({"case_id": ids, "attributes": [{"NPS": str(score)} for score in nps]})
    people = [[ids[at] for at in np.flatnonzero(late)], ids[::3]]
    names = {"en": ["Late", "Friendly"], "zh": ["送达太晚", "态度友好"]}[lang]
    predictors = pd.DataFrame(
        {"predictor_id": ["f1", "t2"], "kind": ["pain_point", "theme"], "title": names, "people": people}
    )
    return drivers(cases, predictors, language=lang)


def test_effects_are_drawn_with_their_people_and_the_title_says_what_goes_with_it(lang):
    ax = driver_effects(driver_sheet(lang))
    found = driver_sheet(lang).frame.iloc[0]
    assert next(label.get_text() for label in ax.get_yticklabels()) == f"{found['title']} · {found['n_with']}"
    starts = {"en": "“Late” goes with NPS (0–10) most (-", "zh": "与NPS（0–10）相伴最明显的是“送达太晚”（-"}
    assert ax.get_title(loc="left").startswith(starts[lang])
    full = [line.get_markerfacecolor() != "white" for line in ax.lines if line.get_marker() in ("o", "D")]
    assert full == [True, False]


def test_without_effects_the_picture_says_what_is_missing(lang):
    few = driver_sheet(lang, n=6)
    assert texts(driver_effects(few)) == [few.reading()]
