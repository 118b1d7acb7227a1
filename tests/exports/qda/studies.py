"""Two invented studies as exporters are given them, English and Chinese, with everything a QDA file may hold.

Two interviews (one with two people), one survey; two coders who agree, differ and settle; suggestions that stand and
such that people overruled; a theme with a sub-theme; a card; memos on everything; a code of another tool.
"""

import hashlib
from dataclasses import dataclass, field

import pandas as pd

from cjm_research import schema
from cjm_research.codes.codebook import Codebook
from cjm_research.codes.own_code import OwnCode
from cjm_research.exports.material import Material
from cjm_research.journeys.map import EVIDENCE, JourneyMap

SAID = {
    "en": {
        "a": [("Interviewer", "How was it? 😀😀"), ("P01", "The van 🚚 came late."), ("P01", "I only wanted a sofa."),
              ("P02", "She waited, I did not.")],
        "b": [("Interviewer", "And you?"), ("P03", "Cheap & <good>, ]]> I thought.\nThen it broke.")],
        "s/R001": [("", "Too dear for us all.")],
    },
    "zh": {
        "a": [("访谈者", "您觉得怎么样？😀𠮷"), ("P01", "送货🚚来晚了。"), ("P01", "我只想要一张沙发。"),
              ("P02", "她等了，我没有等。")],
        "b": [("访谈者", "您呢？"), ("P03", "便宜<好用>，]]>我以为。\n后来坏了。")],
        "s/R001": [("", "价格太贵了。")],
    },
}  # fmt: skip
AT = "2026-02-03T10:00:00.123456+00:00"


@dataclass
class Desk:
    """Collects documents, turns and segments: every line of a person is one segment, each with its id."""

    language: str
    documents: list = field(default_factory=list)
    turns: list = field(default_factory=list)
    segments: list = field(default_factory=list)

    def hear(self, name, said):
        mark = "：" if self.language == "zh" else ": "
        text, key = "", "d" + digest(name)
        for seq, (speaker, words) in enumerate(said):
            text += ("\n\n" if text else "") + (speaker + mark if speaker else "")
            start, end = len(text), len(text) + len(words)
            text += words
            case = name.rpartition("/")[2] if not speaker else speaker if speaker[:1] in "PR" else ""
            case = case if case[1:].isdigit() else ""
            turn = "t" + digest(f"{key}:{seq}")
            self.turns.append({
                "turn_id": turn, "document_id": key, "seq": seq, "speaker": speaker,
                "role": "participant" if case else "interviewer", "case_id": case, "start": start, "end": end,
                "start_seconds": 1.0 if name == "b" else float("nan"), "end_seconds": float("nan"), "question": "",
                "place": f"line {seq}",
            })  # fmt: skip
            if case:
                self.segments.append({
                    "segment_id": f"s{len(self.segments)}", "document_id": key, "turn_id": turn, "case_id": case,
                    "start": start, "end": end, "text": words, "context": "", "language": self.language,
                    "kind": "interview", "position": 0.5,
                })  # fmt: skip
        kind = "survey" if "/" in name else "interview"
        self.documents.append({
            "document_id": key, "name": f"{name}.txt", "source": name, "kind": kind, "language": self.language,
            "text": text, "sha256": digest(text), "wave": "2" if kind == "survey" else "",
        })  # fmt: skip


def digest(text):
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:12]


def frame(name, rows):
    return schema.complete(pd.DataFrame(rows), name) if rows else schema.empty(name)


def suggested(segment, kind, value, decision="look"):
    return {"segment_id": segment, "kind": kind, "value": value, "score": 0.8, "decision": decision,
            "reason": "late", "coder": "framework", "version": "1"}  # fmt: skip


def verdict(segment, kind, value, coder, event=1):
    return {"segment_id": segment, "kind": kind, "value": value, "coder": coder, "act": "confirm",
            "codebook_version": "1", "created_at": AT, "event_id": event}  # fmt: skip


def memo(key, about, about_id, text, coder="Ana"):
    return {"memo_id": key, "about": about, "about_id": about_id, "text": text, "coder": coder, "created_at": AT,
            "source": ""}  # fmt: skip


def material(language="en", said=None, more=(), **frames):
    """Return a study in a language; ``said`` replaces its documents, ``frames`` replace its frames."""
    desk = Desk(language)
    for name, turns in (said or SAID[language]).items():
        desk.hear(name, turns)
    made = {name: frame(name, getattr(desk, name)) for name in ("documents", "turns", "segments")}
    people = sorted({row["case_id"] for row in desk.segments})
    made["cases"] = frame("cases", [
        {"case_id": case, "kind": "respondent" if case[0] == "R" else "participant", "source": "a",
         "attributes": {"NPS": str(n), "Zip": f"0{n}", "Language": "fr"}}
        for n, case in enumerate(people)
    ])  # fmt: skip
    made |= _coded(desk) if said is None else {}
    made |= {name: frame(name, rows) for name, rows in frames.items()}
    return Material(_journey(language, made), (language,), made, schema.empty("events"), pd.DataFrame(), *more)


