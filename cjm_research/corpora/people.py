"""Who is who: the role of each speaker, the case id of each person, the label before their words.

A person keeps the case id they had when a file is read again. The same full name in several interviews is one person;
a bare first name or a label such as "Interviewee" never is. Names reach only the study's encrypted key (law 7).

>>> full_name("Dr. Ben Walker (Customer)"), full_name("Ben"), full_name("王秀英"), full_name("说话人 1")
('ben walker', '', '王秀英', '')
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pandas as pd

from cjm_research.corpora import speakers
from cjm_research.corpora.labels import NEVER, SURNAMES, canonical, is_generic
from cjm_research.corpora.language import CJK
from cjm_research.corpora.privacy.introductions import introduced
from cjm_research.corpora.privacy.pseudonyms import Roster
from cjm_research.schema import ROLES

if TYPE_CHECKING:
    from cjm_research.corpora.decisions import Decisions
    from cjm_research.corpora.reading import Reading, Source

LABELS = {
    ("interviewer", "en"): "Interviewer",
    ("interviewer", "zh"): "访谈者",
    ("other", "en"): "Help desk",
    ("other", "zh"): "客服",
}
_LETTERS = (("P", "interview", 2), ("R", "survey", 3))
_TITLE = re.compile(r"(?:mr|mrs|ms|miss|dr|prof|sir|madam)\.?")
_ZH_TITLE = re.compile("(?:先生|女士|小姐|老师|医生|大夫|护士|经理|主任|教授|师傅|阿姨|叔叔|同学|大爷|大妈|大叔)$")
PERSON, SPEAKER, HOST = "person", "speaker", "host"
"""Kinds of entries that the table of the key holds beside those of the pseudonyms."""


@dataclass
class Draft:
    """A source on its way to a document.

    Attributes
    ----------
    reading, source
        Where it comes from.
    document_id, language : str
    roles, case_ids, labels : dict of str to str
        By canonical label; the case id of a respondent stands under an empty one.
    roster : Roster
        Whose names are replaced in it, and by what.
    """

    reading: Reading
    source: Source
    document_id: str
    language: str
    roles: dict[str, str] = field(default_factory=dict)
    case_ids: dict[str, str] = field(default_factory=dict)
    labels: dict[str, str] = field(default_factory=dict)
    roster: Roster = field(default_factory=lambda: Roster(()))

    @property
    def spoken(self) -> bool:
        """Whether people talk in it; else one person wrote answers."""
        return self.source.kind == "interview"

    def shown(self) -> dict[str, str]:
        """Return each speaker's label as the file writes it first, by canonical label, in the order they speak."""
        table: dict[str, str] = {}
        for turn in self.source.turns:
            table.setdefault(canonical(turn.speaker), turn.speaker)
        return table


def natural(text: str) -> list[tuple[int, int, str]]:
    """Sort key in which ``Interview-4`` comes before ``Interview-11``."""
    parts = re.split(r"(\d{1,18})", text)
    return [(0, int(part), "") if part.isdecimal() else (1, 0, part) for part in parts] + [(2, 0, text)]


def full_name(label: str) -> str:
    """Return the normalised full name that a label is, or an empty string: two words, or a Chinese full name."""
    plain = re.sub(r"\s*[(（\[].*", "", unicodedata.normalize("NFKC", label)).strip()
    if not plain or is_generic(plain) or re.search(r"\d", plain):
        return ""
    if re.search(f"[{CJK}]", plain):
        compact = re.sub(r"\s", "", plain)
        known = re.fullmatch(f"[{CJK}]{{2,4}}", compact) and compact[0] in SURNAMES
        return compact if known and not _ZH_TITLE.search(compact) else ""
    words = [word for word in plain.casefold().split() if not _TITLE.fullmatch(word)]
    named = 2 <= len(words) <= 4 and all(re.fullmatch(r"[^\W\d_][\w.'’-]*", word) for word in words)
    return " ".join(words) if named and not NEVER & set(words) else ""


def give_roles(drafts: Sequence[Draft], decisions: Decisions) -> None:
    """Find out who interviews, then follow what people decided about it."""
    interviews = [draft for draft in drafts if draft.spoken]
    for draft, roles in zip(interviews, speakers.roles_of([d.source for d in interviews]), strict=True):
        draft.roles = roles
        source, inside = draft.reading.source, draft.source.inside
        told = decisions.roles.get(f"{source}/{inside}", decisions.roles.get(source, {}))
        for n, speaker in enumerate(draft.shown(), 1):
            role = _told_role(told, speaker, n)
            draft.roles[speaker] = role if role in ROLES else roles[speaker]


def _told_role(told: Mapping[str, str], speaker: str, n: int) -> str:
    # In small letters "speaker 2" is the second one to speak; a file's own "Speaker 2" is meant as it is written there.
    by_label = {canonical(label): role for label, role in told.items() if not re.fullmatch(r"speaker \d+", label)}
    return told.get(f"speaker {n}") or by_label.get(speaker, "")


def participants(draft: Draft) -> list[str]:
    """Return the canonical labels of those who were interviewed, in the order they speak."""
    return [speaker for speaker in draft.shown() if draft.roles[speaker] == "participant"]


