"""Segments made by hand stay on their words when files are edited and segments are cut anew."""

from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pandas as pd
import pytest

from cjm_research.corpora import Reading, Source, Turn, build_corpus
from cjm_research.review.ledger import Ledger, reverse
from cjm_research.segments.cutting import carried, cut_row, segment_row, standing
from cjm_research.settings import Settings
from cjm_research.store.database import Store
from cjm_research.store.replay import replay_tables
from cjm_research.study import cutting, pipeline, versions
from cjm_research.study.finding_words import Told

TALK = {
    "en": (
        ("Interviewer", "How was the delivery?"),
        ("Participant", "The van came three days late and nobody rang me. I had taken the whole day off for nothing. "
                        "My neighbour lent me a chair to sit on."),
        ("Interviewer", "And then?"),
        ("Participant", "I wrote to them twice. Well, nobody rang me. I never heard back from anybody at the shop."),
    ),
    "zh": (
        ("访谈者", "送货怎么样？"),
        ("受访者", "车晚了三天才到，而且没有人打电话给我。我白白请了一整天的假在家里等着。邻居借了我一把椅子坐。"),
        ("访谈者", "然后呢？"),
        ("受访者", "我给他们写了两次信。唉，没有人打电话给我。店里一直没有任何人回复过我的信。"),
    ),
}  # fmt: skip
MARKED = {"en": "nobody rang me", "zh": "没有人打电话给我"}
OPENING = {"en": "Before we begin, let me say that the kettle is on and it is raining.",
           "zh": "开始之前我先说一句，水正在烧，外面在下雨，我们慢慢聊。"}  # fmt: skip


class Study:
    """A store with one interview, cut as `cjm run` cuts it."""

    def __init__(self, store, lang):
        self.store, self.lang, self.settings = store, lang, Settings.default()
        self.said(TALK[lang])

    def said(self, talk):
        """Hold this talk as the version of the file, and cut it."""
        talk = [turn for turn in talk if turn[1]]
        sources = (Source("interview", tuple(Turn(text, speaker) for speaker, text in talk)),)
        reading = Reading(Path("x.txt"), "text", sources=sources, source="x.txt", sha256="1")
        corpus = build_corpus([reading])
        versions.remember(self.store, corpus)
        self.store.replace_many(corpus.frames())
        self.cut_anew()

    def cut_anew(self):
        config = SimpleNamespace(settings=self.settings, languages=(self.lang,))
        pipeline.segment(config, self.store)
        assert self.store.check() == []
        for row in self.segments.itertuples():
            assert self.text[row.start : row.end] == row.text
        assert set(self.store.frame("cuts")["segment_id"]) <= set(self.segments["segment_id"])

    @property
    def text(self):
        return self.store.frame("documents")["text"].item()

    @property
    def segments(self):
        return self.store.frame("segments")

    @property
    def standing(self):
        return standing(self.segments, self.store.frame("cuts")).sort_values(["start", "end"], ignore_index=True)

    def machine(self):
        return self.segments[~self.segments["segment_id"].isin(self.store.frame("cuts")["segment_id"])].sort_values(
            "start", ignore_index=True
        )

    def row(self, start, end):
        return segment_row(
            self.store.frame("documents").iloc[0], self.store.frame("turns"), start, end, self.segments
        )  # fmt: skip

    def cut(self, made, start, end, parents=(), coder="Ana"):
        row = self.row(start, end)
        said = carried(self.store.codings().to_dict("records"), parents, [row["segment_id"]], made) if parents else []
        fresh = pd.DataFrame([row]) if row["segment_id"] not in set(self.segments["segment_id"]) else None
        self.store.record(made, {"segment_id": row["segment_id"]}, coder, said,
                          rows={"cuts": [cut_row(made, row, parents, coder)]}, add=fresh)  # fmt: skip
        return row["segment_id"]

    def mark(self, words, nth=0):
        start = -1
        for _ in range(nth + 1):
            start = self.text.index(words, start + 1)
        return self.cut("mark", start, start + len(words))

    def accept(self, segment_id, value="explicit", coder="Ana"):
        row = {"segment_id": segment_id, "kind": "goal", "value": value, "coder": coder, "codebook_version": "0"}
        self.store.record("accept", {"segment_id": segment_id}, coder, [row])

    def words_coded(self):
        rows = self.store.codings().merge(self.segments, on="segment_id")
        return sorted(zip(rows["text"], rows["coder"], rows["value"], strict=True))


@pytest.fixture(params=["en", "zh"])
def study(request, tmp_path):
    with Store.open(tmp_path / "s.sqlite", create=True) as store:
        yield Study(store, request.param)


def _with_opening(study):
    first, *rest = TALK[study.lang]
    return [(rest[0][0], OPENING[study.lang]), first, *rest]


