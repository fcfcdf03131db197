"""The three sentences of a segment's summary: who and how many, what sets them apart, what to do."""

from tessera.facts import Name, Statement
from tessera.words.phrases import (
    Choice,
    always,
    describes_people,
    first_that_holds,
    is_plain,
    listed,
    noun,
    people,
)
from tessera.words.readings import (
    MIDDLE_SD,
    described_features,
    in_the_middle,
    peer_of,
    required_peer,
    standing,
    widest_column,
)
from tessera.words.scene import (
    Scene,
    adds_up,
    amount,
    everyone,
    extreme,
    named,
    other,
    own,
    size,
    with_unit,
)

MOST_TOTALS = 2
MOST_FEATURES = 2
"""So many features are compared in a sentence."""


def summary_of(scene: Scene) -> tuple[Statement, Statement, Statement]:
    """Say who they are and how many, what sets them apart, and what to do (or how unlike each other they are)."""
    return _who_and_how_many(scene), first_that_holds(APART, scene), first_that_holds(SO_WHAT, scene)


def portrait(scene: Scene) -> str:
    """The traits as a description: ``younger customers with high spending``."""
    traits = [t for t in scene.segment.traits if is_plain(t.word)]
    numbers = [t for t in traits if t.value is None]
    common = "".join(f", {t.word}" for t in traits if t.value is not None)
    adjectives = [t.word for t in numbers if describes_people(scene.study, t.column)]
    things = [t.word for t in numbers if not describes_people(scene.study, t.column)]
    who = " ".join([", ".join(adjectives), people(scene.study)]).strip()
    return (f"{who} with {listed(things)}" if things else who) + common


def held(scene: Scene) -> str:
    """What they hold of everyone's totals: ``25.5% of all income and 6.0% of all spending``."""
    columns = [c for c in scene.segment.totals if adds_up(scene.study, c)]
    columns.sort(key=lambda c: (c == scene.value, c not in scene.model.features))
    chosen = [*columns[: MOST_TOTALS - 1], *columns[MOST_TOTALS - 1 :][-1:]]
    return listed([f"{own(scene, 'totals', c, style='percent')} of all {noun(scene.study, c)}" for c in chosen])


def _who_and_how_many(scene: Scene) -> Statement:
    share = own(scene, "share", style="percent")
    if scene.segment.size == 1:
        return f"One of all {people(scene.study)} stands here alone: read nothing into the figures."
    start = f"{size(scene, 'Words')} {people(scene.study)}, {share} of the base,"
    totals = held(scene)
    return f"{start} hold {totals}." if totals else f"{start} are {portrait(scene)}."


def _apart_from_the_peer(scene: Scene) -> Statement:
    peer = required_peer(scene)
    theirs = other(scene, peer.slug)
    return (
        f"What sets them apart from {named(scene, peer.slug)} is not {noun(scene.study, peer.same)}, "
        f"{with_unit(scene, peer.same)} against {amount(theirs, peer.same)}, but {noun(scene.study, peer.apart)}: "
        f"{with_unit(scene, peer.apart)} against {amount(theirs, peer.apart)}."
    )


def furthest(scene: Scene) -> list[Name]:
    """The features that lie furthest from everyone, at most two."""
    return sorted(described_features(scene), key=lambda f: -abs(standing(scene, f)))[:MOST_FEATURES]


def _not_apart(scene: Scene) -> Statement:
    """Near the middle: how near, in hundredths of the average."""
    near = [f for f in furthest(scene) if f in scene.segment.index]
    indices = listed([f"{own(scene, 'index', f, style='index')} in {noun(scene.study, f)}" for f in near])
    nearest = named(scene, scene.segment.neighbours[0].slug)
    if not near:
        return f"Little sets them apart, even from {nearest}."
    return f"Little sets them apart: where a hundred is everyone they stand at {indices}."


def _apart_from_everyone(scene: Scene) -> Statement:
    """The features that are far from everyone's, and one that is not."""
    far = [f for f in furthest(scene) if abs(standing(scene, f)) >= MIDDLE_SD] or furthest(scene)[:1]
    near = [f for f in furthest(scene) if f not in far]
    apart = listed(
        [f"{noun(scene.study, f)}, {with_unit(scene, f)} against everyone's {everyone(scene, f)}" for f in far]
    )
    but = f"; in {noun(scene.study, near[0])} they are close to everyone, at {amount(scene, near[0])}" if near else ""
    return f"What sets them apart is {apart}{but}."


APART: tuple[Choice[Scene], ...] = (
    (
        lambda scene: not scene.segment.neighbours or not described_features(scene),
        lambda scene: f"They are {portrait(scene)}.",
    ),
    (lambda scene: peer_of(scene) is not None, _apart_from_the_peer),
    (in_the_middle, _not_apart),
    (always, _apart_from_everyone),
)


def _objective(scene: Scene) -> Statement:
    assert scene.segment.strategy is not None
    return scene.segment.strategy.objective


def _spread(scene: Scene) -> Statement:
    """How unlike each other they are where they are least alike."""
    column = widest_column(scene)
    assert column is not None
    low, high = extreme(scene, column, "q1s", "amount"), extreme(scene, column, "q3s")
    return (
        f"Within {named(scene)} they differ most in {noun(scene.study, column)}: half lie between {low} and {high}, "
        f"all between {extreme(scene, column, 'mins', 'amount')} and {extreme(scene, column, 'maxs')}."
    )


SO_WHAT: tuple[Choice[Scene], ...] = (
    (lambda scene: scene.segment.strategy is not None, _objective),
    (lambda scene: widest_column(scene) is not None, _spread),
    (always, lambda scene: f"They are {portrait(scene)}."),
)
