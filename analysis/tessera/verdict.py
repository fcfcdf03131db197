"""Are the segments there? Four levels, decided by three yardsticks, and said in words with the figures behind them.

The levels follow Dolnicar and Leisch (2010), Marketing Letters 21, 83-101, doi:10.1007/s11002-009-9083-4: segments can
be natural, reproducible, or constructed. A fourth level says that not even the same cut comes back.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from tessera.facts import Reach, Statement, Verdict, VerdictLevel, Yardstick
from tessera.pointers import pointer, reference
from tessera.yardsticks import AGAIN, CARRIES, STANDARDISED, SURE, USABLE

TILES: dict[VerdictLevel, int] = {"natural": 4, "reproducible": 3, "constructive": 2, "none": 1}
"""Tiles of the badge, as many as the evidence lays."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the level is decided on, in one scale.

    ``apart``: the silhouette beats every kind of noise. ``again`` and ``usable``: the weakest segment's Jaccard clears
    .75 and .60, its simulation error taken off. ``firmer``: it lies above the noise's 95th percentile. ``carries``:
    the prediction strength reaches .8.
    """

    apart: bool
    again: bool
    usable: bool
    firmer: bool
    carries: bool


def weigh(yardsticks: tuple[Yardstick, Yardstick, Yardstick], weakest_error: float, alpha: float) -> Evidence:
    """From silhouette, Jaccard and prediction strength to what they show.

    Parameters
    ----------
    yardsticks : tuple of Yardstick
        Silhouette, Jaccard of the weakest segment, prediction strength, all in one scale.
    weakest_error : float
        Standard error of the Jaccard. A mean of so many redraws counts as above its line only when it is so beyond
        the luck of the draws (95 %, one-sided); else the level would hang on the seed.
    alpha : float
        Share of noise tables that may reach a natural silhouette.
    """
    silhouette, jaccard, strength = yardsticks
    sure = jaccard.value - SURE * weakest_error
    return Evidence(
        apart=all(null.p_value <= alpha for null in silhouette.nulls),
        again=sure >= AGAIN,
        usable=sure >= USABLE,
        firmer=jaccard.value > jaccard.noise_high,
        carries=strength.value >= CARRIES,
    )


def level_of(evidence: Evidence) -> VerdictLevel:
    """The level that the evidence bears: natural, reproducible, constructive or none."""
    if not evidence.usable:
        return "none"
    if not (evidence.again and evidence.firmer):
        return "constructive"
    return "natural" if evidence.apart and evidence.carries else "reproducible"


def say_verdict(
    key: str,
    evidence: Evidence,
    yardsticks: Sequence[Yardstick],
    *,
    k: int,
    gap_k: int | None,
    reach: tuple[Reach, ...] = (),
) -> Verdict:
    """The level with its reasons, one for each yardstick, a dissent where there is one, and its reach.

    Parameters
    ----------
    key : str
        The model's key: reasons point to its figures in findings.json.
    evidence : Evidence
        In the less favourable scale.
    yardsticks : sequence of Yardstick
        As the model will carry them.
    k : int
        Segments.
    gap_k : int, optional
        Where the gap statistic stops.
    reach : tuple of Reach
        Tests on columns that did not build the model.
    """
    level = level_of(evidence)
    said = [
        _say_apart(key, evidence, yardsticks[0]),
        _say_again(key, evidence),
        _say_carries(key, evidence, yardsticks[2]),
        *_say_scale(yardsticks),
        *_say_gap(key, level, gap_k, k),
    ]
    return Verdict(
        level=level,
        tiles=TILES[level],
        reasons=tuple(said),
        headline=UNSTEADY[0] if level == "none" and evidence.apart else HEADLINES[level],
        sentence=UNSTEADY[1] if level == "none" and evidence.apart else SENTENCES[level],
        reach=reach,
        reach_sentence=_say_reach(key, reach),
    )


HEADLINES: dict[VerdictLevel, Statement] = {
    "natural": "The groups are there",
    "reproducible": "The same segments come back, but not from gaps that noise lacks",
    "constructive": "The borders are ours, not the table's",
    "none": "There are no groups here",
}

SENTENCES: dict[VerdictLevel, Statement] = {
    "natural": "The gaps between the segments are wider than in tables of pure noise. "
    "Another sample would show the same segments.",
    "reproducible": "Another sample would show the same segments. "
    "Whether there are real gaps between them is not certain.",
    "constructive": "Much the same segments would come back, but a table of pure noise would give segments as well. "
    "Use them to plan with, and let nothing depend on where exactly a border runs.",
    "none": "Another sample would give other segments. What follows are slices of one crowd, not kinds of customer.",
}


UNSTEADY: tuple[Statement, Statement] = (
    "These segments do not hold",
    "There are gaps in the table, but not for this number of segments: another sample would give other ones.",
)
"""Headline and sentence where there are gaps and still the segments do not come back."""


def _say_apart(key: str, evidence: Evidence, yardstick: Yardstick) -> Statement:
    """Whether noise has gaps as wide."""
    figures = f"silhouette {_figure(key, 0, 'value')}, noise {_noise(key, 0)}, {_figure(key, 0, 'p_value', 'p')}"
    if not evidence.apart:
        often = "Most" if yardstick.p_value > 0.5 else "Some"
        return f"They are not apart. {often} noise tables have gaps as wide: {figures}."
    if all((null.draws + 1) * null.p_value < 1.5 for null in yardstick.nulls):
        draws = reference(pointer("models", key, "yardsticks", 0, "nulls", 0, "draws"), "count")
        return f"They are apart. Of {draws} noise tables of every kind not one has gaps this wide: {figures}."
    return f"They are apart. Hardly a noise table has gaps this wide: {figures}."


def _say_again(key: str, evidence: Evidence) -> Statement:
    """Whether re-drawn customers give the same segments."""
    value, noise = _figure(key, 1, "value"), _noise(key, 1)
    if not evidence.usable:
        return (
            f"They do not come back. In re-drawn samples the weakest segment is found with an overlap of {value}; "
            f"noise {noise}."
        )
    if not evidence.firmer:
        return (
            f"They come back no better than in noise. The weakest is found with an overlap of {value}; noise {noise}."
        )
    if evidence.again:
        return (
            f"They come back. Even the weakest is found in re-drawn samples with an overlap of {value}; noise {noise}."
        )
    line = _figure(key, 1, "threshold")
    return f"They come back in part. The weakest has an overlap of {value}, where {line} is asked; noise {noise}."


def _say_carries(key: str, evidence: Evidence, yardstick: Yardstick) -> Statement:
    """Whether one half of the customers predicts the other."""
    value, line = _figure(key, 2, "value"), _figure(key, 2, "threshold")
    if evidence.carries:
        return f"They carry over. Segments of one half hold in the other half: {value}, where {line} is asked."
    weak = "hardly hold" if yardstick.value < yardstick.noise_high else "hold only in part"
    return (
        f"They do not carry over. Segments found in one half {weak} in the other half: {value}, where {line} is asked."
    )


def _say_scale(yardsticks: Sequence[Yardstick]) -> tuple[Statement, ...]:
    """Which of two scales the figures are in, when it is not the study's own."""
    if yardsticks[0].scale != STANDARDISED:
        return ()
    return (
        "These figures are taken with every column on one scale, which is less favourable than the study's own scale.",
    )


