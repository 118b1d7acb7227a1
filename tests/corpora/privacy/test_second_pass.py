"""What may have been missed is marked, not replaced; Presidio adds to it where it is installed."""

import builtins
import sys
from types import ModuleType, SimpleNamespace

import pytest

from cjm_research.corpora.privacy.presidio import Presidio
from cjm_research.corpora.privacy.pseudonyms import Pseudonyms
from cjm_research.errors import MissingPackageError


def _possible(text, language, **options):
    done = Pseudonyms(**options).replace(text, language)
    return [(place.kind, place.original) for place in done.places if place.status == "possible"], done.text


def test_english_names_and_long_numbers_are_marked():
    text = "Zdenko told me to note 55667788."
    assert _possible(text, "en") == ([("name", "Zdenko"), ("account", "55667788")], text)


def test_chinese_names_are_marked():
    assert _possible("其实这个李帅我加一句", "zh") == ([("name", "李帅")], "其实这个李帅我加一句")


def test_prices_years_and_sentence_starts_are_not_marked():
    for text in ("Highly recommended. Already mentioned.", "300000 rows, 2,499,000 yen", "From May to August"):
        assert _possible(text, "en")[0] == []


def test_a_page_has_a_handful_at_most():
    names = ("Zdenko", "Bohumil", "Vlastimil", "Slavomir", "Radoslav", "Ctibor", "Dalibor", "Jaromir")
    assert len(_possible(" ".join(f"So {name} told me." for name in names), "en")[0]) == 3


def test_the_second_pass_can_be_left_out():
    assert _possible("Zdenko told me.", "en", look_again=False)[0] == []


@pytest.fixture
def fake_presidio(monkeypatch):
    class AnalyzerEngine:
        def __init__(self, registry, nlp_engine, supported_languages):
            # Only models that lie on this machine, or ones that cut into words.
            assert sorted(nlp_engine.nlp) == sorted(supported_languages) == ["en", "zh"]
            self.supported_languages = ("en",)

        def analyze(self, text, language):
            at = text.find("Fudo")
            return [
                SimpleNamespace(entity_type="PERSON", start=at, end=at + 4, score=0.85),
                SimpleNamespace(entity_type="DATE_TIME", start=0, end=2, score=0.9),
                SimpleNamespace(entity_type="PERSON", start=0, end=2, score=0.1),
            ]

    class RecognizerRegistry:
        def __init__(self, supported_languages):
            self.languages = supported_languages

        def load_predefined_recognizers(self, languages, nlp_engine):
            assert languages == self.languages

    class SpacyNlpEngine:
        def __init__(self, models):
            self.models = models

    module, nlp = ModuleType("presidio_analyzer"), ModuleType("presidio_analyzer.nlp_engine")
    module.AnalyzerEngine, module.RecognizerRegistry = AnalyzerEngine, RecognizerRegistry
    nlp.SpacyNlpEngine = SpacyNlpEngine
    monkeypatch.setitem(sys.modules, "presidio_analyzer", module)
    monkeypatch.setitem(sys.modules, "presidio_analyzer.nlp_engine", nlp)


@pytest.mark.usefixtures("fake_presidio")
def test_what_presidio_finds_is_possible_only():
    assert _possible("It was Fudo.", "en", finders=(Presidio(),)) == ([("name", "Fudo")], "It was Fudo.")


@pytest.mark.usefixtures("fake_presidio")
def test_presidio_is_silent_where_it_has_no_model():
    assert _possible("是Fudo吧", "zh", finders=(Presidio(),))[0] == []


def test_without_presidio_the_message_tells_how_to_install_it(monkeypatch):
    real = builtins.__import__

    def refuse(name, *args, **kwargs):
        if name.startswith("presidio"):
            raise ImportError(name)
        return real(name, *args, **kwargs)

    monkeypatch.delitem(sys.modules, "presidio_analyzer", raising=False)
    monkeypatch.setattr(builtins, "__import__", refuse)
    with pytest.raises(
        MissingPackageError,
        match=r"^The setting privacy\.presidio is true, but the package presidio-analyzer is not installed\. "
        r"Install it with `pip install 'cjm-research\[presidio\]'`, or set presidio = false\.$",
    ):
        Presidio()


def test_a_long_number_between_hanzi_is_looked_at_and_an_amount_is_not():
    assert _possible("我记得是88214367那个，一共花了1280000元。", "zh")[0] == [("account", "88214367")]
