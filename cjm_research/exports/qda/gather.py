"""A study as a project of another tool: everything gathered, before it is written in any format."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from cjm_research.corpora.qda.names import told_apart
from cjm_research.errors import ExportError
from cjm_research.exports.qda import tree
from cjm_research.exports.qda.cards import card_codes, stage_groups
from cjm_research.exports.qda.characters import one_line
from cjm_research.exports.qda.codings import code_key, codings_of, frame_of
from cjm_research.exports.qda.contents import MACHINE, MAP, Code, Coding, Contents, walk
from cjm_research.exports.qda.notes import memo_notes, titled_once
from cjm_research.exports.qda.people import people_of
from cjm_research.exports.qda.words import label
from cjm_research.findings.coded import verdicts
from cjm_research.findings.consent import BLACK

if TYPE_CHECKING:
    import pandas as pd

    from cjm_research.exports.material import Material
    from cjm_research.journeys.map import JourneyMap

Renamed = list[tuple[str, str]]


def codes_of(material: Material, journey: JourneyMap, codings: Sequence[Coding]) -> tuple[tuple[Code, ...], Renamed]:
    """Return the tree of all codes, names once, and which names were changed to what.

    Parameters
    ----------
    material : Material
    journey : JourneyMap
        Tells the language, the codebook and the cards.
    codings : sequence of Coding
        What carries which codes.
    """
    language, frames = journey.language, material.frames
    used = {coding.code for coding in codings}
    codes = tree.codebook_codes(journey.codebook, language, used)
    codes += tree.theme_codes(frame_of(frames, "themes"), journey.codebook, language)
    codes += tree.plain_codes(used, language) + card_codes(journey)
    paths = {key.removeprefix("imported/") for key in used if key.startswith("imported/")}
    codes += tree.imported_codes(frame_of(frames, "codes"), paths, language)
    return tree.named_once(codes, language)


def gather(
    material: Material, journey: JourneyMap, report: str
) -> tuple[Contents, Renamed, list[tuple[str, str, str]]]:
    """Return the project of a study, which codes were renamed, and which memos were left out.

    Parameters
    ----------
    material : Material
    journey : JourneyMap
        Its language is that of the project.
    report : str
        Name of the file that tells what is lost, for the description.

    Raises
    ------
    ExportError
        If a segment's words are not what its document holds there.
    """
    language, frames, study = journey.language, material.frames, journey.data["study"]
    _check_segments(frames)
    codings = codings_of(frames, journey)
    codes, renamed = codes_of(material, journey, codings)
    created = study["created_at"]
    memos, out = memo_notes(frames, {code.key for _, code in walk(codes)}, codings)
    notes = titled_once(memos)
    people, variables = people_of(frames, language)
    groups = stage_groups(journey)
    documents = frame_of(frames, "documents").sort_values(["name", "document_id"])
    names = told_apart(one_line(name) for name in documents["name"])
    listed = tuple(zip(documents["document_id"], names, documents["text"], strict=True))
    contents = Contents(
        one_line(study["title"]), described(journey, documents, report), created, study["cjm_research"], codes, codings,
        _comments(frames, language), listed, notes, variables, people, groups, _users(codings, notes, language),
    )  # fmt: skip
    return contents, renamed, out


def _check_segments(frames: Mapping[str, pd.DataFrame]) -> None:
    documents = frame_of(frames, "documents")
    texts = dict(zip(documents["document_id"], documents["text"], strict=True))
    for row in frame_of(frames, "segments").itertuples(index=False):
        found = texts.get(row.document_id, "")[int(row.start) : int(row.end)]
        # Words of people who are not quoted are blocks in the document alone.
        if not found or (found != row.text and BLACK not in found):
            raise ExportError(
                f"Segment {row.segment_id}: characters {row.start} to {row.end} of its document {row.document_id} are "
                "not its words. Nothing was written. Build the study again with `cjm run`."
            )


def _comments(frames: Mapping[str, pd.DataFrame], language: str) -> dict[tuple[str, int, int], str]:
    """Return what stands beside each segment's place: its id, its person and its emotion."""
    suggestions, codings, decisions = (frame_of(frames, name) for name in ("suggestions", "codings", "decisions"))
    held = verdicts(suggestions, codings, "emotion", decisions)
    emotions = {row.segment_id: row.value for row in held.itertuples(index=False) if code_key("emotion", row.value)}
    told: dict[tuple[str, int, int], list[str]] = defaultdict(list)
    for row in frame_of(frames, "segments").sort_values("segment_id").itertuples(index=False):
        parts = [row.segment_id, row.case_id]
        if row.segment_id in emotions:
            parts.append(label("comment_emotion", language, value=emotions[row.segment_id]))
        place = (row.document_id, int(row.start), int(row.end))
        told[place].append(label("comment_joint", language).join(filter(None, parts)))
    return {place: "\n".join(lines) for place, lines in told.items()}


def _users(codings: Sequence[Coding], notes: Sequence[Any], language: str) -> dict[tuple[str, str], str]:
    """Return the name of each user, once each: people, what they settled, the machine, the map."""
    found = {*(coding.user for coding in codings), *(note.user for note in notes), MACHINE}
    order = {"person": 0, "settled": 1, "machine": 2, "map": 3}
    users = sorted(found, key=lambda user: (order[user[0]], user[1]))
    fixed = {MACHINE: label("machine", language), MAP: label("map", language)}
    called = []
    for user in users:
        name = one_line(user[1]) or label("unnamed", language)
        called.append(fixed.get(user) or (label("settled", language, name=name) if user[0] == "settled" else name))
    return dict(zip(users, told_apart(called), strict=True))


def described(journey: JourneyMap, documents: pd.DataFrame, report: str) -> str:
    """Return what the project says of itself: the study's scenario, how it was run, who the users are."""
    language, study = journey.language, journey.data["study"]
    run = study["run"]
    told = [study["title"]]
    if study.get("scenario"):
        told.append(label("run_scenario", language, text=study["scenario"]))
    made = {key: run.get(key, "") for key in ("embedder", "coder")} | {"settings": run.get("settings_digest", "")}
    made |= {"version": study["cjm_research"], "framework": journey.data["framework"]["id"]}
    told.append(label("run_made", language, **made))
    told.append(label("run_users", language, machine=label("machine", language), map=label("map", language)))
    if any(BLACK in text for text in documents["text"]):
        told.append(label("run_black", language))
    told.append(label("run_report", language, file=report))
    return "\n".join(told)


def as_codebook(contents: Contents) -> Contents:
    """Return what a codebook holds of a project: its codes without the cards of the map."""
    kept = tuple(code for code in contents.codes if code.key != "map")
    return Contents(contents.title, "", contents.created_at, contents.version, kept)
