"""Places move along: what stands outside a replacement is the same before and after."""

from hypothesis import given, settings
from hypothesis import strategies as st

from cjm_research.corpora.privacy.places import PLACEHOLDER, Found, Replaced, apart
from cjm_research.corpora.privacy.pseudonyms import Pseudonyms, Roster

ROSTER = Roster([("Ben Walker", "P01"), ("王秀英", "P02"), ("Anna-Lena Roe", "Interviewer")])
PIECES = (
    "Ben",
    "Walkers",
    "Sarah told me",
    "my friend Tom",
    "07700 900123",
    "13812345678",
    "ben@example.org",
    "order #A10293",
    "14 Elm Street",
    "王秀英",
    "我朋友李娜",
    "订单号20240311008877",
    "朝阳区建国路88号",
    "京A12345",
    "@rosa_b",
    "[phone-3]",
    "[name-1]",
    "P01",
    " ",
    ", ",
    ".\n",
    "the price was 1,200 in 2019",
    "很方便",
    "，",
    "。",
    "(",
    "1",
    "在",
    "card 4111111111111111",
)
TEXTS = st.one_of(st.lists(st.sampled_from(PIECES), max_size=12).map("".join), st.text(max_size=80))
LANGUAGES = st.sampled_from(["en", "zh"])
LIMITS = settings(max_examples=150, deadline=None)


def _replaced(text, language):
    return Pseudonyms([ROSTER], dates=True).replace(text, language, ROSTER, "d1")


@LIMITS
@given(TEXTS, LANGUAGES)
def test_every_offset_outside_a_replacement_keeps_its_sign(text, language):
    done = _replaced(text, language)
    made = [place for place in done.places if place.status == "made"]
    for at, sign in enumerate(text):
        if not any(place.old_start <= at < place.old_end for place in made):
            assert done.text[done.moved(at)] == sign
    assert done.moved(len(text)) == len(done.text)


@LIMITS
@given(TEXTS, LANGUAGES)
def test_every_place_tells_both_texts(text, language):
    done = _replaced(text, language)
    assert list(done.places) == sorted(done.places, key=lambda place: place.start)
    for place in done.places:
        assert text[place.old_start : place.old_end] == place.original != ""
        shown = place.pseudonym if place.status == "made" else place.original
        assert done.text[place.start : place.end] == shown
        assert done.moved_span(place.old_start, place.old_end) == (place.start, place.end)
    for first, second in zip(done.places, done.places[1:], strict=False):
        assert first.end <= second.start


@LIMITS
@given(TEXTS, LANGUAGES, st.data())
def test_a_moved_span_covers_whole_replacements(text, language, data):
    done = _replaced(text, language)
    start = data.draw(st.integers(0, max(0, len(text) - 1)))
    end = data.draw(st.integers(min(start + 1, len(text)), len(text)))
    new_start, new_end = done.moved_span(start, end)
    assert 0 <= new_start <= new_end <= len(done.text)
    for place in done.places:
        if place.status == "made" and place.old_start < end and start < place.old_end:
            assert new_start <= place.start
            assert place.end <= new_end


@LIMITS
@given(TEXTS, LANGUAGES)
def test_a_placeholder_is_never_replaced_again(text, language):
    done = _replaced(text, language)
    again = Pseudonyms([ROSTER], dates=True).replace(done.text, language, ROSTER, "d1")
    inside = [found.span() for found in PLACEHOLDER.finditer(done.text)]
    for place in again.places:
        assert not any(place.old_start < end and start < place.old_end for start, end in inside)


def test_what_was_replaced_stays_as_it_is_when_read_again():
    for text, language in (
        ("I'm Ben, my friend Sarah rang 07700 900123 about order #A10293 at 14 Elm Street.", "en"),
        ("我是王秀英，我朋友李娜的手机13812345678，住朝阳区建国路88号，订单号20240311008877。", "zh"),
    ):
        once = _replaced(text, language).text
        assert _replaced(once, language).text == once != text


def test_the_surer_of_two_that_overlap_is_kept():
    sure, other = Found(2, 6, "mail", "m", "r"), Found(0, 3, "name", "n", "r")
    assert apart([sure, other, Found(6, 8, "phone", "p", "r")]) == [sure, Found(6, 8, "phone", "p", "r")]
    assert apart([other], [(2, 4)]) == []


def test_an_offset_inside_a_replacement_moves_to_its_start():
    done = Replaced.of("Ring 07700 900123 now", [(Found(5, 17, "phone", "v", "r"), "[phone-1]")])
    assert [done.moved(at) for at in (0, 5, 9, 17, 18)] == [0, 5, 5, 14, 15]
    assert done.moved_span(0, 5) == (0, 5)
    assert done.moved_span(9, 9) == (5, 5)
    assert Replaced("as it was").moved(3) == 3
