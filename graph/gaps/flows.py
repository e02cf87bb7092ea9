"""How much of a chain hangs on each of its links, read from the flows alone."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import networkx as nx

_SOURCE = ""  # where all flows begin; no link has an empty id


@dataclass(frozen=True, slots=True)
class Hold:
    """What a chain hangs on a link with, 0..1 each.

    Attributes:
        betweenness: share of the shortest ways between two other links that pass it (Freeman 1977).
        dominates: share of the other links that nothing reaches but through it: what it dominates in the flow graph
            (Lengauer and Tarjan 1979). If it fails, these have no supply at all.
    """

    betweenness: float
    dominates: float

    @property
    def bottleneck(self) -> float:
        """The larger of the two."""
        return max(self.betweenness, self.dominates)


def holds(links: Sequence[str], flows: Iterable[tuple[str, str]]) -> dict[str, Hold]:
    """What hangs on each link of a chain; a cycle in a user's own chain is no obstacle.

    Args:
        links: ids of the chain's links.
        flows: (from, to); others than between the links are left out.
    """
    graph = nx.DiGraph()
    graph.add_nodes_from(links)
    graph.add_edges_from((a, b) for a, b in flows if a in graph and b in graph and a != b)
    between: dict[str, float] = nx.betweenness_centrality(graph)
    below = _dominated(graph)
    others = max(1, len(links) - 1)
    return {link: Hold(round(between[link], 4), round(below[link] / others, 4)) for link in links}


def _dominated(graph: "nx.DiGraph[str]") -> dict[str, int]:
    """How many links each link dominates, itself left out."""
    rooted = nx.DiGraph(graph)
    rooted.add_node(_SOURCE)
    rooted.add_edges_from((_SOURCE, link) for link in graph if graph.in_degree(link) == 0)
    reached = nx.descendants(rooted, _SOURCE)
    for link in graph:  # links of a cycle that nothing feeds begin somewhere, too
        if link not in reached:
            rooted.add_edge(_SOURCE, link)
            reached |= {link} | nx.descendants(rooted, link)
    above = dict(nx.immediate_dominators(rooted, _SOURCE))
    below = dict.fromkeys(graph, 0)
    for link in graph:
        step = above.get(link)
        while step not in (None, _SOURCE, link):
            below[step] += 1
            step = above.get(step)
    return below
