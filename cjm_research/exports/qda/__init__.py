"""Projects and codebooks for other tools of qualitative work: REFI-QDA 1.5, NVivo, MAXQDA, QualCoder, Taguette."""

from cjm_research.exports.qda.exporters import (
    MaxqdaExporter,
    NvivoExporter,
    QdcExporter,
    QdpxExporter,
    QualcoderExporter,
    TaguetteExporter,
)

__all__ = [
    "MaxqdaExporter",
    "NvivoExporter",
    "QdcExporter",
    "QdpxExporter",
    "QualcoderExporter",
    "TaguetteExporter",
]
