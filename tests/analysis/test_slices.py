"""Where a model has no groups, its segments are slices: nothing is advised for one of them but to learn."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from strategy_facts import facts_of
from tessera.advice import Strategies
from tessera.lints import advice_of
from tessera.playbook import load_playbook
from tessera.strategy import write_strategies
from tessera.study import load_study, parse_study

ROOT = Path(__file__).resolve().parents[2]
FIRM = ("Picture women first", "Picture men first", "Build the window around", "Speak of the club")
SHAPES = {
    "loyalty": ("age", "income", "spend"),
    "without age": ("income", "spend"),
    "without value": ("age", "income"),
    "strange": ("a", "b"),
}


def strategies_of(shape: str, level: str, k: int = 6) -> tuple[Strategies, int]:
    columns = SHAPES[shape]
    roles = {name: "value" if name == "spend" else "feature" for name in columns}
    listed = ", ".join(f"{name}: {{role: {role}}}" for name, role in roles.items())
    text = f"title: T\ncolumns: {{gender: {{role: trait}}, loyal: {{role: flag}}, {listed}}}\nmodels: {{m: {{features: [{', '.join(columns)}], k: {k}}}}}"
    study = parse_study(text, Path("study.yml"))
    rng = np.random.default_rng(11)
    table = pd.DataFrame({name: rng.normal(50, 15, 400) for name in columns})
    table["gender"] = np.where(table[columns[0]] > 50, "Female", "Male")
    table["loyal"] = (table[columns[-1]] > 50).astype(int)
    models, data, cube = facts_of(table, study, level)
    playbook = load_playbook(ROOT / "templates" / "playbook", load_study(ROOT / "study.yml"))
    return write_strategies(study, models, data, cube, playbook), data.rows_kept


@pytest.mark.parametrize("shape", SHAPES)
def test_slices_get_plays_that_say_what_they_are(shape) -> None:
    strategies, _ = strategies_of(shape, "none")
    for strategy in strategies.by_segment["m"].values():
        assert strategy.play.startswith("slice")
        assert len(strategy.levers) >= 3
        assert sum(len(lever.claims) for lever in strategy.levers) >= 4


def test_groups_are_not_taken_for_slices() -> None:
    strategies, _ = strategies_of("loyalty", "constructive")
    assert not any(strategy.play.startswith("slice") for strategy in strategies.by_segment["m"].values())


def test_a_slice_is_tested_over_everyone() -> None:
    strategies, customers = strategies_of("loyalty", "none")
    for strategy in strategies.by_segment["m"].values():
        plan, target = strategy.test, strategy.target
        assert plan is not None
        assert target is not None
        assert (plan.pooled, plan.pool_with) == (customers, None)
        assert plan.pooled_shows == pytest.approx(target.gain)
        assert plan.pooled_power == pytest.approx(0.8)
        assert plan.needed == customers // 2
        assert plan.steps[0][0] == "Whom"
        assert "Then each slice against the rest" in dict(plan.steps)["Read out"]


def test_nothing_firm_is_said_of_a_trait_in_a_slice() -> None:
    said = [
        text for level in ("none", "constructive") for text in [" ".join(_texts(strategies_of("loyalty", level)[0]))]
    ]
    assert not any(firm in said[0] for firm in FIRM)
    assert any(firm in said[1] for firm in FIRM)


def _texts(strategies: Strategies) -> list[str]:
    return [text for strategy in strategies.by_segment["m"].values() for text in advice_of(strategy)]
