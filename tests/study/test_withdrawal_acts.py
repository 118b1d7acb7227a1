"""Who withdraws leaves nothing in what people cut, noted, flagged, settled, drew and named while coding."""

import json
import shutil
from pathlib import Path
from runpy import run_path
from types import SimpleNamespace

import pytest

from cjm_research.codes.codebook import Codebook
from cjm_research.store.replay import replay_tables
from cjm_research.store.tables import ACTED
from cjm_research.study.facade import Study


@pytest.fixture(scope="module", params=["en", "zh"])
def lang(request):
    return request.param


@pytest.fixture(scope="module")
def desk(lang, tmp_path_factory):
    """A folder with a study in which a person did every kind of act on everybody; copied for every test."""
    crowd = SimpleNamespace(**run_path(str(Path(__file__).with_name("crowd.py"))))
    folder = tmp_path_factory.mktemp(f"acts-{lang}")
    study = crowd.study_of(folder, lang).run(progress=False)
    session = study.review("Ana", order="document")
    for segment_id in session.queue:
        session.goto(segment_id)
        item = session.current
        session.flag(f"? {item.text}")
        session.memo(f"see “{item.text}”")
        middle = item.start + len(item.text) // 2
        session.mark(item.start, middle, {"goal": "explicit"})
        session.mark(middle, item.end, {"goal": "explicit"})
        session.undo()
        session.invivo(item.start, item.start + 16)
        session.goto(segment_id)
        session.split(middle)
        session.merge()
        session.accept()
    session.memo("The whole study | 整个研究", about="study")
    ids = list(session.queue)
    rows = [{"segment_id": one, "kind": "goal", "value": "", "ground": session_text(study, one), "coder": "Ana",
             "said": {"Ana": ""}} for one in ids]  # fmt: skip
    sample = {"sample_id": "q1", "title": "t", "round": 1, "coders": ["Ana"], "segment_ids": ids, "strata": {},
              "seed": 0, "closed_at": ""}  # fmt: skip
    study.store.record("settle.decide", {}, "Ana", rows={"decisions": rows, "samples": [sample]})
    study.store.close()
    return folder


def session_text(study, segment_id):
    return study.store.frame("segments").set_index("segment_id")["text"][segment_id]


@pytest.fixture
def study(desk, tmp_path):
    shutil.copytree(desk, tmp_path, dirs_exist_ok=True)
    study = Study.open(tmp_path / "corpora" / "shop")
    yield study
    study.store.close()


@pytest.fixture(scope="module")
def crowd():
    return SimpleNamespace(**run_path(str(Path(__file__).with_name("crowd.py"))))


def _found(study, texts):
    files = [path for root in (study.folder.path, study.folder.reports) for path in root.rglob("*") if path.is_file()]
    ways = {way.lower() for text in texts for way in (text.encode(), json.dumps(text)[1:-1].encode())}
    return sorted(str(path) for path in files if any(way in path.read_bytes().lower() for way in ways))


def _pieces(said, size):
    return [text[at : at + size] for text in said for at in range(0, max(1, len(text) - size), size // 2)]


@pytest.mark.parametrize("who", ["solo", "both 2"])
def test_no_word_and_no_id_stays_and_what_is_of_others_does(study, lang, crowd, who):
    case_id, said = crowd.who_said(study, lang)[who], crowd.SAID[lang][who]
    pieces = _pieces(said, {"en": 14, "zh": 8}[lang])
    segments, cuts = study.store.frame("segments"), study.store.frame("cuts")
    mine = set(segments.loc[segments["case_id"] == case_id, "segment_id"])
    flagged = study.store.frame("flags")["segment_id"].tolist()
    assert mine & set(cuts["segment_id"])
    assert mine & set(flagged)
    assert _found(study, pieces)
    study.withdraw(case_id)
    assert _found(study, pieces) == []
    store = study.store
    told = replay_tables(store.events())
    assert all(told[name].equals(store.frame(name)) for name in ("codings", *ACTED))
    assert store.check() == []
    everything = str([store.frame(name).to_dict("records") for name in ("codings", *ACTED, "events")])
    assert not [one for one in sorted(mine) if one in everything]
    kept = cuts[~cuts["segment_id"].isin(mine)]
    assert store.frame("cuts")["segment_id"].tolist() == kept["segment_id"].tolist()
    assert store.frame("flags")["segment_id"].tolist() == [one for one in flagged if one not in mine]
    assert "The whole study | 整个研究" in store.frame("memos")["text"].tolist()
    # The codebook is read again, its file says what the history says, and work goes on.
    book = Codebook.from_content(store.frame("codebooks").sort_values("number")["content"].iloc[-1])
    assert Codebook.load(study.folder.codebook).version == book.version
    n_events = len(store.events())
    session = study.run(progress=False).review("Ana", order="document")
    session.goto(session.queue[0])
    session.accept()
    assert "codebook.file" not in set(store.events()["act"].iloc[n_events:])
