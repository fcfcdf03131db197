"""How the command line stops."""

import signal
import time

import click
import pytest
from click.testing import CliRunner
from tessera_site.terminal import refusing


@pytest.fixture
def interrupts():
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


class Cleared:
    """Something whose clearing away meets an interrupt."""

    def __del__(self):
        raise KeyboardInterrupt


@click.command()
@refusing
def waiting():
    Cleared()
    time.sleep(20)


def test_an_interrupt_that_python_drops_comes_again(interrupts):
    began = time.monotonic()
    done = CliRunner().invoke(waiting)
    assert done.exit_code == 1
    assert done.stderr == "tessera: stopped; nothing was published.\n"
    assert time.monotonic() - began < 10
