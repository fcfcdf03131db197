"""The columns of a results table: found by their headers, read, and refused in a sentence when they cannot be."""

import re
from collections.abc import Iterable, Mapping
from typing import Literal

import ibis
import ibis.expr.types as ir

from tessera.casting import LARGEST, NO, NO_VALUE, YES
from tessera.engine import ask, count_rows, rows_of, stripped
from tessera.errors import TableError
from tessera.facts import Name
from tessera.study import id_column
from tessera.study_schema import Study

Kind = Literal["binary", "amount"]

CUSTOMER_HEADERS = ("customer id", "customer", "customer number", "customer no", "client id", "member id", "id")
CAMPAIGN_HEADERS = ("campaign", "campaign id", "campaign name", "test", "experiment", "action")
ARM_HEADERS = ("arm", "group", "treated", "treatment", "holdout", "control", "variant", "assignment")
OUTCOME_HEADERS = (
    "outcome", "response", "responded", "converted", "conversion", "bought", "purchase", "purchased",
    "amount", "spend", "spent", "revenue", "sales", "value", "result",
)  # fmt: skip
"""Header spellings that are known, the first found first; case, blanks and punctuation do not matter."""

REVERSED = ("holdout", "control")
"""Arm columns in which yes means held out."""

TREATED = ("treated", "treatment", "treat", "test", "exposed", "contacted", "mailed", "target", "campaign", *YES)
HELD_OUT = (
    "holdout", "hold out", "held out", "hold-out", "control", "untreated", "not contacted", "not treated", "none", *NO,
)  # fmt: skip

_SHOWN = 40  # characters of a value in a refusal


def match_results(headers: Iterable[str], study: Study, table: str) -> dict[str, str]:
    """Which header of a results table is which of its columns; ``campaign`` may be missing.

    Raises
    ------
    TableError
        If the customer, the arm or the outcome has no column.
    """
    by_plain = {_plain(header): header for header in reversed(list(headers))}
    key = id_column(study)
    own = study.columns[key] if key else None
    numbers = [
        spelling
        for c in study.columns.values()
        if c.kind == "number"
        for spelling in (c.name, c.column, c.label, *c.also)
    ]
    wanted = {
        "customer": ((own.column, *own.also, own.name, *CUSTOMER_HEADERS) if own else CUSTOMER_HEADERS),
        "arm": ARM_HEADERS,
        "outcome": (*OUTCOME_HEADERS, *numbers),
        "campaign": CAMPAIGN_HEADERS,
    }
    found: dict[str, str] = {}
    for part, spellings in wanted.items():
        free = (by_plain.get(_plain(spelling)) for spelling in spellings)
        header = next((h for h in free if h is not None and h not in found.values()), None)
        if header is not None:
            found[part] = header
        elif part != "campaign":
            raise TableError(
                f"{table} has no column for the {part}; it has {', '.join(repr(h) for h in by_plain.values())}.",
                hint=f"Call it one of {', '.join(spellings[:4])}.",
            )
    return found


def _plain(text: str) -> str:
    """Letters and digits only, in lower case."""
    return re.sub(r"[\W_]+", "", text.casefold())


def study_column(header: str, study: Study) -> Name | None:
    """The study's number column that an outcome is, by its spellings."""
    for name, column in study.columns.items():
        if column.kind == "number" and _plain(header) in {
            _plain(s) for s in (name, column.column, column.label, *column.also)
        }:
            return name
    return None


