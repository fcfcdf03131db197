"""Figures in tables that one reads by shade: indices, correlations, meetings of models."""

from collections.abc import Sequence

from markupsafe import Markup

from tessera_site.drawing import guides
from tessera_site.drawing.chart import Chart, chart_name, column_of, segments_of, sizes
from tessera_site.drawing.marks import mark
from tessera_site.keyed import Node, at, entries, figure, keyed_text, raw, text, wording_of

SHADES = ((60.0, "b2"), (90.0, "b1"), (110.0, ""), (150.0, "a1"))
"""Shades of an index by the value they end below; above the last comes the strongest."""
_STRONGEST = "a2"
CORRELATION_SHADES = ((-0.5, "b2"), (-0.2, "b1"), (0.2, ""), (0.5, "a1"))


def shade_of(value: float, steps: Sequence[tuple[float, str]] = SHADES) -> str:
    """The class of a value's shade; empty where it is about as everyone's."""
    return next((look for end, look in steps if value < end), _STRONGEST)


EVERYONE = 100.0
MOST_NAMED = 3
MOST_COLUMNS = 12
"""More traits side by side do not fit a page."""
MANY = 9
"""More segments side by side are set smaller on a phone."""


def index_heat(model: Node, most: int | None = None) -> Chart:
    """Index against everyone = 100 of every trait in every segment, the figure in every cell.

    Two tables: segments as rows on a wide page, as columns on a narrow one and where there are many traits. Everyone's
    own figures stand last, or beside the trait.

    Parameters
    ----------
    model : Node
    most : int, optional
        How many traits fit where they do not all stand side by side: those that differ most.
    """
    segments = segments_of(model)
    keys = [key for key in raw(segments[0]["index"]) if all(key in segment["index"] for segment in segments)]
    if most is not None and len(keys) > MOST_COLUMNS:
        telling = sorted(keys, key=lambda key: -max(abs(raw(s["index"][key]) - EVERYONE) for s in segments))[:most]
        keys = [key for key in keys if key in telling]
    name = chart_name("heat", raw(model["key"]))
    caption = Markup(
        "Index: segment divided by everyone, times a hundred. The further from everyone, the deeper the shade; "
        "cool below, warm above. "
        "{}n per segment: {}."
    ).format(_drawn_from(model), sizes(segments))
    return Chart(
        name,
        "Every trait of every segment against everyone",
        "Index of every trait in every segment.",
        _wide(model, segments, keys) if len(keys) <= MOST_COLUMNS else _tall(model, segments, keys, "wide"),
        _tall(model, segments, keys, "narrow"),
        None,
        None,
        caption,
        guides.HEAT,
    )


def _drawn_from(model: Node) -> Markup:
    """The columns behind the segments, where a sentence can hold them."""
    features = raw(model["features"])
    if len(features) > MOST_NAMED:
        return Markup("")
    names = Markup(" and ").join(keyed_text(column_of(model, column)["label"]) for column in features)
    return Markup("Drawn from {}; the other traits had no part in it. ").format(names)


def _labels(model: Node, key: str) -> Markup:
    """How a trait is called, from the row that some segment has for it."""
    for segment in segments_of(model):
        for row in segment["differences"]:
            if raw(row["key"]) == key:
                return keyed_text(row["label"])
    return text(key)


def _everyone(model: Node, key: str) -> Markup:
    """Everyone's own figure for a trait: a mean with its unit, or a share."""
    column, _, value = key.partition("=")
    summary = at(model, "/data/columns")[column]
    if not value:
        return figure(summary["mean"], f"unit:{column}")
    if raw(summary["shares"]) and value in summary["shares"]:
        return figure(summary["shares"][value])
    return Markup("")


def _cell(segment: Node, key: str, height: str = "") -> Markup:
    """An index in its shade."""
    look = " ".join(part for part in (shade_of(raw(segment["index"][key])), height) if part)
    shade = Markup(' class="{}"').format(look) if look else Markup("")
    return Markup("<td{}>{}</td>").format(shade, figure(segment["index"][key]))


def _wide(model: Node, segments: Sequence[Node], keys: Sequence[str]) -> Markup:
    """Segments as rows."""
    head = Markup("").join(Markup('<th scope="col">{}</th>').format(_labels(model, key)) for key in keys)
    rows = Markup("").join(
        Markup('<tr><th scope="row"><span class="seg"><i>{}</i><span>{}</span></span></th>{}</tr>').format(
            mark(raw(segment["number"]), 13),
            keyed_text(segment["name"]),
            Markup("").join(_cell(segment, key) for key in keys),
        )
        for segment in segments
    )
    everyone = Markup("").join(Markup("<td>{}</td>").format(_everyone(model, key)) for key in keys)
    return Markup(
        '<div class="scroll wide"><table class="heat"><thead><tr><th scope="col">Segment</th>{}</tr></thead><tbody>{}'
        '<tr><th scope="row">Everyone, in its own units</th>{}</tr></tbody></table></div>'
    ).format(head, rows, everyone)


