"""Tables that nobody had in mind: other names, units and shapes work from the first look on."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from tessera.analyse import analyse
from tessera.guess import guess_study
from tessera.study import parse_study

PLAYBOOK = Path(__file__).resolve().parents[2] / "templates" / "playbook"
QUICK = "\ntrust: {draws: 0, bootstraps: 0}\n"


def telecom(rng, rows=400):
    """Skewed amounts, dates, a flag in words, a column that never changes."""
    return pd.DataFrame({
        "SubscriberRef": [f"TC-{i:06d}" for i in rng.permutation(rows)],
        "activation_dt": pd.to_datetime("2019-01-01") + pd.to_timedelta(rng.integers(0, 1800, rows), unit="D"),
        "Tarif": rng.choice(["Basis", "Komfort", "Völlig frei"], rows),
        "Portiert?": rng.choice(["yes", "no"], rows),
        "Datenvolumen (GB)": np.round(rng.lognormal(1.5, 1.1, rows), 3),
        "Minutes / month": rng.poisson(130, rows),
        "Revenue (EUR)": np.round(rng.lognormal(3.2, 0.5, rows), 2),
        "Support calls": rng.poisson(0.4, rows),
        "Country": "DE",
        "Kündigungsrisiko": np.round(rng.beta(2, 6, rows), 4),
    })  # fmt: skip


def clinic(rng, rows=350):
    """Twenty columns, most of them numbers, some with gaps."""
    measures = {f"Marker {chr(65 + i)} [mg/dl]": np.round(rng.gamma(2 + i % 4, 10, rows), 1) for i in range(14)}
    measures["Marker C [mg/dl]"][rng.random(rows) < 0.05] = np.nan
    return pd.DataFrame({
        "case_no": np.arange(90_000, 90_000 + rows),
        "age at visit": rng.integers(18, 95, rows),
        "ward": rng.choice(list("ABCDEF"), rows),
        **measures,
        "smoker": rng.integers(0, 2, rows),
        "bill": np.round(rng.lognormal(7, 0.9, rows), 2),
    })  # fmt: skip


def club(rng, rows=300):
    """Eight columns without an id, decimals with a comma, semicolons."""
    table = pd.DataFrame({
        "Eintritt": rng.integers(1990, 2024, rows),
        "Sparte": rng.choice(["Turnen", "Tennis", "Rudern"], rows),
        "Alter": rng.integers(6, 80, rows),
        "Beitrag €": np.round(rng.normal(180, 40, rows), 2),
        "Besuche pro Monat": np.round(rng.gamma(2, 2, rows), 1),
        "Spenden": np.where(rng.random(rows) < 0.7, 0, rng.integers(5, 900, rows)),
        "Ehrenamt": rng.choice(["ja", "nein"], rows),
        "Ort": rng.choice(["Kiel", "Plön", "Eutin", "Laboe"], rows),
    })  # fmt: skip
    return table.map(lambda value: f"{value}".replace(".", ",") if isinstance(value, float) else value)


TABLES = {
    "telecom.csv": lambda rng, path: telecom(rng).to_csv(path, index=False),
    "clinic.parquet": lambda rng, path: clinic(rng).to_parquet(path, index=False),
    "club.csv": lambda rng, path: club(rng).to_csv(path, index=False, sep=";", encoding="latin-1", errors="replace"),
}


@pytest.mark.parametrize("name", TABLES)
def test_a_first_study_of_an_unknown_table_finds_segments_and_words(tmp_path, name) -> None:
    TABLES[name](np.random.default_rng(11), tmp_path / name)
    study = parse_study(guess_study(name, tmp_path) + QUICK, tmp_path / "study.yml")
    found = analyse(study, study.data.source, tmp_path, PLAYBOOK)
    assert len(found.models) == 3
    for model in found.models.values():
        assert sum(segment.size for segment in model.segments.values()) == found.data.rows_kept
        assert all(segment.words and segment.strategy for segment in model.segments.values())
        assert len({segment.name for segment in model.segments.values()}) == model.k
