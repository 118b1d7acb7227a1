"""Toy surveys in English and Chinese for the grid, and a large one; loaded with ``runpy.run_path`` as `toy`."""

import hashlib

import pandas as pd

from cjm_research.schema import FAMILIES, SUBTYPES

_QUESTIONS = {
    "en": ("What annoyed you most?", "What would make you come back?"),
    "zh": ("最让您不满意的是什么？", "怎样您才会再来？"),
}
_CLOSED = {"en": ("Customer type", "NPS"), "zh": ("客户类型", "NPS")}
_TYPES = {"en": ("new", "returning"), "zh": ("新客户", "老客户")}
# For each respondent: the answer to the first question in its segments, the answer to the second, NPS.
_SAID = {
    "en": (
        (("Too slow!",), ("A lower price.",), "9"),
        (("too slow",), (), "10"),
        (("ＴＯＯ ＳＬＯＷ…",), ("Nothing",), "3"),
        (("The delivery fee came late.", "I was furious. 😤"), ("A phone number that somebody answers.",), "2"),
        ((), ("A lower price",), "7"),
        (("Nobody answers the phone.",), (), ""),
        (("I wanted to pick the day.",), ("To choose the day of delivery.",), "8"),
        (("=HYPERLINK(\"http://x\") <b>slow</b>",), (), "5"),
    ),
    "zh": (
        (("太慢了！",), ("价格低一点。",), "9"),
        (("太慢了",), (), "10"),
        (("太慢了。",), ("没有",), "3"),
        (("付款时才看到服务费。", "真的很生气😤。"), ("有人接电话。",), "2"),
        ((), ("价格低一点",), "7"),
        (("没有人接电话。",), (), ""),
        (("我想自己选日子。",), ("能选送货的日子。",), "8"),
        (("=HYPERLINK(\"http://x\") <b>慢</b>",), (), "5"),
    ),
}  # fmt: skip
# Words that decide what the toy machine suggests.
_CUES = {
    "slow": ("pain_point", "functional"), "慢": ("pain_point", "functional"),
    "fee": ("pain_point", "financial"), "服务费": ("pain_point", "financial"),
    "wanted": ("goal", "explicit"), "我想": ("goal", "explicit"),
}  # fmt: skip


def frames(lang="en"):
    """Return documents, turns, segments, suggestions and cases of one survey of eight people."""
    answers = [({_CLOSED[lang][0]: _TYPES[lang][at % 2], **({"NPS": nps} if nps else {})}, (first, second))
               for at, (first, second, nps) in enumerate(_SAID[lang])]  # fmt: skip
    return build(answers, lang)


def large(n=4000, lang="en", seed=7):
    """Return a survey of so many people with one short answer each, many of them alike."""
    import random

    draw = random.Random(seed)
    words = {"en": ["slow", "fee", "delivery", "late", "phone", "price", "queue", "staff", "page", "app", "again"],
             "zh": list("慢费送晚电话价排队人页退我想天再")}[lang]  # fmt: skip
    join = {"en": " ", "zh": ""}[lang]
    types = _TYPES[lang]
    answers = []
    for at in range(n):
        said = join.join(draw.choices(words, k=draw.choice((1, 2, 4, 6))))
        nps, age = str(draw.randrange(11)), draw.choice(("18–29", "30–49", "50–64", "65+"))
        closed = {_CLOSED[lang][0]: types[at % 2], "NPS": nps, "Age": age, "Panel id": f"x{at}"}
        answers.append((closed, ((said,) if at % 10 else (), ())))
    return build(answers, lang)


