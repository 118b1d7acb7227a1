"""Score the framework coder on a hand-coded file that no training step has read.

usage: python benchmarks/coder/score_dev.py [GOLD.csv] [--embedder auto]

Writes the coder's table beside the system's temporary files and hands it to the scoring script of the gold set. Look at
the figures; do not tune on them.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path

from gold import GOLD, read_gold

from cjm_research.codes.framework import FrameworkCoder
from cjm_research.embeddings.cache import default_folder
from cjm_research.embeddings.choose import choose


def main() -> None:
    """Suggest for every row, then score."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("gold", nargs="?", type=Path, default=GOLD / "dev.csv")
    parser.add_argument("--embedder", default="auto")
    args = parser.parse_args()
    table = read_gold(args.gold)
    coder = FrameworkCoder(choose(args.embedder, folder=default_folder()))
    found = coder.table(table["text"].tolist(), table["context"].tolist(), table["lang"].tolist())
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "suggestions.csv"
        found.assign(id=table["id"]).to_csv(target, index=False, encoding="utf-8")
        subprocess.run([sys.executable, str(GOLD / "score.py"), str(args.gold), str(target)], check=True)


if __name__ == "__main__":
    main()
