"""Mentions that the encoder finds, and how they join with those of the rules."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from nlp.automaton import occurrences
from nlp.encoder import Encoder, View, softmax
from nlp.lexicon import Lexicon
from nlp.reading import Found, Reading
from nlp.selection import select
from nlp.tidy import tidy
from nlp.viterbi import Tagging, spans
from nlp.windows import KINDS, TYPES, windows

# Ranks when rule and model meet: both agree, a rule that goes first, the model, a rule that only fills.
AGREED, FIRST, AGAIN, LEARNED, ALIAS, FILLING = 100, 90, 60, 50, 45, 10
# Projections for relations are kept for texts up to this size, and made again beyond it.
_KEPT = 60_000
_NAMES = frozenset(("FIRM", "OFFICE", "GOV", "ASSOC", "INSTITUTE", "PERSON"))
_WHOLE = frozenset(("DOC", "EVENT", "TITLE", "FIRM"))
_INDUSTRY_TAIL = ("产业链", "产业集群", "产业", "行业", "制造业", "集群", "链", "业务", "业")


def learn(reading: Reading, encoder: Encoder, tagging: Tagging) -> tuple[list[Found], list[View]]:
    """Return what the encoder finds, with its own certainty, and the views it is read from."""
    text = reading.text
    rules = [(f.start, f.end, TYPES.index(f.type)) for f in select(text, reading.candidates)]
    # A window of one or two characters over and over (a ruler of dots, a stuck key) says nothing.
    told = [(a, b) for a, b in windows(reading.sentences, text) if len(set(text[a:b])) > 2]
    views = encoder.run(text, told, rules, keep=len(text) <= _KEPT)
    found = []
    for view, tags in zip(views, tagging.decode([view.emissions for view in views]), strict=True):
        marked = spans(tags)
        if marked:
            at = np.flatnonzero(tags)
            chosen = np.zeros(len(tags), np.float32)
            chosen[at] = softmax(view.emissions[at])[np.arange(len(at)), tags[at]]
            for a, b, kind in marked:
                sure = round(float(chosen[a:b].mean()), 3)
                found.append(Found(view.start + a, view.start + b, KINDS[kind], encoder.version, LEARNED, (), "", sure))
    return tidy(text, found), views


def join(reading: Reading, learned: list[Found], lexicon: Lexicon, policy: Mapping[str, Any]) -> list[Found]:
    """Return the candidates that stand when rules and model meet, each with its rank.

    ``policy`` says for each type whether the rules go ``first``, only ``fill`` what the model leaves, are
    ``off``, or alone speak (``only``), and ``least`` how sure the model must be
    where no rule agrees; both were measured on texts kept apart from training (nlp/training/choose.py).
    """
    rules = {(f.start, f.end, f.type): f for f in reversed(sorted(reading.candidates, key=lambda f: f.rank))}
    chosen = select(reading.text, reading.candidates)
    for found in chosen:
        rules[found.start, found.end, found.type] = found
    agreed = {(f.start, f.end, f.type): f for f in learned}
    ways, least = policy["rules"], policy.get("least", {})
    joined = [
        _known(reading, f, lexicon, rules)
        for f in learned
        if (f.start, f.end, f.type) in rules or (ways.get(f.type) != "only" and f.certainty >= least.get(f.type, 0.0))
    ]
    # A full title swallows what is inside it: one that a rule begins and ends where the model does, though in pieces.
    begins, stops = {(f.start, f.type) for f in learned}, {(f.end, f.type) for f in learned}
    for found in rules.values():
        if found.type in _WHOLE and (found.start, found.type) in begins and (found.end, found.type) in stops:
            joined.append(replace(found, rank=max(found.rank, FIRST)))
    aliases = {short for _, short in reading.aliases}
    for found in chosen:
        if (found.start, found.end, found.type) in agreed:
            continue
        way = ways.get(found.type, "off")
        if way in ("first", "only"):
            joined.append(replace(found, rank=FIRST))
        elif reading.text[found.start : found.end] in aliases:
            joined.append(replace(found, rank=ALIAS))
        elif way == "fill":
            joined.append(replace(found, rank=FILLING))
    return joined + list(again(reading, joined))


def _known(reading: Reading, found: Found, lexicon: Lexicon, rules: dict[Any, Found]) -> Found:
    """Give a learned mention the keys of the rule that found it too, or of the lexicon."""
    rule = rules.get((found.start, found.end, found.type))
    if rule:
        return replace(rule, rank=AGREED, support=found.method, certainty=found.certainty)
    surface = reading.text[found.start : found.end]
    return replace(found, keys=_keys(reading, found, surface, lexicon))


def _keys(reading: Reading, found: Found, surface: str, lexicon: Lexicon) -> tuple[str, ...]:
    if found.type == "FIRM":
        return lexicon.firms.keys.get(surface, ())
    if found.type in ("INDUSTRY", "PRODUCT"):
        stems = (surface.removesuffix(tail) for tail in ("", *_INDUSTRY_TAIL))
        return next((lexicon.trades.keys[stem] for stem in stems if stem in lexicon.trades.keys), ())
    if found.type == "PLACE":
        inside = [hit for hit in reading.hits(found.start, found.end) if hit.end <= found.end]
        if inside and inside[-1].end == found.end and inside[0].start == found.start:
            return inside[-1].adcodes
    return ()


def again(reading: Reading, joined: list[Found]) -> Iterator[Found]:
    """Yield names found in one place of a text at its other places: one name is one thing throughout.

    A name broken into pieces elsewhere is made whole; inside a longer name it stays a part of it.
    """
    text = reading.text
    votes: defaultdict[str, Counter[str]] = defaultdict(Counter)
    example: dict[tuple[str, str], Found] = {}
    for found in joined:
        name = text[found.start : found.end]
        if found.type in _NAMES and found.rank >= ALIAS and len(name) >= (3 if found.type != "PERSON" else 2):
            votes[name][found.type] += 1
            example.setdefault((name, found.type), found)
    if not votes:
        return
    taken = sorted(((f.start, f.end) for f in joined if f.rank >= LEARNED), key=lambda s: s[0])
    starts = [start for start, _ in taken]
    whole = set(taken)
    for start, end in occurrences(text, votes):
        if (start, end) in whole:
            continue
        at = int(np.searchsorted(starts, start, side="right"))
        if any(a <= start and end <= b for a, b in taken[max(0, at - 1) : at]):
            continue
        name = text[start:end]
        kind = votes[name].most_common(1)[0][0]
        if kind == "GOV" and text[end : end + 1] in ("门", "长"):  # 水利部门 is no 水利部
            continue
        model = example[name, kind]
        yield Found(start, end, model.type, "same-name", AGAIN, model.keys, model.support or model.method)
