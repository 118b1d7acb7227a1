"""Journeys with texts that break files: formulas, markup, control signs, emoji, right-to-left, very long ones."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

ODD = (
    "=HYPERLINK(1)",
    "]]></script><script>alert(1)</script>",
    "family 👩‍👩‍👧 🚚",
    "שלום \u202eabc\u202c مرحبا",
    "a\x00b\x08c\x0bd\x1fe\ufffe",
    "tab\tnew\nline\r\nend",
    "\"both' & <b>more</b> &amp; `tick`",
    "%%{init: {'theme': 'dark'}}%% title: x; # y",
    "section of the shop: 3: a, b",
    "-- --> comment",
    "＝1+1",
    "长" * 20_000,
    "x" * 20_000,
)


def with_texts(journey: SimpleNamespace) -> SimpleNamespace:
    """Put an odd text into every title, quote, stage name, touchpoint and heading of the journey."""
    texts = dict.fromkeys(journey.documents["name"], "")
    number = 0
    items = {}
    for stage in journey.data["stages"]:
        stage["name"] = dict.fromkeys(("en", "zh"), ODD[number % len(ODD)][:200])
        for spot in stage["touchpoints"]:
            spot["channel"] = ODD[number % len(ODD)][:200]
            number += 1
        for card in stage["cards"]:
            card["title"] = ODD[number % len(ODD)]
            for item in card["evidence"]:
                quote, before = ODD[number % len(ODD)], texts[item["document"]]
                item |= {"quote": quote, "start": len(before), "end": len(before) + len(quote)}
                texts[item["document"]] = before + quote + "\n\n"
                items[card["id"], item["segment_id"]] = item
                number += 1
    found = [items[row.card_id, row.segment_id] for row in journey.evidence.itertuples()]
    for key in ("quote", "start", "end"):
        journey.evidence[key] = [item[key] for item in found]
    journey.documents["text"] = journey.documents["name"].map(texts)
    journey.data["study"]["title"], journey.data["study"]["scenario"] = ODD[7], ODD[1]
    return journey


@pytest.fixture(params=["en", "zh"])
def odd(request: pytest.FixtureRequest, make) -> SimpleNamespace:
    """A journey of odd texts, in each language."""
    return with_texts(make(request.param))


@pytest.fixture(params=[("en", False), ("zh", False), ("en", True), ("zh", True)], ids=["en", "zh", "en-odd", "zh-odd"])
def either(request: pytest.FixtureRequest, make) -> SimpleNamespace:
    """A toy journey and one of odd texts, in each language."""
    language, is_odd = request.param
    return with_texts(make(language)) if is_odd else make(language)
