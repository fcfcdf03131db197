"""Who they are: titles for the columns that did not draw a segment."""

from tessera.facts import IndexRow, Name, Statement
from tessera.pointers import pointer, reference
from tessera.words.phrases import (
    Choice,
    always,
    beyond,
    capital,
    comparative,
    first_that_holds,
    is_plain,
    noun,
)
from tessera.words.readings import (
    HUNDRED,
    base_within,
    empty_end,
    is_rare,
    is_split,
    relative_spread,
    share_rows,
    split_at,
    standing,
    telling_column,
)
from tessera.words.scene import (
    Scene,
    base_share,
    base_shares,
    everyone,
    extreme,
    heading,
    in_row,
    own,
    row_words,
    size,
    with_unit,
)

WIDE = 1.2
"""A segment is spread wide in a column when its standard deviation is this many times everyone's."""
NARROW = 0.8
"""It lies close together when its standard deviation is at most this share of everyone's."""
AS_MANY = 0.03
"""Shares this close are called as many."""


def who_column(scene: Scene) -> Name:
    """The column whose distribution is shown: the most telling one, or a feature where there is nothing else."""
    return telling_column(scene) or next(iter(scene.segment.histograms), scene.model.features[0])


def who_title(scene: Scene) -> Statement:
    """What the most telling column says of them."""
    return first_that_holds(WHO, scene)


# ---------------------------------------------------------------- a number


def _by_design(scene: Scene) -> Statement:
    """Nothing but the features is known."""
    column = who_column(scene)
    if column not in scene.segment.q1s:
        return "The table knows nothing beyond what drew them"
    return f"Only what drew them is known: {_half(scene, column)}"


def _half(scene: Scene, column: Name) -> str:
    low, high = extreme(scene, column, "q1s", "amount"), extreme(scene, column, "q3s")
    return f"half of them lie between {low} and {high} in {noun(scene.study, column)}"


def _range(scene: Scene) -> Statement:
    """A banded number with an empty end: where they stop and everyone else goes on."""
    column, top = who_column(scene), empty_end(scene, who_column(scene)) == "top"
    field = "max" if top else "min"
    limit = extreme(scene, column, f"{field}s", "amount")
    end = reference(pointer("data", "columns", column, field), f"unit0:{column}")
    where = "" if comparative(scene.study, column, high=top) else f" in {noun(scene.study, column)}"
    way = "up" if top else "down"
    return f"Nobody is {beyond(scene.study, column, high=top)} {limit}{where}; the base goes {way} to {end}"


def _split(scene: Scene) -> Statement:
    """Few in a band, more than usual on both sides."""
    column = who_column(scene)
    rows = {row.key.partition("=")[2]: row for row in share_rows(scene.segment, column)}
    bands = [band for band in scene.segment.counts[column] if band in rows]
    row = next(rows[bands[i]] for i in range(1, len(bands) - 1) if split_at(rows, bands, i))
    count = in_row(scene, row, "count", "words") if row.count else "none"
    return (
        f"{capital(noun(scene.study, column))} divides them: only {count} of {size(scene)} fall under "
        f"{row_words(scene, row)}, more than usual on either side"
    )


def _mean_perhaps_apart(scene: Scene) -> Statement:
    """Clear by its own interval, but not once all segments are tested together."""
    column = who_column(scene)
    mean = f"{with_unit(scene, column)} against everyone's {everyone(scene, column)}"
    return f"A hint in {noun(scene.study, column)}, {mean}; over all segments chance could do that"


def _denied(scene: Scene) -> bool:
    """Whether the test over all segments finds no difference in the telling column."""
    verdict = scene.model.verdict
    return any(r.column == who_column(scene) and not r.differs for r in (verdict.reach if verdict else ()))


def _mean_apart(scene: Scene) -> Statement:
    column = who_column(scene)
    high = standing(scene, column) > 0
    word = (
        comparative(scene.study, column, high=high) or f"{'higher' if high else 'lower'} in {noun(scene.study, column)}"
    )
    return (
        f"{capital(word)} as well: {with_unit(scene, column)} on average against everyone's {everyone(scene, column)}"
    )


