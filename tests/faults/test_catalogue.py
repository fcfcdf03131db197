"""Whatever is wrong with what a person gives: one sentence, exit code 1, the old site untouched, soon and in little memory."""

import json
import os
import re
import resource
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from bad_others import (
    BAD_GLOSSARIES,
    BAD_PLAYBOOKS,
    BAD_RESULTS,
    BAD_TEMPLATES,
    LINE,
    OWN_PLAYS,
    RESULTS,
    SEGMENT,
    TEMPLATES,
    WRONG_PAGES,
    bad_baselines,
)
from bad_studies import BAD_STUDIES
from bad_tables import BAD_TABLES
from click.testing import CliRunner
from tessera import source
from tessera.errors import TableError
from tessera_site.build import Order, build
from tessera_site.cli import main
from tiny_project import HEAD, rows, tiny_project

SECONDS = 30
MEGABYTES = 400
LONGEST_SENTENCE = 1500
BASELINES = tuple(bad_baselines({"models": {"age-spend": {}}}))


@pytest.fixture(scope="module")
def built(tmp_path_factory) -> Path:
    """The tiny project with its site, built once."""
    project = tiny_project(tmp_path_factory.mktemp("faults") / "project")
    options = ["--engine", "pandoc", "--no-pdf", "--no-notebook"]
    done = CliRunner().invoke(main, ["build", "--project", str(project), *options])
    assert done.exit_code == 0, done.output
    return project


@pytest.fixture
def project(built: Path, tmp_path: Path) -> Path:
    """A copy of it in which something is to be wrong."""
    shutil.copytree(built, tmp_path / "shop", ignore=shutil.ignore_patterns("stage"))
    return tmp_path / "shop"


def put(path: Path, content: str | bytes | None) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    if content is None:
        path.unlink()
        path.mkdir()
    else:
        path.write_bytes(content.encode() if isinstance(content, str) else content)


def files_of(site: Path) -> dict[str, bytes]:
    return {str(path.relative_to(site)): path.read_bytes() for path in sorted(site.rglob("*")) if path.is_file()}


