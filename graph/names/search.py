"""The forgiving question: what may be meant by these characters? A ranked list, each hit with its reason."""

from collections.abc import Iterable, Iterator, Sequence

import numpy as np
from rapidfuzz import fuzz

from graph.names.forms import asked_forms, stem_of
from graph.names.near import one_slip
from graph.names.normal import name_key
from graph.names.parts import split_name
from graph.names.pinyin import to_pinyin
from graph.names.slips import forgivable
from graph.names.strict import SAME_INITIALS, SAME_PINYIN
from graph.names.table import Entry, NameHit, NameTable

_CANDIDATES = 200  # looked at closely, of those that share most
_FLOOR = 0.42  # below this two names have hardly more than a place or a suffix in common
_GOOD = 0.84  # of Chinese that only sounds the same; asked where nothing is as good
_SHORTEST_TYPED = 2
_MANY = 400  # names that begin with the same letters

CONTAINS = "名称含此 a longer name that contains it"
WITHIN = "所查含此名 a shorter name within it"
PARENT = "或为其总部 perhaps the firm it is a branch of"
IN_ORDER = "各字依次见于名称 its characters in their order"
NEAR = "写法相近 a near spelling"
ONE_OFF = "一字之差 one character differs"

Scored = tuple[int, float, str]  # number of a key, score, why


def find(table: NameTable, name: str, labels: Sequence[str] = (), limit: int = 10) -> list[NameHit]:
    """The best hits: the name itself, forms of it, its sound, names that contain it, near spellings."""
    key = name_key(name)
    if not key:
        return []
    best: dict[str, NameHit] = {}
    for entry, score, why in _all_hits(table, name, key, labels):
        thing = entry[0]
        if (not labels or thing.label in labels) and (thing.id not in best or best[thing.id].score < score):
            best[thing.id] = NameHit(thing, entry[1], round(score, 3), why)
    return sorted(best.values(), key=lambda h: (-h.score, -h.thing.weight, len(h.matched), h.thing.id))[:limit]


def nearest(table: NameTable, name: str, labels: Sequence[str] = (), limit: int = 5) -> tuple[str, ...]:
    """Names to offer when nothing bears the name asked for."""
    hits = find(table, name, labels, limit * 4)
    return tuple(dict.fromkeys(hit.thing.name for hit in hits))[:limit]


def _all_hits(table: NameTable, name: str, key: str, labels: Sequence[str]) -> Iterator[tuple[Entry, float, str]]:
    for entry in _by_grammar(table, name, key):
        yield entry, entry[2].score, entry[2].why
    best = 0.0
    for scored in (_by_letters(table, key, labels), _by_characters(table, name, key, labels)):
        for number, score, why in scored:
            best = max(best, score)
            for entry in table.entries(number):
                yield entry, score * (0.9 + 0.1 * entry[2].score), why
    if best < _GOOD and key not in table.exact and not key.isascii():
        for number in table.sounds.equal(to_pinyin([key])[0]):
            for entry in table.entries(number):
                yield entry, _GOOD, SAME_PINYIN


def _by_grammar(table: NameTable, name: str, key: str) -> Iterator[Entry]:
    yield from table.exact.get(key, [])
    yield from table.loose.get(key, [])
    if stem := stem_of(name):
        yield from table.stems.get(stem, [])
    for form in asked_forms(name):
        yield from table.exact.get(form, [])
        yield from table.loose.get(form, [])


def _by_letters(table: NameTable, key: str, labels: Sequence[str]) -> Iterator[Scored]:
    """Pinyin and initials as typed."""
    if not (key.isascii() and key.isalnum() and len(key) >= _SHORTEST_TYPED):
        return
    for column, top, why in ((table.sounds, 0.9, SAME_PINYIN), (table.initials, 0.85, SAME_INITIALS)):
        yield from ((number, top, why) for number in column.equal(key))
        yield from _beginning(table, column.beginning(key, 20 * _MANY), (len(key), top - 0.2, why), labels)


def _beginning(
    table: NameTable, found: list[tuple[int, int]], asked: tuple[int, float, str], labels: Sequence[str]
) -> Iterator[Scored]:
    """Of the names that begin with the typed letters, the shortest and best known."""
    if not found:
        return
    typed, top, why = asked
    numbers, lengths = np.array(found, dtype=np.int64).T
    rank = typed / lengths + 0.05 * table.weights[numbers]
    if labels:
        rank[~table.bearing(labels)[numbers]] = -1
    for at in _largest(rank, _MANY):
        yield int(numbers[at]), top * (0.7 + 0.3 * typed / int(lengths[at])), f"{why}，开头 at the beginning"


def _by_characters(table: NameTable, name: str, key: str, labels: Sequence[str]) -> Iterator[Scored]:
    branch = split_name(name).branch
    if key.isascii():  # Co., Ltd. says nothing
        key = next(iter(asked_forms(name)), key)
    for number in _sharing(table, key, labels):
        other = table.keys[number]
        if other != key and (scored := _compare(key, other, branch)):
            yield (number, *scored)
    for number in table.near.candidates(key):
        other = table.keys[number]
        if slip := one_slip(key, other):
            sure = forgivable(slip, key, other)
            yield number, (0.88 if sure else 0.6) * (1 - 0.2 / len(other)), ONE_OFF


def _sharing(table: NameTable, key: str, labels: Sequence[str]) -> Iterable[int]:
    shared = table.grams.shared(key)
    numbers = np.flatnonzero(shared > (0.999 if len(key) == 1 else 0.2))
    if labels and len(numbers):
        numbers = numbers[table.bearing(labels)[numbers]]
    # Shorter and better known names first where as much is shared.
    excess = np.abs(table.grams.lengths[numbers] - len(key)) / np.float32(400)
    rank = shared[numbers] - excess + np.float32(0.004) * table.weights[numbers]
    return [int(numbers[at]) for at in _largest(rank, _CANDIDATES)]


def _largest(rank: "np.typing.NDArray[np.float32]", count: int) -> "np.typing.NDArray[np.int64]":
    if len(rank) <= count:
        return np.arange(len(rank))
    return np.argpartition(-rank, count)[:count]


def _compare(key: str, other: str, branch: str) -> tuple[float, str] | None:
    ratio = len(key) / len(other)
    if key in other:
        return 0.7 + (0.05 if other.startswith(key) else 0.0) + 0.2 * ratio, CONTAINS
    if len(other) >= 2 and other in key:
        return 0.4 + 0.25 / ratio, PARENT if branch and not other.endswith(branch) else WITHIN
    if _in_order(key, other):
        return 0.55 + 0.2 * ratio + (0.05 if other[0] == key[0] else 0.0), IN_ORDER
    score = 0.7 * fuzz.ratio(key, other) / 100
    return (score, NEAR) if score >= _FLOOR else None


def _in_order(key: str, other: str) -> bool:
    rest = iter(other)
    return len(key) >= 2 and all(c in rest for c in key)
