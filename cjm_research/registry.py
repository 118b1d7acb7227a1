"""Extensions by name: readers, segmenters, embedders, coders, exporters.

The table below holds strings, so that nothing heavy is imported before it is asked for. A package outside this one
adds its own with an entry point in the group ``cjm_research.<kind>``, for example in its ``pyproject.toml``::

    [project.entry-points."cjm_research.reader"]
    sonix = "my_package.sonix:SonixReader"

What each kind must offer (one method) is written on top of the module that owns it: `corpora.reading`,
`segments.units`, `embeddings.base`, `codes.base`, `exports.base`.

>>> names("embedder")
['e5-small', 'encoder', 'fast', 'tfidf']
"""

from __future__ import annotations

from difflib import get_close_matches
from functools import cache
from importlib import import_module
from importlib.metadata import entry_points
from typing import Any

from cjm_research.errors import UnknownNameError

_BUILT_IN: dict[str, dict[str, str]] = {
    "reader": {
        "docx": "cjm_research.corpora.papers.word:DocxReader",
        "eaf": "cjm_research.corpora.transcripts.elan:ElanReader",
        "odt": "cjm_research.corpora.papers.opendocument:OdtReader",
        "otr": "cjm_research.corpora.transcripts.otranscribe:OtranscribeReader",
        "pdf": "cjm_research.corpora.papers.pdf:PdfReader",
        "qualcoder": "cjm_research.corpora.qda.qualcoder:QualcoderReader",
        "refi": "cjm_research.corpora.qda.refi:RefiReader",
        "rtf": "cjm_research.corpora.papers.rtf:RtfReader",
        "sbv": "cjm_research.corpora.transcripts.subtitles:SbvReader",
        "spss": "cjm_research.corpora.surveys.spss:SpssReader",
        "srt": "cjm_research.corpora.transcripts.subtitles:SrtReader",
        "survey": "cjm_research.corpora.surveys.reader:SurveyReader",
        "taguette": "cjm_research.corpora.qda.taguette:TaguetteReader",
        "text": "cjm_research.corpora.transcripts.plain:TextReader",
        "vtt": "cjm_research.corpora.transcripts.subtitles:VttReader",
        "whisper": "cjm_research.corpora.transcripts.whisper:WhisperReader",
    },
    "segmenter": {
        "meaning-units": "cjm_research.segments.units:MeaningUnits",
    },
    "embedder": {
        "e5-small": "cjm_research.embeddings.e5:E5Embedder",
        "encoder": "cjm_research.embeddings.encoder:EncoderEmbedder",
        "fast": "cjm_research.embeddings.fast:FastEmbedder",
        "tfidf": "cjm_research.embeddings.tfidf:TfidfEmbedder",
    },
    "coder": {
        "endpoint": "cjm_research.codes.endpoint.coder:EndpointCoder",
        "framework": "cjm_research.codes.framework:FrameworkCoder",
    },
    "exporter": {
        "cjml": "cjm_research.exports.whiteboards:CjmlExporter",
        "corpus": "cjm_research.exports.corpus:CorpusExporter",
        "csv": "cjm_research.exports.tables:CsvExporter",
        "csv-excel": "cjm_research.exports.tables:ExcelCsvExporter",
        "drawio": "cjm_research.exports.whiteboards:DrawioExporter",
        "excel": "cjm_research.exports.workbook:WorkbookExporter",
        "html": "cjm_research.exports.html:HtmlExporter",
        "json": "cjm_research.exports.journey_json:JsonExporter",
        "lucid": "cjm_research.exports.whiteboards:LucidExporter",
        "markdown": "cjm_research.exports.paper:MarkdownExporter",
        "maxqda": "cjm_research.exports.qda:MaxqdaExporter",
        "mermaid": "cjm_research.exports.whiteboards:MermaidExporter",
        "methods": "cjm_research.exports.paper:MethodsExporter",
        "miro": "cjm_research.exports.whiteboards:MiroExporter",
        "nvivo": "cjm_research.exports.qda:NvivoExporter",
        "parquet": "cjm_research.exports.tables:ParquetExporter",
        "paste": "cjm_research.exports.whiteboards:PasteExporter",
        "pdf": "cjm_research.exports.poster:PdfExporter",
        "plots": "cjm_research.exports.poster:PlotsExporter",
        "png": "cjm_research.exports.picture:PngExporter",
        "powerpoint": "cjm_research.exports.deck:DeckExporter",
        "qdc": "cjm_research.exports.qda:QdcExporter",
        "qdpx": "cjm_research.exports.qda:QdpxExporter",
        "qualcoder": "cjm_research.exports.qda:QualcoderExporter",
        "svg": "cjm_research.exports.picture:SvgExporter",
        "taguette": "cjm_research.exports.qda:TaguetteExporter",
        "word": "cjm_research.exports.paper:WordExporter",
    },
}

KINDS = tuple(_BUILT_IN)


@cache
def _table(kind: str) -> dict[str, str]:
    if kind not in _BUILT_IN:
        raise UnknownNameError(f"No kind of extension is called {kind!r}. Kinds: {', '.join(KINDS)}.")
    table = dict(_BUILT_IN[kind])
    for point in entry_points(group=f"cjm_research.{kind}"):
        table.setdefault(point.name, point.value)
    return table


def names(kind: str) -> list[str]:
    """Return the sorted names registered for a kind.

    Parameters
    ----------
    kind : {"reader", "segmenter", "embedder", "coder", "exporter"}
        The kind of extension.

    Returns
    -------
    list of str
        Built-in names and those of installed packages.
    """
    return sorted(_table(kind))


def get(kind: str, name: str) -> Any:
    """Return the class registered under a name, importing its module now.

    Parameters
    ----------
    kind : {"reader", "segmenter", "embedder", "coder", "exporter"}
        The kind of extension.
    name : str
        One of ``names(kind)``.

    Raises
    ------
    UnknownNameError
        If nothing is registered under the name; the message lists what is and suggests the nearest.
    """
    table = _table(kind)
    if name not in table:
        near = get_close_matches(name, table, n=1)
        hint = f" Did you mean {near[0]!r}?" if near else ""
        raise UnknownNameError(f"No {kind} is called {name!r}.{hint} Known: {', '.join(sorted(table))}.")
    module, _, attribute = table[name].partition(":")
    return getattr(import_module(module), attribute)
