"""Who is who across documents: clusters of mentions and reference rows → groups, each link with its reason.

A pure function of its input: neither the order of documents nor that of clusters changes a result. Nothing is
merged on a name alone; each rule names the second thing that speaks for the merge (a legal form, an office's
region and seat, a stock code, a place, an organisation).
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from graph.ids import concept_id
from graph.ledger.decisions import Decision
from graph.names.forms import stem_of
from graph.names.index import NamedThing, NameIndex
from graph.names.normal import name_key
from graph.names.parts import split_name
from graph.reference.model import Reference
from graph.resolution.national import national_bodies

RESOLUTION_VERSION = "resolution-5"

# One region may keep several offices in one city: its 办事处, a party committee, an investment bureau.
_OFFICE_TASK = re.compile("党工委|工作委员会|招商|商务|经贸|人才")
_NATIONAL = ("中国", "中华", "中共", "全国", "国家", "国务院", "最高人民")
TRADE = "chain:"
"""How a chain that a text speaks of stands among the company of its firms: the trade of namesakes."""

_COMMON_DOCUMENTS, _COMMON_SHARE = 8, 0.01
_MANY_NAMESAKES = 200
_SHORTEST_EVENT_TITLE = 8  # shorter titles (座谈会, 签约仪式) name a meeting only within their document


@dataclass(frozen=True, slots=True)
class Cluster:
    """One thing within one document, as resolution sees it; ``positions`` are source ids of organisations in
    which a person holds a position, ``context`` those that a fact ties it to, ``company`` the names of people, firms
    and goods elsewhere in the document (its own left out)."""

    source_id: str
    document: str
    type: str
    names: tuple[str, ...]
    features: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    positions: tuple[str, ...] = ()
    context: frozenset[str] = frozenset()
    company: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Merge:
    """Why a source id stands under another: a score in 0..1 and the reason in words."""

    source: str
    target: str
    score: float
    reason: str


@dataclass(frozen=True, slots=True)
class Resolution:
    """``canonical`` maps every source id to the id that stands for it; ``merges`` says why, ``doubts`` which pairs
    bear one name and were kept apart because nothing else speaks for them."""

    canonical: Mapping[str, str]
    merges: tuple[Merge, ...] = ()
    doubts: tuple[Merge, ...] = ()


class _Groups:
    """Union-find over source ids; the representative is the best member by the fixed order of the design."""

    def __init__(self) -> None:
        self._parent: dict[str, str] = {}
        self._apart: dict[str, set[str]] = defaultdict(set)
        self.merges: list[Merge] = []

    def find(self, item: str) -> str:
        root = item
        while (above := self._parent.setdefault(root, root)) != root:
            root = above
        while self._parent[item] != root:
            self._parent[item], item = root, self._parent[item]
        return root

    @staticmethod
    def _order(source_id: str) -> tuple[int, str]:
        return (0 if not source_id.startswith("m:") else 1, source_id)

    def keep_apart(self, one: str, other: str) -> None:
        """Never let the two stand in one group."""
        first, second = self.find(one), self.find(other)
        self._apart[first].add(second)
        self._apart[second].add(first)

    def join(self, one: str, other: str, score: float, reason: str, *, decided: bool = False) -> bool:
        """Join two groups, unless somebody decided otherwise or (by rule alone) two reference rows would be one."""
        first, second = sorted((self.find(one), self.find(other)), key=self._order)
        if first == second:
            return True
        if second in self._apart[first] or (not second.startswith("m:") and not decided):
            return False
        self._parent[second] = first
        for enemy in self._apart.pop(second, set()):
            self._apart[enemy].discard(second)
            self._apart[enemy].add(first)
            self._apart[first].add(enemy)
        self.merges.append(Merge(one, other, score, reason))
        return True


def resolve(clusters: Iterable[Cluster], reference: Reference, decisions: Iterable[Decision] = ()) -> Resolution:
    """Group clusters with each other and with reference rows; what people decided goes before every rule.

    Returns a mapping over every cluster's source id and every id that a decision names; other reference rows map
    to themselves and are left out.
    """
    ordered = sorted(clusters, key=lambda c: c.source_id)
    groups = _Groups()
    decided = _follow(decisions, groups)
    by_type: dict[str, list[Cluster]] = defaultdict(list)
    for cluster in ordered:
        groups.find(cluster.source_id)
        by_type[cluster.type].append(cluster)
    _resolve_places(by_type["PLACE"], groups)
    for type_, label in (("INDUSTRY", "Industry"), ("PRODUCT", "Product"), ("DOC", "Policy")):
        _resolve_concepts(by_type[type_], label, groups)
    _resolve_offices(by_type["OFFICE"], reference, groups)
    _resolve_firms(by_type["FIRM"], reference, groups, _common_company(ordered))
    for type_ in ("GOV", "ASSOC", "INSTITUTE"):
        _resolve_by_full_name(by_type[type_], groups, _names_one_organisation)
    _resolve_by_full_name(by_type["EVENT"], groups, lambda name, _: len(name) >= _SHORTEST_EVENT_TITLE)
    _resolve_people(by_type["PERSON"], groups)
    ids = {c.source_id for c in ordered} | decided
    canonical = {id_: groups.find(id_) for id_ in sorted(ids)}
    return Resolution(canonical, tuple(groups.merges), tuple(_doubts(by_type["FIRM"], canonical)))


def _follow(decisions: Iterable[Decision], groups: _Groups) -> set[str]:
    """Merges and splits that people decided; returns the ids they name."""
    pairs = sorted((d for d in decisions if d.kind in ("same", "differ")), key=lambda d: (d.at, d.id))
    for decision in pairs:
        if decision.kind == "differ":
            one, other = decision.subject
            groups.keep_apart(one, other)
    for decision in pairs:
        if decision.kind == "same":
            one, other = decision.subject
            groups.join(one, other, 1.0, f"{decision.who} 判定相同：{decision.reason}", decided=True)
    return {id_ for decision in pairs for id_ in decision.subject}


def _doubts(firms: list[Cluster], canonical: Mapping[str, str]) -> Iterator[Merge]:
    """Pairs of firms of one short name in different documents that no rule joined: for people to look at."""
    by_name: dict[str, dict[str, str]] = defaultdict(dict)
    for cluster in firms:
        for name in cluster.names:
            by_name[name_key(name)].setdefault(canonical[cluster.source_id], cluster.source_id)
    seen: set[tuple[str, str]] = set()
    for name, groups in sorted(by_name.items()):
        ids = sorted(groups)
        for other in ids[1:]:
            if (ids[0], other) not in seen:
                seen.add((ids[0], other))
                yield Merge(ids[0], other, 0.5, f"同名「{name}」，没有别的依据")


def _resolve_places(clusters: list[Cluster], groups: _Groups) -> None:
    for cluster in clusters:
        codes = cluster.features.get("adcode", ())
        if len(codes) == 1:
            groups.join(cluster.source_id, codes[0], 1.0, "地名即行政区")
        else:
            groups.join(cluster.source_id, concept_id("Place", name_key(cluster.names[0])), 0.9, "同一地名")


def _resolve_concepts(clusters: list[Cluster], label: str, groups: _Groups) -> None:
    # A phrase for goods or a trade, and the title of a plan, mean the same wherever they stand.
    for cluster in clusters:
        groups.join(cluster.source_id, concept_id(label, name_key(cluster.names[0])), 1.0, "同一词语")


def _resolve_offices(clusters: list[Cluster], reference: Reference, groups: _Groups) -> None:
    known: dict[tuple[str, str], str] = {}
    for office in reference.offices.values():
        if "驻" in office.full_name:
            known.setdefault((office.represents, office.located_in), office.id)
    named = {name_key(n): o.id for o in reference.offices.values() for n in (o.full_name, *o.short_names)}
    first: dict[tuple[str, str, str], str] = {}
    for cluster in clusters:
        if cluster.features.get("collective"):
            continue
        region, host = cluster.features.get("region", ()), cluster.features.get("host", ())
        by_name = next((named[k] for k in map(name_key, cluster.names) if k in named), None)
        if by_name:
            groups.join(cluster.source_id, by_name, 1.0, "参照表中的机构名称")
        elif len(region) == 1 and len(host) == 1:
            task = next((found.group() for found in map(_OFFICE_TASK.search, cluster.names) if found), "")
            target = None if task else known.get((region[0], host[0]))
            target = target or first.setdefault((region[0], host[0], task), cluster.source_id)
            groups.join(cluster.source_id, target, 0.95, "代表同一地区、驻在同一地")


def _resolve_firms(clusters: list[Cluster], reference: Reference, groups: _Groups, common: frozenset[str]) -> None:
    index = _FirmNames(reference)
    loose: dict[str, list[Cluster]] = defaultdict(list)
    full: dict[str, str] = {}
    for cluster in clusters:
        found = index.match(cluster)
        if found:
            groups.join(cluster.source_id, *found)
        for name in cluster.names:
            if is_registered(name):
                groups.join(cluster.source_id, full.setdefault(stem_of(name), cluster.source_id), 0.98, "登记名称相同")
            loose[name_key(name)].append(cluster)
        for code in cluster.features.get("stock_code", ()):
            groups.join(cluster.source_id, full.setdefault(f"code {code}", cluster.source_id), 0.98, "证券代码相同")
    for name, same_name in sorted(loose.items()):
        _join_with_context(name, same_name, groups, common)


@lru_cache(maxsize=65536)
def is_registered(name: str) -> bool:
    """Whether a firm's name claims to be complete: it carries a legal form, or says that it is of a branch."""
    parts = split_name(name)
    return parts.registered or bool(parts.branch)


