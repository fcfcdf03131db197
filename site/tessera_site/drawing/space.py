"""The map of a model of more than two columns: its first two axes drawn flat, all three to turn about."""

from collections.abc import Mapping, Sequence
from typing import Any

from markupsafe import Markup

from tessera_site import charts
from tessera_site.drawing import guides
from tessera_site.drawing.chart import (
    Chart,
    Drawing,
    Frame,
    Table,
    axis_title,
    chart_name,
    customers_of,
    drawn,
    locale_of,
    name_cell,
    segments_of,
    value_label,
)
from tessera_site.drawing.marks import mark_at
from tessera_site.drawing.mosaic import counted, key_list, tiles_sentence
from tessera_site.drawing.plane import plane_map
from tessera_site.drawing.scales import Scale, place, tick_texts, ticks
from tessera_site.drawing.svg import Words, fact, join, line, measure, path, plain_words, tick, words
from tessera_site.keyed import Node, figure, raw, wording_of
from tessera_site.palette import colour_step

_HEIGHT = {False: 396.0, True: 236.0}
_LEAST_TILE = {False: 4.0, True: 3.0}
_MARK = {False: 8.0, True: 6.0}
_TOP = 30.0
EYE = {"x": 1.8, "y": -1.8, "z": 1.1}
"""Where one looks from at first: the first axis runs to the right."""
_LEAST_BLOCK, _BLOCK = 3.0, 15.0


def where_map(model: Node, highlight: Node | None = None, *, listed: bool = True) -> Chart | None:
    """Where a model's segments lie: its plane if it has one, else its space. See `plane_map` for the parameters."""
    if raw(model["map"]):
        return plane_map(model, highlight, listed=listed)
    return space_view(model, highlight, listed=listed)


def space_view(model: Node, highlight: Node | None = None, *, listed: bool = True) -> Chart | None:
    """The first two axes of a model's space as a mosaic, and all three as an interactive figure.

    No borders are drawn: flattened, they would cross the segments they part. Tiles of several segments are split.

    Parameters
    ----------
    model : Node
    highlight : Node, optional
        The segment that keeps its colour; the others go grey.
    listed : bool
        Whether a list under the map names the marks.

    Returns
    -------
    Chart or None
        None for a model without a space.
    """
    if "space" not in model or not raw(model["space"]):
        return None
    chosen = raw(highlight["slug"]) if highlight is not None else None
    name = chart_name("space", raw(model["key"]), *([chosen] if chosen else []))
    title = "Where the segments lie"
    shown = [s for s in segments_of(model) if chosen in (None, raw(s["slug"]))]
    description = ". ".join(f"{wording_of(s['name'])}: {plain_words(counted(s))}" for s in shown) + "."
    wide, narrow = drawn(name, title, description, lambda frame: _draw(model, chosen, frame, listed=listed))
    return Chart(
        name,
        title,
        description,
        wide,
        narrow,
        _table(model),
        _figure(model, chosen),
        _caption(model, highlight),
        guides.SPACE,
    )


def _axis_words(model: Node, i: int) -> Words:
    """An axis's title: a column with its unit, or a component with what it holds."""
    axis = model["space"]["axes"][i]
    if raw(axis["column"]):
        return axis_title(model, raw(axis["column"]))
    return (fact(axis["label"]), ", ", fact(axis["explained"], "percent0"), " of the variance")


# ---------------------------------------------------------------- drawn flat


def _draw(model: Node, chosen: str | None, frame: Frame, *, listed: bool) -> Drawing:
    """The mosaic of the first two axes, with the means."""
    space = raw(model["space"])
    low, high = ([axis[end] for axis in space["axes"][:2]] for end in ("low", "high"))
    y_ticks, y_texts = _ticks(model, 1, 5)
    left = max(measure(text) for text in y_texts) + 14
    bottom = _TOP + _HEIGHT[frame.narrow]
    x = Scale(low[0], high[0], left, frame.width - (2 if frame.narrow else 8))
    y = Scale(low[1], high[1], bottom, _TOP)
    parts = [_axes(model, frame, x, y, y_ticks, y_texts), _tiles(model, chosen, frame, x, y)]
    shown = [s for s in segments_of(model) if chosen in (None, raw(s["slug"]))]
    parts += [
        mark_at(raw(s["number"]), place(x, at[0]), place(y, at[1]), _MARK[frame.narrow])
        for s in shown
        for at in [space["centroids"][raw(s["slug"])]]
    ]
    if not listed:
        return Drawing(bottom + 46, join(parts))
    key, height = key_list(shown, frame, bottom + 66)
    return Drawing(bottom + 54 + height, join([*parts, key]))


