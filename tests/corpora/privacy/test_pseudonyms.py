"""What identifies people is replaced; everything else stays."""

import re

import pytest

from cjm_research.corpora.privacy.introductions import introduced
from cjm_research.corpora.privacy.pseudonyms import Pseudonyms, Roster

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


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("My husband Robert Hill paid. Robert was cross.", "My husband [name-1] paid. [name-1] was cross."),
        ("Our son Zdenek Walker, Ben and Mrs Hill came.", "Our son [name-1], P01 and Mrs P02 came."),
        ("I told Robert Anna would come.", "I told [name-1] Interviewer would come."),
        ("我先生Robert Hill说太贵了，Rose也说。", "我先生[name-1]说太贵了，P02也说。"),
    ],
)
def test_who_has_a_speakers_surname_and_another_given_name_is_somebody_else(text, expected):
    assert Pseudonyms([ROSTER])(text, "en", ROSTER).replace("[name-2]", "[name-1]") == expected
    alone = Pseudonyms([ROSTER])(text, "en")
    assert not {"Robert", "Zdenek"} & set(alone.split())


def test_a_given_name_in_another_document_claims_nobody():
    other = Roster([("Cy Day", "P09")])
    replace = Pseudonyms([ROSTER, other])
    assert replace("My friend Ben knows Ben Walker.", "en", other) == "My friend [name-1] knows P01."


def test_the_same_value_keeps_its_number_and_numbers_go_on():
    replace = Pseudonyms([], taken=["earlier [mail-4]"])
    assert replace("a@x.org b@x.org A@x.org", "en") == "[mail-5] [mail-6] [mail-5]"


def test_names_in_greetings_are_heard():
    english = [
        ("interviewer", "i", "Thanks for making the time, Graham. Ready?"),
        ("participant", "p", "Sure, I'm Graham."),
    ]
    chinese = [("interviewer", "i", "刘女士，下午好。"), ("participant", "p", "您好，我叫刘芸，三十四。")]
    assert introduced(english) == [("Graham", "p")]
    assert introduced(chinese) == [("刘女士", "p"), ("刘芸", "p")]


def test_what_the_key_knows_keeps_its_pseudonym():
    replace = Pseudonyms(known={"mail|a@x.org": "[mail-7]"})
    assert replace("a@x.org b@x.org", "en") == "[mail-7] [mail-8]"
    assert replace.table == {"mail|a@x.org": "[mail-7]", "mail|b@x.org": "[mail-8]"}
    assert replace.originals == {"[mail-7]": {"a@x.org"}, "[mail-8]": {"b@x.org"}}


def test_words_to_keep_stay_in_their_document_or_everywhere():
    replace = Pseudonyms(keep={("d1", "Sarah"), ("", "李娜")})
    assert replace.replace("my friend Sarah", "en", None, "d1").text == "my friend Sarah"
    assert replace.replace("my friend Sarah", "en", None, "d2").text == "my friend [name-1]"
    assert replace.replace("我朋友李娜", "zh", None, "d2").text == "我朋友李娜"


def test_words_to_replace_too_are_replaced_as_their_kind():
    replace = Pseudonyms(also={"The Old Mill": "address", "阿土伯": "name"})
    assert replace("at the old mill", "en") == "at [address-1]"
    assert replace("阿土伯来了", "zh") == "[name-1]来了"


def test_the_order_of_documents_changes_the_numbers_only():
    texts = [("d1", "a@x.org wrote to my friend Sarah"), ("d2", "my friend Tom rang 07700 900123"), ("d3", "b@x.org")]

    def shapes(order):
        replace = Pseudonyms([ROSTER])
        return {name: re.sub(r"\d+", "", replace.replace(text, "en", ROSTER, name).text) for name, text in order}

    assert shapes(texts) == shapes(texts[::-1])


def test_an_empty_text_stays_empty():
    assert Pseudonyms().replace("", "en").places == ()
    assert Pseudonyms()("", "zh") == ""


@pytest.mark.parametrize(
    ("name", "language", "expected"),
    [
        ("P10_GMT20211130_Ben Walker.odt", "en", "P10_GMT20211130_P01.odt"),
        ("订单20211130-王秀英.docx", "zh", "订单20211130-P01.docx"),
    ],
    ids=["en", "zh"],
)
def test_in_the_name_of_a_file_people_are_replaced_and_dates_are_not(name, language, expected):
    roster = Roster([("Ben Walker", "P01"), ("王秀英", "P01")])
    assert Pseudonyms([roster]).in_a_name(name, language, roster) == expected


@pytest.mark.parametrize(
    ("name", "text", "language", "expected"),
    [
        ("Tobias Lindqvist", "Tobias Lindqvist came. Tobias's wife laughed.", "en", "P02 came. P02's wife laughed."),
        ("司马承志", "司马承志推荐的。后来承志退货了。", "zh", "P02推荐的。后来P02退货了。"),
    ],
)
def test_a_part_of_a_speaker_of_another_document_is_the_one_this_one_named_in_full(name, text, language, expected):
    assert Pseudonyms([Roster([(name, "P02")])]).replace(text, language, None, "d1").text == expected


@pytest.mark.parametrize(
    ("speaker", "name", "language", "expected"),
    [
        ("Tobias Lindqvist", "talk-tobias.vtt", "en", "talk-P02.vtt"),
        ("欧阳慧敏", "访谈-欧阳.txt", "zh", "访谈-P02.txt"),
    ],
)
def test_a_file_that_bears_a_part_of_its_speaker_s_name_is_shown_without(speaker, name, language, expected):
    own = Roster([(speaker, "P02")])
    assert Pseudonyms([own]).in_a_name(name, language, own) == expected
