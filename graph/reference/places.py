"""``RegionIndex``: which region or group of regions a name stands for, and what lies in what."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from graph.errors import AmbiguousName, UnknownName
from graph.names.normal import fold, name_key
from graph.reference.model import Reference
from graph.reference.nearest import nearest_names

_RANK = {"province": 0, "prefecture": 1, "district": 2, "county": 2}
_CODE = re.compile(r"(?:.*[(（])?(\d{6})[)）]?")
# A municipality's districts have no short name in the tables: people say 浦东 and 长寿 all the same.
_DISTRICT_SUFFIXES = ("新区", "区", "县")


class RegionEntry(NamedTuple):
    """What the index has to know of a region; a plain tuple in this order does as well."""

    adcode: str
    name: str
    short_name: str
    abbreviation: str
    level: str
    parent: str | None
    aliases: Sequence[str]


class GroupEntry(NamedTuple):
    """What the index has to know of a group of regions; a plain tuple in this order does as well."""

    id: str
    name: str
    aliases: Sequence[str]
    members: Sequence[str]


@dataclass(frozen=True, slots=True)
class Place:
    """What a name stands for: a region (its own only member) or a group; ``members`` are adcodes."""

    kind: Literal["region", "group"]
    id: str
    name: str
    members: tuple[str, ...]


class RegionIndex:
    """Names of regions and groups, forgiving in spelling and strict about doubt.

    A province goes before a prefecture and that before a district or county of the same name (吉林, 朝阳);
    several on one level (鼓楼) raise ``AmbiguousName``, whose choices can be given back as they are.
    """

    def __init__(
        self,
        regions: Iterable[tuple[str, str, str, str, str, str | None, Sequence[str]]],
        groups: Iterable[tuple[str, str, Sequence[str], Sequence[str]]] = (),
    ) -> None:
        entries = (RegionEntry(*region) for region in regions)
        self._regions = {entry.adcode: entry for entry in sorted(entries, key=_weight)}
        self._groups = {entry.id: entry for entry in (GroupEntry(*group) for group in groups)}
        self._children: dict[str, list[str]] = {}
        self._codes: dict[str, list[str]] = {}
        self._group_ids: dict[str, str] = {}
        for entry in self._regions.values():
            if entry.parent:
                self._children.setdefault(entry.parent, []).append(entry.adcode)
            for key in {name_key(name) for name in _names(entry)} - {""}:
                self._codes.setdefault(key, []).append(entry.adcode)
        for group in self._groups.values():
            for name in (group.name, *group.aliases):
                self._group_ids.setdefault(name_key(name), group.id)

    @classmethod
    def from_reference(cls, reference: Reference) -> "RegionIndex":
        """An index of a reference's regions and groups."""
        return cls(
            (
                (r.adcode, r.name, r.short_name, r.abbreviation, r.level, r.parent, r.aliases)
                for r in reference.regions.values()
            ),
            ((group.id, group.name, group.aliases, group.members) for group in reference.groups.values()),
        )

    def resolve(self, name: str) -> Place:
        """The region or group that a full name, short name, alias, abbreviation, adcode or id stands for.

        A place may be given with what it lies in (安徽芜湖, 江苏省南京市鼓楼区). Raises ``UnknownName`` with
        the nearest names, or ``AmbiguousName``.
        """
        text = name.strip()
        if text in self._groups:
            return self._group(text)
        code = _CODE.fullmatch(fold(text))
        if code and code[1] in self._regions:
            return self._region(code[1])
        key = name_key(text)
        codes = self._codes.get(key, [])
        group = self._group_ids.get(key)
        if group and not any(self._rank(code) == 0 for code in codes):
            return self._group(group)
        codes = codes or self._within(key)
        if not codes:
            raise UnknownName("region", name, self.nearest(name))
        best = min(map(self._rank, codes))
        chosen = sorted(code for code in codes if self._rank(code) == best)
        if len(chosen) > 1:
            raise AmbiguousName("region", name, tuple(map(self.full_path, chosen)))
        return self._region(chosen[0])

    def nearest(self, name: str) -> tuple[str, ...]:
        """Names of groups and regions that are spelled like ``name``."""
        shown = {key: self._groups[id_].name for key, id_ in self._group_ids.items()}
        shown |= {key: self._regions[codes[0]].name for key, codes in self._codes.items() if key not in shown}
        return nearest_names(name_key(name), shown)

    def name(self, adcode: str) -> str:
        """Full name of a region."""
        return self._entry(adcode).name

    def full_path(self, adcode: str) -> str:
        """A region's name behind those of all that it lies in: 江苏省南京市鼓楼区(320106)."""
        path = [*reversed(self.ancestors(adcode)), adcode]
        return f"{''.join(map(self.name, path))}({adcode})"

    def ancestors(self, adcode: str) -> tuple[str, ...]:
        """Adcodes of all regions that a region lies in, the nearest first."""
        found: list[str] = []
        parent = self._entry(adcode).parent
        while parent and parent in self._regions and parent not in found:
            found.append(parent)
            parent = self._regions[parent].parent
        return tuple(found)

    def descendants(self, adcode: str) -> tuple[str, ...]:
        """Adcodes of all regions that lie in a region, in their order."""
        self._entry(adcode)
        found: set[str] = set()
        waiting = [adcode]
        while waiting:
            children = set(self._children.get(waiting.pop(), ())) - found
            found |= children
            waiting += children
        return tuple(sorted(found - {adcode}))

    def province_of(self, adcode: str) -> str:
        """Adcode of the province that a region is or lies in."""
        return (adcode, *self.ancestors(adcode))[-1]

    def _entry(self, adcode: str) -> RegionEntry:
        try:
            return self._regions[adcode]
        except KeyError:
            raise UnknownName("region", adcode) from None

    def _rank(self, adcode: str) -> int:
        return _weight(self._regions[adcode])

    def _region(self, adcode: str) -> Place:
        return Place("region", adcode, self._regions[adcode].name, (adcode,))

    def _group(self, id_: str) -> Place:
        group = self._groups[id_]
        return Place("group", id_, group.name, tuple(group.members))

    def _within(self, key: str) -> list[str]:
        """Regions whose name ends ``key`` where the rest names what they lie in."""
        found: dict[str, None] = {}
        for cut in range(1, len(key)):
            outer = set(self._codes.get(key[:cut], ()))
            if outer:
                inner = self._codes.get(key[cut:]) or self._within(key[cut:])
                found |= dict.fromkeys(code for code in inner if outer & set(self.ancestors(code)))
        return list(found)


def _weight(entry: RegionEntry) -> int:
    return _RANK.get(entry.level, len(_RANK))


def _names(entry: RegionEntry) -> Iterable[str]:
    yield from (entry.name, entry.short_name, entry.abbreviation, *entry.aliases)
    if entry.level == "district":
        for suffix in _DISTRICT_SUFFIXES:
            if entry.name.endswith(suffix) and len(entry.name) > len(suffix) + 1:
                yield entry.name.removesuffix(suffix)
