import itertools
from datetime import UTC, datetime, timedelta

import pandas as pd
import pytest

from cjm_research.schema import empty
from cjm_research.store.database import Store
from cjm_research.store.replay import replay
from cjm_research.study import versions
from cjm_research.study.imports import Applied, apply

TEXT = {
    "en": "It was far too dear for us. We waited for a week. Nobody called.",
    "zh": "价格太贵了，我们买不起。等了整整一个星期。没有人联系我们。",
}
CUTS = {"en": (27, 49), "zh": (12, 21)}
PRICE, WAIT = "Pain points > Price", "等待"


@pytest.fixture(params=["en", "zh"])
def language(request):
    return request.param


@pytest.fixture
def store(tmp_path, language):
    ticks = (datetime(2026, 3, 1, tzinfo=UTC) + timedelta(seconds=n) for n in itertools.count())
    with Store.open(tmp_path / "study.sqlite", create=True, clock=lambda: next(ticks)) as store:
        document = {"document_id": "d1", "name": "a.txt", "source": "a.qdpx", "kind": "interview", "language": language}
        document |= {"text": TEXT[language], "sha256": ""}
        turn = {
            "turn_id": "t1",
            "document_id": "d1",
            "seq": 0,
            "speaker": "P01",
            "role": "participant",
            "case_id": "P01",
        }
        turn |= {"start": 0, "end": len(TEXT[language]), "start_seconds": float("nan"), "end_seconds": float("nan")}
        turn |= {"question": "", "place": "line 1"}
        codes = [
            {"code": code, "description": "", "color": "", "source": "a.qdpx", "family": "", "subtype": ""}
            for code in (PRICE, WAIT)
        ]
        store.replace_many(
            {
                "documents": pd.DataFrame([document]),
                "turns": pd.DataFrame([turn]),
                "segments": segments(language),
                "codes": pd.DataFrame(codes),
            }
        )
        yield store


def segments(language):
    text = TEXT[language]
    edges = [0, *CUTS[language], len(text)]
    rows = [
        {"segment_id": f"s{n}", "document_id": "d1", "turn_id": "t1", "case_id": "P01", "start": start, "end": end}
        | {"text": text[start:end], "context": "", "language": language, "kind": "interview", "position": 0.0}
        for n, (start, end) in enumerate(itertools.pairwise(edges), 1)
    ]
    return pd.DataFrame(rows)


def bring(store, *marks):
    """Store codings of another tool: code, coder, start, end, time."""
    rows = [
        {"imported_id": f"i{n}", "document_id": "d1", "start": start, "end": end, "code": code, "coder": coder}
        | {"created_at": at, "memo": "", "source": "a.qdpx"}
        for n, (code, coder, start, end, at) in enumerate(marks, 1)
    ]
    store.replace("imported", pd.DataFrame(rows) if rows else empty("imported"))


def mapped(**families):
    kinds = {PRICE: ("pain_point", "financial"), WAIT: ("", "")} | families.get("also", {})
    return pd.DataFrame(
        [
            {"code": code, "n_codings": 0, "family": family, "subtype": subtype, "note": ""}
            for code, (family, subtype) in kinds.items()
        ]
    )


def standing(store):
    rows = store.codings()
    assert replay(store.events()).equals(rows)
    assert store.check() == []
    return rows[["segment_id", "kind", "value", "coder", "act"]].values.tolist()


