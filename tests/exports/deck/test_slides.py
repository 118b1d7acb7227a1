from __future__ import annotations

import copy
from types import SimpleNamespace

import pandas as pd
import pytest

TITLES = {
    "en": [
        "Buying a sofa online", "The map: 6 stages", "Emotion: a moment of truth at ", "1. Awareness: What is there",
        "2. Consideration: ", "3. Purchase: ", "4. Delivery: ", "5. Use: ", "6. Loyalty: ",
        "Pain points, most urgent first", "Opportunities and the pain points they answer",
        "Priorities: Pain points, reach against intensity", "In what order, and how sure", "How this was made",
        "What this cannot say", "How to read these slides",
    ],
    "zh": [
        "在线挂号的一次就医", "旅程图：6个阶段", "情绪：关键时刻在", "1. 认识：", "2. 考虑：",
        "3. 购买：", "4. 交付：", "5. 使用：", "6. 忠诚：",
        "痛点，紧要者在前", "机会点及其对应的痛点",
        "优先级：痛点的影响人数与情绪强度", "先后顺序与可靠程度", "制作方法", "局限", "如何阅读",
    ],
}  # fmt: skip


def test_slides_stand_in_order_each_under_a_title_of_its_own(slides, rich):
    wanted = TITLES[rich.language]
    assert len(slides.titles) == len(wanted) == len(set(slides.titles))
    assert [title.startswith(start) for title, start in zip(slides.titles, wanted, strict=True)] == [True] * len(wanted)


def test_first_slide_says_what_it_is_of_and_that_it_is_a_draft(slides, rich):
    parts = {
        "en": (
            "a first purchase",
            "12 people interviewed",
            "Of: everybody",
            "codings reviewed by a person.",
            "2026-01-15",
        ),
        "zh": ("第一次使用", "访谈12人", "对象：全部受访者", "经人工复核", "2026-01-15"),
    }
    assert all(part in slides.text(0) for part in parts[rich.language])


def test_first_slide_names_persona_and_version(rich, written):
    rich.data["journey"] = {"kind": "future state", "persona": {"Customer type": "new"}, "version": "v0123"}
    text = written(rich).text(0)
    kind, persona, version = (
        ("future state", "Of: new", "Version v0123")
        if rich.language == "en"
        else ("未来状态", "对象：new", "版本v0123")
    )
    assert kind in text
    assert persona in text
    assert version in text


def test_map_is_a_native_table_of_stages_and_lanes(slides, rich):
    (table,) = slides.tables(1)
    assert table.first_row
    heads = [cell.text.split("\n")[0] for cell in table.rows[0].cells][1:]
    assert heads == [stage["name"][rich.language] for stage in rich.data["stages"]]
    lanes = [row.cells[0].text for row in table.rows][1:]
    assert (
        lanes
        == {
            "en": ["Emotion", "Touchpoints", "Goal", "Motivation", "Pain point", "Opportunities"],
            "zh": ["情绪", "触点", "目标", "动机", "痛点", "机会"],
        }[rich.language]
    )


def test_map_cells_count_people_grade_and_what_is_left_out(slides, rich):
    (table,) = slides.tables(1)
    column = 3
    stage = rich.data["stages"][column - 1]
    pains = [card for card in stage["cards"] if card["family"] == "pain_point"]
    cell = table.rows[5].cells[column].text.replace("\N{NO-BREAK SPACE}", " ")
    first = pains[0]
    grade = {"en": ("● strong", "◐ fair", "○ thin"), "zh": ("● 充分", "◐ 一般", "○ 薄弱")}[rich.language]
    mark = dict(zip(("strong", "fair", "thin"), grade, strict=True))[first["evidence_grade"]]
    assert first["title"][:12] in cell
    assert f"{first['n_people']} · {mark}" in cell
    shown = sum(card["title"][:12] in cell for card in pains)
    more = {"en": f"{len(pains) - shown} more", "zh": f"另有{len(pains) - shown}项"}[rich.language]
    assert (more in cell) == (shown < len(pains))


def test_map_says_no_evidence_where_there_is_none(slides, rich):
    (table,) = slides.tables(1)
    empty = {"en": "no evidence (12 asked)", "zh": "没有证据（访问了12人）"}[rich.language]
    assert [row.cells[6].text for row in table.rows].count(empty) == 4


