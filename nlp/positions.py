"""HOLDS_POSITION: who holds which title where."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from graph.ledger.records import Modality
from nlp.reading import Reading, Tie
from nlp.sequence import ORGANISATIONS, Sentence, between, walk

_TOUCH = re.compile(r"^[\s”)」的]*(?:原|前|时任|现任|首任|候任)?$")
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
_SURE = {"title-chain": 0.95, "name-title": 0.9, "title-shared": 0.8, "title-context": 0.6, "name-title-context": 0.6}
_FITS = {
    "FIRM": re.compile(
        "董事|总经理|总裁|经理|总监|厂长|创始人|CEO|CTO|CFO|COO|首席|合伙人|实际控制|实控|法定代表|监事|董秘|"
        "总工程师|总经济师|负责人|行长|店长|分析师"
    ),
    "OFFICE": re.compile("主任|书记|首席代表|巡视员|调研员|处长|科长|专员|部长|干部|组长|成员"),
    "ASSOC": re.compile("会长|理事|秘书长|主席|监事长|主任委员|组长"),
    "GOV": re.compile(
        "书记|主任|局长|厅长|部长|司长|省长|市长|区长|县长|州长|镇长|委员|常委|主席|巡视员|处长|调研员|队长|署长|"
        "秘书长|检察长"
    ),
    "INSTITUTE": re.compile("教授|院长|所长|校长|研究员|主任|院士|博士|讲师|书记|工程师"),
}


@dataclass(slots=True)
class _Walk:
    """A sentence being read: ``last`` is the latest organisation of each type, ``held`` who holds what here."""

    reading: Reading
    sentence: Sentence
    last: dict[str, int]
    held: dict[int, list[int]] = field(default_factory=dict)

    @property
    def row(self) -> tuple[int, ...]:
        return self.sentence.mentions

    def kind(self, at: int) -> str:
        """Type of the mention at a place of the row, empty beyond its ends."""
        return self.reading.mentions[self.row[at]].type if 0 <= at < len(self.row) else ""

    def gap(self, at: int) -> str:
        """Words between the mention at a place of the row and the next one."""
        return between(self.reading, self.row[at], self.row[at + 1])

    def tie(self, person: int, org: int, title: int, method: str) -> Tie:
        mentions, surface = self.reading.mentions, self.reading.surface(title)
        start = max(self.sentence.start, mentions[min(person, title, org)].start - 4)
        around = self.reading.text[start : mentions[max(person, title)].end]
        how: Modality = "ended" if surface.startswith(("原", "前")) or _ENDED.search(around) else "asserted"
        span = (self.sentence.start, self.sentence.end)
        return Tie("HOLDS_POSITION", person, org, *span, method, _SURE[method], how, (("title", surface),))


def positions(reading: Reading) -> Iterator[Tie]:
    """Yield HOLDS_POSITION ties of every named person."""
    last: dict[str, int] = {}
    for sentence in walk(reading):
        state = _Walk(reading, sentence, last)
        for place, index in enumerate(sentence.mentions):
            if state.kind(place) in ORGANISATIONS:
                last[state.kind(place)] = index
            elif state.kind(place) == "PERSON":
                ties = list(_before(state, place))
                ties += _after(state, place, appointed=bool(ties))
                state.held[index] = [tie.tail for tie in ties]
                yield from ties


def _before(state: _Walk, place: int) -> Iterator[Tie]:
    """Read ORG TITLE、ORG TITLE NAME from the name leftwards."""
    at = place - 1
    if state.kind(at) != "TITLE" or not _TITLE_TO_NAME.match(state.gap(at)):
        return
    found = False
    while state.kind(at) == "TITLE":
        title = state.row[at]
        orgs, at = _organisations(state, at)
        for org in orgs:
            found = True
            yield state.tie(state.row[place], org, title, "title-chain")
        if state.kind(at) == "INDUSTRY" and _TOUCH.match(state.gap(at)):
            at -= 1
        if at < 0 or not (_JOIN.match(state.gap(at)) or _GIVEN_TO.match(state.gap(at))):
            break
    if not found:
        yield from _inherited(state, place)


def _organisations(state: _Walk, title: int) -> tuple[list[int], int]:
    """Return the organisations right before the title at a place of the row, and the place before them."""
    at = title - 1
    if state.kind(at) not in ORGANISATIONS or not _TOUCH.match(state.gap(at)):
        return [], at
    orgs = [state.row[at]]
    at -= 1
    while state.kind(at) in ORGANISATIONS:
        if state.gap(at) == "(":
            orgs[-1] = state.row[at]
        elif state.gap(at) in ("、", "和", "及", "暨") and state.kind(at) == state.kind(at + 1) == "INSTITUTE":
            orgs.append(state.row[at])
        else:
            break
        at -= 1
    return orgs, at


def _inherited(state: _Walk, place: int) -> Iterator[Tie]:
    """主任A、副主任B share the office; a title alone belongs to the latest organisation that has such titles."""
    person, title = state.row[place], state.row[place - 1]
    if state.kind(place - 2) == "PERSON" and place >= 2:
        colleague = state.held.get(state.row[place - 2])
        if colleague and _JOIN.match(state.gap(place - 2)):
            yield state.tie(person, colleague[0], title, "title-shared")
            return
    if (org := _latest(state, title, state.last, 160)) is not None:
        yield state.tie(person, org, title, "title-context")


def _latest(state: _Walk, title: int, last: dict[str, int], reach: int) -> int | None:
    """The organisation a bare title belongs to, or None where another, unknown name touches the title."""
    reading = state.reading
    surface, start = reading.surface(title), reading.mentions[title].start
    alone = _STANDALONE.search(reading.text, max(0, start - 3), start)
    if not alone and _ATTACHED.match(reading.text[start - 1 : start]):
        return None
    fits = [last[kind] for kind in last if _FITS[kind].search(surface)]
    near = [index for index in fits if start - reading.mentions[index].end <= reach]
    return _leading(reading, max(near)) if near else None


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


def _after(state: _Walk, place: int, *, appointed: bool) -> Iterator[Tie]:
    """Read NAME 任 ORG TITLE and NAME,ORG TITLE; who has a title already needs a verb of office for another."""
    at = place + 1
    while state.kind(at) in ORGANISATIONS and at - place < 4:
        at += 1
    if state.kind(at) != "TITLE":
        return
    words = "".join(state.gap(i) for i in range(place, at))
    if not _NAME_TO_TITLE.match(words) or (appointed and not _APPOINTED.search(words)):
        return
    if state.kind(at + 1) == "PERSON" and _TITLE_TO_NAME.match(state.gap(at)):
        return
    person, title = state.row[place], state.row[at]
    if at > place + 1 and _TOUCH.match(state.gap(at - 1)):
        yield state.tie(person, state.row[at - 1], title, "name-title")
    elif (org := _latest(state, title, _others(state, person) if appointed else state.last, 300)) is not None:
        yield state.tie(person, org, title, "name-title-context")


def _others(state: _Walk, person: int) -> dict[str, int]:
    """Who is elected elsewhere does not hold the new title in the organisation named right before him."""
    mentions = state.reading.mentions
    return {kind: i for kind, i in state.last.items() if mentions[person].start - mentions[i].end > 8}
