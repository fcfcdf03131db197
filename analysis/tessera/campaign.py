"""The test plan of a segment: can its target be shown, alone or pooled, and how."""

import math
from typing import TYPE_CHECKING

from tessera.facts import (
    DataReport,
    Model,
    Name,
    Segment,
    Slug,
    Statement,
    Target,
    TestPlan,
)
from tessera.power import (
    arm_for_means,
    arm_for_rates,
    power_of_means,
    rate_shown,
    smallest_effect,
)
from tessera.testwords import worded

if TYPE_CHECKING:
    from tessera.study import TestSpec

POOL_REACH = 0.5  # a partner's mean lies within half of everyone's standard deviation
SMALLEST_TEST = 4  # customers: two a side


def plan_test(
    segment: Segment, model: Model, data: DataReport, target: Target, spec: "TestSpec", trial: Statement, weeks: str
) -> TestPlan | None:
    """Size the test of a strategy and say its steps.

    Half of the segment gets the trial, half is held out. Where the model is not natural, borderline customers
    stay out of the test, so that nothing leans on the borders.

    Parameters
    ----------
    segment, model, data, target
        Whom the test is about and the gain it has to show (for a target to hold: the fall).
    spec : TestSpec
        ``alpha``, ``power`` and the response rates worth telling apart.
    trial : Statement
        What the treated half gets.
    weeks : str
        How long it runs, in words.

    Returns
    -------
    TestPlan or None
        ``alone`` is the smallest gain the segment can show by itself, ``needed`` the customers per arm for the
        target's gain. None for fewer than four customers, or when the value does not vary.
    """
    value, gain = target.column, target.gain
    spread, customers = segment.sds[value], in_test(segment, model)
    if customers < SMALLEST_TEST or spread <= 0:
        return None
    arms = _arms(customers)
    alone = spread * smallest_effect(*arms, spec.alpha, spec.power)
    partner = None if alone <= gain else _partner(segment, model, data, value)
    pooled = customers + (in_test(model.segments[partner], model) if partner else 0)
    shared = _spread(segment, model.segments[partner], value) if partner else spread
    plan = TestPlan(
        column=value,
        gain=gain,
        sd=spread,
        alone=alone,
        needed=arm_for_means(gain / spread, spec.alpha, spec.power),
        enough=alone <= gain,
        pool_with=partner,
        pooled=pooled,
        pooled_shows=shared * smallest_effect(*_arms(pooled), spec.alpha, spec.power) if partner else None,
        pooled_power=power_of_means(*_arms(pooled), gain / shared, spec.alpha) if partner else None,
        alpha=spec.alpha,
        power=spec.power,
        rate_from=spec.rate_from,
        rate_to=spec.rate_to,
        rate_needed=arm_for_rates(spec.rate_from, spec.rate_to, spec.alpha, spec.power),
        rate_shows=rate_shown(spec.rate_from, *arms, spec.alpha, spec.power),
        headline="",
        sentence="",
        steps=(),
    )
    return worded(plan, segment, model, target, trial, weeks, left_out=segment.size - customers)


def in_test(segment: Segment, model: Model) -> int:
    """Customers of a segment that a test may use: all in a natural model, else all but the borderline ones."""
    natural = model.verdict is not None and model.verdict.level == "natural"
    return segment.size if natural else segment.size - segment.borderline


def _arms(customers: int) -> tuple[int, int]:
    """Half and half, as near as it goes."""
    return customers // 2, customers - customers // 2


def _partner(segment: Segment, model: Model, data: DataReport, value: Name) -> Slug | None:
    """The segment of the same model nearest in mean value, if it is near enough to answer alike."""
    reach = POOL_REACH * (data.columns[value].sd or 0.0)

    def apart(slug: Slug) -> float:
        return abs(model.segments[slug].means[value] - segment.means[value])

    near = [
        slug
        for slug, other in model.segments.items()
        if slug != segment.slug and apart(slug) <= reach and in_test(other, model) >= SMALLEST_TEST
    ]
    return min(near, key=lambda slug: (apart(slug), slug)) if near else None


def _spread(first: Segment, second: Segment, value: Name) -> float:
    """Standard deviation within two segments together."""
    freedom = first.size + second.size - 2
    squares = (first.size - 1) * first.sds[value] ** 2 + (second.size - 1) * second.sds[value] ** 2
    return math.sqrt(squares / freedom)
