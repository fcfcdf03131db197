"""Arms become uplifts: each segment's difference, the effect on everyone, and what to do next."""

from collections.abc import Mapping
from dataclasses import replace

from tessera.facts import Arm, CampaignResult, Findings, Model, ModelUplift, Results, Slug, Uplift
from tessera.measurement import (
    Interval,
    Sample,
    confidence_each,
    difference_of_means,
    difference_of_rates,
    weighted_sum,
)
from tessera.results import Counted
from tessera.resulttable import Kind
from tessera.upliftwords import worded

CONFIDENCE = 0.95
"""Of all intervals of a model together, and of the effect on everyone."""

LEAST_PER_ARM = 5
"""Customers an arm needs before it is shown, if the study's public minimum asks for fewer."""


def read_out(counted: Counted, findings: Findings) -> Results:
    """The results of one or more campaigns, by segment of every model.

    Parameters
    ----------
    counted : Counted
        Of `results.count_results`.
    findings : Findings
        Whose models placed the customers; their strategies say what the test was to settle.
    """
    least = max(findings.study.public_minimum, LEAST_PER_ARM)
    results = Results(
        input=counted.input,
        outcome=counted.outcome,
        column=counted.column if counted.kind == "amount" else None,
        kind=counted.kind,
        rows=counted.rows,
        matched=counted.matched,
        unmatched=counted.rows - counted.matched,
        least=least,
        campaigns=tuple(_campaign(name, counted, findings, least) for name in counted.campaigns),
        headline="",
        standfirst="",
    )
    return worded(results, findings)


def compare_arms(arms: Mapping[bool, Sample], kind: Kind, confidence: float, least: int) -> Uplift:
    """One segment's uplift; ``untested`` when an arm has fewer customers than ``least``."""
    treated, holdout = (arms.get(arm, Sample(0, 0.0, 0.0)) for arm in (True, False))
    enough = min(treated.customers, holdout.customers) >= least
    interval = _difference(treated, holdout, kind, confidence) if enough else None
    return _uplift(treated, holdout, interval, least)


def pooled(parts: Mapping[Slug, Mapping[bool, Sample]], kind: Kind, confidence: float, least: int) -> Interval | None:
    """The effect on everyone: the segments' differences weighed by their customers.

    Segments with too few in an arm are left out; None if all are.
    """
    usable = [arms for arms in parts.values() if min(_size(arms, True), _size(arms, False)) >= least]
    everyone = sum(_size(arms, arm) for arms in usable for arm in (True, False))
    return (
        weighted_sum(
            [
                ((_size(a, True) + _size(a, False)) / everyone, _difference(a[True], a[False], kind, confidence))
                for a in usable
            ]
        )
        if usable
        else None
    )


def _campaign(name: str, counted: Counted, findings: Findings, least: int) -> CampaignResult:
    """One campaign by every model."""
    lead = findings.overview.lead_model if findings.overview else next(iter(findings.models))
    whole = counted.arms[(name, "", "")]
    by_model = {key: _arms_of(name, model, counted) for key, model in findings.models.items()}
    interval = pooled(by_model[lead], counted.kind, CONFIDENCE, least)
    treated, holdout = (whole.get(arm, Sample(0, 0.0, 0.0)) for arm in (True, False))
    return CampaignResult(
        name=name,
        customers=treated.customers + holdout.customers,
        everyone=_uplift(treated, holdout, interval, least),
        models={key: _by_model(model, by_model[key], counted.kind, least) for key, model in findings.models.items()},
    )


def _arms_of(name: str, model: Model, counted: Counted) -> dict[Slug, Mapping[bool, Sample]]:
    return {slug: counted.arms.get((name, model.key, slug), {}) for slug in model.order}


def _by_model(model: Model, arms: Mapping[Slug, Mapping[bool, Sample]], kind: Kind, least: int) -> ModelUplift:
    """A campaign by the segments of one model, with intervals that hold together."""
    tested = sum(1 for a in arms.values() if min(_size(a, True), _size(a, False)) >= least)
    each = confidence_each(CONFIDENCE, tested)
    segments = {slug: compare_arms(a, kind, each, least) for slug, a in arms.items()}
    return ModelUplift(
        model=model.key,
        confidence=each,
        tested=tested,
        gains=sum(1 for u in segments.values() if u.state == "gain"),
        losses=sum(1 for u in segments.values() if u.state == "loss"),
        segments=segments,
        headline="",
    )


def _size(arms: Mapping[bool, Sample], arm: bool) -> int:
    return arms[arm].customers if arm in arms else 0


def _difference(treated: Sample, holdout: Sample, kind: Kind, confidence: float) -> Interval:
    compare = difference_of_rates if kind == "binary" else difference_of_means
    return compare(treated, holdout, confidence)


def _uplift(treated: Sample, holdout: Sample, interval: Interval | None, least: int) -> Uplift:
    """A difference with its arms; sentences come later."""
    bare = Uplift(_arm(treated, least), _arm(holdout, least), None, None, None, None, "untested", "", "", "")
    if interval is None:
        return bare
    return replace(
        bare,
        difference=interval.difference,
        low=interval.low,
        high=interval.high,
        size=abs(interval.difference),
        state="gain" if interval.low > 0 else "loss" if interval.high < 0 else "open",
    )


def _arm(sample: Sample, least: int) -> Arm:
    """An arm's figures; only its size when it is small, for a mean of few is nearly a row."""
    if sample.customers < least:
        return Arm(sample.customers, None, None)
    return Arm(sample.customers, sample.mean, sample.variance**0.5)
