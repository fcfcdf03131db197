"""Everything by keys alone: every page from the overview, every control of every kind of page, seen where it stands."""

import pytest

STOPS_AT_MOST = 600
WATCH = """() => {
    window.stops = [];
    const wanted = "a[href], button, input, select, textarea, summary, [tabindex='0']";
    window.controls = [...document.querySelectorAll(wanted)].filter((each) =>
        each.tabIndex >= 0 && !each.closest("details:not([open]) > :not(summary)") &&
        each.checkVisibility({ visibilityProperty: true }) && each.getClientRects().length);
    document.addEventListener("focusin", (event) => {
        const look = getComputedStyle(event.target);
        const box = event.target.getClientRects()[0] || { width: 0, left: -1 };
        const seen = look.outlineStyle !== "none" && parseFloat(look.outlineWidth) >= 2 && box.width > 0 && box.left >= 0;
        window.stops.push({ target: event.target, seen });
    });
}"""
SETTLED = """() => document.fonts.status === "loaded" && [...document.querySelectorAll("main :is(pre, .scroll)")]
    .every((box) => (box.scrollWidth > box.clientWidth) === (box.tabIndex === 0))"""
NAME = "(each) => (each.outerHTML.match(/^<[^>]*>/) || [''])[0].slice(0, 120)"
UNREACHED = f"""() => window.controls
    .filter((each) => !each.matches("pre, .scroll") || each.scrollWidth > each.clientWidth)
    .filter((each) => !window.stops.some((stop) => stop.target === each)).map({NAME})"""
UNSEEN = f"() => window.stops.filter((stop) => !stop.seen).map((stop) => stop.target).map({NAME})"
WALKED_ROUND = "() => window.stops.slice(1).some((stop) => stop.target === window.stops[0].target)"
OF_NAVIGATION = """() => window.stops.map((stop) => stop.target).filter((target) => target.closest("#pages"))
    .map((link) => new URL(link.getAttribute("href"), location.href).pathname.slice(1) || "index.html")"""
PAST_NAVIGATION = """() => window.stops.some((stop) => stop.target.closest("#pages")) &&
    !document.activeElement.closest("#pages")"""


@pytest.fixture
def walked(reader):
    """Opens a page and presses Tab until a condition holds; scripts of interactive charts stay away."""

    def walk(path, until, width=1280):
        page = reader(path, width=width)
        page.route("**/plotly*.js", lambda route: route.abort())
        page.wait_for_function(SETTLED)
        page.evaluate(WATCH)
        for press in range(STOPS_AT_MOST):
            page.keyboard.press("Tab")
            if press % 8 == 7 and page.evaluate(until):
                return page
        raise AssertionError(f"{path}: no end after {STOPS_AT_MOST} stops")

    return walk


def test_every_page_is_reached_by_tabs_from_the_overview(walked, paths):
    models = [path for path in paths if path.startswith("models/")]
    reached = {
        link for path in ("index.html", *models) for link in walked(path, PAST_NAVIGATION).evaluate(OF_NAVIGATION)
    }
    assert reached == set(paths) - {"404.html"}


def test_every_control_of_every_kind_of_page_is_a_stop_and_shows_it(walked, kinds):
    for path in kinds:
        page = walked(path, WALKED_ROUND)
        assert page.evaluate(UNREACHED) == [], path
        assert page.evaluate(UNSEEN) == [], path
        page.close()


def test_on_a_phone_every_control_of_a_segment_is_a_stop_and_shows_it(walked, kinds):
    page = walked(kinds[-1], WALKED_ROUND, width=390)
    assert page.evaluate(UNREACHED) == []
    assert page.evaluate(UNSEEN) == []


def test_the_skip_link_leads_past_the_navigation(reader):
    page = reader("models/income-spend.html")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('main') !== null")


def test_a_chart_its_table_and_its_guide_open_and_close_by_keys(reader):
    page = reader("models/income-spend.html")
    figure = page.locator("figure[data-figure]").first
    explore = figure.locator(".explore")
    explore.press("Enter")
    figure.locator(".plot .main-svg").first.wait_for()
    page.wait_for_function("document.activeElement.getAttribute('aria-pressed') === 'true'")
    page.keyboard.press("Enter")
    assert figure.locator("svg.wide").first.is_visible()
    assert explore.evaluate("button => button === document.activeElement")
    for name, inside in (("The same as a table", "table"), ("How to read this chart", "p")):
        fold = figure.locator(".about > details", has_text=name)
        fold.locator("summary").press("Enter")
        assert fold.locator(inside).first.is_visible()
        fold.locator("summary").press("Space")
        assert not fold.locator(inside).first.is_visible()


def test_light_and_dark_and_a_link_to_a_section_are_set_by_keys(reader):
    page = reader("models/income-spend.html")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.locator(".theme-toggle").press("Enter")
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    link = page.locator(".copy-link").first
    link.press("Enter")
    page.wait_for_function("document.querySelector('.copy-link').textContent === 'copied'")
    assert page.evaluate("navigator.clipboard.readText()") == link.evaluate("link => link.href")
    assert page.url == link.evaluate("link => link.href")


def test_a_customer_is_placed_by_keys(reader):
    page = reader("which.html")
    first = page.locator("#which-answer a").first
    before = first.inner_text()
    page.locator("#which-like").focus()
    page.keyboard.press("ArrowDown")
    page.wait_for_function("(before) => document.querySelector('#which-answer a').textContent !== before", arg=before)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "which-age"
    page.keyboard.type("44")
    page.wait_for_function("location.hash.includes('age=44')")
