"""Commands beside the gap answer: how much is known of each region × chain, and which regions are like one."""

import json
from typing import TYPE_CHECKING, Any

import click

from graph.options import as_of_option, store_option

if TYPE_CHECKING:
    from graph.session import Graph

_FORMAT = click.option("--format", "format_", type=click.Choice(["text", "json"]), default="text", show_default=True)


def _echo(graph: "Graph", data: Any, text: str, format_: str) -> None:
    for note in graph.notes():
        click.echo(note, err=True)
    click.echo(json.dumps(data, ensure_ascii=False, indent=2) if format_ == "json" else text, nl=format_ == "json")


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
    from graph.gaps.coverage import coverage_table, places_below, render_coverage
    from graph.gaps.engine import GapEngine
    from graph.session import open_graph

    with open_graph(store, as_of=as_of) as graph:
        engine = GapEngine(graph.view)
        places = places_below(engine, graph.region(region) if region else None)
        rows = coverage_table(engine, places, [graph.chain(chain)] if chain else engine.chains)
        data = {"graph_version": graph.meta.version, "coverage": [row.to_json() for row in rows]}
        _echo(graph, data, render_coverage(rows), format_)


@click.command()
@click.option("--region", "regions", multiple=True, required=True, help="May be repeated, to compare on one chain.")
@click.option("--chain", help="Only links of this chain.")
@click.option("--limit", type=click.IntRange(1, 100), default=5, show_default=True, help="Peers to show.")
@click.option("--links", type=click.IntRange(1), default=8, show_default=True, help="Links to show of each.")
@_FORMAT
@as_of_option
@store_option
def peers(
    regions: tuple[str, ...], chain: str | None, limit: int, links: int, format_: str, as_of: str | None, store: str
) -> None:
    """Find the regions most like one by what their firms do, and what they have that it lacks; or compare several.

    \b
    yangtze peers --region 合肥 --chain 集成电路
    yangtze peers --region 合肥 --region 南京 --region 武汉 --chain 集成电路
    """
    from graph.gaps.engine import GapEngine
    from graph.gaps.peers import compare, find_peers, render_comparison, render_peers
    from graph.session import open_graph

    if len(regions) > 1 and not chain:
        raise click.UsageError("Several regions are compared on one chain: give --chain.")
    with open_graph(store, as_of=as_of) as graph:
        engine = GapEngine(graph.view)
        places = [graph.region(region) for region in regions]
        of = graph.chain(chain) if chain else None
        if len(places) > 1 and of:
            comparison = compare(engine, places, of)
            _echo(graph, comparison.to_json(), render_comparison(comparison), format_)
            return
        found = find_peers(engine, places[0], of, limit=limit)
        _echo(graph, found.to_json(), render_peers(found, links=links), format_)
