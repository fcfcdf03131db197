"""The page that places one customer: the published rules as data, a form for what is known, and the rules in words."""

from collections.abc import Mapping, Sequence
from typing import Any

from markupsafe import Markup
from tessera.sensitivity import NEARLY

from tessera_site.drawing.marks import mark_path
from tessera_site.figures import script_json
from tessera_site.keyed import Node, keyed_text, raw
from tessera_site.pages.desk import (
    LEVELS,
    Built,
    Desk,
    model_link,
    segment_link,
    segment_mark,
    segments_in_order,
    tiles_of,
)
from tessera_site.palette import colour_step

PATH = "which.html"
SCRIPT = "assets/which.js"
TITLE = "Which segment is this customer?"
_OF_A_RULE = ("features", "centre", "scale", "origin", "components")
_OF_A_COLUMN = ("label", "short", "unit", "axis", "prefix", "suffix", "decimals", "kind")
_OF_A_MAP = ("x", "y", "x_min", "x_max", "y_min", "y_max", "borders")
_RADIUS = 6


def which_page(desk: Desk) -> Built:
    """Type what is known of a customer; read the segment in every model, how near the border, and where to go on."""
    findings = desk.findings
    models = [findings["models"][key] for key in raw(findings["models"])]
    fields = [_field(findings, name) for name in asked_columns(raw(findings))]
    page = desk.page(
        PATH,
        "which",
        "which.qmd.j2",
        (TITLE, "Fill in what is known of one customer and see the segment in every model, without a server."),
        {
            "title": TITLE,
            "fields": fields,
            "models": [_item(model) for model in models],
            "made_some": any(field["made"] for field in fields),
            "rules": Markup(script_json(published_rules(raw(findings)))),
        },
        scripts=(SCRIPT,),
    )
    return Built(page, ())


def published_rules(findings: Mapping[str, Any]) -> dict[str, Any]:
    """Everything the page needs to place a customer, from the findings alone.

    A customer's point is ``(x - centre) / scale``, projected where there are components; the segment is the first of
    those whose centre is nearest.
    """
    return {
        "locale": findings["study"]["locale"].replace("_", "-"),
        "customers": findings["study"]["customers"],
        "nearly": NEARLY,
        "columns": {name: _column(findings, name) for name in asked_columns(findings)},
        "models": [_rule(model) for model in findings["models"].values()],
    }


def asked_columns(findings: Mapping[str, Any]) -> list[str]:
    """Columns that some model's rule asks for, in the study's order."""
    asked = {
        _indicators(model).get(feature, {"column": feature})["column"]
        for model in findings["models"].values()
        for feature in model["scoring"]["features"]
    }
    return [name for name in findings["study"]["columns"] if name in asked]


def values_asked(findings: Mapping[str, Any], name: str) -> list[str]:
    """Values of a trait that rules know, in the order of the study and the table."""
    known = {
        indicator["value"]
        for model in findings["models"].values()
        for indicator in _indicators(model).values()
        if indicator["column"] == name
    }
    order = [*findings["study"]["columns"][name]["values"], *(findings["data"]["columns"][name]["shares"] or {})]
    return [value for value in dict.fromkeys((*order, *sorted(known))) if value in known]


def _column(findings: Mapping[str, Any], name: str) -> dict[str, Any]:
    """How a column is asked for and worded, and how it spreads over everyone."""
    spec, summary = findings["study"]["columns"][name], findings["data"]["columns"][name]
    called = {value: spec["values"].get(value, value) for value in values_asked(findings, name)}
    spread = {part: summary[part] for part in ("median", "sd", "min", "max")}
    return {part: spec[part] for part in _OF_A_COLUMN} | spread | {"values": called}


def _rule(model: Mapping[str, Any]) -> dict[str, Any]:
    """A model's rule, with how each segment is shown and where its page is."""
    scoring = model["scoring"]
    segments = [
        {
            "slug": slug,
            "name": model["segments"][slug]["name"],
            "href": f"segments/{model['key']}/{slug}.html",
            "look": f"s{colour_step(model['segments'][slug]['number'])}",
            "shape": mark_path(model["segments"][slug]["number"], 0, 0, _RADIUS),
            "centre": centre,
            "medians": model["segments"][slug]["medians"],
        }
        for slug, centre in scoring["centroids"].items()
    ]
    plane = model["map"]
    return {
        "key": model["key"],
        "name": model["name"],
        "natural": model["verdict"] is not None and model["verdict"]["level"] == LEVELS[0],
        **{part: scoring[part] for part in _OF_A_RULE},
        "indicators": _indicators(model),
        "segments": segments,
        "map": plane and {part: plane[part] for part in _OF_A_MAP} | {"centres": plane["centroids"]},
    }


def _indicators(model: Mapping[str, Any]) -> Mapping[str, Any]:
    """Features that are one value of a trait."""
    found: Mapping[str, Any] = model["scoring"].get("indicators") or {}
    return found


def _field(findings: Node, name: str) -> dict[str, object]:
    """A line of the form."""
    spec = findings.study["columns"][name]
    kind = raw(spec["kind"])
    choices: Sequence[tuple[str, str]] = ()
    if kind == "category":
        choices = [(value, raw(spec["values"]).get(value, value)) for value in values_asked(raw(findings), name)]
    elif kind == "flag":
        choices = [("1", "yes"), ("0", "no")]
    return {
        "name": name,
        "label": keyed_text(spec["label"]),
        "unit": keyed_text(spec["unit"]) if raw(spec["unit"]) else None,
        "note": keyed_text(spec["note"]) if raw(spec["note"]) else None,
        "made": _made(findings, name),
        "choices": choices,
    }


def _made(findings: Node, name: str) -> Markup | None:
    """The expression by which the study makes a column that the table lacks."""
    for key in raw(findings["models"]):
        derived = findings["models"][key]["scoring"]["derived"]
        if name in derived:
            return keyed_text(derived[name])
    return None


def _item(model: Node) -> dict[str, object]:
    """A model with its segments as the page lists them."""
    segments = [
        {"node": s, "mark": segment_mark(s), "link": segment_link(model, raw(s["slug"]))}
        for s in segments_in_order(model)
    ]
    return {"node": model, "link": model_link(model), "tiles": tiles_of(model), "segments": segments}
