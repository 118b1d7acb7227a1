r"""No line of speech has fifty megabytes: what is not text of people is refused before it costs memory.

>>> refuse_long_lines(b"one\ntwo", "a.txt")
"""

from __future__ import annotations

from cjm_research.errors import ReadError

MAX_LINE = 50 * 1024**2
"""Most bytes of one line."""
MAX_JSON = 200 * 1024**2
"""Most bytes of a JSON file; in memory it takes ten times as many."""


def refuse_long_lines(data: bytes, name: str, longest: int = MAX_LINE) -> None:
    """Raise `ReadError` if a line of a file is longer than any transcript's.

    Parameters
    ----------
    data : bytes
        The whole file.
    name : str
        The file's name for messages.
    longest : int
        Most bytes of one line.
    """
    if len(data) <= longest:
        return
    start, number = 0, 1
    while start < len(data):
        ends = [at for end in (b"\n", b"\r") if (at := data.find(end, start, start + longest + 1)) >= 0]
        if not ends and len(data) - start > longest:
            raise ReadError(
                f"{name}, line {number}: the line is longer than {longest / 1024**2:,.0f} MB. "
                "A transcript has lines or paragraphs; check that it is the right file, and export it again."
            )
        if not ends:
            return
        start, number = min(ends) + 1, number + 1


def refuse_large_json(data: bytes, name: str, most: int = MAX_JSON) -> None:
    """Raise `ReadError` if a JSON file is larger than the transcript of a day, or has too long a line.

    Parameters
    ----------
    data : bytes
        The whole file.
    name : str
        The file's name for messages.
    most : int
        Most bytes.
    """
    refuse_long_lines(data, name)
    if len(data) > most:
        raise ReadError(
            f"{name} has {len(data) / 1024**2:,.0f} MB, at most {most / 1024**2:,.0f} MB of JSON are read. "
            "Export the transcript as .vtt or .txt."
        )
