"""A fitted model becomes facts: its segments in page order, and everything that speaks for and against it."""

from collections.abc import Mapping

from tessera.counts import ColumnCounts
from tessera.derived import columns_with_a_part
from tessera.describe import Described, profiled_columns, segment_facts
from tessera.facts import Components, Cube, Exactness, Model, Name
from tessera.fitting import ModelFit
from tessera.gathering import BINS
from tessera.indices import customers_measured
from tessera.mosaic import draw_mosaic
from tessera.profiles import Profile
from tessera.reach import Outside, cross_count, reach_beyond
from tessera.rules import readable_rules
from tessera.scoring import scoring_rule, segment_sql
from tessera.space import draw_space
from tessera.study import Study
from tessera.trust import Assessment, Case, Effort, assess
from tessera.ward import customers_in_tree


def question(fit: ModelFit, described: Described, counted: Mapping[Name, ColumnCounts], study: Study) -> Assessment:
    """Set a model against noise and re-drawn samples, and ask whether it reaches beyond its own columns."""
    inside = columns_with_a_part(study, fit.spec.features)
    outside = [
        _outside(fit, column.kind, counted[name])
        for name, column in profiled_columns(study).items()
        if name not in inside
    ]
    case = Case(
        key=fit.key,
        slugs=tuple(n.slug for n in described.namings),
        values=fit.cells.values,
        weights=fit.cells.counts,
        scaling=fit.scaling,
        partitions=fit.partitions,
        k=fit.k,
        chosen_by="data" if fit.spec.k == "auto" else "study",
        preferred=fit.preferred,
        reach=reach_beyond(outside, study.trust.reach_alpha),
    )
    trust = study.trust
    return assess(case, Effort(study.seed, trust.draws, trust.bootstraps, trust.alpha))


def _outside(fit: ModelFit, kind: str, counted: ColumnCounts) -> Outside:
    """A column that took no part in a model, by value and segment."""
    labels = counted.segments[:, counted.models.index(fit.key)]
    known = labels >= 0
    values, table = cross_count(labels[known], counted.values[known], counted.counts[known], fit.k)
    return Outside(counted.column, "number" if kind == "number" else "category", values, table)


def model_facts(
    fit: ModelFit, described: Described, assessment: Assessment, everyone: Profile, study: Study, cube: Cube
) -> Model:
    """A fitted and questioned model with its segments in page order."""
    slugs = tuple(n.slug for n in described.namings)
    place = (fit.cells.features, fit.scaling, fit.partition.centroids, slugs, fit.cells.indicators)
    rules = readable_rules(fit.cells, fit.labels, [segment_sql(*place, wanted=slug) for slug in slugs])
    segments = {
        slugs[label]: segment_facts(label, number, fit, described, assessment, everyone, study, cube, rules[label])
        for number, label in enumerate(described.order, start=1)
    }
    own = next(row for row in fit.search if row.k == fit.k)
    planar = len(fit.cells.features) == 2 and not fit.cells.indicators and fit.scaling.components is None
    return Model(
        key=fit.key,
        name=fit.spec.title,
        features=fit.spec.features,
        scaling=fit.spec.scaling,
        k=fit.k,
        k_chosen_by="data" if fit.spec.k == "auto" else "study",
        n_cells=len(fit.cells.counts),
        exactness=_exactness(fit),
        starts=fit.partition.starts,
        hits=fit.partition.hits,
        inertia=own.inertia,
        silhouette=own.silhouette,
        calinski_harabasz=own.calinski_harabasz,
        davies_bouldin=own.davies_bouldin,
        search=fit.search,
        preferred=fit.preferred,
        ward=assessment.ward,
        stability=assessment.stability,
        yardsticks=assessment.yardsticks,
        verdict=assessment.verdict,
        changes=assessment.changes,
        borderline=int(fit.cells.counts[fit.borderline].sum()),
        map=draw_mosaic(fit.cells, fit.labels, slugs, fit.centres, 1 / fit.scaling.scale) if planar else None,
        scoring=scoring_rule(*place),
        segments=segments,
        order=tuple(segments),
        components=_components(fit),
        space=draw_space(fit, study, slugs),
    )


def _exactness(fit: ModelFit) -> Exactness:
    """What the figures were worked out on."""
    cells, n_cells = fit.cells, len(fit.cells.counts)
    return Exactness(
        cells=cells.stands,
        drawn=cells.drawn if cells.stands == "sample" else int(cells.counts.sum()),
        bins=BINS[len(cells.features)] if cells.stands == "bins" else None,
        error=fit.error,
        silhouette_from=customers_measured(n_cells),
        ward_from=customers_in_tree(n_cells),
    )


def _components(fit: ModelFit) -> Components | None:
    """What each principal component holds, and how the columns load on it."""
    explained, loadings = fit.scaling.explained, fit.scaling.components
    if explained is None or loadings is None:
        return None
    return Components(
        explained=tuple(explained.tolist()),
        together=float(explained.sum()),
        loadings={name: tuple(column) for name, column in zip(fit.cells.features, loadings.T.tolist(), strict=True)},
    )
