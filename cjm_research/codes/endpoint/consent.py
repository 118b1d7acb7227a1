"""Agreement: the one thing without which nothing is sent.

It is bound to an address, a model and a digest of every request, so that another machine, another model, other words
or another codebook ask for a new one. A study keeps it as an event; taking it back is a later event.

>>> import pandas as pd
>>> from types import SimpleNamespace
>>> plan = SimpleNamespace(route=SimpleNamespace(url="http://127.0.0.1:1/v1/chat/completions", proxy=""), model="m",
...                        digest="0f", n_segments=2, n_characters=31)
>>> said = [{"act": ACT, "actor": "Ana", "payload": agreement_payload(plan)}]
>>> is_agreed(pd.DataFrame(said), plan)
True
>>> is_agreed(pd.DataFrame([*said, {"act": TAKEN_BACK, "actor": "Ana", "payload": agreement_payload(plan)}]), plan)
False
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cjm_research.errors import CjmError

if TYPE_CHECKING:
    import pandas as pd

    from cjm_research.codes.endpoint.plan import Plan

ACT = "agree to send"
TAKEN_BACK = "agree no more"
"""The words under which a study keeps the two acts."""


@dataclass(frozen=True)
class Agreement:
    """That a person, having seen a plan, agreed to it.

    Attributes
    ----------
    plan : Plan
        What was agreed to.
    by : str
        Who agreed.
    """

    plan: Plan
    by: str

    def __repr__(self) -> str:
        return f"Agreement({self.by!r}: {self.plan.n_segments} segments to {self.plan.route.url}, {self.plan.model!r})"


def agree(plan: Plan, by: str) -> Agreement:
    """Return the agreement of a person to a plan.

    Raises
    ------
    CjmError
        If nobody is named.
    """
    if not by.strip():
        raise CjmError("Nobody is named who agrees. Say who: plan.agree(by='Ana').")
    return Agreement(plan, by.strip())


def agreement_payload(plan: Plan) -> dict[str, Any]:
    """Return what an event keeps of an agreement: where to, which model, how much, and the digest of all requests.

    Parameters
    ----------
    plan : Plan
        The plan that was shown.

    Returns
    -------
    dict
        Plain JSON; it holds no word of anybody and no key.
    """
    return {
        "url": plan.route.url,
        "proxy": plan.route.proxy,
        "model": plan.model,
        "digest": plan.digest,
        "n_segments": plan.n_segments,
        "n_characters": plan.n_characters,
    }


def agreement_in(events: pd.DataFrame, plan: Plan) -> Agreement | None:
    """Return the agreement that stands in the events of a study, or None.

    Parameters
    ----------
    events : DataFrame
        Contract "events", in their order; columns act, actor and payload are read.
    plan : Plan
        Made anew from what would be sent now.
    """
    wanted, found = agreement_payload(plan), None
    for event in events[events["act"].isin((ACT, TAKEN_BACK))].itertuples():
        said = event.payload
        if event.act == TAKEN_BACK and all(said.get(key) == wanted[key] for key in ("url", "model")):
            found = None
        elif event.act == ACT and all(said.get(key) == value for key, value in wanted.items()):
            found = Agreement(plan, str(event.actor))
    return found


def is_agreed(events: pd.DataFrame, plan: Plan) -> bool:
    """Whether the events of a study hold an agreement to exactly this plan that was not taken back."""
    return agreement_in(events, plan) is not None
