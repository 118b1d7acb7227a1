"""No text is larger than its shape, whatever people said and however long their titles are."""

from __future__ import annotations

import pytest

from cjm_research.exports.deck.marks import para
from cjm_research.exports.deck.measure import Face, plain

ODD = [
    "=cmd|' /C calc'!A0",
    "]]></a:t><script>alert(1)</script>",
    "emoji 😀🚚👨‍👩‍👧‍👦 and RTL שלום عالم \u202eabc",
    "bell \x07, null \x00, tab\tand\nline, vertical \x0b, escape \x1b, \ufffe, _x0041_",
    "Donaudampfschifffahrtsgesellschaftskapitän" * 12,
    "等待时间太长了没有人告诉我们到底要等多久" * 20,
    "long " * 4000,
    "（“《", "\N{COMBINING ACUTE ACCENT}" * 300, "&amp; <b> \"quoted\" 'single'",
]  # fmt: skip


def _odd(words: str, number: int) -> str:
    return f"{words}{ODD[number % len(ODD)]}"


@pytest.fixture
def fuzzed(make, monkeypatch, request):
    """Make a toy journey whose titles and quotes are odd, long and hostile."""

    def build(language):
        cards = make.__globals__["CARDS"]
        odd = [
            {**card, "title": _odd(card["title"], at),
             "quotes": [[case, _odd(said, at + turn), felt] for turn, (case, said, felt) in enumerate(card["quotes"])]}
            for at, card in enumerate(cards[language])
        ]  # fmt: skip
        monkeypatch.setitem(cards, language, odd)
        journey = make(language)
        journey.data["study"]["title"] = _odd("A study ", 4)
        journey.data["study"]["scenario"] = _odd("", 6)
        journey.data["participants"]["by_attribute"] = {text: {text: 3} for text in ODD[:6]}
        for at, stage in enumerate(journey.data["stages"]):
            stage["name"][language] = _odd(stage["name"][language], at)[:200]
            stage["question"][language] = _odd(stage["question"][language], at + 2)
        return journey

    return build


def _paragraphs(frame, scale):
    for line in frame.paragraphs:
        size = next((run.font.size.pt for run in line.runs if run.font.size), None)
        if size is not None:
            before = line._p.xpath("./a:pPr/a:spcBef/a:spcPts/@val")
            bold = any(run.font.bold for run in line.runs)
            yield para(line.text, size / scale, float(before[0]) / 100 / scale if before else 0.0, bold=bold)


def _overfull(slides, language):
    """Return the shapes whose text, measured, is higher than they are, and those that leave the slide."""
    deck, face = slides.deck, Face(language)
    scale = min(deck.slide_width / 12192000, deck.slide_height / 6858000)
    found = []
    for number, slide in enumerate(deck.slides, start=1):
        for shape in slide.shapes:
            bottom, right = shape.top + shape.height, shape.left + shape.width
            if bottom > deck.slide_height + 1 or right > deck.slide_width + 1:
                found.append((number, shape.name, "leaves the slide"))
            if shape.has_text_frame:
                body = shape.text_frame
                width = (shape.width - body.margin_left - body.margin_right) / 12700 / scale
                inset = (body.margin_top + body.margin_bottom) / 12700 / scale
                needed = face.height(list(_paragraphs(body, scale)), width) + (inset if body.text else 0)
                if needed > shape.height / 12700 / scale + 4:
                    found.append((number, shape.name, round(needed), round(shape.height / 12700 / scale)))
    return found


@pytest.mark.parametrize("language", ["en", "zh"])
def test_odd_and_endless_texts_stay_inside_their_shapes(fuzzed, written, language):
    slides = written(fuzzed(language))
    assert _overfull(slides, language) == []
    assert len(set(slides.titles)) == len(slides.titles)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_odd_texts_are_whole_in_the_notes(fuzzed, written, language):
    journey = fuzzed(language)
    slides = written(journey)
    everything = "\n".join(slides.notes(at) for at in range(len(slides.titles)))
    assert all(plain(quote) in everything for quote in journey.evidence["quote"])


def test_every_table_ends_above_the_foot_of_the_page(fuzzed, written):
    slides = written(fuzzed("en"))
    for slide in slides.deck.slides:
        for shape in slide.shapes:
            if shape.has_table:
                assert shape.top + sum(row.height for row in shape.table.rows) <= slides.deck.slide_height


def test_texts_of_the_toy_journeys_stay_inside_their_shapes(slides, rich):
    assert _overfull(slides, rich.language) == []


@pytest.mark.parametrize(
    ("language", "text", "lines", "wanted"),
    [
        ("en", "one two three four five", 2, "one two three four…"),
        ("en", "one two", 2, "one two"),
        ("en", "  many   spaces ", 2, "many spaces"),
        ("zh", "等待时间太长，没有人告诉我们", 2, "等待时间太长，没有人…"),
        ("zh", "", 1, ""),
    ],
)
def test_a_cut_text_ends_in_an_ellipsis_and_is_else_unchanged(language, text, lines, wanted):
    assert Face(language).cut(text, 10, 60, lines) == wanted


def test_a_text_of_twenty_thousand_letters_without_a_space_is_cut_at_once():
    cut = Face("en").cut("x" * 20_000, 10, 100, 3)
    assert cut.endswith("…")
    assert len(Face("en").lines(cut, 10, 100)) <= 3
