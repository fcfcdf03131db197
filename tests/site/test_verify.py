"""The proof finds what is wrong, and passes what is right. The site here is small and made by hand."""

import gzip
import json
import random
import re
import zlib
from collections.abc import Callable
from email.message import EmailMessage
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from tessera.errors import PublishError
from tessera_site.exports import exports
from tessera_site.keyed import Node, figure, heading, keyed_text, plain, raw, say
from tessera_site.proof.leaks import needles, scan
from tessera_site.proof.numerals import open_book
from tessera_site.proof.page import read_page
from tessera_site.proof.pdf_text import pdf_pages, text_faults
from tessera_site.proof.shape import shape_faults
from tessera_site.proof.spoken import vocabulary
from tessera_site.proof.staged import staged_faults
from tessera_site.proof.weight import FIRST_VIEW
from tessera_site.verify import (
    SOME_SEARCHED,
    Evidence,
    verify,
    verify_briefing,
    verify_folder,
    verify_mail,
    write_manifest,
)
from tessera_site.wording import Lexicon

POLICY = "default-src 'none'; script-src 'self'; style-src 'self'"
SEED = 20


RULE = {
    "features": ["income"],
    "centre": [0.0],
    "scale": [1.0],
    "origin": None,
    "components": None,
    "centroids": {"high": [88.2]},
    "sql": "SELECT 1",
    "reads": {"income": {"column": "Income", "holds": "number"}},
}


def segment(slug: str, name: str, size: int, share: float, income: float) -> dict[str, Any]:
    numbers, here = {"income": income}, f"/models/m/segments/{slug}"
    return {
        "slug": slug,
        "name": name,
        "short": name,
        "size": size,
        "share": share,
        "means": numbers,
        "sds": {"income": income / 7},
        "medians": numbers,
        "q1s": numbers,
        "q3s": numbers,
        "index": {"income": 145.6},
        "rule": {"sql": "SELECT *\nFROM customers\nWHERE income > 69.5"},
        "words": {
            "standfirst": f"Here are {{{here}/size}} customers with **{{{here}/means/income}}** a year to live on.",
            "next": "Compare with {/models/m/segments/low|link}.",
        },
    }


@pytest.fixture
def findings() -> dict[str, Any]:
    return {
        "schema_version": "1.0",
        "study": {
            "title": "Customers of 2024",
            "locale": "en_US",
            "customers": "customers",
            "columns": {
                "income": {
                    "label": "Annual income",
                    "prefix": "$",
                    "suffix": "k",
                    "unit": "$ thousand",
                    "decimals": 1,
                    "values": {},
                },
                "tier": {
                    "label": "Tier",
                    "prefix": "",
                    "suffix": "",
                    "unit": "",
                    "decimals": 0,
                    "values": {"t1": "Tier 1"},
                },
            },
        },
        "made_with": {"tessera": "0.1.0"},
        "input": {"fingerprint": "ab12", "name": "customers.csv"},
        "data": {"rows_read": 1250, "rows_kept": 1234},
        "models": {
            "m": {
                "key": "m",
                "name": "Income",
                "silhouette": 0.5539,
                "verdict": {"p_value": 0.0001},
                "order": ["high", "low"],
                "scoring": RULE,
                "segments": {
                    "high": segment("high", "High income", 539, 539 / 1234, 88.2),
                    "low": segment("low", "Low income", 695, 695 / 1234, 25.73),
                },
            }
        },
        "agreements": [],
    }


def page(body: str, *, title: str = "Income · Customers of 2024", head: str = "", root: str = "") -> str:
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}"><title>{title}</title>{head}'
        f'<link rel="stylesheet" href="{root}assets/site.css"><script defer src="{root}assets/site.js"></script></head>'
        f'<body><main id="main">{body}</main></body></html>'
    )


