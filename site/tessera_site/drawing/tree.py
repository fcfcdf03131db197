"""The top of Ward's tree, cut where the model is."""

from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from tessera_site import charts
from tessera_site.drawing import guides
from tessera_site.drawing.chart import Chart, Drawing, Frame, Table, chart_name, customers_of, drawn, everyone_of
from tessera_site.drawing.scales import Scale, place
from tessera_site.drawing.svg import fact, join, line, measure, path, polyline, words
from tessera_site.keyed import Node, figure, keyed_text, raw, wording_of

_TOP, _HEIGHT = 16.0, 230.0


@dataclass(frozen=True, slots=True)
class _Fork:
    """A merge as drawn: two uprights at x1 and x2 from their feet to its height."""

    x1: float
    foot1: float
    x2: float
    foot2: float
    height: float
    customers: Node


def dendrogram(model: Node) -> Chart | None:
    """The top of Ward's tree: the higher two branches join, the less alike their customers are.

    Returns
    -------
    Chart or None
        None when no tree was grown.
    """
    if not raw(model["ward"]) or not raw(model["ward"]["merges"]):
        return None
    ward = model["ward"]
    name = chart_name("tree", raw(model["key"]))
    title = "Ward’s tree, cut where the model is"
    description = "The top of the tree, with the line at which it falls into as many groups as the model has segments."
    wide, narrow = drawn(name, title, description, lambda frame: _draw(model, frame))
    return Chart(name, title, description, wide, narrow, _table(ward), _figure(model), _caption(model), guides.TREE)


def _caption(model: Node) -> Markup:
    """What forks, cut and figures are, and how far the two methods agree."""
    ward = model["ward"]
    cut = Markup("")
    if _cut(model, _forks(ward)) is not None:
        cut = Markup(" Line in the accent colour: the cut into {} groups; figures: {} of a group.").format(
            figure(model["k"], "words"), keyed_text(customers_of(model))
        )
    return Markup(
        "The top of the tree, n = {}; the higher a fork, the less alike what it joins.{} "
        "The two methods agree with an adjusted Rand of {}{}."
    ).format(figure(everyone_of(model), "count"), cut, figure(ward["adjusted_rand"]), _moved(model))


def _moved(model: Node) -> Markup:
    """How many would change groups, where that may be told."""
    if raw(model["ward"]["moved"]) is None:
        return Markup("")
    return Markup("; {} {} would be in another group").format(
        figure(model["ward"]["moved"], "count"), keyed_text(customers_of(model))
    )


def _forks(ward: Node) -> list[_Fork]:
    """Merges with their places; leaves stand one apart."""
    leaves = len(raw(ward["leaves"]))
    at_x = {i: float(i) for i in range(leaves)}
    feet = dict.fromkeys(range(leaves), 0.0)
    forks = []
    for i, (left, right, height, _) in enumerate(raw(ward["merges"])):
        forks.append(_Fork(at_x[left], feet[left], at_x[right], feet[right], height, ward["merges"][i][3]))
        at_x[leaves + i] = (at_x[left] + at_x[right]) / 2
        feet[leaves + i] = height
    return forks


def _cut(model: Node, forks: list[_Fork]) -> float | None:
    """The height of the cut: between the merge that leaves k groups and the next."""
    k = raw(model["k"])
    if not 2 <= k <= len(forks) + 1:
        return None
    heights = sorted(fork.height for fork in forks)
    above = heights[-(k - 1)]
    below = heights[-k] if k <= len(heights) else 0.0
    return float(above + below) / 2


def _draw(model: Node, frame: Frame) -> Drawing:
    """One of the two drawings."""
    ward = model["ward"]
    forks = _forks(ward)
    leaves = len(raw(ward["leaves"]))
    bottom = _TOP + _HEIGHT
    cut, label = _cut(model, forks), (fact(model["k"], "words"), " groups")
    aside = 0.0 if cut is None or frame.narrow else measure(label, bold=True)  # on a phone the tree needs the width
    x = Scale(-0.5, leaves - 0.5, 6, frame.width - 6 - aside)
    y = Scale(0, max(fork.height for fork in forks) * 1.02, bottom, _TOP)
    parts = [line(0, bottom, frame.width, bottom)]
    for fork in forks:
        corners = ((fork.x1, fork.foot1), (fork.x1, fork.height), (fork.x2, fork.height), (fork.x2, fork.foot2))
        parts.append(path(polyline((place(x, a), place(y, b)) for a, b in corners), "", "li", 1.5))
    if cut is not None:
        down = place(y, cut)
        parts.append(line(0, down, frame.width, down, "la", width=1.3))
        parts.append(
            words(
                frame.width,
                _clear_of(forks, (x, y), down, frame.width - measure(label, bold=True)),
                label,
                "a",
                anchor="end",
                bold=True,
                halo=True,
            )
        )
        parts += _groups(ward, forks, cut, x, bottom)
    return Drawing(bottom + 42, join(parts))


def _clear_of(forks: list[_Fork], scales: tuple[Scale, Scale], cut: float, left: float) -> float:
    """The baseline of a label over the cut, or under it where a branch runs above."""
    x, y = scales
    busy = any(
        max(place(x, fork.x1), place(x, fork.x2)) > left - 6
        and place(y, fork.height) < cut
        and place(y, fork.height) > cut - 24
        for fork in forks
    )
    return cut + 18 if busy else cut - 7


def _groups(ward: Node, forks: list[_Fork], cut: float, x: Scale, bottom: float) -> list[Markup]:
    """Under each group of the cut: a bracket and its customers."""
    leaves = len(raw(ward["leaves"]))
    members: dict[int, list[int]] = {i: [i] for i in range(leaves)}
    sizes = {i: ward["leaves"][i] for i in range(leaves)}
    for i, (left, right, height, _) in enumerate(raw(ward["merges"])):
        if height < cut:
            members[leaves + i] = members.pop(left) + members.pop(right)
            sizes[leaves + i] = forks[i].customers
    parts = []
    for group, mine in members.items():
        first, last = place(x, min(mine)), place(x, max(mine))
        parts.append(line(first - 5, bottom + 9, last + 5, bottom + 9, "lm", width=3))
        parts.append(words((first + last) / 2, bottom + 30, fact(sizes[group], "count"), anchor="middle", bold=True))
    return parts


def _table(ward: Node) -> Table:
    """The drawn merges, the last first."""
    order = range(len(raw(ward["merges"])) - 1, -1, -1)
    rows = tuple((figure(ward["merges"][i][3], "count"), figure(ward["merges"][i][2], "number")) for i in order)
    return Table(("Customers joined", "Height"), rows)


def _figure(model: Node) -> dict[str, Any]:
    """The same, to point at."""
    forks = _forks(model["ward"])
    traces = []
    for fork in forks:
        told = f"{wording_of(fork.customers, 'count')} {wording_of(customers_of(model))}"
        xs, ys = [fork.x1, fork.x1, fork.x2, fork.x2], [fork.foot1, fork.height, fork.height, fork.foot2]
        traces.append(charts.path_through(xs, ys, "ink", [told] * 4))
    cut = _cut(model, forks)
    lines = (
        [charts.straight((-0.5, cut, len(raw(model["ward"]["leaves"])) - 0.5, cut), colour="accent")]
        if cut is not None
        else []
    )
    return charts.figure(
        traces, charts.axis(showticklabels=False), charts.axis("Height of the fork", rangemode="tozero"), shapes=lines
    )
