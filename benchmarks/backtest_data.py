"""Listed firms by day, province (or city) and industry, for the backtest: ChainKnowledgeGraph placed by the exchanges.

The industry (2021) and the province (2025) of a firm are snapshots and taken as fixed. The product table, a snapshot
of 2021 too, is not read.
"""

import csv
import hashlib
import json
import os
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import click
import numpy as np

from graph.gaps.history import History, Space, same_class
from graph.gaps.method import Array
from graph.reference.load import load_reference

FILES = (
    "chainkg/companies.jsonl",
    "chainkg/company_industries.jsonl",
    "listed/listed_firms.csv",
    "chainkg/industries.jsonl",
)
_DATE = re.compile(r"\d{4}-\d\d-\d\d")
_NEAR_KM = 400

# Longitude and latitude of the provinces' capitals: general geography.
CAPITALS: Mapping[str, tuple[float, float]] = {
    "北京": (116.4, 39.9), "天津": (117.2, 39.1), "河北": (114.5, 38.0), "山西": (112.5, 37.9), "内蒙古": (111.7, 40.8),
    "辽宁": (123.4, 41.8), "吉林": (125.3, 43.9), "黑龙江": (126.6, 45.8), "上海": (121.5, 31.2), "江苏": (118.8, 32.1),
    "浙江": (120.2, 30.3), "安徽": (117.3, 31.8), "福建": (119.3, 26.1), "江西": (115.9, 28.7), "山东": (117.0, 36.7),
    "河南": (113.7, 34.8), "湖北": (114.3, 30.6), "湖南": (113.0, 28.2), "广东": (113.3, 23.1), "广西": (108.3, 22.8),
    "海南": (110.3, 20.0), "重庆": (106.5, 29.5), "四川": (104.1, 30.7), "贵州": (106.7, 26.6), "云南": (102.7, 25.0),
    "西藏": (91.1, 29.7), "陕西": (108.9, 34.3), "甘肃": (103.8, 36.1), "青海": (101.8, 36.6), "宁夏": (106.3, 38.5),
    "新疆": (87.6, 43.8),
}  # fmt: skip
BLOCKS: Mapping[str, str] = {
    "华北": "北京 天津 河北 山西 内蒙古", "东北": "辽宁 吉林 黑龙江", "华东": "上海 江苏 浙江 安徽 福建 江西 山东",
    "中南": "河南 湖北 湖南 广东 广西 海南", "西南": "重庆 四川 贵州 云南 西藏", "西北": "陕西 甘肃 青海 宁夏 新疆",
}  # fmt: skip


@dataclass(frozen=True)
class Listing:
    """A firm that listed: the day, the province, the city in its name (if any) and the industry."""

    code: str
    day: int
    province: str
    city: str | None
    industry: str


@dataclass(frozen=True)
class Listings:
    """All listings with an industry, and what had to be repaired or left out.

    ``industries`` are all that the table of industries gives to any firm, placed and dated or not: which industries
    there are to rank must not depend on who lists when.
    """

    rows: tuple[Listing, ...]
    industries: Mapping[str, str]
    notes: Mapping[str, int]
    hash: str


def data_folder() -> Path:
    """The folder that YANGTZE_DATA names.

    Raises:
        click.UsageError: it names none with the files needed.
    """
    folder = os.environ.get("YANGTZE_DATA")
    if not folder:
        raise click.UsageError("Set YANGTZE_DATA to the folder that holds chainkg/ and listed/.")
    missing = [name for name in FILES if not (Path(folder) / name).is_file()]
    if missing:
        raise click.UsageError(f"YANGTZE_DATA={folder} lacks {', '.join(missing)}.")
    return Path(folder)


