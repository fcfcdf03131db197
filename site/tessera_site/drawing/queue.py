"""Which segment first: customers by the distance of their mean from everyone's, with lines of equal stake."""

from typing import Any

from markupsafe import Markup

from tessera_site import charts
from tessera_site.drawing import guides
from tessera_site.drawing.chart import Chart, Drawing, Frame, Table, chart_name, column_of, drawn, locale_of
from tessera_site.drawing.letters import wrap
from tessera_site.drawing.marks import mark_at
from tessera_site.drawing.placement import Box, Label, Spot, place_labels
from tessera_site.drawing.scales import Scale, place, round_up, tick_texts, ticks
from tessera_site.drawing.svg import LEADING, SIZE, fact, join, line, measure, paragraph, path, polyline, tick, words
from tessera_site.keyed import Node, at, figure, keyed_text, raw, wording_of

_TOP, _HEIGHT, _CURVES, _STEPS = 34.0, 380.0, 3, 40
_MARK = 8.0


def priority_map(priorities: Node) -> Chart | None:
    """Segments by size and by the distance of their mean value from everyone's; dotted lines join equal stakes.

    The lead model has its colours and names; the other models' segments are grey.

    Returns
    -------
    Chart or None
        None when nothing was ranked.
    """
    queue = list(priorities)
    value = raw(at(priorities, "/study/value"))
    if not queue or not value:
        return None
    lead = _lead(priorities)
    title = "Size, distance from everyone, and what is at stake"
    spoken = "; ".join(
        f"{wording_of(_segment(each)['name'])}: {wording_of(each['size'], 'count')}, "
        f"{wording_of(each['gap'], f'signed:{value}')}"
        for each in queue
        if raw(each["model"]) == lead
    )
    name = chart_name("priorities")
    wide, narrow = drawn(name, title, f"{spoken}.", lambda frame: _draw(queue, lead, value, frame))
    caption = Markup(
        "Marks: segments of {}; grey: those of the other models. Line in the accent colour: everyone’s mean, {}. "
        "On a dotted line customers times distance, which is what is at stake, is the same; the farther out, the more."
    ).format(
        keyed_text(at(priorities, "/models")[lead]["name"]),
        figure(at(priorities, "/data/columns")[value]["mean"], f"unit:{value}"),
    )
    return Chart(
        name,
        title,
        f"{spoken}.",
        wide,
        narrow,
        _table(queue, value),
        _figure(queue, lead, value),
        caption,
        guides.QUEUE,
    )


def _lead(priorities: Node) -> str:
    """The model of the front page, else that of the first in the queue."""
    overview = at(priorities, "/overview")
    return str(raw(overview["lead_model"]) if raw(overview) else raw(priorities[0]["model"]))


def _segment(priority: Node) -> Node:
    return at(priority, "/models")[raw(priority["model"])]["segments"][raw(priority["slug"])]


# ---------------------------------------------------------------- the drawing


def _scales(queue: list[Node], frame: Frame, left: float) -> tuple[Scale, Scale]:
    """Customers across, distance up and down."""
    most = round_up(max(raw(each["size"]) for each in queue) * 1.06, 5)
    far = max(abs(raw(each["gap"])) for each in queue) * 1.12 or 1.0
    low = -far if any(raw(each["gap"]) < 0 for each in queue) else 0.0
    high = far if any(raw(each["gap"]) > 0 for each in queue) else 0.0
    return Scale(0, most, left, frame.width - 8), Scale(low, high, _TOP + _HEIGHT, _TOP)


def _draw(queue: list[Node], lead: str, value: str, frame: Frame) -> Drawing:
    """One of the two drawings."""
    _, flat = _scales(queue, frame, 0)
    values = ticks(flat.low, flat.high, 6)
    texts = tick_texts(values, locale_of(queue[0]))
    left = max(measure(text) for text in texts) + 9
    x, y = _scales(queue, frame, left)
    bottom = y.start
    parts = [words(0, 14, _gap_title(queue[0], value), "m")]
    for v, text in zip(values, texts, strict=True):
        parts.append(
            line(left, place(y, v), x.end, place(y, v))
            if v
            else line(left, place(y, 0), x.end, place(y, 0), "la", width=1.2)
        )
        parts.append(tick(left - 7, place(y, v) + 4.5, text, "end"))
    x_values = ticks(0, x.high, 5 if frame.narrow else 8)
    for v, text in zip(x_values, tick_texts(x_values, locale_of(queue[0])), strict=True):
        parts.append(tick(min(place(x, v), x.end + 8 - measure(text) / 2), bottom + 20, text))
    parts.append(
        words(x.end, bottom + 40, ("Size of the segment, ", fact(at(queue[0], "/study/customers"))), "m", anchor="end")
    )
    parts += _stakes(queue, x, y)
    others = [each for each in queue if raw(each["model"]) != lead]
    leads = [each for each in queue if raw(each["model"]) == lead]
    parts += [path(_dot(*_at(each, x, y)), "f2", "ring", 1.2) for each in others]
    parts += [mark_at(raw(_segment(each)["number"]), *_at(each, x, y), _MARK) for each in leads]
    spots = None if frame.narrow else _spots(leads, others, x, y)
    if spots is not None:
        parts += [_label(each, spot) for each, spot in zip(leads, spots, strict=True)]
        return Drawing(bottom + 46, join(parts))
    depth = bottom + 66
    for each in leads:
        name, lines = paragraph(22, depth + 5, fact(_segment(each)["name"]), frame.width - 30, bold=True)
        parts += [mark_at(raw(_segment(each)["number"]), 7, depth, 6), name]
        depth += 24 + LEADING * (lines - 1)
    return Drawing(depth - 8, join(parts))


