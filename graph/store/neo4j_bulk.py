"""A first load by files: CSV for ``neo4j-admin database import full``, and the command that reads them.

The files hold what the writer would have written, hashes and ``Meta`` included, so that the next ``yangtze project``
finds the graph current.
"""

import json
import shlex
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from pathlib import Path
from typing import Any, Final

from graph.errors import StoreError
from graph.projection.model import Node, Projection, Relationship
from graph.schema.model import Property, load_schema
from graph.store.neo4j_rows import (
    META,
    Row,
    meta_map,
    node_properties,
    node_row,
    relationship_properties,
    relationship_row,
)

_TYPE: Final = {"text": "string", "texts": "string[]", "number": "double", "whole": "long", "flag": "boolean"}
# Between the members of a list: the first that no member holds. Names with ';' or '|' are common, these are not.
_SEPARATORS: Final = ("\x1f", "\x1e", "\x1d", "\x1c", "\x02", "\x03", "\x04", "\x05")
COMMAND_FILE: Final = "import-command.txt"


def write_bulk(projection: Projection, folder: Path, *, database: str | None = None) -> str:
    """Write the files and return the command that loads them, which ``import-command.txt`` holds too.

    Raises:
        StoreError: the folder cannot be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        between = _separator(projection)
        arguments = [*_nodes(projection, folder, between), *_relationships(projection, folder, between)]
        command = " ".join(
            map(shlex.quote, [
                "neo4j-admin", "database", "import", "full", database or "neo4j", "--overwrite-destination=true",
                "--multiline-fields=true", f"--array-delimiter=U+{ord(between):04X}", *arguments,
            ])
        )  # fmt: skip
        (folder / COMMAND_FILE).write_text(command + "\n", "utf-8", newline="\n")
    except OSError as error:
        raise StoreError(f"The files for neo4j-admin cannot be written to {folder}: {error}.") from error
    return command


def _separator(projection: Projection) -> str:
    rows: Iterator[Node | Relationship] = chain(*projection.nodes.values(), *projection.relationships.values())
    lists = (value for row in rows for value in row.properties.values() if isinstance(value, list))
    seen = {character for members in lists for text in members for character in text if character < " "}
    free = [separator for separator in _SEPARATORS if separator not in seen]
    if not free:
        raise StoreError("Names hold every control character that could stand between them; load without --bulk.")
    return free[0]


def _nodes(projection: Projection, folder: Path, between: str) -> Iterator[str]:
    for label, nodes in projection.nodes.items():
        if nodes:
            properties = node_properties(label)
            header = [f"id:ID({label})", "h", *_columns(properties)]
            made = (node_row(node, properties) for node in nodes)
            rows = (_cells(row, [row.id, row.h], between) for row in made)
            yield f"--nodes={label}={_write(folder / f'nodes-{label}.csv', header, rows)}"
    meta = meta_map(projection.meta)
    header = ["id:ID(Meta)", *(f"{k}:{'long' if isinstance(v, int) else 'string'}" for k, v in meta.items())]
    header = [f"{c}[]" if c.startswith("pipelines:") else c for c in header]
    cells = [_text("meta"), *(_cell(value, between) for value in meta.values())]
    header.append("revision:long")
    yield f"--nodes={META}={_write(folder / f'nodes-{META}.csv', header, [[*cells, '1']])}"


def _relationships(projection: Projection, folder: Path, between: str) -> Iterator[str]:
    for type_ in load_schema().relationships:
        properties = relationship_properties(type_)
        for (head, tail), found in _by_ends(projection.relationships.get(type_, [])).items():
            header = [f":START_ID({head})", f":END_ID({tail})", "id", "h", *_columns(properties)]
            made = (relationship_row(r, properties) for r in found)
            rows = (_cells(row, [*row.ends, row.id, row.h], between) for row in made)
            name = f"relationships-{type_}-{head}-{tail}.csv"
            yield f"--relationships={type_}={_write(folder / name, header, rows)}"


def _by_ends(relationships: Iterable[Relationship]) -> dict[tuple[str, str], list[Relationship]]:
    groups: dict[tuple[str, str], list[Relationship]] = {}
    for r in relationships:
        groups.setdefault((r.head_label, r.tail_label), []).append(r)
    return dict(sorted(groups.items()))


def _columns(properties: Sequence[Property]) -> list[str]:
    return [f"{p.name}:{_TYPE[p.type]}" for p in properties]


def _cells(row: Row, ids: Sequence[str], between: str) -> list[str]:
    return [*map(_text, ids), *(_cell(value, between) for value in row.values)]


def _cell(value: Any, between: str) -> str:
    """Quoted text, so that an empty one is told from an unknown one; nothing for what is unknown."""
    if value is None or value == []:
        return ""
    if isinstance(value, list):
        return _text(between.join(value))
    return _text(value) if isinstance(value, str) else json.dumps(value)


def _text(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


def _write(path: Path, header: Sequence[str], rows: Iterable[Sequence[str]]) -> Path:
    with open(path, "w", encoding="utf-8", newline="") as file:
        file.write(",".join(header) + "\n")
        file.writelines(",".join(row) + "\n" for row in rows)
    return path.resolve()
