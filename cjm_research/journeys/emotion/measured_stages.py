"""At which stage a measure was taken: the study says so, or the title of its column names the stage.

A study names the stage of a column in ``study.toml``; "" is the journey as a whole::

    [measures]
    "How easy was it to set up? (1-7)" = "delivery"
    "您对本次就诊的满意度" = "use"

A title that names no stage, or two, stands for the journey as a whole: nothing is guessed.

>>> from cjm_research.journeys.frameworks import framework
>>> six = framework("six").stages
>>> stage_of_measure("How satisfied were you with the delivery?", six), stage_of_measure("您对付款的满意度", six)
('delivery', 'purchase')
>>> stage_of_measure("How likely are you to recommend us to a friend? (0-10)", six)
''
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches

from cjm_research.errors import StudyError
from cjm_research.journeys.frameworks import Stage

WHOLE = ""
"""The journey as a whole."""

_NAMES = {
    "awareness": r"\badvert\w*|\bfirst hear\w*|广告|宣传|得知",
    "consideration": r"\bcompar\w+|\bbrows\w+|\bsearch\w*|\bchoosing\b|\bshowroom|选购|挑选|对比|比较|浏览|搜索|咨询",
    "purchase": r"\bcheck-?out|\border(?:ing|ed)?\b|\bpay(?:ing|ment)?\b|\bpurchas\w+|\bbuy(?:ing)?\b|\bbook(?:ing)?\b"
    r"|\bsign(?:ing)?[- ]?up\b|\bregist\w+|购买|下单|付款|支付|结算|预约|挂号|注册",
    "delivery": r"\bdeliver\w*|\bshipp\w+|\bcourier|\bparcel|\bset(?:ting)?[- ]?up\b|\binstall\w*|\bonboard\w*"
    r"|\bassembl\w+|配送|物流|送货|快递|交付|收货|安装|开通|候诊|等候",
    "use": r"\busing\b|\buse of\b|\busability|\bsupport\b|\bhelp ?desk|\bcustomer service|\brepair\w*"
    r"|使用|客服|售后|维修|就诊|看病",
    "loyalty": r"\brenew\w*|\bre-?purchas\w+|\breorder\w*|\bloyalty|\breferr\w+|续费|续约|复购|再次购买|会员",
}
"""What names a stage in the title of a column, by the coders' stage."""

_OVERALL = re.compile(r"(?i)\boverall\b|\bin general\b|\bas a whole\b|总体|整体|总的|综合|全程")
_EVERYDAY = ("use",)  # a stage's name that titles use for anything: "the features you use"


def measure_stages(table: Mapping[str, object], stages: Iterable[str], columns: Iterable[str] = ()) -> dict[str, str]:
    """Return the stage of each column that a study names.

    Parameters
    ----------
    table : mapping
        ``[measures]`` of ``study.toml``: column title to stage id, or "" for the journey as a whole.
    stages : iterable of str
        Ids of the study's stages.
    columns : iterable of str, optional
        Attributes that people have; given, a column that is none of them is refused.

    Returns
    -------
    dict of str to str

    Raises
    ------
    StudyError
        If a stage or a column is not in the study.
    """
    known, there = list(stages), list(columns)
    found = {}
    for column, stage in table.items():
        if not isinstance(stage, str) or (stage != WHOLE and stage not in known):
            raise StudyError(
                f"study.toml, [measures]: {column!r} is put at the stage {stage!r}, which the study does not have. "
                f'Use one of {", ".join(known)}, or "" for the journey as a whole.'
            )
        if there and column not in there:
            near = get_close_matches(column, there, n=1)
            hint = f" Did you mean {near[0]!r}?" if near else ""
            raise StudyError(
                f"study.toml, [measures]: nobody answered a question {column!r}.{hint} "
                "Write the title of the column as it stands in the survey."
            )
        found[column] = stage
    return found


def stage_of_measure(column: str, stages: Sequence[Stage]) -> str:
    """Return the one stage that a title names, by its name in either language or by what happens there; else "".

    Parameters
    ----------
    column : str
        Title of the column.
    stages : sequence of Stage
        Of the map.
    """
    if _OVERALL.search(column):
        return WHOLE
    named = [
        stage.id
        for stage in stages
        if _says(column, [*stage.name.values(), stage.id])
        or any(re.search(_NAMES[six], column, re.IGNORECASE) for six in stage.covers)
    ]
    return named[0] if len(named) == 1 else WHOLE


def _says(column: str, names: Iterable[str]) -> bool:
    for name in names:
        if not name or name.casefold() in _EVERYDAY:
            continue
        word = re.escape(name.replace("_", " "))
        if re.search(rf"\b{word}\b" if name.isascii() else word, column, re.IGNORECASE):
            return True
    return False
