"""What came of asking an endpoint, in numbers: how much was asked, and how much of the answers could not be used.

>>> print(Summary(n_segments=40, n_requests=41, n_codes=52, n_misquoted=3))
40 segments asked in 41 requests (0 of them repeats): 52 codes suggested; 3 dropped because the quote is not in the \
segment, 0 because the code is unknown; 0 segments without a usable answer.
"""

from __future__ import annotations

import html
from dataclasses import dataclass

_SENTENCES = {
    "en": (
        "{n_segments:,} segments asked in {n_requests:,} requests ({n_retries:,} of them repeats): {n_codes:,} codes "
        "suggested; {n_misquoted:,} dropped because the quote is not in the segment, {n_unknown:,} because the code "
        "is unknown; {n_bad:,} segments without a usable answer."
    ),
    "zh": (
        "共询问 {n_segments:,} 个片段，发送 {n_requests:,} 次请求（其中重试 {n_retries:,} 次）："
        "得到 {n_codes:,} 条建议；因引文不在片段中而舍弃 {n_misquoted:,} 条，因编码未知而舍弃 {n_unknown:,} 条；"
        "{n_bad:,} 个片段没有得到可用的回答。"
    ),
}


@dataclass
class Summary:
    """Counts of a coder's work so far.

    Attributes
    ----------
    n_segments, n_requests, n_retries : int
        Segments answered for, requests sent, and how many of these were repeats after a passing error.
    n_codes, n_misquoted, n_unknown : int
        Codes suggested; codes dropped since their quote is not in the segment, or since the codebook lacks them.
    n_bad : int
        Segments whose answer could not be used at all.
    """

    n_segments: int = 0
    n_requests: int = 0
    n_retries: int = 0
    n_codes: int = 0
    n_misquoted: int = 0
    n_unknown: int = 0
    n_bad: int = 0

    def text(self, language: str = "en") -> str:
        """Return the counts as one sentence, in English or Chinese."""
        return _SENTENCES["zh" if language == "zh" else "en"].format(**vars(self))

    def __str__(self) -> str:
        return self.text()

    def _repr_html_(self) -> str:
        return f"<p>{html.escape(self.text())}</p>"
