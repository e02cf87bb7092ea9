"""Which provinces share a border: general geography, by the first two digits of the adcode."""

from functools import cache

# West to east along the river, then the provinces around the belt.
_BORDERS = {
    "53": "51 52 45 54", "51": "50 52 53 61 62 63 54", "52": "50 51 53 43 45", "50": "51 52 42 43 61",
    "42": "50 43 36 34 41 61", "43": "42 36 44 45 52 50", "36": "42 43 34 33 35 44", "34": "32 33 36 42 41 37",
    "33": "31 32 34 36 35", "32": "31 33 34 37", "31": "32 33",
}  # fmt: skip


@cache
def adjacent_provinces(province: str) -> frozenset[str]:
    """Two-digit codes of the provinces that border on one (of those of the belt and around it)."""
    direct = set(_BORDERS.get(province, "").split())
    return frozenset(direct | {other for other, borders in _BORDERS.items() if province in borders.split()})
