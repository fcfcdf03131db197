"""What a study may say: the keys of `study.yml`, with their defaults and what they mean.

The text under each key is its description in `docs/study.schema.json`, which editors show.
"""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Annotated, Any, ClassVar, Literal, TypeAlias

from pydantic import Field, StringConstraints, ValidationInfo, field_validator, model_validator

from tessera.study_columns import Column, InputSpec, Treatment
from tessera.study_settings import BriefingSpec, MailSpec, Part, PlaybookSpec, TestSpec, Text, ThemeSpec, TrustSpec

Scaling: TypeAlias = Literal["none", "standard", "robust", "minmax"]

MOST_SEGMENTS = 30
"""More than this no reader can keep apart."""


class DataSpec(Part):
    """Where the customer table is and what has to be said about it."""

    source: Text = ""
    """The table: a CSV, Parquet or Excel file, from the study's folder; or the address of a database."""
    simulated: bool = False
    """True when no real customer is in the table. Said on every page."""
    note: Text = ""
    """One or two sentences about where the table comes from."""
    link: Text = ""
    """The address of a page about the table."""
    decimal: Literal["auto", ".", ","] = "auto"
    """The decimal mark in a text file, when 1,234 could be read in two ways."""


class Bounds(Part):
    """The plausible range of a column, and what happens to rows outside it."""

    min: float | None = None
    """The smallest plausible value."""
    max: float | None = None
    """The largest plausible value."""
    rule: Treatment = "drop"
    """keep and count, drop the row, or take the value for missing and fill it."""


class Cleaning(Part):
    """What happens to rows that are missing something, repeat, or cannot be."""

    missing: Treatment = "drop"
    """Rows with a missing value: keep them, drop them, or fill in the median or the most common value."""
    duplicates: Literal["keep", "drop"] = "drop"
    """Rows that repeat an earlier row in every column of the study, the id included."""
    duplicate_ids: Literal["refuse", "drop"] = "refuse"
    """Rows with an id that stood before but other values: refuse the table, or keep the first row of each id."""
    implausible: Mapping[str, Bounds] = Field(default_factory=dict)
    """The plausible range per column or input: `age: {min: 0, max: 110}`."""
    outliers: Treatment = "keep"
    """Values beyond 1.5 interquartile ranges: keep, drop the row, or fill in the nearest value that is none."""


class ModelSpec(Part):
    """One way of cutting the base into segments."""

    not_written: ClassVar[frozenset[str]] = frozenset({"key"})

    key: str
    title: Text
    """What pages call the model. The labels of its features when left out."""
    features: tuple[Text, ...] = Field(min_length=1)
    """Short names of the columns that build the segments: numbers and flags; with `encode`, traits as well."""
    k: int | Literal["auto"] = "auto"
    """How many segments, or auto to let the data choose."""
    scaling: Scaling = "none"
    """none: as measured. standard: mean 0, standard deviation 1. robust: median and quartiles. minmax: 0 to 1."""
    pca: Annotated[int, Field(ge=1, le=10)] | None = None
    """Cluster on this many principal components instead of the features themselves."""
    encode: Literal["none", "one-hot"] = "none"
    """one-hot: traits among the features become one column per value; scaled, a trait weighs as much as a number."""
    name_by: tuple[Text, ...] = ()
    """Features that name the segments. When left out: all up to three, and of more the three that differ most."""
    held_against: Mapping[str, Text] = Field(default_factory=dict)
    """A column that would bear out a trait: `deals: deal_share`. Where another segment stands as high there, pages say
    that the name is not borne out."""
    k_min: int = Field(default=2, ge=2, le=MOST_SEGMENTS)
    """The smallest number of segments that is looked at."""
    k_max: int = Field(default=10, ge=2, le=MOST_SEGMENTS)
    """The largest number of segments that is looked at."""

    @field_validator("name_by")
    @classmethod
    def _named_by_features(cls, name_by: tuple[str, ...], info: ValidationInfo) -> tuple[str, ...]:
        features = info.data.get("features", name_by)
        stray = next((name for name in name_by if name not in features), None)
        if stray is not None:
            raise ValueError(f"names '{stray}', which is not among the model's features: {', '.join(features)}")
        return name_by

    @field_validator("k", mode="before")
    @classmethod
    def _sensible_k(cls, k: Any) -> Any:
        if k == "auto" or (isinstance(k, int) and 2 <= k <= MOST_SEGMENTS):
            return k
        raise ValueError(f"has to be auto or a whole number from 2 to {MOST_SEGMENTS}, not '{k}'")