def _axes(model: Node, frame: Frame, x: Scale, y: Scale, y_ticks: Sequence[float], y_texts: Sequence[str]) -> Markup:
    """Grid, ticks and the axes' titles."""
    parts = [line(x.start, place(y, value), x.end, place(y, value)) for value in y_ticks]
    parts += [tick(x.start - 12, place(y, v) + 4.5, text, "end") for v, text in zip(y_ticks, y_texts, strict=True)]
    for value, text in zip(*_ticks(model, 0, 6 if frame.narrow else 8), strict=True):
        inside = min(max(place(x, value), x.start + 8), x.end - measure(text) / 2)
        parts += [line(place(x, value), y.start, place(x, value), y.start + 4, "lm"), tick(inside, y.start + 24, text)]
    parts.append(words(0, 14, _axis_words(model, 1), "m"))
    parts.append(words(x.end, y.start + 42, _axis_words(model, 0), "m", anchor="end"))
    return join(parts)


def _ticks(model: Node, i: int, wanted: int) -> tuple[list[float], list[str]]:
    """Places and texts of an axis's ticks; a trait has one in the middle of each value."""
    axis = raw(model["space"])["axes"][i]
    if axis["values"]:
        return [place + 0.5 for place in range(len(axis["values"]))], _value_names(model, axis)
    found = ticks(axis["low"], axis["high"], wanted)
    return list(found), list(tick_texts(found, locale_of(model)))


def _value_names(model: Node, axis: Mapping[str, Any]) -> list[str]:
    """What a trait's values are called."""
    names = [value_label(model, axis["column"], value) for value in axis["values"]]
    return [name[:1].upper() + name[1:] for name in names]


def _tiles(model: Node, chosen: str | None, frame: Frame, x: Scale, y: Scale) -> Markup:
    """The tiles, segment by segment, each split by its segments' counts; the subject's on top."""
    space = raw(model["space"])
    numbers = {raw(s["slug"]): raw(s["number"]) for s in segments_of(model)}
    across = abs(place(x, x.low + space["x_step"]) - place(x, x.low))
    most = 0.92 * min(across, abs(place(y, y.low + space["y_step"]) - place(y, y.low)))
    pieces: dict[str, list[str]] = {slug: [] for slug in numbers}
    for tile in space["tiles"]:
        whole = sum(tile["counts"].values())
        side = max(_LEAST_TILE[frame.narrow], most * (whole / space["largest"]) ** 0.5)
        at = place(x, tile["x"] + space["x_step"] / 2) - side / 2
        top = place(y, tile["y"] + space["y_step"] / 2) - side / 2
        for slug in sorted(tile["counts"], key=numbers.__getitem__):
            width = side * tile["counts"][slug] / whole
            pieces[slug].append(f"M{at:.1f} {top:.1f}h{width:.1f}v{side:.1f}h-{width:.1f}z")
            at += width
    order = sorted((slug for slug in numbers if pieces[slug]), key=lambda slug: slug == chosen)
    looks = {slug: f"s{colour_step(numbers[slug])}" if chosen in (None, slug) else "ft" for slug in order}
    return join(path("".join(pieces[slug]), looks[slug]) for slug in order)


# ---------------------------------------------------------------- words, table, figure


def _caption(model: Node, highlight: Node | None) -> Markup:
    """What tiles and marks are, and what the flat drawing leaves out."""
    space = model["space"]
    sentences = [
        tiles_sentence(
            model,
            "space",
            Markup("The larger a tile, the more {}, {} at most.").format(
                wording_of(customers_of(model)), figure(space["largest"], "count")
            ),
        )
    ]
    if highlight is not None:
        sentences.append(
            Markup("In colour: this segment, {}. Grey: the others.").format(figure(highlight["size"], "count"))
        )
    means = "Shape: the segment’s mean" if highlight is not None else "Shapes: the segments’ means"
    named = any(axis["values"] for axis in raw(space["axes"])[:2])
    sentences.append(Markup(f"{means}{', at its most common value of a trait' if named else ''}."))
    if len(raw(space["axes"])) > 2 and raw(space["blocks"]):
        third = space["axes"][2]
        sentences.append(
            Markup("Flattened: what overlaps here may part along a third axis, {}, in the interactive chart.").format(
                figure(third["label"], "lower")
            )
        )
    return Markup(" ").join(sentences)


