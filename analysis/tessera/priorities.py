"""Which segment first: what is at stake, and how far the segment can be trusted."""

from collections.abc import Mapping
from dataclasses import replace

from tessera.facts import DataReport, Model, Name, Priority, Segment, VerdictLevel
from tessera.pointers import pointer, reference
from tessera.scope import segment_pointer

CONFIDENCE: Mapping[VerdictLevel | None, float] = {
    "natural": 1.0,
    "reproducible": 0.75,
    "constructive": 0.5,
    None: 0.5,  # no verdict: the trust tests were switched off
    "none": 0.25,
}


def rank_segments(models: Mapping[str, Model], data: DataReport, value: Name | None) -> tuple[Priority, ...]:
    """Every segment of every model, first things first.

    At stake is the number of customers times the distance of their mean value from everyone's: above, it can be
    lost; below, it can be won. The verdict lowers it: natural counts in full, reproducible three quarters,
    constructive half, none a quarter.

    Parameters
    ----------
    models, data
        All segments, and the table's report.
    value : Name or None
        The value column; without one there is nothing to rank by, and the result is empty.
    """
    if value is None:
        return ()
    everyone = data.columns[value].mean or 0.0
    drafts = [
        _priority(model, segment, segment.means[value] - everyone)
        for model in models.values()
        for segment in (model.segments[slug] for slug in model.order)
    ]
    drafts.sort(key=lambda p: -p.score)  # stable: the order of the study decides ties
    return tuple(_worded(priority, place, value) for place, priority in enumerate(drafts))


def _priority(model: Model, segment: Segment, gap: float) -> Priority:
    """A segment's stake and score, still without words."""
    confidence = CONFIDENCE[model.verdict.level if model.verdict else None]
    at_stake = segment.size * abs(gap)
    return Priority(model.key, segment.slug, segment.size, gap, at_stake, confidence, at_stake * confidence, "")


def _worded(priority: Priority, place: int, value: Name) -> Priority:
    """The priority with its sum in words."""

    def at(field: str, style: str) -> str:
        return reference(pointer("priorities", place, field), style)

    mean = reference(segment_pointer(priority.model, priority.slug, "means", value), f"amount:{value}")
    base = reference(pointer("data", "columns", value, "mean"), f"amount:{value}")
    below = priority.gap < 0
    gap = f"({base} − {mean})" if below else f"({mean} − {base})"
    score = at("score", f"amount0:{value}")
    verdict = "" if priority.confidence == 1 else f" × {at('confidence', 'percent0')} for the verdict = {score}"
    sentence = (
        f"{at('size', 'count')} × {gap} = {at('at_stake', f'amount0:{value}')}{verdict}, "
        f"{'to be won' if below else 'to be kept'}."
    )
    return replace(priority, sentence=sentence)
