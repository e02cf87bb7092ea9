"""Files of a subgraph: GraphML in one, CSV in two (facts, and nodes beside them), XLSX with both and how to cite."""

import csv
import io
import os
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import networkx as nx

from graph.errors import StoreError
from graph.export.cite import citation
from graph.export.subgraph import Subgraph, to_networkx
from graph.schema.model import load_schema

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def cell(value: object) -> str:
    """A value for a spreadsheet: what Excel would run as a formula gets an apostrophe before it."""
    text = "" if value is None else str(value)
    return f"'{text}" if isinstance(value, str) and text.startswith(_FORMULA) else text


def write_graphml(subgraph: Subgraph, path: Path) -> list[Path]:
    """Write GraphML that NetworkX, Gephi and Cytoscape read."""
    buffer = io.BytesIO()
    nx.write_graphml(to_networkx(subgraph), buffer, encoding="utf-8", prettyprint=True, named_key_ids=True)
    write_file(path, buffer.getvalue())
    return [path]


def write_csv(subgraph: Subgraph, path: Path) -> list[Path]:
    """Write facts to ``path`` (``source`` and ``target`` first, as edge lists have it), nodes to ``*.nodes.csv``."""
    facts, nodes = tables(subgraph)
    beside = path.with_name(f"{path.stem}.nodes{path.suffix or '.csv'}")
    write_file(path, _csv(*facts))
    write_file(beside, _csv(*nodes))
    return [path, beside]


Table = tuple[list[str], list[dict[str, Any]]]


def tables(subgraph: Subgraph) -> tuple[Table, Table]:
    """Facts and nodes, each as columns and rows."""
    graph = to_networkx(subgraph)
    schema = load_schema()
    facts = [{"source": h, "target": t, "key": k, **data} for h, t, k, data in graph.edges(keys=True, data=True)]
    nodes = [{"id": id_, **data} for id_, data in graph.nodes(data=True)]
    fact_columns = ["source", "target", "key", "type", "sentence"]
    fact_columns += sorted({p for r in schema.relationships.values() for p in r.properties} - {*fact_columns, "id"})
    node_columns = ["id", "label", "name"]
    labels = (label for label in schema.labels.values() if not label.plain)
    node_columns += sorted({p for label in labels for p in label.properties} - set(node_columns))
    return (fact_columns, facts), (node_columns, nodes)


def _csv(columns: list[str], rows: Iterable[Mapping[str, Any]]) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([cell(row.get(column)) for column in columns] for row in rows)
    return text.getvalue().encode("utf-8", "replace")


def write_file(path: Path, data: bytes) -> None:
    """Write all of a file or nothing of it."""
    part = path.with_name(path.name + ".part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        part.write_bytes(data)
        os.replace(part, path)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise StoreError(f"{path} cannot be written: {error}.") from error


def write_xlsx(subgraph: Subgraph, path: Path) -> list[Path]:
    """Write a workbook: facts, nodes, and how to cite them."""
    from graph.export.workbook import workbook  # noqa: PLC0415 - openpyxl takes a while to import

    facts, nodes = tables(subgraph)
    about = ["citation", "graph_version", "query", "facts", "nodes"], [
        {"citation": citation(subgraph.version, subgraph.query), "graph_version": subgraph.version,
         "query": subgraph.query, "facts": len(facts[1]), "nodes": len(nodes[1])}
    ]  # fmt: skip
    write_file(path, workbook({"facts": facts, "nodes": nodes, "citation": about}))
    return [path]


WRITERS = {"graphml": write_graphml, "csv": write_csv, "xlsx": write_xlsx}
_SAMPLE = 200


def approximate_size(subgraph: Subgraph, form: str) -> int:
    """Bytes that the file (CSV: both) will have, from a sample of the facts and of the nodes."""
    facts = subgraph.facts[:: max(1, len(subgraph.facts) // _SAMPLE)]
    nodes = subgraph.nodes[:: max(1, len(subgraph.nodes) // _SAMPLE)]
    if len(facts) == len(subgraph.facts) and len(nodes) == len(subgraph.nodes):
        return _size(subgraph, form)
    of_facts, of_nodes, empty = (
        _size(replace(subgraph, facts=f, nodes=n), form) for f, n in ((facts, ()), ((), nodes), ((), ()))
    )
    per_fact, per_node = ((n - empty) / max(1, len(m)) for n, m in ((of_facts, facts), (of_nodes, nodes)))
    return round(empty + per_fact * len(subgraph.facts) + per_node * len(subgraph.nodes))


def _size(subgraph: Subgraph, form: str) -> int:
    with tempfile.TemporaryDirectory() as folder:
        return sum(file.stat().st_size for file in WRITERS[form](subgraph, Path(folder) / f"sample.{form}"))
