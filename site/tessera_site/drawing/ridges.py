"""Small multiples: one row a segment, one small chart a column."""

from collections.abc import Sequence

from markupsafe import Markup

from tessera_site.drawing import guides
from tessera_site.drawing.chart import (
    Chart,
    Table,
    axis_title,
    chart_name,
    column_of,
    customers_of,
    everyone_of,
    name_cell,
    segments_of,
)
from tessera_site.drawing.marks import mark
from tessera_site.drawing.scales import Scale, place
from tessera_site.drawing.spreads import bars, beyond_note, outline, shares_of, size_of
from tessera_site.drawing.svg import (
    fact,
    join,
    line,
    measure,
    path,
    plain_words,
    polyline,
    svg,
    words,
)
from tessera_site.keyed import Node, at, figure, keyed_text, raw, wording_of
from tessera_site.palette import colour_step

_SMALL = {False: (176.0, 58.0), True: (108.0, 56.0)}
"""Size of a small multiple on wide and narrow screens."""
_ROW = {False: 40.0, True: 54.0}


def ridges(model: Node, columns: Sequence[str]) -> Chart | None:
    """Small multiples, one row a segment: bars of the segment on the outline of everyone, with the mean.

    Parameters
    ----------
    model : Node
    columns : sequence of str
        Number columns, three at most.

    Returns
    -------
    Chart or None
        None where no column has bands in every segment, as in a public edition of few columns.
    """
    everyone = raw(at(model, "/data/columns"))
    drawn_by_all = [c for c in columns if all(c in segment["histograms"] for segment in segments_of(model))]
    shown = [column for column in drawn_by_all if everyone[column]["cleaned"]]
    if not shown:
        return None
    name = chart_name("ridges", raw(model["key"]))
    labels = [plain_words(axis_title(model, column)) for column in shown]
    return Chart(
        name,
        "The segments side by side",
        f"Small charts of {', '.join(labels)} for every segment.",
        _grid(model, shown, narrow=False),
        _grid(model, shown, narrow=True),
        _ridge_table(model, shown),
        None,
        Markup(
            "Bars: share of the segment per band. Outline: everyone, n = {}. Pointer and figure: the segment’s mean. "
            "One scale per column."
        ).format(figure(everyone_of(model), "count"))
        + beyond_note(model),
        guides.RIDGES,
    )


def _grid(model: Node, columns: Sequence[str], *, narrow: bool) -> Markup:
    """The rows as a grid of the page."""
    heads = Markup("").join(
        Markup("<span>{}</span>").format(Markup(", ").join(_title_parts(model, column))) for column in columns
    )
    rows = Markup("").join(_grid_row(model, segment, columns, narrow=narrow) for segment in segments_of(model))
    look = "narrow" if narrow else "wide"
    return Markup('<div class="ridges {}"><div class="rg rh"><span></span>{}</div>{}</div>').format(look, heads, rows)


def _title_parts(model: Node, column: str) -> list[Markup]:
    spec = column_of(model, column)
    unit = next((spec[part] for part in ("axis", "unit") if raw(spec[part])), None)
    return [keyed_text(spec["label"]), *([keyed_text(unit)] if unit is not None else [])]


def _grid_row(model: Node, segment: Node, columns: Sequence[str], *, narrow: bool) -> Markup:
    """A segment's name, size and small charts."""
    cells = Markup("").join(_small(model, segment, column, narrow=narrow) for column in columns)
    return Markup(
        '<div class="rg"><h4><span class="seg"><i>{}</i><span>{}</span></span><small>{} {}</small></h4>{}</div>'
    ).format(
        mark(raw(segment["number"]), 14),
        keyed_text(segment["name"]),
        figure(segment["size"], "count"),
        keyed_text(customers_of(model)),
        cells,
    )


def _small(model: Node, segment: Node, column: str, *, narrow: bool) -> Markup:
    """One small chart: bars, outline, mean."""
    histogram, everyone = raw(segment["histograms"][column]), raw(at(model, "/data/columns")[column]["cleaned"])
    width, height = _SMALL[narrow]
    most = max(share for each in segments_of(model) for share in _shares(each, column))
    bottom = height - 20
    x = Scale(histogram["edges"][0], histogram["edges"][-1], 0.5, width - 0.5)
    y = Scale(0, max(most, *shares_of(everyone["counts"])), bottom, 2)
    shown = fact(segment["means"][column], f"amount:{column}")
    mean = place(x, raw(segment["means"][column]))
    room = measure(shown, bold=True)
    after = mean + 8 + room <= width
    body = join(
        (
            bars(x, y, histogram["edges"], _shares(segment, column), f"s{colour_step(raw(segment['number']))}"),
            path(polyline(outline(x, y, everyone["edges"], shares_of(everyone["counts"]))), "", "li", 1),
            line(0, bottom, width, bottom, "lm"),
            path(polyline(((mean, bottom + 3), (mean + 4.5, bottom + 10), (mean - 4.5, bottom + 10))) + "Z", "fi"),
            words(mean + 8 if after else mean - 8, bottom + 16, shown, bold=True, anchor="start" if after else "end"),
        )
    )
    label = f"{wording_of(segment['name'])}: {wording_of(column_of(model, column)['label'])}"
    mean_words = f"mean {wording_of(segment['means'][column], f'unit:{column}')}"
    ids = chart_name("ridge", raw(model["key"]), raw(segment["slug"]), column, "n" if narrow else "w")
    return svg(width, height, body, ids=ids, title=label, description=mean_words)


def _shares(segment: Node, column: str) -> tuple[float, ...]:
    """A segment's customers by band, as shares."""
    counts = raw(segment["histograms"][column]["counts"])
    return shares_of(counts, size_of(segment, counts))


def _ridge_table(model: Node, columns: Sequence[str]) -> Table:
    """Means and middle halves."""
    heads = [wording_of(column_of(model, column)["label"]) for column in columns]
    rows = tuple(
        (name_cell(segment), figure(segment["size"], "count"), *(_mean_and_half(segment, column) for column in columns))
        for segment in segments_of(model)
    )
    return Table(("Segment", "Customers", *(f"{head}: mean, middle half" for head in heads)), rows)


def _mean_and_half(segment: Node, column: str) -> Markup:
    parts = (figure(segment[field][column], f"amount:{column}") for field in ("means", "q1s", "q3s"))
    return Markup("{}, {} to {}").format(*parts)
