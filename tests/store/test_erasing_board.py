"""Who withdraws leaves nothing in what people made of the map; cards, stages and saved maps of others stay."""

import json

import pytest

from cjm_research.review.board.law import blank_card, blank_stage
from cjm_research.store.replay import replay_tables
from cjm_research.store.tables import ACTED

SAID = {
    "en": ("I waited at the counter for ages and nobody came.", "waited at the counter for ages",
           "The chairs were nice."),
    "zh": ("我在柜台前等了好久都没有人理我。", "在柜台前等了好久", "椅子倒是挺舒服的。"),
}  # fmt: skip


@pytest.fixture(params=["en", "zh"])
def lang(request):
    return request.param


def card(card_id, **made):
    return {**blank_card(card_id), "coder": "Ana", **made}


def stage(stage_id, **made):
    return {**blank_stage(stage_id), "coder": "Ana", **made}


def answer(name, person, words=""):
    return {"validation_id": name, "round": "1", "card_id": "fa", "stage": "use", "person": person, "role": "",
            "answer": "no", "words": words, "coder": "Ana"}  # fmt: skip


def erase(store, words, ids=("s1",)):
    store.erase({}, ids, words, {"case_id": "P01", "documents": []}, "Ana")
    told = replay_tables(store.events())
    assert all(told[name].equals(store.frame(name)) for name in ("codings", *ACTED))
    assert store.check() == []
    return json.dumps([store.frame(name).to_dict("records") for name in (*ACTED, "events")], ensure_ascii=False,
                      default=str)  # fmt: skip


def test_cards_lose_the_segments_and_titles_of_the_persons_words(store, lang):
    quote, part, other = SAID[lang]
    split = card("c1", made="split", lane="goal", parents=["fa"], segment_ids=["s1", "s2"], title={lang: other})
    hand = card("h1", made="hand", stage="use", lane="goal", segment_ids=["s1"], title={lang: part}, owner=quote)
    store.record("board.split", {"cards": ["fa"], "called": {"fa": {lang: part}}, "title": {lang: other}}, "Ana", (),
                 {"cards": [split]})  # fmt: skip
    store.record("board.write", {"cards": ["h1"], "called": {"h1": {lang: part}}, "parts": {"owner": quote}}, "Ana", (),
                 {"cards": [hand]})  # fmt: skip
    everything = erase(store, [quote])
    assert quote not in everything
    assert part not in everything
    assert '"s1"' not in everything
    rows = store.frame("cards").set_index("card_id")
    assert (rows["segment_ids"]["c1"], rows["title"]["c1"]) == (["s2"], {lang: other})
    assert (rows["segment_ids"]["h1"], rows["title"]["h1"], rows["owner"]["h1"]) == ([], {}, "")
    assert store.events()["payload"][0]["called"] == {"fa": {}}


def test_a_card_split_off_of_the_person_alone_goes_and_an_act_on_it_can_not_bring_it_back(store, lang):
    quote, _, other = SAID[lang]
    made = card("c1", made="split", lane="goal", parents=["fa"], segment_ids=["s1"], title={lang: other})
    store.record("board.split", {"cards": ["fa"]}, "Ana", (), {"cards": [made]})
    store.record("board.hide", {"cards": ["c1"]}, "Ana", (), {"cards": [{**made, "hidden": True}]})
    erase(store, [quote])
    assert store.frame("cards").empty
    assert [payload["rows"]["cards"] for payload in store.events()["payload"][:2]] == [{"before": [], "after": []}] * 2


def test_comments_that_quote_the_person_are_blank_and_others_stay(store, lang):
    quote, part, other = SAID[lang]
    for number, text in enumerate((part, other, f"“{quote}”")):
        memo = {"memo_id": f"m{number}", "about": "card", "about_id": "fa", "text": text, "coder": "Ana", "source": ""}
        store.record("board.comment", {"cards": ["fa"], "text": text}, "Ana", (), {"memos": [memo]})
    everything = erase(store, [quote])
    assert part not in everything
    assert store.frame("memos")["text"].tolist() == ["", other, ""]


