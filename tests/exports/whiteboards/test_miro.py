from __future__ import annotations

import csv
import io
import json
import re
from itertools import combinations

import pytest

from cjm_research.exports.whiteboards.miro import MiroExporter
from cjm_research.exports.whiteboards.plain import clean

# The names of Miro's REST reference, sticky notes and tags.
NOTE_COLOURS = (
    *("gray", "light_yellow", "yellow", "orange", "light_green", "green", "dark_green", "cyan", "light_pink"),
    *("pink", "violet", "red", "light_blue", "blue", "dark_blue", "black"),
)
TAG_COLOURS = (
    *("red", "magenta", "violet", "light_green", "green", "dark_green"),
    *("cyan", "blue", "dark_blue", "yellow", "gray", "black"),
)


def _written(journey, folder):
    paths = {path.name: path for path in MiroExporter().write(journey, folder)}
    assert list(paths) == ["miro.json", "miro.csv", "miro.tsv", "whiteboards-readme.txt"]
    return json.loads(paths["miro.json"].read_text("utf-8")), paths


def _bodies(file, end):
    return [request["body"] for request in file["requests"] if request["path"].endswith(end)]


def test_requests_keep_the_limits_of_the_api(journey, tmp_path):
    file, _ = _written(journey, tmp_path)
    assert {request["method"] for request in file["requests"]} == {"POST"}
    bulks = _bodies(file, "/items/bulk")
    assert all(1 <= len(items) <= 20 for items in bulks)
    assert {item["type"] for items in bulks for item in items} == {"sticky_note", "text"}
    tags = _bodies(file, "/tags")
    assert len(tags) <= 100
    assert len({tag["title"] for tag in tags}) == len(tags)
    assert all(len(tag["title"]) <= 120 and tag["fillColor"] in TAG_COLOURS for tag in tags)


def test_every_card_is_one_note_that_carries_its_id(journey, tmp_path):
    file, _ = _written(journey, tmp_path)
    cards = {card["id"]: card for stage in journey.data["stages"] for card in stage["cards"]}
    assert sorted(place["card_id"] for place in file["cards"]) == sorted(cards)
    families = {"goal": "light_blue", "motivation": "light_green", "pain_point": "orange"}
    for place in file["cards"]:
        note = file["requests"][place["request"]]["body"][place["item"]]
        assert f"[{place['card_id']}]" in note["data"]["content"]
        assert note["style"]["fillColor"] == families[place["family"]]
        assert note["style"]["fillColor"] in NOTE_COLOURS
        assert place["segments"] == sorted(item["segment_id"] for item in cards[place["card_id"]]["evidence"])
        assert set(place["tags"]) <= {tag["title"] for tag in _bodies(file, "/tags")}


def test_notes_stand_in_the_frame_of_their_stage_and_do_not_overlap(journey, tmp_path):
    file, _ = _written(journey, tmp_path)
    stages = [stage["id"] for stage in journey.data["stages"]]
    frames = dict(zip(stages, _bodies(file, "/frames"), strict=True))
    assert [frame["data"]["title"] for frame in frames.values()] == [
        stage["name"][journey.language] for stage in journey.data["stages"]
    ]
    places = []
    for place in file["cards"]:
        note = file["requests"][place["request"]]["body"][place["item"]]
        at, size = note["position"], note["geometry"]["width"] / 2
        frame, of = frames[place["stage"]]["position"], frames[place["stage"]]["geometry"]
        assert abs(at["x"] - frame["x"]) + size <= of["width"] / 2
        assert abs(at["y"] - frame["y"]) + size <= of["height"] / 2
        places.append((at["x"], at["y"], 2 * size))
    for (x, y, side), (left, top, _) in combinations(places, 2):
        assert abs(x - left) >= side or abs(y - top) >= side


@pytest.mark.parametrize(("language", "word"), [("en", "not reviewed"), ("zh", "未复核")])
def test_note_says_counts_grade_and_not_reviewed(language, word, make, tmp_path):
    _, paths = _written(make(language), tmp_path)
    rows = list(csv.DictReader(io.StringIO(paths["miro.csv"].read_bytes().decode("utf-8-sig"))))
    machine = [row for row in rows if word in row[next(iter(row))]]
    assert 0 < len(machine) < len(rows)
    assert all(re.search("[●◐○]", row[next(iter(row))]) for row in rows)


def test_tsv_has_one_note_a_line_and_nothing_else(journey, tmp_path):
    file, paths = _written(journey, tmp_path)
    lines = paths["miro.tsv"].read_text("utf-8").splitlines()
    assert len(lines) == len(file["cards"])
    assert not any("\t" in line or line.startswith(("=", "'", '"')) for line in lines)
    assert [line.rpartition("[")[2].rstrip("]") for line in lines] == [card["card_id"] for card in file["cards"]]


def test_odd_texts_stay_text(odd, tmp_path):
    file, paths = _written(odd, tmp_path)
    for items in _bodies(file, "/items/bulk"):
        for item in items:
            assert len(item["data"]["content"]) < 6_000
            assert set(re.findall(r"<(/?\w+)", item["data"]["content"])) <= {"p", "/p", "strong", "/strong"}
    text = paths["miro.csv"].read_bytes().decode("utf-8-sig")
    assert text == clean(text).replace("\n", "\r\n")
    for row in csv.reader(io.StringIO(text, newline="")):
        assert not any(cell.startswith(tuple("=+-@＝")) for cell in row)
