"""The tour, as a newcomer runs it: opened in a real JupyterLab, all cells run, the map and the curve on the screen."""

import os
from pathlib import Path

import nbformat

TOUR = Path(__file__).parents[2] / "notebooks" / "00_tour.ipynb"


def _tour(lab, sample, folder):
    notebook = nbformat.read(TOUR, as_version=4)
    for cell in notebook.cells:
        cell.source = cell.source.replace('"sample-en"', repr(str(folder)))
    name = f"tour-{sample.lang}.ipynb"
    nbformat.write(notebook, lab.root / name)
    return name


def test_the_tour_runs_in_a_real_lab_and_shows_the_map(lab, sample, tmp_path):
    page = lab.open(_tour(lab, sample, sample.copy(tmp_path)), height=1400)
    lab.run_all(page)
    page.wait_for_function(
        """() => {
          const cells = window.jupyterapp.shell.currentWidget.content.widgets.filter(w => w.model.type === 'code');
          return cells.every(w => w.model.executionCount);
        }""",
        timeout=240_000,
    )
    outputs = page.evaluate(
        """() => window.jupyterapp.shell.currentWidget.content.widgets
          .filter(w => w.model.type === 'code').map(w => w.model.outputs.toJSON())"""
    )
    assert not [output for cell in outputs for output in cell if output["output_type"] in ("error", "stream")]
    stages = {"en": ("Awareness", "Loyalty"), "zh": ("认识", "忠诚")}[sample.lang]
    shown = " ".join(str(output.get("data", {}).get("text/html", "")) for cell in outputs for output in cell)
    assert all(stage in shown for stage in stages)
    assert [output for cell in outputs for output in cell if "image/png" in output.get("data", {})]
    _keep(page, f"tour-{sample.lang}")
    assert lab.errors == []


def _keep(page, name):
    folder = os.environ.get("CJM_PICTURES")
    if folder:
        for n, output in enumerate(page.locator(".jp-OutputArea-output").all()):
            output.scroll_into_view_if_needed()
            output.screenshot(path=str(Path(folder) / f"{name}-{n}.png"))
