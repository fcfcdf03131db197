"""Who meets whom again: the segments of two models with ribbons for the customers they share."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
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
    customers_of,
    drawn,
    everyone_of,
    segments_of,
    withheld_note,
)
from tessera_site.drawing.letters import wrap
from tessera_site.drawing.svg import LEADING, SIZE, fact, join, number, paragraph, path, rect, words
from tessera_site.keyed import Node, figure, keyed_text, raw, wording_of
from tessera_site.palette import colour_step

_GAP, _CLOSE, _BAR = 14.0, 8.0, 10.0
_RIBBONS = {False: 330.0, True: 300.0}
_LABEL, _NAME = 196.0, 172.0
"""Width of a name beside its bar, and above it."""
_THICK = 17.0
_PALE = 0.42
_HEAD = 26.0


@dataclass(frozen=True, slots=True)
class _Stand:
    """A segment on its side: where it stands, how high, the lines of its name, and the room kept under it."""

    segment: Node
    top: float
    height: float
    lines: int
    below: float


def crosswalk(agreement: Node, models: Node) -> Chart | None:
    """Ribbons from the segments of one model to those of another; the left model's colours, the right one grey.

    Returns
    -------
    Chart or None
        None when nobody is in both.
    """
    a, b = models[raw(agreement["a"])], models[raw(agreement["b"])]
    left = segments_of(a)
    counts = raw(agreement["crosswalk"])
    if not any(count for row in counts.values() for count in row.values()):
        return None
    right = _least_crossing(counts, left, segments_of(b))
    name = chart_name("crosswalk", raw(agreement["a"]), raw(agreement["b"]))
    title = f"{wording_of(a['name'])} against {_lower(wording_of(b['name']))}: who meets again"
    description = _spoken(agreement, left, right)
    wide, narrow = drawn(name, title, description, lambda frame: _draw(agreement, (a, b), (left, right), frame))
    caption = Markup(
        "Ribbons: {}, n = {}, from {} (left) to {} (right). Only the left model is coloured. Adjusted Rand {}, "
        "where 0 is chance and 1 the same split."
    ).format(
        keyed_text(customers_of(a)),
        figure(everyone_of(a), "count"),
        keyed_text(a["name"]),
        keyed_text(b["name"]),
        figure(agreement["adjusted_rand"]),
    ) + withheld_note(a)
    return Chart(
        name,
        title,
        description,
        wide,
        narrow,
        _table(agreement, left, right),
        _figure(agreement, left, right),
        caption,
        guides.CROSSWALK,
    )


def _lower(name: str) -> str:
    return name[:1].lower() + name[1:]


def _least_crossing(counts: Any, left: Sequence[Node], right: Sequence[Node]) -> list[Node]:
    """The right side ordered by where its customers come from, so that ribbons cross little."""
    places = {raw(segment["slug"]): i for i, segment in enumerate(left)}

    def middle(segment: Node) -> float:
        slug = raw(segment["slug"])
        total = sum(row[slug] or 0 for row in counts.values())
        return sum(places[s] * (row[slug] or 0) for s, row in counts.items()) / total if total else len(places)

    return sorted(right, key=middle)


def _spoken(agreement: Node, left: Sequence[Node], right: Sequence[Node]) -> str:
    """The widest ribbon of every segment in words."""
    parts = []
    for segment in left:
        row = agreement["crosswalk"][raw(segment["slug"])]
        most = max(right, key=lambda other: raw(row[raw(other["slug"])]) or 0)
        count = wording_of(row[raw(most["slug"])], "count")
        parts.append(
            f"{wording_of(segment['name'])}: {count} of {wording_of(segment['size'], 'count')} "
            f"in {wording_of(most['name'])}"
        )
    return "; ".join(parts) + "."


# ---------------------------------------------------------------- the drawing


def _draw(
    agreement: Node, models: tuple[Node, Node], sides: tuple[Sequence[Node], Sequence[Node]], frame: Frame
) -> Drawing:
    """One of the two drawings: names beside the bars where it is wide, above them where it is narrow."""
    scale = _RIBBONS[frame.narrow] / raw(everyone_of(agreement))
    stands = [_stands(side, scale, frame) for side in sides]
    depths = [side[-1].top + side[-1].height + side[-1].below for side in stands]
    stands = [_lowered(side, _HEAD + (max(depths) - depth) / 2) for side, depth in zip(stands, depths, strict=True)]
    aside = 0.0 if frame.narrow else _LABEL + 12
    bars = (aside, frame.width - aside - _BAR)
    parts = [_ribbons(agreement, stands[0], stands[1], (bars[0] + _BAR, bars[1]), scale=scale, frame=frame)]
    for x, stood, model, right in ((bars[0], stands[0], models[0], False), (bars[1], stands[1], models[1], True)):
        outer = x + _BAR if right == frame.narrow else x
        anchor = "end" if right == frame.narrow else "start"
        parts.append(
            words(outer if frame.narrow else x + _BAR * (not right), 14, fact(model["name"]), "m", anchor=anchor)
        )
        for stand in stood:
            look = "fm" if right else f"s{colour_step(raw(stand.segment['number']))}"
            parts += [rect(x, stand.top, _BAR, stand.height, look), _name(stand, x, frame, right=right)]
    return Drawing(max(depths) + _HEAD + 4, join(parts))


def _stands(side: Sequence[Node], scale: float, frame: Frame) -> list[_Stand]:
    """Segments under each other, far enough apart for their names."""
    stands: list[_Stand] = []
    top = 0.0
    for segment in side:
        lines = len(wrap(wording_of(segment["name"]), _NAME if frame.narrow else _LABEL, SIZE, bold=not frame.narrow))
        height = max(raw(segment["size"]) * scale, 1.5)
        if frame.narrow:
            above, below = LEADING * lines + 4, 0.0
        else:
            above = below = max(0.0, LEADING * (lines + 1) - height) / 2
        stands.append(_Stand(segment, top + above, height, lines, below))
        top += above + height + below + (_CLOSE if frame.narrow else _GAP)
    return stands


def _lowered(stands: Sequence[_Stand], by: float) -> list[_Stand]:
    """The same side, moved down."""
    return [replace(stand, top=stand.top + by) for stand in stands]


def _name(stand: _Stand, x: float, frame: Frame, *, right: bool) -> Markup:
    """A segment's name, and beside a bar its size."""
    name = fact(stand.segment["name"])
    if frame.narrow:
        place, anchor = (x + _BAR, "end") if right else (x, "start")
        return paragraph(place, stand.top - 6 - (stand.lines - 1) * LEADING, name, _NAME, anchor=anchor, halo=True)[0]
    place, anchor = (x + _BAR + 12, "start") if right else (x - 12, "end")
    y = stand.top + stand.height / 2 - LEADING * (stand.lines + 1) / 2 + 13
    label, lines = paragraph(place, y, name, _LABEL, anchor=anchor, bold=True)
    size = (fact(stand.segment["size"], "count"), " ", fact(customers_of(stand.segment)))
    return join((label, words(place, y + lines * LEADING, size, "m", anchor=anchor)))


