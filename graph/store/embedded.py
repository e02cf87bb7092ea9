"""The embedded store: numbered LadybugDB files that are never written once they are closed, and ``CURRENT``.

A build goes into a new file by bulk ``COPY``; only then is ``CURRENT``, a small text file, replaced. Readers
open what ``CURRENT`` names, so reading never waits for writing and a killed build leaves the old graph.
"""

import json
import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import ladybug
import pyarrow as pa

from graph.errors import StoreError
from graph.projection.model import GraphMeta, Node, Passage, Projection, Relationship
from graph.schema.model import SCHEMA_VERSION, Property, load_schema
from graph.store.base import Bundle, Changes, Counts, Progress
from graph.store.values import in_order, normal_value, read_properties, relationships_in_order

# Each handle maps 8 TB of addresses unless told otherwise, and the 16th in one process fails.
_MAX_DB_SIZE = 32 << 30
_WRITE_POOL = 1 << 30
_READ_POOL = 256 << 20
_READ_POOL_OF_FILE = 8  # of a large graph all facts of a type have to fit at once, several times their size on the disk
_KEEP = 3
_CURRENT = "CURRENT"
_FILE = re.compile(r"graph-(\d{6})\.lbug")

_COLUMN = {"text": "STRING", "texts": "STRING[]", "number": "DOUBLE", "whole": "INT64", "flag": "BOOL"}
_ARROW = {
    "text": pa.string(),
    "texts": pa.list_(pa.string()),
    "number": pa.float64(),
    "whole": pa.int64(),
    "flag": pa.bool_(),
}


def _quoted(name: str) -> str:
    # Names come from the schema's closed list; the marks only keep `end` and `IN` from being read as keywords.
    return f"`{name}`"


