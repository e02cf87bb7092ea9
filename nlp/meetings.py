"""REPRESENTS of offices, and who organises and attends events."""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator

from nlp.reading import Reading, Tie
from nlp.sequence import ORGANISATIONS, Sentence, between, clause, modality, walk

_HOLD = re.compile("主办|承办|协办|举办|举行|召开|牵头|组织|发起|合办|开展|联合|指导单位")
_PASSIVE = re.compile("由|系")
_ATTEND = re.compile("出席|参加|参会|与会|列席|到会|莅临|应邀|派员|代表.{0,4}发言|亮相|参展|受邀|齐聚|悉数参会")
_SPEAK = re.compile(
    "说|表示|介绍|指出|致辞|发言|主持|强调|认为|坦言|透露|建议|号召|分享|直言|讲话|宣布|称|作报告|演讲|回应|谈到|"
    "打趣|坦承|呼吁|建言|推介"
)
_CAME = re.compile(
    "出席|参会|与会|列席|到会|莅临|应邀|派员|悉数参会|齐聚|到场|见证|参加(?:了)?(?:会议|活动|座谈)|主持会议"
)
# 主办单位:A、B on a line of its own, as notices have it.
_ROLE = re.compile(r"(?:主办|承办|协办|牵头)(?:单位|方)?\s?:[^:。]*$")
_ADVISES = re.compile("建言献策|作交流发言|分享了")
_AT_EVENT = re.compile("在$|于$|出席$|参加$|主持$|上$")
_LIST = re.compile(r"^(?:、|和|及|与|以及|,|联合|会同|共同|\s)*$")


def represented(reading: Reading) -> Iterator[Tie]:
    """Yield REPRESENTS from each office to the nearest mention of the region its name stands for."""
    sentences = {i: s for s in walk(reading) for i in s.mentions}
    places: dict[str, list[int]] = {}
    for index, mention in enumerate(reading.mentions):
        if mention.type == "PLACE" and len(mention.keys) == 1:
            places.setdefault(mention.keys[0], []).append(index)
    done: set[int] = set()
    for index, mention in enumerate(reading.mentions):
        region = next((k[7:] for k in mention.keys if k.startswith("region:")), None)
        if mention.type != "OFFICE" or region not in places or reading.members[index] in done:
            continue
        done.add(reading.members[index])
        near = min(places[region], key=lambda p: abs(reading.mentions[p].start - mention.start))
        at = sentences[index]
        yield Tie("REPRESENTS", index, near, at.start, at.end, "office-name", 0.98)


def meetings(reading: Reading) -> Iterator[Tie]:
    """Yield ORGANIZES and PARTICIPATES_IN."""
    topic = _topic(reading)
    for sentence in walk(reading):
        events = [
            i
            for i in sentence.mentions
            if reading.mentions[i].type == "EVENT" and reading.mentions[i].method != "event-party"
        ]
        for index in sentence.mentions:
            kind = reading.mentions[index].type
            if kind in ORGANISATIONS:
                yield from _organiser(reading, sentence, index, events, topic)
            if kind == "PERSON":
                yield from _speaker(reading, sentence, index, events, topic)


def _organiser(reading: Reading, sentence: Sentence, org: int, events: list[int], topic: int | None) -> Iterator[Tie]:
    close = _near(reading, org, events)
    following = [e for e in close if e > org]
    span = (sentence.start, sentence.end)
    for event in following + [e for e in reversed(close) if e < org]:
        words = between(reading, min(org, event), max(org, event))
        if len(words) > 60 or (how := modality(words)) is None:
            continue
        after = _after(reading, sentence, org)
        # 由A牵头组织,B座谈会在上海举办: a name between the two may be the organiser instead.
        passive = org > event and _PASSIVE.search(words) and _HOLD.search(after)
        if passive or (org < event and _HOLD.search(words) and not _other_subject(reading, org, event)):
            yield Tie("ORGANIZES", org, event, *span, "organise-verb", 0.85, how)
        elif _attended(reading, org, event, words, after):
            yield Tie("PARTICIPATES_IN", org, event, *span, "attend-verb", 0.75, how)
        else:
            continue
        return
    if topic is not None and not events and _listed(reading, sentence, org):
        yield Tie("ORGANIZES", org, topic, *span, "organiser-list", 0.8)
    elif topic is not None and not events and _attends(reading, sentence, org):
        yield Tie("PARTICIPATES_IN", org, topic, *span, "attends-in-report", 0.6)


