"""What the graph knows of each region × chain: so that 资料中未见 can be told from 未收录."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from typing import Any

from graph.gaps.answer import LinkAnswer, Recorded
from graph.gaps.engine import GapEngine
from graph.gaps.said import Claims
from graph.projection.model import Node, Relationship
from graph.reference.places import Place
from graph.tables import data_frame, render_table

RECORDED_NAME: dict[Recorded, str] = {"here": "已收录", "elsewhere": "本地未收录", "nowhere": "未收录"}


@dataclass(frozen=True, slots=True)
class Coverage:
    """One region × chain.

    Attributes:
        links, links_seen: links of the chain, and those with a firm here.
        firms: firms active in the chain here, each once.
        documents: documents (not reference files) that say something of it.
        statements: passages that say it, reference rows among them.
        said: sentences that call the chain or a link of it lacking or strong here (资料所述), not counted above.
        newest: date of the newest dated evidence; None when all is undated.
        verified: share of the firm-link facts that rest on a page that was seen; None without any.
        recorded: whether an empty link here means 资料中未见, or that nothing of the chain is recorded.
    """

    region_id: str
    region: str
    chain_id: str
    chain: str
    links: int
    links_seen: int
    firms: int
    documents: int
    statements: int
    said: int
    newest: str | None
    verified: float | None
    recorded: Recorded

    def to_json(self) -> dict[str, Any]:
        """The form of the CLI and the API."""
        found = asdict(self)
        return found | {"verified": None if self.verified is None else round(self.verified, 3)}


@dataclass(frozen=True, slots=True)
class CoverageTable:
    """Regions × chains, in the order asked for."""

    graph_version: str
    rows: tuple[Coverage, ...]
    note: str = ""

    def to_json(self) -> dict[str, Any]:
        """The form of the CLI and the API."""
        return {
            "graph_version": self.graph_version, "note": self.note, "coverage": [row.to_json() for row in self.rows]
        }  # fmt: skip

    def to_pandas(self) -> Any:
        """A ``pandas.DataFrame`` with a row for every region × chain.

        Raises:
            MissingExtra: pandas is not installed.
        """
        return data_frame([f.name for f in fields(Coverage)], map(asdict, self.rows))


def coverage_of(engine: GapEngine, place: Place, chain: Node, claims: Claims | None = None) -> Coverage:
    """What is known of one region (or group) and one chain; ``claims`` are what documents say outright."""
    links = [link.id for link in engine.activities.links if link.properties["chain"] == chain.id]
    here = {link: engine.activities.here(link, place.members) for link in links}
    made = [activity.fact for found in here.values() for activity in found]
    said = {f.id: f for link in links for f in engine.phrase_facts(link, place.members)}
    facts: list[Relationship] = [*made, *said.values()]
    documents = set[str]().union(*(fact.documents for fact in facts))
    dates = [str(f.properties["last_date"]) for f in facts if f.properties.get("last_date")]
    verified = sum(bool(f.properties.get("verified")) for f in made) / len(made) if made else None
    outright = claims.facts([chain.id, *links], place, wider=False) if claims else []
    anywhere = facts or any(engine.activities.by_link.get(link) for link in links)
    return Coverage(
        place.id, place.name, chain.id, chain.name, len(links), sum(bool(found) for found in here.values()),
        len({f.head for f in made}), len(documents), sum(int(f.properties.get("n_evidence") or 0) for f in facts),
        sum(int(f.properties.get("n_evidence") or 0) for _, f in outright),
        max(dates, default=None), verified, "here" if facts else "elsewhere" if anywhere else "nowhere",
    )  # fmt: skip


def recorded_link(engine: GapEngine, link: LinkAnswer) -> Recorded:
    """Where the graph knows firms of a link: what nobody is known to make anywhere is no finding about this region."""
    if link.firms:
        return "here"
    return "elsewhere" if engine.activities.by_link.get(link.node.id) else "nowhere"


def coverage_table(
    engine: GapEngine, places: Sequence[Place], chains: Sequence[Node], claims: Claims | None = None
) -> CoverageTable:
    """Every region × chain, in the order given."""
    rows = tuple(coverage_of(engine, place, chain, claims) for place in places for chain in chains)
    return CoverageTable(engine.version, rows)


def places_below(engine: GapEngine, place: Place | None) -> list[Place]:
    """A region with the areas right below it; all provinces of the belt when None."""
    regions = engine.activities.regions
    if place is None:
        ids = [i for i, n in regions.items() if n.properties["level"] == "province" and n.properties["in_belt"]]
        return [Place("region", i, regions[i].name, (i,)) for i in sorted(ids)]
    below = place.members if place.kind == "group" else ()
    below = below or tuple(i for i, n in regions.items() if n.properties["parent"] == place.id)
    return [place, *(Place("region", i, regions[i].name, (i,)) for i in sorted(below))]


def render_coverage(rows: Sequence[Coverage]) -> str:
    """A line for every region × chain of which anything is known; what is not is counted below."""
    known = [row for row in rows if row.statements or row.said]
    table = render_table(
        ("地区", "产业链", "环节", "企业", "文献", "陈述", "所述", "最新", "已核"),
        (
            (
                r.region, r.chain, f"{r.links_seen}/{r.links}", str(r.firms), str(r.documents), str(r.statements),
                str(r.said), r.newest or "日期不详", "" if r.verified is None else f"{r.verified:.0%}",
            )
            for r in known
        ),
        fixed=("环节", "企业", "文献", "陈述", "所述", "最新", "已核"),
    )  # fmt: skip
    elsewhere = sum(row.recorded == "elsewhere" for row in rows)
    nowhere = len({row.chain_id for row in rows if row.recorded == "nowhere"})
    return "".join(
        (
            table,
            f"另有 {elsewhere} 组地区与产业链，本地未收录任何资料。\n" if elsewhere else "",
            f"另有 {nowhere} 条产业链，各地都未收录。\n" if nowhere else "",
        )
    )
