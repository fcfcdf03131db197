"""The same table, study and version give the same bytes wherever, whenever and however they are built."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from sample_project import project_in, quiet
from tessera.errors import PublishError
from tessera_site.rebuild import same_again

COMMAND = (sys.executable, "-c", "from tessera_site.cli import main; main()")
ELSEWHERE = {
    "TZ": "Pacific/Kiritimati",
    "LC_ALL": "tr_TR.UTF-8",
    "LANG": "tr_TR.UTF-8",
    "PYTHONHASHSEED": "7",
    "OMP_NUM_THREADS": "3",
    "COLUMNS": "40",
}
LATER = "2031-07-03 04:05:06"


@pytest.fixture
def one_core():
    """One core for this test and what it starts."""
    if not hasattr(os, "sched_setaffinity"):
        yield
        return
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(before)})
    yield
    os.sched_setaffinity(0, before)


def test_another_path_time_zone_locale_time_and_number_of_cores_give_the_same_bytes(site, tmp_path, one_core):
    """`verify --rebuild` builds anew, methods page and PDF included, and compares the two trees."""
    project = project_in(tmp_path / "Früher & später" / "a deeper place")
    later = [shutil.which("faketime") or "faketime", LATER] if sys.platform.startswith("linux") else []
    done = subprocess.run(
        [*later, *COMMAND, "verify", str(site), "--rebuild", "--project", str(project)],
        env={**os.environ, **ELSEWHERE, "HOME": str(tmp_path)},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        timeout=400,
    )
    assert done.returncode == 0, done.stderr
    files = sum(path.is_file() for path in Path(site).rglob("*"))
    assert f"all {files} files are the same to the byte" in done.stdout
    assert "Run the methods notebook" in done.stderr


@pytest.fixture
def built_again(monkeypatch):
    """`build` that brings a folder instead of building."""

    def bring(folder):
        monkeypatch.setattr("tessera_site.rebuild.build", lambda order, _: shutil.copytree(folder, order.out))

    return bring


def refused(site, baseline=None):
    with pytest.raises(PublishError) as refusal:
        same_again(site, site.parent, None, baseline, quiet)
    return str(refusal.value)


def test_a_site_of_another_table_is_refused(site, tmp_path, built_again):
    other = tmp_path / "other"
    shutil.copytree(site, other)
    (other / "index.html").write_text("other")
    (other / "plan.html").unlink()
    (other / "new.html").write_text("new")
    built_again(other)
    said = refused(site)
    assert "does not come from this table and study" in said
    assert "index.html: differs. new.html: is missing in the site. plan.html: is not made by this build." in said


def test_a_site_is_built_again_as_it_was_ordered(site, tmp_path, built_again):
    built_again(site)
    assert "without earlier findings" in refused(site, site / "findings.json")
    old = tmp_path / "old"
    shutil.copytree(site, old)
    manifest = (old / "manifest.json").read_text()
    (old / "manifest.json").write_text(manifest.replace('"engine"', '"motor"'))
    assert "does not tell how it was built" in refused(old)
