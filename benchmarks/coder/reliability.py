"""Is a score of 0.7 right seven times in ten? Reliability of the families by language, as a table and a picture.

usage: python benchmarks/coder/reliability.py GOLD.csv PREDICTIONS.csv [--png FILE.png] [--json FILE.json]

PREDICTIONS.csv is what ``cjm suggest`` wrote for the texts of GOLD.csv; the column ``tier`` says which tier spoke, and
each tier found there is reported apart. Beside the error measured here stands the one in the tier's own card, from the
sources left out of its training.

The expected calibration error (ECE) is the mean distance between score and share of marked segments over ten bins of
equal width, weighted by their rows (Naeini et al. 2015). It is never 0, not even for perfect scores, because each bin
holds few rows; the last column says what perfect scores would reach on as many rows.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from gold import read_gold

from cjm_research.codes.intervals import share_interval
from cjm_research.schema import FAMILIES, LANGUAGES

BINS, DRAWS, SEED = 10, 2000, 20260101
NAMES = {"en": "English", "zh": "Chinese"}
CARDS = {"full": "encoder", "fast": "fast"}


def curve(marked: np.ndarray, scores: np.ndarray) -> pd.DataFrame:
    """Return the bins that hold rows: n, the mean score, the share marked and its 95 % interval.

    Parameters
    ----------
    marked : ndarray of bool, shape (n,)
        What the coders say.
    scores : ndarray of shape (n,)
        0 to 1.
    """
    bins = _bins(scores)
    n = np.bincount(bins, minlength=BINS)
    hits = np.bincount(bins, weights=marked, minlength=BINS).astype(int)
    low, high = share_interval(hits, n)
    with np.errstate(invalid="ignore"):
        columns = {"score": np.bincount(bins, weights=scores, minlength=BINS) / n, "marked": hits / n}
    edges = [f"{at / BINS:.1f}-{(at + 1) / BINS:.1f}" for at in range(BINS)]
    table = pd.DataFrame({"bin": edges, "n": n, **columns, "low": low, "high": high})
    return table[table["n"] > 0].reset_index(drop=True)


def calibration_error(marked: np.ndarray, scores: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Return the expected calibration error of each draw, shape (n_draws,); weights of shape (n_draws, n)."""
    away = weights * (np.asarray(marked, dtype=float) - scores)
    bins = _bins(scores)
    total = sum(np.abs(away[:, bins == at].sum(axis=1)) for at in range(BINS))
    return total / weights.sum(axis=1)


def error_of(marked: np.ndarray, scores: np.ndarray) -> dict[str, float]:
    """Return the error, its 95 % interval (bootstrap over rows), and the mean error of perfect scores on these rows."""
    chance, n = np.random.default_rng(SEED), len(scores)
    counts = chance.multinomial(n, np.full(n, 1 / n), size=DRAWS).astype(float)
    low, high = np.quantile(calibration_error(marked, scores, counts), [0.025, 0.975])
    seen = calibration_error(marked, scores, np.ones((1, n)))[0]
    perfect = [calibration_error(chance.random(n) < scores, scores, np.ones((1, n)))[0] for _ in range(200)]
    return {"ece": float(seen), "low": float(low), "high": float(high), "if_perfect": float(np.mean(perfect))}


def _bins(scores: np.ndarray) -> np.ndarray:
    return np.minimum((np.asarray(scores) * BINS).astype(int), BINS - 1)


def joined(gold: Path, predictions: Path) -> pd.DataFrame:
    """Return the hand-coded rows with the predicted scores in ``<family>_score`` and the tier."""
    found = pd.read_csv(predictions, dtype=str, keep_default_na=False, encoding="utf-8-sig")
    wanted = ["id", "tier", *(f"{family}_score" for family in FAMILIES)]
    missing = [name for name in wanted if name not in found]
    if missing:
        raise SystemExit(f"{predictions}: no column {', '.join(missing)}. Give what `cjm suggest` wrote.")
    table = read_gold(gold).merge(found[wanted], on="id")
    # A blank text is read by no tier and has no score.
    table = table[table["tier"] != ""].reset_index(drop=True)
    scores = {name: table[name].astype(float) for name in wanted[2:]}
    return table.assign(**scores)


def parts_of(table: pd.DataFrame) -> dict[tuple[str, str], tuple[np.ndarray, np.ndarray]]:
    """Return what was marked and the scores for each family and language that holds rows; disagreements left out."""
    parts = {}
    for language in LANGUAGES:
        for family in FAMILIES:
            rows = table[(table["lang"] == language) & (table[family] != "?")]
            if len(rows):
                parts[family, language] = (rows[family] != "").to_numpy(), rows[f"{family}_score"].to_numpy()
    return parts


def card_error(tier: str) -> dict[str, float]:
    """Return the error of each family in the card of that tier (all languages, left-out sources), or {}."""
    from importlib.resources import files

    if tier not in CARDS:
        return {}
    card = files("cjm_research").joinpath(f"embeddings/weights/{CARDS[tier]}/card.json")
    return json.loads(card.read_text("utf-8"))["holdout"].get("calibration_error", {}) if card.is_file() else {}


