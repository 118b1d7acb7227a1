"""Whether new codes have nearly stopped coming: "near" or "not yet", or too little to say; there is no "yes".

An estimate of what nobody said is a lower bound, and a run without news may be luck. So "near" needs four things at
once: the last run brought little, so do the runs of most random orders, the next run is not to be expected to bring
much even at the upper end, and of the codes that there are estimated to be, most have been heard.
What is lacking stands in the reading.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

STATES = ("near", "not yet", "unknown")


@dataclass(frozen=True)
class Bars:
    """What "near" asks for.

    Attributes
    ----------
    base, run : int
        Interviews (Guest, Namey and Chen 2020).
    threshold : float
        Largest share of new information in a run, 0–1.
    orders : float
        Smallest share of random orders in which some run falls to the threshold.
    ahead : float
        Largest share of new information that the upper end of what is to be expected of the next run may be (of a
        survey: of a quarter as many respondents again, over the codes heard); a single new code is always let pass.
    found : float
        Smallest share of the estimated codes that have been heard.
    respondents : int
        Fewest respondents of a survey of whom anything is said. Their short answers are no interviews, so base and run
        do not count for them.
    """

    base: int = 4
    run: int = 2
    threshold: float = 0.05
    orders: float = 0.8
    ahead: float = 0.1
    found: float = 0.9
    respondents: int = 20

    def least(self, kind: str) -> int:
        """Return the fewest units of a kind of whom anything is said."""
        return self.respondents if kind == "survey" else self.base + self.run


def judged(row: Mapping[str, Any], bars: Bars) -> tuple[str, tuple[str, ...]]:
    """Return the state and the bars that are not met.

    Parameters
    ----------
    row : mapping
        kind, n_units, n_codes, estimate, last_share, order_share, next_high and next_share of
        some units.
    bars : Bars
        What "near" asks for.

    Returns
    -------
    state : {"near", "not yet", "unknown"}
    lacking : tuple of str
        Of "units", "codes" (then "unknown"), "last", "orders", "next", "found" (then "not yet"); empty if near.
    """
    if row["n_units"] < bars.least(row["kind"]):
        return "unknown", ("units",)
    if not row["n_codes"]:
        return "unknown", ("codes",)
    lacking = []
    if row["kind"] != "survey":
        # A base in which nothing was heard has no share; new codes may then still come.
        lacking += ["last"] if not row["last_share"] <= bars.threshold + 1e-12 else []
        lacking += ["orders"] if not row["order_share"] >= bars.orders else []
    lacking += ["next"] if row["next_high"] > 1 and row["next_share"] > bars.ahead else []
    lacking += ["found"] if row["n_codes"] / row["estimate"] < bars.found else []
    return ("not yet" if lacking else "near"), tuple(lacking)