def _attended(reading: Reading, org: int, event: int, words: str, after: str) -> bool:
    """A出席…会, with nobody else between; or …会上, A应邀参加."""
    if org > event:
        return bool(_ATTEND.search(after))
    return bool(_ATTEND.search(words[:40])) and ";" not in words and not _other_subject(reading, org, event)


def _listed(reading: Reading, sentence: Sentence, org: int) -> bool:
    start = reading.mentions[org].start
    return bool(_ROLE.search(reading.text, max(sentence.start, start - 120), start))


def _near(reading: Reading, index: int, events: list[int]) -> list[int]:
    """The events close by: a pasted table may be one endless sentence."""
    mention = reading.mentions[index]
    beside = events[bisect_left(events, index - 30) : bisect_left(events, index + 30)]
    return [
        event
        for event in beside
        if reading.mentions[event].start - mention.end < 90 and mention.start - reading.mentions[event].end < 90
    ]


def _attends(reading: Reading, sentence: Sentence, index: int) -> bool:
    """Whether the clause of a name says that it came."""
    words = clause(reading, sentence, index, index)
    return bool(_CAME.search(words)) and modality(words) == "asserted"


def _after(reading: Reading, sentence: Sentence, index: int, reach: int = 24) -> str:
    end = reading.mentions[index].end
    return reading.text[end : min(end + reach, sentence.end)]


def _other_subject(reading: Reading, org: int, event: int) -> bool:
    """Between an organiser and its event only its partners may stand."""
    if org > event:
        return False
    previous = org
    for index in range(org + 1, event):
        if reading.mentions[index].type in ORGANISATIONS | {"PERSON"}:
            if not _LIST.match(between(reading, previous, index)):
                return True
            previous = index
    return False


def _speaker(reading: Reading, sentence: Sentence, person: int, events: list[int], topic: int | None) -> Iterator[Tie]:
    after = _after(reading, sentence, person, 40)
    for event in sorted(_near(reading, person, events), key=lambda e: abs(e - person)):
        words = between(reading, min(person, event), max(person, event))
        here = event > person and len(words) <= 30 and (_AT_EVENT.search(words) or _ATTEND.search(words))
        there = event < person and len(words) <= 60 and (_SPEAK.search(after) or _ATTEND.search(after))
        if here or there:
            if (how := modality(words)) is not None:
                yield Tie("PARTICIPATES_IN", person, event, sentence.start, sentence.end, "speaks-at", 0.85, how)
            return
    if topic is None or events:
        return
    if _SPEAK.search(after[:16]) or _ADVISES.search(after) or _attends(reading, sentence, person):
        yield Tie("PARTICIPATES_IN", person, topic, sentence.start, sentence.end, "speaks-in-report", 0.6)


def _topic(reading: Reading) -> int | None:
    """The one meeting a report is about: the only one, or the one named most; None where it tells of several."""
    first: dict[int, int] = {}
    times: Counter[int] = Counter()
    for index, mention in enumerate(reading.mentions):
        if mention.type == "EVENT" and mention.method in ("event-title", "event-head"):
            first.setdefault(reading.members[index], index)
            times[reading.members[index]] += 1
    ranked = times.most_common(2)
    clear = len(ranked) == 1 or (len(ranked) == 2 and ranked[0][1] >= 2 * ranked[1][1])
    return first[ranked[0][0]] if clear else None
