r"""Text without the characters that no file holds: what a person typed or pasted may carry any of them.

>>> plain("a\x00b\r\nc\ud800")
'a�b\nc�'
"""

from __future__ import annotations

import re

_UNHEARD_OF = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")


def plain(words: str) -> str:
    """Return the text with U+FFFD for what XML 1.0 forbids or advises against, and line feeds alone between lines."""
    return _UNHEARD_OF.sub("\ufffd", words.replace("\r\n", "\n").replace("\r", "\n"))
