"""Speakers in every form, and the people they name; words, places and brands stay."""

import pytest

from cjm_research.corpora.privacy.pseudonyms import Pseudonyms, Roster
from cjm_research.corpora.privacy.roster import is_slip

ENGLISH = Roster(
    [("Benjamin Walker", "P01"), ("Anna-Lena Fischer", "P02"), ("Priya Raman", "P03"), ("Will Grant", "P04")]
)
CHINESE = Roster([("王秀英", "P01"), ("欧阳静怡", "P02"), ("刘芸", "访谈者")])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ben, Benny and Benjamin are one", "P01, P01 and P01 are one"),
        ("the Walkers' shop, Walker's shop", "the P01' shop, P01's shop"),
        ("Anna Lena, Annalena, Anna-Lena", "P02, P02, P02"),
        ("Pryia and Benjmin wrote", "P03 and P01 wrote"),
        ("Maria wrote to Pria", "[name-1] wrote to P03"),
        ("Will you come? I asked Will.", "Will you come? I asked P04."),
        ("Walking on Grants and wills", "Walking on Grants and wills"),
    ],
)
def test_an_english_speaker_is_known_in_every_form(text, expected):
    assert Pseudonyms([ENGLISH])(text, "en", ENGLISH) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("王秀瑛和秀英姐", "P01和P01姐"),
        ("欧阳女士，静怡", "P02女士，P02"),
        ("刘云是他们写错的", "访谈者是他们写错的"),
        ("老王家，小刘说", "老P01家，小访谈者说"),
    ],
)
def test_a_chinese_speaker_is_known_in_every_form(text, expected):
    assert Pseudonyms([CHINESE])(text, "zh", CHINESE) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("My friend Sarah likes it", "My friend [name-1] likes it"),
        ("I met Dr Patel and Mrs Whitcombe", "I met Dr [name-1] and Mrs [name-2]"),
        ("a guy called Zdenko came", "a guy called [name-1] came"),
        ("her name is Beatriz Souza", "her name is [name-1]"),
        ("Hello Ottoline, thanks", "Hello [name-1], thanks"),
        ("my sister Grace, my boss Will Turner", "my sister [name-1], my boss [name-2]"),
        ("the nurse, amanda, was kind", "the nurse, [name-1], was kind"),
        ("Theo van Doorn rang", "[name-1] rang"),
        ("my friend is German", "my friend is German"),
        ("a tool called Julia, an app named Notion", "a tool called Julia, an app named Notion"),
        ("John Lewis and Ben & Jerry's", "John Lewis and Ben & Jerry's"),
        ("In May, in Paris, with Siri and Alipay", "In May, in Paris, with Siri and Alipay"),
        ("Game Boy Advance", "Game Boy Advance"),
    ],
)
def test_people_that_english_speakers_name(text, expected):
    assert Pseudonyms()(text, "en") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("我朋友李娜、同事张伟说的", "我朋友[name-1]、同事[name-2]说的"),
        ("张经理和李老师，罗建华先生", "[name-1]经理和[name-2]老师，[name-3]先生"),
        ("有个叫谢宇航的人", "有个叫[name-1]的人"),
        ("小李送货，老张推荐", "小[name-1]送货，老[name-2]推荐"),
        ("我问了何志强，他不知道", "我问了[name-1]，他不知道"),
        ("我女儿叫朵朵", "我女儿叫[name-1]"),
        ("支付宝和王府井，高兴就买", "支付宝和王府井，高兴就买"),
        ("向老师请教，三位老师，任何老师", "向老师请教，三位老师，任何老师"),
        ("小程序、老家、小白、黄金周", "小程序、老家、小白、黄金周"),
        ("叫外卖，叫滴滴", "叫外卖，叫滴滴"),
        ("医生和心理咨询师", "医生和心理咨询师"),
    ],
)
def test_people_that_chinese_speakers_name(text, expected):
    assert Pseudonyms()(text, "zh") == expected


def test_a_given_name_alone_is_the_person_the_document_named_in_full():
    replace = Pseudonyms()
    assert replace.replace("I met Emily Carter.", "en", None, "d1").text == "I met [name-1]."
    assert replace.replace("Emily was late.", "en", None, "d1").text == "[name-1] was late."
    assert replace.replace("Emily was early.", "en", None, "d2").text == "[name-2] was early."
    assert replace.replace("Emily Carter again", "en", None, "d2").text == "[name-1] again"


def test_a_given_name_that_two_people_of_the_document_bear_is_neither():
    replace = Pseudonyms()
    assert replace.replace("Emily Carter and Emily Stone", "en", None, "d1").text == "[name-1] and [name-2]"
    assert replace.replace("Emily was late", "en", None, "d1").text == "[name-3] was late"


def test_a_chinese_given_name_is_known_again_in_its_document():
    replace = Pseudonyms()
    assert replace.replace("我同事何志强", "zh", None, "d1").text == "我同事[name-1]"
    assert replace.replace("后来志强走了，何志强没说", "zh", None, "d1").text == "后来[name-1]走了，[name-1]没说"
    assert replace.replace("志强走了", "zh", None, "d2").text == "志强走了"


@pytest.mark.parametrize(
    ("one", "other", "slip"),
    [
        ("priya", "pryia", True),
        ("martin", "martn", True),
        ("anna", "annna", True),
        ("ben", "ben", False),
        ("ab", "cd", False),
    ],
)
def test_one_wrong_letter_is_a_slip(one, other, slip):
    assert is_slip(one, other) is slip
    assert is_slip(other, one) is slip
