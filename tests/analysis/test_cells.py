"""Cells: distinct feature tuples with counts, whatever the order of the rows."""

import duckdb
import ibis
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tessera.cells import count_cells
from tessera.errors import ModelError
from tessera.facts import Indicator


@pytest.fixture(scope="module")
def engine():
    return ibis.duckdb.connect()


def table(engine, rows):
    """Rows of age, income and kind as a table; None is missing."""
    ages, incomes, kinds = zip(*rows, strict=True)
    held = ibis.memtable({"age": list(ages), "income": list(incomes), "kind": list(kinds)},
        schema={"age": "float64", "income": "float64", "kind": "string"})  # fmt: skip
    return engine.create_table("customers", held, overwrite=True, temp=True)


ROWS = [(30.0, 5.0, "a"), (20.0, 7.0, "b"), (30.0, 5.0, "b"), (20.0, 6.0, "a"), (30.0, 5.0, "a")]


def test_equal_customers_are_one_cell_with_their_count_in_ascending_order(engine):
    cells = count_cells(table(engine, ROWS), ("age", "income"))
    assert cells.features == ("age", "income")
    assert cells.values.tolist() == [[20, 6], [20, 7], [30, 5]]
    assert cells.counts.tolist() == [1, 1, 3]
    assert cells.values.dtype == np.float64
    assert cells.counts.dtype == np.int64


def test_features_come_in_the_order_asked(engine):
    cells = count_cells(table(engine, ROWS), ("income", "age"))
    assert cells.values.tolist() == [[5, 30], [6, 20], [7, 20]]


def test_who_lacks_a_feature_is_left_out_and_who_lacks_another_column_is_not(engine):
    rows = [*ROWS, (None, 5.0, "a"), (30.0, None, "a"), (30.0, 5.0, None)]
    cells = count_cells(table(engine, rows), ("age", "income"))
    assert cells.counts.sum() == 6
    assert count_cells(table(engine, rows), ("age",)).counts.tolist() == [2, 5]


def test_nobody_with_every_feature_is_refused_with_what_to_do(engine):
    with pytest.raises(
        ModelError, match=r"No customer has a value for every one of age, income\. Choose other features"
    ):
        count_cells(table(engine, [(None, 5.0, "a"), (30.0, None, "a")]), ("age", "income"))


def test_one_customer_is_one_cell(engine):
    cells = count_cells(table(engine, ROWS[:1]), ("age", "income"))
    assert (cells.values.tolist(), cells.counts.tolist()) == ([[30, 5]], [1])


def test_a_trait_takes_its_place_as_columns_of_nought_and_one(engine):
    indicators = {"kind=a": Indicator("kind", "a"), "kind=b": Indicator("kind", "b")}
    cells = count_cells(table(engine, ROWS), ("age", "kind"), indicators)
    assert cells.features == ("age", "kind=a", "kind=b")
    assert cells.values.tolist() == [[20, 0, 1], [20, 1, 0], [30, 0, 1], [30, 1, 0]]
    assert cells.counts.tolist() == [1, 1, 1, 2]
    assert cells.indicators == indicators


@settings(max_examples=15, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 3)), min_size=1, max_size=60), st.randoms())
def test_cells_hold_every_customer_once_whatever_their_order(pairs, chance):
    engine = ibis.duckdb.from_connection(duckdb.connect())
    rows = [(float(age), float(income), "a") for age, income in pairs]
    cells = count_cells(table(engine, rows), ("age", "income"))
    chance.shuffle(rows)
    again = count_cells(table(engine, rows), ("age", "income"))
    assert cells.counts.sum() == len(pairs)
    assert {tuple(v): n for v, n in zip(cells.values.tolist(), cells.counts.tolist(), strict=True)} == {
        pair: pairs.count(pair) for pair in set(pairs)
    }
    assert cells.values.tolist() == again.values.tolist() == sorted(again.values.tolist())
    assert cells.counts.tolist() == again.counts.tolist()
