from __future__ import annotations

import getpass
import platform

import pytest

from cjm_research.errors import ExportError
from cjm_research.exports import whiteboards
from cjm_research.exports.whiteboards.plain import clean

EXPORTERS = [getattr(whiteboards, name) for name in whiteboards.__all__]
_EACH = pytest.mark.parametrize("exporter", EXPORTERS, ids=[exporter.name for exporter in EXPORTERS])


def test_names_are_those_of_the_registry():
    assert sorted(exporter.name for exporter in EXPORTERS) == ["cjml", "drawio", "lucid", "mermaid", "miro", "paste"]


@_EACH
def test_same_journey_gives_the_same_bytes_and_no_name_of_the_machine(exporter, journey, make, tmp_path):
    paths = exporter().write(journey, tmp_path / "here")
    again = exporter().write(make(journey.language), tmp_path / "there")
    assert [path.name for path in paths] == [path.name for path in again]
    for one, other in zip(paths, again, strict=True):
        data = one.read_bytes()
        assert data == other.read_bytes()
        for name in (str(tmp_path), platform.node(), f"/{getpass.getuser()}/"):
            assert name.encode() not in data


@_EACH
def test_a_shifted_quote_stops_the_file(exporter, english, tmp_path):
    english.evidence.loc[0, "start"] += 1
    with pytest.raises(ExportError, match="Nothing was written"):
        exporter().write(english, tmp_path)
    assert not list(tmp_path.iterdir())


@_EACH
def test_odd_texts_leave_whole_utf8_without_control_signs(exporter, odd, tmp_path):
    for path in exporter().write(odd, tmp_path):
        if path.suffix == ".lucid":
            continue
        text = path.read_bytes().decode("utf-8-sig")
        assert text.replace("\r\n", "\n") == clean(text)
        assert "<script" not in text or path.suffix in (".csv", ".tsv")


@_EACH
def test_journey_with_no_card_at_all_is_written(exporter, journey, tmp_path):
    for stage in journey.data["stages"]:
        stage |= {"cards": [], "touchpoints": [], "emotion": {"mean": None, "low": None, "high": None, "n": 0}}
    journey.evidence = journey.evidence.iloc[:0]
    journey.findings = journey.findings.iloc[:0]
    assert all(path.stat().st_size for path in exporter().write(journey, tmp_path))


def test_board_words_exist_in_both_languages():
    from cjm_research.exports.whiteboards import words

    for texts in words._table().values():
        for key, pair in texts.items():
            english, chinese = pair
            assert min(len(english), len(chinese)) > 0, key
            assert not any("\u4e00" <= char <= "\u9fff" for char in english), key


@_EACH
def test_words_of_a_person_who_is_not_quoted_are_a_slot(exporter, journey, tmp_path):
    unquoted = journey.evidence["case_id"] == "P02"
    for row in journey.evidence[unquoted].itertuples():
        document = journey.documents["document_id"] == row.document_id
        text = journey.documents.loc[document, "text"].item()
        blocks = "█" * (row.end - row.start)
        journey.documents.loc[document, "text"] = text[: row.start] + blocks + text[row.end :]
        journey.evidence.loc[row.Index, "quote"] = blocks
        for stage in journey.data["stages"]:
            for card in stage["cards"]:
                for item in card["evidence"]:
                    item["quote"] = blocks if item["segment_id"] == row.segment_id else item["quote"]
    texts = [path.read_bytes().decode("utf-8", "ignore") for path in exporter().write(journey, tmp_path)]
    assert unquoted.sum() > 1
    assert not any("█" in text for text in texts)
    slot = {"en": "[not quoted; write a paraphrase]", "zh": "［未获准引用，请改写］"}[journey.language]
    assert any(slot in text for text in texts) == (exporter.name in ("drawio", "paste"))
