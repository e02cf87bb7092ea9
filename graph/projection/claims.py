"""What documents say outright of a place and a link or chain: that it LACKS it, or EXCELS_IN it."""

from collections.abc import Iterator

from graph.ids import THE_COUNTRY
from graph.ledger.records import Claim
from graph.linking.linker import Linker
from graph.projection.document_facts import DocumentView, phrase_context
from graph.projection.model import Node, Statement
from graph.reference.model import Reference

CLAIM_TYPES = {"lack": "LACKS", "strength": "EXCELS_IN"}


def country() -> Node:
    """The node of the country; no region lies in it, for what holds of all need not hold of each."""
    return Node(THE_COUNTRY, "Region", {
        "name": "全国", "names": ["全国"], "source_ids": [THE_COUNTRY], "level": "country", "parent": "",
        "short_name": "全国", "abbreviation": "", "in_belt": False,
    })  # fmt: skip


def claim_statements(view: DocumentView, linker: Linker, reference: Reference) -> Iterator[Statement]:
    """The document's claims whose phrase is a link or a chain and whose place is known."""
    if not view.extraction.claims:
        return
    groups = {name: group.id for group in reference.groups.values() for name in (group.name, *group.aliases)}
    for claim in view.extraction.claims:
        place = claim.place if claim.place in reference.regions else groups.get(claim.place)
        place = THE_COUNTRY if claim.place == THE_COUNTRY else place
        about = _about(view, claim, linker)
        if place and about:
            target, score = about
            yield Statement(
                CLAIM_TYPES[claim.polarity], place, target, view.passage(claim.start, claim.end), "asserted",
                round(claim.confidence * score, 3), f"{claim.method} {view.extraction.pipeline}".strip(),
                view.document.first.publisher,
                {"words": claim.words, "speaker": claim.speaker, "inferred": claim.inferred},
            )  # fmt: skip


def _about(view: DocumentView, claim: Claim, linker: Linker) -> tuple[str, float] | None:
    """The chain that the phrase names outright, else the link, with how sure."""
    phrase = view.extraction.mentions[claim.mention].text
    if chain := linker.chain_of_phrase(phrase):
        return chain, 1.0
    match = linker.match(phrase, phrase_context(view, linker, claim.mention))
    return (match.link, match.score) if match else None
