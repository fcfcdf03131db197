"""The embedded engine: staged pages become a website that works in any folder."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path, PurePosixPath

import pytest
from sample_site import ASSETS, site, staged
from tessera_site import pandoc
from tessera_site.layout import localise, relative


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("pandoc")
    pandoc.render(staged(folder / "build/stage"), folder / "site")
    return folder / "site"


@pytest.fixture(scope="module")
def rich(built: Path) -> str:
    return (built / "segments/m/rich.html").read_text(encoding="utf-8")


class _Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, _tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [value for name, value in attrs if name in {"href", "src"} and value]


def _links(built: Path) -> Iterator[tuple[PurePosixPath, str]]:
    for file in sorted(built.rglob("*.html")):
        parser = _Links()
        parser.feed(file.read_text(encoding="utf-8"))
        for link in parser.found:
            yield PurePosixPath(file.relative_to(built).as_posix()), link


def test_every_link_is_relative_and_leads_to_a_file(built: Path) -> None:
    for page, link in _links(built):
        target = link.partition("#")[0]
        assert not target.startswith(("/", "http")), f"{page}: {link}"
        assert not target.endswith(".qmd"), f"{page}: {link}"
        if target:
            assert (built / page.parent / target).resolve().is_file(), f"{page}: {link}"


def test_the_key_of_a_number_survives(rich: str) -> None:
    assert '<span data-key="/models/m/segments/rich/share">17.5%</span>' in rich


def test_links_in_raw_html_are_rewritten_too(rich: str) -> None:
    assert '<a href="../../data.html">Data</a>' in rich


def test_a_callout_that_folds_is_a_disclosure_with_its_title(rich: str) -> None:
    folded = re.search(
        r'<details class="callout callout-note"><summary class="callout-title">(.*?)</summary>', rich, re.DOTALL
    )
    assert folded is not None
    assert folded[1].strip() == "How <em>sure</em>"
    assert re.search(r'<div class="callout callout-warning"><p class="callout-title">\s*Small numbers\s*</p>', rich)


def test_tabs_keep_their_titles_without_scripts(rich: str) -> None:
    assert re.findall(r'<p class="tab-title">\s*(\w+)\s*</p>', rich) == ["SQL", "JSON"]


def test_a_layout_puts_each_block_in_a_cell(rich: str) -> None:
    layout = rich.split('<div class="layout layout-2">')[1]
    assert layout.count('<div class="cell">') == 2


def test_figures_and_tables_are_numbered_and_referred_to(rich: str) -> None:
    assert re.search(r'<a href="#fig-bar" class="xref">Figure.1</a>', rich)
    assert re.search(r'<a href="#tbl-means" class="xref">Table.1</a>', rich)
    assert re.search(r"<figcaption>\s*Figure.1: A bar\.\s*</figcaption>", rich)
    assert rich.index("Table\u00a01: The means.") < rich.index("<td>Income</td>"), "a table's caption stands above it"


def test_figures_are_right_aligned_by_class_not_style(rich: str) -> None:
    assert '<td class="r">88</td>' in rich
    assert "style=" not in rich.split("<body", 1)[1]


def test_a_margin_note_takes_its_place_in_the_grid(rich: str) -> None:
    assert '<div class="column-margin note">' in rich
    assert re.search(r'<section id="how-to-read" class="note">\s*<h4>How to read</h4>\s*<p>100 is', rich)


def test_footnotes_stand_before_the_footer(rich: str) -> None:
    assert rich.index('id="footnotes"') < rich.index('class="pager"') < rich.index("<footer>")


def test_a_title_from_the_table_is_text_everywhere(built: Path, rich: str) -> None:
    assert "<title>Rich &amp; &lt;careful&gt; · Mall &amp; more</title>" in rich
    for file in built.rglob("*.html"):
        assert "<careful>" not in file.read_text(encoding="utf-8"), file


def test_the_navigation_opens_the_model_one_is_in(built: Path, rich: str) -> None:
    assert 'href="young.html"' in rich.split('<nav id="pages"')[1].split("</nav>", maxsplit=1)[0]
    assert rich.count('aria-current="page"') == 1
    data = (built / "data.html").read_text(encoding="utf-8")
    assert "segments/m/young.html" not in data


def test_a_segment_leads_to_its_neighbours(built: Path, rich: str) -> None:
    assert '<a rel="next" href="young.html">' in rich
    assert 'rel="prev"' not in rich
    assert '<a rel="prev" href="rich.html">' in (built / "segments/m/young.html").read_text(encoding="utf-8")


def test_the_policy_comes_first_and_allows_no_inline_script(rich: str) -> None:
    head = rich.split("</head>", maxsplit=1)[0]
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', head)
    assert policy is not None
    assert "unsafe-inline" not in policy[1]
    assert "script-src &#39;self&#39; &#39;wasm-unsafe-eval&#39;" in policy[1]
    assert head.index("Content-Security-Policy") < head.index("<link")
    assert not re.search(r"<script(?![^>]*\bsrc=)", rich)
    assert not re.search(r"\son\w+=", rich)


def test_the_same_stage_gives_the_same_bytes(tmp_path: Path, built: Path) -> None:
    pandoc.render(staged(tmp_path / "build/stage"), tmp_path / "site")
    names = sorted(path.relative_to(built) for path in built.rglob("*") if path.is_file())
    assert names == sorted(
        path.relative_to(tmp_path / "site") for path in (tmp_path / "site").rglob("*") if path.is_file()
    )
    for name in names:
        assert (built / name).read_bytes() == (tmp_path / "site" / name).read_bytes(), name


def test_a_sitemap_needs_an_address(tmp_path: Path, built: Path) -> None:
    assert not (built / "sitemap.xml").exists()
    stage = staged(tmp_path / "build/stage", site(site_url="https://example.org/mall/"), ASSETS)
    pandoc.render(stage, tmp_path / "site")
    sitemap = (tmp_path / "site/sitemap.xml").read_text()
    assert "<loc>https://example.org/mall/segments/m/rich.html</loc>" in sitemap
    assert "404" not in sitemap


def test_links_are_made_relative_from_any_depth() -> None:
    assert relative("a/x.html", "a/b/y.html") == "../x.html"
    assert relative("/index.html", "index.html") == "index.html"
    assert localise('<a href="/models/m.qmd#k">', "segments/m/s.html") == '<a href="../../models/m.html#k">'
    untouched = (
        '<a href="https://example.org/a.qmd"><a href="#x"><img src="data:image/png;base64,AA"><a href="mailto:a@b">'
    )
    assert localise(untouched, "a/b.html") == untouched
