"""Plain text and Markdown transcripts; the layouts are in `transcripts.transcript`.

A text whose lines are cues without their header (some recorders save them so) is read as cues.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import ClassVar

from cjm_research.corpora.encoding import decode
from cjm_research.corpora.limits import refuse_long_lines
from cjm_research.corpora.reading import Reading, Source
from cjm_research.corpora.transcripts import subtitles, transcript


class TextReader:
    """Reads ``.txt``, ``.md`` and the like."""

    suffixes: ClassVar[tuple[str, ...]] = (".txt", ".md", ".markdown", ".text", ".lrc")

    def read(self, path: Path, encoding: str | None = None) -> Reading:
        """Return the interview in a text file.

        Raises
        ------
        ReadError
            If the file is not text, or not in the encoding asked for, or has a line of more than 50 MB.
        """
        data = path.read_bytes()
        refuse_long_lines(data, str(path))
        decoded = decode(data, str(path), encoding)
        told = (decoded.encoding, decoded.confidence, decoded.sample_line)
        text = re.sub("[\u2028\u2029\x0b\x0c]", "\n", decoded.text)
        if len(subtitles.ARROW.findall(text)) > 1 or len(subtitles.COMMA.findall(text)) > 1:
            spoken = subtitles.parse_cues(text)
            source = Source("interview", spoken.turns)
            skipped = spoken.skipped + subtitles.nobody_named(spoken.turns)
            return Reading(path, "text (cues)", *told, (source,), 0, skipped, counts=spoken.counts)
        parsed = transcript.parse([transcript.Line(line, f"line {n}") for n, line in enumerate(text.split("\n"), 1)])
        source = Source("interview", parsed.turns, hosts=parsed.hosts, recorded_at=parsed.recorded_at)
        return Reading(path, "text", *told, (source,), 0, parsed.skipped)
