"""Keys in a view made of lists and buttons: they belong to the view, not to JupyterLab's shortcuts.

Without it an arrow pressed on a list moves on to the next cell, and a letter may change or delete the cell.
"""

from __future__ import annotations

from pathlib import Path

import anywidget
import ipywidgets as widgets


class OwnKeys(anywidget.AnyWidget):
    """An empty view that takes JupyterLab's shortcuts off the view it stands in."""

    _esm = Path(__file__).parent / "static" / "keys.js"


def with_own_keys(view: widgets.Box) -> None:
    """Give a view the keys that are pressed inside it."""
    view.add_class("cjm-keys")
    view.children = (*view.children, OwnKeys())
