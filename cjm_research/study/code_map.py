"""``code-map.csv``: which family and sub-type each code of another tool stands for. A person fills it in.

Columns: code (its path), n_codings, family, subtype, note. An empty family means that the code is not taken over. The
table is written when codes arrive; later, rows are added for new codes and the numbers brought up to date, and nothing
that was filled in is changed. A family is proposed only where the name of the code, or of one above it, says it
plainly; the proposal is there to be looked at.

>>> from cjm_research.codes.codebook import Codebook
>>> propose("Pain points > Price", Codebook.framework())
('pain_point', 'financial', '')
>>> propose("Website", Codebook.framework())
('', '', '')
"""

from __future__ import annotations

import csv
import io
import os
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pandas as pd

from cjm_research.codes.codebook import Codebook
from cjm_research.corpora.encoding import decode
from cjm_research.corpora.imported import SEPARATOR
from cjm_research.errors import ReadError, StudyError
from cjm_research.schema import LANGUAGES, STAGES
from cjm_research.study.folder import StudyFolder

COLUMNS = ("code", "n_codings", "family", "subtype", "note")
_WHOSE = r"(?:user|customer|client|patient|key|main|用户|客户|顾客|患者|主要|核心)?\s*"
_FAMILIES = {
    "goal": r"goals?|needs?|wants?|wishes|objectives?|目标|需求|诉求|愿望",
    "motivation": r"motivations?|motives?|drivers?|动机|动因|驱动力",
    "pain_point": r"pain ?points?|pains?|frustrations?|problems?|痛点|困扰",
}
_SUBTYPES = {
    "goal": {"explicit": r"explicit|stated|明确|主动", "implicit": r"implicit|unstated|latent|隐含|潜在"},
    "motivation": {"intrinsic": r"intrinsic|internal|内在", "extrinsic": r"extrinsic|external|外在"},
    "pain_point": {
        "functional": r"functional(?:ity)?|functions?|features?|bugs?|功能|故障",
        "experiential": r"experiential|experience|usability|service|体验|服务",
        "financial": r"financial|prices?|pricing|costs?|fees?|money|财务|价格|费用|金钱",
        "emotional": r"emotional|emotions?|feelings?|情绪|情感",
    },
}
_USUAL = {"goal": "explicit", "motivation": "intrinsic", "pain_point": "functional"}
_CHECK = "check the sub-type / 请核对子类"


def file_of(folder: StudyFolder) -> Path:
    """Return where the table of a study lies."""
    return folder.path / "code-map.csv"


def write_code_map(folder: StudyFolder, codes: pd.DataFrame, imported: pd.DataFrame) -> Path | None:
    """Write the table of a study, or add the codes that are new to it.

    Parameters
    ----------
    folder : StudyFolder
    codes, imported : DataFrame
        Contracts "codes" and "imported".

    Returns
    -------
    Path or None
        The table; None if the study has no codes of another tool.

    Raises
    ------
    StudyError
        If the table that is there cannot be read, or the new one cannot be written.
    """
    file = file_of(folder)
    known = sorted({*codes["code"], *imported["code"]})
    if not known and not file.is_file():
        return None
    header, rows = _table(file) if file.is_file() else (list(COLUMNS), [])
    before = [dict(row) for row in rows]
    counts = imported["code"].value_counts().to_dict()
    there = {row["code"] for row in rows}
    book = _codebook(folder)
    for row in rows:
        row["n_codings"] = str(counts.get(row["code"], 0))
    for code in known:
        if code not in there:
            family, subtype, note = propose(code, book)
            values = (code, str(counts.get(code, 0)), family, subtype, note)
            rows.append(dict.fromkeys(header, "") | dict(zip(COLUMNS, values, strict=True)))
    if rows != before or not file.is_file():
        _write(file, header, rows)
    return file


def code_map(folder: StudyFolder) -> pd.DataFrame:
    """Return the table of a study as it was filled in.

    Returns
    -------
    DataFrame
        Columns code, n_codings (int), family, subtype, note, in the order of the file; family is "" where a code is
        not taken over. No rows if there is no table.

    Raises
    ------
    StudyError
        If a row says a family or sub-type that the study's codebook does not have, or a code stands there twice.
    """
    file = file_of(folder)
    if not file.is_file():
        return pd.DataFrame(columns=list(COLUMNS)).astype({"n_codings": "int64"})
    _, rows = _table(file)
    book = _codebook(folder)
    found: dict[str, dict[str, Any]] = {}
    for number, row in enumerate(rows, 2):
        code = row["code"]
        if code in found:
            raise StudyError(f"{file}, row {number}: the code {code!r} is there already. Remove one of the two rows.")
        family, subtype = _checked(row["family"], row["subtype"], book, f"{file}, row {number} (code {code!r})")
        count = row["n_codings"].strip()
        n = int(count) if count.isascii() and count.isdigit() else 0
        found[code] = dict(zip(COLUMNS, (code, n, family, subtype, row["note"]), strict=True))
    return pd.DataFrame(list(found.values()), columns=list(COLUMNS)).astype({"n_codings": "int64"})


