"""A toy map on a real store, in English and Chinese; loaded with ``runpy.run_path`` by tests and notebooks.

`session(store, lang, coder, n_cards)` opens it; with ``n_cards=300`` it is as large as a map gets.
"""

import pandas as pd

from cjm_research.journeys.map import EVIDENCE
from cjm_research.review.board.law import LANES
from cjm_research.review.board.session import BoardSession
from cjm_research.review.board.state import BoardState

STAGES = {
    "consideration": {"en": "Consideration", "zh": "考虑"},
    "purchase": {"en": "Purchase", "zh": "购买"},
    "delivery": {"en": "Delivery", "zh": "交付"},
    "use": {"en": "Use", "zh": "使用"},
}
MORE = {"awareness": {"en": "Awareness", "zh": "认知"}, "loyalty": {"en": "Loyalty", "zh": "忠诚"}}

# key, stage, lane, sub-type, title, and what people said: (person, words, emotion)
CARDS = {
    "en": (
        ("compare", "consideration", "goal", "explicit", "Compare prices before ordering",
         (("P01", "I want to compare prices in two shops first.", 3.0), ("P02", "So I compare prices, always.", 3.0),
          ("P04", "Before ordering I look what it costs elsewhere.", 3.5))),
        ("sleep", "consideration", "goal", "implicit", "Find something guests can sleep on",
         (("P01", "It had to be something we could both sleep on.", 3.0),
          ("P03", "Guests should sleep well on it.", 4.0))),
        ("home", "consideration", "motivation", "intrinsic", "Feel at home in the new flat",
         (("P02", "After the move I just wanted to feel at home. 🛋", 4.5), ("P04", "It should feel like home.", 4.0))),
        ("fee", "purchase", "pain_point", "functional", "Delivery fee shown too late",
         (("P01", "They hid the delivery fee until the very last page.", 1.0), ("P02", "The fee only showed up when I "
           "had typed in my card.", 1.5), ("P03", "Nobody told me about the stairs fee.", 2.0),
          ("P01", "On the last page it was thirty euros more.", 1.5))),
        ("slow", "purchase", "pain_point", "functional", "Pages take too long to load",
         (("P01", "It took for ever to load, so I gave up twice. 😤", 1.5),
          ("P04", "The page froze on my phone.", 2.0))),
        ("pay", "purchase", "goal", "explicit", "Pay by invoice", (("P03", "I wanted to pay by invoice.", 3.0),)),
        ("call", "delivery", "pain_point", "experiential", "Nobody calls before the delivery",
         (("P01", "Nobody called before the delivery.", 1.0), ("P02", "They did not call, I was at work.", 1.5),
          ("P03", "The courier came without a call.", 2.0))),
        ("stairs", "delivery", "pain_point", "experiential", "Carried upstairs only for cash",
         (("P03", "He would carry it upstairs for forty euros.", 2.0),)),
        ("solid", "use", "motivation", "intrinsic", "It is solid and lasts",
         (("P02", "The table is solid.", 5.0), ("P04", "It will last for years.", 4.5))),
        ("manual", "use", "pain_point", "functional", "Confusing assembly manual",
         (("P03", "We put the legs on upside down.", 2.0), ("P04", "The manual had screws that were not there.", 2.0))),
    ),
    "zh": (
        ("compare", "consideration", "goal", "explicit", "下单之前比较价格",
         (("P01", "我想先在两家店比较价格。", 3.0), ("P02", "我总是比较价格。", 3.0),
          ("P04", "下单前先看看别家多少钱。", 3.5))),
        ("sleep", "consideration", "goal", "implicit", "找到客人也能睡的沙发",
         (("P01", "我们两个人都要能睡。", 3.0), ("P03", "客人来了也要睡得好。", 4.0))),
        ("home", "consideration", "motivation", "intrinsic", "在新房子里有家的感觉",
         (("P02", "搬家以后，我只想有家的感觉。🛋", 4.5), ("P04", "要像个家。", 4.0))),
        ("fee", "purchase", "pain_point", "functional", "付款时才看到服务费",
         (("P01", "到最后一页才跳出服务费。", 1.0), ("P02", "填完银行卡才看到要收费。", 1.5),
          ("P03", "没有人告诉我上楼要收费。", 2.0),
          ("P01", "最后一页突然贵了三十块。", 1.5))),
        ("slow", "purchase", "pain_point", "functional", "页面加载太慢",
         (("P01", "一直转圈，我放弃了两次😤。", 1.5), ("P04", "手机上页面卡住了。", 2.0))),
        ("pay", "purchase", "goal", "explicit", "想用发票付款", (("P03", "我想用发票付款。", 3.0),)),
        ("call", "delivery", "pain_point", "experiential", "送货之前不打电话",
         (("P01", "送货之前没有人打电话。", 1.0), ("P02", "他们没打电话，我还在上班。", 1.5),
          ("P03", "快递没打电话就来了。", 2.0))),
        ("stairs", "delivery", "pain_point", "experiential", "上楼要另付现金", (("P03", "上楼要四十块现金。", 2.0),)),
        ("solid", "use", "motivation", "intrinsic", "结实耐用",
         (("P02", "桌子很结实。", 5.0), ("P04", "能用很多年。", 4.5))),
        ("manual", "use", "pain_point", "functional", "看不懂安装说明",
         (("P03", "我们把腿装反了。", 2.0), ("P04", "说明书上的螺丝盒子里没有。", 2.0))),
    ),
}  # fmt: skip
OPPORTUNITY = {"en": "Show the fee from the first page", "zh": "第一页就写明服务费"}
STEPS = {
    "en": (("pay_online", "Pay online"), ("confirm", "Wait for the mail")),
    "zh": (("pay_online", "线上付款"), ("confirm", "等确认邮件")),
}
QUESTION = {"en": "How was it?", "zh": "当时怎么样？"}


