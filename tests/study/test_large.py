"""A table too large to hold: the same as a small one, in any order of its rows, all or nothing."""

import csv
import random

import pytest

from cjm_research.corpora.surveys import large_table
from cjm_research.study import large
from cjm_research.study.facade import Study

SAID = {
    "en": (
        ("What annoyed you?", "What did you want?"),
        "Parcel {n} came late and nobody told me, so I rang 0161 496 0{p:03d} twice and waited at home all day.",
        "I wanted {n} chairs that fit a small kitchen, and a price that I could explain to my sister afterwards.",
    ),
    "zh": (
        ("您觉得哪里不方便？", "您想要什么？"),
        "第{n}个快递又晚了，也没人通知，我打了1380013{p:04d}两次，在家白白等了一整天，心里很不舒服。",
        "我想要{n}把适合小厨房的椅子，价格也要说得过去，最好周末能送到，不然我还得再请一天假。",
    ),
}
ROWS = 450
TIMES = 13  # each sentence, so that few rows make more than a megabyte


def write(path, lang, rows=ROWS, seed=None):
    questions, annoyed, wanted = SAID[lang]
    lines = [
        [
            f"{n}",
            ("north", "south")[n % 2],
            *(" ".join([said.format(n=n, p=n % 40)] * TIMES) for said in (annoyed, wanted)),
        ]
        for n in range(1, rows + 1)
    ]
    if seed is not None:
        random.Random(seed).shuffle(lines)
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows([["Response ID", "Region", *questions], *lines])
    return path


@pytest.fixture(params=["en", "zh"])
def lang(request):
    return request.param


@pytest.fixture
def make(lang, tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setattr(large_table, "PART", 120)
    (tmp_path / "corpora").mkdir()
    monkeypatch.chdir(tmp_path)

    def new(name, large_mb=1):
        study = Study.new(name, languages=[lang])
        with (study.folder.path / "study.toml").open("a", encoding="utf-8") as stream:
            stream.write(f"\n[settings.reading]\nlarge_mb = {large_mb}\n")
        return Study.open(name)

    return new


def frames(study):
    names = ("documents", "cases", "turns", "replacements")
    return {name: study.table(name).astype(str).to_dict("records") for name in names}


def test_part_by_part_gives_what_reading_at_once_gives(make, lang, tmp_path):
    path = write(tmp_path / "answers.csv", lang)
    parts, whole = make("parts"), make("whole", large_mb=500)
    report = parts.add(path)
    assert report.totals == whole.add(path).totals | {"turns": 2 * ROWS}
    assert frames(parts) == frames(whole)
    assert len(frames(parts)["replacements"]) == TIMES * ROWS


def test_the_order_of_the_rows_changes_nothing(make, lang, tmp_path):
    (tmp_path / "mixed").mkdir()
    one, two = make("one"), make("two")
    one.add(write(tmp_path / "answers.csv", lang))
    two.add(write(tmp_path / "mixed" / "answers.csv", lang, seed=5))
    without_place = [{**row, "place": ""} for row in frames(one)["turns"]]
    assert [{**row, "place": ""} for row in frames(two)["turns"]] == without_place
    assert frames(two)["documents"] == frames(one)["documents"]
    assert frames(two)["cases"] == frames(one)["cases"]


def test_what_breaks_off_in_the_middle_leaves_nothing(make, lang, tmp_path, monkeypatch):
    study = make("broken")
    build, built = large.build, []

    def fail(*given):
        built.append(1)
        if len(built) == 3:
            raise RuntimeError("the power is gone")
        return build(*given)

    monkeypatch.setattr(large, "build", fail)
    path = write(tmp_path / "answers.csv", lang)
    with pytest.raises(RuntimeError, match="the power is gone"):
        study.add(path)
    assert {name: len(study.table(name)) for name in ("files", "documents", "cases", "turns")} == dict.fromkeys(
        ("files", "documents", "cases", "turns"), 0
    )
    monkeypatch.setattr(large, "build", build)
    assert study.add(path).totals["people"] == ROWS


def test_a_dry_run_changes_nothing(make, lang, tmp_path):
    study = make("dry")
    report = study.add(write(tmp_path / "answers.csv", lang), dry_run=True)
    assert report.totals["people"] == ROWS
    assert len(study.table("files")) == 0
    assert not list(study.folder.raw.iterdir())


def test_the_same_file_again_changes_nothing_and_another_one_asks(make, lang, tmp_path):
    study = make("again")
    path = write(tmp_path / "answers.csv", lang)
    study.add(path)
    before = frames(study)
    study.add(path)
    assert frames(study) == before
    write(path, lang, rows=ROWS + 5)
    report = study.add(path)
    assert frames(study) == before
    assert report.files["error"].tolist() == [
        f"{path}: the study holds another file called answers.csv. A newer version of so large a file takes its place "
        "with --replace (in Python: replace=True); codings on it do not move along."
    ]
    assert study.add(path, replace=True).totals["people"] == ROWS + 5
    assert len(study.table("cases")) == ROWS + 5


@pytest.mark.parametrize("seed", [None, 3])
def test_a_long_table_of_talks_is_read_document_by_document(make, lang, tmp_path, seed):
    names = {"en": ("session", "speaker", "text"), "zh": ("会话", "说话人", "内容")}[lang]
    who = {"en": ("Agent", "Customer"), "zh": ("客服", "客户")}[lang]
    said = SAID[lang][1]
    groups = [
        [[f"t{n}", who[k % 2], " ".join([said.format(n=n * 10 + k, p=k)] * 10)] for k in range(6)] for n in range(200)
    ]
    if seed:
        random.Random(seed).shuffle(groups)
    path = tmp_path / "calls.csv"
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows([names, *(row for group in groups for row in group)])
    parts, whole = make("parts"), make("whole", large_mb=500)
    parts.add(path)
    whole.add(path)
    texts = [dict(zip(s.table("documents")["name"], s.table("documents")["text"], strict=True)) for s in (parts, whole)]
    assert len(texts[0]) == 200
    assert texts[0] == texts[1]
