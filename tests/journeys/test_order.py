from itertools import permutations

import numpy as np
import pandas as pd
import pytest

from cjm_research.journeys.frameworks import framework
from cjm_research.journeys.order import best_order, cycles, order_of, story, ties, votes
from cjm_research.journeys.order.kemeny import cost
from cjm_research.journeys.order.words import WORDS

SIX = framework("six")
COVERS = {stage.id: stage.covers for stage in SIX.stages}
NAMES = {stage.id: stage.name for stage in SIX.stages}
IDS = tuple(COVERS)


def told(*people, language="en", kind="interview"):
    """Return story() of people, each a list of (stage, text, question)."""
    segments, turns, placed = [], [], []
    for number, passages in enumerate(people):
        for at, (stage, text, *question) in enumerate(passages):
            key = f"s{number}-{at}"
            turn = f"t{number}-{at}" if question else f"t{number}"
            segments.append((key, turn, f"d{number}", at, text, language, kind, f"P{number:02}"))
            turns.append((turn, question[0] if question else ""))
            placed.append((key, stage, 1.0))
    columns = ["segment_id", "turn_id", "document_id", "start", "text", "language", "kind", "case_id"]
    return story(
        pd.DataFrame(segments, columns=columns),
        pd.DataFrame(turns, columns=["turn_id", "question"]).drop_duplicates("turn_id"),
        pd.DataFrame(placed, columns=["segment_id", "stage", "score"]),
        COVERS,
    )


def pairs(*people, **more):
    return [(row.before, row.after, row.ground) for row in votes(told(*people, **more)).itertuples()]


def cast(*rows):
    """Rows: person, before, after, weight."""
    found = pd.DataFrame(rows, columns=["case_id", "before", "after", "weight"])
    return found.assign(ground=["cue" if weight == 1 else "run" for weight in found["weight"]])


@pytest.mark.parametrize(
    ("first", "second", "language"),
    [("I use it daily.", "Before that I paid.", "en"), ("我每天用。", "在那之前我付了款。", "zh")],
    ids=["english", "chinese"],
)
def test_before_that_turns_the_sequence_round(first, second, language):
    assert pairs([("use", first), ("purchase", second)], language=language) == [("purchase", "use", "cue")]


@pytest.mark.parametrize(
    ("second", "language"),
    [("Then I used it.", "en"), ("然后就开始用了。", "zh")],
    ids=["english", "chinese"],
)
def test_then_says_it_outright(second, language):
    assert pairs([("purchase", "x"), ("use", second)], language=language) == [("purchase", "use", "cue")]


def test_mere_sequence_counts_half():
    found = votes(told([("purchase", "a"), ("use", "b")]))
    assert found[["before", "after", "weight", "ground"]].values.tolist() == [["purchase", "use", 0.5, "run"]]


@pytest.mark.parametrize(
    ("text", "language"),
    [("Before I ordered it, I had asked around.", "en"), ("下单之前我打听了一圈。", "zh")],
    ids=["english", "chinese"],
)
def test_milestone_named_in_the_clause_says_what_came_before(text, language):
    given = [("purchase", "x"), ("consideration", text)]
    assert pairs(given, language=language) == [("consideration", "purchase", "cue")]


@pytest.mark.parametrize(
    ("question", "language"),
    [("Let's go back a bit?", "en"), ("咱们往前倒一倒？", "zh")],
    ids=["english", "chinese"],
)
def test_question_that_goes_back_is_a_cue(question, language):
    given = [("use", "x", "How?"), ("awareness", "y", question)]
    assert pairs(given, language=language) == [("awareness", "use", "cue")]


def test_person_votes_once_for_a_pair():
    again = [("purchase", "x"), ("use", "Then y."), ("purchase", "x"), ("use", "Then y."), ("purchase", "x")]
    assert pairs(again) == [("purchase", "use", "cue")]


def test_talk_that_goes_to_and_fro_is_no_vote():
    assert pairs([("purchase", "x"), ("use", "y"), ("use", "y"), ("purchase", "x")]) == []


def test_answers_of_a_survey_are_no_sequence():
    rows = [("purchase", "x", "Why?"), ("use", "y", "What was hard?")]
    assert pairs(rows, kind="survey") == []
    assert pairs(rows) == [("purchase", "use", "run")]


def test_segments_that_stand_nowhere_do_not_vote():
    assert pairs([("none", "x"), ("use", "Then y.")]) == []


def test_best_order_is_that_of_trying_all():
    random = np.random.default_rng(5)
    for _ in range(8):
        wins = random.integers(0, 5, size=(5, 5)).astype(float)
        least = min(cost(wins, order) for order in permutations(range(5)))
        assert cost(wins, best_order(wins, range(5))) == least


def test_among_equals_the_given_order_stands():
    assert best_order(np.zeros((4, 4)), (2, 0, 3, 1)) == (2, 0, 3, 1)


def test_many_items_are_still_put_in_order():
    wins = np.triu(np.ones((15, 15)), 1)
    assert best_order(wins, tuple(reversed(range(15)))) == tuple(range(15))


