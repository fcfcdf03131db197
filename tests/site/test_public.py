"""The public edition of the sample: nothing small on a page, in a file or in a sentence."""

import copy
import gzip
import io
import json
import zipfile

import pytest
import weasyprint
from bystanders import ids_found, rows_found
from published_counts import counts_of, small_counts
from sample_project import quiet
from tessera.errors import PublishError
from tessera.findings import json_schema
from tessera.public import public_edition
from tessera_site.build import Order, build
from tessera_site.proof.shape import shape_faults
from tessera_site.proof.withheld import withheld_faults


@pytest.fixture(scope="module")
def internal(site):
    return json.loads((site / "findings.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def public(sample):
    """The built public edition, from the findings that are at hand."""
    build(
        Order(project=sample, engine="pandoc", audience="public", notebook=False, out=sample / "_public"),
        quiet,
    )
    return sample / "_public"


@pytest.mark.parametrize("edition", ["_site", "_public"])
def test_nobody_is_in_any_byte_of_either_edition(sample, public, edition):
    """No id and no row, in pages, charts, tables, the methods page, PDFs unpacked, the search index."""
    table = sample / "data/mall_customers.csv"
    assert ids_found(sample / edition, 200) == {}
    assert rows_found(sample / edition, table, ["CustomerID"]) == {}


def test_somebody_would_be_found_wherever_they_were(sample, tmp_path):
    table = sample / "data/mall_customers.csv"
    row = table.read_text(encoding="utf-8").splitlines()[7].split(",")
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("inner.txt", " ".join(row))
    hidden = {
        "a.html": f"<tr><td>{'</td><td>'.join(row)}</td></tr>".encode(),
        "a.json": json.dumps(dict(zip(("id", "Gender", "Age", "Income", "Spending"), row, strict=True))).encode(),
        "a.csv": ",".join([*row[:2], *(f"{cell}.0" for cell in row[2:])]).encode(),
        "a.gz": gzip.compress(" ".join(row).encode()),
        "a.xlsx": packed.getvalue(),
        "a.txt": "\t".join(row).encode("utf-16"),
        "a.pdf": weasyprint.HTML(string=f"<p>{' · '.join(row)}").write_pdf(),
    }
    for name, data in hidden.items():
        (tmp_path / name).mkdir()
        (tmp_path / name / name).write_bytes(data)
        assert list(ids_found(tmp_path / name, 200)) == [row[0]]
        assert len(rows_found(tmp_path / name, table, ["CustomerID"])) == 1


def test_no_published_count_is_below_the_minimum(public):
    findings = json.loads((public / "findings.json").read_text(encoding="utf-8"))
    assert len(counts_of(findings)) > 60
    assert small_counts(findings) == {}


def test_the_internal_edition_would_fail_the_same_test(internal):
    assert small_counts(internal)


def test_a_row_of_the_crosswalk_does_not_give_a_single_hidden_count_away(public):
    findings = json.loads((public / "findings.json").read_text(encoding="utf-8"))
    for pair in findings["agreements"]:
        for slug, row in pair["crosswalk"].items():
            hidden = [n for n in row.values() if n is None]
            rest = findings["models"][pair["a"]]["segments"][slug]["size"] - sum(n or 0 for n in row.values())
            assert not hidden or (len(hidden) > 1 and rest >= 11)


def test_no_single_customer_is_in_it(public):
    findings = json.loads((public / "findings.json").read_text(encoding="utf-8"))
    for model in findings["models"].values():
        assert model["map"]["points"] == {}
        assert all(segment["mins"] == segment["maxs"] == {} for segment in model["segments"].values())
    assert all(column["min"] is column["max"] is None for column in findings["data"]["columns"].values())


def test_it_has_the_shape_of_findings_and_leaves_those_it_came_from_alone(internal):
    before = copy.deepcopy(internal)
    made = public_edition(internal)
    assert list(shape_faults(made, json_schema())) == []
    assert internal == before
    assert made["edition"] == "public"
    assert internal["edition"] == "internal"


def test_a_segment_that_is_too_small_refuses_the_edition(internal):
    findings = copy.deepcopy(internal)
    findings["study"]["public_minimum"] = 23
    with pytest.raises(PublishError, match="has 22 customers, and public_minimum is 23"):
        public_edition(findings)


def test_the_footer_says_which_edition_it_is(public, site):
    assert "<strong>Public edition</strong>" in (public / "index.html").read_text(encoding="utf-8")
    assert "Internal edition" in (site / "index.html").read_text(encoding="utf-8")


def test_its_downloads_are_limited(public):
    assert not (public / "scoring").exists()
    assert "scoring/" not in (public / "downloads.html").read_text(encoding="utf-8")
    assert "select id, segment" not in "".join(page.read_text() for page in public.rglob("*.html"))


def test_sentences_that_would_name_one_customer_are_gone(public):
    pages = [page for page in public.rglob("*.html") if page.name != "methods.html"]
    text = "".join(page.read_text(encoding="utf-8") for page in pages)
    assert "/mins/" not in text
    assert "/maxs/" not in text
    assert ">None<" not in text.replace('<dt id="none">None<', "")


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (lambda f: _segment(f)["counts"].__setitem__("gender", {"Female": 3, "Male": 40}), "shows 1 counts below 11"),
        (lambda f: _segment(f).__setitem__("size", 10), "shows 1 counts below 11"),
        (lambda f: _crosswalk(f).__setitem__("x", {"a": None, "b": 30}), "hides one count that its sum gives away"),
        (lambda f: _crosswalk(f).__setitem__("x", {"a": None, "b": 31, "c": None}), "hides 2 counts that are below 11"),
    ],
)
def test_the_proof_finds_what_the_hiding_forgot(spoil, says):
    rows = {"x": {"a": 20, "b": 20}}
    segments = {slug: {"size": 40, "counts": {}, "histograms": {}} for slug in ("x", "a", "b", "c")}
    findings = {
        "edition": "public",
        "study": {"public_minimum": 11},
        "data": {"rows_kept": 40, "columns": {"gender": {"missing": 0, "counts": None, "cleaned": None}}},
        "models": {"m": {"segments": segments}},
        "agreements": [{"a": "m", "b": "m", "crosswalk": rows}],
    }
    before = [str(fault) for fault in withheld_faults(findings) if "/*/" not in str(fault)]
    spoil(findings)
    found = [str(fault) for fault in withheld_faults(findings) if "/*/" not in str(fault)]
    assert before == []
    assert any(says in fault for fault in found), found
    assert list(withheld_faults({**findings, "edition": "internal"})) == []


def _segment(findings):
    return findings["models"]["m"]["segments"]["x"]


def _crosswalk(findings):
    return findings["agreements"][0]["crosswalk"]


def test_the_public_edition_is_proved_to_give_nothing_away(public):
    assert list(withheld_faults(json.loads((public / "findings.json").read_text(encoding="utf-8")))) == []
