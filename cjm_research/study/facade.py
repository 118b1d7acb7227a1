"""The study as one object: every verb loads, calls one pure step, saves, and returns a frame or an object.

The verbs in the order of the work: `open` · `add` · `run` (segment, suggest, find themes) · `review` · `findings` ·
`journey` · `export`. Nothing is computed here; the layers below do it.
"""

from __future__ import annotations

import html
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cjm_research.errors import StudyError
from cjm_research.store.database import Store
from cjm_research.study import correcting, drafting, intake, pipeline
from cjm_research.study import folder as folders

if TYPE_CHECKING:
    import pandas as pd

    from cjm_research.agreement.sheet import AgreementSheet
    from cjm_research.codes.endpoint import Plan
    from cjm_research.codes.verdicts import Verdicts
    from cjm_research.corpora.report import LoadReport
    from cjm_research.findings.coverage import CoverageSheet
    from cjm_research.findings.saturation.sheet import SaturationSheet
    from cjm_research.journeys.map import JourneyMap
    from cjm_research.review.board.session import BoardSession
    from cjm_research.review.codebook.session import CodebookSession
    from cjm_research.review.coding.session import ReviewSession
    from cjm_research.review.grid.session import GridSession
    from cjm_research.study.auditing import Audit
    from cjm_research.study.doubling import Doubling
    from cjm_research.study.edits_back import EditsBack
    from cjm_research.study.mapping import Maps
    from cjm_research.study.privacy import Privacy
    from cjm_research.study.privacy_report import PrivacyReport
    from cjm_research.study.theming import Theming
    from cjm_research.study.truth import TruthReport
    from cjm_research.study.withdrawal import Withdrawal
    from cjm_research.themes.belonging.online import Placed


