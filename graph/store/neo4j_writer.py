"""The Neo4j store's writer: compare what is there with the projection, and change only what differs.

The comparison reads every property back, so that a value changed by hand is found although its ``h`` still says
what was written. ``Meta`` says ``updating`` before the first change and ``ready`` after the last: whatever breaks
in between, the next run compares again and completes it.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, Final, TypeVar

from graph.errors import StoreError
from graph.projection.model import Projection, Relationship
from graph.schema.model import Property, load_schema
from graph.store.base import Changes, Progress
from graph.store.neo4j_connection import Neo4jConnection
from graph.store.neo4j_rows import (
    META,
    Row,
    as_map,
    meta_map,
    node_properties,
    node_row,
    quoted,
    relationship_properties,
    relationship_row,
    value_list,
)

T = TypeVar("T")
BATCH: Final = 5_000
"""Rows of one transaction: larger ones load no faster and keep the server's memory busy."""

_READ_META = f"MATCH (m:{META} {{id: 'meta'}}) RETURN properties(m)"
_BEGIN = f"""
MERGE (m:{META} {{id: 'meta'}})
ON CREATE SET m += $meta
SET m.state = 'updating', m.ledger_id = $meta.ledger_id, m.schema_version = $meta.schema_version,
    m.revision = coalesce(m.revision, 0) + 1
"""
_FINISH = f"MERGE (m:{META} {{id: 'meta'}}) SET m = $meta SET m.id = 'meta', m.revision = $revision"


class Neo4jWriter:
    """Makes a database hold exactly a projection; nodes and relationships of other labels and types are left alone."""

    def __init__(self, connection: Neo4jConnection, *, take_over: bool = False) -> None:
        self._connection, self._take_over = connection, take_over

    def check(self, ledger_id: str | None) -> None:
        """Whether a ledger may write here; None stands for a ledger that does not exist yet.

        Raises:
            StoreError: the graph there is another ledger's, or no graph of ours.
        """
        rows = self._connection.read(_READ_META)
        owner = rows[0][0].get("ledger_id") if rows else None
        if self._take_over or (owner is not None and owner == ledger_id):
            return
        if owner is not None:
            raise StoreError(
                f"The graph in {self._connection.address} was made from the ledger {owner}, this ledger is "
                f"{ledger_id or 'a new one'}; name the right one with --ledger, choose another database, or replace "
                "that graph with 'yangtze project --take-over'."
            )
        if rows or self._connection.read(f"MATCH (n) WHERE {_is_ours('n')} RETURN 1 LIMIT 1"):
            raise StoreError(
                f"{self._connection.address} holds nodes with labels of ours that this program has not made; choose an "
                "empty database, or replace them with 'yangtze project --take-over'."
            )

    def write(self, projection: Projection, progress: Progress = lambda _: None) -> Changes:
        """Create, update and delete what differs.

        Raises:
            StoreError: another ledger's graph is there, or the server went away; the next run completes the rest.
        """
        self.check(projection.meta.ledger_id)
        update = _Update(self._connection, projection, progress)
        update.run()
        return Changes(update.created, update.updated, update.deleted)


def _is_ours(variable: str) -> str:
    return " OR ".join(f"{variable}:{quoted(label)}" for label in load_schema().labels)


@dataclass
class _Difference:
    """What has to happen to the rows of one label or type."""

    create: list[Row] = field(default_factory=list)
    update: list[Row] = field(default_factory=list)
    delete: list[str] = field(default_factory=list)


