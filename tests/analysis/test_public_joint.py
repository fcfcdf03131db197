"""A public edition is attacked with all its tables at once: sizes, traits, bands and crossings in one system of sums."""

import io
import json
from itertools import product
from pathlib import Path

import numpy as np
import pytest
import ruamel.yaml
from scipy.optimize import linprog
from scipy.sparse import csr_matrix
from tessera.analyse import analyse
from tessera.errors import PublishError
from tessera.findings import as_json
from tessera.public import edition, places, public_edition
from tessera.public.cells import shown_in_table
from tessera.public.joint import hide_what_is_told_together
from tessera.public.meeting import can_meet
from tessera.study import parse_study

ROOT = Path(__file__).resolve().parents[2]
REAL = ROOT.parent / "shared" / "data"
STUDIES = {  # the real table where it is at hand, else the sample
    "mall": (ROOT, REAL / "Mall_Customers.csv"),
    "personality": (ROOT / "examples/personality", REAL / "marketing_campaign.csv"),
}


def found_in(folder, table):
    """Findings of a study without its tests against noise: its tables are the same."""
    yaml = ruamel.yaml.YAML()
    written = yaml.load((folder / "study.yml").read_text(encoding="utf-8"))
    written["trust"] = {"draws": 0, "bootstraps": 0}
    text = io.StringIO()
    yaml.dump(written, text)
    study = parse_study(text.getvalue(), folder / "study.yml")
    return as_json(
        analyse(study, str(table) if table.exists() else study.data.source, folder, ROOT / "templates/playbook")
    )


@pytest.fixture(scope="module", params=STUDIES)
def editions(request):
    folder, table = STUDIES[request.param]
    internal = found_in(folder, table)
    return internal, public_edition(json.loads(json.dumps(internal)))


class System:
    """What is told of a table that has every customer by their segment in every model and their value in a column."""

    def __init__(self, *dimensions, atoms=None):
        self.atoms = np.array(list(product(*(range(size) for size in dimensions)))) if atoms is None else atoms
        self.sums, self.told, self.hidden = [np.ones(len(self.atoms), dtype=bool)], [], {}

    def add(self, name, count, **places):
        """A count, or None where it is hidden, of those at these places of some dimensions."""
        mask = np.all([self.atoms[:, int(axis[1:])] == place for axis, place in places.items()], axis=0)
        if count is None:
            self.hidden[name] = mask
        else:
            self.sums.append(mask)
            self.told.append(count)

    def ranges(self, wide):
        """The least and the most that each hidden count can be, or as much of it as is `wide` enough."""
        masks = np.array([*self.sums, *self.hidden.values()], dtype=float)
        masks = np.unique(masks, axis=1)  # atoms that stand in the same sums are one
        sums, goals = masks[: len(self.sums)], masks[len(self.sums) :]
        least, most = np.full(len(goals), np.inf), np.full(len(goals), -np.inf)
        for place, goal in enumerate(goals):
            for sign in (-1, 1):
                if not wide(least[place], most[place]):
                    end = linprog(sign * goal, A_eq=csr_matrix(sums), b_eq=self.told, bounds=(0, None), method="highs")
                    assert end.status == 0  # what is told is true, so it holds together
                    reached = goals @ end.x
                    least, most = np.minimum(least, reached), np.maximum(most, reached)
        return dict(zip(self.hidden, zip(least, most, strict=True), strict=True))


def system_of(internal, public, column):
    """All tables of a public edition that have to do with a column's bands or values, and all crossings of models."""
    models = {key: list(model["segments"]) for key, model in public["models"].items()}
    summary, whole = public["data"]["columns"][column], internal["data"]["columns"][column]
    bands = summary["cleaned"]["counts"] if summary["cleaned"] else None
    values = list(range(len(bands))) if bands else list(whole["counts"])
    system = System(*map(len, models.values()), len(values))
    system.told.append(public["data"]["rows_kept"])
    last = f"_{len(models)}"
    for v, value in enumerate(values):
        system.add(("everyone", value), bands[v] if bands else summary["counts"].get(value), **{last: v})
    for m, (key, slugs) in enumerate(models.items()):
        for s, slug in enumerate(slugs):
            segment = public["models"][key]["segments"][slug]
            system.add((key, slug), segment["size"], **{f"_{m}": s})
            counts = segment["histograms"][column]["counts"] if column in segment["histograms"] else None
            counts = segment["counts"].get(column) if counts is None else dict(enumerate(counts))
            for v, value in enumerate(values):
                told = None if counts is None else counts.get(value, 0)
                system.add((key, slug, value), told, **{f"_{m}": s, last: v})
    for pair in public["agreements"]:
        a, b = (list(models).index(pair[side]) for side in "ab")
        for slug, row in pair["crosswalk"].items():
            for other, count in row.items():
                s, o = models[pair["a"]].index(slug), models[pair["b"]].index(other)
                system.add((pair["a"], slug, pair["b"], other), count, **{f"_{a}": s, f"_{b}": o})
    return system


