import dataclasses

import numpy as np
import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

from cjm_research import schema
from cjm_research.errors import SchemaError
from cjm_research.themes import ThemeModel

LANGUAGES = [("en",), ("zh",), ("en", "zh")]
IDS = ["english", "chinese", "both"]


def clusters_of(found, segments):
    known = segments.set_index("segment_id")["cluster"]
    return {theme: set(known[part["segment_id"]]) for theme, part in found.members.groupby("theme_id")}


@pytest.mark.parametrize("languages", LANGUAGES, ids=IDS)
def test_planted_clusters_become_themes(model, toy, languages):
    segments, coded, vectors = toy(languages)
    found = model(segments, coded, vectors)
    assert sorted(map(sorted, clusters_of(found, segments).values())) == [[0], [1], [2]]


def test_titles_are_phrases_that_people_said(model, toy):
    segments, coded, vectors = toy(("en",))
    assert set(model(segments, coded, vectors).themes["title"]) == {
        "Nobody called before the delivery",
        "Compare prices before ordering",
        "Confusing assembly manual",
    }


def test_chinese_titles_are_phrases_that_people_said(model, toy):
    segments, coded, vectors = toy(("zh",))
    assert set(model(segments, coded, vectors).themes["title"]) == {
        "退款流程特别慢",
        "两个网站比较价格",
        "安装说明写得太乱",
    }


def test_bilingual_theme_is_titled_in_its_majority_language_with_words_of_both(model, toy):
    english, chinese = toy(("en",), repeats=4), toy(("zh",), repeats=7)
    chinese[0]["segment_id"] = "z" + chinese[0]["segment_id"]
    chinese[1]["segment_id"] = "z" + chinese[1]["segment_id"]
    segments, coded = (pd.concat(pair, ignore_index=True) for pair in zip(english[:2], chinese[:2], strict=True))
    themes = model(segments, coded, np.vstack([english[2], chinese[2]])).themes
    assert set(themes["language"]) == {"zh"}
    for words in themes["words"]:
        assert {word.isascii() for word in words} == {True, False}


@pytest.mark.parametrize("languages", LANGUAGES, ids=IDS)
def test_shuffled_rows_give_the_same_themes(model, toy, languages):
    segments, coded, vectors = toy(languages)
    order = np.random.default_rng(3).permutation(len(segments))
    first = model(segments, coded, vectors)
    second = model(segments.iloc[order], coded.sample(frac=1, random_state=5), vectors[order])
    assert_frame_equal(first.themes, second.themes)
    assert_frame_equal(first.members, second.members)


@pytest.mark.parametrize("n", range(8))
@pytest.mark.parametrize("language", ["en", "zh"])
def test_few_segments_are_no_error_and_none_is_lost(model, toy, language, n):
    segments, coded, vectors = toy((language,))
    found = model(segments, coded.iloc[:n], vectors)
    assert set(found.members["segment_id"]) == set(coded["segment_id"].iloc[:n])
    assert len(found.members) == n


@pytest.mark.parametrize("language", ["en", "zh"])
def test_many_segments_take_the_dense_way_and_none_is_lost(model, toy, language):
    few = ThemeModel(dataclasses.replace(model).settings.model_copy(update={"small": 100}), seed=7)
    segments, coded, vectors = toy((language,), repeats=20)
    found = few(segments, coded, vectors)
    assert set(found.members["segment_id"]) == set(segments["segment_id"])
    mixed = [known for known in clusters_of(found, segments).values() if len(known) > 1]
    assert len(found.themes) >= 3
    assert not mixed


def test_segments_near_to_nothing_gather_in_one_other_theme(model, toy, monkeypatch):
    monkeypatch.setattr("cjm_research.themes.clusters.Tree._choose", lambda *_: 4)
    segments, coded, vectors = toy(("en",), repeats=10)
    vectors = vectors.copy()
    vectors[0], vectors[0, 11] = 0.0, -1.0
    few = ThemeModel(model.settings.model_copy(update={"min_size": 3}), seed=7)
    found = few(segments, coded, vectors)
    rest = found.themes[found.themes["title"].str.startswith("Other: ")]
    assert rest["n_segments"].tolist() == [1]
    assert rest["motto_segment_id"].tolist() == [segments["segment_id"].iloc[0]]


def test_frames_keep_their_contracts_and_inputs_are_untouched(model, toy):
    segments, coded, vectors = toy(("en",))
    before = segments.copy(), coded.copy(), vectors.copy()
    found = model(segments, coded, vectors)
    schema.check(found.themes, "themes")
    schema.check(found.members, "members")
    assert found.members["weight"].between(-1.000001, 1.000001).all()
    assert_frame_equal(segments, before[0])
    assert_frame_equal(coded, before[1])
    assert (vectors == before[2]).all()


def test_theme_id_depends_on_family_and_members_only(model, toy):
    segments, coded, vectors = toy(("en",))
    first = model(segments, coded, vectors).themes
    other_words = segments.assign(text="Something else was said here")
    second = model(other_words, coded, vectors).themes
    assert list(first["theme_id"]) == list(second["theme_id"])
    assert all(first["theme_id"].str.fullmatch(r"th[0-9a-f]{10}"))


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


def test_segments_without_words_still_make_a_theme(model, toy):
    segments, coded, vectors = toy(("en",))
    themes = model(segments.assign(text="..."), coded, vectors).themes
    assert themes["title"].is_unique
    assert themes["title"].str.startswith("Segments without words").all()
