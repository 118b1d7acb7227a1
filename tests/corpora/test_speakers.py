"""Who is the interviewer."""

from cjm_research.corpora.reading import Source, Turn
from cjm_research.corpora.speakers import roles_of


def interview(*said, hosts=()):
    return Source("interview", tuple(Turn(text, speaker) for speaker, text in said), hosts=hosts)


def test_words_in_the_label_tell():
    source = interview(
        ("Interviewer 1", "Why?"), ("Interviewee", "Late?"), ("Interviewer 2", "Hm."), ("Agent", "Hello.")
    )
    roles = roles_of([source])[0]
    assert roles == {
        "interviewer 1": "interviewer", "interviewee": "participant", "interviewer 2": "interviewer", "agent": "other",
    }  # fmt: skip


def test_chinese_words_in_the_label_tell():
    roles = roles_of([interview(("采访者", "为什么"), ("用户A", "太晚了"), ("客服", "您好"))])[0]
    assert roles == {"采访者": "interviewer", "用户a": "participant", "客服": "other"}


def test_who_asks_is_the_interviewer():
    talk = [
        ("说话人 1", "您是怎么知道的？"),
        ("说话人 2", "朋友说的，她用了很久，一直推荐给我，所以我就装了一个试试看。"),
    ] * 3
    assert roles_of([interview(*talk)])[0] == {"说话人 1": "interviewer", "说话人 2": "participant"}


def test_who_comes_back_in_several_files_is_the_interviewer():
    one = interview(("Ann Roe", "Tell me."), ("Bo Lim", "Where do I start? Why me?"))
    two = interview(("Cy Day", "Shall I start? Now?"), ("Ann Roe", "Please."))
    assert roles_of([one, two]) == [
        {"ann roe": "interviewer", "bo lim": "participant"}, {"cy day": "participant", "ann roe": "interviewer"},
    ]  # fmt: skip


def test_the_header_names_the_interviewers():
    source = interview(("Rich McGrath", "So."), ("Bo Lim", "Really? Why? How?"), hosts=("Rich W McGrath",))
    assert roles_of([source])[0] == {"rich mcgrath": "interviewer", "bo lim": "participant"}


def test_a_single_voice_is_the_participant():
    assert roles_of([interview(("", "Was it late? Yes?"))]) == [{"": "participant"}]
    assert roles_of([interview(("Anna", "Was it late? Yes?"))]) == [{"anna": "participant"}]
