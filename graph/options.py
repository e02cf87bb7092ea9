"""Command-line options that every command shares."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any

import click

from graph.errors import YangtzeError
from graph.store.defaults import DEFAULT_STORE, LEDGER_VARIABLE

store_option = click.option(
    "--store",
    envvar="YANGTZE_STORE",
    default=DEFAULT_STORE,
    show_default=True,
    show_envvar=True,
    metavar="PATH|ADDRESS",
    help="Workspace folder, or a Neo4j as neo4j://HOST:PORT?database=NAME (bolt://; +s or +ssc for TLS).",
)

ledger_option = click.option(
    "--ledger",
    envvar=LEDGER_VARIABLE,
    show_envvar=True,
    metavar="PATH",
    help="Ledger of a Neo4j's graph: its file or folder (default: in the user's data folder).",
)


def _as_of(_: click.Context, __: click.Parameter, value: str | None) -> str | None:
    from graph.store.asof import checked_date  # noqa: PLC0415 - help must not wait for the stores to load

    try:
        return checked_date(value) if value else None
    except YangtzeError as error:
        raise click.BadParameter(str(error)) from error


as_of_option = click.option(
    "--as-of",
    metavar="DATE",
    callback=_as_of,
    help="Only evidence up to this date takes part (2024-10-29, 2024-10, 2024); reference rows always do.",
)


_THRESHOLDS: tuple[tuple[str, click.ParamType[Any], float, str], ...] = (
    ("min_evidence", click.IntRange(0), 3,
     "Firms and documents of region × chain below which nothing is called a gap."),
    ("weak_coverage", click.FloatRange(0), 2.0, "Weighted firms below which a link is weak."),
    ("strong_firms", click.IntRange(1), 3, "Firms from which an advantage counts as strong."),
    ("strong_rca", click.FloatRange(0), 1.0, "Advantage (RCA) from which it does."),
    ("min_expected", click.FloatRange(0), 1.5,
     "Firms to be expected, were the region like the whole, from which absence is a gap."),
)  # fmt: skip


def threshold_options(command: Callable[..., None]) -> Callable[..., None]:
    """Options for every threshold; the command gets them together as ``limits``, the arguments of ``Thresholds``."""

    @wraps(command)
    def gathered(*arguments: Any, **options: Any) -> None:
        limits = {name: options.pop(name) for name, *_ in _THRESHOLDS}
        command(*arguments, limits=limits, **options)

    found: Callable[..., None] = gathered
    for name, kind, default, text in reversed(_THRESHOLDS):
        option = f"--{name.replace('_', '-')}"
        found = click.option(option, type=kind, default=default, show_default=True, help=text)(found)
    return found


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
