from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from runpy import run_path
from types import SimpleNamespace

import pytest

from cjm_research.store.database import Store


@pytest.fixture
def toy():
    return SimpleNamespace(**run_path(str(Path(__file__).parents[1] / "review" / "toy.py")))


@pytest.fixture
def clock():
    """A clock that goes on by a second each time it is read."""
    seconds = count()
    return lambda: datetime(2026, 1, 5, 9, tzinfo=UTC) + timedelta(seconds=next(seconds))


@pytest.fixture
def store(tmp_path, clock):
    with Store.open(tmp_path / "study.sqlite", create=True, clock=clock) as store:
        yield store


@pytest.fixture(params=["en", "zh"])
def filled(request, store, toy):
    store.replace_many(toy.frames(request.param))
    return store
