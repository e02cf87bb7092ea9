"""Who works with whom, who belongs to which association, and who supplies through whom: lists read as one."""

import re
from collections.abc import Iterator
from itertools import combinations

from nlp.reading import Reading, Tie
from nlp.sequence import ORGANISATIONS, Sentence, clause, modality, walk

_WITH = re.compile(r"^(?:与|和|同|携手)$")
_LIST = re.compile(r"^(?:、|,|和|及|与|以及)$")
_TOGETHER = re.compile(
    r"^[^,。;]{0,14}?(?:签署|签订|签约|签下|达成|共建|合办|结对|共同(?:研发|开发|建设|组建|打造)|商定|携手|"
    r"联合(?:研发|开发|攻关|培养)|建立[^,。;]{0,10}(?:机制|关系|合作)|"
    r"开展[^,。;]{0,8}(?:合作|交流)|合作|宣布合)"
)
_MEMBERS = re.compile(
    r"(?:会员单位|理事单位|会长单位|理事长单位|成员单位|会员企业|普通会员|发起单位|发起人|"
    r"发起者)[^,。;:、\n]{0,6}?(?:\(\d+家\))?(?:为|有|是|包括|分别为|共[\d一二三四五六七八九十]+家)?\s?[::]?$"
)
_SUPPLIED_BY = re.compile(r"(?:由|向)$")
_SUPPLIES = re.compile(r"^(?:独家|长期|全部|目前全部|稳定)?(?:供货|供应|提供|配套供应|配套|采购)")


def partnerships(reading: Reading) -> Iterator[Tie]:
    """Yield COOPERATES_WITH, MEMBER_OF and SUPPLIES ties."""
    association: int | None = None
    for sentence in walk(reading):
        kinds = reading.mentions
        row = sentence.mentions
        for place, index in enumerate(row):
            if kinds[index].type == "ASSOC":
                association = index
            if kinds[index].type in ORGANISATIONS:
                yield from _pair(reading, sentence, place)
            if kinds[index].type == "FIRM":
                yield from _members(reading, sentence, place, association)
                yield from _supplier(reading, sentence, index)


def _pair(reading: Reading, sentence: Sentence, place: int) -> Iterator[Tie]:
    """A与B签署…, A、B与C共建…: everybody in the list with everybody."""
    row = sentence.mentions
    listed = [row[place]]
    joined = False
    if place and _joins(reading, row[place - 1], row[place], _LIST):
        return
    for index in row[place + 1 :]:
        if reading.mentions[index].type not in ORGANISATIONS or not _joins(reading, listed[-1], index, _LIST):
            break
        joined |= _joins(reading, listed[-1], index, _WITH)
        listed.append(index)
    after = reading.text[reading.mentions[listed[-1]].end : sentence.end]
    if not joined or len(listed) > 6 or not _TOGETHER.match(after):
        return
    how = modality(clause(reading, sentence, listed[0], listed[-1]))
    for one, other in combinations(listed, 2):
        if how is not None and reading.members[one] != reading.members[other]:
            yield Tie("COOPERATES_WITH", one, other, sentence.start, sentence.end, "pair-verb", 0.7, how)


def _joins(reading: Reading, left: int, right: int, words: re.Pattern[str]) -> bool:
    return bool(words.match(reading.text[reading.mentions[left].end : reading.mentions[right].start]))


def _members(reading: Reading, sentence: Sentence, place: int, association: int | None) -> Iterator[Tie]:
    """会员单位:A、B、C: each belongs to the association last named."""
    row = sentence.mentions
    first = row[place]
    if association is None or not _MEMBERS.search(
        reading.text, _near(sentence, reading.mentions[first].start), reading.mentions[first].start
    ):
        return
    listed = [first]
    for index in row[place + 1 :]:
        if reading.mentions[index].type not in ("FIRM", "INSTITUTE") or not _joins(reading, listed[-1], index, _LIST):
            break
        listed.append(index)
    how = modality(clause(reading, sentence, listed[0], listed[-1]))
    for index in listed if how is not None else []:
        yield Tie("MEMBER_OF", index, association, sentence.start, sentence.end, "member-list", 0.6, how or "asserted")


def _near(sentence: Sentence, at: int) -> int:
    return max(sentence.start, at - 60)


def _supplier(reading: Reading, sentence: Sentence, firm: int) -> Iterator[Tie]:
    """B所需…由A供货: the first firm of the sentence is supplied, the goods just before are what A makes."""
    mention = reading.mentions[firm]
    passive = _SUPPLIED_BY.search(reading.text, max(0, mention.start - 1), mention.start)
    if not passive or not _SUPPLIES.match(reading.text, mention.end):
        return
    how = modality(clause(reading, sentence, firm, firm))
    others = [i for i in sentence.mentions if i < firm and reading.mentions[i].type == "FIRM"]
    goods = [i for i in sentence.mentions if i < firm and reading.mentions[i].type == "PRODUCT"]
    if how is None:
        return
    if others and reading.members[others[0]] != reading.members[firm]:
        yield Tie("SUPPLIES", firm, others[0], sentence.start, sentence.end, "supplied-by", 0.75, how)
    if goods and mention.start - reading.mentions[goods[-1]].end <= 6:
        yield Tie("PRODUCES", firm, goods[-1], sentence.start, sentence.end, "supplied-by", 0.65, how)
