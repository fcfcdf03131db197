"""Names follow traits, never label numbers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tessera.naming import band_of, name_segments, slugify

SHORTS = {"income": "income", "age": "age"}
WORDS = {"age": {"low": "younger", "middle": "middle-aged", "high": "older"}}


def named(*percentiles):
    return name_segments([dict(zip(("age", "income"), p, strict=True)) for p in percentiles], SHORTS, WORDS)


def test_a_name_says_the_band_of_every_feature():
    (naming,) = named((0.1, 0.9))
    assert (naming.name, naming.slug) == ("Younger, high income", "younger-high-income")
    assert [(t.column, t.band) for t in naming.traits] == [("age", "low"), ("income", "high")]


def test_segments_that_share_a_name_are_told_apart_by_finer_bands():
    names = [n.name for n in named((0.5, 0.7), (0.5, 0.97))]
    assert names == ["Middle-aged, upper-middle income", "Middle-aged, high income"]


def test_segments_that_agree_in_every_band_are_told_apart_by_who_has_more():
    lower, upper = named((0.5, 0.95), (0.5, 0.9))
    assert lower.slug.endswith("upper-part")
    assert upper.slug.endswith("lower-part")


def test_an_adjective_never_calls_the_middle_low_or_high():
    assert band_of(0.5) == "middle"
    assert band_of(0.34) == "middle"
    assert band_of(0.33) == "low"


@given(st.permutations([(0.1, 0.1), (0.5, 0.5), (0.9, 0.9), (0.9, 0.1), (0.88, 0.12)]))
def test_a_segment_keeps_its_address_whatever_its_label(order):
    expected = dict(
        zip(
            [(0.1, 0.1), (0.5, 0.5), (0.9, 0.9), (0.9, 0.1), (0.88, 0.12)],
            named((0.1, 0.1), (0.5, 0.5), (0.9, 0.9), (0.9, 0.1), (0.88, 0.12)),
            strict=True,
        )
    )
    assert dict(zip(order, named(*order), strict=True)) == expected


@given(st.lists(st.tuples(st.floats(0, 1), st.floats(0, 1)), min_size=1, max_size=12))
def test_no_two_segments_share_an_address(percentiles):
    slugs = [n.slug for n in named(*percentiles)]
    assert len(set(slugs)) == len(slugs)


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("High income, low spending", "high-income-low-spending"),
        ("Résumé: hoch", "resume-hoch"),
        ("../../etc", "etc"),
        ("—", "segment"),
    ],
)
def test_a_slug_is_safe_in_an_address(text, slug):
    assert slugify(text) == slug
