"""``yangtze extract``: texts in, mentions and relations out; ``yangtze link``: a business in, chain links out."""

import json
import sys
from collections.abc import Iterator
from pathlib import Path

import click

from graph.errors import DocumentError
from graph.options import as_of_option, store_option


@click.command()
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "jsonl"]),
    default="text",
    show_default=True,
    help="A listing to read, or one JSON line a document.",
)
@click.option("--explain", is_flag=True, help="List each mention and fact with the rule or model that found it.")
@click.option("--html", "page", type=click.Path(dir_okay=False), help="Write a page with the marks to this file.")
def extract(paths: tuple[str, ...], form: str, explain: bool, page: str | None) -> None:
    """Read mentions and relations out of texts.

    PATH is a text file, a .jsonl file (one document a line: id, text) or - for standard input. Offsets count
    the code points of the decoded text, the end exclusive.

    \b
    Examples:
      yangtze extract article.txt
      yangtze extract --format jsonl news/*.txt > mentions.jsonl
      yangtze extract --explain article.txt
      yangtze extract --html marks.html article.txt
      cat article.txt | yangtze extract -
    """
    from nlp.explaining import as_explanation, as_page
    from nlp.listing import as_record, as_text
    from nlp.pipeline import Extractor

    extractor = Extractor()
    failures = 0
    shown = []
    for path in paths:
        try:
            for identity, text in documents(path):
                extraction = extractor.extract(text)
                if page:
                    shown.append((identity, text, extraction))
                elif explain:
                    click.echo(as_explanation(identity, text, extraction))
                elif form == "jsonl":
                    click.echo(json.dumps(as_record(identity, extraction), ensure_ascii=False))
                else:
                    click.echo(as_text(identity, text, extraction))
        except DocumentError as error:
            failures += 1
            click.echo(f"{path}: {error}", err=True)
    if page:
        _write_page(page, as_page(shown))
    if failures:
        sys.exit(1)


def _write_page(path: str, content: str) -> None:
    try:
        Path(path).write_text(content, "utf-8")
    except OSError as error:
        raise click.ClickException(f"{path} cannot be written: {error.strerror}.") from error
    click.echo(f"{path}: open it in a browser.", err=True)


def documents(path: str) -> Iterator[tuple[str, str]]:
    """Yield (id, text) of each document in ``path``; what cannot be read raises DocumentError."""
    from nlp.decode import decode

    text = decode(_bytes(path))
    if not path.lower().endswith(".jsonl"):
        if not text.strip():
            raise DocumentError("The text is empty; there is nothing to read.")
        yield path, text
        return
    problems = []
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            try:
                yield _row(path, number, line)
            except DocumentError as error:
                problems.append(str(error))
    if problems:
        raise DocumentError(" ".join(problems[:5]))


def _bytes(path: str) -> bytes:
    if path == "-":
        return sys.stdin.buffer.read()
    try:
        return Path(path).read_bytes()
    except FileNotFoundError as error:
        raise DocumentError("There is no such file.") from error
    except IsADirectoryError as error:
        raise DocumentError("This is a folder; name the files in it.") from error
    except OSError as error:
        raise DocumentError(f"The file cannot be read: {error.strerror}.") from error


def _row(path: str, number: int, line: str) -> tuple[str, str]:
    try:
        row = json.loads(line)
    except (json.JSONDecodeError, RecursionError) as error:
        raise DocumentError(f"Line {number} is not JSON.") from error
    text = row.get("text") if isinstance(row, dict) else None
    if not isinstance(text, str) or not text.strip():
        raise DocumentError(f"Line {number} has no text.")
    return str(row.get("id") or f"{path}:{number}"), text


@click.command()
@click.argument("text", required=False)
@click.option("--firm", metavar="NAME", help="A firm of the graph by name or id, instead of a text.")
@click.option("--format", "format_", type=click.Choice(["text", "json"]), default="text", show_default=True)
@as_of_option
@store_option
def link(text: str | None, firm: str | None, format_: str, as_of: str | None, store: str) -> None:
    """Say which chain links a business is, each with score and reason; what is not sure is listed apart.

    TEXT is a description of a business or a list of products, or - for standard input. With --firm everything that
    the graph says the firm makes or does is read together.

    \b
    yangtze link '主营光刻胶、显影液和湿电子化学品'
    yangtze link --firm 中芯国际
    yangtze link --format json - < scope.txt
    """
    from graph.linking.business import render_business

    if (text is None) == (firm is None):
        raise click.UsageError("Give either a TEXT or --firm NAME.")
    if firm is not None:
        from graph.session import open_graph

        with open_graph(store, as_of=as_of) as graph:
            business = graph.business(firm)
            for note in graph.notes():
                click.echo(note, err=True)
    else:
        from nlp.portfolio import business_of_text

        business = business_of_text(sys.stdin.read() if text == "-" else str(text))
    if format_ == "json":
        click.echo(json.dumps(business.to_json(), ensure_ascii=False, indent=2))
    else:
        click.echo(render_business(business), nl=False)
