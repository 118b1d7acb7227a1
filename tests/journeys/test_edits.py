"""What people made of cards and stages comes into the map by one law; nothing they made is lost."""

import numpy as np
import pandas as pd
import pytest

from cjm_research import schema
from cjm_research.findings.making import Maker
from cjm_research.journeys.edits import (
    apply_edits,
    edited_framework,
    edited_opportunities,
    hidden_stages,
    ordered_by_hand,
    ordered_steps,
    orphans,
)
from cjm_research.journeys.edits.cards import card_id_of
from cjm_research.journeys.frameworks import framework
from cjm_research.review.board.law import blank_card, blank_stage
from cjm_research.settings import Settings

SIX = framework("six")
TITLES = {
    "en": {"fee": "Fee shown late", "call": "Nobody calls", "price": "Compare prices"},
    "zh": {"fee": "到最后才看到收费", "call": "没人打电话", "price": "比较价格"},
}
WRITTEN = {"en": ("Pay on the first page", "Waiting"), "zh": ("第一页就付款", "等待")}

# theme, stage, family, and segment: person
FOUND = (
    ("fee", "purchase", "pain_point", {"s1": "P01", "s2": "P02", "s3": "P03", "s4": "P01"}),
    ("fee", "delivery", "pain_point", {"s5": "P02"}),
    ("call", "delivery", "pain_point", {"s6": "P01", "s7": "P03"}),
    ("call", "purchase", "pain_point", {"s4": "P01"}),
    ("price", "purchase", "goal", {"s8": "P02", "s9": "P04"}),
)
F = {(theme, stage): card_id_of(f"th-{theme}", stage) for theme, stage, *_ in FOUND}


@pytest.fixture(params=["en", "zh"])
def lang(request):
    return request.param


@pytest.fixture
def toy(lang):
    return Toy(lang)


class Toy:
    def __init__(self, lang):
        self.lang = lang
        made = []
        for theme, stage, family, said in FOUND:
            title = TITLES[lang][theme]
            ids = list(dict.fromkeys(said))
            made.append({
                "finding_id": F[theme, stage], "stage": stage, "family": family, "subtype": "", "title": title,
                "theme_id": f"th-{theme}", "people": sorted(set(said.values())), "n_people": len(set(said.values())),
                "n_segments": len(said), "reviewed_share": 0.0, "segment_ids": ids, "grade": "thin", "grade_rule": "r",
                "titles": {lang: title}, "subtypes": ["explicit"] * len(ids), "stability": 0.7, "n_documents": 3,
            })  # fmt: skip
        self.findings = schema.complete(pd.DataFrame(made), "findings")
        people = {one: who for *_, said in FOUND for one, who in said.items()} | {"s10": "P04"}
        self.segments = pd.DataFrame({
            "segment_id": list(people), "case_id": list(people.values()),
            "document_id": [f"d-{who}" for who in people.values()],
        })  # fmt: skip
        at = {one: stage for _, stage, _, said in FOUND for one in said} | {
            "s4": "purchase",
            "s9": "use",
            "s10": "none",
        }
        self.placed = pd.DataFrame({
            "segment_id": list(people), "stage": [at[one] for one in people], "score": 0.6, "reviewed": False,
            "taken_over": True, "why": "",
        })  # fmt: skip
        pairs = {(one, family): theme for theme, _, family, said in FOUND for one in said}
        self.coded = pd.DataFrame([
            {"segment_id": one, "family": family, "subtype": "explicit", "score": 0.9, "reviewed": one == "s1"}
            for one, family in pairs
        ])  # fmt: skip
        self.emotions = pd.Series(dict.fromkeys(people, 1.0) | {"s7": 5.0})

    def edit(self, cards=(), stages=(), memos=None, shuffled=0, spec=SIX):
        rng = np.random.default_rng(shuffled)
        edits = {"cards": frame("cards", cards, rng), "stages": frame("stages", stages, rng)}
        if memos is not None:
            edits["memos"] = memos
        mixed = [one.sample(frac=1, random_state=rng.integers(99)) if shuffled else one for one in
                 (self.findings, self.placed, self.coded, self.segments)]  # fmt: skip
        findings, placed, coded, segments = mixed
        stages = edited_framework(spec, edits["stages"])
        return apply_edits(findings, placed, edits, stages, coded, self.emotions, segments, 5,
                           Settings.default().journey, self.lang)  # fmt: skip


