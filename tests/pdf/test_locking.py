"""A password on the PDF: who has it reads everything, nobody else reads anything, and it shows nowhere."""

import os

import pikepdf
import pytest
from click.testing import CliRunner
from paper_reader import opened
from sample_project import quiet
from tessera.errors import PublishError
from tessera_site.build import Order, build
from tessera_site.cli import main
from tessera_site.locking import locked, password_from
from tessera_site.verify import verify_folder
from tiny_project import tiny_project

SECRET = "Fünf rote Ziegel"


@pytest.fixture(scope="module")
def pdf(site):
    return (site / "briefing.pdf").read_bytes()


def test_only_the_password_opens_a_locked_pdf_and_then_all_its_tags_are_there(pdf):
    data = locked(pdf, SECRET)
    for wrong in ("", "fünf rote Ziegel"):
        with pytest.raises(pikepdf.PasswordError):
            opened(data, wrong)
    with opened(data, SECRET) as document:
        assert (document.encryption.R, document.encryption.bits, document.encryption.stream_method.name) == (
            6,
            256,
            "aesv3",
        )
        assert document.allow.accessibility
        assert not document.owner_password_matched
        assert len(document.pages) > 5
        assert "/StructTreeRoot" in document.Root
    assert SECRET.encode() not in data


def test_no_two_locked_pdfs_are_alike(pdf):
    assert locked(pdf, SECRET) != locked(pdf, SECRET)


def test_a_short_password_is_refused(pdf):
    with pytest.raises(PublishError, match="needs 8 characters"):
        locked(pdf, "kurz")


def test_a_password_comes_from_a_variable_a_descriptor_or_the_terminal(monkeypatch):
    monkeypatch.setenv("BRIEFING", SECRET)
    assert password_from("env:BRIEFING", str) == SECRET
    assert password_from("prompt", lambda: SECRET) == SECRET
    reading, writing = os.pipe()
    os.write(writing, f"{SECRET}\nmore".encode())
    os.close(writing)
    assert password_from(f"fd:{reading}", str) == SECRET
    os.close(reading)


@pytest.mark.parametrize("source", ["Fünf rote Ziegel", "env:", "env:NOT_SET", "fd:x", "fd:987", "prompt:x", "prompt"])
def test_what_holds_no_password_is_refused_without_repeating_more_than_its_name(source):
    with pytest.raises(PublishError) as refusal:
        password_from(source, str)
    assert SECRET not in str(refusal.value)


def test_a_site_with_locked_pdfs_is_built_and_verified_and_says_that_it_could_not_read_them(tmp_path, monkeypatch):
    project = tiny_project(tmp_path)
    order = Order(project=project, engine="pandoc", notebook=False, password=SECRET)
    assert SECRET not in repr(order)
    build(order, quiet)
    site = project / "_site"
    assert all(SECRET not in path.read_bytes().decode("utf-8", "replace") for path in site.rglob("*") if path.is_file())
    papers = [*site.rglob("*.pdf")]
    assert len(papers) == 3
    for path in papers:
        with pytest.raises(pikepdf.PasswordError):
            opened(path.read_bytes())
        assert opened(path.read_bytes(), SECRET).pages
    assert "briefing.pdf could not be read" in verify_folder(site)
    refused = CliRunner().invoke(main, ["build", "--project", str(project), "--password-from", SECRET])
    assert refused.exit_code == 1
    assert SECRET not in refused.output
