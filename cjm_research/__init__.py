"""A research workbench that joins coded interviews and surveys to customer-journey maps, in English and Chinese.

>>> import cjm_research as cjm
>>> study = cjm.open("corpora/sample-en")       # doctest: +SKIP
>>> study.run().journey()                       # doctest: +SKIP

`open` and `new` give a `Study`, whose verbs follow the work: add, run, review, findings, journey, board, export.
`suggest` codes any table of texts. `registry` lists the extensions; `errors` holds every error type.
Heavy libraries are loaded when a verb needs them, so that this import stays fast.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

__version__ = "0.1.0"

_LAZY = {
    "BoardView": "cjm_research.widgets.board",
    "CardsView": "cjm_research.widgets.cards",
    "Codebook": "cjm_research.codes.codebook",
    "CodebookView": "cjm_research.widgets.codebook",
    "ColumnsView": "cjm_research.widgets.columns",
    "EditsView": "cjm_research.widgets.edits",
    "ExportView": "cjm_research.widgets.exporting",
    "GridView": "cjm_research.widgets.grid",
    "JourneyMap": "cjm_research.journeys.map",
    "PriorityView": "cjm_research.widgets.priority",
    "PrivacyView": "cjm_research.widgets.privacy",
    "ReviewSession": "cjm_research.review.coding.session",
    "ReviewView": "cjm_research.widgets.review",
    "SegmentMap": "cjm_research.widgets.segment_map",
    "Settings": "cjm_research.settings",
    "SettleView": "cjm_research.widgets.settle",
    "SpeakersView": "cjm_research.widgets.speakers",
    "Study": "cjm_research.study.facade",
    "ThemesView": "cjm_research.widgets.themes",
    "agreement_intervals": "cjm_research.plots.agreement",
    "agreement_trend": "cjm_research.plots.agreement",
    "coverage_table": "cjm_research.plots.saturation",
    "driver_effects": "cjm_research.plots.drivers",
    "emotion_curve": "cjm_research.plots.emotion",
    "people_by_theme": "cjm_research.plots.cards",
    "priority_quadrant": "cjm_research.plots.priority",
    "priority_ranks": "cjm_research.plots.priority",
    "saturation_curve": "cjm_research.plots.saturation",
    "suggest_table": "cjm_research.study.tables",
    "theme_bars": "cjm_research.plots.themes",
    "theme_by_group": "cjm_research.plots.comparisons",
    "themes_over_waves": "cjm_research.plots.comparisons",
    "topic_curve": "cjm_research.plots.themes",
}

__all__ = [
    "BoardView",
    "CardsView",
    "Codebook",
    "CodebookView",
    "ColumnsView",
    "EditsView",
    "ExportView",
    "GridView",
    "JourneyMap",
    "PriorityView",
    "PrivacyView",
    "ReviewSession",
    "ReviewView",
    "SegmentMap",
    "Settings",
    "SettleView",
    "SpeakersView",
    "Study",
    "ThemesView",
    "__version__",
    "agreement_intervals",
    "agreement_trend",
    "coverage_table",
    "driver_effects",
    "emotion_curve",
    "new",
    "open",
    "people_by_theme",
    "priority_quadrant",
    "priority_ranks",
    "saturation_curve",
    "suggest_table",
    "theme_bars",
    "theme_by_group",
    "themes_over_waves",
    "topic_curve",
]


def open(study: Any) -> Any:
    """Open a study by name (a folder of ``corpora/``) or path; see `Study.open`."""
    return import_module("cjm_research.study.facade").Study.open(study)


def new(study: Any, title: str | None = None, languages: tuple[str, ...] = ("en",)) -> Any:
    """Make a study and open it; see `Study.new`."""
    return import_module("cjm_research.study.facade").Study.new(study, title, languages)


def __getattr__(name: str) -> Any:
    if name in _LAZY:
        return getattr(import_module(_LAZY[name]), name)
    raise AttributeError(f"module 'cjm_research' has no attribute {name!r}. It has: {', '.join(__all__)}.")


def __dir__() -> list[str]:
    return sorted({*globals(), *_LAZY})
