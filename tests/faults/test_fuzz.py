"""A few of the mutated tables and studies that `nox -s fuzz` tries by the thousand."""

from fuzz import fuzz


def test_mutated_tables_and_studies_end_in_a_site_or_a_sentence():
    ends, wrong = fuzz(range(1, 41), seed=8)
    assert wrong == {}
    assert set(ends) <= {"a site", "findings", "a sentence"}
    assert ends["a sentence"] > 10
    assert ends["findings"] > 5