def _common_company(clusters: list[Cluster]) -> frozenset[str]:
    """Names in so many documents that sharing one says nothing (人工智能, a head of state)."""
    documents: dict[str, set[str]] = defaultdict(set)
    for cluster in clusters:
        for name in cluster.company:
            if not name.startswith(TRADE):
                documents[name].add(cluster.document)
    total = len({cluster.document for cluster in clusters})
    most = max(_COMMON_DOCUMENTS, _COMMON_SHARE * total)
    return frozenset(name for name, found in documents.items() if len(found) > most)


class _FirmNames:
    """Reference firms by name and stock code."""

    def __init__(self, reference: Reference) -> None:
        self._firms = {firm.source_id: firm for firm in reference.firms.values()}
        self._codes = {f.stock_code: f.source_id for f in reference.firms.values() if f.stock_code}
        self._names = NameIndex(
            NamedThing(f.source_id, "Firm", f.short_name or f.full_name, (f.full_name, f.short_name, *f.aliases))
            for f in reference.firms.values()
        )

    def match(self, cluster: Cluster) -> tuple[str, float, str] | None:
        """The reference firm that the cluster is, with the reason, or None."""
        for code in cluster.features.get("stock_code", ()):
            if code in self._codes:
                return self._codes[code], 0.98, "参照表中企业的证券代码"
        registered = [name for name in cluster.names if is_registered(name)]
        for name in registered or cluster.names:
            found = self._names.match(name, ("Firm",), slips=False)
            if found.hit is None:
                continue
            firm = self._firms[found.hit.thing.id]
            if registered:
                return firm.source_id, 1.0, "参照表中企业的登记名称"
            if self._place_fits(cluster, firm.hq_province, firm.hq_city):
                return firm.source_id, 0.85, "参照表中只有这家企业用此简称，且未见别的地点"
        # A registered name that is not the reference's own is another firm, whatever its short form.
        return None

    @staticmethod
    def _place_fits(cluster: Cluster, province: str, city: str) -> bool:
        places = cluster.features.get("place", ())
        return not places or any(p[:2] == province[:2] or p == city for p in places)