class EmbeddedStore:
    """A folder with ``graph-000042.lbug`` files and ``CURRENT``."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._view: EmbeddedView | None = None

    def current(self) -> str | None:
        """Name of the file that readers open, or None while there is no graph."""
        try:
            name = (self.folder / _CURRENT).read_text("ascii").strip()
        except FileNotFoundError:
            return None
        except (OSError, UnicodeDecodeError) as error:
            raise StoreError(f"{self.folder / _CURRENT} cannot be read: {error}; run 'yangtze project'.") from error
        if not _FILE.fullmatch(name):
            raise StoreError(f"{self.folder / _CURRENT} names no graph file ('{name[:40]}'); run 'yangtze project'.")
        return name

    def view(self) -> "EmbeddedView":
        """The current graph.

        Raises:
            StoreError: there is none, it is of another schema version, or its file cannot be opened.
        """
        name = self.current()
        if name is None:
            raise StoreError(f"There is no graph in {self.folder}; make one with 'yangtze ingest' or 'yangtze demo'.")
        if self._view is None or self._view.path.name != name or self._view.pid != os.getpid():
            # A handle inherited over fork hangs: a child opens its own and leaves its parent's alone.
            if self._view is not None and self._view.pid == os.getpid():
                self._view.close()
            self._view = EmbeddedView(self.folder / name)
        return self._view

    def writer(self) -> "EmbeddedWriter":
        """A writer of the next numbered file."""
        return EmbeddedWriter(self)

    def drop_old(self) -> None:
        """Remove every graph but the current one."""
        self.close()
        current = self.current()
        for path in sorted(self.folder.iterdir()):
            if _FILE.fullmatch(path.name) and path.name != current:
                _remove(path)

    def close(self) -> None:
        """Close the open graph."""
        if self._view is not None:
            self._view.close()
            self._view = None


class EmbeddedWriter:
    """Builds the next numbered file and moves ``CURRENT`` to it."""

    def __init__(self, store: EmbeddedStore) -> None:
        self._folder = store.folder

    def write(self, projection: Projection, progress: Progress = lambda _: None) -> Changes:
        """Build a file that holds exactly the projection.

        Raises:
            StoreError: the file cannot be written; the old graph stays.
        """
        self._folder.mkdir(parents=True, exist_ok=True)
        numbers = [int(m[1]) for p in self._folder.iterdir() if (m := _FILE.match(p.name))]
        path = self._folder / f"graph-{max(numbers, default=0) + 1:06d}.lbug"
        try:
            self._build(path, projection, progress)
        except (RuntimeError, OSError) as error:
            _remove(path)
            raise StoreError(
                f"The graph {path} could not be built: {error}. The graph before it is untouched."
            ) from error
        _replace_text(self._folder / _CURRENT, path.name)
        self._tidy(path.name)
        nodes, relationships = projection.nodes.values(), projection.relationships.values()
        return Changes(sum(map(len, nodes)) + sum(map(len, relationships)), 0, 0)

    @staticmethod
    def _build(path: Path, projection: Projection, progress: Progress) -> None:
        database = ladybug.Database(str(path), buffer_pool_size=_WRITE_POOL, max_db_size=_MAX_DB_SIZE)
        try:
            connection = ladybug.Connection(database)
            for statement in _tables():
                connection.execute(statement)
            for label, nodes in projection.nodes.items():
                if nodes:
                    progress(f"{label} {len(nodes):,}")
                    connection.execute(f"COPY {_quoted(label)} FROM $rows", {"rows": _node_table(label, nodes)})
            for type_, relationships in projection.relationships.items():
                if relationships:
                    progress(f"{type_} {len(relationships):,}")
                    _copy_relationships(connection, type_, relationships)
            connection.execute(
                "CREATE (:GraphMeta {id: 'meta', json: $json})", {"json": json.dumps(asdict(projection.meta))}
            )
            connection.execute("CHECKPOINT")
            connection.close()
        finally:
            database.close()

    def _tidy(self, current: str) -> None:
        """Keep the last three graphs; one that a reader on Windows still holds goes next time."""
        names = sorted(p.name for p in self._folder.iterdir() if _FILE.fullmatch(p.name) and p.name <= current)
        for name in names[:-_KEEP]:
            _remove(self._folder / name)


def _remove(path: Path) -> None:
    for leftover in (path, path.with_name(path.name + ".wal"), path.with_name(path.name + ".tmp")):
        try:
            leftover.unlink(missing_ok=True)
        except OSError:
            return  # still open somewhere (Windows): the next build tries again


def _replace_text(path: Path, text: str) -> None:
    fresh = path.with_name(path.name + ".new")
    with open(fresh, "w", encoding="ascii", newline="\n") as file:
        file.write(text + "\n")
        file.flush()
        os.fsync(file.fileno())
    os.replace(fresh, path)


def _tables() -> Iterator[str]:
    schema = load_schema()
    yield "CREATE NODE TABLE GraphMeta(id STRING PRIMARY KEY, json STRING)"
    for name, label in schema.labels.items():
        columns = ", ".join(f"{_quoted(p.name)} {_COLUMN[p.type]}" for p in label.properties.values())
        yield f"CREATE NODE TABLE {_quoted(name)}(id STRING PRIMARY KEY, {columns})"
    for name, kind in schema.relationships.items():
        pairs = ", ".join(f"FROM {_quoted(head)} TO {_quoted(tail)}" for head, tail in kind.pairs)
        columns = "".join(f", {_quoted(p.name)} {_COLUMN[p.type]}" for p in kind.properties.values())
        yield f"CREATE REL TABLE {_quoted(name)}({pairs}{columns})"


def _one_side(type_: str, label: str, outgoing: bool) -> tuple[str, str]:
    """The Cypher that finds a node's relationships in one direction, and the variable of their other end."""
    near, far = ("h", "t") if outgoing else ("t", "h")
    return f"MATCH ({near}:{_quoted(label)} {{id: $id}}) MATCH (h)-[r:{_quoted(type_)}]->(t)", far


def _columns(properties: Mapping[str, Property], rows: Sequence[Mapping[str, Any]]) -> dict[str, pa.Array]:
    return {p.name: pa.array([normal_value(p, row.get(p.name)) for row in rows], _ARROW[p.type])
            for p in properties.values()}  # fmt: skip