def segment_body(root: Node, slug: str) -> str:
    node = root["models"]["m"]["segments"][slug]
    pointer = f"/models/m/segments/{slug}"
    return (
        f"<h1>{keyed_text(node['name'])}</h1><h2>Say: {heading(node['words']['standfirst'])}</h2>"
        f"<p class=lead>{say(node['words']['standfirst'], '../../')}</p>"
        f"<p>{say(node['words']['next'], '../../')}</p>"
        f"<table><tr><td>{figure(node['size'])}<td>{figure(node['share'], 'percent0')}"
        f"<td>{figure(node['means']['income'])}</table>"
        '<figure id="map"><svg viewBox="0 0 735 400" role="img" aria-labelledby="map-t">'
        '<title id="map-t">Where they sit</title>'
        "<desc>Index 146.</desc>"
        '<path d="M1 2L3 4" class="lh"/><rect x="12" y="7" width="3" height="9"/>'
        '<text x="10" y="20" class="m tick">120</text>'
        f'<text x="1" y="2"><tspan data-key="{pointer}/index/income">146</tspan> against everyone</text></svg></figure>'
        f'<pre><code data-key="{pointer}/rule/sql">{str(raw(node["rule"]["sql"])).replace(">", "&gt;")}</code></pre>'
        f"<p>Tier 1, from 0 to 1. <code>…/size</code> below <code>{pointer}/</code> in "
        '<a href="../../findings.json">findings.json</a></p>'
        f'<p><a href="../../index.html#main">Back</a> <a href="#map">Map</a></p>'
    )


@pytest.fixture
def site(tmp_path: Path, findings: dict[str, Any]) -> Path:
    folder = tmp_path / "_site"
    root = Node(Lexicon(findings))
    (folder / "assets").mkdir(parents=True)
    (folder / "segments/m").mkdir(parents=True)
    (folder / "charts").mkdir()
    data = root["data"]
    kept = f'<p id="kept">{figure(data["rows_kept"], "count")} of {figure(data["rows_read"], "count")} rows; '
    links = "".join(f'<a href="segments/m/{slug}.html">{slug}</a> ' for slug in ("high", "low"))
    described = (
        f'<meta name="description" content="{plain(root["models"]["m"]["segments"]["high"]["words"]["standfirst"])}">'
    )
    (folder / "index.html").write_text(page(kept + links + "</p>", head=described))
    for slug in ("high", "low"):
        (folder / f"segments/m/{slug}.html").write_text(page(segment_body(root, slug), root="../../"))
    (folder / "assets/site.css").write_text("body{margin:0} .fig{background:url(dot.svg)}")
    (folder / "assets/dot.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg"/>')
    (folder / "assets/site.js").write_text('const space = "http://www.w3.org/2000/svg";')
    spec = {"data": [{"type": "bar", "x": [3, 4], "hovertext": ["High income: 539 customers, 43.7%"]}], "layout": {}}
    (folder / "charts/map.js").write_text(f'tesseraFigure("map", {json.dumps(spec)});\n')
    for name, content in exports(findings).items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_bytes(content)
    return folder


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text()
    assert old in text, f"{old} is not in {path.name}"
    path.write_text(text.replace(old, new, 1))


def refusal(site: Path, findings: dict[str, Any], evidence: Evidence | None = None) -> str:
    with pytest.raises(PublishError) as refused:
        verify(site, findings, evidence)
    return str(refused.value)


# ---------------------------------------------------------------- what is right passes


def test_a_site_that_says_what_the_findings_say_passes(site: Path, findings: dict[str, Any]) -> None:
    report = verify(site, findings)
    assert report.pages == 3
    assert report.figures == 2 + 2 * 14
    assert report.links > 10
    assert report.bytes == sum(p.stat().st_size for p in site.rglob("*") if p.is_file())


def test_the_command_proves_a_site_with_its_own_findings(
    site: Path, findings: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    write_manifest(site, findings)
    # The small findings here are no whole document; the shape has its own tests.
    monkeypatch.setattr("tessera_site.verify.shape_faults", lambda *_: ())
    monkeypatch.setattr("tessera_site.verify.charts_again", lambda _: None)
    assert verify_folder(site).startswith("3 pages hold what the findings say")


# ---------------------------------------------------------------- figures


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        ("index.html", ">1,234<", ">1,235<", "where the findings say '1,234'"),
        ("index.html", ">1,234<", ">1234<", "where the findings say '1,234'"),
        ("index.html", ">1,234<", "><b>1,2</b>35<", "where the findings say '1,234'"),
        ("segments/m/high.html", "88.2k", "88.3k", "where the findings say"),
        ("segments/m/high.html", "44%", "45%", "(as percent0), where the findings say '44%'"),
        ("segments/m/high.html", ">146<", ">147<", "/models/m/segments/high/index/income"),
        (
            "segments/m/high.html",
            " a year to live on.",
            " a month to live on.",
            "prints 'Here are 539 customers with $88.2k a month to live on.'",
        ),
        ("segments/m/high.html", "&gt; 69.5", "&gt; 69.6", "rule/sql"),
        ("segments/m/high.html", "&gt; 69.5", "&gt;  69.5", "rule/sql"),
        ("segments/m/high.html", "/index/income", "/index/incom", "names nothing in the findings"),
        ("segments/m/high.html", 'data-as="percent0"', 'data-as="per"', "cannot be worded"),
        ("segments/m/high.html", 'data-key="/models/m/segments/high/name"', 'data-key="/models/m"', "cannot be worded"),
        (
            "segments/m/high.html",
            "against everyone",
            "against 100",
            "in #map: prints digits without a key: 'against 100'",
        ),
        ("segments/m/high.html", "from 0 to 1", "from 0 to 10", "digits without a key"),
        ("segments/m/high.html", "Tier 1", "Tier 2", "digits without a key"),
        ("segments/m/high.html", "Tier 1", "Tier &#49;7", "digits without a key"),
        ("segments/m/high.html", "Where they sit", "Where 539 sit", "digits without a key"),
        ("segments/m/high.html", "Index 146.", "Index 147.", "in #map: prints digits without a key: 'Index 147.'"),
        ("segments/m/high.html", "here are", "there are", "(as heading)"),
        ("segments/m/high.html", 'role="img"', 'role="img" aria-label="539 customers"', "(aria-label of <svg>)"),
        ("segments/m/high.html", "<td>", '<td data-h="Column 3">', "(data-h of <td>)"),
        ("segments/m/high.html", "…/size", "…/size2", "digits without a key"),
        ("segments/m/high.html", ">Map<", "><code>/models/m2/k</code><", "digits without a key"),
        ("index.html", "Here are 539", "Here are 538", "<meta description>"),
        ("index.html", "Customers of 2024", "Customers of 2023", "digits without a key"),
        ("charts/map.js", "539 customers", "540 customers", "says '540'"),
        ("charts/map.js", "43.7%", "44.7%", "says '44.7%'"),
        ("charts/map.js", '"map"', '"mop"', "belongs into another file"),
        ("charts/map.js", ");", "", "is not a figure"),
        ("tables/segments.csv", "88.2", "88.3", "line 2 is"),
        ("findings.json", "1234", "1235", "findings.json: is not what the findings give"),
        ("scoring/m.sql", "SELECT 1", "SELECT 2", "scoring/m.sql"),
    ],
)
def test_a_changed_figure_is_refused_with_its_page_and_place(
    site: Path, findings: dict[str, Any], file: str, old: str, new: str, said: str
) -> None:
    change(site / file, old, new)
    message = refusal(site, findings)
    assert said in message
    assert file in message


