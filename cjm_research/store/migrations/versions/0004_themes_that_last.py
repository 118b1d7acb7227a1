"""Topics of the model beside the themes that stand; themes with names, stability and what people made of them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def _themes() -> list[sa.Column]:
    return [
        sa.Column("titles", sa.JSON, server_default="{}"),
        sa.Column("named_by", sa.Text, server_default=""),
        sa.Column("stability", sa.Float),
        sa.Column("n_documents", sa.Integer, server_default="0"),
        sa.Column("rest", sa.Boolean, server_default=sa.false()),
        sa.Column("pinned", sa.Boolean, server_default=sa.false()),
        sa.Column("hidden", sa.Boolean, server_default=sa.false()),
        sa.Column("memo", sa.Text, server_default=""),
        sa.Column("quotes", sa.JSON, server_default="[]"),
        sa.Column("subthemes", sa.JSON, server_default="[]"),
    ]


def _members() -> list[sa.Column]:
    return [
        sa.Column("home", sa.Boolean, server_default=sa.true()),
        sa.Column("subtheme", sa.Integer, server_default="-1"),
        sa.Column("nearest", sa.Text, server_default=""),
        sa.Column("distance", sa.Float),
        sa.Column("by", sa.Text, server_default=""),
    ]


def upgrade() -> None:
    """Add the table and the columns; themes of an earlier version keep their ids, names and members."""
    op.create_table(
        "topics",
        sa.Column("family", sa.Text, primary_key=True),
        sa.Column(
            "segment_id",
            sa.Text,
            sa.ForeignKey("segments.segment_id", ondelete="CASCADE", deferrable=True, initially="DEFERRED"),
            primary_key=True,
        ),
        sa.Column("topic", sa.Integer),
        sa.Column("subtopic", sa.Integer),
        sa.Column("weight", sa.Float),
    )
    op.create_index("ix_topics_segment_id", "topics", ["segment_id"])
    for column in _themes():
        op.add_column("themes", column)
    for column in _members():
        op.add_column("members", column)
    op.execute("UPDATE themes SET rest = true WHERE title LIKE 'Other: %' OR title LIKE '其他：%'")


def downgrade() -> None:
    """Go back to themes without a history."""
    for column in reversed(_members()):
        op.drop_column("members", column.name)
    for column in reversed(_themes()):
        op.drop_column("themes", column.name)
    op.drop_table("topics")
