"""Invented documents with what they say, put into a ledger without any pipeline, and a reference quick to load."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from graph.ids import THE_COUNTRY
from graph.ledger.ledger import Ledger
from graph.ledger.records import Claim, Document, Extraction, LocalEntity, Mention, Relation, text_sha256
from graph.reference.load import load_reference
from graph.reference.model import Reference
from ingest.discover import discover
from ingest.run import run

ARTICLE = Path(__file__).parent.parent / "ingest" / "samples" / "article.txt"
PIPELINE = "invented-1"

AWKWARD = (
    "甲'乙\"丙`\\丁\\u0041\n戊\t😀<script>alert(1)</script>]->(n) DETACH DELETE n //"
    " ＦＵＬＬ繁體{id: 1}$ids;|\x1f'}) RETURN 1公司"
)
LONG = "长" * 10_000 + "公司"


def say(
    ledger: Ledger, text: str, published: str | None, *relations: tuple[str, str, str], features: dict | None = None
) -> str:
    """A document whose relations are (``TYPE:name``, relation, ``TYPE:name``); returns its id."""
    entities: dict[str, LocalEntity] = {}
    mentions: list[Mention] = []

    def mention(typed: str) -> int:
        type_, _, name = typed.partition(":")
        if typed not in entities:
            entities[typed] = LocalEntity(type_, (name,), (features or {}).get(typed, {}))
            start = text.index(name)
            mentions.append(Mention(start, start + len(name), name, type_, len(entities) - 1, "test"))
        return list(entities).index(typed)

    said = tuple(
        Relation(type_, mention(head), mention(tail), 0, len(text), method="test") for head, type_, tail in relations
    )
    document = Document(text, key=text[:40], published=published, publisher="试验报")
    ledger.put(document, Extraction(text_sha256(text), PIPELINE, tuple(mentions), tuple(entities.values()), said))
    return document.id


def fill(ledger: Ledger) -> None:
    """The shipped article, and documents of several dates, without one, and with names that break what is careless."""
    from nlp.pipeline import Extractor

    run(discover([str(ARTICLE)]), ledger, Extractor(), progress=False)
    tie = ("FIRM:东方试验有限公司", "COOPERATES_WITH", "FIRM:西方试验有限公司")
    say(ledger, "2021年，东方试验有限公司与西方试验有限公司合作。", "2021-05-01", tie)
    say(ledger, "到2024年，东方试验有限公司与西方试验有限公司仍合作，并与南方试验有限公司合作。", "2024-03", tie,
        ("FIRM:东方试验有限公司", "COOPERATES_WITH", "FIRM:南方试验有限公司"))  # fmt: skip
    say(ledger, "不知何时，东方试验有限公司与北方试验有限公司合作。", None,
        ("FIRM:东方试验有限公司", "COOPERATES_WITH", "FIRM:北方试验有限公司"))  # fmt: skip
    say(ledger, f"东方试验有限公司与{AWKWARD}合作，也与{LONG}合作。", "2022",
        ("FIRM:东方试验有限公司", "COOPERATES_WITH", f"FIRM:{AWKWARD}"),
        ("FIRM:东方试验有限公司", "COOPERATES_WITH", f"FIRM:{LONG}"))  # fmt: skip


def claim(ledger: Ledger) -> str:
    """A document that calls one link lacking in the country and a chain strong in a province; returns its id."""
    text = "甲某称，我国光刻胶依赖进口，而安徽集成电路优势突出。"
    said = (("lack", "光刻胶", "依赖进口", THE_COUNTRY), ("strength", "集成电路", "优势突出", "340000"))
    mentions, claims = [], []
    for n, (polarity, phrase, words, place) in enumerate(said):
        start = text.index(phrase)
        mentions.append(Mention(start, start + len(phrase), phrase, "PRODUCT", n, "test"))
        claims.append(Claim(polarity, n, 0, len(text), words, place, False, "甲某", 0.8, "claim-test"))
    entities = tuple(LocalEntity("PRODUCT", (m.text,)) for m in mentions)
    document = Document(text, key=text, published="2031-01", publisher="试验报")
    ledger.put(document, Extraction(text_sha256(text), PIPELINE, tuple(mentions), entities, (), tuple(claims)))
    return document.id


def small_reference(chains: Sequence[str] = ("integrated-circuit", "new-energy-vehicle"), rows: int = 400) -> Reference:
    """Some chains of the shipped reference, the first firms of each, and the regions they need."""
    whole = load_reference()
    links = {id_: link for id_, link in whole.links.items() if link.chain in chains}
    regions = {code: region for code, region in whole.regions.items() if region.level in ("province", "prefecture")}
    found = []
    for chain in chains:
        found += [row for row in whole.firm_links if row.link in links and links[row.link].chain == chain][:rows]
    firms = {row.firm: whole.firms[row.firm] for row in found}
    firms = {id_: firm for id_, firm in firms.items() if (firm.hq_city or firm.hq_province) in regions}
    return replace(
        whole, regions=regions, links=links, firms=firms, hash="small",
        groups={name: group for name, group in whole.groups.items() if set(group.members) <= set(regions)},
        chains={id_: whole.chains[id_] for id_ in chains},
        flows=tuple(flow for flow in whole.flows if flow.source in links and flow.target in links),
        priorities=tuple(replace(p, chains=tuple(c for c in p.chains if c in chains)) for p in whole.priorities),
        offices={name: o for name, o in whole.offices.items() if o.represents in regions and o.located_in in regions},
        firm_links=tuple(row for row in found if row.firm in firms),
    )  # fmt: skip