def test_two_drawings_of_one_figure_are_described_alike(site: Path, findings: dict[str, Any]) -> None:
    drawing = '<svg class="wide" id="w"><title>A</title><desc>695 of 539</desc></svg>'
    keyed = "<b data-key=/models/m/segments/high/size>539</b><b data-key=/models/m/segments/low/size>695</b>"
    figures = f"<figure>{keyed}{drawing}"
    both = figures + drawing.replace("wide", "narrow").replace('"w"', '"n"') + "</figure>"
    change(site / "index.html", "</main>", both + "</main>")
    verify(site, findings)
    change(site / "index.html", "695 of 539", "539 of 539")
    assert "only one of a figure's two drawings is described as '539 of 539'" in refusal(site, findings)


def test_an_interactive_twin_is_named_from_the_root(site: Path, findings: dict[str, Any]) -> None:
    change(site / "segments/m/low.html", '<figure id="map">', '<figure id="map" data-figure="charts/map.js">')
    verify(site, findings)
    change(site / "segments/m/low.html", "charts/map.js", "charts/mop.js")
    assert "<figure> leads to 'charts/mop.js', which is not in the site" in refusal(site, findings)


def test_a_page_that_breaks_off_is_refused(site: Path, findings: dict[str, Any]) -> None:
    change(site / "index.html", "</main></body></html>", "")
    assert "index.html: is cut off" in refusal(site, findings)


def test_a_missing_export_is_refused(site: Path, findings: dict[str, Any]) -> None:
    (site / "tables/crosswalk.csv").unlink()
    assert "tables/crosswalk.csv: is missing" in refusal(site, findings)


def test_a_refusal_counts_all_faults_and_names_a_few(site: Path, findings: dict[str, Any]) -> None:
    change(site / "index.html", "</p>", "<i>1</i>" * 9 + "</p>")
    assert "What was built has 9 faults." in refusal(site, findings)
    assert "And 4 more." in refusal(site, findings)


VISIBLE_DIGIT = re.compile(r"(?<=>)([^<>]*\d[^<>]*)(?=<)")


