"""One export: formats, languages, whose map, which version; nothing is left half done."""

import json

import pytest

from cjm_research import registry
from cjm_research.errors import ExportError, StudyError, UnknownNameError
from cjm_research.exports.board import build_board
from cjm_research.study.exporting import USUAL, formats_of, languages_of
from cjm_research.study.facade import Study

OTHER = {"en": "zh", "zh": "en"}


@pytest.fixture(scope="module")
def study(sample, tmp_path_factory):
    folder = sample.copy(tmp_path_factory.mktemp("exports"))
    study = Study.open(folder)
    yield study
    study.store.close()


def names(files, out):
    return {str(path.relative_to(out)) for path in files}


def test_two_languages_are_two_folders_and_what_has_no_language_stands_once(study, tmp_path):
    files = study.export("mermaid,json", out=tmp_path, lang="both", progress=False)
    assert names(files, tmp_path) == {"en/journey.mmd", "zh/journey.mmd", "journey.json"}
    texts = [(tmp_path / code / "journey.mmd").read_text("utf-8") for code in ("en", "zh")]
    stages = json.loads((tmp_path / "journey.json").read_text("utf-8"))["stages"]
    for stage in stages:
        assert [stage["name"][code] in text for code, text in zip(("en", "zh"), texts, strict=True)] == [True, True]


def test_the_other_language_is_spoken_where_it_is_asked_for(study, sample, tmp_path):
    study.export("json", out=tmp_path, lang=OTHER[sample.lang], progress=False)
    data = json.loads((tmp_path / "journey.json").read_text("utf-8"))
    rules = [card["grade_rule"] for stage in data["stages"] for card in stage["cards"]]
    word = {"en": "people", "zh": "人"}[OTHER[sample.lang]]
    assert rules
    assert all(word in rule for rule in rules)


def test_a_group_has_its_people_alone(study, tmp_path):
    held = study.journey().data["participants"]["by_attribute"]
    by, values = next((by, values) for by, values in held.items() if "=" not in by and 2 <= len(values) <= 6)
    value, n = next(iter(values.items()))
    study.export("json", out=tmp_path, persona=f"{by}={value}", progress=False)
    data = json.loads((tmp_path / "journey.json").read_text("utf-8"))
    assert data["journey"]["persona"] == {"attribute": by, "value": value}
    assert data["participants"]["n"] == n


def test_a_version_is_drawn_as_it_was_kept_with_the_words_of_today(study, tmp_path):
    study.mapping.save("kept", by="Ana")
    before = study.journey().data
    board = study.board("Ana")
    card = before["stages"][1]["cards"][0]
    board.hide(card["id"])
    study.export("json,csv,drawio", out=tmp_path, version="kept", progress=False)
    data = json.loads((tmp_path / "journey.json").read_text("utf-8"))
    board.undo()
    assert data["journey"]["version"] == "kept"
    again = data["stages"][1]["cards"][0]
    for key in ("id", "title", "people", "grade_rule", "hidden"):
        assert again[key] == card[key]
    quotes = [[item["quote"] for item in each["evidence"]] for each in (again, card)]
    assert quotes[0] == quotes[1]


def test_what_is_not_known_is_refused_with_what_is(study, tmp_path):
    with pytest.raises(UnknownNameError, match=r"^Files are written in en, zh or both, not in 'fr'\.$"):
        study.export("json", out=tmp_path, lang="fr")
    with pytest.raises(UnknownNameError, match=r"^No exporter is called 'exel'\. Did you mean 'excel'\? Known: "):
        study.export("json,exel", out=tmp_path)
    with pytest.raises(UnknownNameError, match=r"^No version of the map is called 'no such'\. There are "):
        study.export("json", out=tmp_path, version="no such")
    with pytest.raises(StudyError, match=r"^A group is named as attribute=value, .*, not as 'women'\.$"):
        study.export("json", out=tmp_path, persona="women")
    with pytest.raises(StudyError, match=r"^A version is of the people it was kept of\. "):
        study.export("json", out=tmp_path, persona="a=b", version="kept")
    assert list(tmp_path.iterdir()) == []
    (tmp_path / "report").write_text("mine", "utf-8")
    for blocked in (tmp_path / "report", tmp_path / "report" / "deeper"):
        with pytest.raises(ExportError, match=r"report is a file, and files are written into a folder\."):
            study.export("json", out=blocked)
    assert (tmp_path / "report").read_text("utf-8") == "mine"


def test_an_exporter_that_fails_leaves_the_files_of_last_time(study, tmp_path, monkeypatch):
    study.export("json", out=tmp_path, progress=False)
    kept = (tmp_path / "journey.json").read_bytes()

    def fail(self, journey, folder):
        raise ExportError("The disk is full.")

    monkeypatch.setattr(registry.get("exporter", "mermaid"), "write", fail)
    with pytest.raises(ExportError, match=r"^The disk is full\.$"):
        study.export("json,mermaid", out=tmp_path, progress=False)
    assert [path.name for path in tmp_path.iterdir()] == ["journey.json"]
    assert (tmp_path / "journey.json").read_bytes() == kept


def test_names_are_folded_and_all_is_every_format(study):
    assert formats_of(()) == list(USUAL)
    assert formats_of(("json, html", "json")) == ["json", "html"]
    assert formats_of(("html", "all")) == registry.names("exporter")
    first = study.config.languages[0]
    assert languages_of("both", study.config) == (first, OTHER[first])


def test_hidden_cards_are_on_no_board_that_is_drawn(study):
    session = study.board("Ana")
    card = study.journey().data["stages"][0]["cards"][0]
    session.hide(card["id"])
    drawn = build_board(study.journey(), 3)
    session.undo()
    shown = {each.card_id for column in drawn.columns for cards in column.cells.values() for each in cards}
    assert card["id"] not in shown
