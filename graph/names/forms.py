"""Other forms of a name that its grammar allows: without legal form or place, with the place before a short name.

Each form has a kind; the kind says how sure it is and why it stands for the thing.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import Enum
from functools import cache

from graph.names.normal import fold, name_key
from graph.names.parts import NameParts, is_place, leading_place, short_place, split_name
from graph.names.words import ENGLISH_FORMS, LEGAL_FORMS, LISTING_MARKS_BEFORE, LISTING_MARKS_BEHIND

_OFFICE = re.compile(r"^(.+?)(?:人民)?(?:政府)?驻(.+?)(?:办事处|联络处|办)$")
_HOSTS: Mapping[str, str] = {
    "京": "北京", "沪": "上海", "津": "天津", "渝": "重庆", "宁": "南京", "穗": "广州", "汉": "武汉", "深": "深圳",
    "杭": "杭州", "蓉": "成都", "苏": "江苏", "浙": "浙江", "皖": "安徽", "赣": "江西", "鄂": "湖北", "湘": "湖南",
    "川": "四川", "滇": "云南", "云": "云南", "黔": "贵州", "粤": "广东", "琼": "海南", "港": "香港",
}  # fmt: skip
_WORD = re.compile(r"[a-z0-9&+]+")
_SHORTEST = 4  # of a form without place: 概伦电子, not 概伦


class Kind(Enum):
    """Why a form stands for a thing, in words, with the score of a hit on it."""

    SAME = (1.0, "正是此名 the name itself")
    FORM = (0.97, "仅组织形式不同 only the legal form differs")
    NO_FORM = (0.96, "略去组织形式 the name without its legal form")
    OFFICE = (0.96, "代表同一地区、驻同一地 represents the same region at the same place")
    LISTING = (0.96, "略去证券标记 the name without marks of listing")
    ENGLISH = (0.95, "略去英文公司字样 the English name without Co., Ltd.")
    PLACED = (0.94, "所在地加简称 the short name behind its place")
    CORE = (0.92, "略去地名与组织形式 brand and trade, without place and legal form")

    @property
    def score(self) -> float:
        """Of a hit, in 0..1."""
        return self.value[0]

    @property
    def why(self) -> str:
        """In words, Chinese first."""
        return self.value[1]


Form = tuple[str, str, Kind]  # key, the name it was made of, kind


def loose_forms(names: Sequence[str]) -> Iterator[Form]:
    """Forms of a thing's names that mean it where no other thing has them."""
    home = ""
    for name in names:
        key = name_key(name)
        if key.endswith("公司") or key.endswith(LEGAL_FORMS):
            parts = split_name(name)
            home = home or _home(parts)
            yield from _of_registered(name, key, parts)
        elif key.isascii():
            yield from _english(name, key)
        elif "驻" in key:
            yield from ((form, name, Kind.OFFICE) for form in _office(key))
        else:
            yield from _listing(name, key)
    if home:
        yield from _placed(names, home)


def stem_of(name: str) -> str:
    """What identifies a registered name whatever its legal form; empty for other names."""
    parts = split_name(name)
    return parts.stem if parts.registered and parts.core else ""


def asked_forms(name: str) -> Iterable[str]:
    """Keys under which a typed name may be known, beside its own."""
    key = name_key(name)
    parts = split_name(name)
    if key.isascii():
        yield from (form for form, _, _ in _english(name, key))
    elif "驻" in key:
        yield from _office(key)
    elif not parts.registered and not parts.branch:
        bare = _without_soft_end(key)
        yield from dict.fromkeys((bare, _short_at_front(bare), *(form for form, _, _ in _listing(name, bare))))


def _without_soft_end(key: str) -> str:
    """Without 公司 or 股份, which people add to a short name as they like."""
    for end in ("公司", "股份"):
        if key.endswith(end) and len(key) - len(end) >= 3:
            return key.removesuffix(end)
    return key


def _home(parts: NameParts) -> str:
    """The place a firm is called by: at the front, or in brackets where the firm is no mere branch of another."""
    if parts.place and parts.place != "中国":
        return parts.place
    return parts.inner[0] if _stands_alone(parts) else ""


def _stands_alone(parts: NameParts) -> bool:
    # 芯原微电子(上海)股份有限公司 is the firm; 华润微电子(重庆)有限公司 is a subsidiary of the one without the place.
    return len(parts.inner) == 1 and parts.inner[0] != "中国" and parts.form.startswith("股份")


def _of_registered(name: str, key: str, parts: NameParts) -> Iterator[Form]:
    if not parts.registered or parts.branch:
        return
    plain = _short_at_front(key.removesuffix(parts.form))
    if len(plain) >= 3 and not is_place(plain):
        yield plain, name, Kind.NO_FORM
    if parts.marks == ("集团",) and parts.core and not parts.inner:
        yield parts.place + parts.core, name, Kind.NO_FORM
    # 汇川技术 does not mean 苏州汇川技术有限公司: a limited company behind a place is often a subsidiary.
    alone = parts.form.startswith("股份") and (parts.place if not parts.inner else _stands_alone(parts))
    if alone and parts.brand and parts.trade and len(parts.core) >= _SHORTEST and parts.place != "中国":
        yield parts.core, name, Kind.CORE


def _short_at_front(key: str) -> str:
    end = leading_place(key)
    return short_place(key[:end]) + key[end:] if 0 < end < len(key) else key


def _placed(names: Sequence[str], home: str) -> Iterator[Form]:
    for name in names:
        key = name_key(name)
        bare = next((form for form, _, _ in _listing(name, key)), key)
        if 2 <= len(bare) <= 6 and not bare.isascii() and not bare.endswith("公司") and not leading_place(bare):
            yield home + bare, name, Kind.PLACED


def _listing(name: str, key: str) -> Iterator[Form]:
    if not key or not (key[0] in "sxd" or key[-1] in "uwbs退"):
        return
    text = fold(name).replace(" ", "").casefold()
    bare = text
    for mark in LISTING_MARKS_BEFORE:
        if bare.startswith(mark) and not bare[len(mark) :].isascii():
            bare = bare[len(mark) :]
            break
    bare = name_key(next((bare.removesuffix(m) for m in LISTING_MARKS_BEHIND if bare.endswith(m)), bare))
    if bare != key and len(bare) >= 3:
        yield bare, name, Kind.LISTING


def latin_words(name: str) -> list[str]:
    """The words of a Latin name without Co., Ltd. and the like."""
    words = _WORD.findall(fold(name).casefold().replace("co.,ltd", "co ltd").replace("'", ""))
    while len(words) > 1 and words[-1] in ENGLISH_FORMS:
        words.pop()
    return words[1:] if len(words) > 1 and words[0] == "the" else words


def _english(name: str, key: str) -> Iterator[Form]:
    core = "".join(latin_words(name))
    if core != key and len(core) >= 3 and not core.isdigit():
        yield core, name, Kind.ENGLISH


@cache
def _office(key: str) -> tuple[str, ...]:
    """One key for all ways to write the office of one region at one place."""
    if not (found := _OFFICE.match(key)):
        return ()
    region, host = found[1], found[2]
    if not is_place(region):
        return ()
    return (f"{short_place(region)}驻{_HOSTS.get(host) or short_place(host)}",)
