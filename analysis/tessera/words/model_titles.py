"""Titles of a model page's charts: each a sentence that could be wrong."""

from collections.abc import Mapping

from tessera.facts import Statement
from tessera.words.comparisons import heat, shares, side_by_side, spread_of_value
from tessera.words.phrases import Choice, always, capital, first_that_holds, listed, people
from tessera.words.readings import (
    has_corners,
)
from tessera.words.scene import (
    ModelScene,
    base_size,
    is_number,
    k_in_words,
    of_model,
)
from tessera.words.yardsticks import INDEX_NAMES, clear_yardsticks, is_unsteady, level_is

FEW_MOVED = 0.05
"""Another method agrees when it moves at most this share of the customers."""


def model_titles(whole: ModelScene) -> Mapping[str, Statement]:
    """Every chart's title, keyed by the section of the page."""
    titles = {
        "verdict": first_that_holds(VERDICT, whole),
        "map": first_that_holds(MAP, whole),
        "why_k": first_that_holds(WHY_K, whole),
        "k_words": preferences(whole),
        "side": side_by_side(whole),
        "heat": heat(whole),
        **{f"shares:{c}": shares(whole, c) for c in whole.data.columns if not is_number(whole, c)},
    }
    if whole.model.ward is not None:
        titles["tree"] = first_that_holds(TREE, whole)
    if whole.value is not None and whole.value not in whole.model.features:
        titles["value"] = spread_of_value(whole, whole.value)
    return titles


# ---------------------------------------------------------------- verdict and map


def _counted(whole: ModelScene, name: str, style: str = "words") -> str:
    return of_model(whole.model, "words", "figures", name, style=style)


def _k(whole: ModelScene) -> str:
    return k_in_words(whole.model)


VERDICT: tuple[Choice[ModelScene], ...] = (
    (lambda whole: not whole.model.yardsticks, lambda whole: f"The {_k(whole)} segments were not set against noise"),
    (
        lambda whole: len(clear_yardsticks(whole.model)) == len(whole.model.yardsticks),
        lambda whole: f"On all {_counted(whole, 'yardsticks')} yardsticks the {_k(whole)} stand clear of noise",
    ),
    (
        lambda whole: not clear_yardsticks(whole.model),
        lambda whole: (
            f"On all {_counted(whole, 'yardsticks')} yardsticks noise can come as far as the {_k(whole)} segments"
        ),
    ),
    (
        always,
        lambda whole: (
            f"On {_counted(whole, 'clear_yardsticks')} of {_counted(whole, 'yardsticks')} yardsticks "
            f"the {_k(whole)} segments stand clear of noise"
        ),
    ),
)

MAP: tuple[Choice[ModelScene], ...] = (
    (
        lambda whole: level_is("natural")(whole) and has_corners(whole.model),
        lambda _: "Four corners and a centre, with open ground between",
    ),
    (level_is("natural"), lambda whole: f"{k_in_words(whole.model, 'Words')} groups with open ground between"),
    (
        level_is("reproducible"),
        lambda whole: f"{k_in_words(whole.model, 'Words')} segments; the ground between is thin",
    ),
    (
        level_is("constructive"),
        lambda whole: f"{k_in_words(whole.model, 'Words')} segments without a seam between them",
    ),
    (is_unsteady, lambda whole: f"Gaps, but {_k(whole)} is not the number of groups between them"),
    (level_is("none"), lambda whole: f"One crowd; the {_k(whole)} borders could run anywhere"),
    (
        lambda whole: whole.model.borderline == 0,
        lambda whole: f"None of {base_size()} {people(whole.study)} stands on a border",
    ),
    (
        always,
        lambda whole: (
            f"{of_model(whole.model, 'borderline', style='Words')} of {base_size()} {people(whole.study)} "
            "stand on a border"
        ),
    ),
)


# ---------------------------------------------------------------- why this k


def _indices_for(whole: ModelScene) -> int:
    return sum(1 for k in whole.model.preferred.values() if k == whole.model.k)


WHY_K: tuple[Choice[ModelScene], ...] = (
    (lambda whole: not whole.model.preferred, lambda whole: f"Cut in {_k(whole)}"),
    (
        lambda whole: _indices_for(whole) == len(whole.model.preferred),
        lambda whole: f"All {_counted(whole, 'indices')} indices choose {_k(whole)}",
    ),
    (lambda whole: _indices_for(whole) == 0, lambda whole: f"No index would choose {_k(whole)}; the study does"),
    (
        lambda whole: _indices_for(whole) == 1,
        lambda whole: f"Only one of {_counted(whole, 'indices')} indices chooses {_k(whole)}",
    ),
    (
        always,
        lambda whole: (
            f"{_counted(whole, 'agreeing', 'Words')} of {_counted(whole, 'indices')} indices choose {_k(whole)}"
        ),
    ),
)


def preferences(whole: ModelScene) -> Statement:
    """Which index prefers which number of segments, as a paragraph."""
    preferred = whole.model.preferred
    wanted: dict[int, list[str]] = {}
    for name in preferred:
        wanted.setdefault(preferred[name], []).append(name)
    clauses: list[str] = []
    for names in sorted(wanted.values(), key=lambda n: (preferred[n[0]] != whole.model.k, preferred[n[0]])):
        best = of_model(whole.model, "preferred", names[0], style="words")
        verb = "" if clauses else (" is best" if len(names) == 1 else " are best")
        clauses.append(f"{listed([INDEX_NAMES.get(n, n.replace('_', ' ')) for n in names])}{verb} at {best}")
    chosen = "The study asks for" if whole.model.k_chosen_by == "study" else "The data chose"
    if not clauses:
        return f"{chosen} {_k(whole)} segments."
    return f"{capital(', '.join(clauses))}. {chosen} {_k(whole)}.{_finer(whole)}"


def _finer(whole: ModelScene) -> Statement:
    """What to think of indices that go on rising."""
    above = [k for k in whole.model.preferred.values() if k > whole.model.k]
    if not above:
        return ""
    return " More segments would be smaller ones, each with less to test on."


TREE: tuple[Choice[ModelScene], ...] = (
    (
        lambda whole: whole.model.ward is not None and whole.model.ward.moved == 0,
        lambda whole: f"Another method, Ward's, finds the same {_k(whole)}",
    ),
    (
        lambda whole: whole.model.ward is not None and whole.model.ward.moved <= FEW_MOVED * whole.data.rows_kept,
        lambda whole: f"Another method, Ward's, moves only {_moved(whole)} of {base_size()}",
    ),
    (always, lambda whole: f"Another method, Ward's, would move {_moved(whole)} of {base_size()}"),
)


def _moved(whole: ModelScene) -> str:
    return of_model(whole.model, "ward", "moved", style="count")
