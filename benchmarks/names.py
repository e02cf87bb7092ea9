"""Precision, recall and speed of the name index on messy names among 300,000, beside full-text search.

    YANGTZE_DATA=<folder with names/> python -m benchmarks.names

Without YANGTZE_DATA only the shipped names are asked. SQLite's FTS5 (trigram) runs in the same process; Neo4j's
``cjk`` full-text index too, where YANGTZE_TEST_NEO4J_URI, _USER and _PASSWORD name a server. A peer knows our keys
(half-width, simplified, no brackets), and its first hit counts when it is as similar to the name as a threshold asks
that suits it best on the part of the table that we tuned on: more than a plain search would do.
"""

import csv
import gc
import hashlib
import json
import os
import platform
import resource
import sqlite3
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import click
from rapidfuzz import fuzz

from benchmarks.provenance import commit
from graph.names.index import NamedThing, NameIndex
from graph.names.normal import name_key
from graph.reference.load import load_reference

HERE = Path(__file__).parent
TABLE = HERE / "data" / "names.csv"
RESULTS = HERE / "results" / "names.json"
WANTED = 300_000

Answer = Callable[[str], str]  # the id that a name stands for, or nothing


@dataclass(frozen=True)
class Question:
    query: str
    expected: str
    kind: str
    split: str


def questions() -> list[Question]:
    with TABLE.open(encoding="utf-8", newline="") as file:
        return [Question(**row) for row in csv.DictReader(file)]


def shipped_things() -> list[NamedThing]:
    """Firms, offices, regions, groups and chains of the shipped reference."""
    reference = load_reference()
    things = [
        NamedThing(f.source_id, "Firm", f.full_name, (f.short_name, *f.aliases), 1000) for f in reference.firms.values()
    ]
    things += [NamedThing(o.id, "Office", o.full_name, tuple(o.short_names), 1000) for o in reference.offices.values()]
    folder = Path(str(load_reference.__globals__["__file__"])).parent
    for file, label, key, fields in (
        ("regions.csv", "Region", "adcode", ("name", "short_name", "aliases")),
        ("region_groups.csv", "RegionGroup", "group_name", ("group_name", "aliases")),
        ("chains.csv", "Chain", "chain_id", ("chain_name_zh", "chain_name_en", "aliases")),
        ("chain_links.csv", "Link", "link_id", ("link_name_zh", "link_name_en", "aliases")),
    ):
        things += _rows(folder / file, label, key, fields)
    return things


def _rows(path: Path, label: str, key: str, fields: Sequence[str]) -> Iterator[NamedThing]:
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            names = [name for field in fields for name in row[field].split(";") if name]
            yield NamedThing(row[key], label, names[0], tuple(names[1:]), 1000)


def other_firms(data: Path, known: Iterable[NamedThing]) -> Iterator[NamedThing]:
    """Short names of other firms, up to 300,000 names in all; a name that is known already is no other firm.

    The list has some 267,000; the rest are full names made of them, as registers have them.
    """
    keys = {name_key(name) for thing in known for name in thing.all_names}
    names = (data / "names" / "company_short_names.txt").read_text("utf-8").split()
    made = (f"{place}{name}{trade}有限公司" for place, trade, name in _made_of(names))
    for name in (*names, *made):
        key = name_key(name)
        if len(keys) >= WANTED:
            return
        if key and key not in keys:
            keys.add(key)
            yield NamedThing(f"other:{name}", "Firm", name, ())


def _made_of(names: Sequence[str]) -> Iterator[tuple[str, str, str]]:
    places, trades = ("湖州", "成都", "武汉", "芜湖", "盐城", "昆明"), ("电子科技", "贸易", "新材料", "机械", "食品")
    for number, name in enumerate(names):
        yield places[number % len(places)], trades[number % len(trades)], name


