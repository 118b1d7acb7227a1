"""Boards and diagrams: the map for the tools a mapping team works in.

One idea a file: ``drawio`` (with ``grid`` and ``quote_wall``), ``mermaid``, ``miro``, ``lucid`` (with ``lucid_csv``),
``cjml`` and ``paste``. What a card says on a board is decided once, in ``notes``. draw.io and Mermaid files are opened
by their tools as they are; what is not known of the others stands in ``whiteboards-readme.txt``, which is written
beside them.
"""

from cjm_research.exports.whiteboards.cjml import CjmlExporter
from cjm_research.exports.whiteboards.drawio import DrawioExporter
from cjm_research.exports.whiteboards.lucid import LucidExporter
from cjm_research.exports.whiteboards.mermaid import MermaidExporter
from cjm_research.exports.whiteboards.miro import MiroExporter
from cjm_research.exports.whiteboards.paste import PasteExporter

__all__ = [
    "CjmlExporter",
    "DrawioExporter",
    "LucidExporter",
    "MermaidExporter",
    "MiroExporter",
    "PasteExporter",
]
