"""The page that places one customer: the published rule, worked out in the browser, as the core works it out."""

import json

import numpy as np
import pytest
from tessera.facts import ScoringRule
from tessera.placing import place

PAGE = "which.html"
CUSTOMERS = 500


@pytest.fixture(scope="module")
def findings(site):
    return json.loads((site / "findings.json").read_text(encoding="utf-8"))


def test_five_hundred_customers_are_placed_as_the_core_places_them(reader, findings):
    page = reader(PAGE)
    draw = np.random.default_rng(6)
    for key, model in findings["models"].items():
        rule = ScoringRule(**model["scoring"])
        ends = [[findings["data"]["columns"][name][end] for name in rule.features] for end in ("min", "max")]
        customers = draw.uniform(*ends, size=(CUSTOMERS, len(rule.features)))
        wanted = [list(rule.centroids)[i] for i in place(rule, customers)]
        asked = [dict(zip(rule.features, row, strict=True)) for row in customers.tolist()]
        found = page.evaluate("([key, all]) => all.map((values) => window.tesseraPlace(key, values))", [key, asked])
        assert found == wanted, key


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