def _ribbons(
    agreement: Node,
    left: Sequence[_Stand],
    right: Sequence[_Stand],
    ends: tuple[float, float],
    *,
    scale: float,
    frame: Frame,
) -> Markup:
    """Ribbons as wide as the customers they carry; figures on those wide enough."""
    filled = {raw(stand.segment["slug"]): stand.top for stand in right}
    shapes, figures = [], []
    middle = (ends[0] + ends[1]) / 2
    for stand in left:
        y = stand.top
        row = agreement["crosswalk"][raw(stand.segment["slug"])]
        for other in right:
            slug = raw(other.segment["slug"])
            thick = (raw(row[slug]) or 0) * scale
            if not thick:
                continue
            z = filled[slug]
            d = "M{0} {1}C{2} {1} {2} {3} {4} {3}V{5}C{2} {5} {2} {6} {0} {6}Z".format(
                *(number(v) for v in (ends[0], y, middle, z, ends[1], z + thick, y + thick))
            )
            shapes.append(path(d, f"s{colour_step(raw(stand.segment['number']))}", opacity=_PALE))
            if thick >= _THICK and not frame.narrow:
                figures.append(words(ends[0] + 8, y + thick / 2 + 5, fact(row[slug], "count"), bold=True))
            y += thick
            filled[slug] += thick
    return join([*shapes, *figures])


# ---------------------------------------------------------------- table and figure


def _table(agreement: Node, left: Sequence[Node], right: Sequence[Node]) -> Table:
    """Customers of every pair that shares some."""
    rows = tuple(
        (
            keyed_text(s["name"]),
            keyed_text(t["name"]),
            figure(agreement["crosswalk"][raw(s["slug"])][raw(t["slug"])], "count"),
        )
        for s in left
        for t in right
        if raw(agreement["crosswalk"][raw(s["slug"])][raw(t["slug"])])
    )
    return Table(("From", "To", "Customers"), rows)


def _figure(agreement: Node, left: Sequence[Node], right: Sequence[Node]) -> dict[str, Any]:
    """The same, to point at."""
    names = [wording_of(s["name"]) for s in (*left, *right)]
    colours = [charts.colour_of(raw(s["number"])) for s in left] + ["ink-3"] * len(right)
    source, target, value, label = [], [], [], []
    for i, s in enumerate(left):
        for j, t in enumerate(right):
            node = agreement["crosswalk"][raw(s["slug"])][raw(t["slug"])]
            if raw(node):
                source.append(i)
                target.append(len(left) + j)
                value.append(raw(node))
                label.append(
                    f"{names[i]} to {names[len(left) + j]}: {wording_of(node, 'count')} {wording_of(customers_of(s))}"
                )
    trace = {
        "type": "sankey",
        "arrangement": "fixed",
        "node": {
            "label": [charts.words_of(n) for n in names],
            "color": colours,
            "pad": 18,
            "thickness": 12,
            "hoverinfo": "none",
        },
        "link": {
            "source": source,
            "target": target,
            "value": value,
            "customdata": [charts.words_of(text) for text in label],
            "hovertemplate": "%{customdata}<extra></extra>",
            "color": ["tile"] * len(value),
        },
    }
    return charts.figure([trace], {}, {})
