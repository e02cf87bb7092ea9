"""What firms and places make, do and own, by the words between two groups of names. Precision first."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise, product

from nlp.reading import Reading, Tie
from nlp.sequence import ORGANISATIONS, Sentence, clause, modality, walk

_LIST = re.compile(r"^(?:、|和|及|与|以及|/)$")
_SKIPPED = frozenset(("DATE", "MONEY", "TITLE", "DOC"))
# 江苏造船产业 says that Jiangsu has it; 黑龙江农业 in a list of offices does not.
_SECTOR = re.compile("(?:产业|产业链|集群)$")
_ORG = ORGANISATIONS


@dataclass(frozen=True, slots=True)
class _Rule:
    """``words`` stand between the two groups, ``after`` follow the second; ``flipped`` reads right to left."""

    relation: str
    heads: frozenset[str]
    tails: frozenset[str]
    words: re.Pattern[str]
    after: re.Pattern[str] | None = None
    flipped: bool = False
    confidence: float = 0.75


def _rule(  # noqa: PLR0913 - one row of the table below
    relation: str, heads: str, tails: str, words: str, after: str = "", flipped: bool = False, sure: float = 0.75
) -> _Rule:
    return _Rule(
        relation,
        frozenset(_ORG if heads == "ORG" else heads.split("|")),
        frozenset(_ORG if tails == "ORG" else tails.split("|")),
        re.compile(words),
        re.compile(after) if after else None,
        flipped,
        sure,
    )


RULES = (
    _rule(
        "PRODUCES",
        "FIRM",
        "PRODUCT",
        r"^(?:[^,。;]{0,8})?(?:生产|研发|量产|投产|主营|制造|研制|自主研发|推出|主打|专注于?|主要产品(?:为|包括|"
        r"有)|产品(?:包括|为|有)|发布|自研|做|出产)(?:的|了|出)?[^,。;]{0,6}$",
    ),
    _rule("PRODUCES", "FIRM", "PRODUCT", r"^的$", sure=0.6),
    _rule("PRODUCES", "FIRM", "PRODUCT", r"^\($", r"^\)", sure=0.6),
    _rule(
        "OPERATES_IN",
        "FIRM",
        "INDUSTRY",
        r"^[^,。;]{0,8}(?:从事|布局|深耕|聚焦|专注于?|进军|切入|主营|涉足|经营|发力|转型)[^,。;]{0,6}$",
    ),
    _rule(
        "OPERATES_IN",
        "PLACE",
        "INDUSTRY",
        r"^[^,。;]{0,10}(?:发展|布局|聚焦|打造|培育|壮大|形成|做强|做大|补强|押注|强在|正补|主攻|重点打造|建设|"
        r"抢抓|集聚|以)[^,。;]{0,6}$",
    ),
    _rule("OPERATES_IN", "PLACE", "INDUSTRY", r"^的?$", sure=0.7),
    _rule("SUBSIDIARY_OF", "FIRM", "FIRM", r"^(?:系|为|是|作为)$", r"^的?(?:全资|控股)?(?:子公司|孙公司)", sure=0.9),
    _rule(
        "SUBSIDIARY_OF",
        "FIRM",
        "FIRM",
        r"^(?:的|之)?(?:旗下|全资|控股)的?(?:全资|控股)?(?:子公司|孙公司|企业)?[:,]?$",
        flipped=True,
        sure=0.85,
    ),
    _rule("SUBSIDIARY_OF", "FIRM", "FIRM", r"^的?(?:全资|控股)?(?:子公司|孙公司)$", flipped=True, sure=0.85),
    _rule("SUBSIDIARY_OF", "FIRM", "FIRM", r"^的?(?:控股股东|母公司|大股东)(?:为|是|系|、)?$", sure=0.8),
    _rule("SUBSIDIARY_OF", "FIRM", "FIRM", r"^(?:是|为|系)$", r"^的?(?:控股股东|母公司)", flipped=True, sure=0.85),
    _rule("SUBSIDIARY_OF", "FIRM", "FIRM", r"^(?:隶属于|归属于|系)$", sure=0.8),
    _rule("SUBSIDIARY_OF", "FIRM", "FIRM", r"^(?:是|为|作为|系)$", r"^旗下", sure=0.85),
    _rule(
        "COOPERATES_WITH",
        "ORG",
        "ORG",
        r"^(?:日前)?(?:与|和|同|携手)$",
        r"^[^。;]{0,12}?(?:签署|签订|签约|合作|达成|共建|携手|合办|结对|联合|共同)",
        sure=0.7,
    ),
    _rule("MEMBER_OF", "ORG", "ASSOC", r"^[^,。;]{0,8}(?:加入|成为|当选|入会|系|是)[^,。;]{0,4}$", sure=0.7),
    _rule(
        "MEMBER_OF",
        "FIRM",
        "ASSOC",
        r"^的?(?:(?:副|常务副|执行)?会长单位|会员单位|会员企业|理事单位|(?:副)?理事长单位|会员)[:,为是]?$",
        flipped=True,
        sure=0.85,
    ),
    _rule(
        "SUPPLIES",
        "FIRM",
        "FIRM",
        r"^[^,。;]{0,6}(?:向|为|给|对)$",
        r"^[^,。;]{0,6}(?:供应|供货|交付|提供|供给|配套)",
        sure=0.8,
    ),
    _rule("SUPPLIES", "FIRM", "FIRM", r"^[^,。;]{0,14}(?:向|由)$", r"^(?:采购|供货|供应|提供)", flipped=True, sure=0.8),
    _rule(
        "LOCATED_IN",
        "ORG",
        "PLACE",
        r"^[^,。;]{0,8}(?:位于|坐落于?|总部设?在|设在|地处|落户(?:于|在)?|驻地在|注册于|注册地为|住所设在|扎根)$",
        sure=0.85,
    ),
    _rule("LOCATED_IN", "FIRM|INSTITUTE", "PLACE", r"^的$", flipped=True, sure=0.65),
    _rule("LOCATED_IN", "ORG", "PLACE", r"^(?:走访|考察|看望|拜访|调研)$", flipped=True, sure=0.55),
)


def business(reading: Reading) -> Iterator[Tie]:
    """Yield the business ties of each sentence."""
    for sentence in walk(reading):
        groups = list(_groups(reading, sentence))
        for left, right in pairwise(groups):
            yield from _between(reading, sentence, left, right)


def _groups(reading: Reading, sentence: Sentence) -> Iterator[list[int]]:
    """Names of one type listed with 、 or 和 act together; dates and amounts are words here."""
    row: list[int] = []
    for index in sentence.mentions:
        mention = reading.mentions[index]
        if mention.type in _SKIPPED:
            continue
        if row:
            last = reading.mentions[row[-1]]
            if last.type == mention.type and _LIST.match(reading.text[last.end : mention.start]):
                row.append(index)
                continue
            yield row
        row = [index]
    if row:
        yield row


def _between(reading: Reading, sentence: Sentence, left: list[int], right: list[int]) -> Iterator[Tie]:
    words = reading.text[reading.mentions[left[-1]].end : reading.mentions[right[0]].start]
    if len(words) > 30:
        return
    after = reading.text[reading.mentions[right[-1]].end : sentence.end]
    for rule in RULES:
        heads, tails = (right, left) if rule.flipped else (left, right)
        if reading.mentions[heads[0]].type not in rule.heads or reading.mentions[tails[0]].type not in rule.tails:
            continue
        if not rule.words.match(words) or (rule.after and not rule.after.match(after)):
            continue
        if rule.relation == "OPERATES_IN" and len(words) <= 1 and not _SECTOR.search(reading.surface(tails[0])):
            continue
        how = modality(clause(reading, sentence, left[0], right[-1]))
        if how is not None:
            for head, tail in product(heads, tails):
                if reading.members[head] != reading.members[tail]:
                    yield Tie(
                        rule.relation, head, tail, sentence.start, sentence.end, "between-words", rule.confidence, how
                    )
        return
