"""The front page: the base in one picture, the segments that matter, what to do first, how sure we are."""

from typing import Any

from markupsafe import Markup

from tessera_site import drawing
from tessera_site.drawing import verdict_tiles
from tessera_site.keyed import Node, plain, raw
from tessera_site.pages.desk import (
    LEVELS,
    Built,
    Desk,
    leading,
    model_link,
    notes_or_none,
    placed,
    segments_in_order,
    strip_columns,
    tiles_of,
)
from tessera_site.pages.model import column_heads, segment_item
from tessera_site.wording import in_words


def overview_page(desk: Desk) -> Built:
    """What a marketer should know in thirty seconds."""
    findings = desk.findings
    overview = findings["overview"]
    lead = findings["models"][raw(overview["lead_model"])]
    chart = drawing.where_map(lead)
    models = [findings["models"][key] for key in raw(findings["models"])]
    messages = len(overview["messages"])
    page = desk.page(
        "index.html",
        "overview",
        "overview.qmd.j2",
        (raw(findings.study["title"]), plain(overview["standfirst"])),
        {
            "overview": overview,
            "lead": lead,
            "lead_tiles": tiles_of(lead),
            "models_count": f"{in_words(len(models))} {'model' if len(models) == 1 else 'models'}",
            "segments_count": in_words(sum(len(m["order"]) for m in models)),
            "has_briefing": desk.has_briefing,
            "charts": {"map": placed(chart, overview["map_title"], heads_section=True)},
            "map_notes": notes_or_none(lead["words"], "map"),
            "strip_columns": column_heads(findings, strip_columns(findings, leading(lead))[:2]),
            "segments": first_things_first(findings, lead),
            "remember_title": f"{in_words(messages).capitalize()} things to remember",
            "models": model_items(models),
            "strips": any(m["yardsticks"] for m in models),
            "tiles": {level: verdict_tiles(level, 15) for level in LEVELS},
        },
        model=raw(lead["key"]),
    )
    return Built(page, (chart,) if chart else ())


def first_things_first(findings: Node, lead: Node) -> list[dict[str, Any]]:
    """The lead model's segments in the order of their priority."""
    key = raw(lead["key"])
    priorities = {raw(p["slug"]): p for p in findings["priorities"] if raw(p["model"]) == key}
    segments = segments_in_order(lead)
    places = {slug: place for place, slug in enumerate(priorities)}
    segments.sort(key=lambda s: places.get(raw(s["slug"]), len(places)))
    return [segment_item(lead, s) | {"priority": _stake(findings, priorities.get(raw(s["slug"])), s)} for s in segments]


def _stake(findings: Node, priority: Node | None, segment: Node) -> dict[str, object] | None:
    """What is at stake and whether it can be lost or won."""
    value = raw(findings.study["value"])
    if priority is None or not value:
        return None
    above = raw(segment["means"][value]) >= raw(findings.data["columns"][value]["mean"])
    return {"at_stake": priority["at_stake"], "side": "above everyone" if above else "below everyone"}


def model_items(models: list[Node]) -> list[dict[str, object]]:
    """Models as tables list them, each with its strip of noise on a scale they share."""
    silhouettes = [y for m in models for y in m["yardsticks"] if raw(y["name"]) == "silhouette"]
    ends = [raw(y[field]) for y in silhouettes for field in ("value", "noise_low", "noise_high")]
    low, high = (min(ends) - 0.05, max(ends) + 0.05) if ends else (0.0, 1.0)
    return [
        {
            "node": m,
            "link": model_link(m),
            "tiles": tiles_of(m),
            "strip": (drawing.noise_strip(m, low, high) if m["yardsticks"] else None) or Markup(""),
        }
        for m in models
    ]
