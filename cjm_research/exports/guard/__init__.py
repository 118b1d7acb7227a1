"""The last look at files before they leave: names, numbers and paths that must not be in any byte of them.

Each file is read as its bytes say it is, as text with its escapes undone and its runs joined, and searched for what the
study's key and the rules of privacy know.
"""

from cjm_research.exports.guard.guard import Guard
from cjm_research.exports.guard.leak import Leak, Place, refuse

__all__ = ["Guard", "Leak", "Place", "refuse"]
