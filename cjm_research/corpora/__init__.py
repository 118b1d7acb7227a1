"""From files to documents, cases and turns: readers, encodings, speakers, pseudonyms, the load report."""

from cjm_research.corpora.build import build_corpus
from cjm_research.corpora.collect import Failure, find_inputs, read_inputs
from cjm_research.corpora.corpus import Corpus
from cjm_research.corpora.reading import Reader, Reading, Skipped, Source, Turn, read_file
from cjm_research.corpora.report import LoadReport

__all__ = [
    "Corpus", "Failure", "LoadReport", "Reader", "Reading", "Skipped", "Source", "Turn", "build_corpus", "find_inputs",
    "read_file", "read_inputs",
]  # fmt: skip
