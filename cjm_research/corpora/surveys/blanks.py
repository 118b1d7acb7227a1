"""Answers that say nothing: empty cells, "N/A", "无", skip marks of survey tools.

They are counted and never coded (law 6). "No" and "不" are answers, not blanks.

>>> is_blank(" N/A. "), is_blank("（空）"), is_blank("No")
(True, True, False)
"""

from __future__ import annotations

import re
import unicodedata

_PHRASES = frozenset(
    {
        "not applicable", "no answer", "did not answer", "not answered", "no reply", "no comment",
        "no comments", "no response", "nothing really", "nothing to add",
        "nothing to say", "nothing else", "nothing so far", "nothing at all", "none so far", "none really",
        "nothing comes to mind", "see above", "same as above", "as above", "prefer not to say", "n a",
        "无", "没有", "没", "暂无", "无意见", "没有意见", "没意见", "暂时没有", "没有了", "没了", "无建议",
        "没有建议", "暂无建议",
        "同上", "同前", "略", "跳过", "空", "未填", "未作答", "未填写", "无回答", "不适用",
        "没什么", "没啥", "没有什么", "无可奉告",
    }
)  # fmt: skip
_WORDS = frozenset({"na", "n/a", "n.a", "none", "nil", "null", "nan", "nothing", "skip", "skipped"})
_EDGES = " \t\n\r.。,，!！?？~～-–—_*/\\|:：;；…()（）[]【】<>〈〉\"'“”‘’"


def is_blank(text: str) -> bool:
    """Return whether an answer says nothing.

    Parameters
    ----------
    text : str
        One answer or turn, in any width and case.
    """
    plain = unicodedata.normalize("NFKC", text).casefold().strip(_EDGES)
    plain = re.sub(r"\s+", " ", plain)
    if not plain:
        return not any(unicodedata.category(char) in ("So", "Sk") for char in text)
    plain = re.sub(r"(?<=[\u4e00-\u9fff])[的了啊呢吧哦呀]+$", "", plain) or plain
    return plain in _WORDS or plain in _PHRASES
