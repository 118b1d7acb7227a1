"""Tables without the columns in which nobody has entered anything.

>>> filled(("Card", "Value"), (("Queue", "–"), ("Fee", "–")), (3.0, 1.0))
(('Card',), (('Queue',), ('Fee',)), (3.0,))
"""

from __future__ import annotations

from collections.abc import Sequence

_EMPTY = ("", "–")


def filled(
    head: Sequence[str], rows: Sequence[Sequence[str]], widths: Sequence[float]
) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...], tuple[float, ...]]:
    """Return head, rows and widths of a table without the columns that are empty in every row.

    Parameters
    ----------
    head : sequence of str
    rows : sequence of sequence of str
        Cells as long as the head; with no rows every column stays.
    widths : sequence of float
        Of the columns.
    """
    kept = [at for at in range(len(head)) if not rows or any(row[at] not in _EMPTY for row in rows)]
    return (
        tuple(head[at] for at in kept),
        tuple(tuple(row[at] for at in kept) for row in rows),
        tuple(widths[at] for at in kept),
    )
