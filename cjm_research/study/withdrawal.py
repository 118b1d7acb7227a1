"""Erasing one participant: what is taken out where, in which order, and what lies beyond reach.

Originals first, then the database with its events in one transaction, then key, caches and reports; each step may be
done again, so a withdrawal that was interrupted is finished by the same command. The case id stays, with the consent
"withdrawn", so that the number is never given to anybody else.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from cjm_research.errors import StudyError
from cjm_research.store.erasing import WITHDRAW
from cjm_research.study import redacting
from cjm_research.study.cutting import LOST
from cjm_research.study.erased import acts_about, erased_frames, forget, said_by
from cjm_research.study.erased_book import after_erasing, before_erasing
from cjm_research.study.keys import KEY_FILE, load_key
from cjm_research.study.theme_words import name_anew

if TYPE_CHECKING:
    from cjm_research.store.database import Store
    from cjm_research.study.folder import StudyConfig, StudyFolder

_MANY = 5  # files of one folder; where it holds more, the folder is named and not each file
BEYOND = (
    "the same person under another case id, for example a row of a survey: withdraw that one too",
    "exports and copies that were sent or saved outside of the study and its reports folder (also with --out)",
    "backups of the study, snapshots of the disk and the trash",
    "outputs kept in notebooks: clear them (Kernel > Restart and clear outputs) or strip them with nbstripout",
)
"""What no command of this package can reach."""


@dataclass(frozen=True)
class Withdrawal:
    """What a withdrawal did.

    Attributes
    ----------
    case_id : str
    done : tuple of str
        What was erased, in order.
    not_reached : tuple of str
        Where the person may still be found, and what to do about it.
    """

    case_id: str
    done: tuple[str, ...]
    not_reached: tuple[str, ...]

    def __str__(self) -> str:
        lines = [f"{self.case_id} is withdrawn.", *(f"  - {what}" for what in self.done), "Not reached:"]
        return "\n".join([*lines, *(f"  - {what}" for what in self.not_reached)])


@dataclass(frozen=True)
class Plan:
    """What a withdrawal would do; nothing is done until `carry_out`.

    Attributes
    ----------
    folder, config, store
        The study.
    case_id : str
    documents : frozenset of str
        Those in which nobody else takes part, now or when an earlier try began: they go as a whole.
    shared : frozenset of str
        Those in which others take part: the person's words in them are blacked out.
    steps : tuple of redacting.Step
        What happens to each original.
    passphrase : str, optional
        What opens the key, if a passphrase does.
    """

    folder: StudyFolder
    config: StudyConfig
    store: Store
    case_id: str
    documents: frozenset[str]
    shared: frozenset[str]
    steps: tuple[redacting.Step, ...]
    passphrase: str | None = field(default=None, repr=False)

    @cached_property
    def derived(self) -> tuple[Path, ...]:
        """Files that hold what was derived: the cache, and every file in the reports folder of the study."""
        return tuple(path for root in (self.folder.cache, self.folder.reports) for path in sorted(_files(root)))

    def __str__(self) -> str:
        """Return what would be erased, for the person who is asked whether to go on."""
        lines = [f"Withdraw {self.case_id} from study {self.folder.name!r}? This cannot be undone."]
        lines += [f"  - {step.told}" for step in self.steps]
        lines.append(f"  - database: {self._documents_told}, with their segments, suggestions, codings and events")
        lines.append(f"  - {KEY_FILE}: what only this person's pseudonyms stand for")
        lines += (
            [f"  - {self.folder.cache}: all of it; it is made again when needed"] if self.folder.cache.exists() else []
        )
        lines += [f"  - {what}" for what in self._reports_told()]
        return "\n".join(lines)

    def _reports_told(self) -> Iterator[str]:
        """Give each file of the reports, and a folder of many, such as the corpus, as one."""
        of_folder: dict[Path, list[Path]] = {}
        for path in self.derived:
            if path.is_relative_to(self.folder.reports):
                of_folder.setdefault(path.parent, []).append(path)
        for parent, paths in sorted(of_folder.items()):
            if len(paths) > _MANY and parent != self.folder.reports:
                yield f"{parent}: all {len(paths)} files"
            else:
                yield from map(str, paths)

    def carry_out(self, coder: str = "researcher") -> Withdrawal:
        """Erase.

        Parameters
        ----------
        coder : str
            Who carries it out; kept with the event.

        Raises
        ------
        StudyError, StoreError
            If something cannot be written. What was done by then stays done; the same call goes on from there.
        """
        kept = [step.carry_out() for step in self.steps]
        unread = self._erase(coder)
        done = [*kept, f"database: {self._documents_told}, with segments, suggestions, codings and events"]
        missed = [*unread, *self._mentions()]
        done += self._forget_in_key(missed)
        for path in self.derived:
            path.unlink(missing_ok=True)
        for root in (self.folder.cache, self.folder.reports):
            shutil.rmtree(root, ignore_errors=True)
        done += [f"{len(self.derived)} files of cache and reports"] if self.derived else []
        if not self.store.compact():
            missed.append(
                f"{self.folder.database}: another program holds it open, so old pages may still be in it. Close "
                f"notebooks and widgets on this study and run `cjm withdraw {self.folder.name} {self.case_id}` again"
            )
        return Withdrawal(self.case_id, tuple(done), (*missed, *BEYOND))

    @property
    def _documents_told(self) -> str:
        n, m = len(self.documents), len(self.shared)
        told = f"{n} document{'' if n == 1 else 's'}"
        return told + (f", and the person's words in {m} shared with others" if m else "")

    def _erase(self, coder: str) -> list[str]:
        """Take the person out of the database and the codebook; return what could not be reached."""
        frames = {name: self.store.frame(name) for name in _READ}
        segments = frames["segments"]
        own = segments[(segments["case_id"] == self.case_id) | segments["document_id"].isin(self.documents)]
        words = said_by(frames, self.case_id, self.documents)
        after = erased_frames(frames, self.case_id, self.documents, self.steps)
        payload = {
            "case_id": self.case_id,
            "documents": sorted(self.documents),
            "originals": sorted({step.sha256 for step in self.steps if step.sha256}),
        }
        cut = acts_about(self.store, frames, self.case_id, self.documents, self.shared)
        ids = [*own["segment_id"], *self.documents, *sorted(cut)]
        # Its file first: once the database has lost the words, nothing tells what to look for in it.
        missed = before_erasing(self.folder, self.store, words)
        self.store.erase(after, ids, words, payload, coder)
        after_erasing(self.folder, self.store)
        # Words that wait for their codings to come back: whose they are in a shared document is not known any more.
        for name in ("versions.lost", LOST):
            lost = self.store.get(name, {})
            self.store.set(name, {key: units for key, units in lost.items() if key not in self.shared})
        name_anew(self.store)
        return [missed] if missed else []

    def _forget_in_key(self, missed: list[str]) -> list[str]:
        path = self.folder.path / KEY_FILE
        if not path.exists():
            return []
        try:
            key = load_key(self.folder, self.config, self.passphrase)
        except StudyError as err:
            missed.append(f"{err} Then run `cjm withdraw {self.folder.name} {self.case_id}` again")
            return []
        n = forget(key, {name: self.store.frame(name) for name in _READ}, self.case_id, self.documents)
        key.save()
        return [f"{KEY_FILE}: {n} entr{'y' if n == 1 else 'ies'}"]

    def _mentions(self) -> Iterator[str]:
        """Name the files of other people in whose originals this person is named, and settings that name a file."""
        places = self.store.frame("replacements")
        files = self.store.frame("files").set_index("source")["shown"]
        documents = self.store.frame("documents")
        naming = set(places.loc[places["pseudonym"] == self.case_id, "document_id"])
        for source in sorted(set(documents.loc[documents["document_id"].isin(naming), "source"])):
            if (self.folder.raw / source).exists():
                shown = files.get(source) or source
                yield f"{shown} in raw: other people name this person there; redact the file by hand"
        toml = self.folder.path / "study.toml"
        lines = toml.read_text("utf-8-sig").splitlines()
        text = "\n".join(line for line in lines if not line.lstrip().startswith("#"))
        if any(step.source in text for step in self.steps):
            yield f"{toml}: it names the original; take that line out if the name of the file is personal"


_READ = (
    "files", "documents", "cases", "turns", "segments", "replacements", "imported", "memos", "themes", "members",
)  # fmt: skip


def plan(
    folder: StudyFolder,
    config: StudyConfig,
    store: Store,
    case_id: str,
    whole_file: bool = False,
    passphrase: str | None = None,
) -> Plan:
    """Return what the withdrawal of one person would do.

    Parameters
    ----------
    folder, config, store
        The study.
    case_id : str
        The person.
    whole_file : bool
        Whether an original that holds others too, and that nothing can be taken out of, may go as a whole.
    passphrase : str, optional
        What opens the key, if a passphrase does.

    Raises
    ------
    StudyError
        If there is no such person, or an original holds others too and ``whole_file`` is not set.
    """
    cases, turns, documents = store.frame("cases"), store.frame("turns"), store.frame("documents")
    if case_id not in set(cases["case_id"]):
        raise StudyError(_unknown(case_id, cases, folder.name))
    mine = set(turns.loc[turns["case_id"] == case_id, "document_id"])
    others = turns[(turns["role"] == "participant") & (turns["case_id"] != case_id)]
    shared = mine & set(others["document_id"])
    earlier = _documents_before(store, case_id)
    sources = set(documents.loc[documents["document_id"].isin(mine), "source"])
    sources |= set(cases.loc[cases["case_id"] == case_id, "source"]) - {""}
    rows = turns[turns["case_id"] == case_id].merge(documents[["document_id", "source"]], on="document_id")
    steps = [
        redacting.step(folder, store, source, rows[rows["source"] == source]["place"].tolist(), case_id, whole_file)
        for source in sorted(sources)
    ]
    gone = frozenset(mine - shared) | earlier
    return Plan(folder, config, store, case_id, gone, frozenset(shared), tuple(steps), passphrase)


def _unknown(case_id: str, cases: pd.DataFrame, name: str) -> str:
    from difflib import get_close_matches

    near = get_close_matches(case_id.upper(), cases["case_id"], n=1)
    hint = f" Did you mean {near[0]}?" if near else ""
    return (
        f"Study {name!r} has no person {case_id!r}.{hint} It has {len(cases)} people; "
        "`study.table('cases')` lists them."
    )


def _documents_before(store: Store, case_id: str) -> frozenset[str]:
    told = [payload for payload in withdrawn(store) if payload["case_id"] == case_id]
    return frozenset(document for payload in told for document in payload["documents"])


def withdrawn(store: Store) -> list[dict[str, Any]]:
    """Return what each withdrawal kept: ``case_id``, ``documents`` and ``originals`` (digests), never a word."""
    events = store.events()
    return events.loc[events["act"] == WITHDRAW, "payload"].tolist()


def _files(root: Path) -> Iterator[Path]:
    return (path for path in root.rglob("*") if path.is_file() or path.is_symlink()) if root.is_dir() else iter(())
