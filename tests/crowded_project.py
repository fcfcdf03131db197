"""Some members in twelve groups, cut in every way: twelve segments, eight of three columns on one scale, three of components,
two of a number and a trait; one column is derived by the study. No tests against noise, so it builds fast.
"""

from pathlib import Path

import numpy as np

EACH, GROUPS = 20, 12
REGIONS = ("North", "South", "East")
BUILT = 2026
STUDY = f"""\
title: Members of a crowded club
customers: members
data: {{source: members.csv, simulated: true, note: Twelve simulated groups.}}
inputs:
  born: {{column: Born}}
columns:
  id: {{column: Number, role: id}}
  region: {{column: Region, role: trait, label: Region}}
  age: {{role: feature, label: Age, unit: years, decimals: 1, derive: {BUILT} - born}}
  income: {{column: Income, role: feature, label: Income, prefix: $, suffix: k, decimals: 1}}
  spending: {{column: Spending, role: value, label: Spending score, short: spending, unit: points, decimals: 1}}
cleaning: {{missing: keep}}
models:
  twelve: {{title: Twelve by income and spending, features: [income, spending], k: 12, k_max: 12}}
  eight: {{title: Eight by three columns, features: [age, income, spending], scaling: standard, k: 8, k_max: 8}}
  turned: {{title: Two components, features: [age, income, spending], scaling: standard, pca: 2, k: 3, k_max: 4}}
  placed: {{title: Income and region, features: [income, region], encode: one-hot, scaling: standard, k: 2, k_max: 3}}
trust: {{draws: 0, bootstraps: 0}}
"""
HEAD = "Number,Region,Born,Income,Spending"


def members(seed: int, lowest: float, highest: float) -> list[str]:
    """Groups on a grid of income and spending, drawn between two multiples of their spread."""
    draw = np.random.default_rng(seed)
    lines = []
    for i in range(EACH * GROUPS):
        group = i % GROUPS
        income = 20 + 35 * (group % 4) + 6 * draw.uniform(lowest, highest)
        spending = 15 + 35 * (group // 4) + 6 * draw.uniform(lowest, highest)
        born = BUILT - 20 - 4 * group - int(draw.integers(0, 12))
        region = REGIONS[(group + int(draw.integers(0, 2))) % len(REGIONS)]
        lines.append(f"M-{1000 + i},{region},{born},{income:.0f},{spending:.0f}")
    return lines


def crowded_project(folder: Path, study: str = STUDY) -> Path:
    """A project with its table."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "study.yml").write_text(study, encoding="utf-8")
    (folder / "members.csv").write_text("\n".join([HEAD, *members(12, -1, 1)]) + "\n", encoding="utf-8")
    return folder
