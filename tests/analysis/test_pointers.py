"""Pointers name what they should, whatever the names hold."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tessera.pointers import parts_of, pointer, reference, references, resolve

NAMES = st.lists(st.text(min_size=1, max_size=8), min_size=1, max_size=4)


@given(NAMES)
def test_a_pointer_comes_apart_into_its_parts(names):
    assert parts_of(pointer(*names)) == tuple(names)


@given(NAMES, st.sampled_from(["", "percent", "amount:income"]))
def test_a_reference_in_a_statement_is_read_back(names, style):
    said = f"They hold {reference(pointer(*names), style)} of it."
    assert list(references(said)) == [(pointer(*names), style)]


def test_a_pointer_names_members_and_positions():
    document = {"models": {"a/b": {"search": [{"k": 2}, {"k": 3}]}}}
    assert resolve(document, pointer("models", "a/b", "search", 1, "k")) == 3


@pytest.mark.parametrize("wrong", ["/nothing", "/models/0", "/models/a~1b/search/9"])
def test_a_pointer_to_nothing_is_refused(wrong):
    with pytest.raises(KeyError):
        resolve({"models": {"a/b": {"search": []}}}, wrong)
