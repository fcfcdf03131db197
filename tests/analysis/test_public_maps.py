"""What a public edition's map shows of where customers lie."""

from tessera.public.maps import without_scraps


def _plane(*counts):
    return {"x": "age", "tiles": [{"x": 0.0, "y": 0.0, "counts": {"young": count}} for count in counts], "largest": 40}


def test_tiles_for_fewer_than_half_of_the_customers_are_left_out():
    assert without_scraps(_plane(40, 9), 100) == {"x": "age", "tiles": [], "largest": 1}


def test_tiles_for_half_of_the_customers_stay():
    assert without_scraps(_plane(40, 10), 100) == _plane(40, 10)
