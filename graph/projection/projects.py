"""What a project's name says that its investor will make: 年产10GW单晶硅棒和硅片建设项目.

Documents speak of new plants by the names of projects, which are events and hold the product within them. A MAKES read
from one is always planned.
"""

import re

_PROJECT = re.compile("(?:项目|基地|生产线|产线|工厂)(?:[（(][^（）()]*[）)])?[”》」]?$")
_CLOSING = re.compile(
    '(?:[（(][^（）()]*[）)]|[“”《》「」"]|项目|工程|新?生产线|产线|新?生产基地|制造基地|基地|生产工厂|工厂|[一二三四五六]期|'
    "建设|扩建|新建|扩产|技改|技术改造|升级|改造|产业化|研发及|研发|及|智能化|一体化|总承包|EPC|生产|制造)$"
)
_NUMBER = r"[\d.,]+(?:万|亿|千|百万)?"
_UNITS = "吨|条|套|台|只|颗|件|辆|片|支|平方米|立方米|米|千瓦|安时|GWh|GW|MWh|MW|KW|kW|Ah"
_AMOUNT = re.compile(
    rf"(?:年产|新增|{_NUMBER})[^、和及与]{{0,2}}?{_NUMBER}(?:{_UNITS})(?:/年)?|{_NUMBER}(?:{_UNITS})(?:/年)?|年产"
)
_JOINTS = re.compile("[、与及和]")
_SHORTEST, _LONGEST = 2, 24


def products_of(project: str) -> list[str]:
    """The things named in a project's name, in its order; none where it is no plant or line, or names too much.

    Without an amount before it only the last thing is taken: what stands first is a place or a firm.
    """
    if not _PROJECT.search(project):
        return []
    name = project
    while (shorter := _CLOSING.sub("", name)) != name:
        name = shorter
    amounts = list(_AMOUNT.finditer(name))
    parts = _JOINTS.split(name[amounts[0].end() :] if amounts else name)
    if not amounts:
        parts = parts[-1:]
    cleaned = (_bare(part) for part in parts)
    return list(dict.fromkeys(part for part in cleaned if _SHORTEST <= len(part) <= _LONGEST))


def _bare(part: str) -> str:
    part = _AMOUNT.sub("", part).strip('“”《》「」" /，,')
    while (shorter := _CLOSING.sub("", part)) != part:
        part = shorter
    return part
