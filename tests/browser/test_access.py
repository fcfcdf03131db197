"""axe-core, all its rules: one page of every kind wide and light, the richest ones narrow and dark as well."""

from axe_playwright_python.sync_playwright import Axe


def test_axe_finds_no_fault_wide_and_light(reader, kinds):
    assert _faults(reader, kinds, width=1280, scheme="light") == {}


def test_axe_finds_no_fault_narrow_and_dark(reader, paths):
    segment = next(path for path in paths if path.startswith("segments/"))
    assert _faults(reader, ["index.html", "models/income-spend.html", segment], width=390, scheme="dark") == {}


def _faults(reader, paths, **look):
    axe = Axe()
    faults = {}
    for path in paths:
        page = reader(path, **look)
        violations = axe.run(page).response["violations"]
        faults |= {(path, v["id"]): [node["html"][:200] for node in v["nodes"]] for v in violations}
        page.close()
    return faults
