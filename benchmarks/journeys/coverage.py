"""How far the intervals of the emotion curve can be trusted: invented people whose true mean is known.

Of each kind of people many small groups are drawn, and told is how often the 95 % interval of the group holds the mean
of all: for the interval that the map uses and for those it was chosen from. Then the same for the difference of two
stages that share people, for the Net Promoter Score and for shares of people (Wilson), and how often a moment of truth
is marked where no stage differs.

    .venv/bin/python benchmarks/journeys/coverage.py [--groups 2000]
"""

from __future__ import annotations

import argparse
from collections.abc import Callable

import numpy as np
import pandas as pd
from scipy import stats

from cjm_research.findings.shares import wilson
from cjm_research.journeys.emotion import beside_neighbours, by_person, difference, limits, nps_limits

SIZES = (3, 5, 8, 12, 30, 100)
MANY = 200_000
DRAWS = 400
_CELLS = 4_000_000


def _talk(rng: np.random.Generator, n: int, felt: float, good: float) -> np.ndarray:
    """Return figures of people who say 1 to 8 segments each, of which a share shows feeling, by the map's own rule."""
    counts = rng.integers(1, 9, size=n)
    case = np.repeat(np.arange(n), counts)
    mood = np.repeat(rng.random(n) < good, counts)
    shown = rng.random(len(case)) < felt
    rating = np.where(shown, np.where(mood, 4.0, 1.9) + 0.5 * rng.standard_normal(len(case)), 3.0)
    rating = np.clip(rating + 0.12 * rng.standard_normal(len(case)), 1, 5).round(1)
    rows = pd.DataFrame({"segment_id": np.arange(len(case)), "stage": "use", "case_id": case, "emotion": rating})
    return by_person(rows)["emotion"].to_numpy()