def test_answers_of_the_person_go_and_what_others_quote_of_them(store, lang):
    quote, part, other = SAID[lang]
    rows = [answer("v1", "P01", other), answer("v2", "P02", part), answer("v3", "P03", other)]
    store.record("board.validate", {"person": "P01"}, "Ana", (), {"validations": rows})
    erase(store, [quote])
    assert store.frame("validations")[["person", "words"]].values.tolist() == [["P02", ""], ["P03", other]]
    assert "person" not in store.events()["payload"][0]


def test_stages_lose_examples_and_names_of_the_persons_words(store, lang):
    quote, part, other = SAID[lang]
    row = stage("use", name={lang: part, "zh" if lang == "en" else "en": other}, examples={lang: [quote, other]})
    store.record("board.stage.rename", {"cards": [], "stages": {"use": {lang: part}}}, "Ana", (), {"stages": [row]})
    assert part not in erase(store, [quote])
    kept = store.frame("stages").iloc[0]
    assert (list(kept["name"].values()), kept["examples"]) == ([other], {lang: [other]})


def test_saved_maps_lose_the_persons_evidence_and_keep_their_figures(store, lang):
    quote, part, other = SAID[lang]
    item = {"segment_id": "s1", "case_id": "P01", "emotion": 1.0, "reviewed": True}
    shown = {"id": "fa", "title": part, "people": ["P01", "P02"], "n_people": 2,
             "evidence": [item, {**item, "segment_id": "s2", "case_id": "P02"}]}  # fmt: skip
    row = {"map_id": "m1", "title": other, "kind": "current state", "note": part, "parent": "", "persona": {},
           "content": {"data": {"stages": [{"id": "use", "cards": [shown]}]}, "documents": ["d1", "d2"]},
           "coder": "Ana"}  # fmt: skip
    store.record("board.save", {"title": other}, "Ana", (), {"maps": [row]})
    everything = erase(store, [quote], ["s1", "d1"])
    assert part not in everything
    kept = store.frame("maps").iloc[0]
    left = kept["content"]["data"]["stages"][0]["cards"][0]
    assert (left["title"], left["people"], left["n_people"]) == ("", ["P02"], 2)
    assert [one["segment_id"] for one in left["evidence"]] == ["s2"]
    assert (kept["content"]["documents"], kept["title"]) == (["d2"], other)


def test_names_that_are_replaced_go_from_titles_comments_and_stages_alone(store, lang):
    name = {"en": "Okafor", "zh": "周以安"}[lang]
    rows = {
        "cards": [card("okafor", title={lang: f"{name} 🙂"}, owner=name)],
        "stages": [stage("use", name={lang: f"{name}!"}, question={lang: f"{name}?"})],
        "memos": [{"memo_id": "m1", "about": "card", "about_id": "okafor", "text": f"ask {name}", "coder": "Okafor",
                   "source": ""}],
    }  # fmt: skip
    payload = {"cards": ["okafor"], "called": {"okafor": {lang: name}}, "stages": {"use": {lang: name}}}
    store.record("board.rename", payload, "Okafor", (), rows)
    store.blank_words("", [name])
    assert store.check() == []
    assert store.frame("cards")[["card_id", "owner"]].values.tolist() == [["okafor", "…"]]
    assert store.frame("cards")["title"].item() == {lang: "… 🙂"}
    assert store.frame("stages")["name"].item() == {lang: "…!"}
    assert store.frame("memos")[["text", "coder"]].values.tolist() == [["ask …", "Okafor"]]
    payload = store.events()["payload"].item()
    assert (payload["called"], payload["stages"]) == ({"okafor": {lang: "…"}}, {"use": {lang: "…"}})
