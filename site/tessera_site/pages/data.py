"""The data page: what was read, what was removed and why, and how every column is spread."""

from tessera_site import drawing
from tessera_site.drawing.chart import is_public
from tessera_site.keyed import Node, keyed_text, plain, raw, text
from tessera_site.pages.desk import Built, Desk, placed

FIELDS = (
    ("mean", "Mean"),
    ("sd", "Spread (sd)"),
    ("min", "Lowest"),
    ("q1", "Lower quarter"),
    ("median", "Median"),
    ("q3", "Upper quarter"),
    ("max", "Highest"),
)
EXTREMES = ("min", "max")
"""What a public edition leaves out: single customers stand there."""


def data_page(desk: Desk) -> Built:
    """The table and its quality."""
    findings, public = desk.findings, is_public(desk.findings)
    words = findings["data"]["words"]
    specs = findings.study["columns"]
    names = [n for n in raw(specs) if n in raw(findings["data"]["columns"])]
    numbers = [n for n in names if raw(specs[n]["kind"]) == "number"]
    charts = {n: drawing.column_distribution(findings["data"], n) for n in numbers}
    page = desk.page(
        "data.html",
        "data",
        "data.qmd.j2",
        ("Data and its quality", plain(words["headline"])),
        {
            "words": words,
            "fields": [{"name": name, "label": label} for name, label in FIELDS if not public or name not in EXTREMES],
            "numbers": [
                {"node": findings["data"]["columns"][n], "label": specs[n]["label"], "unit": specs[n]["unit"]}
                for n in numbers
            ],
            "categories": [_category(findings, n) for n in names if n not in numbers],
            "charts": {
                "columns": [
                    {
                        "html": placed(chart, words[f"column:{n}"], heads_section=True),
                        "label": specs[n]["label"],
                        "note": specs[n]["note"],
                    }
                    for n, chart in charts.items()
                    if chart
                ],
                "correlations": drawing.correlations(findings["data"]),
            },
        },
    )
    return Built(page, tuple(chart for chart in charts.values() if chart))


def _category(findings: Node, name: str) -> dict[str, object]:
    """A category's values with their counts and shares."""
    summary, spec = findings["data"]["columns"][name], findings.study["columns"][name]
    rows = []
    for value in raw(summary["counts"]):
        label = keyed_text(spec["values"][value]) if value in spec["values"] else text(value)
        rows.append({"label": label, "count": summary["counts"][value], "share": summary["shares"][value]})
    return {"label": spec["label"], "note": spec["note"], "rows": rows}
