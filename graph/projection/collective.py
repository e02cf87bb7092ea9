"""Offices that a text names only together (12省驻沪办) and spells out by their provinces.

「12省驻上海办事处…座谈会」 and, elsewhere in the same text, 「携手浙江、安徽、湖北…各省(自治区、直辖市)畅谈合作」 say
between them that Anhui's office at Shanghai took part. That is read from the meaning, not stated: such facts
carry their own method and a lower confidence, so that answers can show them as inferred (据句意推断).
"""

import re
from collections.abc import Iterator, Mapping

from graph.projection.document_facts import DocumentView
from graph.projection.model import Statement
from graph.reference.model import Reference

COLLECTIVE_METHOD = "collective-office"
_CONFIDENCE = 0.6
_FEWEST = 3  # fewer provinces in a row are an example, not the list of those present
_BETWEEN = re.compile(r"[、,，和及与]")


def collective_statements(
    view: DocumentView, canonical: Mapping[str, str], reference: Reference
) -> Iterator[Statement]:
    """PARTICIPATES_IN for each listed province's office, where a collective phrase takes part in an event."""
    events, hosts = _collective_events(view)
    if not events or len(hosts) != 1:
        return
    host = next(iter(hosts))
    offices = {
        (o.represents, o.located_in): o.id for o in reversed([*reference.offices.values()]) if "驻" in o.full_name
    }
    for start, end, provinces in _listed_provinces(view):
        passage = view.passage(start, end)
        for province in provinces:
            if office := offices.get((province, host)):
                for event in sorted(events):
                    yield Statement(
                        "PARTICIPATES_IN", office, canonical[event], passage, "asserted", _CONFIDENCE,
                        f"{COLLECTIVE_METHOD} {view.extraction.pipeline}", view.document.first.publisher,
                    )  # fmt: skip


def _collective_events(view: DocumentView) -> tuple[set[str], set[str]]:
    events: set[str] = set()
    hosts: set[str] = set()
    for relation in view.extraction.relations:
        entity = view.entity(relation.head)
        event = view.source_id(relation.tail)
        if relation.type == "PARTICIPATES_IN" and event and entity.features.get("collective"):
            events.add(event)
            hosts.update(entity.features.get("host", ()))
    return events, hosts


def _listed_provinces(view: DocumentView) -> Iterator[tuple[int, int, list[str]]]:
    """Rows of provinces joined by 、, with the bounds of their sentence."""
    row: list[tuple[int, int, str]] = []
    for mention in view.extraction.mentions:
        code = view.extraction.entities[mention.entity].features.get("adcode", ())
        province = mention.type == "PLACE" and len(code) == 1 and code[0].endswith("0000")
        between = view.document.text[row[-1][1] : mention.start] if row else ""
        if province and row and len(between) == 1 and _BETWEEN.match(between):
            row.append((mention.start, mention.end, code[0]))
            continue
        if len(row) >= _FEWEST:
            yield (*view.sentence_around(row[0][0], row[-1][1]), [c for *_, c in row])
        row = [(mention.start, mention.end, code[0])] if province else []
    if len(row) >= _FEWEST:
        yield (*view.sentence_around(row[0][0], row[-1][1]), [c for *_, c in row])
