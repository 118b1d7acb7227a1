"""Samples for double coding: by strata, with what nothing marks, the same whatever the order of rows."""

from collections import Counter
from pathlib import Path
from runpy import run_path

import pandas as pd
import pytest

from cjm_research.errors import StudyError, UnknownNameError
from cjm_research.review.double.apart import CLOSE, DRAW, independent, sampled, sighted
from cjm_research.review.double.sampling import JOINED, UNMARKED, draw, needed, strata_of, weights
from cjm_research.schema import CONTRACTS, empty

TOY = run_path(str(Path(__file__).with_name("double_toy.py")))
CODERS = {"en": ["Ana", "Ben"], "zh": ["安娜", "本"]}


@pytest.fixture
def study():
    return TOY["frames"]()


def _draw(study, n=20, **said):
    said = {"coders": CODERS["en"], "codings": empty("codings"), **said}
    codings = said.pop("codings")
    frames = [study[name] for name in ("documents", "cases")]
    return draw(study["segments"], study["suggestions"], codings, *frames, n, **said)


def _code_of(study):
    frames = [study[name] for name in ("segments", "suggestions")]
    told = strata_of(*frames, empty("codings"), study["documents"], study["cases"], ("code",))
    return told


def test_a_sample_holds_the_contract_and_as_many_segments_as_asked(study):
    sample = _draw(study)
    assert tuple(sample) == CONTRACTS["samples"].columns
    assert len(sample["segment_ids"]) == len(set(sample["segment_ids"])) == 20
    assert set(sample["segment_ids"]) <= set(study["segments"]["segment_id"])
    assert (sample["round"], sample["closed_at"]) == (1, "")
    assert sample["sample_id"].startswith("q")
    assert len(sample["sample_id"]) == 11


def test_what_nothing_marks_has_its_stated_share_so_that_misses_count(study):
    code_of = _code_of(study)
    for share, expected in ((0.0, 0), (0.3, 6), (0.5, 10), (1.0, 16)):
        drawn = Counter(code_of[each] for each in _draw(study, unmarked=share)["segment_ids"])
        assert drawn[UNMARKED] == expected


def test_rare_codes_have_as_many_as_frequent_ones(study):
    study["suggestions"] = study["suggestions"][
        ~study["suggestions"]["segment_id"].str.contains("interview")
        | (study["suggestions"]["value"] != "financial")
    ]  # fmt: skip
    code_of = _code_of(study)
    drawn = Counter(code_of[each] for each in _draw(study, unmarked=0.2)["segment_ids"])
    assert drawn == {"goal/explicit": 8, "pain_point/financial": 8, UNMARKED: 4}


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_both_languages_and_kinds_and_all_documents_have_their_share(study, lang):
    drawn = study["segments"].set_index("segment_id").loc[_draw(study, 24, coders=CODERS[lang])["segment_ids"]]
    assert abs((drawn["language"] == lang).sum() - 12) <= 1
    assert abs((drawn["kind"] == "survey").sum() - 12) <= 1
    assert set(drawn.groupby("document_id").size()) <= {2, 3, 4}
    assert drawn["document_id"].nunique() == 8
    by_document = study["segments"].set_index("segment_id").loc[_draw(study, 24, strata=("language",))["segment_ids"]]
    assert set(by_document.groupby("document_id").size()) == {3}


def test_weights_add_up_to_the_study(study):
    sample = _draw(study, 24)
    assert sum(told["of"] for told in sample["strata"].values()) == len(study["segments"])
    assert sum(told["drawn"] for told in sample["strata"].values()) == 24
    back = weights(sample)
    assert set(back) == set(sample["segment_ids"])
    assert sum(back.values()) == pytest.approx(len(study["segments"]))


def test_small_documents_are_drawn_as_often_as_their_size_asks_for(study):
    small = study["segments"]["document_id"].isin(["dsurvey-en-1"]) & study["segments"]["segment_id"].str[-1].ne("2")
    study["segments"] = study["segments"][~small].reset_index(drop=True)
    n_all = len(study["segments"])
    hits = [
        "ssurvey-en-1-2" in _draw(study, 14, seed=seed, strata=("language",), unmarked=0)["segment_ids"]
        for seed in range(300)
    ]
    assert sum(hits) / 300 == pytest.approx(14 / n_all, abs=0.07)


def test_the_sample_does_not_depend_on_the_order_of_rows_but_on_the_seed(study):
    mixed = {name: frame.sample(frac=1, random_state=3).reset_index(drop=True) for name, frame in study.items()}
    assert _draw(study, seed=5) == _draw(mixed, seed=5)
    assert set(_draw(study, seed=5)["segment_ids"]) != set(_draw(study, seed=6)["segment_ids"])


def test_the_next_round_draws_others_and_what_a_coder_coded_before_is_not_drawn(study):
    first = _draw(study, 20)
    second = _draw(study, 20, taken=first["segment_ids"], number=2)
    assert not set(first["segment_ids"]) & set(second["segment_ids"])
    seen = pd.DataFrame(
        [{"segment_id": each, "kind": "goal", "value": "", "coder": "Ana", "act": "accept", "codebook_version": "0",
          "created_at": "", "event_id": 1} for each in first["segment_ids"]]
    )  # fmt: skip
    assert not set(_draw(study, 20, codings=seen)["segment_ids"]) & set(first["segment_ids"])
    by_others = seen.assign(coder="Cem")
    assert set(_draw(study, 64, codings=by_others)["segment_ids"]) == set(study["segments"]["segment_id"])