def test_cycle_and_tie_are_told():
    wins = np.array([[0, 2, 0, 1], [0, 0, 2, 0], [2, 0, 0, 0], [1, 0, 0, 0]], dtype=float)
    assert cycles(wins) == [(0, 1, 2)]
    assert ties(wins) == [(0, 3)]


def test_too_few_people_leave_the_frameworks_order():
    found = order_of(IDS, cast(("P01", "use", "purchase", 1), ("P02", "use", "purchase", 1)), NAMES)
    assert (found.origin, found.stages, found.talk, found.n_people) == ("framework", IDS, (), 2)
    assert found.told("en")[0].startswith("Too few people (2, asked for: 3)")
    assert found.told("zh")[0] == "讲出先后的人太少（2 人，至少需要 3 人），因此沿用框架的顺序。"


def test_it_takes_three_more_people_than_contradict_to_turn_a_pair():
    def turned(n):
        rows = [(f"P{at}", "use", "delivery", 1) for at in range(n)]
        return order_of(IDS, cast(*rows, ("X", "awareness", "use", 1)), NAMES, least=1, draws=10)

    assert turned(2).origin == "framework"
    assert turned(3).origin == "talk"
    assert turned(3).stages.index("use") < turned(3).stages.index("delivery")


def test_hand_overrides_and_what_it_leaves_out_follows():
    rows = [(f"P{at}", "use", "delivery", 1) for at in range(5)]
    found = order_of(IDS, cast(*rows), NAMES, hand=["loyalty", "gone", "use"])
    assert found.origin == "hand"
    assert found.stages == ("loyalty", "use", "awareness", "consideration", "purchase", "delivery")
    assert found.told("zh")[0] == "阶段顺序由人工设定。"


def test_agreement_lies_in_its_interval_and_counts_weights():
    rows = [("P01", "purchase", "use", 1), ("P02", "purchase", "use", 1), ("P03", "use", "purchase", 0.5)]
    found = order_of(IDS, cast(*rows), NAMES)
    assert found.agreement == pytest.approx(2 / 2.5)
    assert found.low <= found.agreement <= found.high
    assert found.data["votes"] == [{"before": "purchase", "after": "use", "n_people": 2, "of": 3}]


def test_data_keeps_the_names_of_the_map_and_no_votes_give_nulls():
    data = order_of(IDS, cast(), NAMES).data
    assert set(data) == {"from", "talk", "n_people", "agreement", "low", "high", "cycles", "ties", "votes"}
    assert (data["from"], data["agreement"], data["low"], data["votes"]) == ("framework", None, None, [])


@pytest.mark.parametrize(("language", "name"), [("en", "Purchase"), ("zh", "购买")])
def test_order_shows_itself_and_escapes(language, name):
    rows = [(f"P{at}", "purchase", "use", 1) for at in range(3)]
    shown = order_of(IDS, cast(*rows), {**NAMES, "use": {"en": "<b>", "zh": "<b>"}}, language=language)._repr_html_()
    assert name in shown
    assert "&lt;b&gt;" in shown
    assert "<b>" not in shown
    assert WORDS[language]["heads"][0] in shown


def test_row_order_of_votes_changes_nothing():
    rows = cast(("P01", "purchase", "use", 1), ("P02", "use", "purchase", 0.5), ("P03", "delivery", "use", 1))
    one, other = order_of(IDS, rows, NAMES), order_of(IDS, rows.iloc[::-1], NAMES)
    assert one.data == other.data


JUMPING = {
    "en": [
        [("use", "I use it daily."), ("delivery", "Before that it came."), ("purchase", "Before that I paid."),
         ("loyalty", "In the end I came back.")],
        [("delivery", "It came late."), ("use", "Then I used it."), ("purchase", "Earlier, paying was easy.")],
        [("loyalty", "I recommend it."), ("purchase", "At first I paid."), ("delivery", "Then I waited."),
         ("use", "After that I used it.")],
    ],
    "zh": [
        [("use", "我每天用。"), ("delivery", "在那之前送来了。"), ("purchase", "再之前付的款。"),
         ("loyalty", "最后又去了。")],
        [("delivery", "来得晚。"), ("use", "后来开始用。"), ("purchase", "更早的时候付款很方便。")],
        [("loyalty", "我会推荐。"), ("purchase", "一开始付款。"), ("delivery", "接着等着。"),
         ("use", "然后就用上了。")],
    ],
}  # fmt: skip


@pytest.mark.parametrize("language", ["en", "zh"])
def test_order_is_recovered_from_people_who_jump_without_the_frameworks_help(language):
    cast_votes = votes(told(*JUMPING[language], language=language))
    for given in permutations(["purchase", "delivery", "use", "loyalty"]):
        found = order_of(given, cast_votes, prior=0.0, draws=10)
        assert found.talk == ("purchase", "delivery", "use", "loyalty")


def test_words_are_there_in_both_languages():
    assert WORDS["en"].keys() == WORDS["zh"].keys()
