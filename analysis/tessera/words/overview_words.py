"""What the front page says in sentences: the one finding to take away, and what is asked for."""

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from tessera.facts import Agreement, DataReport, Model, Overview, Priority, Statement, VerdictLevel
from tessera.words.decisions import asked_of, decisions
from tessera.words.messages import messages
from tessera.words.model_titles import MAP
from tessera.words.overview_scene import (
    MOST,
    Front,
    front_of,
    holders,
    lead_scenes,
    level_of,
    of_front,
    opposites,
    overview_figures,
)
from tessera.words.phrases import Choice, always, capital, first_that_holds, noun, nouns, people
from tessera.words.scene import base_size, k_in_words

if TYPE_CHECKING:
    from tessera.study import Study

CONCENTRATED = 1.4
"""A headline of concentration needs a group that holds this many times its share of customers."""


def word_overview(
    models: Mapping[str, Model],
    data: DataReport,
    priorities: Sequence[Priority],
    agreements: Sequence[Agreement],
    study: "Study",
) -> Overview:
    """The front page's sentences.

    Parameters
    ----------
    models : mapping
        All models, with verdicts and strategies where they are known.
    data : DataReport
        Everyone.
    priorities : sequence of Priority
        Segments, first things first; empty without a value column.
    agreements : sequence of Agreement
        Every pair of models.
    study : Study
        What columns and customers are called.

    Returns
    -------
    Overview
        Led by the most trusted model; among equals by the one with most at stake.
    """
    front = front_of(models, data, priorities, agreements, study)
    return Overview(
        headline=first_that_holds(HEADLINE, front),
        standfirst=f"{first_that_holds(TRUST, front)} {_first_things(front)}".strip(),
        lead_model=front.lead.model.key,
        map_title=first_that_holds(MAP, front.lead),
        table_title=first_that_holds(TABLE, front),
        messages=messages(front),
        sure_title=first_that_holds(SURE, front),
        queue_title=first_that_holds(QUEUE, front),
        tests_title=first_that_holds(TESTS, front),
        decision=decisions(front),
        figures=overview_figures(front),
    )


# ---------------------------------------------------------------- headline


def _is(level: VerdictLevel) -> Callable[[Front], bool]:
    return lambda front: level_of(front) == level


def _opposite(front: Front) -> Statement:
    pair = opposites(front)
    assert pair is not None
    assert front.lead.value is not None
    same, value = noun(front.lead.study, pair[2]), noun(front.lead.study, front.lead.value)
    groups = "groups" if level_of(front) in ("natural", "reproducible") else "segments"
    return f"Two {groups} alike in {same} are at opposite ends in {value}"


def _concentrated(front: Front) -> Statement:
    assert front.lead.value is not None
    held, share = of_front("held", "percent"), of_front("holding_share", "percent")
    return f"{share} of {people(front.lead.study)} hold {held} of all {noun(front.lead.study, front.lead.value)}"


def _is_concentrated(front: Front) -> bool:
    figures = overview_figures(front)
    return bool(holders(front)) and figures["held"] >= CONCENTRATED * figures["holding_share"]


def _plainly(front: Front) -> Statement:
    features = capital(nouns(front.lead.study, front.lead.model.features))
    verb = "cut" if len(front.lead.model.features) > 1 else "cuts"
    return f"{features} {verb} {people(front.lead.study)} into {k_in_words(front.lead.model)} segments"


HEADLINE: tuple[Choice[Front], ...] = (
    (_is("none"), lambda front: f"These {people(front.lead.study)} fall into no groups that would be found again"),
    (lambda front: opposites(front) is not None, _opposite),
    (_is_concentrated, _concentrated),
    (always, _plainly),
)


# ---------------------------------------------------------------- standfirst


def _sorted(front: Front) -> str:
    """The columns and what they do with the base."""
    features = capital(nouns(front.lead.study, front.lead.model.features))
    verb = "sort" if len(front.lead.model.features) > 1 else "sorts"
    return f"{features} {verb} this base into {k_in_words(front.lead.model)}"


