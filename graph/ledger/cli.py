"""Commands by which people correct the graph: each decides in the ledger, then makes the graph anew."""

import getpass
import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from graph.options import ledger_option, progress_lines, store_option

if TYPE_CHECKING:
    from graph.ledger.decisions import Kind
    from graph.ledger.ledger import Ledger
    from graph.session import Graph
    from graph.store.place import StorePlace

_WHO = click.option("--by", "who", envvar="YANGTZE_USER", show_envvar=True, metavar="NAME",
                    help="Who decides; default: the user of this machine.")  # fmt: skip
_REASON = click.option("--reason", default="", metavar="TEXT", help="Why; kept with the decision.")
_NO_PROJECT = click.option("--no-project", is_flag=True, help="Only decide; make the graph later by 'yangtze project'.")


def _name(who: str | None) -> str:
    return who or getpass.getuser()


@contextmanager
def _correcting(store: str, ledger: str | None, no_project: bool) -> Iterator[tuple["StorePlace", "Ledger"]]:
    """The place and its ledger, held for writing; the graph is made anew afterwards."""
    from graph.store.place import open_place

    place = open_place(store, ledger=ledger)
    try:
        with (
            place.writing(lambda message: click.echo(message, err=True)),
            place.ledger(create=False) as opened,
        ):
            yield place, opened
        if not no_project:
            with progress_lines(quiet=True) as progress:
                place.project(progress)
    finally:
        place.close()


def _source_ids(store: str, ledger: str | None, *names: str) -> list[str]:
    """The id that each name stands for; a source id stays itself, so that a part of an entity can be named."""
    from graph.session import open_graph

    with open_graph(store, ledger=ledger) as graph:
        return [name if _is_source_id(graph, name) else graph.entity(name).id for name in names]


def _is_source_id(graph: "Graph", name: str) -> bool:
    return name.startswith(("m:", "ref:", "c:")) and bool(graph.view.get([name]))


def _decide(
    kind: "Kind", subject: tuple[str, ...], who: str | None, reason: str, where: tuple[str, str | None, bool]
) -> None:
    from graph.ledger.decisions import Decisions

    with _correcting(*where) as (_, ledger):
        decision = Decisions(ledger).add(kind, subject, _name(who), reason)
    click.echo(f"{kind} {' '.join(subject)}: decision {decision.id} (yangtze review undo {decision.id})", err=True)


@click.command()
@click.argument("a", metavar="A")
@click.argument("b", metavar="B")
@_REASON
@_WHO
@_NO_PROJECT
@store_option
@ledger_option
def same(a: str, b: str, reason: str, who: str | None, no_project: bool, store: str, ledger: str | None) -> None:
    """Decide that A and B, by name or id, are one.

    \b
    yangtze same 甲乙科技 合肥甲乙科技有限公司 --reason "官网写明"
    """
    one, other = _source_ids(store, ledger, a, b)
    _decide("same", (one, other), who, reason, (store, ledger, no_project))


@click.command()
@click.argument("a", metavar="A")
@click.argument("b", metavar="B")
@_REASON
@_WHO
@_NO_PROJECT
@store_option
@ledger_option
def differ(a: str, b: str, reason: str, who: str | None, no_project: bool, store: str, ledger: str | None) -> None:
    """Decide that A and B are two. To split what is one now, give source ids ('yangtze history NAME' lists them).

    \b
    yangtze differ m:0123456789abcdef ref:gailundianzi --reason "同名,深圳的另一家"
    """
    one, other = _source_ids(store, ledger, a, b)
    if one == other:
        raise click.UsageError(
            f"'{a}' and '{b}' are one entity ({one}); name its parts by source id: yangtze history {a}"
        )
    _decide("differ", (one, other), who, reason, (store, ledger, no_project))


@click.command()
@click.argument("fact", metavar="FACT")
@_REASON
@_WHO
@_NO_PROJECT
@store_option
@ledger_option
def reject(fact: str, reason: str, who: str | None, no_project: bool, store: str, ledger: str | None) -> None:
    """Decide that a fact, by its id (f:…, as 'yangtze show --format json' gives it), does not hold.

    \b
    yangtze reject f:0123456789abcdef --reason "句子说的是另一家"
    """
    _verdict("reject", fact, who, reason, (store, ledger, no_project))


def _verdict(kind: "Kind", fact: str, who: str | None, reason: str, where: tuple[str, str | None, bool]) -> None:
    from graph.errors import UnknownName
    from graph.schema.model import load_schema
    from graph.session import open_graph

    with open_graph(where[0], ledger=where[1]) as graph:
        found = next((r for r in graph.view.relationships(load_schema().fact_types) if r.id == fact), None)
    if found is None:
        raise UnknownName("fact", fact)
    _decide(kind, found.subject, who, reason, where)


