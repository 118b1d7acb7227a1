"""Recall and precision of the pseudonyms on the made test sets, with the misses.

python benchmarks/privacy/score.py [--half dev|held_out] [--hide]
"""

from __future__ import annotations

import argparse
import importlib.util
from pathlib import Path

ROOT = Path(__file__).parents[2]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--half", choices=("dev", "held_out"), help="one half only")
    parser.add_argument("--hide", action="store_true", help="figures only, no misses")
    asked = parser.parse_args()
    marked = _marked()
    for language in marked.LANGUAGES:
        for half in [asked.half] if asked.half else marked.HALVES:
            report(marked, language, half, asked.hide)


def report(marked, language: str, half: str, hide: bool) -> None:
    scores = marked.score(language, half)
    print(f"\n{language}, {half}\n{'kind':10}{'marked':>8}{'recall':>8}{'made':>8}{'precision':>10}")
    rows = [(kind, [scores[kind]]) for kind in (*marked.NAMES, *marked.NUMBERS) if kind in scores]
    rows += [("names", [scores[k] for k in marked.NAMES if k in scores])]
    rows += [("numbers", [scores[k] for k in marked.NUMBERS if k in scores]), ("all", [*scores.values()])]
    for name, parts in rows:
        found, of = sum(s.found for s in parts), sum(s.marked for s in parts)
        right, made = sum(s.right for s in parts), sum(s.made for s in parts)
        print(f"{name:10}{of:8}{found / max(of, 1):8.3f}{made:8}{right / max(made, 1):10.3f}")
    if not hide:
        for kind, one in scores.items():
            for line in one.misses:
                print(f"  missed {kind}: {line}")
            for line in one.false_alarms:
                print(f"  false  {kind}: {line}")


def _marked():
    """Load the sets' reader, which the tests share."""
    import sys

    path = ROOT / "tests" / "corpora" / "privacy" / "marked.py"
    spec = importlib.util.spec_from_file_location("marked", path)
    module = importlib.util.module_from_spec(spec)
    sys.modules["marked"] = module
    spec.loader.exec_module(module)
    return module


if __name__ == "__main__":
    main()