def digits_of(html: str) -> list[int]:
    """Where a page shows a digit, its scales and its head's settings aside."""
    places = [m.start(1) + i for m in VISIBLE_DIGIT.finditer(html) for i, sign in enumerate(m[1]) if sign.isdecimal()]
    return [p for p in places if 'tick">' not in html[max(0, p - 8) : p + 1]]


def test_any_digit_changed_in_visible_text_is_found(site: Path, findings: dict[str, Any]) -> None:
    chance = random.Random(SEED)
    pages = {path: path.read_text() for path in sorted(site.rglob("*.html"))}
    places = [(path, place) for path, html in pages.items() for place in digits_of(html)]
    book = open_book(findings)
    from tessera_site.proof.numerals import page_faults

    missed = []
    for _ in range(200):
        path, place = chance.choice(places)
        html = pages[path]
        other = chance.choice([d for d in "0123456789" if d != html[place]])
        changed = html[:place] + other + html[place + 1 :]
        # An entity's digits count too: changed, they show another sign.
        if not list(page_faults(path.name, read_page(changed), book)):
            missed.append((path.name, html[place - 20 : place + 20], other))
    assert missed == []


# ---------------------------------------------------------------- links, policy, weight


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        (
            "index.html",
            "segments/m/low.html",
            "segments/m/lo.html",
            "leads to 'segments/m/lo.html', which is not in the site",
        ),
        ("index.html", "segments/m/low.html", "/segments/m/low.html", "leads out of the site's folder"),
        ("segments/m/low.html", "../../index.html", "../../../index.html", "leads out of the site's folder"),
        ("segments/m/low.html", "#map", "#mapp", "leads to #mapp, which this page does not have"),
        ("segments/m/low.html", "index.html#main", "index.html#top", "that page has no #top"),
        ("segments/m/low.html", "../../index.html#main", "https://example.org/", "<a> leads outside"),
        ("segments/m/low.html", "../../assets/site.js", "//cdn.example.org/x.js", "<script> loads from outside"),
        ("segments/m/low.html", "../../assets/site.css", "../../assets/none.css", "not in the site"),
        (
            "segments/m/low.html",
            '<figure id="map">',
            '<img src="http://example.org/a.png"><figure id="map">',
            "<img> loads from",
        ),
        (
            "segments/m/low.html",
            '<figure id="map">',
            '<p id="map"></p><figure id="map">',
            "two elements have the id 'map'",
        ),
        ("segments/m/low.html", "default-src", "other-src", "has no Content-Security-Policy"),
        ("segments/m/low.html", "script-src 'self'", "script-src https://cdn.example.org", "lets the outside in"),
        (
            "segments/m/low.html",
            "<figure ",
            "<script>let a</script><figure ",
            "1 inline scripts that its policy forbids",
        ),
        ("segments/m/low.html", "<figure ", '<figure style="color:red" ', "1 inline styles"),
        ("segments/m/low.html", "<figure ", '<figure onclick="x()" ', "event attributes"),
        ("segments/m/low.html", "../../index.html#main", "javascript:alert()", "<a> leads outside"),
        ("assets/site.css", "dot.svg", "dat.svg", "loads 'dat.svg', which is not in the site"),
        ("assets/site.css", "dot.svg", "https://example.org/dot.svg", "from outside"),
        ("assets/site.js", "http://www.w3.org", "https://example.org", "names an address outside"),
    ],
)
def test_an_address_that_leads_nowhere_or_outside_is_refused(
    site: Path, findings: dict[str, Any], file: str, old: str, new: str, said: str
) -> None:
    change(site / file, old, new)
    message = refusal(site, findings)
    assert said in message
    assert file in message


def test_a_page_that_answers_at_any_depth_may_look_for_its_files_upwards(site: Path, findings: dict[str, Any]) -> None:
    (site / "404.html").write_text(page("<p>Not found</p>", root="../../"))
    assert verify(site, findings).pages == 4


def test_an_inline_script_that_the_policy_names_is_allowed(site: Path, findings: dict[str, Any]) -> None:
    named = "script-src 'self' 'sha256-IfEXP/8HLuXoAiy0hZVrCAcjcLsZqYFpLOHDGj8enqE='"
    change(site / "index.html", "script-src 'self'", named)
    change(site / "index.html", "<main", "<script>let a</script><main")
    assert verify(site, findings).pages == 3
    change(site / "index.html", "let a", "let b")
    assert "1 inline scripts that its policy forbids" in refusal(site, findings)


