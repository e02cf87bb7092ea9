"""HOLDS_POSITION: who holds which title where."""

import re
from collections import Counter
from collections.abc import Iterator

from graph.ledger.records import Modality
from nlp.reading import Reading, Tie
from nlp.sequence import ORGANISATIONS, Sentence, between, walk

_TOUCH = re.compile(r"^[\s”)」的]*$")
_JOIN = re.compile(r"^[”)]?(?:、|和|及|,|兼|暨|/|以及)$")
_TITLE_TO_NAME = re.compile(r"^\s*(?:[:,(]|一人,由|,由|由|一职由|是|为|系|——)?\s*$")
_GIVEN_TO = re.compile("^(?:一职|候选人)?(?:由|为)$")
_NAME_TO_TITLE = re.compile(
    r"^(?:\s*[,(、]\s*|[ \t]+|.{0,6}(?:当选|任|担任|兼任|接任|连任|出任|改任|为|被推举为|被聘为|职务).{0,6}|)$"
)
_ATTACHED = re.compile("[一-鿿]")
_STANDALONE = re.compile("(?:其|任|的|由|选|举|为|设|首|和|及|当|与|是)$")
_APPOINTED = re.compile("当选|任|推举|被聘|推选")
_ENDED = re.compile("免去|卸任|不再|首任|曾任|前任|原任|离任|历任")
_FITS = {
    "FIRM": re.compile(
        "董事|总经理|总裁|经理|总监|厂长|创始人|CEO|CTO|CFO|COO|首席|合伙人|实际控制|实控|法定代表|监事|董秘|总工程师|总经济师|负责人|行长|店长|分析师"
    ),
    "OFFICE": re.compile("主任|书记|首席代表|巡视员|调研员|处长|科长|专员|部长|干部|组长|成员"),
    "ASSOC": re.compile("会长|理事|秘书长|主席|监事长|主任委员|组长"),
    "GOV": re.compile(
        "书记|主任|局长|厅长|部长|司长|省长|市长|区长|县长|州长|镇长|委员|常委|主席|巡视员|处长|调研员|队长|署长|秘书长|检察长"
    ),
    "INSTITUTE": re.compile("教授|院长|所长|校长|研究员|主任|院士|博士|讲师|书记|工程师"),
}


def positions(reading: Reading) -> Iterator[Tie]:
    """Yield HOLDS_POSITION ties of every named person."""
    last: dict[str, int] = {}
    for sentence in walk(reading):
        held: dict[int, list[int]] = {}
        for place, index in enumerate(sentence.mentions):
            if reading.mentions[index].type in ORGANISATIONS:
                last[reading.mentions[index].type] = index
            if reading.mentions[index].type != "PERSON":
                continue
            ties = list(_before(reading, sentence, place, held, last))
            ties += _after(reading, sentence, place, last, appointed=bool(ties))
            held[index] = [tie.tail for tie in ties]
            yield from ties


def _tie(reading: Reading, sentence: Sentence, person: int, org: int, title: int, method: str, sure: float) -> Tie:
    surface = reading.surface(title)
    around = reading.text[
        max(sentence.start, reading.mentions[min(person, title, org)].start - 4) : reading.mentions[
            max(person, title)
        ].end
    ]
    how: Modality = "ended" if surface.startswith(("原", "前")) or _ENDED.search(around) else "asserted"
    return Tie("HOLDS_POSITION", person, org, sentence.start, sentence.end, method, sure, how, (("title", surface),))


def _before(
    reading: Reading, sentence: Sentence, place: int, held: dict[int, list[int]], last: dict[str, int]
) -> Iterator[Tie]:
    """Read ORG TITLE、ORG TITLE NAME from the name leftwards."""
    row, kinds = sentence.mentions, reading.mentions
    person, at = row[place], place - 1
    if at < 0 or kinds[row[at]].type != "TITLE" or not _TITLE_TO_NAME.match(between(reading, row[at], person)):
        return
    found = False
    while at >= 0 and kinds[row[at]].type == "TITLE":
        title = row[at]
        at -= 1
        orgs, at = _organisations(reading, row, at, title)
        for org in orgs:
            found = True
            yield _tie(reading, sentence, person, org, title, "title-chain", 0.95)
        if at >= 0 and kinds[row[at]].type == "INDUSTRY" and _TOUCH.match(between(reading, row[at], row[at + 1])):
            at -= 1
        if at < 0 or not (_JOIN.match(gap := between(reading, row[at], row[at + 1])) or _GIVEN_TO.match(gap)):
            break
    if not found:
        title = row[place - 1]
        yield from _inherited(reading, sentence, place, title, held, last)


