"""From prepared windows to tensors: swapping of names, tags, pairs."""

# ruff: noqa: S311 - chance here is for training only
import random
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import numpy as np
import torch

from nlp.pairs import REACH, RELATED, buckets
from nlp.training.net import CLUENER, HEADS, MODALITIES, RELATIONS
from nlp.windows import TYPES, bio

Row = dict[str, Any]
SWAPPED = frozenset(
    TYPES.index(t) for t in ("FIRM", "GOV", "ASSOC", "INSTITUTE", "PERSON", "PLACE", "INDUSTRY", "PRODUCT")
)


class Names:
    """Names of each type with the rules' tags on them, to put into other sentences."""

    def __init__(self, rows: list[Row]) -> None:
        self.of: defaultdict[int, list[tuple[str, list[int]]]] = defaultdict(list)
        for row in rows:
            tags = rule_tags(row)
            for start, end, kind, _ in row["mentions"]:
                if kind in SWAPPED:
                    self.of[kind].append((row["text"][start:end], tags[start:end]))

    def swap(self, row: Row, share: float) -> Row:
        """Return the row with some of its names exchanged for others of their type."""
        text, tags, mentions, at = "", [], [], 0
        own, before = row["text"], rule_tags(row)
        chosen: dict[str, tuple[str, list[int]]] = {}
        for start, end, kind, cluster in row["mentions"]:
            text += own[at:start]
            tags += before[at:start]
            surface, marks = own[start:end], before[start:end]
            if surface not in chosen and kind in SWAPPED and random.random() < share:
                chosen[surface] = random.choice(self.of[kind])
            surface, marks = chosen.get(surface, (surface, marks))
            mentions.append((len(text), len(text) + len(surface), kind, cluster))
            text += surface
            tags += marks
            at = end
        return {**row, "text": text + own[at:], "tags": tags + before[at:], "mentions": mentions}


def rule_tags(row: Row) -> list[int]:
    """Return the tag of what the rules found at each character."""
    if "tags" in row:
        tags: list[int] = row["tags"]
        return tags
    return bio(len(row["text"]), [(a, b, kind) for a, b, kind in row["rules"]])


class Batch:
    """Tensors of some windows: ``ids``, ``mask``, ``rules``, ``gold``, ``inside`` and the pairs."""

    def __init__(self, rows: list[Row], vocab: dict[str, int], head: str, keep_rules: float = 1.0) -> None:
        unknown, size = vocab["[UNK]"], max(len(row["text"]) for row in rows)
        shape = (len(rows), size + 2)
        self.rows = rows
        self.ids, self.mask, self.rules = (torch.zeros(shape, dtype=torch.long) for _ in range(3))
        self.gold = torch.zeros(len(rows), size, dtype=torch.long)
        for n, row in enumerate(rows):
            length = len(row["text"])
            codes = [vocab.get(c.lower(), unknown) for c in row["text"]]
            self.ids[n, : length + 2] = torch.tensor([vocab["[CLS]"], *codes, vocab["[SEP]"]])
            self.mask[n, : length + 2] = 1
            if random.random() < keep_rules:
                self.rules[n, 1 : length + 1] = torch.tensor(rule_tags(row))
            spans = [(a, b, kind) for a, b, kind, *_ in row["mentions"]]
            if head == "cluener":
                spans = [(a, b, CLUENER.index(kind)) for a, b, kind in spans]
            self.gold[n, :length] = torch.tensor(bio(length, spans))
        self.inside = self.mask[:, 2:].bool()
        if head == "own":
            self._pairs()

    def _pairs(self) -> None:
        rows = [pair for n, row in enumerate(self.rows) for pair in pairs(n, row)]
        self.index = torch.tensor([p[0] for p in rows], dtype=torch.long).reshape(-1, 8)
        self.truth = torch.zeros(len(rows), len(RELATIONS))
        self.modality = torch.full((len(rows),), -100, dtype=torch.long)
        for n, (_, relations) in enumerate(rows):
            for kind, modality in relations:
                self.truth[n, RELATIONS.index(kind)] = 1
                self.modality[n] = MODALITIES.index(modality)


def pairs(number: int, row: Row) -> Iterator[tuple[list[int], list[tuple[str, str]]]]:
    """Yield the pairs of a window that may be related, with what relates them.

    Other mentions of two things that are related elsewhere say nothing for or against: they are left out, and so is a
    window whose relations nobody has read.
    """
    if not row.get("judged", True):
        return
    stated: defaultdict[tuple[int, int], list[tuple[str, str]]] = defaultdict(list)
    for kind, head, tail, modality in row["relations"]:
        stated[head, tail].append((kind, modality))
        if kind == "COOPERATES_WITH":
            stated[tail, head].append((kind, modality))
    tied = {tuple(t) for t in row["tied"]}
    tied |= {(b, a) for a, b in tied}
    mentions = row["mentions"]
    for i, (a, b, kind, cluster) in enumerate(mentions):
        for j, (c, d, other, tail) in enumerate(mentions):
            if i == j or not RELATED[kind, other] or max(a, c) - min(b, d) > REACH:
                continue
            relations = stated.get((i, j), [])
            if relations or (cluster, tail) not in tied:
                where = int(buckets(*np.array([[a], [b], [c], [d]]))[0])
                yield [number, a, b, c, d, kind, other, where], relations


def batches(rows: list[Row], budget: int) -> list[list[Row]]:
    """Return the rows in batches of like lengths, about ``budget`` characters each, in random order."""
    out: list[list[Row]] = []
    block: list[Row] = []
    for row in sorted(rows, key=lambda r: len(r["text"]) + random.random() * 20):
        if block and (len(block) + 1) * max(len(row["text"]), len(block[-1]["text"])) > budget:
            out.append(block)
            block = []
        block.append(row)
    if block:
        out.append(block)
    random.shuffle(out)
    return out


def decode(tags: list[int], head: str) -> set[tuple[int, int, int]]:
    """Return (start, end, type) of the spans that tags mark."""
    names, found, held = HEADS[head], set(), None
    for at, tag in enumerate([*tags, 0]):
        if held is not None and (tag == 0 or names[tag][0] == "B" or (tag - 1) // 2 != held[1]):
            found.add((held[0], at, held[1]))
            held = None
        if tag and held is None:
            held = (at, (tag - 1) // 2)
    return found