def test_a_heavy_page_is_told_and_not_refused(site: Path, findings: dict[str, Any]) -> None:
    chance = random.Random(SEED)
    letters = "".join(chance.choices("abcdefghijklmnopqrstuvwxyz", k=2 * FIRST_VIEW))
    (site / "assets/site.css").write_text(f"/*{letters}*/")
    notes = verify(site, findings).notes
    assert len(notes) == 1
    assert notes[0].startswith("3 of 3 pages weigh more than 150 kB")


# ---------------------------------------------------------------- ids and rows


ROW = {"CustomerID": "C-1042", "Gender": "Female", "Age": "23", "Income (1-62)": "62"}


@pytest.mark.parametrize(
    "leak",
    ["<p>C-1042</p>", "<p>C&#45;1042</p>", "<p title='C-1042'></p>", '<script type="x">["C\\u002d1042"]</script>'],
)
def test_an_id_is_found_however_it_is_written(tmp_path: Path, leak: str) -> None:
    (tmp_path / "page.html").write_text(leak)
    found = scan(tmp_path, needles([ROW["CustomerID"]]))
    assert [str(fault) for fault in found] == ["page.html: holds a customer's id, 'C-1042'."]


def test_an_id_is_found_in_packed_files_and_in_pdf_streams(tmp_path: Path) -> None:
    (tmp_path / "a.pf_fragment").write_bytes(gzip.compress(b'{"content":"C-1042"}'))
    (tmp_path / "b.pdf").write_bytes(b"%PDF-1.7\n1 0 obj<<>>stream\n" + zlib.compress(b"(C-1042) Tj") + b"\nendstream")
    assert [fault.file for fault in scan(tmp_path, needles(["C-1042"]))] == ["a.pf_fragment", "b.pdf"]


def test_a_longer_word_or_a_short_id_is_no_find(tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text("<p>AC-1042 C-10421 A1</p>")
    assert scan(tmp_path, needles(["C-1042", "A1"])) == ()


@pytest.mark.parametrize(
    "leak",
    [
        "C-1042,Female,23,62\n",
        "<tr><td>C-1042</td><td>Female</td><td>23</td><td>62</td></tr>",
        '{"CustomerID": "C-1042", "Gender": "Female", "Age": 23, "Income": 62}',
        "C-1042\tFemale\t23\t62",
    ],
)
def test_a_whole_row_is_found_whatever_stands_between_its_cells(tmp_path: Path, leak: str) -> None:
    (tmp_path / "file.txt").write_text(leak)
    (fault,) = scan(tmp_path, needles([], [tuple(ROW.values())], ROW))
    assert "holds a customer's whole row" in str(fault)


def test_ids_of_digits_count_when_chance_is_no_explanation(tmp_path: Path) -> None:
    ids = [str(n) for n in range(1000, 9000, 7)]
    (tmp_path / "list.json").write_text(json.dumps([int(i) for i in ids[:30]]))
    (tmp_path / "one.json").write_text(json.dumps({"total": int(ids[3]), "mean": 1014.1021, "rows": 5}))
    (tmp_path / "rows.csv").write_text("".join(f"{i}.0;x\n" for i in ids[:30]))
    assert [fault.file for fault in scan(tmp_path, needles(ids))] == ["list.json", "rows.csv"]


def test_a_site_that_holds_an_id_is_refused(site: Path, findings: dict[str, Any]) -> None:
    findings["study"]["title"] = "Customers of C-1042"
    for name, content in exports(findings).items():
        (site / name).write_bytes(content)
    for path in site.rglob("*.html"):
        change(path, "Customers of 2024", "Customers of C-1042")
    found = Evidence(private=lambda words: needles(["C-1042"] if "1042" in words else []))
    assert "findings.json: holds a customer's id, 'C-1042'" in refusal(site, findings, found)
    others = Evidence(private=lambda _: needles(["C-1043"], [tuple(ROW.values())], ROW))
    assert verify(site, findings, others).pages == 3


def test_a_file_the_last_build_proved_is_not_searched_again_and_every_other_is(
    site: Path, findings: dict[str, Any]
) -> None:
    findings["study"]["title"] = "Customers of C-1042"
    for name, content in exports(findings).items():
        (site / name).write_bytes(content)
    for path in site.rglob("*.html"):
        change(path, "Customers of 2024", "Customers of C-1042")
    held = partial(Evidence, private=lambda _: needles(["C-1042"]))
    assert verify(site, findings, held(proved=lambda files: files)).pages == 3
    but_one = refusal(site, findings, held(proved=lambda files: files.keys() - {"findings.json"}))
    assert "findings.json: holds a customer's id, 'C-1042'" in but_one
    assert ".html" not in but_one


def test_a_table_with_more_than_can_be_looked_for_is_noted(site: Path, findings: dict[str, Any]) -> None:
    report = verify(site, findings, Evidence(private=lambda _: needles([], whole=False)))
    assert report.notes == (SOME_SEARCHED,)


def test_a_row_that_chance_could_make_is_no_find(tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text("<path d='M19 15 39'/><p>female 23 62</p>")
    assert scan(tmp_path, needles([], [("19", "15", "39"), ("female", "23")])) == ()


# ---------------------------------------------------------------- manifest


def test_the_manifest_is_the_same_for_the_same_files(site: Path, findings: dict[str, Any]) -> None:
    first = write_manifest(site, findings).read_bytes()
    assert write_manifest(site, findings).read_bytes() == first
    document = json.loads(first)
    assert document["input"] == "ab12"
    assert list(document["files"]) == sorted(document["files"])
    assert "manifest.json" not in document["files"]


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (
            lambda site: change(site / "segments/m/low.html", 'tick">120', 'tick">130'),
            "segments/m/low.html: was changed after",
        ),
        (lambda site: (site / "new.txt").write_text("x"), "new.txt: is in the site and not in the manifest"),
        (lambda site: (site / "assets/dot.svg").unlink(), "assets/dot.svg: is in the manifest and not in the site"),
        (lambda site: change(site / "manifest.json", "ab12", "ab13"), "belongs to another table"),
        (lambda site: change(site / "manifest.json", '"format": 1', '"format": 7'), "its own hash is another"),
        (lambda site: (site / "manifest.json").write_text("{}"), "is not a manifest"),
    ],
)
def test_a_site_that_is_not_its_manifests_is_refused(
    site: Path, findings: dict[str, Any], spoil: Callable[[Path], object], said: str
) -> None:
    write_manifest(site, findings)
    verify(site, findings)
    spoil(site)
    assert said in refusal(site, findings)


