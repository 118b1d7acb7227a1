"""``python -m cjm_research.cli`` is ``cjm``."""

from cjm_research.cli.app import main

main()
