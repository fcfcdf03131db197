"""A small shop with one model and no tests against noise: built in a second, for tests that build often."""

import random
from pathlib import Path

STUDY = """\
title: {title}
data: {{source: shop.csv}}
columns:
  id: {{column: Customer, role: id}}
  gender: {{column: Gender, role: trait}}
  age: {{column: Age, role: feature, unit: years}}
  spending: {{column: Spending, role: value, prefix: $}}
models:
  age-spend: {{features: [age, spending], k: 2, k_max: 3}}
trust: {{draws: 0, bootstraps: 0}}
"""
HEAD = "Customer,Gender,Age,Spending"
CUSTOMERS = 60


def rows() -> list[str]:
    """Customers, older ones who spend little and younger ones who spend much in turn."""
    chance = random.Random(1)
    return [
        f"C-{1000 + i},{chance.choice(('Female', 'Male'))},"
        f"{chance.randint(50, 70) if i % 2 else chance.randint(20, 35)},"
        f"{chance.randint(10, 40) if i % 2 else chance.randint(60, 95)}"
        for i in range(CUSTOMERS)
    ]


def tiny_project(folder: Path, title: str = "Corner shop") -> Path:
    """A project with its table."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "study.yml").write_text(STUDY.format(title=title), encoding="utf-8")
    (folder / "shop.csv").write_text("\n".join([HEAD, *rows()]) + "\n", encoding="utf-8")
    return folder
