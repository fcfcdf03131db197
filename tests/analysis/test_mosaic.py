"""Tiles hold every customer once; borders are where two centres are equally near."""

import numpy as np
import pytest
from tessera.facts import Cells
from tessera.mosaic import borders, draw_mosaic

CELLS = Cells(("x", "y"), np.array([[0.0, 0.0], [1.0, 2.0], [10.0, 10.0]]), np.array([2, 1, 4]))


def mosaic(values=CELLS.values):
    cells = Cells(("x", "y"), values, CELLS.counts)
    return draw_mosaic(
        cells, np.array([0, 0, 1]), ("low", "high"), np.array([[1 / 3, 2 / 3], [10.0, 10.0]]), np.ones(2)
    )


def test_every_customer_lies_in_one_tile_of_its_segment():
    drawn = mosaic()
    totals = {slug: sum(t.counts.get(slug, 0) for t in drawn.tiles) for slug in ("low", "high")}
    assert totals == {"low": 3, "high": 4}
    assert drawn.largest == 4


def test_tiles_of_whole_numbers_are_whole():
    assert (mosaic().x_step, mosaic().y_step) == (1.0, 1.0)


def test_the_box_holds_every_value():
    drawn = mosaic()
    assert drawn.x_min <= 0 and drawn.x_max > 10 and drawn.y_min <= 0 and drawn.y_max > 10


def test_a_border_is_equally_near_to_both_centres_and_crosses_the_box():
    centres = np.array([[0.0, 0.0], [4.0, 0.0]])
    (piece,) = borders(centres, np.ones(2), np.array([-1.0, -5.0]), np.array([6.0, 5.0]))
    assert piece[0] == piece[2] == pytest.approx(2.0)
    assert sorted((piece[1], piece[3])) == pytest.approx([-5.0, 5.0])


def test_scaling_tilts_borders_but_they_stay_equally_near_in_the_scaled_plane():
    centres, scale = np.array([[0.0, 0.0], [4.0, 2.0]]), np.array([1.0, 10.0])
    ((x1, y1, x2, y2),) = borders(centres, scale, np.array([-5.0, -5.0]), np.array([9.0, 7.0]))
    for point in ((x1, y1), (x2, y2)):
        one, other = (np.linalg.norm((np.array(point) - c) * scale) for c in centres)
        assert one == pytest.approx(other)


def test_a_third_centre_cuts_the_border_short():
    centres = np.array([[0.0, 0.0], [4.0, 0.0], [2.0, 3.0]])
    pieces = borders(centres, np.ones(2), np.array([-9.0, -9.0]), np.array([9.0, 9.0]))
    assert len(pieces) == 3
    meeting = [p for piece in pieces for p in (piece[:2], piece[2:])]
    inner = [p for p in meeting if abs(p[0]) < 9 - 1e-6 and abs(p[1]) < 9 - 1e-6]
    assert len(inner) == 3 and np.ptp(np.array(inner), axis=0) == pytest.approx([0, 0], abs=1e-9)