def report(tier: str, table: pd.DataFrame) -> tuple[str, dict[str, Any]]:
    """Return the curves and errors of one tier as text and as data."""
    lines, data, rows = [f"tier {tier}, {len(table):,} segments"], {}, []
    told = card_error(tier)
    for (family, language), (marked, scores) in parts_of(table).items():
        bins, error = curve(marked, scores), error_of(marked, scores)
        lines += ["", f"{family}, {NAMES[language]}", bins.round(3).to_string(index=False)]
        data[f"{family}/{language}"] = {**error, "n": len(scores), "bins": bins.to_dict("records")}
        own = {"family": family, "language": language, "n": len(scores), **error}
        rows.append({**own, "card": told.get(family, float("nan"))})
    lines += ["", "expected calibration error", pd.DataFrame(rows).round(3).to_string(index=False)]
    return "\n".join(lines), data


def draw(tables: dict[str, pd.DataFrame], target: Path) -> None:
    """Draw one row of three panels a tier: score against share marked, a line and intervals for each language."""
    import matplotlib.pyplot as plt
    import seaborn as sns

    from cjm_research.plots.style import own_style

    with own_style(font_size=10), sns.axes_style("white"):
        size = (10.5, 4.3 * len(tables))
        figure, axes = plt.subplots(len(tables), 3, figsize=size, squeeze=False, layout="constrained")
        for row, (tier, table) in zip(axes, tables.items(), strict=True):
            parts = parts_of(table)
            for ax, family in zip(row, FAMILIES, strict=True):
                _panel(ax, family, {language: parts[key, language] for key, language in parts if key == family})
            row[0].set_ylabel("Share that the coders marked, 95 % interval")
            row[1].set_xlabel(f"Score of the {tier} tier (marks grow with the segments in a bin)")
        target.parent.mkdir(parents=True, exist_ok=True)
        figure.savefig(target, dpi=150)
        plt.close(figure)


def _panel(ax: Any, family: str, parts: dict[str, tuple[np.ndarray, np.ndarray]]) -> None:
    from cjm_research.plots import palette

    hue = palette.FAMILY[family]
    ax.plot([0, 1], [0, 1], color=palette.RULE, lw=1, zorder=1)
    looks = {"en": {"color": hue, "marker": "o"}, "zh": {"color": palette.QUIET, "marker": "s"}}
    for at, (language, (marked, scores)) in enumerate(parts.items()):
        bins, look, error = curve(marked, scores), looks[language], error_of(marked, scores)["ece"]
        x = bins["score"] + 0.008 * (at - 0.5)  # side by side, so that no interval hides another
        ax.plot(x, bins["marked"], color=look["color"], lw=1.2, ls="-" if language == "en" else "--", zorder=2)
        ax.vlines(x, bins["low"], bins["high"], color=palette.tint(look["color"], 0.55), lw=1.5, zorder=2)
        sizes = 8 + 4 * np.sqrt(bins["n"])
        ax.scatter(x, bins["marked"], s=sizes, edgecolor="white", lw=0.6, zorder=3, clip_on=False, **look)
        mark = "●" if language == "en" else "■"
        label = f"{mark} {NAMES[language]}: ECE {error:.3f}, n = {len(scores)}"
        ax.text(0, 1.11 - 0.065 * at, label, color=look["color"], fontsize=9, transform=ax.transAxes)
    name = family.replace("_", " ")
    ax.set_title(_finding(name, parts), fontsize=11, loc="left", color=palette.INK, pad=38)
    ax.set(xlim=(0, 1), ylim=(0, 1), aspect="equal")
    ax.tick_params(colors=palette.QUIET, labelsize=9)
    for side, spine in ax.spines.items():
        spine.set_visible(side in ("left", "bottom"))
        spine.set_color(palette.RULE)


def _finding(name: str, parts: dict[str, tuple[np.ndarray, np.ndarray]]) -> str:
    """Return the title: whether scores are too high or too low on the whole, over both languages."""
    marked, scores = (np.concatenate([part[at] for part in parts.values()]).astype(float) for at in (0, 1))
    off = scores.mean() - marked.mean()
    if abs(off) < 0.02:
        return f"{name}: scores are right on average"
    return f"{name}: scores are too {'high' if off > 0 else 'low'} by {abs(off):.2f}"


def main() -> None:
    """Read the command line, print, and draw."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("gold", type=Path)
    parser.add_argument("predictions", type=Path)
    parser.add_argument("--png", type=Path, help="draw the curves here")
    parser.add_argument("--json", type=Path, help="write bins and errors here")
    given = parser.parse_args()
    table = joined(given.gold, given.predictions)
    tables = dict(sorted(table.groupby("tier"), key=lambda pair: [*CARDS, pair[0]].index(pair[0])))
    if not tables:
        raise SystemExit(f"No id of {given.predictions} stands in {given.gold}.")
    found = {tier: report(tier, rows) for tier, rows in tables.items()}
    print("\n\n".join(text for text, _ in found.values()))
    if given.json:
        data = {tier: part for tier, (_, part) in found.items()}
        given.json.write_text(json.dumps(data, indent=1) + "\n", encoding="utf-8")
    if given.png:
        draw(tables, given.png)
        print(f"-> {given.png}")


if __name__ == "__main__":
    main()
