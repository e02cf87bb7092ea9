"""The commands ``ingest`` and ``demo``."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from graph.options import ledger_option, progress_lines, store_option

if TYPE_CHECKING:
    from graph.store.place import StorePlace
    from ingest.discover import Source
    from ingest.items import Options
    from ingest.summary import RunSummary

_GO_ON = """
The graph stays in its store. Go on with:
  yangtze show 江苏省驻沪办{option}
  yangtze path 羊贵平 黄运海{option}
  yangtze gaps --region 长三角 --chain 新能源汽车{option}
  yangtze ingest YOUR-NEWS/{option}
  yangtze export --format graphml --output anhui.graphml --region 安徽 --chain 集成电路{option}
  yangtze --help"""


@click.command()
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@store_option
@ledger_option
@click.option("--published", metavar="DATE", help="Date of documents that say none: 2024, 2024-10-29.")
@click.option("--publisher", metavar="NAME", help="Publisher of documents that say none.")
@click.option("--url", metavar="URL", help="Address of the document (a single text, Markdown or HTML file).")
@click.option("--title", metavar="TEXT", help="Title of the document (a single text, Markdown or HTML file).")
@click.option(
    "--field",
    "fields",
    multiple=True,
    metavar="NAME=COLUMN",
    help="Column of JSON Lines that holds NAME (id, title, text, html, published, …). Repeatable.",
)
@click.option("--no-project", is_flag=True, help="Only fill the ledger; make the graph later by 'yangtze project'.")
@click.option(
    "--reference",
    "references",
    multiple=True,
    metavar="DIR",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="Folder of your own chains, firms and groups, laid over the shipped ones and kept. Repeatable.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="Form of the summary.",
)
@click.pass_context
def ingest(
    context: click.Context,
    *,
    paths: tuple[str, ...],
    store: str,
    ledger: str | None,
    published: str | None,
    publisher: str | None,
    url: str | None,
    title: str | None,
    fields: tuple[str, ...],
    no_project: bool,
    references: tuple[Path, ...],
    form: str,
) -> None:
    """Read documents into the graph: files, folders, globs, or - for a text on standard input.

    Read are .txt, .md, .html (its main text), .pdf, .docx and .jsonl (a document a line with the fields id,
    title, text or html, published, publisher, url). The same document twice changes nothing; a broken one is
    reported with its reason while the rest goes on.

    \b
    Examples:
      yangtze ingest news.jsonl
      yangtze ingest reports/ "pages/*.html" --publisher 新华社
      yangtze ingest article.txt --published 2024-10-29 --url https://example.org/1
      yangtze ingest rows.jsonl --field text=body --field published=date

    What a plain file cannot say may also stand in a file beside it: for article.txt in article.json or
    article.txt.json, as {"title": …, "published": …, "publisher": …, "url": …}. What a document, its front
    matter or that file says wins over an option; an option wins over what the markup of a page suggests.

    An id counts within its publisher (else the host of its url, else the name of the file): give --publisher
    for files that may come back under another name.

    \b
    Exit status: 0 all went in, 1 something was rejected (the summary says what and where),
    2 wrong usage, 130 interrupted (what was read is kept).
    """
    from graph.errors import DocumentError, YangtzeError
    from graph.store.place import open_place
    from ingest.discover import discover
    from ingest.items import Meta, Options

    options = Options(Meta(title, _checked_date(published), publisher, url), _field_map(fields))
    try:
        sources = discover(paths)
    except DocumentError as error:
        raise click.UsageError(str(error)) from error
    _check_single(sources, title, url)
    try:
        place = open_place(store, ledger=ledger, create=True)
        summary = _bring(sources, place, options, references, project=not no_project)
    except YangtzeError as error:
        raise click.ClickException(str(error)) from error
    _print_summary(summary, form)
    context.exit(summary.exit_code)


@click.command()
@store_option
@ledger_option
@click.pass_context
def demo(context: click.Context, store: str, ledger: str | None) -> None:
    """Build a graph from the shipped knowledge and article, and ask it a question.

    \b
    Example:
      yangtze demo

    The graph stays in the store (belt.yangtze), which is every command's default.
    """
    from importlib.resources import as_file, files

    from graph.errors import YangtzeError
    from graph.store.place import open_place
    from ingest.discover import discover
    from ingest.items import Options

    try:
        place = open_place(store, ledger=ledger, create=True)
        with as_file(files("ingest") / "samples") as samples:
            summary = _bring(discover([str(samples / "article.txt")]), place, Options(), (), project=True)
        _print_summary(summary, "text")
        if summary.exit_code == 0:
            print_demo_answer(store)
    except YangtzeError as error:
        raise click.ClickException(str(error)) from error
    context.exit(summary.exit_code)


def print_demo_answer(store: str) -> None:
    """Print the gaps of 安徽 in 集成电路 out of the graph in ``store``, and how to go on."""
    from graph.gaps.render import render_text
    from graph.session import open_graph

    with open_graph(store) as graph:
        click.echo(render_text(graph.gaps("安徽", "集成电路"), rows=12, details=2), nl=False)
    click.echo(_GO_ON.format(option="" if str(store) == "belt.yangtze" else f" --store {store}"))


def _bring(
    sources: Sequence["Source"], place: "StorePlace", options: "Options", references: Sequence[Path], *, project: bool
) -> "RunSummary":
    """Bring ``sources`` into the ledger of ``place`` and project once; closes the place."""
    from ingest.run import run
    from nlp.pipeline import Extractor, make_nlp

    try:
        if references:
            place.add_layers(references)
        with place.writing(_say), place.ledger() as ledger:
            # The user's own firms and chains are words to look for, too.
            extractor = Extractor(make_nlp(place.reference(ledger)))
            summary = run(sources, ledger, extractor, options)
        if project and not summary.interrupted and not summary.stopped:
            with progress_lines() as show:
                place.project(show)
    finally:
        place.close()
    return summary


def _say(message: str) -> None:
    click.echo(message, err=True)


def _print_summary(summary: "RunSummary", form: str) -> None:
    if form == "json":
        click.echo(json.dumps(summary.to_json(), ensure_ascii=False))
    else:
        click.echo("\n".join(summary.lines()))


def _checked_date(published: str | None) -> str | None:
    from ingest.dates import normal_date

    if published and normal_date(published) is None:
        raise click.BadParameter(
            f"'{published}' is no date; write 2024-10-29, 2024-10 or 2024.", param_hint="--published"
        )
    return published


def _field_map(fields: tuple[str, ...]) -> dict[str, str]:
    from ingest.items import ROW_FIELDS

    mapping: dict[str, str] = {}
    for field in fields:
        name, equals, column = field.partition("=")
        if not equals or not column or name not in ROW_FIELDS:
            raise click.BadParameter(
                f"'{field}' must be NAME=COLUMN with NAME one of {', '.join(ROW_FIELDS)}.",
                param_hint="--field",
            )
        mapping[name] = column
    return mapping


def _check_single(sources: Sequence["Source"], title: str | None, url: str | None) -> None:
    """One title or address on many documents would make them versions of one document."""
    from ingest.discover import ROW_SUFFIXES

    if (title or url) and (len(sources) != 1 or sources[0].suffix in ROW_SUFFIXES):
        raise click.UsageError(
            "--title and --url say something about one document; give one .txt, .md or .html file, "
            "or write them into a sidecar (article.json beside article.txt)."
        )


@click.command()
@click.option("--take", is_flag=True, help="Put what today's pipeline reads in the place of what was read before.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@store_option
@ledger_option
def reprocess(*, take: bool, form: str, store: str, ledger: str | None) -> None:
    """Read the stored texts anew with today's rules, and show what changes; with --take, take it.

    \b
    Examples:
      yangtze reprocess
      yangtze reprocess --take
    """
    from graph.store.place import open_place
    from ingest.reprocess import reprocess as read_again
    from nlp.pipeline import Extractor, make_nlp

    place = open_place(store, ledger=ledger)
    with place.writing(_say), place.ledger(create=False) as opened:
        extractor = Extractor(make_nlp(place.reference(opened)))
        with progress_lines() as show:
            changes = read_again(
                opened, extractor, take=take, progress=lambda n: show(f"{n:,}") if n % 100 == 0 else None
            )
    if take and changes.documents:
        with progress_lines(quiet=True) as show:
            place.project(show)
    place.close()
    if form == "json":
        click.echo(json.dumps(changes.to_json(), ensure_ascii=False))
        return
    click.echo(f"{changes.documents} documents were read by another pipeline than {extractor.version}; "
               f"{changes.changed} of them say something else now.")  # fmt: skip
    for kind in sorted({*changes.came, *changes.went}):
        click.echo(f"  {kind:16} +{changes.came[kind]} -{changes.went[kind]}")
    for line in changes.examples:
        click.echo(f"  {line}")
    if changes.documents:
        click.echo("Taken." if take else "Nothing was changed; --take takes it.")