def build(answers, lang):
    """Return the frames of a survey: (closed answers, segments of the answer to each question) of each person."""
    documents, turns, segments, suggestions, cases = [], [], [], [], []
    gap = {"en": " ", "zh": ""}[lang]
    for at, (closed, told) in enumerate(answers):
        case_id, document_id = f"R{at + 1:04d}", f"d-{lang}-{at:05d}"
        cases.append({"case_id": case_id, "kind": "respondent", "source": f"survey-{lang}.csv", "attributes": closed,
                      "consent": "given"})  # fmt: skip
        text = "\n\n".join(gap.join(parts) for parts in told if parts)
        if not text:
            continue
        documents.append(
            {"document_id": document_id, "name": f"survey-{lang}.csv/{case_id}.txt", "source": f"survey-{lang}.csv",
             "kind": "survey", "language": lang, "text": text, "sha256": hashlib.sha256(text.encode()).hexdigest(),
             "recorded_at": "", "wave": ""}
        )  # fmt: skip
        begin = 0
        for seq, parts in enumerate(told):
            if not parts:
                continue
            answer, turn_id, question = gap.join(parts), f"t-{lang}-{at}-{seq}", _QUESTIONS[lang][seq]
            turns.append(
                {"turn_id": turn_id, "document_id": document_id, "seq": seq, "speaker": case_id, "role": "participant",
                 "case_id": case_id, "start": begin, "end": begin + len(answer), "start_seconds": float("nan"),
                 "end_seconds": float("nan"), "question": question, "place": f"row {at + 2}"}
            )  # fmt: skip
            start, before = begin, ""
            for number, part in enumerate(parts):
                segment_id = f"s-{lang}-{at}-{seq}-{number}"
                segments.append(
                    {"segment_id": segment_id, "document_id": document_id, "turn_id": turn_id, "case_id": case_id,
                     "start": start, "end": start + len(part), "text": part,
                     "context": " … ".join(each for each in (question, before) if each), "language": lang,
                     "kind": "survey", "position": start / len(text)}
                )  # fmt: skip
                suggestions += _suggested(segment_id, part)
                start, before = start + len(part) + len(gap), part
            begin += len(answer) + 2
    made = {"documents": documents, "turns": turns, "segments": segments, "suggestions": suggestions, "cases": cases}
    return {name: pd.DataFrame(rows) for name, rows in made.items()}


def _suggested(segment_id, text):
    found = next((code for cue, code in _CUES.items() if cue in text.lower()), ("", ""))
    same = {"segment_id": segment_id, "coder": "toy", "version": "1", "reason": ""}
    rows = [
        {**same, "kind": kind, "value": found[1] if kind == found[0] else SUBTYPES[kind][0],
         "score": 0.81 if kind == found[0] else 0.12, "decision": "look" if kind == found[0] else "no"}
        for kind in FAMILIES
    ]  # fmt: skip
    return [*rows, {**same, "kind": "emotion", "value": "2.0", "score": 0.7, "decision": "look"}]


OWN = {
    "id": "trust",
    "name": {"en": "Trust", "zh": "信任"},
    "definition": {"en": "Whether the provider is believed.", "zh": "是否相信商家。"},
    "examples": {"en": ["I believe them.", "They keep their word.", "Who checks that?"],
                 "zh": ["我信他们。", "说到做到。", "谁来核实？"]},
}  # fmt: skip


def codebook():
    """Return the framework's codebook with one code of the study's own."""
    from dataclasses import replace

    from cjm_research.codes.codebook import Codebook
    from cjm_research.codes.own_code import read_own_codes

    return replace(Codebook.framework(), own=tuple(read_own_codes([OWN], "codebook.toml")))


def open_store(where, lang="en", made=None):
    """Return a store that holds the toy; the frames may be others."""
    from cjm_research.store.database import Store

    store = Store.open(where, create=True)
    store.replace_many(made or frames(lang))
    return store


def session(store, lang="en", coder="Ana", made=None, **told):
    """Return a grid over the toy."""
    from cjm_research.review.grid.session import GridSession

    held = made or frames(lang)
    return GridSession(store, held["segments"], held["documents"], held["suggestions"], held["cases"], codebook(),
                       coder, **told)  # fmt: skip