def _band_apart(scene: Scene) -> Statement:
    row = _clear_row(scene, "share")
    assert row is not None
    count, index = in_row(scene, row, "count", "words") if row.count else "none", in_row(scene, row, "index", "index")
    only = "Only " if row.index < HUNDRED else ""
    return capital(f"{only}{count} of {size(scene)} fall under {row_words(scene, row)}, index {index}")


def _wide(scene: Scene) -> Statement:
    column = who_column(scene)
    low, high = extreme(scene, column, "q1s", "amount"), extreme(scene, column, "q3s")
    return f"Spread wide in {noun(scene.study, column)}: a quarter at or below {low}, a quarter at or above {high}"


def _narrow(scene: Scene) -> Statement:
    return f"Close together where they need not be: {_half(scene, who_column(scene))}"


def _alike(scene: Scene) -> Statement:
    column = who_column(scene)
    mean = f"{with_unit(scene, column)} on average against everyone's {everyone(scene, column)}"
    return f"No news in {noun(scene.study, column)}: {mean}; chance could do that"


def _clear_row(scene: Scene, kind: str) -> IndexRow | None:
    """The telling column's strongest clear row of a kind."""
    column = telling_column(scene)
    rows = (r for r in scene.segment.differences if r.column == column and r.clear and r.kind == kind)
    return next(rows, None)


WHO: tuple[Choice[Scene], ...] = (
    (lambda scene: telling_column(scene) is None, _by_design),
    (lambda scene: empty_end(scene, who_column(scene)) is not None, _range),
    (lambda scene: is_split(scene, who_column(scene)), _split),
    (lambda scene: _denied(scene) and _clear_row(scene, "mean") is not None, _mean_perhaps_apart),
    (lambda scene: _clear_row(scene, "mean") is not None, _mean_apart),
    (lambda scene: _clear_row(scene, "share") is not None, _band_apart),
    (lambda scene: relative_spread(scene, who_column(scene)) >= WIDE, _wide),
    (lambda scene: relative_spread(scene, who_column(scene)) <= NARROW, _narrow),
    (always, _alike),
)


# ---------------------------------------------------------------- shares of a trait


def shares_title(scene: Scene, column: Name) -> Statement:
    """A trait's shares beside everyone's, with what chance could do."""
    every = share_rows(scene.segment, column)
    rows = [row for row in every if not is_rare(scene, row)] or every
    if not rows:
        return f"Nobody here has a known {noun(scene.study, column)}"
    row = next((r for r in rows if r.clear), rows[0])
    value = row.key.partition("=")[2]
    beside = f"{in_row(scene, row, 'value', 'percent')} here, {base_share(scene, column, value)} in the base"
    words = heading(scene, row)
    if column in scene.model.features:
        return f"{words}: {beside}; by design, since {noun(scene.study, column)} drew this segment"
    if row.clear:
        return f"{words}: {beside}, more than chance leaves apart"
    if len(every) == 1 and base_within(scene, column):
        return _chance(scene, row, beside)
    return f"No {noun(scene.study, column)} stands out beyond chance"


def _chance(scene: Scene, row: IndexRow, beside: str) -> Statement:
    """Two values whose difference from the base could be chance."""
    column, value = row.column, row.key.partition("=")[2]
    base = base_shares(scene, column)[value]
    opposite = next((v for v in scene.segment.counts[column] if v != value), "")
    labels = scene.study.columns[column].values
    turned = (row.value - 0.5) * (base - 0.5) < 0
    if turned and opposite in labels and value in labels and is_plain(labels[opposite] + labels[value]):
        more, fewer = (value, opposite) if row.value > 0.5 else (opposite, value)
        counts = (own(scene, "counts", column, v, style="count") for v in (more, fewer))
        return f"More {labels[more]} than {labels[fewer]}, {' to '.join(counts)}; chance could do that"
    if abs(row.value - base) <= AS_MANY:
        return f"{heading(scene, row)} much as everywhere: {beside}"
    return f"{heading(scene, row)}: {beside}; chance could do that"
