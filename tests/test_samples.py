"""The shipped samples are simulated, the same on every run, and give the published pictures."""

import importlib.util
import json
from itertools import permutations
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from sklearn.cluster import KMeans
from sklearn.decomposition import PCA
from sklearn.metrics import silhouette_score
from sklearn.preprocessing import StandardScaler
from threadpoolctl import threadpool_limits

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared"
MALL = ROOT / "data" / "mall_customers.csv"
LOYALTY = ROOT / "examples" / "loyalty" / "loyalty_customers.csv"
PERSONALITY = ROOT / "examples" / "personality" / "personality_customers.csv"

AGE, INCOME, SCORE = "Age", "Annual Income (k$)", "Spending Score (1-100)"
MODELS = {
    "age_spend_k4": [AGE, SCORE],
    "income_spend_k5": [INCOME, SCORE],
    "age_income_k4": [AGE, INCOME],
}

# Published segments: mean age, income and score, share of women, number of customers.
SEGMENTS = {
    "age_spend_k4": [
        (27.6, 53.3, 49.1, 0.617, 47),
        (30.2, 66.1, 82.4, 0.579, 57),
        (43.3, 66.9, 15.0, 0.500, 48),
        (55.7, 54.8, 48.2, 0.542, 48),
    ],
    "income_spend_k5": [
        (25.3, 25.7, 79.4, 0.591, 22),
        (45.2, 26.3, 20.9, 0.609, 23),
        (42.7, 55.3, 49.5, 0.593, 81),
        (32.7, 86.5, 82.1, 0.538, 39),
        (41.1, 88.2, 17.1, 0.457, 35),
    ],
    "age_income_k4": [
        (29.4, 29.2, 56.4, 0.638, 47),
        (32.0, 73.0, 52.2, 0.534, 73),
        (39.0, 106.5, 48.8, 0.583, 24),
        (55.7, 51.0, 43.0, 0.518, 56),
    ],
}
SILHOUETTES = {"age_spend_k4": 0.4997, "income_spend_k5": 0.5539, "age_income_k4": 0.4337}

# Published segments of the personality study, by rising income.
HOUSEHOLDS = {
    "Income": (34_395, 55_079, 75_273),
    "TotalSpend": (98.6, 697.5, 1282.5),
    "AcceptedCampaigns": (0.156, 0.378, 0.944),
    "NumDealsPurchases": (1.829, 4.448, 1.221),
    "Children": (1.187, 1.322, 0.269),
}
HOUSEHOLD_SHARES = (0.4426, 0.2586, 0.2988)


