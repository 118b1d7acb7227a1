"""Formats whose libraries may bring down their process, read in a process of its own: old .xls, SPSS .sav.

Both libraries take a damaged file's word for its sizes and offsets. So they get bounded memory and time, and what goes
wrong there is one message here. Run as a script, this file prints what it read as JSON; it must not import the
package, which would take longer than the reading.
"""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

MEMORY = 6 * 1024**3
"""Most bytes of memory for reading one file (where the system can hold a process to it)."""
SECONDS = 300
"""Most seconds for reading one file."""


def read_apart(kind: str, path: str, encoding: str = "") -> tuple[Any, str]:
    """Return what a file holds and an empty text, or None and what went wrong.

    Parameters
    ----------
    kind : {"xls", "sav"}
    path : str
    encoding : str
        Of the texts in an SPSS file, if it is known.

    Returns
    -------
    list or dict
        Of an .xls its sheets: ``name``, ``rows`` (dates as text), ``merged`` (first row and column, last row and
        column). Of a .sav ``columns``, ``labels``, ``values`` (pairs of code and label), ``sets``, ``encoding``.
    str
        Empty, "password", "too long", or the library's own words.
    """
    command = [sys.executable, "-P", __file__, kind, path, encoding]
    try:
        done = subprocess.run(command, capture_output=True, timeout=SECONDS, check=False)
    except subprocess.TimeoutExpired:
        return None, "too long"
    if done.returncode == 0:
        return json.loads(done.stdout), ""
    last = done.stderr.decode(errors="replace").strip().split("\n")[-1]
    words = last if done.returncode == 1 and last else "its parts do not fit together"
    return None, "password" if "assword" in words else words[:120]


def _value(value: Any) -> Any:
    if value is None or value != value:
        return None
    if isinstance(value, (str, bool, int, float)):
        return value
    if hasattr(value, "microsecond") and hasattr(value, "year"):
        return value.replace(microsecond=0).isoformat(" ")
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


def _xls(path: str, _: str) -> list[dict[str, Any]]:
    import python_calamine

    book = python_calamine.CalamineWorkbook.from_path(path)
    found = []
    for name in book.sheet_names:
        sheet = book.get_sheet_by_name(name)
        rows = [[_value(value) for value in row] for row in sheet.to_python(skip_empty_area=False)]
        merged = [[*first, *last] for first, last in sheet.merged_cell_ranges or ()]
        found.append({"name": name, "rows": rows, "merged": merged})
    return found


def _sav(path: str, encoding: str) -> dict[str, Any]:
    import pyreadstat

    columns, meta = pyreadstat.read_sav(
        path, apply_value_formats=False, user_missing=False, encoding=encoding or None, output_format="dict"
    )
    return {
        "columns": {name: [_value(value) for value in column] for name, column in columns.items()},
        "labels": meta.column_names_to_labels,
        "values": {
            name: [[_value(code), label] for code, label in codes.items()]
            for name, codes in meta.variable_value_labels.items()
        },
        "sets": meta.mr_sets or {},
        "encoding": meta.file_encoding or "",
    }


if __name__ == "__main__":
    if sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    sys.stdout.buffer.write(json.dumps({"xls": _xls, "sav": _sav}[sys.argv[1]](*sys.argv[2:4])).encode())
