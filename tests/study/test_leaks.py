"""Words replaced in one place that stand in another."""

import pytest

from cjm_research.study.facade import Study
from cjm_research.study.leaks import RULE

SAID = {
    "en": (
        "Ann Lee: How was it?\n\nBo Hill: It took ages, the box was wet. Quoth Zdenko Vrba afterwards, never again.\n",
        "Ann Lee: And you?\n\nCy Day: My friend Zdenko Vrba told me about the shop, so I went there on Monday.\n",
    ),
    "zh": (
        "访谈者：怎么样？\n\n受访者：送来的时候箱子都破了，这件事欧阳晓彤最清楚，等了好久。\n",
        "访谈者：您呢？\n\n受访者：我朋友欧阳晓彤推荐的这家店，所以周一就去看了看。\n",
    ),
}
NAME = {"en": "Zdenko Vrba", "zh": "欧阳晓彤"}


@pytest.fixture(params=["en", "zh"])
def study(request, tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    study = Study.new(tmp_path / "shop", languages=[request.param])
    for n, text in enumerate(SAID[request.param], 1):
        (tmp_path / f"talk{n}.txt").write_text(text, "utf-8")
    return request.param, study, tmp_path


def test_a_name_that_was_found_later_is_listed_where_it_stood_before(study):
    lang, study, folder = study
    study.add(folder / "talk1.txt")
    assert study.table("documents")["text"].str.contains(NAME[lang]).sum() == 1
    study.add(folder / "talk2.txt")
    table = study.privacy(show=True).table
    found = table[table["rule"] == RULE]
    assert found["original"].tolist() == [NAME[lang]]
    assert found["document"].tolist() == ["talk1.txt.txt"]
    study.accept_replacements(found)
    assert not study.table("documents")["text"].str.contains(NAME[lang]).any()
    assert not (study.privacy().table["rule"] == RULE).any()


def test_an_export_warns_while_a_replaced_name_still_stands(study, monkeypatch):
    _, study, _ = study
    monkeypatch.setattr("cjm_research.study.exporting.still_standing", lambda store: 2)
    monkeypatch.setattr("cjm_research.study.exporting.Exporting._write", lambda self, name, staging: None)
    monkeypatch.setattr("cjm_research.study.exporting.Exporting.journey", lambda self, language: None)
    with pytest.warns(UserWarning, match="still hold words") as told:
        study.export()
    assert str(told[0].message) == (
        "2 places still hold words that were replaced elsewhere. See `cjm privacy shop` before you send the files on."
    )
