"""Everything about the themes of a study, behind one object: `Study.theming`.

Frames of what stands, what belongs to no theme, why there are as many themes as there are, what the last run changed,
who says it and when; and the session in which people edit. Nothing is computed here.
"""

from __future__ import annotations

import html
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd

from cjm_research.schema import FAMILIES
from cjm_research.study import pipeline, theme_steps

if TYPE_CHECKING:
    from cjm_research.codes.endpoint import Plan
    from cjm_research.review.themes.session import ThemeSession
    from cjm_research.store.database import Store
    from cjm_research.study.folder import StudyConfig, StudyFolder
    from cjm_research.themes.belonging.online import Placed
    from cjm_research.widgets.segment_map import SegmentMap
    from cjm_research.widgets.themes import ThemesView

_ORDER = ["family", "rest", "n_people", "n_segments", "theme_id"]


class Theming:
    """The themes of a study.

    Parameters
    ----------
    folder, config, store
        The study; `Study.theming` makes one.
    """

    def __init__(self, folder: StudyFolder, config: StudyConfig, store: Store) -> None:
        self._folder, self._config, self._store = folder, config, store

    def table(self, hidden: bool = False) -> pd.DataFrame:
        """Return the themes of each family, most people first, what belongs to none last.

        Parameters
        ----------
        hidden : bool
            Whether those that somebody hid are in it.

        Returns
        -------
        DataFrame
            Contract "themes"; in a study of two languages with ``title_en`` and ``title_zh``, empty where a theme has
            no segment in that language.
        """
        frame = self._frames()["themes"]
        shown = frame if hidden else frame[~frame["hidden"].astype(bool)]
        place = {family: at for at, family in enumerate(FAMILIES)}
        keys = shown[_ORDER].assign(family=shown["family"].map(place), n_people=-shown["n_people"])
        keys["n_segments"] = -keys["n_segments"]
        found = shown.loc[keys.sort_values(_ORDER).index].reset_index(drop=True)
        languages = self._config.languages if len(self._config.languages) > 1 else ()
        names = {f"title_{code}": [titles.get(code, "") for titles in found["titles"]] for code in languages}
        return found.assign(**names)

    def members(self) -> pd.DataFrame:
        """Return which segment belongs to which theme: ``home``, where it lives, and further ones, with weights."""
        return self._frames()["members"]

    def shares(self) -> pd.DataFrame:
        """Return how many of all who take part say each theme, with the interval of the share."""
        from cjm_research.findings.shares import theme_shares

        frames = self._frames()
        people = frames["cases"]["case_id"].tolist()
        interval = self._config.settings.journey.interval
        return theme_shares(frames["themes"], frames["members"], frames["segments"], people, interval)

    def unassigned(self) -> pd.DataFrame:
        """Return the segments that no theme took, each with its nearest theme and the distance, nearest first."""
        from cjm_research.themes.belonging.membership import unassigned

        frames = self._frames()
        return unassigned(frames["members"], frames["segments"], frames["themes"], self._config.languages[0])

    def reach(self) -> pd.DataFrame:
        """Return how many of the unassigned would join a theme at each ``reach``; nothing is moved."""
        from cjm_research.themes.belonging.membership import assign_rest

        frames = self._frames()
        return assign_rest(frames["members"], frames["segments"])

    def curve(self) -> pd.DataFrame:
        """Return for each number of themes how stable and how well apart they are, and which number was chosen."""
        found = pd.DataFrame(self._kept(theme_steps.CURVE))
        judged = ["stability", "stability_low", "separation", "worth"]
        return found.astype(dict.fromkeys(judged, "float64")) if len(found) else found

    def changes(self) -> pd.DataFrame:
        """Return what the last run changed in the themes, and why."""
        return pd.DataFrame(self._kept(theme_steps.CHANGES))

    def who(self, by: str) -> pd.DataFrame:
        """Compare how many people of each group say each theme.

        Parameters
        ----------
        by : str
            An attribute of the people, or "language", "wave" or "kind".

        Returns
        -------
        DataFrame
            A row per theme and group; see `findings.contrasts.contrasts`.
        """
        from cjm_research.findings.contrasts import contrasts

        settings = self._config.settings
        return contrasts(
            *self._people(), by, settings.themes.min_cell, settings.journey.interval, self._config.languages[0]
        )

    def waves(self, order: Sequence[str] | None = None) -> pd.DataFrame:
        """Return the people behind each theme in each wave, with the change and its interval.

        Parameters
        ----------
        order : sequence of str, optional
            The waves, earliest first; by default by date, else by name.
        """
        from cjm_research.findings.waves import theme_waves

        settings = self._config.settings
        told = {"language": self._config.languages[0], "min_cell": settings.themes.min_cell}
        return theme_waves(*self._people(), settings.journey.interval, order, **told)

    def session(self, coder: str) -> ThemeSession:
        """Return the session in which a person renames, merges, splits, moves, pins, hides and undoes.

        Parameters
        ----------
        coder : str
            Name or initials; kept with every act.
        """
        from cjm_research.review.themes.session import ThemeSession

        n_people = len(self._frames()["cases"])
        return ThemeSession(self._store, self._load, coder, self._config.languages, n_people)

    def view(self, coder: str, language: str | None = None) -> ThemesView:
        """Return the theme browser; show it as the last line of a cell."""
        from cjm_research.widgets.themes import ThemesView

        return ThemesView(self.session(coder), language or self._config.languages[0])

    def map(self, coder: str, language: str | None = None) -> SegmentMap:
        """Return the map of segments: select on it, read the quotes, move them to a theme."""
        from cjm_research.themes.belonging.layout import layout
        from cjm_research.widgets.segment_map import SegmentMap

        carriers = self._carriers()
        vectors = theme_steps.unit_vectors(carriers)
        places = layout(vectors, self._config.seed)
        points = pd.DataFrame({"segment_id": carriers.segments["segment_id"], "x": places[:, 0], "y": places[:, 1]})
        return SegmentMap(self.session(coder), points, language or self._config.languages[0])

    def name_plan(self) -> Plan:
        """Return what the endpoint of the settings would be sent to propose names; nothing is sent."""
        from cjm_research.study import name_proposals

        return name_proposals.plan(self._config, self._store, self._frames())

    def proposed_names(self) -> pd.DataFrame:
        """Return names that the endpoint proposes, beside those the themes have; after ``name_plan().agree(by=…)``."""
        from cjm_research.study import name_proposals

        return name_proposals.proposals(self._config, self._store, self._frames())

    def place(self) -> Placed:
        """Place what is new since the last run into the themes there are, without finding them anew."""
        return theme_steps.place(self._config, self._store, self._carriers())

    def __repr__(self) -> str:
        themes = self._frames()["themes"]
        return f"Theming({int((~themes['rest'].astype(bool)).sum())} themes of {self._config.title!r})"

    def _repr_html_(self) -> str:
        from cjm_research.study.theme_words import shown_table

        return f"<h3>{html.escape(self._config.title)}</h3>" + shown_table(self.table(), self._config.languages[0])

    def _frames(self) -> dict[str, pd.DataFrame]:
        pipeline.up_to_date(self._folder, self._config, self._store)
        return pipeline.taking_part(self._config, self._store)

    def _people(self) -> tuple[pd.DataFrame, ...]:
        frames = self._frames()
        return tuple(frames[name] for name in ("themes", "members", "segments", "cases", "turns", "documents"))

    def _load(self) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
        frames = self._frames()
        return frames["themes"], frames["members"], frames["segments"]

    def _carriers(self) -> theme_steps.Carriers:
        pipeline.up_to_date(self._folder, self._config, self._store)
        frames = pipeline.taking_part(self._config, self._store)
        coded = pipeline.coded_frame(self._config, self._store)
        embedder = pipeline.embedder_of(self._folder, self._config, self._store)
        return theme_steps.Carriers.of(frames["segments"], coded, embedder)

    def _kept(self, key: str) -> list[dict[str, Any]]:
        pipeline.up_to_date(self._folder, self._config, self._store)
        return self._store.get(key, [])
