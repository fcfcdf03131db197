"""What noise is drawn on: the space that was clustered, or, where traits build it, the columns behind it.

A trait has a handful of values and no noise may have others: customers with equal values would look like groups
that noise never shows. So a trait's columns are always drawn together, as those of some customer, and only numbers
are drawn anew.
"""

from dataclasses import dataclass

import numpy as np

from tessera.facts import FloatArray
from tessera.scaling import Scaling


@dataclass(frozen=True, slots=True)
class Ground:
    """Points that noise should resemble, shape (n_cells, d).

    ``blocks`` are places of columns that are drawn together; ``components``, shape (m, d), turn what was drawn into
    the space that was clustered, where that is another.
    """

    points: FloatArray
    blocks: tuple[tuple[int, ...], ...] = ()
    components: FloatArray | None = None

    @property
    def numbers(self) -> list[int]:
        """Places of the columns that belong to no block."""
        taken = {place for block in self.blocks for place in block}
        return [place for place in range(self.points.shape[1]) if place not in taken]


def ground_of(scaling: Scaling, values: FloatArray, points: FloatArray) -> Ground:
    """What to draw a model's noise on.

    Parameters
    ----------
    scaling : Scaling
    values : ndarray, shape (n_cells, n_columns)
        Cells in the columns' own units.
    points : ndarray, shape (n_cells, d)
        The same in the space that was clustered.
    """
    if not scaling.blocks or scaling.components is None:
        return Ground(points, scaling.blocks)
    scaled = (values - scaling.centre) / scaling.scale
    return Ground(np.asarray(scaled), scaling.blocks, scaling.components)
