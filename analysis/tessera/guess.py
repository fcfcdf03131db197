"""A table -> a first study of it. Every guess is marked as one, for a person to confirm."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations
from pathlib import Path

from tessera.codes import are_codes, by_column
from tessera.errors import TableError
from tessera.facts import Name
from tessera.header_words import has_capital_nouns, label_of, scale_of, unit_of
from tessera.looking import NOT_TEXT, Looks, Seen, look_at
from tessera.source import table_name

MOST_FEATURES = 3
"""Columns from which models are proposed: every two of them make one."""

MANY_VALUES = 100
"""Different values from which a column tells customers apart as well as one can."""

UNLIKE = 3.0
"""Ratio of standard deviations above which two features are put on one scale."""

WORTH = (
    re.compile(r"spend|spent|revenue|sales|turnover|clv|ltv|umsatz|ausgaben"),
    re.compile(r"value|margin|profit|(?<!credit_)score"),
    re.compile(r"amount|amt|mnt|monetary|(^|_)(bill|basket|arpu)(_|$)"),
    re.compile(r"purchase|order|balance"),
)
"""Names of what a customer is worth, the surest first."""

CLASSIC = re.compile(r"income|salary|earning|(^|_)age$|recency|frequency|tenure|membership")
ROLES: Mapping[Looks, str] = {"id": "id", "category": "trait", "flag": "flag", "number": "feature"}
PLAIN_TEXT = re.compile(r"[A-Za-z][A-Za-z0-9 _]*")


def guess_study(source: str, base: Path = Path()) -> str:
    """Write the text of a new study from looking at a table.

    Parameters
    ----------
    source : str
        The table, as `data.source` of the new study will name it.
    base : Path
        Folder that a relative path starts from.

    Returns
    -------
    str
        YAML. A comment that begins with "guessed:" stands beside each guess.

    Raises
    ------
    TableError
        If the table cannot be read, or has neither two columns of numbers nor one and a trait to build segments from.
    """
    seen = look_at(source, base)
    numbers = [column for column in seen if column.looks == "number"]
    traits = [column for column in seen if column.looks == "category"]
    if not numbers or len(numbers) + len(traits) < 2:
        raise TableError(
            f"{source}: segments need two columns of numbers, or one and a trait; this table has {len(numbers)} of "
            f"numbers and {len(traits)} of traits.",
            hint="Number columns are those in which every value is a number; traits repeat a few words.",
        )
    worth, nouns = _worth(numbers), has_capital_nouns(column.header for column in seen)
    stem = re.sub(r"[_\W]+", " ", Path(table_name(source)).stem).strip()
    parts = (
        _head(label_of(stem) if stem else "Customers", source),
        _section("inputs", (_input(column) for column in seen if column.looks == "date")),
        _section("columns", (_column(column, worth, nouns=nouns) for column in seen if column.looks in ROLES)),
        _left_out(seen),
        _cleaning(seen),
        _section("models", _models(numbers, worth) if len(numbers) > 1 else _with_traits(numbers[0], traits)),
    )
    return "\n".join(part for part in parts if part)


def _worth(numbers: Sequence[Seen]) -> Name | None:
    """The column that most looks like what a customer is worth."""
    fitting = (
        column.name
        for pattern in WORTH
        for column in numbers
        if pattern.search(column.name) and not CLASSIC.search(column.name)
    )
    return next(fitting, None)


def _head(title: str, source: str) -> str:
    """Title and source."""
    return "\n".join(
        (
            "# What to report on. Guesses are marked; correct them, and take the marks away.",
            f"title: {_text(title)}  # guessed: from the name of the table",
            "question: Which groups of customers are there, and what should be done about each?",
            "customers: customers  # guessed: what one row is called, in the plural",
            "",
            "data:",
            f"  source: {_text(source)}",
            "  simulated: false  # guessed: true when no real customer is in the table",
            "",
        )
    )


def _section(name: str, parts: Iterable[str]) -> str:
    """A key with its parts, if there are any."""
    text = "\n".join(parts)
    return f"{name}:\n{text}\n" if text else ""


def _input(column: Seen) -> str:
    """A date, for derived columns to use."""
    return "\n".join(
        (
            f"  {column.name}:  # guessed: a date; derived columns can use it",
            f"    column: {_text(column.header)}",
            "    type: date",
            f"    dates: {column.date_order}  # guessed: from the values",
        )
    )


def _column(column: Seen, worth: Name | None, *, nouns: bool) -> str:
    """One column of the report."""
    role = "value" if column.name == worth else ROLES[column.looks]
    label = _text(label_of(column.header, nouns=nouns))
    lines = [
        f"  {column.name}:",
        f"    column: {_text(column.header)}",
        f"    role: {role}  # guessed: {_why(column, worth)}",
        f"    label: {label}",
    ]
    if nouns:
        lines.append(f"    short: {label}  # guessed: nouns have a capital in this language")
    if role in ("feature", "value"):
        lines.extend(_measure(column))
    if role == "trait":
        lines.append("    values:  # guessed: what they are called, in this order")
        called = _values_called(column, nouns=nouns)
        lines.extend(f"      {_text(value)}: {_text(name)}" for value, name in called.items())
    return "\n".join(lines)


def _values_called(column: Seen, *, nouns: bool) -> dict[str, str]:
    """What a column's values are called: codes that say nothing alone go by the column, as in ``store A``."""
    if not are_codes(column.values):
        return {value: value for value in column.values}
    label = label_of(column.header, nouns=nouns)
    short = label if nouns or label[:2].isupper() else label[:1].lower() + label[1:]
    return {value: by_column(short, value) for value in column.values}


