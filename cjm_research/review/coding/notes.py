"""Acts that leave a note: memos on segments, documents, people, codes and the study; flags for a colleague.

>>> memo_id("segment", "s1", "Ana")
'm95ce1fe0cbdb'
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from cjm_research.errors import UnknownNameError
from cjm_research.review.coding.acts import Act
from cjm_research.review.coding.desk import Desk
from cjm_research.review.coding.refusals import Refusal, Saying, UnknownRefusal

if TYPE_CHECKING:
    from cjm_research.codes.codebook import Codebook

ABOUT = ("document", "segment", "code", "case", "study")
"""What a memo may be about."""


@dataclass(frozen=True)
class Memo:
    """A note of one person; ``source`` is the import that brought it, "" if it was written here."""

    memo_id: str
    about: str
    about_id: str
    text: str
    coder: str
    created_at: str
    source: str


def memo_id(about: str, about_id: str, coder: str) -> str:
    """Return the id of one person's memo on one thing."""
    return "m" + sha256(f"{about}|{about_id}|{coder}".encode()).hexdigest()[:12]


def noting(desk: Desk, shown: str, about: str, about_id: str, text: str) -> Act | None:
    """Return the act that keeps a memo, puts another in its place or takes it away; None if nothing changes.

    Parameters
    ----------
    desk : Desk
        Of the person.
    shown : str
        The segment that is shown, "" if none is.
    about, about_id : str
        One of `ABOUT`, and which.
    text : str
        The memo; "" takes it away.
    """
    held = desk.notes["memos"].get((about, about_id), {}).get(desk.coder)
    if (held["text"] if held else "") == text.strip():
        return None
    row: dict[str, Any] = {"memo_id": memo_id(about, about_id, desk.coder), "about": about, "about_id": about_id}
    row |= {"text": text.strip(), "coder": desk.coder, "source": ""}
    payload = {"segment_id": shown, "about": about, "about_id": about_id}
    return Act("memo", payload, rows={"memos": [row if text.strip() else {**row, "gone": True}]})


def subject(desk: Desk, shown: str, about: str, about_id: str | None, book: Codebook) -> str:
    """Return what a memo is about, by default what is shown.

    Raises
    ------
    UnknownNameError
        If there is no such thing.
    StudyError
        If nothing is shown and nothing is named.
    """
    if about not in ABOUT:
        raise UnknownNameError(f"A memo cannot be about {about!r}. It can be about {', '.join(ABOUT)}.")
    if about == "study":
        return ""
    ground = desk.ground
    if about_id is None:
        if about == "code" or not shown:
            raise Refusal(Saying("memo of what", about=Saying(about)))
        row = ground.rows[shown]
        return str({"segment": shown, "document": row["document_id"], "case": row["case_id"]}[about])
    known = _known(desk, about, book)
    if about_id not in known:
        raise UnknownRefusal(Saying("memo unknown", about=Saying(about), about_id=about_id, n=len(known)))
    return about_id


def _known(desk: Desk, about: str, book: Codebook) -> Collection[str]:
    if about == "segment":
        return desk.ground.rows
    if about == "document":
        return desk.ground.documents
    if about == "case":
        return {row["case_id"] for row in desk.ground.rows.values()}
    framework = {name for code in book.codes for name in (code.family, f"{code.family}/{code.subtype}")}
    return framework | {code.kind for code in book.own}


def flagging(desk: Desk, segment_id: str, text: str, colleague: str) -> Act:
    """Return the act that flags a segment for a colleague, or for anybody ("")."""
    row = {"segment_id": segment_id, "coder": desk.coder, "colleague": colleague.strip(), "text": text.strip()}
    return Act("flag", {"segment_id": segment_id}, rows={"flags": [row]})


def unflagging(desk: Desk, segment_id: str) -> Act | None:
    """Return the act that takes away this person's flag, or, if there is none, those this person was asked by."""
    held = desk.notes["flags"].get(segment_id, {})
    mine = [row for coder, row in held.items() if coder == desk.coder]
    asked = [row for _, row in sorted(held.items()) if row["colleague"] in ("", desk.coder)]
    gone = [{"segment_id": segment_id, "coder": row["coder"], "gone": True} for row in mine or asked]
    return Act("flag", {"segment_id": segment_id}, rows={"flags": gone}) if gone else None
