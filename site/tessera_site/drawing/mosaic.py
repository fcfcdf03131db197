"""The drawing of a model's plane: tiles, borders, pointers, marks, and labels where they cover nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from tessera_site.drawing.chart import (
    Drawing,
    Frame,
    axis_title,
    customers_of,
    everyone_of,
    locale_of,
    segments_of,
    withheld_note,
)
from tessera_site.drawing.letters import wrap
from tessera_site.drawing.marks import mark_at
from tessera_site.drawing.placement import Box, Label, Spot, place_labels
from tessera_site.drawing.scales import Scale, place, tick_texts, ticks
from tessera_site.drawing.svg import (
    LEADING,
    SIZE,
    Words,
    fact,
    join,
    line,
    measure,
    paragraph,
    path,
    polyline,
    tick,
    words,
)
from tessera_site.keyed import Node, at, figure, keyed_text, raw, wording_of
from tessera_site.palette import colour_step

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


def draw_plane(model: Node, chosen: str | None, frame: Frame, *, listed: bool = True) -> Drawing:
    """One of the two drawings of a map; ``chosen`` is the slug of its subject, or None.

    Where labels find no room a list under the map names the marks, unless something beside the map does (``listed``).
    """
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
    if not listed:
        return Drawing(bottom + 46, join(parts))
    shown = [segment for slug, segment in _by_slug(plane) if chosen in (None, slug)]
    key, height = key_list(shown, frame, bottom + 66)
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
    return join(
        line(*piece, "lm", width=1.2, dash=_SOLID if is_natural(plane.model) else _DASHED)
        for piece in _border_lines(plane)
    )


def is_natural(model: Node) -> bool:
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


def _forms(segment: Node) -> list[tuple[float, tuple[str, ...]]]:
    """Ways to write a label: on one line, or wrapped; the width and the lines of the name."""
    name, size = wording_of(segment["name"]), measure(counted(segment))
    whole = measure(name, bold=True)
    forms: dict[tuple[str, ...], float] = {}
    for width in (whole + 1, whole * 0.62, whole * 0.42):
        lines = wrap(name, max(width, 70), SIZE, bold=True)
        forms.setdefault(lines, max(size, *(measure(each, bold=True) for each in lines)))
    return [(width, lines) for lines, width in forms.items()]


def counted(segment: Node) -> Words:
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
            tuple((width, LEADING * (len(lines) + 1)) for width, lines in _forms(plane.model["segments"][slug])),
            _centre(plane, slug),
            owners[slug],
        )
        for slug in labelled
    )
    dots = [(box.x + box.width / 2, box.y + box.height / 2, owners[slug]) for box, counts in boxes for slug in counts]
    x, y = plane.x, plane.y
    area = Box(x.start, y.end - 8, x.end - x.start, y.start - y.end + 4)
    taken = (*(box for box, _ in boxes), *marks)
    spots = place_labels(area, taken, tuple(_border_lines(plane)), tuple(dots), labels)
    return dict(zip(labelled, spots, strict=True)) if spots is not None else None


def _label(plane: _Plane, segment: Node, spot: Spot) -> Markup:
    """A segment's name and, unless another is the subject, its size."""
    subject = plane.highlight in (None, raw(segment["slug"]))
    _, lines = _forms(segment)[spot.form]
    widest = max(measure(each, bold=True) for each in lines) + 1
    name, count = paragraph(
        spot.x, spot.y + 12, fact(segment["name"]), widest, "t" if subject else "m", bold=subject, halo=True
    )
    if not subject:
        return name
    return join((name, words(spot.x, spot.y + 12 + count * LEADING, counted(segment), "m", halo=True)))


def tiles_sentence(model: Node, plane: str, said: Markup) -> Markup:
    """What a caption says of a map's tiles: ``said``, or that a public edition may show none."""
    everyone = figure(everyone_of(model), "count")
    if not raw(model[plane])["tiles"]:
        return Markup("Too few {} stand at any place to show where they lie. n = {}.").format(
            keyed_text(customers_of(model)), everyone
        )
    return said + Markup(" n = {}.").format(everyone) + _tiles_note(model)


def _tiles_note(model: Node) -> Markup:
    """How tiles of a public edition are to be taken."""
    note = withheld_note(model)
    return Markup(" A tile has the colour of the segment at its middle.") + note if note else note


def key_list(shown: Sequence[Node], frame: Frame, top: float) -> tuple[Markup, float]:
    """A list of marks and names under a map, and its height."""
    columns = 1 if frame.narrow or len(shown) < 3 else 2
    per_column = -(-len(shown) // columns)
    width = frame.width / columns
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
    size_words, name = counted(segment), fact(segment["name"])
    room = width - 22
    label, lines = paragraph(x + 22, y + 5, name, room, bold=True)
    last = measure(wrap(name.words, room, SIZE, bold=True)[-1], bold=True)
    beside = last + 12 + measure(size_words) <= room
    size = (
        words(x + 22 + last + 10, y + 5 + (lines - 1) * LEADING, size_words, "m")
        if beside
        else words(x + 22, y + 5 + lines * LEADING, size_words, "m")
    )
    mark = mark_at(raw(segment["number"]), x + 7, y, 6)
    return join((mark, label, size)), _KEY_ROW + LEADING * (lines - 1 + (not beside))
