"""Names for a theme whose segments hold no phrase: the shortest of them, cut to the length of a name."""

from __future__ import annotations

from collections.abc import Iterator

from cjm_research.themes.naming.voices import Voice
from cjm_research.themes.tokens import HAN, HIDDEN, content

_CHARACTERS, _WORDS = 14, 8
_NONE = {"en": "Segments without words", "zh": "没有文字的片段"}


def fallbacks(voice: Voice) -> Iterator[str]:
    """Yield names of last resort, the better first; never ends, and no name comes twice.

    Parameters
    ----------
    voice : Voice
        The theme.
    """
    said = sorted(voice.spoken[:60], key=lambda one: (len(one.text), one.segment_id))
    names = list(dict.fromkeys(short for one in said if (short := shortened(one.text, voice.language))))
    names.append(_NONE["zh" if voice.language == "zh" else "en"])
    yield from names
    number = 2
    while True:
        yield f"{names[0]} ({number})"
        number += 1


def shortened(text: str, language: str) -> str:
    """Return a text cut to eight words or fourteen 汉字; "" if it holds no content word.

    >>> shortened("[phone-1] um", "en"), shortened("Parking.", "en"), shortened("停车。", "zh")
    ('', 'Parking', '停车')
    """
    text = " ".join(HIDDEN.sub("…", text).split()).strip(" .。,，…")
    if not content(text):
        return ""
    if language == "zh" and HAN.search(text):
        text = text if len(text) <= _CHARACTERS else text[: _CHARACTERS - 1] + "…"
    else:
        words = text.split(" ")
        text = text if len(words) <= _WORDS else " ".join(words[:_WORDS]) + "…"
    return text[:1].upper() + text[1:]