def _organisations(reading: Reading, row: tuple[int, ...], at: int, title: int) -> tuple[list[int], int]:
    """Return the organisations right before a title, and where the row goes on before them."""
    kinds = reading.mentions
    if at < 0 or kinds[row[at]].type not in ORGANISATIONS or not _TOUCH.match(between(reading, row[at], title)):
        return [], at
    orgs = [row[at]]
    at -= 1
    while at >= 0 and kinds[row[at]].type in ORGANISATIONS:
        gap = between(reading, row[at], row[at + 1])
        if gap == "(":
            orgs[-1] = row[at]
        elif gap in ("、", "和", "及", "暨") and kinds[row[at]].type == kinds[row[at + 1]].type == "INSTITUTE":
            orgs.append(row[at])
        else:
            break
        at -= 1
    return orgs, at


def _inherited(
    reading: Reading, sentence: Sentence, place: int, title: int, held: dict[int, list[int]], last: dict[str, int]
) -> Iterator[Tie]:
    """主任A、副主任B share the office; a title alone belongs to the latest organisation that has such titles."""
    row = sentence.mentions
    person = row[place]
    if place >= 2 and reading.mentions[row[place - 2]].type == "PERSON":
        if _JOIN.match(between(reading, row[place - 2], title)) and held.get(row[place - 2]):
            for org in held[row[place - 2]][:1]:
                yield _tie(reading, sentence, person, org, title, "title-shared", 0.8)
            return
    if (org := _latest(reading, title, last)) is not None:
        yield _tie(reading, sentence, person, org, title, "title-context", 0.6)


def _latest(reading: Reading, title: int, last: dict[str, int], reach: int = 160) -> int | None:
    """The organisation a bare title belongs to, or None where another, unknown name touches the title."""
    surface, start = reading.surface(title), reading.mentions[title].start
    if _ATTACHED.match(reading.text[start - 1 : start]) and not _STANDALONE.search(
        reading.text, max(0, start - 3), start
    ):
        return None
    fits = [kind for kind in last if _FITS[kind].search(surface)]
    near = [last[kind] for kind in fits if start - reading.mentions[last[kind]].end <= reach]
    if near:
        return _leading(reading, max(near))
    return None


def _leading(reading: Reading, index: int) -> int:
    """Of associations and offices the one the text is about stands for a bare title; of the rest the latest."""
    kind = reading.mentions[index].type
    if kind not in ("ASSOC", "OFFICE"):
        return index
    before = [
        i
        for i in range(max(0, index - 300), index + 1)
        if reading.mentions[i].type == kind and "collective" not in reading.mentions[i].keys
    ]
    times = Counter(reading.members[i] for i in before)
    return max(before, key=lambda i: (times[reading.members[i]], i), default=index)


def _after(reading: Reading, sentence: Sentence, place: int, last: dict[str, int], *, appointed: bool) -> Iterator[Tie]:
    """Read NAME 任 ORG TITLE and NAME,ORG TITLE."""
    row, kinds = sentence.mentions, reading.mentions
    person, at = row[place], place + 1
    orgs = []
    while at < len(row) and kinds[row[at]].type in ORGANISATIONS and len(orgs) < 3:
        orgs.append(row[at])
        at += 1
    if (
        at >= len(row)
        or kinds[row[at]].type != "TITLE"
        or not _NAME_TO_TITLE.match(_gap(reading, person, orgs, row[at]))
    ):
        return
    title = row[at]
    if appointed and not _APPOINTED.search(_gap(reading, person, orgs, title)):
        return
    if (
        at + 1 < len(row)
        and kinds[row[at + 1]].type == "PERSON"
        and _TITLE_TO_NAME.match(between(reading, title, row[at + 1]))
    ):
        return
    if orgs and _TOUCH.match(between(reading, orgs[-1], title)):
        yield _tie(reading, sentence, person, orgs[-1], title, "name-title", 0.9)
    elif (org := _latest(reading, title, _others(reading, last, person) if appointed else last, 300)) is not None:
        yield _tie(reading, sentence, person, org, title, "name-title-context", 0.6)


def _others(reading: Reading, last: dict[str, int], person: int) -> dict[str, int]:
    """Who is elected elsewhere does not hold the new title in the organisation named right before him."""
    return {
        kind: index for kind, index in last.items() if reading.mentions[person].start - reading.mentions[index].end > 8
    }


def _gap(reading: Reading, person: int, orgs: list[int], title: int) -> str:
    """The words from a name to its title without the organisations between."""
    stops = [person, *orgs, title]
    return "".join(between(reading, a, b) for a, b in zip(stops, stops[1:], strict=False))
