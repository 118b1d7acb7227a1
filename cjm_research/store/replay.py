"""The codings as the events tell them, without the table: the proof that nothing a person did is lost.

>>> from cjm_research.schema import empty
>>> len(replay(empty("events")))
0
"""

from __future__ import annotations

import pandas as pd

from cjm_research.review.ledger import Ledger
from cjm_research.schema import CONTRACTS
from cjm_research.store.frames import to_frame
from cjm_research.store.tables import TABLES


def replay(events: pd.DataFrame) -> pd.DataFrame:
    """Return the standing codings after all events.

    Parameters
    ----------
    events : DataFrame
        As `Store.events` returns them.

    Returns
    -------
    DataFrame
        Equal to `Store.codings`.
    """
    ledger = Ledger()
    for event in events.sort_values("event_id").to_dict("records"):
        ledger.add(event)
    columns = CONTRACTS["codings"].columns
    return to_frame([[row[column] for column in columns] for row in ledger.rows()], TABLES["codings"])
