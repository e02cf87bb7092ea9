"""Amounts of money, and dates."""

import re
from collections.abc import Iterator

from nlp.reading import Found

_CHINESE = "一二三四五六七八九十百千两几数"
_NUMBER = rf"(?:(?<!\d)(?<!\d,)\d[\d,]{{0,20}}(?:\.\d{{1,8}})?|(?<![{_CHINESE}])[{_CHINESE}]{{1,12}})"
_MONEY = re.compile(
    rf"(?:{_NUMBER}\s?[-~—至]\s?)?{_NUMBER}\s?[余多]?\s?(?:[十百千]?[万亿]|万亿|千万|百万){{0,4}}[余多]?\s?"
    r"(?:元人民币|人民币|美元|欧元|港元|港币|日元|英镑|美金|韩元|新元|卢布|元)(?![件月旦素宝])"
    rf"|(?:人民币|美元|港币|US\$|HK\$|[$¥€£])\s?{_NUMBER}\s?(?:万亿|[十百千]?[万亿])?元?"
    r"|(?<=[超近过逾破达])(?:万亿|[十百千]?[万亿])级?(?:元人民币|美元|欧元|港元|元)(?![级件])"
)
# 三元 alone is a firm or a lithium cell, not an amount.
_NO_MONEY = re.compile("[一二三四五六七八九几]元$")
_YEAR = r"(?:(?:19|20)\d{2}|[一二]?[〇零○一二三四五六七八九]{4})\s?年"
_RELATIVE = r"(?:今年|去年|明年|前年|同年|当年)"
_PART_OF_DAY = "(?:上午|下午|晚间|晚上|凌晨|早上|晚|中午|傍晚|清晨)"
_DAY = rf"(?:\d{{1,2}}|[一二三四五六七八九十]{{1,3}})\s?[日号](?![常本元均])(?:{_PART_OF_DAY})?"
_MONTH = r"(?:\d{1,2}|[一二三四五六七八九十]{1,2})\s?月(?:份|初|底|末|中旬|上旬|下旬)?"
_SPAN = (
    r"(?:上半年|下半年|前[一二三四五六七八九十\d]+个?(?:季度|月)|第?[一二三四1-4]季度|度|年?初|年?底|年?末|年中|"
    r"(?:前|后)三季度|财年|以来)"
)

_DATE = re.compile(
    rf"{_YEAR}\s?(?:(?:度|年?底|年?末|年?初|年中)|{_MONTH}\s?(?:{_DAY})?|"
    rf"{_SPAN})?(?:至(?:{_YEAR})?\s?(?:{_MONTH})?\s?(?:{_DAY})?)?"
    rf"|{_RELATIVE}(?:{_MONTH}(?:{_DAY})?|上半年|下半年|[前]?[一二三四1-4]季度|"
    rf"前[一二三四五六七八九十\d]+个?(?:月份?|季度))"
    rf"|(?<![\d.]){_MONTH}\s?{_DAY}(?:至(?:{_MONTH})?\s?{_DAY})?"
    rf"|(?<![\d.个第前后近])\d{{1,2}}月(?:份|初|底|末|中旬|上旬|下旬)?(?![\d大])"
    rf"|(?<![\d.第])\d{{1,2}}日(?![常本元均])(?:{_PART_OF_DAY})?"
    r"|“?十[三四五六]五”?(?:期间|时期)?(?!规划)|(?:19|20)\d{2}[-/.](?:1[0-2]|0?[1-9])[-/.](?:3[01]|[12]\d|"
    r"0?[1-9])(?!\d)"
    r"|前[一二三四五六七八九十两\d]+个?(?:季度|月)|(?<![第\d一二三四])(?:第?[一二三四]季度|上半年|下半年)|"
    r"20\d{2}财年|春节|国庆节?|(?<![A-Za-z])Q[1-4](?![A-Za-z\d])"
)


def find_money(text: str) -> Iterator[Found]:
    """Yield amounts with their currency."""
    for match in _MONEY.finditer(text):
        if is_no_money(match.group()):
            continue
        yield Found(match.start(), match.end(), "MONEY", "money", 1)


def is_no_money(surface: str) -> bool:
    """Whether a single Chinese digit stands before 元, which names things and firms."""
    return bool(_NO_MONEY.match(surface))


def find_dates(text: str) -> Iterator[Found]:
    """Yield expressions that have a calendar value."""
    for match in _DATE.finditer(text):
        start, end = match.start(), match.end()
        surface = text[start:end].rstrip()
        # Quotes stay where they wrap only part of the span: “十四五”期间, but 十四五 alone.
        if surface.startswith("“") and surface.endswith("”"):
            start, surface = start + 1, surface[1:-1]
        elif "”" in surface and not surface.startswith("“"):
            surface = surface.rstrip("”")
        elif surface.startswith("“") and "”" not in surface:
            start, surface = start + 1, surface[1:]
        if surface:
            yield Found(start, start + len(surface), "DATE", "date")
