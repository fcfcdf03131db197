"""Columns of an engine's answer as arrays."""

import pyarrow as pa

from tessera.facts import FloatArray, IntArray, Name


def floats(table: pa.Table, name: Name) -> FloatArray:
    """A column as floating-point numbers."""
    values: FloatArray = table[name].cast(pa.float64()).to_numpy()
    return values


def integers(table: pa.Table, name: Name) -> IntArray:
    """A column as whole numbers."""
    values: IntArray = table[name].cast(pa.int64()).to_numpy()
    return values
