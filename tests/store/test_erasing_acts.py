"""What people cut, note, settle, draw and add to the codebook loses words and ids of who withdraws; the rest stays."""

import pytest

from cjm_research.codes.codebook import Codebook
from cjm_research.codes.editing import add_own, define
from cjm_research.store.replay import replay_tables
from cjm_research.store.tables import ACTED

SAID = {
    "en": ("I waited at the counter for ages and nobody came.", "nobody came", "The chairs were nice."),
    "zh": ("我在柜台前等了好久都没有人理我。", "没有人理我", "椅子倒是挺舒服的。"),
}


@pytest.fixture(params=["en", "zh"])
def lang(request):
    return request.param


def coding(segment_id, kind="goal", value="explicit", coder="Ana"):
    return {"segment_id": segment_id, "kind": kind, "value": value, "coder": coder, "codebook_version": "v"}


def cut(segment_id, document_id="d1", parents=()):
    return {"segment_id": segment_id, "document_id": document_id, "start": 0, "end": 5, "made": "mark",
            "parents": list(parents), "coder": "Ana"}  # fmt: skip


def memo(memo_id, about, about_id, text):
    return {"memo_id": memo_id, "about": about, "about_id": about_id, "text": text, "coder": "Ana", "source": ""}


def version(number, book, parent=""):
    return {"number": number, "version": book.version, "parent": parent, "content": book.to_content(), "reopens": [],
            "coder": "Ana"}  # fmt: skip


def erase(store, ids, words):
    store.erase({}, ids, words, {"case_id": "P01", "documents": []}, "Ana")
    told = replay_tables(store.events())
    assert all(told[name].equals(store.frame(name)) for name in ("codings", *ACTED))
    assert store.check() == []
    everything = str([store.frame(name).to_dict("records") for name in ("codings", *ACTED, "events")])
    assert not any(word in everything for word in (*ids, *words))
    return everything


def test_rows_about_a_segment_go_and_those_about_others_stay(store, lang):
    quote, _, other = SAID[lang]
    for segment_id in ("s1", "s2"):
        ground = f"“{quote}”" if segment_id == "s2" else other
        decision = {"segment_id": segment_id, "kind": "goal", "value": "", "ground": ground, "coder": "Ana",
                    "said": {"Ana": "", "博": "explicit"}}  # fmt: skip
        flag = {"segment_id": segment_id, "coder": "Ana", "colleague": "", "text": other}
        rows = {"cuts": [cut(segment_id)], "flags": [flag], "decisions": [decision],
                "memos": [memo(f"m{segment_id}", "segment", segment_id, other)]}  # fmt: skip
        store.record("settle.decide", {"segment_id": segment_id}, "Ana", [coding(segment_id)], rows)
    store.record("move", {"moved": {}}, "cjm", (), {"memos": [memo("m9", "study", "", f"{other} {quote}")]})
    erase(store, ["s1"], [quote])
    for name in ("cuts", "flags", "decisions"):
        assert store.frame(name)["segment_id"].tolist() == ["s2"]
    assert store.frame("decisions")["ground"].item() == ""
    assert store.frame("flags")["text"].item() == other
    memos = store.frame("memos").set_index("memo_id")["text"]
    assert memos.to_dict() == {"ms2": other, "m9": ""}


def test_a_note_on_the_study_written_beside_a_segment_stays(store, lang):
    quote, _, other = SAID[lang]
    store.record("memo", {"segment_id": "s1"}, "Ana", (), {"memos": [memo("m1", "study", "", other)]})
    erase(store, ["s1"], [quote])
    assert store.frame("memos")["text"].tolist() == [other]
    assert store.events()["act"].tolist() == ["redacted", "withdraw"]


