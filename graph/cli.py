"""Commands that ask the graph: each parses, calls one function of ``graph.session`` and renders."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from graph.options import as_of_option, ledger_option, progress_lines, store_option, threshold_options

if TYPE_CHECKING:
    from graph.session import Graph
    from graph.store.place import StorePlace

_FORMAT = click.Choice(["text", "json"])


def _echo_json(data: Any) -> None:
    click.echo(json.dumps(data, ensure_ascii=False, indent=2))


def _echo_notes(graph: "Graph") -> None:
    """Say beside the answer, not within it, what has to be said of it."""
    for note in graph.notes():
        click.echo(note, err=True)


@click.command()
@click.option("--region", required=True, help="Full name, short name, alias, group or adcode (安徽, 长三角, 340000).")
@click.option("--chain", required=True, help="Id, name or alias of a chain (集成电路, 芯片, integrated-circuit).")
@click.option("--format", "format_", type=click.Choice(["text", "json", "csv"]), default="text", show_default=True)
@click.option("--output", type=click.Path(path_type=Path, dir_okay=False), help="Write to a file; CSV opens in Excel.")
@click.option("--rows", type=click.IntRange(1), default=12, show_default=True, help="Ranked links in the table.")
@click.option("--details", type=click.IntRange(0), default=3, show_default=True, help="Links shown with sentences.")
@click.option("--candidates", type=click.IntRange(0, 100), default=5, show_default=True, help="Candidates per link.")
@threshold_options
@as_of_option
@store_option
def gaps(
    region: str, chain: str, format_: str, output: Path | None, rows: int, details: int, candidates: int,
    limits: dict[str, Any], as_of: str | None, store: str,
) -> None:  # fmt: skip
    """Which links of a chain are missing or weak in a region, who could fill them, and who can introduce them.

    \b
    yangtze gaps --region 安徽 --chain 集成电路
    yangtze gaps --region 长三角 --chain 新能源汽车 --format csv --output gaps.csv
    yangtze gaps --region 合肥 --chain 芯片 --format json
    """
    from graph.gaps.render import render_csv, render_text
    from graph.gaps.status import Thresholds
    from graph.session import open_graph

    with open_graph(store, as_of=as_of) as graph:
        answer = graph.gaps(region, chain, thresholds=Thresholds(**limits), candidates=candidates)
    if answer.note and answer.note != answer.headline:
        click.echo(answer.note, err=True)
    if format_ == "json":
        text = json.dumps(answer.to_json(), ensure_ascii=False, indent=2) + "\n"
    elif format_ == "csv":
        text = render_csv(answer)
    else:
        text = render_text(answer, rows=rows, details=details)
    _deliver(text, output, bom=format_ == "csv")


def _deliver(text: str, output: Path | None, *, bom: bool) -> None:
    if output is None:
        click.echo(text, nl=False)
        return
    from graph.export.write import write_file

    # Excel on Windows reads a CSV as GBK unless a mark says otherwise.
    write_file(output, text.encode("utf-8-sig" if bom else "utf-8", "replace"))
    click.echo(f"Wrote {output}", err=True)


@click.command()
@click.argument("name")
@click.option("--label", "labels", multiple=True, help="Only this label (Firm, Office, Region …); may be repeated.")
@click.option("--limit", type=click.IntRange(1, 1000), default=10, show_default=True)
@click.option("--format", "format_", type=_FORMAT, default="text", show_default=True)
@as_of_option
@store_option
def find(name: str, labels: tuple[str, ...], limit: int, format_: str, as_of: str | None, store: str) -> None:
    """Find things by name: exact, part of a name, or nearly spelled.

    \b
    yangtze find 江苏省驻沪办
    yangtze find 华润 --label Firm --limit 20
    """
    from graph.session import open_graph
    from graph.tables import render_table

    with open_graph(store, as_of=as_of) as graph:
        hits = graph.find(name, labels=labels, limit=limit)
        nearest = () if hits else graph.nearest(name)
        _echo_notes(graph)
    if format_ == "json":
        _echo_json([
            {"id": h.thing.id, "label": h.thing.label, "name": h.thing.name, "matched": h.matched, "score": h.score,
             "why": h.why}
            for h in hits
        ])  # fmt: skip
    elif hits:
        rows = [(h.thing.name, h.thing.label, h.matched, f"{h.score:.2f}", h.why, h.thing.id) for h in hits]
        click.echo(render_table(("名称", "类型", "匹配的名称", "分", "为什么", "id"), rows, fixed=("id",)), nl=False)
    if not hits:
        click.echo(f"Nothing is known by the name '{name}'. Nearest: {'、'.join(nearest) or 'none'}.", err=True)
        raise SystemExit(1)


@click.command()
@click.argument("name")
@click.option("--limit", type=click.IntRange(1, 10_000), default=30, show_default=True, help="Facts to show.")
@click.option("--format", "format_", type=_FORMAT, default="text", show_default=True)
@as_of_option
@store_option
def show(name: str, limit: int, format_: str, as_of: str | None, store: str) -> None:
    """Show an entity, by name or id: its names, its facts, and the sentence behind each.

    \b
    yangtze show 江苏省驻沪办
    yangtze show ref:gailundianzi --format json
    """
    from graph.paths.render import render_profile
    from graph.session import open_graph

    with open_graph(store, as_of=as_of) as graph:
        profile = graph.show(name, limit=limit)
        _echo_notes(graph)
    if format_ == "json":
        _echo_json(profile.to_json())
    else:
        click.echo(render_profile(profile), nl=False)


@click.command()
@click.argument("start", metavar="A")
@click.argument("end", metavar="B")
@click.option("--longest", type=click.IntRange(1, 10), default=6, show_default=True, help="Most steps to look for.")
@click.option("--format", "format_", type=_FORMAT, default="text", show_default=True)
@as_of_option
@store_option
def path(start: str, end: str, longest: int, format_: str, as_of: str | None, store: str) -> None:
    """Show how two entities are connected, with the sentence behind each step.

    \b
    yangtze path 上海港湾集团 江苏省驻沪办
    """
    from graph.paths.render import render_path
    from graph.session import open_graph

    with open_graph(store, as_of=as_of) as graph:
        answer = graph.path(start, end, longest=longest)
        _echo_notes(graph)
    if format_ == "json":
        _echo_json(answer.to_json())
    else:
        click.echo(render_path(answer), nl=False)
    if not answer.facts and answer.start.id != answer.end.id:
        raise SystemExit(1)


@click.command()
@click.option("--format", "format_", type=click.Choice(["graphml", "csv", "xlsx"]), required=True)
@click.option("--output", type=click.Path(path_type=Path, dir_okay=False), required=True)
@click.option("--region", help="Only what belongs to this region or group.")
@click.option("--chain", help="Only what belongs to this chain.")
@click.option("--type", "types", multiple=True, metavar="NAME",
              help="Only this type of facts (SUPPLIES …) or label of nodes (Firm …); may be repeated.")  # fmt: skip
@click.option("--since", metavar="DATE", help="Only facts that a text of this date or later says (2020, 2020-06 …).")
@click.option("--until", metavar="DATE", help="Only facts that a text of this date or earlier says.")
@click.option("--dated", is_flag=True, help="Leave out what has no date, reference rows among it.")
@as_of_option
@store_option
def export(format_: str, output: Path, as_of: str | None, store: str, **asked: Any) -> None:
    """Write a subgraph for Gephi, Cytoscape, NetworkX, pandas or a spreadsheet.

    GraphML and XLSX are one file; CSV is two: facts (source, target, …) and, beside them, nodes. Of a period, what
    reference rows say stays, for it is standing knowledge without a date, unless --dated.

    \b
    yangtze export --format graphml --output anhui-ic.graphml --region 安徽 --chain 集成电路
    yangtze export --format xlsx --output delta.xlsx --region 长三角 --chain 新能源汽车 --since 2020
    yangtze export --format csv --output supplies.csv --type SUPPLIES --type INVESTS_IN --until 2024-12-31 --dated
    """
    from graph.export.cite import citation
    from graph.export.write import WRITERS
    from graph.session import open_graph

    with open_graph(store, as_of=as_of) as graph:
        subgraph, meta = graph.subgraph(**asked), graph.meta
        _echo_notes(graph)
    files = WRITERS[format_](subgraph, output)
    click.echo(
        f"{len(subgraph.nodes):,} nodes, {len(subgraph.facts):,} facts: {', '.join(map(str, files))}",
        err=True,
    )
    if subgraph.undated:
        click.echo(f"{subgraph.undated:,} facts without a date were left out.", err=True)
    click.echo(f"Cite as: {citation(subgraph.version, subgraph.query, meta.built_at)}", err=True)


@click.command()
@click.option("--reference", "references", multiple=True, type=click.Path(path_type=Path, file_okay=False),
              help="A folder with chains, firms or groups of your own, laid over ours; may be repeated.")  # fmt: skip
@click.option("--bulk", type=click.Path(path_type=Path, file_okay=False), metavar="DIR",
              help="Write files for 'neo4j-admin database import full' instead, and print its command.")  # fmt: skip
@click.option("--take-over", is_flag=True, help="On a Neo4j: replace a graph that another ledger made.")
@ledger_option
@store_option
def project(references: tuple[Path, ...], bulk: Path | None, take_over: bool, ledger: str | None, store: str) -> None:
    """Make the graph anew from the ledger and the reference; nothing happens when it is up to date.

    On a Neo4j only what differs is written, whoever changed it; a run that was cut off is completed.

    \b
    yangtze project
    yangtze project --reference my-chains/
    yangtze project --store neo4j://localhost:7687 --ledger belt.yangtze
    yangtze project --store neo4j://localhost:7687 --bulk load/
    """
    from graph.store.place import open_place

    place = open_place(store, ledger=ledger, create=not bulk, take_over=take_over)
    try:
        if references:
            place.add_layers(references)
        if bulk:
            _write_bulk(place, bulk)
            return
        with progress_lines() as progress:
            built = place.project(progress)
        version = place.view().meta.version
    finally:
        place.close()
    click.echo(f"{'Built' if built else 'Already current'}: graph {version} in {place}", err=True)


def _write_bulk(place: "StorePlace", folder: Path) -> None:
    from graph.store.neo4j_bulk import write_bulk

    with progress_lines() as progress:
        command = write_bulk(place.projection(progress), folder, database=place.database)
    click.echo(command)
    click.echo(
        "Stop the server, run this on its machine, start it, then run 'yangtze project' once: it makes the constraints "
        "and finds the graph current.",
        err=True,
    )


@click.command()
@click.option("--format", "format_", type=_FORMAT, default="text", show_default=True)
@as_of_option
@ledger_option
@store_option
def status(format_: str, as_of: str | None, ledger: str | None, store: str) -> None:
    """Say what the store holds: versions, nodes by label, relationships by type.

    \b
    yangtze status --format json
    """
    from graph.session import store_status
    from graph.tables import render_table

    data = store_status(store, as_of=as_of, ledger=ledger)
    if format_ == "json":
        _echo_json(data)
        return
    for name in ("store", "graph_version", "state", "ledger_id", "documents", "up_to_date", "built_at", "reference"):
        click.echo(f"{name:14} {data[name]}")
    for title, counts in (
        ("nodes", data["counts"]["nodes"]),
        ("relationships", data["counts"]["relationships"]),
    ):
        click.echo()
        click.echo(render_table((title, "count"), [(k, f"{v:,}") for k, v in counts.items()]), nl=False)
    for note in data["notes"]:
        click.echo(note, err=True)
