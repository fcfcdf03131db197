"""The same study on Spark, with workers in processes of their own. One session for all: it takes long to start."""

import json
import os
import signal
import subprocess
import sys
from contextlib import contextmanager, suppress
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner
from tessera import analyse, engine
from tessera.addresses import Address
from tessera.databases import spark as driver
from tessera.errors import TableError
from tessera.findings import dump
from tessera.source import open_source
from tessera.study import parse_study
from tessera_site.cli import main

from engines.conftest import findings_on
from engines.same import differences
from engines.shop import CUSTOMERS

pytestmark = [  # pyspark leaves the sockets open through which answers came
    pytest.mark.filterwarnings("ignore:unclosed <socket:ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]

SMALL = (  # nothing here runs long enough for compiling to pay
    "spark.sql.shuffle.partitions=2&spark.sql.adaptive.enabled=false&spark.sql.codegen.wholeStage=false"
    "&spark.driver.extraJavaOptions=-XX:TieredStopAtLevel=1&spark.executor.extraJavaOptions=-XX:TieredStopAtLevel=1"
)
LONGEST_S = 600
MASTER = f"local-cluster[2,1,1024]?{SMALL}"


@pytest.fixture(scope="module")
def address(parquet):
    """The shop on Spark; the session ends with the tests of this file."""
    yield f"{MASTER}&parquet={parquet}"
    from pyspark.sql import SparkSession

    with suppress(Exception):  # the last test has ended it
        SparkSession.getActiveSession().stop()


@pytest.fixture(autouse=True)
def _in_time():
    """A question that Spark never answers ends these tests; cut short, the session could not be used any more."""

    def over(*_):
        pytest.exit(f"Spark did not answer within {LONGEST_S} seconds", returncode=1)

    before = signal.signal(signal.SIGALRM, over)
    signal.alarm(LONGEST_S)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)


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


def test_a_cluster_that_gives_no_worker_is_refused(parquet):
    """In a process of its own, for one program runs one Spark; its only worker has a core, and two are asked for."""
    address = f"local-cluster[1,1,1024]?{SMALL}&spark.executor.cores=2&parquet={parquet}"
    program = (
        "import sys; from pathlib import Path; from tessera.databases import spark; from tessera.addresses import address_of\n"
        "spark.WORKERS_S = 3\n"
        "spark.open_table(address_of(sys.argv[1]), Path())"
    )
    command = [sys.executable, "-c", program, address]
    ended = subprocess.run(command, check=False, capture_output=True, text=True, timeout=120)
    assert "gave no worker within 3 seconds" in ended.stderr.splitlines()[-1]


def test_a_missing_driver_is_refused_with_its_name(study, monkeypatch):
    monkeypatch.setitem(sys.modules, "pyspark.sql", None)
    with pytest.raises(TableError, match=r"needs its driver\. pip install 'tessera-segments\[spark\]'"):
        open_source("local[2]?table=x", study, Path())


def test_files_and_tables_that_are_not_there_are_refused(address, study):
    with pytest.raises(TableError, match="there are no such Parquet files"):
        open_source(f"{MASTER}&parquet=nothing/", study, Path())
    with pytest.raises(TableError, match="there is no such table"):
        open_source("spark:?table=nothing", study, Path())


FEW_QUESTIONS = """\
title: A shop on workers that end
data: {source: "SOURCE", simulated: true}
columns:
  id: {column: Customer ID, role: id}
  spending: {column: Spending, role: value}
  paid: {column: Paid, role: feature}
cleaning: {duplicates: drop}
models:
  paid-spending: {features: [paid, spending], k: 2, k_max: 3}
trust: {draws: 0, bootstraps: 0}
"""


def build(source, folder):
    """Build a small site over an earlier one, from a table at an address; what the command said."""
    (folder / "_site").mkdir()
    (folder / "_site" / "index.html").write_text("the earlier site")
    (folder / "_site" / "findings.json").write_text("{}")
    (folder / "study.yml").write_text(FEW_QUESTIONS.replace("SOURCE", source))
    options = ("--engine", "pandoc", "--no-pdf", "--no-notebook")
    return CliRunner().invoke(main, ["build", "--project", str(folder), *options])


def refusal(result, folder):
    """The one sentence of a build that refused and left the earlier site alone."""
    assert result.exit_code == 1, result.output
    assert sorted(p.name for p in (folder / "_site").iterdir()) == ["findings.json", "index.html"]
    assert (folder / "_site" / "index.html").read_text() == "the earlier site"
    assert "Traceback" not in result.output
    (line,) = [line for line in result.stderr.splitlines() if line.startswith("tessera: ")]
    return line


@contextmanager
def once_the_table_is_read(monkeypatch, happens):
    """Something happens when workers hold the table and are about to be asked."""
    real = analyse.clean

    def interrupted(*arguments):
        happens()
        return real(*arguments)

    with monkeypatch.context() as patch:
        patch.setattr(analyse, "clean", interrupted)
        yield


def test_customers_are_scored_where_spark_holds_them(address, parquet, tmp_path, monkeypatch):
    monkeypatch.setattr(engine, "SOME", 200)  # rows come in two parts
    (tmp_path / "study.yml").write_text(FEW_QUESTIONS.replace("SOURCE", str(parquet)))
    study = parse_study((tmp_path / "study.yml").read_text(), tmp_path / "study.yml")
    (tmp_path / "_site").mkdir()
    (tmp_path / "_site" / "findings.json").write_text(dump(findings_on(str(parquet), study)))
    scored = []
    for source in (str(parquet), address):
        out = tmp_path / f"{len(scored)}.parquet"
        asked = ["score", "--project", str(tmp_path), "--model", "paid-spending", "--data", source, "--out", str(out)]
        result = CliRunner().invoke(main, asked)
        assert result.exit_code == 0, result.output
        scored.append(sorted(zip(*pq.read_table(out).to_pydict().values(), strict=True)))
    assert scored[0] == scored[1]
    assert len(scored[0]) == CUSTOMERS + 3


def test_a_killed_worker_is_made_up_for(address, tmp_path, monkeypatch):
    killed = []

    def one_killed():
        killed.append(workers()[0])
        os.kill(killed[0], signal.SIGKILL)

    with once_the_table_is_read(monkeypatch, one_killed):
        result = build(address, tmp_path)
    assert result.exit_code == 0, result.output
    assert killed[0] not in workers()
    assert "A shop on workers that end" in (tmp_path / "_site" / "index.html").read_text()
    assert json.loads((tmp_path / "_site" / "findings.json").read_text())["data"]["rows_kept"] == CUSTOMERS


def test_workers_that_end_again_and_again_are_refused_in_a_sentence(address, parquet, tmp_path):
    """A row of this table ends the worker that comes to it."""
    deadly = "if(`Customer ID` = 200, reflect('java.lang.System', 'exit', 9), Spending)"
    source = f"{MASTER}&query=select * except (Spending), {deadly} as Spending from parquet.`{parquet}`"
    said = refusal(build(source, tmp_path), tmp_path)
    assert "a query: Spark lost the workers that held this table, again and again." in said


def test_a_spark_that_ends_is_refused_in_a_sentence(address, tmp_path, monkeypatch):
    """The last test here: it ends the session that the others use."""
    from pyspark import SparkContext

    def ended():
        SparkContext._gateway.proc.kill()
        SparkContext._gateway.proc.wait()

    with once_the_table_is_read(monkeypatch, ended):
        result = build(address, tmp_path)
    assert "customers: Spark went away while it was being asked." in refusal(result, tmp_path)
