"""Whatever people do in whatever session, the codings equal the replay of the events and the plain model below."""

import tempfile
from pathlib import Path
from runpy import run_path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from cjm_research.schema import FAMILIES, SUBTYPES
from cjm_research.store.database import Store
from cjm_research.store.replay import replay

_TOY = run_path(str(Path(__file__).parents[1] / "review" / "toy.py"))
_CODERS = ("Ana", "Ana", "波")
_SESSION = st.integers(0, 2)
_CODES = st.fixed_dictionaries({family: st.sampled_from(("", *SUBTYPES[family])) for family in FAMILIES})


class ReviewMachine(RuleBasedStateMachine):
    """Two sessions of one person and one of another, on one file through two stores."""

    @initialize(lang=st.sampled_from(["en", "zh"]))
    def open(self, lang):
        self.folder = tempfile.TemporaryDirectory()
        path = Path(self.folder.name, "study.sqlite")
        self.stores = [Store.open(path, create=True), Store.open(path)]
        self.stores[0].replace_many(_TOY["frames"](lang))
        self.sessions = [
            _TOY["session"](self.stores[at % 2], lang, coder=coder, order="uncertain")
            for at, coder in enumerate(_CODERS)
        ]
        self.model = {"Ana": {}, "波": {}}
        self.history = {"Ana": [], "波": []}
        self.n_events = 0

    @rule(at=_SESSION, which=st.sampled_from(["accept", "reject"]))
    def accept_or_reject(self, at, which):
        session = self.sessions[at]
        item = session.current
        if item is not None:
            getattr(session, which)()
            codes = item.suggested_codes if which == "accept" else {}
            self.said(at, item.segment_id, {family: codes.get(family, "") for family in FAMILIES})

    @rule(
        at=_SESSION, codes=_CODES, emotion=st.sampled_from([None, 1, 4.5, ""]), stage=st.sampled_from([None, "use", ""])
    )
    def change(self, at, codes, emotion, stage):
        session = self.sessions[at]
        item = session.current
        if item is not None:
            session.change(codes, emotion, stage)
            rest = {"emotion": emotion and f"{emotion:.1f}", "stage": stage}
            self.said(at, item.segment_id, {**codes, **{kind: v for kind, v in rest.items() if v is not None}})

    @rule(at=_SESSION)
    def skip(self, at):
        session = self.sessions[at]
        if session.current is not None:
            self.remember(at)
            session.skip()
            self.n_events += 1

    @rule(at=_SESSION)
    def undo(self, at):
        history = self.history[_CODERS[at]]
        undone = self.sessions[at].undo()
        assert (undone is not None) == bool(history)
        if history:
            self.model[_CODERS[at]] = history.pop()
            self.n_events += 1

    @rule(at=_SESSION, place=st.integers(0, 3))
    def goto(self, at, place):
        self.sessions[at].goto(self.sessions[at].queue[place])

    @rule(at=_SESSION)
    def begin_again(self, at):
        old = self.sessions[at]
        lang = old.queue[0].split("-")[1]
        self.sessions[at] = _TOY["session"](self.stores[at % 2], lang, coder=_CODERS[at], order="uncertain")
        old.refresh()
        assert self.sessions[at].queue == old.queue
        assert self.sessions[at].progress == old.progress

    def remember(self, at):
        coder = _CODERS[at]
        self.history[coder].append({segment_id: dict(said) for segment_id, said in self.model[coder].items()})

    def said(self, at, segment_id, values):
        self.remember(at)
        verdict = {**self.model[_CODERS[at]].get(segment_id, {}), **values}
        kept = {kind: value for kind, value in verdict.items() if kind in FAMILIES or value != ""}
        self.model[_CODERS[at]][segment_id] = kept
        self.n_events += 1

    @invariant()
    def store_equals_replay_and_model(self):
        codings = self.stores[0].codings()
        assert replay(self.stores[1].events()).equals(codings)
        assert len(self.stores[0].events()) == self.n_events
        found = {tuple(row) for row in codings[["coder", "segment_id", "kind", "value"]].itertuples(index=False)}
        assert found == {
            (coder, segment_id, kind, value)
            for coder, segments in self.model.items()
            for segment_id, said in segments.items()
            for kind, value in said.items()
        }

    def teardown(self):
        for store in self.stores:
            store.close()
        self.folder.cleanup()


TestReviewMachine = ReviewMachine.TestCase
TestReviewMachine.settings = settings(
    max_examples=8, stateful_step_count=25, deadline=None, derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)  # fmt: skip
