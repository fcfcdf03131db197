"""Each study under examples/ builds with one command, from its sample and from the real table where it is at hand."""

import json
import re
import shutil
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from bystanders import ids_found, rename_customers, rows_found
from published_counts import counts_of, small_counts
from sample_project import quiet
from tessera_site.build import Order, build
from tessera_site.proof.withheld import withheld_faults

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared"
TABLES = {
    "mall-hierarchical": "Mall_Customers.csv",
    "mall-three-features": "Mall_Customers.csv",
    "loyalty": "customer_segmentation_data.csv",
    "personality": "marketing_campaign.csv",
}
LINES = 3


@cache
def project(folder: Path) -> Path:
    """A copy of the examples with the data beside it, as in the repository."""
    for name in ("examples", "data"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("build", "_site", "__pycache__"))
    for table in folder.rglob("*.csv"):
        rename_customers(table)
    return folder / "examples"


@pytest.fixture(scope="session")
def examples(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return project(tmp_path_factory.mktemp("studies"))


def _sample_table(examples: Path, study: str) -> Path:
    return next(examples.joinpath(study).glob("*.csv"), examples.parent / "data" / "mall_customers.csv")


def _real_table(examples: Path, study: str) -> Path:
    """The real table, whose customers have ids that nothing else could be."""
    table = examples / TABLES[study]
    if not table.exists():
        shutil.copy(SHARED / "data" / TABLES[study], table)
        rename_customers(table)
    return table


def test_every_example_is_tested() -> None:
    assert sorted(TABLES) == sorted(p.parent.name for p in ROOT.glob("examples/*/study.yml"))


@pytest.mark.parametrize("study", TABLES)
def test_an_example_says_in_three_lines_what_it_shows(study: str) -> None:
    text = (ROOT / "examples" / study / "README.md").read_text(encoding="utf-8")
    assert len(text.strip().splitlines()) == LINES
    assert f"tessera build --project examples/{study}" in text
    assert "simulated" in text


@pytest.mark.parametrize("real", [False, True], ids=["sample", "real"])
@pytest.mark.parametrize("study", TABLES)
def test_a_study_builds_and_is_verified(study: str, real: bool, examples: Path) -> None:
    if real and not SHARED.exists():
        pytest.skip("the real tables are not at hand")
    table = _real_table(examples, study) if real else _sample_table(examples, study)
    data = str(table) if real else None
    out = examples / study / ("_real" if real else "_site")
    build(Order(project=examples / study, data=data, out=out, engine="pandoc", notebook=False), quiet)
    findings: dict[str, Any] = json.loads((out / "findings.json").read_text(encoding="utf-8"))
    assert (out / "briefing.pdf").stat().st_size > 0
    assert findings["study"]["simulated"] is not real
    for key, model in findings["models"].items():
        assert (out / "models" / f"{key}.html").is_file()
        assert all((out / "segments" / key / f"{slug}.html").is_file() for slug in model["segments"])
        assert model["map"] or model["space"]
    assert people_in(out, table) == ({}, {})


def people_in(site: Path, table: Path) -> tuple[dict[str, str], dict[tuple[str, ...], str]]:
    """Ids and rows of a table that stand anywhere in a site, whatever they are packed in."""
    head, *rows = table.read_text(encoding="utf-8").splitlines()
    return ids_found(site, len(rows)), rows_found(site, table, [re.split("[,\t]", head)[0]])


@pytest.mark.skipif(not SHARED.exists(), reason="the real tables are not at hand")
@pytest.mark.parametrize("study", ["mall-hierarchical", "loyalty", "personality"])
def test_a_public_edition_of_a_real_table_holds_nobody_and_nothing_small(study: str, examples: Path) -> None:
    """Without PDFs, which say what the findings say: they are unpacked in the internal edition and the sample's public one."""
    table, out = _real_table(examples, study), examples / study / "_real_public"
    order = Order(project=examples / study, data=str(table), out=out, engine="pandoc", audience="public")
    build(replace(order, notebook=False, pdf=False), quiet)
    findings: dict[str, Any] = json.loads((out / "findings.json").read_text(encoding="utf-8"))
    assert findings["edition"] == "public"
    assert people_in(out, table) == ({}, {})
    assert len(counts_of(findings)) > 10
    assert small_counts(findings) == {}
    assert list(withheld_faults(findings)) == []


def test_a_space_is_drawn_flat_and_turns_in_three_dimensions(examples: Path) -> None:
    out = examples / "mall-three-features" / "_site"
    if not out.exists():
        build(Order(project=examples / "mall-three-features", engine="pandoc", notebook=False, pdf=False), quiet)
    page = (out / "models" / "three-in-six.html").read_text(encoding="utf-8")
    assert 'id="space-three-in-six"' in page
    script = (out / "charts" / "space-three-in-six.js").read_text(encoding="utf-8")
    assert '"scatter3d"' in script
