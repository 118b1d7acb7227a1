"""SPSS files: labels instead of codes, variable labels as questions, what the researcher calls missing as blank.

A set of multiple responses is one question: of dichotomies each ticked variable is a choice, of categories each value.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any, ClassVar

from cjm_research.corpora.reading import Reading
from cjm_research.corpora.surveys import judging, screening
from cjm_research.corpora.surveys.apart import read_apart
from cjm_research.corpora.surveys.header_parts import Part
from cjm_research.corpora.surveys.headers import Columns, columns_of
from cjm_research.corpora.surveys.reader import Taken, take_survey
from cjm_research.corpora.surveys.workbooks import text_of
from cjm_research.errors import ReadError

_MAGIC = (b"$FL2", b"$FL3")
_JOIN = "┋"


class SpssReader:
    """Reads ``.sav`` and ``.zsav``.

    Parameters
    ----------
    columns : mapping of str to str, optional
        What a person says of columns: the name, label or variable of each, and one of `columns.KINDS`.
    """

    suffixes: ClassVar[tuple[str, ...]] = (".sav", ".zsav")
    takes_columns: ClassVar[bool] = True

    def __init__(self, columns: Mapping[str, str] | None = None) -> None:
        self.columns = dict(columns or {})

    def read(self, path: Path, encoding: str | None = None) -> Reading:
        """Return the respondents of an SPSS file.

        Raises
        ------
        ReadError
            If the file is no SPSS file, damaged, cut off, far too large, or has no open answer in it.
        """
        frame, meta = _opened(path, encoding)
        head, rows = _table(frame, meta)
        if self.columns:
            judging.refuse_unknown(path, self.columns, [head])
        if not rows:
            raise ReadError(f"{path} has variables but no cases. Save it again with the responses.")
        numbered = [(n, row) for n, row in enumerate(rows, 1) if any(cell.strip() for cell in row)]
        taken = take_survey(head, numbered, self.columns, "", screening.wave_of(path.stem))
        if not isinstance(taken, Taken):
            raise ReadError(
                f"{path}: {taken.why}. Variables seen: {taken.seen}. Save it with the variables of its text answers."
            )
        sample = next((turn.text for source in taken.sources for turn in source.turns), "")
        return Reading(
            path, f"{path.suffix.lower()[1:]} (SPSS)", str(meta.file_encoding or ""), 1.0, sample[:80], taken.sources,
            taken.counts["blanks"], taken.skipped, columns=taken.columns,
            counts={name: n for name, n in taken.counts.items() if n or name == "rows"},
        )  # fmt: skip


def _opened(path: Path, encoding: str | None) -> tuple[Mapping[str, Sequence[object]], Any]:
    with path.open("rb") as file:
        if file.read(4) not in _MAGIC:
            raise ReadError(f"{path} is no SPSS file inside, though its name says so. Save it as .sav again.")
    found, wrong = read_apart("sav", str(path), encoding or "")
    if wrong:
        raise ReadError(
            f"{path} is no whole SPSS file: it is damaged, cut off or in another encoding ({wrong}). "
            "Save it again, or name the encoding."
        )
    meta = SimpleNamespace(
        column_names_to_labels=found["labels"],
        variable_value_labels={name: dict(pairs) for name, pairs in found["values"].items()},
        mr_sets=found["sets"],
        file_encoding=found["encoding"],
    )
    return found["columns"], meta


def _table(frame: Mapping[str, Sequence[object]], meta: Any) -> tuple[Columns, list[list[str]]]:
    """Return the variables as columns, those of a set of multiple responses as one."""
    asked = meta.column_names_to_labels
    labels = meta.variable_value_labels
    cells = {name: [_label(value, labels.get(name, {})) for value in frame[name]] for name in frame}
    inside = {
        name: key for key, one in sorted((meta.mr_sets or {}).items()) for name in one["variable_list"] if name in cells
    }
    fields, parts, columns = [], [], []
    done: set[str] = set()
    for name in frame:
        key = inside.get(name)
        if key in done:
            continue
        if key is None:
            text = (asked.get(name) or "").strip() or name
            fields.append(name)
            parts.append(Part(text, text))
            columns.append(cells[name])
            continue
        done.add(key)
        one = meta.mr_sets[key]
        text = (one.get("label") or "").strip() or key
        fields.append(key)
        parts.append(Part(text, text))
        mine = [var for var in one["variable_list"] if var in cells]
        columns.append(_set(frame, cells, one, mine, asked, labels))
    rows = [list(row) for row in zip(*columns, strict=True)]
    return Columns(*columns_of(fields, parts, 0, "SPSS")), rows


def _set(
    frame: Mapping[str, Sequence[object]], cells: dict[str, list[str]], one: Mapping[str, Any], mine: list[str],
    asked: Mapping[str, str], labels: Mapping[str, Any],
) -> list[str]:  # fmt: skip
    """Join what each respondent ticked in a set."""
    if not one.get("is_dichotomy"):
        return [_joined(row) for row in zip(*(cells[var] for var in mine), strict=True)]
    counted = text_of(one.get("counted_value"))
    counted = counted if counted else "1"
    names = [(asked.get(var) or var).strip() for var in mine]
    raw = [[text_of(value) for value in frame[var]] for var in mine]
    return [
        _joined(name if _same(value, counted) else "" for name, value in zip(names, row, strict=True))
        for row in zip(*raw, strict=True)
    ]


def _same(value: str, counted: str) -> bool:
    return value.strip() == counted.strip() or value.strip().removesuffix(".0") == counted.strip().removesuffix(".0")


def _joined(choices: Any) -> str:
    ticked = [choice for choice in choices if choice.strip()]
    return _JOIN.join(ticked) + (_JOIN if len(ticked) == 1 else "")


def _label(value: object, labels: Mapping[Any, str]) -> str:
    if value is None or value != value:
        return ""
    try:
        return str(labels[value]).strip() if value in labels else text_of(value).strip()
    except TypeError:
        return text_of(value).strip()
