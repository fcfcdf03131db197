"""What a sentence is about, and references to its figures."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from tessera.facts import DataReport, IndexRow, Model, Name, Segment, Slug, Statement
from tessera.pointers import pointer, reference
from tessera.words.phrases import capital, is_plain, noun

if TYPE_CHECKING:
    from tessera.study import Study

TIME_UNITS = ("year", "month", "week", "day", "hour", "minute")


@dataclass(frozen=True, slots=True)
class ModelScene:
    """A model among the others, with everyone to compare with."""

    study: "Study"
    data: DataReport
    models: Mapping[str, Model]
    model: Model
    value: Name | None


@dataclass(frozen=True, slots=True)
class Scene:
    """A segment in its model."""

    study: "Study"
    data: DataReport
    models: Mapping[str, Model]
    model: Model
    segment: Segment
    value: Name | None


def value_of(study: "Study") -> Name | None:
    """The column that says what a customer is worth."""
    return next((name for name, column in study.columns.items() if column.role == "value"), None)


def scene_of(whole: ModelScene, slug: Slug) -> Scene:
    """One segment of a model's scene."""
    return Scene(whole.study, whole.data, whole.models, whole.model, whole.model.segments[slug], whole.value)


def other(scene: Scene, slug: Slug) -> Scene:
    """Another segment of the same model."""
    return replace(scene, segment=scene.model.segments[slug])


# ---------------------------------------------------------------- of a segment


def own(scene: Scene, *parts: str | int, style: str = "") -> str:
    """A figure of the segment."""
    return reference(pointer("models", scene.model.key, "segments", scene.segment.slug, *parts), style)


def size(scene: Scene, style: str = "count") -> str:
    """How many customers it has."""
    return own(scene, "size", style=style)


def figure(scene: Scene, name: str, style: str) -> str:
    """A figure that only its sentences need."""
    return own(scene, "words", "figures", name, style=style)


def amount(scene: Scene, column: Name, field: str = "means", style: str = "amount") -> str:
    """A mean, quartile or extreme of a column; a flag's mean is a share."""
    if scene.study.columns[column].kind == "flag":
        return own(scene, "means", column, style="percent")
    return own(scene, field, column, style=f"{style}:{column}")


def with_unit(scene: Scene, column: Name, field: str = "means") -> str:
    """The same with its unit."""
    return amount(scene, column, field, "unit")


def extreme(scene: Scene, column: Name, field: str, style: str = "unit") -> str:
    """A lowest or highest value, without decimals where it is whole."""
    value = getattr(scene.segment, field)[column]
    return amount(scene, column, field, f"{style}0" if float(value).is_integer() else style)


def named(scene: Scene, slug: Slug | None = None) -> str:
    """The segment's name (or another one's), linked to its page."""
    return link(scene.model.key, slug or scene.segment.slug)


def in_row(scene: Scene, row: IndexRow, field: str, style: str) -> str:
    """A figure of a row of the differences."""
    return own(scene, "differences", scene.segment.differences.index(row), field, style=style)


# ---------------------------------------------------------------- of a model, of everyone


def link(model: str, slug: Slug | None = None) -> str:
    """The name of a model or segment, linked to its page."""
    return reference(pointer("models", model, *(("segments", slug) if slug else ())), "link")


def of_model(model: Model, *parts: str | int, style: str = "") -> str:
    """A figure of a model."""
    return reference(pointer("models", model.key, *parts), style)


def k_in_words(model: Model, style: str = "words") -> str:
    """The number of segments."""
    return of_model(model, "k", style=style)


def everyone(scene: Scene | ModelScene, column: Name, style: str = "amount") -> str:
    """Everyone's mean."""
    if scene.study.columns[column].kind == "flag":
        return reference(pointer("data", "columns", column, "mean"), "percent")
    return reference(pointer("data", "columns", column, "mean"), f"{style}:{column}")


def base_share(scene: Scene | ModelScene, column: Name, value: str, style: str = "percent") -> str:
    """Everyone's share of a value; a flag's share is its mean."""
    flag = scene.study.columns[column].kind == "flag"
    return reference(pointer("data", "columns", column, *(("mean",) if flag else ("shares", value))), style)


def base_shares(scene: Scene | ModelScene, column: Name) -> Mapping[str, float]:
    """Everyone's shares of a trait or flag, by the values that segments use."""
    summary = scene.data.columns[column]
    if scene.study.columns[column].kind == "flag":
        return {"yes": summary.mean or 0.0}
    return summary.shares or {}


def base_size(style: str = "count") -> str:
    """How many customers there are."""
    return reference(pointer("data", "rows_kept"), style)


# ---------------------------------------------------------------- columns and values in words


def is_number(scene: Scene | ModelScene, column: Name) -> bool:
    """Whether a column holds numbers."""
    return scene.study.columns[column].kind == "number"


def adds_up(study: "Study", column: Name) -> bool:
    """Whether a column's total means something: sums of money do, sums of ages do not."""
    spec = study.columns[column]
    if spec.kind != "number":
        return False
    timed = spec.unit.lower().startswith(TIME_UNITS) and not (spec.prefix or spec.suffix)
    return spec.role == "value" or (spec.scale is None and not timed and bool(spec.prefix or spec.suffix))


def row_words(scene: Scene, row: IndexRow) -> str:
    """What a row is about, inside a sentence: ``women``, ``preferred category Groceries``."""
    if row.kind == "mean":
        return noun(scene.study, row.column)
    _, _, value = row.key.partition("=")
    spec = scene.study.columns[row.column]
    if spec.kind == "category" and value not in spec.values:
        text = f"{spec.short} {value}"
        return text if is_plain(text) else f"{noun(scene.study, row.column)} {in_row(scene, row, 'label', 'name')}"
    label = spec.values.get(value, row.label)
    return label if is_plain(label) and spec.kind == "category" else in_row(scene, row, "label", "lower")


def heading(scene: Scene, row: IndexRow) -> str:
    """The same at the start of a title."""
    return capital(row_words(scene, row).replace("|lower}", "|name}"))


def people_with(scene: Scene, row: IndexRow) -> Statement:
    """What a share row counts, after `nobody`: ``nobody with preferred category Groceries``."""
    spec = scene.study.columns[row.column]
    _, _, value = row.key.partition("=")
    return row_words(scene, row) if value in spec.values else f"with {row_words(scene, row)}"
