"""What moved and what worked: segments then and now, old rule against new rule, uplift with its intervals."""

from collections.abc import Sequence
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
    drawn,
    locale_of,
    segments_of,
)
from tessera_site.drawing.letters import wrap
from tessera_site.drawing.marks import mark_at, open_mark_at
from tessera_site.drawing.scales import Scale, place, round_up, tick_texts, ticks
from tessera_site.drawing.svg import LEADING, SIZE, Run, Words, fact, join, line, measure, paragraph, rect, tick, words
from tessera_site.keyed import Node, at, figure, keyed_text, raw, wording_of
from tessera_site.palette import colour_step

_ROW = {False: 38.0, True: 56.0}
_TOP = 30.0
_HEAD = 44.0
"""Height of the line that says what the two marks are."""


# ---------------------------------------------------------------- then and now


def sizes_then_now(change: Node) -> Chart:
    """Each segment's share of everyone then (open mark) and now (filled mark).

    Parameters
    ----------
    change : Node
        A model of the changes.
    """
    name = chart_name("then-now", raw(change["key"]))
    spoken = "; ".join(_spoken_sizes(segment) for segment in change["segments"])
    title, description = "Size of every segment, then and now", f"Shares of all customers: {spoken}."
    wide, narrow = drawn(name, title, description, lambda frame: _draw_sizes(change, frame))
    caption = Markup("Open mark: the baseline, n = {}; filled mark: today, n = {}. Segments as each build drew them.")
    shown = caption.format(figure(at(change, "/changes/rows_then"), "count"), figure(_rows_now(change), "count"))
    return Chart(name, title, description, wide, narrow, _size_table(change), _size_figure(change), shown)


def _rows_now(change: Node) -> Node:
    return at(change, "/changes/rows_now")


def _spoken_sizes(segment: Node) -> str:
    """A segment's two shares, read out."""
    parts = [
        f"{wording_of(segment[part], 'percent')} {word}"
        for part, word in (("share_then", "then"), ("share_now", "now"))
        if raw(segment[part]) is not None
    ]
    return f"{wording_of(segment['name'])} {', '.join(parts)}"


def _draw_sizes(change: Node, frame: Frame) -> Drawing:
    """One of the two drawings."""
    segments = list(change["segments"])
    shares = [raw(s[part]) for s in segments for part in ("share_then", "share_now") if raw(s[part]) is not None]
    top = round_up(max(shares) * 100 * 1.05, 4)
    rows = _rows([s["name"] for s in segments], frame)
    x = Scale(0, top, rows.left, frame.width - 46)
    values = ticks(0, top, 4)
    parts = [line(place(x, v), _TOP, place(x, v), rows.bottom) for v in values]
    parts += [
        tick(place(x, v), 18, shown)
        for v, shown in zip(values, tick_texts(values, locale_of(change), "%"), strict=True)
    ]
    for i, segment in enumerate(segments):
        y = _line_of(rows, i)
        number = raw(segment["number"])
        parts.append(_label(rows, i, number))
        then, now = (
            None if raw(segment[part]) is None else place(x, raw(segment[part]) * 100)
            for part in ("share_then", "share_now")
        )
        if then is not None and now is not None:
            parts.append(line(then, y, now, y, f"l{colour_step(number)}", width=2))
        if then is not None:
            parts.append(open_mark_at(number, then, y, 6))
        if now is not None:
            parts.append(mark_at(number, now, y, 7))
        last = "share_now" if now is not None else "share_then"
        far = max(v for v in (then, now) if v is not None)
        parts.append(words(far + 12, y + 5, fact(segment[last], "percent0"), bold=True, halo=True))
    parts.append(words(frame.width - 2, rows.bottom + 20, "Share of all customers", "m", anchor="end"))
    return Drawing(rows.bottom + 28, join(parts))


@dataclass(frozen=True, slots=True)
class _Rows:
    """Where the rows of a drawing lie: names beside the scale on wide screens, above it on narrow ones."""

    names: tuple[Run, ...]
    narrow: bool
    left: float
    room: float
    height: float
    bottom: float


def _rows(names: Sequence[Node], frame: Frame) -> _Rows:
    """Rows for some names, as high as the longest of them needs."""
    runs = tuple(fact(name) for name in names)
    left = 8.0 if frame.narrow else min(max(measure(run) for run in runs) + 44, frame.width * 0.42)
    room = frame.width - 84 if frame.narrow else left - 40
    deep = max(len(wrap(run.words, room, SIZE)) for run in runs)
    height = _ROW[frame.narrow] + LEADING * (deep - 1 if frame.narrow else 0)
    return _Rows(runs, frame.narrow, left, room, height, _TOP + height * len(runs))


def _line_of(rows: _Rows, i: int) -> float:
    """The height at which a row's marks lie."""
    return _TOP + (i + 1) * rows.height - (16 if rows.narrow else rows.height / 2)


