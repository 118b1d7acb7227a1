"""A touchpoint is suggested when it is named, in both languages, and never guessed."""

from __future__ import annotations

import pytest

from cjm_research.codes.touchpoints import channel_names, find_touchpoint


@pytest.mark.parametrize(
    ("text", "language", "touchpoint", "channel"),
    [
        ("The app logs me out", "en", "direct/online", "app"),
        ("I was happy with it", "en", "", ""),
        ("The courier left it in the rain", "en", "indirect/offline", "delivery"),
        ("A friend told me about it", "en", "potential/hidden", "friends"),
        ("The staff sent me to the website", "en", "direct/online", "web"),
        ("小程序老是闪退", "zh", "direct/online", "app"),
        ("挺满意的", "zh", "", ""),
        ("快递员把箱子扔在门口", "zh", "indirect/offline", "delivery"),
        ("是朋友推荐我用的", "zh", "potential/hidden", "friends"),
        ("前台让我去官网填表", "zh", "direct/online", "web"),
    ],
)
def test_a_named_touchpoint_is_found(text, language, touchpoint, channel):
    found = find_touchpoint(text, language)
    assert (found.touchpoint, found.channel) == (touchpoint, channel)


def test_words_inside_other_words_are_not_channels():
    assert find_touchpoint("I was wrapped up in my happy apples", "en").channel == ""


def test_channels_are_listed():
    assert {"app", "web", "phone", "shop", "delivery", "social", "mail", "chat"} <= set(channel_names())