@click.group(invoke_without_command=True)
@click.option("--limit", type=click.IntRange(1), default=20, show_default=True, help="Rows of each kind.")
@click.option("--format", "format_", type=click.Choice(["text", "json"]), default="text", show_default=True)
@store_option
@ledger_option
@click.pass_context
def review(context: click.Context, limit: int, format_: str, store: str, ledger: str | None) -> None:
    """List what is uncertain, and decide.

    Without a subcommand: merges that rest on little, firms of one name that were kept apart, and facts that are not
    sure, each with what to type next.

    \b
    yangtze review
    yangtze review accept f:0123456789abcdef
    yangtze review undo 0123456789ab --reason "看错了"
    yangtze review export > decisions.jsonl
    """
    context.obj = (store, ledger, False)
    if context.invoked_subcommand:
        return
    from graph.projection.uncertain import uncertain
    from graph.session import open_graph

    with open_graph(store, ledger=ledger) as graph, graph.place.ledger(create=False) as opened:
        data = uncertain(opened, graph.place.reference(opened), graph.view).to_json()
    if format_ == "json":
        click.echo(json.dumps(data, ensure_ascii=False, indent=2))
    else:
        _print_uncertain(data, limit)


def _print_uncertain(data: dict[str, Any], limit: int) -> None:
    titles = {"merges": "合并依据不足", "doubts": "同名而未合并", "facts": "把握不高的事实"}
    for kind, title in titles.items():
        click.echo(f"{title}：{len(data[kind])}")
        for row in data[kind][:limit]:
            if kind == "facts":
                text = (row["evidence"] or {}).get("text", "")
                click.echo(f"  {row['head']} ─{row['type']}→ {row['tail']}  {row['confidence']:.2f}  {row['method']}")
                click.echo(f"      「{text[:80]}」")
                click.echo(f"      yangtze review accept {row['fact']} | yangtze reject {row['fact']}")
            else:
                click.echo(f"  {' = '.join(row['names'])}  {row['score']:.2f}  {row['reason']}")
                click.echo(f"      yangtze same {row['a']} {row['b']} | yangtze differ {row['a']} {row['b']}")
        if len(data[kind]) > limit:
            click.echo(f"  再列 {len(data[kind]) - limit} 条：--limit {len(data[kind])}")


@review.command()
@click.argument("fact", metavar="FACT")
@_REASON
@_WHO
@click.pass_obj
def accept(where: tuple[str, str | None, bool], fact: str, reason: str, who: str | None) -> None:
    """Accept a fact: it is marked as reviewed and no longer listed."""
    _verdict("accept", fact, who, reason, where)


@review.command("reject")
@click.argument("fact", metavar="FACT")
@_REASON
@_WHO
@click.pass_obj
def review_reject(where: tuple[str, str | None, bool], fact: str, reason: str, who: str | None) -> None:
    """Reject a fact, as 'yangtze reject' does."""
    _verdict("reject", fact, who, reason, where)


@review.command()
@click.argument("decision", metavar="DECISION")
@_REASON
@_WHO
@click.pass_obj
def undo(where: tuple[str, str | None, bool], decision: str, reason: str, who: str | None) -> None:
    """Take a decision back; it stays on record."""
    from graph.ledger.decisions import Decisions

    with _correcting(*where) as (_, ledger):
        undone = Decisions(ledger).undo(decision, _name(who), reason)
    click.echo(f"Took back: {undone.kind} {' '.join(undone.subject)}", err=True)


@review.command("decisions")
@click.pass_obj
def list_decisions(where: tuple[str, str | None, bool]) -> None:
    """List every decision, undone ones too."""
    for decision in _all_decisions(where):
        mark = f"  [undone by {decision['undone']['who']}]" if decision["undone"] else ""
        subject = " ".join(decision["subject"])
        click.echo(f"{decision['id']}  {decision['at'][:10]}  {decision['kind']} {subject}  {decision['who']}: "
                   f"{decision['reason']}{mark}")  # fmt: skip


@review.command("reports")
@click.pass_obj
def list_reports(where: tuple[str, str | None, bool]) -> None:
    """List what readers of the pages reported as wrong; accepting or rejecting the fact answers it."""
    from graph.ledger.reports import Reports
    from graph.store.place import open_place

    with open_place(where[0], ledger=where[1]).ledger(create=False) as ledger:
        for report in Reports(ledger).waiting():
            click.echo(f"{report.at[:10]}  {report.who}: {report.reason}")
            click.echo(f"      {' '.join(report.subject)}  {report.document}")
            click.echo(f"      yangtze review accept {report.fact} | yangtze reject {report.fact}")


@review.command("export")
@click.pass_obj
def export_decisions(where: tuple[str, str | None, bool]) -> None:
    """Print every decision as a JSON line, for another team's 'yangtze review import'."""
    for decision in _all_decisions(where):
        click.echo(json.dumps(decision, ensure_ascii=False))


