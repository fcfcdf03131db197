"""One customer table as every engine may hold it: whole numbers, doubles, decimals, text, flags, dates, gaps, repeats."""

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

ROOT = Path(__file__).resolve().parents[2]
PLAYBOOK = ROOT / "templates" / "playbook"
CUSTOMERS = 300

STUDY = """\
title: A shop on an engine
data: {source: "SOURCE", simulated: true}
inputs:
  joined: {column: Joined, type: date}
  born: {column: Born, type: date, dates: day-month-year}
columns:
  id: {column: Customer ID, role: id}
  gender: {column: Gender, role: trait}
  city: {column: City, role: trait}
  income: {column: Income, role: feature, outliers: fill}
  spending: {column: Spending, role: value}
  paid: {column: Paid, role: feature}
  visits: {column: Visits, role: feature}
  member: {column: Member, role: flag}
  days: {role: feature, derive: days(latest(joined) - joined)}
  age: {role: feature, derive: year(joined) - year(born)}
  heavy: {role: flag, derive: paid > 100 and member or visits >= 9}
cleaning: {missing: fill, duplicates: drop, implausible: {visits: {max: 50, rule: drop}}}
models:
  income-spending: {features: [income, spending], k: 4, k_max: 5}
trust: {draws: 0, bootstraps: 0}
"""


def shop() -> pa.Table:
    """The customers; the first three stand in it twice, one has too many visits, some columns have gaps."""
    random = np.random.default_rng(11)
    group = np.arange(CUSTOMERS) % 4
    income = (np.where(group < 2, 90, 25) + random.normal(0, 5, CUSTOMERS)).round().astype(int).tolist()
    spending = (np.where(group % 2 == 0, 80, 20) + random.normal(0, 5, CUSTOMERS)).round().astype(int)
    paid = random.gamma(2.0, 50.0, CUSTOMERS).round(2)
    day = [date(2021, 1, 1) + timedelta(int(n)) for n in random.integers(0, 900, CUSTOMERS)]
    born = [date(1950, 1, 1) + timedelta(int(n)) for n in random.integers(0, 18_000, CUSTOMERS)]
    gender: list[str | None] = random.choice(np.array(["Female", "Male"]), CUSTOMERS).tolist()
    visits: list[str | None] = [str(n) for n in random.integers(0, 12, CUSTOMERS)]
    income[7], gender[5], visits[9], visits[20], income[12] = None, None, "99", "n/a", 400
    table = pa.table(
        {
            "Customer ID": pa.array(range(1, CUSTOMERS + 1), pa.int32()),
            "Gender": gender,
            "City": random.choice(np.array(["zürich", "Ålborg", "aarau", "Zug", "Vevey", "fribourg"]), CUSTOMERS),
            "Income": pa.array(income, pa.int32()),
            "Spending": pa.array(spending, pa.int16()),
            "Paid": pa.array([Decimal(f"{amount:.2f}") for amount in paid], pa.decimal128(10, 2)),
            "Visits": visits,
            "Member": random.random(CUSTOMERS) < 0.4,
            "Joined": day,
            "Born": [each.strftime("%d.%m.%Y") for each in born],
        }
    )
    return pa.concat_tables([table, table.slice(0, 3)])


def write_parquet(folder: Path) -> Path:
    """The shop as a folder of two files."""
    place = folder / "customers"
    place.mkdir(parents=True)
    table = shop()
    pq.write_table(table.slice(0, 150), place / "a.parquet")
    pq.write_table(table.slice(150), place / "b.parquet")
    return place


def write_duckdb(file: Path, parquet: Path) -> Path:
    """The shop as a table of a DuckDB file."""
    with duckdb.connect(file) as connection:
        connection.sql(f"CREATE TABLE customers AS FROM '{parquet}/*.parquet'")
    return file


def project_on(source: str, folder: Path) -> Path:
    """A project whose study names an address, and whose earlier site must stay whatever happens."""
    (folder / "_site").mkdir(parents=True)
    (folder / "study.yml").write_text(STUDY.replace("SOURCE", source), encoding="utf-8")
    (folder / "_site" / "index.html").write_text("the earlier site")
    (folder / "_site" / "findings.json").write_text("{}")
    return folder