TRUST: tuple[Choice[Front], ...] = (
    (_is("natural"), lambda front: f"{_sorted(front)} groups that are really there."),
    (_is("reproducible"), lambda front: f"{_sorted(front)} groups that come back, as noise could too."),
    (
        _is("constructive"),
        lambda front: (
            f"No model finds natural groups here. {_sorted(front)} segments whose borders are our choice: "
            "let no decision depend on where exactly they run."
        ),
    ),
    (
        _is("none"),
        lambda front: (
            f"The {k_in_words(front.lead.model)} segments describe {base_size()} {people(front.lead.study)}; "
            "do not act on them as if they were kinds of people."
        ),
    ),
    (always, lambda front: f"{_sorted(front)} segments."),
)


def _first_things(front: Front) -> Statement:
    """The two segments with most at stake, and what to do."""
    found = lead_scenes(front)
    if level_of(front) == "none" or len(found) < 2 or not front.priorities:
        return ""
    return f"First, {asked_of(found[0])} Then {asked_of(found[1])}"


# ---------------------------------------------------------------- the table, certainty


TABLE: tuple[Choice[Front], ...] = (
    (_is("none"), lambda _: "No slice deserves a campaign of its own: test over everyone first"),
    (lambda front: not front.priorities, lambda front: f"All {k_in_words(front.lead.model)} segments at a glance"),
    (
        lambda front: len(front.lead.model.segments) > 3 and overview_figures(front)["first_two"] >= MOST,
        lambda _: "Two segments hold most of what can be lost or won",
    ),
    (always, lambda front: f"What can be lost or won, over {k_in_words(front.lead.model)} segments"),
)


QUEUE: tuple[Choice[Front], ...] = (
    (_is("none"), lambda _: "What is at stake by slice; it counts a quarter, since no slice is firm"),
    (
        lambda front: len(front.lead.model.segments) > 3 and overview_figures(front)["first_two"] >= MOST,
        lambda front: (
            f"Two of {k_in_words(front.lead.model)} segments hold {of_front('first_two', 'percent0')} "
            "of what is at stake"
        ),
    ),
    (always, lambda _: "What is at stake: the number of customers times their distance from the average"),
)


def _tests(front: Front, name: str = "tests") -> int:
    return int(overview_figures(front)[name])


TESTS: tuple[Choice[Front], ...] = (
    (lambda front: not _tests(front), lambda _: "Nothing is to be tested yet"),
    (_is("none"), lambda _: "What all together can show, and what a slice alone could"),
    (
        lambda front: _tests(front) == 1,
        lambda front: (
            f"The one test is {'large' if _tests(front, 'tests_enough') else 'too small'}"
            f"{' enough' if _tests(front, 'tests_enough') else ''} to show its gain"
        ),
    ),
    (
        lambda front: _tests(front, "tests_enough") == _tests(front),
        lambda _: "Every segment is large enough for a test of its own",
    ),
    (
        lambda front: _tests(front, "tests_enough") == 0,
        lambda _: "No segment is large enough for a test of its own",
    ),
    (
        lambda front: _tests(front, "tests_enough") == 1,
        lambda _: f"Only one of {of_front('tests', 'words')} segments is large enough for a test of its own",
    ),
    (
        always,
        lambda _: (
            f"{of_front('tests_enough', 'Words')} of {of_front('tests', 'words')} segments are large enough "
            "for a test of their own"
        ),
    ),
)


def _natural(front: Front) -> int:
    return int(overview_figures(front)["natural"])


SURE: tuple[Choice[Front], ...] = (
    (lambda front: level_of(front) is None, lambda _: "No model was set against noise"),
    (
        lambda front: len(front.lead.models) == 1,
        lambda front: f"The one model {'stands' if _natural(front) else 'does not stand'} clear of noise",
    ),
    (
        lambda front: _natural(front) == len(front.lead.models),
        lambda _: f"All {of_front('models', 'words')} models stand clear of noise",
    ),
    (
        lambda front: _natural(front) == 0,
        lambda _: f"None of the {of_front('models', 'words')} models stands clear of noise",
    ),
    (
        lambda front: _natural(front) == 1,
        lambda _: f"Only one of the {of_front('models', 'words')} models stands clear of noise",
    ),
    (
        always,
        lambda _: f"{of_front('natural', 'Words')} of the {of_front('models', 'words')} models stand clear of noise",
    ),
)