def _join_with_context(name: str, same_name: list[Cluster], groups: _Groups, common: frozenset[str]) -> None:
    """Join clusters of one short name that share a place, a party to their facts, or rare company in their texts.

    Two characters (光明, 平安) are an ordinary word as often as a name: they need two of the company.
    """
    if len(same_name) < 2:
        return
    by_witness: dict[str, str] = {}
    for cluster in same_name:
        places = cluster.features.get("place", ())
        for witness in sorted({groups.find(c) for c in cluster.context} | set(places)):
            first = by_witness.setdefault(witness, cluster.source_id)
            groups.join(cluster.source_id, first, 0.85, "同名，且有共同的地点或往来方")
    if len(same_name) > _MANY_NAMESAKES:
        return  # so many of one name: a word, or a firm that needs no help from its company
    needed = 2 if len(name) <= 2 else 1
    for i, cluster in enumerate(same_name):
        for other in same_name[:i]:
            shared = (cluster.company & other.company) - common
            if len(shared) >= needed and not _places_conflict(cluster, other):
                told = "、".join(name.replace(TRADE, "产业链 ") for name in sorted(shared)[:3])
                groups.join(cluster.source_id, other.source_id, 0.8, f"同名，且两文都说到{told}")


def _places_conflict(one: Cluster, other: Cluster) -> bool:
    """Whether both state places and no two of them lie in one province."""
    first, second = ({place[:2] for place in c.features.get("place", ())} for c in (one, other))
    return bool(first) and bool(second) and first.isdisjoint(second)


def _names_one_organisation(name: str, cluster: Cluster) -> bool:
    """Whether a name says enough to mean one organisation in any document (市发改委 does not)."""
    if name.startswith(_NATIONAL) or name_key(name) in national_bodies():
        return True
    if cluster.type == "INSTITUTE":
        return len(name) >= 4
    if cluster.type == "ASSOC":
        return len(name) >= 6
    return bool(cluster.features.get("place")) and len(name) >= 4


def _resolve_by_full_name(clusters: list[Cluster], groups: _Groups, enough: Callable[[str, Cluster], bool]) -> None:
    first: dict[str, str] = {}
    for cluster in clusters:
        for name in cluster.names:
            if enough(name, cluster):
                key = national_bodies().get(name_key(name), name_key(name))
                groups.join(cluster.source_id, first.setdefault(key, cluster.source_id), 0.9, "全称相同")


def _resolve_people(clusters: list[Cluster], groups: _Groups) -> None:
    first: dict[tuple[str, str], str] = {}
    for cluster in clusters:
        for organisation in sorted({groups.find(o) for o in cluster.positions}):
            key = (name_key(cluster.names[0]), organisation)
            groups.join(cluster.source_id, first.setdefault(key, cluster.source_id), 0.9, "同名，且在同一机构任职")
