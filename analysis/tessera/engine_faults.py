"""What an engine says when it fails in the middle of a question, as one sentence for the person who asked."""

import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress

import ibis

from tessera.engine import release
from tessera.errors import TableError, TesseraError

ENGINES: Mapping[str, str] = {"duckdb": "DuckDB", "psycopg": "Postgres", "pyspark": "Spark", "py4j": "Spark"}
"""The package an exception comes from, and the engine that it means."""

MOST_SHOWN = 200  # characters of what an engine says

_GONE: Mapping[str, tuple[str, ...]] = {
    "Postgres": (
        "server closed the connection",
        "terminating connection",
        "connection is lost",
        "connection is closed",
    ),
    "Spark": ("Answer from Java side is empty", "Connection refused", "Connection reset", "SparkContext was shut down"),
}
_WORKERS_LOST = ("ExecutorLostFailure", "Master removed our application", "executor exited", "FetchFailed")
_NO_MEMORY = ("OutOfMemory", "Out of Memory", "could not allocate", "No space left")


@contextmanager
def asking(name: str, table: ibis.Table | None = None) -> Iterator[None]:
    """Ask an engine; whatever it fails with becomes a `TableError`. Afterwards it is let go of, if its table is given.

    Parameters
    ----------
    name : str
        The table, in sentences.
    table : ibis.Table, optional
        To be released when the questions are over.

    Raises
    ------
    TableError
        If the engine fails: what it was, and what to do.
    """
    try:
        yield
    except TesseraError:
        raise
    except Exception as fault:
        found = _fault_of_engine(fault)
        if found is None:
            raise
        raise _refusal(name, *found) from None
    finally:
        if table is not None:
            with suppress(*_exceptions_of_engines()):
                release(table)


def _fault_of_engine(fault: BaseException) -> tuple[str, str] | None:
    """The engine that failed, and what it said first; None if no engine did."""
    found = None
    seen: BaseException | None = fault
    while seen is not None:
        engine = ENGINES.get(type(seen).__module__.partition(".")[0].removeprefix("_"))
        if engine is None and isinstance(seen, ConnectionError) and "pyspark" in sys.modules:
            engine = "Spark"
        if engine is not None:
            found = (engine, str(seen))
        seen = seen.__cause__ or seen.__context__
    return found


def _refusal(name: str, engine: str, said: str) -> TableError:
    """What happened, in a sentence."""
    reason = " ".join(_first_words(said).split())[:MOST_SHOWN].rstrip(".: ")
    if any(mark in said for mark in _WORKERS_LOST):
        return TableError(
            f"{name}: Spark lost the workers that held this table, again and again.",
            hint="Look at what ends them (memory, most often) in Spark's own log, give them more, and build again.",
        )
    if any(mark in said for mark in _GONE.get(engine, ())):
        return TableError(
            f"{name}: {engine} went away while it was being asked.", hint="See that it runs, and build again."
        )
    if any(mark in said for mark in _NO_MEMORY):
        return TableError(f"{name}: {engine} has not enough room for this table: {reason}.", hint="Give it more.")
    if "permission denied" in said:
        hint = "Tessera needs to read the table, and the right to make temporary tables (GRANT TEMPORARY)."
        return TableError(f"{name}: {engine} refuses: {reason}.", hint=hint)
    return TableError(f"{name}: {engine} cannot answer: {reason}.", hint="Is the table whole, and of one kind?")


def _first_words(said: str) -> str:
    """The first line that says something; Spark's errors name a Java class and a stage before."""
    lines = [line.strip() for line in said.strip().splitlines() if line.strip()]
    telling = next((line for line in lines if line.startswith(("Caused by:", "org.apache.spark.Spark"))), "")
    return telling.rpartition("Exception:")[2].strip() or (lines[0] if lines else "it gives no reason")


def _exceptions_of_engines() -> tuple[type[BaseException], ...]:
    """What engines that are loaded fail with."""
    found: list[type[BaseException]] = [OSError]
    if duckdb := sys.modules.get("duckdb"):
        found.append(duckdb.Error)
    if psycopg := sys.modules.get("psycopg"):
        found.append(psycopg.Error)
    if py4j := sys.modules.get("py4j.protocol"):
        found.append(py4j.Py4JError)
    return tuple(found)
