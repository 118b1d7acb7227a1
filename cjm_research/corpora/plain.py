"""Plain text and Markdown transcripts; the layouts are in `corpora.transcript`.

A text whose lines are cues without their header (some recorders save them so) is read as cues.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import ClassVar

from cjm_research.corpora import subtitles, transcript
from cjm_research.corpora.encoding import decode
from cjm_research.corpora.reading import Reading, Source


class TextReader:
    """Reads ``.txt``, ``.md`` and the like."""

    suffixes: ClassVar[tuple[str, ...]] = (".txt", ".md", ".markdown", ".text", ".lrc")

    def read(self, path: Path, encoding: str | None = None) -> Reading:
        """Return the interview in a text file.

        Raises
        ------
        ReadError
            If the file is not text, or not in the encoding asked for.
        """
        decoded = decode(path.read_bytes(), str(path), encoding)
        text = re.sub("[\u2028\u2029\x0b\x0c]", "\n", decoded.text)
        if len(subtitles.ARROW.findall(text)) > 1:
            turns, skipped = subtitles.read_cues(text)
            hosts: tuple[str, ...] = ()
            layout = "text (cues)"
        else:
            lines = [transcript.Line(line, f"line {n}") for n, line in enumerate(text.split("\n"), 1)]
            turns, skipped, hosts = (parsed := transcript.parse(lines)).turns, parsed.skipped, parsed.hosts
            layout = "text"
        return Reading(
            path, layout, decoded.encoding, decoded.confidence, decoded.sample_line,
            (Source("interview", tuple(turns), hosts=hosts),), 0, tuple(skipped),
        )  # fmt: skip
