"""The briefing and the segments' sheets: their pages as pictures, their tags, their fonts, their bytes."""

import json
import os
import re
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pytest
from paper_reader import (
    A4_POINTS,
    HEADINGS,
    LETTER_POINTS,
    bookmarks,
    elements,
    filled,
    fonts,
    last_tags,
    opened,
    page_texts,
    web_links,
)
from sample_project import ROOT
from tessera.analyse import analyse
from tessera.findings import as_json
from tessera.study import parse_study
from tessera_site import typeset
from tessera_site.briefing import briefing_html, make_briefing
from tessera_site.handouts import make_handouts
from tessera_site.paper import Edition
from tessera_site.proof.numerals import open_book
from tessera_site.shipped import shipped
from tessera_site.verify import verify_briefing

SECTIONS = ["The base in one picture", "Test roadmap", "How sure we are", "Method and glossary"]
MOST_BYTES = 2_000_000
SITE = "https://insights.example.org/mall/"
MODEL = "models: {m: {title: Income and spending, features: [income, spending], k: %d, k_max: 12}}\n"
NO_TRUST = "trust: {draws: 0, bootstraps: 0}\n"


@pytest.fixture(scope="session")
def findings(site):
    return json.loads((site / "findings.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="session")
def folder(sample, tmp_path_factory):
    """A project to set papers in, with the fonts that the sample has cut."""
    project = tmp_path_factory.mktemp("papers")
    (project / "build").mkdir()
    (project / "build" / "fonts").symlink_to(sample / "build" / "fonts")
    return project


@pytest.fixture(scope="session")
def briefings(site, findings, folder):
    """The sample's briefing as it was published, on Letter with links, and those of two and of twelve segments."""
    made = {"sample": (site / "briefing.pdf").read_bytes()}
    made["letter"] = make_briefing(findings, folder, Edition("Letter", site_url=SITE)).pdf
    for name, k in (("two", 2), ("twelve", 12)):
        head = (ROOT / "study.yml").read_text(encoding="utf-8").partition("models:")[0]
        study = parse_study(head + MODEL % k + NO_TRUST, Path("study.yml"))
        other = as_json(analyse(study, study.data.source, ROOT, shipped("templates/playbook")))
        briefing = make_briefing(other, folder, Edition())
        verify_briefing(briefing.html, briefing.pdf, open_book(other))
        made[name] = briefing.pdf
    return made


@pytest.fixture(scope="session")
def sheet(site, findings):
    """One segment's sheet, as it was published."""
    model = findings["models"]["income-spend"]
    return (site / "segments" / "income-spend" / f"{model['order'][0]}.pdf").read_bytes()


ALL = pytest.mark.parametrize("name", ["sample", "letter", "two", "twelve"])


# ---------------------------------------------------------------- pages


@ALL
def test_a_briefing_has_six_to_ten_pages_and_none_is_half_empty(briefings, name):
    pages = filled(briefings[name])
    assert 6 <= len(pages) <= 10
    assert min(pages[:-1]) >= 0.55  # of the space between running head and foot
    assert pages[-1] >= 0.45
    assert len(briefings[name]) < MOST_BYTES


@ALL
def test_no_page_ends_with_a_heading_and_no_table_goes_on_without_its_head(briefings, name):
    data = briefings[name]
    assert not [path for path in last_tags(data) if HEADINGS & set(path)]
    paths = [path for path, *_ in elements(data)]
    for place, path in enumerate(paths):
        if path[-1] == "/Table":
            assert "/THead" in paths[place + 1]


@ALL
def test_a_probability_stays_on_one_line_and_no_word_alone_goes_before_it(briefings, name):
    lines = [line.strip() for text in page_texts(briefings[name]) for line in text.splitlines()]
    assert not [line for line in lines if re.search(r"(\bp|=|= \.)$", line)]
    assert "A" not in lines


@ALL
def test_every_page_bears_its_number_and_the_paper_is_the_one_asked_for(briefings, name):
    texts = page_texts(briefings[name])
    assert all(f"{number} of {len(texts)}" in text for number, text in enumerate(texts, 1))
    with opened(briefings[name]) as document:
        box = tuple(round(float(side)) for side in document.pages[0].mediabox[2:])
    assert box == (LETTER_POINTS if name == "letter" else A4_POINTS)


def test_page_one_alone_says_what_we_know_do_first_what_it_costs_and_how_sure_we_are(briefings, findings):
    page = " ".join(page_texts(briefings["sample"])[0].split())
    for said in ("What we do first", "What it costs to find out", "How sure we are", "Decision asked", "natural"):
        assert said in page
    assert findings["overview"]["headline"] in page
    for segment in findings["models"]["income-spend"]["segments"].values():
        assert segment["name"] in page


def test_only_steps_that_all_tests_share_are_said_of_every_test(findings, folder):
    html = briefing_html(findings, folder, Edition())
    differ, shared = html.partition("What differs from test to test")[2].split("How every test is run")
    assert re.findall(r"<dt>([^<]+)</dt>", shared.partition("</dl>")[0]) == [
        "Split", "Look", "Stop early", "Response rates",
    ]  # fmt: skip
    assert re.findall(r'<th scope="col">([^<]+)</th>', differ) == ["Segment", "One half gets", "Run", "Read out"]


@ALL
def test_the_contents_and_bookmarks_name_every_section(briefings, name):
    contents = page_texts(briefings[name])[1]
    assert all(section in contents for section in SECTIONS)
    assert len(bookmarks(briefings[name])) >= len(SECTIONS)


def test_names_lead_into_the_site_when_its_address_is_known(briefings, site):
    links = web_links(briefings["letter"])
    pages = {link.removeprefix(SITE) for link in links}
    assert len(links) > 20
    assert all(link.startswith(SITE) for link in links)
    assert all((site / page).is_file() or not page for page in pages)
    assert web_links(briefings["sample"]) == []


# ---------------------------------------------------------------- tags


@pytest.mark.parametrize("name", ["sample", "twelve", "sheet"])
def test_a_checker_of_pdf_ua_finds_no_error(briefings, sheet, name, tmp_path):
    path = tmp_path / "paper.pdf"
    path.write_bytes(sheet if name == "sheet" else briefings[name])
    report = tmp_path / "report.json"
    command = [Path(sys.executable).with_name("outloud"), "-q", "--json", report, "--fail-on", "error", path]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + report.read_text(encoding="utf-8")[:3000]


@ALL
def test_pictures_are_described_headers_say_what_they_head_and_lists_are_lists(briefings, name):
    for path, alt, scope, _ in elements(briefings[name]):
        if path[-1] == "/Figure":
            assert alt
        elif path[-1] == "/TH" and path[-2] == "/TR":
            assert scope == ("/Column" if "/THead" in path else "/Row")
        elif path[-1] == "/LI":
            assert path[-2] == "/L"
        elif path[-1] == "/L":
            assert path[-2] != "/L"


def test_the_file_says_its_language_and_title_and_that_it_is_tagged(briefings, findings):
    with opened(briefings["sample"]) as document:
        root = document.Root
        assert str(root.Lang) == "en"
        assert bool(root.MarkInfo.Marked)
        assert bool(root.ViewerPreferences.DisplayDocTitle)
        assert str(document.docinfo.Title) == findings["overview"]["headline"]
        with document.open_metadata() as metadata:
            assert metadata["pdfuaid:part"] == "1"


def test_one_heading_begins_the_document_and_none_skips_a_level(briefings):
    levels = [int(path[-1][2:]) for path, *_ in elements(briefings["sample"]) if path[-1] in HEADINGS]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


# ---------------------------------------------------------------- fonts and bytes


@ALL
def test_all_fonts_are_ours_and_inside(briefings, name):
    found = fonts(briefings[name])
    assert found
    assert all("Tessera" in font for font in found)
    assert all(found.values())


def test_the_same_bytes_come_out_where_no_font_is_installed(site, tmp_path):
    (tmp_path / "none.conf").write_text("<?xml version='1.0'?><fontconfig></fontconfig>")
    program = (
        "import json, sys; from pathlib import Path; from tessera_site.briefing import briefing_html, make_briefing;"
        "from tessera_site.paper import Edition;"
        "made = make_briefing(json.loads(Path(sys.argv[1]).read_text(encoding='utf-8')), Path(sys.argv[2]), Edition());"
        "Path(sys.argv[2], 'again.pdf').write_bytes(made.pdf)"
    )
    environment = {**os.environ, "FONTCONFIG_FILE": str(tmp_path / "none.conf"), "HOME": str(tmp_path)}
    command = [sys.executable, "-c", program, str(site / "findings.json"), str(tmp_path)]
    subprocess.run(command, env=environment, check=True, capture_output=True)
    assert (tmp_path / "again.pdf").read_bytes() == (site / "briefing.pdf").read_bytes()


def test_what_has_not_changed_is_not_set_again(folder, monkeypatch):
    page = '<!doctype html><html lang="en"><head><title>A</title></head><body><p>{}</p></body></html>'
    first = typeset.pdfs("small", page.format("one"), folder, typeset.Setting("A4"))
    monkeypatch.setattr(typeset, "_made", lambda *_: (b"set anew",))
    assert typeset.pdfs("small", page.format("one"), folder, typeset.Setting("A4")) == first
    assert typeset.pdfs("small", page.format("two"), folder, typeset.Setting("A4")) == (b"set anew",)
    assert len(list((folder / "build" / "paper").glob("small-*"))) == 1
    typeset.forget(folder)
    assert not (folder / "build" / "paper").exists()


def test_a_study_s_own_colours_are_on_paper_too_and_may_change_places(folder, monkeypatch):
    set_in = []
    monkeypatch.setattr(typeset, "_well_filled", lambda source, *_: set_in.append(source.etree_element))
    monkeypatch.setattr(typeset, "_written", lambda _: b"")
    page = '<!doctype html><html lang="en"><body><p id="a">#1F4FAF #C57508 #9E3318</p></body></html>'
    swapped = (("#1F4FAF", "#C57508"), ("#C57508", "#1F4FAF"), ("#9E3318", "#102030"))
    typeset.pdfs("coloured", page, folder, typeset.Setting("A4", colours=swapped))
    assert set_in[0].find(".//p").text == "#C57508 #1F4FAF #102030"


# ---------------------------------------------------------------- the segments' sheets


def test_every_segment_has_one_page_linked_from_its_own(site, findings):
    listed = json.loads((site / "manifest.json").read_text(encoding="utf-8"))["files"]
    for key, model in findings["models"].items():
        for slug, segment in model["segments"].items():
            path = site / "segments" / key / f"{slug}.pdf"
            assert len(page_texts(path.read_bytes())) == 1
            assert segment["name"] in page_texts(path.read_bytes())[0].replace("\r\n", " ")
            assert f"segments/{key}/{slug}.pdf" in listed
            assert f'href="{slug}.pdf"' in path.with_suffix(".html").read_text(encoding="utf-8").replace(
                f"../../segments/{key}/", ""
            )


def test_a_sheet_bears_the_name_of_its_segment_and_fills_its_page(sheet, findings):
    model = findings["models"]["income-spend"]
    with opened(sheet) as document:
        name = model["segments"][model["order"][0]]["name"]
        assert str(document.docinfo.Title) == f"{name} · {model['name']}"
    assert min(filled(sheet)) > 0.8
    assert not HEADINGS & set(last_tags(sheet)[0])


@pytest.mark.parametrize(("sheets", "models"), [("none", 0), ("lead", 1), ("all", 3)])
def test_a_study_says_whose_segments_get_a_sheet(findings, folder, sheets, models, monkeypatch):
    monkeypatch.setattr(typeset, "_made", lambda _html, _sheet, _folder, setting: (b"",) * len(setting.parts))
    made, pdfs = make_handouts(findings, folder, Edition(sheets=sheets))
    assert len({sheet.path.split("/")[1] for sheet in made}) == models
    assert len(pdfs) == len(made)