def test_the_command_asks_for_what_every_site_has(tmp_path: Path, site: Path) -> None:
    with pytest.raises(PublishError, match=r"There is no findings\.json"):
        verify_folder(tmp_path)
    with pytest.raises(PublishError, match=r"There is no manifest\.json"):
        verify_folder(site)


def test_findings_of_another_shape_are_refused(site: Path, findings: dict[str, Any]) -> None:
    write_manifest(site, findings)
    with pytest.raises(PublishError, match=r"findings\.json: .*is missing"):
        verify_folder(site)
    (site / "findings.json").write_text("{")
    with pytest.raises(PublishError, match="is not JSON"):
        verify_folder(site)


def test_the_shape_is_looked_at_through_references_and_alternatives() -> None:
    schema = {
        "type": "object",
        "required": ["a", "b"],
        "properties": {
            "a": {"$ref": "#/$defs/A"},
            "b": {"anyOf": [{"type": "number"}, {"type": "null"}]},
            "c": {"type": "object", "additionalProperties": {"type": "integer"}},
            "d": {"type": "array", "prefixItems": [{"type": "string"}], "items": {"enum": [1, 2]}},
        },
        "$defs": {"A": {"type": "array", "items": {"type": "string"}}},
    }
    assert list(shape_faults({"a": ["x"], "b": None, "c": {"n": 1}, "d": ["s", 2]}, schema)) == []
    wrong = {"a": ["x", 3], "b": "1", "c": {"n": True}, "d": ["s", 3], "e": 0}
    assert list(shape_faults(wrong, schema)) == [
        "/a/1 is not of type string",
        "/b is not of type number",
        "/c/n is not of type integer",
        "/d/1 is 3, not one of 1, 2",
        "/e is not in the schema",
    ]
    assert list(shape_faults({"a": []}, schema)) == ["/b is missing"]


# ---------------------------------------------------------------- texts without keys


BRIEFING = (
    "High income\nHere are 539\ncustomers with\n$88.2k\na year to live on. 43.7% of 1,234. p < .001\n2",
    "Silhouette 0.55, spread 12.6; from 0 to 1",
)


