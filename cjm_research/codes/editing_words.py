"""Why a change to the codebook is refused, and what to do instead, in English and Chinese.

>>> Refusal("empty name").told("zh")
'编码的名称不能为空。请用几个词说明它指什么。'
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cjm_research.errors import StudyError

_SAID: dict[str, dict[str, str]] = {
    "en": {
        "empty name": "A code cannot have an empty name. Write a few words that say what it stands for.",
        "taken name": "A code called {name!r} is in {place} already ({other}). Choose another name, or merge the two.",
        "taken id": "There is a code with the id {id!r} already. Choose another id.",
        "wrong id": "The id {id!r} cannot be used: expected 1 to 40 small letters, digits, '-' or '_', such "
        "as 'trust'.",
        "language": "No language of a codebook is called {language!r}. Known: en, zh.",
        "unknown": "The codebook holds no code {code!r}. It holds: {known}.",
        "family": "No family is called {family!r}. Known: {known}.",
        "framework merge": "{name!r} is a code of the framework; it can be renamed and defined anew, not merged. "
        "Merge codes of your own.",
        "framework split": "{name!r} is a code of the framework; it can be renamed and defined anew, not split. "
        "Add a code of your own under the family.",
        "framework retire": "{name!r} is a code of the framework; it can be renamed and defined anew, not retired. "
        "Leave it unused if the study has no need of it.",
        "framework remove": "{name!r} is a code of the framework; it can be renamed and defined anew, not removed. "
        "Leave it unused if the study has no need of it.",
        "framework move": "{name!r} is a code of the framework; it stays in its family. Move codes of your own.",
        "framework color": "{name!r} is a code of the framework; its colour is that of its family. Colour codes of "
        "your own.",
        "framework empty": "{name!r} needs a {part} in {language}. Only codes of your own may leave it out.",
        "family rules": "A family has a name and a definition alone. Write what belongs here at one of its sub-types.",
        "few examples": "{name!r} has {n} examples in {language}, expected at least {least}. Add sentences that people "
        "really said or could say.",
        "both": "A code stands under another code or in a family, not both. Name one of the two.",
        "under itself": "{name!r} cannot stand under {above!r}, which stands under it. Move {above!r} first.",
        "under framework": "{above!r} is a code of the framework; codes of your own stand in its family. "
        "Name the family.",
        "there already": "{name!r} is there already. Name another place.",
        "nothing to merge": "There is nothing to merge into {name!r}. Name at least one other code.",
        "retired target": "{name!r} is retired. Bring it back first.",
        "no parts": "There is nothing to split off {name!r}. Name at least one new code.",
        "retired already": "{name!r} is retired already.",
        "not retired": "{name!r} is not retired.",
        "wrong color": "{color!r} is no colour. Write six digits such as #0072b2.",
        "used": "{name!r} was given to {n} segments, so it cannot be removed. Retire it, or merge it into another "
        "code.",
        "has children": "{name!r} has {n} codes under it, so it cannot be removed. Move or remove those first.",
        "nothing": "Nothing would change. Write something else, or leave it as it is.",
        "no segment": "No segment is named. Name at least one.",
        "not coded": "{n} of {of} segments are not coded with {name!r}, first {first!r}. Choose among those that are.",
        "not verbatim": "The segment {segment!r} does not say “{text}”. Take the words as they were said.",
        "example there": "{name!r} has this example already.",
        "no example": "{name!r} has no example “{text}”.",
        "changed since": "This cannot be taken back or done again: {name!r} was changed since, last by {by}. Change it "
        "by hand.",
        "used since": "This cannot be taken back or done again: {name!r} was given to {n} segments since. Retire it, "
        "or merge it into another code.",
        "no version": "No version of the codebook is called {wanted!r}. Known: {known}.",
        "top": "the top level",
        "goal": "the family of goals",
        "motivation": "the family of motivations",
        "pain_point": "the family of pain points",
        "name": "name",
        "definition": "definition",
        "include": "line of what belongs here",
        "exclude": "line of what does not belong here",
        "en": "English",
        "zh": "Chinese",
    },
    "zh": {
        "empty name": "编码的名称不能为空。请用几个词说明它指什么。",
        "taken name": "“{place}”下面已经有一个叫“{name}”的编码（{other}）。请换一个名称，或者把两个合并。",
        "taken id": "编号“{id}”已经有编码在用。请换一个编号。",
        "wrong id": "编号“{id}”不能用：应当是 1 到 40 个小写字母、数字、“-”或“_”，例如“trust”。",
        "language": "编码手册没有叫“{language}”的语言。可用的有：en、zh。",
        "unknown": "编码手册里没有编码“{code}”。现有：{known}。",
        "family": "没有叫“{family}”的大类。可用的有：{known}。",
        "framework merge": "“{name}”是框架自带的编码，可以改名、改定义，不能合并。请合并自己的编码。",
        "framework split": "“{name}”是框架自带的编码，可以改名、改定义，不能拆分。请在它的大类下添加自己的编码。",
        "framework retire": "“{name}”是框架自带的编码，可以改名、改定义，不能停用。用不着的话，不用它就是了。",
        "framework remove": "“{name}”是框架自带的编码，可以改名、改定义，不能删除。用不着的话，不用它就是了。",
        "framework move": "“{name}”是框架自带的编码，只能留在它的大类里。请移动自己的编码。",
        "framework color": "“{name}”是框架自带的编码，颜色随大类。请给自己的编码选颜色。",
        "framework empty": "“{name}”缺少{language}的{part}。只有自己的编码可以不写。",
        "family rules": "大类只有名称和定义。哪些归入，请写在它的子类里。",
        "few examples": "“{name}”的{language}例句有 {n} 条，至少要 {least} 条。请补上真实说过或可能会说的句子。",
        "both": "一个编码要么在另一个编码下面，要么在大类里，不能同时。请只指明一个。",
        "under itself": "“{name}”不能放到“{above}”下面，因为“{above}”就在它下面。请先移动“{above}”。",
        "under framework": "“{above}”是框架自带的编码，自己的编码要放在大类里。请指明大类。",
        "there already": "“{name}”已经在那里了。请指明别的位置。",
        "nothing to merge": "没有可以并入“{name}”的编码。请至少指明另一个编码。",
        "retired target": "“{name}”已停用。请先恢复使用。",
        "no parts": "没有要从“{name}”拆出的部分。请至少指明一个新编码。",
        "retired already": "“{name}”已经停用了。",
        "not retired": "“{name}”没有停用。",
        "wrong color": "“{color}”不是颜色。请写六位数，例如 #0072b2。",
        "used": "“{name}”已用于 {n} 个片段，不能删除。请停用它，或者并入别的编码。",
        "has children": "“{name}”下面还有 {n} 个编码，不能删除。请先移走或删除它们。",
        "nothing": "没有任何变化。请改写，或者保持原样。",
        "no segment": "没有指明任何片段。请至少指明一个。",
        "not coded": "{of} 个片段里有 {n} 个没有用“{name}”编码，第一个是“{first}”。请在已编码的片段里选。",
        "not verbatim": "片段“{segment}”里没有“{text}”这句话。请照原话取。",
        "example there": "“{name}”已经有这条例句了。",
        "no example": "“{name}”没有例句“{text}”。",
        "changed since": "这一步不能撤销或重做：“{name}”之后又被改过，最近是 {by}。请手动修改。",
        "used since": "这一步不能撤销或重做：“{name}”之后已用于 {n} 个片段。请停用它，或者并入别的编码。",
        "no version": "没有叫“{wanted}”的编码手册版本。现有：{known}。",
        "top": "编码手册最上层",
        "goal": "目标",
        "motivation": "动机",
        "pain_point": "痛点",
        "name": "名称",
        "definition": "定义",
        "include": "“归入”条目",
        "exclude": "“不归入”条目",
        "en": "英文",
        "zh": "中文",
    },
}


class Refusal(StudyError):
    """A change to the codebook that cannot be made; nothing has changed.

    Parameters
    ----------
    why : str
        Which sentence.
    words : tuple of str
        Names of values that are themselves words of the sentences, such as "definition".
    **said
        What the sentence speaks of; names by language are told in the language of the sentence.
    """

    def __init__(self, why: str, words: tuple[str, ...] = (), **said: Any) -> None:
        self._why, self._words, self._said = why, words, said
        super().__init__(self.told("en"))

    def told(self, language: str) -> str:
        """Return the sentence in "en" or "zh"."""
        table = _SAID[language]
        said = {key: _named(value, language) for key, value in self._said.items()}
        said |= {key: table.get(said[key], said[key]) for key in self._words}
        return table[self._why].format(**said)


def _named(value: Any, language: str) -> Any:
    return value.get(language) or next(iter(value.values()), "") if isinstance(value, Mapping) else value
