import importlib.util
import sys
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def marked():
    """The reader of the made test sets, which the benchmark shares."""
    spec = importlib.util.spec_from_file_location("marked", Path(__file__).parent / "marked.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules["marked"] = module
    spec.loader.exec_module(module)
    return module
