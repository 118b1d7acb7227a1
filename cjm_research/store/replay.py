"""The tables people write as the events tell them, without the tables: the proof that nothing a person did is lost.

>>> from cjm_research.schema import empty
>>> len(replay(empty("events")))
0
"""

from __future__ import annotations

import pandas as pd

from cjm_research.review.ledger import Ledger
from cjm_research.schema import CONTRACTS
from cjm_research.store.frames import to_frame
from cjm_research.store.tables import ACTED, TABLES


def replay(events: pd.DataFrame) -> pd.DataFrame:
    """Return the standing codings after all events; equal to `Store.codings`.

    Parameters
    ----------
    events : DataFrame
        As `Store.events` returns them.
    """
    return replay_tables(events)["codings"]


def replay_tables(events: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Return every table that acts of people write, by name, as it stands after all events.

    Parameters
    ----------
    events : DataFrame
        As `Store.events` returns them, or the first of them: then the tables are as they were.

    Returns
    -------
    dict of str to DataFrame
        The codings and the tables `tables.ACTED`; of the memos those that were written here.
    """
    ledger = Ledger()
    for event in events.sort_values("event_id").to_dict("records"):
        ledger.add(event)
    told = {}
    for name in ("codings", *ACTED):
        columns = CONTRACTS[name].columns
        told[name] = to_frame([[row[column] for column in columns] for row in ledger.table(name)], TABLES[name])
    return told
