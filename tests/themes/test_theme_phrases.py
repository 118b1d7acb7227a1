import pytest

from cjm_research.themes.naming.chinese_phrases import chinese
from cjm_research.themes.naming.clauses import candidates
from cjm_research.themes.naming.english import stem, tagged
from cjm_research.themes.naming.english_phrases import english
from cjm_research.themes.naming.voices import phrases


@pytest.mark.parametrize(
    ("said", "language", "expected"),
    [
        ("Um, I couldn't find the button, you know.", "en", "Couldn't find the button"),
        ("I would like to see the total price first", "en", "See the total price first"),
        ("嗯，我觉得就是排队时间太长了吧", "zh", "排队时间太长"),
        ("然后我们没有收到短信通知", "zh", "没有收到短信通知"),
    ],
    ids=["negation-stays", "wish", "lead-in", "negation-stays-zh"],
)
def test_lead_ins_go_and_negations_stay(said, language, expected):
    assert candidates(said, language)[0] == expected


@pytest.mark.parametrize("said", ["P03 told me", "[phone-1]", "R0012", "um, well", "嗯，就是", "P02说"])
def test_pseudonyms_placeholders_and_fillers_name_nothing(said):
    assert phrases(said, "en") == phrases(said, "zh") == []


def test_long_clauses_are_cut_where_a_new_part_opens():
    said = "The parcel stood three days in the depot because the address label had been torn off by the rain"
    assert "The parcel stood three days in the depot" in candidates(said, "en")
    assert all(2 <= len(phrase.split()) <= 8 for phrase in candidates(said, "en"))


def test_long_chinese_clauses_are_cut_where_a_new_part_opens():
    found = candidates("预约成功之后短信一直收不到所以我又打电话去医院问了一遍号源", "zh")
    assert "预约成功之后短信一直收不到" in found
    assert all(4 <= len(phrase) <= 14 for phrase in found)


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("the staff were very friendly", "Friendly staff"),
        ("they could not find my parcel", "Could not find parcel"),
        ("it is hard to find a parking space", "Hard to find a parking space"),
        ("my card payment was declined", "Card payment declined"),
        ("waiting times are too long", "Waiting times too long"),
        ("no parking near the clinic", "No parking near clinic"),
        ("everyone was polite and helpful", "Polite and helpful"),
        ("the app doesn't save my work", "App doesn't save work"),
    ],
)
def test_english_phrases_have_a_verb_with_its_object_or_a_thing_with_how_it_is(said, expected):
    assert expected in [phrase.text for phrase in english(said)]


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("送餐速度非常慢", "送餐速度慢"),
        ("我一直找不到退款按钮", "找不到退款按钮"),
        ("客服一直不接电话", "客服不接电话"),
        ("完全没有收到餐具", "没有收到餐具"),
        ("送餐員態度很差", "送餐員態度差"),
        ("房子质量有问题", "质量有问题"),
        ("保护非物质文化遗产", "保护非物质文化遗产"),
    ],
)
def test_chinese_phrases_are_verb_object_or_thing_and_how_it_is(said, expected):
    assert expected in [phrase.text for phrase in chinese(said)]


def test_word_with_its_prefix_is_not_cut():
    assert "物质文化遗产" not in [phrase.text for phrase in chinese("保护非物质文化遗产")]


def test_words_kept_whole_are_not_cut_out_of_a_phrase():
    assert "打开花呗分期" in [phrase.text for phrase in chinese("打开花呗分期", frozenset({"花呗分期"}))]


@pytest.mark.parametrize(
    ("said", "cut"),
    [
        ("They could not", english),
        ("I was told that they", english),
        ("很", chinese),
        ("是不是", chinese),
        ("的话", chinese),
    ],
)
def test_fragments_are_no_phrases(said, cut):
    assert cut(said) == []


@pytest.mark.parametrize(
    ("forms", "expected"),
    [
        (("cancel", "cancels", "cancelled", "cancelling"), "cancel"),
        (("buy", "bought", "buying"), "buy"),
        (("delivery", "deliveries"), "delivery"),
        (("friendly", "friendliness"), "friendly"),
        (("status",), "status"),
    ],
)
def test_forms_of_a_word_are_counted_as_one(forms, expected):
    assert {stem(form) for form in forms} == {expected}


def test_word_that_may_be_noun_or_verb_is_read_by_its_neighbour():
    assert [word.tag for word in tagged("they call the call desk")] == ["R", "V", "D", "N", "N"]


@pytest.mark.parametrize(
    ("said", "cut", "lost"),
    [
        ("no clear instructions", english, "Clear instructions"),
        ("it is not the right size", english, "Right size"),
        ("the site isn't easy to use", english, "Easy to use"),
        ("nobody called before the delivery", english, "Called before delivery"),
        ("no one answered the phone", english, "Answered phone"),
        ("客服不是很热情周到", chinese, "热情周到"),
        ("没有任何优惠活动", chinese, "优惠活动"),
        ("not without clear instructions", english, "Without clear instructions"),
        ("也不是不信医生", chinese, "不信医生"),
    ],
)
def test_no_phrase_loses_the_negation_before_it(said, cut, lost):
    found = [phrase.text for phrase in cut(said)]
    assert lost not in found


@pytest.mark.parametrize(
    "said",
    [
        "Is the withdrawal going to show",
        "Can I track the card",
        "transferring money and now I've sent",
        "given to help",
    ],
)
def test_questions_and_clauses_with_a_speaker_are_no_names(said):
    assert all(phrase.kind != "clause" for phrase in phrases(said, "en"))


@pytest.mark.parametrize("said", ["搜出来的东西它是那种", "为什么不行", "视频里内容确实", "还会看视频"])
def test_chinese_clauses_that_break_off_or_point_are_no_names(said):
    assert said not in [phrase.text for phrase in phrases(said, "zh")]
