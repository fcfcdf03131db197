"""Pages that come later, in a real browser: what changed since an earlier build, and the results of a campaign."""

import pytest
from click.testing import CliRunner
from sample_project import quiet
from tessera_site.build import Order, build
from tessera_site.cli import main
from test_access import faults_of
from test_reading import UNSEEN, WITHOUT_DRAWING
from tiny_project import CUSTOMERS, HEAD, rows, tiny_project

PAGES = ("changes.html", "results/index.html")
GONE = 14
"""Older customers who are no longer in the later table: every second row of the first ones."""


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """Two builds of a small shop, the second with the first as its baseline, and a campaign's results below it."""
    project = tiny_project(tmp_path_factory.mktemp("shop"))
    plain = {"engine": "pandoc", "pdf": False, "notebook": False}
    build(Order(project=project, out=project / "before", **plain), quiet)
    later = project / "later.csv"
    later.write_text("\n".join([HEAD, *rows()[1 : 2 * GONE : 2], *rows()[2 * GONE :]]) + "\n", encoding="utf-8")
    build(Order(project=project, data=str(later), baseline=project / "before" / "findings.json", **plain), quiet)
    results = project / "results.csv"
    arms = [("treated", 60 + i % 7) if i % 4 < 2 else ("holdout", 50 + i % 5) for i in range(CUSTOMERS)]
    lines = [f"C-{1000 + i},Spring,{arm},{spent}" for i, (arm, spent) in enumerate(arms)]
    results.write_text("\n".join(["Customer,campaign,arm,Spending", *lines]) + "\n", encoding="utf-8")
    out = project / "_site" / "results"
    done = CliRunner().invoke(main, ["measure", str(results), "--project", str(project), "--out", str(out)])
    assert done.exit_code == 0, done.output
    return project / "_site"


@pytest.fixture(scope="module")
def paths(site):
    return list(PAGES)


def test_they_are_quiet_and_keep_to_their_windows_and_their_texts_apart(visits):
    assert [visit.path for visit in visits] == list(PAGES)
    for visit in visits:
        assert visit.messages == [], visit.path
        assert {width: by for width, by in visit.sideways.items() if by > 0} == {}, visit.path
        assert not any(texts for found in visit.charts.values() for texts in found.values()), visit.charts


@pytest.mark.parametrize("path", PAGES)
def test_they_are_whole_without_scripts_on_paper_and_for_axe_in_the_dark(reader, path):
    assert reader(path, scripts=False).evaluate(WITHOUT_DRAWING) == []
    page = reader(path, width=390, scheme="dark")
    assert faults_of(page) == {}
    page.emulate_media(media="print")
    assert page.evaluate(UNSEEN) == []
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
