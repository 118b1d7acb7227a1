"""What a person may say of a segment, and the rows that come of it.

>>> touchpoint_values("phone")
{'touchpoint': 'direct/offline', 'channel': 'phone'}
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Any

from cjm_research.codes.own_code import OWN
from cjm_research.codes.touchpoints import channel_names, touchpoint_of
from cjm_research.errors import UnknownNameError
from cjm_research.review.coding.acts import Act
from cjm_research.review.coding.refusals import Saying, UnknownRefusal
from cjm_research.schema import FAMILIES, STAGES

if TYPE_CHECKING:
    from cjm_research.codes.codebook import Codebook
    from cjm_research.review.coding.page import Item

Values = dict[str, str | None]
"""Kind to value; "" = said not to be carried, None = an earlier verdict is taken away."""

CONTACTS, PLACES = ("direct", "indirect", "potential"), ("online", "offline", "hidden")
NONE = "none"


def values_of(
    codes: Mapping[str, str] | None,
    own: Mapping[str, bool],
    emotion: float | str | None,
    stage: str | None,
    touchpoint: str | None,
    channel: str = "",
) -> Values:
    """Return what is said, kind by kind.

    Parameters
    ----------
    codes : mapping or None
        Family to sub-type, those left out not carried; None says nothing of families.
    own : mapping of str to bool
        Id of a code of the study's own to whether it is carried.
    emotion, stage, touchpoint
        As `ReviewSession.change`.
    channel : str
        The channel that stands so far, kept where it fits the touchpoint.

    Raises
    ------
    UnknownNameError
        If an emotion, stage or touchpoint is none.
    """
    values: Values = {} if codes is None else {family: codes.get(family, "") for family in FAMILIES}
    values |= {OWN + code_id: code_id if carried else "" for code_id, carried in own.items()}
    if emotion is not None:
        values["emotion"] = _emotion(emotion)
    if stage is not None:
        values["stage"] = _stage(stage)
    return values if touchpoint is None else {**values, **touchpoint_values(touchpoint, channel)}


def touchpoint_values(said: str, channel: str = "") -> Values:
    """Return touchpoint and channel: of a channel, of contact and place, of "none", or of "" (taken away)."""
    if said == "":
        return {"touchpoint": None, "channel": None}
    if said == NONE:
        return {"touchpoint": "", "channel": ""}
    if touchpoint_of(said):
        return {"touchpoint": touchpoint_of(said), "channel": said}
    contact, _, place = said.partition("/")
    if contact not in CONTACTS or place not in PLACES:
        known = [f"{one}/{where}" for one in CONTACTS for where in PLACES]
        raise UnknownNameError(
            f"No touchpoint is called {said!r}. Known: {', '.join(known)}, a channel ({', '.join(channel_names())}), "
            "or none."
        )
    return {"touchpoint": said, "channel": channel if touchpoint_of(channel) == said else ""}


def rows_of(segment_id: str, values: Values, coder: str, version: str) -> list[dict[str, Any]]:
    """Return the rows of contract "codings", as `Store.record` takes them."""
    same = {"segment_id": segment_id, "coder": coder, "codebook_version": version}
    return [{**same, "kind": kind, "value": value} for kind, value in values.items()]


def judged(act: str, item: Item, values: Values, coder: str, version: str) -> Act:
    """Return a verdict on a segment, with what was suggested when it was given."""
    suggested = {
        kind: {"value": shown.value, "score": shown.score, "decision": shown.decision, "version": shown.version}
        for kind, shown in item.suggestions.items()
        if kind in values
    }
    payload = {"segment_id": item.segment_id, "suggested": suggested}
    return Act(act, payload, rows_of(item.segment_id, values, coder, version))


def asked(item: Item, book: Codebook) -> list[str]:
    """Return the own codes that yes and no speak of: those the machine or this person has said something of."""
    known = {*item.own, *(kind.removeprefix(OWN) for kind in item.verdict if kind.startswith(OWN))}
    return [code.id for code in book.own if code.id in known]


def channel_of(item: Item) -> str:
    """Return the channel that stands: the person's, else the suggested one."""
    shown = item.suggestions.get("channel")
    return item.verdict.get("channel", shown.value if shown else "")


def check_codes(book: Codebook, codes: Mapping[str, str]) -> None:
    """Raise an UnknownNameError if the codebook does not hold them."""
    known = {(code.family, code.subtype) for code in book.codes}
    for family, subtype in codes.items():
        if family not in FAMILIES or (subtype and (family, subtype) not in known):
            names = ", ".join(sorted(f"{family} {subtype}" for family, subtype in known if subtype))
            raise UnknownNameError(f"The codebook holds no code {family} {subtype}. Known: {names}.")


def check_own(book: Codebook, own: Collection[str]) -> None:
    """Raise an UnknownNameError if the codebook does not hold these codes of the study's own."""
    ids = [code.id for code in book.own]
    for code_id in own:
        if code_id not in ids:
            known = ", ".join(ids) or "none"
            raise UnknownRefusal(Saying("no own code", code_id=code_id, known=known))


def _emotion(emotion: float | str) -> str | None:
    if emotion == "":
        return None
    if not 1 <= float(emotion) <= 5:
        raise UnknownNameError(
            f"An emotion of {emotion} is not on the scale. It goes from 1 (very bad) to 5 (very good)."
        )
    return f"{float(emotion):.1f}"


def _stage(stage: str) -> str | None:
    if stage and stage not in (*STAGES, NONE):
        raise UnknownNameError(f"No stage is called {stage!r}. Known: {', '.join(STAGES)}, none.")
    return stage or None
