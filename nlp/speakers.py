"""Who says it: what somebody said is a fact about what they said, so a tie inside reported speech names the speaker.

据X介绍,… and X表示,… reach to the end of their sentence; what stands in quotes after 说:“ or before ”X说 reaches over
all sentences of the quote. The document's own word has no speaker.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from nlp.reading import Reading, Tie
from nlp.sequence import ORGANISATIONS

_SAYS = re.compile(
    r"(?P<verb>(?:公告|表示|介绍|指出|认为|强调|透露|坦言|告诉记者|补充|解释|回忆|分析|预计|建议|宣布|披露|回应)(?:说|称|道)?|"
    r"(?<![小传据来再听一难])说|(?<![简下名号俗统职又被别总全自对通人爱])称|直言|致辞)(?P<mark>[,:]?“?|)"
)
_ACCORDING = re.compile(
    r"(?:据|根据|按照)(?P<who>(?!了解|悉|介绍|统计|报道|协议|规划|不完全|此|初步)[^,。;“”\n]{2,24}?)"
    r"(?:的)?(?:介绍|透露|表示|统计|显示|数据|消息|分析|报道|披露|公告|预测|测算)"
)
_ROLE = re.compile(
    "(?:知情人士|业内人士|专家|分析师|分析人士|相关负责人|有关负责人|负责人|发言人|工作人员|媒体|券商|机构|分析机构|"
    "研究机构|卖方)$"
)
_SPEECH_END = re.compile("[。!?\n]")
_FAR = 28
_SPEAKERS = ORGANISATIONS | {"PERSON"}


@dataclass(frozen=True, slots=True)
class _Speech:
    """A stretch of text and who says it."""

    start: int
    end: int
    who: str


def with_speakers(reading: Reading, ties: Iterable[Tie]) -> list[Tie]:
    """Return the ties, those that lie in reported speech with ``said_by``."""
    every = list(ties)
    speeches = list(_speeches(reading)) if every else []
    return [_attributed(reading, tie, speeches) for tie in every]


def _attributed(reading: Reading, tie: Tie, speeches: list[_Speech]) -> Tie:
    ends = [reading.mentions[tie.head], reading.mentions[tie.tail]]
    last = max(m.start for m in ends)
    # What is named after the verb lies in the speech; the speaker himself may be the one it is about.
    inside = [s for s in speeches if s.start <= last < s.end and (s.start <= min(m.start for m in ends)
              or reading.surface(tie.head) == s.who)]  # fmt: skip
    if not inside or tie.type == "HOLDS_POSITION":
        return tie
    closest = max(inside, key=lambda s: s.start)
    return replace(tie, properties=(*tie.properties, ("said_by", closest.who)))


def _speeches(reading: Reading) -> Iterator[_Speech]:
    text = reading.text
    for match in _ACCORDING.finditer(text):
        if who := _named(reading, match.start("who"), match.end("who")) or match["who"].strip():
            yield _Speech(match.end(), _end(text, match.end()), who)
    for match in _SAYS.finditer(text):
        before = text[match.start() - 1 : match.start()]
        begins = match["mark"] or text[match.end() : match.end() + 1] not in ("的", "了", "、")
        if not begins or before in "的、和与“":
            continue
        who = _subject(reading, match.start())
        if not who:
            continue
        opened = text[match.end() - 1 : match.end()] == "“"
        yield _Speech(match.end(), _quoted(text, match.end()) if opened else _end(text, match.end()), who)
        if not match["mark"] and (quote := _quote_before(reading, match.start())):
            yield _Speech(*quote, who)


def _subject(reading: Reading, at: int) -> str:
    """The person or organisation named right before a verb of speech, else a role (业内人士), else nobody."""
    text, mentions = reading.text, reading.mentions
    starts = [m.start for m in mentions]
    for mention in reversed(mentions[: bisect_right(starts, at)]):
        if mention.end > at:
            continue
        gap = text[mention.end : at]
        if len(gap) > _FAR or _SPEECH_END.search(gap) or re.search("[;,:”]", gap):
            break
        if mention.type in _SPEAKERS:
            return text[mention.start : mention.end]
    begin = max(text.rfind(mark, max(0, at - _FAR), at) for mark in ",。;:“”\n") + 1
    role = _ROLE.search(text[begin:at]) if begin or at <= _FAR else None
    return text[begin:at].strip() if role else ""


def _named(reading: Reading, start: int, end: int) -> str:
    inside = [m for m in reading.mentions if start <= m.start and m.end <= end and m.type in _SPEAKERS]
    return reading.text[inside[-1].start : inside[-1].end] if inside else ""


def _end(text: str, at: int) -> int:
    found = _SPEECH_END.search(text, at)
    return found.start() if found else len(text)


def _quoted(text: str, at: int) -> int:
    close = text.find("”", at, at + 1500)
    return close if close >= 0 else _end(text, at)


def _quote_before(reading: Reading, at: int) -> tuple[int, int] | None:
    """“…,”黄运海说: the quote that closes right before the speaker's name."""
    close = reading.text.rfind("”", max(0, at - _FAR - 12), at)
    if close < 0 or _SPEECH_END.search(reading.text, close + 1, at) or reading.text[close - 1] not in ",。!?":
        return None
    opening = reading.text.rfind("“", max(0, close - 1500), close)
    return (opening + 1, close) if opening >= 0 else None
