"""How long a graph takes into each store, all ways in one run: our writers, a statement a row, the stores' own bulk.

    YANGTZE_DATA=… python benchmarks/load.py [--share 1.0] [--sample 300]

The graph is ChainKnowledgeGraph as a source of rows: it goes through a ledger like any document, each row being the
passage behind its fact, so that the graph holds passages and mentions beside the rows' own nodes and facts. Neo4j is
the genuine server that the tests run. Results go to ``benchmarks/results/load.json``.
"""

import hashlib
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain, islice
from pathlib import Path
from typing import Any, TypeVar

import click
import ladybug

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "tests"))

from neo4j_server import Server, admin, neo4j_server, new_home, stop_server  # noqa: E402

from graph.ledger.ledger import Ledger  # noqa: E402
from graph.ledger.records import Document, Extraction, LocalEntity, Mention, Relation, text_sha256  # noqa: E402
from graph.projection.build import build_projection  # noqa: E402
from graph.projection.model import Projection  # noqa: E402
from graph.reference.load import load_reference  # noqa: E402
from graph.schema.model import load_schema  # noqa: E402
from graph.store.embedded import EmbeddedStore, _copy_relationships, _node_table, _quoted, _tables  # noqa: E402
from graph.store.neo4j_address import Address  # noqa: E402
from graph.store.neo4j_bulk import write_bulk  # noqa: E402
from graph.store.neo4j_rows import (  # noqa: E402
    as_map,
    node_properties,
    node_row,
    relationship_properties,
    relationship_row,
)
from graph.store.neo4j_store import Neo4jStore  # noqa: E402

RESULT = Path(__file__).parent / "results" / "load.json"
FILES = ("companies", "company_industries", "company_products", "industries", "industry_parents", "product_relations")
RELATIONS = {"upstream_material": "UPSTREAM_OF", "downstream_product": "UPSTREAM_OF", "subclass": "PART_OF"}
LINES = 50  # relations of products in one document
T = TypeVar("T")
Fact = tuple[str, str, str]  # TYPE:name, relation, TYPE:name


# ---- ChainKnowledgeGraph as documents -----------------------------------------------------------------------


def rows(folder: Path, name: str, share: float) -> list[dict[str, Any]]:
    found = [json.loads(line) for line in (folder / f"{name}.jsonl").read_text("utf-8").splitlines()]
    return found[: max(1, int(len(found) * share))]


def documents(folder: Path, share: float) -> Iterator[tuple[Document, Extraction]]:
    """A document for each firm, one for each few dozen relations of products."""
    firms = {row["code"]: row for row in rows(folder, "companies", 1.0)}
    trades = {row["code"]: row["name"] for row in rows(folder, "industries", 1.0)}
    said: dict[str, list[Fact]] = defaultdict(list)
    for row in rows(folder, "company_industries", share):
        if firm := firms.get(row["company_code"]):
            said[firm["code"]].append(
                (f"FIRM:{firm['full_name']}", "OPERATES_IN", f"INDUSTRY:{trades[row['industry_code']]}")
            )
    for row in rows(folder, "company_products", share):
        if firm := firms.get(row["company_code"]):
            said[firm["code"]].append((f"FIRM:{firm['full_name']}", "PRODUCES", f"PRODUCT:{row['product']}"))
    for code, facts in sorted(said.items()):
        yield document(f"firm {code}", facts, {f"FIRM:{firms[code]['full_name']}": {"stock_code": (code,)}})
    parents: Iterable[Fact] = (
        (f"INDUSTRY:{trades[r['industry_code']]}", "PART_OF", f"INDUSTRY:{trades[r['parent_code']]}")
        for r in rows(folder, "industry_parents", share)
    )
    products: Iterable[Fact] = (
        (f"PRODUCT:{r['to']}", RELATIONS[r["relation"]], f"PRODUCT:{r['from']}")
        if r["relation"] == "upstream_material"
        else (f"PRODUCT:{r['from']}", RELATIONS[r["relation"]], f"PRODUCT:{r['to']}")
        if r["relation"] == "downstream_product"
        else (f"PRODUCT:{r['to']}", "PART_OF", f"PRODUCT:{r['from']}")
        for r in rows(folder, "product_relations", share)
    )
    waiting = iter([*parents, *products])
    number = 0
    while facts := list(islice(waiting, LINES)):
        yield document(f"relations {number}", facts, {})
        number += 1


