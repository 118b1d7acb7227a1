"""Small valid files of every format, harmed in every way: each is read, or refused with a sentence."""

import pytest

from cjm_research.corpora.reading import known_suffixes

TEXTS = (".vtt", ".srt", ".sbv", ".txt", ".md", ".csv", ".tsv", ".json", ".otr", ".eaf", ".rtf", ".qdc", ".qde")
ARCHIVES = (".docx", ".odt", ".ods", ".xlsx", ".qdpx")
OTHERS = (".pdf", ".qda", ".sqlite3")
APART = (".sav", ".xls")  # read in a process of their own, half a second each


@pytest.mark.parametrize("suffix", [*TEXTS, *ARCHIVES, *OTHERS, *APART])
def test_the_file_that_is_harmed_is_read_when_it_is_whole(fuzz, judged, suffix):
    reading = judged(f"whole{suffix}", fuzz.valid[suffix])
    assert not isinstance(reading, str), reading


@pytest.mark.parametrize("suffix", [*TEXTS, *OTHERS, *APART])
def test_a_harmed_file_is_read_or_refused(fuzz, judged, suffix):
    for n in range(30 if suffix in TEXTS else 6 if suffix in APART else 25):
        judged(f"{n}{suffix}", fuzz.harmed(fuzz.valid[suffix], f"{suffix} {n}"))


@pytest.mark.parametrize("suffix", ARCHIVES)
def test_a_harmed_archive_is_read_or_refused(fuzz, judged, suffix):
    for n in range(12):
        judged(f"{n}{suffix}", fuzz.harmed(fuzz.valid[suffix], f"{suffix} {n}"))


@pytest.mark.parametrize("suffix", ARCHIVES)
def test_a_whole_archive_with_a_harmed_part_is_read_or_refused(fuzz, judged, suffix):
    for n in range(25):
        judged(f"{n}{suffix}", fuzz.harmed_inside(fuzz.valid[suffix], f"inside {suffix} {n}"))


@pytest.mark.parametrize("suffix", [*TEXTS, *ARCHIVES, *OTHERS])
def test_one_format_under_the_name_of_another_is_read_or_refused(fuzz, judged, suffix):
    for other, data in fuzz.valid.items():
        judged(f"{other[1:]}{suffix}", data)


def test_every_suffix_that_is_read_is_harmed_here(fuzz):
    alike = {".markdown", ".text", ".lrc", ".xlsm", ".sqlite", ".db", ".zsav", ".por"}
    assert set(known_suffixes()) - alike <= set(fuzz.valid)


@pytest.mark.parametrize("folder", ["transcripts", "qda"])
def test_harmed_files_of_real_tools_are_read_or_refused(fuzz, judged, folder):
    if not fuzz.data.is_dir():
        pytest.skip("the real data is not here (../shared/data)")
    known = known_suffixes()
    files = [path for path in sorted((fuzz.data / folder).rglob("*")) if path.suffix.lower() in known]
    small = [path for path in files if path.is_file() and path.stat().st_size < 150_000]
    assert small
    for path in small:
        for n in range(4):
            judged(f"{n}{path.suffix}", fuzz.harmed(path.read_bytes(), f"{path.name} {n}"))
