"""Changing a codebook: what each change does, what is refused, and that the file says the same."""

import re
import tomllib
from itertools import combinations

import pytest

from cjm_research.codes import colors, editing
from cjm_research.codes.codebook import Codebook
from cjm_research.codes.editing_words import _SAID, Refusal
from cjm_research.codes.meaning import changes_meaning, diff
from cjm_research.codes.writing import text_of
from cjm_research.errors import StudyError

SAID = {
    "en": ("Trust", "Trust in staff", "Price", ["They keep their word.", "Who checks that?", "I believe them."]),
    "zh": ("信任", "信任员工", "价格", ["他们说到做到。", "谁来核实？", "我相信他们。"]),
}


@pytest.fixture(params=["en", "zh"])
def lang(request):
    return request.param


@pytest.fixture
def book(lang):
    trust, staff, price, examples = SAID[lang]
    book = editing.add_own(Codebook.framework(), "trust", trust, lang, family="motivation", examples=examples)
    book = editing.add_own(book, "staff", staff, lang, parent="trust")
    return editing.add_own(book, "price", price, lang)


def _refused(words, change, *args, language="en", **said):
    with pytest.raises(Refusal) as refusal:
        change(*args, **said)
    assert refusal.value.told(language) == words


def test_a_code_made_by_hand_needs_no_examples_and_the_coder_waits_for_three(book, lang):
    trust, staff = book.own_code("trust"), book.own_code("staff")
    assert (trust.is_suggestible, staff.is_suggestible) == (True, False)
    assert (staff.parent, staff.family, staff.explanation(lang)) == ("trust", "motivation", "")
    assert not editing.retire(book, "trust").own_code("trust").is_suggestible


def test_every_book_comes_back_whole_from_json_and_from_the_file(book, lang, tmp_path):
    said = {"en": 'He said "no"\\ \n\tand left\x7f.', "zh": "他说“不”，\n就走了😤。"}[lang]
    book = editing.define(book, "staff", lang, definition=said, include=["a" * 120, said], exclude=[said])
    book = editing.retire(editing.recolor(book, "price", "#AA3377"), "price")
    book = editing.rename(book, "goal/explicit", {"en": "Stated", "zh": "说出来的"}[lang], lang)
    file = tmp_path / "codebook.toml"
    file.write_text(text_of(book), "utf-8")
    for other in (Codebook.from_content(book.to_content()), Codebook.load(file)):
        assert other == book
        assert other.version == book.version != Codebook.framework().version


def test_comment_title_and_form_of_the_file_before_stay(book):
    before = '# Ours.\n# 我们的。\n\ntitle = { en = "Sofas" }\n[[own]]\nid = "x"\nname = { en = "X" }\n'
    text = text_of(book, before)
    assert text.startswith("# Ours.\n# 我们的。\n\n[[own]]\n")
    assert "[[codes]]" not in text
    changed = editing.rename(book, "goal", "Aims", "en")
    whole = tomllib.loads(text_of(changed, before))
    assert whole["title"] == {"en": "Sofas"}
    assert len(whole["codes"]) == len(book.codes)


def test_old_files_read_as_before_and_keep_their_version(tmp_path):
    file = tmp_path / "codebook.toml"
    file.write_text(
        '[[own]]\nid = "trust"\nname = { en = "Trust" }\ndefinition = { en = "D" }\n'
        'examples = { en = ["a", "b", "c"] }\nfamily = "goal"\n', "utf-8",
    )  # fmt: skip
    assert Codebook.load(file).version == "945562379b4f"
    file.write_bytes(b"\xef\xbb\xbf" + file.read_bytes())
    assert Codebook.load(file).version == "945562379b4f"


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        ('parent = "b"', "own code 'a' stands under 'b', which is no own code. Add that one or change it."),
        ('parent = "a"', "own code 'a' stands under itself (a under a). Change one 'parent'."),
        ('color = "blue"', "own code 'a' has the color 'blue', expected six digits such as color = \"#0072b2\"."),
        ('retired = "yes"', "own code 'a' has 'yes' for 'retired', expected true or false."),
        ("parent = 3", "own code 'a' has a 'parent' that is not text. Write the id of an own code: parent = "
         '"trust".'),
        ('family = "goal"\nparent = "c"\n[[own]]\nid = "c"\nname = { en = "C" }\nfamily = "motivation"',
         "own code 'a' belongs to the family 'goal' and stands under 'c', which belongs to 'motivation'. Leave the "
         "family of a code with a 'parent' out."),
    ],
)  # fmt: skip
def test_a_wrong_place_colour_or_state_in_the_file_is_told(tmp_path, lines, message):
    file = tmp_path / "codebook.toml"
    file.write_text(f'[[own]]\nid = "a"\nname = {{ en = "A" }}\n{lines}\n', "utf-8")
    with pytest.raises(StudyError, match=f"^{re.escape(f'{file}: {message}')}$"):
        Codebook.load(file)