def document(
    key: str, facts: Sequence[Fact], features: dict[str, dict[str, tuple[str, ...]]]
) -> tuple[Document, Extraction]:
    """A line for each fact; the line is its passage."""
    entities: dict[str, LocalEntity] = {}
    order: dict[str, int] = {}
    mentions: list[Mention] = []
    relations: list[Relation] = []
    text = f"{key}\n"
    for head, type_, tail in facts:
        start, ends = len(text), []
        for typed in (head, tail):
            kind, _, name = typed.partition(":")
            order.setdefault(typed, len(order))
            entities.setdefault(typed, LocalEntity(kind, (name,), features.get(typed, {})))  # type: ignore[arg-type]
            mentions.append(Mention(len(text), len(text) + len(name), name, kind, order[typed], "table"))  # type: ignore[arg-type]
            ends.append(len(mentions) - 1)
            text += f"{name}\t"
        text += f"{type_}\n"
        relations.append(Relation(type_, ends[0], ends[1], start, len(text), method="table"))
    made = Document(text, key=f"chainkg/{key}", published="2021-10", publisher="ChainKnowledgeGraph")
    extraction = Extraction(text_sha256(text), "table-1", tuple(mentions), tuple(entities.values()), tuple(relations))
    return made, extraction


# ---- the ways -----------------------------------------------------------------------------------------------


class Times(dict[str, float]):
    """Seconds by name, said as they come."""

    def take(self, name: str, work: Callable[[], T]) -> T:
        began = time.perf_counter()
        result = work()
        self[name] = round(time.perf_counter() - began, 2)
        click.echo(f"{name:52} {self[name]:10.2f} s")
        return result

    def extrapolate(self, name: str, seconds: float, sample: int, total: int) -> None:
        self[name] = round(seconds / sample * total, 1)
        click.echo(f"{name:52} {self[name]:10.1f} s  (extrapolated from {sample} of {total:,} rows)")


def bare_copy(projection: Projection, path: Path) -> None:
    """``COPY`` and nothing else: what the store itself takes for these tables."""
    database = ladybug.Database(str(path), buffer_pool_size=1 << 30, max_db_size=32 << 30)
    connection = ladybug.Connection(database)
    for statement in _tables():
        connection.execute(statement)
    for label, nodes in projection.nodes.items():
        if nodes:
            connection.execute(f"COPY {_quoted(label)} FROM $rows", {"rows": _TABLES[label]})
    for type_, relationships in projection.relationships.items():
        if relationships:
            _copy_relationships(connection, type_, relationships)
    connection.execute("CHECKPOINT")
    connection.close()
    database.close()


_TABLES: dict[str, Any] = {}


