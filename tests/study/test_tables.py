"""`cjm suggest`: any table in, the same ids out, in the same order."""

import pandas as pd
import pytest

from cjm_research.errors import ReadError
from cjm_research.study.tables import COLUMNS, suggest_file, suggest_table


def suggested(*rows, columns=("id", "text", "context", "lang")):
    return suggest_table(pd.DataFrame(rows, columns=list(columns)), embedder="fast", progress=False)


def test_ids_and_order_stay_and_a_blank_text_gets_an_empty_row():
    found = suggested(("b", "It crashes.", "", "en"), ("a", "", "", ""), ("c", "太贵了。", "", "zh"))
    assert list(found.columns) == list(COLUMNS)
    assert found["id"].tolist() == ["b", "a", "c"]
    assert found.loc[1].drop("id").isna().all()
    assert found.loc[[0, 2], "tier"].tolist() == ["fast", "fast"]


@pytest.mark.parametrize(("given", "language"), [("zh-CN", "zh"), ("ZH_tw", "zh"), ("en-GB", "en"), (" en ", "en")])
def test_a_language_with_its_region_is_known(given, language):
    text = {"zh": "老是闪退，根本没法用。", "en": "It crashes all the time."}[language]
    assert suggested(("a", text, "", given)).equals(suggested(("a", text, "", language)))


@pytest.mark.parametrize(
    ("text", "context", "language"),
    [("🙂", "您觉得怎么样？", "zh"), ("app老crash", "遇到过什么问题？", "zh"), ("OK", "How was it?", "en")],
)
def test_a_word_or_two_takes_its_language_from_the_question(text, context, language):
    assert suggested(("a", text, context, "")).equals(suggested(("a", text, context, language)))


def test_an_unknown_language_is_named_with_its_row():
    with pytest.raises(ReadError, match=r"^row 3: language 'fr'\. Expected en, zh or nothing \(it is then found\)\.$"):
        suggested(("a", "It crashes.", "", "en"), ("b", "Trop cher.", "", "fr"))


@pytest.mark.parametrize(
    ("target", "message"),
    [
        ("in.csv", "in.csv is the table that is read; its texts would be lost. Name another OUT."),
        ("out.xlsx", "out.xlsx: a csv is written. Give OUT the ending .csv."),
        ("no/out.csv", "no is not there. Make it first, or name another."),
    ],
)
def test_a_target_that_will_not_do_stops_before_the_work(tmp_path, target, message):
    source = tmp_path / "in.csv"
    source.write_text("id,text\na,It crashes.\n", encoding="utf-8")
    with pytest.raises(ReadError, match=message.replace(".", r"\.") + "$"):
        suggest_file(source, tmp_path / target, embedder="fast")
    assert source.read_text(encoding="utf-8") == "id,text\na,It crashes.\n"


def test_a_table_with_only_a_header_gives_one(tmp_path):
    (tmp_path / "in.csv").write_text("id,text\n", encoding="utf-8")
    assert suggest_file(tmp_path / "in.csv", tmp_path / "out.csv", embedder="fast") == 0
    assert (tmp_path / "out.csv").read_text(encoding="utf-8").startswith("id,goal,")
