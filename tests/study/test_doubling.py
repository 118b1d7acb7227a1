"""Double coding of a whole study: drawn, coded in a session and on a sheet, closed, compared, settled."""

import re

import openpyxl
import pytest

from cjm_research.errors import StudyError
from cjm_research.exports.coding_sheet_words import WORDS
from cjm_research.schema import FAMILIES
from cjm_research.study.doubling import ACTOR, Doubling
from cjm_research.study.facade import Study

CODERS = {"en": ("Ana", "Ben"), "zh": ("安娜", "本")}
TITLE = {"en": "Round 1", "zh": "第1轮"}


@pytest.fixture
def study(sample, tmp_path):
    folder = sample.copy(tmp_path)
    return Study.open(folder)


@pytest.fixture
def lang(sample):
    return sample.lang


@pytest.fixture
def doubling(study):
    return Doubling(study.folder, study.config, study.store)


def _code_all(session, codes):
    while session.current:
        session.change(codes, own=())


def _fill(path, lang, rows):
    """Choose on the sheet as a person does: row to {kind: words}."""
    book = openpyxl.load_workbook(path)
    page = book[WORDS[lang]["sheet_segments"]]
    place = {cell.value: cell.column for cell in page[1]}
    for row, said in rows.items():
        for kind, words in said.items():
            page.cell(row, place[kind]).value = words
    book.save(path)


def test_a_round_from_the_draw_to_the_settled_codebook(doubling, study, lang, tmp_path):
    one, two = CODERS[lang]
    sample = doubling.draw([one, two], n=8)
    assert (sample["title"], sample["round"], len(sample["segment_ids"])) == (TITLE[lang], 1, 8)
    assert sum(told["drawn"] for name, told in sample["strata"].items() if name.startswith("unmarked")) >= 2

    session = doubling.session(one)
    assert session.blind
    assert set(session.queue) == set(sample["segment_ids"])
    assert not session.current.suggestions
    _code_all(session, {"pain_point": "functional"})

    path = doubling.sheet(two, path=tmp_path / "sheet.xlsx")
    functional = study_name(lang)
    _fill(path, lang, {row: {"nothing": WORDS[lang]["yes"]} for row in range(3, 7)}
          | {row: {**dict.fromkeys(FAMILIES, WORDS[lang]["none"]), "pain_point": functional, "memo": "ok 好"}
             for row in range(7, 11)})  # fmt: skip
    with pytest.raises(StudyError, match=r"cannot be closed yet: coded are .* 8 of 8, .* 0 of 8\. Two coders"):
        doubling.close()
    recorded = doubling.read_sheet(path)
    assert (len(recorded.reading.values), len(recorded.reading.faults)) == (8, 0)
    told = doubling.progress().set_index("coder")
    assert told["done"].to_dict() == {one: 8, two: 8}
    assert told["sighted"].tolist() == [0, 0]
    assert told.loc[two, "sheets"] == 1

    doubling.close(by=two)
    before = doubling.rounds().iloc[0]
    assert (before["n"], before["n_double"], before["n_sighted"]) == (8, 8, 0)
    assert (before["disagreements"], before["settled"]) == (4, 0)
    assert 0 < before["percent"] < 1

    settle = doubling.settle(one)
    while settle.current:
        settle.decide("functional", "talk")
    after = doubling.rounds().iloc[0]
    assert after["settled"] == 4
    assert after["percent"] == before["percent"]
    assert len(study.store.frame("decisions")) == 4
    assert study.store.check() == []


def study_name(lang):
    return {"en": "Functional pain point", "zh": "功能性痛点"}[lang]