class Study(Part):
    """What to report on."""

    not_written: ClassVar[frozenset[str]] = frozenset({"path"})

    title: Text = Field(min_length=1)
    """The title of the report."""
    question: Text = ""
    """The question the report answers, in one sentence."""
    customers: Text = Field(default="customers", min_length=1)
    """What one row is called, in the plural: customers, members, households."""
    organisation: Text = ""
    """Whose customers they are."""
    locale: Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}(_[A-Za-z0-9]+)*$")] = "en_US"
    """How numbers are written, such as en_US or de_DE."""
    seed: int = Field(default=0, ge=0, le=2**32 - 1)
    """Where chance starts. The same seed gives the same report."""
    as_of: date | None = None
    """The day the table describes."""
    data: DataSpec = DataSpec()
    """The customer table."""
    inputs: Mapping[str, InputSpec] = Field(default_factory=dict)
    """Columns of the table that only derived columns use, by short name."""
    columns: Mapping[str, Column] = Field(min_length=1)
    """The columns of the report by short name, in the order of the report."""
    cleaning: Cleaning = Cleaning()
    """What happens to missing, repeated, implausible and outlying values."""
    models: Mapping[str, ModelSpec] = Field(min_length=1)
    """The ways of cutting the base, by a short name that becomes part of the address of its page."""
    trust: TrustSpec = TrustSpec()
    """How hard the segments are tested."""
    public_minimum: int = Field(default=11, ge=1)
    """The smallest count that a public edition shows."""
    playbook: PlaybookSpec = PlaybookSpec()
    """The advice to draw on."""
    test: TestSpec = TestSpec()
    """What a campaign test has to be able to show."""
    theme: ThemeSpec = ThemeSpec()
    """The look of site and briefing."""
    briefing: BriefingSpec = BriefingSpec()
    """What is put on paper."""
    mail: MailSpec = MailSpec()
    """The e-mail that brings the briefing."""
    site_url: Annotated[str, StringConstraints(strip_whitespace=True, pattern=r"^https?://[^\s<>\"]+$")] | None = None
    """The address where the site will be published."""
    path: Path = Path("study.yml")

    @model_validator(mode="before")
    @classmethod
    def _names(cls, values: Any) -> Any:
        """Tell each part the name it stands under, and each model a title."""
        if not isinstance(values, Mapping):
            return values
        columns = _named(values.get("columns"), "name")
        models = _named(values.get("models"), "key")
        if isinstance(models, dict):
            models = {key: _titled(model, columns) for key, model in models.items()}
        named = {"inputs": _named(values.get("inputs"), "name"), "columns": columns, "models": models}
        return {**values, **{key: part for key, part in named.items() if part is not None}}


def _named(parts: Any, field: str) -> Any:
    """Each part with its own name in `field`."""
    if not isinstance(parts, Mapping):
        return parts
    return {name: {**part, field: name} if isinstance(part, Mapping) else part for name, part in parts.items()}


def _titled(model: Any, columns: Mapping[str, Any]) -> Any:
    """A model with the labels of its features for a title, if it has none."""
    if not isinstance(model, Mapping) or "title" in model:
        return model
    if not isinstance(model.get("features"), list | tuple) or not isinstance(columns, Mapping):
        return {**model, "title": str(model.get("key", ""))}  # what is wrong is said where it is wrong
    labels = [_label(columns.get(str(name)), str(name)) for name in model["features"]]
    words = [label if i == 0 else label[:1].lower() + label[1:] for i, label in enumerate(labels)]
    title = ", ".join(words[:-1]) + " and " + words[-1] if len(words) > 1 else "".join(words)
    return {**model, "title": title}


def _label(column: Any, name: str) -> str:
    """The label a column will have."""
    written = column.get("label") if isinstance(column, Mapping) else getattr(column, "label", None)
    return str(written) if written else name.replace("_", " ").capitalize()
