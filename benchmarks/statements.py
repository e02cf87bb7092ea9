"""How right is what documents are taken to say outright: the judged sentences of ``benchmarks/data/statements.jsonl``.

A sentence is a document's id and offsets into its text (``YANGTZE_DATA``) with what it says: polarity, the phrase's
offsets, the place (adcode, 100000 the country, or a group's name) and the links or chains that the phrase may stand for
(``*`` for any of a chain). The whole pipeline reads the documents; a claim is right when polarity, place and phrase
are, a statement of the graph when its link is, too.

    YANGTZE_DATA=… python -m benchmarks.statements
"""

import json
import os
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from graph.ledger.ledger import StoredDocument
from graph.ledger.records import Claim, Document
from graph.linking.linker import linker_of
from graph.projection.claims import CLAIM_TYPES, claim_statements
from graph.projection.document_facts import DocumentView, view_document
from graph.reference.load import load_reference
from graph.reference.model import Reference
from ingest.discover import discover
from ingest.items import Options
from ingest.items import Reading as Read
from ingest.readers import read_source
from nlp.pipeline import Extractor

JUDGED = Path(__file__).parent / "data" / "statements.jsonl"
FLOORS = Path(__file__).parent / "floors.toml"
PARTS = ("tune", "apart", "blind-2")
Row = dict[str, Any]


@dataclass
class Count:
    """Claims found and right, statements linked and right, and what the sentences say that was found or not."""

    claims: int = 0
    right: int = 0
    linked: int = 0
    linked_right: int = 0
    said: int = 0
    found: int = 0
    wrong: list[str] = field(default_factory=list)

    def figures(self) -> dict[str, float]:
        """Shares of each."""
        return {
            "precision": self.right / max(1, self.claims), "linked_precision": self.linked_right / max(1, self.linked),
            "recall": self.found / max(1, self.said),
        }  # fmt: skip


def texts(data: Path, wanted: Iterable[tuple[str, str]]) -> Iterator[tuple[tuple[str, str], str]]:
    """Texts of the documents wanted, as the readers give them."""
    keys = set(wanted)
    for source in discover([str(data / "news" / f"{name}.jsonl") for name in ("broadcast", "business")]):
        for item in read_source(source, Options()):
            if isinstance(item, Read):
                name, _, id_ = str(item.document.key).partition("/")
                if (name, id_) in keys:
                    yield (name, id_), item.document.text
    for split in ("train", "dev"):
        for line in (data / "annotated" / f"{split}.jsonl").read_text("utf-8").splitlines():
            row = json.loads(line)
            if (row["source"], row["id"]) in keys:
                yield (row["source"], row["id"]), row["text"]


def judged(rows: Sequence[Row], documents: Iterable[tuple[tuple[str, str], str]]) -> dict[str, Count]:
    """Counts of each part over the documents that were given."""
    by_document: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in rows:
        by_document[row["source"], row["document"]].append(row)
    extractor, reference = Extractor(), load_reference()
    linker = linker_of(reference)
    counts = {part: Count() for part in PARTS}
    for key, text in documents:
        view = view_document(StoredDocument(f"d:{key[1]}", text, (Document("", key[1]),), extractor.extract(text)))
        statements = set()
        for statement in claim_statements(view, linker, reference):
            statements.add((statement.type, statement.head, statement.tail, statement.passage.start))
        for row in by_document[key]:
            _score(counts[row["part"]], row, view, statements, reference)
    return counts


def _score(
    count: Count, row: Row, view: DocumentView, statements: set[tuple[str, str, str, int | None]], reference: Reference
) -> None:
    groups = {n: g.id for g in reference.groups.values() for n in (g.name, *g.aliases)}
    claims = [c for c in view.extraction.claims if c.start < row["end"] and row["start"] < c.end]
    found: list[Row] = []
    for claim in claims:
        label = next((said for said in row["said"] if _is(claim, said, view, groups)), None)
        count.claims += 1
        count.right += label is not None
        if label is None:
            phrase = view.extraction.mentions[claim.mention].text
            count.wrong.append(f"{row['document']} {claim.polarity} {phrase} {claim.place} ({claim.words})")
        else:
            found.append(label)
    count.said += len(row["said"])
    count.found += sum(said in found for said in row["said"])
    starts = {c.start for c in claims}
    for type_, head, tail, start in sorted(statements):
        if start in starts:
            right = any(
                CLAIM_TYPES[said["polarity"]] == type_ and groups.get(said["place"], said["place"]) == head
                and any(_fits(tail, link) for link in said["links"])
                for said in row["said"]
            )  # fmt: skip
            count.linked += 1
            count.linked_right += right
            if not right:
                count.wrong.append(f"{row['document']} {type_} {head} {tail}")


def _is(claim: Claim, said: Row, view: DocumentView, groups: Mapping[str, str]) -> bool:
    mention = view.extraction.mentions[claim.mention]
    same_place = groups.get(claim.place, claim.place) == groups.get(said["place"], said["place"])
    overlap = mention.start < said["end"] and said["start"] < mention.end
    return claim.polarity == said["polarity"] and same_place and overlap


def _fits(target: str, link: str) -> bool:
    return target.partition(".")[0] == link[:-1] if link.endswith("*") else target == link


def main() -> None:
    """Print the figures and hold the floors."""
    if "YANGTZE_DATA" not in os.environ:
        raise SystemExit("YANGTZE_DATA names no folder with news/ and annotated/.")
    rows = [json.loads(line) for line in JUDGED.read_text("utf-8").splitlines()]
    wanted = {(row["source"], row["document"]) for row in rows}
    counts = judged(rows, texts(Path(os.environ["YANGTZE_DATA"]), wanted))
    floors = tomllib.loads(FLOORS.read_text("utf-8"))["statements"]
    for part in PARTS:
        count = counts[part]
        sentences = sum(row["part"] == part for row in rows)
        shares = "  ".join(f"{name} {value:.3f}" for name, value in count.figures().items())
        print(f"{part:7} {sentences} sentences: claims {count.right}/{count.claims}, statements "
              f"{count.linked_right}/{count.linked}, found {count.found}/{count.said}; {shares}")  # fmt: skip
        for line in count.wrong:
            print("    wrong:", line)
    below = {n: v for n, v in floors.items() if counts["apart"].figures()[n] < v}
    if below:
        raise SystemExit(f"Below the floors of {FLOORS.name}: {below}")


if __name__ == "__main__":
    main()
