"""The workbook behind a chart: what PowerPoint opens when somebody chooses to edit the data.

It is written anew from what the chart itself refers to, because a text that begins with "=" would else become a
formula in it, and its date would be the clock of this machine.
"""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from datetime import datetime

from pptx.oxml.ns import qn

from cjm_research.exports.deck.measure import plain

_UNDATED = datetime(2000, 1, 1)
_PLACE = re.compile(r"Sheet1!\$([A-Z]+)\$(\d+)(?::\$[A-Z]+\$(\d+))?$")
_OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


def rewrite(chart, beside: Mapping[str, str | float | tuple[str, float]]) -> None:
    """Write the workbook of a chart anew.

    Parameters
    ----------
    chart : Chart
        Every reference in it and what it holds there becomes cells.
    beside : mapping of str to str or float or (str, float)
        Further cells by their names, such as "E1"; a pair is a formula of ours and its value.
    """
    import xlsxwriter

    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, _OPTIONS)
    book.set_properties({"created": _UNDATED})
    sheet = book.add_worksheet("Sheet1")
    sheet.set_column(0, 0, 24)
    cells: dict[str, str | float | tuple[str, float]] = {**_held(chart), **beside}
    for name in sorted(cells, key=lambda place: (int(re.sub(r"\D", "", place)), place)):
        value = cells[name]
        if isinstance(value, tuple):
            sheet.write_formula(name, value[0], None, value[1])
        elif isinstance(value, str):
            sheet.write_string(name, plain(value)[:32_000])
        else:
            sheet.write_number(name, value)
    book.close()
    chart.part.chart_workbook.update_from_xlsx_blob(out.getvalue())


def _held(chart) -> dict[str, str | float]:
    cells: dict[str, str | float] = {}
    for kind, cache in (("c:numRef", "c:numCache"), ("c:strRef", "c:strCache")):
        for reference in chart._chartSpace.iter(qn(kind)):
            found = _PLACE.match(reference.findtext(qn("c:f")) or "")
            held = reference.find(qn(cache))
            if not found or held is None:
                continue
            for point in held.findall(qn("c:pt")):
                text = point.findtext(qn("c:v")) or ""
                row = int(found[2]) + int(point.get("idx"))
                cells[f"{found[1]}{row}"] = float(text) if kind == "c:numRef" else text
    return cells
