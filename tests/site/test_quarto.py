"""Quarto over the same staged pages; the parts that need no Quarto are tested without it."""

import shutil
import stat
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from sample_site import site, staged
from tessera.errors import PublishError
from tessera_site import quarto
from tessera_site.quarto_settings import quarto_includes
from tessera_site.stage import Stage

needs_quarto = pytest.mark.skipif(quarto.quarto_program() is None, reason="no Quarto here")


@pytest.fixture
def stage(tmp_path: Path) -> Stage:
    return staged(tmp_path / "build/stage")


def _program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str) -> None:
    program = tmp_path / "bin/quarto"
    program.parent.mkdir()
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", str(program.parent), prepend=":")


def test_without_quarto_the_refusal_names_the_other_engine(
    stage: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(PublishError, match="--engine pandoc"):
        quarto.render(stage, tmp_path / "site")


def test_a_failing_quarto_is_quoted_without_colours(
    stage: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _program(tmp_path, monkeypatch, r"printf '\033[31mERROR: bad YAML\033[39m\nat line 3\n' >&2; exit 1")
    with pytest.raises(PublishError, match=r"ERROR: bad YAML \| at line 3"):
        quarto.render(stage, tmp_path / "site")
    assert not (tmp_path / "site").exists()


def test_a_page_quarto_leaves_out_is_noticed(stage: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _program(tmp_path, monkeypatch, "exit 0")
    with pytest.raises(PublishError, match=r"made no index\.html"):
        quarto.render(stage, tmp_path / "site")


PRETENDING = """\
import pathlib, sys
asked, target = pathlib.Path(sys.argv[2]), pathlib.Path(sys.argv[4])
stage = next(each for each in (asked, *asked.parents) if (each / "_quarto.yml").is_file())
with (stage.parent / "asked").open("a") as log:
    print(asked.relative_to(stage), file=log)
for source in [asked] if asked.is_file() else stage.rglob("*.qmd"):
    page = (target / source.relative_to(stage)).with_suffix(".html")
    page.parent.mkdir(parents=True, exist_ok=True)
    page.write_text(source.read_text())
"""


@pytest.fixture
def asked(stage: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], list[str]]:
    """Render with a Quarto that only copies, into a folder of a name; what it was asked to render."""
    (tmp_path / "pretending.py").write_text(PRETENDING)
    _program(tmp_path, monkeypatch, f'exec {sys.executable} {tmp_path / "pretending.py"} "$@"')
    monkeypatch.setattr(quarto, "index_site", lambda _: None)

    def render(into: str) -> list[str]:
        quarto.render(stage, tmp_path / into)
        log = stage.folder.parent / "asked"
        lines = log.read_text().splitlines() if log.exists() else []
        log.unlink(missing_ok=True)
        return lines

    return render


def test_only_changed_pages_are_rendered_again(stage: Stage, tmp_path: Path, asked: Callable[[str], list[str]]) -> None:
    assert asked("first") == ["."]
    assert asked("same") == []
    with (stage.folder / "data.qmd").open("a") as page:
        page.write("One sentence more.")
    (stage.folder / "findings.json").write_text('{"changed": 1}')
    assert asked("changed") == ["data.qmd"]
    assert "One sentence more." in (tmp_path / "changed/data.html").read_text()
    assert (tmp_path / "changed/findings.json").read_text() == '{"changed": 1}'
    assert (tmp_path / "changed/index.html").read_text() == (tmp_path / "first/index.html").read_text()


def test_everything_is_rendered_when_more_than_a_few_pages_have_changed(
    stage: Stage, asked: Callable[[str], list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert asked("first") == ["."]
    with (stage.folder / "quarto/quarto.scss").open("a") as style:
        style.write("\n")
    assert asked("style") == ["."]
    (stage.folder / "data.qmd").write_text("other words")
    monkeypatch.setattr(quarto, "MOST_AGAIN", 0)
    assert asked("many") == ["."]


def test_a_render_that_failed_is_made_up_for_as_a_whole(
    stage: Stage, tmp_path: Path, asked: Callable[[str], list[str]]
) -> None:
    assert asked("first") == ["."]
    working = (tmp_path / "bin/quarto").read_text()
    (stage.folder / "data.qmd").write_text("other words")
    (tmp_path / "bin/quarto").write_text("#!/bin/sh\nexit 1\n")
    with pytest.raises(PublishError, match="Quarto could not render"):
        asked("failed")
    (tmp_path / "bin/quarto").write_text(working)
    assert asked("again") == ["."]


@needs_quarto
def test_a_page_rendered_by_itself_is_the_same_to_the_byte(stage: Stage, tmp_path: Path) -> None:
    quarto.render(stage, tmp_path / "before")
    with (stage.folder / "data.qmd").open("a") as page:
        page.write("\n\nOne sentence more.\n")
    quarto.render(stage, tmp_path / "alone")
    shutil.rmtree(stage.folder.parent / "quarto")
    quarto.render(stage, tmp_path / "whole")
    pages = sorted(path.relative_to(tmp_path / "whole") for path in (tmp_path / "whole").rglob("*.html"))
    assert all((tmp_path / "alone" / page).read_bytes() == (tmp_path / "whole" / page).read_bytes() for page in pages)
    assert "One sentence more." in (tmp_path / "alone/data.html").read_text()


@needs_quarto
def test_quarto_renders_the_same_pages(stage: Stage, tmp_path: Path) -> None:
    quarto.render(stage, tmp_path / "site")
    rich = (tmp_path / "site/segments/m/rich.html").read_text(encoding="utf-8")
    assert '<span data-key="/models/m/segments/rich/share">17.5%</span>' in rich
    assert 'href="../../data.html"' in rich
    assert ".qmd" not in rich.split("<main", 1)[1].split("</main>")[0]
    assert "../../assets/tokens.css" in rich
    assert (tmp_path / "site/404.html").is_file()
    assert '<a class="skip" href="#main">' in rich
    assert rich.count("<h1") == 1
    assert not (tmp_path / "site/search.json").exists()
    assert (tmp_path / "site/search/pagefind.js").is_file()
    assert (tmp_path / "site/findings.json").read_bytes() == b"{}"
    for file in (tmp_path / "site").rglob("*.html"):
        assert "<careful>" not in file.read_text(encoding="utf-8"), file


def test_quarto_is_told_what_a_page_tells_of_itself_elsewhere() -> None:
    known = site(site_url="https://example.org/mall/", preview="assets/preview.png")
    (rich,) = (page for page in known.pages if page.path == "segments/m/rich.html")
    (head,) = quarto_includes(known, rich)["include-in-header"]
    assert '<meta property="og:image" content="https://example.org/mall/assets/preview.png">' in head["text"]
    assert '<link rel="canonical" href="https://example.org/mall/segments/m/rich.html">' in head["text"]
    assert 'data-pagefind-meta="title[content]" content="Rich &amp; &lt;careful&gt;"' in head["text"]


@needs_quarto
def test_quarto_lists_the_pages_for_search_engines_where_the_site_has_an_address(tmp_path: Path) -> None:
    quarto.render(staged(tmp_path / "build/stage", site(site_url="https://example.org/mall/")), tmp_path / "site")
    listed = (tmp_path / "site/sitemap.xml").read_text()
    assert "https://example.org/mall/segments/m/rich.html" in listed
    assert "404" not in listed


@needs_quarto
def test_quartos_pages_ask_for_nothing_outside(stage: Stage, tmp_path: Path) -> None:
    quarto.render(stage, tmp_path / "site")
    for file in (tmp_path / "site").rglob("*.html"):
        text = file.read_text(encoding="utf-8")
        assert 'src="http' not in text
        assert 'rel="stylesheet" href="http' not in text
    for file in (tmp_path / "site").rglob("*.css"):
        assert "@import url" not in file.read_text(encoding="utf-8"), file
