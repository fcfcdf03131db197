"""Values of a category that are codes, such as 1, 2 and 3: called by their column, so that readers know them."""

from collections.abc import Sequence

from tessera.facts import DataReport, Name
from tessera.study_columns import Column
from tessera.study_schema import Study

SHORT = 2
"""Letters of the longest value that may be a code and no word, such as ``A`` of a store or ``DE`` of a country."""


def with_named_codes(study: Study, report: DataReport) -> Study:
    """The study with a name for every value without a letter that it does not name itself: ``region 3`` for ``3``.

    Parameters
    ----------
    study : Study
    report : DataReport
        Of the cleaned table: which values its categories take.
    """
    named = {name: _named(name, column, report) for name, column in study.columns.items()}
    return study.model_copy(update={"columns": named})


def _named(name: Name, column: Column, report: DataReport) -> Column:
    """A column with its codes named."""
    if column.kind != "category" or column.role == "id":
        return column
    codes = [value for value in report.columns[name].counts or {} if _is_number(value)]
    bare = {value: by_column(column.short, value) for value in codes if value not in column.values}
    return column.model_copy(update={"values": {**column.values, **bare}}) if bare else column


def by_column(short: str, value: str) -> str:
    """What a code is called."""
    return f"{short} {value}"


def are_codes(values: Sequence[str]) -> bool:
    """Whether all values of a category may be codes."""
    return all(_is_number(value) or len(value) <= SHORT for value in values)


def _is_number(value: str) -> bool:
    """Whether a value has no letter."""
    return not any(sign.isalpha() for sign in value)
