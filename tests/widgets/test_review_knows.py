"""What the review view tells of the coder: decisions, examples, bands, ranks, tiers, own codes, agreement."""

import json
import re
import time
from pathlib import Path
from runpy import run_path
from types import SimpleNamespace

import pytest

from cjm_research.codes.verdicts import verdicts
from cjm_research.widgets import review as view_module
from cjm_research.widgets.agreement import EVERY, NEEDED, agreement_of
from cjm_research.widgets.desk_words import DESK
from cjm_research.widgets.legend import ACT_KEYS, legend
from cjm_research.widgets.review import SCRIPTS, ReviewView
from cjm_research.widgets.screen import without_examples
from cjm_research.widgets.words import WORDS

_STATIC = Path(view_module.__file__).parent / "static"


@pytest.fixture(params=["en", "zh"])
def lang(request):
    return request.param


@pytest.fixture(scope="module")
def rich():
    return SimpleNamespace(**run_path(str(Path(__file__).with_name("rich.py"))))


@pytest.fixture
def view(rich, store, lang):
    return ReviewView(rich.session(store, lang), language=lang)


def _said(view, **changed):
    item = view.screen["item"]
    own = item["suggested_own"] if item["own_codes"] is None else item["own_codes"]
    codes = item["suggested_codes"] if item["codes"] is None else item["codes"]
    same = {name: item[name] for name in ("segment_id", "emotion", "stage")}
    return {**same, "codes": codes, "own": own, **changed}


def test_each_family_has_its_decision_and_score(view):
    shown = json.loads(json.dumps(view.screen, allow_nan=False))["item"]["suggested"]
    assert [shown[family]["decision"] for family in ("goal", "motivation", "pain_point")] == ["sure", "no", "no"]
    assert shown["goal"]["score"] == pytest.approx(0.92, abs=0.02)
    view.click("on")
    assert view.screen["item"]["suggested"]["pain_point"]["decision"] == "look"


def test_decisions_are_words_in_both_languages():
    assert [WORDS["en"][name] for name in ("sure", "look")] == ["sure", "look"]
    assert [WORDS["zh"][name] for name in ("sure", "look")] == ["有把握", "待看"]


def test_cues_are_underlined_and_examples_stand_apart(view, rich, lang):
    item = view.screen["item"]
    text = rich.frames(lang)["documents"]["text"][0]
    assert [text[start:end] for start, end in item["cues"]] == [rich.CUES[lang][0]]
    goal = item["suggested"]["goal"]
    assert goal["reason"] == {"en": "effort “wanted to”; a limit", "zh": "费力「我想」；有限定"}[lang]
    assert goal["near"] == [
        {"text": rich.NEAR[lang][0], "coded": False},
        {"text": rich.NEAR[lang][1], "coded": True},
    ]


def test_a_reason_that_does_not_hold_the_examples_stays_whole():
    assert without_examples("wish “want”", [{"text": "I want it."}]) == "wish “want”"
    assert without_examples("wish “want”; like: “I want it.”", []) == "wish “want”; like: “I want it.”"


def test_the_reason_of_an_own_code_keeps_the_shared_words():
    near = [{"text": "等了很久。"}]
    assert without_examples("近似：「等了很久。」；相同的词：「很久」", near) == "相同的词：「很久」"


def test_emotion_comes_with_its_band_and_stage_with_all_six(view, lang):
    item = view.screen["item"]
    value = {"en": 2.0, "zh": 3.0}[lang]
    assert item["band"] == pytest.approx([value - 0.7, value, value + 0.9])
    view.click("on")
    rank = view.screen["item"]["rank"]
    assert rank[0] == ["use", 0.6]
    assert len(rank) == 6
    assert [chance for _, chance in rank] == sorted((chance for _, chance in rank), reverse=True)


def test_touchpoint_and_interaction_are_named_in_the_language(view, lang):
    assert view.screen["item"]["interaction"] == {"en": "get information", "zh": "获取信息"}[lang]
    assert view.screen["item"]["touchpoint_suggested"] == ""
    view.click("on")
    assert (
        view.screen["item"]["touchpoint_suggested"]
        == {"en": "website (direct, online)", "zh": "网站（直接、线上）"}[lang]
    )
    assert view.screen["item"]["interaction"] == ""


@pytest.mark.parametrize("tier", ["full", "fast", "frozen"])
def test_the_tier_that_spoke_is_named_and_explained(rich, store, lang, tier):
    view = ReviewView(rich.session(store, lang, tier=tier), language=lang)
    assert view.screen["item"]["tier"] == tier
    assert view.words[f"tier_{tier}"]
    assert view.words[f"tier_{tier}_means"]


def test_a_study_without_details_shows_none(toy, store, lang):
    item = ReviewView(toy.session(store, lang), language=lang).screen["item"]
    assert (item["band"], item["rank"], item["tier"], item["own"]) == (None, [], "", {})


def test_own_codes_get_the_keys_that_are_left(rich, lang):
    told = legend(rich.codebook(), lang)
    assert [code["key"] for family in told["families"] for code in family["codes"]] == list("12345678")
    assert [(code["key"], code["name"]) for code in told["own"]] == {
        "en": [("9", "Waiting"), ("0", "Hidden costs")],
        "zh": [("9", "等待"), ("0", "隐藏费用")],
    }[lang]


def test_no_own_code_takes_the_key_of_an_act(rich):
    many = SimpleNamespace(**{**vars(rich.codebook()), "own": rich.OWN * 15, "name": rich.codebook().name})
    keys = [code["key"] for code in legend(many, "en")["own"]]
    given = [key for key in keys if key]
    assert not set(given) & set(ACT_KEYS)
    assert len(set(given)) == len(given) == 15  # two digits and the letters that no act has
    assert keys[15:] == [""] * 15


