"""ELAN annotations: the words of each tier as turns, merged in the order of time.

A tier is a speaker, named by its participant. Tiers that depend on another one hold translations, glosses or parts of
speech and are left out and listed, except where the tier above holds only numbers of utterances: then the first tier
below it has the words. Annotations inside an interval without times of its own share it evenly.
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any, ClassVar

from cjm_research.corpora.archive import xml_of
from cjm_research.corpora.reading import Reading, Skipped, Source, Turn, bytes_of
from cjm_research.corpora.transcripts import joining
from cjm_research.errors import ReadError

_NO_WORDS = re.compile(
    r"(?i)transl|gloss|gestur|gaze|comment|notes?\b|morph|\bpos\b|phon|\bipa\b|翻译|译文|注释|备注|手势|词性|评论"
)
_WORDS = re.compile(
    r"(?i)^(?:tx|txt|text|words?|utterance|orth\w*|transcript\w*|speech|文本|转写|话语|原文)(?:$|[@_\W])"
)
_NUMBER = re.compile(r"[A-Za-z_.:-]{0,24}\d[\w.:-]{0,24}")
_MOST = 0.8


@dataclass(frozen=True)
class _Said:
    n: int
    text: str
    start: float
    end: float


@dataclass(frozen=True)
class _Tier:
    name: str
    speaker: str
    parent: str
    said: tuple[_Said, ...]

    def words(self) -> list[str]:
        return [said.text for said in self.said if said.text.strip()]

    def only_numbers(self) -> bool:
        """Return whether the tier holds nothing, or numbers of utterances ("utt012"), and so no words."""
        words = self.words()
        return sum(bool(_NUMBER.fullmatch(word.strip())) for word in words) >= _MOST * len(words)


class ElanReader:
    """Reads ``.eaf``."""

    suffixes: ClassVar[tuple[str, ...]] = (".eaf",)

    def read(self, path: Path, encoding: str | None = None) -> Reading:
        """Return the interview in an annotation file.

        Raises
        ------
        ReadError
            If the file is not well-formed XML, or not made by ELAN.
        """
        root = xml_of(bytes_of(path), str(path))
        if _name(root) != "ANNOTATION_DOCUMENT":
            raise ReadError(
                f"{path} is XML but not of ELAN: it begins with <{_name(root)}>, expected was <ANNOTATION_DOCUMENT>. "
                "Save the annotations in ELAN as .eaf, or export them as .txt."
            )
        tiers = _tiers(root)
        spoken, skipped = _choose(tiers)
        turns = _merged(spoken)
        said = sum(len(tier.words()) for tier in spoken)
        empty = sum(len(tier.said) for tier in spoken) - said
        if empty:
            skipped.append(Skipped("annotations", f"{empty} of {empty + said}", "no words in them"))
        sample = next((turn.text.split("\n")[0][:80] for turn in turns), "")
        counts = {"annotations": said + empty}
        return Reading(
            path, "elan", "", 1.0, sample, (Source("interview", tuple(turns)),), 0, tuple(skipped), counts=counts
        )


def _name(element: Any) -> str:
    return str(element.tag).rpartition("}")[2]


def _tiers(root: Any) -> list[_Tier]:
    slots = {slot.get("TIME_SLOT_ID", ""): _milliseconds(slot.get("TIME_VALUE")) for slot in root.iter("{*}TIME_SLOT")}
    elements = [(tier, _annotations(tier)) for tier in root.iter("{*}TIER")]
    times: dict[str, tuple[float, float]] = {}
    refers: dict[str, str] = {}
    for _, items in elements:
        times.update(_aligned(items, slots))
        for item in items:
            if item.get("ANNOTATION_REF"):
                refers[item.get("ANNOTATION_ID", "")] = item.get("ANNOTATION_REF")
    names = {(element.get("TIER_ID") or "").strip() for element, _ in elements}
    tiers = []
    for element, items in elements:
        said = []
        for n, item in enumerate(items, 1):
            start, end = _time_of(item.get("ANNOTATION_ID", ""), times, refers)
            said.append(_Said(n, "".join(item.itertext("{*}ANNOTATION_VALUE", with_tail=False)).strip(), start, end))
        name = (element.get("TIER_ID") or "").strip()
        speaker = (element.get("PARTICIPANT") or "").strip() or name
        parent = (element.get("PARENT_REF") or "").strip()
        tiers.append(_Tier(name, speaker[:80], parent if parent in names else "", tuple(said)))
    return tiers


def _annotations(tier: Any) -> list[Any]:
    return list(tier.iter("{*}ALIGNABLE_ANNOTATION", "{*}REF_ANNOTATION"))


def _milliseconds(value: str | None) -> float:
    return int(value) / 1000 if value and re.fullmatch(r"\d{1,12}", value.strip()) else math.nan


def _aligned(annotations: list[Any], slots: dict[str, float]) -> dict[str, tuple[float, float]]:
    """Return the times of a tier's own intervals; what has none shares the interval around it evenly."""
    chain: list[str] = []
    for item in annotations:
        for ref in (item.get("TIME_SLOT_REF1"), item.get("TIME_SLOT_REF2")):
            if ref and (not chain or chain[-1] != ref):
                chain.append(ref)
    known = dict(slots)
    at = [i for i, ref in enumerate(chain) if not math.isnan(slots.get(ref, math.nan))]
    for left, right in pairwise(at):
        first, last = slots[chain[left]], slots[chain[right]]
        for i in range(left + 1, right):
            known[chain[i]] = first + (last - first) * (i - left) / (right - left) if last >= first else math.nan
    times = {}
    for item in annotations:
        if item.get("TIME_SLOT_REF1"):
            start = known.get(item.get("TIME_SLOT_REF1"), math.nan)
            end = known.get(item.get("TIME_SLOT_REF2", ""), math.nan)
            times[item.get("ANNOTATION_ID", "")] = (math.nan, math.nan) if end < start else (start, end)
    return times


