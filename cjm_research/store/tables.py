"""The tables of a study, in SQLAlchemy Core; columns and keys are those of `schema.CONTRACTS`.

What a machine derived hangs on what it was derived from and goes when that goes (``ON DELETE CASCADE``). What a person
did hangs on nothing: codings and events stay when segments are cut anew, and count again when the segment comes back,
because a segment's id is made from its content. Foreign keys are checked at commit, so the order of writes is free.

>>> [column.name for column in TABLES["members"].primary_key]
['theme_id', 'segment_id']
"""

from __future__ import annotations

from sqlalchemy import JSON, Boolean, Column, Float, ForeignKey, Index, Integer, MetaData, Table, Text

METADATA = MetaData()


def _key(name: str, *constraints: ForeignKey) -> Column:
    return Column(name, Text, *constraints, primary_key=True)


def _part_of(column: str) -> ForeignKey:
    return ForeignKey(column, ondelete="CASCADE", deferrable=True, initially="DEFERRED")


def _stamped(coder: bool = True) -> list[Column]:
    """Return who did it and with which event; the rows of acts all carry it."""
    who = [Column("coder", Text, nullable=False)] if coder else []
    return [
        *who,
        Column("created_at", Text, nullable=False),
        Column("event_id", Integer, ForeignKey("events.event_id"), nullable=False),
    ]


files = Table(
    "files",
    METADATA,
    _key("source"),
    Column("sha256", Text),
    Column("format", Text),
    Column("encoding", Text),
    Column("confidence", Float),
    Column("sample_line", Text),
    Column("n_documents", Integer),
    Column("n_turns", Integer),
    Column("n_people", Integer),
    Column("n_blanks", Integer),
    Column("skipped", JSON),
    Column("error", Text),
    Column("added_at", Text),
    Column("version", Integer),
    Column("counts", JSON),
    Column("shown", Text),
)

documents = Table(
    "documents",
    METADATA,
    _key("document_id"),
    Column("name", Text),
    Column("source", Text),
    Column("kind", Text),
    Column("language", Text),
    Column("text", Text),
    Column("sha256", Text),
    Column("recorded_at", Text),
    Column("wave", Text),
)

cases = Table(
    "cases",
    METADATA,
    _key("case_id"),
    Column("kind", Text),
    Column("source", Text),
    Column("attributes", JSON),
    Column("consent", Text),
)

turns = Table(
    "turns",
    METADATA,
    _key("turn_id"),
    Column("document_id", Text, _part_of("documents.document_id"), nullable=False),
    Column("seq", Integer),
    Column("speaker", Text),
    Column("role", Text),
    Column("case_id", Text),
    Column("start", Integer),
    Column("end", Integer),
    Column("start_seconds", Float),
    Column("end_seconds", Float),
    Column("question", Text),
    Column("place", Text),
    Column("times", JSON),
    Index("ix_turns_document_id", "document_id"),
)

replacements = Table(
    "replacements",
    METADATA,
    _key("document_id", _part_of("documents.document_id")),
    Column("start", Integer, primary_key=True),
    Column("end", Integer),
    Column("kind", Text),
    Column("pseudonym", Text),
    Column("rule", Text),
    Column("status", Text),
)

codes = Table(
    "codes",
    METADATA,
    _key("code"),
    Column("description", Text),
    Column("color", Text),
    Column("source", Text),
    Column("family", Text),
    Column("subtype", Text),
)

imported = Table(
    "imported",
    METADATA,
    _key("imported_id"),
    Column("document_id", Text, _part_of("documents.document_id"), nullable=False),
    Column("start", Integer),
    Column("end", Integer),
    Column("code", Text),
    Column("coder", Text),
    Column("created_at", Text),
    Column("memo", Text),
    Column("source", Text),
    Index("ix_imported_document_id", "document_id"),
)

memos = Table(
    "memos",
    METADATA,
    _key("memo_id"),
    Column("about", Text),
    Column("about_id", Text),
    Column("text", Text),
    Column("coder", Text),
    Column("created_at", Text),
    Column("source", Text),
)

segments = Table(
    "segments",
    METADATA,
    _key("segment_id"),
    Column("document_id", Text, _part_of("documents.document_id"), nullable=False),
    Column("turn_id", Text, _part_of("turns.turn_id"), nullable=False),
    Column("case_id", Text),
    Column("start", Integer),
    Column("end", Integer),
    Column("text", Text),
    Column("context", Text),
    Column("language", Text),
    Column("kind", Text),
    Column("position", Float),
    Index("ix_segments_document_id", "document_id"),
    Index("ix_segments_turn_id", "turn_id"),
)

suggestions = Table(
    "suggestions",
    METADATA,
    _key("segment_id", _part_of("segments.segment_id")),
    _key("kind"),
    Column("value", Text),
    Column("score", Float),
    Column("decision", Text),
    Column("reason", Text),
    Column("coder", Text),
    Column("version", Text),
    Column("detail", JSON),
)

topics = Table(
    "topics",
    METADATA,
    _key("family"),
    _key("segment_id", _part_of("segments.segment_id")),
    Column("topic", Integer),
    Column("subtopic", Integer),
    Column("weight", Float),
    Index("ix_topics_segment_id", "segment_id"),
)

themes = Table(
    "themes",
    METADATA,
    _key("theme_id"),
    Column("family", Text),
    Column("title", Text),
    Column("language", Text),
    Column("words", JSON),
    Column("n_segments", Integer),
    Column("n_people", Integer),
    Column("motto_segment_id", Text),
    Column("titles", JSON),
    Column("named_by", Text),
    Column("stability", Float),
    Column("n_documents", Integer),
    Column("rest", Boolean),
    Column("pinned", Boolean),
    Column("hidden", Boolean),
    Column("memo", Text),
    Column("quotes", JSON),
    Column("subthemes", JSON),
)