def _all_decisions(where: tuple[str, str | None, bool]) -> list[dict[str, Any]]:
    from graph.ledger.decisions import Decisions
    from graph.store.place import open_place

    place = open_place(where[0], ledger=where[1])
    with place.ledger(create=False) as ledger:
        return [decision.to_json() for decision in Decisions(ledger)]


@review.command("import")
@click.argument("file", type=click.File(encoding="utf-8"))
@click.pass_obj
def import_decisions(where: tuple[str, str | None, bool], file: Any) -> None:
    """Take another team's exported decisions; those that stand against ours are listed and left out."""
    from graph.errors import LedgerError
    from graph.ledger.decisions import Decision, Decisions

    try:
        given = [Decision.from_json(json.loads(line)) for line in file if line.strip()]
    except json.JSONDecodeError as error:
        raise LedgerError(f"{file.name} is no file of decisions: {error}.") from error
    with _correcting(*where) as (_, ledger):
        taken = Decisions(ledger).take(given)
    click.echo(
        f"{taken.added} added, {taken.known} known, {taken.undone} undone, {len(taken.conflicts)} against ours",
        err=True,
    )
    for decision in taken.conflicts:
        click.echo(
            f"  left out: {decision.kind} {' '.join(decision.subject)} ({decision.who}: {decision.reason})", err=True
        )
    if taken.conflicts:
        sys.exit(1)


@click.command()
@click.argument("document", metavar="DOCUMENT")
@click.option("--lift", is_flag=True, help="Let a forgotten document in again.")
@_REASON
@_NO_PROJECT
@store_option
@ledger_option
def forget(document: str, lift: bool, reason: str, no_project: bool, store: str, ledger: str | None) -> None:
    """Remove a document, by id, key or address, with its text and all it says.

    Its id, hash, the date and the reason stay, and its text is not let in again unless lifted.

    \b
    yangtze forget d:0123456789abcdef --reason "应发布者要求"
    yangtze forget d:0123456789abcdef --lift
    """
    with _correcting(store, ledger, no_project) as (_, opened):
        if lift:
            if not opened.lift(document):
                raise click.UsageError(f"'{document}' was not forgotten; give its id (d:…).")
            click.echo(f"{document} may come in again.", err=True)
        else:
            click.echo(f"Forgot {opened.forget(document, reason)}.", err=True)


@click.command()
@click.argument("name", metavar="NAME")
@click.option("--format", "format_", type=click.Choice(["text", "json"]), default="text", show_default=True)
@store_option
@ledger_option
def history(name: str, format_: str, store: str, ledger: str | None) -> None:
    """What made an entity what it is: its source ids, the documents that mention it, what people decided.

    \b
    yangtze history 江苏省驻沪办
    """
    from graph.ledger.reading import history as read_history
    from graph.session import open_graph

    with open_graph(store, ledger=ledger) as graph, graph.place.ledger(create=False) as opened:
        node = graph.entity(name)
        ids = [node.id, *node.properties["source_ids"]]
        happened = read_history(opened, ids, node.properties["documents"])
    if format_ == "json":
        click.echo(json.dumps({"id": node.id, "source_ids": ids, "history": [h.to_json() for h in happened]},
                              ensure_ascii=False, indent=2))  # fmt: skip
        return
    click.echo(f"{node.name}  {node.id}\nsource ids: {' '.join(dict.fromkeys(ids))}")
    for happening in happened:
        click.echo(f"  {happening.at[:19]}  {happening.what}  {happening.detail}")


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@store_option
@ledger_option
def backup(file: Path, store: str, ledger: str | None) -> None:
    """Write the ledger, from which everything else is made, to one file; a run may go on meanwhile.

    \b
    yangtze backup belt-2026-11-24.yangtze-backup
    """
    from graph.store.backup import write_backup
    from graph.store.place import open_place

    manifest = write_backup(open_place(store, ledger=ledger).ledger_path, file)
    click.echo(f"Wrote {file}: {manifest['documents']:,} documents, sequence {manifest['sequence']}", err=True)


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, exists=True))
@click.option("--force", is_flag=True, help="Replace the ledger that is there.")
@store_option
@ledger_option
def restore(file: Path, force: bool, store: str, ledger: str | None) -> None:
    """Bring a backup into a store and make its graph.

    \b
    yangtze restore belt-2026-11-24.yangtze-backup --store other.yangtze
    """
    from graph.store.backup import read_backup
    from graph.store.place import open_place

    place = open_place(store, ledger=ledger, create=True)
    with place.writing(lambda message: click.echo(message, err=True)):
        manifest = read_backup(file, place.ledger_path, force=force)
    with progress_lines(quiet=True) as progress:
        place.project(progress)
    place.close()
    click.echo(f"Restored {manifest['documents']:,} documents, sequence {manifest['sequence']}, to {store}", err=True)