def given_away(system, minimum):
    """Hidden counts that are fixed, or told to be small, with their range."""

    def wide(least, most):
        return most > minimum - 1e-6 and most - least > 1 - 1e-6

    return {name: ends for name, ends in system.ranges(wide).items() if not wide(*ends)}


def test_all_tables_together_tell_no_hidden_count_nor_that_it_is_small(editions):
    internal, public = editions
    hidden = 0
    for column, summary in public["data"]["columns"].items():
        if (summary["cleaned"] or summary["counts"]) and not internal["data"]["columns"][column]["missing"]:
            system = system_of(internal, public, column)
            hidden += len(system.hidden)
            assert given_away(system, public["study"]["public_minimum"]) == {}, column
    assert hidden > 20


def test_the_attack_opens_tables_that_hide_too_little():
    """By either margin alone the four hidden counts stay open; a third table of the same customers fixes them."""
    system = System(2, 2, 2)
    system.told.append(100)
    for name, count, where in [
        ("row", 40, {"_0": 0}),
        ("column", 50, {"_1": 0}),
        ("third", 45, {"_2": 0}),
        ("a", None, {"_0": 0, "_1": 0}),
        ("b", 4, {"_0": 0, "_1": 0, "_2": 0}),
    ]:
        system.add(name, count, **where)
    assert given_away(system, 11) == {}
    system.add("c", 3, _0=0, _1=0, _2=1)
    assert given_away(system, 11) == {"a": pytest.approx((7, 7))}


def points_of(public):
    """Every whole number that customers could have in the columns that draw models, as far as maps and bands reach."""
    columns = list(dict.fromkeys(f for model in public["models"].values() for f in model["features"]))
    ends = {name: list(public["data"]["columns"][name]["cleaned"]["edges"]) for name in columns}
    for model in public["models"].values():
        for axis in "xy":
            ends[model["map"][axis]] += [model["map"][f"{axis}_min"], model["map"][f"{axis}_max"]]
    grid = np.meshgrid(*(np.arange(np.floor(min(e)), np.ceil(max(e)) + 1) for e in ends.values()), indexing="ij")
    return dict(zip(columns, (axis.ravel() for axis in grid), strict=True))


def segments_of(model, points):
    """The segment of every point by the published rule: the nearest centre."""
    rule = model["scoring"]
    scaled = zip(rule["features"], rule["centre"], rule["scale"], strict=True)
    at = np.stack([(points[name] - centre) / scale for name, centre, scale in scaled])
    return np.argmin([((at.T - centre) ** 2).sum(axis=1) for centre in rule["centroids"].values()], axis=0)


def system_with_borders(public):
    """Sizes, crossings, bands and tiles over all points, whose segments the rules give."""
    points, labels, told = points_of(public), [], []
    for key, model in public["models"].items():
        labels.append(segments_of(model, points))
        sizes = {i: model["segments"][slug]["size"] for i, slug in enumerate(model["scoring"]["centroids"])}
        told.append((key, sizes))
        plane = model["map"]
        tiles = [np.floor((points[plane[a]] - plane[f"{a}_min"]) / plane[f"{a}_step"]).astype(int) for a in "xy"]
        labels.append(tiles[0] * 1000 + tiles[1])
        shown = {
            round((t["x"] - plane["x_min"]) / plane["x_step"]) * 1000
            + round((t["y"] - plane["y_min"]) / plane["y_step"]): sum(t["counts"].values())
            for t in plane["tiles"]
        }
        told.append((f"map of {key}", {tile: shown.get(tile) for tile in np.unique(labels[-1])} if shown else {}))
    for name, values in points.items():
        cleaned = public["data"]["columns"][name]["cleaned"]
        labels.append(np.searchsorted(cleaned["edges"][1:-1], values, side="right"))
        told.append((name, dict(enumerate(cleaned["counts"]))))
    system = System(atoms=np.unique(np.stack(labels), axis=1).T)
    system.told.append(public["data"]["rows_kept"])
    for place, (name, counts) in enumerate(told):
        for label, count in counts.items():
            system.add((name, label), count, **{f"_{place}": label})
    models = list(public["models"])
    for pair in public["agreements"]:
        slugs = {side: list(public["models"][pair[side]]["scoring"]["centroids"]) for side in "ab"}
        a, b = (2 * models.index(pair[side]) for side in "ab")
        for slug, row in pair["crosswalk"].items():
            for other, count in row.items():
                where = {f"_{a}": slugs["a"].index(slug), f"_{b}": slugs["b"].index(other)}
                system.add((pair["a"], slug, pair["b"], other), count, **where)
    system.hidden = {name: mask for name, mask in system.hidden.items() if mask.any()}  # else a nought all know of
    return system


def told_small(public, among=None):
    """Hidden counts, all or some, that whoever adds the rules' borders knows to be small."""
    minimum, system = public["study"]["public_minimum"], system_with_borders(public)
    system.hidden = {name: mask for name, mask in system.hidden.items() if among is None or name in among}
    ranges = system.ranges(lambda least, most: most > minimum - 1e-6)
    return {name: most for name, (_, most) in ranges.items() if most < minimum - 1e-6}


