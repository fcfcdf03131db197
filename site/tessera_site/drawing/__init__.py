"""Drawings of the findings, each with an interactive twin: SVG that needs no script, no style sheet, no network."""

from tessera_site.drawing.chart import Chart, Table
from tessera_site.drawing.choice import elbow_and_silhouette, k_multiples
from tessera_site.drawing.columns import column_distribution
from tessera_site.drawing.dots import dot_index
from tessera_site.drawing.elsewhere import elsewhere
from tessera_site.drawing.flows import crosswalk
from tessera_site.drawing.heat import correlations, crosswalk_table, index_heat
from tessera_site.drawing.marks import claim_dot, logo, mark, verdict_tiles
from tessera_site.drawing.near import neighbours
from tessera_site.drawing.noise import noise_strip, yardsticks
from tessera_site.drawing.plane import plane_map
from tessera_site.drawing.power import power_curve
from tessera_site.drawing.queue import priority_map
from tessera_site.drawing.reachable import reachable_gains
from tessera_site.drawing.ridges import ridges
from tessera_site.drawing.shares import share_bars, share_compare
from tessera_site.drawing.sides import spread_bars
from tessera_site.drawing.space import space_view, where_map
from tessera_site.drawing.spreads import distribution
from tessera_site.drawing.svg import without_halo
from tessera_site.drawing.tree import dendrogram

__all__ = [
    "Chart",
    "Table",
    "claim_dot",
    "column_distribution",
    "correlations",
    "crosswalk",
    "crosswalk_table",
    "dendrogram",
    "distribution",
    "dot_index",
    "elbow_and_silhouette",
    "elsewhere",
    "index_heat",
    "k_multiples",
    "logo",
    "mark",
    "neighbours",
    "noise_strip",
    "plane_map",
    "power_curve",
    "priority_map",
    "reachable_gains",
    "ridges",
    "share_bars",
    "share_compare",
    "space_view",
    "spread_bars",
    "verdict_tiles",
    "where_map",
    "without_halo",
    "yardsticks",
]
