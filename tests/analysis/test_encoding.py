"""Traits among a model's features: a column per value, weighed, questioned, named and scored like any other."""

from pathlib import Path

import duckdb
import ibis
import numpy as np
import pyarrow as pa
import pytest
from tessera.analyse import analyse
from tessera.cells import count_cells
from tessera.clustering import fit_kmeans
from tessera.encoding import blocks_of, encoded
from tessera.errors import ModelError, StudyError
from tessera.facts import Cells, Findings, Indicator
from tessera.ground import Ground, ground_of
from tessera.nulls import KINDS, draw_noise, fit_tables, silhouettes_of
from tessera.results import count_results
from tessera.rules import readable_rules
from tessera.scaling import apply_scaling, fit_scaling
from tessera.study import Study, parse_study
from tessera.trust import Case, Effort, assess

PLAYBOOK = Path(__file__).resolve().parents[2] / "templates" / "playbook"
REGIONS = ("North", "South", "East")
TRAITS = {f"region={value}": Indicator("region", value) for value in REGIONS}
STUDY = """
title: Members
customers: members
data: {source: members.csv, simulated: true}
columns:
  id: {role: id}
  region: {role: trait, label: Region}
  gender: {role: trait, label: Gender, values: {F: women, M: men}}
  income: {role: feature, label: Income, prefix: $, suffix: k}
  spending: {role: value, label: Spending, unit: points}
cleaning: {missing: keep}
trust: {draws: 20, bootstraps: 20}
models:
  place: {features: [income, region], encode: one-hot, scaling: standard, k: 3}
  turned: {features: [spending, region, gender], encode: one-hot, scaling: minmax, pca: 2, k: 3}
"""


def members() -> str:
    rng = np.random.default_rng(8)
    lines = ["id,region,gender,income,spending"]
    for i in range(240):
        region = REGIONS[i % 3]
        income = rng.normal({"North": 40, "South": 70, "East": 100}[region], 6)
        lines.append(f"{i},{region if i else ''},{'FM'[i % 2]},{income:.0f},{rng.integers(1, 99)}")
    return "\n".join(lines) + "\n"


