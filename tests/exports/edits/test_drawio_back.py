"""A diagram that comes back: cards dragged, relabelled, copied, deleted and drawn anew."""

import base64
import urllib.parse
import zlib

import pytest
from lxml import etree

from cjm_research.errors import ReadError

TITLE = {"en": "Fees come as a shock", "zh": "收费让人吃惊"}


class Diagram:
    """The shapes of a file, to be changed by hand."""

    def __init__(self, path):
        self.path, self.tree = path, etree.parse(str(path))

    def shape(self, kind, key):
        return next(node for node in self.tree.iter("UserObject", "object")
                    if (node.get("cjm_kind"), node.get("cjm_id")) == (kind, key))  # fmt: skip

    def geometry(self, node):
        return node.find("mxCell/mxGeometry")

    def put_into(self, key, stage, at=None):
        """Drag a card into a stage, as draw.io does: it becomes a child of that container."""
        node = self.shape("card", key)
        node.find("mxCell").set("parent", self.shape("stage", stage).get("id"))
        if at is not None:
            self.geometry(node).set("y", str(at))

    def save(self):
        self.tree.write(str(self.path), encoding="utf-8", xml_declaration=True)
        return self.path


@pytest.fixture
def diagram(desk):
    return Diagram(desk.drawio())


def told(reading):
    return [(one.kind, one.key, one.after) for one in reading.differences]


def test_a_diagram_nobody_edited_has_no_differences(desk, diagram):
    reading = desk.read(diagram.path)
    assert (len(reading), reading.faults) == (0, ())


def test_a_dragged_card_is_moved_and_a_new_label_renames_it(desk, diagram):
    diagram.put_into("f-fee", "use")
    diagram.shape("card", "f-slow").set("label", f"<b>{TITLE[desk.lang]}</b><br>")
    diagram.shape("card", "f-slow").set("cjm_owner", "Ben")
    reading = desk.read(diagram.save())
    name = desk.session.card("f-slow")["title"]
    assert told(reading) == [
        ("moved", "f-fee", "use"),
        ("renamed", "f-slow", TITLE[desk.lang]),
        ("owner", "f-slow", "Ben"),
    ]
    assert reading.frame["title"].tolist()[1] == name
    assert {"en": "shape f-slow", "zh": "图形 f-slow"}[desk.lang] in str(reading)


def test_a_relabelled_stage_is_renamed_and_a_dragged_one_moves(desk, diagram):
    diagram.shape("stage", "use").set("label", TITLE[desk.lang])
    boxes = [diagram.geometry(diagram.shape("stage", key)) for key in ("consideration", "purchase", "delivery", "use")]
    first = boxes[0].get("x")
    boxes[3].set("x", str(float(first) - 5000))
    reading = desk.read(diagram.save())
    assert [(one.kind, one.key) for one in reading.differences] == [("stage renamed", "use"), ("stage moved", "use")]


def test_a_shape_that_was_drawn_is_a_new_card_where_it_stands(desk, diagram):
    card = diagram.shape("card", "f-fee")
    box, stage = diagram.geometry(card), diagram.geometry(diagram.shape("stage", "purchase"))
    x, y = (float(stage.get(at) or 0) + float(box.get(at) or 0) for at in "xy")
    parent = card.getparent()
    for cell_id, at in (("mine", x), ("far", x + 90_000)):
        cell = etree.SubElement(parent, "mxCell", id=cell_id, value=TITLE[desk.lang], vertex="1", parent="1", style="")
        etree.SubElement(cell, "mxGeometry", x=str(at), y=str(y), width="20", height="20").set("as", "geometry")
    etree.SubElement(parent, "mxCell", id="arrow", edge="1", parent="1", source="mine", target="f-fee")
    reading = desk.read(diagram.save())
    (new,) = reading.differences
    assert (new.kind, new.after) == ("new", TITLE[desk.lang])
    assert (new.parts["stage"], new.parts["lane"]) == ("purchase", "pain_point")
    assert [(fault.why, fault.place.at) for fault in reading.faults] == [("beside", "far")]
    assert ("arrows", {"n": 1}) in reading.notes


def test_a_copy_with_other_words_is_new_and_a_plain_copy_is_listed(desk, diagram):
    card = diagram.shape("card", "f-fee")
    for cell_id, label in (("copy1", TITLE[desk.lang]), ("copy2", card.get("label"))):
        copy = etree.fromstring(etree.tostring(card))
        copy.set("id", cell_id)
        copy.set("label", label)
        card.getparent().append(copy)
    reading = desk.read(diagram.save())
    assert [(one.kind, one.after) for one in reading.differences] == [("new", TITLE[desk.lang])]
    assert [(fault.why, fault.place.at) for fault in reading.faults] == [("copy", "copy2")]


def test_a_deleted_shape_is_only_taken_away_where_it_is_named(desk, diagram):
    card = diagram.shape("card", "f-pay")
    card.getparent().remove(card)
    reading = desk.read(diagram.save())
    assert [(one.kind, one.key, one.apart) for one in reading.differences] == [("removed", "f-pay", True)]
    assert reading.chosen("all") == ()


def test_a_packed_diagram_with_other_tags_says_the_same(desk, diagram):
    diagram.put_into("f-fee", "use")
    for node in list(diagram.tree.iter("UserObject")):
        node.tag = "object"
    for page in diagram.tree.iter("diagram"):
        model = page.find("mxGraphModel")
        packer = zlib.compressobj(9, zlib.DEFLATED, -15)
        text = urllib.parse.quote(etree.tostring(model, encoding="unicode"), safe="~()*!.'")
        page.text = base64.b64encode(packer.compress(text.encode()) + packer.flush()).decode()
        page.remove(model)
    assert told(desk.read(diagram.save())) == [("moved", "f-fee", "use")]


def test_other_diagrams_and_damaged_ones_are_refused(desk, tmp_path):
    path = tmp_path / "other.drawio"
    path.write_text("<mxfile><diagram id='x'><mxGraphModel><root/></mxGraphModel></diagram></mxfile>", "utf-8")
    with pytest.raises(ReadError, match=r"^other\.drawio holds no stages and cards of a map \(attribute cjm_kind\)"):
        desk.read(path)
    path.write_text("<mxfile><diagram id='x'>!!</diagram></mxfile>", "utf-8")
    with pytest.raises(ReadError, match=r"^other\.drawio: a page is packed and damaged"):
        desk.read(path)
    path.write_text("<mxfile>", "utf-8")
    with pytest.raises(ReadError, match=r"^other\.drawio, line 1: not well-formed XML"):
        desk.read(path)