def give_case_ids(drafts: Sequence[Draft], turns: pd.DataFrame, cases: pd.DataFrame, table: dict[str, str]) -> None:
    """Number the people in the order given; those who were there before keep their ids.

    Parameters
    ----------
    drafts : sequence of Draft
        In the order of the study's files; their ``case_ids`` are filled in.
    turns, cases : DataFrame
        What the study holds.
    table : dict of str to str
        The table of the key; people found now are added to it.
    """
    old = _ids_before(turns)
    where = Counter(case_id for had in old.values() for case_id in had)
    named = {key.split("|")[1] for key in table if key.startswith(f"{SPEAKER}|")}
    for letter, kind, width in _LETTERS:
        mine = [draft for draft in drafts if draft.source.kind == kind]
        people = sum(len(participants(draft)) if draft.spoken else 1 for draft in mine)
        numbers = _Numbers(letter, width, [*cases["case_id"], *table.values()], people)
        for draft in mine:
            had = old.get(draft.document_id, [])
            if draft.spoken:
                # Where the key knows who spoke here, an id of several files is not given on by the order of speaking.
                alone = [case_id for case_id in had if where[case_id] == 1 or draft.document_id not in named]
                _number(draft, alone, table, numbers)
            else:
                draft.case_ids[""] = had[0] if had else numbers.next()


class _Numbers:
    """Case ids after the highest that there is."""

    def __init__(self, letter: str, width: int, there: Sequence[str], coming: int):
        ids = [case_id for case_id in there if re.fullmatch(rf"{letter}\d+", case_id)]
        self._letter = letter
        self._last = max((int(case_id[1:]) for case_id in ids), default=0)
        longest = max((len(case_id) - 1 for case_id in ids), default=0)
        self._width = max(width, len(str(self._last + coming)), longest)

    def next(self) -> str:
        self._last += 1
        return f"{self._letter}{self._last:0{self._width}}"


def _ids_before(turns: pd.DataFrame) -> dict[str, list[str]]:
    spoke = turns[turns["case_id"] != ""].sort_values(["document_id", "seq"])
    spoke = spoke.drop_duplicates(["document_id", "case_id"])
    return spoke.groupby("document_id")["case_id"].agg(list).to_dict() if len(spoke) else {}


def _number(draft: Draft, had: list[str], table: dict[str, str], numbers: _Numbers) -> None:
    """Give the people of one interview the ids known for them, then those of the interview before, then new ones."""
    shown = draft.shown()
    keys = {
        speaker: (f"{SPEAKER}|{draft.document_id}|{speaker}", f"{PERSON}|{full_name(shown[speaker])}")
        for speaker in shown
    }
    known = {speaker: table.get(mine) or table.get(person, "") for speaker, (mine, person) in keys.items()}
    free = [case_id for case_id in had if case_id not in known.values()]
    for speaker in participants(draft):
        case_id = known[speaker] or (free.pop(0) if free else numbers.next())
        draft.case_ids[speaker] = case_id
        mine, person = keys[speaker]
        table[mine] = case_id
        if not person.endswith("|"):
            table.setdefault(person, case_id)


def give_labels(draft: Draft) -> None:
    """Settle what stands before each speaker's words, and whose names are replaced by it."""
    if not draft.spoken:
        draft.roster = Roster((name, draft.case_ids[""]) for name in draft.source.names)
        return
    draft.labels = dict(draft.case_ids)
    for role in ("interviewer", "other"):
        mine = [speaker for speaker, told in draft.roles.items() if told == role]
        word = LABELS[role, draft.language]
        space = " " if draft.language == "en" else ""
        for n, speaker in enumerate(mine, 1):
            draft.labels[speaker] = word if len(mine) == 1 else f"{word}{space}{n}"
    shown = draft.shown()
    hosts = ((name, LABELS["interviewer", draft.language]) for name in draft.source.hosts)
    spoken = ((shown[speaker], label) for speaker, label in draft.labels.items())
    talk = [(draft.roles[canonical(t.speaker)], canonical(t.speaker), t.text) for t in draft.source.turns]
    heard = ((name, draft.labels[speaker]) for name, speaker in introduced(talk))
    only = [*draft.case_ids.values()] if len(draft.case_ids) == 1 else []
    told = ((name, only[0]) for name in draft.source.names if only)
    draft.roster = Roster((*hosts, *spoken, *told, *heard))


def remember_hosts(draft: Draft, table: dict[str, str]) -> None:
    """Add the full names of those who interview to the table of the key, so that later files know them."""
    shown = draft.shown()
    hosts = [(name, LABELS["interviewer", draft.language]) for name in draft.source.hosts if draft.spoken]
    hosts += [(shown[speaker], draft.labels[speaker]) for speaker, role in draft.roles.items() if role == "interviewer"]
    for name, label in hosts:
        if full_name(name):
            table.setdefault(f"{HOST}|{full_name(name)}", label)


def known_people(table: Mapping[str, str]) -> Roster:
    """Return the people whose full names earlier files gave, so that they are known in new ones."""
    people = ([*key.split("|", 1), case_id] for key, case_id in sorted(table.items()))
    known = [(kind, name, label) for kind, name, label in people if kind in (PERSON, HOST)]
    # Whoever interviews in one file and is interviewed in another goes by the case id: the last one counts.
    return Roster((name, label) for kind, name, label in sorted(known, key=lambda one: one[0] == PERSON))
