"""From merged rows of text to the data classes: places become adcodes, every row keeps its source."""

from collections.abc import Iterable, Mapping

from graph.reference.model import (
    Chain,
    Firm,
    FirmLink,
    Flow,
    Link,
    Office,
    Priority,
    Programme,
    Region,
    RegionGroup,
    RowSource,
)
from graph.reference.tables import SHIPPED, Row

JUDGEMENT = "编者判断（非测量）"
_JUDGED = frozenset({"chain_links", "link_flows", "firm_links"})
_YES = frozenset({"yes", "true", "是"})
_LEVELS = ("province", "prefecture", "district", "county")
_STAGES = {"upstream": "上游", "midstream": "中游", "downstream": "下游", "supporting": "配套"}


def said_yes(text: str) -> bool:
    """Whether a cell says yes."""
    return text.casefold() in _YES


class RegionNames:
    """Names of regions as the tables spell them; a city is sought within its province when one is given."""

    def __init__(self, rows: Iterable[Row]) -> None:
        self._parent: dict[str, str] = {}
        self._rank: dict[str, int] = {}
        self._codes: dict[str, list[str]] = {}
        self._known: dict[tuple[str, str], str] = {}
        for row in rows:
            code, level = row["adcode"], row["level"]
            self._parent[code] = row["parent_adcode"]
            self._rank[code] = _LEVELS.index(level) if level in _LEVELS else len(_LEVELS)
            for name in {row["name"], row["short_name"], *row.many("aliases")} - {""}:
                self._codes.setdefault(name, []).append(code)

    def adcode(self, name: str, within: str = "") -> str:
        """The adcode a name stands for, or an empty text where it stands for none or for several."""
        if not name or name in self._parent:
            return name
        known = self._known.get((name, within))
        if known is None:
            known = self._known[name, within] = self._find(name, within)
        return known

    def _find(self, name: str, within: str) -> str:
        codes = self._codes.get(name, [])
        if within:
            codes = [code for code in codes if self.holds(within, code)] or codes
        best = min((self._rank[code] for code in codes), default=0)
        codes = [code for code in codes if self._rank[code] == best]
        return codes[0] if len(codes) == 1 else ""

    def holds(self, ancestor: str, code: str) -> bool:
        """Whether a region is the other or lies in it."""
        seen: set[str] = set()
        while code and code not in seen:
            if code == ancestor:
                return True
            seen.add(code)  # the tables are not checked yet: a region may lie in itself
            code = self._parent.get(code, "")
        return False


def row_source(row: Row, rendering: str) -> RowSource:
    """What vouches for a row; without an evidence column the row's own content is the text."""
    source = row["source_title"] or row["source"]
    url = row["source_url"] or (source if source.startswith(("http://", "https://")) else "")
    if not source and row.layer != SHIPPED:
        source = f"{row.layer}/{row.file}"
    elif not source and row.table.stem in _JUDGED:
        source = JUDGEMENT
    text = row["evidence"] or rendering
    return RowSource(row.layer, row.file, row.line, text, source, url, said_yes(row["verified"]))


def make_region(row: Row, names: Mapping[str, str]) -> Region:
    """A region from its row; ``names`` are full names by adcode."""
    parent = row["parent_adcode"]
    text = f"{row['name']}({row['adcode']})" + (f"，属{names.get(parent, parent)}" if parent else "")
    return Region(
        row["adcode"],
        row["name"],
        row["short_name"] or row["name"],
        row["abbreviation"],
        row["level"],
        parent or None,
        said_yes(row["in_belt"]),
        row.many("aliases"),
        row_source(row, text),
    )


def make_group(row: Row, regions: RegionNames) -> RegionGroup:
    """A group of regions from its row."""
    members = row.many("members")
    note = f"({row['note']})" if row["note"] else ""
    return RegionGroup(
        row["group_name"],
        row.many("aliases"),
        tuple(code for code in map(regions.adcode, members) if code),
        row["note"],
        row_source(row, f"{row['group_name']}: {'、'.join(members)}{note}"),
    )


