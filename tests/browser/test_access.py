"""axe-core: every page wide, in light by all its rules and in dark by those of colour; every kind on a phone in the dark."""

from axe_playwright_python.sync_playwright import Axe

ALL_RULES = {"resultTypes": ["violations"], "rules": {"target-size": {"enabled": True}}}
"""Targets for fingers are a rule of WCAG 2.2 that axe-core leaves off by itself."""
RULES_OF_COLOUR = {
    "resultTypes": ["violations"],
    "runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]},
}
"""All that a change of theme can break: the page's parts stay as they are and where they are."""


def test_axe_finds_no_fault_on_any_page_in_light_and_dark(reader, address, paths):
    page = reader(paths[0])
    found = {}
    for path in paths:
        page.emulate_media(color_scheme="light")
        page.goto(f"{address}/{path}")
        found |= _at(path, "light", faults_of(page))
        page.emulate_media(color_scheme="dark")
        found |= _at(path, "dark", faults_of(page, RULES_OF_COLOUR))
    assert found == {}


def test_axe_finds_no_fault_on_any_kind_of_page_on_a_phone_in_the_dark(reader, address, kinds):
    page = reader(kinds[0], width=390, scheme="dark")
    found = {}
    for path in kinds:
        page.goto(f"{address}/{path}")
        found |= _at(path, "phone", faults_of(page))
    assert found == {}


def test_axe_sees_text_that_only_the_dark_makes_unreadable(reader):
    page = reader("index.html", scheme="light")
    page.evaluate("document.querySelector('main p').style.color = '#333333'")
    assert faults_of(page, RULES_OF_COLOUR) == {}
    page.emulate_media(color_scheme="dark")
    assert list(faults_of(page, RULES_OF_COLOUR)) == ["color-contrast"]


def faults_of(page, rules=ALL_RULES):
    """What axe finds wrong with an open page, by rule."""
    violations = Axe().run(page, options=rules).response["violations"]
    return {v["id"]: [node["html"][:200] for node in v["nodes"]] for v in violations}


def _at(path, look, faults):
    return {(path, look, rule): where for rule, where in faults.items()}