def test_reading_a_sheet_twice_changes_nothing_even_if_its_coder_said_more_since(doubling, study, lang, tmp_path):
    one, two = CODERS[lang]
    sample = doubling.draw([one, two], n=4)
    path = doubling.sheet(two, sample, tmp_path / "sheet.xlsx")
    empty = doubling.read_sheet(path)
    assert empty.event_id is None
    assert len(empty.reading.blank) == 4
    _fill(path, lang, {3: {"nothing": WORDS[lang]["yes"], "emotion": 2}})
    assert doubling.read_sheet(path).event_id is not None
    events, codings = study.store.events(), study.store.codings()
    again = doubling.read_sheet(path)
    assert again.event_id is None
    assert {"en": "; it stands as it was read, so", "zh": "其内容未变"}[lang] in again.note
    assert study.store.events().equals(events)
    session = doubling.session(two)
    session.goto(sample["segment_ids"][0])
    session.change({"goal": "explicit"})
    changed = study.store.codings()
    assert not changed.equals(codings)
    since = {"en": r"^This very sheet was read at [-\d]+ [:\d]+ UTC; 1 segments were coded otherwise since; ",
             "zh": r"^这份表格已于 [-\d]+ [:\d]+[^；]*；此后有 1 个片段改作其他编码"}[lang]  # fmt: skip
    assert re.match(since, doubling.read_sheet(path).note)
    assert study.store.codings().equals(changed)
    _fill(path, lang, {4: {"nothing": WORDS[lang]["yes"]}})
    assert doubling.read_sheet(path).event_id is not None
    assert doubling.progress().set_index("coder").loc[two, ["done", "sheets"]].tolist() == [2, 2]
    acts = study.store.codings().query("act == 'sheet'")
    assert set(acts["coder"]) == {two}
    assert study.store.check() == []


def test_later_rounds_draw_others_and_show_the_trend(doubling, lang):
    drawn = []
    for number, codes in ((1, {"goal": "explicit"}), (2, {"pain_point": "functional"})):
        sample = doubling.draw(CODERS[lang], n=6)
        drawn.append(set(sample["segment_ids"]))
        _code_all(doubling.session(CODERS[lang][0]), {"pain_point": "functional"})
        _code_all(doubling.session(CODERS[lang][1]), codes)
        doubling.close(number)
    assert not drawn[0] & drawn[1]
    rounds = doubling.rounds()
    assert rounds["round"].tolist() == [1, 2]
    assert rounds["percent"].iloc[1] == 1 > rounds["percent"].iloc[0]
    assert doubling.needed(0.1, 1)["code"].tolist()[0] == "overall"
    trend = doubling.trend(lang)
    assert trend["order"].nunique() == 2
    assert list(dict.fromkeys(trend["round"])) == [TITLE[lang], TITLE[lang].replace("1", "2")]


def test_what_is_said_after_the_closing_does_not_count(doubling, lang, tmp_path):
    one, two = CODERS[lang]
    sample = doubling.draw([one, two], n=4)
    _code_all(doubling.session(one), {"goal": "explicit"})
    path = doubling.sheet(two, sample, tmp_path / "sheet.xlsx")
    _fill(path, lang, {row: {"nothing": WORDS[lang]["yes"]} for row in range(3, 6)})
    doubling.read_sheet(path)
    doubling.close(sample["sample_id"])
    before = doubling.codings(sample)
    _fill(path, lang, {6: {"nothing": WORDS[lang]["yes"]}})
    late = doubling.read_sheet(path)
    assert {"en": "no longer counts for agreement", "zh": "不再计入一致性"}[lang] in late.note
    assert doubling.read_sheet(path).note.endswith(late.note[-8:])
    assert doubling.codings(sample).equals(before)
    assert doubling.rounds()["n_double"].tolist() == [3]


def test_who_may_do_what(doubling, lang):
    one, two = CODERS[lang]
    with pytest.raises(StudyError, match=r"^There is no double-coding sample \. Known: none\. Draw one with"):
        doubling.session(one)
    with pytest.raises(StudyError, match=r"^Say how large the sample is to be: n=60 segments, or half_width=0\.1\.$"):
        doubling.draw([one, two])
    sample = doubling.draw([one, two], half_width=0.2)
    assert 5 <= len(sample["segment_ids"]) <= 16
    with pytest.raises(StudyError, match=r"^'Dee' does not belong to the sample .*\. Its coders: "):
        doubling.session("Dee")
    with pytest.raises(StudyError, match=r"is still open: settling now would tell coders"):
        doubling.settle(one)
    with pytest.raises(StudyError, match=r"^Of the sample .* no two coders have coded anything yet\."):
        doubling.needed()
    _code_all(doubling.session(one), {})
    _code_all(doubling.session(two), {})
    doubling.close(TITLE[lang])
    with pytest.raises(StudyError, match=r"was closed at .*\. Draw the next round, or settle\.$"):
        doubling.session(one)
    with pytest.raises(StudyError, match=r"was closed at .*\. Draw the next round\.$"):
        doubling.close(sample)
    assert "Dee" not in doubling._repr_html_()