def _node_table(label: str, nodes: Sequence[Node]) -> pa.Table:
    columns = _columns(load_schema().labels[label].properties, [node.properties for node in nodes])
    return pa.table({"id": pa.array([node.id for node in nodes], pa.string()), **columns})


def _copy_relationships(connection: ladybug.Connection, type_: str, relationships: Sequence[Relationship]) -> None:
    by_pair: dict[tuple[str, str], list[Relationship]] = {}
    for relationship in relationships:
        by_pair.setdefault((relationship.head_label, relationship.tail_label), []).append(relationship)
    for (head, tail), group in by_pair.items():
        table = pa.table({
            "head": pa.array([r.head for r in group], pa.string()),
            "tail": pa.array([r.tail for r in group], pa.string()),
            **_columns(load_schema().relationships[type_].properties, [r.properties for r in group]),
        })  # fmt: skip
        connection.execute(f"COPY {_quoted(type_)} FROM $rows (from='{head}', to='{tail}')", {"rows": table})


class EmbeddedView:
    """A read-only handle on one finished file."""

    def __init__(self, path: Path) -> None:
        self.path, self.pid = path, os.getpid()
        try:
            pool = max(_READ_POOL, _READ_POOL_OF_FILE * path.stat().st_size)
            self._database = ladybug.Database(
                str(path), read_only=True, buffer_pool_size=pool, max_db_size=_MAX_DB_SIZE
            )
            self._connection = ladybug.Connection(self._database)
            self.meta = self._read_meta()
        except (RuntimeError, OSError) as error:
            raise StoreError(f"The graph {path} cannot be opened: {error}. Make it anew: 'yangtze project'.") from error
        if self.meta.schema_version != SCHEMA_VERSION:
            self.close()
            raise StoreError(
                f"The graph {path} has schema version {self.meta.schema_version}, this program reads "
                f"{SCHEMA_VERSION}; the ledger is whole: make the graph anew with 'yangtze project'."
            )

    def _read_meta(self) -> GraphMeta:
        raw = json.loads(self._rows("MATCH (m:GraphMeta) RETURN m.json")[0][0])
        if raw.get("schema_version") != SCHEMA_VERSION:  # its other fields may be another version's
            return GraphMeta("", int(raw.get("schema_version", 0)), "", 0, "", (), "")
        return GraphMeta(**(raw | {"pipelines": tuple(raw["pipelines"])}))

    def _rows(self, query: str, parameters: dict[str, Any] | None = None) -> list[list[Any]]:
        result = self._connection.execute(query, parameters or {})
        assert not isinstance(result, list)  # one statement, one result
        with result:
            return [list(row) for row in result]

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()
        self._database.close()

    def counts(self) -> Counts:
        """Nodes by label, relationships by type."""
        schema = load_schema()
        nodes = {n: self._rows(f"MATCH (n:{_quoted(n)}) RETURN count(*)")[0][0] for n in schema.labels}
        facts = {n: self._rows(f"MATCH ()-[r:{_quoted(n)}]->() RETURN count(*)")[0][0] for n in schema.relationships}
        return Counts({k: v for k, v in nodes.items() if v}, {k: v for k, v in facts.items() if v})

    def nodes(self, label: str) -> list[Node]:
        """Every node of a label, by id."""
        return self._nodes(label, f"MATCH (n:{_quoted(label)})", {})

    def _nodes(self, label: str, match: str, parameters: dict[str, Any]) -> list[Node]:
        properties = load_schema().labels[label].properties.values()
        columns = ", ".join(f"n.{_quoted(p.name)}" for p in properties)
        rows = self._rows(f"{match} RETURN n.id, {columns}", parameters)
        return in_order(Node(id_, label, read_properties(properties, values)) for id_, *values in rows)

    def get(self, ids: Iterable[str]) -> dict[str, Node]:
        """Nodes by the id asked for."""
        wanted = sorted(set(ids))
        moved = {n.id: n.properties["canonical"] for n in self._by_ids("SourceId", wanted)}
        targets = sorted({moved.get(id_, id_) for id_ in wanted})
        found: dict[str, Node] = {}
        for label in load_schema().labels:
            if len(found) < len(targets) and label != "SourceId":
                found.update((node.id, node) for node in self._by_ids(label, targets))
        return {id_: found[moved.get(id_, id_)] for id_ in wanted if moved.get(id_, id_) in found}

    def _by_ids(self, label: str, ids: Sequence[str]) -> list[Node]:
        return self._nodes(
            label, f"UNWIND $ids AS wanted MATCH (n:{_quoted(label)}) WHERE n.id = wanted", {"ids": list(ids)}
        )

    def relationships(self, types: Sequence[str], head: str | None = None) -> list[Relationship]:
        """Every relationship of the types, or those that begin at a label."""
        before = f"MATCH (h:{_quoted(head)})" if head else ""
        return [r for type_ in types for r in self._relationships(type_, before, {})]

    def around(self, ids: Iterable[str], types: Sequence[str] | None = None) -> list[Relationship]:
        """Facts that begin or end at any of the ids."""
        wanted = sorted(set(ids))
        by_label: dict[str, list[str]] = {}
        for node in self.get(wanted).values():
            by_label.setdefault(node.label, []).append(node.id)
        schema = load_schema()
        found: dict[tuple[str, str, str, str], Relationship] = {}
        for type_ in types or schema.fact_types:
            kind = schema.relationships[type_]
            for label, members in sorted(by_label.items()):
                for side, labels in (("h", kind.heads), ("t", kind.tails)):
                    if label in labels:
                        where = f"UNWIND $ids AS wanted MATCH ({side}:{_quoted(label)}) WHERE {side}.id = wanted"
                        for r in self._relationships(type_, where, {"ids": members}):
                            found[r.type, r.head, r.tail, r.id] = r
        return [found[key] for key in sorted(found)]

    def bundles(self, id_: str) -> list[Bundle]:
        """What a node's facts are, counted and not read."""
        node = self.get([id_]).get(id_)
        found = []
        for type_ in load_schema().fact_types if node else ():
            kind = load_schema().relationships[type_]
            for outgoing, labels in ((True, kind.heads), (False, kind.tails)):
                if node and node.label in labels:
                    match, other = _one_side(type_, node.label, outgoing)
                    rows = self._rows(f"{match} RETURN label({other}), count(*)", {"id": node.id})
                    found += [Bundle(type_, outgoing, label, count) for label, count in rows]
        return sorted(found)

    def bundle(self, id_: str, of: Bundle, limit: int, skip: int = 0) -> list[Relationship]:
        """At most ``limit`` facts of a bundle, the latest and best attested first."""
        node = self.get([id_]).get(id_)
        if node is None:
            return []
        match, other = _one_side(of.type, node.label, of.outgoing)
        where = f"{match} WHERE label({other}) = $label"
        order = " ORDER BY coalesce(r.last_date, '') DESC, coalesce(r.n_evidence, 0) DESC, r.id SKIP $skip LIMIT $limit"
        parameters = {"id": node.id, "label": of.label, "skip": skip, "limit": limit}
        return self._read_relationships(of.type, where, order, parameters)

    def _relationships(self, type_: str, before: str, parameters: dict[str, Any]) -> list[Relationship]:
        match = f"{before} MATCH (h)-[r:{_quoted(type_)}]->(t)"
        return relationships_in_order(self._read_relationships(type_, match, "", parameters))

    def _read_relationships(self, type_: str, match: str, order: str, parameters: dict[str, Any]) -> list[Relationship]:
        properties = load_schema().relationships[type_].properties.values()
        columns = "".join(f", r.{_quoted(p.name)}" for p in properties)
        rows = self._rows(f"{match} RETURN h.id AS head, label(h), t.id AS tail, label(t){columns}{order}", parameters)
        return [
            Relationship(type_, head, head_label, tail, tail_label, read_properties(properties, values))
            for head, head_label, tail, tail_label, *values in rows
        ]

    def passages(self, ids: Iterable[str]) -> dict[str, Passage]:
        """Passages by id."""
        return {n.id: Passage(n.id, **n.properties) for n in self._by_ids("Passage", sorted(set(ids)))}
