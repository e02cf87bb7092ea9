"""Whether a name one slip away from another was meant as it, or is the name of something else."""

from graph.names.near import Slip
from graph.names.parts import NameParts, leading_place, split_name
from graph.names.pinyin import sounds_alike
from graph.names.shapes import looks_alike

_TELLING = frozenset("0123456789一二三四五六七八九十甲乙丙丁东南西北中上下左右前后新老大小")
_SHORTEST_LATIN = 6


def forgivable(slip: Slip, typed: str, meant: str) -> bool:
    """Whether the slip is one of hand or eye; both names as keys.

    Numbers and directions are never slips; in a brand only what looks or sounds alike is; in a trade only what
    leaves no word (电孑 for 电子, but not 电气 for 电子).
    """
    if meant.isascii() or typed.isascii():
        return _in_latin(slip, typed, meant)
    if _tells_apart(slip):
        return False
    asked, known = split_name(typed), split_name(meant)
    if (asked.place and asked.place != known.place) or asked.branch != known.branch:
        return False
    where = _where(slip, meant, known)
    if where == "form":
        return True
    if where == "trade":
        return asked.brand != known.brand and len(meant) >= 4
    return _in_brand(slip, typed, meant, known)


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


def _alike(slip: Slip) -> bool:
    return looks_alike(slip.typed, slip.meant) or sounds_alike(slip.typed, slip.meant)


def _in_brand(slip: Slip, typed: str, meant: str, known: NameParts) -> bool:
    if slip.kind == "wrong":
        return _alike(slip) and (len(meant) >= 4 or looks_alike(slip.typed, slip.meant))
    if slip.kind == "swapped":
        return known.registered or len(meant) >= 5
    if slip.kind == "extra":
        return slip.typed in (typed[slip.at - 1 : slip.at], typed[slip.at + 1 : slip.at + 2])
    return len(known.brand) >= 4 and len(meant) >= 5
