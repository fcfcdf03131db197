"""What a campaign's result says of a segment's hypotheses: supported, contradicted, open, or not tested by it.

A campaign tests one thing: what the treated half got. It bears on the segment's offer, and on those hypotheses whose
lever the campaign's name says. Of all others it says nothing, and that is said too.
"""

import re
from collections.abc import Mapping

from tessera.facts import Bearing, BearingState, Claim, Segment, Statement, Target, Uplift
from tessera.playbook_schema import LeverName
from tessera.pointers import pointer, reference

LEVER_WORDS: Mapping[LeverName, str] = {
    "targeting": "target|targeting|audience|selection",
    "assortment": "assortment|range|product|products",
    "engagement": "engagement|event|events|contact|service",
    "pricing": "price|prices|pricing|promotion|promotions|discount|discounts",
    "personalisation": "personal|personalised|personalized|personalisation|personalization",
}
"""Words in a campaign's name that say which lever it pulled."""


def levers_in(campaign: str) -> frozenset[LeverName]:
    """The levers that a campaign's name speaks of: ``pricing`` for "Spring discount"."""
    words = frozenset(re.findall(r"[a-z]+", campaign.casefold()))
    return frozenset(lever for lever, known in LEVER_WORDS.items() if words & set(known.split("|")))


def bearings(campaign: str, model: str, segment: Segment, uplift: Uplift) -> tuple[Bearing, ...]:
    """What a result says of each hypothesis of a segment, lever by lever.

    Parameters
    ----------
    campaign : str
        Its name; the levers in it are those that the treated half felt.
    model : str
        Key of the segment's model.
    segment : Segment
        With its strategy.
    uplift : Uplift
        Treated less holdout in this segment.
    """
    if segment.strategy is None:
        return ()
    pulled = levers_in(campaign)
    found = []
    for i, lever in enumerate(segment.strategy.levers):
        for j, claim in enumerate(lever.claims):
            if claim.kind == "hypothesis":
                place = pointer("models", model, "segments", segment.slug, "strategy", "levers", i, "claims", j)
                state = _state(uplift) if lever.lever in pulled else "not tested"
                found.append(Bearing(place, lever.lever, claim.text, state, _of_claim(state, claim)))
    return tuple(found)


def _state(uplift: Uplift) -> BearingState:
    """A result as an answer to a hypothesis that the treated half acted on."""
    if uplift.state == "untested":
        return "not tested"
    return {"gain": "supported", "loss": "contradicted", "open": "open"}[uplift.state]  # type: ignore[return-value]


def _of_claim(state: BearingState, claim: Claim) -> Statement:
    """The answer in words; it holds only as far as the treated half got what the hypothesis says."""
    return {
        "supported": "Supported, if the treated half got just this: the interval is wholly above zero.",
        "contradicted": "Contradicted, if the treated half got just this: the interval is wholly below zero.",
        "open": "Left open: the interval holds zero, so the difference may be chance.",
        "not tested": f"Not tested by this campaign. It would be settled by: {claim.settled_by}.",
    }[state]


def of_offer(uplift: Uplift, target: Target | None, wanted: Statement) -> Statement:
    """What a result says of the segment's offer, which is what a campaign tests first of all.

    Parameters
    ----------
    uplift : Uplift
    target : Target or None
        The segment's target, where the outcome is the target's column.
    wanted : str
        The gain that was wanted (for a target to hold, the fall that would cross its floor), as a reference.
    """
    if uplift.low is None or uplift.high is None:
        return "Not answered: there was no comparison."
    if uplift.state == "loss":
        return "Contradicted: with the offer they came out lower than without it."
    if target is None:
        if uplift.state == "gain":
            return "Supported: with the offer they came out higher. How much was wanted is set in another column."
        return "Left open: the interval holds zero, so the difference may be chance."
    if target.fraction == 0:
        return _of_holding(uplift, target, wanted)
    return _of_raising(uplift, target, wanted)


def _of_raising(uplift: Uplift, target: Target, wanted: Statement) -> Statement:
    """An offer that is to raise the value by a stated gain."""
    low, high = float(uplift.low or 0.0), float(uplift.high or 0.0)
    if low >= target.gain:
        return f"Settled as far as one test can: the gain is at least the {wanted} that were wanted."
    if low > 0 and high < target.gain:
        return f"Supported in part: there is a gain, but it is smaller than the {wanted} that were wanted."
    if low > 0:
        return f"Supported: there is a gain. Whether it reaches the {wanted} that were wanted is left open."
    if high < target.gain:
        return f"Contradicted: a gain of the {wanted} that were wanted can be ruled out; a smaller one cannot."
    return f"Left open: neither no effect nor the {wanted} that were wanted can be ruled out."


def _of_holding(uplift: Uplift, target: Target, wanted: Statement) -> Statement:
    """An offer that is to keep the value where it is."""
    if float(uplift.low or 0.0) > 0:
        return "Supported: the value was not only held, it rose."
    if float(uplift.low or 0.0) > -target.gain:
        return f"Supported: a fall of {wanted}, which would cross the floor, can be ruled out."
    return f"Left open: a fall of {wanted}, which would cross the floor, cannot be ruled out."


def gain_wanted(model: str, segment: Segment, column: str | None) -> Statement:
    """A reference to the gain that a segment's target asks for."""
    place = pointer("models", model, "segments", segment.slug, "strategy", "target", "gain")
    return reference(place, f"unit:{column}" if column else "")
