"""The deck: ``journey.pptx``, editable slides with native tables and charts, the evidence of each in its notes."""

from cjm_research.exports.deck.exporter import DeckExporter

__all__ = ["DeckExporter"]
