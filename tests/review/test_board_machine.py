"""Whatever two people do on one board, in whatever session: tables equal the replay, nothing is lost, undo is exact."""

import tempfile
from pathlib import Path
from runpy import run_path
from types import SimpleNamespace

import pandas as pd
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from cjm_research import schema
from cjm_research.errors import CjmError
from cjm_research.journeys.edits import apply_edits, edited_framework
from cjm_research.journeys.frameworks import Framework, Stage
from cjm_research.review.board.law import LANES
from cjm_research.review.board.refusals import Refusal, UnknownRefusal
from cjm_research.settings import Settings
from cjm_research.store.database import Store
from cjm_research.store.replay import replay_tables
from cjm_research.store.tables import BOARD as TABLES

BOARD = SimpleNamespace(**run_path(str(Path(__file__).parents[1] / "widgets" / "board_toy.py")))
_CODERS = ("Ana", "Ana", "波")
_SESSION, _PICK = st.integers(0, 2), st.integers(0, 50)
_REFUSED = (Refusal, UnknownRefusal)


def framework():
    blank = {"en": "", "zh": ""}
    stages = tuple(
        Stage(key, dict(name), blank, blank, blank, blank, {"en": (), "zh": ()}, (key,))
        for key, name in BOARD.STAGES.items()
    )
    return Framework("own", {"en": "", "zh": ""}, stages)


def computed(store, lang, cards, evidence):
    """Return the map as the pipeline makes it of the same rows."""
    said = evidence.groupby("card_id", sort=False)["segment_id"].agg(list)
    whole = BOARD.state(cards, evidence, lang)
    found = [
        {"finding_id": card["id"], "stage": stage["id"], "family": card["lane"], "subtype": card["subtype"],
         "theme_id": card["theme_id"], "title": card["title"], "titles": card["titles"], "people": card["people"],
         "n_people": card["n_people"], "n_segments": card["n_segments"], "reviewed_share": card["reviewed_share"],
         "segment_ids": said[card["id"]], "grade": "thin", "grade_rule": ""}
        for stage in whole.data["stages"] for card in stage["cards"] if card["lane"] != "opportunity"
    ]  # fmt: skip
    coded = evidence[["segment_id", "family", "subtype", "score", "reviewed"]]
    segments = store.frame("segments")
    placed = evidence[["segment_id", "stage"]].assign(score=1.0, reviewed=False, taken_over=False)
    edits = {name: store.frame(name) for name in ("cards", "stages", "memos")}
    emotions = evidence.set_index("segment_id")["emotion"]
    return apply_edits(schema.complete(pd.DataFrame(found), "findings"), placed, edits,
                       edited_framework(framework(), edits["stages"]), coded, emotions, segments, 4,
                       Settings.default().journey, lang)  # fmt: skip


