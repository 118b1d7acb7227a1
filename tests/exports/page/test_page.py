from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from runpy import run_path

import pytest

from cjm_research.exports.html import HtmlExporter
from cjm_research.exports.page import cards, filters
from cjm_research.exports.page.words import label

_TOY = run_path(str(Path(__file__).with_name("conftest.py")))
_CHUNK = {"en": "Who was asked and who was heard", "zh": "问到了谁，听到了谁"}
_PARTS = ["map", "curve", "coverage", "agreement", "saturation", "reading", "uncertain", "methods"]


class _Page(HTMLParser):
    """Collects tags with their attributes and the text of quotes by language of the page around them."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict]] = []
        self.quotes: list[str] = []
        self.open = False
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        self.open = tag == "mark"
        if self.open:
            self.quotes.append("")

    def handle_endtag(self, tag):
        self.open = self.open and tag != "mark"

    def handle_data(self, data):
        if self.open:
            self.quotes[-1] += data

    def all(self, tag: str, name: str) -> list[dict]:
        return [attrs for found, attrs in self.tags if found == tag and name in (attrs.get("class") or "").split()]


def _text(path: Path) -> str:
    return path.read_text("utf-8")


def test_a_study_adds_its_parts_and_a_map_alone_leaves_them_out(told, tmp_path):
    language = told.language
    whole = _text(_TOY["page_of"](told, tmp_path))
    assert re.findall(rf'<section class="\w+" id="{language}-(\w+)"', whole) == _PARTS
    alone = _text(HtmlExporter().write(told, tmp_path)[0])
    assert re.findall(rf'<section class="\w+" id="{language}-(\w+)"', alone) == [*_PARTS[:2], *_PARTS[5:]]
    assert _CHUNK[language] in whole
    assert _CHUNK[language] not in alone


def test_every_link_leads_to_a_place_on_the_page(told, tmp_path):
    page = _Page(_text(_TOY["page_of"](told, tmp_path, ("en", "zh"))))
    ids = [attrs["id"] for _, attrs in page.tags if "id" in attrs]
    links = [attrs["href"] for tag, attrs in page.tags if tag in ("a", "use")]
    assert len(ids) == len(set(ids))
    assert {link[1:] for link in links} <= set(ids)


def test_one_file_holds_both_languages_with_a_switch(told, tmp_path):
    first, second = (told.language, "zh" if told.language == "en" else "en")
    page = _Page(_text(_TOY["page_of"](told, tmp_path, (first, second))))
    switch = [attrs for tag, attrs in page.tags if tag == "input" and attrs.get("name") == "language"]
    assert [(attrs["value"], "checked" in attrs) for attrs in switch] == [(first, True), (second, False)]
    assert page.tags[0] == ("html", {"lang": cards.tag(first)})
    assert len(page.quotes) == 2 * len(told.evidence)
    quotes = [attrs for tag, attrs in page.tags if tag == "blockquote"]
    assert {attrs["lang"] for attrs in quotes} == {cards.tag(told.language)}


def test_one_language_has_no_switch(told, tmp_path):
    page = _Page(_text(_TOY["page_of"](told, tmp_path)))
    assert [attrs for tag, attrs in page.tags if attrs.get("name") == "language"] == []


def test_a_title_in_the_other_language_says_so(tmp_path):
    journey = _TOY["journey_of"]("en")
    page = _Page(_text(_TOY["page_of"](journey, tmp_path, ("zh", "en"))))
    titles = page.all("span", "title")
    assert [attrs.get("lang") for attrs in titles] == ["en"] * 15 + [None] * 15


def test_a_card_says_how_many_of_a_group_stand_behind_it(told):
    material = _TOY["material_of"](told, (told.language,))
    groups, least = filters.groups_of(material)
    assert least == 3
    assert {group.by for group in groups} == {"=Customer type"}
    assert frozenset().union(*(group.people for group in groups)) == frozenset(told.evidence["case_id"])
    people = sorted(groups[0].people)
    said = dict(filters.heard(people[:1], groups, 1, "en"))
    assert said == {"g0": f"1 of {len(people)} in this group"}
    assert dict(filters.heard(people[:2], groups, 3, "zh")) == {"g0": f"该群体{len(people)}人中<3人"}


def test_groups_of_too_few_people_are_not_offered(told):
    material = _TOY["material_of"](told, (told.language,))
    narrow = replace(material, coverage=replace(material.coverage, min_cell=len(told.evidence)))
    assert filters.groups_of(narrow)[0] == ()


def test_an_attribute_of_many_values_is_no_filter(told):
    material = _TOY["material_of"](told, (told.language,))
    cases = material.frames["cases"]
    many = cases.assign(attributes=[{"=Customer type": f"kind {at % 7}"} for at in range(len(cases))])
    assert filters.groups_of(replace(material, frames={**material.frames, "cases": many}, coverage=None))[0] == ()


def test_every_card_can_be_found_by_its_grade_its_review_and_its_groups(told, tmp_path):
    page = _Page(_text(_TOY["page_of"](told, tmp_path)))
    found = [attrs["class"].split() for attrs in page.all("details", "card")]
    assert len(found) == sum(len(stage["cards"]) for stage in told.data["stages"])
    for classes in found:
        assert len({"is-strong", "is-fair", "is-thin"} & set(classes)) == 1
        assert len({"by-person", "by-machine"} & set(classes)) == 1
        assert ("machine" in classes) == ("by-machine" in classes)
        assert {"g0", "g1"} & set(classes)


def test_the_parts_behind_a_grade_are_told_in_the_language_of_the_page(tmp_path):
    journey = _TOY["journey_of"]("en")
    words = {"en": "3 of 12 people", "zh": "12人中有3人提到"}
    for stage in journey.data["stages"]:
        for card in stage["cards"]:
            card["grade_parts"] = [
                {"part": "people", "value": 3.0, "of": 12.0, "meets": "fair", "words": words},
                {"part": "agreement", "value": None, "of": None, "meets": ""},
            ]
    english = _text(HtmlExporter().write(journey, tmp_path)[0])
    assert "<li><span>◐ fair</span><span>3 of 12 people</span></li>" in english
    assert "Not measured: agreement of coders" in english
    chinese = _text(HtmlExporter().write(replace(journey, language="zh"), tmp_path)[0])
    assert "<li><span>◐ 一般</span><span>12人中有3人提到</span></li>" in chinese
    assert "未测量：编码一致性" in chinese


def test_pictures_hold_no_id_twice_and_no_comment(told, tmp_path):
    text = _text(_TOY["page_of"](told, tmp_path, ("en", "zh")))
    pictures = re.findall(r'<div class="picture".*?</svg>', text, flags=re.DOTALL)
    assert len(pictures) == 4
    assert all("<!--" not in picture and "<metadata" not in picture for picture in pictures)
    assert all(re.search(r'role="img" aria-label="[^"]{10,}"', picture) for picture in pictures)


def test_the_same_journey_gives_the_same_bytes(told, tmp_path):
    one = _TOY["page_of"](told, tmp_path / "one", ("en", "zh")).read_bytes()
    assert one == _TOY["page_of"](told, tmp_path / "two", ("en", "zh")).read_bytes()


@pytest.mark.parametrize("language", ["en", "zh"])
def test_hostile_texts_stay_texts(language, tmp_path):
    journey = _TOY["journey_of"](language, hostile=True)
    page = _Page(_text(_TOY["page_of"](journey, tmp_path, ("en", "zh"))))
    tags = {tag for tag, _ in page.tags}
    assert not tags & {"script", "img", "iframe", "object", "embed", "link", "base"}
    assert not [name for _, attrs in page.tags for name in attrs if name.startswith("on") or name == "srcdoc"]
    assert not [attrs for _, attrs in page.tags if (attrs.get("href") or "#")[0] != "#"]
    for text in _TOY["HOSTILE"]:
        held = re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\uffff]", "\ufffd", text)
        assert page.quotes.count(held) == 2


def test_a_very_long_quote_is_folded_and_whole(tmp_path):
    journey = _TOY["journey_of"]("en", hostile=True)
    page = _Page(_text(HtmlExporter().write(journey, tmp_path)[0]))
    assert len(page.all("blockquote", "long")) == 1
    assert len(page.all("label", "unfold")) == 1
    assert max(map(len, page.quotes)) == 20_000


def test_words_that_may_not_be_quoted_are_a_slot_without_their_surroundings(tmp_path):
    journey = _TOY["journey_of"]("en")
    journey.evidence["before"] = "██ ████"
    journey.evidence["after"] = " ████"
    assert "█" not in _text(HtmlExporter().write(journey, tmp_path)[0])


def test_context_is_cut_at_words():
    from cjm_research.exports.quotes import Quote

    quote = Quote("s", "d", "P01", 200, 203, "bad", "alf a word before ", " after it" + " word" * 22 + " hal", "", None,
                  False, 0.0, "")  # fmt: skip
    assert cards.before_of(quote) == "…a word before "
    assert cards.after_of(replace(quote, after=quote.after[:120])).endswith("word…")


def test_no_column_is_printed_that_holds_nothing_and_no_word_of_a_notebook(told, tmp_path):
    text = _text(_TOY["page_of"](told, tmp_path, (told.language,)))
    assert not any(f'<th scope="col">{head}</th>' in text for head in ("Difficulty", "Field", "实施难度", "象限"))
    more = label("more_ranked", told.language, n=47)
    assert "47" in more
    assert not any(word in more for word in ("frame", "表格"))
