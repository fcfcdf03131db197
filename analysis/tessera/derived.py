"""The derived columns of a study in the order in which they can be worked out, and what is wrong with them."""

from collections.abc import Iterable, Iterator, Mapping

from tessera.expression import ExpressionError, Node, Sort, names_in, parse_expression
from tessera.facts import Name
from tessera.study_columns import Kind
from tessera.study_faults import Fault
from tessera.study_schema import Study

SORT_OF_KIND: Mapping[Kind, Sort] = {"number": "number", "category": "text", "flag": "truth"}
WANTED: Mapping[Kind, tuple[Sort, ...]] = {"number": ("number", "truth"), "category": ("text",), "flag": ("truth",)}


def derived_nodes(study: Study) -> dict[Name, Node]:
    """Each derived column's expression, those first that others need.

    The study has been checked: its expressions can be read and do not go in circles.
    """
    sorts = name_sorts(study)
    nodes = {name: parse_expression(c.derive, sorts) for name, c in study.columns.items() if c.derive is not None}
    return {name: nodes[name] for name in _ordered(nodes)[0]}


def name_sorts(study: Study) -> dict[Name, Sort]:
    """What may be used in an expression: inputs and columns, but never the id."""
    inputs: dict[Name, Sort] = {name: spec.type for name, spec in study.inputs.items()}
    columns = {name: SORT_OF_KIND[column.kind] for name, column in study.columns.items() if column.role != "id"}
    return {**inputs, **columns}


def derive_faults(study: Study) -> Iterator[Fault]:
    """Expressions that cannot be read, are not what their column is, or go in circles."""
    sorts = name_sorts(study)
    nodes: dict[Name, Node] = {}
    for name, column in study.columns.items():
        place = ("columns", name, "derive")
        if column.derive is None:
            continue
        if column.role == "id":
            yield Fault(place, f"'columns.{name}' is an id, so it cannot be derived")
            continue
        try:
            nodes[name] = parse_expression(column.derive, sorts)
        except ExpressionError as error:
            yield Fault(place, f"'columns.{name}.derive' {error}", error.hint)
            continue
        if nodes[name].sort not in WANTED[column.kind]:
            wanted = " or a ".join(WANTED[column.kind])
            yield Fault(place, f"'columns.{name}.derive' gives a {nodes[name].sort}, but a {column.role} is a {wanted}")
    for name in _ordered(nodes)[1]:
        yield Fault(("columns", name, "derive"), f"'columns.{name}.derive' needs itself, directly or through others")


def _ordered(nodes: Mapping[Name, Node]) -> tuple[list[Name], list[Name]]:
    """Names in an order in which each comes after those it uses; and names that go in circles."""
    ordered: list[Name] = []
    left = dict(nodes)
    while left:
        ready = [name for name, node in left.items() if not names_in(node) & left.keys()]
        if not ready:
            return ordered, list(left)
        ordered.extend(ready)
        for name in ready:
            del left[name]
    return ordered, []


def needed_for(study: Study, features: Iterable[Name]) -> tuple[Name, ...]:
    """Columns and inputs that some features need, themselves among them; derived ones after those they use."""
    nodes = derived_nodes(study)
    needed = set(features)
    for name in reversed(list(nodes)):
        if name in needed:
            needed |= names_in(nodes[name])
    read = [name for name in (*study.inputs, *study.columns) if name in needed and name not in nodes]
    return (*read, *(name for name in nodes if name in needed))


def columns_with_a_part(study: Study, features: Iterable[Name]) -> frozenset[Name]:
    """The features, and every column that shares with one of them something it is made from.

    Spending on wine is part of all spending: where spending builds segments, that they differ in wine proves nothing.
    """
    nodes = derived_nodes(study)
    made_from: dict[Name, frozenset[Name]] = {}
    for name, node in nodes.items():
        made_from[name] = frozenset({name}).union(*(made_from.get(n, frozenset({n})) for n in names_in(node)))
    built = frozenset().union(*(made_from.get(f, frozenset({f})) for f in features))
    return frozenset(name for name in study.columns if made_from.get(name, frozenset({name})) & built)
