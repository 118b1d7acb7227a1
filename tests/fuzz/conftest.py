"""What every test here asks of every file, whatever stands in it: rows that keep the laws, or one clear sentence."""

import math
import signal
import warnings
from contextlib import contextmanager
from pathlib import Path
from runpy import run_path
from types import SimpleNamespace

import pytest

from cjm_research.corpora.build import build_corpus
from cjm_research.corpora.reading import read_file
from cjm_research.errors import ReadError
from cjm_research.schema import check

HERE = Path(__file__).parent
DATA = HERE.parents[2] / "shared" / "data"
UNPREPARED = "met something in it that it does not know"


class TooSlow(BaseException):
    """Not an `Exception`, so that no reader can take it for a fault of the file."""


@contextmanager
def within(seconds):
    """Stop what takes longer; where the system has no alarm, let it run."""
    if not hasattr(signal, "setitimer"):
        yield
        return

    def ring(*_):
        raise TooSlow(f"more than {seconds} s")

    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def _text_of(reading):
    """Every text that a reading hands on."""
    yield from (reading.format, reading.encoding, reading.sample_line)
    yield from (part for skipped in reading.skipped for part in (skipped.place, skipped.what, skipped.why))
    for source in reading.sources:
        yield from (source.respondent, source.inside, source.text, source.recorded_at, source.wave, *source.names)
        yield from (part for pair in source.attributes.items() for part in pair)
        yield from (part for turn in source.turns for part in (turn.text, turn.speaker, turn.question, turn.place))
        yield from (mark.code for mark in source.marks)
    yield from (code.path for code in reading.codes)
    yield from (memo.text for memo in reading.memos)


def _look_at(reading):
    for text in _text_of(reading):
        assert isinstance(text, str)
        text.encode("utf-8")  # no lone surrogates
    for source in reading.sources:
        assert source.kind in ("interview", "survey")
        for turn in source.turns:
            assert turn.text.strip()
            assert not math.isinf(turn.start_seconds)
            assert not math.isinf(turn.end_seconds)
            assert turn.span is None or turn.text == source.text[slice(*turn.span)]
        for mark in source.marks:
            assert 0 <= mark.start <= mark.end <= len(source.text)


def _look_into(corpus):
    for name, frame in corpus.frames().items():
        check(frame, name)
    texts = dict(zip(corpus.documents["document_id"], corpus.documents["text"], strict=True))
    ends = dict.fromkeys(texts, 0)
    for turn in corpus.turns.sort_values(["document_id", "seq"]).itertuples():
        words = texts[turn.document_id][turn.start : turn.end]
        assert 0 <= turn.start < turn.end <= len(texts[turn.document_id])
        assert words.strip()
        assert turn.start >= ends[turn.document_id]
        ends[turn.document_id] = turn.end
    for place in corpus.replacements.itertuples():
        assert 0 <= place.start <= place.end <= len(texts[place.document_id])
        assert place.status != "made" or texts[place.document_id][place.start : place.end] == place.pseudonym
    for text in texts.values():
        text.encode("utf-8")


def _listen_to(said, cause, name):
    assert name in said
    assert UNPREPARED not in said, f"{said} <- {cause}"
    assert len(said) < 4000
    assert said.isprintable(), said


def judge(path, seconds=20, encoding=None):
    """Read a file and build a corpus of it; return the reading, or the sentence that refuses it."""
    with warnings.catch_warnings(), within(seconds):
        warnings.simplefilter("ignore")
        try:
            reading = read_file(path, encoding)
        except ReadError as err:
            said, cause = str(err), repr(err.__cause__)
        else:
            said = cause = ""
        if said:
            _listen_to(said, cause, Path(path).name)
            return said
        _look_at(reading)
        _look_into(build_corpus([reading]))
    return reading


@pytest.fixture(scope="session")
def fuzz(tmp_path_factory):
    """The judge, the valid files and the mutations, for all tests of this folder."""
    made = run_path(str(HERE / "seeds.py"))
    mutations = run_path(str(HERE / "mutations.py"))
    valid = made["seeds"](tmp_path_factory.mktemp("seeds"))
    names = {**made, **mutations}
    return SimpleNamespace(judge=judge, valid=valid, data=DATA, **names)


@pytest.fixture
def judged(tmp_path):
    """Write bytes under a name and judge the file."""

    def look(name, data, **options):
        path = tmp_path / name
        path.write_bytes(data if isinstance(data, bytes) else data.encode("utf-8", "surrogatepass"))
        return judge(path, **options)

    return look
