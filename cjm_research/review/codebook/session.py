"""One person at work on the codebook of a study: every act is checked, committed, and only then seen.

The session keeps nothing of its own: versions, codings and what may be taken back are read from the events, so another
session, later or beside this one, sees the same. An act is one event with the new version of the codebook and whatever
becomes of codings; the file ``codebook.toml`` is written after it (`study.codebooks`). Where a code means something
else than before, its codings are reopened: they stand, and are to be looked at again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING

from cjm_research.codes import editing
from cjm_research.codes.editing_words import Refusal
from cjm_research.codes.own_code import OWN
from cjm_research.review.codebook import use as code_use
from cjm_research.review.codebook.desk import CodebookDesk, Rows
from cjm_research.review.codebook.versions import used_codings

if TYPE_CHECKING:
    from cjm_research.codes.codebook import Codebook


class CodebookSession(CodebookDesk):
    """Edit the codebook of a study: `CodebookSession(store, load_book, coder, segments, write=None)`.

    A code is named "goal/explicit", "code:trust" or, where it is the study's own, by its bare id; a family "goal". What
    cannot be done is refused with a `codes.editing_words.Refusal`, and nothing has changed.
    """

    def add(
        self,
        name: str,
        language: str = "en",
        family: str = "",
        parent: str = "",
        examples: Iterable[str] = (),
        id: str = "",
    ) -> str:
        """Add an own code, in a family, under another own code, or at the top; return its id."""
        self.refresh()
        new = id or editing.code_id_of(name, self._ids)
        place = {"family": family, "parent": parent}
        said = {"id": new, "name": name, "language": language, "examples": list(examples)}
        self._do("add", OWN + new, partial(editing.add_own, **said, **place))
        return new

    def rename(self, code: str, name: str, language: str = "en") -> None:
        """Name a code or family otherwise in one language."""
        self._do("rename", code, partial(editing.rename, code=code, name=name, language=language), to=name.strip())

    def define(
        self,
        code: str,
        language: str = "en",
        definition: str | None = None,
        include: Sequence[str] | None = None,
        exclude: Sequence[str] | None = None,
        examples: Sequence[str] | None = None,
        reopen: bool | None = None,
    ) -> None:
        """Say otherwise what a code stands for, in one language.

        Parameters
        ----------
        code, language : str
            Which code, and the language of what is said.
        definition, include, exclude, examples : optional
            What is said; None leaves as it is.
        reopen : bool, optional
            Whether its codings are to be looked at again; by default if its meaning changed (`codes.meaning`).
        """
        said = {"definition": definition, "include": include, "exclude": exclude, "examples": examples}
        told = {part: value for part, value in said.items() if value is not None}
        change = partial(editing.define, code=code, language=language, **told)
        self._do("define", code, change, reopen=reopen, parts=list(told))

    def revise(
        self, code: str, said: Mapping[str, Mapping[str, str | Sequence[str]]], reopen: bool | None = None
    ) -> None:
        """Say otherwise, in both languages at once and as one act, what a code is called and stands for.

        Parameters
        ----------
        code : str
            The code.
        said : mapping
            By language: any of name, definition (str), include, exclude, examples (lists of str).
        reopen : bool, optional
            As for `define`.
        """

        def change(book: Codebook) -> Codebook:
            for language, parts in said.items():
                told = dict(parts)
                name = told.pop("name", None)
                # A code that has a name in the other language may go without one in this.
                book = book if name is None else editing.rename(book, code, str(name), language)
                book = editing.define(book, code, language, **told) if told else book
            return book

        parts = list(dict.fromkeys(part for told in said.values() for part in told))
        self._do("define", code, change, reopen=reopen, parts=parts)

    def move(self, code: str, parent: str = "", family: str = "") -> None:
        """Put an own code, and all under it, under another or in a family; with neither, at the top."""
        self.refresh()
        above = self._name(parent or family) if parent or family else ""
        self._do("move", code, partial(editing.move, id=code, parent=parent, family=family), to=above)

    def merge(self, codes: str | Iterable[str], into: str, reopen: bool = False) -> None:
        """Put own codes into another: their codings become its codings, each with its coder."""
        listed = [codes] if isinstance(codes, str) else list(codes)
        self.refresh()
        gone = [own for own in map(self._own, listed) if own.id != self._own(into).id]
        ids, target = [own.id for own in gone], self._own(into).id

        def effects(version: str) -> tuple[Rows, Rows]:
            codings = code_use.merged(self._ledger.rows(), ids, target, version)
            return codings, code_use.decisions_to(self._ledger.table("decisions"), ids, target)

        change = partial(editing.merge, ids=listed, into=into)
        self._do("merge", into, change, effects, reopen=reopen, others=[own.name for own in gone])

    def split(self, code: str, parts: Mapping[str, Iterable[str]], language: str = "en") -> list[str]:
        """Make new codes of chosen segments of an own code; the codings that stay with it are reopened.

        Parameters
        ----------
        code : str
            The code.
        parts : mapping of str to iterable of str
            The name of each new code and the segments that go to it; without segments it is only made.
        language : {"en", "zh"}
            Of the names.

        Returns
        -------
        list of str
            The ids of the new codes.
        """
        self.refresh()
        own, names, chosen = self._own(code), {}, {}
        for name, segment_ids in parts.items():
            new = editing.code_id_of(name, [*self._ids, *names])
            names[new], chosen[new] = name, list(dict.fromkeys(segment_ids))
            self._ensure_coded(own, chosen[new])

        def effects(version: str) -> tuple[Rows, Rows]:
            codings = code_use.split_off(self._ledger.rows(), own.id, chosen, version)
            return codings, code_use.decisions_off(self._ledger.table("decisions"), own.id, chosen)

        change = partial(editing.split, id=own.id, parts=names, language=language)
        self._do("split", code, change, effects, reopen=True, others=list(names.values()), new=list(names))
        return list(names)

    def retire(self, code: str) -> None:
        """Keep an own code, and all under it, for what was coded with it, and offer it no more."""
        self._do("retire", code, partial(editing.retire, id=code))

    def bring_back(self, code: str) -> None:
        """Offer a retired code, and those it stands under, again."""
        self._do("bring_back", code, partial(editing.bring_back, id=code))

    def recolor(self, code: str, color: str) -> None:
        """Give an own code another colour, "#rrggbb"; see `warnings`."""
        self._do("recolor", code, partial(editing.recolor, id=code, color=color), to=color)

    def remove(self, code: str) -> None:
        """Take an own code away that nobody gave or denied to a segment."""
        self.refresh()
        kind = editing.known(self.book, code)
        used = {row["segment_id"] for row in self._ledger.rows() if row["kind"] == kind}
        self._do("remove", code, partial(editing.remove, id=code, n_used=len(used)))

    def pick_example(self, code: str, segment_id: str, text: str | None = None) -> None:
        """Take what was said in a segment, whole or in part, word for word as an example of a code it was given."""
        self.refresh()
        kind = editing.known(self.book, code)
        rows = self._segments[self._segments["segment_id"] == segment_id].to_dict("records")
        given = {row["segment_id"] for row in used_codings(self._ledger.rows(), kind)}
        if not rows or segment_id not in given:
            raise Refusal("not coded", n=1, of=1, name=self._name(kind), first=segment_id)
        words = rows[0]["text"] if text is None else text.strip()
        if not words or words not in rows[0]["text"]:
            raise Refusal("not verbatim", segment=segment_id, text=words)
        language = "zh" if rows[0]["language"] == "zh" else "en"
        held = self._examples(kind).get(language, ())
        if words in held:
            raise Refusal("example there", name=self._name(kind))
        change = partial(editing.define, code=code, language=language, examples=[*held, words])
        self._do("example", code, change, of=rows[0]["case_id"], segment_id=segment_id)

    def drop_example(self, code: str, text: str, language: str = "en") -> None:
        """Take an example away."""
        self.refresh()
        held = self._examples(editing.known(self.book, code)).get(language, ())
        if text not in held:
            raise Refusal("no example", name=self._name(code), text=text)
        left = [line for line in held if line != text]
        self._do("drop_example", code, partial(editing.define, code=code, language=language, examples=left))

    def restore(self, version: int | str) -> None:
        """Let an earlier version stand again, named by number or version; what people gave since must be in it."""
        self.refresh()
        wanted = self._versions.at(version)
        self._ensure_unused(wanted, [])
        self._do("restore", "", lambda _book: wanted, to=str(version))

    def undo(self) -> int | None:
        """Take back this person's latest act on the codebook; return the event that it was, None if there is none."""
        return self._turn(back=True)

    def redo(self) -> int | None:
        """Do the act again that this person took back last, unless they did something else since."""
        return self._turn(back=False)

    def __repr__(self) -> str:
        return f"CodebookSession({self.coder!r}, {self.book!r})"