@pytest.mark.parametrize("editions", ["mall"], indirect=True)
def test_whoever_adds_the_rules_borders_cannot_tell_that_a_hidden_count_is_small(editions):
    _, public = editions
    assert told_small(public) == {}
    bands = [public["data"]["columns"][name]["cleaned"]["counts"] for name in ("age", "income", "spending")]
    assert all(sum(n or 0 for n in counts) >= 0.5 * public["data"]["rows_kept"] for counts in bands)


@pytest.mark.parametrize("editions", ["mall"], indirect=True)
def test_without_the_look_at_all_tables_the_borders_would_tell(editions, monkeypatch):
    """Of the segment with the highest income 14 earn more than the middle one reaches, so ten at most could be in both."""
    monkeypatch.setattr(edition, "hide_what_is_told_together", lambda *_: None)
    both = ("income-spend", "middle-income-middle-spending", "age-income", "middle-aged-high-income")
    told = told_small(public_edition(json.loads(json.dumps(editions[0]))), among=[both])
    assert told == {both: pytest.approx(10)}


def two_models(**sizes):
    """An edition of two models of one column, borders at 50 and at 70, whose segments in the middle are hidden."""
    models = {
        "a": rule(["income"], low=[30.0], high=[70.0]),
        "b": rule(["income"], low=[50.0], high=[90.0]),
    }
    for key, model in models.items():
        model |= {"name": key, "features": ["income"], "map": None}
        model["segments"] = {slug: {"name": slug, "size": sizes[f"{key}_{slug}"]} for slug in ("low", "high")}
    crosswalk = {"low": {"low": sizes["a_low"], "high": None}, "high": {"low": None, "high": None}}
    columns = {"income": {"cleaned": {"edges": [0.0, 30.0, 60.0, 80.0, 100.0], "counts": [25, 17, 30, 28]}}}
    return {
        "study": {"customers": "customers"},
        "data": {"rows_kept": 100, "columns": columns},
        "models": models,
        "agreements": [{"a": "a", "b": "b", "crosswalk": crosswalk}],
    }


def test_where_enough_are_between_the_borders_nothing_more_is_hidden():
    public = two_models(a_low=29, a_high=71, b_low=45, b_high=55)
    before = json.loads(json.dumps(public))
    hide_what_is_told_together(public, 11)
    assert public == before


def test_sizes_that_tell_by_themselves_refuse_the_edition():
    """Nobody is low in one and high in the other, so 45 less 40 are between the borders, whatever else is hidden."""
    with pytest.raises(PublishError, match=r"tell that fewer than 11 customers are in both 'high' and 'low'"):
        hide_what_is_told_together(two_models(a_low=40, a_high=60, b_low=45, b_high=55), 11)


def test_where_all_models_are_too_many_every_two_are_looked_at(monkeypatch):
    public = two_models(a_low=40, a_high=60, b_low=45, b_high=55)
    third = {"name": "c", "features": ["income"], "map": None, **rule(["income"], low=[20.0], high=[60.0])}
    public["models"]["c"] = third | {"segments": {"low": {"size": 38}, "high": {"size": 62}}}
    monkeypatch.setattr(places, "MOST_PLACES", len(places.places_of(public, ["a", "b"])["model", "a"]))
    assert places.places_of(public, ["a", "b", "c"]) == {}
    with pytest.raises(PublishError, match="customers are in both 'high' and 'low'"):
        hide_what_is_told_together(public, 11)


def test_where_the_rule_of_a_model_drew_a_border_no_bands_of_its_segments_are_told(editions):
    """They could be worked out from the border, the segments' sizes and everyone's bands."""
    _, public = editions
    for model in public["models"].values():
        drawn = set(model["features"]) if model["scoring"]["components"] is None else set()
        assert all(drawn.isdisjoint(segment["histograms"]) for segment in model["segments"].values())


def rule(features, **centroids):
    ones = [1.0] * len(features)
    scoring = {"components": None, "indicators": {}, "features": features, "scale": ones, "centre": [0.0] * len(ones)}
    return {"segments": centroids, "scoring": {**scoring, "centroids": centroids}}


def test_segments_meet_where_their_rules_leave_room():
    ages = rule(["age"], young=[20.0], old=[60.0])
    assert can_meet(ages, rule(["age"], child=[0.0], grown=[40.0]), {}).tolist() == [[True, True], [False, True]]
    by_spending = rule(["age", "spending"], low=[40.0, 10.0], high=[40.0, 90.0])
    assert can_meet(ages, by_spending, {}).all()
    assert can_meet(ages, by_spending, {"spending": (60, 99)}).tolist() == [[False, True], [False, True]]
    ages["scoring"]["components"] = [[1.0]]
    assert can_meet(ages, rule(["age"], child=[0.0], grown=[40.0]), {}).all()


def test_a_nought_that_all_know_of_hides_no_other_count():
    counts = np.array([[0, 5, 30], [20, 25, 30]])
    possible = np.array([[False, True, True], [True, True, True]])
    assert not shown_in_table(counts, 11, possible=possible)[0].any()
    assert shown_in_table(np.array([[0, 30], [20, 25]]), 11, possible=np.array([[False, True], [True, True]])).tolist() == [[False, True], [True, True]]  # fmt: skip
