import pandas as pd
import pytest

from cjm_research.errors import SchemaError
from cjm_research.schema import CONTRACTS, SUBTYPES, check, empty


@pytest.mark.parametrize("name", CONTRACTS)
def test_an_empty_frame_keeps_its_contract(name):
    assert list(check(empty(name), name).columns) == list(CONTRACTS[name].columns)


@pytest.mark.parametrize("name", CONTRACTS)
def test_the_key_is_among_the_columns(name):
    assert set(CONTRACTS[name].key) <= set(CONTRACTS[name].columns)


def test_a_repeated_key_is_named():
    frame = pd.DataFrame({"theme_id": ["t1", "t1"], "segment_id": ["s", "s"], "family": "goal", "weight": 1.0})
    with pytest.raises(
        SchemaError,
        match=r"^The frame 'members' holds 1 rows whose theme_id \+ segment_id is already there, first \['t1', 's'\]\. "
        r"A row is a segment in a theme; remove the repeats\.$",
    ):
        check(frame, "members")


def test_every_family_has_two_to_four_subtypes():
    assert {family: len(subtypes) for family, subtypes in SUBTYPES.items()} == {
        "goal": 2, "motivation": 2, "pain_point": 4,
    }  # fmt: skip
