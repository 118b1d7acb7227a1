"""The methods pack: paragraph, checklists, manifest, log of decisions."""

from __future__ import annotations

import csv
import json
from dataclasses import replace

import docx
import pytest

from cjm_research.exports.paper import MethodsExporter
from cjm_research.exports.paper.checklists import items

OPEN = {"en": "to be filled by the researcher", "zh": "由研究者填写"}
NOBODY = {"en": "No person has coded or confirmed any segment so far", "zh": "到目前为止没有任何片段经人工编码或确认"}


def _pack(journey, folder, material=None):
    return {path.name: path for path in MethodsExporter(material).write(journey, folder)}


def test_both_languages_are_filled_from_the_run(mapped, beside, tmp_path):
    material = beside(mapped)
    pack = _pack(mapped, tmp_path, material)
    english, chinese = (pack[f"methods.{code}.md"].read_text("utf-8") for code in ("en", "zh"))
    n = len(material.frames["segments"])
    assert f"2 people (Ana, Bo) coded {n} of {n} segments" in english
    assert f"2人（Ana、Bo）对{n}个片段中的{n}个" in chinese
    assert f"{n} of {n} coded segments were coded by two or more people on their own" in english
    assert f"{n}个编码片段中有{n}个由两人或以上独立编码" in chinese
    assert "the words they share, 2 in all" in english
    assert "共2个" in chinese
    assert "1 of them was named by a person" in english
    assert material.saturation.reading("en").split("\n")[0].split("(")[0] in english
    assert "(people: strong from 5, fair from 3)" in english
    assert "（人数：5人起为充分，3人起为一般）" in chinese
    assert mapped.codebook.version in english
    assert mapped.codebook.version in chinese


def test_where_nobody_reviewed_anything_the_paragraph_says_so(mapped, beside, tmp_path):
    bare = beside(mapped)
    frames = {**bare.frames, "codings": bare.frames["codings"].head(0)}
    journey = replace(mapped, evidence=mapped.evidence.assign(reviewed=False))
    pack = _pack(journey, tmp_path, replace(bare, frames=frames, agreement=None))
    for code, sentence in NOBODY.items():
        assert sentence in pack[f"methods.{code}.md"].read_text("utf-8")


def test_checklists_hold_all_items_and_mark_what_is_open(mapped, beside, tmp_path):
    pack = _pack(mapped, tmp_path, beside(mapped, ("en", "zh")))
    for code in ("en", "zh"):
        document = docx.Document(pack[f"reporting-checklists.{code}.docx"])
        assert [section.page_width > section.page_height for section in document.sections] == [True]
        numbers = [[row.cells[0].text for row in table.rows][1:] for table in document.tables]
        assert numbers == [[str(n) for n in range(1, 33)], [f"S{n}" for n in range(1, 22)]]
        states = [row.cells[3].text for table in document.tables for row in table.rows[1:]]
        told = [row.cells[2].text for table in document.tables for row in table.rows[1:]]
        assert all(told)
        for state, words in zip(states, told, strict=True):
            assert (state == OPEN[code]) == (words == OPEN[code])
        assert 10 < states.count(OPEN[code]) < 40
        assert OPEN[code] in pack[f"reporting-checklists.{code}.md"].read_text("utf-8")


def test_items_are_numbered_as_published_in_both_languages():
    for name in ("coreq", "srqr"):
        assert all(len(item["item"]) == 2 and all(item["item"]) for item in items(name))
        assert len({item["number"] for item in items(name)}) == len(items(name))


def test_the_manifest_holds_inputs_versions_and_seeds_and_no_path(mapped, beside, tmp_path):
    path = _pack(mapped, tmp_path, beside(mapped))["manifest.json"]
    held, run = json.loads(path.read_text("utf-8")), mapped.data["study"]["run"]
    assert held["inputs"] == run["inputs"]
    assert held["seeds"] == run["seeds"]
    assert held["settings_digest"] == run["settings_digest"]
    assert held["software"]["cjm_research"] == mapped.data["study"]["cjm_research"]
    assert held["documents"][0]["sha256"] == mapped.documents.sort_values("name")["sha256"].iloc[0]
    assert held["machine_made"]["themes_named_by_people"] == 1
    words = path.read_text("utf-8")
    assert str(tmp_path) not in words
    assert not any(row.quote in words for row in mapped.evidence.itertuples())


