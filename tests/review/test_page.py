import pytest

from cjm_research.review.coding.page import AROUND, cues, page_of


@pytest.mark.parametrize(("mark", "gap"), [(": ", " "), ("：", "")], ids=["en", "zh"])
def test_a_long_turn_is_cut_around_the_segment_and_says_so(mark, gap):
    text = f"P01{mark}" + gap.join(["啊，well 😀."] * 500)
    start = text.index("well", 2000)
    (line,) = page_of(text, start, start + 4, has_labels=True)
    assert line.label == "P01"
    assert line.text[line.start : line.end] == "well"
    assert line.text.startswith("… ")
    assert line.text.endswith(" …")
    assert len(line.text) <= 2 * AROUND + 10


def test_a_colon_inside_a_segment_is_no_speaker():
    text = "It said: try again."
    (line,) = page_of(text, 0, len(text), has_labels=True)
    assert (line.label, line.text) == ("", text)


def test_answers_of_a_survey_have_no_labels():
    text = "价格：太贵\n\n无法登录。"
    lines = page_of(text, 7, 12, has_labels=False)
    assert [line.text for line in lines] == ["价格：太贵", "无法登录。"]
    assert lines[1].text[lines[1].start : lines[1].end] == "无法登录。"


@pytest.mark.parametrize(
    ("reason", "text", "found"),
    [
        ("“Hard to”, “no way” · near: “it is hard”", "It was hard to see", ("Hard to",)),
        ("「没反应」「太慢」", "点了没反应", ("没反应",)),
        ("none", "none of it", ()),
    ],
    ids=["en", "zh", "not quoted"],
)
def test_cues_are_the_quoted_words_that_the_segment_holds(reason, text, found):
    assert cues(reason, text) == found
