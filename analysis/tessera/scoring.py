"""The rule of a model as SQL and JSON, so that segments can be found where the table lives."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Literal

from tessera.derived import needed_for
from tessera.encoding import NO_TRAITS
from tessera.facts import FloatArray, Indicator, Name, Reading, ScoringRule, Slug
from tessera.scaling import Scaling
from tessera.study_columns import Column, InputSpec
from tessera.study_schema import Study

TABLE = "customers"


def segment_sql(
    features: Sequence[Name],
    scaling: Scaling,
    centroids: FloatArray,
    slugs: Sequence[Slug],
    indicators: Mapping[Name, Indicator] = NO_TRAITS,
    wanted: Slug | None = None,
) -> str:
    """A query that gives every customer the segment whose centre is nearest.

    Parameters
    ----------
    features : sequence of str
        Columns of the table ``customers``, under the study's short names; or indicators.
    scaling : Scaling
        From the columns to the space the distances are measured in.
    centroids : ndarray, shape (k, d)
        In that space, in the order of ``slugs``.
    slugs : sequence of str
    indicators : mapping
        Features that are a trait's values, as 0 and 1.
    wanted : str, optional
        Select only the customers of this segment.

    Notes
    -----
    Every feature must be present; customers without one are left out. A value of a trait that the model has not met
    is 0 in all of the trait's columns. Ties go to the segment listed first, as they do in the model.
    """
    axes = [f"x{i + 1}" for i in range(centroids.shape[1])]
    listed = ",\n".join(
        f"  ({number}, {_text(slug)}, {', '.join(_number(v) for v in centroid)})"
        for number, (slug, centroid) in enumerate(zip(slugs, centroids, strict=True), start=1)
    )
    distance = "\n                  + ".join(f"(p.{a} - c.{a}) * (p.{a} - c.{a})" for a in axes)
    columns = [_column(feature, indicators) for feature in features]
    projected = ",\n         ".join(f"{term} as {a}" for term, a in zip(_terms(columns, scaling), axes, strict=True))
    needed = dict.fromkeys(indicators[f].column if f in indicators else f for f in features)
    present = " and ".join(f"{_name(column)} is not null" for column in needed)
    choice = f"\n  and segment = {_text(wanted)}" if wanted else ""
    return (
        f"with centre (number, segment, {', '.join(axes)}) as (values\n{listed}),\n"
        f"point as (\n  select {TABLE}.*,\n         {projected}\n  from {TABLE} where {present}),\n"
        f"ranked as (\n  select p.*, c.segment, row_number() over (\n"
        f"           partition by p.id\n           order by {distance}, c.number) as place\n"
        f"  from point p cross join centre c)\n"
        f"select id, segment from ranked\nwhere place = 1{choice}\n"
    )


def _column(feature: Name, indicators: Mapping[Name, Indicator]) -> str:
    """A feature in SQL: a column, or whether a trait takes a value."""
    if feature not in indicators:
        return _name(feature)
    trait = indicators[feature]
    return f"case when {_name(trait.column)} = {_text(trait.value)} then 1.0 else 0.0 end"


def _terms(columns: Sequence[str], scaling: Scaling) -> list[str]:
    """Each axis of the clustered space as an expression in the columns."""
    scaled = [
        f"({column} - {_number(c)}) / {_number(s)}" if (c, s) != (0.0, 1.0) else column
        for column, c, s in zip(columns, scaling.centre, scaling.scale, strict=True)
    ]
    if scaling.components is None or scaling.origin is None:
        return scaled
    return [
        " + ".join(
            f"{_number(w)} * ({term} - {_number(o)})"
            for w, term, o in zip(component, scaled, scaling.origin, strict=True)
        )
        for component in scaling.components
    ]


def scoring_rule(
    features: Sequence[Name],
    scaling: Scaling,
    centroids: FloatArray,
    slugs: Sequence[Slug],
    indicators: Mapping[Name, Indicator] = NO_TRAITS,
) -> ScoringRule:
    """Everything needed to place a customer, as plain values and as SQL. See `segment_sql` for the parameters."""
    return ScoringRule(
        features=tuple(features),
        centre=tuple(scaling.centre.tolist()),
        scale=tuple(scaling.scale.tolist()),
        origin=None if scaling.origin is None else tuple(scaling.origin.tolist()),
        components=None if scaling.components is None else tuple(tuple(row) for row in scaling.components.tolist()),
        centroids={slug: tuple(c) for slug, c in zip(slugs, centroids.tolist(), strict=True)},
        sql=segment_sql(features, scaling, centroids, slugs, indicators),
        indicators=indicators,
    )


def with_readings(
    rule: ScoringRule, study: Study, headers: Mapping[Name, str], dates: Mapping[str, str]
) -> ScoringRule:
    """The rule with what it needs of the customer table.

    Parameters
    ----------
    rule : ScoringRule
    study : Study
    headers : mapping
        What each column is called in the table.
    dates : mapping
        Ends of date columns, as `tessera.derive.date_ends` gives them.
    """
    needed = needed_for(study, [rule.indicators[f].column if f in rule.indicators else f for f in rule.features])
    specs: dict[Name, Column | InputSpec] = {**study.inputs, **study.columns}
    reads = {name: Reading(headers[name], _holds(specs[name])) for name in needed if name in headers}
    derived = {name: str(study.columns[name].derive) for name in needed if name not in headers}
    return replace(rule, reads=reads, derived=derived, dates=dates)


def _holds(spec: Column | InputSpec) -> Literal["number", "flag", "text", "date"]:
    """What a column or input holds."""
    if isinstance(spec, InputSpec):
        return spec.type
    return "text" if spec.kind == "category" else spec.kind


def _number(value: float) -> str:
    """A number in SQL with everything it holds; negative ones in brackets."""
    text = repr(float(value))
    return f"({text})" if text.startswith("-") else text


def _name(column: Name) -> str:
    """A quoted identifier."""
    return '"' + column.replace('"', '""') + '"'


def _text(value: str) -> str:
    """A quoted text."""
    return "'" + value.replace("'", "''") + "'"
