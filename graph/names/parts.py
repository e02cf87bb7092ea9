"""The grammar of a company's name: place + brand + trade + legal form, a place in brackets, a branch behind it.

Pure: the places it knows come with the repository, nothing else is read. ``split_name`` never fails; a part that is
not there is empty.
"""

import csv
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources

from graph.names.normal import fold, name_key
from graph.names.words import BRANCHES, BRAND_LIKE_PLACES, LEGAL_FORMS, TRADES

_BRACKETS = re.compile(r"[(（\[【〔]([^()（）\[\]【】〔〕]*)[)）\]】〕]")
_FORM = re.compile(rf"({'|'.join(sorted(LEGAL_FORMS, key=len, reverse=True))}|公司)$")
_FORM_INSIDE = re.compile(rf"^(.{{2,}}?(?:{'|'.join(LEGAL_FORMS)}))(.{{2,}})$")
_BRANCH = re.compile(rf"^(.*?)({'|'.join(BRANCHES)})$")
_ZONES = ("工业园区", "经济技术开发区", "高新技术产业开发区", "高新区", "经开区", "开发区", "新区", "自贸区")
_UNIT = re.compile(r"(特别行政区|自治区|自治州|地区|省|市|县|区|盟)$")
_LONGEST_TRADE = 6
_FORMS_IN_BRACKETS = ("有限合伙", "普通合伙", "特殊普通合伙")


@dataclass(frozen=True, slots=True)
class NameParts:
    """The parts of a company's name, each folded and without spaces.

    ``place`` is the leading place in its short form (上海, 江苏苏州), ``inner`` what stands in brackets and is a
    place, ``marks`` other bracketed words (集团), ``form`` the legal form, ``branch`` what follows it or says that the
    name is of a branch (深圳分公司).
    """

    place: str = ""
    brand: str = ""
    trade: str = ""
    inner: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()
    form: str = ""
    branch: str = ""

    @property
    def core(self) -> str:
        """Brand and trade: what is left without place and legal form."""
        return self.brand + self.trade

    @property
    def registered(self) -> bool:
        """Whether the name carries a legal form (公司 alone is none), so that it claims to be complete."""
        return self.form not in ("", "公司")

    @property
    def stem(self) -> str:
        """Everything but the legal form, with the place in its short form: what a change of form leaves alone."""
        return "|".join((self.place, self.core, *sorted(self.inner), *self.marks, self.branch))


