"""Edges of learned mentions by the grammar of names: what a model cuts a character short, a rule can see."""

import re
from collections.abc import Iterator
from dataclasses import replace

from nlp.amounts import is_no_money
from nlp.documents import is_work
from nlp.people import REPORTER
from nlp.reading import Found
from nlp.titles import TITLE

_PAIRS = (("“", "”"), ("《", "》"), ("(", ")"))
_SAYS_SOMETHING = re.compile(r"[^\W_]")
_DAY_TAIL = re.compile(
    r"(?:(?<=[日号])(?:夜间|深夜|早晨|上午|下午|晚间|晚上|凌晨|中午|午后|傍晚|清晨|晚|早))?"
    r"(?:(?<=夜)间)?"
    r"(?:(?<=[日号晨午间上晚早\d零])(?:\d{1,2}|零)?[时点](?:\d{1,2}分)?)?"
)
_DIGITS = re.compile(r"\d{0,2}[年月日号时点分]")  # what follows where a model stopped inside a number
_NO_DAY = re.compile(r"(?:\d{1,3}|[一二三四五六七八九十]{1,3})(?:年(?=前|来|间)|日(?=均))")
_UNTIL = re.compile("[至到~—-]{1,2}")
_TITLE = 80
_BRANCH = 8
_MEETING = re.compile("会议|单位|办公会")  # 主任会议, 会长单位
_SITE_TAIL = re.compile("口岸|沿海(?!地区|城市|省)")


_FORMER = re.compile("原|前(?!台|厅)|时任|现任|首任")
_LATE = ("原", "时任", "现任", "前")
_ORGANISATIONS = frozenset(("FIRM", "OFFICE", "GOV", "ASSOC", "INSTITUTE"))


def tidy(text: str, mentions: list[Found]) -> list[Found]:
    """Return the mentions with whole quotes, whole times, and without what cannot be a name."""
    return list(_joined(text, [m for found in mentions if (m := _edges(text, found))]))


def _edges(text: str, found: Found) -> Found | None:
    start, end = _titled(text, found) if found.type == "DOC" else (found.start, found.end)
    start, end = _balanced(text, start, end)
    match found.type:
        case "DATE":
            end = _day(text, start, end)
        case "PLACE":
            end = tail.end() if (tail := _SITE_TAIL.match(text, end)) else end
        case "TITLE":
            former = _FORMER.match(text, start, end)
            start = former.end() if former and former.end() < end else start
        case _:
            end = _organisation(text, start, end) if found.type in _ORGANISATIONS else end
    if end <= start or not _SAYS_SOMETHING.search(text, start, end) or _no_name(text, found.type, start, end):
        return None
    return found if (start, end) == (found.start, found.end) else replace(found, start=start, end=end)


def _no_name(text: str, kind: str, start: int, end: int) -> bool:
    """Say whether what is marked only looks like one: a length of time, a people, a byline, all universities
    of a region."""
    match kind:
        case "DATE":
            return bool((length := _NO_DAY.match(text, start)) and length.end() == end)
        case "PLACE":
            return text[end : end + 1] == "族"
        case "DOC":
            return text[start : start + 1] == "《" and is_work(text, start, end)
        case "MONEY":
            return is_no_money(text[start:end])
        case "INSTITUTE":
            return text[start:end].endswith(("高校", "科研院", "科研院所"))
        case "TITLE":
            return bool(_MEETING.match(text, end))
        case "PERSON":
            return bool(REPORTER.search(text, max(0, start - 30), start))
    return False


def _day(text: str, start: int, end: int) -> int:
    """Take in 夜间 and the hour, leave out 期间 after a day."""
    if text[end - 1].isdecimal() and (rest := _DIGITS.match(text, end)):
        end = rest.end()
    surface = text[start:end]
    if surface.endswith("年年度"):
        return end - 2
    if re.search("[年月日]期间$", surface):
        end -= 2
    elif surface.endswith("以") and text[end : end + 1] == "来":
        end -= 1
    return tail.end() if (tail := _DAY_TAIL.match(text, end)) else end


def _organisation(text: str, start: int, end: int) -> int:
    """The seat of a firm is no part of its name, nor is 原 before a title."""
    if text[start:end].endswith("总部") and not text[start:end].endswith("银行上海总部"):
        return end - 2
    if text[end - 1] in "和与及" and end - start > 3 and text[end : end + 1] not in "平谐":
        return end - 1
    late = next((word for word in _LATE if text[start:end].endswith(word) and TITLE.match(text, end)), "")
    return end - len(late) if end - len(late) - start >= 3 else end


def _titled(text: str, found: Found) -> tuple[int, int]:
    """Read a title from the mark that opens it to the one that closes it, commas and all."""
    start, end = found.start, found.end
    surface = text[start:end]
    if surface.startswith("《") and "》" not in surface:
        close = text.find("》", end, end + _TITLE)
        end = close + 1 if close >= 0 and "\n" not in text[end:close] else end
    elif surface.endswith("》") and "《" not in surface:
        opening = text.rfind("《", max(0, start - _TITLE), start)
        start = opening if opening >= 0 and "\n" not in text[opening:start] else start
    return start, end


def _balanced(text: str, start: int, end: int) -> tuple[int, int]:
    """Take in the other half of a pair that touches the span, or leave the half out."""
    for opening, closing in _PAIRS:
        surface = text[start:end]
        more = surface.count(opening) - surface.count(closing)
        if more == 1:
            if text[end : end + 1] == closing and not surface.startswith(opening):
                end += 1
            elif surface.startswith(opening):
                start += 1
            elif surface.endswith(opening):  # a branch in brackets: 某某(成都)
                close = text.find(closing, end, end + _BRANCH)
                end = close + 1 if close >= 0 else end - 1
        elif more == -1:
            if text[start - 1 : start] == opening and not surface.endswith(closing):
                start -= 1
            elif surface.endswith(closing):
                end -= 1
    return start, end


def _joined(text: str, mentions: list[Found]) -> Iterator[Found]:
    """Join 9日夜间 + 至 + 10日早晨, and drop what an edge that moved has come to cover."""
    held: Found | None = None
    for found in mentions:
        if held is None:
            held = found
        elif found.start < held.end:
            held = held if held.end - held.start >= found.end - found.start else found
        elif found.start == held.end and text[found.start] == "(" and {held.type, found.type} <= _ORGANISATIONS:
            held = replace(found, start=held.start)  # 某某(深圳)创新中心 is one body
        elif held.type == found.type == "DATE" and _UNTIL.fullmatch(text, held.end, found.start):
            held = replace(held, end=found.end, certainty=max(held.certainty, found.certainty))
        else:
            yield held
            held = found
    if held:
        yield held
