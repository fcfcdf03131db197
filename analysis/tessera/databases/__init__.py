"""Tables that live in a database: an address -> an ibis table on the engine that holds it. Nothing of it is loaded.

Each database is a module; its driver is imported only when a table of its kind is opened.
"""

from collections.abc import Callable, Mapping
from importlib import import_module
from pathlib import Path
from typing import TypeAlias

import ibis

from tessera.addresses import Address, Kind

Opener: TypeAlias = Callable[[Address, Path], ibis.Table]

MODULES: Mapping[Kind, str] = {
    "postgres": "postgres",
    "duckdb": "duckdb_file",
    "spark": "spark",
    "bigquery": "through_ibis",
    "snowflake": "through_ibis",
    "trino": "through_ibis",
}


def open_database(address: Address, base: Path) -> ibis.Table:
    """The table, or the query as a table, that an address of a database names.

    Parameters
    ----------
    address : Address
        Of one of the kinds in `MODULES`.
    base : Path
        Folder that a relative path in the address starts from.

    Raises
    ------
    TableError
        If the driver is missing, nobody answers, the login is refused, or there is no such table.
    """
    opener: Opener = import_module(f"tessera.databases.{MODULES[address.kind]}").open_table
    return opener(address, base)
