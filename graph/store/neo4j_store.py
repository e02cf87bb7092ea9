"""The Neo4j store's reader: the questions of ``View`` in Cypher, asked in read-only mode."""

from collections.abc import Iterable, Sequence
from typing import Any

from graph.errors import StoreError
from graph.projection.model import GraphMeta, Node, Passage, Relationship
from graph.schema.model import SCHEMA_VERSION, load_schema
from graph.store.base import Bundle, Counts
from graph.store.neo4j_address import Address
from graph.store.neo4j_connection import Limits, Neo4jConnection, Row
from graph.store.neo4j_rows import META, label_of, meta_from, node_properties, quoted, value_list
from graph.store.neo4j_writer import Neo4jWriter
from graph.store.values import in_order, read_properties, relationships_in_order

_META = f"MATCH (m:{META} {{id: 'meta'}}) RETURN properties(m)"


class Neo4jStore:
    """A graph on a Neo4j server."""

    def __init__(self, address: Address, limits: Limits | None = None) -> None:
        self.address = address
        self.connection = Neo4jConnection(address, limits)
        self._view: Neo4jView | None = None

    def raw_meta(self) -> dict[str, Any] | None:
        """``Meta``'s properties, or None while there is no graph."""
        rows = self.connection.read(_META)
        return dict(rows[0][0]) if rows else None

    def view(self) -> "Neo4jView":
        """The current graph: the same view until something has been written.

        Raises:
            StoreError: the server does not answer, there is no graph, or it is of another schema version.
        """
        raw = self.raw_meta()
        if raw is None:
            raise StoreError(
                f"There is no graph in {self.address}; make one with 'yangtze ingest' or 'yangtze project'."
            )
        meta = meta_from(self.address, raw)
        if meta.schema_version != SCHEMA_VERSION:
            raise StoreError(
                f"The graph in {self.address} has schema version {meta.schema_version}, this program reads "
                f"{SCHEMA_VERSION}; the ledger is whole: make the graph anew with 'yangtze project'."
            )
        stamp = (meta, raw.get("revision"))
        if self._view is None or self._view.stamp != stamp or meta.state != "ready":
            self._view = Neo4jView(self.connection, meta, stamp)
        return self._view

    def settled(self, view: "Neo4jView") -> bool:
        """Whether nothing was written since the view was given out, so that its answers belong together."""
        raw = self.raw_meta()
        return raw is not None and (meta_from(self.address, raw), raw.get("revision")) == view.stamp

    def writer(self, *, take_over: bool = False) -> Neo4jWriter:
        """A writer; ``take_over`` lets it replace another ledger's graph."""
        return Neo4jWriter(self.connection, take_over=take_over)

    def close(self) -> None:
        """Close the connection."""
        self._view = None
        self.connection.close()


