"""The edition for everybody in a real browser: as quiet, whole and readable as the internal one, with less to take away."""

import pytest
from sample_project import quiet
from tessera_site.build import Order, build
from test_access import faults_of
from test_reading import PHONE, PRESS_ALL, TWINS, WITHOUT_DRAWING

DRAWN = ("index.html", "models/income-spend.html", "models/age-income.html", "compare.html", "plan.html", "data.html")
POINTS = """() => [...document.querySelectorAll(".plot")].filter((plot) => plot.closest("[data-figure*='/map-']"))
    .flatMap((plot) => plot.data.filter((trace) => trace.mode === "markers").map((trace) => [trace.marker.symbol, trace.x.length]))"""


@pytest.fixture(scope="module")
def site(project_of_engine, engine):
    """The public edition, from the findings that are at hand."""
    out = project_of_engine / "_everybody"
    build(Order(project=project_of_engine, engine=engine, audience="public", notebook=False, pdf=False, out=out), quiet)
    return out


@pytest.fixture(scope="module")
def paths(site):
    """Pages that say less than the internal edition's, one segment of them all."""
    return [*DRAWN, "downloads.html", str(next(site.glob("segments/*/*.html")).relative_to(site))]


def test_its_pages_are_quiet_ask_for_nothing_outside_and_keep_to_their_windows(visits, address):
    assert {v.path: v.messages for v in visits if v.messages} == {}
    asked = {url for visit in visits for url in visit.requests}
    assert [url for url in asked if not url.startswith((address + "/", "data:"))] == []
    assert {(v.path, width): by for v in visits for width, by in v.sideways.items() if by > 0} == {}


def test_text_in_its_drawings_is_whole_apart_and_large_enough(visits):
    found = {(v.path, width): of for v in visits for width, of in v.charts.items() if any(of.values())}
    assert found == {}


def test_axe_finds_no_fault_on_a_phone_in_the_dark(reader, address, paths):
    page = reader(paths[0], width=PHONE, scheme="dark")
    for path in paths:
        page.goto(f"{address}/{path}")
        assert faults_of(page) == {}, path


def test_charts_are_there_without_scripts(reader, address, paths):
    page = reader(paths[0], scripts=False)
    for path in paths:
        page.goto(f"{address}/{path}")
        assert page.evaluate(WITHOUT_DRAWING) == [], path


def test_charts_become_interactive_and_no_point_of_a_map_is_a_customer(reader, address, paths):
    page, marks = reader(paths[0]), 0
    for path in paths:
        page.goto(f"{address}/{path}")
        page.evaluate(PRESS_ALL)
        page.wait_for_function(f"() => {TWINS}.every((f) => f.querySelector('[aria-pressed=true]'))")
        shown = [count for symbol, count in page.evaluate(POINTS) if symbol != "square"]
        assert set(shown) <= {1}, f"{path}: more than the segments' means"
        marks += len(shown)
    assert marks > 0, "no map was seen"


def test_rules_as_queries_are_not_to_be_had_and_every_download_is(reader, site, address):
    page = reader("downloads.html")
    links = page.locator("main a[href]:not(.copy-link)").evaluate_all("(links) => links.map((link) => link.href)")
    assert not [link for link in links if "/scoring/" in link]
    assert [link for link in links if page.request.get(link).status != 200] == []
    assert page.request.get(f"{address}/scoring/income-spend.sql").status == 404
    page.get_by_text("Rules as queries stay in the internal edition").wait_for()
    page.locator("footer").get_by_text("Public edition").wait_for()
