"""The map of a model's plane: a mosaic of tiles, the borders between segments, and everyone's mean."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from tessera_site import charts
from tessera_site.drawing.chart import (
    Chart,
    Drawing,
    Frame,
    Table,
    axis_title,
    chart_name,
    column_of,
    customers_of,
    drawn,
    everyone_of,
    locale_of,
    name_cell,
    segments_of,
)
from tessera_site.drawing.letters import wrap
from tessera_site.drawing.marks import mark_at
from tessera_site.drawing.placement import Box, Label, Spot, place_labels
from tessera_site.drawing.scales import Scale, place, tick_texts, ticks
from tessera_site.drawing.svg import (
    LEADING,
    SIZE,
    Run,
    Words,
    fact,
    join,
    line,
    measure,
    paragraph,
    path,
    plain_words,
    polyline,
    tick,
    words,
)
from tessera_site.keyed import Node, at, figure, raw, wording_of
from tessera_site.palette import colour_step

Points = Mapping[str, Sequence[tuple[float, float, int]]]
"""Single points of an internal edition: per segment, x, y and customers."""

_HEIGHT = {False: 396.0, True: 236.0}
_LEAST_TILE = {False: 5.0, True: 3.6}
_MARK = {False: 8.0, True: 6.0}
_TOP = 30.0
_KEY_ROW = 24.0
_SOLID, _DASHED = "", "5 4"


@dataclass(frozen=True, slots=True)
class _Plane:
    """What a map is drawn from, with its scales."""

    model: Node
    segments: tuple[Node, ...]
    highlight: str | None
    frame: Frame
    x: Scale
    y: Scale


def plane_map(model: Node, highlight: Node | None = None, *, points: Points | None = None) -> Chart | None:
    """The model's plane as a mosaic: the larger a tile, the more customers.

    Borders are solid where the groups are natural and dashed wherever they were drawn; a tile that two segments share
    is split; red pointers on the axes stand at everyone's means. Labels go where nothing is covered; where there is no
    such place, a list under the map names the marks.

    Parameters
    ----------
    model : Node
    highlight : Node, optional
        The segment that keeps its colour; the others go grey.
    points : mapping, optional
        Single customers for the interactive figure of an internal edition, instead of tiles.

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
    wide, narrow = drawn(name, title, _description(model, chosen), lambda frame: _draw(model, chosen, frame))
    return Chart(
        name,
        title,
        _description(model, chosen),
        wide,
        narrow,
        _table(model),
        _figure(model, chosen, points),
        _caption(model, chosen),
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


# ---------------------------------------------------------------- the drawing


def _draw(model: Node, chosen: str | None, frame: Frame) -> Drawing:
    """One of the two drawings."""
    facts = raw(model["map"])
    locale = locale_of(model)
    y_ticks = ticks(facts["y_min"], facts["y_max"], 5)
    y_texts = tick_texts(y_ticks, locale)
    left = max(measure(text) for text in y_texts) + 14
    right = frame.width - (2 if frame.narrow else 8)
    bottom = _TOP + _HEIGHT[frame.narrow]
    plane = _Plane(
        model,
        tuple(segments_of(model)),
        chosen,
        frame,
        Scale(facts["x_min"], facts["x_max"], left, right),
        Scale(facts["y_min"], facts["y_max"], bottom, _TOP),
    )
    spots = _spots(plane)
    parts = [_axes(plane, y_ticks, y_texts), _tiles(plane), _borders(plane), _pointers(plane), _marks(plane)]
    if spots is not None:
        parts += [_label(plane, segment, spots[slug]) for slug, segment in _by_slug(plane) if slug in spots]
        return Drawing(bottom + 46, join(parts))
    key, height = _key(plane, bottom + 66)
    return Drawing(bottom + 54 + height, join([*parts, key]))


def _by_slug(plane: _Plane) -> list[tuple[str, Node]]:
    return [(raw(segment["slug"]), segment) for segment in plane.segments]


def _axes(plane: _Plane, y_ticks: tuple[float, ...], y_texts: tuple[str, ...]) -> Markup:
    """Grid, ticks and the axes' titles with their units."""
    x, y, facts = plane.x, plane.y, raw(plane.model["map"])
    parts = [line(x.start, place(y, value), x.end, place(y, value)) for value in y_ticks]
    parts += [tick(x.start - 12, place(y, v) + 4.5, text, "end") for v, text in zip(y_ticks, y_texts, strict=True)]
    x_ticks = ticks(facts["x_min"], facts["x_max"], 6 if plane.frame.narrow else 8)
    for value, text in zip(x_ticks, tick_texts(x_ticks, locale_of(plane.model)), strict=True):
        inside = min(max(place(x, value), x.start + 8), x.end - measure(text) / 2)
        parts += [line(place(x, value), y.start, place(x, value), y.start + 4, "lm"), tick(inside, y.start + 24, text)]
    parts.append(words(0, 14, axis_title(plane.model, facts["y"]), "m"))
    parts.append(words(x.end, y.start + 42, axis_title(plane.model, facts["x"]), "m", anchor="end"))
    return join(parts)


def _tile_boxes(plane: _Plane) -> list[tuple[Box, Mapping[str, int]]]:
    """Every tile as a box whose area is its count, in the middle of its cell."""
    facts = raw(plane.model["map"])
    cell = [abs(place(s, low + step) - place(s, low)) for s, low, step in (
        (plane.x, facts["x_min"], facts["x_step"]), (plane.y, facts["y_min"], facts["y_step"]))]  # fmt: skip
    most = 0.92 * min(cell)
    boxes = []
    for tile in facts["tiles"]:
        side = max(_LEAST_TILE[plane.frame.narrow], most * (sum(tile["counts"].values()) / facts["largest"]) ** 0.5)
        x = place(plane.x, tile["x"] + facts["x_step"] / 2)
        y = place(plane.y, tile["y"] + facts["y_step"] / 2)
        boxes.append((Box(x - side / 2, y - side / 2, side, side), tile["counts"]))
    return boxes


def _tiles(plane: _Plane) -> Markup:
    """The mosaic, segment by segment; a tile that several share is split by their counts."""
    numbers = {slug: raw(segment["number"]) for slug, segment in _by_slug(plane)}
    parts: dict[str, list[str]] = {}
    for box, counts in _tile_boxes(plane):
        x = box.x
        for slug in sorted(counts, key=numbers.__getitem__):
            width = box.width * counts[slug] / sum(counts.values())
            d = f"{x:.1f} {box.y:.1f}h{width:.1f}v{box.height:.1f}h-{width:.1f}z"
            parts.setdefault(slug, []).append("M" + d)
            x += width
    order = [slug for slug, _ in _by_slug(plane) if slug in parts and slug != plane.highlight]
    order += [plane.highlight] if plane.highlight in parts else []
    return join(path("".join(parts[slug]), _look(plane, slug, numbers[slug])) for slug in order)


def _look(plane: _Plane, slug: str, number: int) -> str:
    """A segment's colour, or grey where another is the subject."""
    return f"s{colour_step(number)}" if plane.highlight in (None, slug) else "ft"


def _borders(plane: _Plane) -> Markup:
    """Borders, as sure as the verdict."""
    return join(line(*piece, "lm", 1.2, _SOLID if _natural(plane.model) else _DASHED) for piece in _border_lines(plane))


def _natural(model: Node) -> bool:
    """Whether the groups were found rather than drawn."""
    verdict = raw(model["verdict"])
    return bool(verdict) and verdict["level"] == "natural"


def _border_lines(plane: _Plane) -> list[tuple[float, float, float, float]]:
    return [
        (place(plane.x, x1), place(plane.y, y1), place(plane.x, x2), place(plane.y, y2))
        for x1, y1, x2, y2 in raw(plane.model["map"])["borders"]
    ]


def _pointers(plane: _Plane) -> Markup:
    """Everyone's means, on the axes."""
    facts = raw(plane.model["map"])
    means = [raw(at(plane.model, "/data/columns")[facts[axis]]["mean"]) for axis in ("x", "y")]
    x, y = place(plane.x, means[0]), place(plane.y, means[1])
    bottom, left = plane.y.start + 1, plane.x.start - 1
    return join(
        (
            path(polyline(((x, bottom), (x + 5, bottom + 8), (x - 5, bottom + 8))) + "Z", "a"),
            path(polyline(((left, y), (left - 8, y - 5), (left - 8, y + 5))) + "Z", "a"),
        )
    )


def _centre(plane: _Plane, slug: str) -> tuple[float, float]:
    x, y = raw(plane.model["map"])["centroids"][slug]
    return place(plane.x, x), place(plane.y, y)


def _marks(plane: _Plane) -> Markup:
    """Marks at the centroids; the others' stay away where one segment is the subject."""
    return join(
        mark_at(raw(segment["number"]), *_centre(plane, slug), _MARK[plane.frame.narrow])
        for slug, segment in _by_slug(plane)
        if plane.highlight in (None, slug)
    )


# ---------------------------------------------------------------- labels


def _forms(plane: _Plane, segment: Node) -> list[tuple[float, tuple[str, ...]]]:
    """Ways to write a label: on one line, or wrapped; the width and the lines of the name."""
    name, counted = wording_of(segment["name"]), measure(_counted(segment))
    whole = measure(name, bold=True)
    forms: dict[tuple[str, ...], float] = {}
    for width in (whole + 1, whole * 0.62, whole * 0.42):
        lines = wrap(name, max(width, 70), SIZE, True)
        forms.setdefault(lines, max(counted, *(measure(each, bold=True) for each in lines)))
    return [(width, lines) for lines, width in forms.items()]


def _counted(segment: Node) -> Words:
    """A segment's size in words: ``35 customers, 17.5%``."""
    return (fact(segment["size"], "count"), " ", fact(customers_of(segment)), ", ", fact(segment["share"]))


def _spots(plane: _Plane) -> dict[str, Spot] | None:
    """Where the labels go: all of them, on a narrow map the subject's alone; None when a list must name the marks."""
    if plane.frame.narrow and plane.highlight is None:
        return None
    slugs = [slug for slug, _ in _by_slug(plane)]
    labelled = [plane.highlight] if plane.frame.narrow and plane.highlight else slugs
    owners = {slug: i for i, slug in enumerate([*labelled, *(s for s in slugs if s not in labelled)])}
    boxes = _tile_boxes(plane)
    radius = _MARK[plane.frame.narrow] * 1.3
    marks = [Box(x - radius, y - radius, 2 * radius, 2 * radius) for x, y in (_centre(plane, s) for s in slugs)]
    labels = tuple(
        Label(
            tuple((width, LEADING * (len(lines) + 1)) for width, lines in _forms(plane, plane.model["segments"][slug])),
            _centre(plane, slug),
            owners[slug],
        )
        for slug in labelled
    )
    dots = [(box.x + box.width / 2, box.y + box.height / 2, owners[slug]) for box, counts in boxes for slug in counts]
    x, y = plane.x, plane.y
    area = Box(x.start, y.end - 8, x.end - x.start, y.start - y.end + 4)
    taken = tuple([*(box for box, _ in boxes), *marks])
    spots = place_labels(area, taken, tuple(_border_lines(plane)), tuple(dots), labels)
    return dict(zip(labelled, spots, strict=True)) if spots is not None else None


def _label(plane: _Plane, segment: Node, spot: Spot) -> Markup:
    """A segment's name and, unless another is the subject, its size."""
    subject = plane.highlight in (None, raw(segment["slug"]))
    _, lines = _forms(plane, segment)[spot.form]
    widest = max(measure(each, bold=True) for each in lines) + 1
    name, count = paragraph(
        spot.x, spot.y + 12, fact(segment["name"]), widest, "t" if subject else "m", bold=subject, halo=True
    )
    if not subject:
        return name
    return join((name, words(spot.x, spot.y + 12 + count * LEADING, _counted(segment), "m", halo=True)))


def _key(plane: _Plane, top: float) -> tuple[Markup, float]:
    """A list of marks and names under the map, and its height."""
    shown = [segment for slug, segment in _by_slug(plane) if plane.highlight in (None, slug)]
    columns = 1 if plane.frame.narrow or len(shown) < 3 else 2
    per_column = -(-len(shown) // columns)
    width = plane.frame.width / columns
    parts: list[Markup] = []
    depths = [top] * columns
    for i, segment in enumerate(shown):
        column = i // per_column
        markup, height = _key_row(segment, column * width, depths[column], width - 12)
        parts.append(markup)
        depths[column] += height
    return join(parts), max(depths) - top


def _key_row(segment: Node, x: float, y: float, width: float) -> tuple[Markup, float]:
    """A line of the list; the size stands on a line of its own where the name is long."""
    counted, name = _counted(segment), fact(segment["name"])
    room = width - 22
    label, lines = paragraph(x + 22, y + 5, Run(name.words, name.key, name.style), room, bold=True)
    last = measure(wrap(name.words, room, SIZE, True)[-1], bold=True)
    beside = last + 12 + measure(counted) <= room
    size = (
        words(x + 22 + last + 10, y + 5 + (lines - 1) * LEADING, counted, "m")
        if beside
        else words(x + 22, y + 5 + lines * LEADING, counted, "m")
    )
    mark = mark_at(raw(segment["number"]), x + 7, y, 6)
    return join((mark, label, size)), _KEY_ROW + LEADING * (lines - 1 + (not beside))


# ---------------------------------------------------------------- words, table, figure


def _caption(model: Node, chosen: str | None) -> Markup:
    """What tiles, marks, lines and pointers are."""
    facts = model["map"]
    x, y = raw(facts["x"]), raw(facts["y"])
    steps = Markup(" by ").join(_step(facts[f"{axis}_step"], column) for axis, column in (("x", x), ("y", y)))
    means = Markup(" and ").join(figure(at(model, "/data/columns")[c]["mean"], f"unit:{c}") for c in (x, y))
    sentences = [
        Markup("Each tile covers {}; the larger, the more customers, {} at most. n = {}.").format(
            steps, figure(facts["largest"], "count"), figure(everyone_of(model), "count")
        ),
        Markup("Shape: the segment’s mean.") if chosen else Markup("Shapes: the segments’ means."),
        Markup("Red pointers: everyone’s, {}.").format(means),
        Markup(
            "Solid lines: borders between groups that are there."
            if _natural(model)
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
    for segment in segments_of(model):
        slug = raw(segment["slug"])
        number = raw(segment["number"])
        colour = charts.colour_of(number) if chosen in (None, slug) else "tile"
        traces.append(
            _points_of(model, segment, colour, given[slug])
            if given and slug in given
            else _tiles_of(model, segment, colour)
        )
    for segment in segments_of(model):
        slug, number = raw(segment["slug"]), raw(segment["number"])
        if chosen in (None, slug):
            x, y = facts["centroids"][slug]
            hover = f"{wording_of(segment['name'])}: {plain_words(_counted(segment))}"
            traces.append(
                charts.points([x], [y], [hover], charts.colour_of(number), symbol=charts.symbol_of(number), size=16)
            )
    dash = "solid" if _natural(model) else "dash"
    titles = [plain_words(axis_title(model, facts[axis])) for axis in ("x", "y")]
    return charts.figure(
        traces,
        charts.axis(titles[0], facts["x_min"], facts["x_max"]),
        charts.axis(titles[1], facts["y_min"], facts["y_max"]),
        shapes=[charts.straight(piece, dash) for piece in facts["borders"]],
    )


def _tiles_of(model: Node, segment: Node, colour: str) -> dict[str, Any]:
    """A segment's tiles, in the middle of their cells; a shared tile stands once for every segment."""
    facts = raw(model["map"])
    slug = raw(segment["slug"])
    mine = [(i, tile) for i, tile in enumerate(facts["tiles"]) if slug in tile["counts"]]
    hover = [_tile_words(model["map"]["tiles"][i], facts, slug, segment) for i, _ in mine]
    return charts.points(
        [tile["x"] + facts["x_step"] / 2 for _, tile in mine],
        [tile["y"] + facts["y_step"] / 2 for _, tile in mine],
        hover,
        colour,
        symbol="square",
        size=[6 + 12 * (tile["counts"][slug] / facts["largest"]) ** 0.5 for _, tile in mine],
    )


def _tile_words(tile: Node, facts: Mapping[str, Any], slug: str, segment: Node) -> str:
    """A tile in words: how many customers of which segment, from where on."""
    corner = " and ".join(wording_of(tile[axis], f"unit0:{facts[axis]}") for axis in ("x", "y"))
    count = wording_of(tile["counts"][slug], "count")
    return f"{wording_of(segment['name'])}: {count} {wording_of(customers_of(segment))} from {corner} on"


def _points_of(model: Node, segment: Node, colour: str, given: Sequence[tuple[float, float, int]]) -> dict[str, Any]:
    """A segment's single points, without ids."""
    name = wording_of(segment["name"])
    x, y = [x for x, _, _ in given], [y for _, y, _ in given]
    return charts.points(x, y, [name] * len(given), colour, size=[6 + 2 * n**0.5 for _, _, n in given])
