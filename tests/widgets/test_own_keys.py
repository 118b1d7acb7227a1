import re

import ipywidgets as widgets

from cjm_research.widgets.keys import OwnKeys, with_own_keys


def test_a_view_with_its_own_keys_keeps_what_was_in_it():
    inside = widgets.Dropdown(options=["a"])
    view = widgets.VBox([inside])
    with_own_keys(view)
    assert view.children[0] is inside
    assert isinstance(view.children[1], OwnKeys)
    assert "cjm-keys" in view._dom_classes


def test_the_front_end_loads_nothing_from_elsewhere():
    assert not re.search(r"https?://|^\s*import |@import", str(OwnKeys._esm), re.MULTILINE)
