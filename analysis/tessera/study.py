"""`study.yml` -> Study. Each fault names its file, line and key, and the nearest known word.

The keys themselves, their defaults and meaning are in `study_schema` and `study_columns`.
"""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from tessera.addresses import AddressError, parse_address
from tessera.derived import derive_faults
from tessera.facts import Name
from tessera.study_columns import Column, InputSpec, Words
from tessera.study_faults import Fault, refusal, suggestion, validated
from tessera.study_schema import Bounds, Cleaning, DataSpec, ModelSpec, Study
from tessera.study_settings import Part, PlaybookSpec, TestSpec, ThemeSpec, TrustSpec
from tessera.study_yaml import Document, key_of, parse_yaml, read_yaml

__all__ = [
    "Bounds",
    "Cleaning",
    "Column",
    "DataSpec",
    "InputSpec",
    "ModelSpec",
    "PlaybookSpec",
    "Study",
    "TestSpec",
    "ThemeSpec",
    "TrustSpec",
    "Words",
    "category_columns",
    "id_column",
    "load_study",
    "number_columns",
    "parse_study",
    "study_json_schema",
]

NEEDED_KEYS: Mapping[type[Part], tuple[str, ...]] = {
    Study: ("title", "columns", "models"),
    Column: ("role",),
    InputSpec: (),
    ModelSpec: ("features",),
}
"""Keys a person has to write; the others have a default, or are filled in from the short name."""

SHORT_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]*")
MODEL_KEY = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


def load_study(path: Path) -> Study:
    """Read a study.

    Parameters
    ----------
    path : Path
        The file, usually `study.yml`.

    Raises
    ------
    StudyError
        If the file is no YAML, has unknown or missing keys, or contradicts itself: with file, line and key.
    """
    return _study(read_yaml(path))


def parse_study(text: str, path: Path) -> Study:
    """A study from a text, as if it stood in the file `path`. See `load_study`."""
    return _study(parse_yaml(text, path))


def study_json_schema() -> dict[str, Any]:
    """The JSON Schema of `study.yml`, for editors: every key with its description."""
    schema = Study.model_json_schema()
    for model in (Study, Column, InputSpec, ModelSpec):
        part = schema if model is Study else schema["$defs"][model.__name__]
        for hidden in model.not_written:
            del part["properties"][hidden]
        part["required"] = list(NEEDED_KEYS[model])
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema, "title": "Tessera study"}


def id_column(study: Study) -> Name | None:
    """The short name of the column that says who a customer is, if there is one."""
    return next((name for name, column in study.columns.items() if column.role == "id"), None)


def number_columns(study: Study) -> tuple[Name, ...]:
    """Short names of features and values, in the order of the study."""
    return tuple(name for name, column in study.columns.items() if column.kind == "number")


def category_columns(study: Study) -> tuple[Name, ...]:
    """Short names of traits, in the order of the study. Ids are no trait."""
    return tuple(name for name, column in study.columns.items() if column.role == "trait")


def _study(document: Document) -> Study:
    """A checked study."""
    reserved = list(_reserved_keys(document.values))
    if reserved:
        raise refusal(document, reserved)
    study = validated(document, Study, extra={"path": document.path})
    faults = [
        *_source_faults(study),
        *_name_faults(study),
        *_column_faults(study),
        *derive_faults(study),
        *_cleaning_faults(study),
        *_model_faults(study),
    ]
    if study.test.rate_from == study.test.rate_to:
        faults.append(Fault(("test", "rate_to"), "'test.rate_to' equals 'test.rate_from', so there is nothing to show"))
    if faults:
        raise refusal(document, faults)
    return study


def _reserved_keys(values: Mapping[str, Any]) -> Iterator[Fault]:
    """Keys that are filled in, not written."""
    for section, reserved in (("columns", "name"), ("inputs", "name"), ("models", "key")):
        parts = values.get(section)
        for name, part in parts.items() if isinstance(parts, dict) else ():
            if isinstance(part, dict) and reserved in part:
                yield Fault((section, name, reserved), f"unknown key '{section}.{name}.{reserved}'", "Leave it out.")
    if "path" in values:
        yield Fault(("path",), "unknown key 'path'", "Leave it out.")


def _source_faults(study: Study) -> Iterator[Fault]:
    """An address of the table that cannot be used, or that holds what the study must not keep."""
    try:
        parse_address(study.data.source)
    except AddressError as error:
        yield Fault(("data", "source"), f"'data.source' {error}", error.hint)


def _name_faults(study: Study) -> Iterator[Fault]:
    """Short names that cannot stand in an address or an expression."""
    for section, names in (("columns", study.columns), ("inputs", study.inputs)):
        for name in names:
            if not SHORT_NAME.fullmatch(name):
                yield Fault(
                    (section, name),
                    f"the short name '{name}' has to be letters, digits and underscores, starting with a letter",
                    "The header in the table goes under 'column'.",
                )
            if section == "inputs" and name in study.columns:
                yield Fault((section, name), f"'{name}' is a column already, so it need not be an input")
    for key in study.models:
        if not MODEL_KEY.fullmatch(key):
            yield Fault(
                ("models", key),
                f"the model's key '{key}' has to be lower-case letters, digits and hyphens",
                "It becomes part of an address; the name for people goes under 'title'.",
            )