class BoardMachine(RuleBasedStateMachine):
    """Two sessions of one person and one of another, on one file through two stores."""

    @initialize(lang=st.sampled_from(["en", "zh"]))
    def open(self, lang):
        self.folder, self.lang = tempfile.TemporaryDirectory(), lang
        path = Path(self.folder.name, "study.sqlite")
        self.stores = [Store.open(path, create=True), Store.open(path)]
        self.sessions = [BOARD.session(self.stores[at % 2], lang, coder) for at, coder in enumerate(_CODERS)]
        self.cards, self.evidence = BOARD.fill(self.stores[0], lang)
        self.segments, self.n_compared = set(self.evidence["segment_id"]), -1

    def act(self, at, do):
        """Do something in a session; a refusal leaves no event."""
        n = len(self.stores[0].events())
        refused = None
        try:
            do(self.sessions[at])
        except _REFUSED as err:
            refused = err
        if refused is not None:
            assert refused.told("en") != refused.told("zh")
            assert len(self.stores[0].events()) == n

    def card(self, session, pick, lane=None):
        cards = [card for card in session.cards(hidden=True) if lane in (None, card["lane"])]
        return cards[pick % len(cards)]

    def stage(self, session, pick):
        return session.stages[pick % len(session.stages)]["id"]

    @rule(at=_SESSION, pick=_PICK, to=_PICK, before=st.none() | _PICK)
    def move(self, at, pick, to, before):
        session = self.sessions[at]
        card, stage = self.card(session, pick), self.stage(session, to)
        mates = [each["id"] for each in session.cards(stage, card["lane"], hidden=True)]
        mate = mates[before % len(mates)] if before is not None and mates else None
        self.act(at, lambda session: session.move(card["id"], stage, mate))

    @rule(at=_SESSION, pick=_PICK, others=st.lists(_PICK, min_size=1, max_size=2))
    def merge(self, at, pick, others):
        into = self.card(self.sessions[at], pick)
        gone = [self.card(self.sessions[at], each, into["lane"])["id"] for each in others]
        self.act(at, lambda session: session.merge(into["id"], gone))

    @rule(at=_SESSION, pick=_PICK, n=st.integers(1, 2))
    def split(self, at, pick, n):
        card = self.card(self.sessions[at], pick)
        chosen = [item["segment_id"] for item in card["evidence"]][-n:]
        self.act(at, lambda session: session.split(card["id"], chosen, "…"))

    @rule(at=_SESSION, pick=_PICK, which=st.sampled_from(["hide", "show", "pin", "remove", "unpin"]))
    def flag(self, at, pick, which):
        card = self.card(self.sessions[at], pick)["id"]
        if which == "unpin":
            self.act(at, lambda session: session.pin(card, on=False))
        else:
            self.act(at, lambda session: getattr(session, which)(card))

    @rule(at=_SESSION, pick=_PICK, title=st.sampled_from(["A", "乙", "🛋"]))
    def rename(self, at, pick, title):
        card = self.card(self.sessions[at], pick)["id"]
        self.act(at, lambda session: session.rename(card, title))

    @rule(at=_SESSION, to=_PICK, lane=st.sampled_from(LANES), n=st.integers(0, 2), answers=st.booleans())
    def write(self, at, to, lane, n, answers):
        session = self.sessions[at]
        chosen = sorted(self.segments)[to % 5 : to % 5 + n]
        said = [self.card(session, to)["id"]] if answers else []
        self.act(at, lambda session: session.write(self.stage(session, to), lane, "…", chosen, answers=said))

    @rule(at=_SESSION, pick=_PICK, value=st.integers(0, 5), owner=st.sampled_from(["", "Bo"]))
    def assign(self, at, pick, value, owner):
        card = self.card(self.sessions[at], pick)["id"]
        self.act(at, lambda session: session.assign(card, owner=owner, value=value))

    @rule(at=_SESSION, pick=_PICK)
    def comment(self, at, pick):
        card = self.card(self.sessions[at], pick)["id"]
        self.act(at, lambda session: session.comment(card, "?"))

    @rule(
        at=_SESSION, pick=_PICK, before=st.none() | _PICK, how=st.sampled_from(["move", "add", "merge", "hide", "name"])
    )
    def stages(self, at, pick, before, how):
        session = self.sessions[at]
        stage, mate = self.stage(session, pick), None if before is None else self.stage(session, before)
        if how == "move":
            self.act(at, lambda session: session.move_stage(stage, mate))
        elif how == "add":
            self.act(at, lambda session: session.add_stage(f"S{pick}", mate))
        elif how == "merge":
            self.act(at, lambda session: session.merge_stages(stage, [mate or stage]))
        elif how == "hide":
            self.act(at, lambda session: session.hide_stage(stage))
        else:
            self.act(at, lambda session: session.rename_stage(stage, f"N{pick}"))

    @rule(at=_SESSION, weight=st.sampled_from([0.0, 0.5]))
    def weigh(self, at, weight):
        self.act(at, lambda session: session.weigh(reach=weight))

    @rule(at=_SESSION)
    def undo(self, at):
        self.act(at, lambda session: session.undo())

    @rule(at=_SESSION)
    def redo(self, at):
        self.act(at, lambda session: session.redo())

    @rule(at=_SESSION)
    def undo_and_redo_is_as_before(self, at):
        session = self.sessions[at]
        session.refresh()
        before = {name: _bare(self.stores[0].frame(name)) for name in (*TABLES, "memos")}
        try:
            undone = session.undo()
        except CjmError:
            return
        if undone is not None:
            assert session.redo() == undone
            assert {name: _bare(self.stores[0].frame(name)) for name in (*TABLES, "memos")} == before

    @rule(at=_SESSION)
    def begin_again(self, at):
        old = self.sessions[at]
        old.refresh()
        self.sessions[at] = BOARD.session(self.stores[at % 2], self.lang, _CODERS[at])
        assert self.sessions[at].data == old.data

    @invariant()
    def tables_equal_the_replay(self):
        told = replay_tables(self.stores[1].events())
        assert all(told[name].equals(self.stores[0].frame(name)) for name in (*TABLES, "memos"))

    @invariant()
    def every_segment_is_on_the_board_once_in_its_lane(self):
        session = self.sessions[0]
        session.refresh()
        lane = dict(zip(self.evidence["segment_id"], self.evidence["family"], strict=True))
        held = [
            (item["segment_id"], card["lane"])
            for card in session.cards(hidden=True)
            for item in card["evidence"]
            if card["lane"] == lane[item["segment_id"]] and not _by_hand(card, session)
        ]
        assert len(held) == len(set(held))
        by_hand = {item["segment_id"] for card in session.cards(hidden=True) if _by_hand(card, session)
                   for item in card["evidence"]}  # fmt: skip
        assert {segment_id for segment_id, _ in held} | by_hand == self.segments

    @invariant()
    def the_board_is_as_the_pipeline_makes_it(self):
        session, n = self.sessions[0], len(self.stores[0].events())
        if n % 3 or n == self.n_compared:  # building the map takes longer than all acts together
            return
        self.n_compared = n
        edited = computed(self.stores[0], self.lang, self.cards, self.evidence)
        rows = edited.findings[edited.findings["lane"] != "opportunity"]
        made = [
            (row.finding_id, row.stage, row.lane, row.title, sorted(row.segment_ids), row.parts, row.people, row.hidden,
             row.pinned, row.owner, row.value, row.n_comments, row.position)
            for row in rows.itertuples(index=False)
        ]  # fmt: skip
        shown = [
            (card["id"], card["stage"], card["lane"], card["title"],
             sorted(item["segment_id"] for item in card["evidence"]), card["parts"], card["people"],
             card["hidden"], card["pinned"], card["owner"], card["value"], card["n_comments"], card["position"])
            for card in session.cards(hidden=True) if card["lane"] != "opportunity"
        ]  # fmt: skip
        assert made == shown

    def teardown(self):
        assert self.stores[0].check() == []
        for store in self.stores:
            store.close()
        self.folder.cleanup()


def _by_hand(card, session):
    """Whether words were written beside a card by hand, here or in one that it is made of."""
    parts = (card["id"], *card["parts"])
    return any(part.startswith("h") for part in parts) or any(
        parent.startswith("h") for part in parts for parent in session._row(part)["parents"]
    )


def _bare(frame):
    kept = frame.drop(columns=["created_at", "event_id"], errors="ignore").astype(object)
    return kept.where(kept.notna(), None).to_dict("records")


TestBoardMachine = BoardMachine.TestCase
TestBoardMachine.settings = settings(
    max_examples=5, stateful_step_count=25, deadline=None, derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)  # fmt: skip
