"""Liaison offices: 江苏省(人民政府)驻沪办 and its kin, with the region represented and the place it sits in."""

import re
from collections.abc import Iterator

from nlp.edges import left_edge
from nlp.lexicon import Lexicon
from nlp.reading import Found, PlaceHit, Reading
from nlp.words import BASINS, COUNTRIES, HOST_ABBREVIATIONS, PROVINCE_ABBREVIATIONS

_TASKS = (
    "(?:招商引资|招商|商务|经贸|经济|投资促进|投资|贸易|联络|人才|党建|流动党员|经济协作|合作|服务|工作|政务|信息){0,4}"
)
_KIND = re.compile(
    rf"(?:人民政府)?{_TASKS}(?:办事处|联络处|代表处|联络组|联络站|工作站|办公室|工作委员会|党工委|党委|工委|机构|"
    r"办(?![理事公法学税会成展好企实完结]))"
    r"|(?:(?:招商引资|招商|商务|经贸|联络|投资促进|人才|服务|工作|经济合作|信息)+)(?:分?中心|分局|局|处|组|站|专班)"
)
_HOST_WORDS = re.compile(
    "外|各地|国外|境外|华|华东|长三角|珠三角|大湾区|京津冀|苏南|苏北|浙南|川渝|成渝|江浙沪|欧洲|北美|美洲|东南亚|"
    "中东|香港|澳门"
)
_ORGAN = re.compile("(?:省|市|区|县|州)?(?:人民政府|政府|管委会|市委|省委|委员会)$")
_ZONE = re.compile("[一-鿿]{2,8}?(?:高新区|经开区|开发区|新区|自贸区|工业园区)$")
_REGION_WORD = "(?:省区市|省市区|省\\(区、市\\)|省市|省份|省|市州|地市|市|地区|地|州市|州|县|区|方)"
_COLLECTIVE = re.compile(
    r"(?:(?:沿江|沿线|沿长江|长江经济带|长江沿线|长江流域|长三角|长江经济带沿线|在沪|全国)?"
    rf"(?:各|\d{{1,2}}|[一二三四五六七八九十两多几]{{1,3}})个?(?:兄弟)?{_REGION_WORD}*"
    rf"(?:\([^()\n]{{2,10}}\))?|{_REGION_WORD}{_REGION_WORD}?|沿江|中西部|长江经济带)(?:人民政府|政府)?$"
)
_ENUMERATION = re.compile(
    r"((?:[一-鿿]{2,6}、){1,12}[一-鿿]{2,6}等(?:\d{1,2}|[一二三四五六七八九十]{1,2})?(?:地|省市|省|市|个省市)?)$"
)


def find_offices(reading: Reading, lexicon: Lexicon) -> Iterator[Found]:
    """Yield liaison offices; ``keys`` carry ``region:`` and ``host:`` adcodes, or ``collective``."""
    text = reading.text
    starts = {hit.start: hit for hit in reading.places}
    ends = {hit.end: hit for hit in reading.places}
    for match in re.finditer("驻", text):
        at = match.start()
        for host_end, host in _hosts(text, at + 1, starts, lexicon):
            kind = _KIND.match(text, host_end)
            if kind:
                start, keys = _represented(text, at, ends, lexicon)
                if "机构" in kind.group() and not any(k.startswith("region:") for k in keys):
                    keys = ("collective",)
                yield Found(start, kind.end(), "OFFICE", "office-grammar", 4, (*keys, *host))
                break


def _hosts(text: str, at: int, starts: dict[int, PlaceHit], lexicon: Lexicon) -> Iterator[tuple[int, tuple[str, ...]]]:
    if hit := starts.get(at):
        code = lexicon.adcode(text[hit.start : hit.end])
        yield hit.end, (f"host:{code}",) if code else ()
    if match := _HOST_WORDS.match(text, at):
        yield match.end(), ()
    if text[at : at + 1] in HOST_ABBREVIATIONS:
        yield at + 1, (f"host:{HOST_ABBREVIATIONS[text[at]]}",)
    if text[at : at + 2] in COUNTRIES or text[at : at + 2] in BASINS:
        yield at + 2, ()


def _represented(text: str, at: int, ends: dict[int, PlaceHit], lexicon: Lexicon) -> tuple[int, tuple[str, ...]]:
    """Return where the name starts and whom the office stands for."""
    organ = _ORGAN.search(text, max(0, at - 6), at)
    for stem in ([organ.start()] if organ else []) + ([organ.start() + 1] if organ else []) + [at]:
        if stem in ends:
            return _region_run(text, stem, ends)
        if zone := _zone(text, stem, ends):
            return zone
    stem = organ.start() if organ else at
    if several := _several(text, at):
        return several
    before = text[stem - 1 : stem]
    if before in PROVINCE_ABBREVIATIONS and left_edge(text, stem - 1, reach=6) == stem - 1:
        return stem - 1, (f"region:{PROVINCE_ABBREVIATIONS[before]}",)
    return at, ()


def _region_run(text: str, stem: int, ends: dict[int, PlaceHit]) -> tuple[int, tuple[str, ...]]:
    several = _ENUMERATION.search(text, max(0, stem - 40), stem)
    if several:
        return several.start(1), ("collective",)
    last = ends[stem]
    start, codes = last.start, last.adcodes
    while start in ends and ends[start].adcodes and ends[start].end == start:
        wider = ends[start]
        inside = tuple(c for c in codes for w in wider.adcodes if c.startswith(w.rstrip("0")) and c != w)
        if not inside:
            break
        start, codes = wider.start, inside
    if text[start - 2 : start] == "中共":
        start -= 2
    if not codes:
        return start, ("collective",) if last.adcodes == () else ()
    return start, (f"region:{codes[0]}",) if len(codes) == 1 else ()


def _zone(text: str, stem: int, ends: dict[int, PlaceHit]) -> tuple[int, tuple[str, ...]] | None:
    match = _ZONE.search(text, max(0, stem - 12), stem)
    if not match:
        return None
    edge = max(left_edge(text, stem, reach=14), match.start())
    for end in range(edge + 2, stem):
        hit = ends.get(end)
        if hit and hit.start >= edge:
            return hit.start, tuple(f"within:{code}" for code in hit.adcodes[:1])
    return (edge, ()) if stem - edge >= 4 else None


def _several(text: str, at: int) -> tuple[int, tuple[str, ...]] | None:
    enumeration = _ENUMERATION.search(text, max(0, at - 40), at)
    match = enumeration or _COLLECTIVE.search(text, max(0, at - 40), at)
    return (match.start(), ("collective",)) if match else None
