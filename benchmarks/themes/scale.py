"""100,000 segments: seconds and peak memory of fitting, naming and drawing, beside BERTopic as it comes.

usage: python benchmarks/themes/scale.py --cache FOLDER [--texts 100000] [--parts ours default]

The texts are the unlabelled sentences and the labelled sets beside the repository, English and Chinese, embedded by
the fast tier as a study of this size is, all in one family, which is the worst case. Each part runs in a process of its
own, so that its peak memory is its own; both have the same cores. BERTopic fits and names in one step and keeps its
default settings; the time for embedding is told apart and counts for neither.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import resource
import subprocess
import sys
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pandas as pd
from gold import LABELLED, SETS, Gold, Missing, load
from ours import FAMILY, fit, frames
from report import table

_UNLABELLED = LABELLED.parent / "unlabelled_sentences.csv.gz"
_SEED = 7
_STEPS = ("fit", "members", "name", "draw")


def main() -> None:
    """Embed, run each part in its own process, print the table and the ratio."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--cache", type=Path, required=True, help="folder of the vectors")
    parser.add_argument("--texts", type=int, default=100_000)
    parser.add_argument("--parts", nargs="+", choices=("ours", "default"), default=["ours", "default"])
    parser.add_argument("--one", choices=("ours", "default"), help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.one:
        gold = _gold(given.cache, given.texts)
        print(json.dumps(_ours(gold) if given.one == "ours" else _default(gold)))
        return
    _gold(given.cache, given.texts)
    told = {}
    for part in given.parts:
        command = [sys.executable, __file__, "--cache", str(given.cache), "--texts", str(given.texts), "--one", part]
        said = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout
        told[part] = json.loads(said.strip().splitlines()[-1])
        print(f"{part}: {told[part]}", flush=True)
    print(_as_markdown(told))


def _gold(cache: Path, n: int) -> Gold:
    """Return n texts with their vectors, from the cache if they lie there."""
    path = cache / f"scale-{n}.npz"
    if not path.is_file():
        _write(cache, path, n)
    with np.load(path, allow_pickle=False) as kept:
        # An array of text is as wide as its longest everywhere; half a gigabyte of blanks would count as memory used.
        texts = np.array(kept["texts"].tobytes().decode().split("\n"), dtype=object)
        ids, languages, vectors = (kept[part] for part in ("ids", "languages", "vectors"))
    return Gold("scale", ids, texts, np.full(len(ids), "-"), languages, vectors)


def _write(cache: Path, path: Path, n: int) -> None:
    from cjm_research.corpora.language import width
    from cjm_research.embeddings.choose import choose

    if not _UNLABELLED.is_file():
        raise Missing(f"{_UNLABELLED} is not there; it lies beside the repository, not in it.")
    loose = pd.read_csv(_UNLABELLED, dtype=str, keep_default_na=False)["text"]
    texts = pd.concat([loose, *(pd.Series(load(name, cache).texts) for name in SETS)])
    texts = texts.str.replace(r"\s+", " ", regex=True).str.strip()
    texts = texts[texts.map(width) >= 8].drop_duplicates()
    ids = texts.map(lambda text: "s" + hashlib.sha256(text.encode()).hexdigest()[:12])
    order = np.argsort(ids.to_numpy(), kind="stable")[:n]
    texts, ids = texts.to_numpy(dtype=object)[order], ids.to_numpy(dtype=str)[order]
    languages = np.where([any("\u4e00" <= character <= "\u9fff" for character in text) for text in texts], "zh", "en")
    began = time.perf_counter()
    vectors = choose("fast").embed(texts.tolist()).astype(np.float32)
    print(f"{len(texts):,} texts embedded in {time.perf_counter() - began:.0f} s", flush=True)
    joined = np.frombuffer("\n".join(texts).encode(), dtype=np.uint8)
    np.savez(path, ids=ids, texts=joined, languages=languages, vectors=vectors)


@contextmanager
def _timed(told: dict[str, float], name: str) -> Iterator[None]:
    began = time.perf_counter()
    yield
    told[name] = round(time.perf_counter() - began, 1)
    told[f"{name}, peak GiB"] = round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20, 2)


