"""The settings: one commented file, `default.toml`, read to one frozen object that is passed explicitly.

A study overrides any of them in its own ``study.toml`` under ``[settings.<section>]``; a key that does not exist is
an error that names the nearest one, never silently ignored.

>>> Settings.default().segments.max_chars > Settings.default().segments.min_chars
True
"""

from __future__ import annotations

import tomllib
from difflib import get_close_matches
from importlib.resources import files
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, PositiveInt, ValidationError

from cjm_research.errors import StudyError


class _Section(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Reading(_Section):
    """How files are read."""

    large_mb: int = Field(ge=1)


class Privacy(_Section):
    """What is replaced beyond the rule, what helps to find it, where keys lie."""

    dates: bool
    second_pass: bool
    presidio: bool
    key_folder: str


class Segments(_Section):
    """How turns are cut into segments; lengths in characters, one 汉字 counting as two."""

    min_chars: int
    max_chars: int
    context_chars: int


class Embeddings(_Section):
    """Which embedder runs and how."""

    embedder: str
    fast_above: int = Field(ge=0)
    batch: int


class Coder(_Section):
    """Which coder runs, and how many segments are committed at a time."""

    coder: str
    batch: int


class Endpoint(_Section):
    """Which endpoint the coder "endpoint" asks, and how patiently; a key stands in an environment variable alone."""

    url: str
    model: str
    key_env: str
    timeout: float = Field(gt=0)
    retries: int = Field(ge=0, le=10)
    batch: int = Field(ge=1, le=50)
    structured: bool


class Themes(_Section):
    """How topics are found inside a family."""

    min_size: int
    counts: dict[Literal["goal", "motivation", "pain_point"], PositiveInt]
    small: int
    rounds: int
    reach: float
    also: float
    phrases: int
    words: list[str]
    min_cell: int


class Journey(_Section):
    """How cards, grades and the emotion curve are computed."""

    draws: int
    interval: float
    few_people: int
    strong_people: int
    fair_people: int
    strong_reviewed: float
    strong_against: float
    fair_against: float
    strong_agreement: float
    fair_agreement: float
    least_double: int
    strong_stability: float
    fair_stability: float
    strong_denied: float
    fair_denied: float
    least_validated: int
    cards_per_cell: int


class Weights(_Section):
    """How much each part of the priority weighs, 0–1."""

    reach: float = Field(ge=0, le=1)
    intensity: float = Field(ge=0, le=1)
    value: float = Field(ge=0, le=1)
    ease: float = Field(ge=0, le=1)


class Priority(_Section):
    """How cards are ranked, and how far their ranks are tried."""

    weights: Weights
    weight_change: float = Field(ge=0, lt=1)
    draws: int = Field(ge=100)
    hard_from: int = Field(ge=2, le=5)


class Drivers(_Section):
    """What the regression of ratings on codes asks for before it says anything."""

    people_per_predictor: int = Field(ge=2)
    fewest_each: int = Field(ge=2)
    most: int = Field(ge=1)
    level: float = Field(gt=0, lt=1)


class Settings(_Section):
    """All settings of a study; sections as in ``default.toml``."""

    reading: Reading
    privacy: Privacy
    segments: Segments
    embeddings: Embeddings
    coder: Coder
    endpoint: Endpoint
    themes: Themes
    journey: Journey
    priority: Priority
    drivers: Drivers

    @classmethod
    def default(cls) -> Settings:
        """Return the shipped settings."""
        return cls.from_overrides({})

    @classmethod
    def from_overrides(cls, overrides: dict[str, Any], where: str = "study.toml") -> Settings:
        """Return the shipped settings with some replaced.

        Parameters
        ----------
        overrides : dict
            Sections to dicts of keys, as under ``[settings]`` in ``study.toml``.
        where : str
            The file named in an error.

        Raises
        ------
        StudyError
            If a section or key is unknown or a value is of the wrong kind.
        """
        merged = tomllib.loads(files("cjm_research").joinpath("default.toml").read_text("utf-8"))
        for section, keys in overrides.items():
            if section not in merged:
                raise StudyError(_unknown(f"section [settings.{section}]", section, merged, where))
            for key, value in keys.items():
                if key not in merged[section]:
                    raise StudyError(_unknown(f"key {key!r} in [settings.{section}]", key, merged[section], where))
                merged[section][key] = value
        try:
            return cls.model_validate(merged)
        except ValidationError as err:
            first = err.errors()[0]
            place = ".".join(str(part) for part in first["loc"])
            raise StudyError(
                f"{where}: settings.{place} is {first['input']!r}. {first['msg']}. Change it or remove the line."
            ) from err


def _unknown(what: str, name: str, known: dict[str, Any], where: str) -> str:
    near = get_close_matches(name, known, n=1)
    hint = f" Did you mean {near[0]!r}?" if near else ""
    return f"{where}: no setting is called so: {what}.{hint} Known: {', '.join(sorted(known))}."
