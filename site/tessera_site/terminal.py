"""How the command line speaks: refusals as one message, progress on standard error, passwords without an echo."""

import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any

import click
from tessera.errors import TesseraError


def refusing(command: Callable[..., Any]) -> Callable[..., Any]:
    """Turn refusals into one message and exit code 1."""

    @wraps(command)
    def guarded(*args: Any, **options: Any) -> Any:
        debug = bool(click.get_current_context().obj)
        try:
            with _stops_kept():
                return command(*args, **options)
        except TesseraError as refusal:
            if debug:
                raise
            click.echo(f"tessera: {refusal}", err=True)
        except KeyboardInterrupt:
            click.echo("tessera: stopped; nothing was published.", err=True)
        except (click.exceptions.Exit, click.ClickException):
            raise
        except OSError as fault:
            if debug:
                raise
            click.echo(f"tessera: {_place_and_reason(fault)} Nothing was published.", err=True)
        except Exception as fault:
            if debug:
                raise
            click.echo(
                f"tessera: a fault of Tessera's own ({type(fault).__name__}: {fault}). "
                "Nothing was published. 'tessera --debug ...' shows where.",
                err=True,
            )
        sys.exit(1)

    return guarded


_STOPS = {KeyboardInterrupt: signal.SIGINT, SystemExit: signal.SIGTERM}


@contextmanager
def _stops_kept() -> Iterator[None]:
    """Send a signal to stop again where it came while an object was being cleared away: Python drops it there."""
    before = sys.unraisablehook

    def again(lost: Any) -> None:
        number = _STOPS.get(lost.exc_type)
        if number is None:
            before(lost)
        else:
            threading.Timer(0.01, os.kill, (os.getpid(), number)).start()

    sys.unraisablehook = again
    try:
        yield
    finally:
        sys.unraisablehook = before


def _place_and_reason(fault: OSError) -> str:
    """What the system says of a file, as sentences."""
    where = f"{fault.filename}: " if fault.filename else ""
    return f"{where}{fault.strerror or fault}."


@contextmanager
def step(what: str) -> Iterator[None]:
    """Say on standard error what is being done and how long it took."""
    from rich.console import Console

    console = Console(stderr=True, highlight=False)
    started = time.perf_counter()
    if console.is_terminal:
        with console.status(what):
            yield
    else:
        yield
    console.print(f"{what}: [bold]{time.perf_counter() - started:.1f} s[/bold]", soft_wrap=True)


def asked_password(source: str | None) -> str | None:
    """The password for PDFs, from where the option says it is; none without the option."""
    from tessera_site.locking import password_from

    if source is None:
        return None
    return password_from(source, lambda: str(click.prompt("Password for the PDF", hide_input=True, err=True)))
