"""``ChainIndex``: which industrial chain a name stands for."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from graph.errors import AmbiguousName, UnknownName
from graph.names.normal import fold, name_key
from graph.reference.model import Reference
from graph.reference.nearest import nearest_names

# 半导体产业链, 半导体产业集群 and 半导体 are one chain; the longest ending goes first.
_SUFFIXES = ("产业链条", "产业集群", "全产业链", "产业链", "产业", "行业", "集群", "chain", "industry", "链")


class ChainEntry(NamedTuple):
    """What the index has to know of a chain; a plain tuple in this order does as well."""

    id: str
    name: str
    name_en: str
    aliases: Sequence[str]


class ChainIndex:
    """Names of chains; a name goes before an alias, and an alias that two chains carry asks for a choice."""

    def __init__(self, chains: Iterable[tuple[str, str, str, Sequence[str]]]) -> None:
        self._chains = {entry.id: entry for entry in (ChainEntry(*chain) for chain in chains)}
        self._names: dict[str, list[str]] = {}
        self._aliases: dict[str, list[str]] = {}
        for entry in self._chains.values():
            # 电子信息(元器件·通信·智能终端) is called 电子信息.
            names = (entry.id, entry.name, entry.name_en, fold(entry.name).partition("(")[0])
            for index, texts in ((self._names, names), (self._aliases, entry.aliases)):
                for key in dict.fromkeys(map(name_key, texts)):
                    if key:
                        index.setdefault(key, []).append(entry.id)

    @classmethod
    def from_reference(cls, reference: Reference) -> "ChainIndex":
        """An index of a reference's chains."""
        return cls((c.id, c.name, c.name_en, c.aliases) for c in reference.chains.values())

    def resolve(self, name: str) -> ChainEntry:
        """The chain that an id, a name or an alias stands for, with or without 产业链 behind it.

        Raises ``UnknownName`` with the nearest names, or ``AmbiguousName``.
        """
        text = name.strip()
        if text in self._chains:
            return self._chains[text]
        for key in _spellings(name_key(text)):
            ids = self._names.get(key) or self._aliases.get(key) or []
            if len(ids) > 1:
                choices = tuple(f"{self._chains[id_].name}({id_})" for id_ in ids)
                raise AmbiguousName("chain", name, choices)
            if ids:
                return self._chains[ids[0]]
        raise UnknownName("chain", name, self.nearest(name))

    def nearest(self, name: str) -> tuple[str, ...]:
        """Names of chains that are called something like ``name``."""
        shown = {key: self._chains[ids[0]].name for index in (self._names, self._aliases) for key, ids in index.items()}
        return nearest_names(list(_spellings(name_key(name)))[-1], shown)


def _spellings(key: str) -> Iterable[str]:
    yield key
    for suffix in _SUFFIXES:
        if key.endswith(suffix) and len(key) > len(suffix):
            yield key.removesuffix(suffix)
            return
