"""Facts about small tables, made with pandas alone: what the strategies need, and nothing else."""

import numpy as np
import pandas as pd
from scipy import stats
from sklearn.cluster import KMeans
from tessera.estimates import wilson
from tessera.facts import (
    ColumnSummary,
    Cube,
    DataReport,
    Exactness,
    Histogram,
    IndexRow,
    Model,
    Neighbour,
    ScoringRule,
    Segment,
    Verdict,
)
from tessera.naming import name_segments
from tessera.study import Study


def facts_of(table: pd.DataFrame, study: Study, level: str | None = None) -> tuple[dict[str, Model], DataReport, Cube]:
    """Models, report and cube of a table whose columns carry the study's short names; K-means at the study's k."""
    names = [name for name, column in study.columns.items() if column.role != "id"]
    columns = {name: _summary(table[name], study.columns[name].kind) for name in names}
    data = DataReport(len(table), len(table), (), (), columns, {})
    labels = {key: _labels(table, study, key) for key in study.models}
    slugs = {key: _namings(table, study, key, labels[key]) for key in study.models}
    placed = pd.DataFrame({key: [slugs[key][label].slug for label in labels[key]] for key in study.models})
    models = {}
    for key, spec in study.models.items():
        order = [naming.slug for naming in slugs[key]]
        segments = {
            naming.slug: _segment(table, study, data, placed, key, naming, number)
            for number, naming in enumerate(slugs[key], start=1)
        }
        models[key] = _model(key, spec, segments, tuple(order), level)
    rows = placed.groupby(list(study.models)).size()
    cube = Cube(tuple(study.models), tuple((k if isinstance(k, tuple) else (k,), int(n)) for k, n in rows.items()))
    return models, data, cube


def _labels(table: pd.DataFrame, study: Study, key: str) -> np.ndarray:
    spec = study.models[key]
    points = table[list(spec.features)].to_numpy(float)
    if spec.scaling == "standard":
        points = (points - points.mean(0)) / points.std(0)
    return KMeans(spec.k, n_init=3, random_state=0).fit_predict(points)


def _namings(table, study, key, labels):
    features = study.models[key].features
    percentiles = [
        {f: float((table[f] < table[f][labels == label].mean()).mean()) for f in features}
        for label in range(study.models[key].k)
    ]
    words = {f: study.columns[f].words.model_dump() for f in features if "words" in study.columns[f].model_fields_set}
    return name_segments(percentiles, {f: study.columns[f].short for f in features}, words)


def _summary(values: pd.Series, kind: str) -> ColumnSummary:
    if kind == "category":
        return ColumnSummary(kind, 0, 0, shares=values.value_counts(normalize=True).to_dict())
    counts, edges = np.histogram(values, bins=40)
    return ColumnSummary(
        kind,
        0,
        0,
        mean=float(values.mean()),
        sd=float(values.std()),
        min=float(values.min()),
        max=float(values.max()),
        cleaned=Histogram(tuple(map(float, edges)), tuple(map(int, counts))),
    )