def _why(column: Seen, worth: Name | None) -> str:
    """The reason for a role."""
    if column.name == worth:
        return "by its name, what a customer is worth"
    reasons = {
        "id": "a different value in every row",
        "category": f"{column.distinct} different words",
        "flag": "yes or no",
        "number": "numbers" if column.low is None else f"numbers from {column.low:g} to {column.high:g}",
    }
    return reasons[column.looks]


def _measure(column: Seen) -> Iterator[str]:
    """Unit, decimals and scale of a number."""
    unit, scale = unit_of(column.header, column.name), scale_of(column.header)
    if unit:
        yield f"    unit: {_text(unit)}  # guessed: from the header"
    if scale:
        yield f"    scale: [{', '.join(scale)}]  # guessed: from the header"
    spread = column.sd or 1.0
    yield f"    decimals: {0 if spread >= 100 else 1 if spread >= 1 else 2}  # guessed: from the spread"


def _left_out(seen: Sequence[Seen]) -> str:
    """A comment on the columns that are not in the study."""
    reasons = {"constant": "the same in every row", "text": "text that differs from row to row"}
    left = [f"# Left out: {_text(c.header)}, {reasons[c.looks]}." for c in seen if c.looks in reasons]
    return "\n".join(left) + "\n" if left else ""


def _cleaning(seen: Sequence[Seen]) -> str:
    """Rules for missing, repeated and implausible values."""
    missing = sum(column.missing for column in seen if column.looks in ROLES)
    lines = [
        "cleaning:",
        f"  missing: drop  # guessed: keep, drop or fill; {missing:,} cells are empty",
        "  duplicates: drop  # guessed: rows that repeat another in every column",
        "  outliers: keep  # guessed: beyond 1.5 interquartile ranges; counted and shown",
    ]
    rules = [
        f"    {c.name}: {{min: 0, max: 110, rule: drop}}  # guessed: nobody is older"
        for c in seen
        if c.looks == "number" and re.search(r"(^|_)age$", c.name)
    ]
    return "\n".join([*lines, *(["  implausible:", *rules] if rules else []), ""])


def _models(numbers: Sequence[Seen], worth: Name | None) -> Iterator[str]:
    """Models of every two of the most promising columns, those with the column of worth first."""
    ranked = sorted(numbers, key=lambda column: (-_promise(column, worth), numbers.index(column)))[:MOST_FEATURES]
    for first, second in combinations(ranked, 2):
        a, b = sorted((first, second), key=lambda column: (column.name == worth, numbers.index(column)))
        spreads = sorted(((a.sd or 1.0), (b.sd or 1.0)))
        yield f"  {_key(a.name)}-{_key(b.name)}:  # guessed: two promising columns"
        yield f"    features: [{a.name}, {b.name}]"
        yield "    k: auto  # guessed: let the data choose, or write a number"
        if spreads[1] > UNLIKE * spreads[0]:
            yield "    scaling: standard  # guessed: the two are spread very differently"


def _with_traits(number: Seen, traits: Sequence[Seen]) -> Iterator[str]:
    """A model of a table's only number and its traits, those of fewest values first."""
    chosen = sorted(traits, key=lambda column: column.distinct)[: MOST_FEATURES - 1]
    names = [column.name for column in chosen] + [number.name]
    yield f"  {'-'.join(_key(name) for name in names)}:  # guessed: the only column of numbers, with traits"
    yield f"    features: [{', '.join(names)}]"
    yield "    encode: one-hot  # guessed: traits become a column per value"
    yield "    scaling: standard  # guessed: a trait weighs as much as the number"
    yield "    k: auto  # guessed: let the data choose, or write a number"


def _promise(column: Seen, worth: Name | None) -> float:
    """How much a column may tell customers apart: by name first, then by how many values it has."""
    by_name = 3 if column.name == worth else 2 if CLASSIC.search(column.name) else 0
    by_name = by_name or any(pattern.search(column.name) for pattern in WORTH)
    return by_name + min(1.0, column.distinct / MANY_VALUES) / 2


def _key(name: Name) -> str:
    """A short name as part of an address."""
    return name.replace("_", "-")


def _text(text: str) -> str:
    """A text as YAML: plain where that is safe, quoted otherwise."""
    if PLAIN_TEXT.fullmatch(text) and text.casefold() not in NOT_TEXT and text == text.strip():
        return text
    return json.dumps(text, ensure_ascii=False)
