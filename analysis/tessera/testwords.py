"""A test plan in words. Sentences that every plan needs stay short; what differs comes from the play."""

from dataclasses import replace

from tessera.facts import Model, Segment, Statement, Target, TestPlan
from tessera.pointers import reference
from tessera.shorthand import link, segment_pointer


def worded(
    plan: TestPlan, segment: Segment, model: Model, target: Target, trial: Statement, weeks: str, left_out: int
) -> TestPlan:
    """The plan with its headline, sentence and steps; ``left_out`` borderline customers take no part."""
    holds = target.fraction == 0
    return replace(
        plan,
        headline=_headline(plan, holds),
        sentence=_sentence(plan, segment, model, holds, left_out),
        steps=_steps(plan, segment, model, trial, weeks, holds),
    )


def _figure(segment: Segment, model: Model, field: str, style: str) -> Statement:
    return reference(segment_pointer(model.key, segment.slug, "strategy", "test", field), style)


def _headline(plan: TestPlan, holds: bool) -> Statement:
    """Whether the segment is large enough, first of all."""
    if plan.enough:
        return "Large enough to test alone"
    if holds:
        return "Enough to guard, too few to tune"
    return "Too small to test alone: pool" if plan.pool_with else "Too small to test alone: pilot only"


def _sentence(plan: TestPlan, segment: Segment, model: Model, holds: bool, left_out: int) -> Statement:
    """What the segment can show, against what it has to show."""
    size = reference(segment_pointer(model.key, segment.slug, "size"), "Words")
    amount, unit = f"amount:{plan.column}", f"unit:{plan.column}"
    alone, gain = _figure(segment, model, "alone", unit), _figure(segment, model, "gain", amount)
    needed = _figure(segment, model, "needed", "count")
    border = reference(segment_pointer(model.key, segment.slug, "borderline"), "words")
    left = f" Left out: {border} on a border." if left_out else ""
    if plan.enough:
        return f"{size} customers show {alone}; wanted: {gain}.{left}"
    if holds:
        return f"{size} customers show {alone} or more. The floor is {gain} away: watch it.{left}"
    return f"{size} customers show {alone} at best; wanted: {gain}. That takes {needed} a side.{left}"


def _steps(
    plan: TestPlan, segment: Segment, model: Model, trial: Statement, weeks: str, holds: bool
) -> tuple[tuple[str, Statement], ...]:
    """What to do, in order."""
    amount = f"amount:{plan.column}"
    gain = _figure(segment, model, "gain", amount)
    steps = []
    if plan.pool_with is not None:
        pooled = _figure(segment, model, "pooled", "count")
        power = _figure(segment, model, "pooled_power", "percent0")
        shows = _figure(segment, model, "pooled_shows", amount)
        partner = link(model.key, plan.pool_with)
        steps.append(("Pool with", f"{partner}. Together {pooled}: they show {shows}. Power for the gain: {power}."))
    steps += [
        ("Split", f"By a fixed hash of the customer number. One half gets {trial}; the other gets nothing new."),
        ("Run", f"{weeks[:1].upper()}{weeks[1:]}, then score again. One look, at the end."),
        ("Stop early", "Only for harm. Complaints double, or the guardrail breaks."),
    ]
    if holds:
        floor = reference(segment_pointer(model.key, segment.slug, "strategy", "target", "target"), amount)
        steps.append(("Read out", f"Mean of each half, with its interval. Below {floor}: undo the change."))
    else:
        steps.append(("Read out", f"Difference of means, with its interval. Drop it if all lies below {gain}."))
    rates = (_figure(segment, model, field, "percent0") for field in ("rate_from", "rate_to"))
    answered = " to ".join(rates)
    needed = _figure(segment, model, "rate_needed", "count")
    shown = f" These show {_figure(segment, model, 'rate_shows', 'percent0')}." if plan.rate_shows is not None else ""
    steps.append(("Response rates", f"From {answered}: {needed} a side.{shown}"))
    return tuple(steps)
