"""What a document says outright of a place and a line of trade: that something is lacking there, or strong.

A sentence is a claim when a cue of ``nlp.cues`` speaks of an INDUSTRY or PRODUCT, a place or the country is the one
spoken of, and nothing takes it back (已补齐, 没有短板), makes it a wish (打造高地) or a firm's own (公司优势).
"""

import re
from collections.abc import Iterator, Sequence

from graph.ids import THE_COUNTRY
from graph.ledger.records import Claim
from nlp.cues import (
    COORDINATED,
    COUNTED,
    COUNTRY,
    CUES,
    FAIR,
    FILLED,
    GLUE,
    GOAL,
    HERE,
    HOPED,
    IN_A_ROW,
    MENDED,
    NEGATED,
    OTHER_THING,
    SELF,
    SOMEBODYS,
    SPEAKER,
    TOPIC,
    UNDONE,
    Cue,
)
from nlp.reading import Found, Reading
from nlp.words import BASINS, COUNTRIES

_FAR = 18  # between a phrase and what is counted of it
_LEAST_SHARE = 20.0  # percent of the country from which a share is a strength
_AMONG_US = re.compile("全国|国内|我国|中国")  # what is first in the country is not the country
_CLAUSE = re.compile("[。;!?\n]")
_BREAK = re.compile("[,。;:!?\n]")
_HERE = "here"
_COUNTRY_NAMES = frozenset(("中国", "我国", "全国"))
_NAMED, _INFERRED = 0.8, 0.6


def find_claims(reading: Reading) -> Iterator[Claim]:
    """Yield the claims of a text that was read up to its mentions."""
    phrases = [(i, m) for i, m in enumerate(reading.mentions) if m.type in ("INDUSTRY", "PRODUCT")]
    if not phrases:
        return
    places = _Places(reading)
    said: set[tuple[str, int]] = set()
    for start, end in reading.sentences:
        inside = [(i, m) for i, m in phrases if start <= m.start and m.end <= end]
        if not inside:
            continue
        for cue in CUES:
            for match in cue.pattern.finditer(reading.text, start, end):
                for index in _spoken_of(reading.text, cue, match, inside):
                    if (cue.polarity, index) in said or not _holds(reading, cue, match, reading.mentions[index], start):
                        continue
                    place = places.of(cue, reading.mentions[index], match.start(), start)
                    if place and not (place[0] == THE_COUNTRY and _AMONG_US.search(match.group())):
                        said.add((cue.polarity, index))
                        yield Claim(
                            cue.polarity, index, start, end, match.group(), place[0], place[1],
                            _speaker(reading.text, start, match.start()), _INFERRED if place[1] else _NAMED,
                            f"claim-{cue.name}",
                        )  # fmt: skip


def _spoken_of(text: str, cue: Cue, match: re.Match[str], inside: Sequence[tuple[int, Found]]) -> list[int]:
    """Indices of the mentions that a cue speaks of: the one beside it, with those that stand in one row with it."""
    if cue.side == "within":
        low, high = match.span("x")
        found = [(i, m) for i, m in inside if low <= m.start < high and m.end <= match.end()]
        return _row(text, found) if found and IN_A_ROW.fullmatch(text[found[-1][1].end : high]) else []
    overlapping = [i for i, m in inside if m.start < match.start() < m.end <= match.end()]
    before = [(i, m) for i, m in inside if m.end <= match.start()]
    if not before or not _beside(cue, text[before[-1][1].end : match.start()]):
        return overlapping
    return _row(text, before) + overlapping


def _beside(cue: Cue, gap: str) -> bool:
    """Whether what stands between a phrase and a cue lets the cue speak of the phrase."""
    if cue.side == "touching":
        return bool(GLUE.fullmatch(gap))
    last = gap.rpartition(",")[2] if "," in gap else ""
    return len(gap) <= _FAR and not re.search("[。;]", gap) and bool(COUNTED.fullmatch(last))


def _row(text: str, found: Sequence[tuple[int, Found]]) -> list[int]:
    """The last of some mentions and those before it that nothing but 、 or 和 parts from it."""
    row = [found[-1][0]]
    for (index, mention), (_, after) in zip(reversed(found[:-1]), reversed(found[1:]), strict=True):
        if not COORDINATED.fullmatch(text[mention.end : after.start]):
            break
        row.append(index)
    return row


def _holds(reading: Reading, cue: Cue, match: re.Match[str], mention: Found, start: int) -> bool:
    """Whether the sentence lets the claim stand: not over, not denied, no wish, not of a firm."""
    text = reading.text
    clause = _clause_start(text, start, min(mention.start, match.start()))
    before = text[clause : match.start()]
    if _of_a_firm(reading, start, min(mention.start, match.start()), clause):
        return False
    if cue.polarity == "lack":
        if UNDONE.search(before) or MENDED.match(text, match.end()):
            return False
        filled = FILLED.search(before)
        return not filled or bool(HOPED.search(before[: filled.start()]))
    if (cue.name == "share" and not _much(match["much"])) or FAIR.match(text, match.end()):
        return False
    if OTHER_THING.search(text, mention.end, match.end()):
        return False
    near = text[_comma_start(text, clause, min(mention.start, match.start())) : match.end()]
    return not GOAL.search(near) and not GOAL.search(before[-16:]) and not NEGATED.search(near)


