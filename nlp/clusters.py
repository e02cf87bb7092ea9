"""Which mentions of one text mean the same thing."""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterator
from itertools import pairwise

from graph.names.normal import name_key
from nlp.abbreviations import abbreviates
from nlp.reading import Found, Reading
from nlp.short_names import derived

_OFFICE_TASKS = re.compile("招商|商务|经贸|党工委|工作委员会|联络|招才|人才|投资|工作站")


class _Groups:
    """Union-find over mention indices; the earliest mention leads its group."""

    def __init__(self, size: int) -> None:
        self.parent = list(range(size))

    def root(self, index: int) -> int:
        while self.parent[index] != index:
            self.parent[index] = self.parent[self.parent[index]]
            index = self.parent[index]
        return index

    def join(self, one: int, other: int) -> None:
        first, second = sorted((self.root(one), self.root(other)))
        self.parent[second] = first


def cluster(reading: Reading) -> list[int]:
    """Return for each mention the number of its cluster, numbered in order of first mention."""
    groups = _Groups(len(reading.mentions))
    by_type: defaultdict[str, list[int]] = defaultdict(list)
    for index, mention in enumerate(reading.mentions):
        by_type[mention.type].append(index)
    for indices in by_type.values():
        _join_by(groups, indices, lambda i: name_key(reading.surface(i)))
    _join_by(
        groups, by_type["PLACE"], lambda i: reading.mentions[i].keys if len(reading.mentions[i].keys) == 1 else None
    )
    _join_by(groups, by_type["OFFICE"], lambda i: office_key(reading, i))
    _join_by(groups, by_type["GOV"], lambda i: name_key(reading.surface(i)).replace("人民政府", "政府"))
    _join_aliases(reading, groups)
    _join_firms(reading, groups, by_type["FIRM"])
    for kind in ("ASSOC", "OFFICE"):
        _join_suffixes(reading, groups, by_type[kind])
    _join_events(reading, groups, by_type["EVENT"])
    numbers: dict[int, int] = {}
    return [numbers.setdefault(groups.root(i), len(numbers)) for i in range(len(reading.mentions))]


def office_key(reading: Reading, index: int) -> tuple[str, str, str] | None:
    """What two names of one liaison office share: the region, the host, and the kind of office."""
    keys = dict(key.split(":", 1) for key in reading.mentions[index].keys if ":" in key)
    if "region" not in keys or "host" not in keys:
        return None
    task = _OFFICE_TASKS.search(reading.surface(index))
    kind = task.group() if task else ""
    return keys["region"], keys["host"], "党工委" if kind == "工作委员会" else kind


def _join_by(groups: _Groups, indices: list[int], key: Callable[[int], Hashable | None]) -> None:
    first: dict[Hashable, int] = {}
    for index in indices:
        value = key(index)
        if value:
            groups.join(first.setdefault(value, index), index)


def _join_aliases(reading: Reading, groups: _Groups) -> None:
    first: dict[str, int] = {}
    for index in range(len(reading.mentions)):
        first.setdefault(reading.surface(index), index)
    for full, short in reading.aliases:
        if full in first and short in first:
            groups.join(first[full], first[short])


def _join_firms(reading: Reading, groups: _Groups, indices: list[int]) -> None:
    """A short name joins the one full name that yields it; two that yield it leave it alone."""
    places = frozenset(reading.text[h.start : h.end] for h in reading.places)
    names = {reading.surface(i): i for i in reversed(indices)}
    fulls: defaultdict[str, set[int]] = defaultdict(set)
    for name, index in names.items():
        for short in derived(name, places):
            if short in names and not _is_another_firm(reading.mentions[names[short]], reading.mentions[index]):
                fulls[short].add(groups.root(index))
    for short, roots in fulls.items():
        if len(roots) == 1:
            groups.join(names[short], roots.pop())
    for short in names:
        if short not in fulls:
            _join_abbreviated(reading, groups, short, names)
    by_firm = {i: reading.mentions[i].keys for i in indices if len(reading.mentions[i].keys) == 1}
    _join_by(groups, list(by_firm), lambda i: by_firm[i])


def _join_abbreviated(reading: Reading, groups: _Groups, short: str, names: dict[str, int]) -> None:
    """A name that keeps the order of one full name's characters, and its brand, means that firm."""
    mention = reading.mentions[names[short]]
    roots = {
        groups.root(index)
        for name, index in names.items()
        if name != short and abbreviates(short, name) and not _is_another_firm(mention, reading.mentions[index])
    }
    if len(roots) == 1:
        groups.join(names[short], roots.pop())


def _is_another_firm(short: Found, full: Found) -> bool:
    """赣锋锂业 is a firm of its own, known by that name: 四川赣锋锂业有限公司 is not it unless the text says so."""
    return bool(short.keys) and frozenset(short.keys).isdisjoint(full.keys)


def _join_suffixes(reading: Reading, groups: _Groups, indices: list[int]) -> None:
    """荣昌商会 joins 上海市重庆荣昌商会, 驻沪党工委 joins 南通驻沪党工委, when only one name ends so."""
    names = {reading.surface(i): i for i in reversed(indices) if "collective" not in reading.mentions[i].keys}
    for short, index in names.items():
        longer = {groups.root(i) for name, i in names.items() if name != short and name.endswith(short)}
        regions = any(k.startswith("region:") for k in reading.mentions[index].keys)
        if len(longer) == 1 and not regions:
            groups.join(longer.pop(), index)


def _join_events(reading: Reading, groups: _Groups, indices: list[int]) -> None:
    """座谈会 means the full title before it that ends so, else the one after."""
    full = [i for i in indices if reading.mentions[i].method != "event-head"]
    for index in indices:
        if reading.mentions[index].method != "event-head":
            continue
        place = bisect_left(full, index)
        before = _ending(reading, [i for i in reversed(full[:place]) if i > index - 400], reading.surface(index))
        after = _ending(reading, [i for i in full[place:] if i < index + 100], reading.surface(index))
        target = next(before, None)
        target = next(after, None) if target is None else target
        if target is not None:
            groups.join(target, index)
    for one, other in pairwise(full):
        if _same_title(reading.surface(one), reading.surface(other)):
            groups.join(one, other)


def _ending(reading: Reading, indices: list[int], head: str) -> Iterator[int]:
    return (i for i in indices if reading.surface(i).endswith(head) or reading.surface(i).endswith(head.rstrip("会")))


def _same_title(one: str, other: str) -> bool:
    """Two full titles are one event when they end in the same ten characters and begin with the same motto."""
    one, other = one.removesuffix("会"), other.removesuffix("会")
    return len(one) > 12 and len(other) > 12 and one[-10:] == other[-10:] and one[:5] == other[:5]


def fullest_first(reading: Reading, mentions: list[Found]) -> tuple[str, ...]:
    """Return the distinct surfaces of a cluster, the longest first, ties in text order."""
    surfaces = list(dict.fromkeys(reading.text[m.start : m.end] for m in mentions))
    return tuple(sorted(surfaces, key=len, reverse=True))
