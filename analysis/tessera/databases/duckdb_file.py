"""A DuckDB file, opened for reading only."""

from pathlib import Path

import duckdb
import ibis

from tessera.addresses import Address, expanded
from tessera.databases.picking import picked_table
from tessera.engine import QUIET
from tessera.errors import TableError


def open_table(address: Address, base: Path) -> ibis.Table:
    """Open the file, and pick the table."""
    path = base / Path(expanded(address.place)).expanduser()
    if not path.is_file():
        raise TableError(
            f"{path.name}: there is no such DuckDB file.", hint=f"Relative paths start from {base.resolve()}."
        )
    try:
        backend = ibis.duckdb.connect(path, read_only=True, **QUIET)
    except duckdb.Error as error:
        raise TableError(
            f"{path.name}: this cannot be opened as a DuckDB file: {str(error).splitlines()[0].rstrip('.')}.",
            hint="Does another program write to it now?",
        ) from None
    return picked_table(backend, address)
