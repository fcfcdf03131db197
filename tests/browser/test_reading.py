"""What a reader does: reads without scripts or a server, reaches by keys, searches, darkens, prints."""

import re

import pytest
from test_keyboard import SETTLED

DESKTOP = 1280
PHONE = 390
NAVIGATION = "#pages a[href]"
TWINS = "[...document.querySelectorAll('figure[data-figure]')]"
PRESS_ALL = f"() => {TWINS}.forEach((figure) => figure.querySelector('.explore').click())"
WITHOUT_DRAWING = """() => [...document.querySelectorAll("figure.chart")]
    .filter((figure) => figure.offsetParent && ![...figure.querySelectorAll("svg, table, .ridges")]
        .some((drawing) => !drawing.closest(".plot, .twin, .key, .narrow") && drawing.getClientRects().length))
    .map((figure) => figure.id)"""
UNSEEN = """() => [...document.querySelectorAll("main :is(h1, h2, h3, .claim, div.note, .strip, figure)")]
    .filter((part) => !part.checkVisibility({ visibilityProperty: true, opacityProperty: true }))
    .map((part) => part.outerHTML.slice(0, 90))"""


@pytest.fixture(scope="module")
def segment(paths):
    return next(path for path in paths if path.startswith("segments/"))


def test_charts_are_there_without_scripts(reader, kinds):
    for path in kinds:
        page = reader(path, scripts=False)
        assert page.evaluate(WITHOUT_DRAWING) == [], path
        assert page.locator(".explore").count() == 0, "a button that does nothing"
        page.close()


def test_every_chart_becomes_interactive_and_goes_back(reader, segment):
    for path in ("index.html", "models/income-spend.html", segment, "compare.html", "plan.html", "data.html"):
        page = reader(path)
        faults = []
        page.on("console", lambda m, faults=faults: faults.append(m.text) if m.type in {"error", "warning"} else None)
        page.on("pageerror", lambda fault, faults=faults: faults.append(str(fault)))
        assert page.locator("figure[data-figure] .explore").count() >= 1
        page.evaluate(PRESS_ALL)
        page.wait_for_function(f"() => {TWINS}.every((f) => f.querySelector('.plot .main-svg'))")
        page.wait_for_function(f"() => {TWINS}.every((f) => f.querySelector('[aria-pressed=true]'))")
        assert len(page.evaluate(WITHOUT_DRAWING)) == page.locator("figure[data-figure]").count(), "drawing and twin"
        page.evaluate(PRESS_ALL)
        assert page.evaluate(WITHOUT_DRAWING) == [], path
        assert page.locator(".plot:visible").count() == 0
        assert faults == [], path


def test_a_page_from_the_disk_has_its_charts_and_says_why_it_cannot_search(reader, site, segment):
    page = reader(segment, base=site.as_uri())
    page.locator(".explore").first.click()
    page.locator("figure .plot .main-svg").first.wait_for()
    page.get_by_role("combobox").fill("income")
    page.get_by_text("Search needs the site to come from a server").wait_for()


def test_search_finds_a_segment_and_keys_open_it(reader, segment):
    page = reader("index.html")
    name = page.locator("#pages .segs a").first
    wanted = name.inner_text().strip()
    page.keyboard.press("/")
    page.keyboard.type(wanted)
    page.locator(".search-results a").first.wait_for()
    titles = page.locator(".search-results b").all_inner_texts()
    assert wanted in titles
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"\.html$"))
    assert page.locator("h1").inner_text().strip()


def test_keys_reach_the_skip_link_and_every_line_of_the_navigation(reader, segment):
    page = reader(segment)
    page.keyboard.press("Tab")
    focused = page.locator(":focus")
    assert focused.inner_text() == "Skip to the page"
    assert focused.bounding_box()["x"] >= 0, "the skip link shows itself"
    wanted = {link.get_attribute("href") for link in page.locator(NAVIGATION).all()}
    reached = set()
    for _ in range(len(wanted) + 8):
        page.keyboard.press("Tab")
        here = page.evaluate("document.activeElement.getAttribute('href')")
        reached.add(here)
    assert wanted <= reached


