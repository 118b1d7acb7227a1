"""The hardest kinds of sentence, read by the shipped coder; what it gets wrong is marked with the reason.

A row that begins to pass fails here (strict), so that the table is brought up to date: run
``python benchmarks/coder/hard_sentences.py --write``.
"""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from cjm_research.codes.framework import FrameworkCoder
from cjm_research.embeddings.choose import choose
from cjm_research.schema import FAMILIES, SUBTYPES

TABLE = tomllib.loads(Path(__file__).with_name("hard_sentences.toml").read_text("utf-8"))
ROWS = [{"kind": kind, **row} for kind, rows in TABLE["kinds"].items() for row in rows]
FEELINGS = ("negative", "neutral", "positive")

pytestmark = pytest.mark.model


def feeling_of(emotion):
    return FEELINGS[int(emotion > 2.5) + int(emotion >= 3.5)]


def expected(row):
    return {family for family in FAMILIES if row.get(family)}


def as_parameter(number, row):
    marks = [pytest.mark.xfail(strict=True, reason=row["fails"])] if row["fails"] else []
    return pytest.param(number, id=f"{row['language']} {row['kind']}: {row['text']}", marks=marks)


@pytest.fixture(scope="module")
def read():
    # By name: where it does not run the tests fail, they do not pass by being left out.
    embedder = choose(TABLE["measured"]["embedder"])
    columns = ([row[name] for row in ROWS] for name in ("text", "context", "language"))
    return FrameworkCoder(embedder).table(*columns)


@pytest.mark.parametrize("number", [as_parameter(number, row) for number, row in enumerate(ROWS)])
def test_the_families_are_those_of_the_manual(read, number):
    found = {family for family in FAMILIES if read.at[number, family]}
    assert found == expected(ROWS[number])


@pytest.mark.parametrize("language", ["en", "zh"])
def test_no_fewer_sentences_are_read_rightly_than_before(read, language):
    rows = [number for number, row in enumerate(ROWS) if row["language"] == language]
    right = [{family for family in FAMILIES if read.at[number, family]} == expected(ROWS[number]) for number in rows]
    felt = [feeling_of(read.at[number, "emotion"]) == ROWS[number]["feeling"] for number in rows]
    assert sum(right) / len(rows) >= TABLE["measured"]["families"][language] - 1e-9
    assert sum(felt) / len(rows) >= TABLE["measured"]["feeling"][language] - 1e-9


def test_the_table_covers_both_languages_and_every_kind():
    for language in ("en", "zh"):
        assert sum(row["language"] == language for row in ROWS) >= 40
    for rows in TABLE["kinds"].values():
        assert {row["language"] for row in rows} == {"en", "zh"}


def test_the_table_names_known_codes_and_no_sentence_twice():
    for row in ROWS:
        assert row["feeling"] in FEELINGS
        assert all(row[family] in SUBTYPES[family] for family in expected(row))
        assert set(row) <= {"kind", "language", "context", "text", "feeling", "fails", *FAMILIES}
    asked = [(row["context"], row["text"]) for row in ROWS]
    assert len(set(asked)) == len(asked)
