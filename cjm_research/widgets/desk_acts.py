"""What each button and key of the desk asks of the session, and the sentence that tells what came of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from cjm_research.errors import UnknownNameError
from cjm_research.widgets.desk_screen import code_name
from cjm_research.widgets.desk_words import DESK
from cjm_research.widgets.words import WORDS

if TYPE_CHECKING:
    from cjm_research.review.coding.session import ReviewSession

Said = Mapping[str, Any]
_REST = ("emotion", "stage", "touchpoint")


def do(session: ReviewSession, act: str, said: Said, language: str) -> str:
    """Do what a button says.

    Parameters
    ----------
    session : ReviewSession
        Where it is done.
    act : str
        One of `ACTS`.
    said : mapping
        What stands on the screen.
    language : {"en", "zh"}
        Of the answer.

    Returns
    -------
    str
        A sentence for the person, "" where the screen says enough.

    Raises
    ------
    UnknownNameError
        If there is no such button.
    """
    if act not in ACTS:
        raise UnknownNameError(f"No button is called {act!r}. Known: {', '.join(ACTS)}.")
    return ACTS[act](session, said, {**WORDS[language], **DESK[language]}, language)


def _judge(act: str) -> Callable[[ReviewSession, Said, Mapping[str, str], str], str]:
    def judge(session: ReviewSession, said: Said, _words: Mapping[str, str], _language: str) -> str:
        item = session.current
        if item is None:
            return ""
        # Only what the person changed is a verdict of theirs.
        rest = {kind: said[kind] for kind in _REST if said.get(kind, "") != item.verdict.get(kind, "")}
        codes, own = _codes(said)
        if act == "save" and codes == item.suggested_codes and own == set(item.suggested_own):
            session.accept(**rest)
        elif act == "reject" or not (codes or own):
            session.reject(**rest)
        else:
            session.change(codes, **rest, own=own)
        return ""

    return judge


def _codes(said: Said) -> tuple[dict[str, str], set[str]]:
    codes = {family: subtype for family, subtype in said.get("codes", {}).items() if subtype}
    return codes, set(said.get("own", ()))


def _skip(session: ReviewSession, _said: Said, _words: Mapping[str, str], _language: str) -> str:
    session.skip()
    return ""


def _undo(session: ReviewSession, _said: Said, words: Mapping[str, str], _language: str) -> str:
    return words["undone" if session.undo() else "nothing_to_undo"]


def _redo(session: ReviewSession, _said: Said, words: Mapping[str, str], _language: str) -> str:
    return words["redone" if session.redo() else "nothing_to_redo"]


def _move(step: int) -> Callable[[ReviewSession, Said, Mapping[str, str], str], str]:
    def move(session: ReviewSession, _said: Said, _words: Mapping[str, str], _language: str) -> str:
        session.move(step)
        return ""

    return move


def _resume(session: ReviewSession, said: Said, _words: Mapping[str, str], _language: str) -> str:
    """Go to the segment that a draft was left on; it may be of another study, or be no more."""
    with suppress(UnknownNameError):
        session.goto(said["to"])
    return ""


def _goto(session: ReviewSession, said: Said, _words: Mapping[str, str], _language: str) -> str:
    session.goto(said["to"])
    return ""


def _show(session: ReviewSession, said: Said, words: Mapping[str, str], _language: str) -> str:
    session.show(said["order"], said.get("of", ""))
    return words["shown"].format(n=len(session.queue))


def _mark(session: ReviewSession, said: Said, words: Mapping[str, str], _language: str) -> str:
    codes, own = _codes(said)
    if said.get("off"):
        # To mark adds codes; one that was taken off is a change of the segment that stands on these words.
        shown = session.current
        session.goto(said["off"])
        session.change(codes, own=own)
        if shown is not None:
            session.goto(shown.segment_id)
    else:
        session.mark(int(said["start"]), int(said["end"]), codes, tuple(sorted(own)))
    n = len(codes) + len(own)
    return words["marked"].format(n=n) if n else words["unmarked"]


def _invivo(session: ReviewSession, said: Said, words: Mapping[str, str], language: str) -> str:
    code_id = session.invivo(int(said["start"]), int(said["end"]))
    return words["invivo_made"].format(name=code_name(session.codebook, f"code:{code_id}", language))


def _new_code(session: ReviewSession, said: Said, words: Mapping[str, str], language: str) -> str:
    item = session.current
    if item is None:
        return ""
    # Two acts: the code is of the codebook and stays there when the coding is taken back.
    start, end = int(said.get("start", item.start)), int(said.get("end", item.end))
    code_id = session.name_code(said["name"].strip())
    session.mark(start, end, own=(code_id,))
    return words["invivo_made"].format(name=code_name(session.codebook, f"code:{code_id}", language))


def _merge(other: str) -> Callable[[ReviewSession, Said, Mapping[str, str], str], str]:
    def merge(session: ReviewSession, _said: Said, words: Mapping[str, str], _language: str) -> str:
        session.merge(other)
        return words["merged"]

    return merge


def _split(session: ReviewSession, said: Said, words: Mapping[str, str], _language: str) -> str:
    session.split(int(said["at"]))
    return words["split_done"]


def _memo(session: ReviewSession, said: Said, words: Mapping[str, str], _language: str) -> str:
    session.memo(said["text"], said["about"], said["about_id"])
    return words["memo_kept" if said["text"] else "memo_gone"]


def _flag(session: ReviewSession, said: Said, words: Mapping[str, str], _language: str) -> str:
    session.flag(said.get("text", ""), said.get("colleague", ""))
    return words["flag_kept"]


def _unflag(session: ReviewSession, _said: Said, words: Mapping[str, str], _language: str) -> str:
    session.unflag()
    return words["flag_gone"]


ACTS: dict[str, Callable[[ReviewSession, Said, Mapping[str, str], str], str]] = {
    "save": _judge("save"),
    "reject": _judge("reject"),
    "skip": _skip,
    "undo": _undo,
    "redo": _redo,
    "back": _move(-1),
    "on": _move(1),
    "goto": _goto,
    "resume": _resume,
    "show": _show,
    "mark": _mark,
    "invivo": _invivo,
    "new_code": _new_code,
    "merge_next": _merge("next"),
    "merge_previous": _merge("previous"),
    "split": _split,
    "memo": _memo,
    "flag": _flag,
    "unflag": _unflag,
}
"""Every button by its name."""
