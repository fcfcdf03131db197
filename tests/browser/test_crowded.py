"""A site with many segments, components, a trait that builds segments and a derived column, in a real browser."""

import numpy as np
import pytest
from crowded_project import BUILT, HEAD, crowded_project, members
from placing import PAGE, Customers, Project, check_borders, differing
from sample_project import quiet
from tessera_site.build import Order, build

CUSTOMERS = 500
WIDER = 3
"""Multiples of the groups' spread by which random customers lie around them: many of them between two groups."""


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    folder = crowded_project(tmp_path_factory.mktemp("crowd"))
    build(Order(project=folder, engine="pandoc", pdf=False, notebook=False), quiet)
    return Project(folder)


@pytest.fixture(scope="module")
def site(project):
    return project.folder / "_site"


@pytest.fixture(scope="module")
def paths(site, project):
    """The pages that look different when there are many segments."""
    segments = [next(iter(model["segments"])) for model in project.findings["models"].values()]
    of_models = [
        path
        for key, slug in zip(project.findings["models"], segments, strict=True)
        for path in (f"models/{key}.html", f"segments/{key}/{slug}.html")
    ]
    return ["index.html", "compare.html", "plan.html", PAGE, *of_models]


@pytest.fixture(scope="module")
def customers(tmp_path_factory):
    table = tmp_path_factory.mktemp("customers") / "customers.csv"
    lines = [*members(7, -WIDER, WIDER), *members(8, -WIDER, WIDER), *members(9, -WIDER, WIDER)][:CUSTOMERS]
    rows = [(f"n{i}", *line.split(",")[1:]) for i, line in enumerate(lines)]
    table.write_text("\n".join([HEAD, *map(",".join, rows)]) + "\n", encoding="utf-8")
    known = {
        name: {"region": region, "age": BUILT - float(born), "income": float(income), "spending": float(spending)}
        for name, region, born, income, spending in rows
    }
    return Customers(table, known)


def test_scaled_projected_and_one_hot_models_place_five_hundred_as_the_command_does(
    reader, project, customers, tmp_path
):
    assert len(customers.known) == CUSTOMERS
    assert differing(reader(PAGE), project, customers, tmp_path / "scored.csv") == []


@pytest.mark.parametrize("key", ["eight", "turned", "placed"])
def test_ways_over_the_border_hold_where_columns_are_scaled_projected_or_traits(reader, project, customers, key):
    assert check_borders(reader(PAGE), project, key, list(customers.known.values())[:100]) > np.sqrt(CUSTOMERS)


def test_a_derived_column_is_asked_for_with_the_formula_that_makes_it(reader):
    page = reader(PAGE)
    told = page.locator("#made-age")
    assert told.inner_text() == f"Worked out as {BUILT} - born"
    assert "made-age" in page.locator("#which-age").get_attribute("aria-describedby")
    assert page.locator("#made-income").count() == 0


def test_sentences_are_true_where_nothing_was_measured_nobody_is_borderline_and_all_segments_are_alike(reader):
    page = reader("compare.html")
    assert page.locator("h1").inner_text() == "Four ways to cut one base, none of them set against noise"
    assert page.locator("td[data-h='Verdict']").all_inner_texts() == ["not measured"] * 4
    page.get_by_text("Twelve segments of 20 members.").wait_for()
    page.get_by_role("heading", name="Every segment stays whole").first.wait_for()
    reader("index.html").get_by_text("None of 240 members stands on a border").wait_for()


def test_on_a_phone_who_meets_whom_leaves_noughts_out(reader):
    cells = ".crosswalk td.nought"
    assert reader("compare.html", width=1280).locator(cells).first.is_visible()
    narrow = reader("compare.html", width=390)
    assert narrow.locator(cells).count() > 0
    assert narrow.locator(f"{cells}:visible").count() == 0


def test_pages_of_many_segments_are_quiet_and_keep_to_their_windows(visits):
    assert {v.path: v.messages for v in visits if v.messages} == {}
    assert {(v.path, width): by for v in visits for width, by in v.sideways.items() if by > 0} == {}


def test_text_in_drawings_of_many_segments_is_whole_apart_and_large_enough(visits):
    faults = {(v.path, width): kinds for v in visits for width, found in v.charts.items() if (kinds := _any(found))}
    assert faults == {}


def _any(found):
    return {kind: texts for kind, texts in found.items() if texts}
