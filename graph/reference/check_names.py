"""Whether names can be told apart: shared ones, and aliases that are places, chain links or words."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from graph.names.normal import name_key
from graph.reference.ordinary import CHINESE, ENGLISH
from graph.reference.tables import Finding, Row

Merged = Mapping[str, Sequence[Row]]

_SUFFIXES = ("自治县", "自治旗", "特区", "林区", "矿区", "新区", "县", "区", "市", "旗")
_LEGAL = re.compile(r"公司|集团|中心|研究|学院|大学|[院所厂社]$")
_NOT_FORMER = re.compile(r"原[子生点创料野始]")
_KINDS = ("full name", "short name", "alias")

# The shipped names are keyed again for every layer that is checked.
_key = lru_cache(maxsize=65536)(name_key)


@dataclass(frozen=True, slots=True)
class _Name:
    text: str
    kind: str
    row: Row


def check_names(layers: Sequence[str], merged: Merged) -> Iterator[Finding]:
    """Every finding about names; ``layers`` are the layers' names in their order."""
    order = {layer: place for place, layer in enumerate(layers)}
    names = _firm_names(merged)
    yield from _shared_names(names, order)
    yield from _places_as_names(names, merged, order)
    yield from _links_as_names(names, merged, order)
    yield from _no_names(names)
    yield from _ambiguous(merged)


def _firm_names(merged: Merged) -> dict[str, list[_Name]]:
    names: dict[str, list[_Name]] = {}
    for row in merged["firms"]:
        parts = ((row["full_name"],), (row["short_name"],), row.many("aliases"))
        for kind, texts in zip(_KINDS, parts, strict=True):
            for text in filter(None, texts):
                names.setdefault(_key(text), []).append(_Name(text, kind, row))
    return names


def _shared_names(names: Mapping[str, list[_Name]], order: Mapping[str, int]) -> Iterator[Finding]:
    for bearers in names.values():
        if len({name.row["firm_id"] for name in bearers}) < 2:
            continue
        # A later layer gives way to an earlier one; within a layer an alias gives way to a name.
        first, *others = sorted(
            bearers, key=lambda name: (order[name.row.layer], _KINDS.index(name.kind), name.row.line)
        )
        for name in others:
            if name.row["firm_id"] != first.row["firm_id"]:
                yield name.row.error(
                    f"{name.kind} '{name.text}' is the {first.kind} of '{first.row['firm_id']}' too "
                    f"({_where(first.row)})"
                )


def _where(row: Row) -> str:
    return f"{row.layer}/{row.file}:{row.line}"


def _conflict(name: _Name, other: Row, reason: str, otherwise: str, order: Mapping[str, int]) -> Finding:
    """A firm's name that is something else as well: an alias has to go, a name proper is only remarked on."""
    if name.kind != "alias":
        return name.row.note(reason)
    # Whoever came later has to give way; nobody can mend our files from a folder laid over them.
    return other.error(otherwise) if order[other.layer] > order[name.row.layer] else name.row.error(reason)


def _places_as_names(names: Mapping[str, list[_Name]], merged: Merged, order: Mapping[str, int]) -> Iterator[Finding]:
    for key, row in _place_keys(merged).items():
        for name in names.get(key, ()):
            place = f"{row['name'] or row['group_name']}({_where(row)})"
            reason = f"{name.kind} '{name.text}' is the name of a place, {place}"
            otherwise = f"the place's name '{name.text}' is the alias of the firm '{name.row['firm_id']}'"
            yield _conflict(name, row, reason, otherwise, order)


def _place_keys(merged: Merged) -> dict[str, Row]:
    keys: dict[str, Row] = {}
    for row in merged["region_groups"]:
        for text in (row["group_name"], *row.many("aliases")):
            keys.setdefault(_key(text), row)
    for row in merged["regions"]:
        texts = {row["name"], row["short_name"], *row.many("aliases")} - {""}
        if row["level"] in {"district", "county"}:
            texts |= {text.removesuffix(end) for text in texts for end in _SUFFIXES if len(text) > len(end) + 1}
        for text in texts:
            keys.setdefault(_key(text), row)
    return keys


