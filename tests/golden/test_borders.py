"""The two borders, whole: a table to its findings, with tolerance; committed findings to staged pages, exactly.

A drift of numbers shows at the first border only, since the pages of the second are made from the findings that are
committed beside them.
"""

import json
import shutil
from pathlib import Path

import pytest
from tessera.analyse import analyse
from tessera.findings import as_json
from tessera.study import load_study
from tessera_site.exports import offered
from tessera_site.pages import make_site, site_pages
from tessera_site.stage import write_stage

ROOT = Path(__file__).resolve().parents[2]
GOLDEN = Path(__file__).with_name("two_segments")
FINDINGS = GOLDEN / "findings.json"
PAGES = GOLDEN / "stage"


def found() -> dict:
    study = load_study(GOLDEN / "study.yml")
    return as_json(analyse(study, study.data.source, GOLDEN, ROOT / "templates" / "playbook"))


def staged(folder: Path) -> dict[str, str]:
    """The pages that the committed findings give, by name."""
    findings = json.loads(FINDINGS.read_text())
    built = site_pages(findings, offered(findings, has_briefing=True), None, has_briefing=True)
    site = make_site(findings, built, None, "", "internal")
    write_stage(site, folder, {}, fonts=folder.parent / "fonts")
    return pages_in(folder)


def pages_in(folder: Path) -> dict[str, str]:
    return {p.relative_to(folder).as_posix(): p.read_text() for p in sorted(folder.rglob("*.qmd"))}


def same(one, other, place=""):
    """Equal but for the last digits of a number."""
    if isinstance(one, dict) and isinstance(other, dict):
        assert list(one) == list(other), place
        for key in one:
            same(one[key], other[key], f"{place}/{key}")
    elif isinstance(one, list) and isinstance(other, list):
        assert len(one) == len(other), place
        for i, (a, b) in enumerate(zip(one, other, strict=True)):
            same(a, b, f"{place}/{i}")
    elif isinstance(one, float) and isinstance(other, float):
        assert one == pytest.approx(other, rel=1e-9, abs=1e-12), place
    else:
        assert one == other, place


def test_the_table_gives_the_findings_it_gave(request):
    findings = found()
    if request.config.getoption("--update-goldens"):
        FINDINGS.write_text(json.dumps(findings, indent=1, ensure_ascii=False) + "\n")
    committed = json.loads(FINDINGS.read_text())
    same({**findings, "made_with": {}}, {**committed, "made_with": {}})


def test_committed_findings_give_the_pages_they_gave(request, tmp_path):
    pages = staged(tmp_path / "stage")
    if request.config.getoption("--update-goldens"):
        shutil.rmtree(PAGES, ignore_errors=True)
        for name, text in pages.items():
            (PAGES / name).parent.mkdir(parents=True, exist_ok=True)
            (PAGES / name).write_text(text)
    committed = pages_in(PAGES)
    assert list(pages) == list(committed)
    for name, text in pages.items():
        assert text == committed[name], name
