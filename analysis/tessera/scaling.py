"""From a model's columns to the space its segments are drawn in, and back."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from tessera.errors import ModelError
from tessera.facts import FloatArray, IntArray

Kind = Literal["none", "standard", "robust", "minmax"]


@dataclass(frozen=True, slots=True)
class Scaling:
    """Centre and scale of each column, shape (d,), then principal components where asked.

    ``components`` has shape (m, d), one loading vector a row, its largest loading positive; ``explained`` is the
    share of the scaled columns' variance that each component holds. Both are None without components.
    ``blocks`` are places of columns that one trait became.
    """

    kind: Kind
    centre: FloatArray
    scale: FloatArray
    components: FloatArray | None = None
    origin: FloatArray | None = None
    explained: FloatArray | None = None
    blocks: tuple[tuple[int, ...], ...] = ()


def fit_scaling(
    values: FloatArray,
    weights: IntArray,
    kind: Kind,
    pca: int | None = None,
    names: Sequence[str] = (),
    blocks: tuple[tuple[int, ...], ...] = (),
) -> Scaling:
    """Learn a scaling from cells, as from the rows they stand for.

    Parameters
    ----------
    values : ndarray, shape (n_cells, d)
        Cells in the columns' own units.
    weights : ndarray of int, shape (n_cells,)
        Customers per cell.
    kind : {"none", "standard", "robust", "minmax"}
        As read; mean 0 and population standard deviation 1; median 0 and interquartile range 1; 0 to 1.
    pca : int, optional
        Keep this many principal components of the scaled columns.
    names : sequence of str, optional
        The columns' names, for messages.
    blocks : tuple of tuple of int, optional
        Columns of 0 and 1 that one trait became. They are scaled as one, so that a trait weighs as much as a number:
        standard and robust give them a variance of 1 together, minmax sets two different values 1 apart.

    Raises
    ------
    ModelError
        If a column holds one value only, cannot be scaled as asked, or there are fewer columns than components.
    """
    _refuse_constant(values, names)
    centre, scale = _centre_and_scale(values, weights, kind)
    for block in (list(block) for block in blocks if kind != "none"):
        centre[block], scale[block] = _as_one(values[:, block], weights, kind)
    flat = np.flatnonzero(scale <= 0.0)
    if len(flat):
        raise ModelError(
            f"{_name(names, int(flat[0]))} cannot be scaled by its interquartile range, which is zero.",
            hint="Use scaling: standard or minmax.",
        )
    if pca is None:
        return Scaling(kind, centre, scale, blocks=blocks)
    free = values.shape[1] - len(blocks)  # the last of a trait's columns follows from the others
    if not 1 <= pca <= free:
        raise ModelError(
            f"{pca} principal components were asked of {free} {'independent ' if blocks else ''}columns.",
            hint=f"Ask for {free} components at most.",
        )
    scaled = (values - centre) / scale
    origin, components, explained = _components(scaled, weights, pca)
    return Scaling(kind, centre, scale, components, origin, explained, blocks)


def apply_scaling(scaling: Scaling, values: FloatArray) -> FloatArray:
    """Columns in their own units, shape (n, d), to the space of the model, shape (n, d or m)."""
    scaled = (values - scaling.centre) / scaling.scale
    if scaling.components is None or scaling.origin is None:
        return scaled
    return (scaled - scaling.origin) @ scaling.components.T


def invert_scaling(scaling: Scaling, points: FloatArray) -> FloatArray:
    """Points of the model's space back to the columns' units; components left out are set to the mean."""
    scaled = points
    if scaling.components is not None and scaling.origin is not None:
        scaled = points @ scaling.components + scaling.origin
    return scaled * scaling.scale + scaling.centre


def weighted_quantile(values: FloatArray, weights: IntArray, share: float) -> float:
    """Quantile of the rows that cells stand for, by linear interpolation between the two nearest rows."""
    order = np.argsort(values, kind="stable")
    reached = np.cumsum(weights[order])
    place = share * (reached[-1] - 1)
    below, above = np.searchsorted(reached, [np.floor(place), np.ceil(place)], side="right")
    low, high = values[order[below]], values[order[above]]
    return float(low + (high - low) * (place - np.floor(place)))


def _centre_and_scale(values: FloatArray, weights: IntArray, kind: Kind) -> tuple[FloatArray, FloatArray]:
    """What is taken off each column, and what it is divided by."""
    if kind == "none":
        return np.zeros(values.shape[1]), np.ones(values.shape[1])
    if kind == "standard":
        mean = np.average(values, axis=0, weights=weights)
        return mean, np.sqrt(np.average((values - mean) ** 2, axis=0, weights=weights))
    if kind == "minmax":
        return values.min(axis=0), np.ptp(values, axis=0)
    quartiles = np.array([[weighted_quantile(column, weights, q) for q in (0.25, 0.5, 0.75)] for column in values.T])
    return quartiles[:, 1], quartiles[:, 2] - quartiles[:, 0]


def _as_one(values: FloatArray, weights: IntArray, kind: Kind) -> tuple[FloatArray, float]:
    """Centre and scale of the columns that one trait became."""
    mean = np.average(values, axis=0, weights=weights)
    if kind == "minmax":
        return np.zeros(values.shape[1]), float(np.sqrt(2.0))
    return mean, float(np.sqrt((mean * (1.0 - mean)).sum()))


def _components(scaled: FloatArray, weights: IntArray, keep: int) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Mean, loadings and shares of variance of the first components, signs fixed."""
    origin = np.average(scaled, axis=0, weights=weights)
    gone = scaled - origin
    covariance = (gone * weights[:, None]).T @ gone / weights.sum()
    variances, vectors = np.linalg.eigh(covariance)
    loadings = vectors[:, ::-1][:, :keep].T
    largest = np.argmax(np.round(np.abs(loadings), 9), axis=1)
    signs = np.sign(loadings[np.arange(keep), largest])
    shares = np.maximum(variances[::-1], 0.0) / max(float(variances.sum()), np.finfo(float).tiny)
    return origin, loadings * signs[:, None], shares[:keep]


def _refuse_constant(values: FloatArray, names: Sequence[str]) -> None:
    """A column that never changes cannot tell customers apart."""
    for j, width in enumerate(np.ptp(values, axis=0)):
        if width <= 0.0:
            raise ModelError(
                f"{_name(names, j)} holds one value only ({values[0, j]:g}), so it cannot tell customers apart.",
                hint="Leave it out of the model's features.",
            )


def _name(names: Sequence[str], column: int) -> str:
    """A column in a message."""
    return f"Column {names[column]!r}" if column < len(names) else f"Feature {column + 1}"
