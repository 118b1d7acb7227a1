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


def test_the_host_of_a_round_table_speaks_between_all_others():
    talk = [("Ann", "Welcome. Bo, please introduce yourself.")]
    for guest in ("Bo", "Cy", "Di"):
        talk += [
            (guest, "I sell boxes, and my shop is on the corner since ten years. Who would have thought so?"),
            ("Ann", "Thanks."),
        ]
    assert [who for who, role in roles_of([interview(*talk)])[0].items() if role == "interviewer"] == ["ann"]


def test_the_host_of_a_chinese_round_table_invites_without_a_question_mark():
    talk = [("说话人1", "欢迎各位。先请刘老师来谈谈。")]
    for n in (2, 3, 4):
        talk += [
            (f"说话人{n}", "我觉得这个问题很大，我们做了很多年，为什么难呢？因为没有人，也没有钱。"),
            ("说话人1", "谢谢，有请下一位老师。"),
        ]
    roles = roles_of([interview(*talk)])[0]
    assert [who for who, role in roles.items() if role == "interviewer"] == ["说话人 1"]


def test_a_second_interviewer_does_little_but_ask():
    talk = [
        ("Ann", "How was it?"), ("Bo", "Slow. The box came late and it was open on one side."), ("Cy", "Open?"),
        ("Bo", "Yes, and wet, so that the paper inside fell apart."), ("Ann", "Then?"), ("Bo", "I called, of course."),
        ("Cy", "Who answered?"), ("Bo", "Nobody for an hour, then a man who knew nothing."), ("Ann", "And now?"),
        ("Bo", "Now I buy elsewhere, like everybody around here."), ("Cy", "Where?"), ("Bo", "In the village."),
    ]  # fmt: skip
    assert roles_of([interview(*talk)])[0] == {"ann": "interviewer", "bo": "participant", "cy": "interviewer"}


def test_where_nobody_asks_all_are_participants():
    talk = [("Ann", "It was late."), ("Bo", "And wet."), ("Ann", "Yes."), ("Bo", "So it was.")]
    assert set(roles_of([interview(*talk)])[0].values()) == {"participant"}


def test_of_two_who_both_come_back_the_one_who_asks_is_the_interviewer():
    wave = [("Ann Roe", "How was it this time?"), ("Bo Lim", "Better, the parcel came on the day they said.")] * 3
    roles = {"ann roe": "interviewer", "bo lim": "participant"}
    assert roles_of([interview(*wave), interview(*wave)]) == [roles, roles]


def test_of_two_who_both_come_back_the_one_who_asks_is_the_interviewer_in_chinese():
    wave = [("王敏", "这次感觉怎么样？"), ("李娜", "比上次好，快递当天就到了，客服也回得快。")] * 3
    roles = {"王敏": "interviewer", "李娜": "participant"}
    assert roles_of([interview(*wave), interview(*wave)]) == [roles, roles]
