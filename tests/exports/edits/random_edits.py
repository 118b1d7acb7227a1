"""Random edits of a map, planned once and carried out in a workbook or in a journey.json; loaded with ``run_path``.

A plan is a list of (kind, key, part, after); what a reading must give is `expected`.
"""

import random
from collections import defaultdict

WORDS = {
    "en": {"idea": "idea", "planned": "planned", "doing": "under way", "done": "done", "dropped": "dropped"},
    "zh": {"idea": "想法", "planned": "已计划", "doing": "进行中", "done": "已完成", "dropped": "已放弃"},
}
YES = {"en": "yes", "zh": "是"}
NAMES = {"en": "Rethought", "zh": "重新考虑"}
BOTH = ("renamed", "owner", "status", "due", "value", "difficulty")
PARTS = {"owner": "owner", "status": "work", "due": "due", "value": "value", "difficulty": "difficulty"}


def plan(data, lang, n, seed, only):
    """Return n edits of a map.

    `only` is "xlsx" or "json": a note is written in a workbook, a card is pinned in a journey.json.
    """
    rng = random.Random(seed)
    cards = {card["id"]: (stage["id"], card) for stage in data["stages"] for card in stage["cards"]}
    stages = [stage["id"] for stage in data["stages"]]
    cells = defaultdict(list)
    for key, (stage, card) in cards.items():
        cells[stage, card["lane"]].append(key)
    found, gone, used, still = [], set(), set(), set()
    found.append(("stage moved", stages[-1], "place", 1))
    for stage in rng.sample(stages, 3):
        found.append(("stage renamed", stage, f"name:{lang}", f"{NAMES[lang]} {stage}"))
        found.append(("stage question", stage, f"question:{lang}", f"{NAMES[lang]} {stage}?"))
    for cell in rng.sample(sorted(cells), min(4, len(cells))):
        if len(cells[cell]) > 3:
            found.append(("placed", cells[cell][rng.randrange(2, len(cells[cell]))], "place", 1))
            still |= {*cells[cell]}
    special = ("comment",) if only == "xlsx" else ("pinned",)
    while len(found) < n:
        kind = rng.choice(("moved", "moved", "merged", "removed", "new", *BOTH, *BOTH, *special))
        key = rng.choice(sorted(cards))
        stage, card = cards[key]
        free = key not in gone and (kind, key) not in used and key not in still
        if kind == "new":
            at = rng.choice(stages)
            lane = rng.choice(("goal", "motivation", "pain_point", "opportunity"))
            found.append(("new", f"{NAMES[lang]} {len(found)}", at, lane))
        elif not free or (kind in ("merged", "removed") and any(one == key for _, one in used)):
            continue
        elif kind == "moved":
            found.append(("moved", key, "stage", rng.choice([one for one in stages if one != stage])))
        elif kind == "merged":
            mates = [one for one, (_, other) in cards.items() if other["lane"] == card["lane"] and one != key]
            mates = [one for one in mates if one not in gone and one not in still]
            if not mates:
                continue
            into = rng.choice(sorted(mates))
            used.add(("into", into))
            gone.add(key)
            found.append(("merged", key, "into", into))
        elif kind == "removed":
            gone.add(key)
            found.append(("removed", key, "hidden", True))
        else:
            part = PARTS.get(kind, {"renamed": f"title:{lang}", "comment": "note", "pinned": "pinned"}.get(kind))
            found.append((kind, key, part, _value(kind, lang, rng)))
        used.add((kind, key))
    return found


def _value(kind, lang, rng):
    number = rng.randrange(10_000)
    return {
        "renamed": f"{NAMES[lang]} = {number} 😤", "owner": f"{'Ana' if lang == 'en' else '王芳'} {number}",
        "status": rng.choice(sorted(WORDS[lang])), "due": f"20{rng.randrange(26, 40)}-0{rng.randrange(1, 10)}-17",
        "value": rng.randrange(1, 6), "difficulty": rng.randrange(1, 6), "comment": f"{NAMES[lang]} {number}",
        "pinned": True,
    }[kind]  # fmt: skip


def expected(edits):
    """Return what a reading gives for a plan, as a set."""
    return {("new", None, "", edit[1]) if edit[0] == "new" else edit for edit in edits}


def found(reading):
    """Return what a reading found, to compare with `expected`."""
    return {
        ("new", None, "", one.after) if one.kind == "new" else (one.kind, one.key, one.part, one.after)
        for one in reading.differences
    }


def in_book(book, edits, data):
    """Carry a plan out in a workbook."""
    lang = book.lang
    names = {stage["id"]: stage["name"][lang] for stage in data["stages"]}
    lanes = {row: book.get("cards", row, "lane") for row in (c["id"] for s in data["stages"] for c in s["cards"])}
    of_lane = {card["lane"]: lanes[card["id"]] for stage in data["stages"] for card in stage["cards"]}
    columns = {"owner": "owner", "status": "work", "due": "due", "value": "value", "difficulty": "difficulty",
               "renamed": "title", "comment": "note", "merged": "merge"}  # fmt: skip
    for kind, key, part, after in edits:
        if kind == "new":
            book.add("cards", title=key, stage=names[part], lane=of_lane.get(after, after))
        elif kind.startswith("stage"):
            column = {"stage moved": "order", "stage renamed": f"name_{lang}", "stage question": f"question_{lang}"}
            book.put("stages", key, column[kind], 0 if kind == "stage moved" else after)
        elif kind == "placed":
            book.put("cards", key, "place", 0.5)
        elif kind == "moved":
            book.put("cards", key, "stage", names[after])
        elif kind == "removed":
            book.put("cards", key, "remove", YES[lang])
        else:
            book.put("cards", key, columns[kind], WORDS[lang][after] if kind == "status" else after)
    return book.save()


def in_json(data, edits, lang):
    """Carry a plan out in the content of a journey.json, and return it."""
    stages = {stage["id"]: stage for stage in data["stages"]}
    cards = {card["id"]: card for stage in data["stages"] for card in stage["cards"]}
    home = {card["id"]: stage for stage in data["stages"] for card in stage["cards"]}
    for kind, key, part, after in sorted(edits, key=lambda edit: edit[0] != "placed"):
        if kind == "new":
            blank = {"id": f"new {key}", "family": after, "lane": after, "subtype": "", "title": key, "evidence": []}
            stages[part]["cards"].append(blank)
        elif kind == "stage moved":
            data["stages"].remove(stages[key])
            data["stages"].insert(0, stages[key])
        elif kind.startswith("stage"):
            stages[key][part.partition(":")[0]][lang] = after
        elif kind == "placed":
            home[key]["cards"].remove(cards[key])
            first = next(at for at, card in enumerate(home[key]["cards"]) if card["lane"] == cards[key]["lane"])
            home[key]["cards"].insert(first, cards[key])
        elif kind == "moved":
            home[key]["cards"].remove(cards[key])
            stages[after]["cards"].append(cards[key])
            home[key] = stages[after]
        elif kind == "merged":
            home[key]["cards"].remove(cards[key])
            cards[after]["parts"] = [*cards[after]["parts"], key]
        elif kind == "renamed":
            cards[key]["title"] = cards[key]["titles"][lang] = after
        else:
            cards[key][part] = after
    return data
