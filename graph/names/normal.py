"""Two normal forms of a text: ``fold`` keeps every offset, ``name_key`` is what two spellings of a name share."""

import unicodedata
from functools import cache

import opencc

# Quotes, brackets and spaces say nothing about who is meant; & and + do.
_DROPPED = frozenset(" \t\n\r　\u200b\ufeff\"'“”‘’「」『』《》〈〉()[]{}<>【】〔〕·•・.,，。、;:；：-_/\\|*")


@cache
def _simplifier() -> opencc.OpenCC:
    return opencc.OpenCC("t2s")


def _fold_character(character: str) -> str:
    wide = unicodedata.normalize("NFKC", character)
    wide = wide if len(wide) == 1 else character
    if wide < "一":
        return wide
    simple: str = _simplifier().convert(wide)
    return simple if len(simple) == 1 else wide


class _FoldTable(dict[int, str]):
    """For ``str.translate``: each character is folded once in the life of the process."""

    def __missing__(self, code: int) -> str:
        self[code] = folded = _fold_character(chr(code))
        return folded


class _KeyTable(dict[int, str]):
    """As the fold table, caseless, and without the characters that a key leaves out."""

    def __missing__(self, code: int) -> str:
        folded = _FOLDED[code].casefold()
        self[code] = kept = "".join(c for c in folded if c not in _DROPPED)
        return kept


_FOLDED = _FoldTable()
_KEYED = _KeyTable()


def fold(text: str) -> str:
    """Return ``text`` in half-width and simplified forms, of the same length: offsets stay true.

    Characters are converted one at a time, so the rare phrase whose simplified form depends on its
    neighbours (乾隆) is converted as its commonest reading.
    """
    return text.translate(_FOLDED)


def name_key(name: str) -> str:
    """Return the key under which spellings of one name meet: folded, caseless, without spaces, quotes, brackets."""
    return unicodedata.normalize("NFKC", name).translate(_KEYED)
