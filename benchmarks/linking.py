"""Which link does a phrase name, and does the text say that the firm makes it? On judged phrases and pairs.

    python -m benchmarks.linking                        those of the committed domain pieces, held to the floors
    YANGTZE_DATA=<folder> python -m benchmarks.linking  all 1,017: annotated/, news/business.jsonl, chainkg/
    … --errors tune                                     print what is wrong or missed on the part tuned on

``data/linking.jsonl`` holds ids, offsets and labels only. A *phrase* stands in its document, a *product* among its
firm's other products; ``links`` are those that anyone may take it for, none where it names no link. ``makes`` is a firm
and a phrase of one sentence: ``links`` that the text says the firm makes. With ``may_abstain`` saying nothing is as
right as saying one of them. The part *kept* was drawn and judged after names, kinds and weights were fixed; *apart2*
and *apart3* are fresh documents, judged before any linking of them was seen.

Precision: right among linked. Coverage: rightly linked among those that have a link (and may not abstain).
"""

import hashlib
import json
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import click

from graph.ledger.ledger import StoredDocument
from graph.ledger.records import Document
from graph.linking.context import Context
from graph.linking.linker import Linker, linker_of
from graph.names.normal import name_key
from graph.projection.corroboration import known_activities, links_by_firm
from graph.projection.document_facts import DocumentView, document_statements, view_document
from graph.reference.load import load_reference
from graph.reference.model import Reference
from nlp.pipeline import Extractor

HERE = Path(__file__).parent
JUDGED, FLOORS, RESULTS = HERE / "data" / "linking.jsonl", HERE / "floors.toml", HERE / "results" / "linking.json"
COMMITTED = HERE.parent / "tests" / "data"
PARTS = ("tune", "kept")
Row = dict[str, Any]


@dataclass
class Count:
    """How many were linked, rightly or not, and how many should have been; ``unseen`` were not found by the reader."""

    right: int = 0
    wrong: int = 0
    found: int = 0
    due: int = 0
    unseen: int = 0
    errors: list[str] = field(default_factory=list)

    def add(self, row: Row, links: Iterable[str], shown: str = "") -> None:
        """Count one judged row that was linked so."""
        said, must = set(links), bool(row["links"]) and not row.get("may_abstain")
        is_right = bool(said & set(row["links"]))
        self.due += must
        self.right += is_right
        self.wrong += bool(said) and not is_right
        self.found += is_right and must
        if (said and not is_right) or (must and not said):
            self.errors.append(f"{'wrong ' if said else 'missed'} {shown}: {sorted(said)} not {row['links']}")

    @property
    def precision(self) -> float:
        return self.right / ((self.right + self.wrong) or 1)

    @property
    def coverage(self) -> float:
        return self.found / (self.due or 1)

    def __str__(self) -> str:
        text = f"precision {self.precision:.3f} ({self.right} of {self.right + self.wrong})"
        text += f"  coverage {self.coverage:.3f} ({self.found} of {self.due})"
        return text + (f"  names not read {self.unseen}" if self.unseen else "")


class Peer:
    """Naive matching: the link whose name or alias the phrase is, or else its longest end; the first of several."""

    def __init__(self, reference: Reference) -> None:
        self._links: dict[str, str] = {}
        for link in reference.links.values():
            for name in (link.name, *link.aliases):
                self._links.setdefault(name_key(name), link.id)

    def links(self, phrase: str) -> set[str]:
        """The link, or none."""
        key = name_key(phrase)
        return {next((link for n in range(len(key) - 1) if (link := self._links.get(key[n:]))), "")} - {""}


def judged(kinds: Iterable[str]) -> list[Row]:
    """Rows of these kinds."""
    rows = [json.loads(line) for line in JUDGED.read_text("utf-8").splitlines()]
    return [row for row in rows if row["kind"] in kinds]


def committed_texts() -> dict[str, str]:
    """Texts of the domain pieces by id."""
    lines = [line for path in sorted(COMMITTED.glob("domain*.jsonl")) for line in path.read_text("utf-8").splitlines()]
    return {row["id"]: row["text"] for row in map(json.loads, lines)}


