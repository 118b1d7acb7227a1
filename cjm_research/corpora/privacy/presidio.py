"""Presidio as a second opinion: what it finds beyond our rules is marked for a person to look at.

Nothing is fetched: names are found where a spaCy model of the language is installed (`MODELS`), everything that has a
form of its own (IBAN, crypto wallets, national numbers) in any case.

Weakness: it is slow, and knows little of Chinese numbers.
"""

from __future__ import annotations

from typing import Any

from cjm_research.corpora.privacy.places import Found
from cjm_research.errors import MissingPackageError

_KINDS = {
    "PERSON": "name",
    "PHONE_NUMBER": "phone",
    "EMAIL_ADDRESS": "mail",
    "CREDIT_CARD": "account",
    "IBAN_CODE": "account",
    "US_BANK_NUMBER": "account",
    "CRYPTO": "account",
    "US_SSN": "id",
    "US_PASSPORT": "id",
    "US_DRIVER_LICENSE": "id",
    "US_ITIN": "id",
    "UK_NHS": "id",
    "UK_NINO": "id",
}
MODELS = {"en": ("en_core_web_lg", "en_core_web_md", "en_core_web_sm"), "zh": ("zh_core_web_lg", "zh_core_web_sm")}
"""Models that are used if they are installed, the best first."""
_SURE = 0.5


class Presidio:
    """Calls Presidio's analyzer.

    Raises
    ------
    MissingPackageError
        If the package is not installed.
    """

    def __init__(self) -> None:
        try:
            from presidio_analyzer import AnalyzerEngine, RecognizerRegistry
            from presidio_analyzer.nlp_engine import SpacyNlpEngine
        except ImportError as err:
            raise MissingPackageError(
                "The setting privacy.presidio is true, but the package presidio-analyzer is not installed. "
                "Install it with `pip install 'cjm-research[presidio]'`, or set presidio = false."
            ) from err
        languages = list(MODELS)
        reader = SpacyNlpEngine([{"lang_code": code, "model_name": "blank"} for code in languages])
        # Its own loading would fetch models from the network.
        reader.nlp = {code: _pipeline(code) for code in languages}
        registry = RecognizerRegistry(supported_languages=languages)
        registry.load_predefined_recognizers(languages, reader)
        self._engine: Any = AnalyzerEngine(registry, reader, supported_languages=languages)

    def __call__(self, text: str, language: str) -> list[Found]:
        """Return what Presidio takes for personal.

        Parameters
        ----------
        text : str
        language : {"en", "zh"}
            Where Presidio has no model for it, nothing is found.
        """
        if language not in self._engine.supported_languages:
            return []
        results = self._engine.analyze(text=text, language=language)
        return [
            Found(one.start, one.end, _KINDS[one.entity_type], text[one.start : one.end].casefold(), "Presidio")
            for one in sorted(results, key=lambda one: (one.start, one.end))
            if one.entity_type in _KINDS and one.score >= _SURE
        ]


def _pipeline(language: str) -> Any:
    """Return the best model of a language that is installed, else one that only cuts into words."""
    import spacy

    name = next((name for name in MODELS[language] if spacy.util.is_package(name)), None)
    return spacy.load(name) if name else spacy.blank(language)
