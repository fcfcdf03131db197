"""The test plan of a segment: can its target be shown, alone or pooled, and how."""

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tessera.facts import Model, Name, Segment, Slug, Statement, Target, TestPlan
from tessera.power import arm_for_means, arm_for_rates, power_of_means, rate_shown, smallest_effect
from tessera.scope import Scope
from tessera.testwords import Trial, worded

if TYPE_CHECKING:
    from tessera.study import TestSpec

POOL_REACH = 0.5  # a partner's mean lies within half of everyone's standard deviation
SMALLEST_TEST = 4  # customers: two a side


@dataclass(frozen=True, slots=True)
class Pool:
    """Two segments tested as one, or everyone: customers, spread of the value within them, smallest gain they show."""

    partner: Slug | None
    customers: int
    spread: float
    shows: float


def plan_test(scope: Scope, target: Target, given: Statement, weeks: str) -> TestPlan | None:
    """Size the test of a strategy and say its steps.

    Half of the segment gets the trial, half is held out. Where the model is not natural, borderline customers
    stay out of the test, so that nothing leans on the borders.

    Parameters
    ----------
    scope : Scope
        Whom the test is about; its study says ``alpha``, ``power`` and the response rates worth telling apart.
    target : Target
        The gain the test has to show; for a target to hold, the fall.
    given : Statement
        What the treated half gets.
    weeks : str
        How long the test runs, in words.

    Returns
    -------
    TestPlan or None
        ``alone`` is the smallest gain the segment can show by itself, ``needed`` the customers per arm for the
        target's gain. It is pooled with another segment only where that shows less than it can alone; where the
        model's verdict is none, with everyone, since the segments will not be there again. None for fewer than four
        customers, or when the value does not vary.
    """
    value, spec = target.column, scope.study.test
    spread, customers = scope.segment.sds[value], in_test(scope.segment, scope.model)
    if customers < SMALLEST_TEST or spread <= 0:
        return None
    arms = _arms(customers)
    alone = spread * smallest_effect(*arms, spec.alpha, spec.power)
    over_all = scope.model.verdict is not None and scope.model.verdict.level == "none"
    pool = whole_base(scope) if over_all else None if alone <= target.gain else _pool(scope, value, spec)
    if pool is not None and pool.shows >= alone and not over_all:
        pool = None
    tested = pool.spread if pool is not None and over_all else spread
    plan = TestPlan(
        column=value,
        gain=target.gain,
        sd=spread,
        alone=alone,
        needed=arm_for_means(target.gain / tested, spec.alpha, spec.power),
        enough=(pool.shows if pool is not None and over_all else alone) <= target.gain,
        pool_with=pool.partner if pool else None,
        pooled=pool.customers if pool else customers,
        pooled_shows=pool.shows if pool else None,
        pooled_power=power_of_means(*_arms(pool.customers), target.gain / pool.spread, spec.alpha) if pool else None,
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
    left_out = scope.segment.size - customers
    return worded(plan, scope, Trial(given, weeks, target.fraction == 0, left_out, over_all and pool is not None))


def in_test(segment: Segment, model: Model) -> int:
    """Customers of a segment that a test may use: all in a natural model, else all but the borderline ones."""
    natural = model.verdict is not None and model.verdict.level == "natural"
    return segment.size if natural else segment.size - segment.borderline


def _arms(customers: int) -> tuple[int, int]:
    """Half and half, as near as it goes."""
    return customers // 2, customers - customers // 2


def whole_base(scope: Scope) -> Pool | None:
    """Everyone as one test; None for too few customers, or when the value does not vary."""
    value, spec = scope.value, scope.study.test
    spread = None if value is None else scope.data.columns[value].sd
    customers = scope.data.rows_kept
    if not spread or customers < SMALLEST_TEST:
        return None
    return Pool(None, customers, spread, spread * smallest_effect(*_arms(customers), spec.alpha, spec.power))


def _pool(scope: Scope, value: Name, spec: "TestSpec") -> Pool | None:
    """The pool with the segment nearest in mean value, if one is near enough to answer alike."""
    own, model = scope.segment, scope.model
    reach = POOL_REACH * (scope.data.columns[value].sd or 0.0)

    def apart(slug: Slug) -> float:
        return abs(model.segments[slug].means[value] - own.means[value])

    near = [
        slug
        for slug, other in model.segments.items()
        if slug != own.slug and apart(slug) <= reach and in_test(other, model) >= SMALLEST_TEST
    ]
    if not near:
        return None
    partner = model.segments[min(near, key=lambda slug: (apart(slug), slug))]
    customers = in_test(own, model) + in_test(partner, model)
    spread = _spread(own, partner, value)
    return Pool(partner.slug, customers, spread, spread * smallest_effect(*_arms(customers), spec.alpha, spec.power))


def _spread(first: Segment, second: Segment, value: Name) -> float:
    """Standard deviation within two segments together."""
    freedom = first.size + second.size - 2
    squares = (first.size - 1) * first.sds[value] ** 2 + (second.size - 1) * second.sds[value] ** 2
    return math.sqrt(squares / freedom)