def _label(rows: _Rows, i: int, number: int) -> Markup:
    """A row's mark and name."""
    top, y, name = _TOP + i * rows.height, _line_of(rows, i), rows.names[i]
    if rows.narrow:
        label, _ = paragraph(22, top + 19, name, rows.room, halo=True)
        return join((mark_at(number, 7, top + 14, 6), label))
    lines = len(wrap(name.words, rows.room, SIZE))
    label, _ = paragraph(24, y + 5 - (lines - 1) * LEADING / 2, name, rows.room)
    return join((mark_at(number, 7, y, 6), label))


def _size_table(change: Node) -> Table:
    """Sizes and shares then and now."""
    rows = tuple(
        (
            keyed_text(s["name"]),
            *(
                Markup("–") if raw(s[part]) is None else figure(s[part], style)
                for part, style in (
                    ("size_then", "count"),
                    ("share_then", "percent"),
                    ("size_now", "count"),
                    ("share_now", "percent"),
                )
            ),
        )
        for s in change["segments"]
    )
    return Table(("Segment", "Customers then", "Share then", "Customers now", "Share now"), rows)


def _size_figure(change: Node) -> dict[str, Any]:
    """The same, to point at."""
    traces = []
    for s in change["segments"]:
        name, number = charts.words_of(wording_of(s["name"])), raw(s["number"])
        ends = [raw(s[part]) for part in ("share_then", "share_now")]
        told = _spoken_sizes(s)
        known = [100 * value for value in ends if value is not None]
        colour = charts.colour_of(number)
        if len(known) == 2:
            traces.append(charts.path_through(known, [name] * 2, colour, [told] * 2, width=2))
        symbols = [charts.symbol_of(number) + ("-open" if i == 0 else "") for i, v in enumerate(ends) if v is not None]
        traces.append(charts.points(known, [name] * len(known), [told] * len(known), colour, symbol=symbols, size=12))
    return charts.figure(
        traces,
        charts.axis("Share of all customers", ticksuffix="%", rangemode="tozero"),
        charts.axis(autorange="reversed", type="category"),
    )


def rule_matrix(change: Node) -> Markup:
    """Today's customers by the baseline's rule (rows) and by today's (columns); what stayed together is shaded."""
    movement = change["movement"]
    model = at(change, "/models")[raw(change["key"])]
    columns = segments_of(model)
    same = {raw(s["was"]): raw(s["slug"]) for s in change["segments"] if raw(s["was"])}
    head = Markup("").join(Markup('<th scope="col">{}</th>').format(keyed_text(s["name"])) for s in columns)
    rows = Markup("").join(
        Markup('<tr><th scope="row">{}</th>{}<td>{}</td><td>{}</td></tr>').format(
            keyed_text(movement["rule"][old]["name"]),
            Markup("").join(
                Markup("<td{}>{}</td>").format(
                    Markup(' class="a1"') if same.get(old) == raw(s["slug"]) else Markup(""),
                    figure(movement["crosswalk"][old][raw(s["slug"])], "count"),
                )
                for s in columns
            ),
            figure(movement["rule"][old]["size_now"], "count"),
            figure(movement["rule"][old]["size_then"], "count"),
        )
        for old in raw(movement["crosswalk"])
    )
    return Markup(
        '<div class="scroll"><table class="heat crosswalk"><thead><tr><th scope="col">By the old rule</th>{}'
        '<th scope="col">All today</th><th scope="col">All then</th></tr></thead><tbody>{}</tbody></table></div>'
    ).format(head, rows)


# ---------------------------------------------------------------- uplift


def uplift_dots(result: Node, everyone: Node, position: int) -> Chart:
    """Treated less holdout for every segment of a model, and for everyone, with intervals.

    Parameters
    ----------
    result : Node
        A campaign by one model: ``/results/campaigns/I/models/KEY``.
    everyone : Node
        The campaign's effect on everyone.
    position : int
        Of the campaign, for the chart's name.
    """
    model = at(result, "/models")[raw(result["model"])]
    name = chart_name("uplift", str(position), raw(result["model"]))
    title = "What the campaign changed, segment by segment"
    told = [(s, result["segments"][raw(s["slug"])]) for s in segments_of(model)]
    spoken = "; ".join(f"{wording_of(s['name'])} {_spoken(u)}" for s, u in told)
    description = f"Treated less holdout: everyone {_spoken(everyone)}; {spoken}."
    wide, narrow = drawn(name, title, description, lambda frame: _draw_uplift(told, everyone, frame))
    caption = Markup(
        "Mark: treated less holdout; line: its interval. Filled: the interval leaves out nought. n = {} treated, {} "
        "held out."
    ).format(figure(everyone["treated"]["customers"], "count"), figure(everyone["holdout"]["customers"], "count"))
    return Chart(name, title, description, wide, narrow, _uplift_table(told, everyone), None, caption)


