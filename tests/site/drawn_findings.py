"""Findings small enough to draw by hand: segments on a circle, with everything charts ask for."""

import math
from typing import Any

from tessera_site.keyed import Node
from tessera_site.wording import Lexicon

COLUMNS = {"age": ("Age", "years", "", ""), "income": ("Annual income", "$ thousand", "$", "k")}
EDGES = [0.0, 25.0, 50.0, 75.0, 100.0]


def root(k: int = 3, level: str = "natural", name: str = "Group {}, of the circle") -> Node:
    """The findings as a node."""
    return Node(Lexicon(findings(k, level, name)))


def findings(k: int = 3, level: str = "natural", name: str = "Group {}, of the circle") -> dict[str, Any]:
    """Two models of the same customers: `first` with k segments, `second` with two."""
    models = {"first": model("first", k, level, name), "second": model("second", 2, level, "Half {}")}
    for key, other in (("first", "second"), ("second", "first")):
        for segment in models[key]["segments"].values():
            halves = [segment["size"] - 4, 4]
            slugs = models[other]["order"][:2]
            segment["elsewhere"] = {other: dict(zip(slugs, halves, strict=True))}
    crosswalk = {slug: dict(zip(models["second"]["order"], (6, 4), strict=True)) for slug in models["first"]["order"]}
    rows = 10 * k
    return {
        "study": {
            "locale": "en_US",
            "customers": "customers",
            "value": "income",
            "columns": {n: column(n, *spec) for n, spec in COLUMNS.items()} | {"gender": category()},
        },
        "data": {
            "rows_read": rows + 1,
            "rows_kept": rows,
            "columns": {n: summary(rows) for n in COLUMNS}
            | {"gender": {"kind": "category", "shares": {"Female": 0.5, "Male": 0.5}, "cleaned": None}},
            "correlations": {"age": {"age": 1.0, "income": -0.4}, "income": {"age": -0.4, "income": 1.0}},
        },
        "models": models,
        "agreements": [{"a": "first", "b": "second", "adjusted_rand": 0.31, "crosswalk": crosswalk}],
        "priorities": [
            {"model": m, "slug": slug, "size": s["size"], "gap": (-1) ** i * 7.5, "at_stake": s["size"] * 7.5}
            for m, spec in models.items()
            for i, (slug, s) in enumerate(spec["segments"].items())
        ],
        "overview": None,
    }


def column(name: str, label: str, axis: str, prefix: str, suffix: str) -> dict[str, Any]:
    return {
        "label": label, "short": name, "kind": "number", "unit": axis, "axis": axis, "prefix": prefix, "suffix": suffix,
        "decimals": 1, "values": {}, "scale": None,
    }  # fmt: skip


def category() -> dict[str, Any]:
    return {
        "label": "Gender", "short": "gender", "kind": "category", "unit": "", "axis": "", "prefix": "", "suffix": "",
        "decimals": 1, "values": {"Female": "women", "Male": "men"}, "scale": None,
    }  # fmt: skip


