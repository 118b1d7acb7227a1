import numpy as np
import pandas as pd

from cjm_research.journeys.emotion import by_person, point


def test_person_who_talks_a_lot_counts_once():
    placed = pd.DataFrame(
        {
            "segment_id": ["s1", "s2", "s3", "s4", "s5"],
            "stage": ["use", "use", "use", "use", "none"],
            "case_id": ["P01", "P01", "P01", "P02", "P02"],
            "emotion": [1.0, 1.0, 1.0, 5.0, 1.0],
        }
    )
    means = by_person(placed)
    assert means.to_dict("list") == {
        "stage": ["use", "use"],
        "case_id": ["P01", "P02"],
        "emotion": [1.0, 5.0],
        "n_segments": [3, 1],
    }
    assert point(means["emotion"].to_numpy(), 100, 0.95, 1).mean == 3.0


def test_interval_holds_the_mean_and_narrows_with_more_people():
    few = point(np.array([1.0, 3.0, 5.0, 2.0]), 2000, 0.95, 3)
    many = point(np.tile([1.0, 3.0, 5.0, 2.0], 25), 2000, 0.95, 3)
    assert few.low < few.mean < few.high
    assert many.high - many.low < (few.high - few.low) / 3


def test_same_seed_gives_the_same_interval_and_another_a_near_one():
    values = np.array([1.0, 2.5, 4.0, 3.5, 2.0, 5.0])
    first, second, other = (point(values, 2000, 0.95, seed) for seed in (1, 1, 2))
    assert first == second
    assert abs(first.low - other.low) < 0.2


def test_draws_in_blocks_are_as_many_as_asked(monkeypatch):
    monkeypatch.setattr("cjm_research.journeys.emotion._CELLS", 7)
    values = np.array([1.0, 5.0])
    found = point(values, 50, 0.95, 1)
    assert (found.low, found.high) == (1.0, 5.0)