def _segment(table, study, data, placed, key, naming, number) -> Segment:
    inside = table[(placed[key] == naming.slug).to_numpy()]
    numbers = [n for n, c in data.columns.items() if c.kind != "category"]
    about = inside[numbers].astype(float)
    half = stats.t.ppf(0.975, len(about) - 1) * about.std() / np.sqrt(len(about)) if len(about) > 1 else about.std() * 0
    counts = {n: inside[n].value_counts().to_dict() for n, c in data.columns.items() if c.kind == "category"}
    counts |= {n: {"yes": int(inside[n].sum()), "no": int((1 - inside[n]).sum())} for n in numbers if _flag(data, n)}
    rows = _rows(data, study, about, half, counts, len(inside), study.models[key].features)
    others = [slug for slug in dict.fromkeys(placed[key]) if slug != naming.slug]
    centre = {slug: table[(placed[key] == slug).to_numpy()][numbers].mean() for slug in others}
    nearest = sorted(
        others, key=lambda slug: float((((centre[slug] - about.mean()) / table[numbers].std()) ** 2).sum())
    )
    series = {"means": about.mean(), "sds": about.std().fillna(0), "medians": about.median(), "mins": about.min()}
    series |= {"maxs": about.max(), "q1s": about.quantile(0.25), "q3s": about.quantile(0.75)}
    series |= {"mean_lows": about.mean() - half.fillna(0), "mean_highs": about.mean() + half.fillna(0)}
    return Segment(
        slug=naming.slug,
        name=naming.name,
        short=naming.name,
        nickname=None,
        number=number,
        size=len(inside),
        share=len(inside) / len(table),
        traits=naming.traits,
        centroid={},
        totals={n: float(inside[n].sum() / table[n].sum()) for n in numbers if _counts_up(data, n)},
        shares={n: {v: c / len(inside) for v, c in values.items()} for n, values in counts.items()},
        counts=counts,
        share_lows={},
        share_highs={},
        index={row.key: row.index for row in rows},
        differences=rows,
        histograms={},
        silhouette=0.0,
        jaccard=None,
        borderline=min(2, len(inside) - 1),
        neighbours=tuple(Neighbour(slug, float(i), 0) for i, slug in enumerate(nearest)),
        elsewhere={
            other: placed[placed[key] == naming.slug][other].value_counts().to_dict()
            for other in placed
            if other != key
        },
        rule=None,
        **{field: {n: float(v) for n, v in values.items()} for field, values in series.items()},
    )


def _counts_up(data: DataReport, name: str) -> bool:
    """Whether a column has parts of a sum and an index: it has to start at nothing."""
    return data.columns[name].min >= 0 and data.columns[name].mean > 0


def _flag(data: DataReport, name: str) -> bool:
    return data.columns[name].kind == "flag"


def _rows(data, study, about, half, counts, n, features) -> tuple[IndexRow, ...]:
    rows = []
    for name, column in data.columns.items():
        label = study.columns[name].label
        if column.kind == "number" and _counts_up(data, name):
            mean, width = about[name].mean(), half[name]
            ends = [100 * v / column.mean for v in (mean, mean - width, mean + width)]
            rows.append(_row(name, label, name, "mean", float(mean), None, ends, name in features))
        for value, count in counts.get(name, {}).items():
            base = (column.shares or {}).get(value, column.mean if value == "yes" else None)
            if base:
                ends = [100 * v / base for v in (count / n, *wilson(count, n))]
                rows.append(_row(f"{name}={value}", str(value), name, "share", count / n, count, ends, False))
    return tuple(sorted(rows, key=lambda row: (-abs(np.log(max(row.index, 0.5) / 100)), row.key)))


def _row(key, label, column, kind, value, count, ends, drew) -> IndexRow:
    index, low, high = map(float, ends)
    return IndexRow(key, label, column, kind, value, count, index, low, high, drew, not low <= 100 <= high)


def _model(key, spec, segments, order, level) -> Model:
    verdict = Verdict(level, 1, (), "", "", (), "") if level else None
    numbers = dict.fromkeys(
        ["n_cells", "starts", "hits", "inertia", "silhouette", "calinski_harabasz", "davies_bouldin", "borderline"], 0
    )
    return Model(
        key=key,
        name=spec.title,
        features=spec.features,
        scaling=spec.scaling,
        k=spec.k,
        k_chosen_by="study",
        exactness=Exactness("all", 200, None, 0.0, None, None),
        search=(),
        preferred={},
        ward=None,
        stability=None,
        yardsticks=(),
        verdict=verdict,
        changes=(),
        map=None,
        scoring=ScoringRule((), (), (), None, None, {}, ""),
        segments=segments,
        order=order,
        **numbers,
    )


def mall_table(path) -> pd.DataFrame:
    """The mall table under its short names."""
    table = pd.read_csv(path)
    table.columns = ["id", "gender", "age", "income", "spending"]
    return table