@cache
def known_places() -> Mapping[str, frozenset[str]]:
    """Names of China's provinces, cities and counties, full and short, with codes; none that is mostly a brand."""
    found: dict[str, set[str]] = {name: {""} for name in ("中国", "开曼")}
    with resources.files("graph.reference").joinpath("regions.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            county = row["level"] in ("district", "county")
            short = () if county and not _town_of_the_belt(row) else (row["short_name"], _UNIT.sub("", row["name"]))
            for name in {row["name"], *short} - BRAND_LIKE_PLACES:
                if len(name) >= 2:
                    found.setdefault(name, set()).add(row["adcode"])
    return {name: frozenset(codes) for name, codes in found.items()}


def _town_of_the_belt(row: dict[str, str]) -> bool:
    return row["in_belt"] == "true" and row["name"].endswith(("市", "县")) and len(row["name"]) >= 3


def _place_at(text: str, start: int, within: frozenset[str]) -> int:
    """Length of the place that begins at ``start`` and lies within one of the places ``within`` (all, if empty)."""
    places = known_places()
    for length in range(min(_longest_from().get(text[start : start + 2], 0), len(text) - start), 1, -1):
        codes = places.get(text[start : start + length])
        if codes and (not within or any(_lies_in(c, w) for c in codes for w in within)):
            return length
    return 0


@cache
def _longest_from() -> Mapping[str, int]:
    longest: dict[str, int] = {}
    for name in known_places():
        longest[name[:2]] = max(len(name), longest.get(name[:2], 0))
    return longest


def _lies_in(code: str, above: str) -> bool:
    stem = above.removesuffix("00").removesuffix("00")
    return bool(stem) and code != above and code.startswith(stem)


def leading_place(text: str) -> int:
    """Length of the place that a folded name begins with; 0 when there is none."""
    end, within = 0, frozenset[str]()
    while step := _place_at(text, end, within):
        within = known_places()[text[end : end + step]]
        end += step
        if text[end : end + 1] in ("省", "市"):
            end += 1
    zone = next((z for z in _ZONES if end and text.startswith(z, end)), "")
    return end + len(zone)


def short_place(text: str) -> str:
    """A place without the words for its rank: 江苏省苏州市 → 江苏苏州."""
    out, start = "", 0
    while step := _place_at(text, start, frozenset()):
        piece, start = text[start : start + step], start + step
        bare = _UNIT.sub("", piece)
        out += bare if len(bare) >= 2 else piece
        if text[start : start + 1] in ("省", "市"):
            start += 1
    return out + text[start:]


def is_place(text: str) -> bool:
    """Whether a folded text is nothing but a place."""
    return bool(text) and leading_place(text) == len(text)


def trade_length(text: str) -> int:
    """Number of characters at the end of ``text`` that are words for a trade."""
    end = len(text)
    while end:
        step = next((n for n in range(min(_LONGEST_TRADE, end), 1, -1) if text[end - n : end] in TRADES), 0)
        if not step:
            break
        end -= step
    return len(text) - end


def _bracketed(text: str) -> tuple[str, list[str], list[str]]:
    """The text without brackets, the places and the other words that stood in them."""
    inner: list[str] = []
    marks: list[str] = []
    for word in _BRACKETS.findall(text):
        key = name_key(word)
        if key and key not in _FORMS_IN_BRACKETS:
            (inner if is_place(key) else marks).append(short_place(key) if is_place(key) else key)
    return name_key(_BRACKETS.sub("", text)), inner, marks


def _branch_of(text: str) -> tuple[str, str]:
    """Split what names a branch off: after the legal form, or a place and a word for a branch at the end."""
    if (found := _FORM_INSIDE.match(text)) and not _FORM.fullmatch(found[2]):
        return found[1], found[2]
    if found := _BRANCH.match(text):
        body = found[1]
        start = next((i for i in range(len(body)) if i and is_place(body[i:])), len(body))
        return body[:start], text[start:]
    return text, ""


@lru_cache(maxsize=65536)
def split_name(name: str) -> NameParts:
    """Split a company's name into its parts, whatever its spelling."""
    text, inner, marks = _bracketed(fold(name))
    text, branch = _branch_of(text)
    if branch and inner and not text.endswith(LEGAL_FORMS):
        branch, inner = "".join(inner) + branch, []
    form = found[1] if (found := _FORM.search(text)) else ""
    text = text[: len(text) - len(form)]
    end = leading_place(text)
    place, core = short_place(text[:end]), text[end:]
    if end == len(text):
        place, core = "", text
    if form in ("集团有限公司", "控股有限公司", "集团公司"):
        core, form = core + form[:2], form[2:]
    trade = trade_length(core)
    brand, rest = core[: len(core) - trade], core[len(core) - trade :]
    if len(brand) == 1:
        brand, rest = _widen(brand, rest)
    return NameParts(place, brand, rest, tuple(inner), tuple(marks), form, branch)


def _widen(brand: str, trade: str) -> tuple[str, str]:
    """A brand has two characters: give it the shortest word of the trade that leaves whole words."""
    for taken in range(1, len(trade) + 1):
        if trade_length(trade[taken:]) == len(trade) - taken:
            return brand + trade[:taken], trade[taken:]
    return brand + trade, ""


def distinct(one: NameParts, other: NameParts) -> Iterable[str]:
    """Which parts keep two names apart, in words; empty when nothing does."""
    if one.branch != other.branch:
        yield "一为分支机构 one is a branch"
    if sorted(one.inner) != sorted(other.inner):
        yield "括号内地名不同 another place in brackets"
    if one.place != other.place and one.place and other.place:
        yield "地名不同 another place"
    if one.brand != other.brand:
        yield "字号不同 another brand"
    if one.trade != other.trade:
        yield "行业不同 another trade"
