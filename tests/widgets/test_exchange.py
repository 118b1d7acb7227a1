"""The views that write files and take edited ones back: what is chosen is asked for, what is refused is said."""

from types import SimpleNamespace

import pandas as pd
import pytest

from cjm_research.errors import LeakError, ReadError, UnknownNameError
from cjm_research.widgets.edits import EditsView
from cjm_research.widgets.exchange_words import EXCHANGE_WORDS
from cjm_research.widgets.exporting import ExportView


class Study:
    """Keeps what it was asked to write."""

    def __init__(self, folder, refusal=None):
        self.folder, self.refusal, self.asked = folder, refusal, []
        self.mapping = SimpleNamespace(versions=lambda: pd.DataFrame({"title": ["first", "初稿"]}))

    def journey(self):
        groups = {"Customer type": {"new": 4, "returning": 3}, "City": {f"c{n}": 1 for n in range(30)}, "a=b": {"x": 1}}
        return SimpleNamespace(data={"participants": {"by_attribute": groups}})

    def export(self, formats, **asked):
        self.asked.append((formats, asked))
        if self.refusal:
            raise self.refusal
        return [self.folder / "report.html", self.folder / "tables" / "findings.csv"]


@pytest.fixture(params=["en", "zh"])
def language(request):
    return request.param


def test_what_is_chosen_is_written_and_the_files_are_named(tmp_path, language):
    study = Study(tmp_path)
    view = ExportView(study, language, chosen=["html", "csv"])
    view.spoken.value, view.group.value, view.version.value = "both", "Customer type=new", "初稿"
    view.write.click()
    asked = {"lang": "both", "persona": "Customer type=new", "version": "初稿", "progress": False}
    assert study.asked == [(["html", "csv"], asked)]
    assert "report.html" in view.said.value
    assert "tables/" in view.said.value
    assert EXCHANGE_WORDS[language]["written"].format(n=2, folder=tmp_path) in view.said.value
    assert not view.write.disabled


def test_only_attributes_that_group_people_are_offered(tmp_path, language):
    values = [value for _, value in ExportView(Study(tmp_path), language).group.options]
    assert values == ["", "Customer type=new", "Customer type=returning"]


def test_a_refusal_is_said_in_its_own_words_and_nothing_is_called_written(tmp_path, language):
    view = ExportView(Study(tmp_path, LeakError("Nothing was written: a <name>.\nReplace it.")), language)
    view.write.click()
    assert "Nothing was written: a &lt;name&gt;.<br>Replace it." in view.said.value
    assert not view.write.disabled


def test_no_format_no_export(tmp_path, language):
    study = Study(tmp_path)
    view = ExportView(study, language, chosen=())
    view.write.click()
    assert study.asked == []
    assert EXCHANGE_WORDS[language]["none"] in view.said.value


class Edits:
    """A file with three differences, of which one clashes; what was taken is not there when it is read again."""

    def __init__(self):
        self.items, self.taken = ["d1", "d2", "d3"], []

    def read(self, path, base=None, language=None):
        if path == "gone.xlsx":
            raise ReadError("gone.xlsx is not there.")
        lines = [f"{item}  renamed: “<{item}>”" for item in self.items]
        return SimpleNamespace(
            told=lambda: [f"{len(self.items)} differences", *lines, "Row 9 was not understood."],
            differences=[SimpleNamespace(item=item) for item in self.items],
            chosen=lambda wanted: [SimpleNamespace(item=item) for item in self.items if item != "d3"],
        )

    def accept(self, reading, items, by):
        self.taken.append((list(items), by))
        self.items = [item for item in self.items if item not in items]
        return SimpleNamespace(told=lambda: [f"{len(items)} taken over"])


def test_only_what_is_ticked_is_taken_over(language):
    edits = Edits()
    view = EditsView(edits, by="AB", file="map.xlsx", language=language)
    assert list(view.ticks) == ["d1", "d2", "d3"]
    assert "Row 9 was not understood." in view.rest.value
    view.ticks["d2"].value = True
    view.take()
    assert edits.taken == [(["d2"], "AB")]
    assert list(view.ticks) == ["d1", "d3"]
    assert "1 taken over" in view.said.value


def test_all_leaves_out_what_clashes(language):
    view = EditsView(Edits(), by="AB", file="map.xlsx", language=language)
    view.tick_all()
    assert [item for item, tick in view.ticks.items() if tick.value] == ["d1", "d2"]
    view.tick_none()
    assert not any(tick.value for tick in view.ticks.values())


def test_nobody_and_nothing_take_over_nothing(language):
    edits = Edits()
    view = EditsView(edits, file="map.xlsx", language=language)
    view.tick_all()
    view.take()
    assert EXCHANGE_WORDS[language]["nobody"] in view.said.value
    view.by.value = "AB"
    view.tick_none()
    view.take()
    assert EXCHANGE_WORDS[language]["nothing_ticked"] in view.said.value
    assert edits.taken == []


def test_a_file_that_cannot_be_read_is_said(language):
    view = EditsView(Edits(), by="AB", language=language)
    view.buttons["read"].click()
    assert EXCHANGE_WORDS[language]["no_file"] in view.said.value
    view.file.value = "gone.xlsx"
    view.buttons["read"].click()
    assert "gone.xlsx is not there." in view.said.value
    assert view.ticks == {}


def test_views_speak_two_languages_only(tmp_path):
    with pytest.raises(UnknownNameError, match=r"^The views do not speak 'fr'\. Known: en, zh\.$"):
        ExportView(Study(tmp_path), "fr")
    with pytest.raises(UnknownNameError, match=r"^The views do not speak 'fr'\. Known: en, zh\.$"):
        EditsView(Edits(), language="fr")


def test_every_label_is_there_in_both_languages():
    assert EXCHANGE_WORDS["en"].keys() == EXCHANGE_WORDS["zh"].keys()
