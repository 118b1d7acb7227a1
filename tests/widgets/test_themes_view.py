import json
from pathlib import Path
from runpy import run_path
from types import SimpleNamespace

import pytest

from cjm_research.errors import StoreError, UnknownNameError
from cjm_research.widgets import themes as module
from cjm_research.widgets.theme_screen import Sheet, opened, order, rows, shelf
from cjm_research.widgets.theme_words import HELP, THEME_WORDS
from cjm_research.widgets.themes import PAGE, ThemesView

STATIC = Path(module.__file__).parent / "static"
FEE = {"en": "Delivery fee shown too late", "zh": "付款时才看到服务费"}
SLOW = {"en": "Pages take too long to load", "zh": "页面加载太慢"}


@pytest.fixture(params=["en", "zh"])
def lang(request):
    return request.param


@pytest.fixture(scope="module")
def study():
    return SimpleNamespace(**run_path(str(Path(__file__).parent / "theme_toy.py")))


@pytest.fixture
def view(study, store, lang):
    return ThemesView(study.session(store, lang), language=lang)


@pytest.fixture
def both(study, store, lang):
    """A view over the study that holds both languages."""
    return ThemesView(study.session(store, lang, bilingual=True), language=lang)


def _ids(view):
    return [row["theme_id"] for row in view.shelf["rows"]]


def _row(view, theme_id):
    return next(row for row in view.shelf["rows"] if row["theme_id"] == theme_id)


def _said(store):
    return [act["act"].removeprefix("theme.") for act in store.acts]


def test_the_list_goes_by_family_then_people_and_ends_with_what_no_theme_took(view, study):
    assert _ids(view) == [
        "th-compare", "th-sleep", "th-home", "th-fee", "th-slow", "th-call", "th-manual", study.REST,
    ]  # fmt: skip
    assert json.loads(json.dumps([view.shelf, view.open_theme, view.names])) is not None


def test_a_line_says_people_mentions_steadiness_and_one_interview(view, lang):
    fee, manual = _row(view, "th-fee"), _row(view, "th-manual")
    assert fee["title"] == FEE[lang]
    assert fee["facts"] == {
        "en": "5 of 12 people · 6 mentions · 2 sub-themes", "zh": "12人中的5人 · 提及6次 · 2个子主题",
    }[lang]  # fmt: skip
    assert (fee["steady"]["value"], fee["steady"]["word"]) == (0.91, {"en": "steady", "zh": "稳定"}[lang])
    assert manual["steady"]["level"] == "unsteady"
    assert (fee["only"], manual["only"]) == ("", {"en": "one interview only", "zh": "仅见于一次访谈"}[lang])


def test_the_open_theme_shows_names_motto_quotes_words_parts_and_segments(both, study, lang):
    both.act("open", theme_id="th-fee")
    shown = both.open_theme
    other = {"en": "zh", "zh": "en"}[lang]
    assert shown["titles"] == [[lang, FEE[lang]], [other, FEE[other]]]
    assert len({said["case_id"] for said in shown["quotes"]}) == 3
    assert shown["motto"]["text"] == study.SAID[lang][0][6][0][0]
    assert len(shown["segments"]) == shown["n_inside"] == 12
    assert {segment["language"] for segment in shown["segments"]} == {"en", "zh"}
    both.act("part", subtheme=1)
    assert {segment["part"] for segment in both.open_theme["segments"]} == {1}
    assert both.open_theme["n_inside"] == 4


def test_a_segment_without_a_theme_shows_the_nearest_and_how_far_it_is(view, study, lang):
    view.act("open", theme_id=study.REST)
    first = view.open_theme["segments"][0]
    assert first["nearest"] == "th-call"
    assert first["distance"] == {"en": "distance 0.55", "zh": "距离 0.55"}[lang]


def test_search_looks_into_names_words_and_quotes_and_is_left_again(view, lang):
    view.act("search", text={"en": "FROZE on my phone", "zh": "手机上图片"}[lang])
    assert _ids(view) == ["th-slow"]
    assert view.shelf["searched"]
    view.act("search", text="xyzzy")
    assert _ids(view) == []
    view.act("search", text=" ")
    assert len(_ids(view)) == 8