def propose(code: str, book: Codebook) -> tuple[str, str, str]:
    """Return family, sub-type and a note for a code, empty where its name does not say them plainly.

    Parameters
    ----------
    code : str
        The path of the code.
    book : Codebook
        The study's own.
    """
    parts = [_plain(part) for part in code.split(SEPARATOR)]
    for entry in book.codes:
        names = {_plain(entry.name[lang]) for lang in LANGUAGES if lang in entry.name}
        if parts[-1] in names:
            return entry.family, entry.subtype, ""
    families = [name for name in _FAMILIES if any(_names_family(part, name) for part in parts)]
    families += [name for name in book.families() if name not in _FAMILIES and _plain(book.name(name)) in parts]
    if len(families) != 1 or families[0] not in book.families():
        return "", "", ""
    allowed = _subtypes(book, families[0])
    told = [name for name in allowed if any(_names_subtype(part, families[0], name) for part in parts)]
    if len(told) == 1:
        return families[0], told[0], ""
    usual = _USUAL.get(families[0], "")
    return families[0], usual if usual in allowed else allowed[0], _CHECK


def _plain(name: str) -> str:
    return re.sub(r"[\s_-]+", " ", re.sub(r"^[\d.\s、]+", "", name)).strip().casefold()


def _names_family(part: str, family: str) -> bool:
    """Whether a name is that of a family, alone or after one of its sub-types ("financial pain points")."""
    subtypes = "|".join(_SUBTYPES[family].values())
    return bool(re.fullmatch(rf"{_WHOSE}(?:(?:{subtypes})[类性型的]?)?\s*(?:{_FAMILIES[family]})", part))


def _names_subtype(part: str, family: str, subtype: str) -> bool:
    """Whether a name is that of a sub-type, alone or before the family."""
    words = _SUBTYPES.get(family, {}).get(subtype)
    return bool(words and re.fullmatch(rf"{_WHOSE}(?:{words})[类性型的]?\s*(?:{_FAMILIES[family]})?", part))


def _codebook(folder: StudyFolder) -> Codebook:
    return Codebook.load(folder.codebook) if folder.codebook.is_file() else Codebook.framework()


def _subtypes(book: Codebook, family: str) -> list[str]:
    return [code.subtype for code in book.codes if code.family == family]


def _checked(family: str, subtype: str, book: Codebook, where: str) -> tuple[str, str]:
    """Return family and sub-type by their ids; their names in either language are understood too."""
    if not family.strip() and not subtype.strip():
        return "", ""
    ids = {_plain(word): name for name in book.families() for word in (name, *book.family_names[name].values())}
    ids |= {f"{word}s": name for word, name in ids.items() if word.isascii()}
    found = {**ids, "stage": "stage"}.get(_plain(family))
    if found is None:
        known = ", ".join((*book.families(), "stage"))
        raise StudyError(f"{where}: the family is {family!r}. Expected {known}, or nothing if it is not taken over.")
    if found == "stage":
        named = {stage: stage for stage in STAGES}
    else:
        entries = [code for code in book.codes if code.family == found]
        named = {_plain(word): code.subtype for code in entries for word in (code.subtype, *code.name.values())}
    near = [name for name in dict.fromkeys(named.values()) if _names_subtype(_plain(subtype), found, name)]
    told = named.get(_plain(subtype), near[0] if len(near) == 1 else None)
    if told is None:
        known = ", ".join(dict.fromkeys(named.values()))
        raise StudyError(f"{where}: the subtype is {subtype!r}. Expected for {found} one of {known}.")
    return found, told


def _table(file: Path) -> tuple[list[str], list[dict[str, str]]]:
    """Return header and rows as text; Excel may save with semicolons, or in the encoding of Chinese Windows."""
    try:
        text = decode(file.read_bytes(), str(file)).text
    except (OSError, ReadError) as err:
        raise StudyError(f"{file}: cannot be read ({err}). Save it as CSV in UTF-8.") from err
    first = text.split("\n", 1)[0]
    mark = max(",;\t", key=first.count)
    try:
        lines = [line for line in csv.reader(io.StringIO(text), delimiter=mark) if any(cell.strip() for cell in line)]
    except csv.Error as err:
        raise StudyError(f"{file}: cannot be read as a table ({err}). Save it as CSV in UTF-8.") from err
    header = [name.strip() for name in lines[0]] if lines else []
    header = [name.casefold() if name.casefold() in COLUMNS else name for name in header]
    missing = [name for name in ("code", "family", "subtype") if name not in header]
    if missing:
        raise StudyError(
            f"{file}: the column {missing[0]!r} is missing from its first row. Expected {', '.join(COLUMNS)}; "
            "put it back, or remove the file to have it written anew."
        )
    header += [name for name in COLUMNS if name not in header]
    rows = [dict.fromkeys(header, "") | dict(zip(header, line, strict=False)) for line in lines[1:]]
    for row in rows:
        row["code"] = row["code"].strip()  # no path of a code has a space at its ends
    return header, rows


def _write(file: Path, header: list[str], rows: Iterable[dict[str, str]]) -> None:
    part = file.with_name(file.name + ".part")
    try:
        # The mark at the beginning tells Excel that it is UTF-8.
        with part.open("w", encoding="utf-8-sig", newline="") as stream:
            writer = csv.DictWriter(stream, header)
            writer.writeheader()
            writer.writerows(rows)
        os.replace(part, file)
    except OSError as err:
        raise StudyError(f"{file}: cannot be written ({err.strerror}). Close it in Excel and try again.") from err
