"""Mails, phones, ids, accounts, orders, plates, handles and dates, by their form and by the words before them.

The rules stand in the order of their sureness: where two overlap, the first holds. Every repetition is bounded, so the
time grows with the length of the text only.

>>> [(found.kind, found.value) for found in numbers("4111 1111 1111 1111, order number QX7T2L", "en")]
[('account', '4111111111111111'), ('order', 'QX7T2L')]
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from cjm_research.corpora.language import CJK
from cjm_research.corpora.privacy.places import Found

_WORTH = re.compile(
    r"\d|@|(?i: at |\[at\]|\(at\)|https?:|www\.|\.(?:com|org|net|me|cn)/)|(?i:skype|telegram|discord|handle|user ?name)"
    r"|_|(?:[账帐][号户]|微信|QQ|qq|抖音|快手|微博|小红书|B站|知乎|陌陌|公众号)[^。，\n]{0,8}[A-Za-z]"
)
_MOST_DIGITS = 40
_LANDLINE = re.compile(r"\(?0(?:10|2\d|[3-9]\d\d)\)?[- ]?\d{7,8}$")
DAY = re.compile(r"[(]?(?:19|20)\d\d(?:[-/. ]\d{1,2}[-/. ]\d{1,2}(?!\d)|-(?:19|20)\d\d(?!\d)|-\d\d(?!\d))")
"""Days and spans of years, which are written like phones."""

_EN_GAP = (
    r"(?:['’]?s)?(?:\s{0,2}(?:numbers?|no\.?|num|code|id|ref(?:erence)?|\#))*"
    r"\s{0,2}(?:(?:is|was|are|were|be|ends up as|on (?:the|my) \w{1,12}|that is|which is|i gave|as|of|it['’]?s|reads?)"
    r"\s{1,2}){0,3}[:：#,;=]?\s{0,2}[\"“'(#]?"
)
_ZH_GAP = (
    r"(?:号码|编号|单号|卡号|代码|号)?\s{0,2}(?:写的是|填的是|应该是|就是|好像是|是|为|叫)?\s{0,2}[，,:：#]?\s{0,2}"
    r"(?:是|为)?\s{0,2}"
)
_NUMBER_WORD = r"(?:\s{0,2}(?:numbers?|no\.?|num|code|id|ref(?:erence)?|\#))"


@dataclass(frozen=True)
class _Rule:
    kind: str
    name: str
    pattern: re.Pattern[str]
    value: Callable[[str], str]
    fits: Callable[[re.Match[str]], bool] = lambda found: True

    def __call__(self, text: str) -> Iterator[Found]:
        for found in self.pattern.finditer(text):
            if self.fits(found):
                start, end = found.span("it")
                yield Found(start, end, self.kind, self.value(found["it"]), self.name)


def _compact(text: str) -> str:
    return re.sub(r"[\s·.\-]", "", text).upper()


def _digits(text: str) -> str:
    return re.sub(r"\D", "", text)


def _count(text: str) -> int:
    return sum(sign.isdigit() for sign in text)


def luhn(digits: str) -> bool:
    """Return whether the check digit of a card number is right.

    >>> luhn("4111111111111111"), luhn("4111111111111112")
    (True, False)
    """
    total = 0
    for n, sign in enumerate(reversed(digits)):
        value = int(sign) * (1 + n % 2)
        total += value - 9 * (value > 9)
    return total % 10 == 0


def _phone(text: str) -> str:
    """Return a phone number as it is dialled from abroad, so that its spellings meet."""
    import phonenumbers

    digits = _digits(text)
    region = "CN" if _LANDLINE.match(text) else "GB" if digits.startswith("0") else "US"
    try:
        number = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        return digits
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def is_iban(code: str) -> bool:
    """Return whether the check digits of an IBAN are right (ISO 13616).

    >>> is_iban("GB29NWBK60161331926819"), is_iban("GB2920260311007")
    (True, False)
    """
    moved = "".join(str(int(sign, 36)) for sign in code[4:] + code[:4])
    return 15 <= len(code) <= 34 and int(moved) % 97 == 1


def _is_card(found: re.Match[str]) -> bool:
    digits = _digits(found["it"])
    return 13 <= len(digits) <= 19 and (luhn(digits) or (digits.startswith("62") and len(digits) >= 16))


def _is_order(found: re.Match[str]) -> bool:
    value = found["it"]
    if re.fullmatch(r"(?:19|20)\d\d", value):
        return False
    numbered = found.groupdict().get("word")
    if value.isdigit() and not numbered:
        return len(value) >= 6
    if _count(value) >= 4:
        return True
    return bool(numbered) and len(value) >= 5 and value == value.upper()


_LONG_CODE = r"(?=[A-Za-z-]{0,12}\d)[A-Za-z0-9](?:[A-Za-z0-9-]{0,38}[A-Za-z0-9])?(?![A-Za-z0-9])"
_HOSTS = (
    r"(?:(?:github|gitlab)\.com(?=/[\w.-]{2,60}/?(?![\w/%.-]))|twitter\.com|x\.com|instagram\.com|facebook\.com|fb\.com|linkedin\.com/in|t\.me|"
    r"youtube\.com/(?:user|channel|c|@)|tiktok\.com|pinterest\.com|medium\.com|reddit\.com/u(?:ser)?|vk\.com|"
    r"etsy\.com/shop|steamcommunity\.com/id|snapchat\.com/add|weibo\.com|zhihu\.com/people|space\.bilibili\.com|"
    r"xiaohongshu\.com/user(?:/profile)?|douyin\.com/user|douban\.com/people)"
)
_PROVINCES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
_MONTHS = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?|"
    r"Nov(?:ember)?|Dec(?:ember)?)\.?"
)


def _rule(kind: str, name: str, pattern: str, value: Callable[[str], str] = _compact, fits=None) -> _Rule:
    compiled = re.compile(pattern, re.ASCII)  # so that 汉字 beside a word do not belong to it
    return _Rule(kind, name, compiled, value, fits) if fits else _Rule(kind, name, compiled, value)


_MAILS = (
    _rule(
        "mail",
        "mail form",
        r"(?P<it>(?<![A-Za-z0-9.+'_-])[A-Za-z0-9_](?:[A-Za-z0-9_.+'-]{0,63})@[A-Za-z0-9](?:[A-Za-z0-9-]{0,62}\.){1,6}[A-Za-z]{2,24})",
        str.casefold,
    ),
    _rule(
        "mail",
        "mail in words",
        r"(?i)(?P<it>(?<![\w.])[a-z0-9][\w.+-]{0,40}(?: dot [\w-]{1,30}){0,3} ?(?:\[at\]|\(at\)| at ) ?[a-z0-9-]{2,30}"
        r"(?:(?: dot | ?\[dot\] ?|\.)[a-z]{2,12}){1,3})(?!\w)",
        lambda text: re.sub(
            r"(?i)\s*[\[(]?\bdot\b[\])]?\s*", ".", re.sub(r"(?i)\s*[\[(]?\bat\b[\])]?\s*", "@", text)
        ).casefold(),
        lambda found: " dot " in found["it"].casefold() or re.search(r"[\[(]", found["it"]) is not None,
    ),
)
_HANDLES = (
    _rule(
        "handle",
        "profile address",
        rf"(?i)(?P<it>(?<![\w.])(?:https?://)?(?:www\.|[a-z]{{1,3}}\.)?{_HOSTS}/?@?[\w.%~-]{{2,60}}(?:/[\w.%~-]{{1,60}}){{0,3}})",
        str.casefold,
    ),
    _rule(
        "handle",
        "@name",
        rf"(?P<it>(?<![\w@.])@(?!everyone|here|channel|all\b|所有人)(?:[A-Za-z_][\w.]{{1,30}}(?<!\.)|"
        rf"[{CJK}](?:(?!可以|能搜|发了|发的|就是|是我|上面|里面)[{CJK}\w]){{1,14}}))",
        str.casefold,
    ),
    _rule(
        "handle",
        "name of an account",
        r"(?i)\b(?:twitter|instagram|insta|skype|discord|telegram|snapchat|tiktok|wechat|mastodon|reddit|gamertag|"
        r"user ?name|screen ?name|handle|login)(?:\s(?:id|name|handle|user|account))?"
        r"(?:\s(?:is|was|as)|:)\s{1,2}[\"“']?"
        r"(?P<it>(?=[a-z:.-]{0,30}[\d_#:])[a-z0-9][\w.:#-]{2,38}(?<![.:]))",
        str.casefold,
    ),
    _rule(
        "handle",
        "微信号",
        r"(?:微信|QQ|qq|抖音|快手|微博|小红书|B站|知乎|陌陌|公众号)(?:号码?|名|ID|id|账号)?\s?(?:是|为|叫|：|:)?\s?"
        r"(?P<it>(?=[A-Za-z]{0,20}[-_\d])[A-Za-z][-_A-Za-z0-9]{4,30}|[1-9]\d{4,11}(?![\d.年月日个万元人次条]))",
        str.casefold,
    ),
)
_IDS = (
    _rule(
        "id",
        "身份证 form",
        r"(?P<it>(?<![\dA-Za-z])[1-9]\d{5}[ -]?(?:18|19|20)\d\d(?:0\d|1[0-2])(?:[0-2]\d|3[01])[ -]?\d{3}[\dXx]"
        r"(?![\dA-Za-z]))",
    ),
    _rule(
        "id",
        "id by its words",
        rf"(?:身份证|证件|护照|通行证|台胞证|社保卡?|医保卡?|驾驶?证|学号|工号|军官证|户口本){_ZH_GAP}"
        rf"(?:[{CJK}]{{0,3}}，?是)?(?P<it>[A-Za-z]{{0,2}}\d(?:[ -]?[\dXx]){{6,17}})(?![\dA-Za-z])",
    ),
    _rule("id", "social security form", r"(?P<it>(?<![\d-])\d{3}-\d{2}-\d{4}(?![\d-]))"),
    _rule(
        "id",
        "id by its words",
        rf"(?i)\b(?:social security|social|ssn|passport|national insurance|ni|nhs|medicare|medicaid|national id|"
        rf"student|employee|tax|driv(?:ing|er['’]?s?) licen[cs]e|id card|identity card){_EN_GAP}"
        r"(?-i:(?P<it>(?:[A-Z]{1,5}[ -]?)?\d[A-Z0-9]*(?:[ -]?[A-Z0-9]*\d[A-Z0-9]*){0,6}(?: ?[A-Z])?))(?![A-Za-z0-9])",
        fits=lambda found: _count(found["it"]) >= 5 and 6 <= len(_compact(found["it"])) <= 20,
    ),
    _rule("id", "national insurance form", r"(?P<it>\b[A-CEGHJ-PR-TW-Z]{2} ?\d\d ?\d\d ?\d\d ?[A-D]\b)"),
)
_ACCOUNTS = (
    _rule("account", "IBAN form", r"(?P<it>\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?\b)",
          fits=lambda found: is_iban(_compact(found["it"]))),
    _rule("account", "card form", r"(?P<it>(?<![\w-])[3-6]\d{2,3}(?:[ -]?\d){10,16}(?![\w-]))",
          _digits, _is_card),
    _rule(
        "account",
        "account by its words",
        rf"(?i)\b(?:account|acct\.?|a/c|card|sort code|routing|iban|policy|membership|member)(?:['’]s)?{_EN_GAP}"
        r"(?P<it>\d(?:[ -]?\d){5,29})(?![A-Za-z0-9])",
        _digits,
    ),
    _rule(
        "account",
        "account by its words",
        r"(?:卡号|[账帐][号户](?:号码)?|银行卡|存折|户头)\s?(?:是|为|：|:)?\s?"
        r"(?P<it>\d(?:[ -]?\d){7,24}(?![\dA-Za-z])|(?=[A-Za-z]{0,12}[_\d])[A-Za-z][A-Za-z0-9_]{5,30})",
    ),
)  # fmt: skip
_ORDERS = (
    _rule(
        "order",
        "order by its words",
        rf"(?i)\b(?:order|tracking|booking|reservation|ticket|case|invoice|confirmation|reference|parcel|shipment|"
        rf"claim|complaint)(?P<word>{_NUMBER_WORD}{{1,3}})?\s{{0,2}}(?:(?:is|was)\s{{1,2}})?[:：#,]?\s{{0,2}}#?"
        rf"(?P<it>{_LONG_CODE})",
        fits=_is_order,
    ),
    _rule(
        "order",
        "order by its words",
        rf"(?:订单|预约|挂号|病历|就诊卡|快递|运单|物流|发票|工单|流水|取件|单(?=号))(?P<word>编?号码?|单号|卡号)?"
        rf"\s{{0,2}}(?:是|为)?\s{{0,2}}[:：#，,]?\s{{0,2}}(?P<it>{_LONG_CODE})",
        fits=_is_order,
    ),
    _rule(
        "order",
        "code of capitals and digits",
        r"(?P<it>(?<![A-Za-z0-9-])(?!ISO|RFC|IEC|CVE|WCAG)[A-Z]{2,5}-?\d{5,30}(?![A-Za-z0-9]))",
    ),
)
_PLATES = (
    _rule("plate", "Chinese plate",
          rf"(?P<it>[{_PROVINCES}][A-HJ-NP-Z][·.• -]?(?=[A-Z]{{0,2}}\d)[A-HJ-NP-Z0-9]{{5,6}}\b)",
          fits=lambda found: _count(found["it"]) >= 2),
    _rule("plate", "British plate", r"(?P<it>(?<![A-Za-z0-9-])[A-Z]{2}\d{2} ?[A-Z]{3}(?![A-Za-z0-9-]))"),
    _rule(
        "plate",
        "plate by its words",
        rf"(?i)\b(?:plates?|(?:car|vehicle) registration|registration (?:plate|number|mark)){_EN_GAP}"
        r"(?-i:(?P<it>(?=[A-Z -]{0,4}\d)[A-Z0-9]{2,4}[ -]?[A-Z0-9]{2,4}))(?![A-Za-z0-9])",
    ),
)  # fmt: skip
_DATES = (
    _rule("date", "day", rf"(?P<it>\b\d{{1,2}}(?:st|nd|rd|th)?(?: of)? {_MONTHS}(?:,? \d{{4}})?(?!\w))", str.casefold),
    _rule("date", "day", rf"(?P<it>\b{_MONTHS} \d{{1,2}}(?:st|nd|rd|th)?(?!\d)(?:,? \d{{4}})?(?!\w))", str.casefold),
    _rule("date", "day", r"(?P<it>(?<![\d./-])(?:19|20)\d\d[-/.]\d{1,2}[-/.]\d{1,2}(?![\d./-]))", str),
    _rule("date", "day", r"(?P<it>(?<![\d./-])\d{1,2}[-/.]\d{1,2}[-/.](?:19|20)?\d\d(?![\d./-]))", str),
    _rule("date", "day", r"(?P<it>(?:(?<!\d)\d{4}年)?(?<!\d)\d{1,2}月\d{1,2}[日号])", str),
)  # fmt: skip
_PHONES = (
    _rule("phone", "手机号", r"(?P<it>(?<![\dA-Za-z])(?:\+?86[- ]?)?1[3-9]\d(?:[- ]?\d{4}){2}(?![\dA-Za-z]))",
          lambda text: "+86" + _digits(text)[-11:]),
    _rule("phone", "spoken digits", r"(?P<it>(?<![\dA-Za-z])1 [3-9](?: \d){9}(?! ?\d))",
          lambda text: "+86" + _digits(text)),
    _rule("phone", "hotline", r"(?:热线|电话|客服|拨打?|打)(?:是|：|:)?\s?(?P<it>9[56]\d{3,4}(?![\dA-Za-z]))", _digits),
    _rule(
        "phone",
        "phone form",
        r"(?a)(?P<it>(?<![A-Za-z0-9+])(?:\+\d{1,3}(?:[ .-]?\(?\d{1,12}\)?){2,5}|\(?0\d{2,4}\)?[ -]?\d{3,4}[ -]?\d{3,4}|"
        r"(?:\+?1[-. ])?\(?\d{3}\)?[-. ]\d{3}[-. ]\d{4}|0\d{2,3}-\d{7,8}|[48]00[- ]?\d{3}[- ]?\d{4}|555-\d{4})"
        r"(?![A-Za-z0-9]))",
        _phone,
        lambda found: 7 <= _count(found["it"]) <= 15 and not DAY.match(found["it"]),
    ),
)  # fmt: skip
_RULES = (*_MAILS, *_HANDLES, *_IDS, *_ACCOUNTS, *_PLATES, *_ORDERS)
_REGIONS = {"en": ("US", "GB"), "zh": ("CN",)}
_SEVEN = re.compile(r"\d(?:[\s().+-]{0,3}\d){6}")


def numbers(text: str, language: str, dates: bool = False) -> list[Found]:
    """Return what is personal in digits and signs, the surest first; pieces may overlap.

    Parameters
    ----------
    text : str
        With half-width digits.
    language : {"en", "zh"}
        Decides by which countries' rules a phone number is known.
    dates : bool
        Whether days are looked for too.
    """
    if not _WORTH.search(text):
        return []
    found = [one for rule in _RULES for one in rule(text)]
    if any(sign.isdigit() for sign in text):
        found += [one for rule in _PHONES for one in rule(text)]
        if _SEVEN.search(text):
            found += _phones(text, language)
        found += [one for rule in _DATES for one in rule(text)] if dates else []
    return found


def _phones(text: str, language: str) -> Iterator[Found]:
    """Yield what `phonenumbers` takes for a valid number, run of digits by run of digits."""
    import phonenumbers

    for run in re.finditer(r"[+(]{0,2}\d(?:[ ().+-]{0,3}\d){6,30}", text):
        if _count(run[0]) > _MOST_DIGITS or DAY.match(run[0]):
            continue
        for region in _REGIONS.get(language, ("US",)):
            for match in phonenumbers.PhoneNumberMatcher(run[0], region):
                value = phonenumbers.format_number(match.number, phonenumbers.PhoneNumberFormat.E164)
                yield Found(run.start() + match.start, run.start() + match.end, "phone", value, "phonenumbers")