def test_map_of_more_than_six_stages_stands_on_two_slides(rich, written):
    for number in (7, 8):
        stage = copy.deepcopy(rich.data["stages"][5])
        rich.data["stages"].append({**stage, "id": f"stage{number}", "cards": []})
    slides = written(rich)
    starts = {"en": ("(1 of 2)", "(2 of 2)"), "zh": ("（1/2）", "（2/2）")}[rich.language]
    assert slides.titles[1].endswith(starts[0])
    assert slides.titles[2].endswith(starts[1])
    assert [len(slides.tables(at)[0].columns) for at in (1, 2)] == [5, 5]
    assert len(set(slides.titles)) == len(slides.titles)


def test_curve_of_many_stages_lists_its_numbers_on_a_slide_of_their_own(rich, written):
    for number in range(7, 13):
        stage = copy.deepcopy(rich.data["stages"][number % 3])
        rich.data["stages"].append({**stage, "id": f"stage{number}", "cards": [], "moment": None})
    slides = written(rich)
    at = slides.at(TITLES[rich.language][2])
    assert slides.titles[at].endswith({"en": "(1 of 2)", "zh": "（1/2）"}[rich.language])
    assert not slides.tables(at)
    assert len(slides.tables(at + 1)[0].rows) == 13


def test_stage_slide_holds_emotion_steps_touchpoints_and_cards(slides, rich):
    stage = rich.data["stages"][2]
    text = slides.text(5)
    assert f"{stage['emotion']['mean']:.1f}" in text
    wanted = {
        "en": (f"{stage['n_people']} of 12 people", "pay by card · 2 people", "website (direct, online)"),
        "zh": (f"12人中{stage['n_people']}人", "刷卡付款 · 2人", "网站（直接、线上）"),
    }
    assert all(part in text for part in wanted[rich.language])
    assert stage["cards"][0]["title"][:12] in text


def test_machine_cards_have_a_dashed_edge_and_say_that_nobody_reviewed_them(slides, rich):
    words = {"en": "not reviewed", "zh": "未复核"}[rich.language]
    edges = []
    for at in range(3, 9):
        for shape in slides.deck.slides[at].shapes:
            dash = shape._element.xpath(".//a:ln/a:prstDash/@val")
            if dash:
                edges.append((dash[0], words in shape.text_frame.text))
    assert ("dash", True) in edges
    assert ("solid", False) in edges
    assert set(edges) == {("dash", True), ("solid", False)}


def test_notes_of_a_stage_hold_every_card_and_every_quote_with_its_place(slides, rich):
    for at, stage in enumerate(rich.data["stages"], start=3):
        notes = slides.notes(at)
        for card in stage["cards"]:
            assert card["id"] in notes
        for row in rich.evidence[rich.evidence["stage"] == stage["id"]].itertuples():
            place = {"en": f"{row.document}, characters {row.start}–{row.end}",
                     "zh": f"{row.document}，第{row.start}–{row.end}字符"}[rich.language]  # fmt: skip
            for part in (row.segment_id, row.case_id, place, row.quote):
                assert part in notes


def test_every_slide_has_notes(slides):
    assert all(slide.has_notes_slide and slide.notes_slide.notes_text_frame.text for slide in slides.deck.slides)


def test_pain_points_stand_by_rank_with_people_and_a_quote_by_a_pseudonym(slides, rich):
    at = slides.at(TITLES[rich.language][9])
    (table,) = slides.tables(at)
    pains = [card for stage in rich.data["stages"] for card in stage["cards"] if card["family"] == "pain_point"]
    ranked = sorted(pains, key=lambda card: card["priority"]["rank"])
    rows = list(table.rows)[1:]
    for row, card in zip(rows, ranked, strict=False):
        name, people, quote, _ = (cell.text for cell in row.cells)
        assert name.startswith(f"{card['priority']['rank']} {card['title'][:10]}")
        assert people.split("\n")[0] == str(card["n_people"])
        assert quote[:3] in card["people"]
        assert card["id"] in slides.notes(at)
    left = len(ranked) - len(rows)
    more = {"en": f"{left} more cards", "zh": f"另有{left}张卡片"}[rich.language]
    assert (more in slides.text(at)) == (left > 0)


def test_opportunities_name_the_pain_points_they_answer_and_who_does_it(slides, rich):
    (table,) = slides.tables(slides.at(TITLES[rich.language][10]))
    cells = [cell.text for cell in table.rows[1].cells]
    card = next(each for stage in rich.data["stages"] for each in stage["cards"] if each["family"] == "opportunity")
    pains = {each["id"]: each["title"] for stage in rich.data["stages"] for each in stage["cards"]}
    assert cells[0].startswith(card["title"])
    assert cells[2][:10] == pains[card["answers"][0]][:10]
    assert "Team A" in cells[3]
    assert {"en": "planned", "zh": "已计划"}[rich.language] in cells[3]


