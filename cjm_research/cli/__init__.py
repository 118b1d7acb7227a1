"""The command ``cjm``: thin over the façade, for everything that needs no looking."""

from cjm_research.cli.app import main

__all__ = ["main"]