def test_codes_move_with_all_under_them_and_never_under_themselves(book, lang):
    moved = editing.move(book, "trust", parent="price")
    assert [code.family for code in moved.own] == ["", "", ""]
    moved = editing.move(book, "trust", family="goal")
    assert [code.family for code in moved.own] == ["goal", "goal", ""]
    trust, staff, price, _ = SAID[lang]
    words = {"en": f"{trust!r} cannot stand under {staff!r}, which stands under it. Move {staff!r} first.",
             "zh": f"“{trust}”不能放到“{staff}”下面，因为“{staff}”就在它下面。请先移动“{staff}”。"}[lang]  # fmt: skip
    _refused(words, editing.move, book, "trust", parent="staff", language=lang)
    words = {"en": f"{price!r} is there already. Name another place.", "zh": f"“{price}”已经在那里了。请指明别的位置。"}
    _refused(words[lang], editing.move, book, "price", language=lang)


def test_merged_codes_give_examples_and_children_to_the_target(book, lang):
    merged = editing.merge(book, ["code:trust"], "price")
    assert [(code.id, code.parent, code.family) for code in merged.own] == [("staff", "price", ""), ("price", "", "")]
    assert merged.own_code("price").examples == book.own_code("trust").examples
    up = editing.merge(book, ["trust"], "staff")
    assert [(code.id, code.parent, code.family) for code in up.own] == [("staff", "", "motivation"), ("price", "", "")]


def test_split_retire_bring_back_and_remove(book, lang):
    names = {"a": SAID[lang][0] + " A", "b": SAID[lang][0] + " B"}
    split = editing.split(book, "staff", names, lang)
    assert [(split.own_code(each).parent, split.own_code(each).title(lang)) for each in names] == [
        ("trust", names["a"]), ("trust", names["b"])]  # fmt: skip
    retired = editing.retire(split, "trust")
    assert [code.id for code in retired.offered] == ["price"]
    back = editing.bring_back(retired, "a")
    assert [code.id for code in back.offered] == ["trust", "price", "a"]
    assert [code.id for code in editing.remove(book, "staff", 0).own] == ["trust", "price"]


def test_what_cannot_be_done_is_refused_in_a_sentence(book, lang):
    trust, staff, _price, _ = SAID[lang]
    refused = {
        "en": [
            (f"{trust!r} was given to 3 segments, so it cannot be removed. Retire it, or merge it into another code.",
             editing.remove, ("trust", 3)),
            (f"{trust!r} has 1 codes under it, so it cannot be removed. Move or remove those first.",
             editing.remove, ("trust", 0)),
            ("'Explicit goal' is a code of the framework; it can be renamed and defined anew, not merged. Merge codes "
             "of your own.", editing.merge, (["goal/explicit"], "trust")),
            ("'Goal' is a code of the framework; it can be renamed and defined anew, not removed. Leave it unused if "
             "the study has no need of it.", editing.remove, ("goal", 0)),
            (f"A code called {staff!r} is in {trust} already (code:staff). Choose another name, or merge the two.",
             editing.add_own, ("new", staff, lang, "", "trust")),
            ("'Explicit goal' has 1 examples in English, expected at least 3. Add sentences that people really said or "
             "could say.", editing.define, ("goal/explicit", "en", None, None, None, ["one"])),
            ("A code cannot have an empty name. Write a few words that say what it stands for.",
             editing.rename, ("trust", " ", lang)),
        ],
        "zh": [
            (f"“{trust}”已用于 3 个片段，不能删除。请停用它，或者并入别的编码。", editing.remove, ("trust", 3)),
            (f"“{trust}”下面还有 1 个编码，不能删除。请先移走或删除它们。", editing.remove, ("trust", 0)),
            ("“明确的主动目标”是框架自带的编码，可以改名、改定义，不能合并。请合并自己的编码。",
             editing.merge, (["goal/explicit"], "trust")),
            ("“目标”是框架自带的编码，可以改名、改定义，不能删除。用不着的话，不用它就是了。",
             editing.remove, ("goal", 0)),
            (f"“{trust}”下面已经有一个叫“{staff}”的编码（code:staff）。请换一个名称，或者把两个合并。",
             editing.add_own, ("new", staff, lang, "", "trust")),
            ("“明确的主动目标”的英文例句有 1 条，至少要 3 条。请补上真实说过或可能会说的句子。",
             editing.define, ("goal/explicit", "en", None, None, None, ["one"])),
            ("编码的名称不能为空。请用几个词说明它指什么。", editing.rename, ("trust", " ", lang)),
        ],
    }  # fmt: skip
    for words, change, said in refused[lang]:
        _refused(words, change, book, *said, language=lang)


