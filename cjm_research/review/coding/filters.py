"""Which segments an order holds: those that carry a code, belong to a theme, hold some words, were flagged or cut.

What a segment carries is what the person says of it and, of kinds that the person has said nothing of, what the
machine says now.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from cjm_research.codes.own_code import OWN
from cjm_research.errors import UnknownNameError
from cjm_research.review.coding.desk import Desk
from cjm_research.review.coding.orders import BLIND, SHOWN, WHOLE, Order, folded
from cjm_research.review.reopened import code_of
from cjm_research.schema import CARRIED, DECISIONS, FAMILIES

if TYPE_CHECKING:
    import pandas as pd

    from cjm_research.codes.codebook import Codebook
    from cjm_research.codes.learned import Scores

_BITS = [1 << place for place in range(len(FAMILIES))]
_CARRIED_PLACES = [DECISIONS.index(name) for name in CARRIED]


class Filters:
    """Finds segments.

    Parameters
    ----------
    desk : Desk
        Of the person.
    suggestions : DataFrame
        Contract "suggestions".
    members : DataFrame, optional
        Contract "members", for themes.
    blind : bool
        Whether neither the machine's word nor a colleague's counts.
    """

    def __init__(
        self, desk: Desk, suggestions: pd.DataFrame, members: pd.DataFrame | None = None, blind: bool = False
    ) -> None:
        self._desk, self._blind = desk, blind
        self._named: dict[str, list[str]] = {}
        self._own: dict[str, list[str]] = {}
        coded = suggestions[suggestions["kind"].isin(FAMILIES) | suggestions["kind"].str.startswith(OWN)]
        columns = (coded[name] for name in ("segment_id", "kind", "value", "decision"))
        for one, kind, value, decision in zip(*columns, strict=True):
            if kind in FAMILIES and value:
                self._named.setdefault(one, [""] * len(FAMILIES))[FAMILIES.index(kind)] = f"{kind}/{value}"
            elif kind not in FAMILIES and decision in CARRIED:
                self._own.setdefault(one, []).append(kind)
        grouped = [] if members is None else members.groupby("theme_id")["segment_id"]
        self._themes = {str(theme_id): frozenset(ids) for theme_id, ids in grouped}
        self._folded: dict[str, str] = {}
        self._row_of: Mapping[str, int] = {}
        self._carries: list[int] = []
        self._counted: tuple[object, tuple[Order, ...]] | None = None

    def learn(self, scores: Scores, row_of: Mapping[str, int]) -> None:
        """Take in what the machine says now of the segments, and in which row of the scores each is."""
        self._row_of = row_of
        # One number a segment, for thousands of small lists an act would keep the collector of garbage busy.
        self._carries = (np.isin(scores.decisions, _CARRIED_PLACES) @ _BITS).tolist()

    def suggested(self, segment_id: str, book: Codebook) -> tuple[str, ...]:
        """Return the codes that the machine says yes to now: "goal/explicit", "code:trust"."""
        if self._blind:
            return ()
        row, names = self._row_of.get(segment_id), self._named.get(segment_id)
        named: tuple[str, ...] = ()
        if row is not None and names is not None:
            carried = self._carries[row]
            named = tuple(name for name, bit in zip(names, _BITS, strict=True) if name and carried & bit)
        own = self._own.get(segment_id)
        if not own:
            return named
        held = {code.kind for code in book.own}
        return (*named, *(kind for kind in own if kind in held))

    def carried(self, segment_ids: Sequence[str], book: Codebook) -> dict[str, tuple[str, ...]]:
        """Return the codes of each segment that carries any."""
        desk, found = self._desk, {}
        for one in segment_ids:
            codes = self.suggested(one, book)
            if one in desk.said:
                verdict = desk.ledger.verdict(one, desk.coder)
                rest = (code for code in codes if code.partition("/")[0] not in verdict)
                said = (code_of(kind, value) for kind, value in sorted(verdict.items()))
                codes = (*(code for code in said if code), *rest)
            if codes:
                found[one] = codes
        return found

    def ids(self, order: str, of: str, within: Sequence[str], book: Codebook) -> tuple[str, ...]:
        """Return the segments of a part of the queue.

        Parameters
        ----------
        order, of : str
            As `looking.Looking.show`.
        within : sequence of str
            The whole queue, as it was said.
        book : Codebook
            As it is now.

        Raises
        ------
        UnknownNameError
            If there is no such code or theme.
        """
        found = getattr(self, f"_{order}")(of, within, book)
        return tuple(one for one in within if one in found)

    def counts(self, within: Sequence[str], book: Codebook) -> tuple[Order, ...]:
        """Return every order but the search, with how many segments it holds."""
        state = (self._desk.ledger.last_event, within, book.version)
        if self._counted is None or self._counted[0] != state:
            self._counted = (state, self._counts(within, book))
        return self._counted[1]

    def _counts(self, within: Sequence[str], book: Codebook) -> tuple[Order, ...]:
        known = BLIND if self._blind else SHOWN
        whole = [self._order(order, "", within) for order in known if order in WHOLE]
        parts = [self._order(order, "", self.ids(order, "", within, book)) for order in known[-3:]]
        members = set(within) if self._themes and "theme" in known else set()
        themed = [self._order("theme", one, self._themes[one] & members) for one in sorted(self._themes) if members]
        n, waiting = Counter[tuple[str, ...]](), Counter[tuple[str, ...]]()
        for one, codes in self.carried(within, book).items():
            n[codes] += 1
            if one not in self._desk.done:
                waiting[codes] += 1
        each, left = _each(n), _each(waiting)
        coded = [Order("code", code, each[code], left[code]) for code in sorted(each)]
        return (*whole, *coded, *(order for order in themed if order.n), *parts)

    def _order(self, order: str, of: str, ids: Collection[str]) -> Order:
        return Order(order, of, len(ids), sum(1 for one in ids if one not in self._desk.done))

    def _code(self, of: str, within: Sequence[str], book: Codebook) -> Collection[str]:
        known = [
            *FAMILIES,
            *(f"{code.family}/{code.subtype}" for code in book.codes),
            *(code.kind for code in book.own),
        ]
        if of not in known:
            raise UnknownNameError(f"The codebook holds no code {of!r}. Known: {', '.join(known)}.")
        carried = self.carried(within, book)
        return {one for one, codes in carried.items() if any(of in (code, code.partition("/")[0]) for code in codes)}

    def _theme(self, of: str, *_: object) -> Collection[str]:
        if of not in self._themes:
            raise UnknownNameError(f"No theme of this study is called {of!r}. It has {len(self._themes)} themes.")
        return self._themes[of]

    def _search(self, of: str, within: Sequence[str], _: object) -> Collection[str]:
        ground, wanted = self._desk.ground, folded(of)
        for one in within:
            if one not in self._folded:
                row = ground.rows[one]
                said = f"{row['case_id']}\n{ground.speakers.get(row['turn_id'], '')}\n{row['text']}"
                self._folded[one] = folded(said)
        return {one for one in within if wanted in self._folded[one]}

    def _flagged(self, *_: object) -> Collection[str]:
        held, me = self._desk.notes["flags"], self._desk.coder
        return {one for one, flags in held.items() if (me in flags if self._blind else flags)}

    def _reopened(self, *_: object) -> Collection[str]:
        return self._desk.look_again

    def _marked(self, *_: object) -> Collection[str]:
        return self._desk.ground.cuts.keys()


def _each(counts: Counter[tuple[str, ...]]) -> Counter[str]:
    """Return how many segments carry each code and each family, from how many carry all of some codes."""
    each = Counter[str]()
    for codes, n in counts.items():
        for name in {*codes, *(code.partition("/")[0] for code in codes)}:
            each[name] += n
    return each
