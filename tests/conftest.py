"""What many tests share: the sample site, built once, and the option that writes goldens anew."""

import os

import pytest
from sample_project import project_in, quiet


def pytest_addoption(parser):
    parser.addoption("--update-goldens", action="store_true", help="write the committed goldens anew")


def pytest_configure(config):
    if config.getoption("--update-goldens") and os.environ.get("CI"):
        raise pytest.UsageError("goldens are not updated in CI")


def pytest_collection_modifyitems(items):
    """Start with the file that takes longest, so that no core waits for it at the end."""
    items.sort(key=lambda item: item.path.name != "test_examples.py")


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