def frame(name, rows, rng=None):
    key = {"cards": "card_id", "stages": "stage_id"}[name]
    blank = {"cards": blank_card, "stages": blank_stage}[name]
    made = [
        {**blank(row[key]), "coder": "Ana", "created_at": "2026-01-05", "event_id": at + 1, **row}
        for at, row in enumerate(rows)
    ]
    if rng is not None:
        made = [made[at] for at in rng.permutation(len(made))]
    return pd.DataFrame(made, columns=list(schema.CONTRACTS[name].columns))


def row(edited, card_id):
    return edited.findings.set_index("finding_id").loc[card_id]


def stages_of(edited):
    return edited.placed.set_index("segment_id")["stage"].to_dict()


def test_without_edits_the_map_stays_as_it_was_in_the_order_of_people(toy):
    edited = toy.edit()
    kept = edited.findings.set_index("finding_id")
    before = toy.findings.set_index("finding_id")
    for column in ("stage", "family", "title", "people", "segment_ids", "grade", "grade_rule", "stability"):
        assert kept[column].to_dict() == before[column].to_dict()
    assert edited.placed is toy.placed
    assert edited.findings["finding_id"].tolist()[:3] == [
        F["price", "purchase"],
        F["fee", "purchase"],
        F["call", "purchase"],
    ]
    assert edited.lost == ()
    assert edited.before.empty


def test_ids_of_cards_are_those_of_the_findings(toy):
    theme = {"theme_id": "th-fee", "title": "x"}
    part = pd.DataFrame({"segment_id": ["s1"], "case_id": ["P01"], "family": ["goal"], "subtype": ["explicit"],
                         "reviewed": [False], "weight": [1.0], "contrary": [False]})  # fmt: skip
    from cjm_research.findings.making import Known

    made = Maker(5, Settings.default().journey, toy.lang, Known())(theme, "use", part, [])
    assert made["finding_id"] == card_id_of("th-fee", "use")


def test_a_moved_card_takes_along_the_segments_that_stood_with_it_and_no_other_card_there_holds(toy):
    edited = toy.edit([{"card_id": F["fee", "purchase"], "stage": "use"}])
    assert row(edited, F["fee", "purchase"])["stage"] == "use"
    at = stages_of(edited)
    assert [at[one] for one in ("s1", "s2", "s3")] == ["use"] * 3
    assert at["s4"] == "purchase"
    moved = edited.placed.set_index("segment_id").loc["s1"]
    assert (moved["score"], moved["reviewed"], moved["taken_over"]) == (1.0, True, False)
    assert moved["why"] == {"en": "moved on the board", "zh": "在看板上移动"}[toy.lang]
    assert set(toy.placed["stage"]) == {"purchase", "delivery", "use", "none"}


def test_a_segment_that_stood_elsewhere_than_its_card_is_not_taken_along(toy):
    at = stages_of(toy.edit([{"card_id": F["price", "purchase"], "stage": "loyalty"}]))
    assert (at["s8"], at["s9"]) == ("loyalty", "use")


def test_merged_cards_are_one_with_all_people_and_their_grade_counted_anew(toy):
    edited = toy.edit([{"card_id": F["call", "delivery"], "into": F["fee", "purchase"]}])
    merged = row(edited, F["fee", "purchase"])
    assert F["call", "delivery"] not in set(edited.findings["finding_id"])
    assert merged["parts"] == [F["call", "delivery"]]
    assert merged["people"] == ["P01", "P02", "P03"]
    assert sorted(merged["segment_ids"]) == ["s1", "s2", "s3", "s4", "s6", "s7"]
    assert merged["reviewed_share"] == pytest.approx(1 / 6)
    assert len(merged["subtypes"]) == 6
    assert merged["grade"] == "fair"
    assert {"en": "3 of 5", "zh": "5人中"}[toy.lang] in merged["grade_rule"]
    assert stages_of(edited)["s6"] == "purchase"
    assert set(edited.before["finding_id"]) == {F["call", "delivery"], F["fee", "purchase"]}