def load_listings(folder: Path) -> Listings:
    """Read and place the firms; a ``listed_on`` that is no date is taken from the exchanges' list."""
    with (folder / FILES[2]).open(encoding="utf-8", newline="") as file:
        exchange = {row["stock_code"]: row for row in csv.DictReader(file)}
    industry = {row["company_code"]: row["industry_code"] for row in _lines(folder / FILES[1])}
    cities = city_names()
    notes: Counter[str] = Counter()
    rows = []
    for firm in _lines(folder / FILES[0]):
        code = firm["code"]
        if code not in industry:
            notes["no industry"] += 1
            continue
        city = next((name for name in cities if firm["full_name"].startswith(name)), None)
        province, how = _province(firm["full_name"], exchange.get(code), cities.get(city or ""))
        if province is None:
            notes["not placed"] += 1
            continue
        day = firm["listed_on"]
        if not _DATE.match(day):
            day = exchange.get(code, {}).get("listed_on", "")
            notes["date repaired" if _DATE.match(day) else "no date"] += 1
        if _DATE.match(day):
            notes[how] += 1
            rows.append(Listing(code, date.fromisoformat(day[:10]).toordinal(), province, city, industry[code]))
    names = {row["code"]: row["name"] for row in _lines(folder / FILES[3])}
    industries = {code: names.get(code, code) for code in sorted(set(industry.values()))}
    return Listings(tuple(rows), industries, dict(sorted(notes.items())), data_hash(folder))


def _province(name: str, listed: Mapping[str, str] | None, by_city: str | None) -> tuple[str | None, str]:
    if listed:
        place = listed["province_or_city"]
        place = "广东" if place == "深圳" else place
        if place in CAPITALS:
            return place, "placed by code"
    if named := next((p for p in CAPITALS if name.startswith(p)), None):
        return named, "placed by province in name"
    return by_city, "placed by city in name"


def city_names() -> dict[str, str]:
    """Short names of prefecture-level cities, each with its province; the longer names first."""
    regions = load_reference().regions
    found = {}
    for region in regions.values():
        short = region.short_name or ""
        if region.level == "prefecture" and len(short) > 1 and region.parent:
            found[short] = next(p for p in CAPITALS if regions[region.parent].name.startswith(p))
    return dict(sorted(found.items(), key=lambda item: (-len(item[0]), item[0])))


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8") as file:
        for line in file:
            if line.strip():
                yield json.loads(line)


def data_hash(folder: Path, files: Sequence[str] = FILES) -> str:
    """16 hexadecimal digits over the files that are read."""
    digest = hashlib.sha256()
    for name in files:
        digest.update((folder / name).read_bytes())
    return digest.hexdigest()[:16]


def provinces_history(listings: Listings) -> History:
    """Entries by province and industry."""
    return _history(listings, tuple(CAPITALS), {p: i for i, p in enumerate(CAPITALS)}, "province", capital_nearness())


def cities_history(listings: Listings) -> History:
    """Entries of the firms whose full name begins with a city; cities of one province are near, others are not."""
    home = {row.city: row.province for row in listings.rows if row.city}
    cities = tuple(sorted(home))
    near = same_class([home[c] for c in cities])
    np.fill_diagonal(near, 0.0)
    return _history(listings, cities, {c: i for i, c in enumerate(cities)}, "city", near)


def _history(listings: Listings, places: tuple[str, ...], index: Mapping[str, int], field: str, near: Array) -> History:
    industries = tuple(listings.industries)
    column = {code: i for i, code in enumerate(industries)}
    # The codes of the Shenwan industries are nested: two digits the sector, four the branch, six the industry.
    classes = {"sector": same_class([c[:2] for c in industries]), "branch": same_class([c[:4] for c in industries])}
    space = Space(places, industries, classes, near)
    return History.of(
        space,
        [(r.day, index[getattr(r, field)], column[r.industry]) for r in listings.rows if getattr(r, field) in index],
    )


def capital_nearness() -> Array:
    """exp(-distance / 400 km) between capitals; diagonal 0."""
    where = np.array(list(CAPITALS.values()))
    latitude = np.radians((where[:, None, 1] + where[None, :, 1]) / 2)
    east = (where[:, None, 0] - where[None, :, 0]) * np.cos(latitude)
    near: Array = np.exp(-111 * np.hypot(east, where[:, None, 1] - where[None, :, 1]) / _NEAR_KM)
    np.fill_diagonal(near, 0.0)
    return near
