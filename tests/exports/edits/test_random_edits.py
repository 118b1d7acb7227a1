"""Law: 200 random edits come back as exactly those 200 differences; taken over, none is left."""

import pytest

from cjm_research.exports.edits import accept

N = 200


@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("form", ["xlsx", "json"])
def test_two_hundred_random_edits_come_back_as_exactly_those(make_desk, random_edits, lang, form, seed):
    desk = make_desk(lang, 300)
    _, data = desk.json()
    edits = random_edits.plan(data, lang, N, seed, form)
    if form == "xlsx":
        path = random_edits.in_book(desk.book(), edits, data)
    else:
        path = desk.save(random_edits.in_json(data, edits, lang))
    reading = desk.read(path)
    assert reading.faults == ()
    assert random_edits.found(reading) == random_edits.expected(edits)
    assert len(reading) == len({one.item for one in reading.differences}) == N


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("form", ["xlsx", "json"])
def test_what_was_taken_over_is_not_told_again(make_desk, random_edits, lang, form):
    desk = make_desk(lang, 60)
    _, data = desk.json()
    edits = random_edits.plan(data, lang, 60, 7, form)
    if form == "xlsx":
        path = random_edits.in_book(desk.book(), edits, data)
    else:
        path = desk.save(random_edits.in_json(data, edits, lang))
    n = len(desk.store.events())
    report = accept(desk.read(path), desk.session)
    assert report.frame["done"].all(), report
    assert len(desk.store.events()) >= n + 60
    again = desk.read(path)
    assert len(again) == 0, str(again)
    assert (
        report.told()[0]
        == {"en": "Differences taken over: 60, refused: 0.", "zh": "已采用 60 处差别，0 处被拒绝。"}[lang]
    )
