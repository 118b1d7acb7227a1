from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from itertools import combinations

import pytest
from lxml import etree

from cjm_research.errors import ExportError
from cjm_research.exports.whiteboards import lucid
from cjm_research.exports.whiteboards.cjml import CjmlExporter
from cjm_research.exports.whiteboards.lucid import LucidExporter
from cjm_research.exports.whiteboards.lucid_csv import COLUMNS


def _lucid(journey, folder):
    paths = {path.name: path for path in LucidExporter().write(journey, folder)}
    assert list(paths) == ["journey.lucid", "lucid.csv", "whiteboards-readme.txt"]
    with zipfile.ZipFile(paths["journey.lucid"]) as file:
        (entry,) = file.infolist()
        assert (entry.filename, entry.date_time) == ("document.json", (1980, 1, 1, 0, 0, 0))
        return json.loads(file.read(entry)), paths


def _data(shape):
    return {item["key"]: item["value"] for item in shape.get("customData", ())}


def test_document_keeps_the_facts_of_the_format(either, tmp_path):
    document, _ = _lucid(either, tmp_path)
    (page,) = document["pages"]
    assert document["version"] == 1
    ids = [shape["id"] for shape in page["shapes"]] + [line["id"] for line in page["lines"]]
    assert len(ids) == len(set(ids))
    assert all(re.fullmatch(r"[A-Za-z0-9\-_.~]{1,36}", name) for name in ids)
    assert {shape["type"] for shape in page["shapes"]} == {"rectangle", "text"}
    for shape in page["shapes"]:
        assert min(shape["boundingBox"][side] for side in "wh") > 0
        assert ("style" in shape) == (shape["type"] == "rectangle")
    for line in page["lines"]:
        assert {line[end]["shapeId"] for end in ("endpoint1", "endpoint2")} <= set(ids)


def test_cards_carry_their_ids_and_do_not_overlap(journey, tmp_path):
    document, _ = _lucid(journey, tmp_path)
    shapes = [shape for shape in document["pages"][0]["shapes"] if _data(shape).get("cjm_kind") == "card"]
    wanted = {card["id"]: (stage["id"], card) for stage in journey.data["stages"] for card in stage["cards"]}
    assert {_data(shape)["cjm_id"] for shape in shapes} == set(wanted)
    for shape in shapes:
        stage, card = wanted[_data(shape)["cjm_id"]]
        assert (_data(shape)["cjm_stage"], _data(shape)["cjm_family"]) == (stage, card["family"])
        assert _data(shape)["cjm_segments"].split() == sorted(item["segment_id"] for item in card["evidence"])
        dashed = shape["style"]["stroke"]["style"] == "dashed"
        assert dashed == (card["status"] == "machine suggestion")
    for one, other in combinations([shape["boundingBox"] for shape in shapes], 2):
        apart = one["x"] + one["w"] <= other["x"] or other["x"] + other["w"] <= one["x"]
        assert apart or one["y"] + one["h"] <= other["y"] or other["y"] + other["h"] <= one["y"]


def test_map_too_large_for_lucid_is_refused_with_a_remedy(english, tmp_path, monkeypatch):
    monkeypatch.setattr(lucid, "LIMIT", 100)
    with pytest.raises(ExportError) as caught:
        LucidExporter().write(english, tmp_path)
    assert re.fullmatch(
        r"The map is [\d,]+ bytes as a Lucid document; Lucid takes 100\. Nothing was written to journey\.lucid\. "
        r"Export the map of one persona, or use draw\.io\.",
        str(caught.value),
    )
    assert not list(tmp_path.iterdir())


def test_process_table_counts_its_rows_and_says_what_contains_what(journey, tmp_path):
    _, paths = _lucid(journey, tmp_path)
    head, *rows = csv.reader(io.StringIO(paths["lucid.csv"].read_text("utf-8")))
    assert tuple(head) == COLUMNS
    assert [int(row[0]) for row in rows] == list(range(1, len(rows) + 1))
    assert rows[0][1] == "Page"
    word = "Experimental" if journey.language == "en" else "试验性"
    assert word in rows[0][10]
    by_id = {row[0]: row for row in rows}
    cards = [row for row in rows if row[1] == "Process"]
    stage_of = {row[11]: by_id[by_id[row[4]][4]][10] for row in cards}
    assert stage_of == {
        card["id"]: stage["name"][journey.language] for stage in journey.data["stages"] for card in stage["cards"]
    }
    lines = [row for row in rows if row[1] == "Line"]
    assert len(lines) == len(journey.data["stages"]) - 1
    assert all({row[6], row[7]} <= set(by_id) for row in lines)


def test_cjml_holds_the_touchpoints_in_order_between_two_actors(either, tmp_path):
    path, _ = CjmlExporter().write(either, tmp_path)
    assert path.name == "journey.cjml.xml"
    root = etree.fromstring(path.read_bytes())
    assert (root.tag, root.get("version")) == ("CJML", "2.0")
    said = root.xpath("comment()")[0].text
    assert ("EXPERIMENTAL" if either.language == "en" else "试验性") in said
    (map_,) = root.findall("actualJourney")
    actors = {actor.get("actorID") for actor in map_.find("actors")}
    assert actors == {"customer", "provider"}
    spots = map_.findall("touchpoints/actualCommunicationPoint")
    wanted = [
        f"{stage['id']}-{index}"
        for stage in either.data["stages"]
        for index, _ in enumerate(stage["touchpoints"], start=1)
    ]
    assert [spot.findtext("touchpointID") for spot in spots] == wanted
    for spot in spots:
        assert [node.tag for node in spot] == ["touchpointID", "initiator", "receiver", "channel"]
        assert {node.get("actorIDref") for node in spot.iter("refersTo")} == actors
        assert spot.findtext("channel/channelName")


def test_a_journey_meant_for_the_future_is_a_planned_one(english, tmp_path):
    english.data["journey"] = {"kind": "future state"}
    root = etree.fromstring(CjmlExporter().write(english, tmp_path)[0].read_bytes())
    assert root.find("plannedJourney/touchpoints/plannedCommunicationPoint") is not None
