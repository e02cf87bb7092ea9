"""The gap answer as rows, one for a link: what the CSV and the data frame hold."""

from collections.abc import Iterator
from typing import Any

from graph.gaps.answer import GapAnswer, LinkAnswer

COLUMNS = (
    "region", "chain", "link", "name", "stage", "criticality", "status", "status_reason", "action",
    "action_reason", "rank", "score", "feasibility", "importance", "supply", "coverage", "rca", "relatedness",
    "documents", "firms", "candidates", "introduction", "evidence", "graph_version",
)  # fmt: skip


def link_rows(answer: GapAnswer) -> Iterator[dict[str, Any]]:
    """A row for every link of the chain; lists are joined with ``;``."""
    return (dict(zip(COLUMNS, _values(answer, link), strict=True)) for link in answer.links)


def _values(answer: GapAnswer, link: LinkAnswer) -> tuple[Any, ...]:
    properties = link.node.properties
    kinds = dict.fromkeys(c.introduction.kind for c in link.candidates if c.introduction)
    evidence = [answer.passages[p].text for a in link.firms for p in a.fact.evidence[:1] if p in answer.passages]
    return (
        answer.region_name, answer.chain.name, link.node.id, link.node.name, properties["stage"],
        properties["criticality"], link.status, link.status_reason, link.action, link.action_reason, link.rank,
        link.score, link.feasibility, link.importance, link.supply, round(link.coverage, 3), round(link.rca, 3),
        round(link.relatedness, 3), link.documents, ";".join(answer.name(a.firm) for a in link.firms),
        ";".join(answer.name(c.candidate.firm) for c in link.candidates), ";".join(kinds),
        ";".join(evidence), answer.graph_version,
    )  # fmt: skip
