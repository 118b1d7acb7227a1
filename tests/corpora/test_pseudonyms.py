"""What identifies people is replaced; everything else stays."""

import pytest

from cjm_research.corpora.introductions import introduced
from cjm_research.corpora.pseudonyms import Pseudonyms, Roster

ROSTER = Roster([("Ben Walker", "P01"), ("Rose Hill", "P02"), ("Anna Roe", "Interviewer"), ("Interviewee", "P03")])
ROSTER_ZH = Roster([("王秀英", "P01"), ("陈浩宇", "P02"), ("周敏", "访谈者")])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("I'm Ben Walker, call me Ben.", "I'm P01, call me P01."),
        ("ben walker again, Mr Walker", "P01 again, Mr P01"),
        ("the roses were late, said Rose.", "the roses were late, said P02."),
        ("Benefits are for the Interviewee.", "Benefits are for the Interviewee."),
        ("Write to ben.w@example.co.uk please", "Write to [mail-1] please"),
        ("Ring 07700 900366 or (212) 555-0143.", "Ring [phone-1] or [phone-2]."),
        ("In 2015 I paid 1,200 of 20 000 pounds", "In 2015 I paid 1,200 of 20 000 pounds"),
        ("with the order number, OAK-70355, and", "with the order number, [order-1], and"),
        ("in order to save 3000 pounds", "in order to save 3000 pounds"),
    ],
)
def test_english(text, expected):
    assert Pseudonyms([ROSTER])(text, "en", ROSTER) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("我叫王秀英，大家叫我秀英", "我叫P01，大家叫我P01"),
        ("王阿姨您好，浩宇也在，小陈说的", "P01阿姨您好，P02也在，小P02说的"),
        ("王府井的王牌", "王府井的王牌"),
        ("手机13812345678，座机025-83312345", "手机[phone-1]，座机[phone-2]"),
        ("还是 138 1234 5678，同一个13812345678", "还是 [phone-1]，同一个[phone-1]"),
        ("身份证32010219900101123X，邮箱a_b@qq.com", "身份证[id-1]，邮箱[mail-1]"),
        ("订单号我抄在本子上，GB20260311007", "订单号我抄在本子上，[order-1]"),
        ("2020年花了1500块，排了30000人", "2020年花了1500块，排了30000人"),
    ],
)
def test_chinese(text, expected):
    assert Pseudonyms([ROSTER_ZH])(text, "zh", ROSTER_ZH) == expected


def test_a_given_name_in_another_document_claims_nobody():
    other = Roster([("Cy Day", "P09")])
    replace = Pseudonyms([ROSTER, other])
    assert replace("My friend Ben knows Ben Walker.", "en", other) == "My friend [name] knows P01."


def test_the_same_value_keeps_its_number_and_numbers_go_on():
    replace = Pseudonyms([], seen=["earlier [mail-4]"])
    assert replace("a@x.org b@x.org A@x.org", "en") == "[mail-5] [mail-6] [mail-5]"


def test_names_in_greetings_are_heard():
    english = [
        ("interviewer", "i", "Thanks for making the time, Graham. Ready?"),
        ("participant", "p", "Sure, I'm Graham."),
    ]
    chinese = [("interviewer", "i", "刘女士，下午好。"), ("participant", "p", "您好，我叫刘芸，三十四。")]
    assert introduced(english) == [("Graham", "p")]
    assert introduced(chinese) == [("刘女士", "p"), ("刘芸", "p")]
