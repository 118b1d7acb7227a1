"""Matching the topics of one family to the themes that were there: by what they share, one to one, ties by content.

The rules are made so that a result put in again comes out unchanged: what leads to a hold depends on holds and topics
alone, and only segments that nobody holds are counted in the matching.

>>> said = {"merged": frozenset(), "touched": frozenset(), "parts": {}}
>>> rows = Family("goal", _objects("s1", "s2", "s3"), np.array([4, 4, 4]), _objects(None, None, None),
...               _objects("tha", "tha", None), **said)
>>> lead(rows).themes.tolist()
['tha', 'tha', 'tha']
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from zlib import crc32

import numpy as np

from cjm_research.themes.law.edits import rest_id, theme_id_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

FLOOR = 0.3
"""Jaccard overlap of known segments from which a topic is the theme of last time."""

_MOST = 0.5  # share of a theme's segments that is most of them
_FIFTH = 0.2  # of a topic's known segments must be the theme's, so that a few do not name many
_TIE = 1e-9
_ROUNDS = 9  # the second nearly always finds that nothing moves any more


@dataclass(frozen=True)
class Family:
    """The segments of one family, sorted by id, with what is known of them.

    Attributes
    ----------
    family : str
        Its name.
    segments : ndarray of str of shape (n_segments,)
        Ids.
    topics : ndarray of int of shape (n_segments,)
        Topic of the fit, −1 none.
    held, known : ndarray of shape (n_segments,)
        The theme that an act holds it in, and the one it was in at the last fit; None if none.
    merged, touched : frozenset of str
        Themes that others were merged into, and those that any act concerns.
    parts : mapping of str to str
        Themes that came out of a split, and what stands for all of the same one.
    vectors : ndarray of shape (n_segments, n_dimensions), optional
        Unit vectors, NaN where unknown.
    """

    family: str
    segments: NDArray
    topics: NDArray
    held: NDArray
    known: NDArray
    merged: frozenset[str]
    touched: frozenset[str]
    parts: Mapping[str, str]
    vectors: NDArray | None = None


@dataclass(frozen=True)
class Led:
    """The theme of each segment, and the themes that stay without a topic."""

    themes: NDArray
    blocks: frozenset[str]


@dataclass(frozen=True)
class _Coded:
    """The rows as numbers: topics in an order made of their content, themes sorted by id; −1 for none."""

    names: list[str]
    topic: NDArray
    held: NDArray
    known: NDArray
    first: list[str]
    """The smallest segment id of each topic."""

    def shared(self, rows: NDArray, themes: NDArray) -> NDArray:
        """Count segments by topic and theme over some rows."""
        counts = np.zeros((len(self.first), len(self.names)), dtype=np.int64)
        np.add.at(counts, (self.topic[rows], themes[rows]), 1)
        return counts


def lead(rows: Family) -> Led:
    """Return the theme that each segment of a family goes to, so that led again from there it stays."""
    for _ in range(_ROUNDS):
        led = _led(rows)
        known = np.where(led.themes == rest_id(rows.family), None, led.themes)
        if (known == rows.known).all():
            break
        rows = replace(rows, known=known)
    return led


def _led(rows: Family) -> Led:
    coded = _coded(rows)
    group = _groups(rows, coded)
    in_topic, free = coded.topic >= 0, coded.held < 0
    # What is at home in a theme that holds much of its topic stays there, matched or not.
    stays = free & in_topic & (coded.known >= 0)
    stays[stays] = group[coded.topic[stays], coded.known[stays]]
    counted = free & ~stays & (coded.known >= 0)
    shares = coded.shared(counted & in_topic, coded.known)
    sizes = np.bincount(coded.known[counted], minlength=len(coded.names))
    match = _matched(rows, coded, shares, sizes, coded.shared(stays, coded.known))
    touched = np.isin(coded.names, list(rows.touched))
    block = touched & (sizes > 0) & ~np.isin(np.arange(len(coded.names)), match)
    found = np.where(free, -1, coded.held)
    found[stays] = coded.known[stays]
    in_block = counted.copy()
    in_block[counted] = block[coded.known[counted]]
    found[in_block] = coded.known[in_block]
    open_rows = np.flatnonzero((found < 0) & in_topic)
    found[open_rows] = _open(rows, coded, group, shares, match, open_rows)
    return _named(rows, coded, found, block)


def _coded(rows: Family) -> _Coded:
    names = sorted({name for column in (rows.held, rows.known) for name in column if name is not None})
    place = {name: at for at, name in enumerate(names)}
    numbers, inverse = np.unique(rows.topics, return_inverse=True)
    # Rows are sorted by segment, so the first row of a topic holds its smallest id: an order free of topic numbers.
    firsts = np.unique(inverse, return_index=True)[1]
    order = [at for at in np.argsort(firsts, kind="stable") if numbers[at] >= 0]
    rank = np.full(len(numbers), -1)
    rank[order] = np.arange(len(order))
    return _Coded(
        names=names,
        topic=rank[inverse] if len(numbers) else inverse,
        held=np.array([place.get(name, -1) for name in rows.held], dtype=np.int64),
        known=np.array([place.get(name, -1) for name in rows.known], dtype=np.int64),
        first=[rows.segments[firsts[at]] for at in order],
    )


def _groups(rows: Family, coded: _Coded) -> NDArray:
    """Tell which themes hold much of which topic: the parts of one split together, any other theme by itself."""
    held = (coded.held >= 0) & (coded.topic >= 0)
    counts = coded.shared(held, coded.held)
    counts[:, np.isin(coded.names, [rest_id(rows.family)])] = 0
    labels, member = np.unique([rows.parts.get(name, name) for name in coded.names], return_inverse=True)
    together = np.zeros((len(coded.first), len(labels)), dtype=np.int64)
    np.add.at(together.T, member, counts.T)
    out = np.zeros_like(counts, dtype=bool)
    if not len(labels) or not len(coded.first):
        return out
    best = together.argmax(axis=1)
    n_segments = np.bincount(coded.topic[coded.topic >= 0], minlength=len(coded.first))
    much = together.max(axis=1) >= FLOOR * n_segments
    out[much] = (member[None, :] == best[much][:, None]) & (counts[much] > 0)
    return out


def _matched(rows: Family, coded: _Coded, shares: NDArray, sizes: NDArray, stays: NDArray) -> NDArray:
    """Return the theme of each topic, −1 where it shares enough with none; what stays counts as known."""
    match = np.full(len(coded.first), -1, dtype=np.int64)
    if not shares.size:
        return match
    known = (shares + stays).sum(axis=1)
    best = (shares + stays).argmax(axis=1)
    merged = np.isin(coded.names, list(rows.merged))
    to_merged = merged[best] & (known > 0) & ((shares + stays).max(axis=1) >= FLOOR * known)
    match[to_merged] = best[to_merged]
    overlap = shares / np.maximum(known[:, None] + sizes[None, :] - shares, 1)
    most = (shares > _MOST * sizes[None, :]) & (shares >= _FIFTH * known[:, None])
    enough = (shares > 0) & ((overlap >= FLOOR) | most) & ~merged[None, :] & ~to_merged[:, None]
    pairs = np.argwhere(enough)
    if not len(pairs):
        return match
    from scipy.optimize import linear_sum_assignment

    worth = np.zeros(overlap.shape)
    for topic, theme in pairs:
        tie = crc32(f"{coded.names[theme]} {coded.first[topic]}".encode()) / 2**32
        worth[topic, theme] = round(float(overlap[topic, theme]), 9) + _TIE * tie
    at_topic, at_theme = linear_sum_assignment(worth, maximize=True)
    kept = enough[at_topic, at_theme]
    match[at_topic[kept]] = at_theme[kept]
    return match


def _open(rows: Family, coded: _Coded, group: NDArray, shares: NDArray, match: NDArray, at: NDArray) -> NDArray:
    """Return the theme of segments that nothing holds or keeps; −1 begins a new theme of their topic."""
    topic, known = coded.topic[at], coded.known[at] >= 0
    found = match[topic].copy()
    if not group.any():
        return found
    held = coded.shared((coded.held >= 0) & (coded.topic >= 0), coded.held) * group
    matched_share = np.where(match >= 0, shares[np.arange(len(match)), match], -1)
    # New segments of a topic follow the greater evidence; those that were elsewhere follow the match if there is one.
    stronger = group.any(axis=1) & (held.sum(axis=1) >= matched_share)
    to_group = group.any(axis=1)[topic] & ((match[topic] < 0) | (~known & stronger[topic]))
    found[to_group] = _nearest_part(rows, coded, group, held, at[to_group])
    return found


def _nearest_part(rows: Family, coded: _Coded, group: NDArray, held: NDArray, at: NDArray) -> NDArray:
    """Return the part that each row is nearest to, of those that hold its topic; without vectors the largest."""
    topic = coded.topic[at]
    found = held.argmax(axis=1)[topic]
    if rows.vectors is None:
        return found
    for one in np.unique(topic):
        parts = np.flatnonzero(group[one])
        if len(parts) < 2:
            continue
        middles = np.array([_middle(rows.vectors[coded.held == part]) for part in parts])
        mine = np.flatnonzero(topic == one)
        near = np.round(rows.vectors[at[mine]] @ middles.T, 9)
        sure = np.isfinite(near).all(axis=1)
        found[mine[sure]] = parts[near[sure].argmax(axis=1)]
    return found


def _middle(vectors: NDArray) -> NDArray:
    middle = vectors[np.isfinite(vectors).all(axis=1)].sum(axis=0)
    length = np.linalg.norm(middle)
    return middle / length if length else np.full(len(middle), np.nan)


def _named(rows: Family, coded: _Coded, found: NDArray, block: NDArray) -> Led:
    """Give ids to new themes, and to what has no topic the id of the rest."""
    themes = np.full(len(found), rest_id(rows.family), dtype=object)
    placed = found >= 0
    themes[placed] = _objects(*coded.names)[found[placed]]
    taken = set(themes[placed]) | rows.touched
    fresh = (found < 0) & (coded.topic >= 0)
    order = np.argsort(coded.topic, kind="stable")
    bounds = np.searchsorted(coded.topic[order], np.arange(len(coded.first) + 1))
    for topic in np.unique(coded.topic[fresh]):
        # The id is made of the whole topic, so that it stays the same when an act on some of its segments is undone.
        inside = order[bounds[topic] : bounds[topic + 1]]
        content = rows.segments[inside].tolist()
        theme_id, number = theme_id_of(rows.family, content), 2
        while theme_id in taken:
            theme_id, number = theme_id_of(rows.family, content, str(number)), number + 1
        taken.add(theme_id)
        themes[inside[fresh[inside]]] = theme_id
    return Led(themes, frozenset(name for name, is_block in zip(coded.names, block, strict=True) if is_block))


def _objects(*values: object) -> NDArray:
    """Return an array of objects, also of equal strings."""
    out = np.empty(len(values), dtype=object)
    out[:] = values
    return out
