"""The contracts themselves: the columns, the key and the meaning of a row of every frame that is kept or passed on.

>>> CONTRACTS["codings"].key
('segment_id', 'kind', 'coder')
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Contract:
    """The columns of one kind of frame.

    Attributes
    ----------
    row : str
        What one row is, in words.
    columns : tuple of str
        The columns that must be there, in the order they are written.
    key : tuple of str
        The columns that together are unique; frames are sorted by them.
    defaults : mapping of str to object
        Columns that a frame may leave out, with what then stands in them.
    """

    row: str
    columns: tuple[str, ...]
    key: tuple[str, ...]
    defaults: Mapping[str, Any] = field(default_factory=dict)


CONTRACTS: dict[str, Contract] = {
    "files": Contract(
        "an original file and how it was read",
        (
            "source",
            "sha256",
            "format",
            "encoding",
            "confidence",
            "sample_line",
            "n_documents",
            "n_turns",
            "n_people",
            "n_blanks",
            "skipped",
            "error",
            "added_at",
            "version",
            "counts",
            "shown",
        ),
        ("source",),
        {"version": 1, "counts": {}, "shown": ""},
    ),
    "documents": Contract(
        "a transcript, or all open answers of one respondent",
        ("document_id", "name", "source", "kind", "language", "text", "sha256", "recorded_at", "wave"),
        ("document_id",),
        {"recorded_at": "", "wave": ""},
    ),
    "cases": Contract(
        "a person: participant of an interview or respondent of a survey",
        ("case_id", "kind", "source", "attributes", "consent"),
        ("case_id",),
        {"consent": "given"},
    ),
    "turns": Contract(
        "what one speaker says before another speaks, or one open answer",
        (
            "turn_id",
            "document_id",
            "seq",
            "speaker",
            "role",
            "case_id",
            "start",
            "end",
            "start_seconds",
            "end_seconds",
            "question",
            "place",
            "times",
        ),
        ("turn_id",),
        {"times": []},
    ),
    "replacements": Contract(
        "a place in a document where something personal was replaced, or possibly should be; never the original itself",
        ("document_id", "start", "end", "kind", "pseudonym", "rule", "status"),
        ("document_id", "start"),
    ),
    "codes": Contract(
        "a code of another tool's codebook, by its path from the top",
        ("code", "description", "color", "source", "family", "subtype"),
        ("code",),
    ),
    "imported": Contract(
        "a coding made in another tool, on the words it was made on",
        ("imported_id", "document_id", "start", "end", "code", "coder", "created_at", "memo", "source"),
        ("imported_id",),
    ),
    "memos": Contract(
        "a note about a document, a segment's place, a code, a person or the whole study",
        ("memo_id", "about", "about_id", "text", "coder", "created_at", "source"),
        ("memo_id",),
    ),
    "segments": Contract(
        "a unit of meaning that is coded",
        (
            "segment_id",
            "document_id",
            "turn_id",
            "case_id",
            "start",
            "end",
            "text",
            "context",
            "language",
            "kind",
            "position",
        ),
        ("segment_id",),
    ),
    "suggestions": Contract(
        "one thing that a machine suggests about a segment",
        ("segment_id", "kind", "value", "score", "decision", "reason", "coder", "version", "detail"),
        ("segment_id", "kind"),
        {"detail": {}},
    ),
    "codings": Contract(
        "the standing verdict of one person on one kind of code for one segment",
        ("segment_id", "kind", "value", "coder", "act", "codebook_version", "created_at", "event_id"),
        ("segment_id", "kind", "coder"),
    ),
    "cuts": Contract(
        "a segment as a person cut it: marked by hand, merged of several or split from one",
        ("segment_id", "document_id", "start", "end", "made", "parents", "coder", "created_at", "event_id"),
        ("segment_id",),
    ),
    "flags": Contract(
        'a segment that one person wants a colleague to look at; colleague "" = anybody',
        ("segment_id", "coder", "colleague", "text", "created_at", "event_id"),
        ("segment_id", "coder"),
    ),
    "decisions": Contract(
        "what was settled of one kind for one segment, on which ground, and what each coder had said",
        ("segment_id", "kind", "value", "ground", "said", "coder", "created_at", "event_id"),
        ("segment_id", "kind"),
    ),
    "samples": Contract(
        'segments that several people code apart from each other; closed_at "" = still open',
        (
            "sample_id",
            "title",
            "round",
            "coders",
            "segment_ids",
            "strata",
            "seed",
            "closed_at",
            "created_at",
            "event_id",
        ),
        ("sample_id",),
    ),
    "codebooks": Contract(
        "a version of the codebook as a person left it; the greatest number stands",
        ("number", "version", "parent", "content", "reopens", "coder", "created_at", "event_id"),
        ("number",),
    ),
    "cards": Contract(
        'what people made of a card of the map; made "" = a card of the workbench, "hand" = written by hand, "split" = '
        "taken off the cards `parents`; what is empty (0 for value and difficulty) is as the workbench has it",
        (
            "card_id",
            "made",
            "stage",
            "lane",
            "subtype",
            "into",
            "owner",
            "status",
            "due",
            "parents",
            "title",
            "segment_ids",
            "answers",
            "position",
            "hidden",
            "pinned",
            "intended",
            "value",
            "difficulty",
            "coder",
            "created_at",
            "event_id",
        ),
        ("card_id",),
    ),
    "stages": Contract(
        'what people made of a stage of the map; made "" = one of the framework, "hand" = added; what is empty is as '
        "the framework has it",
        (
            "stage_id",
            "made",
            "into",
            "name",
            "question",
            "definition",
            "examples",
            "steps",
            "position",
            "hidden",
            "coder",
            "created_at",
            "event_id",
        ),
        ("stage_id",),
    ),
    "weights": Contract(
        "how much one part of the priority weighs, 0–1",
        (
            "name",
            "weight",
            "coder",
            "created_at",
            "event_id",
        ),
        ("name",),
    ),
    "maps": Contract(
        "a version of the map that somebody saved; its content holds ids and figures, never anybody's words",
        (
            "map_id",
            "title",
            "kind",
            "note",
            "parent",
            "persona",
            "content",
            "coder",
            "created_at",
            "event_id",
        ),
        ("map_id",),
    ),
    "validations": Contract(
        'what one person said of a card when the map was shown: "yes", "partly", "no" or "" with words of their own',
        (
            "validation_id",
            "round",
            "card_id",
            "stage",
            "person",
            "role",
            "answer",
            "words",
            "coder",
            "created_at",
            "event_id",
        ),
        ("validation_id",),
    ),
    "events": Contract(
        "one act, never changed or removed",
        ("event_id", "created_at", "actor", "act", "payload"),
        ("event_id",),
    ),
    "topics": Contract(
        "where the topic model puts a segment of a family; topic and subtopic are numbers within the family, -1 = none",
        ("family", "segment_id", "topic", "subtopic", "weight"),
        ("family", "segment_id"),
    ),
    "themes": Contract(
        "a topic inside a family as people made it and named it",
        (
            "theme_id",
            "family",
            "title",
            "language",
            "words",
            "n_segments",
            "n_people",
            "motto_segment_id",
            "titles",
            "named_by",
            "stability",
            "n_documents",
            "rest",
            "pinned",
            "hidden",
            "memo",
            "quotes",
            "subthemes",
        ),
        ("theme_id",),
        {
            "titles": {},
            "named_by": "",
            "stability": None,
            "n_documents": 0,
            "rest": False,
            "pinned": False,
            "hidden": False,
            "memo": "",
            "quotes": [],
            "subthemes": [],
        },
    ),
    "members": Contract(
        "a segment in a theme",
        ("theme_id", "segment_id", "family", "weight", "home", "subtheme", "nearest", "distance", "by"),
        ("theme_id", "segment_id"),
        {"home": True, "subtheme": -1, "nearest": "", "distance": None, "by": ""},
    ),
    "coded": Contract(
        "a family that a segment carries, by a person's coding or else by suggestion",
        ("segment_id", "family", "subtype", "score", "reviewed"),
        ("segment_id", "family"),
    ),
    "findings": Contract(
        "a claim with its people and segments: one theme at one stage",
        (
            "finding_id",
            "stage",
            "family",
            "subtype",
            "theme_id",
            "title",
            "people",
            "n_people",
            "n_segments",
            "reviewed_share",
            "segment_ids",
            "grade",
            "grade_rule",
            "rest",
        ),
        ("finding_id",),
        {"rest": False},
    ),
}
