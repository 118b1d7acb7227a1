"""The check itself: every byte of every file against what must not leave the team."""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain
from pathlib import Path
from zipfile import BadZipFile

from cjm_research.errors import ExportError
from cjm_research.exports.guard.decoding import parts_of
from cjm_research.exports.guard.leak import Leak, Place, masked, refuse
from cjm_research.exports.guard.part import Part, View, views
from cjm_research.exports.guard.rules import forms, mails, paths
from cjm_research.exports.guard.wordlist import Hit, WordList

_UNREADABLE = (OSError, ValueError, LookupError, EOFError, RuntimeError, BadZipFile, zlib.error, struct.error)
_MACHINE = ("path", "user", "original")


@dataclass(frozen=True)
class Guard:
    r"""What must not be in a file.

    Attributes
    ----------
    words : mapping of str to sequence of str
        Kind ("name", "phone", … of `leak_words.KINDS`) to words that mean the same wherever they stand.
    fields : mapping of str to sequence of str
        Kind to words that count only where they fill a cell, a label or a field: a given name alone, a user's name.
    folders : sequence of str
        Folders of this machine; home folders are known by their form.
    keep : collection of str
        Words that a person decided to leave.
    said : str
        All that people said, as the study holds it: it tells a name in a quote from one that the team wrote.
    trusted : bool
        Whether mails, phones and ids that people said may stay: which ones somebody decided to leave is not known.
    note : str
        What the check could not do, in words; empty if it could do everything.
    study : str
        Name of the study, for the commands that a message tells.

    Examples
    --------
    >>> import tempfile
    >>> guard = Guard({"name": ["Sarah Cole"]}, said="P01: I asked Sarah Cole.")
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder, "notes.md")
    ...     _ = path.write_text("# Notes\n\nsarah cole said so", "utf-8")
    ...     [str(leak) for leak in guard.check([path])]
    ['notes.md, line 3: a name (s…)']
    """

    words: Mapping[str, Sequence[str]]
    fields: Mapping[str, Sequence[str]] = field(default_factory=dict)
    folders: Sequence[str] = ()
    keep: Collection[str] = ()
    said: str = field(default="", repr=False)
    trusted: bool = False
    note: str = ""
    study: str = "STUDY"

    def __repr__(self) -> str:
        n = sum(map(len, self.words.values())) + sum(map(len, self.fields.values()))
        return f"Guard({n} words, {len(self.folders)} folders)"

    def check(self, files: Sequence[Path], root: Path | None = None) -> list[Leak]:
        """Return the leaks in some files, by file and place, each place once.

        Parameters
        ----------
        files : sequence of Path
            Read as their bytes say they are.
        root : Path, optional
            The folder they lie in: the names of the folders below it are checked too.

        Raises
        ------
        ExportError
            If a file cannot be read; nothing is taken for clean that was not looked at.
        """
        return [leak for path in files for leak in self._leaks(Path(path), root)]

    def refuse(self, files: Sequence[Path], language: str = "en", root: Path | None = None) -> None:
        """Stop if there is a leak in a file; see `check` and `leak.refuse`."""
        refuse(self.check(files, root), language, self.study)

    def _leaks(self, path: Path, root: Path | None) -> Iterator[Leak]:
        shown = path.relative_to(root) if root is not None and path.is_relative_to(root) else Path(path.name)
        seen: set[tuple[str, str, str]] = set()
        named = Part(views(str(shown)), lambda view, at: Place("file name"))
        for part in chain([named], self._parts(path)):
            for view in part.views:
                for hit in self._hits(view):
                    place = part.place(view, hit.start)
                    key = (str(place), hit.kind, _bare(hit.word))
                    if key not in seen:
                        seen.add(key)
                        yield Leak(path, place, hit.kind, masked(view.text[hit.start : hit.end]), self._remedy(hit))

    def _parts(self, path: Path) -> Iterator[Part]:
        try:
            yield from parts_of(path.read_bytes())
        except _UNREADABLE as err:
            raise ExportError(
                f"{path.name}: the file cannot be looked through for names ({type(err).__name__}: {err}). Nothing was "
                "written. Leave this format out with --for and report the fault."
            ) from err

    def _hits(self, view: View) -> Iterator[Hit]:
        yield from self._list.find(view.text)
        yield from paths(view.text, self.folders)
        for hit in forms(view.text) if view.prose else mails(view.text):
            bare = _bare(hit.word)
            if bare not in self._kept and not (self.trusted and bare in self._spoken):
                yield hit

    def _remedy(self, hit: Hit) -> str:
        if hit.kind in _MACHINE:
            return "path"
        return "privacy" if _bare(hit.word) in self._spoken else "written"

    @cached_property
    def _list(self) -> WordList:
        return WordList(self._table(self.words), self._table(self.fields))

    @cached_property
    def _kept(self) -> frozenset[str]:
        return frozenset(map(_bare, self.keep))

    @cached_property
    def _spoken(self) -> str:
        return _bare(self.said)

    def _table(self, words: Mapping[str, Iterable[str]]) -> dict[str, str]:
        pairs = ((word.strip(), kind) for kind, said in words.items() for word in said)
        return {word: kind for word, kind in pairs if word and _bare(word) not in self._kept}


def _bare(text: str) -> str:
    """Return letters and figures alone, so that a word is known again however it is spaced."""
    return re.sub(r"[\W_]+", "", text).casefold()