def test_what_a_person_says_goes_before_what_is_suggested(study):
    said = pd.DataFrame(
        [{"segment_id": "sinterview-zh-1-2", "kind": kind, "value": value, "coder": "Cem", "act": "change",
          "codebook_version": "0", "created_at": "", "event_id": 1}
         for kind, value in (("goal", ""), ("motivation", ""), ("pain_point", ""), ("code:trust", "trust"))]
    )  # fmt: skip
    frames = [study["suggestions"], said, study["documents"], study["cases"]]
    assert strata_of(study["segments"], *frames, ("code",))["sinterview-zh-1-2"] == "code:trust"
    assert "code:trust" in _draw(study, codings=said, strata=("code",))["strata"]


def test_an_attribute_of_people_may_be_a_stratum_and_an_unknown_one_is_refused(study):
    sample = _draw(study, 16, strata=("language", "Plan"))
    told = sample["strata"][JOINED.join(["zh", "gold"])]
    assert (told["drawn"], told["of"], len(told["segment_ids"])) == (4, 16, 4)
    with pytest.raises(UnknownNameError, match=r"^No stratum is called 'Age'\. Known: code, language, kind, doc"):
        _draw(study, strata=("Age",))


def test_all_there_is_can_be_drawn_and_nothing_left_says_so(study):
    everything = _draw(study, 64)
    assert len(everything["segment_ids"]) == 64
    with pytest.raises(StudyError, match=r"^A sample of 5 segments cannot be drawn: of 64 segments 0 are neither"):
        _draw(study, 5, taken=everything["segment_ids"])
    with pytest.raises(StudyError, match=r"^Double coding needs two coders at least, found 安娜\."):
        _draw(study, coders=["安娜", " 安娜 "])
    with pytest.raises(StudyError, match=r"^A share of 30 of a sample cannot be unmarked\."):
        _draw(study, unmarked=30)


def test_how_many_are_needed_follows_cochran():
    assert needed(0.05, agreement=0.5) == 385
    assert needed(0.05, of=1000, agreement=0.5) == 278
    with pytest.raises(StudyError, match=r"^A half-width of 5 is not a share\."):
        needed(5)


def _sample(coders, ids, event_id=1, closed=""):
    return {"sample_id": "q1", "coders": coders, "segment_ids": ids, "closed_at": closed, "event_id": event_id}


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_talk_after_the_closing_does_not_change_what_was_said_apart(store, lang):
    ana, ben = CODERS[lang]
    store.record(DRAW, {"sample_id": "q1"}, ana)
    store.record(*TOY["coded"]("s1", ana, goal="explicit"))
    store.record(*TOY["coded"]("s1", ben))
    store.record(*TOY["coded"]("s9", ben, goal="implicit"))
    store.record(*TOY["coded"]("s1", "Cem", goal="explicit"))
    end = store.record(CLOSE, {"sample_id": "q1"}, ana)
    store.record(*TOY["coded"]("s1", ben, goal="explicit"))
    store.record(*TOY["coded"]("s2", ben, goal="explicit"))
    events = store.events()
    said = independent(events, _sample([ana, ben], ["s1", "s2"], end, "2026-01-05"))
    goals = said[said["kind"] == "goal"].set_index(["segment_id", "coder"])["value"].to_dict()
    assert goals == {("s1", ana): "explicit", ("s1", ben): ""}
    still_open = independent(events, _sample([ana, ben], ["s1", "s2"]))
    assert len(still_open[still_open["kind"] == "goal"]) == 3


def test_segments_that_a_later_edit_moved_keep_their_verdicts(store):
    store.record(DRAW, {"sample_id": "q1"}, "Ana")
    store.record(*TOY["coded"]("s1", "Ana", goal="explicit"))
    same = {"kind": "goal", "coder": "Ana", "codebook_version": "0"}
    moved = [{**same, "segment_id": "s1", "value": None}, {**same, "segment_id": "s1b", "value": "explicit"}]
    store.record("move", {"moved": {"s1": "s1b"}}, "cjm_research", moved)
    end = store.record(CLOSE, {"sample_id": "q1"}, "Ana")
    store.record("move", {"moved": {"s1b": "s1c"}}, "cjm_research")
    sample = _sample(["Ana", "Ben"], ["s1", "s2"], end, "2026-01-05")
    said = independent(store.events(), sample)
    assert ("s1c", "explicit") in set(zip(said["segment_id"], said["value"], strict=True))
    assert sampled(store.events(), sample) == ["s1c", "s2"]


def test_verdicts_given_before_the_machine_s_suggestion_are_told(store):
    store.record(*TOY["coded"]("s2", "Ana", suggested={"goal": {"value": "explicit"}}))
    store.record(DRAW, {"sample_id": "q1"}, "Ana")
    store.record(*TOY["coded"]("s1", "Ana", suggested={"goal": {"value": "explicit"}}))
    store.record(*TOY["coded"]("s1", "Ben"))
    assert sighted(store.events(), _sample(["Ana", "Ben"], ["s1", "s2"])) == {"Ana": ["s1"], "Ben": []}


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_size_that_cannot_be_is_refused_in_words(study, lang):
    for n in (0, -3, 1):
        with pytest.raises(StudyError, match=rf"^A sample needs at least 2 segments, found {n}\. Give a larger n"):
            _draw(study, n, coders=CODERS[lang])
    taken = sorted(study["segments"]["segment_id"])[:4]
    with pytest.raises(StudyError, match=r"of 64 segments 60 are neither in .* people\. Draw 60 at most, name other"):
        _draw(study, 61, coders=CODERS[lang], taken=taken)
    assert len(_draw(study, 60, coders=CODERS[lang], taken=taken)["segment_ids"]) == 60
