"""Three indices of a segmentation, each beside what noise of the same size, bounds and k gives."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np

from tessera.facts import FloatArray, IntArray, NullResult, Yardstick
from tessera.ground import Ground
from tessera.nulls import KINDS, draw_noise, fit_tables, silhouettes_of
from tessera.stability import Redraws, prediction_strength, prediction_strengths, redraw, weakest_overlaps

YardstickName: TypeAlias = Literal["silhouette", "jaccard", "prediction_strength"]

AS_STUDIED = "as in the study"
STANDARDISED = "standardised"
"""The two scales a model is looked at in."""

AGAIN = 0.75
"""Published line for a stable segment's Jaccard coefficient (Hennig 2007)."""

USABLE = 0.60
"""Published line below which a segment should not be trusted at all (Hennig 2007)."""

CARRIES = 0.80
"""Published line of the prediction strength (Tibshirani and Walther 2005)."""

SURE = 1.645
"""Standard errors by which a mean over redraws must clear its line: 95 % one-sided."""

SPLITS = 100
"""Halvings of this table for its prediction strength."""

NOISE_REDRAWS = 10
"""Redraws of a noise table; fewer than this table gets, which only widens the noise band: errs against the model."""

NOISE_SPLITS = 5
"""Halvings of a noise table; as above."""

PILOT = 15
"""Noise tables per kind from which the kind least favourable to the model is told; that kind gets all draws."""


@dataclass(frozen=True, slots=True)
class View:
    """A segmentation in one scale: points (n_cells, d) and labels (n_cells,), cells in a fixed order.

    ``ground`` is what its noise is drawn on.
    """

    scale: str
    ground: Ground
    points: FloatArray
    weights: IntArray
    labels: IntArray
    k: int
    silhouette: float


@dataclass(frozen=True, slots=True)
class Measured:
    """A view with its three yardsticks, the redraws behind the second, and its weakest segment's standard error."""

    view: View
    redraws: Redraws
    weakest_error: float
    yardsticks: tuple[Yardstick, Yardstick, Yardstick]


def measure(view: View, ks: Sequence[int], draws: int, bootstraps: int, rng: np.random.Generator) -> Measured:
    """Set silhouette, weakest Jaccard and prediction strength of a segmentation beside those of noise.

    Parameters
    ----------
    view : View
        The segmentation in one scale.
    ks : sequence of int
        Numbers of segments that noise may choose from for its silhouette: the model's own when the study gave it, all
        that were searched when the data chose it.
    draws : int
        Noise tables per kind for the silhouette, and for the other two of the kind least favourable to the model.
    bootstraps : int
        Redraws of this table.
    rng : numpy.random.Generator
        Consumed.
    """
    noise = {kind: draw_noise(kind, view.ground, view.weights, draws, rng) for kind in KINDS}
    gaps = silhouette_beside(noise, view, ks, rng)
    redraws = redraw(view.points, view.weights, view.labels, view.k, draws=bootstraps, rng=rng)
    means = np.nanmean(redraws.overlaps, axis=0)
    weakest = int(np.argmin(means))
    again = _pilot_then_all(noise, lambda tables: weakest_overlaps(tables, view.k, NOISE_REDRAWS, rng))
    strength = prediction_strength(view.points, view.weights, view.k, SPLITS, rng)
    carried = _pilot_then_all(noise, lambda tables: prediction_strengths(tables, view.k, NOISE_SPLITS, rng))
    return Measured(
        view,
        redraws,
        float(np.nanstd(redraws.overlaps[:, weakest]) / np.sqrt(bootstraps)),
        (
            gaps,
            _yardstick("jaccard", view, float(means[weakest]), AGAIN, again),
            _yardstick("prediction_strength", view, float(strength.mean()), CARRIES, carried),
        ),
    )


def silhouette_beside(
    noise: Mapping[str, FloatArray], view: View, ks: Sequence[int], rng: np.random.Generator
) -> Yardstick:
    """The silhouette beside that of noise tables, by kind; noise takes the best of ``ks``, as the data did."""
    reached = {kind: _noise_silhouettes(tables, ks, rng) for kind, tables in noise.items()}
    return _yardstick("silhouette", view, view.silhouette, None, reached)


def _noise_silhouettes(tables: FloatArray, ks: Sequence[int], rng: np.random.Generator) -> FloatArray:
    """Silhouette of each noise table, at the number of segments it would have chosen itself, shape (tables,)."""
    best = np.full(len(tables), -1.0)
    for k in ks:
        np.maximum(best, silhouettes_of(tables, fit_tables(tables, k, rng).labels, k), out=best)
    return best


def _pilot_then_all(
    noise: Mapping[str, FloatArray], index: Callable[[FloatArray], FloatArray]
) -> dict[str, FloatArray]:
    """An index on a few tables of each kind, then on all tables of the kind on which it runs highest."""
    found = {kind: index(tables[:PILOT]) for kind, tables in noise.items()}
    worst = max(found, key=lambda kind: found[kind].mean() + SURE * found[kind].std())
    rest = noise[worst][PILOT:]
    if len(rest):
        found[worst] = np.concatenate([found[worst], index(rest)])
    return found


def _yardstick(
    name: YardstickName, view: View, value: float, threshold: float | None, noise: Mapping[str, FloatArray]
) -> Yardstick:
    """A value beside each kind of noise; the kind with most draws, then the highest p-value, counts."""
    nulls = tuple(_null(kind, value, reached) for kind, reached in noise.items())
    worst = max(nulls, key=lambda null: (null.draws, null.p_value, null.p95))
    return Yardstick(
        name=name,
        value=value,
        threshold=threshold,
        noise_low=worst.p05,
        noise_high=worst.p95,
        p_value=worst.p_value,
        least_favourable=worst.kind,
        scale=view.scale,
        nulls=nulls,
    )


def _null(kind: str, value: float, reached: FloatArray) -> NullResult:
    """How a value stands against one kind of noise; p counts the table itself as one draw, so it is never zero."""
    low, high = np.quantile(reached, (0.05, 0.95))
    p = (1 + int((reached >= value).sum())) / (1 + len(reached))
    return NullResult(kind, len(reached), float(reached.mean()), float(low), float(high), p)
