"""Hierarchical clustering by Ward's criterion, on weighted cells, with a stated order for ties."""

from dataclasses import dataclass

import numpy as np

from tessera.facts import FloatArray, IntArray, Partition, Ward
from tessera.slices import slice_customers
from tessera.stability import adjusted_rand, match_labels

EXACT = 3_000
"""Cells up to which the tree holds everyone."""

LEAVES = 12
"""Leaves in the drawn top of the tree."""

MAX_K = 10
"""Largest number of segments that the heights are asked about."""

DIGITS = 10
"""Decimals of a height, as a share of the highest, that count in ordering merges: the rest is rounding."""


@dataclass(frozen=True, slots=True)
class Tree:
    """Merges in ascending order of height.

    ``pairs`` has shape (n_cells - 1, 2): cells are numbered from 0 in descending order of the tuple, merge i makes
    cluster n_cells + i. ``heights`` are in the units of the points, as scipy's: for two cells of one customer each,
    their distance. ``customers`` counts each merge's customers. ``order`` puts the given cells in that order.
    """

    pairs: IntArray
    heights: FloatArray
    customers: IntArray
    order: IntArray
    weights: IntArray


def grow_tree(points: FloatArray, weights: IntArray) -> Tree:
    """Ward's tree of weighted cells, as if every customer were a point.

    Grown along chains of nearest neighbours. Ties: a chain starts at the first cluster, the one that holds the largest
    cell (by the first feature, then the next); of equally near neighbours it takes the one before in the chain, else
    the first. Whole numbers make many ties, and a tie can be worth a segment: in the mall table, Ward's three clusters
    by age and income agree with K-means by .33 or .64 as the rows happen to lie.

    Parameters
    ----------
    points : ndarray, shape (n_cells, d)
        Distinct feature tuples, scaled.
    weights : ndarray of int, shape (n_cells,)
        Customers per cell.

    References
    ----------
    Ward (1963), J. Am. Stat. Assoc. 58, 236-244. Murtagh (1983), A survey of recent advances in hierarchical
    clustering algorithms, Computer J. 26, 354-359.
    """
    order: IntArray = np.lexsort(points.T[::-1])[::-1]
    slots, heights = _chain(points[order].astype(float), weights[order].astype(float))
    place = np.argsort(np.round(heights / max(heights.max(initial=0.0), np.finfo(float).tiny), DIGITS), kind="stable")
    pairs, customers = _number_merges(slots[place], weights[order])
    return Tree(pairs, heights[place], customers, order, weights[order])


def cut_tree(tree: Tree, k: int) -> IntArray:
    """Cut into ``k`` clusters: labels of the cells as they were given, largest cells first."""
    n = len(tree.order)
    owner = np.arange(n + len(tree.pairs))
    for i in range(n - k):
        owner[tree.pairs[i]] = n + i
    for node in range(len(owner) - 1, -1, -1):
        owner[node] = owner[owner[node]]
    first_seen = np.unique(owner[:n], return_index=True, return_inverse=True)
    rank = np.argsort(np.argsort(first_seen[1], kind="stable"), kind="stable")
    labels = np.empty(n, dtype=np.int64)
    labels[tree.order] = rank[first_seen[2]]
    return labels


def preferred_k(tree: Tree, most: int = MAX_K) -> int:
    """Number of clusters, from two, before whose next merge the height jumps most."""
    top = tree.heights[::-1][:most]
    if len(top) < 2:
        return 2
    return int(np.argmax(top[:-1] - top[1:])) + 2


def customers_in_tree(n_cells: int) -> int | None:
    """Customers that the tree is grown on; None where that is everybody."""
    return EXACT if n_cells > EXACT else None


