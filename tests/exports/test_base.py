from __future__ import annotations

import copy
from inspect import Parameter, signature

import pytest

from cjm_research import registry
from cjm_research.errors import ExportError
from cjm_research.exports.base import check_quotes, write_file
from cjm_research.journeys.map import JourneyMap


def draws_the_map_alone(name):
    """Whether an exporter can be made without a study; those that cannot have tests of their own, with one."""
    parameters = signature(registry.get("exporter", name)).parameters.values()
    return all(parameter.default is not Parameter.empty for parameter in parameters)


NAMES = [name for name in registry.names("exporter") if draws_the_map_alone(name)]


def test_exact_quotes_pass(journey):
    check_quotes(journey)


def test_shifted_quote_in_the_evidence_is_named_with_card_segment_and_place(english):
    at = english.evidence["quote"].str.len().idxmin()
    row = english.evidence.loc[at].copy()
    english.evidence.loc[at, "start"] = row["start"] + 1
    text = english.documents.set_index("name").loc[row["document"], "text"]
    found = repr(text[row["start"] + 1 : row["end"]])
    with pytest.raises(ExportError) as caught:
        check_quotes(english)
    assert str(caught.value) == (
        f"Card {row['card_id']}, segment {row['segment_id']}: characters {row['start'] + 1} to {row['end']} of "
        f"{row['document']} read {found}, expected the quote {row['quote']!r}. Nothing was written. Build the journey "
        "again with `cjm run`."
    )


def test_quote_of_a_document_that_is_not_there_is_named(chinese):
    item = chinese.data["stages"][0]["cards"][0]["evidence"][0]
    item["document"], card = "别处.txt", chinese.data["stages"][0]["cards"][0]["id"]
    with pytest.raises(ExportError) as caught:
        check_quotes(chinese)
    assert str(caught.value) == (
        f"Card {card}, segment {item['segment_id']}: its document 别处.txt is not "
        "among the documents of the study. Nothing was written. Build the journey again with `cjm run`."
    )


@pytest.mark.parametrize("name", NAMES)
def test_no_exporter_writes_a_quote_that_is_not_exact(name, journey, tmp_path):
    journey.data["stages"][1]["cards"][0]["evidence"][0]["quote"] += "!"
    with pytest.raises(ExportError, match="expected the quote"):
        registry.get("exporter", name)().write(journey, tmp_path)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", NAMES)
def test_two_runs_give_the_same_bytes_and_leave_the_journey_as_it_was(name, journey, make, tmp_path):
    before = copy.deepcopy(journey.data)
    one, two = (JourneyMap(**vars(toy)) for toy in (journey, make(journey.language)))
    first = registry.get("exporter", name)().write(one, tmp_path / "a")
    second = registry.get("exporter", name)().write(two, tmp_path / "b")
    assert [path.relative_to(tmp_path / "a") for path in first] == [path.relative_to(tmp_path / "b") for path in second]
    assert [path.read_bytes() for path in first] == [path.read_bytes() for path in second]
    assert journey.data == before


def test_file_is_replaced_whole_and_no_part_is_left(tmp_path):
    path = tmp_path / "new" / "a.txt"
    write_file(path, b"old")
    write_file(path, b"new")
    assert path.read_bytes() == b"new"
    assert list(path.parent.iterdir()) == [path]


def test_failed_write_keeps_the_old_file_and_says_what_to_do(tmp_path, monkeypatch):
    path = write_file(tmp_path / "a.txt", b"old")

    def refuse(*_):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("cjm_research.exports.base.os.replace", refuse)
    with pytest.raises(ExportError) as caught:
        write_file(path, b"new")
    assert str(caught.value) == (
        f"{path} cannot be written: Permission denied. Close the program that has it open, or choose another folder "
        "with --out."
    )
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("name", ["html", "png", "svg"])
def test_what_the_notebook_has_set_for_its_plots_does_not_reach_a_file(name, journey, tmp_path):
    import matplotlib

    (plain,) = registry.get("exporter", name)().write(journey, tmp_path / "plain")
    loud = {"axes.labelsize": 30, "font.size": 22, "figure.facecolor": "black", "savefig.dpi": 30, "lines.linewidth": 9}
    with matplotlib.rc_context(loud):
        (after,) = registry.get("exporter", name)().write(journey, tmp_path / "loud")
        assert matplotlib.rcParams["font.size"] == 22
    assert after.read_bytes() == plain.read_bytes()