def cards_of(lang, n_cards=None):
    """Return the toy's cards, or as many as wanted, spread over six stages and all lanes of what people said."""
    if n_cards is None:
        return CARDS[lang]
    stages, lanes = ["awareness", *STAGES, "loyalty"], LANES[:3]
    found = []
    for at in range(n_cards):
        _, _, _, _, title, said = CARDS[lang][at % len(CARDS[lang])]
        stage, lane = stages[at % 6], lanes[at // 6 % 3]
        people = tuple((f"P{(at + one) % 40 + 1:02d}", f"{words} {at}", emotion) for one, (_, words, emotion) in
                       enumerate(said))  # fmt: skip
        found.append((f"{at:03d}", stage, lane, "", f"{title} {at}", people))
    return tuple(found)


def fill(store, lang, n_cards=None):
    """Put documents, turns, cases and segments of the toy in the store, and return what its evidence is made of."""
    cards, rows, texts = cards_of(lang, n_cards), [], {}
    for key, stage, lane, subtype, title, said in cards:
        for at, (person, words, emotion) in enumerate(said):
            begin = texts.get(person, "") and texts[person] + "\n\n"
            label = f"{person}：" if lang == "zh" else f"{person}: "
            start = len(begin + label)
            texts[person] = begin + label + words
            rows.append({"card_id": f"f-{key}", "stage": stage, "family": lane, "subtype": subtype, "title": title,
                         "segment_id": f"s-{key}-{at}", "document_id": f"d-{person}", "document": f"{person}.txt",
                         "case_id": person, "start": start, "end": start + len(words), "quote": words,
                         "emotion": emotion, "reviewed": at == 0, "score": 0.8, "reason": "cue",
                         "question": QUESTION[lang]})  # fmt: skip
    for row in rows:
        text = texts[row["case_id"]]
        row["before"] = text[max(0, row["start"] - 120) : row["start"]]
        row["after"] = text[row["end"] : row["end"] + 120]
    if not store.count("documents"):
        _put(store, lang, texts, rows)
    return cards, pd.DataFrame(rows)[list(EVIDENCE)]


def _put(store, lang, texts, rows):
    documents = pd.DataFrame({
        "document_id": [f"d-{person}" for person in texts], "name": [f"{person}.txt" for person in texts],
        "source": [f"{person}.txt" for person in texts], "kind": "interview", "language": lang,
        "text": list(texts.values()), "sha256": list(texts),
    })  # fmt: skip
    turns = pd.DataFrame([
        {"turn_id": f"t-{row['segment_id']}", "document_id": row["document_id"], "seq": at, "speaker": row["case_id"],
         "role": "participant", "case_id": row["case_id"], "start": row["start"], "end": row["end"],
         "start_seconds": float("nan"), "end_seconds": float("nan"), "question": row["question"], "place": "line 1"}
        for at, row in enumerate(rows)
    ])  # fmt: skip
    segments = pd.DataFrame([
        {"segment_id": row["segment_id"], "document_id": row["document_id"], "turn_id": f"t-{row['segment_id']}",
         "case_id": row["case_id"], "start": row["start"], "end": row["end"], "text": row["quote"],
         "context": row["question"], "language": lang, "kind": "interview", "position": 0.5}
        for row in rows
    ])  # fmt: skip
    cases = pd.DataFrame(
        {"case_id": sorted(texts), "kind": "participant", "source": "", "attributes": [{}] * len(texts)}
    )
    store.replace_many({"documents": documents, "turns": turns, "segments": segments, "cases": cases})


def state(cards, evidence, lang):
    """Return the toy map as the workbench has it."""
    shown = {row[1] for row in cards}
    names = {key: name for key, name in {"awareness": MORE["awareness"], **STAGES, "loyalty": MORE["loyalty"]}.items()
             if key in shown}  # fmt: skip
    by_card = dict(list(evidence.groupby("card_id", sort=False)))
    stages = [_stage(key, name, cards, by_card, evidence, lang) for key, name in names.items()]
    n = int(evidence["case_id"].nunique())
    data = {
        "schema_version": "1.1",
        "study": {"title": {"en": "Sofas", "zh": "沙发"}[lang], "languages": [lang], "scenario": "", "created_at": None,
                  "cjm_research": "0",
                  "run": {"inputs": [], "embedder": "", "coder": "", "seeds": [], "settings_digest": ""}},
        "framework": {"id": "six", "stages": list(names), "order": None},
        "journey": {"kind": "current state", "persona": None, "version": ""},
        "participants": {"n": n, "n_interviews": n, "n_respondents": 0, "by_attribute": {}},
        "stages": stages,
    }  # fmt: skip
    originals = {card["id"]: {**card, "stage": stage["id"]} for stage in stages for card in stage["cards"]}
    return BoardState(data, evidence, (), originals)


def _stage(key, name, cards, by_card, evidence, lang):
    own = [row for row in cards if row[1] == key]
    lanes = {lane: at for at, lane in enumerate(LANES)}
    own.sort(key=lambda row: (lanes[row[2]], -len({who for who, *_ in row[5]}), -len(row[5]), f"f-{row[0]}"))
    of_lane = [row[2] for row in own]
    shown = [_card(row, by_card[f"f-{row[0]}"], at - of_lane.index(row[2])) for at, row in enumerate(own)]
    if key == "purchase" and shown and shown[0]["id"] != "f-000" and len(cards) < 20:
        shown.append(_opportunity(shown, lang))
    here = evidence[evidence["stage"] == key]
    mean = float(here.groupby("case_id")["emotion"].mean().mean())
    steps = [{"id": step, "name": dict.fromkeys(("en", "zh"), label), "touchpoint": "", "channel": "web", "n_people": 2,
              "n_segments": 2} for step, label in STEPS[lang]]  # fmt: skip
    return {
        "id": key, "name": name, "question": {"en": "And then?", "zh": "然后呢？"},
        "definition": {"en": "", "zh": ""}, "n_people": int(here["case_id"].nunique()),
        "emotion": {"mean": round(mean, 6), "low": round(mean - 0.4, 6), "high": round(mean + 0.4, 6),
                    "n": int(here["case_id"].nunique())},
        "evidence_grade": "fair", "touchpoints": [{"touchpoint": "direct/online", "channel": "web", "n_people": 2,
                                                   "n_segments": 3}],
        "steps": steps if key == "purchase" else [], "moment": None, "measured": [], "hidden": False, "cards": shown,
    }  # fmt: skip


def _card(row, evidence, rank):
    key, _, lane, subtype, title, said = row
    items = [{name: item[name] for name in ("segment_id", "document", "case_id", "start", "end", "quote", "emotion",
                                            "reviewed")} for item in evidence.to_dict("records")]  # fmt: skip
    people = sorted({person for person, _, _ in said})
    return {
        "id": f"f-{key}", "theme_id": f"th-{key}", "family": lane, "lane": lane, "subtype": subtype, "title": title,
        "titles": {"zh" if any("\u4e00" <= one <= "\u9fff" for one in title) else "en": title}, "people": people,
        "n_people": len(people), "n_segments": len(said), "reviewed_share": round(1 / len(said), 6),
        "status": "partly reviewed" if len(said) > 1 else "reviewed", "made": "",
        "evidence_grade": "fair" if len(people) > 2 else "thin", "grade_rule": f"{len(people)} people.",
        "evidence": items, "answers": [], "kind": "", "counter": [], "n_counter": 0, "touchpoints": [],
        "grade_parts": [], "stability": 0.8, "agreement": None, "validation": None, "priority": None, "owner": "",
        "due": "", "work": "", "hidden": False, "pinned": False, "intended": False, "position": float(rank),
        "n_comments": 0, "parts": [], "value": 0, "difficulty": 0,
    }  # fmt: skip


def _opportunity(cards, lang):
    pain = next(card for card in cards if card["id"] == "f-fee")
    return {
        **pain, "id": "o-fee", "theme_id": "", "family": "opportunity", "lane": "opportunity", "subtype": "",
        "title": OPPORTUNITY[lang], "titles": {lang: OPPORTUNITY[lang]}, "made": "opportunity", "kind": "repair",
        "answers": ["f-fee"], "position": 0.0,
        "priority": {"score": 0.7, "rank": 1, "rank_low": 1, "rank_high": 2, "of": 1, "reach": 0.75, "reach_low": 0.3,
                     "reach_high": 0.95, "intensity": 0.6, "value": 0.5, "difficulty": 0.5, "quadrant": ""},
    }  # fmt: skip


def session(store, lang="en", coder="Ana", n_cards=None):
    """Return a session on the toy map; what is done goes to the store."""
    cards, evidence = fill(store, lang, n_cards)
    whole = state(cards, evidence, lang)
    return BoardSession(store, lambda: whole, coder, (lang,))