def read_columns(raw: ibis.Table, found: Mapping[str, str], name: str) -> tuple[ibis.Table, Kind]:
    """Results as customer (text), campaign (text), treated (boolean) and outcome (number)."""
    arm, arm_known = _arm(raw["arm"], reverse=_plain(found["arm"]) in REVERSED)
    outcome = _outcome(raw["outcome"])
    missing = _folded(raw["outcome"]).isin([word.lower() for word in NO_VALUE]) | raw["outcome"].isnull()
    _refuse_unreadable(raw, found, name, {"arm": ~arm_known, "outcome": outcome.isnull() & ~missing})
    table = raw.select(
        customer=id_as_text(raw["customer"]),
        campaign=stripped(raw["campaign"].cast("string")) if "campaign" in found else ibis.literal("The campaign"),
        treated=arm,
        outcome=outcome,
    )
    counts = ask(
        table,
        no_customer=table.customer.isnull().sum(),
        no_campaign=table.campaign.isnull().sum(),
        no_outcome=table.outcome.isnull().sum(),
        other=(~table.outcome.isin([0.0, 1.0])).sum(),
    )
    if counts["no_outcome"]:
        raise TableError(
            f"{name}: {counts['no_outcome']:,} rows have no '{found['outcome']}'.",
            hint="Write 0 for customers who did nothing; leave out those whose outcome is not known.",
        )
    for part in ("customer", "campaign"):
        if counts[f"no_{part}"]:
            raise TableError(
                f"{name}: {counts[f'no_{part}']:,} rows have no '{found[part]}'.", hint="Fill it or drop them."
            )
    repeated = count_rows(table.group_by(["campaign", "customer"]).having(ibis._.count() > 1).agg(rows=ibis._.count()))
    if repeated:
        who = "one customer stands" if repeated == 1 else f"{repeated:,} customers stand"
        raise TableError(
            f"{name}: {who} more than once in a campaign.",
            hint="Give one row a customer and campaign, with the outcome added up.",
        )
    return table, "amount" if counts["other"] else "binary"


def id_as_text(values: ir.Value) -> ir.StringValue:
    """Ids as text, as the customer table's are: whole numbers without a point, no space around."""
    if values.type().is_floating():
        values = ibis.ifelse(values == values.floor(), values.try_cast("int64").cast("string"), values.cast("string"))
    text = stripped(values.cast("string"))
    return (text == "").ifelse(ibis.null("string"), text)


def _folded(values: ir.Value) -> ir.StringValue:
    return stripped(values.cast("string")).lower()


def _arm(values: ir.Value, *, reverse: bool) -> tuple[ir.BooleanValue, ir.BooleanValue]:
    """Whether a row was treated, and whether its arm is known."""
    text = _folded(values)
    yes, no = text.isin(TREATED), text.isin(HELD_OUT)
    if reverse:  # a column 'holdout' that says yes: nothing was done
        said_no = text.isin(YES) | text.isin([w for w in HELD_OUT if w not in NO])
        said_yes = text.isin(NO) | text.isin([w for w in TREATED if w not in YES])
        return said_yes, (said_yes | said_no).fill_null(False)
    return yes, (yes | no).fill_null(False)


def _outcome(values: ir.Value) -> ir.FloatingValue:
    """Outcomes as numbers: yes is 1 and no is 0."""
    text = _folded(values)
    number = text.try_cast("float64")
    unusable = number.isnan() | (number.abs() > LARGEST)
    number = unusable.ifelse(ibis.null("float64"), number)
    words = ibis.cases((text.isin(YES), 1.0), (text.isin(NO), 0.0), else_=ibis.null("float64"))
    return ibis.coalesce(number, words)


def _refuse_unreadable(
    raw: ibis.Table, found: Mapping[str, str], name: str, wrong: Mapping[str, ir.BooleanValue]
) -> None:
    """Refuse values that are neither arm nor outcome, with one of them."""
    hints = {
        "arm": "Write 'treated' or 'holdout' (1 and 0, yes and no, test and control do too).",
        "outcome": "Write a plain number with a point, or yes and no.",
    }
    for part, faulty in wrong.items():
        rows = raw.filter(faulty)
        count = count_rows(rows)
        if count:
            example = str(rows_of(rows.select(value=raw[part].cast("string")).limit(1))[0]["value"])[:_SHOWN]
            what = "neither treated nor holdout" if part == "arm" else "no number"
            raise TableError(
                f"{name}: '{found[part]}' holds {what} in {count:,} of its rows, such as '{example}'.",
                hint=hints[part],
            )