def make_chain(row: Row) -> Chain:
    """A chain from its row."""
    name, english, aliases = row["chain_name_zh"], row["chain_name_en"], row.many("aliases")
    text = f"{name}({english})" if english else name
    if aliases:
        text += f"，又称{'、'.join(aliases)}"
    return Chain(row["chain_id"], name, english, aliases, row_source(row, text))


def make_link(row: Row, chains: Mapping[str, Chain]) -> Link:
    """A link from its row."""
    chain, name, aliases = row["chain_id"], row["link_name_zh"], row.many("aliases")
    chain_name = chains[chain].name if chain in chains else chain
    text = f"{chain_name}{_STAGES.get(row['stage'], row['stage'])}: {name}"
    if aliases:
        text += f"，又称{'、'.join(aliases)}"
    return Link(
        row["link_id"],
        chain,
        name,
        row["link_name_en"],
        row["stage"],
        aliases,
        row["gbt4754_code"],
        row["criticality"],
        row_source(row, text),
    )


def make_flow(row: Row, links: Mapping[str, Link]) -> Flow:
    """A flow from its row."""
    source, target = row["from_link_id"], row["to_link_id"]
    ends = (links[end].name if end in links else end for end in (source, target))
    return Flow(row["chain_id"], source, target, row_source(row, " → ".join(ends)))


def make_office(row: Row, regions: RegionNames) -> Office:
    """A liaison office from its row."""
    name, represents, place = row["full_name"], row["represents"], row["located_in"]
    text = f"{name}，代表{represents}，驻{place}"
    return Office(
        name,
        row.many("short_names"),
        regions.adcode(represents),
        regions.adcode(place),
        row["last_seen"],
        row["note"],
        row_source(row, text),
    )


def make_programme(row: Row, regions: RegionNames) -> Programme:
    """A programme from its row."""
    region, name = row["province_or_municipality"], row["programme"]
    title = row["full_title"]
    years = "-".join(filter(None, (row["valid_from"], row["valid_to"])))
    text = f"{region} {name}" + (f"({years})" if years else "") + (f": {title}" if title else "")
    return Programme(
        regions.adcode(region),
        name,
        title,
        row["issued"],
        row["valid_from"],
        row["valid_to"],
        row["superseded_by"],
        row["level"],
        row_source(row, text),
    )


def make_priority(row: Row, regions: RegionNames) -> Priority:
    """A priority from its row."""
    region, programme, year = row["province_or_municipality"], row["programme"], row["year"]
    text = f"{region} {programme}" + (f"({year})" if year else "") + f": {row['chain_name']}"
    return Priority(
        regions.adcode(region),
        programme,
        year,
        row["chain_name"],
        row.many("chain_ids"),
        row["level"],
        row_source(row, text),
    )


def make_firm(row: Row, regions: RegionNames) -> Firm:
    """A firm from its row."""
    full, short, code = row["full_name"], row["short_name"], row["stock_code"]
    province = regions.adcode(row["hq_province"])
    place = row["hq_province"] + (row["hq_city"] if row["hq_city"] != row["hq_province"] else "")
    parts = (full, f"简称{short}" if short else "", place, f"股票代码{code}" if code else "")
    return Firm(
        row["firm_id"],
        full,
        short,
        row.many("aliases"),
        province,
        regions.adcode(row["hq_city"], within=province),
        code,
        row["ownership"],
        row["founded_year"],
        row_source(row, ",".join(filter(None, parts))),
    )


def make_firm_link(row: Row, regions: RegionNames, firms: Mapping[str, Firm], links: Mapping[str, Link]) -> FirmLink:
    """A firm's role in a link from its row."""
    firm, link = row["firm_id"], row["link_id"]
    firm_name = (firms[firm].short_name or firms[firm].full_name) if firm in firms else firm
    text = f"{firm_name}: {links[link].name if link in links else link}({row['role']})"
    province = regions.adcode(row["site_province"])
    site = regions.adcode(row["site_city"], within=province)
    return FirmLink(firm, link, row["role"], province, site, row_source(row, text), row["evidence"])
