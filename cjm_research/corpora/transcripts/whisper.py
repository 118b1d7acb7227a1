r"""Speech recognition in JSON: Whisper, faster-whisper, WhisperX, the OpenAI service, whisper.cpp, transformers.

All hold a list of stretches with start, end and text, some with speakers and with the times of words. A .json of
another kind is refused with what it holds instead.

>>> turns = turns_of([{"start": 0.0, "end": 2.0, "text": " It was late.", "speaker": "SPEAKER_01"}])
>>> turns[0].speaker, turns[0].text, turns[0].end_seconds
('SPEAKER_01', 'It was late.', 2.0)
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Sequence
from itertools import groupby
from pathlib import Path
from typing import Any, ClassVar

from cjm_research.corpora.encoding import decode
from cjm_research.corpora.labels import seconds
from cjm_research.corpora.limits import refuse_large_json
from cjm_research.corpora.reading import Reading, Skipped, Source, Turn
from cjm_research.corpora.transcripts import joining, subtitles
from cjm_research.errors import ReadError

_LISTS = ("segments", "transcription", "speakers", "chunks")
_BARE = frozenset({"text", "language", "duration", "task", "usage", "logprobs"})
_LANGUAGES = {"english": "en", "chinese": "zh", "en": "en", "zh": "zh", "yue": "zh", "cantonese": "zh"}
_RUN = 3  # words that another speaker must say in a row to take them out of a stretch
_LIMIT = 10_000_000.0  # seconds; no recording is longer


class WhisperReader:
    """Reads ``.json`` files of speech recognition."""

    suffixes: ClassVar[tuple[str, ...]] = (".json",)

    def read(self, path: Path, encoding: str | None = None) -> Reading:
        """Return the interview in a file of recognised speech.

        Raises
        ------
        ReadError
            If the file is not JSON, or holds something else than stretches of speech.
        """
        data = path.read_bytes()
        refuse_large_json(data, str(path))
        decoded = decode(data, str(path), encoding)
        content = load_json(decoded.text, path)
        found = _stretches(content)
        if found is None:
            raise ReadError(f"{path} is JSON but no transcript: it holds {_seen(content)}. {_EXPECTED}")
        turns = turns_of(found)
        silent = sum(not _text(item).strip() for item in found)
        skipped = subtitles.nobody_named(tuple(turns))
        if silent:
            skipped += (Skipped("segments", f"{silent} of {len(found)}", "no words in them"),)
        told = content.get("language") if isinstance(content, dict) else None
        language = _LANGUAGES.get(told.casefold(), "") if isinstance(told, str) else ""
        source = Source("interview", tuple(turns), language=language)
        return Reading(
            path, "whisper json", decoded.encoding, decoded.confidence, turns[0].text[:80] if turns else "", (source,),
            0, skipped, counts={"segments": len(found)},
        )  # fmt: skip


_EXPECTED = (
    "Expected was speech recognition: a list 'segments' whose items have 'start', 'end' and 'text'. "
    "Export the transcript as .vtt, .srt, .docx or .txt."
)


def load_json(text: str, path: Path) -> Any:
    """Return the content of a JSON text, or raise `ReadError` with the line where it breaks."""
    try:
        return json.loads(text)
    except json.JSONDecodeError as err:
        raise ReadError(
            f"{path}, line {err.lineno}: the JSON breaks there ({err.msg}). It may be cut off; copy or export it again."
        ) from err
    except (ValueError, RecursionError) as err:
        raise ReadError(f"{path} is JSON that no transcript needs ({_short(err)}). Export it again.") from err


def _short(err: Exception) -> str:
    return "too deeply nested" if isinstance(err, RecursionError) else "a number with thousands of digits"


def _stretches(content: Any) -> list[dict[str, Any]] | None:
    """Return the list of stretches in any of the known shapes, or None."""
    if isinstance(content, list):
        return content if content and all(_is_stretch(item) for item in content) else None
    if not isinstance(content, dict):
        return None
    for name in _LISTS:
        items = content.get(name)
        if isinstance(items, list) and items and all(_is_stretch(item) for item in items):
            return _with_words(items, content.get("words"))
    words = content.get("words")
    text = content.get("text")
    if isinstance(text, str) and text.strip() and (_is_words(words) or set(content) <= _BARE):
        return [{"text": text, "words": words if _is_words(words) else []}]
    return None


def _is_stretch(item: Any) -> bool:
    if not isinstance(item, dict) or not isinstance(item.get("text"), str):
        return False
    return any(key in item for key in ("start", "timestamp", "timestamps", "offsets", "begin"))


def _is_words(words: Any) -> bool:
    return isinstance(words, list) and bool(words) and all(isinstance(w, dict) and "word" in w for w in words)


def _with_words(items: list[dict[str, Any]], words: Any) -> list[dict[str, Any]]:
    """Give words that stand beside the stretches (the OpenAI service) to the stretch in which they begin."""
    if not _is_words(words) or any("words" in item for item in items):
        return items
    starts = [_times(item)[0] for item in items]
    found: list[list[dict[str, Any]]] = [[] for _ in items]
    at = 0
    for word in words:
        start = _times(word)[0]
        while at + 1 < len(items) and start >= starts[at + 1] - 0.001:
            at += 1
        found[at].append(word)
    return [{**item, "words": mine} for item, mine in zip(items, found, strict=True)]


def turns_of(stretches: Sequence[dict[str, Any]]) -> list[Turn]:
    """Return the turns in a list of stretches.

    Parameters
    ----------
    stretches : sequence of dict
        Each with ``text``, perhaps ``start`` and ``end`` (or ``timestamp``) in seconds, ``speaker``, ``words``.
    """
    pieces = [piece for n, item in enumerate(stretches, 1) for piece in _pieces(item, f"segment {n}")]
    return joining.join_turns(pieces, joining.glue_cues, any(turn.speaker for turn in pieces))


def _pieces(item: dict[str, Any], place: str) -> list[Turn]:
    """Return a stretch as one turn, or as several where its words name several speakers."""
    listed = item.get("words")
    words = [
        w
        for w in (listed if isinstance(listed, list) else [])
        if isinstance(w, dict) and isinstance(w.get("word"), str)
    ]
    start, end = _times(item)
    runs = _runs(words)
    if len(runs) < 2:
        speaker = _speaker(item) or (runs[0][0] if runs else "")
        text = _text(item).strip()
        times = _word_times(text, words)
        if math.isnan(start) and times:
            start, end = times[0][1], times[-1][2]
        return [Turn(text, speaker, "", start, end, "", place, times)]
    turns = []
    for speaker, mine in runs:
        text = ""
        for word in (word["word"].strip() for word in mine):
            text += (joining.glue_cues(text, word) if text else "") + word
        times = _word_times(text, mine)
        first, last = (times[0][1], times[-1][2]) if times else (math.nan, math.nan)
        turns.append(Turn(text, speaker, "", first, last, "", place, times))
    return turns


def _runs(words: list[dict[str, Any]]) -> list[tuple[str, list[dict[str, Any]]]]:
    """Return the words speaker by speaker; one or two words of another in between are taken for a slip."""
    speaker = ""
    told = []
    for word in words:
        speaker = _speaker(word) or speaker
        told.append((speaker, word))
    first = next((name for name, _ in told if name), "")
    runs: list[tuple[str, list[dict[str, Any]]]] = []
    for name, group in groupby(told, key=lambda pair: pair[0] or first):
        mine = [word for _, word in group]
        if runs and (len(mine) < _RUN or runs[-1][0] == name):
            runs[-1][1].extend(mine)
        else:
            runs.append((name, mine))
    return runs if first else []


def _word_times(text: str, words: list[dict[str, Any]]) -> tuple[tuple[int, float, float], ...]:
    """Find each word that has a time in the text, one after another."""
    times: list[tuple[int, float, float]] = []
    at = 0
    for word in words:
        spoken = word["word"].strip()
        start, end = _times(word)
        place = text.find(spoken, at, at + len(spoken) + 60) if spoken else -1
        if place < 0:
            continue
        at = place + len(spoken)
        if not math.isnan(start):
            times.append((place, start, end))
    return tuple(times)


def _speaker(item: dict[str, Any]) -> str:
    told = item.get("speaker")
    return str(told).strip()[:80] if isinstance(told, str | int) and not isinstance(told, bool) else ""


def _text(item: dict[str, Any]) -> str:
    return item["text"] if isinstance(item.get("text"), str) else ""


def _times(item: dict[str, Any]) -> tuple[float, float]:
    """Return start and end in seconds, NaN where they are missing, negative or run backwards."""
    pair = item.get("timestamp") or item.get("timestamps") or {}
    if isinstance(pair, list | tuple) and len(pair) == 2:
        start, end = _second(pair[0]), _second(pair[1])
    elif isinstance(pair, dict) and pair:
        start, end = _second(pair.get("from")), _second(pair.get("to"))
    else:
        start, end = _second(item.get("start", item.get("begin"))), _second(item.get("end"))
    return (math.nan, math.nan) if end < start else (start, end)


def _second(value: Any) -> float:
    if isinstance(value, str) and re.fullmatch(r"(?:\d{1,3}:)?\d{1,3}:\d{1,2}(?:[.,]\d{1,9})?", value):
        return seconds(value)
    if isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value < _LIMIT:
        return float(value)
    return math.nan


def _seen(content: Any) -> str:
    if isinstance(content, dict):
        names = ", ".join(repr(str(key)[:30]) for key in list(content)[:6])
        return f"an object with {names or 'nothing in it'}"
    if isinstance(content, list):
        return f"a list of {len(content)} items"
    return "a single value"
