"""The map of a model's plane: a mosaic of tiles, the borders between segments, and everyone's mean."""

from collections.abc import Mapping, Sequence
from typing import Any

from markupsafe import Markup

from tessera_site import charts
from tessera_site.drawing import guides
from tessera_site.drawing.chart import (
    Chart,
    Table,
    axis_title,
    chart_name,
    column_of,
    customers_of,
    drawn,
    name_cell,
    segments_of,
)
from tessera_site.drawing.mosaic import counted, draw_plane, is_natural, tiles_sentence
from tessera_site.drawing.svg import plain_words
from tessera_site.keyed import Node, at, figure, keyed_text, raw, wording_of

Points = Mapping[str, Sequence[tuple[float, float, int]]]
"""Single points of an internal edition: per segment, x, y and customers."""


def plane_map(
    model: Node, highlight: Node | None = None, *, points: Points | None = None, listed: bool = True
) -> Chart | None:
    """The model's plane as a mosaic: the larger a tile, the more customers.

    Borders are solid where the groups are natural and dashed wherever they were drawn; a tile that two segments share
    is split; pointers on the axes stand at everyone's means. Labels go where nothing is covered; where there is no
    such place, a list under the map names the marks.

    Parameters
    ----------
    model : Node
    highlight : Node, optional
        The segment that keeps its colour; the others go grey.
    points : mapping, optional
        Single customers for the interactive figure of an internal edition, instead of tiles.
    listed : bool
        Whether a list under the map names the marks that found no room for a label.

    Returns
    -------
    Chart or None
        None for a model without a plane.
    """
    if not raw(model["map"]):
        return None
    name = chart_name("map", raw(model["key"]), *([raw(highlight["slug"])] if highlight is not None else []))
    x, y = (wording_of(column_of(model, raw(model["map"][axis]))["label"]) for axis in ("x", "y"))
    title = f"{x} and {y[:1].lower() + y[1:]}: where the segments lie"
    chosen = raw(highlight["slug"]) if highlight is not None else None
    wide, narrow = drawn(
        name, title, _description(model, chosen), lambda frame: draw_plane(model, chosen, frame, listed=listed)
    )
    return Chart(
        name,
        title,
        _description(model, chosen),
        wide,
        narrow,
        _table(model),
        _figure(model, chosen, points or raw(model["map"])["points"]),
        _caption(model, chosen),
        guides.MAP,
    )


def _description(model: Node, chosen: str | None) -> str:
    """The map in words: every segment with its size and centre."""
    facts = model["map"]
    parts = []
    for segment in segments_of(model):
        if chosen in (None, raw(segment["slug"])):
            centre = " and ".join(
                wording_of(segment["means"][raw(facts[axis])], f"unit:{raw(facts[axis])}") for axis in ("x", "y")
            )
            parts.append(f"{wording_of(segment['name'])}: {wording_of(segment['size'], 'count')}, around {centre}")
    return ". ".join(parts) + "."


# ---------------------------------------------------------------- words, table, figure


def _caption(model: Node, chosen: str | None) -> Markup:
    """What tiles, marks, lines and pointers are."""
    facts = model["map"]
    x, y = raw(facts["x"]), raw(facts["y"])
    steps = Markup(" by ").join(_step(facts[f"{axis}_step"], column) for axis, column in (("x", x), ("y", y)))
    means = Markup(" and ").join(figure(at(model, "/data/columns")[c]["mean"], f"unit:{c}") for c in (x, y))
    sentences = [
        tiles_sentence(
            model,
            "map",
            Markup("Each tile covers {}; the larger, the more {}, {} at most.").format(
                steps, keyed_text(customers_of(model)), figure(facts["largest"], "count")
            ),
        ),
        Markup("Shape: the segment’s mean.") if chosen else Markup("Shapes: the segments’ means."),
        Markup("Pointers on the axes: everyone’s, {}.").format(means),
        Markup(
            "Solid lines: borders between groups that are there."
            if is_natural(model)
            else "Dashed lines: borders we drew."
        ),
    ]
    if chosen:
        segment = model["segments"][chosen]
        sentences.insert(
            1, Markup("In colour: this segment, {}. Grey: the others.").format(figure(segment["size"], "count"))
        )
    return Markup(" ").join(sentences)


def _step(step: Node, column: str) -> Markup:
    """Width of a tile with its unit."""
    whole = float(raw(step)).is_integer()
    return figure(step, f"{'unit0' if whole else 'unit'}:{column}")


