"""The plan: which segments first, what to try, and how to find out whether it worked."""

from tessera_site import drawing
from tessera_site.keyed import Node, raw
from tessera_site.pages.desk import Built, Desk, placed, segment_link, segment_mark
from tessera_site.pages.steps import steps_of


def plan_page(desk: Desk) -> Built:
    """The queue with its arithmetic, then one test a segment of the lead model."""
    findings = desk.findings
    lead = raw(findings["overview"]["lead_model"])
    queue = [_queued(findings, node) for node in findings["priorities"]]
    chart = drawing.priority_map(findings["priorities"]) if queue else None
    tests = [item for item in queue if raw(item["node"]["model"]) == lead and _has_test(item["segment"])]
    shared, own = steps_of([item["segment"]["strategy"]["test"] for item in tests])
    gains = drawing.reachable_gains([item["segment"] for item in tests])
    page = desk.page(
        "plan.html",
        "plan",
        "plan.qmd.j2",
        ("Plan and tests", "Which segments come first, and how to find out what works."),
        {
            "overview": findings["overview"],
            "queue": queue,
            "charts": {
                "priorities": placed(chart, findings["overview"]["queue_title"], heads_section=True),
                "gains": placed(gains, findings["overview"]["tests_title"], heads_section=True),
            },
            "steps": shared,
            "tests": [
                item
                | {"test": item["segment"]["strategy"]["test"], "target": item["segment"]["strategy"]["target"]}
                | {"steps": steps}
                for item, steps in zip(tests, own, strict=True)
            ],
        },
    )
    return Built(page, tuple(each for each in (chart, gains) if each))


def _queued(findings: Node, node: Node) -> dict[str, Node]:
    """A place in the queue."""
    model = findings["models"][raw(node["model"])]
    segment = model["segments"][raw(node["slug"])]
    return {
        "node": node,
        "model": model,
        "segment": segment,
        "mark": segment_mark(segment),  # type: ignore[dict-item]
        "link": segment_link(model, raw(node["slug"])),  # type: ignore[dict-item]
    }


def _has_test(segment: Node) -> bool:
    """Whether a segment's strategy comes with a target and a test."""
    return bool(segment["strategy"] and segment["strategy"]["test"] and segment["strategy"]["target"])
