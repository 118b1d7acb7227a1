"""A toy study at the codebook, in English and Chinese; loaded with ``runpy.run_path`` by tests and notebooks."""

import pandas as pd

from cjm_research.codes.codebook import Codebook
from cjm_research.review.codebook.session import CodebookSession

SAID = {
    "en": (("P01", "They hid the delivery fee until the last page."),
           ("P02", "The fee for the stairs came at the door."), ("P03", "Nobody told me about the fee beforehand."),
           ("P04", "I could not find the price anywhere."), ("P05", "They keep their word, I believe them.")),
    "zh": (("P01", "到最后一页才看到服务费。"), ("P02", "师傅到门口才说上楼要收费。"),
           ("P03", "之前没有人告诉我要收费。"), ("P04", "到处都找不到价格。"), ("P05", "他们说到做到，我相信他们。")),
}  # fmt: skip
NAMES = {
    "en": {"fees": "Hidden fees", "late": "Fees at the door", "price": "Price not shown", "trust": "Trust",
           "old": "Misc"},
    "zh": {"fees": "隐藏收费", "late": "上门才收费", "price": "不标价格", "trust": "信任", "old": "其他"},
}  # fmt: skip
OTHER = {"en": "zh", "zh": "en"}


def segments(lang):
    rows = [
        {"segment_id": f"s{at}", "document_id": "d1", "turn_id": "t1", "case_id": case, "start": 100 * at,
         "end": 100 * at + len(text), "text": text, "context": "", "language": lang, "kind": "interview",
         "position": 0.1 * at}
        for at, (case, text) in enumerate(SAID[lang])
    ]  # fmt: skip
    return pd.DataFrame(rows)


def session(store, lang="en", coder="Ana"):
    """Return a session over the toy study; its codes are made and given once."""
    made = CodebookSession(store, Codebook.framework, coder, segments(lang))
    if len(store.events()):
        return made
    names = NAMES[lang]
    made.add(names["fees"], lang, family="pain_point", id="fees")
    made.add(names["late"], lang, parent="fees", id="late")
    made.add(names["price"], lang, family="pain_point", id="price")
    made.add(names["trust"], lang, id="trust")
    made.add(names["old"], lang, id="old")
    made.rename("fees", NAMES[OTHER[lang]]["fees"], OTHER[lang])
    made.retire("old")
    for segment_id, code, who in (("s0", "fees", "Ana"), ("s0", "fees", "Bo"), ("s1", "fees", "Bo"),
                                  ("s2", "fees", "Ana"),
                                  ("s3", "price", "Ana"), ("s4", "trust", "Bo")):  # fmt: skip
        row = {"segment_id": segment_id, "kind": f"code:{code}", "value": code, "coder": who, "codebook_version": "0"}
        store.record("change", {"segment_id": segment_id}, who, codings=[row])
    made.refresh()
    return made
