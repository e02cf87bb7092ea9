"""The mentions of one sentence in order, with the words between them: what relation rules read."""

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from graph.ledger.records import Modality
from nlp.reading import Reading

ORGANISATIONS = frozenset(("FIRM", "OFFICE", "GOV", "ASSOC", "INSTITUTE"))
_PLANNED = ("拟", "将", "计划", "有意", "签约", "意向", "准备", "打算", "预计", "力争", "即将")
_ENDED = ("终止", "退出", "免去", "不再", "卸任", "曾任", "撤销", "解除", "到期", "出售", "转让所持", "时任")
_NEGATED = (
    "未与",
    "未向",
    "未能",
    "没有",
    "并未",
    "不存在",
    "尚未",
    "否认",
    "从未",
    "未获",
    "不是",
    "无关",
    "未有",
    "暂不",
    "取消",
    "未曾",
    "不拟",
    "不再计划",
    "未达成",
    "未在",
    "还没",
)


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence's bounds and the indices of the mentions in it."""

    start: int
    end: int
    mentions: tuple[int, ...]


def walk(reading: Reading) -> Iterator[Sentence]:
    """Yield each sentence that holds a mention."""
    starts = [start for start, _ in reading.sentences]
    inside: dict[int, list[int]] = {}
    for index, mention in enumerate(reading.mentions):
        inside.setdefault(max(0, bisect_right(starts, mention.start) - 1), []).append(index)
    for number, mentions in sorted(inside.items()):
        start, end = reading.sentences[number]
        yield Sentence(start, max(end, *(reading.mentions[i].end for i in mentions)), tuple(mentions))


def between(reading: Reading, left: int, right: int) -> str:
    """Return the folded words between two mentions."""
    return reading.text[reading.mentions[left].end : reading.mentions[right].start]


def clause(reading: Reading, sentence: Sentence, left: int, right: int) -> str:
    """Return the words from the comma before ``left`` to the comma after ``right``."""
    text = reading.text
    begin, stop = reading.mentions[left].start, reading.mentions[right].end
    first, final = max(sentence.start, begin - 200), min(sentence.end, stop + 200)
    start = max(text.rfind(mark, first, begin) for mark in ",。;") + 1
    ends = [cut for mark in ",。;\n" if (cut := text.find(mark, stop, final)) >= 0]
    return text[max(start, first) : min(ends, default=final)]


def modality(words: str) -> Modality | None:
    """Return how the words assert a fact, or None where they deny it."""
    if any(mark in words for mark in _NEGATED):
        return None
    if any(mark in words for mark in _ENDED):
        return "ended"
    return "planned" if any(mark in words for mark in _PLANNED) else "asserted"