def _much(share: str) -> bool:
    return not share.endswith("%") or float(share[:-1]) >= _LEAST_SHARE


def _clause_start(text: str, start: int, at: int) -> int:
    """Where the part of the sentence up to the last full stop or semicolon before ``at`` begins."""
    found = [m.end() for m in _CLAUSE.finditer(text, start, at)]
    return found[-1] if found else start


def _comma_start(text: str, start: int, at: int) -> int:
    found = [m.end() for m in _BREAK.finditer(text, start, at)]
    return found[-1] if found else start


def _of_a_firm(reading: Reading, start: int, at: int, clause: int) -> bool:
    """Whether a firm, or a word for one, stands between the last place and what is spoken of."""
    from_ = max([m.end for m in reading.mentions if m.type == "PLACE" and start <= m.start < at], default=clause)
    from_ = max(from_, clause)
    if SOMEBODYS.fullmatch(reading.text, from_, at):
        return True
    return bool(SELF.search(reading.text, from_, at)) or any(
        m.type == "FIRM" and clause <= m.start < at for m in reading.mentions
    )


def _speaker(text: str, start: int, at: int) -> str:
    """Who says it, as the sentence names them; "" when it is the document's own word."""
    found = SPEAKER.search(text[start:at])
    return (found["who"] or found["source"] or "").strip("“”\"' ") if found else ""


class _Places:
    """Which place a sentence speaks of."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self._mentions = [m for m in reading.mentions if m.type == "PLACE"]
        self._firms = [m for m in reading.mentions if m.type == "FIRM"]

    def of(self, cue: Cue, phrase: Found, at: int, start: int) -> tuple[str, bool] | None:
        """Adcode or name of the place, and whether it had to be inferred; None when it is abroad or nowhere."""
        text, first = self._reading.text, min(phrase.start, at)
        named = self._named(start, first) or self._named(first, max(at, phrase.end))[-1:]
        topics = [(i, c) for i, c in named if TOPIC.fullmatch(text[_comma_start(text, start, i) : i])]
        offset, code = (topics or named or [(start, _HERE)])[-1]
        if code == _HERE:  # the place named before it, or around the sentence
            code = next((c for i, c in reversed(named) if i < offset and c != _HERE), _HERE)
        if code == _HERE:
            return self._inferred(start, alone=cue.polarity == "strength")
        return (code, False) if code else None

    def _named(self, start: int, end: int) -> list[tuple[int, str]]:
        """Places named between two offsets, with the country and words for here, in order."""
        text = self._reading.text
        named = [(m.start, self._code(m)) for m in self._mentions if start <= m.start < end]
        named += [(m.start(), THE_COUNTRY) for m in COUNTRY.finditer(text, start, end)]
        named += [(m.start(), _HERE) for m in HERE.finditer(text, start, end)]
        return sorted(named)

    def _code(self, mention: Found) -> str:
        """Adcode of a place, the country's, or a group's name; "" for what lies abroad or bears no code."""
        text = self._reading.text
        inside = [hit for hit in self._reading.hits(mention.start, mention.end) if len(hit.adcodes) == 1]
        if len(mention.keys) == 1:
            if text.startswith("域", mention.end):
                return ""  # 县域 is no county
            first = inside[0].adcodes[0] if inside and inside[0].start == mention.start else mention.keys[0]
            return mention.keys[0] if first[:2] == mention.keys[0][:2] else first  # 武汉东湖 is not 南昌's
        name = text[mention.start : mention.end]
        if name in _COUNTRY_NAMES:
            return THE_COUNTRY
        if name in COUNTRIES or mention.keys:
            return ""
        return inside[-1].adcodes[0] if inside else name if name in BASINS else ""

    def _inferred(self, start: int, *, alone: bool) -> tuple[str, bool] | None:
        """The place named last before the sentence in its paragraph, else the only one of the document.

        ``alone``: none where a firm is spoken of, for what is strong is then the firm's.
        """
        text = self._reading.text
        paragraph, end = text.rfind("\n", 0, start) + 1, text.find("\n", start)
        if alone and any(paragraph <= m.start < (end if end >= 0 else len(text)) for m in self._firms):
            return None
        earlier = [code for _, code in self._named(paragraph, start) if code != _HERE]
        if earlier:
            return (earlier[-1], True) if earlier[-1] else None
        codes = {code for m in self._mentions if (code := self._code(m))}
        if len(codes) == 1:
            return codes.pop(), True
        return (THE_COUNTRY, True) if not codes and not (alone and self._firms) and COUNTRY.search(text) else None