def summary(rows: int) -> dict[str, Any]:
    counts = [rows // 4, rows // 4, rows // 4, rows - 3 * (rows // 4)]
    return {
        "kind": "number", "mean": 50.0, "min": 0.0, "q1": 40.0, "median": 50.0, "q3": 60.0, "max": 100.0, "outliers": 2,
        "shares": None, "original": {"edges": EDGES, "counts": [c + 1 for c in counts]},
        "cleaned": {"edges": EDGES, "counts": counts},
    }  # fmt: skip


def model(key: str, k: int, level: str, name: str) -> dict[str, Any]:
    order = [f"{key}-{i}" for i in range(1, k + 1)]
    segments = {slug: segment(slug, i, k, order, name) for i, slug in enumerate(order)}
    search = [
        {"k": n, "inertia": 90000.0 / n, "silhouette": 0.6 - abs(n - k) / 20, "calinski_harabasz": 100.0 + n,
         "davies_bouldin": 0.5 + abs(n - k) / 20}
        for n in range(2, max(10, k) + 1)
    ]  # fmt: skip
    chosen = search[k - 2]
    return {
        "key": key, "name": f"The {key} model", "features": ["age", "income"], "k": k, "starts": 100, "search": search,
        **{field: chosen[field] for field in ("inertia", "silhouette", "calinski_harabasz", "davies_bouldin")},
        "preferred": {"silhouette": k, "calinski_harabasz": search[-1]["k"], "davies_bouldin": k},
        "segments": segments, "order": order, "map": plane(segments),
        "verdict": {"level": level},
        "ward": {"adjusted_rand": 0.9, "moved": 3, "leaves": [7, 3, 6, 4],
                 "merges": [[0, 1, 4.0, 10], [2, 3, 5.0, 10], [4, 5, 20.0, 20]]},
        "yardsticks": [
            {"name": each, "value": 0.62, "threshold": line, "noise_low": 0.3, "noise_high": 0.45,
             "nulls": [{"draws": 100}]}
            for each, line in (("silhouette", None), ("jaccard", 0.75), ("prediction_strength", 0.8))
        ],
    }  # fmt: skip


def segment(slug: str, i: int, k: int, order: list[str], name: str) -> dict[str, Any]:
    angle = 2 * math.pi * i / k
    means = {"age": 50 + 38 * math.cos(angle), "income": 50 + 38 * math.sin(angle)}
    spread = {field: {c: m + shift for c, m in means.items()} for field, shift in
              (("mins", -9.0), ("q1s", -4.0), ("medians", 0.5), ("q3s", 4.0), ("maxs", 9.0))}  # fmt: skip
    women = 0.6 if i % 2 else 0.4
    counts = [10 * (j == min(3, int(means["age"] // 25))) for j in range(4)]
    gender = {"Male": 1 - women, "Female": women} if i % 2 else {"Female": women, "Male": 1 - women}
    differences = [
        {"key": c, "label": COLUMNS[c][0], "column": c, "kind": "mean", "value": m, "count": None, "index": 2 * m,
         "low": 2 * m - 15, "high": 2 * m + 15, "drew": True, "clear": False}
        for c, m in means.items()
    ] + [
        {"key": "gender=Female", "label": "Women", "column": "gender", "kind": "share", "value": women,
         "count": int(10 * women), "index": 200 * women, "low": 60.0, "high": 460.0, "drew": False, "clear": False}
    ]  # fmt: skip
    return {
        "slug": slug, "name": name.format("ABCDEFGHIJKL"[i]), "number": i + 1, "size": 10, "share": 1 / k,
        "traits": [{"column": "age", "band": "high" if means["age"] > 50 else "low"}],
        "means": means, "centroid": means, **spread, "index": {d["key"]: d["index"] for d in differences},
        "differences": differences, "shares": {"gender": gender}, "counts": {"gender": {"Female": 4, "Male": 6}},
        "share_lows": {"gender": {"Female": women - 0.2, "Male": 0.2}},
        "share_highs": {"gender": {"Female": women + 0.2, "Male": 0.8}},
        "histograms": {c: {"edges": EDGES, "counts": counts} for c in COLUMNS},
        "silhouette": 0.5, "jaccard": 0.9,
        "neighbours": [{"slug": other} for other in order if other != slug],
        "strategy": {"test": test()},
    }  # fmt: skip


def test() -> dict[str, Any]:
    return {
        "column": "income", "gain": 6.0, "sd": 9.0, "alone": 8.9, "needed": 37, "pool_with": None, "pooled": 20,
        "pooled_shows": 7.1, "alpha": 0.05, "power": 0.8,
    }  # fmt: skip


test.__test__ = False  # type: ignore[attr-defined]


def plane(segments: dict[str, Any]) -> dict[str, Any]:
    tiles: dict[tuple[float, float], dict[str, int]] = {}
    for slug, each in segments.items():
        x, y = (5.0 * (each["means"][c] // 5) for c in ("age", "income"))
        for dx, dy, count in ((0.0, 0.0, 6), (5.0, 0.0, 3), (0.0, 5.0, 1)):
            tiles.setdefault((x + dx, y + dy), {})[slug] = count
    return {
        "x": "age", "y": "income", "x_step": 5, "y_step": 5, "x_min": 0.0, "x_max": 105.0, "y_min": 0.0, "y_max": 105.0,
        "tiles": [{"x": x, "y": y, "counts": counts} for (x, y), counts in sorted(tiles.items())],
        "largest": max(sum(counts.values()) for counts in tiles.values()),
        "borders": [[50.0, 0.0, 50.0, 105.0]] if len(segments) == 2 else [],
        "centroids": {slug: [each["means"]["age"], each["means"]["income"]] for slug, each in segments.items()},
        "points": {},
    }  # fmt: skip
