"""axe-core: all its rules on every page in light, contrast again in dark; one page of every kind as a phone shows it."""

from axe_playwright_python.sync_playwright import Axe

CONTRAST = {"runOnly": {"type": "rule", "values": ["color-contrast"]}}


def test_axe_finds_no_fault_on_any_page_light_and_dark(reader, address, paths):
    page = reader(paths[0])
    faults = {}
    for path in paths:
        page.goto(f"{address}/{path}")
        page.emulate_media(color_scheme="light")
        faults |= _faults(page, path, None)
        page.emulate_media(color_scheme="dark")
        faults |= _faults(page, path, CONTRAST)
    assert faults == {}


def test_axe_finds_no_fault_on_a_phone_in_the_dark(reader, kinds):
    faults = {}
    for path in kinds:
        page = reader(path, width=390, scheme="dark")
        faults |= _faults(page, path, None)
        page.close()
    assert faults == {}


def _faults(page, path, options):
    violations = Axe().run(page, options=options).response["violations"]
    return {(path, v["id"]): [node["html"][:200] for node in v["nodes"]] for v in violations}
