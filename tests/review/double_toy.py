"""A study for double coding: 24 short answers a language, two documents of each kind, some marked by the machine.

Loaded with ``runpy.run_path``, as toy.py.
"""

import pandas as pd

from cjm_research.schema import FAMILIES

SAID = {
    "en": ("The fee came late, item {n}.", "I only wanted a quiet room, visit {n}.", "It was a Tuesday, week {n}."),
    "zh": ("第{n}次才看到服务费。", "我只想要安静的房间，第{n}晚。", "那天是星期二，第{n}周。"),
}
MARKS = (("pain_point", "financial"), ("goal", "explicit"), None)


def frames(per=8):
    """Return documents, turns, cases, segments and suggestions."""
    documents, turns, segments, suggestions, cases = [], [], [], [], []
    for lang in ("en", "zh"):
        for kind in ("interview", "survey"):
            for copy in (1, 2):
                name = f"{kind}-{lang}-{copy}"
                case = f"{'P' if kind == 'interview' else 'R'}{len(cases) + 1:02d}"
                cases.append({"case_id": case, "kind": kind, "source": name, "consent": "given",
                              "attributes": {"Plan": "gold" if copy == 1 else "free"}})  # fmt: skip
                text = ""
                for n in range(per):
                    words = SAID[lang][n % 3].format(n=n)
                    label = "" if kind == "survey" else case + ("：" if lang == "zh" else ": ")
                    start = len(text) + len(label)
                    text += label + words + "\n\n"
                    same = {"document_id": "d" + name, "turn_id": f"t{name}-{n}", "case_id": case, "start": start,
                            "end": start + len(words)}  # fmt: skip
                    turns.append({
                        **same, "seq": n, "speaker": case, "role": "participant", "start_seconds": float("nan"),
                        "end_seconds": float("nan"), "question": "Why?", "place": f"row {n}",
                    })  # fmt: skip
                    segments.append({
                        **same, "segment_id": f"s{name}-{n}", "text": words, "language": lang,
                        "context": "Why?" if kind == "survey" else "", "kind": kind, "position": n / per,
                    })  # fmt: skip
                    suggestions += suggested(f"s{name}-{n}", MARKS[n % 3])
                documents.append({"document_id": "d" + name, "name": name + ".txt", "source": name, "kind": kind,
                                  "language": lang, "text": text.strip(), "sha256": "0" * 64})  # fmt: skip
    made = {"documents": documents, "turns": turns, "cases": cases, "segments": segments, "suggestions": suggestions}
    return {name: pd.DataFrame(rows) for name, rows in made.items()}


def suggested(segment_id, mark):
    """Return the rows of one segment: one family suggested, or none."""
    same = {"segment_id": segment_id, "coder": "toy", "version": "1", "reason": "", "detail": {}}
    rows = [
        {**same, "kind": family, "value": mark[1] if mark and mark[0] == family else "explicit", "score": 0.7,
         "decision": "look" if mark and mark[0] == family else "no"}
        for family in FAMILIES
    ]  # fmt: skip
    return [*rows, {**same, "kind": "emotion", "value": "2.0", "score": 0.7, "decision": "look"}]


def coded(segment_id, coder, act="change", suggested=None, **values):
    """Return what `Store.record` takes for the verdict of one person on one segment."""
    rows = [
        {"segment_id": segment_id, "kind": kind.replace("code_", "code:"), "coder": coder, "value": value,
         "codebook_version": "0"}
        for kind, value in (dict.fromkeys(FAMILIES, "") | values).items()
    ]  # fmt: skip
    return act, {"segment_id": segment_id, "suggested": suggested or {}}, coder, rows
