"""One person at work on the themes of a study: every act is checked, committed, and only then seen.

The session keeps nothing of its own. Before an act is checked, what others did since is read, so that it is checked
against what stands and not against what this session last saw. The act is then written as an event; then the themes are
read again from the events, so that another session, later or beside this one, sees the same. If an act is refused or
cannot be written, nothing has changed. Undo takes back this person's latest act that stands, in whichever session it
was done.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Protocol

import pandas as pd

from cjm_research.errors import StudyError
from cjm_research.review.themes import history as theme_history
from cjm_research.review.themes.checks import Checks, Part, titles_of
from cjm_research.themes.law import edits
from cjm_research.themes.law.edits import Act, theme_id_of
from cjm_research.themes.law.searching import find

Frames = tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]


class EventStore(Protocol):
    """What a session asks of a store; `store.database.Store` offers it."""

    def record(
        self, act: str, payload: Mapping[str, Any], actor: str, codings: Sequence[Mapping[str, Any]] = ()
    ) -> int:
        """Commit an event; return its id."""
        ...

    def events(self, after: int = 0) -> pd.DataFrame:
        """Return the events with a greater id, in order."""
        ...


class ThemeSession:
    """Edit the themes of a study.

    Wherever a theme is asked for, its id or its exact title will do.

    Parameters
    ----------
    store : EventStore
        Where acts are committed.
    load : callable
        Returns themes, members and segments (their contracts) as they stand after all events of the store.
    coder : str
        Who edits.
    languages : sequence of str
        Of the study, the first one first; titles and history are told in it.
    n_people : int, optional
        How many people take part; those who said something by default.
    """

    def __init__(
        self,
        store: EventStore,
        load: Callable[[], Frames],
        coder: str,
        languages: Sequence[str] = ("en",),
        n_people: int | None = None,
    ) -> None:
        if not coder.strip():
            raise StudyError("Editing themes needs the name or initials of the person who edits. Pass coder='AB'.")
        self.coder, self.languages = coder.strip(), tuple(languages)
        self._store, self._load, self._n_people = store, load, n_people
        self._acts: list[Act] = []
        self._last = 0
        self.refresh()

    @property
    def themes(self) -> pd.DataFrame:
        """The themes as they stand, contract "themes"."""
        return self._checks.themes

    @property
    def members(self) -> pd.DataFrame:
        """Their segments, contract "members"."""
        return self._checks.members

    @property
    def segments(self) -> pd.DataFrame:
        """The segments of the study, contract "segments"."""
        return self._checks.segments

    @property
    def n_asked(self) -> int:
        """How many people take part: the denominator of every count."""
        return int(self.segments["case_id"].nunique()) if self._n_people is None else self._n_people

    @property
    def history(self) -> pd.DataFrame:
        """All acts on themes, whoever did them, as `theme_history.history` in the study's first language."""
        return self.told(self.languages[0])

    def told(self, language: str) -> pd.DataFrame:
        """Return the history in a language, "en" or "zh"."""
        return theme_history.history(self._store.events(), language)

    def refresh(self) -> None:
        """Read what was done since, here or in another session."""
        self._read()
        self._look()

    def rename(self, theme: str, title: str | Mapping[str, str]) -> None:
        """Give a theme a name that no later fit changes.

        Parameters
        ----------
        theme : str
            The theme.
        title : str or mapping of str to str
            The name, or names by language; a bare name is taken for Chinese if it holds 汉字.

        Raises
        ------
        UnknownNameError
            If there is no such theme.
        StudyError
            If the name is empty or no text, or another theme of the family bears it.
        """
        checks = self._caught_up()
        theme_id = checks.real(theme, "renamed")
        titles = titles_of(title, self.languages)
        checks.free_titles(titles, checks.family(theme_id), theme_id)
        self._do(edits.RENAME, {"theme_id": theme_id, "titles": titles}, [theme_id])

    def merge(self, into: str, themes: str | Iterable[str]) -> None:
        """Put other themes of the same family into one; it keeps its name and their segments stay together.

        Raises
        ------
        StudyError
            If the themes are of different families, or there is nothing to merge.
        """
        checks = self._caught_up()
        target, others = checks.mergeable(into, checks.listed(themes))
        self._do(edits.MERGE, {"into": target, "theme_ids": others}, [target, *others])

    def split(
        self, theme: str, parts: Iterable[Part], titles: str | Sequence[str | Mapping[str, str]] | None = None
    ) -> list[str]:
        """Take parts off a theme, each a theme of its own that no fit joins to the others again.

        Parameters
        ----------
        theme : str
            The theme; what no part names stays in it.
        parts : sequence
            The segments of each part; segments alone are one part.
        titles : sequence, optional
            A name for each part, as in `rename`; without it they are numbered until the next fit names them.

        Returns
        -------
        list of str
            The ids of the parts.

        Raises
        ------
        StudyError
            If nothing would be left, a part is empty or a segment is in two.
        """
        checks = self._caught_up()
        theme_id = checks.real(theme, "split")
        lists = checks.parts(theme_id, parts)
        bare = [titles] if isinstance(titles, str | Mapping) else titles or []
        names = [titles_of(title, self.languages) for title in bare]
        checks.titles_for(lists, names, checks.family(theme_id))
        if names:
            return self._split(theme_id, lists, names, [{} for _ in lists])
        return self._split(theme_id, lists, [{} for _ in lists], checks.numbered(theme_id, len(lists)))

    def split_by_subthemes(self, theme: str) -> list[str]:
        """Make each sub-theme a theme of its own; the largest keeps the id and name, the others keep their titles."""
        checks = self._caught_up()
        theme_id = checks.real(theme, "split")
        lists, titles = checks.subthemes(theme_id)
        return self._split(theme_id, lists, [{} for _ in lists], [titles_of(one, self.languages) for one in titles])

    def move(self, segment_ids: str | Iterable[str], to: str, family: str | None = None) -> None:
        """Put segments in another theme of their family, or in none.

        Parameters
        ----------
        segment_ids : str or iterable of str
            Segments that the family of the theme holds.
        to : str
            The theme; "" takes them out of every theme.
        family : str, optional
            Which family is meant when ``to`` is "" and a segment has several.

        Raises
        ------
        UnknownNameError
            If there is no such theme, or a segment is not in its family.
        StudyError
            If all of them are there already.
        """
        target, ids, sources = self._caught_up().movable(segment_ids, to, family)
        self._do(edits.MOVE, {"segment_ids": ids, "to": target}, [*([target] if target else []), *sources])

    def also(self, segment_id: str, theme: str) -> None:
        """Let a segment belong to a second theme; its home stays."""
        theme_id = self._caught_up().second_home(segment_id, theme)
        self._do(edits.ALSO, {"segment_id": segment_id, "theme_id": theme_id}, [theme_id])

    def new(self, family: str, segment_ids: str | Iterable[str], title: str | Mapping[str, str]) -> str:
        """Make a theme of segments, from whatever themes of the family they are in; return its id."""
        checks = self._caught_up()
        titles = titles_of(title, self.languages)
        ids, sources = checks.in_family(segment_ids, family)
        checks.free_titles(titles, family)
        theme_id = theme_id_of(edits.NEW, family, ids)
        payload = {"theme_id": theme_id, "family": family, "titles": titles, "segment_ids": ids}
        self._do(edits.NEW, payload, sources)
        return theme_id

    def pin(self, theme: str) -> None:
        """Let a theme keep its name and the segments it has now; it may take more with a later fit."""
        theme_id = self._caught_up().flagged(theme, "pinned", False)
        self._do(edits.PIN, {"theme_id": theme_id}, [theme_id])

    def unpin(self, theme: str) -> None:
        """Let a pinned theme change with the next fit again."""
        theme_id = self._caught_up().flagged(theme, "pinned", True)
        self._do(edits.UNPIN, {"theme_id": theme_id}, [theme_id])

    def hide(self, theme: str) -> None:
        """Leave a theme out of what is shown and counted; it stays hidden after a fit."""
        theme_id = self._caught_up().flagged(theme, "hidden", False)
        self._do(edits.HIDE, {"theme_id": theme_id}, [theme_id])

    def show(self, theme: str) -> None:
        """Show a hidden theme again."""
        theme_id = self._caught_up().flagged(theme, "hidden", True)
        self._do(edits.SHOW, {"theme_id": theme_id}, [theme_id])

    def memo(self, theme: str, text: str) -> None:
        """Keep a note on a theme; "" takes it away."""
        checks = self._caught_up()
        theme_id = checks.theme(theme)
        self._do(edits.MEMO, {"theme_id": theme_id, "text": checks.memo(text)}, [theme_id])

    def undo(self) -> str | None:
        """Take back this person's latest act that stands; return it in words, None if there is none."""
        self._caught_up()
        gone = edits.undone_in(self._acts)
        mine = [act for act in self._own() if act.act != edits.UNDO and act.event_id not in gone]
        return self._take_back(mine[-1]) if mine else None

    def redo(self) -> str | None:
        """Do the act again that this person took back last, unless they did something else since."""
        self._caught_up()
        gone, by_id = edits.undone_in(self._acts), {act.event_id: act for act in self._acts}
        own = self._own()
        latest = max((act.event_id for act in own if act.act != edits.UNDO), default=0)
        for act in reversed(own):
            undone = by_id.get(act.payload.get("undoes", -1))
            took_back = act.act == edits.UNDO and undone is not None and undone.act != edits.UNDO
            if took_back and act.event_id not in gone and act.event_id > latest:
                return self._take_back(act)
        return None

    def find(self, text: str, family: str | None = None) -> pd.DataFrame:
        """Return the themes whose titles, words or segments hold a text, as `themes.searching.find`."""
        return find(text, self.themes, self.members, self.segments, family)

    def __repr__(self) -> str:
        real = int((~self.themes["rest"].astype(bool)).sum())
        return f"ThemeSession({self.coder!r}, {real} themes, {len(self._own())} acts by {self.coder})"

    def _read(self) -> bool:
        """Read the events since; whether there were any."""
        fresh = self._store.events(after=self._last)
        self._acts += [act for act in edits.acts_in(fresh) if act.act in edits.ACTS]
        self._last = max(self._last, int(fresh["event_id"].max()) if len(fresh) else 0)
        return bool(len(fresh))

    def _caught_up(self) -> Checks:
        """Return what may be done now, after all that was done since in other sessions."""
        if self._read():
            self._look()
        return self._checks

    def _look(self) -> None:
        self._checks = Checks(*self._load(), self.languages[0], theme_history.absorbed(self._acts))

    def _own(self) -> list[Act]:
        return [act for act in self._acts if act.by == self.coder]

    def _split(
        self, theme_id: str, lists: list[list[str]], names: list[dict[str, str]], suggested: list[dict[str, str]]
    ) -> list[str]:
        ids = [theme_id_of(edits.SPLIT, theme_id, segments) for segments in lists]
        parts = [
            {"theme_id": part_id, "segment_ids": segments, "titles": titles, "suggested": likely}
            for part_id, segments, titles, likely in zip(ids, lists, names, suggested, strict=True)
        ]
        self._do(edits.SPLIT, {"theme_id": theme_id, "parts": parts}, [theme_id])
        return ids

    def _take_back(self, act: Act) -> str:
        before = [self._checks.stood(one.theme_id) for one in act.before if self._checks.is_there(one.theme_id)]
        self._store.record(edits.UNDO, {"undoes": act.event_id, "before": before}, self.coder)
        self.refresh()
        return theme_history.told(
            edits.UNDO, {"undoes": act.event_id}, self.languages[0], {one.event_id: one for one in self._acts}
        )

    def _do(self, act: str, payload: Mapping[str, Any], concerned: Iterable[str]) -> None:
        before = [self._checks.stood(theme_id) for theme_id in dict.fromkeys(concerned)]
        self._store.record(act, {**payload, "before": before}, self.coder)
        self.refresh()
