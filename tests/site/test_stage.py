"""The staged folder: what is written, and what is left alone."""

from pathlib import Path

import pytest
from ruamel.yaml import YAML
from sample_site import ASSETS, FONTS, page, site, staged
from tessera.errors import PublishError
from tessera_site.stage import write_stage


def test_every_page_becomes_a_document_beside_theme_fonts_and_assets(tmp_path: Path) -> None:
    stage = staged(tmp_path / "stage")
    for name in ("index.qmd", "segments/m/rich.qmd", "_quarto.yml", "assets/tokens.css", "findings.json"):
        assert (stage.folder / name).is_file(), name
    assert {path.name for path in (stage.folder / "assets/fonts").iterdir()} >= {"text-regular.woff2"}
    assert "_quarto.yml" not in stage.assets, "settings are not published"


def test_plotly_comes_along_only_when_a_figure_needs_it(tmp_path: Path) -> None:
    without = site(pages=(page("index.html", "overview"),))
    assert "assets/plotly.min.js" not in staged(tmp_path / "a", without, {}).assets
    assert "assets/plotly.min.js" in staged(tmp_path / "b").assets


def test_staging_again_writes_nothing(tmp_path: Path) -> None:
    first = staged(tmp_path / "stage")
    again = staged(tmp_path / "stage")
    assert first.changed
    assert again.changed == ()


def test_only_the_changed_page_is_written(tmp_path: Path) -> None:
    staged(tmp_path / "stage")
    pages = (*site().pages[:-2], page("data.html", "data", "# New words\n"), site().pages[-1])
    assert staged(tmp_path / "stage", site(pages=pages), ASSETS).changed == ("data.qmd",)


def test_a_page_that_is_gone_is_removed(tmp_path: Path) -> None:
    staged(tmp_path / "stage")
    stage = staged(tmp_path / "stage", site(pages=site().pages[:-2]), ASSETS)
    assert stage.removed == ("404.qmd", "data.qmd")
    assert not (stage.folder / "data.qmd").exists()


def test_two_pages_with_one_address_are_refused(tmp_path: Path) -> None:
    twice = (page("index.html", "overview"), page("index.html", "data"))
    with pytest.raises(PublishError, match=r"index\.html"):
        staged(tmp_path / "stage", site(pages=twice), {})


@pytest.mark.parametrize("name", ["../out.txt", "/etc/out.txt", "a\\b.txt"])
def test_an_address_outside_the_site_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(PublishError, match="leaves the site"):
        staged(tmp_path / "stage", site(), {name: b""})


def test_a_title_is_text_in_the_front_matter(tmp_path: Path) -> None:
    title = 'Rich: "careful" {{< evil >}} <b>'
    stage = staged(tmp_path / "stage", site(pages=(page("index.html", "overview", title=title),)), {})
    front = (stage.folder / "index.qmd").read_text().split("---\n")[1]
    assert YAML(typ="safe").load(front)["title"] == title


def test_quarto_gets_an_explicit_list_of_pages_and_its_pages_bring_the_navigation(tmp_path: Path) -> None:
    stage = staged(tmp_path / "stage")
    settings = YAML(typ="safe").load(stage.folder / "_quarto.yml")
    assert settings["project"]["render"] == [
        "index.qmd",
        "models/m.qmd",
        "segments/m/rich.qmd",
        "segments/m/young.qmd",
        "data.qmd",
    ]
    front = YAML(typ="safe").load((stage.folder / "segments/m/rich.qmd").read_text().split("---\n")[1])
    opening = front["include-before-body"][0]["text"]
    assert '<a href="rich.html" aria-current="page">' in opening
    assert '<a href="../../data.html">' in opening
    assert settings["website"]["title"] == "Mall & more"


def test_a_project_may_replace_a_theme_file(tmp_path: Path) -> None:
    own = tmp_path / "project/site/theme/charts.css"
    own.parent.mkdir(parents=True)
    own.write_text("/* own */")
    stage = write_stage(site(), tmp_path / "stage", ASSETS, project=tmp_path / "project", fonts=FONTS)
    assert (stage.folder / "assets/charts.css").read_text() == "/* own */"
