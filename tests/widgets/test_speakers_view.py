import pandas as pd
import pytest

from cjm_research.errors import StudyError, UnknownNameError
from cjm_research.widgets.speakers import SpeakersView

FIRST = {"en": ("How was <b>it</b>?", "It took far too long."), "zh": ("您觉得怎么样？", "等得太久了😀")}


class Study:
    """Two interviews; a role that is set is seen at the next look."""

    def __init__(self, lang):
        asks, tells = FIRST[lang]
        self.acts, self.fail = [], None
        self.rows = [
            ("d1", "talks/a.vtt.txt", 1, "P01", "participant", 4, 10, 0.25, 0.75, asks),
            ("d1", "talks/a.vtt.txt", 2, "P02", "participant", 5, 30, 0.75, 0.0, tells),
            ("d2", "b.docx.txt", 1, "P03", "participant", 2, 8, 1.0, 0.0, tells),
        ]

    def speakers(self):
        columns = ["document_id", "document", "speaker", "label", "role", "n_turns", "n_words", "share_of_words",
                   "share_asking", "first_words"]  # fmt: skip
        return pd.DataFrame(self.rows, columns=columns)

    def set_role(self, source, speaker, role):
        if self.fail:
            raise self.fail
        self.acts.append((source, speaker, role))
        label = {"interviewer": "Interviewer"}.get(role, f"P0{speaker}")
        self.rows = [
            (*row[:3], label, role, *row[5:]) if (row[0], row[2]) == (source, speaker) else row for row in self.rows
        ]


@pytest.fixture(params=["en", "zh"])
def lang(request):
    return request.param


@pytest.fixture
def study(lang):
    return Study(lang)


def test_each_speaker_is_shown_with_share_and_first_words(study, lang):
    view = SpeakersView(study, lang)
    shown = [row.children[0].value for row in view.rows.children]
    assert len(shown) == 2
    assert "75%" in shown[1]
    assert FIRST[lang][1] in shown[1]
    assert {"en": "4 turns, 75% with a question", "zh": "4 次发言，其中 75% 含提问"}[lang] in shown[0]


def test_what_people_said_is_never_markup(study, lang):
    assert "<b>it</b>" not in SpeakersView(study, lang).rows.children[0].children[0].value


def test_a_role_is_written_at_once_and_the_screen_follows(study, lang):
    view = SpeakersView(study, lang)
    roles = view.rows.children[0].children[1]
    roles.value = "interviewer"
    assert study.acts == [("d1", 1, "interviewer")]
    assert view.rows.children[0].children[1] is roles
    assert "Interviewer" in view.rows.children[0].children[0].value
    assert {"en": "Saved.", "zh": "已保存。"}[lang] in view.note.value


def test_a_role_that_the_study_refuses_stays_as_it_was(study, lang):
    view = SpeakersView(study, lang)
    study.fail = StudyError("study.toml: cannot be written. <Close> it elsewhere.")
    view.rows.children[1].children[1].value = "other"
    assert view.rows.children[1].children[1].value == "participant"
    assert "study.toml: cannot be written. &lt;Close&gt; it elsewhere." in view.note.value
    assert study.acts == []


def test_another_interview_shows_its_own_speakers(study, lang):
    view = SpeakersView(study, lang)
    assert [name for name, _ in view.document.options] == ["talks/a.vtt", "b.docx"]
    view.document.value = "d2"
    assert len(view.rows.children) == 1
    view.rows.children[0].children[1].value = "other"
    assert study.acts == [("d2", 1, "other")]


def test_a_study_without_interviews_says_so(study, lang):
    study.rows = []
    view = SpeakersView(study, lang)
    assert {"en": "There are no interviews.", "zh": "没有访谈。"}[lang] in view.children[0].value


def test_a_language_that_the_view_does_not_speak_lists_those_it_does(study):
    with pytest.raises(UnknownNameError, match=r"^The views do not speak 'fr'\. Known: en, zh\.$"):
        SpeakersView(study, language="fr")