def _table(model: Node) -> Table:
    """Segments with size, share and their mean on every axis."""
    axes = model["space"]["axes"]
    rows = tuple(
        (
            name_cell(s),
            figure(s["size"], "count"),
            figure(s["share"]),
            *(_mean(model, s, i) for i in range(len(raw(axes)))),
        )
        for s in segments_of(model)
    )
    return Table(("Segment", "Customers", "Share", *(_head(axis) for axis in raw(axes))), rows)


def _head(axis: Mapping[str, Any]) -> str:
    """What a column of the table shows of an axis."""
    return f"{axis['label']}, {'most common' if axis['values'] else 'mean'}"


def _mean(model: Node, segment: Node, i: int) -> Markup:
    """A segment's mean on an axis, or its most common value."""
    column = raw(model["space"]["axes"][i]["column"])
    if raw(model["space"]["axes"][i]["values"]):
        place = int(raw(model["space"]["centroids"])[raw(segment["slug"])][i])
        value = raw(model["space"]["axes"][i]["values"])[place]
        shown = Markup.escape(value_label(model, column, value))
        known = segment["shares"][column] if column in segment["shares"] else ()
        return Markup("{}, {}").format(shown, figure(known[value])) if value in known else shown
    if column:
        return figure(segment["means"][column], f"unit:{column}")
    return figure(model["space"]["centroids"][raw(segment["slug"])][i], "score")


def _figure(model: Node, chosen: str | None) -> dict[str, Any] | None:
    """The space to turn about: blocks and means; flat where there are two axes, nothing without blocks."""
    space = raw(model["space"])
    if not space["blocks"]:
        return None
    solid = len(space["axes"]) > 2
    traces = []
    for segment in segments_of(model):
        slug, number = raw(segment["slug"]), raw(segment["number"])
        colour = charts.colour_of(number) if chosen in (None, slug) else "tile"
        mine = [block for block in space["blocks"] if slug in block["counts"]]
        sizes = [_LEAST_BLOCK + _BLOCK * (b["counts"][slug] / space["largest_block"]) ** 0.5 for b in mine]
        middles = [[b["at"][i] + axis["step"] / 2 for b in mine] for i, axis in enumerate(space["axes"])]
        traces.append(_cloud(segment, middles, sizes, colour, solid=solid))
    titles = [plain_words(_axis_words(model, i)) for i in range(len(space["axes"]))]
    if not solid:
        flat = [charts.axis(title, **_named_ticks(model, i)) for i, title in enumerate(titles)]
        return charts.figure(traces, *flat)
    scene: dict[str, Any] = {f"{letter}axis": _side(model, i) for i, letter in enumerate("xyz")}
    scene["camera"] = {"eye": EYE}
    return charts.figure(traces, {}, {}, scene=scene, dragmode="turntable", margin={"t": 0, "r": 0, "b": 0, "l": 0})


def _cloud(
    segment: Node, middles: Sequence[Sequence[float]], sizes: Sequence[float], colour: str, *, solid: bool
) -> dict[str, Any]:
    """A segment's blocks, each as large as its customers are many."""
    hover = f"{wording_of(segment['name'])}: {plain_words(counted(segment))}"
    trace = charts.points(middles[0], middles[1], [hover] * len(sizes), colour, size=sizes)
    if not solid:
        return trace
    marker = {**trace["marker"], "line": {"color": "paper", "width": 0.5}, "opacity": 0.75}
    return {**trace, "type": "scatter3d", "z": middles[2], "marker": marker}


def _named_ticks(model: Node, i: int) -> dict[str, Any]:
    """The ticks of a trait's axis; nothing for a number, whose ticks the figure finds itself."""
    if not raw(model["space"])["axes"][i]["values"]:
        return {}
    places, names = _ticks(model, i, 0)
    return {"tickvals": places, "ticktext": [charts.words_of(name) for name in names]}


def _side(model: Node, i: int) -> dict[str, Any]:
    """An axis of the space."""
    return charts.axis(
        wording_of(model["space"]["axes"][i]["label"]),
        **_named_ticks(model, i),
        color="ink-2",
        gridcolor="hair",
        zerolinecolor="hair",
        backgroundcolor="rgba(0,0,0,0)",
        showspikes=False,
    )
