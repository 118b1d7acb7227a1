import json
import re
from pathlib import Path
from runpy import run_path
from types import SimpleNamespace

import pytest

from cjm_research.errors import UnknownNameError
from cjm_research.store.database import Store
from cjm_research.widgets import codebook as module
from cjm_research.widgets.codebook import CodebookView
from cjm_research.widgets.codebook_words import BOOK_HELP, BOOK_WORDS

STATIC = Path(module.__file__).parent / "static"
toy = SimpleNamespace(**run_path(str(Path(__file__).parent / "codebook_toy.py")))


@pytest.fixture(params=["en", "zh"])
def lang(request):
    return request.param


@pytest.fixture
def store(tmp_path):
    with Store.open(tmp_path / "study.sqlite", create=True) as store:
        yield store
        assert store.check() == []


@pytest.fixture
def view(store, lang):
    return CodebookView(toy.session(store, lang), language=lang)


def _row(view, code):
    return next(row for row in view.tree if row["code"] == code)


def test_the_tree_goes_from_families_to_own_codes_and_ends_with_the_retired(view, lang):
    assert [(row["code"], row["level"]) for row in view.tree] == [
        ("goal", 1), ("goal/explicit", 2), ("goal/implicit", 2), ("motivation", 1), ("motivation/intrinsic", 2),
        ("motivation/extrinsic", 2), ("pain_point", 1), ("pain_point/functional", 2), ("pain_point/experiential", 2),
        ("pain_point/financial", 2), ("pain_point/emotional", 2), ("code:fees", 2), ("code:late", 3), ("code:price", 2),
        ("loose", 1), ("code:trust", 2), ("retired", 1), ("code:old", 2)]  # fmt: skip
    fees = _row(view, "code:fees")
    assert (fees["name"], fees["other"]) == (toy.NAMES[lang]["fees"], toy.NAMES[toy.OTHER[lang]]["fees"])
    assert fees["use"] == {"en": "3 people · 3 segments", "zh": "3 人 · 3 个片段"}[lang]
    assert json.loads(json.dumps([view.tree, view.open_code, view.history, view.compared])) is not None


def test_the_open_code_is_told_in_both_languages_with_its_segments_and_what_it_lacks(view, lang):
    view.act("open", code="code:fees")
    shown = view.open_code
    assert [side["language"] for side in shown["sides"]] == ["en", "zh"]
    assert [side["name"] for side in shown["sides"]] == [toy.NAMES[each]["fees"] for each in ("en", "zh")]
    assert [row["segment_id"] for row in shown["segments"]] == ["s0", "s1", "s2"]
    assert shown["by_coder"] == {"en": "Given by Ana 2, Bo 2", "zh": "编码人：Ana 2, Bo 2"}[lang]
    assert shown["warnings"] == [
        {"en": "0 examples. Nothing is suggested for this code until there are three in one language.",
         "zh": "0 条例句。某一种语言满三条之后，机器才会提示这个编码。"}[lang]]  # fmt: skip
    view.act("open", code="goal")
    assert (view.open_code["has_rules"], view.open_code["warnings"]) == (False, [])


def test_what_was_written_in_both_languages_is_one_act_and_one_undo(view, store, lang):
    n = len(store.events())
    said = {"en": {"definition": "Costs that appear late.", "include": "one\ntwo\n"}, "zh": {"name": "晚到的费用"}}
    view.act("open", code="code:fees")
    view.act("revise", code="code:fees", said=said, reopen=None)
    assert (view.answer["note"], len(store.events())) == (BOOK_WORDS[lang]["done_revise"], n + 1)
    assert [side["include"] for side in view.open_code["sides"]] == ["one\ntwo", ""]
    assert view.open_code["n_to_check"] == 3
    view.act("undo")
    assert view.open_code["n_to_check"] == 0
    assert view.answer["note"].startswith({"en": "Took back: changed", "zh": "撤销：改了"}[lang])


def test_codes_are_added_merged_split_moved_coloured_retired_and_removed(view, store, lang):
    names = toy.NAMES[lang]
    new = {"en": "Slow answer", "zh": "回复慢"}[lang]
    view.act("add", name=new, place="code:fees")
    code = view.open_code["code"]
    assert (_row(view, code)["above"], _row(view, code)["name"]) == ("code:fees", new)
    view.act("move", code=code, place="")
    assert _row(view, code)["above"] == "loose"
    view.act("recolor", code=code, color="#aa3377")
    assert _row(view, code)["color"] == "#aa3377"
    view.act("remove", code=code)
    assert view.open_code == {}
    view.act("split", code="code:fees", name=new, segment_ids=["s1"])
    assert view.answer["note"] == BOOK_WORDS[lang]["done_split"].format(name=new)
    view.act("merge", code="code:price", into="code:fees")
    assert view.open_code["title"] == names["fees"]
    view.act("retire", code="code:trust")
    assert _row(view, "code:trust")["kind"] == "retired"
    view.act("bring_back", code="code:trust")
    view.act("pick", code="code:trust", segment_id="s4")
    assert store.codings().query("kind == 'code:fees'")["segment_id"].tolist() == ["s0", "s0", "s2", "s3"]
    assert view.history[0]["what"] == {"en": "took an example for “Trust” from what P05 said",
                                       "zh": "从 P05 的话里给“信任”取了一条例句"}[lang]  # fmt: skip


def test_a_refusal_is_told_in_the_language_of_the_view(view, lang):
    view.act("remove", code="code:fees")
    name = toy.NAMES[lang]["fees"]
    assert view.answer["failed"]
    assert view.answer["note"] == {
        "en": f"'{name}' was given to 3 segments, so it cannot be removed. Retire it, or merge it into another code.",
        "zh": f"“{name}”已用于 3 个片段，不能删除。请停用它，或者并入别的编码。"}[lang]  # fmt: skip
    view.act("open", code="code:nothing")
    assert view.answer["note"] == BOOK_WORDS[lang]["gone"]
    view.act("fly")
    assert view.answer["note"].startswith("No act is called 'fly'. Known: open, more, ")


def test_two_versions_are_compared_and_an_earlier_one_stands_again(view, lang):
    numbers = [each["number"] for each in view.compared["versions"]]
    assert numbers == list(range(8, 0, -1))
    view.act("compare", a=2, b=8)
    assert next(row["name"] for row in view.compared["rows"]) == toy.NAMES[lang]["fees"]
    view.act("restore", number=7)
    assert view.answer["note"] == BOOK_WORDS[lang]["done_restore"].format(name="7")
    assert _row(view, "code:old")["kind"] == "own"


def test_what_another_does_is_seen_at_the_next_act(view, store, lang):
    other = toy.session(store, lang, coder="Bo")
    other.rename("trust", "X", lang)
    view.act("open", code="code:fees")
    assert _row(view, "code:trust")["name"] == "X"
    assert view.history[0]["who"] == "Bo"


def test_every_word_is_said_in_both_languages_and_every_word_of_the_script_is_known():
    assert BOOK_WORDS["en"].keys() == BOOK_WORDS["zh"].keys()
    assert all("\t" in BOOK_WORDS[lang][key] for lang in BOOK_WORDS for key in BOOK_HELP)
    for name in module._SCRIPTS:
        text = (STATIC / name).read_text("utf-8")
        for word in re.findall(r"\bwords\.(\w+)", text):
            assert word in BOOK_WORDS["en"] or word == "help_lines", (name, word)


def test_a_view_speaks_only_languages_it_knows(store):
    with pytest.raises(UnknownNameError, match=r"^The views do not speak 'fr'\. Known: en, zh\.$"):
        CodebookView(toy.session(store), language="fr")
