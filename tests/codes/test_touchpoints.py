"""A touchpoint is suggested when it is named, in both languages, and never guessed."""

from __future__ import annotations

import pytest

from cjm_research.codes.lexicon import read_lexicon
from cjm_research.codes.touchpoints import channel_names, find_touchpoint, name_of


@pytest.mark.parametrize(
    ("text", "language", "touchpoint", "channel"),
    [
        ("The app logs me out", "en", "direct/online", "app"),
        ("I was happy with it", "en", "", ""),
        ("The courier left it in the rain", "en", "indirect/offline", "delivery"),
        ("A friend told me about it", "en", "potential/hidden", "friends"),
        ("The staff sent me to the website", "en", "direct/online", "web"),
        ("小程序老是闪退", "zh", "direct/online", "mini_program"),
        ("挺满意的", "zh", "", ""),
        ("快递员把箱子扔在门口", "zh", "indirect/offline", "delivery"),
        ("是朋友推荐我用的", "zh", "potential/hidden", "friends"),
        ("前台让我去官网填表", "zh", "direct/online", "web"),
    ],
)
def test_a_named_touchpoint_is_found(text, language, touchpoint, channel):
    found = find_touchpoint(text, language)
    assert (found.touchpoint, found.channel) == (touchpoint, channel)


@pytest.mark.parametrize(
    ("text", "language", "channel"),
    [
        ("We rang the hotline three times", "en", "phone"),
        ("The ticket machine took my card", "en", "machine"),
        ("My letter came two weeks after the appointment", "en", "letter"),
        ("She sells the coats on a live stream", "en", "live_stream"),
        ("Somebody in the parents group knew the answer", "en", "groups"),
        ("I pay through the mini program", "en", "mini_program"),
        ("The teller at the bank was new", "en", "staff"),
        ("We waited at the town hall", "en", "place"),
        ("The school was warm and bright", "en", "place"),
        ("I saw the flyer on the bus", "en", "advertising"),
        ("I went to the open day", "en", "event"),
        ("打了市民热线也没人接", "zh", "phone"),
        ("自助挂号机只收现金", "zh", "machine"),
        ("在直播间抢到的", "zh", "live_stream"),
        ("微信公众号上发了通知", "zh", "official_account"),
        ("家长群里都在问", "zh", "groups"),
        ("客服换了三个人", "zh", "support"),
        ("人工客服要排队", "zh", "chat"),
        ("银行柜台只开一个", "zh", "shop"),
        ("政务大厅里没有椅子", "zh", "place"),
        ("宿舍晚上断网", "zh", "place"),
        ("外卖骑手找不到门", "zh", "delivery"),
        ("导游讲得很细", "zh", "staff"),
        ("教务系统一选课就崩", "zh", "web"),
        ("去听了一次讲座", "zh", "event"),
    ],
)
def test_travel_banks_hospitals_offices_and_schools_have_their_channels(text, language, channel):
    assert find_touchpoint(text, language).channel == channel


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("I was wrapped up in my happy apples", "en"),
        ("It works cross-platform", "en"),
        ("My bank account is empty", "en"),
        ("There is room for improvement", "en"),
        ("这个方法也应用到别处", "zh"),
        ("水滴滴答答地响", "zh"),
    ],
)
def test_words_that_only_look_like_a_channel_are_none(text, language):
    assert find_touchpoint(text, language) == ("", "", "")


@pytest.mark.parametrize(("text", "language"), [("The Live Chat’s closed", "en"), ("我在 APP 上改的", "zh")])
def test_the_words_are_an_exact_part_of_the_text(text, language):
    words = find_touchpoint(text, language).words
    assert words
    assert words in text


def test_channels_are_listed():
    assert {"app", "web", "phone", "shop", "delivery", "social", "mail", "chat"} <= set(channel_names())
    assert "shield" not in channel_names()


def test_every_channel_has_names_a_contact_a_place_and_words_in_both_languages():
    lexicon = read_lexicon("channels")
    for name in channel_names():
        entry = lexicon[name]
        assert entry["contact"] in {"direct", "indirect", "potential"}
        assert entry["place"] in {"online", "offline", "hidden"}
        assert entry["en"]
        assert entry["zh"]
        assert name_of(name, "en") != name_of(name, "zh")
