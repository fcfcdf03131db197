"""From a connection to the table or the query that an address names."""

import ibis
from ibis.backends.sql import SQLBackend

from tessera.addresses import Address, without_secrets
from tessera.errors import TableError
from tessera.nearest import did_you_mean

MOST_SHOWN = 200  # characters of what an engine says


def picked_table(backend: SQLBackend, address: Address) -> ibis.Table:
    """The table or the query of an address.

    Raises
    ------
    TableError
        If there is no such table, or the engine refuses the query.
    """
    if address.pick == "query":
        return _query(backend, address)
    *place, name = address.picked.split(".")
    try:
        return backend.table(name, database=tuple(place) if len(place) > 1 else place[0] if place else None)
    except ibis.common.exceptions.TableNotFound:
        raise TableError(
            f"{address.picked}: there is no such table in this database.", hint=_near(backend, address)
        ) from None


def _query(backend: SQLBackend, address: Address) -> ibis.Table:
    """The result of a query, as a table."""
    try:
        return backend.sql(address.picked.rstrip().rstrip(";"))
    except Exception as error:  # noqa: BLE001  each driver has errors of its own
        said = without_secrets(" ".join(str(error).split()), address)[:MOST_SHOWN]
        raise TableError(
            f"The query of the address cannot be used: {said}.", hint="Try it in the database itself."
        ) from None


def _near(backend: SQLBackend, address: Address) -> str:
    """The table that is most like the one asked for."""
    known = backend.list_tables()
    return (
        did_you_mean(address.picked.rsplit(".", 1)[-1], known)
        or "Write schema.table when it is in a schema of its own."
    )
