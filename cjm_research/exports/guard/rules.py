r"""Mails, phones, ids and accounts by their form, and paths of a machine: what needs no list to be known.

The forms are those of the pseudonyms (`corpora.privacy.numbers`), asked only where an at-sign or enough figures stand.

>>> [(hit.kind, hit.word) for hit in forms("Write to ana@example.org or ring 138 1234 5678; 0.8312345678901234 fits.")]
[('mail', 'ana@example.org'), ('phone', '138 1234 5678')]
>>> [hit.word for hit in paths("made from C:\\Users\\ana\\x.pptx and https://shop.example/home/beds", ())]
['C:\\Users\\ana']
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from cjm_research.corpora.privacy.numbers import luhn, numbers
from cjm_research.exports.guard.wordlist import Hit

_BEFORE, _AFTER = 70, 100
_DOMAIN = re.compile(r"@[A-Za-z0-9](?:[A-Za-z0-9-]{0,62}\.){1,6}[A-Za-z]{2}")
_FIGURES = re.compile(
    r"(?<![\w.,/:%#=-])[+(]{0,2}\d(?:[ ()-]{0,2}\d){9,25}[\dXx]?(?![\w%])(?!\.\d)|"
    r"(?<![\w./-])(?:\d{3}-\d{2}-\d{4}|[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){3,7}(?: ?[A-Z0-9]{1,3})?)(?![\w-])"
)
_SURE = {
    "手机号": "phone", "spoken digits": "phone", "phone form": "phone", "身份证 form": "id",
    "social security form": "id", "IBAN form": "account", "card form": "account",
}  # fmt: skip
_DATES = re.compile(r"(?:19|20)\d\d[-( ]")
_MACHINE = re.compile(
    r"(?<![\w.])/(?:home|Users)/[\w.~-]{2,}|(?<![\w./])/root(?=/)|(?<![A-Za-z])[A-Za-z]:[\\/]{1,4}Users[\\/]{1,4}[^\\/\s\"'<>|:]{1,60}|"
    r"(?<![\w.])/var/folders/\w\w/\w{8,}"
)


def forms(text: str) -> Iterator[Hit]:
    """Yield mails, phones, ids and accounts in a text."""
    yield from mails(text)
    for found in _FIGURES.finditer(text):
        run = found[0]
        if _DATES.match(run):
            continue
        for one in numbers(run, "zh"):
            kind = _SURE.get(one.rule)
            # Where nothing sets the figures apart, a card is told by its check digit alone.
            if kind and (kind != "account" or not run.isdigit() or luhn(run)):
                yield Hit(found.start() + one.start, found.start() + one.end, kind, run[one.start : one.end])
                break


def paths(text: str, own: Iterable[str]) -> Iterator[Hit]:
    """Yield paths of a machine.

    Parameters
    ----------
    text : str
        Any.
    own : iterable of str
        Folders of this machine.
    """
    spans: list[tuple[int, int]] = []
    for folder in own:
        for form in {folder, folder.replace("\\", "\\\\"), folder.replace("\\", "/"), folder.replace("/", "\\")}:
            at = text.find(form)
            while at >= 0:
                if not any(start <= at < end for start, end in spans):
                    spans.append((at, at + len(form)))
                    yield Hit(at, at + len(form), "path", form)
                at = text.find(form, at + len(form))
    if "/home/" in text or "Users" in text or "/root/" in text or "/var/folders/" in text:
        for found in _MACHINE.finditer(text):
            if not any(start <= found.start() < end for start, end in spans):
                yield Hit(*found.span(), "path", found[0])


def mails(text: str) -> Iterator[Hit]:
    """Yield mail addresses in a text."""
    at = text.find("@")
    while at >= 0:
        if _DOMAIN.match(text, at):
            first = max(0, at - _BEFORE)
            window = text[first : at + _AFTER]
            for one in numbers(window, "en"):
                if one.rule == "mail form" and one.start <= at - first < one.end:
                    yield Hit(first + one.start, first + one.end, "mail", window[one.start : one.end])
                    break
        at = text.find("@", at + 1)
