"""Command-line options that every command shares."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click

from graph.store.workspace import DEFAULT_STORE

store_option = click.option(
    "--store",
    envvar="YANGTZE_STORE",
    default=DEFAULT_STORE,
    show_default=True,
    show_envvar=True,
    metavar="PATH",
    help="Workspace folder.",
)


@contextmanager
def progress_lines(quiet: bool = False) -> Iterator[Callable[[str], None]]:
    """A callback that shows the current step of long work on stderr: in place on a terminal, a line each elsewhere."""
    tty = sys.stderr.isatty()

    def show(step: str) -> None:
        if not quiet:
            click.echo(f"\r\x1b[K  {step} …" if tty else f"  {step}", err=True, nl=not tty)

    try:
        yield show
    finally:
        if tty and not quiet:
            click.echo("\r\x1b[K", err=True, nl=False)
