"""Rich text: paragraphs and tables in order, with the layouts of `transcripts.transcript`.

Tracked deletions, hidden words, text boxes, comments, footnotes, headers and footers are not read, and are listed.
"""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

from cjm_research.corpora.papers.paragraphs import interview, lines_of
from cjm_research.corpora.papers.richtext import Walker
from cjm_research.corpora.reading import Reading
from cjm_research.errors import ReadError

MAX_BYTES = 100 * 1024**2


class RtfReader:
    """Reads ``.rtf``."""

    suffixes: ClassVar[tuple[str, ...]] = (".rtf",)

    def read(self, path: Path, encoding: str | None = None) -> Reading:
        """Return the interview in a rich-text file.

        Raises
        ------
        ReadError
            If the file is not rich text, too large or cut off.
        """
        if path.stat().st_size > MAX_BYTES:
            raise ReadError(
                f"{path} is larger than {MAX_BYTES // 1024**2} MB. Take its pictures out and save it again."
            )
        data = path.read_bytes().removeprefix(b"\xef\xbb\xbf").lstrip()
        if not data.startswith(b"{\\rtf"):
            raise ReadError(f"{path} is not rich text: it does not begin with {{\\rtf. Give it its true ending.")
        document = Walker(str(path)).walk(data)
        return interview(path, "rtf", lines_of(document.blocks), document.skipped, {"paragraphs": document.n})
