"""A chain's frame: its links and flows and what hangs on each, the same for every region."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from graph.gaps.flows import Hold, holds
from graph.projection.model import Node, Relationship


@dataclass(frozen=True)
class Frame:
    """A chain's links in the reference's order, with what feeds each and what each feeds.

    Attributes:
        depends: share of the other links that come after a link along the flows, 0..1.
        holds: betweenness and dominance of each link.
    """

    links: tuple[Node, ...]
    inputs: dict[str, list[str]]
    outputs: dict[str, list[str]]
    depends: dict[str, float]
    holds: dict[str, Hold]

    @classmethod
    def of(cls, links: Sequence[Node], feeds: Iterable[Relationship]) -> "Frame":
        """From the chain's links and the graph's flows."""
        ids = [link.id for link in links]
        inputs: dict[str, list[str]] = {id_: [] for id_ in ids}
        outputs: dict[str, list[str]] = {id_: [] for id_ in ids}
        for flow in feeds:
            if flow.head in inputs and flow.tail in inputs:
                inputs[flow.tail].append(flow.head)
                outputs[flow.head].append(flow.tail)
        others = max(1, len(ids) - 1)
        depends = {id_: len(_after(id_, outputs) - {id_}) / others for id_ in ids}
        flows = ((a, b) for a, found in outputs.items() for b in found)
        return cls(tuple(links), inputs, outputs, depends, holds(ids, flows))


def _after(link: str, outputs: dict[str, list[str]]) -> set[str]:
    reached: set[str] = set()
    waiting = [link]
    while waiting:
        for after in outputs[waiting.pop()]:
            if after not in reached:
                reached.add(after)
                waiting.append(after)
    return reached