def test_a_briefing_that_says_what_the_findings_say_passes(findings: dict[str, Any]) -> None:
    assert list(text_faults("briefing.pdf", BRIEFING, vocabulary(open_book(findings), (1.0, 2.0)))) == []


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("Here are 539", "Here are 695", "prints a statement with other figures: 'Hereare695customers"),
        ("43.7%", "43.1%", "page 1: says '43.1%'"),
        ("1,234", "1,334", "says '1,334'"),
        (".001", ".003", "says '.003'"),
        ("0.55", "0.57", "page 2: says '0.57'"),
        ("12.6", "12.7", "says '12.7'"),
    ],
)
def test_a_figure_of_the_briefing_that_is_none_of_the_findings_is_found(
    findings: dict[str, Any], old: str, new: str, said: str
) -> None:
    pages = tuple(text.replace(old, new) for text in BRIEFING)
    assert said in " ".join(
        str(fault) for fault in text_faults("briefing.pdf", pages, vocabulary(open_book(findings), (1.0, 2.0)))
    )


def small_pdf(*pages: str) -> bytes:
    """A PDF as WeasyPrint writes it: packed streams, glyph numbers, maps to Unicode; last lines stand in pictures."""
    letters = sorted(set("".join(pages)))
    glyph = {letter: f"{number:04x}" for number, letter in enumerate(letters, start=1)}
    unicode_map = "".join(f"<{glyph[letter]}> <{ord(letter):04x}>\n" for letter in letters)

    def packed(number: int, text: str, more: str = "") -> bytes:
        data = zlib.compress(text.encode())
        return b"%d 0 obj\n<</Filter /FlateDecode%s/Length %d>>\nstream\n%s\nendstream\nendobj\n" % (
            number, more.encode(), len(data), data,
        )  # fmt: skip

    def block(line: str) -> str:
        return f"BT\n1 0 0 -1 0 0 Tm\n/FONT 12 Tf\n[{''.join(f'<{glyph[letter]}>3' for letter in line)}] TJ\nET\n"

    parts = [packed(1, f"beginbfchar\n{unicode_map}endbfchar")]
    fonts = "1000 0 <</Type /Font/ToUnicode 1 0 R>> "
    parts.append(packed(2, fonts, f"/Type /ObjStm/N 1/First {fonts.index('<')}"))
    parts.append(b"3 0 obj\n<</FONT 1000 0 R>>\nendobj\n")
    for number, page in enumerate(pages):
        *lines, last = page.split("\n")
        own = 10 + 10 * number
        parts.append(b"%d 0 obj\n<</Type /Page/Contents %d 0 R/Resources %d 0 R>>\nendobj\n" % (own, own + 1, own + 2))
        parts.append(packed(own + 1, "".join(map(block, lines)) + "/x0 Do\n"))
        parts.append(b"%d 0 obj\n<</XObject <</x0 %d 0 R>>/Font 3 0 R>>\nendobj\n" % (own + 2, own + 3))
        parts.append(packed(own + 3, block(last), "/Type /XObject/Subtype /Form"))
    return b"%PDF-1.7\n" + b"".join(parts)


def test_a_pdf_is_read_page_by_page_with_what_its_pictures_say() -> None:
    pages = ("High income\n539", "Silhouette\n0.55 − 1")
    assert pdf_pages(small_pdf(*pages)) == pages
    assert pdf_pages(b"%PDF-1.7 nothing") == ()


def test_a_site_with_a_briefing_is_proved_with_it(site: Path, findings: dict[str, Any]) -> None:
    (site / "briefing.pdf").write_bytes(small_pdf("539\ncustomers"))
    assert verify(site, findings).notes == ()
    (site / "briefing.pdf").write_bytes(small_pdf("541\ncustomers"))
    assert "briefing.pdf, page 1: says '541'" in refusal(site, findings)
    (site / "briefing.pdf").write_bytes(b"%PDF-1.7 nothing")
    assert verify(site, findings).notes == (
        "The text of briefing.pdf could not be read; its bytes were searched and its hash compared only.",
    )


def test_a_briefing_is_held_to_the_document_it_was_made_from(findings: dict[str, Any]) -> None:
    html = "<p><b data-key=/models/m/segments/high/size>539</b> and <b data-key=/models/m/segments/low/size>695</b></p>"
    verify_briefing(html, small_pdf("539\nand\n695", "page"), open_book(findings))
    listed = '<nav class="contents"><a href="#end">End</a></nav><ol><li>One</li><li>Two</li></ol>' + html
    placed = (
        small_pdf("539\nand\n695", "1\nOne", "2\nTwo") + b"5 0 obj\n<</Names [(end) [20 0 R /XYZ 0 0 0]]>>\nendobj\n"
    )
    with pytest.raises(PublishError, match="prints 2 1 times, where its document has it 2 times"):
        verify_briefing(listed, placed, open_book(findings))
    running = [f"{number} of 4\n1250 customers\nx" for number in (2, 3, 4)]
    verify_briefing(html, small_pdf("539\nand\n695", *running), open_book(findings))
    for wrong, said in (
        ("695\nand\n695", "prints 539 0 times, where its document has it 1 times"),
        ("539\nand\n695\n44", "prints 44 1 times, where its document has it 0 times"),
        ("539\nand\n539\n695", "prints 539 2 times, where its document has it 1 times"),
    ):
        with pytest.raises(PublishError, match=said):
            verify_briefing(html, small_pdf(wrong), open_book(findings))
    with pytest.raises(PublishError, match="where the findings say '695'"):
        verify_briefing(html.replace("695", "696"), small_pdf("539\n696"), open_book(findings))


