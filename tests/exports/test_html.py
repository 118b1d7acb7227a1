from __future__ import annotations

from html.parser import HTMLParser

import pytest

from cjm_research.exports.html import HtmlExporter


class _Page(HTMLParser):
    """Collects tags, the quotes with their places, and the text of each class."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict]] = []
        self.quotes: list[tuple[dict, str]] = []
        self.text = ""
        self._inside = False

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag == "mark":
            self.quotes.append((dict(attrs), ""))
            self._inside = True

    def handle_endtag(self, tag):
        if tag == "mark":
            self._inside = False

    def handle_data(self, data):
        self.text += data
        if self._inside:
            attributes, text = self.quotes[-1]
            self.quotes[-1] = (attributes, text + data)


def _page(journey, folder) -> _Page:
    (path,) = HtmlExporter().write(journey, folder)
    page = _Page()
    page.feed(path.read_text("utf-8"))
    return page


def test_every_quote_stands_in_the_page_exactly_at_its_place(journey, tmp_path):
    texts = journey.documents.set_index("name")["text"]
    page = _page(journey, tmp_path)
    assert len(page.quotes) == len(journey.evidence)
    for place, quote in page.quotes:
        assert texts[place["data-document"]][int(place["data-start"]) : int(place["data-end"])] == quote


def test_markup_in_a_quote_stays_text(journey, tmp_path):
    page = _page(journey, tmp_path)
    assert "</script>" in page.text
    assert "script" not in {tag for tag, _ in page.tags}


@pytest.mark.parametrize("key", ["title", "scenario"])
def test_markup_in_the_study_stays_text(key, english, tmp_path):
    english.data["study"][key] = '<img src="x" onerror="alert(1)">'
    page = _page(english, tmp_path)
    assert "img" not in {tag for tag, _ in page.tags}
    assert english.data["study"][key] in page.text


def test_page_asks_for_nothing_from_outside(journey, tmp_path):
    page = _page(journey, tmp_path)
    links = [value for _, attrs in page.tags for name, value in attrs.items() if name in ("src", "href", "xlink:href")]
    assert [link for link in links if not link.startswith("#")] == []
    text = (tmp_path / "report.html").read_text("utf-8")
    assert "@import" not in text
    assert all(part.startswith(("data:font/woff;base64,", "#")) for part in text.split("url(")[1:])


def test_draft_says_that_a_machine_made_it_and_how_much_is_reviewed(english, chinese, tmp_path):
    assert (
        "Draft made by machine suggestions; 12\xa0% of 34 codings reviewed by a person."
        in _page(english, tmp_path).text
    )
    assert "本草稿由机器建议生成；29条编码中10%经人工复核。" in _page(chinese, tmp_path).text


def test_empty_cells_say_so_with_the_number_asked(english, chinese, tmp_path):
    # Loyalty has none of the four lanes; Awareness lacks pain points, Delivery motivations, Use goals.
    assert _page(english, tmp_path).text.count("no evidence (12 asked)") == 7
    assert _page(chinese, tmp_path).text.count("没有证据（访问了12人）") == 7


def test_unreviewed_cards_are_dashed_and_say_so(english, tmp_path):
    page = _page(english, tmp_path)
    cards = [
        attrs["class"].split() for tag, attrs in page.tags if tag == "details" and "card" in attrs["class"].split()
    ]
    assert len(cards) == 15
    assert sum("machine" in card for card in cards) == 14


def test_stage_of_few_people_is_faint_and_one_without_a_rating_has_no_point(journey, tmp_path):
    page = _page(journey, tmp_path)
    plots = [attrs for tag, attrs in page.tags if tag == "div" and attrs.get("class", "").startswith("plot")]
    assert [plot["class"] for plot in plots] == ["plot"] * 4 + ["plot faint"] * 2
    assert "style" in plots[4]
    assert "style" not in plots[5]


def test_chinese_page_brings_its_glyphs_and_an_english_one_without_them_does_not(chinese, make, tmp_path):
    assert "font/woff;base64" in HtmlExporter().write(chinese, tmp_path)[0].read_text("utf-8")
    plain = HtmlExporter().write(make("en", ("en",)), tmp_path)[0].read_text("utf-8")
    assert "font/woff;base64" not in plain


def test_both_names_of_a_stage_are_shown_only_in_a_bilingual_study(make, tmp_path):
    assert "考虑" in _page(make("en"), tmp_path).text
    assert "考虑" not in _page(make("en", ("en",)), tmp_path).text


def test_cards_beyond_the_limit_are_folded_but_kept(english, tmp_path):
    english.cards_per_cell = 1
    page = _page(english, tmp_path)
    assert "1 more" in page.text
    assert len(page.quotes) == len(english.evidence)


def test_themes_at_no_stage_are_told(english, tmp_path):
    english.findings.loc[0, "stage"] = "none"
    assert "belong to no stage and are not on the map: 1;" in _page(english, tmp_path).text
