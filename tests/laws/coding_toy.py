"""A small study in two languages, and hands that do any act of coding in it; loaded with ``runpy.run_path``.

An act is its name and two whole numbers, which choose among whatever can be chosen then; so hypothesis, a random
generator and a process that is about to be killed all draw from the same acts.
"""

from pathlib import Path

import pandas as pd

from cjm_research.codes.codebook import Codebook
from cjm_research.corpora import Reading, Source, Turn, build_corpus
from cjm_research.errors import CjmError
from cjm_research.review.codebook.session import CodebookSession
from cjm_research.review.coding.session import ReviewSession
from cjm_research.schema import FAMILIES, SUBTYPES
from cjm_research.segments import MeaningUnits
from cjm_research.settings import Settings
from cjm_research.store.database import Store

_EN = (
    ("Interviewer", "How did you come to order the sofa? 🛋️"),
    ("Participant", "Well, we had just moved. I wanted to find something we could both sleep on. It took for ever to "
                    "load, so I gave up twice. 😤 Then my sister sent me a link."),
    ("Interviewer", "And then?"),
    ("Participant", "They hid the delivery fee until the last page, I was furious. In the end the driver was lovely. "
                    "He carried everything up to the fourth floor without a word."),
)  # fmt: skip
_ZH = (
    ("访谈者", "您当时为什么想在线挂号？"),
    ("受访者", "我妈膝盖疼了一个多星期，我想尽快给她约上骨科的号。页面老是转圈，我点了好几次都没反应😩。"
               "后来朋友推荐了一个小程序，才总算挂上了号。"),
    ("访谈者", "然后呢？"),
    ("受访者", "付款的时候才发现要多收服务费，真的很生气。不过护士挺耐心的，一直陪着我妈排队。"),
)  # fmt: skip
ACTS = ("change", "accept", "reject", "skip", "undo", "redo", "mark", "merge", "split", "flag", "unflag", "memo",
        "goto", "invivo", "code", "retire", "rename", "join", "look")  # fmt: skip
"""What hands can do; "retire", "rename" and "join" are done to codes of the study's own."""


def make(path):
    """Make the database of the study."""
    talks = {"en.txt": _EN, "zh.txt": _ZH}
    readings = [
        Reading(Path(name), "text", sources=(Source("interview", tuple(Turn(text, who) for who, text in talk)),),
                source=name, sha256=name)
        for name, talk in talks.items()
    ]  # fmt: skip
    corpus = build_corpus(readings)
    segments = MeaningUnits(Settings.default().segments)(corpus.documents, corpus.turns)
    with Store.open(path, create=True) as store:
        store.replace_many({**corpus.frames(), "segments": segments, "suggestions": _suggestions(segments)})


def _suggestions(segments):
    rows = []
    for at, segment_id in enumerate(segments["segment_id"]):
        same = {"segment_id": segment_id, "score": 0.6, "reason": "", "coder": "toy", "version": "1"}
        for number, family in enumerate(FAMILIES):
            told = {"value": SUBTYPES[family][0], "decision": "look" if (at + number) % 3 == 0 else "no"}
            rows.append({**same, "kind": family, **told})
        rows.append({**same, "kind": "emotion", "value": "3.0", "decision": "look"})
        rows.append({**same, "kind": "stage", "value": "use", "decision": "look"})
    return pd.DataFrame(rows)


class Hands:
    """One coder at work on the study.

    Parameters
    ----------
    store : Store
        Opened by whoever has the hands.
    coder : str
    """

    def __init__(self, store, coder):
        frames = {name: store.frame(name) for name in ("segments", "documents", "suggestions", "turns")}
        self.store, self.coder = store, coder
        self.texts = frames["documents"].set_index("document_id")["text"].to_dict()
        self.session = ReviewSession(
            store, frames["segments"], frames["documents"], frames["suggestions"], Codebook.framework(), coder,
            "document", turns=frames["turns"],
        )  # fmt: skip
        self.books = CodebookSession(store, Codebook.framework, coder, frames["segments"])

    def act(self, name, one, two):
        """Do an act; return why it was refused, or None."""
        try:
            getattr(self, f"_{name}")(one, two)
        except CjmError as err:
            return err
        return None

    def standing(self):
        """Return the segments that the session shows, and their places."""
        self.session.refresh()
        return {
            placed.segment_id: (document_id, placed.start, placed.end)
            for document_id in self.texts
            for placed in self.session.transcript(document_id).segments
        }

    def _chosen(self, one):
        placed = sorted(self.standing())
        self.session.goto(placed[one % len(placed)])

    def _codes(self, one, two):
        family = FAMILIES[one % len(FAMILIES)]
        return {family: ("", *SUBTYPES[family])[two % (1 + len(SUBTYPES[family]))]}

    def _own(self, one):
        held = [code.id for code in self.session.codebook.own if not code.retired]
        return [held[one % len(held)]] if held else []

    def _change(self, one, two):
        self.session.change(self._codes(one, two), emotion=(None, 1, 4.5, "")[two % 4], stage=(None, "use")[one % 2])

    def _accept(self, one, two):
        self.session.accept()

    def _reject(self, one, two):
        self.session.reject()

    def _skip(self, one, two):
        self.session.skip()

    def _undo(self, one, two):
        self.session.undo()

    def _redo(self, one, two):
        self.session.redo()

    def _goto(self, one, two):
        self._chosen(one)

    def _code(self, one, two):
        self._chosen(one)
        self.session.change(self._codes(two, one), own=self._own(two))

    def _span(self, one, two):
        """Return a document and a span in what a participant says there."""
        turns = self.store.frame("turns").query("role == 'participant'").sort_values("turn_id")
        turn = turns.iloc[one % len(turns)]
        length = int(turn["end"] - turn["start"])
        start = int(turn["start"]) + two % (length - 2)
        return turn["document_id"], start, min(start + 2 + one % 40, int(turn["end"]))

    def _mark(self, one, two):
        document_id, start, end = self._span(one, two)
        self.session.mark(start, end, self._codes(one, two), self._own(two), document_id=document_id)

    def _invivo(self, one, two):
        document_id, start, end = self._span(one, two)
        there = sorted(key for key, place in self.standing().items() if place[0] == document_id)
        self.session.goto(there[0])
        self.session.invivo(start, end, ("", *FAMILIES)[one % 4])

    def _merge(self, one, two):
        self._chosen(one)
        self.session.merge(("next", "previous")[two % 2])

    def _split(self, one, two):
        self._chosen(one)
        item = self.session.current
        self.session.split(item.start + 1 + two % max(item.end - item.start - 1, 1))

    def _flag(self, one, two):
        self.session.flag(("", "看一下", "unsure")[one % 3], ("", "Ana", "博")[two % 3])

    def _unflag(self, one, two):
        self.session.unflag()

    def _memo(self, one, two):
        about = ("segment", "document", "study", "case")[one % 4]
        self.session.memo(("", "a note", "备忘")[two % 3], about)

    def _retire(self, one, two):
        own = self.books.book.own
        if own:
            code = own[one % len(own)]
            (self.books.bring_back if code.retired else self.books.retire)(code.id)

    def _rename(self, one, two):
        own = self.books.book.own
        self.books.rename(own[one % len(own)].id if own and two % 2 else "goal", f"Name {one % 9} 名", "en")

    def _join(self, one, two):
        own = self.books.book.own
        if len(own) > 1:
            self.books.merge(own[one % len(own)].id, own[two % len(own)].id)

    def _look(self, one, two):
        self.session.refresh()
        self.books.refresh()
