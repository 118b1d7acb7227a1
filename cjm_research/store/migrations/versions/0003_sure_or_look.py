"""Suggestions say sure, look or no where they said yes or no, and keep what else was found in `detail`."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; what an earlier version suggested is to be looked at until the next run codes it anew."""
    op.add_column("suggestions", sa.Column("detail", sa.JSON, server_default="{}"))
    op.execute("UPDATE suggestions SET decision = 'look' WHERE decision = 'yes'")


def downgrade() -> None:
    """Go back to yes and no."""
    op.execute("UPDATE suggestions SET decision = 'yes' WHERE decision IN ('sure', 'look')")
    op.drop_column("suggestions", "detail")