def all_texts(data: Path) -> dict[str, str]:
    """Texts of the annotated and the business documents by id."""
    paths = [data / "annotated" / "train.jsonl", data / "annotated" / "dev.jsonl", data / "news" / "business.jsonl"]
    rows = [json.loads(line) for path in paths for line in path.read_text("utf-8").splitlines()]
    return {row["id"]: row["text"] for row in reversed(rows)}


class Views:
    """Documents as the extraction reads them, each once."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        self.texts = texts
        self._extractor = Extractor()
        self._views: dict[str, DocumentView] = {}

    def __getitem__(self, id_: str) -> DocumentView:
        if id_ not in self._views:
            text = self.texts[id_]
            stored = StoredDocument(f"d:{id_}", text, (Document("", id_),), self._extractor.extract(text))
            self._views[id_] = view_document(stored)
        return self._views[id_]


@dataclass(frozen=True, slots=True)
class Case:
    """A judged phrase or product as the linker meets it."""

    row: Row
    phrase: str
    context: Context
    shown: str


def phrase_cases(rows: Iterable[Row], views: Views, linker: Linker) -> Iterator[Case]:
    """Phrases in their documents."""
    for row in rows:
        view, start = views[row["document"]], row["start"]
        phrase = views.texts[row["document"]][start : row["end"]]
        others = [(m.start, m.text) for m in view.extraction.mentions if m.type in ("INDUSTRY", "PRODUCT")]
        context = Context(linker.votes.around(start, phrase, others))
        yield Case(row, phrase, context, f"{row['document']}:{start} {phrase}")


def product_cases(rows: list[Row], data: Path, linker: Linker, reference: Reference) -> Iterator[Case]:
    """Products of listed firms beside the firm's others."""
    lines = (data / "chainkg" / "company_products.jsonl").read_text("utf-8").splitlines()
    of_firm: dict[str, list[str]] = defaultdict(list)
    wanted = {row["document"] for row in rows}
    for item in map(json.loads, lines):
        if item["company_code"] in wanted:
            of_firm[item["company_code"]].append(item["product"])
    known = links_by_firm(known_activities(reference))
    by_code = {firm.stock_code: known.get(firm.source_id, frozenset()) for firm in reference.firms.values()}
    for row in rows:
        product, code = json.loads(lines[row["row"]])["product"], row["document"]
        votes = linker.votes.around(0, product, [(0, other) for other in of_firm[code]])
        context = Context(votes, by_code.get(code, frozenset()))
        yield Case(row, product, context, f"{code}:{row['row']} {product}")


def measure(cases: Iterable[Case], linker: Linker, peer: Peer) -> dict[str, Count]:
    """Count phrases or products, by part and by ``part: peer``."""
    counts: dict[str, Count] = defaultdict(Count)
    for case in cases:
        match = linker.match(case.phrase, case.context)
        counts[case.row["part"]].add(case.row, [match.link] if match else [], case.shown)
        counts[f"{case.row['part']}: peer"].add(case.row, peer.links(case.phrase))
    return counts


def measure_makers(rows: list[Row], views: Views, linker: Linker, peer: Peer) -> dict[str, Count]:
    """Count firms and phrases of one sentence: the whole way from the text to MAKES; peer: both in a sentence."""
    counts: dict[str, Count] = defaultdict(Count)
    for row in rows:
        view, text = views[row["document"]], views.texts[row["document"]]
        firm, phrase = _mention(view, row["firm_start"], row["firm_end"]), _mention(view, row["start"], row["end"])
        shown = f"{row['document']} {text[row['firm_start'] : row['firm_end']]} × {text[row['start'] : row['end']]}"
        counts[f"{row['part']}: peer"].add(row, peer.links(text[row["start"] : row["end"]]))
        if firm is None or phrase is None:
            counts[row["part"]].unseen += bool(row["links"])
            counts[row["part"]].add(row, [], shown)
        else:
            counts[row["part"]].add(row, _made(view, firm, phrase, linker), shown)
    return counts


