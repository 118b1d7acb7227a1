"""`cjm suggest`: any table in, the same ids out, in the same order."""

import pandas as pd
import pytest

from cjm_research.errors import ReadError
from cjm_research.study.tables import COLUMNS, suggest_table


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
    [("🙂", "您觉得怎么样？", "zh"), ("app老crash", "", "zh"), ("OK", "How was it?", "en")],
)
def test_a_word_or_two_takes_its_language_from_the_question(text, context, language):
    assert suggested(("a", text, context, "")).equals(suggested(("a", text, context, language)))


def test_an_unknown_language_is_named_with_its_row():
    with pytest.raises(ReadError, match=r"^row 3: language 'fr'\. Expected en, zh or nothing \(it is then found\)\.$"):
        suggested(("a", "It crashes.", "", "en"), ("b", "Trop cher.", "", "fr"))
