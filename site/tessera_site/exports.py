"""What readers can take along: findings.json, its schema, tables, and the rule of every model."""

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from tessera.findings import dump, json_schema
from tessera.kit import DIALECTS, kit_of

PARTS = ("means", "sds", "medians", "q1s", "q3s")
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")


def exports(findings: Mapping[str, Any]) -> dict[str, bytes]:
    """Files by their address from the site's root. Aggregates only: no id and no row is in them."""
    files = {
        "findings.json": dump(findings),
        "findings.schema.json": json.dumps(json_schema(), indent=1, ensure_ascii=False) + "\n",
        "tables/segments.csv": segments_table(findings),
        "tables/crosswalk.csv": crosswalk_table(findings),
    }
    for key, model in _kits(findings):
        rule = {name: value for name, value in model["scoring"].items() if name != "sql"}
        files[f"scoring/{key}.sql"] = model["scoring"]["sql"]
        files |= {f"scoring/{key}/{dialect}.sql": sql for dialect, sql in kit_of(key, model["scoring"]).items()}
        files[f"scoring/{key}.json"] = json.dumps({"model": key, **rule}, indent=1, ensure_ascii=False) + "\n"
    return {path: text.encode() for path, text in files.items()}


def offered(findings: Mapping[str, Any], has_briefing: bool) -> list[dict[str, Any]]:
    """The list on the downloads page."""
    files: list[dict[str, Any]] = [
        {"path": "briefing.pdf", "label": "The briefing (PDF)", "what": "The decision on page one, then the evidence."}
    ]
    files = files if has_briefing else []
    files += [
        {"path": "findings.json", "label": "findings.json", "what": "Every figure of this site in full precision."},
        {
            "path": "findings.schema.json",
            "label": "Schema of findings.json",
            "what": "What each key means, for programs.",
        },
        {
            "path": "tables/segments.csv",
            "label": "Segments (CSV)",
            "what": "One line a segment and column: mean, spread, index.",
        },
        {
            "path": "tables/crosswalk.csv",
            "label": "Crosswalk (CSV)",
            "what": "Customers by their segment in every pair of models.",
        },
    ]
    for key, model in _kits(findings):
        name = model["name"]
        files += [
            {
                "path": f"scoring/{key}.sql",
                "label": f"{name}: rule as SQL",
                "what": "Gives every customer a segment. From the table's own headers on, in the dialect of:",
                "also": [
                    {"path": f"scoring/{key}/{dialect}.sql", "label": DIALECTS[dialect]}
                    for dialect in kit_of(key, model["scoring"])
                ],
            },
            {"path": f"scoring/{key}.json", "label": f"{name}: rule as JSON", "what": "The same rule for programs."},
        ]
    return files


def _kits(findings: Mapping[str, Any]) -> Iterable[tuple[str, Mapping[str, Any]]]:
    """Models whose rule is offered as files: all, but none in a public edition, whose readers have no table."""
    return () if findings.get("edition") == "public" else findings["models"].items()


def segments_table(findings: Mapping[str, Any]) -> str:
    """One line for each segment and number column."""
    head = ("model", "segment", "name", "customers", "share", "column", "mean", "sd", "median", "q1", "q3", "index")
    lines: list[Sequence[object]] = []
    for key, model in findings["models"].items():
        for slug in model["order"]:
            s = model["segments"][slug]
            lines += [
                (key, slug, s["name"], s["size"], s["share"], c, *(s[part][c] for part in PARTS), s["index"].get(c, ""))
                for c in s["means"]
            ]
    return _csv(head, lines)


def crosswalk_table(findings: Mapping[str, Any]) -> str:
    """Customers by their segment in every pair of models."""
    lines = [
        (pair["a"], a, pair["b"], b, customers)
        for pair in findings["agreements"]
        for a, row in pair["crosswalk"].items()
        for b, customers in row.items()
    ]
    return _csv(("model", "segment", "other_model", "other_segment", "customers"), lines)


def _csv(head: Sequence[str], lines: Iterable[Sequence[object]]) -> str:
    """Comma-separated text in which no cell can be taken for a formula."""
    out = io.StringIO()
    writer = csv.writer(out)  # lines end as RFC 4180 says, and either end inside a cell is quoted
    writer.writerow(head)
    writer.writerows([[_inert(cell) for cell in line] for line in lines])
    return out.getvalue()


def _inert(cell: object) -> object:
    """Text that a spreadsheet would run gets an apostrophe before it."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA_SIGNS) else cell
