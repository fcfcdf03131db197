"""The page that places one customer: the published rule, worked out in the browser, as the command works it out."""

import csv

import numpy as np
import pytest
from placing import PAGE, PLACE_ALL, Customers, Project, check_borders, differing
from tessera.sensitivity import NEARLY

CUSTOMERS = 500
HEADERS = {"age": "Age", "income": "Annual Income (k$)", "spending": "Spending Score (1-100)"}


@pytest.fixture(scope="module")
def project(project_of_engine):
    return Project(project_of_engine)


@pytest.fixture(scope="module")
def findings(project):
    return project.findings


@pytest.fixture(scope="module")
def customers(findings, tmp_path_factory):
    """Five hundred customers drawn over the whole table."""
    draw, columns = np.random.default_rng(6), findings["data"]["columns"]
    drawn = {name: draw.uniform(columns[name]["min"], columns[name]["max"], CUSTOMERS).round(2) for name in HEADERS}
    known = {f"c{i}": {name: float(values[i]) for name, values in drawn.items()} for i in range(CUSTOMERS)}
    table = tmp_path_factory.mktemp("customers") / "customers.csv"
    with table.open("w", newline="", encoding="utf-8") as file:
        rows = csv.writer(file)
        rows.writerow(["CustomerID", "Gender", *HEADERS.values()])
        rows.writerows([name, "Female", *values.values()] for name, values in known.items())
    return Customers(table, known)


def test_five_hundred_customers_are_placed_as_the_command_places_them(reader, project, customers, tmp_path):
    assert differing(reader(PAGE), project, customers, tmp_path / "scored.csv") == []


def test_how_near_the_border_and_every_way_over_it_is_as_the_core_reckons(reader, project, customers):
    page, known = reader(PAGE), list(customers.known.values())[:100]
    for key in project.findings["models"]:
        assert check_borders(page, project, key, known) > len(known)


def test_the_page_calls_as_many_of_the_table_borderline_as_the_model_does(reader, sample, findings):
    with (sample / "data" / "mall_customers.csv").open(newline="", encoding="utf-8") as file:
        known = [{name: float(row[head]) for name, head in HEADERS.items()} for row in csv.DictReader(file)]
    page = reader(PAGE)
    for key, model in findings["models"].items():
        places = page.evaluate(PLACE_ALL, [[key, values] for values in known])
        assert sum(place["share"] >= NEARLY for place in places) == model["borderline"] > 0, key


def test_what_is_typed_is_answered_with_a_page_to_read_and_kept_in_the_address(reader, findings):
    page = reader(PAGE)
    segment = findings["models"]["income-spend"]["segments"]["high-income-low-spending"]
    for name in ("income", "spending"):
        page.locator(f"#which-{name}").fill(str(segment["means"][name]))
    answer = page.locator('.place[data-model="income-spend"]')
    assert segment["name"] in answer.inner_text()
    assert "Well inside" in answer.inner_text()
    assert "more in spending" in answer.inner_text()
    again = reader(PAGE + page.evaluate("location.hash"))
    assert segment["name"] in again.locator("#which-answer").inner_text()
    again.locator("#which-answer a").first.click()
    assert again.locator("h1").inner_text().strip() == segment["name"]


def test_a_customer_between_two_segments_is_called_borderline(reader, findings):
    page = reader(PAGE)
    x1, y1, x2, y2 = findings["models"]["income-spend"]["map"]["borders"][0]
    page.locator("#which-income").fill(str((x1 + x2) / 2))
    page.locator("#which-spending").fill(str((y1 + y2) / 2))
    assert "nearly as close" in page.locator('.place[data-model="income-spend"]').inner_text()


def test_what_is_missing_or_outside_the_table_is_said(reader):
    page = reader(PAGE)
    page.locator("#which-spending").fill("")
    assert "Needs spending" in page.locator('.place[data-model="income-spend"]').inner_text()
    page.locator("#which-age").fill("140")
    assert "a guess" in page.locator("#hint-age").inner_text()


def test_it_works_from_the_disk_and_says_what_to_do_without_scripts(reader, site):
    page = reader(PAGE, base=site.as_uri())
    page.locator("#which-income").fill("100")
    assert page.locator("#which-answer a").count() == 3
    still = reader(PAGE, scripts=False)
    assert not still.locator("#which").is_visible()
    assert "needs scripts" in still.locator("noscript").inner_text()
