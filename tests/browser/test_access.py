"""axe-core on one page of every kind: all its rules, wide and light, narrow and dark."""

import pytest
from axe_playwright_python.sync_playwright import Axe


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "dark")])
def test_axe_finds_no_fault(reader, kinds, width, scheme):
    axe = Axe()
    faults = {}
    for path in kinds:
        page = reader(path, width=width, scheme=scheme)
        violations = axe.run(page).response["violations"]
        faults |= {(path, v["id"]): [node["html"][:200] for node in v["nodes"]] for v in violations}
        page.close()
    assert faults == {}