def test_the_first_quotes_of_a_merged_card_are_of_different_people(toy):
    merged = row(toy.edit([{"card_id": F["call", "delivery"], "into": F["fee", "purchase"]}]), F["fee", "purchase"])
    people = dict(zip(toy.segments["segment_id"], toy.segments["case_id"], strict=True))
    assert len({people[one] for one in merged["segment_ids"][:3]}) == 3


def test_a_split_card_has_its_segments_and_the_other_keeps_the_rest(toy):
    title = {toy.lang: WRITTEN[toy.lang][0]}
    made = {"card_id": "c1", "made": "split", "lane": "pain_point", "parents": [F["fee", "purchase"]], "title": title,
            "segment_ids": ["s3", "s1", "gone"]}  # fmt: skip
    edited = toy.edit([made])
    assert sorted(row(edited, "c1")["segment_ids"]) == ["s1", "s3"]
    assert row(edited, "c1")["title"] == WRITTEN[toy.lang][0]
    assert (row(edited, "c1")["stage"], row(edited, "c1")["made"]) == ("purchase", "split")
    assert sorted(row(edited, F["fee", "purchase"])["segment_ids"]) == ["s2", "s4"]
    assert row(edited, F["fee", "purchase"])["n_people"] == 2


def test_a_split_follows_its_words_to_another_theme(toy):
    made = {"card_id": "c1", "made": "split", "lane": "pain_point", "parents": ["f-of-old"], "segment_ids": ["s6"]}
    edited = toy.edit([made])
    assert row(edited, "c1")["stage"] == "delivery"
    assert row(edited, F["call", "delivery"])["segment_ids"] == ["s7"]


def test_hand_written_cards_stand_with_and_without_segments(toy):
    words, _ = WRITTEN[toy.lang]
    bare = {"card_id": "h1", "made": "hand", "stage": "use", "lane": "opportunity", "title": {toy.lang: words},
            "intended": True, "answers": [F["fee", "purchase"]], "position": 3.0}  # fmt: skip
    based = {"card_id": "h2", "made": "hand", "stage": "use", "lane": "goal", "title": {toy.lang: words},
             "segment_ids": ["s8", "s10"]}  # fmt: skip
    edited = toy.edit([bare, based])
    one, two = row(edited, "h1"), row(edited, "h2")
    assert (one["grade"], one["n_people"], one["family"], one["made"]) == ("none", 0, "opportunity", "hand")
    assert (one["title"], one["intended"], one["answers"]) == (words, True, [F["fee", "purchase"]])
    assert one["grade_rule"]
    assert (two["people"], two["grade"], two["lane"]) == (["P02", "P04"], "thin", "goal")
    assert stages_of(edited) == stages_of(toy.edit())


def test_flags_titles_places_and_who_sees_to_it_are_carried(toy):
    words, _ = WRITTEN[toy.lang]
    told = {"hidden": True, "pinned": True, "owner": "Bo", "status": "doing", "due": "2026-03", "value": 4,
            "difficulty": 2, "title": {toy.lang: words}}  # fmt: skip
    memo = {"memo_id": "m1", "about": "card", "about_id": F["call", "delivery"], "text": "?", "coder": "Bo",
            "created_at": "", "source": ""}  # fmt: skip
    edited = toy.edit([{"card_id": F["call", "delivery"], **told}], memos=pd.DataFrame([memo]))
    card = row(edited, F["call", "delivery"])
    assert (card["title"], card["titles"], card["named_by"]) == (words, {toy.lang: words}, "Ana")
    assert (card["hidden"], card["pinned"], card["owner"], card["work"], card["due"]) == (
        True,
        True,
        "Bo",
        "doing",
        "2026-03",
    )
    assert (card["value"], card["difficulty"], card["n_comments"]) == (4, 2, 1)


