"""What a second build does again: only what has changed."""

import os
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tessera_site import kept_findings, pandoc
from tessera_site.build import Order
from tessera_site.stage import Stage
from tessera_site.website import Page, Site
from tiny_project import rows, tiny_project


@pytest.fixture
def found(monkeypatch):
    """How often the analysis ran; it finds nothing, quickly."""
    times = []

    def nothing(*_):
        times.append(1)
        return {"times": len(times), "input": {"name": "the shop", "fingerprint": ""}}  # every table ends like this

    monkeypatch.setattr(kept_findings, "_found", nothing)
    return times


def found_again(project: Path, found: list[int], **order: object) -> bool:
    """Whether a build of a project analyses again."""
    before = len(found)
    kept_findings.analysed(Order(project=project, **order))
    return len(found) > before


def test_the_analysis_runs_again_only_when_table_study_or_code_change(tmp_path, found, monkeypatch):
    project = tiny_project(tmp_path)
    assert found_again(project, found)
    assert not found_again(project, found)
    os.utime(project / "shop.csv")
    assert not found_again(project, found)
    (project / "shop.csv").write_text((project / "shop.csv").read_text() + "C-9,Male,30,60\n")
    assert found_again(project, found)
    (project / "study.yml").write_text((project / "study.yml").read_text().replace("k: 2", "k: 3"))
    assert found_again(project, found)
    assert found_again(project, found, force=True)
    monkeypatch.setattr(kept_findings.tessera, "__file__", str(tmp_path / "tessera" / "__init__.py"))
    assert found_again(project, found)


def parquet(project: Path, name: str, lines: list[str]) -> None:
    cells = [line.split(",") for line in lines]
    columns = {"Customer": [c[0] for c in cells], "Gender": [c[1] for c in cells]}
    numbers = {"Age": [int(c[2]) for c in cells], "Spending": [int(c[3]) for c in cells]}
    pq.write_table(pa.table(columns | numbers), project / "shop" / name)


def test_a_folder_of_parquet_is_recognised_by_all_its_files(tmp_path, found):
    project = tiny_project(tmp_path)
    (project / "study.yml").write_text((project / "study.yml").read_text().replace("shop.csv", "shop"))
    (project / "shop").mkdir()
    parquet(project, "a.parquet", rows()[:30])
    parquet(project, "b.parquet", rows()[30:])
    assert found_again(project, found)
    assert not found_again(project, found)
    parquet(project, "b.parquet", rows()[31:])
    assert found_again(project, found)


def test_a_table_of_a_database_is_recognised_by_its_rows(tmp_path, found):
    import duckdb

    project = tiny_project(tmp_path)
    study = (project / "study.yml").read_text()
    (project / "study.yml").write_text(study.replace("shop.csv", "duckdb://shop.duckdb?table=shop"))

    def write(order: str) -> None:
        (project / "shop.duckdb").unlink(missing_ok=True)
        with duckdb.connect(project / "shop.duckdb") as connection:
            connection.sql(f"CREATE TABLE shop AS FROM '{project / 'shop.csv'}' ORDER BY {order}")

    write("Age")
    assert found_again(project, found)
    write("Spending")
    assert not found_again(project, found)
    (project / "shop.csv").write_text((project / "shop.csv").read_text().replace("Female", "Woman", 1))
    write("Age")
    assert found_again(project, found)


def test_only_changed_pages_are_rendered_again(tmp_path, monkeypatch):
    read = []
    real = pandoc._read
    monkeypatch.setattr(pandoc, "_read", lambda *given: read.append(given[3]) or real(*given))
    folder = tmp_path / "build" / "stage"
    folder.mkdir(parents=True)

    def bodies(**texts: str) -> dict[str, str]:
        for name, text in texts.items():
            (folder / f"{name}.qmd").write_text(f"---\ntitle: {name}\n---\n\n{text}\n")
        pages = tuple(Page(f"{name}.html", "methods", name, name, text) for name, text in texts.items())
        return pandoc.page_bodies(Stage(Site("T", pages, ()), folder, (), (), ()), pages)

    first = bodies(one="## One", two="## Two")
    assert read.pop() == ["one.qmd", "two.qmd"]
    second = bodies(one="## One", two="## Two, changed")
    assert read.pop() == ["two.qmd"]
    assert second["one.html"] == first["one.html"]
    assert "Two, changed" in second["two.html"]
    bodies(one="## One", two="## Two, changed")
    assert read == []
    assert len(list((tmp_path / "build" / "bodies").iterdir())) == 2