def memory() -> float:
    """The most memory this process has had, in megabytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000


def refused(project: Path, says: str, *command: str) -> str:
    """What the command says, after all that a refusal has to keep to."""
    old, before, began = files_of(project / "_site"), memory(), time.monotonic()
    command = command or ("build", "--engine", "pandoc", "--no-pdf", "--no-notebook")
    done = CliRunner().invoke(main, [command[0], "--project", str(project), *command[1:]])
    said = done.stderr
    assert done.exit_code == 1, said
    assert re.search(says, said.strip()), said
    assert "Traceback" not in done.output
    assert "Warning" not in done.output
    assert "a fault of Tessera's own" not in said
    assert len(said) < LONGEST_SENTENCE
    assert files_of(project / "_site") == old
    assert sorted(path.name for path in project.parent.iterdir() if path.name.startswith(".")) == []
    assert time.monotonic() - began < SECONDS
    assert memory() - before < MEGABYTES
    return said


@pytest.mark.parametrize("case", BAD_TABLES)
def test_a_table_that_cannot_be_used(project: Path, case: str) -> None:
    content, says = BAD_TABLES[case]
    put(project / "shop.csv", content)
    refused(project, says)


@pytest.mark.parametrize("case", BAD_STUDIES)
def test_a_study_that_cannot_be_used(project: Path, case: str) -> None:
    content, says = BAD_STUDIES[case]
    put(project / "study.yml", content)
    refused(project, says)


@pytest.mark.parametrize("case", BAD_PLAYBOOKS)
def test_a_playbook_that_cannot_be_used(project: Path, case: str) -> None:
    content, says = BAD_PLAYBOOKS[case]
    put(project / "study.yml", OWN_PLAYS)
    put(project / "my.yml", content)
    refused(project, says)


@pytest.mark.parametrize("case", BAD_TEMPLATES)
def test_a_template_that_is_wrong_is_named_with_its_line(project: Path, case: str) -> None:
    line, says = BAD_TEMPLATES[case]
    put(project / "templates" / SEGMENT, (TEMPLATES / SEGMENT).read_text() + line + "\n")
    refused(project, rf"templates/{SEGMENT}, line {LINE}: .*{says}")


def test_a_template_that_is_no_text(project: Path) -> None:
    put(project / "templates" / SEGMENT, (TEMPLATES / SEGMENT).read_bytes() + b"\xff")
    refused(project, rf"templates/{SEGMENT}: this is not UTF-8 text")


@pytest.mark.parametrize("case", WRONG_PAGES)
def test_a_page_that_must_not_be_published(project: Path, case: str) -> None:
    name, added, says = WRONG_PAGES[case]
    shipped = TEMPLATES.parent / name
    put(project / name, shipped.read_text() + added if name.endswith(".j2") else added)
    refused(project, says)


@pytest.mark.parametrize("case", BAD_GLOSSARIES)
def test_a_glossary_that_cannot_be_used(project: Path, case: str) -> None:
    content, says = BAD_GLOSSARIES[case]
    put(project / "templates/glossary.yml", content)
    refused(project, says)


@pytest.mark.parametrize("case", BASELINES)
def test_earlier_findings_that_cannot_be_used(project: Path, case: str) -> None:
    content, says = bad_baselines(json.loads((project / "_site/findings.json").read_text()))[case]
    put(project / "earlier.json", content)
    refused(project, says, "build", "--no-pdf", "--baseline", str(project / "earlier.json"))


@pytest.mark.parametrize("case", BAD_RESULTS)
def test_results_that_cannot_be_used(project: Path, case: str) -> None:
    content, says = BAD_RESULTS[case]
    put(project / "results.csv", content)
    refused(project, says, "measure", str(project / "results.csv"), "--out", str(project / "out"))
    assert not (project / "out").exists()


@pytest.mark.parametrize(
    ("out", "says"),
    [("letters", "holds files that are no site of Tessera's"), ("study.yml/site", "Nothing was published")],
)
def test_a_target_that_cannot_be_used(project: Path, out: str, says: str) -> None:
    put(project / "letters/dear.txt", "dear")
    refused(project, says, "build", "--engine", "pandoc", "--no-pdf", "--no-notebook", "--out", str(project / out))


def test_a_pipe_is_refused_and_not_waited_for(project: Path) -> None:
    (project / "shop.csv").unlink()
    os.mkfifo(project / "shop.csv")
    refused(project, r"shop\.csv: this is a pipe or a device, not a file\. Save the table")
    refused(project, r"shop\.csv: this is a pipe", "measure", str(project / "shop.csv"), "--out", str(project / "out"))
    os.mkfifo(project / "my.yml")
    (project / "shop.csv").unlink()
    put(project / "shop.csv", "\n".join([HEAD, *rows()]) + "\n")
    put(project / "study.yml", OWN_PLAYS)
    refused(project, r"my\.yml: this is a pipe or a device")


def test_a_site_that_is_a_link_to_itself(project: Path) -> None:
    (project / "site").symlink_to("site")
    options = ("--engine", "pandoc", "--no-pdf", "--no-notebook", "--out", str(project / "site"))
    refused(project, "site is a link that leads back to itself", "build", *options)


def test_a_site_may_be_a_link_to_a_folder(project: Path) -> None:
    (project / "_site").rename(project / "elsewhere")
    (project / "_site").symlink_to("elsewhere")
    shutil.copytree(project / "elsewhere", project / "old")
    put(project / "shop.csv", BAD_TABLES["empty"][0])
    refused(project, BAD_TABLES["empty"][1])
    assert (project / "_site").is_symlink()
    assert files_of(project / "elsewhere") == files_of(project / "old")


@pytest.mark.parametrize("stage", ["Read the study", "Write the pages", "Render the site"])
def test_a_table_that_changes_while_its_site_is_built(project: Path, stage: str) -> None:
    """What was found, what the methods page reads and what the bytes are held against have to be one table."""
    old, kept = files_of(project / "_site"), (project / "build/findings.json").read_bytes()
    put(project / "study.yml", (project / "study.yml").read_text() + "seed: 3\n")

    @contextmanager
    def meddling(what: str) -> Iterator[None]:
        yield
        if what.startswith(stage):
            put(project / "shop.csv", "\n".join([HEAD, *reversed(rows())]) + "\n")

    with pytest.raises(TableError, match=r"shop\.csv changed while the site was being built\. Build again"):
        build(Order(project, engine="pandoc", pdf=False, notebook=False), meddling)
    assert files_of(project / "_site") == old
    assert (project / "build/findings.json").read_bytes() != kept  # those found were of the table as it was


def test_findings_of_a_table_that_changed_while_it_was_read_are_not_kept(project: Path, monkeypatch) -> None:
    kept = (project / "build/findings.json").read_bytes()
    put(project / "study.yml", (project / "study.yml").read_text() + "seed: 3\n")
    read = source.open_source

    def meddling(*given: Any) -> source.Source:
        opened = read(*given)
        put(project / "shop.csv", "\n".join([HEAD, *reversed(rows())]) + "\n")
        return opened

    monkeypatch.setattr(source, "open_source", meddling)
    refused(project, r"shop\.csv changed while the site was being built")
    assert (project / "build/findings.json").read_bytes() == kept


def test_there_are_at_least_sixty_cases() -> None:
    kinds = (BAD_TABLES, BAD_STUDIES, BAD_PLAYBOOKS, BAD_TEMPLATES, WRONG_PAGES, BAD_GLOSSARIES, BASELINES, BAD_RESULTS)
    assert sum(map(len, kinds)) >= 60
    assert RESULTS.count("\n") == 61
