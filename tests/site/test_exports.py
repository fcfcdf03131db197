"""What can be taken along holds aggregates only, and no spreadsheet runs it."""

import csv
import io
import json

from tessera_site.exports import exports, segments_table


def test_every_offered_file_is_there(site):
    page = (site / "downloads.html").read_text()
    for name in (
        "findings.json",
        "tables/segments.csv",
        "tables/crosswalk.csv",
        "scoring/income-spend.sql",
        "briefing.pdf",
    ):
        assert f'href="{name}"' in page
        assert (site / name).exists()


def test_tables_repeat_the_findings_in_full_precision(site):
    findings = json.loads((site / "findings.json").read_text())
    rows = list(csv.DictReader(io.StringIO((site / "tables" / "segments.csv").read_text())))
    assert len(rows) == 13 * 3
    for row in rows:
        segment = findings["models"][row["model"]]["segments"][row["segment"]]
        assert float(row["mean"]) == segment["means"][row["column"]]


def test_text_that_a_spreadsheet_would_run_is_made_inert(site):
    findings = json.loads((site / "findings.json").read_text())
    key = next(iter(findings["models"]))
    slug = findings["models"][key]["order"][0]
    findings["models"][key]["segments"][slug]["name"] = '=HYPERLINK("http://example.org")'
    assert "'=HYPERLINK" in segments_table(findings)


def test_no_customer_id_is_published_in_an_export(site):
    findings = json.loads((site / "findings.json").read_text())
    for name, data in exports(findings).items():
        assert b"CustomerID" not in data, name