def change_style(node: Node) -> str:
    """How a difference is worded: in the column's unit, in percentage points, or as a number."""
    results = at(node, "/results")
    if raw(results["kind"]) == "binary":
        return "points"
    return f"amount:{raw(results['column'])}" if raw(results["column"]) else "number"


def _spoken(uplift: Node) -> str:
    """An effect and its interval, read out."""
    if raw(uplift["difference"]) is None:
        return "too few to say"
    style = change_style(uplift)
    low, high = wording_of(uplift["low"], style), wording_of(uplift["high"], style)
    return f"{wording_of(uplift['difference'], style)} ({low} to {high})"


def _draw_uplift(told: Sequence[tuple[Node, Node]], everyone: Node, frame: Frame) -> Drawing:
    """One of the two drawings; everyone comes first."""
    unit = 100.0 if change_style(everyone) == "points" else 1.0
    ends = [
        unit * raw(u[e]) for u in (everyone, *(u for _, u in told)) for e in ("low", "high") if raw(u[e]) is not None
    ]
    low, high = min([0.0, *ends]), max([0.0, *ends])
    edge = 0.06 * ((high - low) or 1.0)
    rows = _rows([s["name"] for s, _ in told], frame)
    base = _HEAD if not frame.narrow else _HEAD + 14
    x = Scale(low - edge, high + edge, rows.left, frame.width - (10 if frame.narrow else 76))
    values = ticks(low - edge, high + edge, 4 if frame.narrow else 6)
    bottom = rows.bottom + base
    parts = [line(place(x, v), _TOP, place(x, v), bottom) for v in values]
    parts += [
        tick(place(x, v), 18, shown) for v, shown in zip(values, tick_texts(values, locale_of(everyone)), strict=True)
    ]
    parts.append(line(place(x, 0), _TOP, place(x, 0), bottom, "la", width=1.2))
    parts.append(words(0, _TOP + 19, "Everyone", bold=True, halo=True))
    parts.append(_effect(everyone, None, x, _TOP + (39 if frame.narrow else 14), frame, unit))
    for i, (segment, uplift) in enumerate(told):
        number = raw(segment["number"])
        parts.append(Markup('<g transform="translate(0 {})">{}</g>').format(f"{base:g}", _label(rows, i, number)))
        parts.append(_effect(uplift, number, x, _line_of(rows, i) + base, frame, unit))
    parts.append(words(frame.width - 2, bottom + 20, _axis_words(everyone), "m", anchor="end"))
    return Drawing(bottom + 28, join(parts))


def _axis_words(node: Node) -> Words:
    """What the axis measures."""
    results = at(node, "/results")
    if raw(results["kind"]) == "binary":
        return "Treated less holdout, percentage points"
    if raw(results["column"]):
        return ("Treated less holdout: ", *axis_title(node, raw(results["column"])))
    return ("Treated less holdout: ", fact(results["outcome"]))


def _effect(uplift: Node, number: int | None, x: Scale, y: float, frame: Frame, unit: float) -> Markup:
    """A mark with its interval and figure; words where there is none."""
    if raw(uplift["difference"]) is None:
        return words(x.start, y + 5, "too few to say", "m", halo=True)
    low, middle, high = (place(x, unit * raw(uplift[part])) for part in ("low", "difference", "high"))
    look = f"l{colour_step(number)}" if number else "li"
    parts = [line(low, y, high, y, look, width=2.4 if raw(uplift["state"]) != "open" else 1.4)]
    if number is None:
        parts.append(rect(middle - 5, y - 5, 10, 10, "fi"))
    elif raw(uplift["state"]) == "open":
        parts.append(open_mark_at(number, middle, y, 6))
    else:
        parts.append(mark_at(number, middle, y, 7.5))
    shown = fact(uplift["difference"], change_style(uplift))
    if frame.narrow:
        parts.append(words(frame.width, y - 20, shown, bold=True, anchor="end", halo=True))
    else:
        parts.append(words(frame.width, y + 5, shown, bold=True, anchor="end"))
    return join(parts)


def _uplift_table(told: Sequence[tuple[Node, Node]], everyone: Node) -> Table:
    """Arms, means and intervals."""
    style = change_style(everyone)
    level = "percent" if style == "points" else style

    def row(name: Markup, uplift: Node) -> tuple[Markup, ...]:
        arms = (uplift["treated"], uplift["holdout"])
        cells = [figure(arm["customers"], "count") for arm in arms]
        cells += [Markup("–") if raw(arm["mean"]) is None else figure(arm["mean"], level) for arm in arms]
        cells += [
            Markup("–") if raw(uplift[part]) is None else figure(uplift[part], style)
            for part in ("difference", "low", "high")
        ]
        return (name, *cells)

    head = ("Segment", "Treated", "Held out", "Mean treated", "Mean held out", "Uplift", "From", "To")
    return Table(head, (row(Markup("Everyone"), everyone), *(row(keyed_text(s["name"]), u) for s, u in told)))
