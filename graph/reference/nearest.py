"""The names that a mistyped one may have meant."""

from collections.abc import Mapping

from rapidfuzz import fuzz, process

_LIMIT = 5
_LEAST_LIKENESS = 50.0  # of two characters one is right
_HOLDS_BONUS = 40.0  # 芯片制造 holds 芯片: nearer than any name of the same length


def nearest_names(key: str, names: Mapping[str, str]) -> tuple[str, ...]:
    """Up to five of ``names`` (key to name shown) that are spelled like ``key``, hold it or are held by it.

    Where none is very near the least far are given. Among equally near ones the order of ``names`` decides,
    so the weightier should come first.
    """
    if not key:
        return ()
    found = process.extract(key, list(names), scorer=fuzz.ratio, limit=None, score_cutoff=1.0)
    scores = {
        choice: score + _HOLDS_BONUS * (len(choice) > 1 and (choice in key or key in choice))
        for choice, score, _ in found
    }
    order = {choice: place for place, choice in enumerate(names)}
    best = sorted(scores, key=lambda choice: (-scores[choice], order[choice]))
    near = [choice for choice in best if scores[choice] >= _LEAST_LIKENESS]
    # A poor guess is better than none: 光刻机 is no chain, but 光伏 shows what chains are called.
    shown = dict.fromkeys(names[choice] for choice in near or best)
    return tuple(shown)[:_LIMIT]