def load_simulation():
    spec = importlib.util.spec_from_file_location("simulate", ROOT / "data" / "simulate.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def published(model):
    """Segments of a mall model: the golden file's where it is at hand, else the figures above."""
    golden = SHARED / "golden" / "mall_customers.json"
    if not golden.exists():
        return np.array(SEGMENTS[model])
    clusters = json.loads(golden.read_text(encoding="utf-8"))["models"][model]["scalings"]["raw"]["clusters"]
    return np.array(
        [(*(c[name]["mean"] for name in (AGE, INCOME, SCORE)), c["Gender_share"]["Female"], c["n"]) for c in clusters]
    )


def best_labels(values, k, starts=300):
    with threadpool_limits(limits=1):
        return KMeans(k, n_init=starts, random_state=0, tol=0).fit_predict(values)


def segments_of(mall, labels):
    women = mall["Gender"].eq("Female").rename("women")
    table = pd.concat([mall[[AGE, INCOME, SCORE]], women], axis=1).groupby(labels)
    return np.column_stack([table.mean().to_numpy(), table.size().to_numpy()])


def matched(found, wanted):
    """The found segments in the order that brings their means closest to the wanted ones."""
    orders = (found[list(order)] for order in permutations(range(len(found))))
    return min(orders, key=lambda rows: np.abs(rows[:, :3] - wanted[:, :3]).sum())


@pytest.fixture(scope="module")
def mall():
    return pd.read_csv(MALL)


@pytest.fixture(scope="module")
def mall_labels(mall):
    return {model: best_labels(mall[columns], len(SEGMENTS[model])) for model, columns in MODELS.items()}


@pytest.fixture(scope="module")
def loyalty():
    return pd.read_csv(LOYALTY)


@pytest.fixture(scope="module")
def personality():
    return pd.read_csv(PERSONALITY, sep="\t")


@pytest.fixture(scope="module")
def customers(personality):
    """The personality table as its study reads it: implausible rows out, traits derived."""
    kept = personality.dropna(subset="Income")
    kept = kept[(kept["Year_Birth"] >= 1940) & (kept["Income"] < 600_000)].reset_index(drop=True)
    enrolled = pd.to_datetime(kept["Dt_Customer"], format="%d-%m-%Y")
    return kept.assign(
        Age=2014 - kept["Year_Birth"],
        Children=kept["Kidhome"] + kept["Teenhome"],
        TotalSpend=kept.filter(like="Mnt").sum(axis=1),
        TotalPurchases=kept["NumWebPurchases"] + kept["NumCatalogPurchases"] + kept["NumStorePurchases"],
        AcceptedCampaigns=kept.filter(like="AcceptedCmp").sum(axis=1) + kept["Response"],
        TenureDays=(enrolled.max() - enrolled).dt.days,
    )


@pytest.fixture(scope="module")
def components(customers):
    features = [
        *("Income", "Age", "Children", "TotalSpend", "TotalPurchases", "AcceptedCampaigns"),
        *("NumDealsPurchases", "NumWebVisitsMonth", "Recency", "TenureDays"),
    ]
    scaled = StandardScaler().fit_transform(customers[features].astype(float))
    return PCA(3, svd_solver="full").fit_transform(scaled)


def test_drawing_again_gives_the_committed_bytes(tmp_path, monkeypatch):
    monkeypatch.setattr("sys.argv", ["simulate.py", "--out", str(tmp_path / "data")])
    load_simulation().main()
    for committed in (MALL, LOYALTY, PERSONALITY):
        drawn = tmp_path / committed.relative_to(ROOT)
        assert drawn.read_bytes() == committed.read_bytes(), committed.name


def test_the_mall_sample_has_the_original_headers_and_order(mall):
    assert list(mall) == ["CustomerID", "Gender", AGE, INCOME, SCORE]
    assert mall["CustomerID"].tolist() == list(range(1, 201))
    assert mall[INCOME].is_monotonic_increasing


def test_the_mall_sample_has_the_original_ranges(mall):
    assert mall["Gender"].eq("Female").mean() == pytest.approx(0.56, abs=0.005)
    assert mall[AGE].between(18, 70).all()
    assert mall[INCOME].between(15, 137).all()
    assert mall[SCORE].between(1, 99).all()
    low, high = mall[INCOME].quantile([0.25, 0.75])
    assert (mall[INCOME] > high + 1.5 * (high - low)).sum() == 2


@pytest.mark.parametrize("model", MODELS)
def test_mall_segments_resemble_the_published_ones(mall, mall_labels, model):
    wanted = published(model)
    found = matched(segments_of(mall, mall_labels[model]), wanted)
    distance = np.abs(found - wanted).max(axis=0)
    assert distance[:3].max() <= 3, "mean of age, income or score"
    assert distance[3] <= 0.06, "share of women"
    assert distance[4] <= 4, "customers"


@pytest.mark.parametrize("model", MODELS)
def test_mall_segments_are_as_distinct_as_the_published_ones(mall, mall_labels, model):
    found = silhouette_score(mall[MODELS[model]], mall_labels[model])
    assert found == pytest.approx(SILHOUETTES[model], abs=0.02)


def test_five_segments_of_income_and_spending_are_best_by_silhouette(mall):
    values = mall[MODELS["income_spend_k5"]]
    widths = {k: silhouette_score(values, best_labels(values, k, starts=20)) for k in range(2, 11)}
    assert max(widths, key=widths.get) == 5
    assert widths[5] >= 0.53


def test_high_spenders_are_forty_or_younger_and_the_middle_is_of_all_ages(mall):
    assert mall.loc[mall[SCORE] > 62, AGE].max() <= 40
    middle = mall.loc[mall[INCOME].between(40, 68) & mall[SCORE].between(35, 61), AGE]
    assert middle.min() <= 20
    assert middle.max() == 70


def test_the_loyalty_sample_has_a_thousand_whole_rows(loyalty):
    assert loyalty.shape == (1000, 9)
    assert not loyalty.isna().any(axis=None)
    assert set(loyalty["gender"]) == {"Female", "Male", "Other"}
    assert loyalty["preferred_category"].nunique() == 5


def test_the_loyalty_columns_are_nearly_uncorrelated(loyalty):
    links = loyalty.drop(columns="id").corr(numeric_only=True).to_numpy()
    assert np.abs(links[np.triu_indices_from(links, k=1)]).max() < 0.07


def test_the_personality_quirks_are_there_in_number(personality):
    assert personality.shape == (2240, 29)
    assert personality["ID"].is_unique
    assert personality["Income"].isna().sum() == 24
    assert personality["Income"].eq(666_666).sum() == 1
    assert sorted(personality["Year_Birth"])[:3] == [1893, 1899, 1900]
    odd = personality["Marital_Status"].value_counts()[["Alone", "Absurd", "YOLO"]]
    assert odd.tolist() == [3, 2, 2]
    assert personality.drop(columns="ID").duplicated().sum() == 182
    assert personality["Z_CostContact"].eq(3).all()
    assert personality["Z_Revenue"].eq(11).all()
    assert personality["Dt_Customer"].str.fullmatch(r"[0-3]\d-[01]\d-201[234]").all()


def test_personality_segments_resemble_the_published_ones(customers, components):
    segments = customers.groupby(best_labels(components, 3, starts=20))
    order = segments["Income"].mean().sort_values().index
    shares = (segments.size() / len(customers))[order]
    assert shares.tolist() == pytest.approx(HOUSEHOLD_SHARES, abs=0.05)
    for column, means in HOUSEHOLDS.items():
        assert segments[column].mean()[order].tolist() == pytest.approx(means, rel=0.10), column


def test_two_personality_segments_are_best_by_silhouette(components):
    widths = {k: silhouette_score(components, best_labels(components, k, starts=10)) for k in (2, 3, 4)}
    assert max(widths, key=widths.get) == 2


@pytest.mark.skipif(not (SHARED / "data").exists(), reason="the real tables are not at hand")
@pytest.mark.parametrize(
    ("sample", "real", "separator", "identifier"),
    [
        (LOYALTY, "customer_segmentation_data.csv", ",", "id"),
        (PERSONALITY, "marketing_campaign.csv", "\t", "ID"),
    ],
)
def test_no_simulated_row_is_a_real_one(sample, real, separator, identifier):
    simulated, original = (pd.read_csv(path, sep=separator) for path in (sample, SHARED / "data" / real))
    assert list(simulated) == list(original)
    shared = simulated.drop(columns=identifier).merge(original.drop(columns=identifier), how="inner")
    assert shared.empty


@pytest.mark.skipif(not (SHARED / "data").exists(), reason="the real tables are not at hand")
def test_the_mall_sample_meets_the_real_table_at_most_by_chance(mall):
    original = pd.read_csv(SHARED / "data" / "Mall_Customers.csv")
    shared = mall.drop(columns="CustomerID").merge(original.drop(columns="CustomerID"), how="inner")
    assert len(shared) <= 2
