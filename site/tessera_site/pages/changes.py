"""Changes since an earlier build: what moved, and what to look at again."""

from tessera_site import drawing
from tessera_site.drawing.movement import rule_matrix, sizes_then_now
from tessera_site.keyed import Node, entries, raw
from tessera_site.pages.desk import Built, Desk, model_link, placed


def changes_page(desk: Desk) -> Built:
    """The largest change first, then model by model, then the columns."""
    changes = desk.findings["changes"]
    items = [_item(desk, change) for _, change in entries(changes["models"])]
    page = desk.page(
        "changes.html",
        "changes",
        "changes.qmd.j2",
        ("Changes", "What moved since the baseline, and what to look at again."),
        {
            "changes": changes,
            "models": [{key: part for key, part in item.items() if key != "chart"} for item in items],
            "columns": [_column(node) for _, node in entries(changes["columns"])],
        },
    )
    return Built(page, tuple(chart for item in items if isinstance(chart := item["chart"], drawing.Chart)))


def _item(desk: Desk, change: Node) -> dict[str, object]:
    """One model in both builds."""
    model = desk.findings["models"][raw(change["key"])]
    chart = sizes_then_now(change)
    return {
        "node": change,
        "model": model,
        "link": model_link(model),
        "anchor": raw(change["key"]),
        "chart": chart,
        "sizes": placed(chart, change["headline"]),
        "matrix": rule_matrix(change) if change["movement"] else None,
        "rules": [rule for _, rule in entries(change["movement"]["rule"])] if change["movement"] else [],
    }


def _column(node: Node) -> dict[str, object]:
    """A column then and now; whether it has means."""
    return {
        "node": node,
        "name": raw(node["column"]),
        "has_mean": raw(node["distance"]) is not None,
        "has_index": raw(node["psi"]) is not None,
    }
