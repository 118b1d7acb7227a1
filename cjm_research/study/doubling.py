"""Double coding of a study, behind one object: samples, a sheet for each coder, rounds, and settling.

A round goes so: `draw` · each coder codes alone, in `session` or on a `sheet` · `close` · `rounds` shows the
agreement · `settle` · the codebook is mended · `draw` the next. Agreement is counted from what each said before the
round was closed; what is settled afterwards improves findings, never a figure.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from cjm_research.errors import StudyError
from cjm_research.exports.coding_sheet_reading import about_sheet, read_sheet
from cjm_research.review.double.apart import CLOSE, DRAW, DROP, independent, sampled
from cjm_research.review.double.sampling import STRATA, UNMARKED_SHARE, draw, needed
from cjm_research.study import pipeline
from cjm_research.study.coding_sheets import Recorded, keep
from cjm_research.study.reviewing import code_names
from cjm_research.study.rounds import cautions_of, done_by, progress_of, rounds_of, untouched

if TYPE_CHECKING:
    from cjm_research.agreement.sheet import AgreementSheet
    from cjm_research.codes.codebook import Codebook
    from cjm_research.review.coding.session import ReviewSession
    from cjm_research.review.double.adjudication import SettleSession
    from cjm_research.store.database import Store
    from cjm_research.study.folder import StudyConfig, StudyFolder

ACTOR = "cjm"
"""Under whom a round is begun or ended when nobody says who does it: never under one of its coders."""


class Doubling:
    """Double coding of one study.

    Parameters
    ----------
    folder, config, store
        The study.
    """

    def __init__(self, folder: StudyFolder, config: StudyConfig, store: Store) -> None:
        self._folder, self._config, self._store = folder, config, store

    # ---- rounds ----

    def draw(
        self,
        coders: Sequence[str],
        n: int | None = None,
        title: str = "",
        half_width: float | None = None,
        unmarked: float = UNMARKED_SHARE,
        strata: Sequence[str] = STRATA,
        by: str = "",
    ) -> dict[str, Any]:
        """Draw the segments of the next round and keep them.

        Parameters
        ----------
        coders : sequence of str
            Who is to code, two at least.
        n : int, optional
            How many segments.
        title : str
            Of the sample; "Round 1" or "第1轮" and so on by default.
        half_width : float, optional
            Instead of ``n``: the half-width that the interval of the share of agreement is to have.
        unmarked, strata
            As `review.double.sampling.draw`.
        by : str
            Who draws; the tool itself (`ACTOR`) by default.

        Returns
        -------
        dict
            The row of "samples".

        Raises
        ------
        StudyError
            If neither or both of ``n`` and ``half_width`` are given, or more is asked for than can be drawn.
        """
        if (n is None) == (half_width is None):
            raise StudyError("Say how large the sample is to be: n=60 segments, or half_width=0.1.")
        pipeline.require(self._store, "suggestions", self._folder.name)
        frames, earlier = self._frames(), self.samples()
        number = 1 + max(earlier["round"], default=0)
        taken = {segment_id for ids in earlier["segment_ids"] for segment_id in ids}
        size = needed(half_width, of=len(frames["segments"])) if n is None else n
        sample = draw(
            frames["segments"], frames["suggestions"], frames["codings"], frames["documents"], frames["cases"], size,
            seed=self._config.seed + number - 1, strata=strata, coders=coders, title=title or self._title(number),
            taken=taken, unmarked=unmarked, number=number,
        )  # fmt: skip
        row = {key: value for key, value in sample.items() if key not in ("created_at", "event_id")}
        payload = {"sample_id": sample["sample_id"], "round": number, "unmarked": unmarked, "strata": list(strata)}
        self._store.record(DRAW, payload, by.strip() or ACTOR, rows={"samples": [row]})
        return self._sample(sample["sample_id"])

    def samples(self) -> pd.DataFrame:
        """Return the samples by round; contract "samples"."""
        return self._store.frame("samples").sort_values(["round", "sample_id"], ignore_index=True)

    def progress(self) -> pd.DataFrame:
        """Return how far each coder of each sample is.

        Returns
        -------
        DataFrame
            `rounds.PROGRESS`: ``done`` of the ``total`` segments that still take part coded, ``sighted`` of them with
            the machine's suggestion before them (not blind), ``sheets`` read.
        """
        return progress_of(self._store.events(), self.samples(), self._frames()["segments"])

    def close(self, sample: Any = None, by: str = "") -> dict[str, Any]:
        """Close a sample: from now on what is said of it no longer counts for agreement.

        Parameters
        ----------
        sample : optional
            Its id, title, round or row; the latest by default.
        by : str
            Who closes it; the tool itself (`ACTOR`) by default.

        Raises
        ------
        StudyError
            If there is no such sample, it is closed, or fewer than two of its coders have coded anything of it.
        """
        row = self._sample(sample)
        name = row["title"] or row["sample_id"]
        if row["closed_at"]:
            raise StudyError(f"The sample {name!r} was closed at {row['closed_at']}. Draw the next round.")
        done = done_by(independent(self._store.events(), row))
        told = ", ".join(f"{coder} {len(done.get(coder, ()))} of {len(row['segment_ids'])}" for coder in row["coders"])
        if len(done) < 2:
            raise StudyError(
                f"The sample {name!r} cannot be closed yet: coded are {told}. Two coders are needed; read their sheets "
                "or let them code."
            )
        now = datetime.now(UTC).isoformat(timespec="seconds")
        closed = {key: value for key, value in row.items() if key != "event_id"} | {"closed_at": now}
        payload = {"sample_id": row["sample_id"], "done": {coder: len(ids) for coder, ids in done.items()}}
        self._store.record(CLOSE, payload, by.strip() or ACTOR, rows={"samples": [closed]})
        return self._sample(row["sample_id"])

    def drop(self, sample: Any = None, by: str = "") -> dict[str, Any]:
        """Take a sample back of which nothing is coded yet; its segments can be drawn again.

        Parameters
        ----------
        sample : optional
            Its id, title, round or row; the latest by default.
        by : str
            Who drops it; the tool itself (`ACTOR`) by default.

        Raises
        ------
        StudyError
            If there is no such sample, it is closed, or one of its coders has coded anything of it.
        """
        row = self._sample(sample)
        name = row["title"] or row["sample_id"]
        if row["closed_at"]:
            raise StudyError(f"The sample {name!r} was closed at {row['closed_at']} and stays. Draw the next round.")
        said = independent(self._store.events(), row)
        if len(said):
            told = ", ".join(f"{coder} {n}" for coder, n in said.groupby("coder")["segment_id"].nunique().items())
            raise StudyError(
                f"The sample {name!r} cannot be dropped: segments of it are coded already ({told}). Let its coders go "
                "on, and close it."
            )
        gone = [{"sample_id": row["sample_id"], "gone": True}]
        payload = {"sample_id": row["sample_id"], "round": row["round"], "n": len(row["segment_ids"])}
        self._store.record(DROP, payload, by.strip() or ACTOR, rows={"samples": gone})
        return row

    def cautions(self, sample: Any = None, language: str | None = None) -> list[str]:
        """Return what should be known of a sample that was just drawn: a large one, or earlier ones left untouched.

        Parameters
        ----------
        sample, language : optional
            As `drop` and `sheet`.
        """
        row, samples = self._sample(sample), self.samples()
        others = samples[samples["sample_id"] != row["sample_id"]]
        waiting, of = untouched(self._store.events(), others), len(self._frames()["segments"])
        return cautions_of(row, waiting, of, language or self._config.languages[0])

    def rounds(self) -> pd.DataFrame:
        """Return the calibration rounds with their agreement before anything was settled.

        Returns
        -------
        DataFrame
            `rounds.ROUNDS`, one row a round: ``n`` segments drawn, ``n_double`` coded by two or more, ``n_sighted``
            verdicts that were not blind, the figures over all codes (not defined before two have coded), how many
            ``disagreements`` there are and how many are ``settled``. `trend` has the figures code by code.
        """
        return rounds_of(self._store.events(), self.samples(), self._store.frame("decisions"), self._agreement)

    def trend(self, language: str | None = None) -> pd.DataFrame:
        """Return the figures of each closed round, code by code; as `agreement.trend`."""
        from cjm_research.agreement.trend import trend

        events = self._store.events()
        closed = [sample for sample in self.samples().to_dict("records") if sample["closed_at"]]
        sheets = [(sample["title"], self._agreement(independent(events, sample))) for sample in closed]
        return trend(sheets, language or self._config.languages[0])

    def needed(self, half_width: float = 0.1, sample: Any = None) -> pd.DataFrame:
        """Return how many more segments each code needs, judged from a round that was coded.

        Parameters
        ----------
        half_width, sample
            As `AgreementSheet.needed` and `drop`.

        Raises
        ------
        StudyError
            If no two coders have coded anything of it.
        """
        row, said = self._sample(sample), self.codings(sample)
        if len(done_by(said)) < 2:
            raise StudyError(
                f"Of the sample {row['title'] or row['sample_id']!r} no two coders have coded anything yet. Before "
                "that `draw(…, half_width=…)` says how many segments a share of agreement needs."
            )
        return self._agreement(said).needed(half_width)

    # ---- coding ----

    def codings(self, sample: Any = None) -> pd.DataFrame:
        """Return what each coder of a sample said before it was closed; contract "codings"."""
        return independent(self._store.events(), self._sample(sample))

    def session(self, coder: str, sample: Any = None) -> ReviewSession:
        """Return a coding session over a sample, without suggestions and without the words of others.

        Parameters
        ----------
        coder : str
            One of its coders.
        sample : optional
            Its id, title, round or row; the latest by default.

        Raises
        ------
        StudyError
            If there is no such sample, it is closed, or the person does not belong to it.
        """
        from cjm_research.review.coding.session import ReviewSession

        row = self._open(coder, sample)
        frames = self._frames()
        standing = set(frames["segments"]["segment_id"])
        return ReviewSession(
            self._store, frames["segments"], frames["documents"], frames["suggestions"], self._book(), coder,
            seed=int(row["seed"]), turns=frames["turns"], cases=frames["cases"],
            only=[each for each in sampled(self._store.events(), row) if each in standing], blind=True,
        )  # fmt: skip

    def sheet(
        self, coder: str, sample: Any = None, path: str | Path | None = None, language: str | None = None
    ) -> Path:
        """Write the sheet of a coder who does not have the tool.

        Parameters
        ----------
        coder : str
            One of its coders.
        sample : optional
            Its id, title, round or row; the latest by default.
        path : path, optional
            Where to; by default into the study's reports.
        language : {"en", "zh"}, optional
            In which the coder reads and chooses; the study's first by default.

        Returns
        -------
        Path
            The file.
        """
        from cjm_research.exports.coding_sheet import write_sheet

        row = self._open(coder, sample)
        frames = self._frames()
        name = f"coding-{row['round']}-{row['coders'].index(coder) + 1}.xlsx"
        where = Path(path) if path is not None else self._folder.reports / "double-coding" / name
        now = {**row, "segment_ids": sampled(self._store.events(), row)}
        return write_sheet(
            where, now, coder, frames["segments"], frames["documents"], self._book(),
            language or self._config.languages[0],
        )  # fmt: skip

    def read_sheet(self, path: str | Path, empty_is_none: bool = False) -> Recorded:
        """Read a sheet back and keep what it says, under its coder, in one act.

        A sheet that was read before changes nothing when it is read again, whatever was said since.

        Parameters
        ----------
        path : path
            The file that came back.
        empty_is_none : bool
            As `coding_sheet_reading.read_sheet`.

        Raises
        ------
        ReadError
            If the file cannot be read or is no coding sheet.
        StudyError
            If its sample is not of this study.
        """
        row = self._sample(about_sheet(path)["sample_id"])
        events, segments = self._store.events(), self._frames()["segments"]
        now = {**row, "segment_ids": sampled(events, row)}
        reading = read_sheet(path, now, segments, self._book(), empty_is_none)
        return keep(self._store, events, reading, bool(row["closed_at"]))

    def settle(self, coder: str, sample: Any = None, order: str = "worst") -> SettleSession:
        """Return a session in which the disagreements of a closed sample are settled.

        Parameters
        ----------
        coder : str
            Who settles.
        sample : optional
            Its id, title, round or row; the latest by default.
        order : {"worst", "code", "pair", "document"}
            As `review.double.disputes.ORDERS`.
        """
        from cjm_research.review.double.adjudication import SettleSession

        frames = self._frames()
        return SettleSession(
            self._store, frames["segments"], frames["documents"], self._book(), coder, sample=self._sample(sample),
            suggestions=frames["suggestions"], order=order,
        )  # fmt: skip

    def _repr_html_(self) -> str:
        return self.progress().to_html(index=False, escape=True)

    # ---- inside ----

    def _frames(self) -> dict[str, pd.DataFrame]:
        return pipeline.taking_part(self._config, self._store)

    def _book(self) -> Codebook:
        return pipeline.codebook(self._folder, self._store)

    def _title(self, number: int) -> str:
        return f"第{number}轮" if self._config.languages[0] == "zh" else f"Round {number}"

    def _agreement(self, codings: pd.DataFrame) -> AgreementSheet:
        from cjm_research.agreement.ratings import ratings_of
        from cjm_research.agreement.sheet import agreement_sheet

        # As `reliability.agreement` counts it, so that every command tells the same figures.
        book = self._book()
        ratings = ratings_of(codings, self._frames()["segments"], [code.kind for code in book.own])
        return agreement_sheet(
            ratings, seed=self._config.seed, names=code_names(book), language=self._config.languages[0]
        )

    def _open(self, coder: str, sample: Any) -> dict[str, Any]:
        row = self._sample(sample)
        name = row["title"] or row["sample_id"]
        if coder not in row["coders"]:
            raise StudyError(
                f"{coder!r} does not belong to the sample {name!r}. Its coders: {', '.join(row['coders'])}."
            )
        if row["closed_at"]:
            raise StudyError(f"The sample {name!r} was closed at {row['closed_at']}. Draw the next round, or settle.")
        return row

    def _sample(self, sample: Any = None) -> dict[str, Any]:
        """Return the row of a sample by its id, title, round or row; the latest for None."""
        rows = self.samples().to_dict("records")
        wanted = sample["sample_id"] if isinstance(sample, Mapping | pd.Series) else sample
        found = [row for row in rows if wanted is None or wanted in (row["sample_id"], row["title"], row["round"])]
        if not found:
            told = ", ".join(f"{row['title']!r} ({row['sample_id']})" for row in rows) or "none"
            raise StudyError(
                f"There is no double-coding sample {'' if wanted is None else repr(wanted)}. Known: {told}. Draw one "
                "with study.doubling.draw(['AB', 'CD'], n=60)."
            )
        return found[-1]
