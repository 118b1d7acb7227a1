"""The notebooks run on the Chinese sample too (nbmake runs them on the English one), and stay clean and thin."""

from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

NOTEBOOKS = sorted((Path(__file__).parents[2] / "notebooks").glob("*.ipynb"))
IN_A_BROWSER = "00_tour"
"""Runs on both samples in a real JupyterLab (tests/browser/test_tour.py)."""


@pytest.mark.parametrize("path", [path for path in NOTEBOOKS if path.stem != IN_A_BROWSER], ids=lambda path: path.stem)
def test_it_runs_on_the_chinese_sample(path):
    notebook = nbformat.read(path, as_version=4)
    for cell in notebook.cells:
        cell.source = cell.source.replace('"sample-en"', '"sample-zh"')
        cell.source = cell.source.replace("FORMATS = []", 'FORMATS = ["excel", "json", "svg"]')
    NotebookClient(notebook, timeout=300, resources={"metadata": {"path": str(path.parent)}}).execute()
    shown = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    assert shown
    assert not [output for output in shown if output.output_type == "error"]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_it_is_committed_without_output_and_without_logic(path):
    notebook = nbformat.read(path, as_version=4)
    for cell in notebook.cells:
        if cell.cell_type == "code":
            assert cell.outputs == []
            assert cell.execution_count is None
            assert "def " not in cell.source
            assert len(cell.source.splitlines()) <= 12


def test_there_are_the_seven_notebooks_of_the_flow():
    assert [path.stem for path in NOTEBOOKS] == [
        "00_tour", "01_import", "02_code", "03_agreement", "04_themes", "05_journey", "06_export",
    ]  # fmt: skip