def test_on_a_phone_the_navigation_opens_and_closes_by_keys(reader):
    page = reader("index.html", width=PHONE)
    toggle = page.get_by_role("button", name="Pages")
    assert not page.locator(NAVIGATION).first.is_visible()
    toggle.press("Enter")
    assert page.locator(NAVIGATION).first.is_visible()
    page.locator(NAVIGATION).first.press("Escape")
    assert not page.locator(NAVIGATION).first.is_visible()
    assert toggle.evaluate("button => button === document.activeElement")


def test_the_theme_follows_the_system_and_a_choice_lasts(reader, segment):
    ground = "getComputedStyle(document.body).backgroundColor"
    page = reader("index.html", scheme="light")
    light = page.evaluate(ground)
    assert reader("index.html", scheme="dark").evaluate(ground) != light
    page.get_by_role("button", name="Change to dark colours").click()
    dark = page.evaluate(ground)
    assert dark != light
    page.goto(page.url.replace("index.html", segment))
    assert page.evaluate(ground) == dark
    page.get_by_role("button", name="Change to light colours").click()
    page.reload()
    assert page.evaluate(ground) == light


def test_an_address_that_does_not_exist_is_answered_at_any_depth(reader):
    for path in ("nowhere.html", "a/b/c/nowhere.html"):
        page = reader(path)
        page.wait_for_function("getComputedStyle(document.querySelector('.frame')).display === 'grid'")
        page.get_by_role("main").get_by_role("link").first.click()
        page.wait_for_url(re.compile(r"/index\.html$"))


def test_margin_notes_stand_under_their_text_where_there_is_no_margin(reader, segment):
    for width, beside in ((DESKTOP, True), (1024, False), (PHONE, False)):
        page = reader(segment, width=width)
        text, note = (page.locator(f"#differ > {part}").bounding_box() for part in (".main", ".note"))
        assert (note["x"] >= text["x"] + text["width"]) is beside
        assert (note["y"] >= text["y"] + text["height"]) is not beside


def test_a_statistical_word_tells_its_meaning_to_pointer_and_keys_and_leads_to_the_glossary(reader):
    page = reader("models/income-spend.html")
    term = page.locator('main .term[href$="#silhouette"]')
    note = page.get_by_role("tooltip")
    term.hover()
    assert "nearer customers are to their own segment" in note.inner_text()
    page.mouse.move(0, 0)
    assert note.is_hidden()
    term.focus()
    assert note.is_visible()
    assert term.get_attribute("aria-describedby") == note.get_attribute("id")
    page.keyboard.press("Escape")
    assert note.is_hidden()
    term.press("Enter")
    page.wait_for_url(re.compile(r"glossary\.html#silhouette$"))


def test_a_first_touch_tells_the_meaning_and_a_second_follows_the_link(browser, address):
    context = browser.new_context(viewport={"width": PHONE, "height": 800}, has_touch=True)
    page = context.new_page()
    page.goto(f"{address}/models/income-spend.html")
    term = page.locator('main .term[href$="#silhouette"]')
    term.scroll_into_view_if_needed()
    term.tap()
    assert page.get_by_role("tooltip").is_visible()
    assert page.url.endswith("income-spend.html")
    term.tap()
    page.wait_for_url(re.compile(r"glossary\.html#silhouette$"))
    context.close()


def test_a_box_that_scrolls_can_be_reached_by_keys_and_others_are_no_stops(reader):
    for path, width in (("methods.html", PHONE), ("index.html", DESKTOP)):
        page = reader(path, width=width)
        page.wait_for_function(SETTLED)


def test_paper_shows_the_whole_page_without_its_frame(reader, kinds):
    for path in kinds:
        page = reader(path, scheme="dark")
        page.emulate_media(media="print")
        assert page.locator(".side").is_hidden()
        assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
        assert page.evaluate("getComputedStyle(document.body).color") == "rgb(30, 26, 22)"
        assert page.evaluate(UNSEEN) == [], path
        assert page.evaluate(WITHOUT_DRAWING) == [], path
        page.close()
