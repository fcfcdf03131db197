"""What a segment's figures cannot bear, in three sentences that belong to this segment."""

from tessera.facts import Statement
from tessera.pointers import pointer, reference
from tessera.words.phrases import Choice, always, first_that_holds, noun, people
from tessera.words.readings import widest_column
from tessera.words.scene import Scene, amount, figure, named, own, size, with_unit

FEW = 100
"""In a segment smaller than this, one customer more or less shows."""


def segment_limits(scene: Scene) -> tuple[Statement, ...]:
    """How small it is, what its value column is, and what one look in time leaves out."""
    limits = (first_that_holds(SIZE, scene), first_that_holds(VALUE, scene), first_that_holds(TIME, scene))
    return tuple(limit for limit in limits if limit)


def _few(scene: Scene) -> Statement:
    """One customer's weight, and how far the mean is known."""
    start = f"{size(scene, 'Words')} {people(scene.study)}: each is {figure(scene, 'one', 'percent')} of every share"
    column = scene.value if scene.value in scene.segment.mean_lows else widest_column(scene)
    if column is None:
        return f"{start} on this page."
    low, high = amount(scene, column, "mean_lows"), with_unit(scene, column, "mean_highs")
    return f"{start}, and their mean {noun(scene.study, column)} is known only to lie between {low} and {high}."


def _many(scene: Scene) -> Statement:
    start = f"{size(scene, 'Words')} {people(scene.study)} make narrow intervals, not sharp edges"
    if not scene.segment.borderline:
        return f"{start}."
    return f"{start}: {own(scene, 'borderline', style='count')} of them could as well stand next door."


SIZE: tuple[Choice[Scene], ...] = (
    (lambda scene: scene.segment.size == 1, lambda scene: f"{named(scene)} is one single case, not a group."),
    (lambda scene: scene.segment.size < FEW, _few),
    (always, _many),
)


def _noted(scene: Scene) -> Statement:
    assert scene.value is not None
    note = reference(pointer("study", "columns", scene.value, "note"), "name")
    return f"Behind their {with_unit(scene, scene.value)} of {noun(scene.study, scene.value)}: {note}"


def _unnoted(scene: Scene) -> Statement:
    assert scene.value is not None
    return (
        f"Their {with_unit(scene, scene.value)} of {noun(scene.study, scene.value)}: that was measured, "
        f"not what {named(scene)} could bring."
    )


VALUE: tuple[Choice[Scene], ...] = (
    (lambda scene: scene.value is None, lambda scene: f"Nothing in the table says what {named(scene)} is worth."),
    (lambda scene: bool(scene.value and scene.study.columns[scene.value].note), _noted),
    (always, _unnoted),
)


TIME: tuple[Choice[Scene], ...] = (
    (
        lambda scene: scene.study.data.simulated,
        lambda scene: (
            f"The table is simulated, and one look in time: nobody in {named(scene)} is seen to come, stay or leave."
        ),
    ),
    (always, lambda scene: f"One look in time: whether {named(scene)} grows or shrinks, it does not show."),
)
