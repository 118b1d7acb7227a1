"""The drawing library's own defaults, whatever the notebook has set: a file is drawn alike on every day."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


@contextmanager
def own_style(**settings: Any) -> Iterator[None]:
    """Draw inside the block with matplotlib's defaults and these settings; what was set before comes back after it.

    Parameters
    ----------
    **settings
        Names of matplotlib's settings, with ``_`` for their dot: ``svg_fonttype="path"``.

    Examples
    --------
    >>> import matplotlib
    >>> with matplotlib.rc_context({"axes.labelsize": 30}), own_style(svg_fonttype="path"):
    ...     matplotlib.rcParams["axes.labelsize"], matplotlib.rcParams["svg.fonttype"]
    ('medium', 'path')
    """
    import matplotlib

    with matplotlib.rc_context():
        matplotlib.rcdefaults()
        matplotlib.rcParams.update({name.replace("_", ".", 1): value for name, value in settings.items()})
        yield
