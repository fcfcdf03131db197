"""A table of campaign results joined to the segments, and summed up at once: no row leaves this module."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import ibis
import numpy as np

from tessera.clean import clean
from tessera.engine import beside, count_rows, fetch, rows_of
from tessera.errors import TableError
from tessera.facts import InputFacts, Model, Name, Slug
from tessera.fingerprint import fingerprint_of
from tessera.measurement import Sample
from tessera.members import place_by_rule, segment_column
from tessera.placing import rule_of
from tessera.resulttable import Kind, id_as_text, match_results, read_columns, study_column
from tessera.source import open_raw, open_source, table_name
from tessera.study import id_column
from tessera.study_schema import Study


@dataclass(frozen=True, slots=True)
class Counted:
    """A results table summed up.

    ``arms`` gives, for each campaign, model and segment, the treated and the holdout as samples; the model
    ``""`` with the segment ``""`` is everyone. An arm nobody is in is missing.
    """

    input: InputFacts
    outcome: str
    column: Name | None
    kind: Kind
    rows: int
    matched: int
    campaigns: tuple[str, ...]
    arms: Mapping[tuple[str, str, Slug], Mapping[bool, Sample]]


def count_results(
    results: str, study: Study, models: Mapping[str, Model], source: str, base: Path, results_base: Path
) -> Counted:
    """Read a results table, give every row its segments by the models' rules, and sum up.

    Parameters
    ----------
    results : str
        The results: CSV, Parquet or Excel, one row a customer and campaign, with the customer's id, the arm
        (treated or holdout), the outcome (yes and no, or an amount), and, if there were several, the campaign.
    study : Study
    models : mapping of str to Model
        With the rules that place customers.
    source, base
        The customer table and the folder a relative path starts from.
    results_base : Path
        The same for the results.

    Raises
    ------
    TableError
        If the results cannot be read, lack a column, hold what cannot be an arm or an outcome, name a customer
        twice in a campaign, or match nobody.
    """
    key = id_column(study)
    if key is None:
        raise TableError(
            "The study has no column of the role id, so results cannot be joined to segments.",
            hint="Give the column that holds the customer number 'role: id'.",
        )
    name = table_name(results)
    found: dict[str, str] = {}

    def pick(headers: tuple[str, ...]) -> Mapping[Name, str]:
        found.update(match_results(headers, study, name))
        return found

    raw = open_raw(results, results_base, pick)
    table, kind = read_columns(raw.table, found, name)
    placed = _placed(study, models, source, base, key)
    joined = placed.inner_join(beside(placed, fetch(table)), "customer")
    rows, matched = count_rows(table), count_rows(joined)
    if not matched:
        raise TableError(
            f"{name}: none of its {rows:,} customers is in the customer table.",
            hint=f"Do '{found['customer']}' and the table's '{study.columns[key].column}' hold the same number?",
        )
    return Counted(
        input=InputFacts(name, raw.fingerprint or fingerprint_of(raw.table), len(raw.columns_read)),
        outcome=found["outcome"],
        column=study_column(found["outcome"], study),
        kind=kind,
        rows=rows,
        matched=matched,
        campaigns=tuple(sorted({str(row["campaign"]) for row in rows_of(joined.select("campaign").distinct())})),
        arms=_sums(joined, models),
    )


def _placed(study: Study, models: Mapping[str, Model], source: str, base: Path, key: Name) -> ibis.Table:
    """Every customer's id with its segment's position in every model."""
    table = clean(open_source(source, study, base), study).table
    for k, model in models.items():
        table = place_by_rule(table, segment_column(k), rule_of(model.scoring))
    return table.select(
        customer=id_as_text(table[key]), **{f"m{i}": table[segment_column(k)] for i, k in enumerate(models)}
    )


def _sums(joined: ibis.Table, models: Mapping[str, Model]) -> dict[tuple[str, str, Slug], dict[bool, Sample]]:
    """Customers, mean and variance of every arm, in every segment and over all."""
    arms: dict[tuple[str, str, Slug], dict[bool, Sample]] = {}
    for i, (key, model) in enumerate([("", None), *models.items()]):
        label = f"m{i - 1}"
        slugs = list(model.scoring.centroids) if model else [""]
        table = joined.mutate(label=joined[label] if model else ibis.literal(0)).filter(ibis._.label.notnull())
        grouped = table.group_by(["campaign", "label", "treated"]).agg(
            customers=ibis._.count(), mean=ibis._.outcome.mean(), variance=ibis._.outcome.var(how="sample")
        )
        for row in rows_of(grouped):
            where = (str(row["campaign"]), key, slugs[int(row["label"])])
            spread = row["variance"]
            sample = Sample(
                int(row["customers"]), float(row["mean"]), 0.0 if spread is None or np.isnan(spread) else float(spread)
            )
            arms.setdefault(where, {})[bool(row["treated"])] = sample
    return arms
