"""BigQuery, Snowflake and Trino, as ibis opens them. Nobody has tested this with Tessera."""

from pathlib import Path

import ibis

from tessera.addresses import Address, expanded, without_secrets
from tessera.databases.picking import MOST_SHOWN, picked_table
from tessera.errors import TableError


def open_table(address: Address, _base: Path) -> ibis.Table:
    """Connect with the address as ibis reads it, and pick the table."""
    from urllib.parse import urlencode

    options = urlencode({key: expanded(value) for key, value in address.settings.items()})
    url = f"{address.kind}://{expanded(address.place)}" + (f"?{options}" if options else "")
    try:
        backend = ibis.connect(url)
    except (ImportError, AttributeError):
        raise TableError(
            f"{address.name}: reading from {address.kind} needs its driver.",
            hint=f"pip install 'ibis-framework[{address.kind}]'",
        ) from None
    except Exception as error:  # noqa: BLE001  each driver has errors of its own
        said = without_secrets(" ".join(str(error).split()), address)[:MOST_SHOWN]
        raise TableError(f"{address.name}: {address.kind} gives no connection: {said}.") from None
    return picked_table(backend, address)
