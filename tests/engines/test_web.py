"""Tables behind https:// and in a bucket, read by DuckDB's own extension: as a package, with the DuckDB that it fits.

Run by the session `releases`, for there is no such package yet for the DuckDB that is locked.
"""

import http.server
import os
import shutil
import ssl
import threading
from functools import partial
from pathlib import Path

import pyarrow.parquet as pq
import pytest
import trustme
from tessera.errors import TableError
from tessera.guess import guess_study
from tessera.source import open_source

from engines.conftest import findings_on
from engines.same import differences
from engines.shop import shop

pytest.importorskip("duckdb_extension_httpfs", reason="its session is `releases`")

LONG_AGO = 1_700_000_000
KEY, SECRET, REGION = "a-key", "not-to-be-said", "eu-north-1"


class Shelf(http.server.SimpleHTTPRequestHandler):
    """Serves a folder, also parts of files, as real servers do."""

    served = 0  # bytes

    def log_message(self, *_):
        pass

    def do_GET(self):
        part = self.headers.get("Range")
        if part is None:
            super().do_GET()
            return
        first, last = map(int, part.removeprefix("bytes=").split("-"))
        with Path(self.translate_path(self.path)).open("rb") as file:
            file.seek(first)
            content = file.read(last - first + 1)
        Shelf.served += len(content)
        self.send_response(206)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)


@pytest.fixture(scope="module")
def authority():
    """Nobody but these tests trusts it."""
    return trustme.CA()


@pytest.fixture(scope="module")
def shelf(authority, tmp_path_factory):
    """The shop behind https:// on this machine, as Parquet and as CSV."""
    folder = tmp_path_factory.mktemp("shelf")
    pq.write_table(shop(), folder / "customers.parquet", row_group_size=100)
    shop().to_pandas().to_csv(folder / "customers.csv", index=False)
    os.utime(folder / "customers.parquet", (LONG_AGO, LONG_AGO))  # DuckDB keeps nothing of what changed just now
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), partial(Shelf, directory=folder)) as server:
        safe = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        authority.issue_cert("localhost").configure_cert(safe)
        server.socket = safe.wrap_socket(server.socket, server_side=True)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"https://localhost:{server.server_port}"
        server.shutdown()


@pytest.fixture
def trusted(authority, tmp_path, monkeypatch):
    """The authority among those that the environment trusts."""
    authority.cert_pem.write_to_path(tmp_path / "authority.pem")
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "authority.pem"))


class Bucket(Shelf):
    """As much of S3 as reading needs, for whoever says who he is: what is in a bucket, and its files."""

    def do_HEAD(self):
        if self.is_welcome():
            super().do_HEAD()

    def do_GET(self):
        if not self.is_welcome():
            return
        place, _, asked = self.path.partition("?")
        if "list-type" not in asked:
            super().do_GET()
            return
        bucket = Path(self.translate_path(place))
        listed = "".join(
            f"<Contents><Key>{file.relative_to(bucket)}</Key><Size>{file.stat().st_size}</Size></Contents>"
            for file in sorted(bucket.rglob("*.*"))
        )
        answer = f"<ListBucketResult><IsTruncated>false</IsTruncated>{listed}</ListBucketResult>".encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def is_welcome(self):
        """Whether the question is signed by the key, for the region, that the environment holds."""
        signed = self.headers.get("Authorization", "")
        known = signed.startswith(f"AWS4-HMAC-SHA256 Credential={KEY}/") and f"/{REGION}/s3/aws4_request" in signed
        if not known:
            self.send_error(403)
        return known


@pytest.fixture(scope="module")
def bucket(parquet, tmp_path_factory):
    """A bucket with the shop's two files in it, on a server of its own that the environment names."""
    folder = tmp_path_factory.mktemp("bucket")
    shutil.copytree(parquet, folder / "shop" / "customers")
    with (
        http.server.ThreadingHTTPServer(("127.0.0.1", 0), partial(Bucket, directory=folder)) as server,
        pytest.MonkeyPatch.context() as environment,
    ):
        threading.Thread(target=server.serve_forever, daemon=True).start()
        environment.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{server.server_port}")
        environment.setenv("AWS_ACCESS_KEY_ID", KEY)
        environment.setenv("AWS_SECRET_ACCESS_KEY", SECRET)
        environment.setenv("AWS_REGION", REGION)
        yield "s3://shop"
        server.shutdown()


def test_parquet_behind_https_gives_the_findings_of_a_file(shelf, trusted, study, expected):
    named = {**expected, "input": {**expected["input"], "name": "customers.parquet"}}
    assert list(differences(named, findings_on(f"{shelf}/customers.parquet", study))) == []


def test_what_has_been_read_from_the_web_is_not_read_again(shelf, trusted, study):
    Shelf.served = 0
    source = open_source(f"{shelf}/customers.parquet", study, None)
    once = Shelf.served
    for _ in range(3):
        assert source.table.spending.sum().to_pyarrow().as_py() > 0
    assert 0 < once == Shelf.served


def test_a_csv_behind_https_begins_a_study(shelf, trusted):
    written = guess_study(f"{shelf}/customers.csv")
    assert "title: Customers " in written
    assert "column: Paid" in written


def test_a_server_that_nobody_vouches_for_is_refused(shelf, study):
    with pytest.raises(TableError, match=r"^customers\.parquet: the address gives no table: .*certificate"):
        open_source(f"{shelf}/customers.parquet", study, None)


def test_what_is_not_on_the_web_is_refused(shelf, trusted, study):
    with pytest.raises(TableError, match=r"^nothing\.parquet: the address gives no table: .*404"):
        open_source(f"{shelf}/nothing.parquet", study, None)


def test_a_bucket_gives_the_findings_of_a_file(bucket, study, expected):
    assert list(differences(expected, findings_on(f"{bucket}/customers/*.parquet", study))) == []


def test_many_files_of_a_bucket_are_one_table_only_if_they_are_parquet(bucket, study):
    with pytest.raises(TableError, match=r"^customers: only Parquet files can be read as one table"):
        open_source(f"{bucket}/customers/*.csv", study, None)


def test_a_bucket_without_the_table_is_refused_without_its_secret(bucket, study):
    with pytest.raises(TableError, match=r"^none\.parquet: the address gives no table: ") as refused:
        open_source(f"{bucket}/none.parquet", study, None)
    assert SECRET not in str(refused.value) + str(refused.value.hint)


def test_a_bucket_does_not_open_for_another_key(bucket, study, monkeypatch):
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "another")
    with pytest.raises(TableError, match=r"^customers: the address gives no table: .*403"):
        open_source(f"{bucket}/customers/*.parquet", study, None)