def test_other_settings_leave_what_was_cut_by_hand(study):
    mark = study.mark(MARKED[study.lang])
    a, b = study.machine()["segment_id"][:2]
    places = study.segments.set_index("segment_id")
    merged = study.cut("merge", places["start"][a], places["end"][b], [a, b])
    study.accept(mark)
    study.accept(merged)
    before = study.store.frame("cuts")
    n_events = len(study.store.events())
    study.settings = study.settings.model_copy(
        update={"segments": study.settings.segments.model_copy(update={"min_chars": 60})}
    )
    study.cut_anew()
    assert study.store.frame("cuts").equals(before)
    assert {mark, merged} <= set(study.standing["segment_id"])
    assert len(study.store.events()) <= n_events + 1
    assert len(study.words_coded()) == 2
    # Nothing of the machine lies wholly below the merge.
    merged_at = study.segments.set_index("segment_id").loc[merged]
    inside = study.standing[
        (study.standing["start"] >= merged_at["start"]) & (study.standing["end"] <= merged_at["end"])
    ]
    assert set(inside["segment_id"]) == {mark, merged}


def test_a_mark_goes_with_its_words_when_something_comes_before_them(study):
    words = MARKED[study.lang]
    first, second = study.mark(words), study.mark(words, nth=1)
    study.accept(first, "explicit")
    study.accept(second, "implicit", "博")
    study.said(_with_opening(study))
    cuts = study.store.frame("cuts").sort_values("start")
    assert cuts["segment_id"].tolist() != [first, second]
    assert [study.text[row.start : row.end] for row in cuts.itertuples()] == [words, words]
    assert [cut["start"] for cut in cuts.to_dict("records")] == [
        study.text.index(words), study.text.index(words, study.text.index(words) + 1),
    ]  # fmt: skip
    by_id = study.store.codings().set_index("segment_id")["value"]
    assert [by_id[key] for key in cuts["segment_id"]] == ["explicit", "implicit"]
    last = study.store.events().iloc[-1]
    assert (last["act"], last["actor"]) == ("move", "cjm")
    assert {first, second} <= set(last["payload"]["moved"])


def test_of_words_that_come_twice_the_nearest_to_their_neighbours_is_taken(study):
    words = MARKED[study.lang]
    study.mark(words, nth=1)
    # So much comes before that the first place is nearer to where the second was.
    first, *rest = TALK[study.lang]
    study.said([(rest[0][0], OPENING[study.lang] * 4), first, *rest])
    start = study.store.frame("cuts")["start"].item()
    assert start == study.text.index(words, study.text.index(words) + 1)


def test_words_that_are_gone_end_the_cut_and_bring_it_back_when_they_come(study):
    words = MARKED[study.lang]
    mark = study.mark(words)
    study.accept(mark)
    kept = study.store.frame("cuts")
    without = [(who, text.replace(words, "…")) for who, text in TALK[study.lang]]
    with pytest.warns(UserWarning, match="1 coding is on words|1 条编码所在的文字"):
        study.said(without)
    assert len(study.store.frame("cuts")) == len(study.store.codings()) == 0
    assert mark in study.store.events().iloc[-1]["payload"]["ended"]
    assert words not in str([study.store.get(name) for name in (cutting.LOST, cutting.BEFORE, "versions.lost")])
    study.said([(who, text + " Yes.") for who, text in without])
    study.said(TALK[study.lang])
    assert study.store.frame("cuts").equals(kept)
    assert study.words_coded() == [(words, "Ana", "explicit")]
    study.said(_with_opening(study))
    assert study.words_coded() == [(words, "Ana", "explicit")]


def test_a_split_and_a_merge_go_with_their_words_and_their_parents(study):
    a, b, c = study.machine()["segment_id"][:3]
    places = study.segments.set_index("segment_id")
    study.accept(a)
    study.accept(c)
    merged = study.cut("merge", places["start"][a], places["end"][b], [a, b])
    middle = places["start"][c] + 6
    parts = [study.cut("split", start, end, [c]) for start, end in
             ((places["start"][c], middle), (middle, places["end"][c]))]  # fmt: skip
    before = study.standing["text"].tolist()
    study.said(_with_opening(study))
    assert study.standing["text"].tolist()[-len(before) :] == before
    cuts = study.store.frame("cuts").set_index("start").sort_index()
    assert not {merged, *parts} & set(cuts["segment_id"])
    machine = set(study.machine()["segment_id"])
    assert all(set(row.parents) <= machine for row in cuts.itertuples())


def test_notes_flags_decisions_and_samples_go_along(study):
    mark = study.mark(MARKED[study.lang])
    machine = study.machine()["segment_id"][2]
    from cjm_research.review.coding.notes import memo_id

    for segment_id in (mark, machine):
        memo = {"memo_id": memo_id("segment", segment_id, "Ana"), "about": "segment", "about_id": segment_id,
                "text": "看", "coder": "Ana", "source": ""}  # fmt: skip
        flag = {"segment_id": segment_id, "coder": "Ana", "colleague": "", "text": "?"}
        decision = {"segment_id": segment_id, "kind": "goal", "value": "", "ground": "g", "coder": "Ana", "said": {}}
        study.store.record("settle.decide", {"segment_id": segment_id}, "Ana",
                           rows={"memos": [memo], "flags": [flag], "decisions": [decision]})  # fmt: skip
    sample = {"sample_id": "q1", "title": "t", "round": 1, "coders": ["Ana"], "segment_ids": [mark, machine],
              "strata": {}, "seed": 0, "closed_at": ""}  # fmt: skip
    study.store.record("settle.draw", {}, "Ana", rows={"samples": [sample]})
    texts = study.segments.set_index("segment_id")["text"]
    expected = sorted([texts[mark], texts[machine]])
    study.said(_with_opening(study))
    now = study.segments.set_index("segment_id")["text"]
    for name, column in (("flags", "segment_id"), ("decisions", "segment_id"), ("memos", "about_id")):
        assert sorted(now[study.store.frame(name)[column]]) == expected
    assert sorted(now[study.store.frame("samples")["segment_ids"].item()]) == expected
    memo = study.store.frame("memos").iloc[0]
    assert memo["memo_id"] == memo_id("segment", memo["about_id"], "Ana")


