"""Either the new site is there, or the old one is as it was."""

import errno
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from tessera.errors import PublishError
from tessera_site.publish import publishing


def _write_site(folder: Path, text: str) -> None:
    (folder / "index.html").write_text(text)
    (folder / "findings.json").write_text("{}")


def _old_site(tmp_path: Path) -> Path:
    target = tmp_path / "_site"
    target.mkdir()
    _write_site(target, "old")
    return target


def test_a_finished_build_takes_the_place_of_the_old_site(tmp_path: Path) -> None:
    target = _old_site(tmp_path)
    (target / "gone.html").write_text("x")
    with publishing(target) as folder:
        assert (target / "index.html").read_text() == "old", "the old site stands until the end"
        _write_site(folder, "new")
    assert (target / "index.html").read_text() == "new"
    assert not (target / "gone.html").exists()
    assert [path.name for path in tmp_path.iterdir()] == ["_site"], "nothing is left behind"


def test_a_first_build_makes_the_folder(tmp_path: Path) -> None:
    with publishing(tmp_path / "deep/_site") as folder:
        _write_site(folder, "new")
    assert (tmp_path / "deep/_site/index.html").read_text() == "new"


@pytest.mark.parametrize("fault", [PublishError("no"), KeyboardInterrupt(), ValueError("bug")])
def test_a_failed_build_leaves_the_old_site(tmp_path: Path, fault: BaseException) -> None:
    target = _old_site(tmp_path)
    with pytest.raises(type(fault)), publishing(target) as folder:
        _write_site(folder, "half")
        raise fault
    assert (target / "index.html").read_text() == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["_site"]


def test_a_full_disk_is_said_in_a_sentence(tmp_path: Path) -> None:
    target = _old_site(tmp_path)
    with pytest.raises(PublishError, match="disk is full"), publishing(target):
        raise OSError(errno.ENOSPC, "No space left on device")
    assert (target / "index.html").read_text() == "old"


def test_two_builds_at_once_are_refused(tmp_path: Path) -> None:
    target = _old_site(tmp_path)
    with publishing(target) as folder:
        with pytest.raises(PublishError, match="Another build"), publishing(target):
            pass
        _write_site(folder, "new")
    assert (target / "index.html").read_text() == "new"


def test_a_folder_that_is_no_site_is_not_replaced(tmp_path: Path) -> None:
    target = tmp_path / "documents"
    target.mkdir()
    (target / "letter.txt").write_text("dear")
    with pytest.raises(PublishError, match="not replaced"), publishing(target):
        pass
    assert (target / "letter.txt").exists()


def test_the_project_itself_is_not_replaced(tmp_path: Path) -> None:
    _write_site(tmp_path, "old")
    (tmp_path / "study.yml").write_text("title: x")
    with pytest.raises(PublishError, match="not replaced"), publishing(tmp_path):
        pass


def test_leftovers_of_a_killed_build_are_cleared(tmp_path: Path) -> None:
    target = tmp_path / "_site"
    (tmp_path / "._site.new-1").mkdir()
    aside = tmp_path / "._site.old-1"
    aside.mkdir()
    _write_site(aside, "old")
    with pytest.raises(PublishError), publishing(target):
        raise PublishError("no")
    assert (target / "index.html").read_text() == "old", "a site that was set aside comes back"
    assert [path.name for path in tmp_path.iterdir()] == ["_site"]


_BUILD = """
import sys, time
from pathlib import Path
from tessera_site.publish import publishing
with publishing(Path(sys.argv[1])) as folder:
    (folder / "index.html").write_text("half")
    print("ready", flush=True)
    time.sleep(60)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_a_killed_build_leaves_the_old_site(tmp_path: Path, number: signal.Signals) -> None:
    target = _old_site(tmp_path)
    process = subprocess.Popen([sys.executable, "-c", _BUILD, str(target)], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    os.kill(process.pid, number)
    process.wait(timeout=20)
    process.stdout.close()
    assert (target / "index.html").read_text() == "old"
    with publishing(target) as folder:
        _write_site(folder, "new")
    assert [path.name for path in tmp_path.iterdir()] == ["_site"]


def test_a_reader_never_finds_the_site_missing(tmp_path: Path) -> None:
    if not sys.platform.startswith("linux"):
        pytest.skip("one-step exchange is Linux's")
    target = _old_site(tmp_path)
    watcher = subprocess.Popen(
        [sys.executable, "-c", "import sys,os\nwhile True: os.stat(sys.argv[1])", str(target / "index.html")],
        stderr=subprocess.DEVNULL,
    )
    time.sleep(0.3)
    for _ in range(30):
        with publishing(target) as folder:
            _write_site(folder, "new")
    still_reading = watcher.poll() is None
    watcher.kill()
    watcher.wait()
    assert still_reading
