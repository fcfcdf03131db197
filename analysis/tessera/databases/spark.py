"""Spark: a session on the master that an address names, or the one there is."""

import atexit
import logging
import os
import re
import shutil
import socket
import tempfile
import threading
from contextlib import suppress
from pathlib import Path
from typing import Any

import ibis

from tessera.addresses import Address, expanded
from tessera.databases.picking import picked_table
from tessera.errors import TableError

PATIENCE_S = 10  # until a master that does not answer is given up
WORKERS_S = 300  # until a cluster that gives no worker is given up; one that grows on demand takes minutes
OWN = "spark"  # the place of an address that leaves the master to Spark's own settings

_DEFAULTS = {
    "spark.app.name": "tessera",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.sql.autoBroadcastJoinThreshold": "64m",  # cells are joined to rows without moving the rows
}
_JAVA = "spark.driver.extraJavaOptions"
_QUIETLY = f"-Dlog4j2.configurationFile={Path(__file__).with_name('quiet.properties')}"
_HERE = "127.0.0.1"
_LOCAL_CORES = re.compile(r"local(?:-cluster)?\[(\d+)(?:,(\d+))?")


def open_table(address: Address, base: Path) -> ibis.Table:
    """Start or find the session, and pick the table or the Parquet files."""
    try:
        from pyspark.sql import SparkSession
    except ImportError:
        raise TableError(
            f"{address.name}: reading through Spark needs its driver.", hint="pip install 'tessera-segments[spark]'"
        ) from None
    running = SparkSession.getActiveSession()
    if running is not None:
        _refuse_other(str(running.sparkContext.master), address)
    backend = ibis.pyspark.connect(running or _started(SparkSession.builder, address))
    if address.pick == "parquet":
        return _parquet(backend, address, base)
    return picked_table(backend, address)


def _refuse_other(master: str, address: Address) -> None:
    """One program runs one Spark; another master than the running one would be ignored without a word."""
    if address.place not in (OWN, master):
        raise TableError(
            f"{address.name}: this program runs Spark on {master} already, so it cannot use {address.place}."
        )


def _started(builder: Any, address: Address) -> Any:
    """A new session."""
    if not os.environ.get("JAVA_HOME") and not shutil.which("java"):
        raise TableError(
            f"{address.name}: Spark needs Java, which is not on this machine.", hint="'tessera doctor' says how."
        )
    master = expanded(address.place)
    if master != OWN:
        builder = builder.master(master)
    if master.startswith("local"):
        os.environ.setdefault("SPARK_LOCAL_IP", _HERE)  # its processes speak to each other, and to nobody else
    _refuse_silent(master, address)
    java = " ".join(filter(None, (_QUIETLY, address.settings.get(_JAVA))))
    for key, value in {**_DEFAULTS, **_here(master), **address.settings, _JAVA: java}.items():
        builder = builder.config(key, expanded(value))
    logging.getLogger("SQLQueryContextLogger").setLevel(logging.CRITICAL + 1)  # it writes whole tracebacks
    try:
        session = builder.getOrCreate()
    except Exception as error:  # noqa: BLE001  whatever Java ends with
        said = str(error).strip().splitlines()[0]
        raise TableError(f"{address.name}: Spark does not start on {address.place}: {said}.") from None
    _refuse_idle(session, master, address)
    return session


def _refuse_silent(master: str, address: Address) -> None:
    """Refuse a master that nobody answers for; Spark itself would try for minutes."""
    host, _, port = master.removeprefix("spark://").partition(":")
    if not master.startswith("spark://"):
        return
    try:
        socket.create_connection((host, int(port or 7077)), timeout=PATIENCE_S).close()
    except (OSError, ValueError) as error:
        raise TableError(
            f"{address.name}: no Spark master answers at {address.place} ({error}).",
            hint="Is it running, and does it answer from here? Look at host and port in the address.",
        ) from None


def _refuse_idle(session: Any, master: str, address: Address) -> None:
    """Refuse a cluster that has no worker to give; Spark itself would wait for one without end."""
    if master == "local" or master.startswith("local["):
        return
    asking = threading.Thread(target=_asked_once, args=(session,), daemon=True)
    asking.start()
    asking.join(WORKERS_S)
    if not asking.is_alive():
        return
    session.stop()
    raise TableError(
        f"{address.name}: {address.place} gave no worker within {WORKERS_S} seconds.",
        hint="Are workers running and free, and do they have the memory and cores that the settings ask for?",
    )


def _asked_once(session: Any) -> None:
    """Have a worker count to one. What else may end this ends the first real question, with its reason."""
    with suppress(Exception):
        session.range(1).count()


def _here(master: str) -> dict[str, str]:
    """For a Spark on this machine: as many partitions as the address names cores, and no folder left where one stands.

    Spark's own two hundred partitions are for clusters.
    """
    cores = _LOCAL_CORES.match(master)
    if cores is None:
        return {}
    folder = tempfile.mkdtemp(prefix="tessera-spark-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return {
        "spark.sql.shuffle.partitions": str(int(cores[1]) * int(cores[2] or 1)),
        "spark.sql.warehouse.dir": folder,
    }


def _parquet(backend: Any, address: Address, base: Path) -> ibis.Table:
    """Parquet files where every worker finds them: a folder, a pattern, or an address that Spark knows."""
    place = expanded(address.picked)
    path = place if "://" in place else str(base.resolve() / Path(place).expanduser())
    if "://" not in place and not any(Path(path).parent.glob(Path(path).name)):
        raise TableError(
            f"{address.picked}: there are no such Parquet files.", hint=f"Relative paths start from {base.resolve()}."
        )
    return backend.read_parquet(path)
