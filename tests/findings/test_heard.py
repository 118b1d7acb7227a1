"""What a segment says of which thing, and which quotes a card opens with."""

import pandas as pd
import pytest

from cjm_research.findings.heard import heard
from cjm_research.findings.quotes import in_turn, says_nothing, stands_alone


@pytest.mark.parametrize(
    ("text", "language", "sides"),
    [
        ("The driver was friendly, but the parcel came late.", "en", {("attitude", 1), ("speed", -1)}),
        ("It was not fast.", "en", {("speed", -1)}),
        ("客服很耐心，就是回得慢。", "zh", {("attitude", 1), ("speed", -1)}),
        ("一点也不贵。", "zh", {("price", 1)}),
        ("The chest fell apart.", "en", {("quality", -1)}),
    ],
)
def test_sides_follow_the_words_and_what_denies_them(text, language, sides):
    assert heard(text, language).sides == sides


def test_side_belongs_to_the_thing_near_it_between_the_same_marks():
    said = heard("The driver was friendly, the parcel came late.", "en")
    near = {side: things for clause in said.clauses for side in clause.sides for things in [clause.things]}
    assert near == {("attitude", 1): {"driver"}, ("speed", -1): {"parcel"}}


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Was the driver friendly?", "en"), ("They say the driver is friendly.", "en"),
        ("If the driver had been friendly, I would come back.", "en"), ("The driver was friendly but late.", "en"),
        ("听说客服很耐心。", "zh"), ("客服耐心吗？", "zh"), ("客服很耐心，但是太慢。", "zh"),
    ],
)  # fmt: skip
def test_question_hearsay_condition_and_mixed_feeling_are_not_plain(text, language):
    assert not heard(text, language).plain


@pytest.mark.parametrize(
    ("text", "language", "nothing"),
    [
        ("No.", "en", True), ("Honestly can’t think of one", "en", True), ("👍", "en", True), ("price", "en", False),
        ("Nobody called.", "en", False), ("没有，都挺好的", "zh", True), ("没有啊。", "zh", True), ("——", "zh", True),
        ("没有人打电话", "zh", False), ("人太多", "zh", False),
    ],
)  # fmt: skip
def test_answer_that_says_nothing_is_known_as_such(text, language, nothing):
    assert says_nothing(text, language) is nothing


@pytest.mark.parametrize(
    ("text", "language", "steps"),
    [
        ("Nobody called before the delivery.", "en", 2), ("And then nobody called me.", "en", 1), ("Price", "en", 0),
        ("Is that the right size, please?", "en", 1),
        ("送货之前没有人打电话", "zh", 2), ("然后他们没有打电话给我", "zh", 1), ("贵", "zh", 0),
    ],
)  # fmt: skip
def test_quote_that_leans_on_what_came_before_reads_less_well(text, language, steps):
    assert stands_alone(text, language) == steps


def part(rows, family="pain_point", language="en"):
    frame = pd.DataFrame(rows, columns=["segment_id", "case_id", "text", "emotion", "contrary"])
    return frame.assign(weight=0.5, score=0.9, family=family, language=language)


@pytest.mark.parametrize(
    ("language", "texts"),
    [
        ("en", ["Slow", "And it was so slow again.", "The delivery was far too slow for us.", "Waiting was fine."]),
        ("zh", ["慢", "然后送货还是特别慢。", "送货特别慢，等了三个月。", "等的时候挺好，不错。"]),
    ],
)
def test_quotes_that_read_well_and_fit_come_first_and_contrary_ones_last(language, texts):
    rows = [(f"s{at}", f"P{at}", text, 2.0, at == 3) for at, text in enumerate(texts)]
    assert in_turn(part(rows, language=language)) == ["s2", "s1", "s0", "s3"]


def test_same_words_are_not_quoted_twice_in_a_row():
    rows = [("s1", "P1", "方便", 4.0, False), ("s2", "P2", "方便。", 4.0, False), ("s3", "P3", "效率高", 3.2, False)]
    assert in_turn(part(rows, "motivation", "zh")) == ["s1", "s3", "s2"]
