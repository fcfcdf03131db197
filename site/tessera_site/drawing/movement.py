"""What moved: every segment's size then and now, and customers by the old rule and the new."""

from collections.abc import Sequence
from typing import Any

from markupsafe import Markup

from tessera_site import charts
from tessera_site.drawing import guides
from tessera_site.drawing.chart import (
    Chart,
    Drawing,
    Frame,
    Table,
    chart_name,
    column_of,
    drawn,
    locale_of,
    segments_of,
)
from tessera_site.drawing.heat import meeting
from tessera_site.drawing.marks import mark_at, open_mark_at
from tessera_site.drawing.rows import TOP, label_of, line_of, name_rows
from tessera_site.drawing.scales import Scale, place, round_up, tick_texts, ticks
from tessera_site.drawing.svg import Words, fact, join, line, tick, words
from tessera_site.keyed import Node, at, figure, keyed_text, raw, wording_of
from tessera_site.palette import colour_step


def sizes_then_now(change: Node) -> Chart:
    """Each segment's share of everyone then (open mark) and now (filled mark).

    Parameters
    ----------
    change : Node
        A model of the changes.
    """
    name = chart_name("then-now", raw(change["key"]))
    spoken = "; ".join(_spoken_sizes(segment) for segment in change["segments"])
    title, description = "Size of every segment, then and now", f"Customers: {spoken}."
    wide, narrow = drawn(name, title, description, lambda frame: _draw_sizes(change, frame))
    caption = Markup("Open mark: the baseline, n = {}; filled mark: today, n = {}. Segments as each build drew them.")
    shown = caption.format(figure(at(change, "/changes/rows_then"), "count"), figure(_rows_now(change), "count"))
    return Chart(
        name, title, description, wide, narrow, _size_table(change), _size_figure(change), shown, guides.MOVEMENT
    )


def _rows_now(change: Node) -> Node:
    return at(change, "/changes/rows_now")


def _spoken_sizes(segment: Node) -> str:
    """A segment's two sizes, read out."""
    parts = [
        f"{wording_of(segment[part], 'count')} {word}"
        for part, word in (("size_then", "then"), ("size_now", "now"))
        if raw(segment[part]) is not None
    ]
    return f"{wording_of(segment['name'])} {', '.join(parts)}"


def _share_today(change: Node, segment: Node) -> Words:
    """Today's share, rounded so that all add up; a word where the segment is gone."""
    if raw(segment["slug"]) is None:
        return "gone"
    model = at(change, "/models")[raw(change["key"])]
    return fact(model["segments"][raw(segment["slug"])]["share"], "percent0")


def _draw_sizes(change: Node, frame: Frame) -> Drawing:
    """One of the two drawings."""
    segments = list(change["segments"])
    shares = [raw(s[part]) for s in segments for part in ("share_then", "share_now") if raw(s[part]) is not None]
    top = round_up(max(shares) * 100 * 1.05, 4)
    rows = name_rows([s["name"] for s in segments], frame)
    x = Scale(0, top, rows.left, frame.width - 46)
    values = ticks(0, top, 4)
    parts = [line(place(x, v), TOP, place(x, v), rows.bottom) for v in values]
    parts += [
        tick(place(x, v), 18, shown)
        for v, shown in zip(values, tick_texts(values, locale_of(change), "%"), strict=True)
    ]
    for i, segment in enumerate(segments):
        y = line_of(rows, i)
        number = raw(segment["number"])
        parts.append(label_of(rows, i, number))
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
        far = max(v for v in (then, now) if v is not None)
        parts.append(words(far + 12, y + 5, _share_today(change, segment), bold=True, halo=True))
    parts.append(words(frame.width - 2, rows.bottom + 20, "Share of all customers", "m", anchor="end"))
    return Drawing(rows.bottom + 28, join(parts))


def _size_table(change: Node) -> Table:
    """Sizes and means then and now."""
    columns = list(dict.fromkeys(c for s in change["segments"] for c in raw(s["means_then"]) or raw(s["means_now"])))
    labels = [wording_of(column_of(change, column)["label"]) for column in columns]
    head = ["Customers then", "Customers now", *(f"{label} {when}" for label in labels for when in ("then", "now"))]
    return Table(("Segment", *head), tuple(_size_row(segment, columns) for segment in change["segments"]))


def _size_row(segment: Node, columns: Sequence[str]) -> tuple[Markup, ...]:
    """A segment's row; a dash where it was not, or is no more."""
    sizes = [(segment[part], "count") for part in ("size_then", "size_now")]
    cells = [Markup("–") if raw(size) is None else figure(size, style) for size, style in sizes]
    for column in columns:
        for when in ("means_then", "means_now"):
            means = segment[when]
            cells.append(figure(means[column], f"unit:{column}") if column in means else Markup("–"))
    return (keyed_text(segment["name"]), *cells)


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
        Markup('<tr><th scope="row">{}</th>{}<td data-h="All today">{}</td><td data-h="All then">{}</td></tr>').format(
            keyed_text(movement["rule"][old]["name"]),
            Markup("").join(
                meeting(
                    s,
                    movement["crosswalk"][old][raw(s["slug"])],
                    figure(movement["crosswalk"][old][raw(s["slug"])], "count"),
                    "a1" if same.get(old) == raw(s["slug"]) else "",
                )
                for s in columns
            ),
            figure(movement["rule"][old]["size_now"], "count"),
            figure(movement["rule"][old]["size_then"], "count"),
        )
        for old in raw(movement["crosswalk"])
    )
    return Markup(
        '<div class="scroll"><table class="heat crosswalk stack"><thead><tr><th scope="col">By the old rule</th>{}'
        '<th scope="col">All today</th><th scope="col">All then</th></tr></thead><tbody>{}</tbody></table></div>'
    ).format(head, rows)
