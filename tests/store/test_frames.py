import re

import numpy as np
import pandas as pd
import pytest

from cjm_research.errors import SchemaError, StoreError, UnknownNameError
from cjm_research.schema import CONTRACTS, complete
from cjm_research.store.tables import TABLES


@pytest.mark.parametrize("name", sorted(TABLES))
def test_tables_hold_the_columns_and_key_of_their_contract(name):
    assert tuple(column.name for column in TABLES[name].columns) == CONTRACTS[name].columns
    assert {column.name for column in TABLES[name].primary_key} == set(CONTRACTS[name].key)


@pytest.mark.parametrize("name", sorted(TABLES))
def test_an_empty_table_is_an_empty_frame_with_types(store, name):
    frame = store.frame(name)
    assert tuple(frame.columns) == CONTRACTS[name].columns
    assert len(frame) == 0
    kinds = {"start": "int64", "score": "float64", "weight": "float64", "words": "object", "event_id": "int64"}
    assert {column: str(frame[column].dtype) for column in frame.columns if column in kinds} == {
        column: kind for column, kind in kinds.items() if column in frame.columns
    }


def test_frames_come_back_as_they_went_in(filled, toy):
    lang = filled.frame("documents")["language"].iloc[0]
    for name, frame in toy.frames(lang).items():
        key = list(CONTRACTS[name].key)
        expected = complete(frame, name).sort_values(key, ignore_index=True)
        pd.testing.assert_frame_equal(filled.frame(name), expected)


def test_text_keeps_emoji_line_breaks_and_full_width_marks(store):
    text = "他说：“好😀”\r\n\ttab　full-width space"
    row = {
        "document_id": "d1",
        "name": "a",
        "source": "a",
        "kind": "survey",
        "language": "zh",
        "text": text,
        "sha256": "",
    }
    store.upsert("documents", pd.DataFrame([row]))
    assert store.frame("documents")["text"].item() == text


def test_lists_dicts_and_numpy_values_come_back_as_plain_python(store):
    cases = pd.DataFrame({"case_id": ["R001"], "kind": ["survey"], "source": ["a.csv"],
                          "attributes": [{"NPS": "9", "客户类型": "新客户"}]})  # fmt: skip
    themes = pd.DataFrame({"theme_id": ["h1"], "family": ["goal"], "title": ["找号"], "language": ["zh"],
                           "words": [np.array(["挂号", "骨科"])], "n_segments": np.int32([3]), "n_people": [2.0],
                           "motto_segment_id": [None]})  # fmt: skip
    store.replace_many({"cases": cases, "themes": themes})
    assert store.frame("cases")["attributes"].item() == {"NPS": "9", "客户类型": "新客户"}
    assert store.frame("themes").iloc[0].tolist()[:8] == ["h1", "goal", "找号", "zh", ["挂号", "骨科"], 3, 2, None]


def test_replace_takes_with_it_only_what_hung_on_rows_that_go(filled, toy):
    segments, suggestions = filled.frame("segments"), filled.frame("suggestions")
    filled.replace("segments", segments.iloc[1:])
    assert filled.frame("suggestions").equals(
        suggestions[suggestions["segment_id"] != segments["segment_id"][0]].reset_index(drop=True)
    )


def test_codings_stay_when_their_segment_is_cut_anew(filled, toy):
    session = toy.session(filled, filled.frame("documents")["language"].item())
    session.accept()
    stood = filled.codings()
    filled.replace("segments", filled.frame("segments").iloc[:0])
    assert filled.codings().equals(stood)
    assert filled.check() == []


def test_replace_many_writes_all_tables_or_none(filled):
    before = filled.frame("segments")
    orphans = filled.frame("suggestions").assign(segment_id="s-nowhere").drop_duplicates("kind")
    with pytest.raises(StoreError, match=r"nothing was written, because rows point to something that is not there"):
        filled.replace_many({"segments": before.iloc[:1], "suggestions": orphans})
    assert filled.frame("segments").equals(before)


def test_upsert_puts_rows_in_place_and_keeps_what_hangs_on_them(filled):
    suggestions = filled.frame("suggestions")
    filled.upsert("segments", filled.frame("segments").assign(context="?"))
    assert set(filled.frame("segments")["context"]) == {"?"}
    assert filled.frame("suggestions").equals(suggestions)


def test_delete_takes_keys_of_one_or_several_columns(filled):
    segment_id = filled.frame("segments")["segment_id"][0]
    filled.delete("suggestions", [(segment_id, "goal")])
    assert len(filled.frame("suggestions")) == 4 * 5 - 1
    filled.delete("documents", filled.frame("documents")["document_id"].tolist())
    assert all(len(filled.frame(name)) == 0 for name in ("documents", "turns", "segments", "suggestions"))


def test_thirty_thousand_rows_are_one_upsert(filled):
    one = filled.frame("segments").iloc[[0]]
    many = one.loc[one.index.repeat(30_000)].assign(segment_id=[f"s{at:05}" for at in range(30_000)])
    filled.upsert("segments", many)
    assert len(filled.frame("segments")) == 30_004


@pytest.mark.parametrize(
    ("column", "value", "message"),
    [
        ("start", 1.5, "The frame 'segments', column 'start', row 1 holds 1.5. Expected a whole number."),
        ("text", 7, "The frame 'segments', column 'text', row 1 holds 7. Expected text."),
        ("turn_id", None, "The frame 'segments', column 'turn_id', row 1 holds None. Expected text, never missing."),
        ("position", "x", "The frame 'segments', column 'position', row 1 holds 'x'. Expected a number."),
    ],
)
def test_a_value_of_the_wrong_type_is_named(filled, column, value, message):
    frame = filled.frame("segments").iloc[[0]].astype(object)
    frame[column] = [value]
    with pytest.raises(SchemaError, match=f"^{re.escape(message)}$"):
        filled.upsert("segments", frame)


def test_people_s_tables_are_written_by_record_alone(store):
    for name in ("codings", "events"):
        message = f"The table '{name}' is written by `record` alone, one act at a time."
        for write in (store.replace, store.upsert):
            with pytest.raises(StoreError, match=f"^{re.escape(message)}$"):
                write(name, store.frame(name))
        with pytest.raises(StoreError, match=f"^{re.escape(message)}$"):
            store.delete(name, [])


def test_an_unknown_frame_lists_the_known(store):
    message = (
        "No frame called 'findings' is stored. Known: cards, cases, codebooks, codes, codings, cuts, decisions, "
        "documents, events, files, flags, imported, maps, members, memos, replacements, samples, segments, stages, "
        "suggestions, themes, topics, turns, validations, weights."
    )
    with pytest.raises(UnknownNameError, match=f"^{re.escape(message)}$"):
        store.frame("findings")


def test_values_of_json_are_kept_by_name(store):
    assert store.get("run", {}) == {}
    store.set("run", {"模型": "e5", "seeds": (1, np.int64(2)), "none": None})
    store.set("run", {"模型": "e5-small", "seeds": (1, np.int64(2)), "none": None})
    assert store.get("run") == {"模型": "e5-small", "seeds": [1, 2], "none": None}