def test_every_refusal_is_said_in_both_languages():
    assert _SAID["en"].keys() == _SAID["zh"].keys()
    for key, words in _SAID["en"].items():
        fields = [set(re.findall(r"\{(\w+)", said)) for said in (words, _SAID["zh"][key])]
        assert fields[0] == fields[1], key


def test_meaning_changes_with_definition_and_rules_not_with_names_or_translations(book, lang):
    other = {"en": "zh", "zh": "en"}[lang]
    book = editing.define(book, "trust", lang, definition="1")
    same = editing.define(book, "trust", other, definition="2")
    same = editing.recolor(editing.rename(same, "trust", "X", other), "price", "#aa3377")
    same = editing.define(editing.move(same, "staff"), "trust", lang, examples=["3"])
    assert changes_meaning(book, same) == []
    assert set(diff(book, same)["part"]) == {"name", "definition", "examples", "parent", "family", "color"}
    assert changes_meaning(book, editing.define(book, "trust", lang, definition="")) == ["code:trust"]
    assert changes_meaning(book, editing.define(book, "staff", lang, exclude=["x"])) == ["code:staff"]
    assert changes_meaning(book, editing.define(book, "goal", lang, definition="x")) == [
        "goal/explicit",
        "goal/implicit",
    ]
    added = diff(book, editing.remove(book, "price", 0))
    assert added[["code", "part", "before", "after"]].values.tolist() == [["code:price", "code", SAID[lang][2], ""]]


def test_the_palette_stands_out_and_apart_for_all_eyes():
    for color in colors.PALETTE:
        assert min(colors.contrast(color, ground) for ground in colors.GROUNDS) >= 3
    for one, other in combinations(colors.PALETTE, 2):
        for eye in ("", "protanopia", "deuteranopia"):
            assert colors.distance(one, other, eye) >= 12, (one, other, eye)


def test_siblings_get_other_colours_and_shapes_and_a_warning_when_alike(book, lang):
    book = editing.add_own(book, "late", {"en": "Late", "zh": "迟到"}[lang], lang)
    tops = ["code:price", "code:late"]
    assert (
        len({colors.color_of(book, code) for code in tops}) == len({colors.shape_of(book, code) for code in tops}) == 2
    )
    assert colors.warnings(book, "price", lang) == []
    book = editing.recolor(editing.recolor(book, "price", "#d05050"), "late", "#8a7a30")
    eye = {"en": f"'{SAID[lang][2]}' and 'Late' look alike to people with green-blindness (deuteranopia). Choose "
                 "another colour for one of them; until then their shapes tell them apart.",
           "zh": "“价格”和“迟到”的颜色在绿色盲的人看来太像。"
                 "请给其中一个换颜色；在此之前只能靠形状区分。"}[lang]  # fmt: skip
    assert colors.warnings(book, "price", lang) == [eye]
    faint = colors.warnings(editing.recolor(book, "price", "#ffff00"), "price", lang)
    assert faint[0] == {"en": "The colour #ffff00 hardly stands out on a light ground (1.1 : 1, at least 3 : 1 is "
                              "needed). Choose one of the palette.",
                        "zh": "颜色 #ffff00 在浅色底上不够明显（1.1 : 1，至少要 3 : 1）。"
                              "请从色板里选一个。"}[lang]  # fmt: skip