def _links_as_names(names: Mapping[str, list[_Name]], merged: Merged, order: Mapping[str, int]) -> Iterator[Finding]:
    things = [(row, "chain", ("chain_name_zh", "chain_name_en")) for row in merged["chains"]]
    things += [(row, "link", ("link_name_zh", "link_name_en")) for row in merged["chain_links"]]
    for row, what, columns in things:
        id_ = row[f"{what}_id"]
        for text in dict.fromkeys((*(row[column] for column in columns), *row.many("aliases"))):
            for name in names.get(_key(text), ()) if text else ():
                reason = f"{name.kind} '{name.text}' is the name of the {what} '{id_}' ({_where(row)})"
                otherwise = f"'{text}' is the alias of the firm '{name.row['firm_id']}' ({_where(name.row)})"
                yield _conflict(name, row, reason, otherwise, order)


def _no_names(names: Mapping[str, list[_Name]]) -> Iterator[Finding]:
    for key, bearers in names.items():
        for name in bearers:
            reason = _why_no_name(name, key, names) if name.kind == "alias" else ""
            if reason:
                yield name.row.error(f"alias '{name.text}' {reason}")


def _why_no_name(name: _Name, key: str, names: Mapping[str, list[_Name]]) -> str:
    """Why an alias would match what is not the firm, or an empty text."""
    text = name.text
    if key in CHINESE or key in ENGLISH:
        return "is an ordinary word or names something else"
    if len(key) < 2 or key.isdigit() or (key.isascii() and len(key) < 3):
        return "is too short to name anybody"
    if text.startswith(("曾用名", "原名", "前身")) or _says_former(name):
        return "describes the firm ('formerly ...'); give the former name alone"
    if _joins_two(text, names):
        return "joins two names and describes a venture of both"
    return ""


def _says_former(name: _Name) -> bool:
    own = (name.row["full_name"], name.row["short_name"])
    named_so = any(name.text[:2] in text for text in own)  # 原轼新材 is a name that begins so
    return len(name.text) > 3 and name.text[0] == "原" and not named_so and not _NOT_FORMER.match(name.text)


def _joins_two(text: str, names: Mapping[str, list[_Name]]) -> bool:
    if _LEGAL.search(text):
        return False
    for word in ("与", "和", "及"):
        left, found, right = text.partition(word)
        if not found or len(left) < 2 or len(right) < 2:
            continue
        # 和 and 及 stand in many names (泰和新材): both sides must be known. 与 hardly does.
        if word == "与" or all(_key(side) in names for side in (left, right)):
            return True
    return False


def _ambiguous(merged: Merged) -> Iterator[Finding]:
    yield from _shared(
        "region",
        (({row["short_name"] or row["name"]}, f"{row['name']}({row['adcode']})", row) for row in merged["regions"]),
    )
    for what, stem, name, id_, aliases in (
        ("chain", "chains", "chain_name_zh", "chain_id", "aliases"),
        ("link", "chain_links", "link_name_zh", "link_id", "aliases"),
        ("office", "liaison_offices", "full_name", "full_name", "short_names"),
    ):
        rows = merged[stem]
        yield from _shared(what, (({row[name], *row.many(aliases)}, row[id_], row) for row in rows))


def _shared(what: str, things: Iterable[tuple[set[str], str, Row]]) -> Iterator[Finding]:
    bearers: dict[str, list[tuple[str, Row]]] = {}
    for names, shown, row in things:
        for name in sorted(names):
            bearers.setdefault(name, []).append((shown, row))
    for name, found in bearers.items():
        if len(found) > 1:
            all_shown = "、".join(shown for shown, _ in found)
            yield found[-1][1].note(f"{what} name '{name}' is shared by {len(found)}: {all_shown}")
