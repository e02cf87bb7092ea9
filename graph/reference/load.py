"""``load_reference``: the shipped knowledge with a user's folders laid over it, as one ``Reference``."""

import hashlib
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path

from graph.reference.check import check_tables, raise_for_errors
from graph.reference.check_rows import unknown_categories
from graph.reference.model import Reference
from graph.reference.rows import (
    RegionNames,
    make_chain,
    make_firm,
    make_firm_link,
    make_flow,
    make_group,
    make_link,
    make_office,
    make_priority,
    make_programme,
    make_region,
)
from graph.reference.tables import Layer, LayerTables, as_layers, merge_rows, read_layer, shipped_tables

__all__ = ["Layer", "load_reference"]


def load_reference(layers: Sequence[Layer | Path] = ()) -> Reference:
    """Read the shipped reference with ``layers`` (folders, or bytes from a ledger) laid over it in order.

    A later row replaces an earlier one with the same id, a new id adds. Raises ``InvalidReference`` with the
    first findings when the whole does not hold together.
    """
    return _load(as_layers(layers)) if layers else _load_shipped()


@cache
def _load_shipped() -> Reference:
    return _load(())


def _load(layers: tuple[Layer, ...]) -> Reference:
    tables = (shipped_tables(), *map(read_layer, layers))
    merged = merge_rows(tables)
    if layers:  # the shipped tables alone are held free of errors by a test
        raise_for_errors(check_tables(tables))
    regions = RegionNames(merged["regions"])
    names = {row["adcode"]: row["name"] for row in merged["regions"]}
    chains = {row["chain_id"]: make_chain(row) for row in merged["chains"]}
    links = {row["link_id"]: make_link(row, chains) for row in merged["chain_links"]}
    firms = {row["firm_id"]: make_firm(row, regions) for row in merged["firms"]}
    return Reference(
        regions={row["adcode"]: make_region(row, names) for row in merged["regions"]},
        groups={row["group_name"]: make_group(row, regions) for row in merged["region_groups"]},
        chains=chains,
        links=links,
        flows=tuple(make_flow(row, links) for row in merged["link_flows"]),
        offices={row["full_name"]: make_office(row, regions) for row in merged["liaison_offices"]},
        programmes=tuple(make_programme(row, regions) for row in merged["programmes"]),
        priorities=tuple(make_priority(row, regions) for row in merged["priority_chains"]),
        firms=firms,
        firm_links=tuple(make_firm_link(row, regions, firms, links) for row in merged["firm_links"]),
        layers=tuple(table.name for table in tables),
        hash=content_hash(tables),
        warnings=(*(text for table in tables for text in table.warnings), *unknown_categories(merged)),
    )


def content_hash(tables: Iterable[LayerTables]) -> str:
    """16 hexadecimal digits over every cell of every layer, wherever and however encoded the files are."""
    digest = hashlib.sha256()
    for layer in tables:
        for stem, rows in sorted(layer.rows.items()):
            digest.update(f"\x1c{stem}\n".encode())
            for row in rows:
                cells = [f"{name}\x1f{value}" for name, value in row.cells.items() if value]
                digest.update("\x1e".join([*sorted(cells), "\n"]).encode())
        digest.update(b"\x1d")
    return digest.hexdigest()[:16]
