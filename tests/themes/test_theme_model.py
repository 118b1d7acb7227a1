import numpy as np
import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

from cjm_research import schema
from cjm_research.errors import SchemaError
from cjm_research.themes import ThemeModel

LANGUAGES = [("en",), ("zh",), ("en", "zh")]
IDS = ["english", "chinese", "both"]


def with_settings(model, **changed):
    return ThemeModel(model.settings.model_copy(update=changed), seed=model.seed)


def clusters_of(found, segments):
    known = segments.set_index("segment_id")["cluster"]
    return {topic: sorted(set(known[part["segment_id"]])) for topic, part in found.topics.groupby("topic")}


@pytest.mark.parametrize("languages", LANGUAGES, ids=IDS)
def test_planted_clusters_become_topics(model, toy, languages):
    segments, coded, vectors = toy(languages)
    found = model(segments, coded, vectors)
    assert sorted(clusters_of(found, segments).values()) == [[0], [1], [2]]
    assert found.steadiness["stability"].min() > 0.9


def test_a_topic_of_a_bilingual_study_holds_both_languages_and_words_of_both(model, toy):
    segments, coded, vectors = toy(("en", "zh"))
    found = model(segments, coded, vectors)
    spoken = found.topics.merge(segments[["segment_id", "language"]]).groupby("topic")["language"]
    assert spoken.nunique().tolist() == [2, 2, 2]
    for words in found.words["words"]:
        assert {word.isascii() for word in words} == {True, False}


@pytest.mark.parametrize(("language", "word"), [("en", "confusing"), ("zh", "安装")], ids=["english", "chinese"])
def test_words_of_a_topic_are_what_people_said_there(model, toy, language, word):
    segments, coded, vectors = toy((language,))
    found = model(segments, coded, vectors)
    third = found.topics.merge(segments[segments["cluster"] == 2])["topic"].iloc[0]
    assert word in found.words.set_index("topic")["words"][third]


@pytest.mark.parametrize("languages", LANGUAGES, ids=IDS)
def test_shuffled_rows_give_the_same_topics(model, toy, languages):
    segments, coded, vectors = toy(languages)
    vectors = vectors + np.random.default_rng(8).normal(scale=0.2, size=vectors.shape)
    order = np.random.default_rng(3).permutation(len(segments))
    first = model(segments, coded, vectors)
    second = model(segments.iloc[order], coded.sample(frac=1, random_state=5), vectors[order])
    for name in ("topics", "curve", "steadiness", "words"):
        assert_frame_equal(getattr(first, name), getattr(second, name), check_exact=True)


@pytest.mark.parametrize("n", range(10))
@pytest.mark.parametrize("language", ["en", "zh"])
def test_few_segments_are_no_error_and_each_has_a_row(model, toy, language, n):
    segments, coded, vectors = toy((language,))
    found = with_settings(model, rounds=2)(segments, coded.iloc[:n], vectors)
    assert found.topics["segment_id"].tolist() == sorted(coded["segment_id"].iloc[:n])
    assert found.curve["chosen"].sum() == (n > 0)
    assert len(found.words) == len(found.steadiness) == found.topics["topic"].nunique()


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_family_larger_than_the_tree_loses_nothing(model, toy, language):
    segments, coded, vectors = toy((language,), repeats=20)
    found = with_settings(model, small=60)(segments, coded, vectors)
    assert set(found.topics["segment_id"]) == set(segments["segment_id"])
    assert all(len(known) == 1 for known in clusters_of(found, segments).values())


@pytest.mark.parametrize("languages", LANGUAGES, ids=IDS)
@pytest.mark.parametrize("number", [1, 2, 5])
def test_the_researchers_number_of_topics_is_law(model, toy, languages, number):
    segments, coded, vectors = toy(languages)
    found = with_settings(model, counts={"pain_point": number})(segments, coded, vectors)
    assert found.topics["topic"].nunique() == number
    assert found.curve.loc[found.curve["chosen"], "n_topics"].tolist() == [number]


def test_a_number_given_for_another_family_changes_nothing(model, toy):
    segments, coded, vectors = toy(("en",))
    found = with_settings(model, counts={"goal": 2})(segments, coded, vectors)
    assert found.topics["topic"].nunique() == 3