def _table(model: Node) -> Table:
    """Segments with size, share and both means."""
    facts = raw(model["map"])
    columns = [(axis, wording_of(column_of(model, facts[axis])["label"])) for axis in ("x", "y")]
    rows = tuple(
        (
            name_cell(segment),
            figure(segment["size"], "count"),
            figure(segment["share"]),
            *(figure(segment["means"][facts[axis]], f"unit:{facts[axis]}") for axis, _ in columns),
        )
        for segment in segments_of(model)
    )
    return Table(("Segment", "Customers", "Share", *(f"{label}, mean" for _, label in columns)), rows)


def _figure(model: Node, chosen: str | None, given: Points | None) -> dict[str, Any]:
    """The same map to point at: tiles or single points, marks, borders."""
    facts = raw(model["map"])
    traces: list[dict[str, Any]] = []
    edges = _corner_words(model)
    for segment in segments_of(model):
        slug = raw(segment["slug"])
        number = raw(segment["number"])
        colour = charts.colour_of(number) if chosen in (None, slug) else "tile"
        traces.append(
            _points_of(segment, colour, given[slug])
            if given and slug in given
            else _tiles_of(model, segment, colour, edges)
        )
    for segment in segments_of(model):
        slug, number = raw(segment["slug"]), raw(segment["number"])
        if chosen in (None, slug):
            x, y = facts["centroids"][slug]
            hover = f"{wording_of(segment['name'])}: {plain_words(counted(segment))}"
            traces.append(
                charts.points([x], [y], [hover], charts.colour_of(number), symbol=charts.symbol_of(number), size=16)
            )
    dash = "solid" if is_natural(model) else "dash"
    titles = [plain_words(axis_title(model, facts[axis])) for axis in ("x", "y")]
    return charts.figure(
        traces,
        charts.axis(titles[0], facts["x_min"], facts["x_max"]),
        charts.axis(titles[1], facts["y_min"], facts["y_max"]),
        shapes=[charts.straight(piece, dash) for piece in facts["borders"]],
    )


def _tiles_of(model: Node, segment: Node, colour: str, edges: Mapping[tuple[str, float], str]) -> dict[str, Any]:
    """A segment's tiles, in the middle of their cells; a shared tile stands once for every segment."""
    facts = raw(model["map"])
    slug = raw(segment["slug"])
    mine = [(i, tile) for i, tile in enumerate(facts["tiles"]) if slug in tile["counts"]]
    said = {tile["counts"][slug]: model["map"]["tiles"][i]["counts"][slug] for i, tile in mine}
    counts = {count: wording_of(node, "count") for count, node in said.items()}
    customers = f"{wording_of(customers_of(segment))} from"
    return charts.points(
        [tile["x"] + facts["x_step"] / 2 for _, tile in mine],
        [tile["y"] + facts["y_step"] / 2 for _, tile in mine],
        [
            f"{counts[tile['counts'][slug]]} {customers} {edges['x', tile['x']]} and {edges['y', tile['y']]} on"
            for _, tile in mine
        ],
        colour,
        symbol="square",
        size=[6 + 12 * (tile["counts"][slug] / facts["largest"]) ** 0.5 for _, tile in mine],
        **charts.named(wording_of(segment["name"])),
    )


def _corner_words(model: Node) -> dict[tuple[str, float], str]:
    """Every edge of the mosaic's columns and rows in words, once each."""
    facts, tiles = raw(model["map"]), model["map"]["tiles"]
    first = {(axis, tile[axis]): i for axis in ("x", "y") for i, tile in enumerate(facts["tiles"])}
    styles = {
        axis: f"{'unit0' if float(facts[f'{axis}_step']).is_integer() else 'unit'}:{facts[axis]}" for axis in ("x", "y")
    }
    return {(axis, edge): wording_of(tiles[i][axis], styles[axis]) for (axis, edge), i in first.items()}


def _points_of(segment: Node, colour: str, given: Sequence[tuple[float, float, int]]) -> dict[str, Any]:
    """A segment's single points, without ids."""
    name = wording_of(segment["name"])
    x, y = [x for x, _, _ in given], [y for _, y, _ in given]
    return charts.points(x, y, [name] * len(given), colour, size=[6 + 2 * n**0.5 for _, _, n in given])
