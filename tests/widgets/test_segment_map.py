from pathlib import Path
from runpy import run_path
from types import SimpleNamespace

import numpy as np
import pandas as pd
import plotly.graph_objects as go
import pytest

from cjm_research.errors import SchemaError, UnknownNameError
from cjm_research.widgets.map_figure import MANY, wrapped
from cjm_research.widgets.segment_map import SegmentMap


@pytest.fixture(params=["en", "zh"])
def lang(request):
    return request.param


@pytest.fixture(scope="module")
def study():
    return SimpleNamespace(**run_path(str(Path(__file__).parent / "theme_toy.py")))


def _points(session):
    ids = sorted(session.segments["segment_id"])
    turn = 2 * np.pi * np.arange(len(ids)) / len(ids)
    return pd.DataFrame({"segment_id": ids, "x": np.cos(turn), "y": np.sin(turn)})


@pytest.fixture
def session(study, store, lang):
    return study.session(store, lang)


@pytest.fixture
def view(session, lang):
    view = SegmentMap(session, _points(session), language=lang)
    view.family.value = "pain_point"
    return view


def _lasso(view, rows):
    """What the figure tells when a person draws a line around points."""
    trace = view.map.figure.data[0]
    view.map._selected(trace, SimpleNamespace(point_inds=list(rows)), None)


def test_each_segment_of_the_family_is_a_point_and_the_largest_themes_are_named(view, lang):
    figure = view.map.figure
    assert len(figure.data) == 1
    assert len(figure.data[0].x) == 15
    named = [label.text for label in figure.layout.annotations]
    assert {"en": "Delivery fee shown too late", "zh": "付款时才看到服务费"}[lang] in named
    assert len(named) == 4
    assert figure.layout.title.text == {
        "en": "Pain points: 15 segments of 10 people; what is said alike lies near",
        "zh": "痛点：10人的15个片段；说法相近的位置也相近",
    }[lang]  # fmt: skip


def test_another_family_leaves_nothing_of_the_first_behind(view):
    view.family.value = "motivation"
    assert len(view.map.figure.data[0].x) == 2
    assert len(view.map.figure.layout.annotations) == 1


def test_themes_are_told_by_tint_and_shape_and_the_rest_stands_back(view, study):
    trace = view.map.figure.data[0]
    looks = dict(
        zip(view.map._rows["theme_id"], zip(trace.marker.color, trace.marker.symbol, strict=True), strict=True)
    )
    assert len(set(looks.values())) == 5
    assert looks[study.REST] == ("rgba(0,0,0,0)", "circle")


def test_a_line_around_points_lists_the_quotes_with_their_people(view, lang):
    _lasso(view, [0, 1, 2])
    assert view.map.figure.data[0].selectedpoints == (0, 1, 2)
    for text in view.map.rows(view.selected)["text"]:
        assert text.replace("'", "&#x27;") in view.quotes.value
    assert {"en": "3 segments of", "zh": "人的3个片段"}[lang] in view.count.value
    view.map._selected(None, None, None)
    assert view.selected == []
    assert view.map.figure.data[0].selectedpoints is None


def test_a_theme_that_is_chosen_is_selected(view):
    view.theme.value = "th-slow"
    assert {each.split("-")[2] for each in view.selected} == {"slow"}
    view.theme.value = ""
    assert view.selected == []


def test_what_is_selected_moves_to_a_theme_through_the_session(view, session, store, lang):
    assert view.button.disabled
    view.theme.value = "th-slow"
    view.to.value = "th-call"
    view.button.click()
    assert [act["act"] for act in store.acts] == ["theme.move"]
    assert "th-slow" not in set(session.members["theme_id"])
    assert len(view.map.of_theme("th-call")) == 5
    assert {"en": "Saved: 3 moved to “Nobody calls before the delivery”.", "zh": "已保存：3条移到“上门之前不打电话”。"}[
        lang
    ] in view.note.value


