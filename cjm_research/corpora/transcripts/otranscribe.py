"""oTranscribe files: JSON around a small HTML text with time stamps, read with the layouts of `transcripts.transcript`.

>>> lines_of('<p><span class="timestamp" data-timestamp="62">1:02</span> Ann: Why?</p>')[0].text
'[0:01:02] Ann: Why?'
"""

from __future__ import annotations

import html
import math
import re
from itertools import accumulate
from pathlib import Path
from typing import ClassVar

from cjm_research.corpora import labels
from cjm_research.corpora.encoding import decode
from cjm_research.corpora.limits import refuse_large_json
from cjm_research.corpora.reading import Reading, Source
from cjm_research.corpora.transcripts import transcript
from cjm_research.corpora.transcripts.whisper import load_json
from cjm_research.errors import ReadError

_BREAKS = frozenset({"p", "div", "br", "li", "h1", "h2", "h3", "tr", "ul", "ol", "blockquote"})
_SILENT = frozenset({"script", "style", "title"})
_TAG = re.compile(r"(<[^<>]{1,4000}>)")
_NAME = re.compile(r"<(/?)\s*([A-Za-z][A-Za-z0-9]*)[^<>]*>")
_STAMP = re.compile(r"""data-timestamp\s*=\s*["']?([\d:.]{1,30})""")


class OtranscribeReader:
    """Reads ``.otr``."""

    suffixes: ClassVar[tuple[str, ...]] = (".otr",)

    def read(self, path: Path, encoding: str | None = None) -> Reading:
        """Return the interview in an oTranscribe file.

        Raises
        ------
        ReadError
            If the file is not JSON, or has no text in it.
        """
        data = path.read_bytes()
        refuse_large_json(data, str(path))
        decoded = decode(data, str(path), encoding)
        content = load_json(decoded.text, path)
        text = content.get("text") if isinstance(content, dict) else None
        if not isinstance(text, str):
            raise ReadError(
                f"{path} is JSON but not of oTranscribe: expected was an object with 'text'. "
                "Export it from oTranscribe once more, as .otr or as plain text."
            )
        lines = lines_of(text)
        parsed = transcript.parse(lines)
        sample = next((line.text[:80] for line in lines if line.text), "")
        source = Source("interview", parsed.turns, hosts=parsed.hosts, recorded_at=parsed.recorded_at)
        counts = {"time stamps": text.count('class="timestamp"')}
        return Reading(
            path, "otranscribe", decoded.encoding, decoded.confidence, sample, (source,), 0, parsed.skipped,
            counts=counts,
        )  # fmt: skip


def lines_of(markup: str) -> list[transcript.Line]:
    """Return the paragraphs of the text, each time stamp as ``[h:mm:ss]`` before the words it stands before.

    Parameters
    ----------
    markup : str
        HTML as oTranscribe saves it.
    """
    paragraphs: list[str] = []
    words: list[str] = []
    stamp: str | None = None
    silent = False
    for piece in [*_TAG.split(markup), "<br>"]:
        tag = _NAME.match(piece)
        if not tag:
            if stamp == "":
                stamp = html.unescape(piece).strip()
            elif stamp is None and not silent:
                words.append(html.unescape(piece))
            continue
        name, ends = tag[2].lower(), bool(tag[1])
        if stamp is not None and (name in _BREAKS or (name == "span" and ends)):
            words.append(_clock(stamp))
            stamp = None
        if name in _BREAKS:
            text = re.sub(r"\s+", " ", "".join(words)).strip()
            words = []
            if text or (paragraphs and paragraphs[-1]):
                paragraphs.append(text)
        elif name in _SILENT:
            silent = not ends
        elif name == "span" and not ends and "timestamp" in piece:
            stamp = found[1] if (found := _STAMP.search(piece)) else ""
    numbers = accumulate(int(bool(text)) for text in paragraphs)
    return [transcript.Line(text, f"paragraph {n}") for n, text in zip(numbers, paragraphs, strict=True)]


def _clock(stamp: str) -> str:
    """Return a stamp in seconds, or the ``mm:ss`` of old files, as ``[h:mm:ss]`` between spaces."""
    stamp = stamp.strip()
    if re.fullmatch(r"\d{1,7}(?:\.\d{1,20})?", stamp):
        seconds = float(stamp)
    else:
        seconds = labels.seconds(stamp) if re.fullmatch(labels.TIME, stamp) else math.nan
    if math.isnan(seconds):
        return " "
    whole, rest = divmod(int(seconds * 1000), 1000)
    part = f".{rest:03}" if rest else ""
    return f" [{whole // 3600}:{whole // 60 % 60:02}:{whole % 60:02}{part}] "
