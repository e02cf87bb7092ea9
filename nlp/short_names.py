"""Short names that a text introduces or plainly uses for a name it has given in full."""

import re
from collections.abc import Iterator

from nlp.automaton import occurrences
from nlp.reading import Found, Reading

_INTRODUCED = re.compile(
    r"(?:\(|,|。|\s)?(?:\([^()\n]{0,20}?)?(?:以下)?(?:简称|下称|又称|"
    r"证券简称)(?:为)?[:：]?\s*[“\"「'《]?(?P<short>[一-鿿A-Za-z0-9·&\-]{2,14}?)[”\"」'》]?(?:\)|,|。|;|或|、)"
)
_BRACKET = re.compile(r"\((?P<short>[一-鿿]{2,8})\)")
_LEGAL_END = re.compile(
    r"(?:\((?:集团|中国|[一-鿿]{2,6})\))?(?:集团)?(?:控股)?(?:科技|技术|实业|"
    r"投资)?(?:集团)?(?:股份)?(?:有限责任公司|有限公司|股份公司|公司|集团|\(集团\))$"
)
_NO_NAME = re.compile(
    "^(?:公司|本公司|集团|该公司|目标公司|标的公司|甲方|乙方|丙方|上市公司|合资公司|项目公司|发行人|母公司|子公司|"
    "协议|本协议|合同|项目|标的|会议|活动|意见|规划|方案|办法|本次.*)$"
)
_ORGANISATIONS = ("FIRM", "OFFICE", "GOV", "ASSOC", "INSTITUTE")


def introduced(reading: Reading, candidates: list[Found]) -> list[tuple[Found, str]]:
    """Return (full name, short name) pairs the text itself declares: 曜阳绿能(盐城)有限公司(以下简称“曜阳绿能”)."""
    ends: dict[int, Found] = {}
    for found in candidates:
        if found.type in _ORGANISATIONS:
            known = ends.get(found.end)
            if known is None or (found.rank, known.start) > (known.rank, found.start):
                ends[found.end] = found
    pairs = []
    for match in _INTRODUCED.finditer(reading.text):
        full = next(
            (
                ends[e]
                for e in range(match.start("short"), max(0, match.start() - 4), -1)
                if e in ends and e <= match.start() + 3
            ),
            None,
        )
        if full and not _NO_NAME.match(match["short"]):
            pairs.append((full, match["short"]))
    for match in _BRACKET.finditer(reading.text):
        bracketed = ends.get(match.end() - 1)
        if (
            match.start() in ends
            and bracketed
            and ends[match.start()].type == bracketed.type
            and bracketed.start == match.start("short")
        ):
            pairs.append((ends[match.start()], match["short"]))
    return pairs


def derived(name: str, places: frozenset[str]) -> tuple[str, ...]:
    """Return the short forms a firm's full name usually takes: 安徽皖科精密股份有限公司 → 皖科精密."""
    core = _LEGAL_END.sub("", name)
    plain = re.sub(r"\([^()]*\)", "", core)
    forms = {core, plain}
    for place in places:
        if plain.startswith(place) and len(plain) - len(place) >= 3:
            forms.add(plain[len(place) :])
    trimmed = re.sub("(?:科技|技术|实业|投资|贸易|集团|控股|股份)$", "", plain)
    if len(trimmed) >= 4:
        forms.add(trimmed)
    return tuple(sorted(f for f in forms if len(f) >= 3 and f != name and f not in places))


def find_short_names(reading: Reading, candidates: list[Found]) -> Iterator[Found]:
    """Yield later mentions of organisations by their short names, and record the pairs in the reading."""
    places = frozenset(reading.text[h.start : h.end] for h in reading.places)
    shorts: dict[str, Found] = {}
    for full, short in introduced(reading, candidates):
        reading.aliases.append((reading.text[full.start : full.end], short))
        shorts[short] = full
    for found in candidates:
        if found.type == "FIRM" and found.method in ("firm-legal", "firm-head"):
            for short in derived(reading.text[found.start : found.end], places):
                shorts.setdefault(short, found)
    for found in candidates:
        if found.type in _ORGANISATIONS and found.rank >= 1 and found.end - found.start >= 4:
            shorts.setdefault(reading.text[found.start : found.end], found)
    for start, end in occurrences(reading.text, shorts):
        full = shorts[reading.text[start:end]]
        yield Found(start, end, full.type, "short-name", 1, full.keys)
