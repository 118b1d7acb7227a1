"""Numbers by their form and by the words before them; prices, years and versions stay."""

import time

import pytest

from cjm_research.corpora.privacy.numbers import is_iban, luhn, numbers
from cjm_research.corpora.privacy.pseudonyms import Pseudonyms


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("mail jon at example dot org or r [at] example.net", "mail [mail-1] or [mail-2]"),
        ("SSN 078-05-1120, passport number is X1234567", "SSN [id-1], passport number is [id-2]"),
        ("card 4111 1111 1111 1111, IBAN GB29 NWBK 6016 1331 9268 19", "card [account-1], IBAN [account-2]"),
        ("account number 31926819, sort code 60-16-13", "account number [account-1], sort code [account-2]"),
        ("booking reference QX7T2L, order #A10293", "booking reference [order-1], order #[order-2]"),
        ("14 Elm Street in Leeds, M14 5TQ, PO Box 4417", "[address-1] in Leeds, [address-2], [address-3]"),
        ("plate AB12 CDE, license plate 7ABC123", "plate [plate-1], license plate [plate-2]"),
        ("I'm @rosa_b, see github.com/rosa-b", "I'm [handle-1], see [handle-2]"),
        ("see github.com/rosa-b/tool/issues/12", "see github.com/rosa-b/tool/issues/12"),
        ("+44 7700 900982, 07700 900982", "[phone-1], [phone-1]"),
        (
            "version 10.15.7, 20 000 000 rows, $14.99, 16:9, 2,499,000 yen",
            "version 10.15.7, 20 000 000 rows, $14.99, 16:9, 2,499,000 yen",
        ),
        (
            "WH-1000XM4, BA117, error 0x80070057, 9 to 17 o'clock",
            "WH-1000XM4, BA117, error 0x80070057, 9 to 17 o'clock",
        ),
        ("order more than 5000, case closed in 2019", "order more than 5000, case closed in 2019"),
        ("on 12 March 2024", "on 12 March 2024"),
        ("2024-03-12 10:30:25, 2012-2013, 2024/03/12 11", "2024-03-12 10:30:25, 2012-2013, 2024/03/12 11"),
    ],
)
def test_english(text, expected):
    assert Pseudonyms()(text, "en") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("手机１３９１２３４５６７８，还是139 1234 5678", "手机[phone-1]，还是[phone-1]"),
        ("热线400-820-1234，座机010-62345678", "热线[phone-1]，座机[phone-2]"),
        ("旧身份证是320102800101123，护照号E12345678", "旧身份证是[id-1]，护照号[id-2]"),
        ("银行卡6222 0212 3456 7890 128，账号3301234567", "银行卡[account-1]，账号[account-2]"),
        ("运单号SF1029384756123，单号YT8899001122334", "运单号[order-1]，单号[order-2]"),
        ("我住在朝阳区建国路88号，送到幸福小区3栋2单元501室", "我住在[address-1]，送到[address-2]"),
        ("门牌是解放街23号，京A12345，粤BD12345", "门牌是[address-1]，[plate-1]，[plate-2]"),
        ("微信号是haoyu_66，QQ号123456789", "微信号是[handle-1]，QQ号[handle-2]"),
        ("第3栋没有电梯，12号楼没信号，北京的店", "第3栋没有电梯，12号楼没信号，北京的店"),
        ("2020年花了12345块，版本8.0.32，100000000条", "2020年花了12345块，版本8.0.32，100000000条"),
        ("5月12日下单", "5月12日下单"),
    ],
)
def test_chinese(text, expected):
    assert Pseudonyms()(text, "zh") == expected


def test_days_are_replaced_where_the_settings_ask_for_it():
    replace = Pseudonyms(dates=True)
    assert replace("on 12 March 2024, 2024-03-12", "en") == "on [date-1], [date-2]"
    assert replace("2024年5月12日下单，5月12日到", "zh") == "[date-3]下单，[date-4]到"


def test_check_digits():
    assert luhn("4111111111111111")
    assert not luhn("4111111111111112")
    assert is_iban("GB29NWBK60161331926819")
    assert not is_iban("GB29NWBK60161331926818")


@pytest.mark.parametrize(
    "piece",
    [
        "a",
        "7",
        "(",
        "王",
        "在市区路号张小李老师叫",
        "1 ",
        "a at ",
        "路1号",
        "Aa ",
        "passport  ",
        "-1",
        "@a.",
        "朋友",
        "Sarah ",
    ],
    ids=lambda piece: piece.strip()[:8],
)
def test_a_huge_text_of_one_kind_takes_little_time(piece):
    started = time.process_time()
    Pseudonyms().replace(piece * (60_000 // len(piece)), "zh", None, "d1")
    assert time.process_time() - started < 5


@pytest.mark.parametrize(
    ("text", "language"),
    [("我的支付宝账号是xiaolin_zhao。", "zh"), ("My Instagram handle is xiaolin_zhao.", "en")],
)
def test_the_name_of_an_account_needs_no_digit(text, language):
    assert [text[one.start : one.end] for one in numbers(text, language)] == ["xiaolin_zhao"]
