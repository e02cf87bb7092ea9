"""``yangtze user``: who may write on the pages."""

from typing import TYPE_CHECKING

import click

from graph.options import ledger_option, store_option

if TYPE_CHECKING:
    from web.accounts import Accounts


@click.group()
def user() -> None:
    """Let people sign in on the pages, to review facts and merges.

    \b
    yangtze user add 王敏        prints her token, once
    yangtze user list
    yangtze user remove 王敏
    """


def _accounts(store: str, ledger: str | None) -> "Accounts":
    from graph.store.place import open_place  # noqa: PLC0415 - the help needs no store
    from web.accounts import Accounts  # noqa: PLC0415

    return Accounts(open_place(store, ledger=ledger).ledger_path.parent)


@user.command()
@click.argument("name", metavar="NAME")
@store_option
@ledger_option
def add(name: str, store: str, ledger: str | None) -> None:
    """Print a new token for NAME; an earlier one is no longer good.

    Only its hash is kept, so it cannot be shown again. Programs send it as 'Authorization: Bearer TOKEN'.
    """
    click.echo(_accounts(store, ledger).add(name))
    click.echo(f"The token of {name.strip()}: keep it, it is not shown again.", err=True)


@user.command("list")
@store_option
@ledger_option
def list_(store: str, ledger: str | None) -> None:
    """List who may sign in, and since when."""
    found = _accounts(store, ledger).all()
    for account in found:
        click.echo(f"{account.since[:10]}  {account.name}")
    if not found:
        click.echo("Nobody yet: yangtze user add NAME", err=True)


@user.command()
@click.argument("name", metavar="NAME")
@store_option
@ledger_option
def remove(name: str, store: str, ledger: str | None) -> None:
    """Let NAME sign in no longer; open sessions end at once."""
    _accounts(store, ledger).remove(name)
    click.echo(f"{name} can sign in no longer.", err=True)
