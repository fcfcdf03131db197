"""The rule as SQL places every customer where the model does."""

from pathlib import Path

import duckdb
import numpy as np
import pytest
from tessera.clean import clean
from tessera.fitting import fit_model
from tessera.scaling import Scaling
from tessera.scoring import scoring_rule, segment_sql
from tessera.source import open_source
from tessera.study import load_study

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def table():
    study = load_study(ROOT / "study.yml")
    return study, clean(open_source(study.data.source, study, ROOT), study)


@pytest.fixture(scope="module")
def customers(table):
    connection = duckdb.connect()
    connection.register("customers", table[1].table.to_pyarrow())
    return connection


@pytest.mark.parametrize("key", ["income-spend", "age-spend", "age-income"])
@pytest.mark.parametrize("scaling", ["none", "standard"])
def test_sql_and_model_agree_on_every_customer(table, customers, key, scaling):
    study, cleaned = table
    fit = fit_model(cleaned, study.models[key].model_copy(update={"scaling": scaling}), study)
    slugs = [f"segment-{label}" for label in range(fit.k)]
    rule = scoring_rule(fit.cells.features, fit.scaling, fit.partition.centroids, slugs)
    placed = dict(customers.sql(rule.sql).fetchall())
    rows = cleaned.table.select("id", *fit.cells.features).to_pyarrow().to_pylist()
    labels = dict(zip(map(tuple, fit.cells.values.tolist()), fit.labels.tolist(), strict=True))
    expected = {row["id"]: slugs[labels[tuple(float(row[f]) for f in fit.cells.features)]] for row in rows}
    assert placed == expected


def test_sql_for_one_segment_selects_its_customers_only(table, customers):
    study, cleaned = table
    fit = fit_model(cleaned, study.models["income-spend"], study)
    slugs = [f"segment-{label}" for label in range(fit.k)]
    place = (fit.cells.features, fit.scaling, fit.partition.centroids, slugs)
    found = customers.sql(segment_sql(*place, wanted="segment-0")).fetchall()
    assert len(found) == fit.cells.counts[fit.labels == 0].sum()


def test_names_and_values_are_quoted():
    plain = Scaling("none", np.zeros(1), np.ones(1))
    sql = segment_sql(['a"; drop table customers; --'], plain, np.array([[-1.5]]), ["it's"])
    assert '"a""; drop table customers; --"' in sql
    assert "'it''s'" in sql
    assert "(-1.5)" in sql
