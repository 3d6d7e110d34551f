"""Connecting to PostgreSQL, and its errors in one line that shows no password."""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import unquote

from flows.errors import DossierError, UsageError

_PASSWORD = re.compile(
    # In an address up to its last @, as a password may hold one; in a list of settings, or after the question mark.
    r"(?<=://)[^:/?#\s]*:(?P<address>.*)@|\bpassword\s*=\s*(?:'(?P<quoted>(?:[^'\\]|\\.)*)'|(?P<bare>[^\s&]+))",
    re.IGNORECASE | re.DOTALL,
)
# Where a password ends for libpq that should have been written in percent signs: it then tells of the rest.
_ENDS = re.compile(r"[\s/?#@:&=]+")
_HIDDEN = "***"


def mask(text: str, dsn: str) -> str:
    """A text without the password that a connection string, or the environment, holds."""
    secrets = {os.environ.get("PGPASSWORD", "")}
    for match in _PASSWORD.finditer(dsn):
        secret = next(filter(None, match.groups()), "")
        secrets |= {secret, unquote(secret), re.sub(r"\\(.)", r"\1", secret)}
        # With libpq's quotes, as a part may be a single letter.
        secrets |= {f'"{part}"' for part in _ENDS.split(secret) if part}
    # The longest first: one may be part of another.
    for secret in sorted(filter(None, secrets), key=len, reverse=True):
        text = text.replace(secret, _HIDDEN)
    return text


@contextmanager
def connected(dsn: str) -> Iterator[Any]:
    """A connection; what was not committed at the end is undone.

    Args:
        dsn: An address (`postgresql://…`), settings (`host=… dbname=…`), or nothing: what is not in it libpq takes
            from PGHOST, PGDATABASE and so on, PGSERVICE, and ~/.pgpass.

    Raises:
        UsageError: The library is missing, or it is no connection string.
        DossierError: The server does not answer or refuses, then or in what is done meanwhile.
    """
    try:
        from adbc_driver_postgresql import dbapi
    except ImportError:
        raise UsageError(
            "load postgres needs a library: pip install 'adbc-driver-postgresql>=1.11,<2', then run it again"
        ) from None
    # Quoted settings have spaces, so an address is told by its scheme.
    if dsn and not re.match(r"postgres(ql)?://", dsn) and "=" not in dsn:
        raise UsageError(
            'load postgres: no connection string; give postgresql://USER@HOST/DATABASE or "host=HOST dbname=DATABASE"'
        )
    try:
        connection = dbapi.connect(dsn or "postgresql://")
        try:
            yield connection
        except BaseException:
            connection.rollback()
            raise
        finally:
            connection.close()
    except dbapi.Error as error:
        # Not as its cause: a traceback would show what is hidden here.
        raise DossierError(f"PostgreSQL: {mask(_told(error), dsn)}") from None


def run(connection: Any, sql: str) -> list[tuple[Any, ...]]:
    """Runs a statement.

    Returns:
        Its rows; none where it gives none.
    """
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return list(cursor.fetchall()) if cursor.description else []


def _told(error: Exception) -> str:
    """The server's words without those of the layers between."""
    text = " ".join(str(error).split())
    text = re.sub(r"^\w+: ", "", text)
    text = re.sub(r"\[libpq\] ?", "", text)
    text = re.sub(r"\. SQLSTATE: \w+$|Query was:.*$", "", text)
    return text.strip()
