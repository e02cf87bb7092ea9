"""Whether the rows of the tables hold together: ids, references between them, categories, years, codes."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from graphlib import CycleError, TopologicalSorter
from itertools import pairwise

from graph.reference.rows import RegionNames
from graph.reference.tables import SHIPPED, Finding, LayerTables, Row

Merged = Mapping[str, Sequence[Row]]

_YEAR = re.compile(r"[12]\d{3}")
_DATE = re.compile(r"[12]\d{3}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?")
_SIX_DIGITS = re.compile(r"\d{6}")
_GBT = re.compile(r"[A-T]?\d{2,4}")
_VERIFIED = frozenset({"", "yes", "no", "true", "false", "是", "否"})

# table, column -> the values it may hold; anything else is an error.
CLOSED = {
    ("regions", "level"): frozenset({"province", "prefecture", "district", "county"}),
    ("chain_links", "stage"): frozenset({"upstream", "midstream", "downstream", "supporting"}),
    ("chain_links", "criticality"): frozenset({"core", "important", "general"}),
    ("firm_links", "role"): frozenset({"leader", "major", "specialised", "supporting", "emerging"}),
}
# table -> column -> the values that are understood; anything else is kept, and said.
OPEN = {
    "firms": {
        "ownership": frozenset({"", "private", "central_soe", "local_soe", "foreign", "joint_venture", "collective"})
    },
    "programmes": {"level": frozenset({"", "national", "province", "prefecture", "district", "county"})},
    "regions": {"in_belt": frozenset({"", "true", "false", "yes", "no", "是", "否"})},
}
# table, column -> how a cell has to look, and what to call that.
_SHAPES: dict[tuple[str, str], tuple[re.Pattern[str], str]] = {
    ("regions", "adcode"): (_SIX_DIGITS, "six digits"),
    ("firms", "stock_code"): (_SIX_DIGITS, "six digits; a spreadsheet may have dropped leading zeros"),
    ("firms", "founded_year"): (_YEAR, "a year"),
    ("programmes", "issued"): (_DATE, "a year, year-month or date"),
    ("programmes", "valid_from"): (_YEAR, "a year"),
    ("programmes", "valid_to"): (_YEAR, "a year"),
    ("priority_chains", "year"): (_YEAR, "a year"),
    ("liaison_offices", "last_seen"): (_DATE, "a year, year-month or date"),
}
# table, column -> the table and column that its values have to stand in; every value of a ;-list on its own.
_REFERENCES = {
    ("regions", "parent_adcode"): ("regions", "adcode"),
    ("chain_links", "chain_id"): ("chains", "chain_id"),
    ("link_flows", "chain_id"): ("chains", "chain_id"),
    ("link_flows", "from_link_id"): ("chain_links", "link_id"),
    ("link_flows", "to_link_id"): ("chain_links", "link_id"),
    ("firm_links", "firm_id"): ("firms", "firm_id"),
    ("firm_links", "link_id"): ("chain_links", "link_id"),
    ("priority_chains", "chain_ids"): ("chains", "chain_id"),
}
_PLACES = {
    "region_groups": ("members",),
    "liaison_offices": ("represents", "located_in"),
    "programmes": ("province_or_municipality",),
    "priority_chains": ("province_or_municipality",),
    "firms": ("hq_province", "hq_city"),
    "firm_links": ("site_province", "site_city"),
}
# Columns of an id that may be blank: a firm's site is its headquarters then, a priority's year unknown.
_MAY_BE_BLANK = frozenset({"site_province", "site_city", "year", "level"})


def check_rows(tables: Sequence[LayerTables], merged: Merged) -> Iterator[Finding]:
    """Every finding that needs no knowledge of names beyond the regions'."""
    yield from _duplicates(tables)
    # What a shipped row says by itself is checked by a test, not again with every layer laid over it.
    own = [layer for layer in tables if layer.name != SHIPPED] or tables
    for row in (row for layer in own for rows in layer.rows.values() for row in rows):
        yield from _blank_cells(row)
        yield from _categories(row)
        yield from _shapes(row)
    yield from _dangling(merged)
    yield from _places(merged)
    yield from _parents(merged)
    yield from _flows(merged)
    yield from _programmes(merged)


def unknown_categories(merged: Merged) -> tuple[str, ...]:
    """What the cells say that the program does not understand, with the number of rows, for the warnings."""
    counts: Counter[str] = Counter()
    for rows in merged.values():
        for row in rows:
            counts.update(
                f"{row.layer}/{row.file}: unknown {column} '{row[column]}'" for column in _not_understood(row)
            )
    return tuple(f"{text}, {number} row{'s' * (number > 1)}" for text, number in sorted(counts.items()))


def _not_understood(row: Row) -> list[str]:
    known = OPEN.get(row.table.stem, {})
    columns = [column for column, values in known.items() if row[column].casefold() not in values]
    return columns + ["verified"] * (row["verified"].casefold() not in _VERIFIED)


def _duplicates(tables: Iterable[LayerTables]) -> Iterator[Finding]:
    seen: dict[tuple[str, tuple[str, ...]], Row] = {}
    for layer in tables:
        for stem, rows in layer.rows.items():
            for row in rows:
                first = seen.get((stem, row.key))
                seen[stem, row.key] = row
                if first is None or not any(row.key):
                    continue
                name = " / ".join(filter(None, row.key))
                if first.layer == row.layer:
                    yield row.error(f"duplicate {_key_name(row)} '{name}', first in line {first.line}")
                else:
                    yield row.note(f"'{name}' replaces {first.layer}/{first.file}:{first.line}")


