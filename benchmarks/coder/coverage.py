"""Hold the intervals and verdicts of a study's agreement against draws whose truth is known.

usage: python benchmarks/coder/coverage.py [--draws 20000]

Prints tables in Markdown: real coverage and mean width of every interval method for F1, precision, recall and kappa at
a nominal 95 %; how often a verdict is wrong, with one look and with a look after every tenth check; what "another hour"
promised and what it brought; and what the check sample estimates beside what all reviewed segments would.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator
from statistics import NormalDist

import numpy as np
from scipy.special import betaincinv

from cjm_research.codes.bars import AUTOMATE, HAND_CODE, Bars, judge
from cjm_research.codes.effort import outlook
from cjm_research.codes.intervals import PRIOR, f1, f1_interval, kappa, share_interval, sure_of
from cjm_research.review.coding.queue import check_order, check_sample

PREVALENCES, SIZES, F1S = (
    (0.03, 0.05, 0.1, 0.2, 0.35, 0.5),
    (30, 60, 120, 250, 400),
    (0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95),
)
LEVEL = 0.95
Z = NormalDist().inv_cdf((1 + LEVEL) / 2)
Method = Callable[[np.ndarray, np.ndarray], tuple[np.ndarray, np.ndarray]]


def exact(hits: np.ndarray, n: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Clopper and Pearson 1934."""
    low = np.where(hits > 0, betaincinv(np.maximum(hits, 1), n - hits + 1, (1 - LEVEL) / 2), 0.0)
    return low, np.where(hits < n, betaincinv(hits + 1, np.maximum(n - hits, 1), (1 + LEVEL) / 2), 1.0)


