"""Two models side by side."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import adjusted_rand_score
from tessera.agreement import adjusted_rand, compare_models, elsewhere
from tessera.facts import Cube

CUBE = Cube(models=("a", "b"), rows=((("x", "p"), 3), (("x", "q"), 1), (("y", "q"), 4)))


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=2, max_size=60))
def test_the_index_is_that_of_the_rows(pairs):
    one, other = np.array(pairs).T
    table = np.zeros((4, 4))
    np.add.at(table, (one, other), 1)
    assert adjusted_rand(table) == pytest.approx(adjusted_rand_score(one, other))


def test_every_pair_of_segments_is_counted():
    (pair,) = compare_models(CUBE, {"a": ("x", "y"), "b": ("p", "q")})
    assert pair.crosswalk == {"x": {"p": 3, "q": 1}, "y": {"p": 0, "q": 4}}


def test_a_segment_meets_its_customers_again_largest_group_first():
    assert elsewhere(CUBE, "b", "q") == {"a": {"y": 4, "x": 1}}