@pytest.fixture(scope="module")
def place(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("members")
    (folder / "members.csv").write_text(members())
    return folder


def study_of(text: str = STUDY) -> Study:
    return parse_study(text, Path("study.yml"))


@pytest.fixture(scope="module")
def found(place) -> Findings:
    return analyse(study_of(), "members.csv", place, PLAYBOOK)


# ---------------------------------------------------------------- cells and scaling


def test_a_trait_becomes_a_column_per_value_and_who_lacks_it_is_left_out() -> None:
    table = ibis.memtable(pa.table({"income": [5.0, 5.0, 7.0, 9.0], "region": ["North", "North", "East", None]}))
    cells = count_cells(table, ("income", "region"), TRAITS)
    assert cells.features == ("income", "region=North", "region=South", "region=East")
    assert cells.values.tolist() == [[5, 1, 0, 0], [7, 0, 0, 1]]
    assert cells.counts.tolist() == [2, 1]


def test_columns_of_one_trait_form_a_block() -> None:
    columns = encoded(("region", "income"), TRAITS)
    assert columns == ("region=North", "region=South", "region=East", "income")
    assert blocks_of(columns, TRAITS) == ((0, 1, 2),)


CELLS = np.array([[1.0, 1, 0, 0], [4.0, 0, 1, 0], [2.0, 0, 0, 1], [9.0, 1, 0, 0]])
COUNTS = np.array([6, 1, 2, 1])
BLOCKS = ((1, 2, 3),)


@pytest.mark.parametrize("kind", ["standard", "robust"])
def test_a_trait_weighs_as_much_as_a_number(kind) -> None:
    points = apply_scaling(fit_scaling(CELLS, COUNTS, kind, blocks=BLOCKS), CELLS)
    rows = np.repeat(points, COUNTS, axis=0)
    assert rows[:, 1:].var(axis=0).sum() == pytest.approx(1.0)
    assert np.unique(np.round(np.ptp(points[:, 1:], axis=0), 9)).size == 1  # a rare value counts no more than others


def test_two_values_lie_as_far_apart_as_the_ends_of_a_number() -> None:
    points = apply_scaling(fit_scaling(CELLS, COUNTS, "minmax", blocks=BLOCKS), CELLS)
    assert np.linalg.norm(points[0, 1:] - points[1, 1:]) == pytest.approx(1.0)
    assert np.ptp(points[:, 0]) == pytest.approx(1.0)


def test_a_component_that_follows_from_the_others_is_refused() -> None:
    with pytest.raises(ModelError, match="4 principal components were asked of 3 independent columns"):
        fit_scaling(CELLS, COUNTS, "standard", 4, blocks=BLOCKS)


# ---------------------------------------------------------------- noise and verdict


def crowd(seed: int, size: int = 150) -> np.ndarray:
    """A flat number beside a trait that has nothing to do with it."""
    rng = np.random.default_rng([seed, 5])
    return np.column_stack([rng.random(size), np.eye(3)[rng.integers(3, size=size)]])


@pytest.mark.parametrize("kind", KINDS)
def test_noise_has_no_value_that_a_trait_cannot_take(kind) -> None:
    rows = crowd(1)
    noise = draw_noise(kind, Ground(rows, BLOCKS), np.ones(len(rows), dtype=int), 4, np.random.default_rng(2))
    flags = np.round(noise[:, :, 1:] + rows[:, 1:].mean(axis=0), 5)
    assert np.isin(flags, (0.0, 1.0)).all()
    assert (flags.sum(axis=2) == 1).all()
    assert flags[0].sum(axis=0) == pytest.approx(rows[:, 1:].sum(axis=0))


def test_noise_is_turned_into_the_space_that_was_clustered() -> None:
    rows, ones = crowd(1), np.ones(150, dtype=int)
    scaling = fit_scaling(rows, ones, "standard", 2, blocks=BLOCKS)
    ground = ground_of(scaling, rows, apply_scaling(scaling, rows))
    noise = draw_noise("shuffled columns", ground, ones, 3, np.random.default_rng(2))
    assert noise.shape == (3, 150, 2)
    assert noise.var(axis=1).mean(axis=0) == pytest.approx(apply_scaling(scaling, rows).var(axis=0), rel=0.2)


def test_a_trait_makes_no_groups_by_being_a_trait() -> None:
    """Against noise that ignores that a trait has a handful of values, any trait would look like groups."""
    rows, ones = crowd(3), np.ones(150, dtype=int)
    scaling = fit_scaling(rows, ones, "standard", blocks=BLOCKS)
    points = apply_scaling(scaling, rows)
    fit, rng = fit_kmeans(points, ones, 3, seed=1), np.random.default_rng(4)
    silhouette = silhouettes_of(points[None].astype(np.float32), fit.labels[None].astype(np.uint8), 3)[0]

    def most(ground: Ground) -> float:
        tables = draw_noise("uniform box", ground, ones, 40, rng)
        return float(silhouettes_of(tables, fit_tables(tables, 3, rng).labels, 3).max())

    assert silhouette > most(Ground(points)) + 0.02
    assert silhouette <= most(Ground(points, BLOCKS)) + 0.02


@pytest.mark.parametrize("seed", range(4))
def test_a_crowd_with_a_trait_is_never_natural(seed) -> None:
    cells, counts = np.unique(crowd(seed), axis=0, return_counts=True)
    scaling = fit_scaling(cells, counts, "standard", blocks=BLOCKS)
    partitions = {3: fit_kmeans(apply_scaling(scaling, cells), counts, 3, seed=1)}
    case = Case("m", ("a", "b", "c"), cells, counts, scaling, partitions, 3, "study", {})
    verdict = assess(case, Effort(seed=1)).verdict
    assert verdict is not None
    assert verdict.level != "natural"


# ---------------------------------------------------------------- the whole path


def test_segments_are_named_by_their_most_common_value(found) -> None:
    assert [s.name for s in found.models["place"].segments.values()] == [
        "High income, East",
        "Middle income, South",
        "Low income, North",
    ]
    shares = [trait.share for s in found.models["place"].segments.values() for trait in s.traits if trait.value]
    assert len(shares) == 3
    assert min(shares) > 0.99


def test_a_model_lists_its_features_and_scores_by_its_columns(found) -> None:
    model = found.models["place"]
    assert model.features == ("income", "region")
    assert set(model.scoring.indicators) == set(TRAITS)
    assert all(row.drew for s in model.segments.values() for row in s.differences if row.column == "region")
    assert model.space is not None
    assert [axis.values for axis in model.space.axes] == [(), ("East", "South", "North")]


def test_a_rule_says_that_a_trait_has_a_value_in_as_few_words_as_it_can() -> None:
    labels, counts = np.array([0, 1, 2]), np.array([5, 4, 3])
    cells = Cells(tuple(TRAITS), np.eye(3), counts, indicators=TRAITS)
    said = [rule.conditions for rule in readable_rules(cells, labels, ["", "", ""])]
    assert said == [({"column": "region", "sign": "is", "value": value},) for value in REGIONS]
    two = [rule.conditions for rule in readable_rules(cells, np.array([0, 1, 1]), ["", ""])]
    assert two[1] == ({"column": "region", "sign": "is not", "value": "North"},)


@pytest.mark.parametrize("key", ["place", "turned"])
def test_sql_places_everyone_where_the_model_does(found, place, key) -> None:
    connection = duckdb.connect()
    connection.sql(f"create table customers as from read_csv('{place / 'members.csv'}')")
    placed = connection.sql(found.models[key].scoring.sql).fetchall()
    sizes = {slug: segment.size for slug, segment in found.models[key].segments.items()}
    assert {slug: sum(1 for _, s in placed if s == slug) for slug in sizes} == sizes
    assert len(placed) == 239


def test_results_are_joined_by_traits_as_well(found, place) -> None:
    lines = ["id,arm,outcome", *(f"{i},{'treated' if i % 4 < 2 else 'holdout'},{i % 5}" for i in range(240))]
    (place / "results.csv").write_text("\n".join(lines) + "\n")
    counted = count_results("results.csv", study_of(), found.models, "members.csv", place, place)
    for key, model in found.models.items():
        for slug, segment in model.segments.items():
            arms = counted.arms[counted.campaigns[0], key, slug]
            assert sum(sample.customers for sample in arms.values()) == segment.size


# ---------------------------------------------------------------- misuse


def test_one_hot_without_a_trait_is_refused() -> None:
    text = STUDY.replace("features: [income, region], encode", "features: [income, spending], encode")
    with pytest.raises(
        StudyError, match=r"model 'place' says 'encode: one-hot', but none of its features is a trait"
    ) as fault:
        study_of(text)
    assert "region, gender" in str(fault.value.hint)


def test_a_trait_of_very_many_values_is_refused(tmp_path) -> None:
    rows = "".join(f"{i},R{i % 40},F,{i % 9},{i % 7}\n" for i in range(80))
    (tmp_path / "members.csv").write_text("id,region,gender,income,spending\n" + rows)
    text = STUDY.replace("  turned:", "  #turned:")
    with pytest.raises(ModelError, match="'region' takes 40 values, and one-hot makes a column of each"):
        analyse(study_of(text), "members.csv", tmp_path, PLAYBOOK)


def test_values_that_are_codes_are_called_by_their_column(place) -> None:
    lines = (place / "members.csv").read_text().replace("North", "1").replace("South", "2").replace("East", "3")
    (place / "coded.csv").write_text(lines)
    study = study_of(STUDY.replace("  turned:", "  #turned:"))
    findings = analyse(study, "coded.csv", place, PLAYBOOK)
    assert findings.study.columns["region"].values == {"1": "region 1", "2": "region 2", "3": "region 3"}
    assert next(s.name for s in findings.models["place"].segments.values()) == "High income, region 3"
