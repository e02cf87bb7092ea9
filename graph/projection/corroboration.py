"""Sentences that bear out what a reference row says: a firm and the name of a link that it is known to make.

A firm beside a link's name says little by itself, and taken alone is wrong about half of the time. Where a
reference row already says that this firm makes this link, the sentence is good evidence of it, and the firm's
being known in the trade decides which link an ambiguous name means.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping

from graph.linking.linker import Linker
from graph.linking.makers import MARKET_TALK
from graph.projection.document_facts import DocumentView
from graph.projection.model import Statement
from graph.reference.model import Reference

CORROBORATION_METHOD = "corroboration"
_CONFIDENCE = 0.8


def known_activities(reference: Reference) -> frozenset[tuple[str, str]]:
    """Every (firm's source id, link) that a reference row states."""
    return frozenset((reference.firms[row.firm].source_id, row.link) for row in reference.firm_links)


def links_by_firm(known: frozenset[tuple[str, str]]) -> dict[str, frozenset[str]]:
    """The links of each firm's source id."""
    found: dict[str, set[str]] = defaultdict(set)
    for firm, link in known:
        found[firm].add(link)
    return {firm: frozenset(links) for firm, links in found.items()}


def corroborating_statements(
    view: DocumentView, canonical: Mapping[str, str], linker: Linker, known: frozenset[tuple[str, str]]
) -> Iterator[Statement]:
    """MAKES for a known (firm, link), by each sentence that names both."""
    firms: list[tuple[int, int, str]] = []
    for mention in view.extraction.mentions:
        source_id = view.source_ids[mention.entity]
        if mention.type == "FIRM" and source_id and canonical[source_id].startswith("ref:"):
            firms.append((mention.start, mention.end, canonical[source_id]))
    if not firms:
        return
    for mention in view.extraction.mentions:
        if mention.type not in ("PRODUCT", "INDUSTRY"):
            continue
        links = linker.possible(mention.text)
        if not links:
            continue
        start, end = view.sentence_around(mention.start, mention.end)
        if MARKET_TALK.search(view.document.text, start, end):
            continue
        here = {firm for first, last, firm in firms if start <= first and last <= end}
        for firm in sorted(here):
            for link in sorted(links):
                if (firm, link) in known:
                    yield Statement(
                        "MAKES", firm, link, view.passage(start, end), "asserted", _CONFIDENCE,
                        f"{CORROBORATION_METHOD} {view.extraction.pipeline}", view.document.first.publisher,
                        {"reason": f"{mention.text}：本句同时提到企业与环节，参照表已列"},
                    )  # fmt: skip
