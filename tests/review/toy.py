"""A toy study in English and Chinese, with emoji and full-width marks, for sessions, views and the browser.

Loaded with ``runpy.run_path`` by tests of other folders and by notebooks that run in a server of their own.
"""

from dataclasses import dataclass

import pandas as pd

from cjm_research.errors import StaleError
from cjm_research.review.ledger import CUTTING
from cjm_research.schema import CONTRACTS, FAMILIES, SUBTYPES

_EN = (
    ("Interviewer", "How did you come to order the sofa? 🛋️"),
    ("P01", "Well, we had just moved. I wanted to find something we could both sleep on. It took for ever to load, "
            "so I gave up twice. 😤 Then my sister sent me a link."),
    ("Interviewer", "And then?"),
    ("P01", "They hid the delivery fee until the last page, I was furious. In the end the driver was lovely."),
)  # fmt: skip
_ZH = (
    ("访谈者", "您当时为什么想在线挂号？"),
    ("P02", "我妈膝盖疼，我想尽快给她约上骨科的号。页面老是转圈，我点了好几次都没反应😩。后来朋友推荐了一个小程序。"),
    ("访谈者", "然后呢？"),
    ("P02", "付款的时候才发现要多收服务费，真的很生气。不过护士挺耐心的。"),
)
_SAID = {
    "en": (
        ("I wanted to find something we could both sleep on.", "goal", "explicit", 0.93, "wanted to", "", "2.0"),
        ("It took for ever to load, so I gave up twice.", "pain_point", "functional", 0.58,
         "took for ever", "use", "2.0"),
        ("They hid the delivery fee until the last page, I was furious.", "pain_point", "financial", 0.81,
         "delivery fee", "purchase", "1.0"),
        ("In the end the driver was lovely.", "", "", 0.31, "", "delivery", "5.0"),
    ),
    "zh": (
        ("我想尽快给她约上骨科的号。", "goal", "explicit", 0.91, "我想", "purchase", "3.0"),
        ("页面老是转圈，我点了好几次都没反应😩。", "pain_point", "functional", 0.88, "没反应", "use", "2.0"),
        ("付款的时候才发现要多收服务费，真的很生气。", "pain_point", "financial", 0.52, "服务费", "purchase", "1.0"),
        ("不过护士挺耐心的。", "", "", 0.22, "", "use", "4.0"),
    ),
}  # fmt: skip
_NAMES = {
    "en": {"goal": "Goal", "motivation": "Motivation", "pain_point": "Pain point"},
    "zh": {"goal": "目标", "motivation": "动机", "pain_point": "痛点"},
}


@dataclass(frozen=True)
class ToyCode:
    family: str
    subtype: str
    definition: dict


class ToyCodebook:
    version = "0123456789ab"
    codes = tuple(ToyCode(family, subtype, {}) for family in FAMILIES for subtype in SUBTYPES[family])
    own = ()

    def name(self, family, subtype=None, lang="en"):
        return subtype or _NAMES[lang][family]


def frames(lang="en"):
    """Return segments, documents, turns and suggestions of one interview."""
    speech, mark = (_EN, ": ") if lang == "en" else (_ZH, "：")
    text = "\n\n".join(f"{speaker}{mark}{words}" for speaker, words in speech)
    document = {"document_id": f"d-{lang}", "name": f"interview-{lang}.txt.txt", "source": f"interview-{lang}.txt",
                "kind": "interview", "language": lang, "text": text, "sha256": "0" * 64}  # fmt: skip
    turns, segments, suggestions = [], [], []
    for seq, (speaker, words) in enumerate(speech):
        start = text.index(words)
        turns.append(
            {"turn_id": f"t-{lang}-{seq}", "document_id": f"d-{lang}", "seq": seq, "speaker": speaker,
             "role": "participant" if speaker.startswith("P") else "interviewer",
             "case_id": speaker if speaker.startswith("P") else "", "start": start, "end": start + len(words),
             "start_seconds": float("nan"), "end_seconds": float("nan"), "question": "",
             "place": f"paragraph {seq + 1}"}
        )  # fmt: skip
    for at, said in enumerate(_SAID[lang]):
        start = text.index(said[0])
        turn = next(turn for turn in turns if turn["start"] <= start < turn["end"])
        segments.append(
            {"segment_id": f"s-{lang}-{at}", "document_id": f"d-{lang}", "turn_id": turn["turn_id"],
             "case_id": turn["case_id"], "start": start, "end": start + len(said[0]), "text": said[0], "context": "",
             "language": lang, "kind": "interview", "position": start / len(text)}
        )  # fmt: skip
        suggestions += _suggested(f"s-{lang}-{at}", *said[1:])
    return {
        "documents": pd.DataFrame([document]),
        "turns": pd.DataFrame(turns),
        "segments": pd.DataFrame(segments),
        "suggestions": pd.DataFrame(suggestions),
    }


