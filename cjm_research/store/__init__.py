"""The database of a study: tables, migrations, events, backup. SQLite by default, PostgreSQL by URL."""
