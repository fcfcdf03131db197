"""Tables whose customers are nearly all different: bins, samples, and how near they come to all rows."""

import hashlib
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from sklearn.cluster import KMeans
from tessera import gathering
from tessera.bins import count_bins, lay_axis
from tessera.clean import clean
from tessera.counts import count_columns
from tessera.distribution import Distribution
from tessera.fitting import fit_model
from tessera.gathering import gather_cells
from tessera.members import place_by_rule, segment_column
from tessera.placing import nearest_centroid
from tessera.sampling import stand_for
from tessera.scaling import apply_scaling
from tessera.source import open_source
from tessera.study import parse_study

ROWS = 30_000
STUDY = """
title: Many customers
data: {source: many.parquet, simulated: true}
seed: 3
columns:
  id: {role: id}
  region: {role: trait}
  age: {role: feature}
  income: {role: feature}
  spend: {role: value}
  visits: {role: feature}
cleaning: {missing: keep}
models:
  whole: {features: [age, visits], k: 3, k_max: 4}
  two: {features: [income, spend], k: 4, k_max: 4, scaling: standard}
  three: {features: [age, income, spend], k: 3, k_max: 4, scaling: standard}
  four: {features: [age, income, spend, visits], k: 4, k_max: 4, scaling: standard, pca: 2}
"""


def many(order: np.ndarray | None = None) -> pa.Table:
    """Customers in four groups; income and spending are continuous, spending is skewed, some incomes are missing."""
    rng = np.random.default_rng(5)
    group = rng.integers(4, size=ROWS)
    income = np.where(group % 2, 80, 30) + rng.normal(0, 7, ROWS)
    table = pa.table({
        "id": [f"c{i:05d}" for i in range(ROWS)],
        "region": rng.choice(["N", "S", "E"], ROWS),
        "age": np.clip(np.rint(np.where(group < 2, 30, 55) + rng.normal(0, 6, ROWS)), 18, 80).astype(np.int16),
        "income": pa.array(income, mask=rng.random(ROWS) < 0.01),
        "spend": np.exp(np.where(group < 2, 6, 4) + rng.normal(0, 0.6, ROWS)),
        "visits": np.minimum(rng.poisson(2 + 3 * (group % 2), ROWS), 12),
    })  # fmt: skip
    return table if order is None else table.take(pa.array(order))


@pytest.fixture(scope="module")
def study():
    return parse_study(STUDY, Path("study.yml"))