class Neo4jView:
    """Questions to one state of the graph; ``meta.state`` is ``updating`` while a writer is at work."""

    def __init__(self, connection: Neo4jConnection, meta: GraphMeta, stamp: object) -> None:
        self._connection, self.meta, self.stamp = connection, meta, stamp
        self._labels = list(load_schema().labels)

    def close(self) -> None:
        """Nothing is held: the store closes the connection."""

    def counts(self) -> Counts:
        """Nodes by label, relationships by type."""
        schema = load_schema()
        nodes = " UNION ALL ".join(
            f"MATCH (n:{quoted(n)}) RETURN '{n}' AS kind, count(n) AS number" for n in schema.labels
        )
        facts = " UNION ALL ".join(
            f"MATCH ()-[r:{quoted(n)}]->() RETURN '{n}' AS kind, count(r) AS number" for n in schema.relationships
        )
        found = [{kind: number for kind, number in self._connection.read(query) if number} for query in (nodes, facts)]
        return Counts(found[0], found[1])

    def nodes(self, label: str) -> list[Node]:
        """Every node of a label, by id."""
        properties = node_properties(label)
        query = f"MATCH (n:{quoted(label)}) RETURN n.id, {value_list('n', properties)}"
        rows = self._connection.read_large(query)
        return in_order(Node(id_, label, read_properties(properties, values)) for id_, values in rows)

    def get(self, ids: Iterable[str]) -> dict[str, Node]:
        """Nodes by the id asked for."""
        wanted = sorted(set(ids))
        found = self._by_ids(self._labels, wanted)
        moved = {n.id: n.properties["canonical"] for n in found.values() if n.label == "SourceId"}
        if moved:
            labels = [label for label in self._labels if label != "SourceId"]
            found |= self._by_ids(labels, sorted(set(moved.values())))
        targets = {id_: moved.get(id_, id_) for id_ in wanted}
        return {id_: found[target] for id_, target in targets.items() if target in found}

    def _by_ids(self, labels: Sequence[str], ids: Sequence[str]) -> dict[str, Node]:
        if not ids:
            return {}
        query = " UNION ALL ".join(
            f"UNWIND $ids AS wanted MATCH (n:{quoted(label)} {{id: wanted}})"
            f" RETURN '{label}' AS label, n.id AS id, {value_list('n', node_properties(label))} AS values"
            for label in labels
        )
        rows = self._connection.read(query, {"ids": list(ids)})
        # An id is one node's; SourceId, the last label, never hides what it once stood for.
        nodes = [Node(id_, label, read_properties(node_properties(label), values)) for label, id_, values in rows]
        return {node.id: node for node in reversed(nodes)}

    def relationships(self, types: Sequence[str], head: str | None = None) -> list[Relationship]:
        """Every relationship of the types, or those that begin at a label."""
        return [r for type_ in types for r in self._all_of(type_, head)]

    def _all_of(self, type_: str, head: str | None) -> list[Relationship]:
        properties = list(load_schema().relationships[type_].properties.values())
        rows = self._connection.read_large(
            f"MATCH (h{f':{quoted(head)}' if head else ''})-[r:{quoted(type_)}]->(t)"
            f" RETURN h.id, {label_of('h')}, t.id, {label_of('t')}, {value_list('r', properties)}",
            {"labels": self._labels},
        )
        return relationships_in_order(
            Relationship(type_, head, head_label, tail, tail_label, read_properties(properties, values))
            for head, head_label, tail, tail_label, values in rows
        )

    def around(self, ids: Iterable[str], types: Sequence[str] | None = None) -> list[Relationship]:
        """Facts that begin or end at any of the ids."""
        by_label: dict[str, list[str]] = {}
        for node in self.get(ids).values():
            by_label.setdefault(node.label, []).append(node.id)
        if not by_label:
            return []
        among = "|".join(map(quoted, types or load_schema().fact_types))
        query = " UNION ".join(
            f"UNWIND $ids_{label} AS wanted MATCH (n:{quoted(label)} {{id: wanted}})-[r:{among}]-()"
            f" WITH r, startNode(r) AS h, endNode(r) AS t"
            f" RETURN type(r) AS type, h.id AS head, {label_of('h')} AS head_label, t.id AS tail,"
            f" {label_of('t')} AS tail_label, properties(r) AS properties"
            for label in sorted(by_label)
        )
        parameters: dict[str, Any] = {f"ids_{label}": sorted(set(members)) for label, members in by_label.items()}
        rows = self._connection.read(query, parameters | {"labels": self._labels})
        found = {(row[0], row[1], row[3], row[5].get("id", "")): row for row in rows}
        return [_from_map(found[key]) for key in sorted(found)]

    def bundles(self, id_: str) -> list[Bundle]:
        """What a node's facts are, counted and not read."""
        node = self.get([id_]).get(id_)
        if node is None:
            return []
        among = "|".join(map(quoted, load_schema().fact_types))
        query = " UNION ALL ".join(
            f"MATCH (n:{quoted(node.label)} {{id: $id}}){arrow} RETURN type(r) AS type, {outgoing} AS outgoing,"
            f" {label_of('o')} AS label, count(r) AS number"
            for outgoing, arrow in (("true", f"-[r:{among}]->(o)"), ("false", f"<-[r:{among}]-(o)"))
        )
        return sorted(Bundle(*row) for row in self._connection.read(query, {"id": node.id, "labels": self._labels}))

    def bundle(self, id_: str, of: Bundle, limit: int, skip: int = 0) -> list[Relationship]:
        """At most ``limit`` facts of a bundle, the latest and best attested first."""
        node = self.get([id_]).get(id_)
        if node is None:
            return []
        near, far = ("h", "t") if of.outgoing else ("t", "h")
        rows = self._connection.read(
            f"MATCH ({near}:{quoted(node.label)} {{id: $id}}) MATCH (h)-[r:{quoted(of.type)}]->(t)"
            f" WHERE {far}:{quoted(of.label)} RETURN type(r), h.id, {label_of('h')}, t.id, {label_of('t')},"
            f" properties(r) ORDER BY coalesce(r.last_date, '') DESC, coalesce(r.n_evidence, 0) DESC, r.id"
            f" SKIP $skip LIMIT $limit",
            {"id": node.id, "labels": self._labels, "skip": skip, "limit": limit},
        )
        return [_from_map(row) for row in rows]

    def passages(self, ids: Iterable[str]) -> dict[str, Passage]:
        """Passages by id."""
        found = self._by_ids(["Passage"], sorted(set(ids)))
        return {id_: Passage(id_, **found[id_].properties) for id_ in sorted(found)}


def _from_map(row: Row) -> Relationship:
    type_, head, head_label, tail, tail_label, values = row
    properties = list(load_schema().relationships[type_].properties.values())
    read = read_properties(properties, [values.get(p.name) for p in properties])
    return Relationship(type_, head, head_label, tail, tail_label, read)
