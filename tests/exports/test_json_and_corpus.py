from __future__ import annotations

import csv
import json

import pytest

from cjm_research.errors import ExportError, SchemaError
from cjm_research.exports.corpus import CorpusExporter
from cjm_research.exports.journey_json import JsonExporter


def test_quotes_of_the_json_are_found_in_the_corpus_files(journey, tmp_path):
    (path,) = JsonExporter().write(journey, tmp_path)
    CorpusExporter().write(journey, tmp_path)
    data = json.loads(path.read_bytes())
    items = [item for stage in data["stages"] for card in stage["cards"] for item in card["evidence"]]
    assert len(items) == len(journey.evidence)
    for item in items:
        text = (tmp_path / "corpus" / item["document"]).read_bytes().decode("utf-8")
        assert text[item["start"] : item["end"]] == item["quote"]


def test_json_is_utf_8_text_with_a_newline_at_its_end(chinese, tmp_path):
    (path,) = JsonExporter().write(chinese, tmp_path)
    text = path.read_text("utf-8")
    assert text.endswith("}\n")
    assert "在线挂号的一次就医" in text
    data = json.loads(text)
    assert {*data.pop("exported")} == {"stages", "cards"}
    assert data == chinese.data


def test_json_that_breaks_its_schema_is_not_written(english, tmp_path):
    english.data["stages"][0]["emotion"]["n"] = "seven"
    with pytest.raises(SchemaError, match=r"breaks its schema at \$\.stages\[0\]\.emotion\.n"):
        JsonExporter().write(english, tmp_path)
    assert not (tmp_path / "journey.json").exists()


def test_corpus_files_are_exactly_the_texts(english, tmp_path):
    text = "P01: “a\tb” 😀\n\n\nend without newline"
    english.documents.loc[11, "text"] = text
    english.documents.loc[11, "name"] = "wave 2/survey.csv/R001.txt"
    english.evidence = english.evidence[english.evidence["document"] != "p12.docx.txt"]
    for stage in english.data["stages"]:
        for card in stage["cards"]:
            card["evidence"] = [item for item in card["evidence"] if item["document"] != "p12.docx.txt"]
    CorpusExporter().write(english, tmp_path)
    assert (tmp_path / "corpus/wave 2/survey.csv/R001.txt").read_bytes() == text.encode("utf-8")


def test_corpus_index_lists_each_document(chinese, tmp_path):
    paths = CorpusExporter().write(chinese, tmp_path)
    with open(tmp_path / "corpus" / "index.csv", encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["name"] for row in rows] == sorted(chinese.documents["name"])
    assert len(paths) == len(rows) + 1
    lengths = dict(zip(chinese.documents["name"], chinese.documents["text"].str.len(), strict=True))
    assert {row["name"]: int(row["characters"]) for row in rows} == lengths


@pytest.mark.parametrize("name", ["../secret.txt", "/etc/secret.txt", "a\\..\\b.txt"])
def test_document_name_that_leads_out_of_the_folder_is_refused(name, english, tmp_path):
    spare = english.documents.iloc[[0]].assign(document_id="d0", name=name)
    english.documents = type(spare)(spare.to_dict("records") + english.documents.to_dict("records"))
    with pytest.raises(ExportError) as caught:
        CorpusExporter().write(english, tmp_path)
    assert str(caught.value) == (
        f"The document name {name!r} leads out of the corpus folder. Nothing was written. Rename the original and add "
        "it again with `cjm add`."
    )
    assert list(tmp_path.iterdir()) == []
