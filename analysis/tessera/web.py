"""Tables on the web or in an S3 bucket, read by DuckDB's httpfs extension where it is on this machine.

The extension itself is never fetched: a build makes no request that the study does not name. It may come as a Python
package (the extra ``web``), or stand where DuckDB has installed it.
"""

import os
import tempfile
from importlib.util import find_spec
from pathlib import Path

import duckdb
from ibis.backends.duckdb import Backend

from tessera.addresses import Address, expanded, without_secrets
from tessera.engine import connect
from tessera.errors import TableError
from tessera.readers import READERS, Pick, Raw, picked_parquet, quoted, read_parquet

INSTALL = (
    "pip install 'tessera-segments[web]' brings it with a DuckDB that it fits. Or, where there is a network: "
    "python -c \"import duckdb; duckdb.sql('INSTALL httpfs')\"."
)
PATIENCE = {"http_timeout": 20, "http_retries": 2}  # seconds, and how often again
S3 = {
    "AWS_ACCESS_KEY_ID": "KEY_ID",
    "AWS_SECRET_ACCESS_KEY": "SECRET",
    "AWS_SESSION_TOKEN": "SESSION_TOKEN",
    "AWS_DEFAULT_REGION": "REGION",
    "AWS_REGION": "REGION",
}
"""What the AWS programs find in the environment, and what DuckDB calls it."""


def read_web(address: Address, pick: Pick) -> Raw:
    """A table behind an address: Parquet where it lies, any other file through a copy.

    Raises
    ------
    TableError
        If the extension is not here, the address does not answer, or the file cannot be read.
    """
    connection = _with_httpfs(address)
    url = expanded(address.place)
    place = url.partition("?")[0]
    reader = READERS.get(Path(place).suffix.lower(), read_parquet)
    if "*" in place and reader is not read_parquet:
        raise TableError(
            f"{address.name}: only Parquet files can be read as one table.", hint="Put the tables together."
        )
    try:
        if reader is read_parquet:
            return picked_parquet(connection, [url], pick, fingerprint=None)
        with tempfile.TemporaryDirectory(prefix="tessera-") as folder:
            copy = Path(folder, address.name)
            found = connection.raw_sql(f"SELECT content FROM read_blob({quoted(url)})").fetchone()  # noqa: S608, quoted
            copy.write_bytes(found[0])
            return reader(copy, pick)
    except duckdb.Error as error:
        said = without_secrets(str(error).splitlines()[0].rstrip("."), address)
        raise TableError(
            f"{address.name}: the address gives no table: {said}.",
            hint="Does it open from here, in a browser or with curl?",
        ) from None


def _with_httpfs(address: Address) -> Backend:
    """An engine in memory that can read from the web."""
    connection = connect()
    try:
        connection.raw_sql(f"LOAD {_httpfs()}")
    except duckdb.Error:
        raise TableError(
            f"{address.name}: reading from the web needs DuckDB's extension httpfs, which is not on this machine.",
            hint=INSTALL,
        ) from None
    for setting, value in PATIENCE.items():
        connection.raw_sql(f"SET {setting} = {value}")
    if authorities := os.environ.get("SSL_CERT_FILE"):
        connection.raw_sql(f"SET ca_cert_file = {quoted(authorities)}")
    if address.place.startswith("s3:"):
        connection.raw_sql(_secret())
    return connection


def _httpfs() -> str:
    """What to load: the packaged extension where it is of this DuckDB, or the one that DuckDB has installed."""
    package = find_spec("duckdb_extension_httpfs")
    for folder in (package and package.submodule_search_locations) or ():
        file = Path(folder, "extensions", f"v{duckdb.__version__}", "httpfs.duckdb_extension")
        if file.is_file():
            return quoted(str(file))
    return "httpfs"


def _secret() -> str:
    """A statement that tells DuckDB, for this connection only, what the environment says of S3."""
    said = {S3[name]: os.environ[name] for name in S3 if os.environ.get(name)}
    endpoint = os.environ.get("AWS_ENDPOINT_URL_S3") or os.environ.get("AWS_ENDPOINT_URL", "")
    if endpoint:
        scheme, _, host = endpoint.rpartition("://")
        said |= {"ENDPOINT": host, "URL_STYLE": "path", "USE_SSL": "false" if scheme == "http" else "true"}
    parts = "".join(f", {key} {quoted(value)}" for key, value in said.items())
    return f"CREATE SECRET (TYPE s3{parts})"
