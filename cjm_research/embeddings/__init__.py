"""Vectors for texts: embedders behind one protocol, a disk cache, and the choice between them."""

from cjm_research.embeddings.base import Embedder, Progress
from cjm_research.embeddings.cache import CachedEmbedder
from cjm_research.embeddings.choose import choose, describe

__all__ = ["CachedEmbedder", "Embedder", "Progress", "choose", "describe"]
