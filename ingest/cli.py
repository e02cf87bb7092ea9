"""The commands ``ingest`` and ``demo``."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from ingest.discover import Source
    from ingest.items import Options
    from ingest.summary import RunSummary

_STORE = click.option(
    "--store",
    envvar="YANGTZE_STORE",
    default="belt.yangtze",
    show_default=True,
    show_envvar=True,
    type=click.Path(path_type=Path),
    help="Folder of the graph; made when it is missing.",
)


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
@_STORE
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
    store: Path,
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

    Read are .txt, .md, .html (its main text) and .jsonl (a document a line with the fields id, title, text or
    html, published, publisher, url). The same document twice changes nothing; a broken one is reported with
    its reason while the rest goes on.

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
    from ingest.discover import discover
    from ingest.items import Meta, Options

    options = Options(Meta(title, _checked_date(published), publisher, url), _field_map(fields))
    try:
        sources = discover(paths)
    except DocumentError as error:
        raise click.UsageError(str(error)) from error
    _check_single(sources, title, url)
    try:
        summary = _bring(sources, store, options, references, project=not no_project)
    except YangtzeError as error:
        raise click.ClickException(str(error)) from error
    _print_summary(summary, form)
    context.exit(summary.exit_code)


@click.command()
@_STORE
@click.pass_context
def demo(context: click.Context, store: Path) -> None:
    """Build a graph from the shipped knowledge and article, and ask it a question.

    \b
    Example:
      yangtze demo

    The graph stays in the store (belt.yangtze), which is every command's default.
    """
    from importlib.resources import as_file, files

    from graph.errors import YangtzeError
    from ingest.discover import discover
    from ingest.items import Options

    try:
        with as_file(files("ingest") / "samples") as samples:
            summary = _bring(discover([str(samples / "article.txt")]), store, Options(), (), project=True)
        _print_summary(summary, "text")
        if summary.exit_code == 0:
            print_demo_answer(store)
    except YangtzeError as error:
        raise click.ClickException(str(error)) from error
    context.exit(summary.exit_code)


def print_demo_answer(store: Path) -> None:
    """Print the gaps of 安徽 in 集成电路 out of the graph in ``store``, and how to go on."""
    from graph.gaps.render import render_text
    from graph.session import open_graph

    with open_graph(store) as graph:
        click.echo(render_text(graph.gaps("安徽", "集成电路"), rows=12, details=2), nl=False)
    click.echo(_GO_ON.format(option="" if str(store) == "belt.yangtze" else f" --store {store}"))


def _bring(
    sources: Sequence["Source"], store: Path, options: "Options", references: Sequence[Path], *, project: bool
) -> "RunSummary":
    """Bring ``sources`` into ``store``, made when it is missing, and project once."""
    from graph.options import progress_lines
    from graph.store.workspace import Workspace
    from ingest.run import run
    from nlp.pipeline import Extractor, make_nlp

    workspace = Workspace.open(store, create=True)
    if references:
        workspace.add_layers(references)
    with workspace.writing(_say), workspace.ledger() as ledger:
        # The user's own firms and chains are words to look for, too.
        extractor = Extractor(make_nlp(workspace.reference(ledger)))
        summary = run(sources, ledger, extractor, options)
    if project and not summary.interrupted and not summary.stopped:
        with progress_lines() as show:
            workspace.project(show)
    workspace.close()
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