def test_without_opportunities_the_slide_says_that_nothing_is_proposed(journey, written):
    slides = written(journey)
    at = slides.at(TITLES[journey.language][10])
    assert not slides.tables(at)
    assert {"en": "nothing proposed", "zh": "尚无建议"}[journey.language] in slides.text(at)


def test_cards_are_counted_by_grade_and_the_order_is_told(slides, rich):
    at = slides.at(TITLES[rich.language][12])
    cards = [card for stage in rich.data["stages"] for card in stage["cards"]]
    last = [cell.text for cell in list(slides.tables(at)[0].rows)[-1].cells]
    grades = [
        str(sum(card["evidence_grade"] == grade for card in cards)) for grade in ("strong", "fair", "thin", "none")
    ]
    assert last[1:5] == grades
    assert rich.data["framework"]["order"]["words"][rich.language] in slides.text(at)
    vote = {
        "en": "5 of 7 people who tell both: Awareness before Consideration",
        "zh": "讲到两者的7人中5人：认识先于考虑",
    }
    assert vote[rich.language] in slides.notes(at)


def test_methods_without_the_study_say_so(slides, rich):
    at = slides.at(TITLES[rich.language][13])
    alone = {"en": "These slides were made from the map alone", "zh": "本演示仅由旅程图生成"}[rich.language]
    assert alone in slides.text(at)
    assert "0" * 64 in slides.notes(at)


@pytest.fixture
def material() -> SimpleNamespace:
    rows = pd.DataFrame({"code": ["overall"], "name": ["Overall"], "text": ["kappa 0.71 (0.6 to 0.8)"]})
    return SimpleNamespace(
        agreement=SimpleNamespace(readings=lambda language: rows),
        saturation=SimpleNamespace(
            reading=lambda language: f"saturated, {language}", notes=lambda language: ["a note"]
        ),
        coverage=SimpleNamespace(reading=lambda language: f"12 asked, {language}\nnobody is quiet"),
    )  # fmt: skip


def test_methods_tell_of_agreement_saturation_and_coverage(rich, written, material):
    slides = written(rich, material=material)
    texts = "\n".join(slides.text(at) for at, title in enumerate(slides.titles) if title[:4] in ("How ", "制作方法"))
    for part in (
        "kappa 0.71 (0.6 to 0.8)",
        f"saturated, {rich.language}",
        f"12 asked, {rich.language}",
        "nobody is quiet",
    ):
        assert part in texts


def test_methods_say_that_agreement_is_not_known_where_one_person_coded(rich, written, material):
    material.agreement = None
    slides = written(rich, material=material)
    said = {"en": "No two people coded the same segments", "zh": "没有两人编码过同样的片段"}[rich.language]
    assert said in "\n".join(slides.text(at) for at in range(len(slides.titles)))


def test_words_of_people_who_are_not_quoted_are_slots(english, written):
    row = english.evidence.iloc[0]
    black = "█" * len(row["quote"])
    documents, evidence = english.documents, english.evidence
    texts = dict(zip(documents["document_id"], documents["text"], strict=True))
    whole = texts[row["document_id"]]
    texts[row["document_id"]] = whole[: row["start"]] + black + whole[row["end"] :]
    english.documents = documents.assign(text=documents["document_id"].map(texts))
    english.evidence = evidence.assign(quote=evidence["quote"].mask(evidence.index == 0, black))
    for stage in english.data["stages"]:
        for card in stage["cards"]:
            for item in card["evidence"]:
                if item["segment_id"] == row["segment_id"]:
                    item["quote"] = black
    slides = written(english)
    everything = "\n".join(slides.text(at) + slides.notes(at) for at in range(len(slides.titles)))
    assert "█" not in everything
    assert "[not quoted; write a paraphrase]" in everything


def test_who_was_asked_parts_values_from_counts_in_their_order_and_says_no_question_twice(rich, written):
    ratings = {str(value): value + 1 for value in range(11)}
    rich.data["participants"]["by_attribute"] = {
        "Age": {"35-44": 27, "25-34": 33, "18-24": 6}, "NPS": ratings, "Would you recommend it? (0-10)": ratings,
    }  # fmt: skip
    slides = written(rich)
    text = slides.text(slides.at({"en": "How this was made", "zh": "制作方法"}[rich.language]))
    age, middle = {
        "en": ("Age: 18-24 (6), 25-34 (33), 35-44 (27)", "NPS: 0 to 10, half of 66 people 7 or less"),
        "zh": ("Age：18-24（6人），25-34（33人），35-44（27人）", "NPS：0至10，66人中一半不高于7"),
    }[rich.language]
    assert age in text
    assert middle in text
    assert "recommend" not in text