def people(seed: int = 7) -> dict[str, np.ndarray]:
    """Return kinds of people, each as many figures from 1 to 5."""
    rng = np.random.default_rng(seed)
    some = rng.random(MANY) < 0.6
    kinds = {
        "even": 3 + 0.6 * rng.standard_normal(MANY),
        "alike": 3.3 + 0.3 * rng.standard_normal(MANY),
        "low": 1 + 4 * rng.beta(1.3, 3.5, MANY),
        "high": 5 - 3.5 * rng.exponential(0.25, MANY),
        "some sad": np.where(some, 3 + 0.15 * rng.standard_normal(MANY), 2.0 + 0.5 * rng.standard_normal(MANY)),
        "flat": rng.uniform(1, 5, MANY),
        "talk sad": _talk(rng, MANY // 4, 0.5, 0.2),
        "talk quiet": _talk(rng, MANY // 4, 0.25, 0.4),
        "talk glad": _talk(rng, MANY // 4, 0.6, 0.7),
        "camps": np.where(some, 1.8, 4.2) + 0.35 * rng.standard_normal(MANY),
        "stars": rng.choice([1.0, 2.0, 3.0, 4.0, 5.0], p=[0.45, 0.25, 0.15, 0.1, 0.05], size=MANY),
        "all but some": np.where(some, 3.0, 2.7 + rng.standard_normal(MANY)),
    }
    return {name: np.clip(values, 1, 5) for name, values in kinds.items()}


def ours(groups: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the limits that the map draws."""
    low, high = np.array([limits(group) for group in groups]).T
    return low, high


def student(groups: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return Student's limits, cut to the scale."""
    n = groups.shape[1]
    reach = stats.t.ppf(0.975, n - 1) * groups.std(axis=1, ddof=1) / n**0.5
    return groups.mean(axis=1) - reach, groups.mean(axis=1) + reach


def _drawn(groups: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    n = groups.shape[1]
    return np.take_along_axis(groups[:, None, :], rng.integers(n, size=(len(groups), DRAWS, n)), axis=2)


def resampled(groups: np.ndarray, rng: np.random.Generator) -> dict[str, tuple[np.ndarray, np.ndarray]]:
    """Return the limits of four kinds of bootstrap."""
    n, mean, spread = groups.shape[1], groups.mean(axis=1), groups.std(axis=1, ddof=1)
    drawn = _drawn(groups, rng)
    means = np.sort(drawn.mean(axis=2), axis=1)
    wide = stats.norm.cdf(-((n / (n - 1)) ** 0.5) * stats.t.ppf(0.975, n - 1))  # Hesterberg 2015, expanded percentile
    with np.errstate(all="ignore"):
        t = (drawn.mean(axis=2) - mean[:, None]) / (drawn.std(axis=2, ddof=1) / n**0.5)
    t = np.where(np.isfinite(t), t, np.sign(drawn.mean(axis=2) - mean[:, None]) * 1e6)
    upper, lower = np.quantile(t, 0.975, axis=1), np.quantile(t, 0.025, axis=1)
    return {
        "percentile": _at(means, 0.025, 0.975),
        "expanded": _at(means, wide, 1 - wide),
        "BCa": _bca(groups, means),
        "bootstrap-t": (mean - upper * spread / n**0.5, mean - lower * spread / n**0.5),
    }


def _at(ordered: np.ndarray, low: float, high: float) -> tuple[np.ndarray, np.ndarray]:
    return np.quantile(ordered, low, axis=1), np.quantile(ordered, high, axis=1)


def _bca(groups: np.ndarray, ordered: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the limits of Efron (1987), J. Am. Stat. Assoc. 82, 171–185."""
    mean, n = groups.mean(axis=1), groups.shape[1]
    below = ((ordered < mean[:, None]).mean(axis=1) + (ordered <= mean[:, None]).mean(axis=1)) / 2
    shift = stats.norm.ppf(np.clip(below, 0.5 / DRAWS, 1 - 0.5 / DRAWS))
    left_out = mean[:, None] - (groups.sum(axis=1)[:, None] - groups) / (n - 1)
    with np.errstate(all="ignore"):
        bend = np.nan_to_num((left_out**3).sum(axis=1) / (6 * (left_out**2).sum(axis=1) ** 1.5))
    found = []
    for z in stats.norm.ppf([0.025, 0.975]):
        share = stats.norm.cdf(shift + (shift + z) / (1 - bend * (shift + z)))
        at = np.clip((share * (DRAWS - 1)).round().astype(int), 0, DRAWS - 1)
        found.append(ordered[np.arange(len(ordered)), at])
    return found[0], found[1]


def held(low: np.ndarray, high: np.ndarray, truth: float) -> float:
    """Return in how many of 100 groups the limits hold the truth."""
    return 100 * float(((low <= truth + 1e-9) & (truth - 1e-9 <= high)).mean())


def points(n_groups: int) -> None:
    """Print the coverage of the emotion point."""
    kinds = people()
    print(f"Emotion point: groups of which the 95 % interval holds the truth, of 100 ({n_groups} groups)")
    for n in SIZES:
        rng, rows = np.random.default_rng(n), {}
        for name, values in kinds.items():
            groups, truth = rng.choice(values, size=(n_groups, n)), float(values.mean())
            few = groups[: max(100, min(n_groups // 2, _CELLS // (n * DRAWS)))]
            found = {"ours": ours(groups), "Student": student(groups)} | resampled(few, rng)
            for method, (low, high) in found.items():
                rows.setdefault(method, {})[name] = held(low, high, truth)
        table = pd.DataFrame(rows).T
        table["93–97"] = [f"{int(row.between(92.95, 97.05).sum())} of {len(row)}" for _, row in table.iterrows()]
        print(f"\n{n} people\n{table.round(1).to_string()}")


def differences(n_groups: int) -> None:
    """Print the coverage of the difference of two stages, half of whose people are the same."""
    kinds = people()
    print("\nDifference of two stages, half of the people at both (same kind of people, so the truth is 0)")
    for n in SIZES[:-1]:
        rng, row = np.random.default_rng(n), {}
        for name, values in kinds.items():
            row[name] = held(*_apart(rng, values, n, n_groups // 4), 0.0)
        print(f"{n:4d}  " + "  ".join(f"{name} {value:.0f}" for name, value in row.items()))


def _apart(rng: np.random.Generator, values: np.ndarray, n: int, times: int) -> tuple[np.ndarray, np.ndarray]:
    both = n // 2
    found = []
    for _ in range(times):
        one, two = rng.choice(values, n), rng.choice(values, n)
        same = rng.random(both) < 0.4  # who feels at both stages alike
        two[:both] = np.where(same, one[:both], two[:both])
        each = difference(pd.Series(one), pd.Series(two, index=[*range(both), *range(n, 2 * n - both)]))
        found.append((each.low, each.high))
    low, high = np.array(found).T
    return low, high


def moments_by_chance(times: int) -> None:
    """Print how often a moment is marked, of 100 curves, where no stage differs and where one is a step lower."""
    kinds, order = people(), [f"stage {at}" for at in range(6)]
    print("\nCurves of six stages with a moment marked, of 100: nothing differs / the fourth is one step lower, marked")
    for n in SIZES[:-1]:
        rng, row = np.random.default_rng(n), []
        for name in ("even", "some sad", "talk sad", "stars"):
            false = np.mean([_marked(rng, kinds[name], n, order, 0.0).any() for _ in range(times)])
            right = np.mean([_marked(rng, kinds[name], n, order, 1.0)[3] for _ in range(times)])
            row.append(f"{name} {100 * false:.0f} / {100 * right:.0f}")
        print(f"{n:4d}  " + "   ".join(row))


def _marked(rng: np.random.Generator, values: np.ndarray, n: int, order: list[str], step: float) -> np.ndarray:
    rows = [(stage, case, value) for stage in order for case, value in enumerate(rng.choice(values, n))]
    means = pd.DataFrame(rows, columns=["stage", "case_id", "emotion"])
    lower = means["stage"] == order[3]
    means["emotion"] = means["emotion"].mask(lower, (means["emotion"] - step).clip(1, 5))
    found = beside_neighbours(means, order).set_index("stage")["told"]
    return found.reindex(order).fillna(False).to_numpy(dtype=bool)


def counted(name: str, shares: tuple, limits_of: Callable, n_groups: int, truth: Callable) -> None:
    """Print the coverage of something counted among people.

    Parameters
    ----------
    name : str
        Title of the table.
    shares : tuple
        True shares: each the chances of the kinds of answer.
    limits_of : callable
        Counts of one group and its n to (low, high).
    n_groups : int
        Groups a cell.
    truth : callable
        True shares to the figure that the interval is of.
    """
    print(f"\n{name}")
    for n in SIZES:
        rng, row = np.random.default_rng(n), []
        for chances in shares:
            low, high = np.array([limits_of(each, n) for each in rng.multinomial(n, chances, size=n_groups)]).T
            row.append(f"{chances}: {held(low, high, truth(chances)):.1f}")
        print(f"{n:4d}  " + "  ".join(row))


def main() -> None:
    """Print all tables."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--groups", type=int, default=2000)
    n_groups = parser.parse_args().groups
    points(n_groups)
    differences(n_groups)
    moments_by_chance(max(20, n_groups // 10))
    scores = ((0.5, 0.3, 0.2), (0.3, 0.3, 0.4), (0.7, 0.2, 0.1), (0.1, 0.3, 0.6))
    counted(
        "Net Promoter Score: promoters, passives, detractors",
        scores,
        lambda each, n: nps_limits(each[0], each[2], n),
        n_groups,
        lambda chances: 100 * (chances[0] - chances[2]),
    )
    reach = ((0.1, 0.9), (0.3, 0.7), (0.5, 0.5), (0.8, 0.2))
    counted(
        "Reach (Wilson): people who say it",
        reach,
        lambda each, n: np.ravel(wilson([each[0]], [n])),
        max(200, n_groups // 4),
        lambda chances: chances[0],
    )


if __name__ == "__main__":
    main()