def _tall(model: Node, segments: Sequence[Node], keys: Sequence[str], look: str) -> Markup:
    """Segments as columns, named by their marks; the list above says which is which."""
    key = Markup("").join(
        Markup("<li>{} {}</li>").format(mark(raw(s["number"]), 13), keyed_text(s["name"])) for s in segments
    )
    head = Markup("").join(
        Markup('<th scope="col">{}<span class="unseen">{}</span></th>').format(
            mark(raw(s["number"]), 13), keyed_text(s["name"])
        )
        for s in segments
    )
    rows = Markup("").join(
        Markup('<tr><th scope="row">{}<small>{}</small></th>{}</tr>').format(
            _labels(model, k), _everyone(model, k), Markup("").join(_cell(s, k) for s in segments)
        )
        for k in keys
    )
    return Markup(
        '<ul class="key {0}">{1}</ul><div class="scroll {0}"><table class="heat {0}{4}"><thead><tr>'
        '<th scope="col">Trait, '
        "everyone</th>{2}</tr></thead><tbody>{3}</tbody></table></div>"
    ).format(look, key, head, rows, " many" if len(segments) > MANY else "")


def correlations(data: Node) -> Markup:
    """How number columns go together, as a small table; the figure in every cell."""
    names = list(raw(data["correlations"]))
    labels = {name: keyed_text(column_of(data, name)["label"]) for name in names}
    head = Markup("").join(Markup('<th scope="col">{}</th>').format(labels[name]) for name in names)
    rows = Markup("").join(
        Markup('<tr><th scope="row">{}</th>{}</tr>').format(
            labels[name], Markup("").join(_correlation(row, name, other) for other in names)
        )
        for name, row in entries(data["correlations"])
    )
    return Markup(
        '<div class="scroll"><table class="heat"><thead><tr><th scope="col">Column</th>{}</tr></thead>'
        "<tbody>{}</tbody></table></div>"
    ).format(head, rows)


def _correlation(row: Node, name: str, other: str) -> Markup:
    """A cell; nothing for a column with itself."""
    if name == other:
        return Markup("<td></td>")
    look = shade_of(raw(row[other]), CORRELATION_SHADES)
    shade = Markup(' class="{}"').format(look) if look else Markup("")
    return Markup("<td{}>{}</td>").format(shade, figure(row[other], "score"))


def crosswalk_table(agreement: Node, models: Node) -> Markup:
    """Customers that every pair of segments of two models shares."""
    a, b = models[raw(agreement["a"])], models[raw(agreement["b"])]
    columns = segments_of(b)
    head = Markup("").join(Markup('<th scope="col">{}</th>').format(keyed_text(s["name"])) for s in columns)
    rows = Markup("").join(
        Markup('<tr><th scope="row">{}</th>{}<td data-h="All">{}</td></tr>').format(
            keyed_text(s["name"]), _meetings(agreement, s, columns), figure(s["size"], "count")
        )
        for s in segments_of(a)
    )
    return Markup(
        '<div class="scroll"><table class="heat crosswalk stack"><thead><tr><th scope="col">{}</th>{}'
        '<th scope="col">All</th>'
        "</tr></thead>"
        '<tbody>{}<tr><th scope="row">All</th>{}<td data-h="All">{}</td></tr></tbody></table></div>'
    ).format(
        keyed_text(a["name"]),
        head,
        rows,
        Markup("").join(meeting(s, s["size"], figure(s["size"], "count")) for s in columns),
        figure(at(agreement, "/data/rows_kept"), "count"),
    )


def _meetings(agreement: Node, segment: Node, columns: Sequence[Node]) -> Markup:
    """A row of the table; most of a segment in one other is set in bold."""
    counts = agreement["crosswalk"][raw(segment["slug"])]
    cells = []
    for column in columns:
        count = counts[raw(column["slug"])]
        most = (raw(count) or 0) * 2 > raw(segment["size"])
        shown = figure(count, "count")
        cells.append(meeting(column, count, Markup("<strong>{}</strong>").format(shown) if most else shown))
    return Markup("").join(cells)


def meeting(column: Node, count: Node, shown: Markup, look: str = "") -> Markup:
    """A cell that knows its column's name, for the phone: there the table becomes a list, and a nought is left out."""
    looks = " ".join(part for part in (look, "nought" if raw(count) == 0 else "") if part)
    marked = Markup(' class="{}"').format(looks) if looks else Markup("")
    return Markup('<td data-h="{}"{}>{}</td>').format(wording_of(column["name"]), marked, shown)