def score(hits: np.ndarray, n: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Wilson 1927."""
    trials = np.maximum(n, 1e-9)
    seen, spread = hits / trials, 1 + Z**2 / trials
    middle = (seen + Z**2 / (2 * trials)) / spread
    half = Z * np.sqrt(seen * (1 - seen) / trials + Z**2 / (4 * trials**2)) / spread
    return np.where(n > 0, middle - half, 0.0), np.where(n > 0, middle + half, 1.0)


def beta(hits_prior: float, rest_prior: float) -> Method:
    """Quantiles of a Beta posterior."""

    def interval(hits: np.ndarray, n: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        at = hits + hits_prior, n - hits + rest_prior
        return betaincinv(*at, (1 - LEVEL) / 2), betaincinv(*at, (1 + LEVEL) / 2)

    return interval


def wald(hits: np.ndarray, n: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The large-sample interval that textbooks give."""
    trials = np.maximum(n, 1e-9)
    half = Z * np.sqrt(hits / trials * (1 - hits / trials) / trials)
    return np.where(n > 0, hits / trials - half, 0.0), np.where(n > 0, hits / trials + half, 1.0)


METHODS: dict[str, Method] = {
    "mid-P (chosen)": lambda hits, n: share_interval(hits, n, LEVEL),
    "exact": exact,
    "score": score,
    "Jeffreys": beta(0.5, 0.5),
    "Goutte-Gaussier, 1/2": beta(0.5, 1.0),
    "Goutte-Gaussier, 1": beta(1.0, 2.0),
    "large-sample": wald,
}


def truth(prevalence: float, score_f1: float, tilt: float = 1.0) -> np.ndarray:
    """Return the chances of the four cells; ``tilt`` is precision / recall."""
    # F1 = 2PR / (P + R) with P = tilt * R.
    recall = score_f1 * (1 + tilt) / (2 * tilt)
    both = prevalence * recall
    chances = np.array([both, both / (tilt * recall) - both, prevalence - both, 0.0])
    chances[3] = 1 - chances.sum()
    return chances


def cells() -> Iterator[tuple[float, int, float, np.ndarray]]:
    """Yield prevalence, n, F1 and the chances of every cell of the grid that can be."""
    for prevalence in PREVALENCES:
        for n in SIZES:
            for score_f1 in F1S:
                chances = truth(prevalence, score_f1)
                if chances.min() >= 0:
                    yield prevalence, n, score_f1, chances


def intervals(draws: int) -> None:
    """Coverage of the methods over the grid."""
    found: dict[tuple[str, str], list[tuple[float, ...]]] = {}
    rng = np.random.default_rng(7)
    for prevalence, n, value, chances in cells():
        counts = rng.multinomial(n, chances, draws)
        # Precision and recall have the same law here, for the grid holds them equal; one is enough.
        for name, width, true in (("F1", 3, value / (2 - value)), ("precision", 2, value)):
            pairs = np.stack([counts[:, 0], counts[:, :width].sum(axis=1)])
            (hits, trials), back = np.unique(pairs, axis=1, return_inverse=True)
            for method, interval in METHODS.items():
                low, high = (end[np.ravel(back)] for end in interval(hits, trials))
                above, below = (low > true).mean(), (high < true).mean()
                if name == "F1":
                    low, high = 2 * low / (1 + low), 2 * high / (1 + high)
                row = (prevalence, n, value, 1 - above - below, below, above, (high - low).mean())
                found.setdefault((name, method), []).append(row)
    for name in ("F1", "precision"):
        methods_table(name, {method: np.array(found[name, method]) for method in METHODS}, draws)
    cells_table(np.array(found["F1", next(iter(METHODS))]))
    for tilt in (0.75, 1.33):
        grid = [(n, truth(prevalence, value, tilt)) for n in SIZES for prevalence in PREVALENCES for value in F1S[:5]]
        least = min(_coverage(rng, n, chances, draws) for n, chances in grid if chances.min() >= 0)
        print(f"\nPrecision {tilt} times recall: least coverage of F1 {least:.3f}.")


def methods_table(name: str, methods: dict[str, np.ndarray], draws: int) -> None:
    """One row a method: the share of intervals that hold the truth, lie below it, lie above it."""
    print(f"\n### {name}: {len(next(iter(methods.values())))} cells, {draws} draws each\n")
    print("| method | least coverage (at prevalence, n, value) | mean | most below | most above | mean width |")
    print("|---|---|---|---|---|---|")
    for method, rows in methods.items():
        worst = rows[rows[:, 3].argmin()]
        where = f"{worst[3]:.3f} ({worst[0]:.2f}, {worst[1]:.0f}, {worst[2]:.2f})"
        most = " | ".join(f"{rows[:, column].max():.3f}" for column in (4, 5))
        print(f"| {method} | {where} | {rows[:, 3].mean():.3f} | {most} | {rows[:, 6].mean():.3f} |")


def cells_table(rows: np.ndarray) -> None:
    """The chosen method of F1 by prevalence and n."""
    print("\n### F1, the chosen method, by prevalence and n: least coverage / mean width\n")
    print("| prevalence |" + "".join(f" n = {n} |" for n in SIZES) + "\n|---|" + "---|" * len(SIZES))
    for prevalence in PREVALENCES:
        parts = [rows[(rows[:, 0] == prevalence) & (rows[:, 1] == n)] for n in SIZES]
        print(
            f"| {prevalence:.0%} |" + "".join(f" {part[:, 3].min():.3f} / {part[:, 6].mean():.2f} |" for part in parts)
        )


def _coverage(rng: np.random.Generator, n: int, chances: np.ndarray, draws: int) -> float:
    low, high = f1_interval(rng.multinomial(n, chances, draws), LEVEL)
    value = f1(chances)
    return float(((low <= value) & (value <= high)).mean())


def large_sample_kappa(counts: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Fleiss, Cohen and Everitt 1969, equation 13."""
    n, value = counts.sum(axis=1), kappa(counts)
    table = (counts / n[:, None]).reshape(-1, 2, 2)
    rows, columns = table.sum(axis=2), table.sum(axis=1)
    by_luck = (rows * columns).sum(axis=1)
    on = sum(table[:, i, i] * (1 - (rows[:, i] + columns[:, i]) * (1 - value)) ** 2 for i in (0, 1))
    off = sum(table[:, i, j] * (columns[:, i] + rows[:, j]) ** 2 for i, j in ((0, 1), (1, 0)))
    variance = on + (1 - value) ** 2 * off - (value - by_luck * (1 - value)) ** 2
    half = Z * np.sqrt(np.maximum(variance, 0) / n) / (1 - by_luck)
    return np.nan_to_num(value - half, nan=-1.0), np.nan_to_num(value + half, nan=1.0)


def kappas(draws: int) -> None:
    """Coverage of the intervals of kappa on a thinner grid."""
    rng, found = np.random.default_rng(8), {}
    priors = {"draws, prior of the package": PRIOR, "draws, 1/2 each": (0.5,) * 4, "draws, 1 each": (1.0,) * 4}
    for _, n, _, chances in (cell for cell in cells() if cell[1] in (60, 250) and cell[2] in (0.4, 0.7, 0.9)):
        counts, true = rng.multinomial(n, chances, min(draws, 800)), kappa(chances)
        ends = {"large-sample": large_sample_kappa(counts)}
        for name, prior in priors.items():
            gammas = rng.standard_gamma((counts + np.array(prior))[:, None, :], (len(counts), 1000, 4))
            ends[name] = tuple(np.quantile(kappa(gammas), [(1 - LEVEL) / 2, (1 + LEVEL) / 2], axis=1))
        for name, (low, high) in ends.items():
            found.setdefault(name, []).append((((low <= true) & (true <= high)).mean(), (high - low).mean()))
    print("\n### kappa\n\n| method | least coverage | mean | mean width |\n|---|---|---|---|")
    for name, rows in found.items():
        least, (mean, width) = np.min(rows, axis=0)[0], np.mean(rows, axis=0)
        print(f"| {name} | {least:.3f} | {mean:.3f} | {width:.3f} |")


def verdicts_at(draws: int) -> None:
    """How often a verdict is wrong, with one look at the end and with a look after every tenth check."""
    rng, bars, looks = np.random.default_rng(9), Bars(), np.arange(20, 401, 10)
    print("\n### Wrong verdicts on 400 checks: one look · looks from the 20th check on, after every tenth\n")
    print("| prevalence | automate, true F1 0.80 | automate, true F1 0.75 | hand-code, true F1 0.50 | "
          "hand-code, true F1 0.55 |\n|---|---|---|---|---|")  # fmt: skip
    for prevalence in (0.05, 0.1, 0.2, 0.35):
        told = []
        for value, wrong in ((0.8, AUTOMATE), (0.75, AUTOMATE), (0.5, HAND_CODE), (0.55, HAND_CODE)):
            steps = rng.multinomial(1, truth(prevalence, value), (min(draws, 4000), 400)).cumsum(axis=1)[:, looks - 1]
            hits = judge(steps, bars) == wrong
            told.append(f"{hits[:, -1].mean():.3f} · {hits.any(axis=1).mean():.3f}")
        print(f"| {prevalence:.0%} | " + " | ".join(told) + " |")


def hours(draws: int) -> None:
    """What another hour promised and what it brought, over studies whose F1 and prevalence differ."""
    rng, bars, rows = np.random.default_rng(10), Bars(), []
    for _ in range(min(draws, 1000)):
        chances = truth(rng.choice([0.05, 0.1, 0.2, 0.35]), rng.uniform(0.4, 0.95))
        n, more = int(rng.choice([40, 80, 160])), int(rng.choice([20, 40]))
        now = rng.multinomial(n, chances)
        ahead, then = outlook(now, more, bars), now + rng.multinomial(more, chances)
        low, high = f1_interval(then, bars.level)
        changed = str(judge(then, bars)) != str(judge(now, bars))
        rows.append((ahead.width, float(high - low), ahead.chance, changed))
    promised, brought, chance, changed = np.array(rows, dtype=float).T
    print(f"\n### Another hour, {len(rows)} studies\n")
    print(f"Width: promised {promised.mean():.3f}, brought {brought.mean():.3f}, mean distance "
          f"{np.abs(promised - brought).mean():.3f}.\n")  # fmt: skip
    print("| promised chance of another verdict | studies | mean promise | changed |\n|---|---|---|---|")
    for low, high in ((0, 0.05), (0.05, 0.2), (0.2, 0.4), (0.4, 1.01)):
        part = (chance >= low) & (chance < high)
        if part.any():
            figures = f"{part.sum()} | {chance[part].mean():.3f} | {changed[part].mean():.3f}"
            print(f"| {low:.2f} to {min(high, 1):.2f} | {figures} |")


def sure(draws: int) -> None:
    """Coverage of the one-sided guarantee."""
    rng, least = np.random.default_rng(11), 1.0
    for n in (10, 20, 40, 80):
        bound = np.array([sure_of(hits, n, LEVEL) for hits in range(n + 1)])
        for true in (0.8, 0.9, 0.95, 0.98):
            least = min(least, float((bound[rng.binomial(n, true, draws)] <= true).mean()))
    print(f"\n### The guarantee of “sure”\n\nLeast coverage over n 10 to 80 and precision 0.80 to 0.98: {least:.3f}.")


def samples(draws: int) -> None:
    """What a study's own F1 is estimated as, from the check sample and from everything reviewed."""
    rng, n, reviewed = np.random.default_rng(12), 600, 180
    ids, rows = np.array([f"s{at:04d}" for at in range(n)]), []
    for seed in range(min(draws, 400)):
        chance = rng.beta(0.35, 1.2, n)
        marked, suggested = rng.random(n) < chance, chance >= 0.4
        closest = ids[np.argsort(np.abs(chance - 0.4), kind="stable")]
        order, done = check_order(ids.tolist(), seed), set()
        teaching, checking = iter(closest), iter(order)
        for place in range(reviewed):
            source = checking if place % 3 == 2 else teaching
            done.add(str(next(segment for segment in source if segment not in done)))
        sample, everything = np.isin(ids, check_sample(order, done)), np.isin(ids, list(done))
        true = f1(_counts(suggested, marked))
        low, high = f1_interval(_counts(suggested[sample], marked[sample]), LEVEL)
        naive = f1_interval(_counts(suggested[everything], marked[everything]), LEVEL)
        rows.append((sample.sum(), low <= true <= high, naive[0] <= true <= naive[1],
                     f1(_counts(suggested[sample], marked[sample])) - true,
                     f1(_counts(suggested[everything], marked[everything])) - true))  # fmt: skip
    size, inside, naive_inside, bias, naive_bias = np.mean(rows, axis=0)
    print(f"\n### The check sample, {len(rows)} studies of {n} segments, {reviewed} reviewed\n")
    print(f"From the check sample ({size:.0f} segments): mean error {bias:+.3f}, coverage {inside:.3f}.")
    print("From all reviewed, two thirds of them chosen for being hard: ", end="")
    print(f"mean error {naive_bias:+.3f}, coverage {naive_inside:.3f}.")


def _counts(suggested: np.ndarray, marked: np.ndarray) -> np.ndarray:
    return np.array([(suggested & marked).sum(), (suggested & ~marked).sum(), (~suggested & marked).sum(),
                     (~suggested & ~marked).sum()])  # fmt: skip


def main() -> None:
    """Print every table."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--draws", type=int, default=20000)
    draws = parser.parse_args().draws
    for table in (intervals, kappas, verdicts_at, hours, sure, samples):
        table(draws)


if __name__ == "__main__":
    main()
