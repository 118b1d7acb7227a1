"""Words of a corpus that a dictionary lacks, found by statistics, so that counting does not cut them.

Neighbouring words become one where they stand together far more often than chance would have it (normalised pointwise
mutual information, Bouma 2009) and where the whole is free, that is, has many different words on either side (branching
entropy, Jin and Tanaka-Ishii 2006): "version control" and 花呗分期, but not the half of a longer one.

>>> said = ["the key fob is lost", "a key fob again", "my key fob broke", "no key fob here", "that key fob is dear"]
>>> sorted(domain_words(said))
['key fob']
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from cjm_research.themes.tokens import HAN, HIDDEN, is_content, tokens

_LEAST = 4  # segments that must hold a word
_PER = 2000  # one more for each so many segments
_BOUND = 0.45  # normalised mutual information, −1 to 1
_FREE = 0.9  # entropy of the words on a side, in nats; four different neighbours give 1.39
_LONGEST = 3
_CHARACTERS = 8
_READ = 20_000  # segments read at most; more of them change little
_EDGE = "\n"


def domain_words(texts: Iterable[str]) -> frozenset[str]:
    """Return the words that should be kept whole, for `tokens.content`, `tokens.terms` and naming.

    Parameters
    ----------
    texts : iterable of str
        The segments of a study, in either language; a segment counts once for a word.

    Returns
    -------
    frozenset of str
        In lower case; English ones of two or three words with spaces between, Chinese ones of up to eight characters.
    """
    split = [_tokens(text) for text in texts]
    single = Counter(token for said in split for token in set(said))
    least = _LEAST + len(split) // _PER
    found: dict[str, int] = {}
    for size in range(2, _LONGEST + 1):
        for words, (held, left, right) in _runs(split, size, single, least).items():
            free = min(_entropy(left), _entropy(right)) >= _FREE
            if free and _bound([single[word] for word in words], held, len(split)) >= _BOUND:
                found[_joined(words)] = held
    return frozenset(_longest(found))


def kept_whole(texts: Sequence[str], given: Iterable[str] = ()) -> frozenset[str]:
    """Return the words that a study keeps whole: those the researcher gave and those its segments show.

    Parameters
    ----------
    texts : sequence of str
        The segments, in the order of their ids; of very many an even share is read.
    given : iterable of str
        ``words`` of the settings.
    """
    step = -(-len(texts) // _READ) or 1
    return domain_words(texts[::step]) | {word.strip().lower() for word in given if word.strip()}


def _tokens(text: str) -> list[str]:
    return [token.lower() for token in tokens(HIDDEN.sub(_EDGE, text))]


def _runs(
    split: list[list[str]], size: int, single: Counter[str], least: int
) -> dict[tuple[str, ...], tuple[int, Counter[str], Counter[str]]]:
    """Return the runs of content words that occur often enough: how many segments hold them, and what is beside."""
    often = {word for word, count in single.items() if count >= least and _is_part(word)}
    held: Counter[tuple[str, ...]] = Counter()
    left: dict[tuple[str, ...], Counter[str]] = defaultdict(Counter)
    right: dict[tuple[str, ...], Counter[str]] = defaultdict(Counter)
    for number, said in enumerate(split):
        seen = set()
        for at in range(len(said) - size + 1):
            words = tuple(said[at : at + size])
            if not all(word in often for word in words) or not _fits(words):
                continue
            seen.add(words)
            # The edge of a segment is as free as a word that occurs nowhere else.
            left[words][said[at - 1] if at else f"{_EDGE}{number}"] += 1
            right[words][said[at + size] if at + size < len(said) else f"{_EDGE}{number}"] += 1
        held.update(seen)
    return {words: (count, left[words], right[words]) for words, count in held.items() if count >= least}


def _is_part(word: str) -> bool:
    return is_content(word) or (len(word) == 1 and word.isascii() and word.isalpha() and word not in "aist")


def _fits(words: tuple[str, ...]) -> bool:
    """One script only, but a Latin letter may open a Chinese word (B站), and no word of a Chinese one is a sentence."""
    han = [bool(HAN.search(word)) for word in words]
    if not any(han):
        return all(len(word) > 1 for word in words)
    return all(han[1:]) and len("".join(words)) <= _CHARACTERS and any(len(word) == 1 for word in words)


def _joined(words: tuple[str, ...]) -> str:
    return "".join(words) if HAN.search(words[-1]) else " ".join(words)


def _bound(counts: list[int], together: int, total: int) -> float:
    """Return the normalised pointwise mutual information; for three words the mean of what each adds."""
    expected = math.prod(count / total for count in counts)
    share = together / total
    return math.log(share / expected) / (-math.log(share) * (len(counts) - 1)) if share < 1 else 1.0


def _entropy(beside: Counter[str]) -> float:
    total = sum(beside.values())
    return -sum(count / total * math.log(count / total) for count in beside.values())


def _longest(found: dict[str, int]) -> list[str]:
    """Leave out a word that hardly ever stands without a longer one that was found."""
    kept = []
    for word, held in found.items():
        inside = max((count for other, count in found.items() if other != word and word in other), default=0)
        if inside < 0.8 * held:
            kept.append(word)
    return kept