def test_segments_near_to_nothing_join_no_topic_unless_all_must(model, toy):
    segments, coded, vectors = toy(("en",), repeats=10)
    vectors = vectors.copy()
    vectors[0] = 0.0
    vectors[0, 11] = -1.0
    stranger = segments["segment_id"].iloc[0]
    alone = with_settings(model, min_size=3)(segments, coded, vectors).topics
    assert alone.loc[alone["topic"] < 0, "segment_id"].tolist() == [stranger]
    assert alone.loc[alone["topic"] < 0, "subtopic"].tolist() == [-1]
    every = with_settings(model, min_size=3, reach=0.0)(segments, coded, vectors).topics
    assert (every["topic"] >= 0).all()


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_topic_of_one_interview_says_so(model, toy, language):
    segments, coded, vectors = toy((language,))
    segments.loc[segments["cluster"] == 1, "document_id"] = "d99"
    found = model(segments, coded, vectors)
    topic = found.topics.merge(segments[segments["cluster"] == 1])["topic"].iloc[0]
    told = found.steadiness.set_index("topic")
    assert told["only_in"].to_dict() == {at: "d99" if at == topic else "" for at in range(3)}
    assert told.loc[topic, "left_out"] == 0.0
    assert told["left_out"].drop(topic).min() > 0.5
    assert told.loc[topic, "n_documents"] == 1


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_study_of_one_interview_has_topics_too(model, toy, language):
    segments, coded, vectors = toy((language,))
    found = model(segments.assign(document_id="d1"), coded, vectors)
    assert found.topics["topic"].nunique() == 3
    assert set(found.steadiness["only_in"]) == {"d1"}


@pytest.mark.parametrize("text", ["The queue is too long", "排队太久"], ids=["english", "chinese"])
@pytest.mark.parametrize("n", [2, 12, 36])
def test_one_text_said_by_everybody_is_one_topic(model, toy, text, n):
    segments, coded, vectors = toy(("en",))
    segments, coded = segments.iloc[:n].assign(text=text), coded.iloc[:n]
    found = model(segments, coded, np.tile(vectors[0], (n, 1)))
    assert found.topics["topic"].tolist() == [0] * n
    assert found.topics["weight"].notna().all()


def test_families_have_topics_of_their_own(model, toy):
    segments, coded, vectors = toy(("en",))
    both = pd.concat([coded, coded.assign(family="goal").iloc[:12]], ignore_index=True)
    found = with_settings(model, rounds=2)(segments, both, vectors)
    assert found.topics.groupby("family").size().to_dict() == {"goal": 12, "pain_point": 36}
    assert set(found.curve["family"]) == set(found.steadiness["family"]) == {"goal", "pain_point"}


def test_progress_reaches_its_end_and_never_goes_back(model, toy):
    segments, coded, vectors = toy(("zh",))
    told = []
    model(segments, coded, vectors, progress=lambda done, total: told.append((done, total)))
    assert told[-1] == (model.settings.rounds + 2, model.settings.rounds + 2)
    assert [done for done, _ in told] == sorted(done for done, _ in told)
    assert len(told) > model.settings.rounds


def test_frames_keep_their_contracts_and_inputs_are_untouched(model, toy):
    segments, coded, vectors = toy(("en",))
    before = segments.copy(), coded.copy(), vectors.copy()
    found = model(segments, coded, vectors)
    schema.check(found.topics, "topics")
    assert found.topics["weight"].between(-1.000001, 1.000001).all()
    assert_frame_equal(segments, before[0])
    assert_frame_equal(coded, before[1])
    assert (vectors == before[2]).all()


def test_embeddings_of_another_frame_are_refused(model, toy):
    segments, coded, vectors = toy(("en",))
    with pytest.raises(
        SchemaError,
        match=r"35 embeddings were given for 36 segments\. Embed the texts of the same frame, in its order\.",
    ):
        model(segments, coded, vectors[:-1])


def test_coded_segment_that_is_not_there_is_named(model, toy):
    segments, coded, vectors = toy(("en",))
    coded.loc[0, "segment_id"] = "sffffffffffff"
    with pytest.raises(SchemaError, match="1 coded segments are not among the 36 segments, first sffffffffffff"):
        model(segments, coded, vectors)


def test_segments_without_words_still_have_topics(model, toy):
    segments, coded, vectors = toy(("en",))
    found = model(segments.assign(text="..."), coded, vectors)
    assert sorted(clusters_of(found, segments).values()) == [[0], [1], [2]]
    assert found.words["words"].tolist() == [[], [], []]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_words_that_are_kept_whole_are_counted_whole(model, toy, language):
    segments, coded, vectors = toy((language,))
    word = {"en": "assembly manual", "zh": "安装说明"}[language]
    fit = ThemeModel(model.settings.model_copy(update={"phrases": 1}), 7, frozenset({word}))(segments, coded, vectors)
    assert any(word in words for words in fit.words["words"])
    cut = ThemeModel(model.settings.model_copy(update={"phrases": 1}), 7)(segments, coded, vectors)
    assert not any(word in words for words in cut.words["words"])
