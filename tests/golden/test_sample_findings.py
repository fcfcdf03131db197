"""The simulated sample to its findings: the same on every machine, release and order of rows."""

import json
import random
from pathlib import Path

import pytest
from tessera.analyse import analyse
from tessera.study import load_study

ROOT = Path(__file__).resolve().parents[2]
GOLDEN = Path(__file__).with_name("mall_sample.json")


def found(base: Path) -> dict:
    """What must not change unseen: optimum, verdict, addresses, sizes, means."""
    findings = analyse(load_study(ROOT / "study.yml"), "data/mall_customers.csv", base, ROOT / "templates" / "playbook")
    return {
        key: {
            "inertia": model.inertia,
            "silhouette": model.silhouette,
            "verdict": model.verdict.level,
            "segments": {
                slug: {"size": s.size, "means": dict(s.means), "play": s.strategy.play}
                for slug, s in model.segments.items()
            },
        }
        for key, model in findings.models.items()
    }


@pytest.fixture(scope="module")
def sample():
    return found(ROOT)


def same(one, other):
    if isinstance(one, dict):
        assert list(one) == list(other)
        for key in one:
            same(one[key], other[key])
    elif isinstance(one, float):
        assert one == pytest.approx(other, rel=1e-9)
    else:
        assert one == other


def test_the_sample_gives_the_findings_it_gave(sample, request):
    if request.config.getoption("--update-goldens"):
        GOLDEN.write_text(json.dumps(sample, indent=1) + "\n")
    same(sample, json.loads(GOLDEN.read_text()))


def test_shuffled_rows_give_the_same_segments(sample, tmp_path):
    head, *rows = (ROOT / "data" / "mall_customers.csv").read_text().splitlines(keepends=True)
    random.Random(7).shuffle(rows)
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "mall_customers.csv").write_text(head + "".join(rows))
    same(found(tmp_path), sample)
