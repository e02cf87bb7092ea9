"""``yangtze check-reference``."""

import json
from dataclasses import asdict
from pathlib import Path

import click

from graph.errors import InvalidReference


@click.command("check-reference")
@click.option(
    "--reference",
    "folders",
    multiple=True,
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    metavar="DIR",
    help="A folder of your own tables, laid over the shipped ones; may be given several times.",
)
@click.option("--format", "format_", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.option("--verbose", is_flag=True, help="List every note on the shipped tables too.")
def check_reference(folders: tuple[Path, ...], format_: str, verbose: bool) -> None:
    """Check reference folders and say what is wrong, with file, line and reason.

    Without --reference the shipped tables are checked. Ends with status 1 if there are errors; notes (names
    that several regions or links share, rows that replace ours) are no errors.

    \b
    Examples:
      yangtze check-reference
      yangtze check-reference --reference my-chains --reference my-firms --format json
    """
    from graph.reference.check import check_reference as check
    from graph.reference.check import render_findings, summary

    try:
        findings = check(folders)
    except InvalidReference as error:
        raise click.ClickException(str(error)) from error
    if format_ == "json":
        result = {"summary": summary(findings), "findings": [asdict(finding) for finding in findings]}
        click.echo(json.dumps(result, ensure_ascii=False, indent=2))
    else:
        click.echo(render_findings(findings, verbose=verbose))
    if any(finding.level == "error" for finding in findings):
        raise click.exceptions.Exit(1)
