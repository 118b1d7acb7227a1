"""What a refit did, in sentences."""

import pandas as pd

from cjm_research.themes.law.changes import Changes, changes
from cjm_research.themes.law.edits import Hold, Law, Mark, Named


def frames(**themes):
    rows = [(theme_id, segment, "goal", True) for theme_id, ids in themes.items() for segment in ids.split()]
    members = pd.DataFrame(rows, columns=["theme_id", "segment_id", "family", "home"])
    titles = {"tha": "Late delivery", "thb": "Prices", "thc": "看不懂说明书"}
    named = pd.DataFrame({"theme_id": list(themes), "family": "goal", "title": [titles[one] for one in themes]})
    return members, named


BEFORE = frames(tha="s1 s2 s3", thb="s4 s5")
AFTER = frames(tha="s1 s2 s4 s9", thc="s5 s6")


def told(law=None, language="en", blocks=(), before=BEFORE, after=AFTER):
    return changes(before[0], after[0], before[1], after[1], law or Law(), language, blocks)


def test_each_theme_says_what_became_of_it_and_why():
    frame = told()
    assert frame[["theme_id", "change", "n_kept", "n_joined", "n_new", "n_left"]].values.tolist() == [
        ["tha", "grown", 2, 2, 1, 1],
        ["thb", "gone", 0, 0, 0, 2],
        ["thc", "new", 0, 2, 1, 0],
    ]
    assert frame["sentence"].tolist() == [
        "“Late delivery” grew from 3 to 4; 2 joined (1 “Prices”, 1 new in the study); 1 left (1 not in the study any "
        "more): matched by 2 of 3 segments.",
        "“Prices” is gone, 2 before; 2 left (1 “Late delivery”, 1 “看不懂说明书”): no topic holds enough of it; most "
        "went to “Late delivery”.",
        "“看不懂说明书” is new, with 2: no earlier theme shares enough with its topic.",
    ]


def test_the_sentences_are_told_in_chinese():
    assert told(language="zh")["sentence"].tolist()[0] == (
        "“Late delivery”从 3 个片段增加到 4 个；2 个加入（“Prices”1 个、新进入研究的 1 个）；"
        "1 个离开（已不在研究中的 1 个）："
        "3 个片段中有 2 个吻合。"
    )


def test_what_a_person_holds_is_told_with_who_and_when():
    holds = {
        ("goal", one): Hold("tha", "Ana", "2026-11-03T09:00:00", "theme.merge", False) for one in ("s1", "s2", "s4")
    }
    law = Law(holds=holds, together={"thb": "tha"}, merged={"tha": Mark("Ana", "2026-11-03T09:00:00")})
    assert told(law)["reason"].tolist()[:2] == [
        "held by Ana's merge on 2026-11-03",
        "Ana merged it into “Late delivery” on 2026-11-03",
    ]
    assert told(law, "zh")["reason"].tolist()[:2] == [
        "由 Ana 在 2026-11-03 的合并保持",
        "Ana 在 2026-11-03 把它并入“Late delivery”",
    ]


def test_a_block_says_why_it_was_kept():
    law = Law(names={"tha": Named({"en": "Late delivery"}, "波", "2026-11-03T09:00:00")})
    assert told(law, blocks=["tha"])["reason"][0] == (
        "no topic holds it any more; kept because of 波's rename on 2026-11-03"
    )


def test_the_report_shows_itself_and_leaves_out_what_stayed():
    report = Changes(told(before=BEFORE, after=BEFORE))
    assert repr(report) == "2 themes kept, 0 grown, 0 shrunk, 0 new, 0 gone."
    shown = Changes(told(language="zh"), "zh")
    assert repr(shown).splitlines()[0] == "主题：0 个不变，1 个变大，0 个变小，1 个新出现，1 个消失。"
    assert shown._repr_html_().count("<li>") == 3
    assert shown.sentences[0].startswith("“看不懂说明书”是新主题")


def renamed(title):
    return BEFORE[0], BEFORE[1].assign(title=[title, "Prices"])


def test_a_name_that_the_machine_changed_is_told_with_the_old_one():
    frame = told(after=renamed("送货太慢"))
    assert frame[["title_before", "title"]].values.tolist() == [["Late delivery", "送货太慢"], ["Prices", "Prices"]]
    assert Changes(frame).sentences == [
        "“送货太慢” stays at 3; the machine renamed it from “Late delivery” to “送货太慢”: matched by 3 of 3 segments."
    ]
    assert Changes(told(language="zh", after=renamed("送货太慢")), "zh").sentences == [
        "“送货太慢”仍有 3 个片段；机器把它的名称从“Late delivery”改为“送货太慢”：3 个片段中有 3 个吻合。"
    ]
    assert told()["title_before"].tolist() == ["Late delivery", "Prices", ""]


def test_a_name_that_a_person_chose_is_not_told_as_renamed():
    law = Law(names={"tha": Named({"en": "Late delivery"}, "波", "2026-11-03T09:00:00")})
    frame = told(law, after=renamed("送货太慢"))
    assert frame["title"].tolist() == ["Late delivery", "Prices"]
    assert Changes(frame).sentences == []
