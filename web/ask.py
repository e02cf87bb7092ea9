"""Regions and chains wherever they stand in a question; the grammar of questions is a later room's work."""

from dataclasses import dataclass

from graph.names.normal import name_key
from web.keeper import Reading

_SHORTEST = 2


@dataclass(frozen=True, slots=True)
class Asked:
    """The region and the chain that a question names, each as (name to ask by, name to show), or None."""

    region: tuple[str, str] | None
    chain: tuple[str, str] | None


def understood(now: Reading, question: str) -> Asked:
    """What a question names: the longest name wins, the earlier of two as long."""
    key = name_key(question)
    return Asked(_longest(now.once("region names", lambda: _regions(now)), key),
                 _longest(now.once("chain names", lambda: _chains(now)), key))  # fmt: skip


def _longest(names: dict[str, tuple[str, str]], key: str) -> tuple[str, str] | None:
    best: tuple[int, int, str] | None = None
    for start in range(len(key)):
        for end in range(len(key), start + _SHORTEST - 1, -1):
            if key[start:end] in names and (best is None or end - start > best[0]):
                best = end - start, start, key[start:end]
    return names[best[2]] if best else None


def _regions(now: Reading) -> dict[str, tuple[str, str]]:
    """Groups, provinces and cities; districts share too many names with each other and with words."""
    found: dict[str, tuple[str, str]] = {}
    view = now.graph.view
    cities = [r for r in view.nodes("Region") if r.properties["level"] in ("prefecture", "province")]
    for node in (*sorted(cities, key=lambda r: r.properties["level"]), *view.nodes("RegionGroup")):
        for name in (node.name, node.properties.get("short_name") or "", *node.properties["names"]):
            if len(name_key(name)) >= _SHORTEST:
                found[name_key(name)] = node.id, node.name
    return found


def _chains(now: Reading) -> dict[str, tuple[str, str]]:
    found: dict[str, tuple[str, str]] = {}
    for node in now.graph.view.nodes("Chain"):
        for name in (node.name, node.name.partition("(")[0], *node.properties["names"]):
            found.setdefault(name_key(name), (node.id, node.name))
    return found
