"""Real transcripts and exports; skipped where the data is not beside the checkout."""

from pathlib import Path

import pytest

from cjm_research.corpora import build_corpus, read_file, read_inputs

DATA = Path(__file__).parents[3] / "shared" / "data"
pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason="the real data is not here (../shared/data)")


def corpus_of(*folders):
    readings, failures = read_inputs([DATA / folder for folder in folders])
    assert failures == []
    return build_corpus(readings)


def test_recorder_labels_in_english():
    corpus = corpus_of("interviews-en/ml-quality")
    assert corpus.counts()["participants"] == len(corpus.documents) == 13
    assert set(corpus.turns["role"]) == {"participant", "interviewer"}


def test_interviews_in_several_formats_are_read_once():
    corpus = corpus_of("interviews-en/gamedevs")
    assert corpus.counts()["interviews"] == 12
    assert sum(any(part["why"].startswith("same words") for part in row) for row in corpus.files["skipped"]) == 8
    assert not corpus.documents["text"].str.contains("Jonas Rosland").any()


@pytest.mark.parametrize("folder", ["bilibili", "jinchanchan"])
def test_chinese_interviews_have_one_participant_each(folder):
    corpus = corpus_of(f"interviews-zh/{folder}")
    assert corpus.counts()["participants"] == len(corpus.documents)
    assert set(corpus.documents["language"]) == {"zh"}


def test_slots_of_a_real_export():
    reading = read_file(next((DATA / "surveys/jupyter-ux-2015").glob("*SurveyExport.csv")))
    assert (len(reading.sources), len({turn.question for source in reading.sources for turn in source.turns})) == (
        987,
        10,
    )
    assert reading.counts["rows"] == 1706
    assert not any(
        name.startswith(("Time Started", "Date Submitted")) for s in reading.sources for name in s.attributes
    )