def test_pinned_cards_come_first_and_others_stand_where_they_were_put(toy):
    cards = [{"card_id": F["call", "purchase"], "position": -0.5}, {"card_id": F["fee", "delivery"], "pinned": True}]
    order = toy.edit(cards).findings

    def cell(stage):
        return order[(order["stage"] == stage) & (order["lane"] == "pain_point")]["finding_id"].tolist()

    assert cell("purchase") == [F["call", "purchase"], F["fee", "purchase"]]
    assert cell("delivery") == [F["fee", "delivery"], F["call", "delivery"]]


MANY = [
    {"card_id": F["fee", "purchase"], "stage": "use", "pinned": True},
    {"card_id": F["call", "delivery"], "into": F["fee", "delivery"]},
    {"card_id": "c1", "made": "split", "lane": "pain_point", "parents": [F["fee", "purchase"]], "segment_ids": ["s2"]},
    {"card_id": "c2", "made": "split", "lane": "pain_point", "parents": ["c1"], "segment_ids": ["s2"], "stage": "use"},
    {"card_id": "h1", "made": "hand", "lane": "goal", "stage": "delivery", "segment_ids": ["s9", "s2"]},
    {"card_id": "f-gone", "title": {"en": "x"}},
]  # fmt: skip


@pytest.mark.parametrize("seed", range(1, 6))
def test_the_order_of_rows_changes_nothing(toy, seed):
    one, two = toy.edit(MANY), toy.edit(MANY, shuffled=seed)
    pd.testing.assert_frame_equal(one.findings, two.findings)
    pd.testing.assert_series_equal(
        one.placed.set_index("segment_id")["stage"].sort_index(),
        two.placed.set_index("segment_id")["stage"].sort_index(),
    )
    assert one.lost == two.lost == ("c1", "f-gone")


def test_two_people_who_merge_crosswise_leave_one_card_with_everything(toy):
    a, b = F["fee", "delivery"], F["call", "delivery"]
    edited = toy.edit([{"card_id": a, "into": b}, {"card_id": b, "into": a}])
    assert sorted(row(edited, min(a, b))["segment_ids"]) == ["s5", "s6", "s7"]
    assert len(edited.findings) == len(toy.findings) - 1


def test_what_was_made_of_cards_that_are_gone_is_told_in_both_languages(toy):
    words, _ = WRITTEN[toy.lang]
    gone = {"card_id": "f-gone", "title": {toy.lang: words}, "stage": "use", "owner": "Bo", "pinned": True}
    merged = {"card_id": F["fee", "delivery"], "into": "f-gone2"}
    cards, stages = [gone, merged], [{"stage_id": "trial", "name": {toy.lang: WRITTEN[toy.lang][1]}}]
    edited = toy.edit(cards, stages)
    assert edited.lost == tuple(sorted(("f-gone", F["fee", "delivery"])))
    assert row(edited, F["fee", "delivery"])["segment_ids"] == ["s5"]
    found = orphans({"cards": frame("cards", cards), "stages": frame("stages", stages)}, edited.lost, SIX)
    assert [one["table"] for one in found] == ["cards", "cards", "stages"]
    told = next(one for one in found if one["id"] == "f-gone")
    assert (told["who"], told["when"]) == ("Ana", "2026-01-05")
    assert (
        told["what"]["en"]
        == f"the card “{words}” is not there now (titled “{words}”, moved to “use”, owner Bo, pinned)"
    )
    assert told["what"]["zh"] == f"卡片“{words}”现已不存在（标题为“{words}”、移到“use”、负责人 Bo、已固定）"


def test_a_stage_is_named_put_first_and_hidden(lang):
    name = {lang: WRITTEN[lang][1]}
    rows = frame("stages", [{"stage_id": "use", "name": name, "position": -1.0, "hidden": True,
                             "examples": {lang: ["!"]}}])  # fmt: skip
    edited = edited_framework(SIX, rows)
    assert [stage.id for stage in edited.stages] == ["use", *(s.id for s in SIX.stages if s.id != "use")]
    assert edited.stages[0].name == {**SIX.stages[4].name, **name}
    assert edited.stages[0].examples == ("!",)
    assert (hidden_stages(rows), ordered_by_hand(rows)) == (frozenset({"use"}), True)
    assert (hidden_stages(None), ordered_by_hand(frame("stages", []))) == (frozenset(), False)
    assert edited_framework(SIX, frame("stages", [])) is SIX


