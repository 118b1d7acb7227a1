"""The words of the validation sheet, English and Chinese; answers are read in either, whatever the sheet's language.

>>> answer_of("Partly"), answer_of("否"), answer_of("perhaps")
('partly', 'no', None)
"""

from __future__ import annotations

ANSWERS = ("yes", "partly", "no")
ROLES = ("participant", "stakeholder")

WORDS = {
    "en": {
        "title": "Is this how it was? – {title}",
        "about": "This is a draft of what people told us. Please say for each line whether it fits what you know. "
        "Leave empty what you cannot judge. Say in your own words what is wrong or missing.",
        "who": "Your code",
        "who_hint": "as you were given it, for example P03 or S1; not your name",
        "role": "You are",
        "stage": "Stage",
        "statement": "What we heard",
        "answer": "Does it fit?",
        "words": "In your own words",
        "missing": "What is missing here?",
        "sheet": "Map",
        "yes": "yes",
        "partly": "partly",
        "no": "no",
        "participant": "a participant",
        "stakeholder": "a stakeholder",
        "goal": "People want: {title}",
        "motivation": "People value: {title}",
        "pain_point": "People struggle with: {title}",
        "opportunity": "We could: {title}",
        "people": "{n} of {asked} people",
        "example": "for example: “{quote}”",
        "font": "Calibri",
    },
    "zh": {
        "title": "是这样吗？——{title}",
        "about": "这是根据大家所说整理的草稿。请逐行判断是否符合您的了解，无法判断的留空；"
        "不对或缺少的地方，请用自己的话写出来。",
        "who": "您的编号",
        "who_hint": "填写发给您的编号，例如 P03 或 S1，请不要写姓名",
        "role": "您是",
        "stage": "阶段",
        "statement": "我们听到的",
        "answer": "是否符合",
        "words": "用自己的话说",
        "missing": "这里还缺什么？",
        "sheet": "旅程图",
        "yes": "符合",
        "partly": "部分符合",
        "no": "不符合",
        "participant": "受访者",
        "stakeholder": "相关人员",
        "goal": "人们想要：{title}",
        "motivation": "人们看重：{title}",
        "pain_point": "人们的困扰：{title}",
        "opportunity": "我们可以：{title}",
        "people": "{asked}人中{n}人",
        "example": "例如：“{quote}”",
        "font": "Microsoft YaHei",
    },
}

_ALSO = {
    "yes": ("y", "true", "1", "x", "✓", "是", "对", "符合"),
    "partly": ("partially", "in part", "部分", "部分符合", "一部分"),
    "no": ("n", "false", "0", "否", "不", "不对", "不是", "不符合"),
}


def _fold(text: str) -> str:
    return " ".join(text.strip().casefold().split())


def answer_of(text: str) -> str | None:
    """Return which answer a cell means, "" for an empty one, None for one that is not understood."""
    said = _fold(text)
    if not said:
        return ""
    for answer in ANSWERS:
        named = {_fold(WORDS[language][answer]) for language in WORDS}
        if said == answer or said in named or said in _ALSO[answer]:
            return answer
    return None


def role_of(text: str) -> str | None:
    """Return which role a cell means, "" for an empty one, None for one that is not understood."""
    said = _fold(text)
    if not said:
        return ""
    return next(
        (role for role in ROLES if said == role or said in {_fold(WORDS[language][role]) for language in WORDS}), None
    )
