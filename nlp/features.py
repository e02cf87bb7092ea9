"""What resolution across documents may use: adcodes, reference rows, links, stock codes."""

import re
from collections import defaultdict

from graph.ledger.records import LocalEntity
from nlp.clusters import fullest_first
from nlp.lexicon import Lexicon
from nlp.reading import Found, Reading

_ORGANISATIONS = frozenset(("FIRM", "OFFICE", "GOV", "ASSOC", "INSTITUTE"))
_STOCK_CODE = re.compile(
    r"\s?[(\[]?\s?(?:[^()\n]{0,12}[,:;])?\s?(?:SH|SZ|BJ|HK|sh|sz)?[.: ]?\s?(?P<code>[03689]\d{5})(?!\d)(?:\.(?:SH|"
    r"SZ|BJ))?"
)


def describe(reading: Reading, lexicon: Lexicon, original: str) -> list[LocalEntity]:
    """Return one LocalEntity for each cluster; ``original`` is the unfolded text, which names are taken from."""
    groups: defaultdict[int, list[Found]] = defaultdict(list)
    for mention, member in zip(reading.mentions, reading.members, strict=True):
        groups[member].append(mention)
    plain = Reading(original)
    return [
        LocalEntity(mentions[0].type, fullest_first(plain, mentions), _features(reading, lexicon, mentions))
        for _, mentions in sorted(groups.items())
    ]


def _features(reading: Reading, lexicon: Lexicon, mentions: list[Found]) -> dict[str, tuple[str, ...]]:
    kind = mentions[0].type
    values: defaultdict[str, list[str]] = defaultdict(list)
    for mention in mentions:
        for name, value in _of(mention):
            values[name].append(value)
        if kind == "FIRM" and (code := _stock_code(reading.text, mention)):
            values["stock_code"].append(code)
        if kind in _ORGANISATIONS and kind != "OFFICE":
            values["place"].extend(_inside(reading, mention))
    if "region" in values:
        values.pop("collective", None)
    return {name: tuple(dict.fromkeys(found)) for name, found in sorted(values.items()) if found}


def _of(mention: Found) -> list[tuple[str, str]]:
    if mention.type == "OFFICE":
        pairs = [key.partition(":") for key in mention.keys]
        return [(name, value or "yes") for name, _, value in pairs if name != "within"]
    if mention.type == "PLACE":
        return [("adcode", code) for code in mention.keys if len(mention.keys) == 1]
    if mention.type == "FIRM":
        return [("ref", key) for key in mention.keys]
    if mention.type in ("INDUSTRY", "PRODUCT"):
        return [
            ("chain", key.removeprefix("chain:")) if key.startswith("chain:") else ("link", key) for key in mention.keys
        ]
    return []


def _stock_code(text: str, mention: Found) -> str | None:
    match = _STOCK_CODE.match(text, mention.end, mention.end + 30)
    return match["code"] if match and match.end() - mention.end > 6 else None


def _inside(reading: Reading, mention: Found) -> list[str]:
    """Adcode of the place an organisation's name begins with."""
    for hit in reading.hits(mention.start, mention.start + 1):
        if hit.end <= mention.end:
            return list(hit.adcodes) if len(hit.adcodes) == 1 else []
    return []
