"""Whatever two coders do in whatever order, the tables are what the events tell, and both see the same segments."""

import os
import tempfile
from pathlib import Path
from runpy import run_path

import pandas as pd
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from cjm_research.segments.cutting import standing
from cjm_research.store.database import Store
from cjm_research.store.replay import replay_tables
from cjm_research.store.tables import ACTED

_TOY = run_path(str(Path(__file__).with_name("coding_toy.py")))
CODERS = ("Ana", "博")
_WHO = st.integers(0, 1)
_NUMBER = st.integers(0, 10**6)
_CUTS = ("mark", "merge", "split", "invivo")
_BOOK = ("retire", "rename", "join")
_NOTES = ("flag", "unflag", "memo")
_CODES = ("change", "accept", "reject", "skip", "code", "goto")


class CodingMachine(RuleBasedStateMachine):
    """Two coders, each with a session and a store of their own, on one file."""

    acts, refused = 0, 0

    @initialize()
    def open(self):
        self.folder = tempfile.TemporaryDirectory()
        path = Path(self.folder.name, "study.sqlite")
        _TOY["make"](path)
        self.stores = [Store.open(path) for _ in CODERS]
        self.hands = [_TOY["Hands"](store, coder) for store, coder in zip(self.stores, CODERS, strict=True)]
        self.events = self.stores[1].events()
        self.documents = self.stores[0].frame("documents").set_index("document_id")["text"].to_dict()

    def _do(self, who, name, one, two):
        before = self._n_events()
        refused = self.hands[who].act(name, one, two)
        type(self).acts += 1
        if refused is not None:
            type(self).refused += 1
            assert self._n_events() == before, f"{name} was refused and yet kept: {refused}"

    def _n_events(self):
        return self.stores[0].count("events")

    @rule(who=_WHO, name=st.sampled_from(_CODES), one=_NUMBER, two=_NUMBER)
    def code(self, who, name, one, two):
        self._do(who, name, one, two)

    @rule(who=_WHO, name=st.sampled_from(_CUTS), one=_NUMBER, two=_NUMBER)
    def cut(self, who, name, one, two):
        self._do(who, name, one, two)

    @rule(who=_WHO, name=st.sampled_from(_NOTES), one=_NUMBER, two=_NUMBER)
    def note(self, who, name, one, two):
        self._do(who, name, one, two)

    @rule(who=_WHO, name=st.sampled_from(_BOOK), one=_NUMBER, two=_NUMBER)
    def edit_codebook(self, who, name, one, two):
        self._do(who, name, one, two)

    @rule(who=_WHO, name=st.sampled_from(("undo", "undo", "redo")))
    def turn(self, who, name):
        self._do(who, name, 0, 0)

    @rule()
    def both_look(self):
        seen = [hands.standing() for hands in self.hands]
        assert seen[0] == seen[1]
        segments = self.stores[0].frame("segments")
        held = standing(segments, self.stores[0].frame("cuts"))
        assert set(seen[0]) == set(held["segment_id"])
        texts = held.set_index("segment_id")["text"]
        for segment_id, (document_id, start, end) in seen[0].items():
            assert self.documents[document_id][start:end] == texts[segment_id]

    @invariant()
    def the_events_tell_the_tables(self):
        if not hasattr(self, "stores"):
            return
        # Events are never changed, so only those that are new are read; without one no table can have changed.
        new = self.stores[1].events(len(self.events))
        if new.empty:
            return
        self.events = pd.concat([self.events, new], ignore_index=True)
        told = replay_tables(self.events)
        for name in ("codings", *ACTED):
            assert told[name].equals(self.stores[1].frame(name)), name

    @invariant()
    def every_segment_is_its_words(self):
        if not hasattr(self, "stores"):
            return
        for row in self.stores[0].frame("segments").itertuples():
            assert self.documents[row.document_id][row.start : row.end] == row.text

    def teardown(self):
        if not hasattr(self, "stores"):
            return
        self.both_look()
        assert self.events.equals(self.stores[0].events())
        assert self.stores[0].check() == []
        for store in self.stores:
            store.close()
        self.folder.cleanup()


TestCoding = CodingMachine.TestCase
TestCoding.settings = settings(
    max_examples=3,
    stateful_step_count=int(os.environ.get("CJM_STEPS", "60")),
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)