def _say_gap(key: str, level: VerdictLevel, gap_k: int | None, k: int) -> tuple[Statement, ...]:
    """Where the gap statistic disagrees with the verdict, or agrees that there is nothing to cut."""
    if gap_k is None:
        return ()
    stops = reference(pointer("models", key, "preferred", "gap"), "words")
    if level in ("natural", "reproducible"):
        return () if gap_k == k else (f"One index disagrees: the gap statistic, read strictly, stops at {stops}.",)
    return (f"The gap statistic agrees: read strictly, it stops at {stops}.",) if gap_k == 1 else ()


def _say_reach(key: str, reach: tuple[Reach, ...]) -> Statement:
    """Whether the segments differ on anything that did not draw them."""
    if not reach:
        return "Every column took part in drawing the segments, so none is left to test them on."
    differing = [i for i, each in enumerate(reach) if each.differs]
    if not differing:
        columns = _listed([_column(each) for each in reach], "or")
        return f"On {columns}, which took no part in drawing them, the segments differ by no more than chance."
    shown = [
        f"{_column(reach[i])} ({reference(pointer('models', key, 'verdict', 'reach', i, 'p_holm'), 'p')})"
        for i in differing
    ]
    return f"The segments also differ on what took no part in drawing them: {_listed(shown, 'and')}."


def _column(reach: Reach) -> Statement:
    """A column's label inside a sentence."""
    return reference(pointer("study", "columns", reach.column, "label"), "lower")


def _listed(items: Sequence[str], last: str) -> str:
    """Words in a row: a, b and c."""
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} {last} {items[-1]}"


def _figure(key: str, place: int, field: str, style: str = "score") -> Statement:
    """A figure of a yardstick."""
    return reference(pointer("models", key, "yardsticks", place, field), style)


def _noise(key: str, place: int) -> Statement:
    """The middle nine tenths of noise."""
    return f"{_figure(key, place, 'noise_low')} to {_figure(key, place, 'noise_high')}"