def test_a_sample_and_the_parents_of_a_cut_lose_the_id(store, lang):
    sample = {"sample_id": "q1", "title": "t", "round": 1, "coders": ["Ana"], "segment_ids": ["s1", "s2"],
              "strata": {"a": {"drawn": 2, "of": 9}}, "seed": 0, "closed_at": ""}  # fmt: skip
    store.record("settle.draw", {}, "Ana", (), {"samples": [sample], "cuts": [cut("s3", parents=["s1", "s4"])]})
    erase(store, ["s1"], [SAID[lang][0]])
    assert store.frame("samples")["segment_ids"].item() == ["s2"]
    assert store.frame("cuts")["parents"].item() == ["s4"]


def test_examples_picked_from_what_was_said_go_and_the_codes_stay(store, lang):
    quote, _, other = SAID[lang]
    book = add_own(Codebook.framework(), "comfort", "Comfort", lang, examples=[quote, other])
    goal = book.codes[0]
    changed = define(book, f"{goal.family}/{goal.subtype}", lang, examples=[quote, *goal.examples[lang][:2]])
    store.record("codebook.add", {"to": other}, "Ana", (), {"codebooks": [version(1, book)]})
    store.record("codebook.define", {}, "Ana", (), {"codebooks": [version(2, changed, book.version)]})
    erase(store, ["s1"], [quote])
    rows = store.frame("codebooks")
    last = Codebook.from_content(rows["content"].iloc[-1])
    assert last.own_code("comfort").examples[lang] == (other,)
    assert len(last.codes[0].examples[lang]) == 3
    assert rows["version"].iloc[-1] == last.version != changed.version


def test_a_code_named_with_the_persons_words_keeps_its_codings_under_another_name_and_id(store, lang):
    quote, name, other = SAID[lang]
    code_id = {"en": "nobody-came", "zh": "c-abcdef"}[lang] + "-in-the-end" * (lang == "en")
    book = add_own(Codebook.framework(), code_id, name, lang, examples=[name])
    kind = f"code:{code_id}"
    store.record("invivo", {"segment_id": "s1", "code": code_id}, "Ana",
                 [coding("s1", kind, code_id)], {"codebooks": [version(1, book)], "cuts": [cut("s1")]})  # fmt: skip
    store.record("change", {"segment_id": "s2"}, "博", [coding("s2", kind, code_id, "博")])
    later = add_own(book, "chairs", other, lang)
    store.record("codebook.add", {}, "Ana", (), {"codebooks": [version(2, later, book.version)]})
    everything = erase(store, ["s1"], [quote])
    assert name not in everything
    assert "nobody-came" not in everything
    kept = store.codings()
    new_id = {"en": "c-1", "zh": "c-abcdef"}[lang]
    assert kept[["segment_id", "kind", "value"]].values.tolist() == [["s2", f"code:{new_id}", new_id]]
    last = Codebook.from_content(store.frame("codebooks")["content"].iloc[-1])
    assert [code.id for code in last.own] == [new_id, "chairs"]
    assert last.own_code(new_id).title(lang) == new_id


def test_words_that_are_replaced_go_from_notes_and_codebooks_alone(store, lang):
    name = {"en": "Okafor", "zh": "周以安"}[lang]
    book = add_own(Codebook.framework(), "okafor", f"{name} 🙂", lang, examples=[f"{name} rang."])
    flag = {"segment_id": "s1", "coder": "Ana", "colleague": "", "text": f"ask {name}"}
    rows = {"codebooks": [version(1, book)], "memos": [memo("m1", "study", "", f"{name}!")], "flags": [flag]}
    store.record("codebook.add", {"segment_id": "s1"}, "Ana", [coding("s1", "code:okafor")], rows)
    store.blank_words("", [name])
    assert store.check() == []
    assert store.frame("flags")["text"].item() == "ask …"
    assert store.frame("memos")["text"].item() == "…!"
    assert store.codings()["kind"].item() == "code:okafor"
    own = store.frame("codebooks")["content"].item()["own"][0]
    assert (own["id"], own["name"][lang], own["examples"][lang]) == ("okafor", "… 🙂", ["… rang."])
