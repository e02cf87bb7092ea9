"""Short lists that several pages offer, computed once for a graph."""

from graph.projection.model import Node, Passage
from web.belt import PROVINCES
from web.keeper import Reading


def chain_names(now: Reading) -> list[tuple[str, str]]:
    """Id and name of every chain, in the reference's order of their links."""

    def make() -> list[tuple[str, str]]:
        first: dict[str, int] = {}
        for link in now.graph.view.nodes("Link"):
            chain, position = str(link.properties["chain"]), int(link.properties["position"])
            first[chain] = min(position, first.get(chain, position))
        nodes = sorted(now.graph.view.nodes("Chain"), key=lambda n: (first.get(n.id, 1 << 30), n.id))
        return [(node.id, node.name) for node in nodes if node.id in first]

    return now.once("chains", make)


def group_names(now: Reading) -> list[str]:
    """Names of the groups of regions, the largest first."""
    groups = now.once("groups", lambda: now.graph.view.nodes("RegionGroup"))
    return [g.name for g in sorted(groups, key=lambda g: (-_provinces(g), -len(g.properties["members"]), g.name))]


def _provinces(group: Node) -> int:
    return sum(member in PROVINCES for member in group.properties["members"])


def documents(now: Reading) -> list[Node]:
    """Documents that are texts, the newest first; undated ones last."""

    def make() -> list[Node]:
        found = [d for d in now.graph.view.nodes("Document") if d.properties.get("kind") == "document"]
        return sorted(found, key=lambda d: (d.properties.get("published") or "", d.id), reverse=True)

    return now.once("documents", make)


def rows(now: Reading, document: str) -> list[tuple[int, Passage]]:
    """Cited rows of a reference file with their numbers, in order."""

    def make() -> dict[str, list[tuple[int, Passage]]]:
        found: dict[str, list[tuple[int, Passage]]] = {}
        for node in now.graph.view.nodes("Passage"):
            if node.properties["start"] is None:
                passage = Passage(node.id, **node.properties)
                found.setdefault(passage.document, []).append((row_number(node.id), passage))
        for members in found.values():
            members.sort(key=lambda m: (m[0], m[1].id))
        return found

    return now.once("rows", make).get(document, [])


def row_number(passage_id: str) -> int:
    """Number of a reference row, 0 when its passage has none."""
    tail = passage_id.rpartition(":")[2]
    return int(tail) if tail.isascii() and tail.isdigit() else 0