def _suggested(segment_id, family, subtype, score, cue, stage, emotion):
    rows = {
        kind: (subtype, score, "look", f"“{cue}” · like: “a sentence of the codebook”")
        if kind == family
        else (SUBTYPES[kind][0], 0.31 if not family else 0.12, "no", "")
        for kind in FAMILIES
    }
    rows["emotion"] = (emotion, 0.7, "look", "")
    rows["stage"] = (stage or "none", 0.6, "look", "")
    names = ("value", "score", "decision", "reason")
    same = {"segment_id": segment_id, "coder": "toy", "version": "1"}
    return [{**same, "kind": kind, **dict(zip(names, row, strict=True))} for kind, row in rows.items()]


def session(store, lang="en", coder="Ana", order="document", codebook=None, **more):
    """Return a session over the toy study; the store is any that keeps acts."""
    from cjm_research.review.coding.session import ReviewSession

    made = frames(lang)
    return ReviewSession(
        store, made["segments"], made["documents"], made["suggestions"], codebook or ToyCodebook(), coder, order,
        turns=made["turns"], **more,
    )  # fmt: skip


class MemoryStore:
    """Acts in a list, as the smallest thing that a session can work on; `fail` makes the next one break.

    `standing` holds the codings by key, `tables` the rows of the other tables, `segments` what acts made and removed.
    """

    def __init__(self):
        self.acts, self.standing, self.fail = [], {}, None
        self.tables, self.segments = {}, {}

    def record(self, act, payload, actor, codings=(), rows=None, add=None, remove=(), seen=None):
        if self.fail:
            raise self.fail
        if seen is not None and any(one["event_id"] > seen and one["act"] in CUTTING for one in self.acts):
            raise StaleError("Somebody changed segments in the meantime.")
        stamp = {"event_id": len(self.acts) + 1, "created_at": f"2026-01-05T09:{len(self.acts) // 60:02}:00"}
        said = [{**row, "gone": row["value"] is None} for row in codings]
        body = {**payload, "codings": self._change("codings", self.standing, said, {**stamp, "act": act})}
        if rows:
            body["rows"] = {
                name: self._change(name, self.tables.setdefault(name, {}), held, stamp) for name, held in rows.items()
            }
        for segment_id in remove:
            self.segments.pop(segment_id, None)
        for row in [] if add is None else add.to_dict("records"):
            self.segments[row["segment_id"]] = row
        self.acts.append({**stamp, "actor": actor, "act": act, "payload": body})
        return stamp["event_id"]

    def _change(self, name, held, rows, stamp):
        keys = [tuple(row[column] for column in CONTRACTS[name].key) for row in rows]
        before = [held[key] for key in keys if key in held]
        after = [{k: v for k, v in row.items() if k != "gone"} for row in rows if not row.get("gone")]
        if name == "codings":
            after = [{"act": stamp["act"], **row} for row in after]
        for key in keys:
            held.pop(key, None)
        for row in after:
            stamps = {column: value for column, value in stamp.items() if column in CONTRACTS[name].columns}
            held[tuple(row[column] for column in CONTRACTS[name].key)] = {**stamps, **row}
        return {"before": before, "after": after}

    def events(self, after=0):
        columns = ["event_id", "created_at", "actor", "act", "payload"]
        return pd.DataFrame(self.acts[after:], columns=columns)
