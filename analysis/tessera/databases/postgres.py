"""Postgres: one connection that sees one moment of the table, however long the build takes."""

import re
import weakref
from pathlib import Path
from typing import Any

import ibis

from tessera.addresses import Address, expanded
from tessera.databases.picking import picked_table
from tessera.errors import TableError

PATIENCE_S = 10  # until a host that does not answer is given up

_PLACE = re.compile(
    r"(?:(?P<user>[^:@/]*)(?::(?P<password>[^@/]*))?@)?(?P<host>\[[^\]]*\]|[^:/]*)(?::(?P<port>[^/]*))?(?:/(?P<database>.*))?"
)
_ALIVE = {"keepalives_idle": 30, "keepalives_interval": 10, "keepalives_count": 3, "tcp_user_timeout": 60_000}
"""A connection that is cut without a word is given up after a minute."""


def open_table(address: Address, _base: Path) -> ibis.Table:
    """Connect, and pick the table. What the address leaves out libpq finds as always: PGHOST, PGSERVICE, ~/.pgpass.

    Everything is asked in one transaction, so that every figure is of the same rows while others write to the table.
    """
    try:
        import psycopg
    except ImportError:
        raise TableError(
            f"{address.name}: reading from Postgres needs its driver.", hint="pip install 'tessera-segments[postgres]'"
        ) from None
    try:
        connection = psycopg.connect(**login(address))
    except psycopg.Error as error:
        raise _not_connected(address, str(error)) from None
    connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
    connection.execute("SET TIME ZONE 'UTC'")  # begins the transaction that all further questions are part of
    backend = ibis.postgres.from_connection(connection)
    weakref.finalize(backend, connection.close)  # at the latest when nobody asks any more
    return picked_table(backend, address)


def login(address: Address) -> dict[str, Any]:
    """What psycopg is told; only what the address says, and how long to wait."""
    place = _PLACE.fullmatch(address.place)
    if place is None:
        raise TableError(
            f"The address '{address.written}' cannot be read.", hint="Write postgres://host/database?table=customers."
        )
    parts = {**place.groupdict(), **address.settings}
    said = {key: expanded(value).strip("[]") for key, value in parts.items() if value}
    if "database" in said:
        said["dbname"] = said.pop("database")
    return {"connect_timeout": PATIENCE_S, "application_name": "tessera", **_ALIVE, **said}


def _not_connected(address: Address, said: str) -> TableError:
    """Why there is no connection, in the driver's last words."""
    reason = said.strip().splitlines()[-1].rsplit("FATAL:", 1)[-1].strip().rstrip(".")
    if "password" in reason or "authentication" in reason:
        hint = "Set PGPASSWORD, or write a line into ~/.pgpass; the study must not hold it."
    elif "does not exist" in reason:
        hint = "Look at the database and the user in the address."
    else:
        hint = "Is it running, and does it answer from here? Look at host and port in the address."
    return TableError(f"{address.name}: Postgres gives no connection: {reason}.", hint=hint)