def test_who_withdraws_leaves_the_sample(doubling, study, lang):
    one, two = CODERS[lang]
    sample = doubling.draw([one, two], n=12)
    _code_all(doubling.session(one), {"goal": "explicit"})
    _code_all(doubling.session(two), {})
    people = study.segments().set_index("segment_id").loc[sample["segment_ids"], "case_id"]
    gone = people.value_counts().index[0]
    study.withdraw(gone, whole_file=True)
    left = people[people != gone]
    told = doubling.progress()
    assert set(told["total"]) == set(told["done"])
    assert told["total"].max() <= len(left)
    doubling.close()
    assert doubling.rounds()["n_double"].tolist() == [told["total"].max()]
    assert not set(people[people == gone].index) & set(doubling.codings()["segment_id"])
    assert study.store.check() == []


def test_no_coder_is_said_to_have_drawn_or_closed_unless_they_are_named(doubling, study, lang):
    doubling.draw(CODERS[lang], n=2)
    for coder in CODERS[lang]:
        _code_all(doubling.session(coder), {})
    doubling.close()
    doubling.draw(CODERS[lang], n=2, by="Dee 丁")
    doubling.drop(by="Dee 丁")
    acts = study.store.events().query("act.str.startswith('sample.')")
    assert list(zip(acts["act"], acts["actor"], strict=True)) == [
        ("sample.draw", ACTOR), ("sample.close", ACTOR), ("sample.draw", "Dee 丁"), ("sample.drop", "Dee 丁"),
    ]  # fmt: skip
    assert ACTOR not in CODERS[lang]


def test_a_sample_of_which_nothing_is_coded_can_be_dropped_and_drawn_again(doubling, study, lang):
    of = len(study.segments())
    first = doubling.draw(CODERS[lang], n=of)
    large = {"en": f"{of} of {of} segments are more than a third of the study", "zh": f"抽取了 {of} 个片段中的 {of} 个"}
    assert [large[lang] in line for line in doubling.cautions()] == [True]
    with pytest.raises(StudyError, match=rf"^A sample of 2 segments cannot be drawn: of {of} segments 0 are neither"):
        doubling.draw(CODERS[lang], n=2)
    assert doubling.drop()["sample_id"] == first["sample_id"]
    assert doubling.samples().empty
    doubling.draw(CODERS[lang], n=2)
    doubling.draw(CODERS[lang], n=2)
    untouched = {"en": "Nothing of Round 1 is coded yet.", "zh": "“第1轮”尚无任何编码。"}[lang]
    assert [line.startswith(untouched) for line in doubling.cautions()] == [True]
    session = doubling.session(CODERS[lang][0])
    session.change({}, own=())
    with pytest.raises(
        StudyError, match=rf"cannot be dropped: segments of it are coded already \({CODERS[lang][0]} 1\)"
    ):
        doubling.drop()
    assert study.store.check() == []


def test_rounds_tell_the_figures_that_agreement_tells(doubling, study, lang):
    doubling.draw(CODERS[lang], n=8)
    for coder, codes in zip(CODERS[lang], ({"goal": "explicit"}, {"pain_point": "functional"}), strict=True):
        session = doubling.session(coder)
        session.change({}, own=())
        _code_all(session, codes)
    doubling.close()
    told = study.agreement(TITLE[lang]).table.set_index("code").loc["overall"]
    names = ["percent", "kappa", "kappa_low", "kappa_high", "ac1", "alpha"]
    assert doubling.rounds().iloc[0][names].tolist() == told[names].tolist()
