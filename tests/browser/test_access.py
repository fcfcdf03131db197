"""axe-core, all its rules: every page wide and light, one page of every kind as a phone shows it in the dark."""

from axe_playwright_python.sync_playwright import Axe

FAULTS_ONLY = {"resultTypes": ["violations"], "rules": {"target-size": {"enabled": True}}}
"""Targets for fingers are a rule of WCAG 2.2 that axe-core leaves off by itself."""


def test_axe_finds_no_fault_on_any_page(reader, paths):
    assert _faults(reader, paths, width=1280, scheme="light") == {}


def test_axe_finds_no_fault_on_any_kind_of_page_on_a_phone_in_the_dark(reader, kinds):
    assert _faults(reader, kinds, width=390, scheme="dark") == {}


def faults_of(page):
    """What axe finds wrong with an open page, by rule."""
    violations = Axe().run(page, options=FAULTS_ONLY).response["violations"]
    return {v["id"]: [node["html"][:200] for node in v["nodes"]] for v in violations}


def _faults(reader, paths, **look):
    found = {}
    for path in paths:
        page = reader(path, **look)
        found |= {(path, rule): where for rule, where in faults_of(page).items()}
        page.close()
    return found
