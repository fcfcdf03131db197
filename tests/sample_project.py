"""A copy of the worked study with its sample, for tests that build."""

import shutil
from contextlib import contextmanager
from pathlib import Path

from bystanders import rename_customers

ROOT = Path(__file__).resolve().parents[1]


@contextmanager
def quiet(_what):
    yield


def project_in(folder: Path) -> Path:
    """A copy of the worked study with its sample, whose customers have ids that nothing else could be."""
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copy(ROOT / "study.yml", folder / "study.yml")
    shutil.copytree(ROOT / "data", folder / "data", ignore=shutil.ignore_patterns("__pycache__"), dirs_exist_ok=True)
    rename_customers(folder / "data/mall_customers.csv")
    return folder