def _gap_title(node: Node, value: str) -> tuple[Any, ...]:
    """What the height is."""
    spec = column_of(node, value)
    unit = next((fact(spec[part]) for part in ("axis", "unit") if raw(spec[part])), None)
    return (fact(spec["label"]), ", mean above or below everyone", *((", ", unit) if unit else ()))


def _at(priority: Node, x: Scale, y: Scale) -> tuple[float, float]:
    return place(x, raw(priority["size"])), place(y, raw(priority["gap"]))


def _dot(x: float, y: float) -> str:
    return f"M{x - 5:.1f} {y:.1f}a5 5 0 1 0 10 0a5 5 0 1 0 -10 0z"


def _stakes(queue: list[Node], x: Scale, y: Scale) -> list[Markup]:
    """Lines of equal stake, at even parts of the largest."""
    largest = max(raw(each["at_stake"]) for each in queue)
    parts = []
    for i in range(1, _CURVES + 1):
        for sign, end in ((1, y.high), (-1, -y.low)):
            if end <= 0 or not largest:
                continue
            stake = largest * i / _CURVES
            first = stake / end
            sizes = [first + (x.high - first) * step / _STEPS for step in range(_STEPS + 1)] if first < x.high else []
            points = [(place(x, size), place(y, sign * stake / size)) for size in sizes if size > 0]
            if points:
                d = polyline(points)
                parts.append(
                    Markup(
                        str(path(d, "", "lm", 1)).replace("/>", ' stroke-dasharray="1.5 4" stroke-linecap="round"/>')
                    )
                )
    return parts


def _forms(priority: Node) -> list[tuple[float, tuple[str, ...]]]:
    """A name on one line, or wrapped."""
    name = wording_of(_segment(priority)["name"])
    whole = measure(name, bold=True)
    forms: dict[tuple[str, ...], float] = {}
    for width in (whole + 1, max(70, whole * 0.6)):
        lines = wrap(name, width, SIZE, bold=True)
        forms.setdefault(lines, max(measure(each, bold=True) for each in lines) + 1)
    return [(width, lines) for lines, width in forms.items()]


def _spots(leads: list[Node], others: list[Node], x: Scale, y: Scale) -> tuple[Spot, ...] | None:
    """Where the names of the lead model's segments go."""
    labels = tuple(
        Label(tuple((width, LEADING * len(lines)) for width, lines in _forms(each)), _at(each, x, y), i)
        for i, each in enumerate(leads)
    )
    places = [_at(each, x, y) for each in (*leads, *others)]
    taken = tuple(Box(px - _MARK, py - _MARK, 2 * _MARK, 2 * _MARK) for px, py in places)
    dots = tuple((px, py, i) for i, (px, py) in enumerate(places[: len(leads)]))
    return place_labels(Box(x.start + 4, y.end, x.end - x.start, y.start - y.end), taken, (), dots, labels)


def _label(priority: Node, spot: Spot) -> Markup:
    """A segment's name."""
    width, _ = _forms(priority)[spot.form]
    return paragraph(spot.x, spot.y + 12, fact(_segment(priority)["name"]), width, bold=True, halo=True)[0]


# ---------------------------------------------------------------- table and figure


def _table(queue: list[Node], value: str) -> Table:
    """The queue with its arithmetic."""
    rows = tuple(
        (
            keyed_text(_segment(each)["name"]),
            keyed_text(at(each, "/models")[raw(each["model"])]["name"]),
            figure(each["size"], "count"),
            figure(each["gap"], f"signed:{value}"),
            figure(each["at_stake"], "count"),
        )
        for each in queue
    )
    return Table(("Segment", "Model", "Customers", "Distance", "At stake"), rows)


def _figure(queue: list[Node], lead: str, value: str) -> dict[str, Any]:
    """The same, to point at."""
    traces = []
    for each in queue:
        segment = _segment(each)
        number = raw(segment["number"])
        mine = raw(each["model"]) == lead
        hover = (
            f"{wording_of(segment['name'])}: {wording_of(each['size'], 'count')} × "
            f"{wording_of(each['gap'], f'signed:{value}')}, "
            f"at stake {wording_of(each['at_stake'], 'count')}"
        )
        colour, symbol = (charts.colour_of(number), charts.symbol_of(number)) if mine else ("tile-2", "circle")
        traces.append(
            charts.points(
                [raw(each["size"])], [raw(each["gap"])], [hover], colour, symbol=symbol, size=15 if mine else 10
            )
        )
    most = max(raw(each["size"]) for each in queue)
    title = "".join(part if isinstance(part, str) else part.words for part in _gap_title(queue[0], value))
    customers = wording_of(at(queue[0], "/study/customers"))
    return charts.figure(
        list(reversed(traces)),
        charts.axis(f"Size of the segment, {customers}", 0, most * 1.08),
        charts.axis(title),
        shapes=[charts.straight((0, 0, most * 1.08, 0), colour="accent")],
    )
