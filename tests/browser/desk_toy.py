"""A longer toy study for the coding desk, in English and Chinese: 24 short answers of one interview, with 😤 and 𠮷.

Loaded with ``runpy.run_path`` by notebooks that run in a server of their own.
"""

from pathlib import Path
from runpy import run_path

import pandas as pd

toy = run_path(str(Path(__file__).parents[1] / "review" / "toy.py"))
_SAID = {
    "en": "At stop {n} the 𠮷 sign 😤 was wrong. Nobody at stop {n} could help me.",
    "zh": "第{n}站的𠮷字牌😤写错了。第{n}站没有人能帮我。",
}


def frames(lang, n_turns=12):
    """Return the frames of an interview of so many turns of two segments each."""
    mark = {"en": ": ", "zh": "："}[lang]
    text, turns, segments, suggestions = "", [], [], []
    for seq in range(n_turns):
        words = _SAID[lang].format(n=seq + 1)
        text += ("\n\n" if text else "") + f"P01{mark}"
        start = len(text)
        text += words
        same = {"turn_id": f"t{seq:02}", "document_id": "d1", "case_id": "P01"}
        times = {"start_seconds": 20.0 * seq, "end_seconds": 20.0 * seq + 9, "place": f"cue {seq + 1}"}
        turns.append({**same, **times, "seq": seq, "speaker": "P01", "role": "participant", "question": "",
                      "start": start, "end": len(text)})  # fmt: skip
        cut = words.index({"en": ". ", "zh": "。"}[lang]) + 1
        gap = {"en": 1, "zh": 0}[lang]
        for at, (low, high) in enumerate([(0, cut), (cut + gap, len(words))]):
            segment_id = f"s{2 * seq + at:03}"
            place = {"start": start + low, "end": start + high, "text": words[low:high]}
            rest = {"context": "", "language": lang, "kind": "interview", "position": 0.0}
            segments.append({"segment_id": segment_id, **same, **place, **rest})
            family = ("pain_point", "functional") if at else ("", "")
            suggestions += toy["_suggested"](segment_id, *family, 0.8, "", "use", "2.0")
    document = {"document_id": "d1", "name": f"desk-{lang}.txt", "source": f"desk-{lang}.vtt", "kind": "interview",
                "language": lang, "text": text, "sha256": "0" * 64}  # fmt: skip
    return {
        "documents": pd.DataFrame([document]),
        "turns": pd.DataFrame(turns),
        "segments": pd.DataFrame(segments),
        "suggestions": pd.DataFrame(suggestions),
    }


def session(store, lang, coder="Ana", n_turns=12):
    """Return a session over it, in the order of the document; hand-made segments come from the store."""
    from cjm_research.codes.codebook import Codebook
    from cjm_research.review.coding.session import ReviewSession

    made = frames(lang, n_turns)
    if hasattr(store, "frame"):
        made["segments"] = store.frame("segments")
    return ReviewSession(
        store, made["segments"], made["documents"], made["suggestions"], Codebook.framework(), coder, "document",
        turns=made["turns"],
    )  # fmt: skip
