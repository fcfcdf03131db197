"""The page that places one customer, held against `tessera score` and the core: shared by the sites it is tested on."""

import csv
import json
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
from click.testing import CliRunner
from tessera.facts import Indicator, ScoringRule
from tessera.members import NearestCentre
from tessera.placing import place, rule_of
from tessera.scaling import apply_scaling
from tessera_site.cli import main

PAGE = "which.html"
PLACE_ALL = "(asked) => asked.map(([key, values]) => window.tesseraPlace(key, values))"
A_LITTLE = 1e-6


@dataclass(frozen=True)
class Customers:
    """A table of the project's own kind; ``known`` is what the page asks for, by customer and column."""

    table: Path
    known: dict[str, dict[str, float | str]]


@dataclass
class Project:
    """A built project and its rules."""

    folder: Path

    @cached_property
    def findings(self) -> dict:
        return json.loads((self.folder / "_site" / "findings.json").read_text(encoding="utf-8"))

    def rule(self, key: str) -> ScoringRule:
        scoring = self.findings["models"][key]["scoring"]
        traits = {name: Indicator(**given) for name, given in scoring["indicators"].items()}
        return ScoringRule(**{**scoring, "indicators": traits})


def scored(project: Project, key: str, table: Path, out: Path) -> dict[str, str]:
    """What the command gives every customer of a table."""
    asked = ["score", "--project", str(project.folder), "--model", key, "--data", str(table), "--out", str(out)]
    done = CliRunner().invoke(main, asked)
    assert done.exit_code == 0, done.output
    with out.open(newline="", encoding="utf-8") as file:
        return dict(list(csv.reader(file))[1:])


def differing(page, project: Project, customers: Customers, out: Path) -> list[tuple[str, ...]]:
    """Where the page says another segment than the command: model, customer, the page's, the command's."""
    wanted = {key: scored(project, key, customers.table, out) for key in project.findings["models"]}
    asked = [(key, name) for key in wanted for name in customers.known]
    found = page.evaluate(PLACE_ALL, [[key, customers.known[name]] for key, name in asked])
    segments = [(key, name, place["segment"]) for (key, name), place in zip(asked, found, strict=True)]
    assert all(len(set(placed.values())) > 1 for placed in wanted.values()), "everybody in one segment proves little"
    return [(key, name, by_page, wanted[key][name]) for key, name, by_page in segments if by_page != wanted[key][name]]


def check_borders(page, project: Project, key: str, known: list[dict[str, float | str]]) -> int:
    """Hold how near the border is, and every way over it, against the core; gives the number of ways tried."""
    rule, tried = project.rule(key), 0
    for values, found in zip(known, page.evaluate(PLACE_ALL, [[key, values] for values in known]), strict=True):
        nearest = np.sort(_distances(rule_of(rule), _row(rule, values)))
        assert abs(found["share"] - nearest[0] / nearest[1]) < A_LITTLE
        for way in found["ways"]:
            before, after = (
                {**values, way["column"]: values[way["column"]] + way["by"] * (1 + side * A_LITTLE)} for side in (-1, 1)
            )
            assert _segment(rule, before) == found["segment"], way
            assert _segment(rule, after) == way["to"], way
            tried += 1
    return tried


def _row(rule: ScoringRule, values: dict[str, float | str]) -> np.ndarray:
    """A customer as the rule's features."""
    traits = rule.indicators
    return np.array(
        [[float(values[traits[f].column] == traits[f].value) if f in traits else values[f] for f in rule.features]]
    )


def _segment(rule: ScoringRule, values: dict[str, float | str]) -> str:
    return list(rule.centroids)[int(place(rule, _row(rule, values))[0])]


def _distances(known: NearestCentre, row: np.ndarray) -> np.ndarray:
    return np.sqrt(np.square(apply_scaling(known.scaling, row) - known.centroids).sum(axis=1))
