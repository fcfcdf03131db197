"""The same study on Spark, with workers in processes of their own. One session for all: it takes long to start."""

import os
import sys
from contextlib import suppress
from pathlib import Path

import pytest
from tessera.addresses import Address
from tessera.databases import spark as driver
from tessera.errors import TableError
from tessera.source import open_source

from engines.conftest import findings_on
from engines.same import differences

pytestmark = [  # pyspark leaves the sockets open through which answers came
    pytest.mark.filterwarnings("ignore:unclosed <socket:ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]

SMALL = (  # nothing here runs long enough for compiling to pay
    "spark.sql.shuffle.partitions=2&spark.sql.adaptive.enabled=false&spark.sql.codegen.wholeStage=false"
    "&spark.driver.extraJavaOptions=-XX:TieredStopAtLevel=1&spark.executor.extraJavaOptions=-XX:TieredStopAtLevel=1"
)
MASTER = f"local-cluster[2,1,1024]?{SMALL}"


@pytest.fixture(scope="module")
def address(parquet):
    """The shop on Spark; the session ends with the tests of this file."""
    yield f"{MASTER}&parquet={parquet}"
    from pyspark.sql import SparkSession

    SparkSession.getActiveSession().stop()


def workers() -> list[int]:
    """The processes in which Spark's executors run, this test's own children."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            if "CoarseGrainedExecutorBackend" in (folder / "cmdline").read_text() and _below(
                int(folder.name), os.getpid()
            ):
                found.append(int(folder.name))
    return found


def _below(process: int, parent: int) -> bool:
    """Whether a process descends from another."""
    while process > 1:
        fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
        process = int(fields[1])
        if process == parent:
            return True
    return False


def test_spark_with_two_worker_processes_gives_the_findings_of_duckdb(address, study, expected):
    found = findings_on(address, study)
    assert len(workers()) == 2
    assert list(differences(expected, found)) == []


def test_a_table_of_the_running_session_is_the_same_table(address, study, expected, parquet):
    from pyspark.sql import SparkSession

    SparkSession.getActiveSession().read.parquet(str(parquet)).createOrReplaceTempView("members")
    source = open_source("spark:?table=members", study, Path())
    assert (source.name, source.fingerprint) == ("members", expected["input"]["fingerprint"])


def test_another_master_than_the_running_one_is_refused(address, study, parquet):
    with pytest.raises(TableError, match=r"runs Spark on local-cluster\[2,1,1024\] already"):
        open_source(f"local[2]?parquet={parquet}", study, Path())


def test_a_master_that_does_not_answer_is_refused_soon(monkeypatch):
    with pytest.raises(TableError, match=r"no Spark master answers at spark://127\.0\.0\.1:1"):
        driver._refuse_silent("spark://127.0.0.1:1", Address("spark", "", "spark://127.0.0.1:1", {}, "table", "x"))


def test_a_missing_driver_is_refused_with_its_name(study, monkeypatch):
    monkeypatch.setitem(sys.modules, "pyspark.sql", None)
    with pytest.raises(TableError, match=r"needs its driver\. pip install 'tessera-segments\[spark\]'"):
        open_source("local[2]?table=x", study, Path())


def test_files_and_tables_that_are_not_there_are_refused(address, study):
    with pytest.raises(TableError, match="there are no such Parquet files"):
        open_source(f"{MASTER}&parquet=nothing/", study, Path())
    with pytest.raises(TableError, match="there is no such table"):
        open_source("spark:?table=nothing", study, Path())
