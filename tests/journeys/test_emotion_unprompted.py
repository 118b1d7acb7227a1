import pandas as pd
import pytest

from cjm_research.journeys.emotion import asks_for, unprompted

QUESTIONS = {
    "en": {"open": "How did it go?", "worst": "What frustrated you most?", "best": "What made you choose us?"},
    "zh": {"open": "整个过程是怎样的？", "worst": "最让您头疼的是什么？", "best": "您为什么选择我们？"},
}


@pytest.fixture(params=["en", "zh"])
def questions(request):
    return QUESTIONS[request.param]


def answers(*blocks):
    """Rows of (question, stage, emotion, people from, people to)."""
    rows = [
        (question, stage, emotion, f"P{at:02d}")
        for question, stage, emotion, first, end in blocks
        for at in range(first, end)
    ]
    frame = pd.DataFrame(rows, columns=["question", "stage", "emotion", "case_id"])
    return frame.assign(segment_id=[f"s{at}" for at in range(len(frame))])


@pytest.mark.parametrize(
    ("question", "side"),
    [
        ("What was the most frustrating part?", "complaint"),
        ("What do you like about it?", "praise"),
        ("What would you change or add?", "wish"),
        ("What would you like us to improve?", "wish"),
        ("How likely are you to recommend us?", ""),
        ("What do you like and dislike?", ""),
        ("How easy or difficult was it?", ""),
        ("When did you first hear of the shop?", ""),
        ("您最喜欢哪一点？", "praise"),
        ("您不喜欢什么？", "complaint"),
        ("喜欢和不喜欢的分别是什么？", ""),
        ("您希望我们改进什么？", "wish"),
        ("当初是怎么知道的？", ""),
        ("", ""),
    ],
)
def test_question_asks_for_praise_complaint_wish_or_nothing(question, side):
    assert asks_for(question) == side


def test_answers_to_questions_that_ask_for_a_feeling_are_not_drawn(questions):
    rows = answers(
        (questions["open"], "purchase", 3.0, 0, 6),
        (questions["open"], "use", 4.0, 0, 6),
        (questions["worst"], "use", 1.5, 10, 40),
        (questions["best"], "purchase", 4.5, 10, 40),
    )
    kept, basis = unprompted(rows)
    assert set(kept["question"]) == {questions["open"]}
    assert (basis.kind, basis.n_prompted, basis.n_segments) == ("unprompted", 60, 12)
    assert basis.questions == tuple(sorted((questions["worst"], questions["best"])))
    assert basis.words == {
        "en": "The curve leaves out 60 answers to questions that ask for praise, complaints or wishes.",
        "zh": "曲线未计入60条回答：所答问题本身要求说好处、抱怨或愿望。",
    }


def test_survey_of_such_questions_alone_is_drawn_whole_and_says_so(questions):
    rows = answers((questions["worst"], "use", 1.5, 0, 9), (questions["best"], "purchase", 4.5, 0, 9))
    kept, basis = unprompted(rows)
    pd.testing.assert_frame_equal(kept, rows)
    assert (basis.kind, basis.n_segments) == ("everything", 18)
    assert basis.words["en"].startswith("The curve rests on 18 answers to questions that ask for praise")
    assert basis.words["zh"].startswith("曲线包含18条回答")


def test_follow_up_of_an_interviewer_is_talk(questions):
    rows = answers((questions["open"], "use", 3.0, 0, 6), (questions["worst"], "use", 1.5, 0, 2))
    kept, basis = unprompted(rows)
    assert len(kept) == 8
    assert (basis.n_prompted, basis.words) == (0, {"en": "", "zh": ""})


def test_input_stays_as_it_was_and_unplaced_answers_are_not_counted(questions):
    rows = answers((questions["open"], "use", 3.0, 0, 6), (questions["worst"], "none", 1.5, 0, 9))
    before = rows.copy()
    assert unprompted(rows)[1].n_prompted == 0
    pd.testing.assert_frame_equal(rows, before)