def test_a_coding_holds_for_segments_that_it_covers_by_half(store, language):
    first, second = CUTS[language]
    bring(store, (PRICE, "Ana", first // 4, first + (second - first) // 2 + 1, "2026-02-03T10:00:00+01:00"))
    done = apply(store, segments(language), mapped(), "v1")
    assert standing(store) == [
        ["s1", "pain_point", "financial", "Ana", "import"],
        ["s2", "pain_point", "financial", "Ana", "import"],
    ]
    assert done == Applied(1, 2, 1, 1, 0)
    assert set(store.codings()["created_at"]) == {"2026-02-03T09:00:00.000000+00:00"}


def test_a_coding_on_a_few_words_holds_for_the_segment_that_holds_it(store, language):
    bring(store, (PRICE, "Ana", 1, 4, ""))
    apply(store, segments(language), mapped(), "v1")
    assert standing(store) == [["s1", "pain_point", "financial", "Ana", "import"]]
    assert store.codings()["created_at"].item().startswith("2026-03-01")


def test_a_coding_that_only_touches_a_segment_does_not_hold_for_it(store, language):
    first, _ = CUTS[language]
    bring(store, (PRICE, "Ana", 0, first + 2, ""))
    apply(store, segments(language), mapped(), "v1")
    assert [row[0] for row in standing(store)] == ["s1"]


def test_codes_without_a_family_are_not_taken_over(store, language):
    bring(store, (WAIT, "Ana", 0, 5, ""))
    assert apply(store, segments(language), mapped(), "v1") == Applied(0, 0, 1, 0, 0)
    assert standing(store) == []


def test_doing_it_again_records_nothing(store, language):
    bring(store, (PRICE, "Ana", 0, 5, ""), (PRICE, "林", 0, 5, "2026-02-03T10:00:00"))
    assert apply(store, segments(language), mapped(), "v1").n_events == 2
    before = store.codings()
    assert apply(store, segments(language), mapped(), "v1").n_events == 0
    assert apply(store, segments(language), mapped(), "v2").n_events == 0
    assert store.codings().equals(before)
    assert list(store.events()["actor"]) == ["Ana", "林"]


def test_a_changed_table_is_one_more_act_that_replaces(store, language):
    bring(store, (PRICE, "Ana", 0, 5, ""), (WAIT, "Ana", *CUTS[language], ""))
    apply(store, segments(language), mapped(), "v1")
    other = mapped(also={PRICE: ("goal", "implicit"), WAIT: ("pain_point", "functional")})
    assert apply(store, segments(language), other, "v1").n_events == 1
    assert standing(store) == [
        ["s1", "goal", "implicit", "Ana", "import"],
        ["s2", "pain_point", "functional", "Ana", "import"],
    ]
    apply(store, segments(language), mapped(also={PRICE: ("", "")}), "v1")
    assert standing(store) == []
    assert list(store.events()["act"]) == ["import"] * 3


def test_a_verdict_given_here_is_left_as_it_is(store, language):
    bring(store, (PRICE, "Ana", 0, 5, ""))
    apply(store, segments(language), mapped(), "v1")
    row = {"segment_id": "s1", "kind": "pain_point", "value": "emotional", "coder": "Ana", "codebook_version": "v1"}
    store.record("change", {"segment_id": "s1"}, actor="Ana", codings=[row])
    assert apply(store, segments(language), mapped(also={PRICE: ("pain_point", "functional")}), "v1").n_events == 0
    assert standing(store) == [["s1", "pain_point", "emotional", "Ana", "change"]]


def test_a_new_cut_moves_the_codings_to_the_new_segments(store, language):
    bring(store, (PRICE, "Ana", 0, 5, ""))
    apply(store, segments(language), mapped(), "v1")
    cut = segments(language).assign(segment_id=["x1", "x2", "x3"])
    store.replace("segments", cut)
    apply(store, cut, mapped(), "v1")
    assert [row[0] for row in standing(store)] == ["x1"]


def test_codings_of_a_file_that_went_go_too(store, language):
    bring(store, (PRICE, "Ana", 0, 5, ""))
    apply(store, segments(language), mapped(), "v1")
    store.delete("imported", ["i1"])
    apply(store, segments(language), mapped(), "v1")
    assert standing(store) == []


def test_of_two_codings_by_one_person_the_later_holds(store, language):
    bring(store, (PRICE, "Ana", 0, 5, "2026-02-03T10:00:00Z"), (WAIT, "Ana", 0, 9, "2026-02-02T10:00:00Z"))
    apply(store, segments(language), mapped(also={WAIT: ("pain_point", "functional")}), "v1")
    assert standing(store) == [["s1", "pain_point", "financial", "Ana", "import"]]


def test_a_coder_whom_the_tool_does_not_name_is_called_unnamed(store, language):
    bring(store, (PRICE, "", 0, 5, ""))
    apply(store, segments(language), mapped(), "v1")
    assert standing(store)[0][3] == "unnamed"


def test_codings_on_words_in_no_segment_are_counted(store, language):
    bring(store, (PRICE, "Ana", 0, 5, ""))
    assert apply(store, segments(language).iloc[2:], mapped(), "v1").n_without_segment == 1


def test_the_codes_tell_what_they_stand_for(store, language):
    bring(store, (PRICE, "Ana", 0, 5, ""))
    apply(store, segments(language), mapped(), "v1")
    assert store.frame("codes").set_index("code").loc[PRICE, ["family", "subtype"]].tolist() == [
        "pain_point",
        "financial",
    ]


def test_a_study_without_imports_is_not_touched(store, language):
    store.replace("codes", store.frame("codes").iloc[:0])
    assert apply(store, segments(language), mapped(), "v1") == Applied(0, 0, 0, 0, 0)
    assert len(store.events()) == 0


EDITED = {"en": ("Good morning. ", "We waited for a whole week. "), "zh": ("您好。", "等了整整两个星期。")}


def edit(store, language, *marks, also=None, words=True):
    """Bring a newer version of the file: a sentence more, one changed, as a run of the study does it."""
    text, (hello, changed) = TEXT[language], EDITED[language]
    first, second = CUTS[language]
    pieces = [hello, text[:first], changed if words else text[first:second], text[second:]]
    edges = [0, *itertools.accumulate(map(len, pieces))]
    rows = [
        segments(language).iloc[0].to_dict() | {"segment_id": f"e{n}", "start": start, "end": end, "text": piece}
        for n, (piece, (start, end)) in enumerate(zip(pieces, itertools.pairwise(edges), strict=True))
    ]
    cut = pd.DataFrame(rows)
    bring(store, *((code, coder, edges[at], edges[at + 1], time) for code, coder, at, time in marks))
    moved = versions.move(store, store.frame("segments"), cut)
    store.replace("segments", cut)
    return moved, apply(store, cut, mapped(also=also or {}), "v1"), cut


DAY = "2026-02-03T10:00:00Z"


def test_of_an_edited_project_what_is_there_still_moves_along(store, language):
    first, second = CUTS[language]
    bring(store, (PRICE, "Ana", 0, first, DAY), (PRICE, "林", first, second, DAY))
    apply(store, segments(language), mapped(), "v1")
    before = store.codings().iloc[0]
    moved, done, cut = edit(store, language, (PRICE, "Ana", 1, DAY))
    assert (moved.moved, len(moved.lost), done.n_events) == (1, 1, 0)
    assert standing(store) == [["e1", "pain_point", "financial", "Ana", "import"]]
    after = store.codings().iloc[0]
    assert after.drop("segment_id").equals(before.drop("segment_id"))
    assert apply(store, cut, mapped(), "v1").n_events == 0


def test_a_coding_that_moved_still_follows_the_table(store, language):
    bring(store, (PRICE, "Ana", 0, CUTS[language][0], DAY))
    apply(store, segments(language), mapped(), "v1")
    _, done, cut = edit(store, language, (PRICE, "Ana", 1, DAY), also={PRICE: ("goal", "implicit")})
    assert done.n_events == 1
    assert standing(store) == [["e1", "goal", "implicit", "Ana", "import"]]
    apply(store, cut, mapped(also={PRICE: ("", "")}), "v1")
    assert standing(store) == []


def test_a_coding_taken_out_of_the_newer_project_goes_though_its_words_moved(store, language):
    bring(store, (PRICE, "Ana", 0, CUTS[language][0], DAY))
    apply(store, segments(language), mapped(), "v1")
    moved, _, _ = edit(store, language)
    assert moved.moved == 1
    assert standing(store) == []


def test_a_verdict_given_here_moves_along_and_is_left_as_it_is(store, language):
    bring(store, (PRICE, "Ana", 0, CUTS[language][0], DAY))
    apply(store, segments(language), mapped(), "v1")
    row = {"segment_id": "s1", "kind": "pain_point", "value": "", "coder": "Ana", "codebook_version": "v1"}
    store.record("reject", {"segment_id": "s1"}, actor="Ana", codings=[row])
    _, done, cut = edit(store, language, (PRICE, "Ana", 1, DAY))
    assert done.n_events == 0
    assert standing(store) == [["e1", "pain_point", "", "Ana", "reject"]]
    assert apply(store, cut, mapped(also={PRICE: ("pain_point", "functional")}), "v1").n_events == 0


def test_codings_on_changed_words_stand_where_the_newer_project_has_them(store, language):
    first, second = CUTS[language]
    bring(store, (PRICE, "Ana", first, second, DAY))
    apply(store, segments(language), mapped(), "v1")
    moved, _, _ = edit(store, language, (PRICE, "Ana", 2, DAY))
    assert len(moved.lost) == 1
    assert standing(store) == [["e2", "pain_point", "financial", "Ana", "import"]]


def test_codings_whose_words_come_back_are_those_of_the_project_that_is_there_now(store, language):
    first, second = CUTS[language]
    bring(store, (PRICE, "Ana", first, second, DAY))
    apply(store, segments(language), mapped(), "v1")
    edit(store, language)
    assert standing(store) == []
    bring(store)
    cut = segments(language).assign(segment_id=["b1", "b2", "b3"])
    versions.move(store, store.frame("segments"), cut)
    store.replace("segments", cut)
    apply(store, cut, mapped(), "v1")
    assert standing(store) == []