@pytest.fixture(scope="module", autouse=True)
def small():
    """Thirty thousand customers are treated as if they were tens of millions."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(gathering, "FEW", 2_000)
        patch.setattr(gathering, "SAMPLE", 3_000)
        patch.setattr(gathering, "BINS", {1: 64, 2: 48, 3: 16})
        yield


@pytest.fixture(scope="module")
def fits(cleaned, study):
    return {key: fit_model(cleaned, spec, study) for key, spec in study.models.items()}


@pytest.fixture(scope="module")
def cleaned(tmp_path_factory, study):
    folder = tmp_path_factory.mktemp("many")
    pq.write_table(many(), folder / "many.parquet")
    return clean(open_source("many.parquet", study, folder), study)


def rows_of_model(cleaned, features):
    columns = cleaned.table.select(*features).to_pyarrow()
    values = np.column_stack([columns[f].cast(pa.float64()).to_numpy(zero_copy_only=False) for f in features])
    return values[~np.isnan(values).any(axis=1)]


# ---------------------------------------------------------------- bins


def test_whole_numbers_get_a_bin_each() -> None:
    axis = lay_axis(Distribution(np.array([18.0, 19.0, 40.0]), np.array([5, 1, 2]), 0), 64)
    assert (axis.starts, axis.widths, axis.bins) == ((18.0,), (1.0,), (23,))


def test_bins_are_narrow_where_customers_crowd_and_no_more_than_asked_for() -> None:
    values = np.sort(np.random.default_rng(0).lognormal(0, 1.5, 50_000))
    axis = lay_axis(Distribution(values, np.ones(len(values), dtype=int), 0), 256)
    assert 200 <= sum(axis.bins) <= 256
    crowded = axis.widths[axis.starts.index(max(s for s in axis.starts if s <= np.median(values)))]
    assert crowded < axis.widths[-1] / 20
    even = np.histogram_bin_edges(values, 256)

    def lost(edges: np.ndarray) -> float:
        place = np.searchsorted(edges, values, side="right")
        means = np.bincount(place, values) / np.maximum(np.bincount(place), 1)
        return float(((values - means[place]) ** 2).sum())

    ours = np.concatenate([s + w * np.arange(n) for s, w, n in zip(axis.starts, axis.widths, axis.bins, strict=True)])
    assert lost(ours) < lost(even) / 3


def test_bins_hold_everybody_and_their_means_add_up(cleaned) -> None:
    features = ("income", "spend")
    rows = rows_of_model(cleaned, features)
    axes = {name: lay_axis(cleaned.survey.numbers[name], 32) for name in features}
    cells, _ = count_bins(cleaned.table, features, axes)
    assert cells.counts.sum() == len(rows)
    assert cells.counts @ cells.values == pytest.approx(rows.sum(axis=0), rel=1e-12)
    assert len(cells.counts) < len(rows) / 20


# ---------------------------------------------------------------- the choice


@pytest.mark.parametrize(("key", "stands"), [("whole", "all"), ("two", "bins"), ("three", "bins"), ("four", "sample")])
def test_cells_are_exact_where_few_values_meet_and_say_what_they_are_otherwise(cleaned, study, key, stands) -> None:
    features = study.models[key].features
    cells = gather_cells(cleaned, features, study).cells
    assert cells.stands == stands
    assert cells.counts.sum() == len(rows_of_model(cleaned, features))


def test_bins_that_hold_hardly_anybody_give_way_to_a_sample(cleaned, study, monkeypatch) -> None:
    monkeypatch.setattr(gathering, "BINS", {2: 2_000})
    assert gather_cells(cleaned, ("income", "spend"), study).cells.stands == "sample"


# ---------------------------------------------------------------- the sample


def test_the_sample_is_drawn_by_a_hash_of_the_id(cleaned, study) -> None:
    features = study.models["four"].features
    cells = gather_cells(cleaned, features, study).cells
    known = cleaned.table.filter([cleaned.table[f].notnull() for f in features]).to_pyarrow()
    edge = round(3_000 / len(known) * 16**8)
    drawn = [int(hashlib.md5(f"tessera 3:{i}".encode()).hexdigest()[:8], 16) < edge for i in known["id"].to_pylist()]
    assert cells.drawn == sum(drawn)
    incomes = known["income"].filter(pa.array(drawn)).to_numpy()
    assert np.unique(cells.values[:, 1]).tolist() == np.unique(incomes).tolist()


def test_rows_in_another_order_give_the_same_sample(tmp_path, study, cleaned) -> None:
    pq.write_table(many(np.random.default_rng(1).permutation(ROWS)), tmp_path / "many.parquet")
    again = clean(open_source("many.parquet", study, tmp_path), study)
    first, second = (gather_cells(c, ("age", "income", "spend", "visits"), study).cells for c in (cleaned, again))
    assert first.values.tolist() == second.values.tolist()
    assert first.counts.tolist() == second.counts.tolist()


def test_without_an_id_values_decide_who_is_drawn(tmp_path, study) -> None:
    pq.write_table(many(), tmp_path / "many.parquet")
    columns = {name: column for name, column in study.columns.items() if name != "id"}
    nameless = study.model_copy(update={"columns": columns})
    cleaned = clean(open_source("many.parquet", nameless, tmp_path), nameless)
    cells = gather_cells(cleaned, ("age", "income", "spend", "visits"), nameless).cells
    assert 2_800 < cells.drawn < 3_200


def test_counts_of_a_sample_are_raised_to_all_customers() -> None:
    assert stand_for(np.array([1, 1, 2]), 10).tolist() == [3, 2, 5]


# ---------------------------------------------------------------- near to all rows


@pytest.mark.parametrize("key", ["two", "three", "four"])
def test_sizes_and_means_are_those_of_all_customers_by_the_rule(cleaned, fits, key) -> None:
    fit = fits[key]
    rows = rows_of_model(cleaned, fit.cells.features)
    points = apply_scaling(fit.scaling, rows)
    labels = nearest_centroid(points, fit.partition.centroids)
    assert np.bincount(fit.labels, weights=fit.cells.counts).tolist() == np.bincount(labels).tolist()
    means = np.array([rows[labels == label].mean(axis=0) for label in range(fit.k)])
    assert fit.centres == pytest.approx(means, rel=1e-9)
    off = np.abs(apply_scaling(fit.scaling, means) - fit.partition.centroids).max(axis=0) / points.std(axis=0)
    assert fit.error == pytest.approx(off.max(), rel=0.05)
    assert fit.error < 0.005
    assert (nearest_centroid(fit.points, fit.partition.centroids) == fit.labels).all()


@pytest.mark.parametrize("key", ["two", "three", "four"])
def test_centres_come_near_those_of_a_fit_to_all_rows(cleaned, fits, key) -> None:
    fit = fits[key]
    points = apply_scaling(fit.scaling, rows_of_model(cleaned, fit.cells.features))
    whole = KMeans(fit.k, init=fit.partition.centroids, n_init=1, tol=0).fit(points)
    assert np.abs(whole.cluster_centers_ - fit.partition.centroids).max() < 0.03


def test_everyone_is_counted_under_the_segment_of_the_rule(cleaned, fits) -> None:
    fit = fits["two"]
    table = place_by_rule(cleaned.table, segment_column("two"), fit.rule)
    counted = count_columns(table, ("region", "spend", "age", "income"), ("two",), cleaned.survey)
    sizes = np.bincount(fit.labels, weights=fit.cells.counts).tolist()
    without = ROWS - sum(sizes)
    assert counted.customers.tolist() == [without, *sizes]
    for column in counted.columns.values():
        held = np.bincount(column.segments[:, 0] + 1, weights=column.counts).tolist()
        assert held[1:] == sizes
    spend = counted.columns["spend"]
    assert spend.sums is not None
    assert spend.sums.sum() == pytest.approx(many()["spend"].to_numpy().sum(), rel=1e-12)


def test_exact_cells_give_the_centres_and_labels_of_a_fit_to_all_rows(cleaned, fits) -> None:
    fit = fits["whole"]
    rows = rows_of_model(cleaned, fit.cells.features)
    whole = KMeans(fit.k, init=fit.partition.centroids, n_init=1, tol=0).fit(rows)
    assert fit.error == 0.0
    assert whole.cluster_centers_ == pytest.approx(fit.partition.centroids, abs=1e-6)
    label_of = {tuple(cell): label for cell, label in zip(fit.cells.values.tolist(), fit.labels.tolist(), strict=True)}
    assert [label_of[tuple(row)] for row in rows.tolist()] == whole.labels_.tolist()
