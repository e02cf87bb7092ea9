"""The front door: ``open_graph()`` for scripts and notebooks, ``main()`` for the command line."""

import importlib
import sys
from typing import Any

import click

# command name -> (module of its room, attribute, one-line help); a room is imported when its command runs.
COMMANDS: dict[str, tuple[str, str, str]] = {
    "extract": ("nlp.cli", "extract", "Read mentions and relations out of texts."),
    "ingest": ("ingest.cli", "ingest", "Read documents into the graph."),
    "demo": ("ingest.cli", "demo", "Build a graph from the shipped knowledge and article, and ask it a question."),
    "project": ("graph.cli", "project", "Make the graph anew from the ledger and the reference."),
    "check-reference": ("graph.cli", "check_reference", "Check reference folders and say what is wrong."),
    "gaps": ("graph.cli", "gaps", "Which links of a chain are missing or weak in a region, and who could fill them."),
    "find": ("graph.cli", "find", "Find entities by name."),
    "show": ("graph.cli", "show", "Show an entity with its facts and sentences."),
    "path": ("graph.cli", "path", "Show how two entities are connected."),
    "export": ("graph.cli", "export", "Write a subgraph as GraphML or CSV."),
    "status": ("graph.cli", "status", "Say what the store holds."),
}
