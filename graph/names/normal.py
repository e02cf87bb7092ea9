"""Two normal forms of a text: ``fold`` keeps every offset, ``name_key`` is what two spellings of a name share."""

import unicodedata
from functools import cache, lru_cache

import opencc

# Quotes, brackets and spaces say nothing about who is meant; & and + do.
_DROPPED = frozenset(" \t\n\r　\u200b\ufeff\"'“”‘’「」『』《》〈〉()[]{}<>【】〔〕·•・.,，。、;:；：-_/\\|*")


@cache
def _simplifier() -> opencc.OpenCC:
    return opencc.OpenCC("t2s")


@lru_cache(maxsize=65536)
def _fold_character(character: str) -> str:
    wide = unicodedata.normalize("NFKC", character)
    wide = wide if len(wide) == 1 else character
    if wide < "一":
        return wide
    simple: str = _simplifier().convert(wide)
    return simple if len(simple) == 1 else wide


def fold(text: str) -> str:
    """Return ``text`` in half-width and simplified forms, of the same length: offsets stay true.

    Characters are converted one at a time, so the rare phrase whose simplified form depends on its
    neighbours (乾隆) is converted as its commonest reading.
    """
    return "".join(map(_fold_character, text))


def name_key(name: str) -> str:
    """Return the key under which spellings of one name meet: folded, caseless, without spaces, quotes, brackets."""
    return "".join(c for c in fold(unicodedata.normalize("NFKC", name)).casefold() if c not in _DROPPED)
