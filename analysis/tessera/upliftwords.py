"""A campaign's results in words: what it changed in each segment, what that settles, what to do next."""

from dataclasses import replace

from tessera.bearing import bearings, gain_wanted, of_offer
from tessera.facts import CampaignResult, Findings, ModelUplift, Results, Segment, Slug, Statement, Uplift
from tessera.pointers import pointer, reference


def worded(results: Results, findings: Findings) -> Results:
    """Results with every sentence a page says of them."""
    campaigns = tuple(_campaign(results, findings, place, campaign) for place, campaign in enumerate(results.campaigns))
    told = replace(results, campaigns=campaigns)
    return replace(told, headline=_headline(told, findings), standfirst=_standfirst(told))


def _campaign(results: Results, findings: Findings, place: int, campaign: CampaignResult) -> CampaignResult:
    """One campaign with its sentences."""
    at = ("campaigns", place)
    everyone = replace(
        campaign.everyone,
        sentence=_sentence(results, campaign.everyone, (*at, "everyone"), "customers in all"),
        settles="",
        following="",
    )
    models = {}
    for key, result in campaign.models.items():
        where = (*at, "models", key)
        segments = {
            slug: _segment(
                results, campaign.name, findings.models[key].segments[slug], key, (*where, "segments", slug), uplift
            )
            for slug, uplift in result.segments.items()
        }
        models[key] = replace(result, segments=segments, headline=_model_headline(result))
    return replace(campaign, everyone=everyone, models=models)


def _at(*parts: str | int, style: str = "") -> Statement:
    return reference(pointer("results", *parts), style)


def style_of_change(results: Results) -> str:
    """How a difference is worded: percentage points, the column's unit, or a number."""
    if results.kind == "binary":
        return "points"
    return f"amount:{results.column}" if results.column else "number"


def _segment(
    results: Results, campaign: str, segment: Segment, model: str, where: tuple[str | int, ...], uplift: Uplift
) -> Uplift:
    """A segment's uplift with its sentences."""
    name = reference(pointer("models", model, "segments", segment.slug, "name"))
    return replace(
        uplift,
        sentence=_sentence(results, uplift, where, f"customers of **{name}**"),
        settles=_settles(results, segment, model, uplift),
        following=_following(segment, model, where, uplift),
        hypotheses=bearings(campaign, model, segment, uplift),
    )


def _sentence(results: Results, uplift: Uplift, where: tuple[str | int, ...], who: Statement) -> Statement:
    """What happened, with its interval."""
    treated = _at(*where, "treated", "customers", style="Words")
    holdout = _at(*where, "holdout", "customers", style="words")
    if uplift.state == "untested":
        return _untested(uplift, treated, where, who)
    style = style_of_change(results)
    more = "more" if (uplift.difference or 0) >= 0 else "less"
    size, low, high = (_at(*where, part, style=style) for part in ("size", "low", "high"))
    if results.kind == "binary":
        often = f"{size} percentage points {more} often"
        return f"{treated} treated {who} responded {often} than their holdout of {holdout} ({low} to {high})."
    if results.column is None:
        return f"{treated} treated {who} brought {size} {more} each than their holdout of {holdout} ({low} to {high})."
    size = _at(*where, "size", style=f"unit:{results.column}")
    what = reference(pointer("study", "columns", results.column, "short"))
    height = "higher" if more == "more" else "lower"
    return f"{treated} treated {who} were {size} {height} in {what} than their holdout of {holdout} ({low} to {high})."


def _untested(uplift: Uplift, treated: Statement, where: tuple[str | int, ...], who: Statement) -> Statement:
    """Why nothing can be said."""
    if not uplift.holdout.customers and not uplift.treated.customers:
        return f"No {who} took part."
    if not uplift.holdout.customers:
        return f"{treated} {who} were treated and none held out: nothing can be compared."
    held = _at(*where, "holdout", "customers", style="words" if uplift.treated.customers else "Words")
    if not uplift.treated.customers:
        return f"{held} {who} were held out and none treated: nothing can be compared."
    return (
        f"{treated} {who} were treated and {held} held out: too few to say; each side needs {{/results/least|words}}."
    )


def _settles(results: Results, segment: Segment, model: str, uplift: Uplift) -> Statement:
    """What it says of the segment's offer."""
    target = segment.strategy.target if segment.strategy else None
    own = target if target is not None and results.column == target.column and target.gain > 0 else None
    return of_offer(uplift, own, gain_wanted(model, segment, results.column))


def _following(segment: Segment, model: str, where: tuple[str | int, ...], uplift: Uplift) -> Statement:
    """What to do next."""
    plan = segment.strategy.test if segment.strategy else None
    if uplift.state == "gain":
        return "Give it to the whole segment, keep one in ten held out, and look again in a quarter."
    if uplift.state == "loss":
        return "Stop it here, tell its owner, and try the next lever of the plan."
    if uplift.state == "untested":
        if plan is not None and plan.pool_with:
            return f"Pool it with {reference(pointer('models', model, 'segments', plan.pool_with), 'link')} next time."
        return "Next time hold out one half, by the hash of the customer number."
    if plan is not None and min(uplift.treated.customers, uplift.holdout.customers) < plan.needed:
        needed = reference(pointer("models", model, "segments", segment.slug, "strategy", "test", "needed"), "count")
        had = (_at(*where, arm, "customers", style="count") for arm in ("treated", "holdout"))
        return f"Run it on: the plan asks for {needed} a side, this had {' and '.join(had)}."
    target = segment.strategy.target if segment.strategy else None
    if target is not None and uplift.high is not None and uplift.high >= target.gain:
        return "Run it once more: a test of the planned size still misses some real gains."
    return "The test was large enough for what was wanted: change the offer before trying again."


def _model_headline(result: ModelUplift) -> Statement:
    """What a model's drawing shows."""
    if not result.tested:
        return "No segment had enough customers on both sides"
    named = {state: [slug for slug, u in result.segments.items() if u.state == state] for state in ("gain", "loss")}
    names = {state: _listed(result.model, slugs) for state, slugs in named.items()}
    if named["gain"] and named["loss"]:
        return f"It worked for {names['gain']}, and did harm for {names['loss']}"
    if named["gain"] and result.tested > len(named["gain"]):
        alone = " only" if len(named["gain"]) == 1 else ""
        return f"It worked for {names['gain']}{alone}; elsewhere it may be chance"
    if named["gain"]:
        return f"It worked for {names['gain']}"
    if named["loss"]:
        return f"It did harm for {names['loss']}"
    return "No segment's interval leaves out zero"


def _listed(model: str, slugs: list[Slug]) -> Statement:
    """Names of segments in a row."""
    names = [f"“{reference(pointer('models', model, 'segments', slug, 'name'))}”" for slug in slugs]
    return " and ".join((", ".join(names[:-1]), names[-1])) if len(names) > 1 else "".join(names)


def _headline(results: Results, findings: Findings) -> Statement:
    """The first campaign by the lead model; how many there are when several."""
    lead = findings.overview.lead_model if findings.overview else next(iter(findings.models))
    return results.campaigns[0].models[lead].headline if len(results.campaigns) == 1 else "What the campaigns changed"


def _standfirst(results: Results) -> Statement:
    """How many customers it rests on."""
    rows, matched = _at("rows", style="count"), _at("matched", style="count")
    everyone = results.campaigns[0].everyone.sentence if len(results.campaigns) == 1 else ""
    joined = (
        f"All {rows} rows were found in the customer table."
        if not results.unmatched
        else f"{matched} of {rows} rows were found in the customer table; the others are left out."
    )
    return f"{everyone} {joined}".strip()
