"""A chart: two drawings, a table and an interactive figure of the same facts; and the small things charts share."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from tessera_site.drawing.svg import Words, fact, svg
from tessera_site.keyed import Node, at, figure, keyed_text, raw, target_of, text


@dataclass(frozen=True, slots=True)
class Table:
    """The same facts as a table; cells are worded and keyed."""

    head: tuple[str, ...]
    rows: tuple[tuple[Markup, ...], ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """One chart, ready for a page.

    ``wide`` and ``narrow`` are two drawings for two kinds of screen; ``narrow`` is empty where one serves both.
    ``caption`` says what marks and bars are, and how many customers they stand for; ``guide`` how a chart of this kind
    is read. ``figure`` is Plotly JSON.
    """

    name: str
    title: str
    description: str
    wide: Markup
    narrow: Markup
    table: Table | None
    figure: Mapping[str, Any] | None
    caption: Markup
    guide: str


@dataclass(frozen=True, slots=True)
class Frame:
    """What a drawing is made for."""

    width: float
    narrow: bool


@dataclass(frozen=True, slots=True)
class Drawing:
    """Elements, and the height they take."""

    height: float
    body: Markup


WIDE = Frame(735, narrow=False)
NARROW = Frame(350, narrow=True)


def drawn(name: str, title: str, description: str, draw: Callable[[Frame], Drawing]) -> tuple[Markup, Markup]:
    """Both drawings of a chart."""

    def one(frame: Frame) -> Markup:
        drawing = draw(frame)
        look = "narrow" if frame.narrow else "wide"
        ids = f"{name}-{look}"
        return svg(frame.width, drawing.height, drawing.body, ids=ids, title=title, description=description, look=look)

    return one(WIDE), one(NARROW)


# ---------------------------------------------------------------- names


def chart_name(*parts: str) -> str:
    """A name for files and ids: small letters, digits and hyphens."""
    signs = "-".join(parts).lower()
    return "".join(sign if sign.isascii() and (sign.isalnum() or sign == "-") else "_" for sign in signs)


def model_of(segment: Node) -> Node:
    """The model a segment belongs to."""
    return at(segment, "/".join(target_of(segment).split("/")[:3]))


def segments_of(model: Node) -> list[Node]:
    """A model's segments in the order of its pages."""
    return [model["segments"][slug] for slug in raw(model["order"])]


def column_of(node: Node, name: str) -> Node:
    """What the study says of a column."""
    return at(node, "/study/columns")[name]


def is_public(node: Node) -> bool:
    """Whether the findings are those of a public edition."""
    root = at(node, "")
    return "edition" in root and raw(root["edition"]) == "public"


def withheld_note(node: Node) -> Markup:
    """What a caption says in a public edition of counts that are left out; nothing in an internal one."""
    if not is_public(node):
        return Markup("")
    return Markup(" Counts below {}, and some that would give them away, are left out.").format(
        figure(at(node, "/study/public_minimum"), "count")
    )


def locale_of(node: Node) -> str:
    """The language ticks are written in."""
    return str(raw(at(node, "/study/locale")))


def customers_of(node: Node) -> Node:
    """What a row is called, in the plural."""
    return at(node, "/study/customers")


def everyone_of(node: Node) -> Node:
    """How many customers there are in all."""
    return at(node, "/data/rows_kept")


def axis_title(node: Node, name: str) -> Words:
    """A column's label with its unit: ``Annual income, $ thousand``."""
    column = column_of(node, name)
    unit = next((column[part] for part in ("axis", "unit") if raw(column[part])), None)
    return (fact(column["label"]), ", ", fact(unit)) if unit is not None else (fact(column["label"]),)


def value_label(node: Node, name: str, value: str) -> str:
    """How a category's value is called: ``women`` for Female."""
    return str(raw(column_of(node, name)["values"]).get(value, value))


def values_of(model: Node, name: str) -> list[str]:
    """A category's values, or a number's bands, in one order for all segments: the study's, the table's, the bands'."""
    found = dict.fromkeys(value for segment in segments_of(model) for value in raw(segment["shares"]).get(name, {}))
    if raw(column_of(model, name)["kind"]) == "number":
        return sorted(found, key=_first_number)
    known = [*raw(column_of(model, name)["values"]), *(raw(at(model, "/data/columns")[name]["shares"]) or {})]
    return [value for value in dict.fromkeys((*known, *found)) if value in found]


def _first_number(band: str) -> float:
    """Where a band begins, by its first figure; a band that says ``under`` begins below all."""
    figures = re.search(r"-?\d+(?:\.\d+)?", band.replace(",", ""))
    return float("-inf") if figures is None or band.lower().startswith("under") else float(figures[0])


# ---------------------------------------------------------------- tables


def table_html(table: Table) -> Markup:
    """A table as HTML; the first cell of a row names it, cells with a figure are set right."""
    head = Markup("").join(
        Markup('<th scope="col"{}>{}</th>').format(Markup(' class="r"') if i else Markup(""), text(word))
        for i, word in enumerate(table.head)
    )
    rows = Markup("").join(_row(cells) for cells in table.rows)
    return Markup('<div class="scroll"><table><thead><tr>{}</tr></thead><tbody>{}</tbody></table></div>').format(
        head, rows
    )


def _row(cells: Iterable[Markup]) -> Markup:
    first, *others = cells
    right = Markup("").join(Markup('<td class="r">{}</td>').format(cell) for cell in others)
    return Markup('<tr><th scope="row">{}</th>{}</tr>').format(first, right)


def sizes(segments: Iterable[Node]) -> Markup:
    """The sizes of segments, in their order: ``39, 35, 81``."""
    return Markup(", ").join(figure(segment["size"], "count") for segment in segments)


def name_cell(segment: Node) -> Markup:
    """A segment's name in a table."""
    return keyed_text(segment["name"])
