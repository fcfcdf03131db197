"""A simulated base in four clear groups, as a project on disk; small enough to be analysed in a moment."""

import csv
from pathlib import Path

import numpy as np

CENTRES = {"rich spenders": (90, 80), "rich savers": (90, 20), "poor spenders": (25, 80), "poor savers": (25, 20)}
PER_GROUP = 200
SPREAD = 4.0
STUDY = """\
title: A simulated base
data: {source: base.csv, simulated: true}
columns:
  id: {column: id, role: id}
  income: {column: income, role: feature, prefix: $, suffix: k}
  spending: {column: spending, role: value, unit: points}
models:
  all: {title: Income and spending, features: [income, spending], k: K}
trust: {draws: 0, bootstraps: 0}
"""


def write_study(folder: Path, k: int = 4) -> Path:
    """A study of one model; trust is left out, for it takes time and nothing here asks for it."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "study.yml").write_text(STUDY.replace("K}", f"{k}}}"))
    return folder


def write_base(path: Path, moved: float = 0.0, groups: int = 4) -> Path:
    """Customers around the centres; a share of the rich spenders has become savers."""
    random = np.random.default_rng(11)
    rows = []
    for group, (income, spending) in enumerate(list(CENTRES.values())[:groups]):
        points = random.normal((income, spending), SPREAD, (PER_GROUP, 2)).round()
        if group == 0:
            gone = round(moved * PER_GROUP)
            points[:gone, 1] = random.normal(CENTRES["rich savers"][1], SPREAD, gone).round()
        rows += [(f"c{group}{i:04d}", *map(int, point)) for i, point in enumerate(points)]
    with path.open("w", newline="") as file:
        csv.writer(file).writerows([("id", "income", "spending"), *rows])
    return path