def sampled_statements(projection: Projection, sample: int) -> list[tuple[str, dict[str, Any]]]:
    """A statement a row, as scripts do it, for rows from all over the graph: half nodes, half relationships."""
    statements = []
    nodes = list(chain.from_iterable(projection.nodes.values()))
    for node in nodes[:: max(1, len(nodes) // (sample // 2))][: sample // 2]:
        known = node_properties(node.label)
        row = as_map(node_row(node, known), known)
        statements.append((f"MERGE (n:`{node.label}` {{id: $id}}) SET n += $values", {"id": node.id, "values": row}))
    facts = list(chain.from_iterable(projection.relationships.values()))
    for fact in facts[:: max(1, len(facts) // (sample // 2))][: sample // 2]:
        known = relationship_properties(fact.type)
        made = relationship_row(fact, known)
        query = (
            f"MATCH (h:`{fact.head_label}` {{id: $head}}) MATCH (t:`{fact.tail_label}` {{id: $tail}})"
            f" MERGE (h)-[r:`{fact.type}` {{id: $id}}]->(t) SET r += $values"
        )
        statements.append((query, {"head": fact.head, "tail": fact.tail, "id": made.id, "values": as_map(made, known)}))
    return statements


def by_driver(server: Server, statements: Sequence[tuple[str, dict[str, Any]]]) -> None:
    with server.driver() as driver, driver.session() as session:
        for query, parameters in statements:
            session.run(query, parameters).consume()


def by_py2neo(server: Server, statements: Sequence[tuple[str, dict[str, Any]]]) -> None:
    import py2neo

    graph = py2neo.Graph(server.uri, auth=(server.user, server.password))
    for query, parameters in statements:
        graph.run(query, parameters)


def by_admin(projection: Projection, folder: Path, times: Times) -> None:
    command = times.take("neo4j: our files for neo4j-admin", lambda: write_bulk(projection, folder))

    def fill(server: Server) -> None:
        done = times.take("neo4j: neo4j-admin database import full", lambda: admin(server, *command.split()[1:]))
        if done.returncode:
            raise click.ClickException(done.stdout[-2000:] + done.stderr[-2000:])

    stop_server(new_home(fill))


@click.command()
@click.option(
    "--share", type=click.FloatRange(0, 1, min_open=True), default=1.0, show_default=True, help="Of the rows."
)
@click.option(
    "--sample", type=click.IntRange(20), default=600, show_default=True, help="Rows of the statement-a-row ways."
)
def main(share: float, sample: int) -> None:
    """Load ChainKnowledgeGraph into both stores in every way and compare."""
    folder = Path(os.environ.get("YANGTZE_DATA", "")) / "chainkg"
    if not folder.is_dir():
        raise click.UsageError("YANGTZE_DATA names no folder with chainkg/ in it.")
    times = Times()
    with tempfile.TemporaryDirectory(prefix="yangtze-load-") as made:
        work = Path(made)
        projection = through_the_ledger(folder, share, work, times)
        total = sum(map(len, [*projection.nodes.values(), *projection.relationships.values()]))
        click.echo(
            f"{total:,} rows: {sum(map(len, projection.nodes.values())):,} nodes and as facts and mentions the rest"
        )
        into_ladybug(projection, work, times)
        into_neo4j(projection, work, times, sample, total)
    report(folder, projection, times, share)


def through_the_ledger(folder: Path, share: float, work: Path, times: Times) -> Projection:
    def fill() -> None:
        with Ledger.open(work / "ledger.sqlite") as ledger:
            for made, extraction in documents(folder, share):
                ledger.put(made, extraction)

    def project() -> Projection:
        with Ledger.open(work / "ledger.sqlite") as ledger:
            return build_projection(
                ledger.documents(), load_reference(), ledger_id=ledger.ledger_id, sequence=ledger.sequence
            )

    times.take("ledger: written", fill)
    return times.take("ledger: read, resolved and projected", project)


def into_ladybug(projection: Projection, work: Path, times: Times) -> None:
    for label, nodes in projection.nodes.items():
        if nodes:
            _TABLES[label] = _node_table(label, nodes)
    times.take("ladybug: bare COPY", lambda: bare_copy(projection, work / "bare.lbug"))
    times.take("ladybug: our writer", lambda: EmbeddedStore(work / "belt.yangtze").writer().write(projection))


def into_neo4j(projection: Projection, work: Path, times: Times, sample: int, total: int) -> None:
    server = neo4j_server()
    server.wipe()
    store = Neo4jStore(Address(server.uri, None, server.user, server.password))
    # A JVM that has just started compiles as it goes; the second first load is what a running server takes.
    times.take("neo4j: our writer, server just started", lambda: store.writer(take_over=True).write(projection))
    server.wipe()
    times.take("neo4j: our writer", lambda: store.writer(take_over=True).write(projection))
    changes = times.take("neo4j: our writer, the same again", lambda: store.writer().write(projection))
    assert not changes, changes
    store.close()
    statements = sampled_statements(projection, sample)
    by_driver(server, statements)  # every statement has a plan before one is timed
    for name, way in (("official driver", by_driver), ("py2neo", by_py2neo)):
        began = time.perf_counter()
        way(server, statements)
        seconds = time.perf_counter() - began
        times.extrapolate(f"neo4j: a statement a row, indexed, {name}", seconds, len(statements), total)
    by_admin(projection, work / "load", times)


def report(folder: Path, projection: Projection, times: Times, share: float) -> None:
    data = hashlib.sha256(b"".join((folder / f"{name}.jsonl").read_bytes() for name in FILES)).hexdigest()[:16]
    commit = subprocess.run(
        ["git", "rev-parse", "HEAD"], cwd=ROOT, check=True, capture_output=True, text=True
    ).stdout.strip()
    end_to_end = times["ledger: written"] + times["ledger: read, resolved and projected"] + times["ladybug: our writer"]
    ratios = {
        "py2neo a row / our Neo4j writer": times["neo4j: a statement a row, indexed, py2neo"]
        / times["neo4j: our writer"],
        "our Neo4j writer / neo4j-admin": times["neo4j: our writer"] / times["neo4j: neo4j-admin database import full"],
        "the same again / the first time": times["neo4j: our writer, the same again"] / times["neo4j: our writer"],
        "our LadybugDB writer / bare COPY": times["ladybug: our writer"] / times["ladybug: bare COPY"],
        "ledger to LadybugDB / bare COPY": end_to_end / times["ladybug: bare COPY"],
    }
    click.echo()
    for name, ratio in ratios.items():
        click.echo(f"{name:52} {ratio:10.2f}")
    schema = load_schema()
    result = {
        "commit": commit, "data": data, "share": share, "python": platform.python_version(), "cores": os.cpu_count(),
        "nodes": {label: len(nodes) for label, nodes in projection.nodes.items() if nodes},
        "relationships": {t: n for t in schema.relationships if (n := len(projection.relationships.get(t, [])))},
        "seconds": dict(times), "ratios": {name: round(ratio, 3) for name, ratio in ratios.items()},
        "note": "statement-a-row figures are extrapolated from a sample",
    }  # fmt: skip
    RESULT.parent.mkdir(exist_ok=True)
    RESULT.write_text(json.dumps(result, ensure_ascii=False, indent=2) + "\n", "utf-8")


if __name__ == "__main__":
    main()