class _Update:
    """One run of the writer."""

    def __init__(self, connection: Neo4jConnection, projection: Projection, progress: Progress) -> None:
        self._connection, self._projection, self._progress = connection, projection, progress
        self._begun = False
        self.created = self.updated = self.deleted = 0

    def run(self) -> None:
        self._constraints()
        self._nodes()
        for type_ in load_schema().relationships:
            self._relationships(type_, self._projection.relationships.get(type_, []))
        self._finish()

    # ---- Meta ---------------------------------------------------------------------------------------------

    def _begin(self) -> None:
        if not self._begun:
            self._connection.write(_BEGIN, {"meta": meta_map(self._projection.meta)})
            self._begun = True

    def _finish(self) -> None:
        meta = meta_map(self._projection.meta)
        rows = self._connection.read(_READ_META)
        there = _said(rows[0][0]) if rows else {}
        if not self._begun and there == _said(meta):
            return  # nothing differed, the graph is what it was
        revision = (rows[0][0].get("revision") or 0) + 1 if rows else 1
        self._connection.write(_FINISH, {"meta": meta, "revision": revision})

    def _write(self, query: str, parameters: dict[str, Any] | None = None) -> list[list[Any]]:
        self._begin()
        return self._connection.write(query, parameters)

    # ---- constraints and indexes --------------------------------------------------------------------------

    def _constraints(self) -> None:
        """Uniqueness of ids for every label and type, an index for a document's passages; made once."""
        rows = self._connection.read("SHOW CONSTRAINTS YIELD name, type WHERE type CONTAINS 'UNIQUENESS' RETURN name")
        there = {row[0] for row in rows}
        schema = load_schema()
        for name, pattern in (
            *((label, f"(x:{quoted(label)})") for label in (*schema.labels, META)),
            *((type_, f"()-[x:{quoted(type_)}]-()") for type_ in schema.relationships),
        ):
            if (constraint := f"yangtze_{name}_id") not in there:
                query = f"CREATE CONSTRAINT {quoted(constraint)} IF NOT EXISTS FOR {pattern} REQUIRE x.id IS UNIQUE"
                self._constrain(query, name)
        self._connection.write("CREATE INDEX yangtze_passages_of IF NOT EXISTS FOR (x:Passage) ON (x.document)")

    def _constrain(self, query: str, name: str) -> None:
        try:
            self._connection.write(query)
        except StoreError:
            if name == META:
                raise
            self._drop_duplicates(name)  # loaded from files or dropped by hand, then doubled: nothing kept them apart
            self._connection.write(query)

    def _drop_duplicates(self, name: str) -> None:
        relationship = name in load_schema().relationships
        match = f"MATCH ()-[x:{quoted(name)}]->()" if relationship else f"MATCH (x:{quoted(name)})"
        delete = "DELETE x" if relationship else "DETACH DELETE x"
        self._write(f"{match} WITH x.id AS id, collect(x) AS xs WHERE size(xs) > 1 UNWIND xs AS x {delete}")

    # ---- nodes --------------------------------------------------------------------------------------------

    def _nodes(self) -> None:
        """Compare all labels first and delete before creating: a thing may have changed its label."""
        differences: dict[str, _Difference] = {}
        for label in load_schema().labels:
            self._progress(f"comparing {label}")
            self._delete_all(f"MATCH (x:{quoted(label)}) WHERE x.id IS NULL OR size(labels(x)) > 1", "DETACH DELETE x")
            properties = node_properties(label)
            have = self._connection.read_large(
                f"MATCH (n:{quoted(label)}) RETURN n.id, n.h, size(keys(n)), {value_list('n', properties)}"
            )
            wanted = (node_row(node, properties) for node in self._projection.nodes.get(label, []))
            differences[label] = _compare(wanted, ((id_, h, size, values, ()) for id_, h, size, values in have))
        for label, difference in differences.items():
            match = f"UNWIND $ids AS wanted MATCH (x:{quoted(label)} {{id: wanted}}) DETACH DELETE x"
            self._delete_ids(match, difference.delete)
        for label, difference in differences.items():
            properties, node = node_properties(label), f"(n:{quoted(label)} {{id: row.id}})"
            changed = (as_map(row, properties) for row in difference.update)
            self.updated += self._put(f"UNWIND $rows AS row MATCH {node} SET n = row", changed, label)
            new = (as_map(row, properties) for row in difference.create)
            self.created += self._put(f"UNWIND $rows AS row CREATE (n:{quoted(label)}) SET n = row", new, label)

    # ---- relationships ------------------------------------------------------------------------------------

    def _relationships(self, type_: str, relationships: Sequence[Relationship]) -> None:
        self._progress(f"comparing {type_}")
        kind, properties = quoted(type_), relationship_properties(type_)
        self._delete_all(f"MATCH ()-[x:{kind}]->() WHERE x.id IS NULL", "DELETE x")
        have = self._connection.read_large(
            f"MATCH (h)-[r:{kind}]->(t) RETURN r.id, r.h, size(keys(r)), {value_list('r', properties)}, h.id, t.id"
        )
        wanted = (relationship_row(r, properties) for r in relationships)
        difference = _compare(wanted, ((id_, h, size, values, ends) for id_, h, size, values, *ends in have))
        self._delete_ids(f"UNWIND $ids AS wanted MATCH ()-[x:{kind} {{id: wanted}}]->() DELETE x", difference.delete)
        changed = (as_map(row, properties) for row in difference.update)
        match = f"UNWIND $rows AS row MATCH ()-[r:{kind} {{id: row.id}}]->()"
        self.updated += self._put(f"{match} SET r = row", changed, type_)
        by_labels: dict[tuple[str, ...], list[Row]] = {}
        for row in difference.create:
            by_labels.setdefault(row.end_labels, []).append(row)
        for (head, tail), rows in sorted(by_labels.items()):
            query = (
                f"UNWIND $rows AS row"
                f" MATCH (h:{quoted(head)} {{id: row.head}}) MATCH (t:{quoted(tail)} {{id: row.tail}})"
                f" CREATE (h)-[r:{kind}]->(t) SET r = row.values"
            )
            self.created += self._put(query, (_with_ends(row, properties) for row in rows), type_)

    # ---- batches ------------------------------------------------------------------------------------------

    def _put(self, query: str, rows: Iterable[dict[str, Any]], name: str) -> int:
        done = 0
        for batch in _batches(rows):
            self._write(query, {"rows": batch})
            done += len(batch)
            self._progress(f"{name} {done:,}")
        return done

    def _delete_ids(self, query: str, ids: Sequence[str]) -> None:
        for batch in _batches(ids):
            self._write(query, {"ids": batch})
        self.deleted += len(ids)

    def _delete_all(self, match: str, delete: str) -> None:
        """Delete what bears a label or type of ours but was never written by us."""
        if self._connection.read(f"{match} RETURN 1 LIMIT 1"):
            while deleted := self._write(f"{match} WITH x LIMIT {BATCH} {delete} RETURN count(*)")[0][0]:
                self.deleted += deleted


def _said(meta: Mapping[str, Any]) -> dict[str, Any]:
    """What ``Meta`` says of the graph, apart from when it was made and how often it was changed."""
    return {k: v for k, v in meta.items() if k not in ("id", "revision", "built_at") and v != []}


def _with_ends(row: Row, properties: Sequence[Property]) -> dict[str, Any]:
    return {"head": row.ends[0], "tail": row.ends[1], "values": as_map(row, properties)}


def _compare(wanted: Iterable[Row], have: Iterable[Sequence[Any]]) -> _Difference:
    """Both sides by id; a relationship that joins other ends than it should is made anew."""
    there = {id_: (h, size, values, tuple(ends)) for id_, h, size, values, ends in have}
    difference = _Difference()
    for row in wanted:
        found = there.pop(row.id, None)
        if found is None:
            difference.create.append(row)
        elif found[3] != row.ends:
            difference.delete.append(row.id)
            difference.create.append(row)
        elif (row.h, row.size, row.values) != found[:3]:
            difference.update.append(row)
    difference.delete.extend(sorted(there))
    return difference


def _batches(rows: Iterable[T]) -> Iterator[list[T]]:
    waiting = iter(rows)
    while batch := list(islice(waiting, BATCH)):
        yield batch
