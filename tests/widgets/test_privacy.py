from types import SimpleNamespace

import pandas as pd
import pytest

from cjm_research.errors import StudyError, UnknownNameError
from cjm_research.widgets.privacy import ROWS, PrivacyView
from cjm_research.widgets.words import WORDS

NAMES = {"en": "Nora <b>Whitfield", "zh": "欧阳思远"}


class ToyStudy:
    """Keeps what it was asked to do; the report changes as that of a study would."""

    def __init__(self, lang, n=2):
        self.name, self.asked, self.locked, self.broken = NAMES[lang], [], False, False
        self.places = [
            {"document_id": "d1", "start": 10 * at, "status": "possible" if at % 2 else "made"} for at in range(n)
        ]

    def privacy(self, show=False):
        if show and self.locked:
            raise StudyError("The key file is not on this machine.")
        told = {
            "document": "a.txt",
            "place": "line 3",
            "kind": "name",
            "before": "I met ",
            "after": " & co",
            "rule": "r",
        }
        rows = [
            {**told, **place, "pseudonym": "[name-1]" if place["status"] == "made" else "",
             "original": self.name if show else "•••"}
            for place in self.places
        ]  # fmt: skip
        columns = [*told, "document_id", "start", "status", "pseudonym", "original"]
        return SimpleNamespace(table=pd.DataFrame(rows, columns=columns))

    def _set(self, place, status):
        if self.broken:
            raise StudyError("The places may have moved since.")
        next(row for row in self.places if (row["document_id"], row["start"]) == place)["status"] = status

    def accept_replacements(self, rows):
        self.asked.append(("accept", rows))
        for place in rows:
            self._set(place, "accepted")

    def undo_replacement(self, document_id, start):
        self.asked.append(("undo", document_id, start))
        self._set((document_id, start), "undone")


@pytest.fixture(params=["en", "zh"])
def lang(request):
    return request.param


@pytest.fixture
def study(lang):
    return ToyStudy(lang)


def _shown(view):
    return [row for row in view.rows if row.place]


def _everything(view):
    return " ".join([view.message.value, view.count.value, *(row.words.value for row in view.rows)])


def test_possible_misses_come_first_and_no_original_is_shown(study, lang):
    view = PrivacyView(study, lang)
    assert [row.place for row in _shown(view)] == [("d1", 10)]
    assert "•••" in _shown(view)[0].words.value
    assert study.name not in _everything(view)
    assert WORDS[lang]["privacy_count"].format(n="1", page=1, pages=1) in view.count.value


def test_the_toggle_shows_originals_as_text_and_hides_them_again(study, lang):
    view = PrivacyView(study, lang)
    view.show.value = True
    assert {"en": "Nora &lt;b&gt;Whitfield", "zh": "欧阳思远"}[lang] in _everything(view)
    assert "<b>" not in _everything(view)
    view.show.value = False
    assert {"en": "Whitfield", "zh": "欧阳思远"}[lang] not in _everything(view)


def test_replace_hands_the_place_to_the_study_and_says_that_it_is_saved(study, lang):
    view = PrivacyView(study, lang)
    _shown(view)[0].replace.click()
    assert study.asked == [("accept", [("d1", 10)])]
    assert _shown(view) == []
    assert WORDS[lang]["privacy_replaced"] in view.message.value


def test_leave_puts_the_words_back(study, lang):
    view = PrivacyView(study, lang)
    view.filter.value = "made"
    _shown(view)[0].leave.click()
    assert study.asked == [("undo", "d1", 0)]
    assert WORDS[lang]["privacy_left"] in view.message.value
    view.filter.value = "undone"
    row = _shown(view)[0]
    assert (row.replace.disabled, row.leave.disabled) == (False, True)


def test_pages_keep_the_same_rows_and_stop_at_the_ends(lang):
    view = PrivacyView(ToyStudy(lang, 2 * ROWS + 6), lang)
    view.filter.value = ""
    widgets = list(view.rows)
    assert len(_shown(view)) == ROWS
    assert (view.back.disabled, view.on.disabled) == (True, False)
    view.on.click()
    view.on.click()
    assert len(_shown(view)) == 6
    assert (view.back.disabled, view.on.disabled) == (False, True)
    assert view.rows == widgets
    view.filter.value = "possible"
    assert view.back.disabled


def test_what_the_study_refuses_is_said_and_nothing_changes(study, lang):
    view = PrivacyView(study, lang)
    study.broken = True
    _shown(view)[0].replace.click()
    assert "The places may have moved since." in view.message.value
    assert len(_shown(view)) == 1


def test_a_locked_key_leaves_the_originals_hidden(study, lang):
    view = PrivacyView(study, lang)
    study.locked = True
    view.show.value = True
    assert view.show.value is False
    assert "The key file is not on this machine." in view.message.value
    assert study.name not in _everything(view)


def test_a_study_without_replacements_says_so(lang):
    view = PrivacyView(ToyStudy(lang, 0), lang)
    assert WORDS[lang]["privacy_nothing"] in view.message.value
    assert repr(view) == "PrivacyView(0 places)"


def test_a_language_that_the_view_does_not_speak_lists_those_it_does(study):
    with pytest.raises(UnknownNameError, match=r"^The views do not speak 'fr'\. Known: en, zh\.$"):
        PrivacyView(study, "fr")
