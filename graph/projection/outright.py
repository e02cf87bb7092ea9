"""That a firm makes a thing, where the extraction left it out and the words leave no doubt.

Two ways of saying so: beside a thing that the firm is surely read to make, joined by nothing but 、 and 及
(600万条半钢及105万条全钢); and around the firm's name (由某公司供应, 存储芯片龙头某公司). Only MAKES is read from it:
what documents state stays as extracted.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from graph.ledger.records import Mention, Relation

if TYPE_CHECKING:
    from graph.projection.document_facts import DocumentView

PHRASES = frozenset({"INDUSTRY", "PRODUCT"})
LISTED, SAID = "listed-with", "said-outright"
_MADE = frozenset({"PRODUCES", "OPERATES_IN"})
_AMOUNT = r"(?:年产|约|各)?[\d.,]*(?:万|亿|千)?(?:吨|条|套|台|只|颗|件|辆|片|支|米|平方米|立方米|千瓦|GWh|GW|MWh|MW)?"
_JOINT = re.compile(rf"^(?:[（(][^（）()。]{{0,12}}[）)])?(?:、|以及|和|及|与|/|和/或){_AMOUNT}$")
_BY = re.compile("^[^，,。；;\n]{0,4}(?:拟|将|已|均|全部|主要)?由[^，,。；;\n]{0,8}$")
_BY_WHOM = re.compile("^[^，,。；;\n]{0,4}(?:自主)?(?:研发|研制|生产|制造|供应|供货|提供|承制|建造)")
_LEADER = re.compile("^(?:行业|细分)?(?:龙头|巨头|厂商|制造商|生产商|大厂)(?:企业|公司)?(?:——|—)?$|^(?:公司|企业)——$")
_CONFIDENCE = 0.75
_SURE_ENOUGH = 0.85  # a relation that is not sure itself says nothing of what stands beside its thing
_FAR = 24  # characters: the patterns allow no more between the two


def outright_relations(view: "DocumentView") -> Iterator[Relation]:
    """PRODUCES of firms and phrases that no relation joins yet, each pair of entities once."""
    mentions = view.extraction.mentions
    made = [r for r in view.extraction.relations if r.type in _MADE and mentions[r.head].type == "FIRM"]
    done = {(mentions[r.head].entity, mentions[r.tail].entity) for r in made}
    phrases = [n for n, m in enumerate(mentions) if m.type in PHRASES and view.source_id(n)]
    phrases.sort(key=lambda n: mentions[n].start)
    for relation in [*_listed(view, made, phrases), *_said(view, phrases)]:
        pair = mentions[relation.head].entity, mentions[relation.tail].entity
        if pair not in done:
            done.add(pair)
            yield relation


def _listed(view: "DocumentView", made: Sequence[Relation], phrases: Sequence[int]) -> Iterator[Relation]:
    place = {phrase: n for n, phrase in enumerate(phrases)}
    for relation in made:
        if relation.type != "PRODUCES" or relation.confidence < _SURE_ENOUGH or relation.tail not in place:
            continue
        for step in (-1, 1):
            here = place[relation.tail]
            while _joined(view, phrases, min(here, here + step)):
                here += step
                yield Relation(
                    "PRODUCES", relation.head, phrases[here], relation.start, relation.end, relation.modality,
                    round(relation.confidence * 0.9, 3), LISTED, dict(relation.properties),
                )  # fmt: skip


def _joined(view: "DocumentView", phrases: Sequence[int], left: int) -> bool:
    """Whether a phrase and the next stand in one list."""
    if not 0 <= left < len(phrases) - 1:
        return False
    one, other = (view.extraction.mentions[phrases[n]] for n in (left, left + 1))
    return bool(_JOINT.match(view.document.text[one.end : other.start]))


def _said(view: "DocumentView", phrases: Sequence[int]) -> Iterator[Relation]:
    mentions, text = view.extraction.mentions, view.document.text
    firms = sorted((m.start, n) for n, m in enumerate(mentions) if m.type == "FIRM" and view.source_id(n))
    for phrase in phrases:
        here = mentions[phrase]
        for start, firm in firms[bisect_left(firms, (here.end, 0)) :]:
            if start > here.end + _FAR:
                break
            if _is_maker(text, here, mentions[firm]):
                sentence = view.sentence_around(here.start, mentions[firm].end)
                yield Relation("PRODUCES", firm, phrase, *sentence, "asserted", _CONFIDENCE, SAID)


def _is_maker(text: str, phrase: Mention, firm: Mention) -> bool:
    between = text[phrase.end : firm.start]
    if _BY.match(between):
        return bool(_BY_WHOM.match(text[firm.end : firm.end + 16]))
    return bool(_LEADER.match(between))
