import pandas as pd
import pytest

from cjm_research.corpora.surveys.columns import KINDS
from cjm_research.errors import StudyError, UnknownNameError
from cjm_research.widgets.columns import PAGE, ColumnsView
from cjm_research.widgets.words import WORDS

ASKED = {"en": ("What <i>annoyed</i> you?", "Delivery was late."), "zh": ("哪里不满意？", "送货太慢")}


class Study:
    """Two surveys; a kind that is set is seen at the next look."""

    def __init__(self, lang, n=2):
        question, answer = ASKED[lang]
        self.acts, self.fail = [], None
        self.rows = [
            ("a.csv", question, question, "open", "long and different", False, True, 12, answer),
            ("a.csv", "Nick", "Nick", "unused", "short and different", False, False, 0, "xxx 00"),
            *(("b.xlsx", f"q{i}", f"q{i}", "closed", "few answers", False, True, 3, "yes") for i in range(n)),
        ]

    def columns(self):
        columns = ["source", "survey", "column", "question", "kind", "why", "decided", "kept", "n_answers", "example"]
        return pd.DataFrame([(row[0], row[0], *row[1:]) for row in self.rows], columns=columns)

    def set_column(self, source, column, kind):
        if self.fail:
            raise self.fail
        self.acts.append((source, column, kind))
        self.rows = [
            (*row[:3], kind, row[4], True, *row[6:]) if row[:2] == (source, column) else row for row in self.rows
        ]


@pytest.fixture(params=["en", "zh"])
def lang(request):
    return request.param


@pytest.fixture
def study(lang):
    return Study(lang)


def _facts(view):
    return [row.children[0].value for row in view.rows.children]


def test_each_column_is_shown_with_its_question_reason_and_example(study, lang):
    view = ColumnsView(study, lang)
    told, hidden = _facts(view)
    assert {"en": "12 answers", "zh": "12个回答"}[lang] in told
    assert ASKED[lang][1] in told
    assert {"en": "Looks like: xxx 00", "zh": "形如：xxx 00"}[lang] in hidden
    assert "<i>annoyed" not in told


def test_a_kind_is_written_at_once_and_the_screen_follows(study, lang):
    view = ColumnsView(study, lang)
    kinds = view.rows.children[1].children[1]
    kinds.value = "name"
    assert study.acts == [("a.csv", "Nick", "name")]
    assert view.rows.children[1].children[1] is kinds
    assert {"en": "you decided", "zh": "由您决定"}[lang] in _facts(view)[1]
    assert {"en": "Saved.", "zh": "已保存。"}[lang] in view.note.value


def test_a_kind_that_the_study_refuses_stays_as_it_was(study, lang):
    view = ColumnsView(study, lang)
    study.fail = StudyError("a.csv: no column holds open answers.")
    view.rows.children[0].children[1].value = "unused"
    assert view.rows.children[0].children[1].value == "open"
    assert "a.csv: no column holds open answers." in view.note.value


def test_a_wide_survey_is_shown_page_by_page(lang):
    view = ColumnsView(Study(lang, PAGE + 3), lang)
    assert view.page.layout.display == "none"
    view.source.value = "b.xlsx"
    assert [name for name, _ in view.page.options] == [f"1–{PAGE}", f"{PAGE + 1}–{PAGE + 3}"]
    assert len(view.rows.children) == PAGE
    view.page.value = PAGE
    assert len(view.rows.children) == 3
    view.rows.children[0].children[1].value = "open"
    assert view._study.acts == [("b.xlsx", f"q{PAGE}", "open")]


def test_a_study_without_surveys_says_so(study, lang):
    study.rows = []
    view = ColumnsView(study, lang)
    assert {"en": "There are no surveys.", "zh": "没有问卷。"}[lang] in view.children[0].value


def test_every_kind_has_its_words(lang):
    assert {f"kind_{kind}" for kind in KINDS} <= set(WORDS[lang])


def test_a_language_that_the_view_does_not_speak_lists_those_it_does(study):
    with pytest.raises(UnknownNameError, match=r"^The views do not speak 'fr'\. Known: en, zh\.$"):
        ColumnsView(study, language="fr")
