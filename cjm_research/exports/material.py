"""What a study holds beside its map, for the formats that carry more than the map.

An exporter that draws the map alone is made without arguments. One that needs more has a class method ``of(material)``
that makes it; `maker` finds out which. Everything in here is of people who take part, by their pseudonyms.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

    from cjm_research.agreement.sheet import AgreementSheet
    from cjm_research.exports.base import Exporter
    from cjm_research.findings.coverage import CoverageSheet
    from cjm_research.findings.saturation.sheet import SaturationSheet
    from cjm_research.journeys.map import JourneyMap

LANGUAGES = ("en", "zh")


@dataclass(frozen=True)
class Material:
    """A study as exporters see it.

    Attributes
    ----------
    journey : JourneyMap
        The map in its first language.
    languages : tuple of {"en", "zh"}
        Those the files are wanted in; two where one file holds both.
    frames : mapping of str to DataFrame
        By contract name: documents, cases, turns, segments, suggestions, codings, decisions, cuts, themes, members,
        memos, imported, codes; without people whose consent is not given.
    events : DataFrame
        Contract "events": every act.
    audit : DataFrame
        One row per change of every act, as `review.audit.audit`.
    agreement : AgreementSheet, optional
        None where fewer than two people coded.
    saturation : SaturationSheet, optional
        None where nothing is coded.
    coverage : CoverageSheet, optional
        Who was asked and who was heard.
    unquotable : frozenset of str
        Case ids of people who take part but are not quoted; their words are slots already (`exports.quoting`).
    template : Path, optional
        A .pptx whose layouts a deck uses.
    """

    journey: JourneyMap
    languages: tuple[str, ...]
    frames: Mapping[str, pd.DataFrame] = field(repr=False)
    events: pd.DataFrame = field(repr=False)
    audit: pd.DataFrame = field(repr=False)
    agreement: AgreementSheet | None = field(default=None, repr=False)
    saturation: SaturationSheet | None = field(default=None, repr=False)
    coverage: CoverageSheet | None = field(default=None, repr=False)
    unquotable: frozenset[str] = frozenset()
    template: Path | None = None


def maker(exporter: type[Any], material: Material) -> Exporter:
    """Return an exporter, given the study if it asks for it."""
    return exporter.of(material) if hasattr(exporter, "of") else exporter()


def folders(exporter: type[Any], languages: Sequence[str], folder: Path) -> list[tuple[str, Path]]:
    """Return in which language an exporter writes to which folder.

    Where two languages are wanted, a format that speaks one at a time is written once to ``en`` and once to ``zh``;
    one that speaks both or none (``speaks = "both"`` or ``"none"``) once to the folder itself.

    Examples
    --------
    >>> class Deck: pass
    >>> folders(Deck, ("zh",), Path("out")) == [("zh", Path("out"))]
    True
    >>> [(code, path.name) for code, path in folders(Deck, ("en", "zh"), Path("out"))]
    [('en', 'en'), ('zh', 'zh')]
    """
    if len(languages) == 1 or getattr(exporter, "speaks", "one") != "one":
        return [(languages[0], Path(folder))]
    return [(language, Path(folder) / language) for language in languages]
