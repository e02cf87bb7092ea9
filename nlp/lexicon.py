"""The names of the reference as automata that find them in a text in one pass."""

import hashlib
from collections import defaultdict
from collections.abc import Mapping
from functools import cache

from graph.names.normal import fold
from graph.reference.model import Reference, Region
from nlp.automaton import NameFinder
from nlp.trade_words import EVERYDAY_FIRM_NAMES, GOODS, NOT_TRADES, TRADES
from nlp.words import BASINS, COUNTRIES, EVERYDAY_PLACE_NAMES

_LEVELS = {"province": 0, "prefecture": 1, "district": 2, "county": 2}


class Lexicon:
    """What the rules know of places, firms, chains and links; made once from a reference."""

    def __init__(self, reference: Reference) -> None:
        self.regions: Mapping[str, Region] = reference.regions
        self.places = NameFinder(_place_names(reference))
        self.trades, self.trade_chains = _trades(reference)
        self.firms = NameFinder(_firm_names(reference, frozenset(self.trades.keys)))
        self.version = hashlib.sha256(reference.hash.encode()).hexdigest()[:8]

    def level(self, adcode: str) -> int:
        """Return 0 for a province, 1 for a city, 2 for a district or county."""
        return _LEVELS.get(self.regions[adcode].level, 2)

    def adcode(self, name: str, within: str = "") -> str | None:
        """Return the adcode a place name most likely means: inside ``within`` if given, else the highest level."""
        codes = self.places.keys.get(fold(name), ())
        near = [code for code in codes if within and code.startswith(within.rstrip("0")) and code != within]
        return next(iter(near or codes), None)


@cache
def default_lexicon() -> Lexicon:
    """Return the lexicon of the shipped reference."""
    from graph.reference.load import load_reference  # noqa: PLC0415 - loaded when first needed

    return Lexicon(load_reference())


def _place_names(reference: Reference) -> dict[str, tuple[str, ...]]:
    found: defaultdict[str, list[Region]] = defaultdict(list)
    for region in reference.regions.values():
        names = {region.name, *region.aliases}
        if len(region.short_name) >= 2 and (_LEVELS.get(region.level, 2) < 2 or region.in_belt):
            names.add(region.short_name)
            if region.in_belt and len(region.name) >= 3 and region.name[-1] in "区县市":
                names.add(region.name[:-1])
        for name in map(fold, names):
            everyday = name in EVERYDAY_PLACE_NAMES and region.level != "province"
            if len(name) >= 2 and not everyday:
                found[name].append(region)
    names_of = {
        name: tuple(r.adcode for r in sorted(rows, key=lambda r: (_LEVELS.get(r.level, 2), not r.in_belt, r.adcode)))
        for name, rows in found.items()
    }
    for name in COUNTRIES | BASINS:
        names_of.setdefault(name, ())
    for group in reference.groups.values():
        for name in (group.name, *group.aliases):
            names_of.setdefault(fold(name), ())
    return names_of


def _firm_names(reference: Reference, nouns: frozenset[str]) -> dict[str, tuple[str, ...]]:
    found: defaultdict[str, list[str]] = defaultdict(list)
    for firm in reference.firms.values():
        for name in {firm.full_name, firm.short_name, *firm.aliases}:
            folded = fold(name)
            long_enough = len(folded) >= (5 if folded.isascii() else 3)
            if long_enough and folded not in NOT_TRADES | nouns and folded not in EVERYDAY_FIRM_NAMES:
                found[folded].append(firm.id)
    return {name: tuple(sorted(set(ids))) for name, ids in found.items()}


def _trades(reference: Reference) -> tuple[NameFinder, frozenset[str]]:
    found: defaultdict[str, list[str]] = defaultdict(list)
    chains: set[str] = set(map(fold, TRADES))
    for chain in reference.chains.values():
        for name in (chain.name, *chain.aliases):
            found[fold(name)].append(f"chain:{chain.id}")
            chains.add(fold(name))
    for link in reference.links.values():
        for name in (link.name, *link.aliases):
            found[fold(name)].append(link.id)
    for name in TRADES | GOODS:
        found.setdefault(name, [])
    names = {
        name: tuple(keys)
        for name, keys in found.items()
        if name not in NOT_TRADES and len(name) >= (3 if name.isascii() else 2)
    }
    names.setdefault("AI", ("chain:artificial-intelligence",) if "artificial-intelligence" in reference.chains else ())
    return NameFinder(names), frozenset(chains)
