"""Every file of cues that was collected: as many cues as an independent count of the lines that open one."""

import re
from pathlib import Path

import pytest

from cjm_research.corpora.encoding import decode
from cjm_research.corpora.transcripts.subtitles import SbvReader, SrtReader, VttReader

SHARED = Path(__file__).parents[4] / "shared"
FILES = [
    path
    for folder in ("data/transcripts", "data/interviews-en", "data/interviews-zh", "formats/samples")
    for path in sorted((SHARED / folder).rglob("*"))
    if path.suffix in (".vtt", ".srt", ".sbv")
]
READERS = {".vtt": VttReader, ".srt": SrtReader, ".sbv": SbvReader}


@pytest.mark.skipif(not FILES, reason="the real data is not here (../shared/data)")
@pytest.mark.parametrize("path", FILES or [Path("none.vtt")], ids=lambda path: path.name)
def test_there_are_as_many_cues_as_lines_that_open_one(path):
    text = decode(path.read_bytes(), path.name).text
    opens = r"^\d+:\d\S*,\d+:\S*$" if path.suffix == ".sbv" else "-->"
    expected = sum(bool(re.search(opens, line)) for line in text.split("\n"))
    reading = READERS[path.suffix]().read(path)
    counts = reading.counts
    assert counts["cues"] + counts.get("broken cues", 0) == expected
    broken = [part for part in reading.skipped if re.fullmatch(r"cue \d+, line \d+", part.place)]
    assert len(broken) == counts.get("broken cues", 0)