def _time_of(
    annotation: str, times: dict[str, tuple[float, float]], refers: dict[str, str], deep: int = 20
) -> tuple[float, float]:
    """Follow the references of an annotation to the one that has times."""
    for _ in range(deep):
        if annotation in times:
            return times[annotation]
        annotation = refers.get(annotation, "")
    return math.nan, math.nan


def _choose(tiers: list[_Tier]) -> tuple[list[_Tier], list[Skipped]]:
    """Return the tiers that hold what was said, and list the others."""
    below: dict[str, list[_Tier]] = defaultdict(list)
    for tier in tiers:
        below[tier.parent].append(tier)
    tops = [tier for tier in below[""] if tier.said or below[tier.name]]
    plain = [tier for tier in tops if not _NO_WORDS.search(tier.name)] or tops
    spoken = [_with_words(tier, below) for tier in plain]
    chosen = {id(tier) for tier in spoken}
    skipped = [
        Skipped(f"tier {tier.name}", f"{len(tier.words())} annotations", _why(tier, chosen, tops, plain))
        for tier in tiers
        if id(tier) not in chosen and tier.words()
    ]
    return spoken, skipped


def _with_words(tier: _Tier, below: dict[str, list[_Tier]], deep: int = 8) -> _Tier:
    """Go down from a tier of numbers to the first one below it that holds words."""
    if not deep or not tier.only_numbers():
        return tier
    children = [child for child in below[tier.name] if child is not tier and not _NO_WORDS.search(child.name)]
    children = sorted(children, key=lambda child: not _WORDS.search(child.name))
    found = (_with_words(child, below, deep - 1) for child in children)
    return next((child for child in found if child.words() and not child.only_numbers()), tier)


def _why(tier: _Tier, chosen: set[int], tops: list[_Tier], plain: list[_Tier]) -> str:
    if tier.only_numbers():
        return "it holds numbers, not words"
    if tier in tops and tier not in plain:
        return "by its name it holds no spoken words"
    return f"it depends on the tier {tier.parent}, whose words are read" if tier.parent else "no words of its own"


def _merged(tiers: list[_Tier]) -> list[Turn]:
    """Return the turns of all tiers in the order of time; an interval without a time follows the one before it."""
    keyed = []
    for order, tier in enumerate(tiers):
        last = 0.0
        for said in tier.said:
            last = last if math.isnan(said.start) else said.start
            place = f"tier {tier.name}, annotation {said.n}"
            turn = Turn(said.text, tier.speaker, "", said.start, said.end, "", place)
            keyed.append((last, order, said.n, turn))
    keyed.sort(key=lambda item: item[:3])
    return joining.join_turns((turn for *_, turn in keyed), joining.glue_cues)
