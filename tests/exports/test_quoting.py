"""People who are not to be quoted: blocks in every frame, slots on every page, counted, and no title of their words."""

import json

import pandas as pd
import pytest

from cjm_research.codes.codebook import Codebook
from cjm_research.exports.base import check_quotes
from cjm_research.exports.board import build_board
from cjm_research.exports.quoting import is_slot, shown, silenced, silenced_frames, slot, slots, slots_said
from cjm_research.journeys.map import JourneyMap


@pytest.fixture
def real(journey):
    """The toy journey as the map that exporters are given."""
    fields = ("data", "findings", "evidence", "emotions", "documents", "language")
    return JourneyMap(**{name: getattr(journey, name) for name in fields}, codebook=Codebook.framework())


@pytest.fixture
def turns(real):
    rows = real.evidence.drop_duplicates("segment_id")
    return rows.assign(turn_id="t" + rows["segment_id"], role="participant")[
        ["turn_id", "document_id", "case_id", "role", "start", "end", "question"]
    ]


@pytest.fixture
def who(real):
    """Whoever says most."""
    return real.evidence["case_id"].mode()[0]


def test_words_are_blocks_of_the_same_length_everywhere_and_law_1_holds(real, turns, who):
    before = json.dumps(real.data, ensure_ascii=False)
    quiet = silenced(real, turns, frozenset({who}))
    check_quotes(quiet)
    own = real.evidence["case_id"] == who
    for quote, now in zip(real.evidence.loc[own, "quote"], quiet.evidence.loc[own, "quote"], strict=True):
        assert is_slot(now)
        assert len(now) == len(quote)
    written = json.dumps(quiet.data, ensure_ascii=False) + quiet.evidence.to_csv() + quiet.documents.to_csv()
    written += quiet.findings.to_csv()
    for quote in real.evidence.loc[own, "quote"]:
        assert quote not in written
        assert quote[2:14] not in written
    others = quiet.evidence.loc[~own, "quote"]
    assert others.tolist() == real.evidence.loc[~own, "quote"].tolist()
    assert (quiet.evidence.loc[own, "reason"] == "").all()
    assert json.dumps(real.data, ensure_ascii=False) == before


def test_counts_and_places_stay_as_they_are(real, turns, who):
    quiet = silenced(real, turns, frozenset({who}))
    places = ["card_id", "segment_id", "case_id", "start", "end", "emotion", "reviewed"]
    pd.testing.assert_frame_equal(quiet.evidence[places], real.evidence[places])
    for one, other in zip(real.data["stages"], quiet.data["stages"], strict=True):
        assert [card["n_people"] for card in one["cards"]] == [card["n_people"] for card in other["cards"]]
        assert one["emotion"] == other["emotion"]


def test_nobody_to_be_silent_changes_nothing(real, turns):
    assert silenced(real, turns, frozenset()) is real
    assert silenced(real, turns, frozenset({"P99"})) is real


def _with_title(journey, card_id, title):
    data = json.loads(json.dumps(journey.data))
    for stage in data["stages"]:
        for card in stage["cards"]:
            if card["id"] == card_id:
                card["title"] = title
                card["titles"] = {journey.language: title}
    import dataclasses

    findings = journey.findings.assign(
        title=journey.findings["title"].mask(journey.findings["finding_id"] == card_id, title)
    )
    evidence = journey.evidence.assign(
        title=journey.evidence["title"].mask(journey.evidence["card_id"] == card_id, title)
    )
    return dataclasses.replace(journey, data=data, findings=findings, evidence=evidence)


def _title(journey, card_id):
    return next(card for stage in journey.data["stages"] for card in stage["cards"] if card["id"] == card_id)


def test_a_title_that_is_their_words_gives_way_and_another_stays(real, turns, who):
    row = real.evidence[real.evidence["case_id"] == who].iloc[0]
    said = row["quote"].rstrip(".。！!？?")
    card = row["card_id"]
    quiet = silenced(_with_title(real, card, said), turns, frozenset({who}))
    name = real.codebook.name(row["family"], row["subtype"], lang=real.language)
    neutral = {"en": f"{name} (words not quotable)", "zh": f"{name}（原话不可引用）"}[real.language]
    told = _title(quiet, card)
    assert (told["title"], told["titles"]) == (neutral, {real.language: neutral})
    assert set(quiet.evidence.loc[quiet.evidence["card_id"] == card, "title"]) == {neutral}
    assert set(quiet.findings.loc[quiet.findings["finding_id"] == card, "title"]) == {neutral}
    own_title = {"en": "Zebra crossing closed", "zh": "斑马线关闭了"}[real.language]
    kept = silenced(_with_title(real, card, own_title), turns, frozenset({who}))
    assert _title(kept, card)["title"] == own_title
    spoken_by_both = silenced(
        _with_title(real, card, said), turns.assign(case_id=turns["case_id"].where(turns.index != row.name, "P90")),
        frozenset({who}),
    )  # fmt: skip
    assert _title(spoken_by_both, card)["title"] == said


