"""The journey as ``journey.json``: the versioned data that every other format is drawn from.

Its shape is stated by ``journeys/journey.schema.json`` and checked before a byte is written. The
file also keeps what it was when it was written, so that edits in it are told from those of the study.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from cjm_research.exports.base import check_quotes, write_file
from cjm_research.exports.edits.exported import KEY, exported
from cjm_research.journeys.validate import check

if TYPE_CHECKING:
    from cjm_research.journeys.map import JourneyMap


class JsonExporter:
    """``journey.json``: UTF-8, keys in the order of the schema, one space of indent, a newline at the end."""

    name = "json"
    speaks = "none"

    def write(self, journey: JourneyMap, folder: Path) -> list[Path]:
        """Write ``journey.json`` into the folder.

        Raises
        ------
        ExportError
            If a quote is not exact.
        SchemaError
            If the data does not keep the schema.
        """
        check_quotes(journey)
        check(journey.data)
        data = check({**journey.data, KEY: exported(journey.data)})
        text = json.dumps(data, ensure_ascii=False, indent=1, allow_nan=False)
        return [write_file(Path(folder) / "journey.json", (text + "\n").encode("utf-8"))]
