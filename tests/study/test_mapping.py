"""The map of a study on its front door: edits, groups, versions, validation, all on the shipped samples."""

import openpyxl
import pytest

from cjm_research.errors import StudyError, UnknownNameError
from cjm_research.exports.validation_sheet import FIRST_ROW, WHO_ROW
from cjm_research.exports.validation_words import WORDS
from cjm_research.journeys.validate import check
from cjm_research.study.facade import Study

TITLES = {"en": "Nobody told me", "zh": "没有人告诉我"}


@pytest.fixture(scope="module")
def study(sample, tmp_path_factory):
    folder = sample.copy(tmp_path_factory.mktemp("maps"))
    study = Study.open(folder)
    study.mapping.save("first", by="Ana", note="as computed")
    yield study
    study.store.close()


def first_card(data, lane="pain_point"):
    cards = [(stage["id"], card) for stage in data["stages"] for card in stage["cards"] if card["lane"] == lane]
    return max(cards, key=lambda held: (held[1]["n_people"], held[1]["id"]))


def test_an_edit_on_the_board_is_in_every_map_and_in_the_comparison(study, sample):
    board = study.board("Ana")
    stage, card = first_card(board.state.data)
    other = next(each["id"] for each in board.stages if each["id"] != stage)
    board.rename(card["id"], TITLES[sample.lang])
    board.move(card["id"], stage=other)
    data = check(study.journey().data)
    moved = {card["id"]: (stage["id"], card["title"]) for stage in data["stages"] for card in stage["cards"]}
    assert moved[card["id"]] == (other, TITLES[sample.lang])
    changes = study.mapping.compare("first")
    own = changes.frame[changes.frame["id"] == card["id"]]
    assert {("moved", "hand edit"), ("renamed", "hand edit")} <= set(zip(own["change"], own["cause"], strict=True))
    assert len(study.mapping.compare("first", "first")) == 0
    board.undo()
    board.undo()
    back = study.mapping.compare("first").frame
    assert back.empty
    assert study.store.check() == []


def test_a_version_needs_a_title_of_its_own_and_a_known_kind(study):
    with pytest.raises(StudyError, match=r"^A version is called 'first' already\. Choose another title\.$"):
        study.mapping.save("first", by="Ben")
    with pytest.raises(StudyError, match=r"^A map shows no 'dream'\. It shows one of current state, "):
        study.mapping.save("second", by="Ben", kind="dream")
    with pytest.raises(UnknownNameError, match=r"^No version of the map is called 'x'\. There are 'first', 'now'\.$"):
        study.mapping.compare("x")
    assert study.mapping.versions()[["title", "note", "coder"]].values.tolist() == [["first", "as computed", "Ana"]]


def test_the_map_of_a_group_holds_its_people_alone(study):
    journey = study.mapping.of("kind", "interview")
    people = set(study.table("cases").query("kind == 'participant'")["case_id"])
    assert check(journey.data)["journey"]["persona"] == {"attribute": "kind", "value": "interview"}
    assert set(journey.evidence["case_id"]) <= people
    assert journey.data["participants"]["n"] == journey.data["participants"]["n_interviews"]
    with pytest.raises(StudyError, match=r"^Nobody has 'call' as 'kind'\. Its groups are interview, survey\.$"):
        study.mapping.of("kind", "call")


def test_answers_of_a_validation_round_come_back_into_the_grade(study, sample, tmp_path):
    path = study.mapping.validation_sheet("May", tmp_path / "may.xlsx")
    book = openpyxl.load_workbook(path)
    page = book.worksheets[0]
    card_id = page.cell(FIRST_ROW, 1).value
    for who in ("S1", "S2", "S3"):
        page.cell(WHO_ROW, 3).value = who
        page.cell(FIRST_ROW, 4).value = WORDS[sample.lang]["no"]
        page.cell(FIRST_ROW, 5).value = TITLES[sample.lang]
        book.save(path)
        study.mapping.read_validation(path, by="Ana")
    n = len(study.table("events"))
    study.mapping.read_validation(path, by="Ana")
    assert len(study.table("events")) == n
    kept = study.mapping.validations()
    answered = kept[kept["card_id"] == card_id] if not card_id.startswith("stage:") else kept
    assert answered["words"].tolist() == [TITLES[sample.lang]] * 3
    if not card_id.startswith("stage:"):
        cards = {card["id"]: card for stage in study.journey().data["stages"] for card in stage["cards"]}
        assert cards[card_id]["validation"] == {"asked": 3, "yes": 0, "partly": 0, "no": 3}
        parts = {part["part"]: part["meets"] for part in cards[card_id]["grade_parts"]}
        assert parts["validation"] == "thin"
        assert cards[card_id]["evidence_grade"] == "thin"
    assert study.store.check() == []


def test_everything_that_follows_from_the_map_tells_itself(study, sample):
    maps = study.mapping
    for found in (maps.order(), maps.priorities(), maps.drivers(), maps.personas(), maps.propose_stages()):
        assert str(found).strip()
        assert "<" in found._repr_html_()
    sides = maps.sides("kind", "interview", "survey")
    assert {"en": "interview", "zh": "访谈"}[sample.lang] in str(sides)
    assert sides.n == (len(study.table("cases").query("kind == 'participant'")), sides.n[1])
    assert maps.order().stages == tuple(study.journey().data["framework"]["stages"])


def test_the_same_study_gives_the_same_map_twice(study):
    assert study.journey().data == study.journey().data
