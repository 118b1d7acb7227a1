"""Everything about the map of a study: its board, order, priorities, drivers, groups, versions and validation.

`Study.mapping` is the front door. A map is drawn from what is stored each time it is asked for; a version is kept with
`save` and compared with `compare`, and who answered a validation sheet is kept as evidence with `read_validation`.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from cjm_research.errors import StudyError
from cjm_research.study import drafting, pipeline

if TYPE_CHECKING:
    from cjm_research.exports.validation_reading import ValidationReading
    from cjm_research.findings.drivers import DriverSheet
    from cjm_research.findings.personas import Personas
    from cjm_research.findings.priority import PrioritySheet
    from cjm_research.journeys.map import JourneyMap
    from cjm_research.journeys.order import StageOrder
    from cjm_research.journeys.proposing import Proposal
    from cjm_research.journeys.sides import Sides
    from cjm_research.journeys.versions import MapChanges
    from cjm_research.store.database import Store
    from cjm_research.study.folder import StudyConfig, StudyFolder

SAVE = "board.save"
"""The act under which a version is kept."""

NOW = "now"
"""The map as it stands, where a version is asked for."""


class Maps:
    """The maps of one study.

    Parameters
    ----------
    folder, config, store
        The study.
    """

    def __init__(self, folder: StudyFolder, config: StudyConfig, store: Store) -> None:
        self._folder, self._config, self._store = folder, config, store

    # ---- whose map ----

    def of(self, by: str, value: str) -> JourneyMap:
        """Return the map of the people in one group.

        Parameters
        ----------
        by : str
            An attribute of people, or "language", "kind", "wave" of their documents.
        value : str
            One of its groups, for example "new", or "9–10" of an NPS.
        """
        return self._draft(drafting.group_of(self._frames(), by, value))

    def sides(self, by: str, a: str, b: str) -> Sides:
        """Return the maps of two groups side by side, with what differs and how sure that is."""
        from cjm_research.findings.coverage_words import value_name
        from cjm_research.journeys.sides import side_by_side

        frames = self._frames()
        first, second = (self._draft(drafting.group_of(frames, by, value)) for value in (a, b))
        names = value_name(by, a, first.language), value_name(by, b, first.language)
        return side_by_side(first, second, names, self._config.settings.journey.interval)

    def personas(self, language: str | None = None) -> Personas:
        """Return the groups of people who speak of the same themes, or that there are no stable ones."""
        from cjm_research.findings import verdicts
        from cjm_research.findings.personas import personas_of
        from cjm_research.study.reliability import coverage

        frames, language = self._frames(), language or self._config.languages[0]
        held = verdicts(frames["suggestions"], frames["codings"], "emotion", frames["decisions"])
        emotions = pd.to_numeric(held.set_index("segment_id")["value"], errors="coerce")
        heard = coverage(self._config, self._store, None, language)
        return personas_of(
            frames["themes"], frames["members"], frames["segments"], frames["cases"], emotions, self._config.seed,
            self._config.settings.journey.interval, bias=[heard.reading(language)], language=language,
        )  # fmt: skip

    def of_persona(self, personas: Personas, number: int, name: str = "") -> JourneyMap:
        """Return the map of one proposed persona, numbered from 1.

        Parameters
        ----------
        personas : Personas
            From `personas`.
        number : int
            Which of them.
        name : str
            What you call it; its number by default.
        """
        return self._draft(self.group_of_persona(personas, number, name))

    def group_of_persona(self, personas: Personas, number: int, name: str = "") -> drafting.Group:
        """Return the people of one proposed persona; see `of_persona`."""
        if not 1 <= number <= personas.k:
            raise StudyError(
                f"There is no group {number}: {personas.k} were found. Look at `study.mapping.personas()` first."
            )
        return drafting.Group({"name": name or str(number)}, personas.case_ids(number))

    # ---- what follows from a map ----

    def order(self) -> StageOrder:
        """Return the order of the stages as people tell it: votes, agreement, ties and circles."""
        return self._draft().order

    def propose_stages(self) -> Proposal:
        """Return stages proposed from what people meet along their interviews, to paste into ``study.toml``."""
        from cjm_research.journeys.proposing import propose_stages

        frames = self._frames()
        return propose_stages(
            frames["segments"], frames["suggestions"], frames["codings"], frames["decisions"],
            seed=self._config.seed, language=self._config.languages[0],
        )  # fmt: skip

    def priorities(self) -> PrioritySheet:
        """Return which pain points and opportunities come first, and how sure that is."""
        return self._draft().priorities

    def drivers(self, language: str | None = None) -> DriverSheet:
        """Return which touchpoints, pain points and themes go with what people rated; never a cause."""
        from cjm_research.codes.touchpoints import name_of
        from cjm_research.findings.drivers import drivers, predictors_of
        from cjm_research.journeys.order import touched

        frames, language = self._frames(), language or self._config.languages[0]
        journey = self._draft()
        said = touched(frames["suggestions"], frames["codings"], frames["decisions"])
        said = said.merge(frames["segments"][["segment_id", "case_id"]], on="segment_id")
        names = {channel: name_of(channel, language) for channel in said["channel"].unique() if channel}
        stages = {stage["id"]: stage["name"][language] for stage in journey.data["stages"]}
        means = journey.emotions.groupby("case_id")["emotion"].mean()
        shown = journey.findings[~journey.findings["rest"].astype(bool) & (journey.findings["theme_id"] != "")]
        predictors = predictors_of(shown, said, names, stages, language)
        return drivers(frames["cases"], predictors, means, self._config.settings.drivers, language)

    # ---- versions ----

    def save(self, title: str, by: str, note: str = "", kind: str = "current state") -> str:
        """Keep the map as it stands as a version; return its id.

        Parameters
        ----------
        title : str
            What the version is called.
        by : str
            Who keeps it.
        note : str
            Anything to be known about it.
        kind : {"current state", "day in the life", "future state"}
            What the map shows.

        Raises
        ------
        StudyError
            If it has no title or nobody keeps it, the title is taken, or the kind is not known.
        """
        from cjm_research.journeys.versions import KINDS, content_of, map_id_of

        title, by = title.strip(), by.strip()
        if not title or not by:
            raise StudyError("A version needs a title and who keeps it, for example save('First draft', by='AB').")
        if kind not in KINDS:
            raise StudyError(f"A map shows no {kind!r}. It shows one of {', '.join(KINDS)}.")
        kept = self._store.frame("maps")
        if (kept["title"] == title).any():
            raise StudyError(f"A version is called {title!r} already. Choose another title.")
        journey = self._draft()
        content = content_of(journey, drafting.edits(self._store, ("cards", "stages", "weights")))
        content["data"]["journey"]["kind"] = kind
        map_id = map_id_of(title, content)
        last = kept.sort_values("event_id")["map_id"].tolist()
        row = {"map_id": map_id, "title": title, "kind": kind, "note": note.strip(), "parent": last[-1] if last else "",
               "persona": content["data"]["journey"]["persona"] or {}, "content": content, "coder": by}  # fmt: skip
        self._store.record(SAVE, {"map_id": map_id, "title": title}, by, rows={"maps": [row]})
        return map_id

    def versions(self) -> pd.DataFrame:
        """Return the versions that were kept, the latest last: map_id, title, kind, note, coder, created_at."""
        kept = self._store.frame("maps").sort_values("event_id", ignore_index=True)
        return kept[["map_id", "title", "kind", "note", "coder", "created_at"]]

    def compare(self, before: str, after: str = NOW, language: str | None = None) -> MapChanges:
        """Return what changed between two versions, and what caused it.

        Parameters
        ----------
        before, after : str
            Title or id of a version; "now" is the map as it stands.
        language : {"en", "zh"}, optional
            In which the changes are told.
        """
        from cjm_research.journeys.versions import compare

        language = language or self._config.languages[0]
        return compare(self._content(before), self._content(after), language)

    def compare_waves(self, before: str, after: str, language: str | None = None) -> MapChanges:
        """Return what changed between the people of two waves, drawn with the same themes."""
        from cjm_research.journeys.versions import compare, content_of

        contents = [content_of(self.of("wave", wave)) for wave in (before, after)]
        return compare(*contents, language or self._config.languages[0])

    def _content(self, version: str) -> Mapping[str, Any]:
        from cjm_research.journeys.versions import content_of

        if version == NOW:
            return content_of(self._draft(), drafting.edits(self._store, ("cards", "stages", "weights")))
        return drafting.version_of(self._store, version, (NOW,))["content"]

    # ---- validation ----

    def validation_sheet(
        self, round_name: str, path: str | Path | None = None, language: str | None = None, quotes: bool = False
    ) -> Path:
        """Write the map on one page, for participants or stakeholders to confirm or correct; return its path.

        Parameters
        ----------
        round_name : str
            Which round it is; answers are kept under it.
        path : str or Path, optional
            Where to; ``reports/<study>/validation-<round>.xlsx`` by default.
        language : {"en", "zh"}, optional
            Of the sheet.
        quotes : bool
            Whether each statement has a short quote as its example, of somebody who may be quoted. Those who took part
            may know each other by their words.
        """
        from cjm_research.exports.validation_sheet import write_validation
        from cjm_research.study.exporting import Exporting

        name = "-".join(round_name.split()) or "round"
        target = Path(path) if path else self._folder.reports / f"validation-{name}.xlsx"
        language = language or self._config.languages[0]
        journey = Exporting(self._folder, self._config, self._store, (language,)).journey(language)
        return write_validation(target, journey.data, round_name, language, quotes=quotes)

    def read_validation(self, path: str | Path, by: str, person: str | None = None) -> ValidationReading:
        """Read a sheet that came back and keep its answers; reading it again changes only what is new in it.

        Parameters
        ----------
        path : str or Path
            The file.
        by : str
            Who reads it in.
        person : str, optional
            Who answered, as a case id or a code such as "S1", where the sheet does not say.
        """
        from cjm_research.exports.validation_reading import ACT, read_validation

        if not by.strip():
            raise StudyError("Reading a sheet needs who does it. Pass by='AB'.")
        data = self._draft().data
        stages = {card["id"]: stage["id"] for stage in data["stages"] for card in stage["cards"]}
        reading = read_validation(path, stages, set(self._store.frame("cases")["case_id"]), person)
        held = self._store.frame("validations").set_index("validation_id")
        fresh = [
            {**row, "coder": by.strip()}
            for row in reading.rows
            if row["validation_id"] not in held.index
            or (held.at[row["validation_id"], "answer"], held.at[row["validation_id"], "words"])
            != (row["answer"], row["words"])
        ]
        if fresh:
            about = {"round": reading.round_name, "person": reading.person, "n": len(fresh)}
            self._store.record(ACT, about, by.strip(), rows={"validations": fresh})
        return reading

    def validations(self) -> pd.DataFrame:
        """Return what was said of the map so far; contract "validations"."""
        return self._store.frame("validations")

    def _draft(self, of: drafting.Group | None = None) -> JourneyMap:
        return drafting.draft(self._folder, self._config, self._store, of)

    def _frames(self) -> dict[str, pd.DataFrame]:
        pipeline.require(self._store, "themes", self._folder.name)
        return pipeline.taking_part(self._config, self._store)

    def __repr__(self) -> str:
        """Return what can be asked for."""
        verbs = [name for name in sorted(dir(type(self))) if not name.startswith("_")]
        return f"Maps of {self._config.title!r}: {', '.join(verbs)}"
