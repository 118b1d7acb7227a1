"""What Alembic runs for each upgrade: on the connection that `store.opening` has already begun a transaction on."""

from __future__ import annotations

from alembic import context

from cjm_research.store.tables import METADATA

# Alembic gives the module its configuration while it upgrades; imported by anything else there is nothing to do.
if hasattr(context, "config"):
    context.configure(
        connection=context.config.attributes["connection"],
        target_metadata=METADATA,
        version_table=context.config.attributes["version_table"],
    )
    context.run_migrations()
