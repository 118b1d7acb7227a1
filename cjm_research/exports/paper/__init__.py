"""The findings report for Word and Markdown, and the methods pack that goes with it.

`report` composes the report once, as `blocks`; `word` and `markdown` write it. `methods` says how the study was done,
filled from the run, with what only the researcher can say left open and marked as such.
"""

from cjm_research.exports.paper.exporters import MarkdownExporter, WordExporter
from cjm_research.exports.paper.pack import MethodsExporter

__all__ = ["MarkdownExporter", "MethodsExporter", "WordExporter"]
