"""A readable rule per segment: what one would tell a colleague, and how far it can be relied on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from sklearn.tree import DecisionTreeClassifier

from tessera.facts import Cells, IntArray, Name, Rule


@dataclass(frozen=True, slots=True)
class Leaf:
    """A leaf of the tree: the box of feature values it covers and whom it holds."""

    label: int
    bounds: Mapping[Name, tuple[float, float]]
    members: IntArray  # customers of each segment in the leaf


def readable_rules(cells: Cells, labels: IntArray, queries: Sequence[str]) -> tuple[Rule, ...]:
    """One rule for each segment, from a decision tree over the cells with one leaf a segment.

    One leaf each keeps a rule to a sentence; its fidelity says what that costs.

    Parameters
    ----------
    cells : Cells
    labels : ndarray of int, shape (n_cells,)
    queries : sequence of str
        For each label, the SQL that selects its customers exactly.

    Returns
    -------
    tuple of Rule, in label order
        ``finds`` counts the segment's own customers in its largest leaf, ``wrong`` the others in it;
        ``fidelity`` is the share of all customers that the leaves together place as the model does.
    """
    k = len(queries)
    tree = DecisionTreeClassifier(max_leaf_nodes=k, random_state=0)
    tree.fit(cells.values, labels, sample_weight=cells.counts)
    place = tree.apply(cells.values)
    leaves = [_leaf(cells, labels, place, node, tree, k) for node in np.unique(place)]
    fidelity = sum(int(leaf.members[leaf.label]) for leaf in leaves) / int(cells.counts.sum())
    return tuple(_rule(label, leaves, cells, fidelity, sql) for label, sql in enumerate(queries))


def _leaf(cells: Cells, labels: IntArray, place: IntArray, node: int, tree: DecisionTreeClassifier, k: int) -> Leaf:
    """What a leaf covers and holds."""
    inside = place == node
    members = np.bincount(labels[inside], weights=cells.counts[inside], minlength=k).astype(np.int64)
    bounds = dict.fromkeys(cells.features, (-np.inf, np.inf))
    at = int(node)
    parents = {
        int(c): p
        for p in range(tree.tree_.node_count)
        for c in (tree.tree_.children_left[p], tree.tree_.children_right[p])
        if c >= 0
    }
    while at in parents:
        parent = parents[at]
        feature, cut = cells.features[tree.tree_.feature[parent]], float(tree.tree_.threshold[parent])
        low, high = bounds[feature]
        bounds[feature] = (low, min(high, cut)) if tree.tree_.children_left[parent] == at else (max(low, cut), high)
        at = parent
    return Leaf(label=int(members.argmax()), bounds=bounds, members=members)


def _trait_conditions(leaf: Leaf, cells: Cells, trait: Name) -> list[Mapping[str, float | str]]:
    """What a leaf asks of a trait: to have a value, or not to have some; as short as it can be said."""
    asked = {
        indicator.value: leaf.bounds[name] for name, indicator in cells.indicators.items() if indicator.column == trait
    }
    wanted = [value for value, (low, _) in asked.items() if np.isfinite(low)]
    barred = [value for value, (_, high) in asked.items() if np.isfinite(high)]
    if not wanted and len(barred) == len(asked) - 1:
        wanted = [value for value in asked if value not in barred]
    sign, values = ("is", wanted) if wanted else ("is not", barred)
    return [{"column": trait, "sign": sign, "value": value} for value in values]


def _rule(label: int, leaves: Sequence[Leaf], cells: Cells, fidelity: float, sql: str) -> Rule:
    """The rule of the leaf that holds most of a segment."""
    leaf = max(leaves, key=lambda found: int(found.members[label]))
    conditions: list[Mapping[str, float | str]] = []
    for feature in cells.features:
        if feature in cells.indicators:
            continue
        low, high = leaf.bounds[feature]
        if np.isfinite(low):
            conditions.append({"column": feature, "sign": "above", "value": low})
        if np.isfinite(high):
            conditions.append({"column": feature, "sign": "at most", "value": high})
    for trait in dict.fromkeys(indicator.column for indicator in cells.indicators.values()):
        conditions += _trait_conditions(leaf, cells, trait)
    return Rule(
        conditions=tuple(conditions),
        finds=int(leaf.members[label]),
        wrong=int(leaf.members.sum() - leaf.members[label]),
        fidelity=fidelity,
        sql=sql,
    )