def test_the_log_computes_nothing_and_says_nobodys_words(mapped, beside, tmp_path):
    pack = _pack(mapped, tmp_path, beside(mapped))
    for name in ("decisions.csv", "codebook-history.csv"):
        words = pack[name].read_text("utf-8-sig")
        assert "'=Ana" in words
        assert not any(value.startswith(("=", "+", "@")) for row in csv.reader(words.splitlines()) for value in row)
        assert not any(row.quote in words for row in mapped.evidence.itertuples())
    assert "goal/explicit" in pack["codebook-history.csv"].read_text("utf-8-sig")


def test_without_the_study_the_pack_says_less_but_stands(mapped, tmp_path):
    pack = _pack(mapped, tmp_path)
    lists = {f"reporting-checklists.{mapped.language}.{ending}" for ending in ("md", "docx")}
    assert set(pack) == {"methods.en.md", "methods.zh.md", "manifest.json", *lists}
    assert "decisions.csv" not in pack["methods.en.md"].read_text("utf-8")


def test_odd_texts_break_nothing(odd, beside, tmp_path):
    pack = _pack(odd, tmp_path, beside(odd))
    assert json.loads(pack["manifest.json"].read_text("utf-8"))["study"]["title"] == odd.data["study"]["title"]
    assert "<b>" not in pack["methods.en.md"].read_text("utf-8")


@pytest.mark.parametrize("twice", ["en", "zh"])
def test_the_same_study_gives_the_same_bytes(make, real, twice, beside, tmp_path):
    journey = real(make(twice))
    material = beside(journey)
    one, two = (MethodsExporter.of(material).write(journey, tmp_path / name) for name in ("one", "two"))
    assert [path.read_bytes() for path in one] == [path.read_bytes() for path in two]


@pytest.mark.parametrize(("language", "asked", "never"), [
    ("en", ("Student’s t over people, corrected for skewness", "by how far its rating is from neutral"), "bootstrap"),
    ("zh", ("按人计算的学生t区间，按偏度校正", "按评分偏离中性的程度加权"), "自助法"),
])  # fmt: skip
def test_the_interval_of_the_emotion_is_named_as_it_is_computed(make, real, beside, tmp_path, language, asked, never):
    from cjm_research.exports import words

    journey = real(make(language))
    told = _pack(journey, tmp_path, beside(journey))[f"methods.{language}.md"].read_text("utf-8")
    limit = words.label("limit_interval", language)
    assert all(phrase in told for phrase in asked)
    assert never not in told + limit
    assert asked[0].split(" over")[0].removeprefix("按人计算的")[:3] in limit


def test_schema_names_the_interval_as_it_is_computed():
    from importlib.resources import files

    assert "bootstrap" not in files("cjm_research.journeys").joinpath("journey.schema.json").read_text("utf-8")


@pytest.mark.parametrize(("language", "one", "two"), [
    ("en", "1 person takes part but did not allow quoting", "2 people take part but did not allow quoting"),
    ("zh", "1人参加研究但不同意被引用", "2人参加研究但不同意被引用"),
])  # fmt: skip
def test_one_person_who_may_not_be_quoted_takes_a_verb_of_one(make, real, beside, tmp_path, language, one, two):
    journey = real(make(language))
    for people, said in ((("P01",), one), (("P01", "P02"), two)):
        material = replace(beside(journey), unquotable=frozenset(people))
        told = _pack(journey, tmp_path / str(len(people)), material)[f"methods.{language}.md"].read_text("utf-8")
        assert said in told


@pytest.mark.parametrize(("language", "said"), [
    ("en", " (1 more left out: consent withdrawn)"), ("zh", "（另有1人未计入：撤回同意）"),
])  # fmt: skip
def test_a_lone_reason_repeats_no_count(language, said):
    from cjm_research.exports import words

    assert words.left_out({"withdrawn": 1}, language) == said
