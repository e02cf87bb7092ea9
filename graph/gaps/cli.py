"""Commands beside the gap answer: how much is known, which regions are like one, several beside each other."""

import json
from typing import TYPE_CHECKING, Any

import click

from graph.options import as_of_option, store_option, threshold_options

if TYPE_CHECKING:
    from graph.gaps.comparison import Comparison
    from graph.gaps.coverage import CoverageTable
    from graph.gaps.peers import Peers

_FORMAT = click.option("--format", "format_", type=click.Choice(["text", "json"]), default="text", show_default=True)


def _echo(found: "Peers | Comparison | CoverageTable", text: str, format_: str) -> None:
    if found.note:
        click.echo(found.note, err=True)
    data = json.dumps(found.to_json(), ensure_ascii=False, indent=2) + "\n"
    click.echo(data if format_ == "json" else text, nl=False)


@click.command()
@click.option("--region", help="A region with the areas below it, or a group; default: the provinces of the belt.")
@click.option("--chain", help="Only this chain; default: all.")
@_FORMAT
@as_of_option
@store_option
def coverage(region: str | None, chain: str | None, format_: str, as_of: str | None, store: str) -> None:
    """Show how much is known of each region × chain: firms, documents, statements, newest date, share verified.

    \b
    yangtze coverage
    yangtze coverage --region 安徽 --chain 集成电路
    """
    from graph.gaps.coverage import render_coverage
    from graph.session import open_graph

    with open_graph(store, as_of=as_of) as graph:
        found = graph.coverage(region, chain)
        _echo(found, render_coverage(found.rows), format_)


@click.command()
@click.option("--region", required=True, help="One region: full name, short name or adcode.")
@click.option("--chain", help="Only links of this chain.")
@click.option("--limit", type=click.IntRange(1, 100), default=5, show_default=True, help="Peers to show.")
@click.option("--links", type=click.IntRange(1), default=8, show_default=True, help="Links to show of each.")
@threshold_options
@_FORMAT
@as_of_option
@store_option
def peers(
    region: str, chain: str | None, limit: int, links: int, limits: dict[str, Any], format_: str, as_of: str | None,
    store: str,
) -> None:  # fmt: skip
    """Find the regions most like one by what their firms do, what they have that it lacks, and by which firms.

    \b
    yangtze peers --region 合肥
    yangtze peers --region 合肥 --chain 集成电路 --limit 3
    """
    from graph.gaps.peers import render_peers
    from graph.gaps.status import Thresholds
    from graph.session import open_graph

    with open_graph(store, as_of=as_of) as graph:
        found = graph.peers(region, chain, limit=limit, thresholds=Thresholds(**limits))
        _echo(found, render_peers(found, links=links), format_)


@click.command()
@click.argument("regions", nargs=-1, required=True, metavar="REGION REGION…")
@click.option("--chain", required=True, help="Id, name or alias of the chain to compare them on.")
@threshold_options
@_FORMAT
@as_of_option
@store_option
def compare(
    regions: tuple[str, ...], chain: str, limits: dict[str, Any], format_: str, as_of: str | None, store: str
) -> None:
    """Show several regions or groups beside each other on one chain: status and firms of every link.

    \b
    yangtze compare 安徽 江苏 --chain 集成电路
    yangtze compare 合肥 南京 武汉 --chain 新能源汽车 --format json
    """
    from graph.gaps.comparison import render_comparison
    from graph.gaps.status import Thresholds
    from graph.session import open_graph

    with open_graph(store, as_of=as_of) as graph:
        found = graph.compare(regions, chain, thresholds=Thresholds(**limits))
        _echo(found, render_comparison(found), format_)
