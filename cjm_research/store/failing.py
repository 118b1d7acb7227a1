"""From what a database raises to a sentence that a person can act on."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError, IntegrityError

from cjm_research.errors import StoreError


def name_of(engine: Engine) -> str:
    """Return the file, or the URL without its password."""
    is_file = engine.dialect.name == "sqlite"
    return str(engine.url.database) if is_file else engine.url.render_as_string(hide_password=True)


def reason(err: DBAPIError) -> str:
    """Return what the database said, in its own words."""
    said = err.orig.args[0] if err.orig is not None and err.orig.args else err
    # The driver of PostgreSQL gives a dict of fields; M is the message.
    return str(said.get("M", said)) if isinstance(said, dict) else str(said)


@contextmanager
def explained(engine: Engine) -> Iterator[None]:
    """Turn a failure of the database into a `StoreError`; the transaction is rolled back by then."""
    try:
        yield
    except DBAPIError as err:
        if _points_to_nothing(err):
            raise StoreError(
                f"{name_of(engine)}: nothing was written, because rows point to something that is not there or are "
                f"there twice ({reason(err)}). Write what belongs together in one `replace_many`."
            ) from err
        raise StoreError(
            f"{name_of(engine)}: nothing of this step was written, the database refused it ({reason(err)}). "
            "Check that the disk is not full and that no other program holds the file, then try again."
        ) from err


def _points_to_nothing(err: DBAPIError) -> bool:
    said = err.orig.args[0] if err.orig is not None and err.orig.args else ""
    state = said.get("C", "") if isinstance(said, dict) else ""
    # SQLSTATE class 23: integrity constraint violation.
    is_append_only = "append-only" in reason(err)
    return (isinstance(err, IntegrityError) or state.startswith("23")) and not is_append_only
