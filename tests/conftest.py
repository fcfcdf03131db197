"""What many tests share: the sample site, built once, and the option that writes goldens anew."""

import os
import shutil
from contextlib import contextmanager
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


def pytest_addoption(parser):
    parser.addoption("--update-goldens", action="store_true", help="write the committed goldens anew")


def pytest_configure(config):
    if config.getoption("--update-goldens") and os.environ.get("CI"):
        raise pytest.UsageError("goldens are not updated in CI")


@contextmanager
def quiet(_what):
    yield


def project_in(folder: Path) -> Path:
    """A copy of the worked study with its sample."""
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copy(ROOT / "study.yml", folder / "study.yml")
    shutil.copytree(ROOT / "data", folder / "data", ignore=shutil.ignore_patterns("__pycache__"), dirs_exist_ok=True)
    return folder


@pytest.fixture(scope="session")
def sample(tmp_path_factory):
    """The project of the sample, built by the embedded engine with its PDF and its executed methods page."""
    from tessera_site.build import Order, build

    project = project_in(tmp_path_factory.mktemp("sample"))
    build(Order(project=project, engine="pandoc"), quiet)
    return project


@pytest.fixture(scope="session")
def site(sample):
    """The built site of the sample."""
    return sample / "_site"