def _key_name(row: Row) -> str:
    return " + ".join(column for column in row.table.key if column not in _MAY_BE_BLANK)


def _blank_cells(row: Row) -> Iterator[Finding]:
    needed = {
        *row.table.key,
        *(column for column in row.table.required if column.endswith(("name", "name_zh"))),
    }
    for column in row.table.columns & needed - _MAY_BE_BLANK:
        if not row[column]:
            yield row.error(f"blank {column}")


def _categories(row: Row) -> Iterator[Finding]:
    for (stem, column), known in CLOSED.items():
        if stem == row.table.stem and row[column] not in known:
            yield row.error(f"unknown {column} '{row[column]}', known are {', '.join(sorted(known))}")
    for column in _not_understood(row):
        yield row.note(f"unknown {column} '{row[column]}'")


def _shapes(row: Row) -> Iterator[Finding]:
    for (stem, column), (pattern, what) in _SHAPES.items():
        value = row[column] if stem == row.table.stem else ""
        if value and not pattern.fullmatch(value):
            yield row.error(f"{column} '{value}' is not {what}")
    code = row["gbt4754_code"]
    if code and not _GBT.fullmatch(code):
        yield row.note(f"gbt4754_code '{code}' is no code of GB/T 4754")


def _dangling(merged: Merged) -> Iterator[Finding]:
    known = {target: {row[target[1]] for row in merged[target[0]]} for target in set(_REFERENCES.values())}
    for (stem, column), target in _REFERENCES.items():
        for row in merged[stem]:
            for value in row.many(column):
                if value not in known[target]:
                    yield row.error(f"{column} '{value}' is not in {target[0]}")


def _places(merged: Merged) -> Iterator[Finding]:
    regions = RegionNames(merged["regions"])
    for stem, columns in _PLACES.items():
        for row in merged[stem]:
            within = ""
            for column in columns:
                for name in row.many(column):
                    code = regions.adcode(name, within)
                    if not code:
                        yield row.error(f"{column} '{name}' is the name of no region, or of several")
                    elif within and not regions.holds(within, code):
                        yield row.error(f"{column} '{name}' does not lie in {row[columns[0]]}")
                    if column.endswith("_province"):
                        within = code


def _parents(merged: Merged) -> Iterator[Finding]:
    parents = {row["adcode"]: row["parent_adcode"] for row in merged["regions"]}
    for row in merged["regions"]:
        if not row["parent_adcode"] and row["level"] != "province":
            yield row.error("blank parent_adcode: only a province has no parent")
    cycle = _cycle({code: [parent] for code, parent in parents.items() if parent})
    if cycle:
        row = next(row for row in merged["regions"] if row["adcode"] == cycle[0])
        yield row.error(f"a region lies in itself: {' → '.join(cycle)}")


def _flows(merged: Merged) -> Iterator[Finding]:
    chain_of = {row["link_id"]: row["chain_id"] for row in merged["chain_links"]}
    names = {row["link_id"]: row["link_name_zh"] for row in merged["chain_links"]}
    edges: dict[str, dict[tuple[str, str], Row]] = {}
    for row in merged["link_flows"]:
        for column in ("from_link_id", "to_link_id"):
            chain = chain_of.get(row[column], row["chain_id"])
            if chain != row["chain_id"]:
                yield row.error(f"{column} '{row[column]}' belongs to the chain '{chain}'")
        edges.setdefault(row["chain_id"], {})[row["from_link_id"], row["to_link_id"]] = row
    for chain, rows in edges.items():
        graph: dict[str, list[str]] = {}
        for source, target in rows:
            graph.setdefault(target, []).append(source)
        cycle = _cycle(graph)
        if cycle:
            # The row that closes the circle is the one that was written last.
            last = max((rows[step] for step in pairwise(cycle)), key=_standing(merged))
            start = cycle.index(last["to_link_id"])
            text = " → ".join(names.get(link, link) for link in cycle[start:-1] + cycle[: start + 1])
            yield last.error(f"the flows of '{chain}' go in a circle: {text}")


def _standing(merged: Merged) -> Callable[[Row], int]:
    order = {id(row): place for place, row in enumerate(merged["link_flows"])}
    return lambda row: order[id(row)]


def _cycle(predecessors: Mapping[str, Iterable[str]]) -> list[str]:
    """One cycle along the arrows, first and last the same, or nothing."""
    try:
        TopologicalSorter(predecessors).prepare()
    except CycleError as error:
        cycle: list[str] = error.args[1]
        return cycle
    return []


def _programmes(merged: Merged) -> Iterator[Finding]:
    known = {(row["province_or_municipality"], row["programme"]) for row in merged["programmes"]}
    for row in merged["programmes"]:
        later = row["superseded_by"]
        if later and (row["province_or_municipality"], later) not in known:
            yield row.error(f"superseded_by '{later}' is not a programme of {row['province_or_municipality']}")
        if row["valid_to"] and row["valid_from"] > row["valid_to"]:
            yield row.error(f"valid_from {row['valid_from']} is after valid_to {row['valid_to']}")
    for row in merged["priority_chains"]:
        if (row["province_or_municipality"], row["programme"]) not in known:
            yield row.note(f"programme '{row['programme']}' is not in programmes")