def _ours(gold: Gold) -> dict[str, float]:
    """Fit, find who belongs where, name, and draw the map; each step's seconds, and the peak memory until its end."""
    from cjm_research.embeddings.choose import choose
    from cjm_research.settings import Settings
    from cjm_research.themes.belonging.membership import memberships
    from cjm_research.themes.names import name_themes
    from cjm_research.themes.vectors import centre

    told: dict[str, float] = {}
    settings, segments = Settings.default().themes, frames(gold)[0]
    with _timed(told, "fit"):
        topics = fit(gold, _SEED, progress=_Bar("fit")).topics
    rows = topics.merge(segments[["segment_id", "text", "language", "case_id"]], on="segment_id")
    rows = rows.assign(theme_id=[f"th{topic}" for topic in rows["topic"]], rest=rows["topic"] < 0)
    with _timed(told, "members"):
        homes = rows[["family", "segment_id", "theme_id", "rest"]].assign(subtheme=rows["subtopic"], by="")
        members = memberships(homes, gold.ids.tolist(), centre(gold.vectors, gold.languages), settings)
    with _timed(told, "name"):
        named = name_themes(rows, settings, ("en", "zh"), embed=choose("fast").embed)
    with _timed(told, "draw"):
        told["map, MB"] = round(_drawn(gold, segments, members, named) / 1e6, 1)
    told["themes"] = len({*topics["topic"].tolist()} - {-1})
    told["named"] = int((named["title"].str.len() > 0).sum())
    told["coverage"] = round(float((topics["topic"] >= 0).mean()), 3)
    return told


def _drawn(gold: Gold, segments: pd.DataFrame, members: pd.DataFrame, named: pd.DataFrame) -> int:
    """Draw the map of segments of the notebook; return how many bytes the browser is sent."""
    from cjm_research.schema import complete
    from cjm_research.themes.belonging.layout import layout
    from cjm_research.widgets.segment_map import SegmentMap

    places = layout(gold.vectors, _SEED)
    points = pd.DataFrame({"segment_id": gold.ids, "x": places[:, 0], "y": places[:, 1]})
    themes = named.reset_index(drop=named.index.name != "theme_id").assign(family=FAMILY, n_segments=0, n_people=0)
    themes = complete(themes.assign(rest=themes["theme_id"] == "th-1"), "themes")
    shown = SegmentMap({"themes": themes, "members": members, "segments": segments}, points)
    return len(shown.map.figure.to_json())


def _default(gold: Gold) -> dict[str, float]:
    """BERTopic as it comes, its own seed and threads; it names as it fits and draws its own map of documents."""
    told: dict[str, float] = {}
    warnings.simplefilter("ignore")
    texts = gold.texts.tolist()
    with _timed(told, "fit"):
        from bertopic import BERTopic

        model = BERTopic()
        labels = np.asarray(model.fit_transform(texts, gold.vectors)[0])
    with _timed(told, "draw"):
        figure = model.visualize_documents(texts, embeddings=gold.vectors, hide_annotations=True)
        told["map, MB"] = round(len(figure.to_json()) / 1e6, 1)
    told["themes"], told["coverage"] = int(labels.max()) + 1, round(float((labels >= 0).mean()), 3)
    return told


class _Bar:
    """A progress bar that is told how much is done."""

    def __init__(self, name: str) -> None:
        from tqdm import tqdm

        self._bar = tqdm(desc=name, total=None, mininterval=5)

    def __call__(self, done: int, total: int) -> None:
        self._bar.total, self._bar.n = total, done
        self._bar.refresh()


def _as_markdown(told: dict[str, dict[str, float]]) -> str:
    names = list(dict.fromkeys(name for part in told.values() for name in part))
    lines = [[name, *(f"{part[name]:,}" if name in part else "–" for part in told.values())] for name in names]
    text = table(["", *told], lines)
    if len(told) == 2:
        ours, default = (sum(part.get(step, 0) for step in _STEPS) for part in (told["ours"], told["default"]))
        text += f"\n\nall steps: {ours / default:.2f} × BERTopic default"
    return text


if __name__ == "__main__":
    main()