def _column_faults(study: Study) -> Iterator[Fault]:
    """Columns that contradict themselves or each other."""
    ids = [name for name, column in study.columns.items() if column.role == "id"]
    for name in ids[1:]:
        yield Fault(("columns", name, "role"), f"'{name}' and '{ids[0]}' both have the role id; only one column may")
    headers: dict[str, Name] = {}
    for name, column in study.columns.items():
        place = ("columns", name)
        if list(column.bands) != sorted(set(column.bands)):
            yield Fault((*place, "bands"), f"'{key_of((*place, 'bands'))}' has to ascend")
        if column.scale and column.scale[0] >= column.scale[1]:
            yield Fault((*place, "scale"), f"'{key_of((*place, 'scale'))}' has to be [lowest, highest]")
        if column.bands and column.kind != "number":
            yield Fault((*place, "bands"), f"'{name}' is no number, so it has no bands")
        if column.values and column.kind == "number":
            yield Fault((*place, "values"), f"'{name}' is a number, so its values have no names", "Is it a trait?")
        if not column.derive and headers.setdefault(column.column, name) != name:
            sentence = f"'{name}' and '{headers[column.column]}' name the same header '{column.column}'"
            yield Fault((*place, "column"), sentence)


def _cleaning_faults(study: Study) -> Iterator[Fault]:
    """Rules for columns that are not there, or that cannot be followed."""
    known = [*study.columns, *study.inputs]
    for name, bounds in study.cleaning.implausible.items():
        place = ("cleaning", "implausible", name)
        if name not in known:
            yield Fault(place, f"'{key_of(place)}' names no column of the study", suggestion(name, known))
        elif name in study.columns and study.columns[name].kind != "number":
            yield Fault(place, f"'{name}' is no number, so it has no plausible range")
        if bounds.min is None and bounds.max is None:
            yield Fault(place, f"'{key_of(place)}' has neither min nor max")
        elif bounds.min is not None and bounds.max is not None and bounds.min > bounds.max:
            yield Fault(place, f"'{key_of(place)}' has a min above its max")


def _model_faults(study: Study) -> Iterator[Fault]:
    """Models of columns that are not there or cannot build segments."""
    for key, model in study.models.items():
        place = ("models", key)
        for i, name in enumerate(model.features):
            here = (*place, "features", i)
            column = study.columns.get(name)
            if column is None:
                hint = suggestion(name, [n for n, c in study.columns.items() if c.role != "id"])
                yield Fault(here, f"model '{key}' uses '{name}', which is no column of the study", hint)
            elif column.role == "id":
                yield Fault(here, f"model '{key}' uses '{name}', which says who a customer is, not what they are like")
            elif column.kind == "category" and model.encode == "none":
                sentence = f"model '{key}' uses '{name}', which is a category"
                yield Fault(here, sentence, "Use numbers, or say 'encode: one-hot'.")
            elif name in model.features[:i]:
                yield Fault(here, f"model '{key}' names '{name}' twice")
        yield from _encoding_faults(study, key)
        yield from _held_against_faults(study, key)
        if model.k_min > model.k_max:
            yield Fault((*place, "k_max"), f"model '{key}' has a k_min above its k_max")
        if model.pca is not None and model.encode == "none" and model.pca > len(model.features):
            sentence = f"model '{key}' asks for {model.pca} components of {len(model.features)} features"
            yield Fault((*place, "pca"), sentence)


def _encoding_faults(study: Study, key: str) -> Iterator[Fault]:
    """Columns asked for traits where there are none."""
    model = study.models[key]
    traits = [name for name, column in study.columns.items() if column.kind == "category" and column.role != "id"]
    if model.encode == "one-hot" and not set(traits) & set(model.features):
        sentence = f"model '{key}' says 'encode: one-hot', but none of its features is a trait"
        hint = f"Leave it out, or name a trait among the features: {', '.join(traits)}." if traits else "Leave it out."
        yield Fault(("models", key, "encode"), sentence, hint)


def _held_against_faults(study: Study, key: str) -> Iterator[Fault]:
    """Traits held against what is no number, or that the model does not have."""
    model = study.models[key]
    for trait, other in model.held_against.items():
        numbers = [name for name in (trait, other) if name in study.columns and study.columns[name].kind == "number"]
        if trait not in model.features or len(numbers) < 2:
            sentence = f"model '{key}' holds '{trait}' against '{other}'"
            yield Fault(("models", key, "held_against"), sentence, "Name one of its features, then a number column.")