def test_family_sort_and_hidden_choose_and_order_the_list(view, study):
    view.act("family", family="goal")
    assert _ids(view) == ["th-compare", "th-sleep"]
    view.act("sort", sort="stability")
    assert _ids(view) == ["th-sleep", "th-compare"]
    view.act("family", family="pain_point")
    assert _ids(view) == ["th-manual", "th-call", "th-slow", "th-fee", study.REST]
    view.act("hide", theme_id="th-call")
    assert "th-call" in _ids(view)
    view.act("sort", sort="mentions")
    assert "th-call" not in _ids(view)
    assert view.shelf["n_hidden"] == 1
    view.act("hidden", is_shown=True)
    assert _row(view, "th-call")["hidden"]


def test_rename_merge_and_undo_are_committed_and_then_shown(view, store, lang):
    view.act("rename", theme_id="th-fee", titles={lang: "Fees 费用"})
    assert _row(view, "th-fee")["title"] == "Fees 费用"
    view.act("merge", theme_ids=["th-slow", "th-fee"], into="th-fee")
    assert "th-slow" not in _ids(view)
    assert view.open_theme["theme_id"] == "th-fee"
    assert view.answer["note"] == {
        "en": "Saved: merged into “Fees 费用”. u takes it back.", "zh": "已保存：已并入“Fees 费用”。按u撤销。",
    }[lang]  # fmt: skip
    view.act("undo")
    assert view.answer["note"] == {
        "en": f"Took back: merged “{SLOW['en']}” into “Fees 费用”.", "zh": f"撤销：把“{SLOW['zh']}”并入“Fees 费用”。",
    }[lang]  # fmt: skip
    assert _ids(view).index("th-slow") == _ids(view).index("th-fee") + 1
    view.act("redo")
    assert "th-slow" not in _ids(view)
    assert _said(store) == ["rename", "merge", "undo", "undo"]


def test_segments_are_moved_split_off_made_new_and_let_in_elsewhere(view, store, lang):
    view.act("open", theme_id="th-fee")
    ids = [segment["segment_id"] for segment in view.open_theme["segments"]]
    view.act("move", segment_ids=ids[:1], to="th-call")
    view.act("split", theme_id="th-fee", segment_ids=ids[1:3], title="Apart 拆出")
    view.act("new", family="pain_point", segment_ids=ids[3:4], title="Own 自成一类")
    view.act("also", segment_ids=ids[4:], theme_id="th-slow")
    assert _said(store) == ["move", "split", "new", "also", "also"]
    assert len(view.open_theme["segments"]) == 2
    assert view.open_theme["segments"][0]["tags"] == [
        {"en": f"also in {SLOW['en']}", "zh": f"也属于{SLOW['zh']}"}[lang]
    ]
    view.act("open", theme_id="th-slow")
    tags = [tag for segment in view.open_theme["segments"] for tag in segment["tags"] if not segment["home"]]
    lives = {"en": f"also belongs here; lives in {FEE['en']}", "zh": f"也属于此主题；所在主题：{FEE['zh']}"}[lang]
    assert tags == [lives, lives] or set(tags) >= {lives}
    view.act("open", theme_id="th-call")
    put = {"en": "put here by Ana", "zh": "由Ana放入"}[lang]
    assert put in [tag for segment in view.open_theme["segments"] for tag in segment["tags"]]


def test_what_is_new_stands_behind_the_theme_it_came_from_and_nothing_else_moves(view):
    before = _ids(view)
    view.act("open", theme_id="th-slow")
    ids = [segment["segment_id"] for segment in view.open_theme["segments"]]
    view.act("split", theme_id="th-slow", segment_ids=ids[:1], title="Frozen 卡住")
    (fresh,) = set(_ids(view)) - set(before)
    assert _ids(view) == [*before[:5], fresh, *before[5:]]
    view.act("pin", theme_id=fresh)
    view.act("memo", theme_id=fresh, text="ask 问")
    view.act("split_by_subthemes", theme_id="th-fee")
    assert [each for each in _ids(view) if each in before] == before
    assert (_row(view, fresh)["pinned"], _row(view, fresh)["memo"]) == (True, True)