def test_slots_are_counted_and_said_in_both_languages(real, turns, who):
    quiet = silenced(real, turns, frozenset({who}))
    n = real.evidence.loc[real.evidence["case_id"] == who, "segment_id"].nunique()
    assert slots(quiet) == (n, 1)
    assert n > 1
    assert slots_said(quiet, "en") == f"{n} quotes are left as slots: 1 person did not allow quoting."
    assert slots_said(quiet, "zh") == f"{n}条引文留空待改写：1人不同意引用原话。"
    assert slots_said(real, "en") == ""


def test_the_board_shows_slots_says_how_many_and_leads_with_what_may_be_quoted(real, turns, who):
    quiet = silenced(real, turns, frozenset({who}))
    board = build_board(quiet, few_people=3)
    assert board.draft_words.endswith(slots_said(quiet, real.language))
    cards = [card for column in board.columns for cell in column.cells.values() for card in cell]
    quotes = [quote for card in cards for quote in card.quotes]
    assert {quote.text for quote in quotes if quote.case_id == who} == {slot(real.language)}
    assert all(quote.is_slot == (quote.case_id == who) for quote in quotes)
    several = [card for card in cards if {quote.case_id for quote in card.quotes} - {who}]
    assert several
    assert not any(card.lead.is_slot for card in several)


def test_what_a_slot_is():
    assert (is_slot("███"), is_slot("█ █"), is_slot(""), is_slot("a█")) == (True, False, False, False)
    assert shown("It was late.", "zh") == "It was late."
    assert shown("█", "zh") == "［未获准引用，请改写］"


SAID = {
    "en": ("It took two whole weeks until the parcel came.", "I was fine with it."),
    "zh": ("包裹等了整整两个星期才送到我家里。", "我觉得还可以吧。"),
}


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_frames_hold_no_word_of_theirs(lang):
    own, other = SAID[lang]
    text = f"P01: {own}\n\nP02: {other}"
    documents = pd.DataFrame({"document_id": ["d1"], "text": [text], "sha256": ["x"]})
    turns = pd.DataFrame({
        "turn_id": ["t1", "t2"], "document_id": "d1", "case_id": ["P01", "P02"], "role": "participant",
        "start": [5, text.index(other)], "end": [5 + len(own), len(text)], "question": ["How?", "And you?"],
    })  # fmt: skip
    segments = turns.assign(segment_id=["s1", "s2"], text=[own, other], context=[f"How? … {own}", "And you?"])
    frames = {
        "documents": documents, "turns": turns, "segments": segments,
        "suggestions": pd.DataFrame({"segment_id": ["s1", "s2"], "reason": [own[:6], "cue"],
                                     "detail": [{"near": own}, {"near": "x"}]}),
        "memos": pd.DataFrame({"memo_id": ["m1", "m2"], "text": [f"she says {own}", f"he says {other}"]}),
        "themes": pd.DataFrame({"theme_id": ["h1", "h2"], "title": [own, "Slow"],
                                "titles": [{lang: own}, {lang: "Slow"}],
                                "memo": ["", ""]}),
    }  # fmt: skip
    quiet = silenced_frames(frames, frozenset({"P01"}))
    assert not any(own[3:20] in frame.to_csv() for frame in quiet.values())
    assert all(other in quiet[name].to_csv() for name in ("documents", "segments", "memos"))
    for row in quiet["segments"].itertuples():
        assert quiet["documents"]["text"][0][row.start : row.end] == row.text
    assert quiet["segments"]["context"].tolist() == ["How?", "And you?"]
    neutral = {"en": "Theme (words not quotable)", "zh": "主题（原话不可引用）"}[lang]
    assert quiet["themes"]["title"].tolist() == [neutral, "Slow"]
    assert quiet["suggestions"]["reason"].tolist() == ["", "cue"]
    assert frames["memos"]["text"][0] == f"she says {own}"
    assert silenced_frames(frames, frozenset()) == frames


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_an_example_of_a_code_that_is_their_words_goes_and_the_version_stays(real, turns, who, lang):
    import dataclasses

    said = real.evidence.loc[real.evidence["case_id"] == who, "quote"].iloc[0]
    book = real.codebook
    first = dataclasses.replace(book.codes[0], examples={lang: ("A made sentence.", said)})
    book = dataclasses.replace(book, codes=(first, *book.codes[1:]))
    quiet = silenced(dataclasses.replace(real, codebook=book), turns, frozenset({who})).codebook
    assert quiet.codes[0].examples == {lang: ("A made sentence.",)}
    assert quiet.version == book.version
    assert quiet.name("goal", lang=lang) == book.name("goal", lang=lang)
