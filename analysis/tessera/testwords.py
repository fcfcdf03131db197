"""A test plan in words. Sentences that every plan needs stay short; what differs comes from the play."""

from dataclasses import dataclass, replace

from tessera.facts import Statement, TestPlan
from tessera.pointers import reference
from tessera.scope import Scope, link, segment_pointer

FAIR_POWER = 0.7  # below this a pooled test misses the gain too often to be called one


@dataclass(frozen=True, slots=True)
class Trial:
    """What a test is about: what the treated half gets, for how long, and whether a level is to be held."""

    given: Statement
    weeks: str
    holds: bool
    left_out: int  # borderline customers who take no part
    over_all: bool  # over everyone, since segments of this model would not be found again


def worded(plan: TestPlan, scope: Scope, trial: Trial) -> TestPlan:
    """Say a plan: headline, sentence and steps."""
    steps = (*_pooling(plan, scope, trial), *_running(trial), _reading(plan, scope, trial), *_rates(plan, scope))
    return replace(plan, headline=_headline(plan, trial), sentence=_sentence(plan, scope, trial), steps=steps)


def _figure(scope: Scope, field: str, style: str) -> Statement:
    return reference(segment_pointer(scope.model.key, scope.segment.slug, "strategy", "test", field), style)


def _headline(plan: TestPlan, trial: Trial) -> Statement:
    """Whether the segment is large enough, first of all."""
    if trial.over_all:
        return "Over everyone first, by slice second" if plan.enough else "Too small even over everyone: pilot"
    if plan.enough:
        return "Large enough to test alone"
    if trial.holds:
        return "Too small to measure: watch the floor"
    if plan.pooled_power is None:
        return "Too small to test: run a pilot"
    return "Too small to test alone: pool" if plan.pooled_power >= FAIR_POWER else "Too small even pooled: pilot"


def _sentence(plan: TestPlan, scope: Scope, trial: Trial) -> Statement:
    """What the segment can show, against what it has to show."""
    if trial.over_all:
        pooled, shows = _figure(scope, "pooled", "count"), _figure(scope, "pooled_shows", f"unit:{plan.column}")
        alone = _figure(scope, "alone", f"amount:{plan.column}")
        return f"All {pooled} together can show {shows}. This slice alone could show {alone} or more."
    size = reference(segment_pointer(scope.model.key, scope.segment.slug, "size"), "Words")
    alone = _figure(scope, "alone", f"unit:{plan.column}")
    gain = _figure(scope, "gain", f"amount:{plan.column}")
    border = reference(segment_pointer(scope.model.key, scope.segment.slug, "borderline"), "words")
    left = f" Left out: {border} on a border." if trial.left_out else ""
    if plan.enough:
        return f"{size} customers can show {alone} or more. Wanted: {gain}.{left}"
    if trial.holds:
        return f"{size} customers can show {alone} or more. The floor is {gain} away: watch it.{left}"
    needed = _figure(scope, "needed", "count")
    return f"{size} customers can show {alone} or more. Wanted are {gain}, which takes {needed} a side.{left}"


def _pooling(plan: TestPlan, scope: Scope, trial: Trial) -> tuple[tuple[str, Statement], ...]:
    """With whom to test, if with anybody."""
    if trial.over_all:
        pooled = _figure(scope, "pooled", "count")
        return (("Whom", f"All {pooled}, drawn without regard to slices."),)
    if plan.pool_with is None:
        return ()
    pooled, shows = _figure(scope, "pooled", "count"), _figure(scope, "pooled_shows", f"amount:{plan.column}")
    power = "" if trial.holds else f" Chance to see the wanted gain: {_figure(scope, 'pooled_power', 'percent0')}."
    partner = link(scope.model.key, plan.pool_with)
    return (("Pool with", f"{partner}. Together {pooled} can show {shows} or more.{power}"),)


def _running(trial: Trial) -> tuple[tuple[str, Statement], ...]:
    """Who gets what, for how long, and when to stop."""
    return (
        ("Split", "By a fixed hash of the customer number. The other half gets nothing new."),
        ("One half gets", f"{trial.given[:1].upper()}{trial.given[1:]}."),
        ("Run", f"{trial.weeks[:1].upper()}{trial.weeks[1:]}."),
        ("Look", "Once, at the end, after scoring again."),
        ("Stop early", "Only for harm. Complaints double, or the guardrail breaks."),
    )


def _reading(plan: TestPlan, scope: Scope, trial: Trial) -> tuple[str, Statement]:
    """What counts as a result."""
    amount = f"amount:{plan.column}"
    if trial.over_all:
        return (
            "Read out",
            "First the difference over everyone. Then each slice against the rest. Drop slices that answer alike.",
        )
    if trial.holds:
        floor = reference(segment_pointer(scope.model.key, scope.segment.slug, "strategy", "target", "target"), amount)
        return "Read out", f"Mean of each half, with its interval. Below {floor}: undo the change."
    gain = _figure(scope, "gain", amount)
    return "Read out", f"Compare both means, with an interval. Drop it if the interval stays below {gain}."


def _rates(plan: TestPlan, scope: Scope) -> tuple[tuple[str, Statement], ...]:
    """Why the test looks at amounts and not at answers."""
    low, high = (_figure(scope, field, "percent0") for field in ("rate_from", "rate_to"))
    steps = [("Response rates", f"Lifting {low} to {high} takes {_figure(scope, 'rate_needed', 'count')} a side.")]
    if plan.rate_shows is not None:
        shown = _figure(scope, "rate_shows", "percent0")
        steps.append(("Rates here", f"A rise to {shown} or more would show."))
    return tuple(steps)
