"""A toy study whose themes can be edited: random topics, frames as after a fit, and a store of events in memory.

Loaded with ``runpy.run_path`` by tests of other folders.
"""

import numpy as np
import pandas as pd

from cjm_research.review.themes.session import ThemeSession
from cjm_research.schema import CONTRACTS, complete
from cjm_research.themes.law.edits import Law
from cjm_research.themes.law.resolve import resolve
from cjm_research.themes.law.standing import current

LANGUAGES = ("en", "zh")
SAID = {
    "en": ("The courier came late", "I want to compare prices", "The manual is confusing", "Nobody called me"),
    "zh": ("快递来得太晚", "我想比较价格", "说明书看不懂", "没有人打电话给我"),
}
NOTHING = pd.DataFrame(columns=["theme_id", "family", "segment_id"])


class MemoryStore:
    """Keeps events as `store.database.Store` does, without a file."""

    def __init__(self):
        self._events = []

    def record(self, act, payload, actor, codings=()):
        number = len(self._events) + 1
        self._events.append((number, f"2026-11-{number % 28 + 1:02d}T09:00:00+00:00", actor, act, dict(payload)))
        return number

    def events(self, after=0):
        rows = [row for row in self._events if row[0] > after]
        return pd.DataFrame(rows, columns=list(CONTRACTS["events"].columns))


def segments(n, start=0):
    """Return segments, every second one Chinese, of seven people."""
    rows = []
    for at in range(start, start + n):
        language = LANGUAGES[at % 2]
        text = f"{SAID[language][at % 4]} {at}"
        rows.append((f"s{at:04d}", f"d{at % 7}", f"t{at}", f"P{at % 7:02d}", 0, len(text), text, "", language))
    columns = ["segment_id", "document_id", "turn_id", "case_id", "start", "end", "text", "context", "language"]
    return pd.DataFrame(rows, columns=columns).assign(kind="interview", position=0.5)


def topics(ids, seed, n_topics=6, families=("goal", "pain_point")):
    """Return a random fit: every third segment has both families, one in eight no topic."""
    rng = np.random.default_rng(seed)
    rows = []
    for at, segment_id in enumerate(sorted(ids)):
        own = families if at % 3 == 0 else families[at % len(families) :][:1]
        for family in own:
            topic = -1 if rng.random() < 0.125 else int(rng.integers(n_topics))
            rows.append((family, segment_id, topic, int(rng.integers(2)) if topic >= 0 else 0, rng.random()))
    return pd.DataFrame(rows, columns=list(CONTRACTS["topics"].columns))


def fitted(found, fit, said):
    """Return themes and members as a fit stores them, with machine's names for what people have not named."""
    near = fit.set_index(["family", "segment_id"])["weight"]
    homes = found.homes
    weights = [near[key] for key in zip(homes["family"], homes["segment_id"], strict=True)]
    members = complete(homes.drop(columns="rest").assign(weight=weights, distance=np.nan), "members")
    people = said.set_index("segment_id")
    rows = []
    for row in found.themes.to_dict("records"):
        own = members[members["theme_id"] == row["theme_id"]].sort_values("weight", ascending=False)
        ids = own["segment_id"].tolist()
        machine = {
            "en": f"{'Other: ' if row['rest'] else ''}What {row['theme_id']} is",
            "zh": f"关于 {row['theme_id']}",
        }
        titles = machine | row["titles"]
        named = {**row, "titles": titles, "title": titles["en"], "language": "en", "words": ["late", "价格"]}
        counts = {"n_segments": len(ids), "n_people": people.loc[ids, "case_id"].nunique(),
                  "n_documents": people.loc[ids, "document_id"].nunique()}  # fmt: skip
        parts = [{"subtheme": int(n), "title": f"Part {n} of {row['theme_id']}", "n_segments": len(part),
                  "n_people": 1} for n, part in own.groupby("subtheme") if n >= 0]  # fmt: skip
        rows.append({**named, **counts, "motto_segment_id": ids[0], "quotes": ids[:1], "stability": 0.7,
                     "subthemes": parts})  # fmt: skip
    themes = pd.DataFrame(rows)[list(CONTRACTS["themes"].columns)]
    return themes, members.sort_values(["theme_id", "segment_id"], ignore_index=True)


class Study:
    """Fits, keeps what a fit found, and shows what stands after the events since."""

    def __init__(self, store=None, n=60, seed=1, n_topics=6):
        self.store = store or MemoryStore()
        self.previous, self.since = NOTHING, 0
        self.segments = segments(n)
        self.fit(seed, n_topics)

    def fit(self, seed, n_topics=6, more=0):
        """Fit anew, with more segments."""
        self.segments = segments(len(self.segments) + more)
        self.topics = topics(self.segments["segment_id"], seed, n_topics)
        law = Law.of(self.store.events(), self.since)
        self.resolved = resolve(self.topics, self.previous, law)
        self.themes, self.members = fitted(self.resolved, self.topics, self.segments)
        self.previous = self.resolved.homes
        events = self.store.events()
        self.since = int(events["event_id"].max()) if len(events) else 0

    def load(self):
        """Return themes, members and segments as they stand."""
        law = Law.of(self.store.events(), self.since)
        args = (self.themes, self.members, self.topics, self.previous, law, self.segments, LANGUAGES)
        return (*current(*args), self.segments)

    def session(self, coder="Ana"):
        """Open a session of editing."""
        return ThemeSession(self.store, self.load, coder, LANGUAGES)
