from pathlib import Path
from runpy import run_path
from types import SimpleNamespace

import pytest


@pytest.fixture
def toy():
    return SimpleNamespace(**run_path(str(Path(__file__).with_name("toy.py"))))


@pytest.fixture
def store(toy):
    return toy.MemoryStore()