def test_a_stage_is_added_by_hand_in_both_languages(lang):
    name = {lang: WRITTEN[lang][1]}
    rows = frame("stages", [{"stage_id": "own-1", "made": "hand", "name": name, "position": 3.5,
                             "definition": {lang: "…"}}])  # fmt: skip
    stages = edited_framework(SIX, rows).stages
    assert [stage.id for stage in stages][3:5] == ["delivery", "own-1"]
    assert stages[4].name == dict.fromkeys(("en", "zh"), WRITTEN[lang][1])
    assert (stages[4].definition["en"], stages[4].covers) == ("…", ())


def test_a_merged_stage_gives_what_it_covers_to_the_other(lang):
    rows = frame("stages", [{"stage_id": "delivery", "into": "use"}, {"stage_id": "purchase", "into": "delivery"}])
    edited = edited_framework(SIX, rows)
    assert [stage.id for stage in edited.stages] == ["awareness", "consideration", "use", "loyalty"]
    assert {edited.onto()[name] for name in ("purchase", "delivery", "use")} == {"use"}
    ring = edited_framework(SIX, frame("stages", [{"stage_id": "use", "into": "delivery"},
                                                  {"stage_id": "delivery", "into": "use"}]))  # fmt: skip
    assert len(ring.stages) == 5


def test_what_people_made_of_a_card_stays_with_its_theme_when_stages_are_merged(toy):
    words, _ = WRITTEN[toy.lang]
    stages = [{"stage_id": "awareness", "into": "purchase"}]
    old = card_id_of("th-fee", "awareness")
    cards = [{"card_id": old, "title": {toy.lang: words}, "owner": "Bo"},
             {"card_id": F["call", "delivery"], "into": old, "stage": "awareness"}]  # fmt: skip
    edited = toy.edit(cards, stages)
    card = row(edited, F["fee", "purchase"])
    assert (card["title"], card["owner"], card["parts"]) == (words, "Bo", [F["call", "delivery"]])
    assert edited.lost == ()


def test_steps_stand_as_they_were_put(lang):
    rows = frame("stages", [{"stage_id": "use", "steps": ["c", "a"]}])
    steps = [{"id": one} for one in "abcd"]
    assert [step["id"] for step in ordered_steps(steps, "use", rows)] == list("cabd")
    assert ordered_steps(steps, "delivery", rows) == steps


def test_proposed_opportunities_are_edited_like_any_other_card(lang):
    def card(card_id, stage):
        return {"id": card_id, "stage": stage, "family": "opportunity", "lane": "opportunity", "made": "opportunity",
                "title": card_id, "titles": {lang: card_id}, "evidence": [], "answers": ["f1"],
                "priority": {"rank": 1}}  # fmt: skip

    words, other = WRITTEN[lang]
    rows = [{"card_id": "o1", "title": {lang: words}, "stage": "use"}, {"card_id": "o2", "hidden": True},
            {"card_id": "h1", "made": "hand", "lane": "opportunity", "stage": "use", "title": {lang: other}},
            {"card_id": "o9", "pinned": True}]  # fmt: skip
    found = edited_opportunities([card("o1", "purchase"), card("o2", "use"), card("o3", "use")], [],
                                 {"cards": frame("cards", rows)}, SIX, ["o1", "o9"], lang)  # fmt: skip
    by_id = {each["id"]: each for each in found.cards}
    assert (by_id["o1"]["title"], by_id["o1"]["stage"], by_id["o1"]["priority"]) == (words, "use", {"rank": 1})
    assert by_id["o2"]["hidden"]
    assert (by_id["h1"]["title"], by_id["h1"]["status"], by_id["h1"]["evidence_grade"]) == (
        other,
        "hand-written",
        "none",
    )
    assert found.lost == ("o9",)
    assert set(found.originals) == {"o1", "o2"}