def small_mail(html: str, text: str = "539 customers", subject: str = "695 of 1,234") -> bytes:
    mail = EmailMessage()
    mail["Subject"] = subject
    mail.set_content(text)
    mail.add_alternative(html, subtype="html")
    mail.add_attachment(small_pdf("539\ncustomers"), maintype="application", subtype="pdf", filename="briefing.pdf")
    return mail.as_bytes()


KEYED_MAIL = "<p><b data-key=/models/m/segments/high/size>539</b> customers</p>"


@pytest.mark.parametrize("html", [KEYED_MAIL, "<p>539 customers</p>"])
def test_an_email_that_says_what_the_findings_say_passes(findings: dict[str, Any], html: str) -> None:
    verify_mail(small_mail(html), findings)


@pytest.mark.parametrize(
    ("message", "said"),
    [
        (small_mail(KEYED_MAIL.replace("539", "538")), "text/html: prints '538' for /models/m/segments/high/size"),
        (small_mail("<p>538 customers</p>"), "text/html, page 1: says '538'"),
        (small_mail(KEYED_MAIL, text="538 customers"), "text/plain, page 1: says '538'"),
        (small_mail(KEYED_MAIL, subject="694 of 1,234"), "Subject, page 1: says '694'"),
    ],
)
def test_a_figure_of_an_email_that_is_none_of_the_findings_is_found(
    findings: dict[str, Any], message: bytes, said: str
) -> None:
    with pytest.raises(PublishError, match=re.escape(said)):
        verify_mail(message, findings)


# ---------------------------------------------------------------- staged pages


GOOD_STAGE = """---
title: "A"
pagetitle: "1 {{< x"
---

::::: {#part .row}
:::: {.main}
## A heading

See @fig-map and [that](b.qmd#x), mail a@b.org.

::: {.callout-note title="N"}
Words
:::

::: {#fig-map}
x

Caption
:::
::::
```{=html}
<a href="sub/b.qmd">b</a>
```
:::::
"""


@pytest.fixture
def stage(tmp_path: Path) -> Path:
    folder = tmp_path / "stage"
    (folder / "sub").mkdir(parents=True)
    (folder / "assets").mkdir()
    (folder / "assets/site.css").write_text(".row{} .main{}")
    (folder / "a.qmd").write_text(GOOD_STAGE)
    (folder / "b.qmd").write_text("# B\n")
    (folder / "sub/b.qmd").write_text('# B\n\n```{=html}\n<a href="/a.qmd">a</a>\n```\n')
    return folder


def test_a_sound_stage_passes(stage: Path) -> None:
    assert list(staged_faults(stage)) == []


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("@fig-map", "@fig-mop", "refers to @fig-mop, which this page does not have"),
        ("@fig-map", "@sec-part", "refers to a section"),
        ("callout-note", "callout-waring", "callout of an unknown kind, 'waring'"),
        ("{.main}", "{.mian}", "a block of class 'mian'"),
        ("Words", "{{< include x.qmd >}}", "has a shortcode"),
        ("Words", "<< segment.name >>", "was not filled in"),
        ("Words\n:::\n", "Words\n", "is not closed"),
        (":::::\n", "\n", "was not opened"),
        ("(b.qmd#x)", "(c.qmd)", "leads to 'c.qmd', which is not staged"),
        ("sub/b.qmd", "sub/c.qmd", "leads to 'sub/c.qmd'"),
    ],
)
def test_what_engines_pass_over_is_found_on_the_stage(stage: Path, old: str, new: str, said: str) -> None:
    if said == "was not opened":
        (stage / "a.qmd").write_text(GOOD_STAGE + "\n:::\n")
    else:
        change(stage / "a.qmd", old, new)
    (fault, *_) = staged_faults(stage)
    assert said in str(fault)
    assert str(fault).startswith("a.qmd, staged: ")
