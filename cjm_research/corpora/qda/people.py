"""What a project tells of the people in it: names that are replaced, and answers that are kept.

A case is named after a person more often than not, so its name is kept only to replace its mentions. A variable is
judged by `surveys.columns` from its name and all its values, like a column of a survey.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cjm_research.corpora.reading import Skipped
from cjm_research.corpora.surveys.columns import choice, judge

_NOT_KEPT = {"metadata": "it is an address, a date or a key", "id": "it is a key of the person"}


@dataclass(frozen=True)
class Person:
    """Attributes that are kept, and names that are replaced."""

    attributes: dict[str, str]
    names: tuple[str, ...]


def people(
    variables: Mapping[str, Mapping[str, str]], names: Mapping[str, str]
) -> tuple[dict[str, Person], list[Skipped]]:
    """Return what is known of each person, and the variables that are not kept.

    Parameters
    ----------
    variables : mapping of str to mapping of str to str
        By person: variable to value.
    names : mapping of str to str
        By person: the case's own name.
    """
    columns: dict[str, list[str]] = {}
    for values in variables.values():
        for variable, value in values.items():
            columns.setdefault(variable, []).append(value)
    kinds = {variable: judge(variable, cells)[0] for variable, cells in columns.items()}
    skipped = [
        Skipped(f"variable {variable}", f"{len(columns[variable])} values", _NOT_KEPT[kind])
        for variable, kind in kinds.items()
        if kind in _NOT_KEPT
    ]
    found = {}
    for key in dict.fromkeys((*names, *variables)):
        own = variables.get(key, {})
        kept = {name: choice(value) for name, value in own.items() if kinds[name] not in (*_NOT_KEPT, "name")}
        called = [names.get(key, ""), *(value for name, value in own.items() if kinds[name] == "name")]
        found[key] = Person({name: value for name, value in kept.items() if value}, tuple(filter(None, called)))
    return found, skipped


def merged(persons: Sequence[Person]) -> Person:
    """Return what holds of a document that several cases point to: all names, and the attributes of one alone."""
    names = tuple(dict.fromkeys(name for person in persons for name in person.names))
    return Person(dict(persons[0].attributes) if len(persons) == 1 else {}, names)
