"""The strict question: which one thing bears this name? One answer, or none and why."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from graph.names.forms import asked_forms, latin_words, stem_of
from graph.names.near import one_slip
from graph.names.normal import name_key
from graph.names.parts import split_name
from graph.names.slips import forgivable, forgivable_in_latin, is_pinyin
from graph.names.table import Entry, NameHit, NameTable

_SHORTEST_TYPED = 4  # letters of pinyin or initials
_WELL_KNOWN = 10  # times the weight of the next
SAME_PINYIN = "拼音相同 the same pinyin"
SAME_INITIALS = "拼音首字母相同 the same initials"
_NO_NAME = "没有名称 no name"
_UNKNOWN = "未收录此名 no such name is known"
_SHARED = "数者同名 several things bear the name"
_BRANCH = "所查为分支机构，未收录 a branch, which is not known itself"
_SLIP = {
    "wrong": "一字之差（“{typed}”应为“{meant}”） one wrong character",
    "missing": "少写一字（“{meant}”） one character is missing",
    "extra": "多写一字（“{typed}”） one character too many",
    "swapped": "两字颠倒（“{typed}”应为“{meant}”） two characters are transposed",
}


@dataclass(frozen=True, slots=True)
class NameMatch:
    """The answer of ``match``: a hit, or None; why; and what else bears the name or is related to it."""

    hit: NameHit | None
    why: str
    others: tuple[NameHit, ...] = ()

    def __bool__(self) -> bool:
        return self.hit is not None


def match(table: NameTable, name: str, labels: Sequence[str] = (), *, slips: bool = True) -> NameMatch:
    """The one thing that bears the name, in whatever spelling, or none where that is not certain.

    A complete registered name matches only a registered name; a branch or a name with another place in brackets
    never matches its parent. ``slips`` allows one slip of the hand.
    """
    key = name_key(name)
    if not key:
        return NameMatch(None, _NO_NAME)
    for found in (table.exact.get(key, []), *_by_grammar(table, name, key)):
        if wanted := _with_label(found, labels):
            return _decide(wanted)
    parts = split_name(name)
    if parts.branch and not key.isascii():
        return _branch(table, name, parts.branch, labels)
    for found, score, why in _typed_in_latin(table, key, labels):
        return _decide(found, known_first=True, score=score, why=why)
    return _slipped(table, name, key, labels) if slips else NameMatch(None, _UNKNOWN)


def _by_grammar(table: NameTable, name: str, key: str) -> Iterable[list[Entry]]:
    if stem := stem_of(name):
        yield table.stems.get(stem, [])
        return
    yield table.loose.get(key, [])
    for form in asked_forms(name):
        if not is_pinyin(form):  # Yunda Co., Ltd. is any firm of that sound, not the one that is called Yunda
            yield table.exact.get(form, [])
        yield table.loose.get(form, [])


def _with_label(entries: Iterable[Entry], labels: Sequence[str]) -> list[Entry]:
    return [e for e in entries if not labels or e[0].label in labels]


def _hit(entry: Entry, score: float | None = None, why: str = "") -> NameHit:
    thing, name, kind = entry
    return NameHit(thing, name, round(kind.score if score is None else score, 3), why or kind.why)


def _decide(entries: list[Entry], *, known_first: bool = False, why: str = "", score: float | None = None) -> NameMatch:
    best: dict[str, Entry] = {}
    for entry in entries:
        if entry[0].id not in best or best[entry[0].id][2].score < entry[2].score:
            best[entry[0].id] = entry
    ordered = sorted(best.values(), key=lambda e: (-e[0].weight, e[0].id))
    hits = tuple(_hit(e, score, why) for e in ordered)
    if len(hits) == 1 or (known_first and hits[0].thing.weight >= _WELL_KNOWN * (hits[1].thing.weight + 1)):
        return NameMatch(hits[0], hits[0].why, hits[1:9])
    return NameMatch(None, _SHARED, hits[:8])


def _branch(table: NameTable, name: str, branch: str, labels: Sequence[str]) -> NameMatch:
    """A branch that is not known itself: its parent is named, never taken for it."""
    whole = name_key(name)
    parent = match(table, whole.removesuffix(branch), labels, slips=False) if whole.endswith(branch) else None
    others = (parent.hit,) if parent and parent.hit else ()
    return NameMatch(None, _BRANCH, others)


def _typed_in_latin(table: NameTable, key: str, labels: Sequence[str]) -> Iterator[tuple[list[Entry], float, str]]:
    """What pinyin, else initials stand for."""
    if len(key) < _SHORTEST_TYPED or not (key.isascii() and key.isalpha()):
        return
    for column, score, why in ((table.sounds, 0.9, SAME_PINYIN), (table.initials, 0.85, SAME_INITIALS)):
        found = (e for number in column.equal(key) for e in table.entries(number) if not e[1].isascii())
        if wanted := _with_label(found, labels):
            yield wanted, score, why


def _slipped(table: NameTable, name: str, key: str, labels: Sequence[str]) -> NameMatch:
    typed_complete = split_name(key).registered
    found: list[tuple[Entry, str]] = []
    for number in table.near.candidates(key):
        meant = table.keys[number]
        slip = one_slip(key, meant)
        if slip is None or (typed_complete and not split_name(meant).registered) or not forgivable(slip, key, meant):
            continue
        why = _SLIP[slip.kind].format(typed=slip.typed, meant=slip.meant)
        entries = _with_label(table.entries(number), labels)
        found += [(e, why) for e in entries if not key.isascii() or _one_word(name, e[1])]
    if not found:
        return NameMatch(None, _UNKNOWN)
    decided = _decide([e for e, _ in found], score=0.85)
    if decided.hit is None:
        return decided
    why = next(why for entry, why in found if entry[0].id == decided.hit.thing.id)
    return NameMatch(NameHit(decided.hit.thing, decided.hit.matched, 0.85, why), why)


def _one_word(typed: str, meant: str) -> bool:
    return forgivable_in_latin(latin_words(typed), latin_words(meant))