def compare_with_ward(points: FloatArray, weights: IntArray, partition: Partition) -> Ward:
    """Ward's cut at the same k beside a segmentation of the same cells, with the top of the tree for drawing.

    Above ``EXACT`` cells the tree is grown on that many customers, one from each equal slice of the table; counts are
    then scaled up to all customers.

    Returns
    -------
    Ward
        ``merges`` number the drawn leaves 0, 1, ... from left to right, then the merges in order of height;
        ``sizes`` are those of Ward's clusters in the order of the segments they match.
    """
    k = len(partition.centroids)
    customers = int(weights.sum())
    here = np.arange(len(weights))
    if len(weights) > EXACT:
        here, weights = np.unique(slice_customers(points, weights, EXACT), return_counts=True)
    scale = customers / float(weights.sum())
    ours = partition.labels[here]
    tree = grow_tree(points[here], weights)
    labels = match_labels(ours, cut_tree(tree, k), weights)
    leaves, merges = _top(tree, LEAVES)
    return Ward(
        adjusted_rand=adjusted_rand(ours, labels, weights),
        moved=round(scale * int(weights[labels != ours].sum())),
        sizes=tuple(round(scale * size) for size in np.bincount(labels, weights=weights, minlength=k)),
        merges=tuple((left, right, height, round(scale * held)) for left, right, height, held in merges),
        leaves=tuple(round(scale * held) for held in leaves),
        preferred_k=preferred_k(tree),
    )


def _chain(centres: FloatArray, sizes: FloatArray) -> tuple[IntArray, FloatArray]:
    """Merges in the order the chain finds them, as pairs of slots; the first slot keeps the merged cluster."""
    n = len(sizes)
    slots = np.empty((n - 1, 2), dtype=np.int64)
    heights = np.empty(n - 1)
    names = np.arange(n)  # where live clusters stood before the dead ones were dropped
    chain: list[int] = []
    for merge in range(n - 1):
        if len(names) > 2 * (n - merge):
            alive = sizes > 0.0
            moved = np.cumsum(alive) - 1
            chain = [int(moved[each]) for each in chain]
            names, centres, sizes = names[alive], centres[alive], sizes[alive]
        if not chain:
            chain.append(int(np.argmax(sizes > 0.0)))
        here, there, square = _follow(chain, centres, sizes)
        keep, drop = min(here, there), max(here, there)
        slots[merge], heights[merge] = (names[keep], names[drop]), np.sqrt(square)
        both = sizes[keep] + sizes[drop]
        centres[keep] += (centres[drop] - centres[keep]) * (sizes[drop] / both)
        sizes[keep], sizes[drop] = both, 0.0
    return slots, heights


def _follow(chain: list[int], centres: FloatArray, sizes: FloatArray) -> tuple[int, int, float]:
    """Walk to the nearest neighbour until two clusters are each other's; take both off the chain."""
    while True:
        here = chain[-1]
        gone = centres - centres[here]
        squares = np.einsum("nd,nd->n", gone, gone) * (2.0 * sizes[here] * sizes / (sizes[here] + sizes))
        squares[sizes == 0.0] = np.inf
        squares[here] = np.inf
        there = int(np.argmin(squares))
        if len(chain) > 1 and squares[chain[-2]] <= squares[there]:
            there = chain[-2]
            del chain[-2:]
            return here, there, float(squares[there])
        chain.append(there)


def _number_merges(slots: IntArray, weights: IntArray) -> tuple[IntArray, IntArray]:
    """From slots to the numbers of clusters, with their customers."""
    n = len(weights)
    number = np.arange(n)
    held = weights.astype(np.int64).copy()
    pairs = np.empty_like(slots)
    customers = np.empty(len(slots), dtype=np.int64)
    for i, (keep, drop) in enumerate(slots):
        pairs[i] = sorted((number[keep], number[drop]))
        held[keep] += held[drop]
        number[keep], customers[i] = n + i, held[keep]
    return pairs, customers


def _top(tree: Tree, leaves: int) -> tuple[tuple[int, ...], tuple[tuple[int, int, float, int], ...]]:
    """Customers under the leaves of the last merges, left to right, and those merges."""
    n = len(tree.order)
    first = max(0, len(tree.pairs) - (leaves - 1))
    held = np.concatenate([tree.weights, tree.customers])
    drawn: list[int] = []
    ahead = [len(held) - 1]
    while ahead:
        node = ahead.pop()
        if node - n >= first:
            ahead.extend(int(child) for child in tree.pairs[node - n][::-1])
        else:
            drawn.append(node)
    number = {node: place for place, node in enumerate(drawn)}
    number |= {n + i: len(drawn) + i - first for i in range(first, len(tree.pairs))}
    merges = tuple(
        (number[int(a)], number[int(b)], float(tree.heights[i]), int(tree.customers[i]))
        for i, (a, b) in list(enumerate(tree.pairs))[first:]
    )
    return tuple(int(held[node]) for node in drawn), merges