def test_an_error_of_the_study_is_shown_in_place_and_nothing_changes(view, store, lang):
    shown = view.shelf
    view.act("rename", theme_id="th-fee", titles={lang: SLOW[lang]})
    assert view.answer["failed"]
    assert SLOW[lang] in view.answer["note"]
    store.fail = StoreError("The disk is full. Make room and try again.")
    view.act("pin", theme_id="th-fee")
    assert view.answer["note"] == "The disk is full. Make room and try again."
    assert view.shelf == shown
    assert store.acts == []
    view.act("open", theme_id="th-gone")
    assert view.answer["note"] == (
        "That theme is no longer there; it was merged, split or undone. Choose another."
    )  # fmt: skip
    view.act("dance")
    assert view.answer["note"].startswith("No act is called 'dance'. Known: search, family, sort, hidden, open, ")


def test_nothing_to_undo_is_said(view, lang):
    view.act("undo")
    assert view.answer["note"] == {"en": "There is nothing to undo.", "zh": "没有可撤销的操作。"}[lang]


def test_every_answer_is_a_change_so_that_the_screen_takes_keys_again(view):
    serials = []
    view.observe(lambda change: serials.append(change["new"]["serial"]), names="answer")
    view.act("open", theme_id="th-fee")
    view.act("open", theme_id="th-fee")
    assert len(serials) == 2


def test_a_message_of_the_browser_is_an_act(view, store):
    view._handle_custom_msg({"act": "pin", "theme_id": "th-fee"}, [])
    assert _said(store) == ["pin"]


def test_a_large_study_sends_the_list_and_the_first_segments_only(study):
    view = ThemesView(study.large())
    view.act("open", theme_id="th000")
    sent = len(json.dumps([view.shelf, view.open_theme, view.names]))
    assert len(view.open_theme["segments"]) == PAGE
    assert view.open_theme["n_inside"] > 2000
    assert sent < 250_000
    view.act("more")
    assert len(view.open_theme["segments"]) == 2 * PAGE


def test_the_screen_does_not_depend_on_the_order_of_rows(study, lang):
    held = study.frames(lang)
    sheets = [
        Sheet.of(SimpleNamespace(**{name: frame.iloc[::step] for name, frame in held.items()}), lang)
        for step in (1, -1)
    ]
    lists = [shelf(rows(sheet), order(rows(sheet))) for sheet in sheets]
    assert lists[0] == lists[1]
    assert opened(sheets[0], "th-fee") == opened(sheets[1], "th-fee")


def test_an_empty_study_has_an_empty_list(study):
    held = {name: frame.iloc[:0] for name, frame in study.frames("en").items()}
    view = ThemesView(SimpleNamespace(**held))
    assert (view.shelf["rows"], view.open_theme) == ([], {})


def test_a_language_that_the_views_do_not_speak_is_refused(study, store):
    with pytest.raises(UnknownNameError, match=r"^The views do not speak 'fr'\. Known: en, zh\.$"):
        ThemesView(study.session(store), language="fr")


def test_what_was_said_is_set_as_text_and_nothing_is_fetched():
    for name in ("theme_parts.js", "theme_pane.js", "theme_hands.js", "themes.js", "themes.css", "segment_map.css"):
        source = (STATIC / name).read_text("utf-8")
        for word in (
            "innerHTML",
            "outerHTML",
            "insertAdjacentHTML",
            "document.write",
            "http:",
            "https:",
            "@import",
            "url(",
        ):
            assert word not in source, (name, word)


def test_every_key_of_the_list_of_keys_is_one_that_the_view_takes():
    source = (STATIC / "theme_hands.js").read_text("utf-8")
    for name in HELP:
        keys = THEME_WORDS["en"][f"help_{name}"].split("\t")[0]
        for key in keys.replace(",", " ").replace(" or ", " ").split():
            taken = {
                "↑": "ArrowUp",
                "↓": "ArrowDown",
                "←": "ArrowLeft",
                "→": "ArrowRight",
                "Space": '" "',
                "Esc": "Escape",
            }
            written = taken.get(key, key)
            assert any(f"\n  {form}:" in source for form in (written, f'"{written}"')), key
