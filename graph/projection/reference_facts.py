"""Reference rows as nodes and statements; a row is the evidence of its facts."""

from collections.abc import Iterator
from itertools import count

from graph.projection.model import Node, Passage, Statement
from graph.reference.model import Firm, Reference, RowSource


def row_passage(row: RowSource) -> Passage:
    """The row as a passage."""
    source = "; ".join(part for part in (row.source, row.url) if part) or None
    return Passage(row.passage, row.document, None, None, row.text, None, source, row.verified)


def reference_nodes(reference: Reference) -> Iterator[Node]:
    """Nodes of regions, groups, chains, links, offices and firms."""
    for region in reference.regions.values():
        yield Node(region.adcode, "Region", {
            "name": region.name, "names": _names(region.name, region.short_name, region.abbreviation, *region.aliases),
            "source_ids": [region.adcode], "level": region.level, "parent": region.parent,
            "short_name": region.short_name, "abbreviation": region.abbreviation, "in_belt": region.in_belt,
        })  # fmt: skip
    for group in reference.groups.values():
        yield Node(group.id, "RegionGroup", {
            "name": group.name, "names": _names(group.name, *group.aliases), "source_ids": [group.id],
            "members": list(group.members),
        })  # fmt: skip
    for chain in reference.chains.values():
        yield Node(chain.id, "Chain", {
            "name": chain.name, "names": _names(chain.name, chain.name_en, *chain.aliases),
            "source_ids": [chain.id], "name_en": chain.name_en,
        })  # fmt: skip
    positions = count()
    for link in reference.links.values():
        yield Node(link.id, "Link", {
            "name": link.name, "names": _names(link.name, link.name_en, *link.aliases), "source_ids": [link.id],
            "chain": link.chain, "stage": link.stage, "criticality": link.criticality, "gbt4754": link.gbt4754,
            "name_en": link.name_en, "position": next(positions),
        })  # fmt: skip
    for office in reference.offices.values():
        yield Node(office.id, "Office", {
            "name": office.full_name, "names": _names(office.full_name, *office.short_names),
            "source_ids": [office.id], "last_seen": office.last_seen or None, "collective": False,
        })  # fmt: skip
    for firm in reference.firms.values():
        yield Node(firm.source_id, "Firm", {
            "name": firm.short_name or firm.full_name, "names": _names(firm.full_name, firm.short_name, *firm.aliases),
            "source_ids": [firm.source_id], "stock_code": firm.stock_code or None,
            "ownership": firm.ownership or None, "founded_year": firm.founded_year or None,
        })  # fmt: skip


def _names(*names: str) -> list[str]:
    return list(dict.fromkeys(name for name in names if name))


def reference_statements(reference: Reference) -> Iterator[Statement]:
    """Every fact that a reference row states."""
    yield from _region_statements(reference)
    yield from _chain_statements(reference)
    for office in reference.offices.values():
        passage = row_passage(office.row)
        yield Statement("REPRESENTS", office.id, office.represents, passage)
        if office.located_in:
            yield Statement("LOCATED_IN", office.id, office.located_in, passage)
    for firm in reference.firms.values():
        if seat := _seat(firm):
            yield Statement("LOCATED_IN", firm.source_id, seat, row_passage(firm.row))
    for row in reference.firm_links:
        firm = reference.firms[row.firm]
        site = row.site_city or row.site_province or _seat(firm)
        properties = {"role": row.role, "sites": [site] if site else []}
        yield Statement("MAKES", firm.source_id, row.link, row_passage(row.row), properties=properties)


def _seat(firm: Firm) -> str:
    return firm.hq_city or firm.hq_province


def _region_statements(reference: Reference) -> Iterator[Statement]:
    for region in reference.regions.values():
        if region.parent:
            yield Statement("IN", region.adcode, region.parent, row_passage(region.row))
    for group in reference.groups.values():
        for member in group.members:
            yield Statement("IN", member, group.id, row_passage(group.row))
    # The newest programme first, so that `programme` and `year` of the relationship begin with it.
    for row in sorted(reference.priorities, key=lambda p: (p.year, p.programme), reverse=True):
        for chain in row.chains:
            properties = {"programme": row.programme, "year": row.year}
            yield Statement("PRIORITISES", row.region, chain, row_passage(row.row), properties=properties)


def _chain_statements(reference: Reference) -> Iterator[Statement]:
    for link in reference.links.values():
        yield Statement("BELONGS_TO", link.id, link.chain, row_passage(link.row))
    for flow in reference.flows:
        yield Statement("FEEDS", flow.source, flow.target, row_passage(flow.row))