class Study:
    """One study: its folder, its settings, its database.

    Parameters
    ----------
    folder : StudyFolder
        Where it lies; `Study.open` and `Study.new` make one from a name.
    passphrase : str, optional
        What protects the key of the pseudonyms; without it a key file does.

    Examples
    --------
    >>> study = Study.open("corpora/sample-en")        # doctest: +SKIP
    >>> study.run().journey()                          # doctest: +SKIP
    """

    def __init__(self, folder: folders.StudyFolder, passphrase: str | None = None) -> None:
        self.folder = folder
        self.passphrase = passphrase
        self.config = folder.config()
        self.store = Store.open(folder.database, create=True)

    @classmethod
    def open(cls, study: str | Path, passphrase: str | None = None) -> Study:
        """Open a study by name (a folder of ``corpora/``) or path.

        Parameters
        ----------
        study : str or Path
            Name or path.
        passphrase : str, optional
            What opens the key of the pseudonyms, if a passphrase does; reading and exporting do without.

        Raises
        ------
        StudyError
            If there is no such study, or its ``study.toml`` is wrong.
        StoreError
            If its database is damaged; the file is not touched.
        """
        return cls(folders.find(study), passphrase)

    @classmethod
    def new(cls, study: str | Path, title: str | None = None, languages: Sequence[str] = ("en",)) -> Study:
        """Make a study and open it."""
        return cls(folders.create(study, title, tuple(languages)))

    def add(
        self, *paths: str | Path, encoding: str | None = None, replace: bool = False, dry_run: bool = False
    ) -> LoadReport:
        """Copy files or folders into the study and read them.

        Parameters
        ----------
        *paths : str or Path
            Transcripts, survey exports or folders of them; none reads what lies in ``raw/`` and is not read yet.
        encoding : str, optional
            Reads these files in this encoding instead of finding it out.
        replace : bool
            Whether a file may take the place of another one of the same name with which it has little in common; an
            edited one does so by itself.
        dry_run : bool
            Tells what would be read, and changes nothing.

        Returns
        -------
        LoadReport
            Files, turns, people, blanks, and what was skipped and why. A file that cannot be read is listed there
            and the others are read.
        """
        files = [Path(path) for path in paths]
        told = {"dry_run": dry_run, "config": self.config, "passphrase": self.passphrase}
        return intake.add(self.folder, self.store, files, encoding, replace, **told)

    def run(self, progress: bool = True) -> Study:
        """Do everything after import: segments, suggestions, themes. What is done already is not done again."""
        pipeline.run(self.folder, self.config, self.store, progress=progress, passphrase=self.passphrase)
        return self

    def load_report(self) -> LoadReport:
        """Return how each file was read."""
        from cjm_research.corpora.report import LoadReport

        return LoadReport(self.store.frame("files"), self.config.languages[0])

    def table(self, name: str) -> pd.DataFrame:
        """Return a table of the study as a frame: documents, turns, cases, members, codings, events, files."""
        return self.store.frame(name)

    def segments(self) -> pd.DataFrame:
        """Return the segments with the language, person, question and place of each."""
        return self.store.frame("segments")

    def suggestions(self, wide: bool = False) -> pd.DataFrame:
        """Return what the machine suggests, one row per segment and kind, or with ``wide`` one row per segment."""
        frame = self.store.frame("suggestions")
        return pipeline.widen(frame) if wide else frame

    def themes(self) -> pd.DataFrame:
        """Return the themes of each family as people left them, most people first; see `theming` for the rest."""
        return self.theming.table()

    @property
    def theming(self) -> Theming:
        """Everything about themes: who says them, when, what belongs to none, and the session that edits them."""
        from cjm_research.study.theming import Theming

        return Theming(self.folder, self.config, self.store)

    def place(self, progress: bool = True) -> Placed:
        """Segment and code what is new and place it in the themes there are; says whether a new one is emerging."""
        pipeline.code(self.folder, self.config, self.store, progress=progress, passphrase=self.passphrase)
        return self.theming.place()

    def findings(self) -> pd.DataFrame:
        """Return the findings: one theme at one stage, with its people and segments."""
        return self.journey().findings

    def journey(self) -> JourneyMap:
        """Return the draft journey map.

        Raises
        ------
        StudyError
            If `run` has not been done.
        """
        return drafting.draft(self.folder, self.config, self.store)

    @property
    def mapping(self) -> Maps:
        """Everything about the map: groups, order, priorities, drivers, versions, validation."""
        from cjm_research.study.mapping import Maps

        return Maps(self.folder, self.config, self.store)

    def board(self, coder: str) -> BoardSession:
        """Return a session in which one person edits the map; show it with `BoardView`."""
        from cjm_research.study.boarding import open_board

        return open_board(self.folder, self.config, self.store, coder)

    def review(self, coder: str, order: str = "uncertain") -> ReviewSession:
        """Return a coding session of one person, where that person left it.

        Parameters
        ----------
        coder : str
            Name or initials of the person who codes; kept with every coding.
        order : {"uncertain", "document", "flagged", "reopened", "marked"}
            Those first that teach most, every third drawn at random for `verdicts`; or as they were said; or those
            that were flagged, must be looked at again, or were marked by hand.
        """
        from cjm_research.study.reviewing import open_session

        return open_session(self.folder, self.config, self.store, coder, order)

    def grid(self, coder: str, question: str | None = None) -> GridSession:
        """Return a session over the answers to one open question, one row a respondent; show it with `GridView`."""
        from cjm_research.study.reviewing import open_grid

        return open_grid(self.folder, self.config, self.store, coder, question)

    def edit_codebook(self, coder: str) -> CodebookSession:
        """Return a session that edits the codebook, with its versions; show it with `CodebookView`."""
        from cjm_research.study.reviewing import open_codebook

        return open_codebook(self.folder, self.config, self.store, coder)

    @property
    def doubling(self) -> Doubling:
        """Double coding: samples, blind sessions, sheets for people without the tool, rounds, settling."""
        from cjm_research.study.doubling import Doubling

        return Doubling(self.folder, self.config, self.store)

    def agreement(
        self, sample: str | int | None = None, coders: Sequence[str] | None = None, language: str | None = None
    ) -> AgreementSheet:
        """Return how far people agree: on a double-coding sample, or on everything that two of them coded."""
        from cjm_research.study.reliability import agreement

        return agreement(self.folder, self.config, self.store, sample, coders, language)

    def saturation(
        self, level: str = "theme", by: str | Sequence[str] | None = None, language: str | None = None, **asked: float
    ) -> SaturationSheet:
        """Return how near interviews and answers are to bringing nothing new; for the rest `reliability.saturation`."""
        from cjm_research.study.reliability import saturation

        return saturation(self.config, self.store, level, by, language, **asked)

    def coverage(self, attributes: Sequence[str] | None = None, language: str | None = None) -> CoverageSheet:
        """Return who was asked and who was heard, attribute by attribute."""
        from cjm_research.study.reliability import coverage

        return coverage(self.config, self.store, attributes, language)

    def audit(self, language: str | None = None) -> Audit:
        """Return every act with what it changed, and how often people corrected the machine."""
        from cjm_research.study.auditing import Audit

        return Audit.of(self.folder, self.config, self.store, language)

    def verdicts(self, coder: str | None = None, language: str | None = None) -> Verdicts:
        """Return how well the machine agrees with people, code by code, with what follows from it.

        Parameters
        ----------
        coder : str, optional
            Whose reviews count; by default everybody's.
        language : {"en", "zh"}, optional
            In which it shows itself; by default the study's first.
        """
        from cjm_research.study.reviewing import verdicts

        return verdicts(self.folder, self.config, self.store, coder, language)

    def endpoint_plan(self) -> Plan:
        """Return what the endpoint of the settings would be sent and where; after ``.agree(by=…)`` `run` sends it."""
        return pipeline.endpoint_plan(self.folder, self.config, self.store)

    def export(
        self, formats: Sequence[str] = (), out: str | Path | None = None, lang: str | None = None,
        persona: str = "", version: str = "", template: str | Path | None = None, progress: bool = True,
    ) -> list[Path]:  # fmt: skip
        """Write the draft to files; nothing is written while a name stands in one of them.

        Parameters
        ----------
        formats : sequence of str, optional
            Names of exporters (``cjm_research.registry.names("exporter")``), or "all"; the usual ones by default.
        out : str or Path, optional
            Folder; ``reports/<study>`` by default.
        lang : {"en", "zh", "both"}, optional
            In which they speak; the study's first language by default.
        persona, version : str
            ``attribute=value`` of the people whose map it is; title or id of a version that was kept.
        template, progress
            A .pptx whose layouts the deck uses; whether a bar shows how far it is.
        """
        from cjm_research.study.exporting import Exporting, formats_of, languages_of

        named = formats_of([formats] if isinstance(formats, str) else formats)
        languages = languages_of(lang, self.config)
        made = Exporting(self.folder, self.config, self.store, languages, persona, version, template, self.passphrase)
        return made.write(named, Path(out) if out else self.folder.reports, progress)

    @property
    def edits(self) -> EditsBack:
        """What comes back: ``edits.read(file)`` lists differences, ``edits.accept`` takes over what you choose."""
        from cjm_research.study.edits_back import EditsBack

        return EditsBack(self.folder, self.config, self.store)

    def privacy(self, show: bool = False) -> PrivacyReport:
        """Return what was replaced and what possibly should be; originals are hidden unless ``show``."""
        return self._privacy().report(show)

    def accept_replacements(self, rows: pd.DataFrame, coder: str = "researcher") -> PrivacyReport:
        """Say that rows of ``privacy().table`` are right; possible ones are replaced from now on."""
        return self._privacy().accept(rows, coder)

    def undo_replacement(
        self, document_id: str, start: int, everywhere: bool = False, coder: str = "researcher"
    ) -> PrivacyReport:
        """Put the original words back at a place, or with ``everywhere`` in all documents."""
        return self._privacy().undo(document_id, start, everywhere, coder)

    def replace_also(self, words: str | Sequence[str], kind: str = "name", coder: str = "researcher") -> PrivacyReport:
        """Replace words that were not found, wherever they stand; they are kept in the encrypted key alone."""
        return self._privacy().also(words, kind, coder)

    def withdraw(self, case_id: str, whole_file: bool = False, coder: str = "researcher") -> Withdrawal:
        """Erase one person from database, originals, caches, key and reports; says what it could not reach."""
        from cjm_research.study.withdrawal import plan

        return plan(self.folder, self.config, self.store, case_id, whole_file, self.passphrase).carry_out(coder)

    def _privacy(self) -> Privacy:
        from cjm_research.study.privacy import Privacy

        return Privacy(self.folder, self.config, self.store, self.passphrase)

    def speakers(self) -> pd.DataFrame:
        """Return who speaks in each interview: role, share of the words, share of turns that ask, first words."""
        from cjm_research.study.speakers import speakers

        return speakers(self.store.frame("documents"), self.store.frame("turns"))

    def columns(self) -> pd.DataFrame:
        """Return what each column of the surveys was taken for, and why."""
        from cjm_research.study.columns import columns

        return columns(self.folder, self.store, self.folder.config().decisions)

    def set_role(self, source: str, speaker: int | str, role: str) -> None:
        """Say who somebody is in an interview; it is written to ``study.toml`` and the interview read again."""
        correcting.set_role(self.folder, self.store, source, speaker, role, self.passphrase)
        self.config = self.folder.config()

    def set_column(self, source: str, column: str, kind: str) -> None:
        """Say what a column of a survey is; it is written to ``study.toml`` and the survey read again."""
        correcting.set_column(self.folder, self.store, source, column, kind, self.passphrase)
        self.config = self.folder.config()

    def set_consent(self, case_id: str, consent: str) -> None:
        """Say whether a person consented, and may be quoted; findings hold only people who did."""
        correcting.set_consent(self.folder, self.store, case_id, consent)
        self.config = self.folder.config()

    def truth(self) -> TruthReport:
        """Compare the draft of a sample study with what was planted in it."""
        from cjm_research.study.truth import compare

        coded = pipeline.coded_frame(self.config, self.store)
        return compare(self.folder.path / "truth.toml", self.journey(), self.segments(), coded)

    def status(self) -> dict[str, Any]:
        """Return the counts of the study by name, in the order of the flow."""
        counts = {name: len(self.store.frame(name)) for name in ("files", "documents", "cases", "turns", "segments")}
        suggestions, codings = self.store.frame("suggestions"), self.store.frame("codings")
        counts["segments with suggestions"] = int(suggestions["segment_id"].nunique())
        counts["segments reviewed"] = int(codings["segment_id"].nunique())
        counts["themes"] = len(self.store.frame("themes"))
        counts["events"] = len(self.store.events())
        return counts

    def __repr__(self) -> str:
        return f"Study({self.config.title!r}, {str(self.folder.path)!r})"

    def _repr_html_(self) -> str:
        rows = "".join(
            f"<tr><th style='text-align:left'>{html.escape(name)}</th><td style='text-align:right'>{n:,}</td></tr>"
            for name, n in self.status().items()
        )
        return f"<h3>{html.escape(self.config.title)}</h3><table>{rows}</table>"


def demo_folder(lang: str) -> folders.StudyFolder:
    """Return the folder of the shipped sample of a language.

    Raises
    ------
    StudyError
        If the samples are not beside the package or in the current directory.
    """
    beside = Path(__file__).resolve().parents[2]
    for root in (folders.home(), beside):
        folder = folders.StudyFolder(root / "corpora" / f"sample-{lang}")
        if (folder.path / "study.toml").is_file():
            return folder
    raise StudyError(
        f"The sample study sample-{lang} is neither in {folders.home() / 'corpora'} nor in {beside / 'corpora'}. "
        "Samples: en, zh; they come with the repository of the project."
    )
