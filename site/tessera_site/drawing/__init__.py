"""Static drawings of the findings, each with its interactive twin: SVG that needs no script, no style sheet, no network."""

from tessera_site.drawing.chart import Chart, Table
from tessera_site.drawing.marks import claim_dot, logo, mark, verdict_tiles
from tessera_site.drawing.plane import plane_map
from tessera_site.drawing.svg import without_halo

__all__ = [
    "Chart",
    "Table",
    "claim_dot",
    "logo",
    "mark",
    "plane_map",
    "verdict_tiles",
    "without_halo",
]
