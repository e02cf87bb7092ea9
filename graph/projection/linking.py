"""From a phrase of a text to a chain link, with a reason and the right to abstain.

First version: names and aliases of links, no vectors. A name that several links bear is decided by the chains
that the same document speaks of, else left open; so is a phrase that only contains a link's name.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Set
from dataclasses import dataclass

from graph.names.normal import name_key
from graph.reference.model import Reference

LINKING_VERSION = "linking-2"

_SUFFIXES = ("产业链", "产业", "行业", "项目", "生产线", "产品", "领域", "业务", "制造")
_SHORTEST_TAIL = 3  # 光刻胶 at the end of 高端光刻胶 says what it is; two characters (电池) say too little


# 下游应用, 下游用钢行业: links that gather whoever buys; their names are trades of their own (农业, 电子).
_BUYERS = re.compile("应用|行业$|用户")


@dataclass(frozen=True, slots=True)
class LinkMatch:
    """The link that a phrase names, how sure, and why."""

    link: str
    score: float
    reason: str


class Linker:
    """Names of links, and of chains for context; a link's own name goes before another's alias."""

    def __init__(self, reference: Reference) -> None:
        self._names: dict[str, set[str]] = defaultdict(set)
        self._aliases: dict[str, set[str]] = defaultdict(set)
        self._chain_of = {link.id: link.chain for link in reference.links.values()}
        self._chains = {
            name_key(name): chain.id for chain in reference.chains.values() for name in (chain.name, *chain.aliases)
        }
        for link in reference.links.values():
            if _BUYERS.search(link.name):
                continue
            self._names[name_key(link.name)].add(link.id)
            for alias in link.aliases:
                if len(key := name_key(alias)) >= 2 and key not in self._chains:
                    self._aliases[key].add(link.id)
        self._longest = max(map(len, (*self._names, *self._aliases)), default=0)

    def chain_of_phrase(self, phrase: str) -> str | None:
        """The chain that a phrase names outright (集成电路产业 → integrated-circuit)."""
        for key in _stripped(name_key(phrase)):
            if key in self._chains:
                return self._chains[key]
        return None

    def possible(self, phrase: str) -> frozenset[str]:
        """Every link that the phrase may name, exactly or by its end, by name or alias."""
        for key, _, _ in self._readings(phrase):
            if found := self._names.get(key, set()) | self._aliases.get(key, set()):
                return frozenset(found)
        return frozenset()

    def match(self, phrase: str, chains_in_text: Set[str] = frozenset()) -> LinkMatch | None:
        """The link that ``phrase`` names, or None when it names none, or several without a deciding context."""
        for key, score, reason in self._readings(phrase):
            if found := self._names.get(key) or self._aliases.get(key):
                return self._decide(found, chains_in_text, score, reason)
        return None

    def _readings(self, phrase: str) -> Iterator[tuple[str, float, str]]:
        """The phrase as a name, then its ends, longest first, with how sure each is."""
        whole = name_key(phrase)
        for key in _stripped(whole):
            yield key, 0.9, f"「{phrase}」即环节名或别名"
        for length in range(min(len(whole) - 1, self._longest), _SHORTEST_TAIL - 1, -1):
            if whole[-length - 1 : -length + 1].isascii():
                continue  # sic does not stand at the end of asic
            yield whole[-length:], 0.7, f"「{phrase}」以环节名「{whole[-length:]}」结尾"

    def _decide(self, found: Set[str], chains: Set[str], score: float, reason: str) -> LinkMatch | None:
        if len(found) == 1:
            return LinkMatch(next(iter(found)), score, reason)
        fitting = sorted(link for link in found if self._chain_of[link] in chains)
        if len(fitting) == 1:
            return LinkMatch(fitting[0], round(score - 0.1, 2), f"{reason}，文中说到此链")
        return None


def _stripped(key: str) -> list[str]:
    """The key itself, then without a closing 产业, 项目 and the like."""
    return [key, *(key.removesuffix(s) for s in _SUFFIXES if key.endswith(s) and len(key) > len(s) + 1)]
