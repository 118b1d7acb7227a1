"""What is told of the people a map rests on: each attribute once, its values in natural order.

>>> told_once({"Age": {"18-24": 3}, "How old are you?": {"18-24": 3}, "Region": {"North": 3}})
['Age', 'Region']
"""

from __future__ import annotations

from collections.abc import Mapping


def told_once(by_attribute: Mapping[str, Mapping[str, int]]) -> list[str]:
    """Return the names of attributes, in their order; of two that part people alike the one of the shorter name."""
    kept: dict[tuple[tuple[str, int], ...], str] = {}
    for name in sorted(by_attribute, key=lambda name: (len(name), name)):
        kept.setdefault(tuple(sorted((str(value), n) for value, n in by_attribute[name].items())), name)
    return [name for name in by_attribute if name in kept.values()]
