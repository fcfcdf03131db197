"""Columns that reach below zero, such as balances, have no index; everything else is said of them all the same."""

import json
import re

import numpy as np
import pandas as pd
import pytest
from sample_project import quiet
from tessera.guess import guess_study
from tessera_site.build import Order, build


@pytest.fixture(scope="module")
def accounts(tmp_path_factory):
    """The site of a table of nothing but balances, in three groups; its build proves it."""
    folder = tmp_path_factory.mktemp("accounts")
    rng = np.random.default_rng(4)
    middles = np.repeat([[-900, -40], [-100, 0], [80, 60]], 100, axis=0)
    table = pd.DataFrame(np.round(middles + rng.normal(0, 15, middles.shape), 1), columns=["balance", "change"])
    table.to_csv(folder / "accounts.csv", index=False)
    study = guess_study("accounts.csv", folder) + "\ntrust: {draws: 0, bootstraps: 0}\n"
    (folder / "study.yml").write_text(study)
    build(Order(project=folder, engine="pandoc", notebook=False), quiet)
    return folder / "_site"


def test_no_index_is_made_of_a_column_that_reaches_below_zero(accounts):
    (model,) = json.loads((accounts / "findings.json").read_text())["models"].values()
    assert len(model["segments"]) == 3
    for segment in model["segments"].values():
        assert segment["index"] == {}
        assert not segment["differences"]
        assert segment["strategy"]["levers"]


def test_the_segments_pages_say_why_and_give_the_means(accounts):
    pages = sorted(accounts.glob("segments/*/*.html"))
    assert len(pages) == 3
    for page in pages:
        body = page.read_text()
        said = " ".join(re.sub(r"<[^>]+>", "", body).split())
        assert "An index against everyone cannot be shown here" in said
        assert re.search(r'data-key="/models/[^"]+/means/balance"', body)