def _mention(view: DocumentView, start: int, end: int) -> int | None:
    """Number of the mention that covers most of a span."""
    found = [
        (min(m.end, end) - max(m.start, start), -n)
        for n, m in enumerate(view.extraction.mentions)
        if m.start < end and start < m.end and view.source_id(n)
    ]
    return -max(found)[1] if found else None


def _made(view: DocumentView, firm: int, phrase: int, linker: Linker) -> Iterator[str]:
    canonical = {id_: id_ for id_, _ in view.entities()}
    name = view.entity(phrase).names[0]
    for said in document_statements(view, canonical, linker, {}):
        is_theirs = said.type == "MAKES" and said.head == view.source_id(firm)
        if is_theirs and str(said.properties["reason"]).startswith(f"「{name}」"):
            yield said.tail


def below_floors(counts: Mapping[str, Count]) -> list[str]:
    """What fell under its floor on the domain pieces; floors may be raised and never lowered."""
    floors = tomllib.loads(FLOORS.read_text("utf-8"))["linking"]
    return [
        f"{part} {name}: {getattr(counts[part], name):.3f} is under its floor {least}"
        for part in PARTS
        for name, least in floors[part].items()
        if getattr(counts[part], name) < least
    ]


def domain_counts() -> dict[str, Count]:
    """Phrases of the committed domain pieces."""
    reference, texts = load_reference(), committed_texts()
    rows = [row for row in judged(["phrase"]) if row["document"] in texts]
    linker = linker_of(reference)
    return measure(phrase_cases(rows, Views(texts), linker), linker, Peer(reference))


@click.command()
@click.option("--data", envvar="YANGTZE_DATA", type=click.Path(exists=True, path_type=Path), help="Or YANGTZE_DATA.")
@click.option("--errors", type=click.Choice(PARTS), help="Print what is wrong or missed on this part.")
def main(data: Path | None, errors: str | None) -> None:
    """Measure the linking."""
    if data is None:
        counts = domain_counts()
        _report("phrases of the domain pieces", counts, errors)
        if low := below_floors(counts):
            raise click.ClickException("; ".join(low))
        return
    reference = load_reference()
    linker, peer, views = linker_of(reference), Peer(reference), Views(all_texts(data))
    parts = {
        "phrases": measure(phrase_cases(judged(["phrase"]), views, linker), linker, peer),
        "products": measure(product_cases(judged(["product"]), data, linker, reference), linker, peer),
        "firm × link": measure_makers(judged(["makes"]), views, linker, peer),
    }
    both = {
        name: _sum(parts["phrases"][name], parts["products"][name]) for name in sorted(parts["phrases"], reverse=True)
    }
    for title, counts in (("phrases and products", both), *parts.items()):
        _report(title, counts, errors if title in parts else None)
    results = {
        title: {part: [round(count.precision, 3), round(count.coverage, 3)] for part, count in sorted(counts.items())}
        for title, counts in (("phrases and products", both), *parts.items())
    }
    judged_hash = hashlib.sha256(JUDGED.read_bytes()).hexdigest()[:12]
    RESULTS.write_text(json.dumps({"judged": judged_hash, **results}, ensure_ascii=False, indent=1) + "\n", "utf-8")
    low = [
        f"{title}, kept: {name} {getattr(counts['kept'], name):.3f} is under {least}"
        for title, least_of in tomllib.loads(FLOORS.read_text("utf-8"))["linking"]["gates"].items()
        for counts in [{"phrases": both, "makers": parts["firm × link"]}[title]]
        for name, least in least_of.items()
        if getattr(counts["kept"], name) < least
    ]
    if low:
        raise click.ClickException("; ".join(low))


def _sum(one: Count, other: Count) -> Count:
    return Count(
        one.right + other.right, one.wrong + other.wrong, one.found + other.found, one.due + other.due,
        one.unseen + other.unseen, one.errors + other.errors,
    )  # fmt: skip


def _report(title: str, counts: Mapping[str, Count], errors: str | None) -> None:
    click.echo(f"\n{title}")
    for part, count in sorted(counts.items(), reverse=True):
        click.echo(f"  {part:12} {count}")
    for error in counts[errors].errors if errors else ():
        click.echo(f"    {error}")


if __name__ == "__main__":
    main()
