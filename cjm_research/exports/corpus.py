"""The texts that the offsets count in, as plain files, with an index.

A reader of ``journey.json`` in any language opens ``corpus/<document>`` as UTF-8 and finds each quote at
``start:end``, counted in characters (Unicode code points, not bytes).
"""

from __future__ import annotations

import csv
import io
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from cjm_research.errors import ExportError
from cjm_research.exports.base import check_quotes, write_file

if TYPE_CHECKING:
    import pandas as pd

    from cjm_research.journeys.map import JourneyMap

_COLUMNS = ("document_id", "name", "kind", "language", "characters", "sha256")


class CorpusExporter:
    """``corpus/<documents.name>`` for each document, exactly its text, and ``corpus/index.csv``."""

    name = "corpus"
    speaks = "none"

    def write(self, journey: JourneyMap, folder: Path) -> list[Path]:
        """Write all documents and the index below ``folder/corpus``.

        Raises
        ------
        ExportError
            If a quote is not exact, or a document's name would lead out of the folder.
        """
        check_quotes(journey)
        root = Path(folder) / "corpus"
        documents = journey.documents.sort_values("name", kind="stable")
        places = [root / _inside(name) for name in documents["name"]]
        paths = [write_file(place, text.encode("utf-8")) for place, text in zip(places, documents["text"], strict=True)]
        return [*paths, write_file(root / "index.csv", _index(documents).encode("utf-8"))]


def _inside(name: str) -> PurePosixPath:
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or "\\" in name or not path.parts:
        raise ExportError(
            f"The document name {name!r} leads out of the corpus folder. Nothing was written. Rename the original and "
            "add it again with `cjm add`."
        )
    return path


def _index(documents: pd.DataFrame) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(_COLUMNS)
    for row in documents.itertuples(index=False):
        writer.writerow((row.document_id, row.name, row.kind, row.language, len(row.text), row.sha256))
    return out.getvalue()