def test_what_is_selected_becomes_a_new_theme_once_it_has_a_name(view, session, store):
    view.theme.value = "th-manual"
    view.to.value = "new"
    assert view.button.disabled
    view.name.value = "Screws 螺丝"
    view.button.click()
    assert [act["act"] for act in store.acts] == ["theme.new"]
    assert "Screws 螺丝" in set(session.themes["title"])


def test_an_error_of_the_study_is_shown_and_the_selection_stays(view, store, lang):
    view.theme.value = "th-manual"
    view.to.value = "th-manual"
    view.button.click()
    assert "cjm-map-failed" in view.note.value
    assert len(view.selected) == 2
    assert store.acts == []


def test_over_plain_frames_the_map_only_shows(study, lang):
    held = study.frames(lang)
    view = SegmentMap(held, _points(SimpleNamespace(**held)), language=lang)
    assert view.family.value == "goal"
    assert view._side.children[2].layout.display == "none"


def test_a_study_without_themes_says_what_to_do(study):
    held = {name: frame.iloc[:0] for name, frame in study.frames("en").items()}
    view = SegmentMap(held, pd.DataFrame(columns=["segment_id", "x", "y"]))
    assert "There are no themes yet. Run study.run() first." in view.note.value


def test_segments_without_a_place_are_counted(session, lang):
    view = SegmentMap(session, _points(session).iloc[:-4], language=lang)
    view.family.value = "pain_point"
    n = 15 - len(view.map.segment_ids)
    assert n > 0
    assert {"en": f"{n} segments have no place on this map.", "zh": f"{n}个片段在此地图上没有位置。"}[
        lang
    ] in view.note.value


def test_words_with_markup_stay_words(study):
    held = study.frames("en")
    held["segments"].loc[:, "text"] = "<img src=x onerror=alert(1)>"
    view = SegmentMap(held, _points(SimpleNamespace(**held)))
    view.theme.value = view.map.themes[0][0]
    assert "<img" not in view.quotes.value
    assert "<img" not in "".join(view.map.figure.data[0].text)


def test_many_points_are_drawn_by_the_graphics_card_as_one_trace(study):
    held = study.frames("en")
    n = MANY + 1
    segments = held["segments"].iloc[[0] * n].assign(segment_id=[f"s{at:05d}" for at in range(n)])
    members = held["members"].iloc[[0] * n].assign(segment_id=segments["segment_id"].to_numpy())
    view = SegmentMap({**held, "segments": segments, "members": members}, _points(SimpleNamespace(segments=segments)))
    view.family.value = "pain_point"
    assert isinstance(view.map.figure.data[0], go.Scattergl)
    assert len(view.map.figure.data) == 1
    view.select(segments["segment_id"])
    assert view.quotes.value.count("<p ") == 200
    assert f"{n - 200} more are selected and not listed." in view.quotes.value


def test_the_colour_of_a_theme_does_not_depend_on_the_order_of_rows(study, lang):
    held = study.frames(lang)
    views = [
        SegmentMap({name: frame.iloc[::step] for name, frame in held.items()}, _points(SimpleNamespace(**held)), lang)
        for step in (1, -1)
    ]
    first, second = (view.map.figure.data[0].to_plotly_json() for view in views)
    assert first["marker"] == second["marker"]
    assert first["text"] == second["text"]
    assert np.array_equal(first["x"], second["x"])


def test_long_words_are_broken_into_lines_and_made_harmless():
    assert wrapped("a <b> c") == "a &lt;b&gt; c"
    assert wrapped("页面老是转圈，我点了好几次都没反应", width=16) == "页面老是转圈，我<br>点了好几次都没反<br>应"
    assert wrapped("") == ""


def test_points_without_their_columns_and_unknown_languages_are_refused(session):
    with pytest.raises(SchemaError, match=r"^The points of the map lack the columns y\. A row is a segment's place\.$"):
        SegmentMap(session, _points(session)[["segment_id", "x"]])
    with pytest.raises(UnknownNameError, match=r"^The views do not speak 'fr'\. Known: en, zh\.$"):
        SegmentMap(session, _points(session), language="fr")
