import pytest

from cjm_research.corpora.qda.offsets import Selection, View, anchor, plain, says

EN = "Interviewer: How was it? 😀😀😀😀\r\nAnna: It was far too dear for us.\r\nShe said 🙂 thanks.\r\n"
ZH = "访谈者：您觉得怎么样😀😀😀😀\r\n受访者：价格太贵了，我们等不起。\r\n她说🙂谢谢。\r\n"


def counted(raw, quote, view):
    """Where a tool that counts in this way says that a quote is."""
    start = raw.index(quote)

    def position(index):
        before = raw[:index]
        n = len(before)
        if view.breaks == "one":
            n -= before.count("\r\n")
        if view.utf16:
            n += sum(char > "\uffff" for char in before)
        return n - (before.startswith("\ufeff") and not view.bom)

    return Selection(position(start), position(start + len(quote)), quote)


@pytest.mark.parametrize("bom", ["", "\ufeff"], ids=["plain", "bom"])
@pytest.mark.parametrize("utf16", [False, True], ids=["points", "utf16"])
@pytest.mark.parametrize("breaks", ["as kept", "one"])
@pytest.mark.parametrize(
    ("text", "quotes"), [(EN, ["far too dear", "thanks"]), (ZH, ["价格太贵了", "谢谢"])], ids=["en", "zh"]
)
def test_every_way_to_count_is_found_out_by_the_quotes(text, quotes, breaks, utf16, bom):
    raw = bom + text
    view = View(breaks, bool(bom), utf16)
    found = anchor(raw, [counted(raw, quote, view) for quote in quotes])
    assert [found.text[place.start : place.end] for place in found.places] == quotes
    assert {place.verdict for place in found.places} == {"match"}
    assert (found.view.breaks, found.view.bom, found.view.utf16) == (breaks, bool(bom), utf16)
    assert found.confidence == 1.0
    assert found.views > 1


@pytest.mark.parametrize(
    ("origin", "start"),
    [("ATLAS.ti 24", 7), ("MAXQDA 24", 8), ("NVivo 15", 9), ("", 8)],
)
def test_without_quotes_the_tool_tells_how_it_counts(origin, start):
    # One emoji and one line end stand before the words.
    found = anchor("A 😀 bb\r\nword", [Selection(start, start + 4)], origin)
    assert found.text[found.places[0].start : found.places[0].end] == "word"
    assert found.places[0].verdict == "untold"


def test_without_quotes_the_edges_of_words_overrule_the_tool():
    raw = "one two\r\nthree four\r\nfive six\r\nseven eight"
    words = ["two", "four", "six", "eight"]
    found = anchor(raw, [Selection(s.start, s.end) for s in (counted(raw, w, View("one")) for w in words)], "MAXQDA")
    assert [found.text[place.start : place.end] for place in found.places] == words
    assert found.confidence == 0.8


def test_positions_for_windows_beside_a_text_with_single_line_ends():
    found = anchor("a\nb\nToo dear. And slow.", [Selection(6, 14, "Too dear"), Selection(16, 24, "And slow")])
    assert [place.verdict for place in found.places] == ["match", "match"]
    assert found.view.in_words() == "two per line end"


def test_a_selection_is_never_moved_to_where_its_quote_would_fit():
    found = anchor("Too dear for us. Too slow.", [Selection(0, 8, "Too dear"), Selection(9, 12, "Too slow")])
    assert [(place.start, place.end, place.verdict) for place in found.places] == [(0, 8, "match"), (9, 12, "mismatch")]
    assert found.confidence == 0.5


def test_a_name_that_is_no_quote_tells_nothing():
    found = anchor("Too dear for us.", [Selection(0, 8, "my first thought"), Selection(4, 8, "s2")])
    assert [place.verdict for place in found.places] == ["untold", "untold"]


@pytest.mark.parametrize(("start", "end"), [(-1, 4), (3, 99), (9, 4)])
def test_a_place_outside_the_text_is_told(start, end):
    assert anchor("Too dear for us.", [Selection(start, end, "dear")]).places[0].verdict == "outside"


@pytest.mark.parametrize(
    ("quote", "words", "same"),
    [
        ("far too dear", "far  too\ndear", True),
        ("价格 太贵", "价格太贵", True),
        ("It was far too…", "It was far too dear for us", True),
        ("It was far too...", "It was far too dear for us", True),
        ("Oh ...", "Oh ...", True),
        ("…", "anything", False),
        ("", "anything", False),
        ("dear", "dear for us", False),
    ],
)
def test_a_quote_may_be_cut_and_its_white_space_folded(quote, words, same):
    assert says(quote, words) is same


def test_control_characters_go_without_moving_anything():
    assert plain("\ufeffa\x0bb\u2029c\x00d\r\ne\rf") == "a\nb\nc d\ne\nf"


def test_a_position_inside_an_emoji_takes_the_whole_of_it():
    found = anchor("a😀b", [Selection(1, 2, ""), Selection(2, 4, "")], "NVivo")
    assert [(place.start, place.end) for place in found.places] == [(1, 2), (1, 3)]
