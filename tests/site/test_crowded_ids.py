"""Ids that are nearly all numbers of their length: any count is somebody's, so counts that stand together tell nothing."""

from tessera_site.proof.leaks import leaks, needles

COUNTS = {"page.html": ("378138, 889001, 479489, 1071982",)}
IDS = ("378138", "889001", "479489")


def found(numbered):
    return list(leaks(COUNTS, needles(IDS, numbered=numbered)))


def test_a_run_of_rare_ids_is_found() -> None:
    assert found({6: 3})


def test_a_run_of_counts_in_a_table_of_millions_is_none() -> None:
    assert not found({6: 900_000})
