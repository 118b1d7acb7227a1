"""Import of a very large table: peak memory, time, and the ratio to a bare pandas import of the same file.

    python benchmarks/intake/big_csv.py [--answers 2000000] [--megabytes 500] [--work FOLDER]

Writes an invented export (half the answers in Chinese by bytes of UTF-8, some with phones and mails), runs
``cjm new`` and ``cjm add`` on it in a process of its own, and a peer that reads the same file with ``pandas.read_csv``
in chunks into a SQLite table. Prints one line each.
"""

from __future__ import annotations

import argparse
import csv
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

_EN = (
    "The courier came {n} hours late and nobody answered the phone, so I drove to the depot myself.",
    "I wanted a table that fits our small kitchen, and the planner on the site made that easy after {n} tries.",
    "Checkout asked for my address {n} times, then the voucher was gone and I paid the full price.",
    "My sister told me about the shop {n} weeks ago; I only came to look and left with two chairs.",
    "Please call me back on 0161 496 0{n:03d}, the left drawer has been stuck since the first day.",
)
_ZH = (
    "快递晚了{n}个小时，客服电话一直没人接，最后我自己开车去网点取的，心里挺不舒服。",
    "我就想给小厨房配一张合适的桌子，网站上的规划工具试了{n}次就弄好了，比想象中简单。",
    "结账的时候让我填了{n}遍地址，优惠券还失效了，只好按原价付款，感觉有点亏。",
    "{n}周前我姐推荐的这家店，本来只是随便看看，结果一口气买了两把椅子回家。",
    "抽屉从第一天起就卡住了，麻烦给我回个电话，1380013{n:04d}，最好是晚上打。",
)
_PEER = """
import sqlite3, sys, pandas as pd
base = sqlite3.connect(sys.argv[2])
for part in pd.read_csv(sys.argv[1], chunksize=20000, dtype=str):
    part.to_sql("answers", base, if_exists="append", index=False)
base.commit()
"""
_MEASURED = """
import resource, subprocess, sys
done = subprocess.run(sys.argv[1:])
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss, file=sys.stderr)
sys.exit(done.returncode)
"""


def write(path: Path, answers: int, megabytes: int) -> None:
    """Write the export: one respondent a row, two open answers, a rating and a region."""
    draw = random.Random(11)
    each = megabytes * 1_000_000 // answers
    with path.open("w", encoding="utf-8", newline="") as stream:
        rows = csv.writer(stream)
        rows.writerow(
            ["Response ID", "Region", "How likely are you to recommend us?", "What went well?", "What annoyed you?"]
        )
        for n in range(answers // 2):
            texts = []
            for _ in range(2):
                sentences, size = [], 0
                source = _ZH if n % 2 else _EN
                while size < each - 60:
                    sentences.append(draw.choice(source).format(n=draw.randint(1, 999)))
                    size += len(sentences[-1].encode())
                texts.append(("" if n % 2 else " ").join(sentences))
            rows.writerow([n + 1, draw.choice(("north", "south", "west")), draw.randint(0, 10), *texts])


def timed(command: list[str], cwd: Path) -> tuple[float, float]:
    """Run a command; return seconds and the greatest resident memory of its process in MiB."""
    started = time.perf_counter()
    done = subprocess.run([sys.executable, "-c", _MEASURED, *command], cwd=cwd, stderr=subprocess.PIPE, check=True)
    seconds = time.perf_counter() - started
    return seconds, int(done.stderr.decode().splitlines()[-1]) / (1024 * 1024 if sys.platform == "darwin" else 1024)


def main() -> None:
    """Make the file, run both, print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--answers", type=int, default=2_000_000)
    parser.add_argument("--megabytes", type=int, default=500)
    parser.add_argument("--work", type=Path, default=None)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=given.work) as folder:
        work = Path(folder)
        export = work / "answers.csv"
        write(export, given.answers, given.megabytes)
        print(f"{export.stat().st_size / 1e6:,.0f} MB, {given.answers:,} answers of {given.answers // 2:,} people")
        cjm = [sys.executable, "-m", "cjm_research.cli"]
        (work / "corpora").mkdir()
        subprocess.run([*cjm, "new", "big"], cwd=work, check=True, stdout=subprocess.DEVNULL)
        seconds, memory = timed([*cjm, "add", "big", str(export)], work)
        print(f"cjm add      {seconds:8.1f} s  {memory:8,.0f} MiB at most")
        peer, peer_memory = timed([sys.executable, "-c", _PEER, str(export), str(work / "peer.sqlite")], work)
        print(f"pandas only  {peer:8.1f} s  {peer_memory:8,.0f} MiB at most")
        print(f"ratio        {seconds / peer:8.1f}")


if __name__ == "__main__":
    main()
