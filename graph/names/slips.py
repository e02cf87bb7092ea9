"""Whether a name one slip away from another was meant as it, or is the name of something else."""

import re
from collections.abc import Sequence

from graph.names.near import Slip
from graph.names.parts import NameParts, leading_place, split_name
from graph.names.pinyin import sounds_alike
from graph.names.shapes import looks_alike

_TELLING = frozenset("0123456789一二三四五六七八九十甲乙丙丁东南西北中上下左右前后新老大小")
_SHORTEST_LATIN = 6


_PINYIN = re.compile(
    "(?:(?:[zcs]h|[bpmfdtnlgkhjqxrzcsyw])?"
    "(?:[iu]?a(?:ng?|o|i)?|i?ong|ou?|e(?:ng?|i|r)?|i(?:ng?|e|u)?|u(?:ai|an|n|o|i|e)?|v(?:e|an|n)?))+"
)


def is_pinyin(word: str) -> bool:
    """Whether Latin letters can be read as Chinese syllables: many firms share such a word (Yunda, Dingli)."""
    return bool(_PINYIN.fullmatch(word))


def forgivable_in_latin(typed: Sequence[str], meant: Sequence[str]) -> bool:
    """Whether one slip between the words of two Latin names may be one: not where both words are pinyin."""
    differing = [(a, b) for a, b in zip(typed, meant, strict=False) if a != b]
    return len(typed) == len(meant) and len(differing) == 1 and not all(map(is_pinyin, differing[0]))


def forgivable(slip: Slip, typed: str, meant: str) -> bool:
    """Whether the slip is one of hand or eye; both names as keys.

    Numbers and directions are never slips; in a brand only what looks or sounds alike is; in a trade only what
    leaves no word (电孑 for 电子, but not 电气 for 电子). A short name forgives less than a complete one.
    """
    if meant.isascii() or typed.isascii():
        return _in_latin(slip, typed, meant)
    if _tells_apart(slip):
        return False
    asked, known = split_name(typed), split_name(meant)
    if (asked.place and asked.place != known.place) or asked.branch != known.branch:
        return False
    if not known.registered:
        return _in_short_name(slip, typed, meant, asked, known)
    where = _where(slip, meant, known)
    if where == "form":
        return True
    if where == "trade":
        return asked.brand != known.brand
    return _in_brand(slip, typed, known)


def _in_latin(slip: Slip, typed: str, meant: str) -> bool:
    letters = all(c.isalpha() for c in slip.typed + slip.meant)
    return letters and typed.isascii() and meant.isascii() and min(len(typed), len(meant)) >= _SHORTEST_LATIN


def _tells_apart(slip: Slip) -> bool:
    if slip.kind == "swapped":
        return False
    changed = slip.typed + slip.meant
    if any(c.isascii() for c in changed):
        return True
    return any(c in _TELLING for c in changed) and not (slip.kind == "wrong" and looks_alike(slip.typed, slip.meant))


def _where(slip: Slip, meant: str, known: NameParts) -> str:
    at = slip.at + (1 if slip.kind == "swapped" else 0)
    if at >= len(meant) - len(known.form):
        return "form" if known.form else "trade" if known.trade else "brand"
    if at >= len(meant) - len(known.form) - len(known.trade):
        return "trade"
    return "place" if at < leading_place(meant) else "brand"


def _in_brand(slip: Slip, typed: str, known: NameParts) -> bool:
    if slip.kind == "wrong":
        return looks_alike(slip.typed, slip.meant) or sounds_alike(slip.typed, slip.meant)
    if slip.kind == "swapped":
        return True
    return _doubled(slip, typed) if slip.kind == "extra" else len(known.brand) >= 4


def _in_short_name(slip: Slip, typed: str, meant: str, asked: NameParts, known: NameParts) -> bool:
    """A short name has neighbours (韵达股份, 运达股份): what only sounds alike in a brand of two is another firm."""
    if slip.kind == "extra":
        return _doubled(slip, typed) and len(meant) >= 4
    if slip.kind == "swapped":
        return len(meant) >= 5
    if slip.kind == "missing":
        return False
    if known.brand and _where(slip, meant, known) == "trade":
        return asked.brand != known.brand and (
            looks_alike(slip.typed, slip.meant) or sounds_alike(slip.typed, slip.meant)
        )
    if looks_alike(slip.typed, slip.meant):
        return len(known.brand) >= 2
    return len(known.brand) >= 3 and len(meant) >= 4 and sounds_alike(slip.typed, slip.meant)


def _doubled(slip: Slip, typed: str) -> bool:
    return slip.typed in (typed[slip.at - 1 : slip.at], typed[slip.at + 1 : slip.at + 2])