def test_own_codes_are_accepted_with_the_rest(view, store, lang):
    view.click("on")
    assert view.screen["item"]["suggested_own"] == ["waiting"]
    view.click("save", **_said(view))
    assert store.acts[-1]["act"] == "accept"
    assert store.standing[f"s-{lang}-1", "code:waiting", "Ana"]["value"] == "waiting"
    assert store.standing[f"s-{lang}-1", "code:hidden-costs", "Ana"]["value"] == ""


def test_toggling_an_own_code_is_a_change_and_is_shown_again(view, store, lang):
    view.click("save", **_said(view, own=["hidden-costs"]))
    assert store.acts[-1]["act"] == "change"
    assert store.standing[f"s-{lang}-0", "goal", "Ana"]["value"] == "explicit"
    view.click("back")
    assert view.screen["item"]["own_codes"] == ["hidden-costs"]


def test_an_own_code_alone_is_no_rejection(view, store, lang):
    view.click("save", **_said(view, codes={}, own=["waiting"]))
    assert store.acts[-1]["act"] == "change"
    view.click("save", **_said(view, codes={}, own=[]))
    assert store.acts[-1]["act"] == "reject"
    assert store.standing[f"s-{lang}-1", "code:waiting", "Ana"]["value"] == ""


class _Counted:
    """A session that has done so many, and keeps how often it was asked for verdicts."""

    def __init__(self, session, done, checked):
        self.inner, self.done, self.checked, self.asked = session, done, checked, []

    def __getattr__(self, name):
        return getattr(self.inner, name)

    @property
    def progress(self):
        return SimpleNamespace(done=self.done, total=400, remaining=400 - self.done, skipped=0)

    def verdicts(self, language):
        self.asked.append(self.done)
        return verdicts(self.checked)


def test_nothing_is_counted_before_sixty_nor_while_folded(rich, store, lang):
    session = _Counted(rich.session(store, lang), NEEDED - 1, rich.checked())
    view = ReviewView(session, language=lang)
    view._handle_custom_msg({"act": "fold", "is_open": True}, [])
    assert session.asked == []
    assert view.agreement == {"needed": 60, "rows": None}
    view.fold(False)
    session.done = NEEDED
    view.click("on")
    assert session.asked == []
    view.fold(True)
    assert session.asked == [NEEDED]


def test_it_is_counted_again_at_every_tenth_check_only(rich, store, lang):
    session = _Counted(rich.session(store, lang), NEEDED, rich.checked())
    view = ReviewView(session, language=lang)
    view.fold(True)
    for done in range(NEEDED, NEEDED + 2 * EVERY + 1):
        session.done = done
        view.click("on")
        view.fold(True)
    assert session.asked == [NEEDED, NEEDED + EVERY, NEEDED + 2 * EVERY]
    assert view.agreement["next"] == NEEDED + 3 * EVERY


def test_the_panel_tells_families_and_own_codes_with_verdict_and_why(rich, lang):
    told = json.loads(json.dumps(agreement_of(verdicts(rich.checked()), 90, lang), allow_nan=False))
    assert [row["code"] for row in told["rows"]] == ["goal", "motivation", "code:waiting"]
    goal, motivation = told["rows"][:2]
    assert (goal["verdict"], goal["word"]) == ("automate", {"en": "automate", "zh": "可自动"}[lang])
    assert goal["low"] < goal["f1"] < goal["high"]
    assert re.fullmatch({"en": r"0\.97 \(0\.\d\d to .+\)", "zh": r"0\.97（0\.\d\d 至 .+）"}[lang], goal["range"])
    assert goal["why"].startswith({"en": "Of 80 checked segments", "zh": "在 80 个抽检片段中"}[lang])
    assert motivation["word"] == {"en": "hand-code", "zh": "人工编码"}[lang]
    assert told["rows"][2]["word"] == {"en": "too little evidence", "zh": "证据不足"}[lang]
    assert (told["n"], told["done"], told["needed"]) == (80, 90, 60)


def test_what_is_still_missing_is_said_in_numbers():
    said = {lang: WORDS[lang]["agreement_missing"].format(done=14, needed=60, missing=46) for lang in WORDS}
    assert said["en"] == "It is too early to say: 14 of 60 segments reviewed, 46 to go."
    assert said["zh"] == "现在下结论还太早：已复核 14 个片段，需要 60 个，还差 46 个。"


def test_the_screen_says_from_how_many_it_learned(rich, store, lang):
    assert ReviewView(rich.session(store, lang), language=lang).screen["learned"] == 0


def test_every_word_that_the_front_end_asks_for_is_there():
    source = "".join((_STATIC / name).read_text("utf-8") for name in SCRIPTS)
    asked = set(re.findall(r"words\.(\w+)", source))
    assert len(asked) > 60
    assert asked <= WORDS["en"].keys() | DESK["en"].keys()
    bare = re.sub(r"//[^\n]*", "", source)
    assert not re.search(r"[\u4e00-\u9fff]", bare)  # words come from Python, in the language asked for


def test_an_act_is_on_the_screen_in_a_tenth_of_a_second(rich, store, lang):
    view = ReviewView(rich.session(store, lang), language=lang)
    view.fold(True)
    spent = []
    for _ in range(4):
        start = time.perf_counter()
        view.click("save", **_said(view))
        spent.append(time.perf_counter() - start)
    assert min(spent) < 0.1