def test_a_run_that_was_interrupted_does_it_once(study, monkeypatch):
    study.accept(study.mark(MARKED[study.lang]))
    write = Store.replace_many

    def broken(self, frames):
        if "segments" in frames:
            raise KeyboardInterrupt
        write(self, frames)

    monkeypatch.setattr(Store, "replace_many", broken)
    with pytest.raises(KeyboardInterrupt):
        study.said(_with_opening(study))
    n_events = len(study.store.events())
    monkeypatch.undo()
    study.cut_anew()
    assert len(study.store.events()) == n_events
    assert study.words_coded() == [(MARKED[study.lang], "Ana", "explicit")]


def test_a_segment_that_was_cut_while_the_study_was_cut_anew_is_put_in_again(study):
    mark = study.mark(MARKED[study.lang])
    study.store.replace("segments", study.machine())
    assert cutting.missing(study.store)
    study.cut_anew()
    assert mark in set(study.segments["segment_id"])


def test_a_name_that_is_replaced_is_no_other_words(tmp_path):
    with Store.open(tmp_path / "s.sqlite", create=True) as store:
        study = Study(store, "en")
        study.mark("neighbour lent me a chair")
        study.said([(who, text.replace("neighbour", "[name-1]")) for who, text in TALK["en"]])
        cut = study.store.frame("cuts").iloc[0]
        assert study.text[cut["start"] : cut["end"]] == "[name-1] lent me a chair"


def test_what_becomes_the_interviewers_is_cut_no_more(study):
    study.mark(MARKED[study.lang], nth=1)
    other, mine = TALK[study.lang][0][0], TALK[study.lang][1][0]
    swapped = [(mine if n == 0 else other if n == 3 else who, text.replace(MARKED[study.lang], "—") if n < 3 else text)
               for n, (who, text) in enumerate(TALK[study.lang])]  # fmt: skip
    study.said(swapped)
    assert study.store.frame("cuts").empty


def test_the_events_tell_the_tables_after_any_number_of_versions(study):
    study.accept(study.mark(MARKED[study.lang]))
    for version in (_with_opening(study), TALK[study.lang][:2], TALK[study.lang], _with_opening(study)):
        study.said(version)
    told = replay_tables(study.store.events())
    assert all(told[name].equals(study.store.frame(name)) for name in ("codings", "cuts"))
    ledger = Ledger()
    for event in study.store.events().to_dict("records"):
        ledger.add(event)
    assert {row["segment_id"] for row in ledger.table("cuts")} == set(study.store.frame("cuts")["segment_id"])


def test_what_was_done_before_an_edit_can_be_taken_back_and_done_again(study):
    study.mark(MARKED[study.lang])
    study.said(_with_opening(study))
    ledger = Ledger()
    for event in study.store.events().to_dict("records"):
        ledger.add(event)
    row = study.store.frame("cuts").iloc[0]
    told = ledger.last_act("Ana")["payload"]["rows"]["cuts"]["after"][0]
    assert (told["segment_id"], told["start"], told["end"]) == (row["segment_id"], row["start"], row["end"])
    codings, rows = reverse(ledger.last_act("Ana")["payload"])
    study.store.record("undo", {"segment_id": row["segment_id"], "undoes": 1}, "Ana", codings, rows)
    assert study.store.frame("cuts").empty


@pytest.mark.parametrize(
    ("words", "text", "found"),
    [
        ("It was late.", "So: it was LATE! Yes.", ["it was LATE!"]),
        ("那天很晚，", "是的，那天很晚。真的那天很晚", ["那天很晚。", "那天很晚"]),
        ("👍🏽", "ok 👍🏽 fine 👍🏽", ["👍🏽", "👍🏽"]),
        ("never said", "I said never", []),
        ("I told Ben about it twice", "Yes, I told [name-3] about it twice.", ["I told [name-3] about it twice"]),
        ("我跟[name-1]说过两次了", "后来我跟王秀英说过两次了。", ["我跟王秀英说过两次了"]),
    ],
)
def test_words_are_found_without_case_and_marks(words, text, found):
    places = Told.of(words).places(text, 0, len(text))
    assert [text[start:end] for start, end in places] == found
    gone = replace(Told.of(words), text="")
    if "name" not in words + text and "👍🏽" not in words:
        assert gone.places(text, 0, len(text)) == places
