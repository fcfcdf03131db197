"""Findings -> findings that may be published: extremes left out, small counts hidden, and all that rests on them.

Works on the document of findings.json, so that nothing made from it can say more. Where a count is hidden stands null,
or the entry is missing; `docs/decisions` says which table is treated how.
"""

import copy
from collections.abc import Mapping
from typing import Any

from tessera.errors import PublishError
from tessera.public.columns import hide_columns
from tessera.public.crossings import hide_crossings, tell_segments
from tessera.public.joint import hide_what_is_told_together
from tessera.public.maps import coarse_plane, without_scraps
from tessera.public.statements import without_withheld

Document = dict[str, Any]


def public_edition(findings: Mapping[str, Any]) -> Document:
    """The document of a public edition.

    Parameters
    ----------
    findings : mapping
        The document of findings.json, internal edition.

    Returns
    -------
    dict
        The same shape, ``edition`` "public". The findings given stay as they are.

    Raises
    ------
    PublishError
        If a whole segment is smaller than the study's minimum, so that its own size could not be published, or if sizes
        alone tell that fewer than the minimum are in two segments at once.
    """
    document: Document = copy.deepcopy(dict(findings))
    minimum = int(document["study"]["public_minimum"])
    _refuse_small_segments(document, minimum)
    document |= {"edition": "public", "groups": [], "changes": None, "results": None}
    document["cube"] = {"models": [], "rows": []}
    _hide_removals(document["data"], minimum)
    hide_columns(document, minimum)
    hide_crossings(document, minimum)
    for model in document["models"].values():
        _hide_in_model(model, document, minimum)
    hide_what_is_told_together(document, minimum)
    for model in document["models"].values():
        for name in ("map", "space"):
            if model[name]:
                model[name] = without_scraps(model[name], document["data"]["rows_kept"])
    tell_segments(document)
    return without_withheld(document)


def _refuse_small_segments(document: Document, minimum: int) -> None:
    """Everything said of a segment stands for all its customers, so there must be enough of them."""
    for model in document["models"].values():
        for segment in model["segments"].values():
            if segment["size"] < minimum:
                raise PublishError(
                    f"The public edition cannot show the model {model['name']!r}: its segment {segment['name']!r} has "
                    f"{segment['size']} {document['study']['customers']}, and public_minimum is {minimum}.",
                    hint="Ask for fewer segments, leave the model out of the study, or build the internal edition.",
                )


def _hide_removals(data: Document, minimum: int) -> None:
    """Rows taken out: all of them counted, or only some reasons, or none."""
    removed = data["rows_read"] - data["rows_kept"]
    some = any(0 < removal["rows"] < minimum for removal in data["removals"])
    if some:
        data["removals"] = [{**removal, "rows": None} for removal in data["removals"]]
    if 0 < removed < minimum:
        data["rows_read"] = None
    data["fills"] = [{**fill, "rows": _enough(fill["rows"], minimum)} for fill in data["fills"]]


def _enough(count: int | None, minimum: int) -> int | None:
    """A count of faults, or None where it is small; no faults are no secret."""
    return None if count is not None and 0 < count < minimum else count


def _part(count: int, whole: int, minimum: int) -> int | None:
    """A part of a whole, or None where it or the rest is small."""
    return count if count >= minimum and whole - count >= minimum else None


def _hide_in_model(model: Document, document: Document, minimum: int) -> None:
    """Counts of a model that belong to no table."""
    rows = document["data"]["rows_kept"]
    model["borderline"] = _part(model["borderline"], rows, minimum)
    for change in model["changes"]:
        if _part(change["moved"], change["of"], minimum) is None:
            change |= {"moved": None, "share": None}
        if 0 < rows - change["of"] < minimum:
            change |= {"of": None, "moved": None, "share": None}
    if model["ward"]:
        _hide_tree(model["ward"], rows, minimum)
    for segment in model["segments"].values():
        _hide_in_segment(segment, minimum)
    for name in ("map", "space"):
        if model[name]:
            model[name] = coarse_plane(model[name], model, minimum)
    _hide_rule(model)


def _hide_tree(ward: Document, rows: int, minimum: int) -> None:
    """A tree with a small leaf is not drawn: its other leaves would give the small one away."""
    ward["moved"] = _part(ward["moved"], rows, minimum)
    if any(leaf < minimum for leaf in ward["leaves"]):
        ward |= {"merges": [], "leaves": []}
    if any(size < minimum for size in ward["sizes"]):
        ward["sizes"] = []


def _hide_in_segment(segment: Document, minimum: int) -> None:
    """Counts of a segment that belong to no table, and single customers' values."""
    size = segment["size"]
    segment |= {"mins": {}, "maxs": {}, "borderline": _part(segment["borderline"], size, minimum)}
    for neighbour in segment["neighbours"]:
        neighbour["second_choice"] = None
    rule = segment["rule"]
    if rule:
        rule["sql"] = ""
        if _part(rule["finds"], size, minimum) is None or rule["wrong"] < minimum:
            rule |= {"finds": None, "wrong": None, "fidelity": None}
    if segment["words"]:
        kept = segment["words"]["figures"].items()
        segment["words"]["figures"] = {name: value for name, value in kept if name.startswith(("above_", "one"))}


def _hide_rule(model: Document) -> None:
    """The rule without its query, and moved so that a scale from lowest to highest does not name the lowest."""
    scoring = model["scoring"]
    scoring["sql"] = ""
    if model["scaling"] != "minmax":
        return
    moved = [centre / scale for centre, scale in zip(scoring["centre"], scoring["scale"], strict=True)]
    scoring["centre"] = [0.0] * len(moved)
    if scoring["origin"] is not None:
        scoring["origin"] = [a + b for a, b in zip(scoring["origin"], moved, strict=True)]
        return
    scoring["centroids"] = {
        slug: [a + b for a, b in zip(centre, moved, strict=True)] for slug, centre in scoring["centroids"].items()
    }
