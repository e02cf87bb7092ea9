"""The front door: ``open_graph()`` for scripts and notebooks, ``main()`` for the command line."""

import importlib
import sys
from pathlib import Path
from typing import Any

import click

# command name -> (module of its room, attribute, one-line help); a room is imported when its command runs.
COMMANDS: dict[str, tuple[str, str, str]] = {
    "extract": ("nlp.cli", "extract", "Read mentions and relations out of texts."),
    "ingest": ("ingest.cli", "ingest", "Read documents into the graph."),
    "demo": (
        "ingest.cli",
        "demo",
        "Build a graph from the shipped knowledge and article, and ask it a question.",
    ),
    "project": ("graph.cli", "project", "Make the graph anew from the ledger and the reference."),
    "check-reference": (
        "graph.reference.cli",
        "check_reference",
        "Check reference folders and say what is wrong.",
    ),
    "gaps": (
        "graph.cli",
        "gaps",
        "Which links of a chain are missing or weak in a region, and who could fill them.",
    ),
    "peers": ("graph.gaps.cli", "peers", "Which regions are like one, and what they have that it lacks."),
    "compare": ("graph.gaps.cli", "compare", "Several regions beside each other on one chain."),
    "coverage": ("graph.gaps.cli", "coverage", "How much is known of each region and chain."),
    "link": ("nlp.cli", "link", "Which chain links a firm's business, or a description of one, is."),
    "find": ("graph.cli", "find", "Find entities by name."),
    "show": ("graph.cli", "show", "Show an entity with its facts and sentences."),
    "path": ("graph.cli", "path", "Show how two entities are connected."),
    "same": ("graph.ledger.cli", "same", "Decide that two entities are one."),
    "differ": ("graph.ledger.cli", "differ", "Decide that two entities are two."),
    "reject": ("graph.ledger.cli", "reject", "Decide that a fact does not hold."),
    "review": ("graph.ledger.cli", "review", "List what is uncertain; accept, undo, export and import decisions."),
    "history": ("graph.ledger.cli", "history", "What made an entity what it is."),
    "forget": ("graph.ledger.cli", "forget", "Remove a document with its text and all it says."),
    "reprocess": ("ingest.cli", "reprocess", "Read the stored texts anew with today's rules."),
    "backup": ("graph.ledger.cli", "backup", "Write the ledger to one file."),
    "restore": ("graph.ledger.cli", "restore", "Bring a backup into a store."),
    "export": ("graph.cli", "export", "Write a subgraph as GraphML or CSV."),
    "status": ("graph.cli", "status", "Say what the store holds."),
    "serve": ("web.cli", "serve", "Show the graph in a browser."),
    "user": ("web.user_cli", "user", "Let people sign in on the pages, to review."),
}


class _Commands(click.Group):
    """Commands that are imported when they run: ``--help`` stays quick, a room is loaded only when it is used."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module, attribute, _ = COMMANDS[cmd_name]
        command = getattr(importlib.import_module(module), attribute)
        assert isinstance(command, click.Command)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, help_) for name, (_, _, help_) in COMMANDS.items()])


@click.command(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="yangtze-chains", prog_name="yangtze")
@click.option("--log", envvar="YANGTZE_LOG", show_envvar=True, metavar="FILE", help="Append events as JSON lines.")
@click.option("--log-level", type=click.Choice(["debug", "info", "warning"]), default="info", show_default=True)
def cli(log: str | None, log_level: str) -> None:
    """Enterprises and industrial chains of the Yangtze River Economic Belt: what is missing where, who could fill
    it, and who can make the introduction.

    \b
    yangtze demo                                  build a first graph and ask it a question
    yangtze ingest news/*.jsonl                   read more documents into it
    yangtze gaps --region 安徽 --chain 集成电路      ask
    """
    if log:
        from graph.logs import log_to

        log_to(Path(log), log_level)


def main() -> None:
    """Run the command line; errors that are ours are one line on stderr and exit code 1."""
    from graph.errors import YangtzeError

    for stream in (sys.stdout, sys.stderr):
        # Chinese output must not depend on the code page of a Windows console or on LANG=C.
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure:
            reconfigure(encoding="utf-8", errors="replace")
    try:
        code = cli(standalone_mode=False)
    except click.ClickException as error:
        error.show()
        code = error.exit_code
    except (click.Abort, KeyboardInterrupt):
        click.echo("Stopped.", err=True)
        code = 130
    except YangtzeError as error:
        click.echo(f"Error: {error}", err=True)
        code = 1
    except BrokenPipeError:
        sys.stderr.close()  # the reader of the pipe has seen enough (yangtze show … | head)
        code = 0
    sys.exit(code if isinstance(code, int) else 0)


def __getattr__(name: str) -> Any:
    # `import yangtze` costs nothing; the graph is loaded with the first thing asked of it.
    if name in ("open_graph", "Graph"):
        from graph import session

        return getattr(session, name)
    if name in ("YangtzeError", "UnknownName", "AmbiguousName"):
        from graph import errors

        return getattr(errors, name)
    raise AttributeError(f"module 'yangtze' has no attribute '{name}'")


if __name__ == "__main__":
    main()