members = Table(
    "members",
    METADATA,
    _key("theme_id", _part_of("themes.theme_id")),
    _key("segment_id", _part_of("segments.segment_id")),
    Column("family", Text),
    Column("weight", Float),
    Column("home", Boolean),
    Column("subtheme", Integer),
    Column("nearest", Text),
    Column("distance", Float),
    Column("by", Text),
    Index("ix_members_segment_id", "segment_id"),
)

events = Table(
    "events",
    METADATA,
    Column("event_id", Integer, primary_key=True, autoincrement=True),
    Column("created_at", Text, nullable=False),
    Column("actor", Text, nullable=False),
    Column("act", Text, nullable=False),
    Column("payload", JSON, nullable=False),
    sqlite_autoincrement=True,
)

codings = Table(
    "codings",
    METADATA,
    _key("segment_id"),
    _key("kind"),
    Column("value", Text, nullable=False),
    _key("coder"),
    Column("act", Text, nullable=False),
    Column("codebook_version", Text, nullable=False),
    Column("created_at", Text, nullable=False),
    Column("event_id", Integer, ForeignKey("events.event_id"), nullable=False),
    Index("ix_codings_event_id", "event_id"),
)

cuts = Table(
    "cuts",
    METADATA,
    _key("segment_id"),
    Column("document_id", Text, nullable=False),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    Column("made", Text, nullable=False),
    Column("parents", JSON, nullable=False),
    *_stamped(),
)

flags = Table(
    "flags",
    METADATA,
    _key("segment_id"),
    _key("coder"),
    Column("colleague", Text, nullable=False),
    Column("text", Text, nullable=False),
    *_stamped(coder=False),
)

decisions = Table(
    "decisions",
    METADATA,
    _key("segment_id"),
    _key("kind"),
    Column("value", Text, nullable=False),
    Column("ground", Text, nullable=False),
    Column("said", JSON, nullable=False),
    *_stamped(),
)

samples = Table(
    "samples",
    METADATA,
    _key("sample_id"),
    Column("title", Text, nullable=False),
    Column("round", Integer, nullable=False),
    Column("coders", JSON, nullable=False),
    Column("segment_ids", JSON, nullable=False),
    Column("strata", JSON, nullable=False),
    Column("seed", Integer, nullable=False),
    Column("closed_at", Text, nullable=False),
    *_stamped(coder=False),
)

codebooks = Table(
    "codebooks",
    METADATA,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("version", Text, nullable=False),
    Column("parent", Text, nullable=False),
    Column("content", JSON, nullable=False),
    Column("reopens", JSON, nullable=False),
    *_stamped(),
)

cards = Table(
    "cards",
    METADATA,
    _key("card_id"),
    *(Column(name, Text, nullable=False) for name in ("made", "stage", "lane", "subtype", "into")),
    *(Column(name, Text, nullable=False) for name in ("owner", "status", "due")),
    *(Column(name, JSON, nullable=False) for name in ("parents", "title", "segment_ids", "answers")),
    Column("position", Float),
    *(Column(name, Boolean, nullable=False) for name in ("hidden", "pinned", "intended")),
    *(Column(name, Integer, nullable=False) for name in ("value", "difficulty")),
    *_stamped(),
)

stages = Table(
    "stages",
    METADATA,
    _key("stage_id"),
    *(Column(name, Text, nullable=False) for name in ("made", "into")),
    *(Column(name, JSON, nullable=False) for name in ("name", "question", "definition", "examples", "steps")),
    Column("position", Float),
    Column("hidden", Boolean, nullable=False),
    *_stamped(),
)

weights = Table("weights", METADATA, _key("name"), Column("weight", Float, nullable=False), *_stamped())

maps = Table(
    "maps",
    METADATA,
    _key("map_id"),
    *(Column(name, Text, nullable=False) for name in ("title", "kind", "note", "parent")),
    *(Column(name, JSON, nullable=False) for name in ("persona", "content")),
    *_stamped(),
)

validations = Table(
    "validations",
    METADATA,
    _key("validation_id"),
    *(Column(name, Text, nullable=False) for name in ("round", "card_id", "stage", "person", "role")),
    *(Column(name, Text, nullable=False) for name in ("answer", "words")),
    *_stamped(),
)

meta = Table("meta", METADATA, _key("key"), Column("value", JSON, nullable=False))

TABLES: dict[str, Table] = {
    table.name: table
    for table in (
        files,
        documents,
        cases,
        turns,
        replacements,
        codes,
        imported,
        memos,
        segments,
        suggestions,
        topics,
        themes,
        members,
        codings,
        cuts,
        flags,
        decisions,
        samples,
        codebooks,
        cards,
        stages,
        weights,
        maps,
        validations,
        events,
    )
}
"""The tables that hold frames, by the name of their contract. Findings and journeys are computed, never stored."""

BOARD = ("cards", "stages", "weights", "maps", "validations")
"""What people make of the map."""

ACTED = ("cuts", "flags", "memos", "decisions", "samples", "codebooks", *BOARD)
"""What people write beside codings. Memos are also imported; those of people here have no source."""

BY_PEOPLE = ("codings", "events", *(name for name in ACTED if name != "memos"))
"""Written only by `Store.record`, so that they always equal the replay of the events."""
