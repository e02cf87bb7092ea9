"""Phrases that are known to name a link: its names, aliases and kinds, and what reference rows say firms make there.

``kinds.csv`` holds everyday kinds of what a link makes (重卡 and 轻卡 for commercial vehicles), written for linking.
"""

import csv
import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path

import numpy as np
import numpy.typing as npt

from graph.linking.words import stripped
from graph.names.normal import name_key
from graph.reference.model import Reference

Ints = npt.NDArray[np.int64]
NAME, ALIAS, ROW = range(3)
_JOINED = re.compile("[与和及、/]")
_SHORTEST_PART = 3
KINDS = Path(__file__).parent / "kinds.csv"
# 下游应用, 下游用钢行业: links that gather whoever buys; their names are trades of their own (农业, 电子).
_BUYERS = re.compile("应用|行业$|用户")


class Exemplars:
    """All exemplars in a fixed order: first names and aliases, then rows, each by link.

    Attributes:
        links: ids of the links, ``number`` the place of each.
        chain: number of each link's chain; ``chains`` holds their ids.
        texts, keys: each exemplar as written and in normal form.
        link, kind: number of its link, and NAME, ALIAS or ROW.
        named: how many of them are names or aliases.
    """

    def __init__(self, reference: Reference) -> None:
        self.links = tuple(reference.links)
        self.chains = tuple(reference.chains)
        self.number = {id_: n for n, id_ in enumerate(self.links)}
        self.chain: Ints = np.array([self.chains.index(link.chain) for link in reference.links.values()], np.int64)
        self.chain_names: dict[str, list[int]] = defaultdict(list)
        for n, chain in enumerate(reference.chains.values()):
            for key in dict.fromkeys(map(name_key, (chain.name, *chain.aliases))):
                self.chain_names[key].append(n)
        known = _known(reference)
        rows = {(kind == ROW, self.number[link], name_key(text)): (text, kind) for text, link, kind in known}
        kept = [(at, rows[at]) for at in sorted(rows) if len(at[2]) >= 2 + at[0] and not self._is_chain(at)]
        self.keys = [key for (_, _, key), _ in kept]
        self.texts = [text for _, (text, _) in kept]
        self.link: Ints = np.array([link for (_, link, _), _ in kept], np.int64)
        self.kind: Ints = np.array([kind for _, (_, kind) in kept], np.int64)
        self.named = int((self.kind != ROW).sum())

    def _is_chain(self, at: tuple[bool, int, str]) -> bool:
        """What names a chain names no link (锂电池), unless that chain has a link of this very name (无人机)."""
        is_row, link, key = at
        chains = self.chain_names.get(key, ())
        return bool(chains) and (is_row or int(self.chain[link]) not in chains)

    @cached_property
    def of_key(self) -> dict[str, list[int]]:
        """Numbers of the exemplars that share a normal form."""
        found: dict[str, list[int]] = defaultdict(list)
        for n, key in enumerate(self.keys):
            found[key].append(n)
        return dict(found)

    @cached_property
    def of_end(self) -> dict[str, list[int]]:
        """Numbers of the names and aliases that end with a text, the whole left out."""
        found: dict[str, list[int]] = defaultdict(list)
        for n, key in enumerate(self.keys[: self.named]):
            for length in range(2, len(key)):
                found[key[-length:]].append(n)
        return dict(found)

    @cached_property
    def segments(self) -> tuple[tuple[slice, Ints, Ints], tuple[slice, Ints, Ints]]:
        """For names and for rows: where they stand, where each link begins among them, and which link that is."""
        found = []
        for span in (slice(0, self.named), slice(self.named, len(self.keys))):
            links, starts = np.unique(self.link[span], return_index=True)
            found.append((span, starts.astype(np.int64), links))
        return found[0], found[1]

    def chains_named(self, phrase: str) -> list[int]:
        """Numbers of the chains that a phrase names outright (集成电路产业 → integrated-circuit)."""
        return next((self.chain_names[key] for key in stripped(name_key(phrase)) if key in self.chain_names), [])


def _known(reference: Reference) -> Iterator[tuple[str, str, int]]:
    """(text, link, kind); of one text for one link the last counts, so rows go first and names last."""
    open_to = {link.id for link in reference.links.values() if not _BUYERS.search(link.name)}
    for row in reference.firm_links:
        if row.link in open_to:
            for text in (*_JOINED.split(row.evidence), row.evidence):
                yield text, row.link, ROW
    with KINDS.open(encoding="utf-8", newline="") as file:
        for line in csv.DictReader(file):
            if line["link_id"] in open_to:
                yield from ((kind, line["link_id"], ALIAS) for kind in line["kinds"].split(";"))
    for link in reference.links.values():
        if link.id in open_to:
            yield from ((alias, link.id, ALIAS) for alias in link.aliases)
            parts = [part for part in _JOINED.split(link.name) if len(part) >= _SHORTEST_PART]
            yield from ((text, link.id, NAME) for text in (*parts, link.name))
