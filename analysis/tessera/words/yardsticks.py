"""How a model's indices stand against noise, and which number of segments they prefer."""

from collections.abc import Callable, Mapping

from tessera.facts import Model, VerdictLevel, Yardstick
from tessera.words.scene import ModelScene, of_model

CLEAR = 0.01
"""The silhouette is clear of noise when noise reaches it at most this often."""

INDEX_NAMES: Mapping[str, str] = {
    "silhouette": "the silhouette",
    "calinski_harabasz": "Calinski–Harabasz",
    "davies_bouldin": "Davies–Bouldin",
    "gap": "the gap statistic",
    "elbow": "the bend in the spread",
    "inertia": "the bend in the spread",
}


def level_is(level: VerdictLevel) -> Callable[[ModelScene], bool]:
    """Whether a model's verdict is of a level."""
    return lambda whole: whole.model.verdict is not None and whole.model.verdict.level == level


def has_gaps(whole: ModelScene) -> bool:
    """Whether the gaps between a model's segments are wider than those in noise."""
    return any(yardstick.name == "silhouette" and is_clear(yardstick) for yardstick in whole.model.yardsticks)


def is_blurred(whole: ModelScene) -> bool:
    """Whether there are gaps, and yet the segments come back no better than in noise."""
    return level_is("constructive")(whole) and has_gaps(whole)


def is_unsteady(whole: ModelScene) -> bool:
    """Whether there are gaps, and yet the segments do not come back."""
    return level_is("none")(whole) and has_gaps(whole)


def is_clear(yardstick: Yardstick) -> bool:
    """Whether it counts for the segments, as the verdict counts it.

    The silhouette has to beat nearly every noise table. The others have to reach their published line, and the
    overlap of re-drawn segments what all but a twentieth of the noise tables stay below.
    """
    if yardstick.name == "silhouette":
        return yardstick.p_value <= CLEAR
    reached = yardstick.threshold is None or yardstick.value >= yardstick.threshold
    return reached and (yardstick.name != "jaccard" or yardstick.value > yardstick.noise_high)


def clear_yardsticks(model: Model) -> tuple[Yardstick, ...]:
    """Yardsticks that noise hardly ever reaches."""
    return tuple(y for y in model.yardsticks if is_clear(y))


def yardstick_named(model: Model, name: str) -> Yardstick | None:
    """One of the model's yardsticks."""
    return next((y for y in model.yardsticks if y.name == name), None)


def of_yardstick(model: Model, yardstick: Yardstick, field: str, style: str = "score") -> str:
    """A figure of a yardstick."""
    return of_model(model, "yardsticks", model.yardsticks.index(yardstick), field, style=style)
