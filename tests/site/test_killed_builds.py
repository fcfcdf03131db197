"""However a build ends, readers find a whole site: the old one or the new one, and the next build works."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest
from tessera_site.proof.manifest import digest, manifest_faults, read_site
from tiny_project import tiny_project

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")

MOMENTS = 50
TITLES = ("Edition one", "Edition two")
SIGNALS = (signal.SIGKILL, signal.SIGKILL, signal.SIGKILL, signal.SIGTERM, signal.SIGINT)
SEED = 20
FORGE = """
import os, resource, sys, time
from pathlib import Path
import ibis.backends.duckdb.converter
import tessera.analyse, tessera.private, tessera_site.cli
import tessera_site.evidence, tessera_site.pages, tessera_site.pandoc, tessera_site.verify, tessera_site.methods
from tessera_site.cli import main

print("ready", flush=True)
for line in sys.stdin:
    project, out, largest = line.rstrip("\\n").split("\\t")
    began = time.monotonic()
    child = os.fork()
    if child == 0:
        sys.stdin.close()
        os.dup2(2, 1)
        if int(largest):
            resource.setrlimit(resource.RLIMIT_FSIZE, (int(largest), int(largest)))
        options = ["--engine", "pandoc", "--no-pdf", "--no-notebook"]
        try:
            main(["build", "--project", project, "--out", out, *options], standalone_mode=False)
            os._exit(0)
        except SystemExit as end:
            os._exit(end.code if isinstance(end.code, int) else 1)
    print(child, flush=True)
    _, status = os.waitpid(child, 0)
    print(os.waitstatus_to_exitcode(status), time.monotonic() - began, flush=True)
"""
"""A process with everything imported that forks a build for every line: what is killed is a real build, at once."""


class Forge:
    """Starts builds that cost no start."""

    def __init__(self, log: Path) -> None:
        self.log = log
        with log.open("w") as errors:
            self.process = subprocess.Popen(
                [sys.executable, "-c", FORGE],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=errors,
                text=True,
            )
        assert self.answer() == "ready"

    def answer(self) -> str:
        return self.process.stdout.readline().strip()

    def build(self, project: Path, out: Path, kill_after: float | None = None, number: int = 0, largest: int = 0):
        """Build, or kill the build after some seconds; its exit code and how long it took."""
        self.process.stdin.write(f"{project}\t{out}\t{largest}\n")
        self.process.stdin.flush()
        child = int(self.answer())
        if kill_after is not None:
            time.sleep(kill_after)
            with suppress(ProcessLookupError):
                os.kill(child, number)
        code, seconds = self.answer().split()
        return int(code), float(seconds)

    def said(self) -> str:
        return self.log.read_text()


@pytest.fixture(scope="module")
def forge(tmp_path_factory):
    forge = Forge(tmp_path_factory.mktemp("forge") / "log")
    yield forge
    forge.process.stdin.close()
    forge.process.wait(timeout=60)
    forge.process.stdout.close()


@pytest.fixture(scope="module")
def editions(tmp_path_factory, forge):
    """Two projects whose findings are known, so that a build is quick, and the folder both publish into."""
    folder = tmp_path_factory.mktemp("editions")
    projects = [tiny_project(folder / title.replace(" ", "-"), title) for title in TITLES]
    out = folder / "published" / "_site"
    took = []
    for project in (*projects, *projects):
        code, seconds = forge.build(project, out)
        assert code == 0, forge.said()
        took.append(seconds)
    return projects, out, sum(took[2:]) / 2


def whole_edition(out: Path) -> str:
    """The title of the site that is published, after a look at every byte of it."""
    files = read_site(out)
    findings = json.loads(files["findings.json"])
    assert list(manifest_faults(files, findings)) == []
    assert json.loads(files["manifest.json"])["files"]["index.html"] == digest(files["index.html"])
    title = findings["study"]["title"]
    assert title in files["index.html"].decode()
    return title


def test_killing_a_build_at_fifty_moments_never_leaves_a_broken_or_mixed_site(forge, editions):
    projects, out, usual = editions
    chance = random.Random(SEED)
    killed = built = 0
    before = whole_edition(out)
    while killed < MOMENTS:
        project, number = chance.choice(projects), chance.choice(SIGNALS)
        code, _ = forge.build(project, out, chance.uniform(0, usual), number)
        after = whole_edition(out)
        if code == 0:
            built += 1
            assert built <= MOMENTS, "builds end before they can be killed"
        else:
            killed += 1
            assert code in (-number, 128 + number, 1), forge.said()
        assert after in (before, TITLES[projects.index(project)])
        before = after
    for project, title in zip(projects, TITLES, strict=True):
        code, _ = forge.build(project, out)
        assert code == 0, forge.said()
        assert whole_edition(out) == title
    assert [path.name for path in out.parent.iterdir()] == ["_site"], "nothing of a killed build is left"
    assert "Traceback" not in forge.said()


def test_a_disk_that_takes_no_more_leaves_the_old_site(forge, editions):
    projects, out, _ = editions
    before = whole_edition(out)
    for kilobytes in (2, 60, 1000):
        code, _ = forge.build(projects[0], out, largest=kilobytes * 1000)
        assert code == 1, kilobytes
        assert whole_edition(out) == before
    assert [path.name for path in out.parent.iterdir()] == ["_site"]
    assert "Traceback" not in forge.said()
    assert forge.said().count("The disk is full") >= 2
    assert forge.build(projects[0], out)[0] == 0


def test_two_builds_of_one_project_at_once_are_refused(forge, editions, tmp_path):
    from tessera_site.build import at_work

    projects, _, _ = editions
    with at_work(projects[0]):
        assert forge.build(projects[0], tmp_path / "another")[0] == 1
    assert "is at work" in forge.said()
    assert not (tmp_path / "another").exists()