def _coded(desk):
    late, sofa, other, cheap, dear = (row["segment_id"] for row in desk.segments)
    suggestions = [
        suggested(late, "pain_point", "functional"), suggested(late, "emotion", "2.3"),
        suggested(late, "stage", "delivery"), suggested(late, "channel", "delivery"),
        suggested(late, "touchpoint", "direct/offline"), suggested(late, "interaction", "transact"),
        suggested(sofa, "goal", "explicit"), suggested(other, "goal", "implicit", "no"),
        suggested(cheap, "motivation", "extrinsic"), suggested(dear, "stage", "none"),
        suggested(dear, "pain_point", "financial", "sure"),
    ]  # fmt: skip
    codings = [
        verdict(late, "pain_point", "experiential", "Ana"), verdict(late, "pain_point", "functional", "Bo", 2),
        verdict(sofa, "goal", "", "Ana"), verdict(cheap, "code:trust", "yes", "Bo"),
        verdict(cheap, "emotion", "4.0", "Bo"),
    ]  # fmt: skip
    decision = {"segment_id": late, "kind": "pain_point", "value": "experiential", "ground": "talk", "said": {},
                "coder": "Ana", "created_at": AT, "event_id": 3}  # fmt: skip
    theme = {"theme_id": "th1", "family": "pain_point", "title": "Late", "language": desk.language, "words": ["late"],
             "n_segments": 2, "n_people": 2, "motto_segment_id": late, "titles": {"en": "Late", "zh": "晚到"},
             "subthemes": [{"subtheme": 0, "title": "Very late", "n_segments": 1, "n_people": 1}]}  # fmt: skip
    member = {"theme_id": "th1", "family": "pain_point", "weight": 0.9, "home": True}
    members = [{**member, "segment_id": late, "subtheme": 0, "by": ""},
               {**member, "segment_id": dear, "subtheme": -1, "by": "Bo"}]  # fmt: skip
    first = desk.documents[0]["document_id"]
    memos = [
        memo("m1", "segment", late, "Why late?\nAsk again."), memo("m2", "document", first, "Two people at once."),
        memo("m3", "case", "P03", "Came twice."), memo("m4", "code", "code:trust", "Define it."),
        memo("m5", "study", "", "Two are enough."), memo("m6", "segment", "gone", "On nothing."),
        memo("m7", "card", "f1", "Is it so?", "Bo"), memo("m8", "segment", sofa, "Why late?"),
    ]  # fmt: skip
    imported = [{"imported_id": "i1", "document_id": first, "start": 0, "end": 5, "code": "Talk > Opening",
                 "coder": "Cy", "created_at": "", "memo": "From elsewhere.", "source": "x.qdpx"}]  # fmt: skip
    codes = [{"code": "Talk", "description": "How it goes", "color": "#aa0000", "source": "x.qdpx"},
             {"code": "Talk > Opening", "description": "", "color": "", "source": "x.qdpx"}]  # fmt: skip
    rows = {"suggestions": suggestions, "codings": codings, "decisions": [decision], "themes": [theme],
            "members": members, "memos": memos, "imported": imported}  # fmt: skip
    held = {name: frame(name, part) for name, part in rows.items()}
    return held | {"codes": frame("codes", [{**row, "family": "", "subtype": ""} for row in codes])}


def _journey(language, made):
    book = Codebook.framework()
    both = {"en": "Trust", "zh": "信任"}
    own = OwnCode("trust", both, {"en": "Believes", "zh": "相信"}, {"en": ("A promise",)}, {}, {}, "motivation")
    book = Codebook(book.codes, book.family_names, book.family_definitions, (own,))
    documents, cards, evidence = made["documents"], [], []
    if "members" in made:
        row = made["segments"].iloc[0]
        name = documents.set_index("document_id")["name"][row["document_id"]]
        item = {"segment_id": row["segment_id"], "document": name, "case_id": row["case_id"], "start": row["start"],
                "end": row["end"], "quote": row["text"], "emotion": 2.3, "reviewed": True}  # fmt: skip
        cards.append({
            "id": "f1", "family": "pain_point", "subtype": "functional", "title": "Late",
            "titles": {"en": "Late", "zh": "晚到"}, "people": ["P01"], "n_people": 1, "n_segments": 1,
            "reviewed_share": 1.0, "status": "reviewed", "evidence_grade": "thin", "grade_rule": "1 of 4 people",
            "owner": "Logistics", "evidence": [item],
        })  # fmt: skip
        held = {"card_id": "f1", "stage": "delivery", "family": "pain_point", "subtype": "functional", "title": "Late",
                "document_id": row["document_id"], **item}  # fmt: skip
        evidence.append({name: held.get(name, "") for name in EVIDENCE})
    stage = {"id": "delivery", "name": {"en": "Delivery", "zh": "交付"}, "question": {"en": "When?", "zh": "何时？"},
             "n_people": 1, "emotion": {"mean": 2.3, "low": 2.0, "high": 2.6, "n": 1}, "evidence_grade": "thin",
             "touchpoints": [], "cards": cards}  # fmt: skip
    run = {"embedder": "tfidf 1", "coder": "framework 1", "settings_digest": "0" * 16, "inputs": [], "seeds": [0]}
    data = {
        "study": {"title": "Sofas" if language == "en" else "沙发", "scenario": "", "created_at": "2026-01-15T09:30:00",
                  "languages": [language], "cjm_research": "0.1.0", "run": run},
        "framework": {"id": "six", "stages": ["delivery"]}, "participants": {"n": 4}, "stages": [stage],
    }  # fmt: skip
    return JourneyMap(
        data, schema.empty("findings"), pd.DataFrame(evidence, columns=list(EVIDENCE)), pd.DataFrame(), documents, book,
        language,
    )  # fmt: skip