def scores(answer: Answer, asked: Iterable[Question]) -> dict[str, Counter[str]]:
    """Right, wrong and missed by kind; a name that must not match and does is wrong."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for question in asked:
        given = answer(question.query)
        outcome = ["right" if given == question.expected else "wrong"] if given else []
        if question.expected and given != question.expected:
            outcome.append("missed")
        for kind in (question.kind, "all", question.split):
            counts[kind].update(outcome)
    return counts


def precision(count: Counter[str]) -> float:
    return count["right"] / ((count["right"] + count["wrong"]) or 1)


def recall(count: Counter[str]) -> float:
    return count["right"] / ((count["right"] + count["missed"]) or 1)


def recall_at(find: Callable[[str], Sequence[str]], asked: Iterable[Question], depth: int) -> float:
    wanted = [q for q in asked if q.expected]
    return sum(q.expected in list(find(q.query))[:depth] for q in wanted) / len(wanted)


def milliseconds(ask: Callable[[str], Any], asked: Sequence[Question], rounds: int) -> dict[str, float]:
    """By the clock, and of this process's own processor time: the machine may have other work."""
    ask(asked[0].query)
    clock, own = [], []
    for question in list(asked) * rounds:
        start, cpu = time.perf_counter(), time.process_time()
        ask(question.query)
        clock.append((time.perf_counter() - start) * 1000)
        own.append((time.process_time() - cpu) * 1000)
    clock.sort()
    own.sort()
    last = int(len(clock) * 0.99)
    return {"p50": round(clock[len(clock) // 2], 2), "p99": round(clock[last], 2), "cpu_p99": round(own[last], 2)}


def measure(
    find: Callable[[str], Sequence[str]], match: Answer, asked: Sequence[Question], rounds: int = 1
) -> dict[str, Any]:
    counts = scores(match, asked)
    return {
        "precision": round(precision(counts["all"]), 4), "recall": round(recall(counts["all"]), 4),
        "held_precision": round(precision(counts["held"]), 4), "held_recall": round(recall(counts["held"]), 4),
        "find_recall_at_1": round(recall_at(find, asked, 1), 4),
        "find_recall_at_5": round(recall_at(find, asked, 5), 4),
        "match_ms": milliseconds(match, asked, rounds), "find_ms": milliseconds(find, asked, rounds),
        "kinds": {kind: dict(count) for kind, count in sorted(counts.items()) if kind not in ("all", "held", "tune")},
    }  # fmt: skip


def ours(things: list[NamedThing]) -> tuple[Callable[[str], Sequence[str]], Answer]:
    index = NameIndex(things)

    def find(name: str) -> list[str]:
        return [hit.thing.id for hit in index.find(name)]

    def match(name: str) -> str:
        found = index.match(name).hit
        return found.thing.id if found else ""

    return find, match


Search = Callable[[str], list[tuple[str, str]]]  # a key → (id, key that was found), best first


def with_threshold(search: Search, asked: Sequence[Question]) -> tuple[Callable[[str], Sequence[str]], Answer]:
    """A peer's find and match; the threshold is the one with the best F1 on the tuned part."""

    def find(name: str) -> list[str]:
        return list(dict.fromkeys(id_ for id_, _ in search(name_key(name))))

    def match_at(threshold: float, search: Search = search) -> Answer:
        def match(name: str) -> str:
            key = name_key(name)
            hits = search(key)
            return hits[0][0] if hits and fuzz.ratio(key, hits[0][1]) >= threshold else ""

        return match

    remembered = cache(search)

    def f1(threshold: float) -> float:
        count = scores(match_at(threshold, remembered), (q for q in asked if q.split == "tune"))["all"]
        p, r = precision(count), recall(count)
        return 2 * p * r / ((p + r) or 1)

    return find, match_at(max((50, 60, 70, 80, 85, 90, 95, 100), key=f1))


def sqlite_search(things: Iterable[NamedThing]) -> Search:
    database = sqlite3.connect(":memory:")
    database.execute("CREATE VIRTUAL TABLE names USING fts5(key, id UNINDEXED, tokenize='trigram')")
    rows = ((name_key(name), thing.id) for thing in things for name in thing.all_names)
    database.executemany("INSERT INTO names VALUES (?, ?)", rows)

    def search(key: str) -> list[tuple[str, str]]:
        grams = [key[i : i + 3].replace('"', '""') for i in range(len(key) - 2)]
        if not grams:
            return []
        asked = " OR ".join(f'"{gram}"' for gram in dict.fromkeys(grams))
        found = database.execute("SELECT id, key FROM names WHERE names MATCH ? ORDER BY rank LIMIT 10", (asked,))
        return found.fetchall()

    return search


@contextmanager
def neo4j_search(things: Iterable[NamedThing]) -> Iterator[Search | None]:
    """Names in the server's ``cjk`` index, under a label of the benchmark's own that is removed afterwards."""
    if not (uri := os.environ.get("YANGTZE_TEST_NEO4J_URI")):
        yield None
        return
    from neo4j import GraphDatabase

    auth = (os.environ.get("YANGTZE_TEST_NEO4J_USER", "neo4j"), os.environ.get("YANGTZE_TEST_NEO4J_PASSWORD", ""))
    with GraphDatabase.driver(uri, auth=auth) as driver:
        rows = [{"key": name_key(name), "id": t.id} for t in things for name in t.all_names]
        try:
            _fill(driver, rows)
            yield lambda key: _ask(driver, key)
        finally:
            driver.execute_query("DROP INDEX benchmark_names IF EXISTS")
            with driver.session() as session:
                session.run("MATCH (n:BenchmarkName) CALL (n) { DELETE n } IN TRANSACTIONS OF 10000 ROWS").consume()


def _fill(driver: Any, rows: list[dict[str, str]]) -> None:
    for start in range(0, len(rows), 20_000):
        driver.execute_query(
            "UNWIND $rows AS row CREATE (:BenchmarkName {key: row.key, id: row.id})", rows=rows[start : start + 20_000]
        )
    driver.execute_query(
        "CREATE FULLTEXT INDEX benchmark_names FOR (n:BenchmarkName) ON EACH [n.key] "
        "OPTIONS {indexConfig: {`fulltext.analyzer`: 'cjk'}}"
    )
    driver.execute_query("CALL db.awaitIndexes(300)")


def _ask(driver: Any, key: str) -> list[tuple[str, str]]:
    escaped = "".join(f"\\{c}" if c in '+-&|!(){}[]^"~*?:\\/' else c for c in key)
    records, _, _ = driver.execute_query(
        "CALL db.index.fulltext.queryNodes('benchmark_names', $q, {limit: 10}) YIELD node RETURN node.id, node.key",
        q=escaped or '""',
    )
    return [(record[0], record[1]) for record in records]


def strangers(data: Path) -> dict[str, int]:
    """Names of listed firms that the shipped reference does not have: whatever is matched is another firm."""
    known = {firm.stock_code for firm in load_reference().firms.values()}
    index, asked, matched = NameIndex(shipped_things()), 0, 0
    with (data / "listed" / "listed_firms.csv").open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            if row["stock_code"] not in known:
                names = [row[field] for field in ("short_name", "full_name", "name_en") if row[field]]
                asked += len(names)
                matched += sum(bool(index.match(name, ("Firm",))) for name in names)
    return {"asked": asked, "matched": matched}


def build_seconds(things: list[NamedThing]) -> dict[str, float]:
    """Processor seconds until the first exact answer, the first match with a slip, the first search."""
    gc.collect()
    start = time.process_time()
    index, taken = NameIndex(things), {}
    taken["exact"] = time.process_time() - start
    for name, ask in (
        ("match", lambda: index.match("上海概伦电孑股份有限公司")), ("find", lambda: index.find("概伦电")),
        ("pinyin", lambda: index.find("gailun")),
    ):  # fmt: skip
        ask()
        taken[name] = time.process_time() - start
    return {name: round(seconds, 2) for name, seconds in taken.items()}


def data_hash(things: Iterable[NamedThing]) -> str:
    digest = hashlib.sha256(TABLE.read_bytes())
    for thing in things:
        digest.update("\t".join((thing.id, *thing.all_names)).encode())
    return digest.hexdigest()[:16]


def report(results: dict[str, dict[str, Any]]) -> None:
    own = results["ours"]
    click.echo(f"{'':14} {'P':>6} {'R':>6} {'held P':>7} {'held R':>7} {'find@1':>7} {'find@5':>7} "
               f"{'match p99':>10} {'find p99':>10} {'own':>8} {'ratio':>6}")  # fmt: skip
    for name, got in results.items():
        ratio = got["find_ms"]["p99"] / (own["find_ms"]["p99"] or 1)
        click.echo(f"{name:14} {got['precision']:6.1%} {got['recall']:6.1%} {got['held_precision']:7.1%} "
                   f"{got['held_recall']:7.1%} {got['find_recall_at_1']:7.1%} {got['find_recall_at_5']:7.1%} "
                   f"{got['match_ms']['p99']:7.2f} ms {got['find_ms']['p99']:7.2f} ms "
                   f"{got['find_ms']['cpu_p99']:5.2f} ms {ratio:5.1f}x")  # fmt: skip
    for kind, count in own["kinds"].items():
        click.echo(f"  {kind:16} right {count.get('right', 0):3} wrong {count.get('wrong', 0):3} "
                   f"missed {count.get('missed', 0):3}")  # fmt: skip


@click.command()
@click.option("--wrong", is_flag=True, help="Print what was answered wrongly in the tuned part.")
def main(wrong: bool) -> None:
    asked, things = questions(), shipped_things()
    if data := os.environ.get("YANGTZE_DATA"):
        things += other_firms(Path(data), things)
    click.echo(f"{sum(len(t.all_names) for t in things)} names of {len(things)} things, {len(asked)} questions")
    built = build_seconds(things)
    find, match = ours(things)
    results = {"ours": measure(find, match, asked, rounds=3)}
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    results["SQLite FTS5"] = measure(*with_threshold(sqlite_search(things), asked), asked)
    with neo4j_search(things) as search:
        if search:
            results["Neo4j cjk"] = measure(*with_threshold(search, asked), asked)
    report(results)
    click.echo(f"processor seconds to the first answer: {built}; {memory} MB")
    unknown = strangers(Path(data)) if data else {}
    if unknown:
        click.echo(f"{unknown['matched']} of {unknown['asked']} names of listed firms that we don't have are matched")
    if wrong:
        for q in asked:
            if q.split == "tune" and (given := match(q.query)) != q.expected:
                click.echo(f"  {q.kind}: {q.query} → {given or '–'}, expected {q.expected or '–'}")
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps({
        "commit": commit(), "data": data_hash(things), "names": sum(len(t.all_names) for t in things),
        "python": platform.python_version(), "processor": platform.machine(), "build_seconds": built,
        "memory_mb": memory, "strangers": unknown, "results": results,
    }, ensure_ascii=False, indent=1) + "\n", "utf-8")  # fmt: skip


if __name__ == "__main__":
    main()
