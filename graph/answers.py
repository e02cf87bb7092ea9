"""``Answers``: what is computed once for one view of a graph, whichever question asks for it first."""

from collections.abc import Sequence
from functools import cached_property

from graph.errors import AmbiguousName, EmptyGraph, UnknownName
from graph.gaps.engine import GapEngine
from graph.gaps.said import Claims
from graph.ids import THE_COUNTRY
from graph.names.index import NamedThing, NameHit, NameIndex
from graph.projection.model import Node
from graph.reference.chains import ChainIndex
from graph.reference.places import Place, RegionIndex
from graph.schema.model import load_schema
from graph.store.asof import AsOfView
from graph.store.base import View

UPDATING_NOTE = "图正在更新，本答案可能新旧混杂，稍后请再问一次"
_MAKE_IT = "Make it from the reference with 'yangtze project', or with 'yangtze ingest'."
_KNOWN_THINGS = ("Region", "RegionGroup", "Chain", "Link")


class Answers:
    """What is computed once for one view."""

    def __init__(self, base: View, as_of: str | None = None) -> None:
        self.base = base
        self.view: View = AsOfView(base, as_of) if as_of else base

    def notes(self) -> tuple[str, ...]:
        """What has to be said beside any answer."""
        notes = [] if self.base.meta.state == "ready" else [UPDATING_NOTE]
        if isinstance(self.view, AsOfView):
            undated = self.view.undated_documents
            notes.append(
                f"截至 {self.view.as_of}：只计此前的证据；参照表为常备知识，不论日期"
                + (f"；{undated} 篇文献日期不详，未计入" if undated else "")
            )
        return tuple(notes)

    def note(self, own: str = "", places: Sequence[Place] = ()) -> str:
        """An answer's own note, which of its places lie outside the belt, and what is said beside any answer."""
        outside = "、".join(place.name for place in places if place.id != THE_COUNTRY and not self.in_belt(place))
        beyond = f"{outside}不在长江经济带内：参照表只收经济带的企业，此处所见不全" if outside else ""
        return "；".join(filter(None, (own, beyond, *self.notes())))

    def in_belt(self, place: Place) -> bool:
        """Whether a region, or any of a group, lies in the belt."""
        regions = self.gaps.activities.regions
        return any(regions[m].properties["in_belt"] for m in place.members if m in regions)

    def place(self, name: str) -> Place:
        """The region or group a name stands for.

        Raises:
            EmptyGraph: there is none at all.
            UnknownName, AmbiguousName: with names to offer.
        """
        if not self.gaps.activities.regions:
            raise EmptyGraph(f"This graph holds no region: nothing can be asked of '{name}'. {_MAKE_IT}")
        return self.regions.resolve(name)

    def chain(self, name: str) -> Node:
        """The chain an id, name or alias stands for.

        Raises:
            EmptyGraph: there is none at all.
            UnknownName: with names to offer.
        """
        if not self.chains:
            raise EmptyGraph(f"This graph holds no chain: nothing can be asked of '{name}'. {_MAKE_IT}")
        return self.chains[self.chain_names.resolve(name).id]

    def entity(self, name_or_id: str) -> Node:
        """The one thing an id or a name stands for."""
        found = self.view.get([name_or_id]).get(name_or_id)
        if found:
            return found
        hits = self.names.exact(name_or_id)
        if not hits and (meant := self.names.match(name_or_id, slips=False).hit):
            hits = [meant]  # without its legal form, with its place before it, in pinyin
        if not hits:
            raise UnknownName("entity", name_or_id, self.names.nearest(name_or_id))
        # What the reference knows, then what most documents mention, stands for a name; equals have to be told apart.
        first = _standing(hits[0])
        best = [hit for hit in hits if _standing(hit) == first]
        if len(best) > 1:
            choices = tuple(f"{h.thing.id} ({h.thing.label} {h.thing.name})" for h in best[:8])
            raise AmbiguousName("entity", name_or_id, choices)
        return self.view.get([hits[0].thing.id])[hits[0].thing.id]

    @cached_property
    def regions(self) -> RegionIndex:
        """Names of regions and groups."""
        return RegionIndex(
            (
                (n.id, n.name, n.properties["short_name"] or "", n.properties["abbreviation"] or "",
                 n.properties["level"], n.properties["parent"], n.properties["names"])
                for n in self.view.nodes("Region")
            ),
            ((n.id, n.name, n.properties["names"], n.properties["members"]) for n in self.view.nodes("RegionGroup")),
        )  # fmt: skip

    @cached_property
    def chains(self) -> dict[str, Node]:
        """Chains by id."""
        return {node.id: node for node in self.view.nodes("Chain")}

    @cached_property
    def chain_names(self) -> ChainIndex:
        """Names of chains."""
        nodes = self.chains.values()
        return ChainIndex((n.id, n.name, n.properties["name_en"] or "", n.properties["names"]) for n in nodes)

    @cached_property
    def gaps(self) -> GapEngine:
        """The gap engine."""
        return GapEngine(self.view)

    @cached_property
    def claims(self) -> Claims:
        """What documents say outright."""
        return Claims(self.view, self.gaps.activities)

    @cached_property
    def names(self) -> NameIndex:
        """Names of everything."""
        # Known things before mentioned ones, much-mentioned ones before others.
        return NameIndex(
            NamedThing(
                node.id, label, node.name, tuple(node.properties["names"]),
                (node.properties["n_documents"] or 0) + (1000 if _is_reference(node) else 0),
            )
            for label in load_schema().entity_labels
            for node in self.view.nodes(label)
        )  # fmt: skip


def _standing(hit: NameHit) -> tuple[int, bool]:
    return hit.thing.weight, hit.thing.id[:2] != "m:"


def _is_reference(node: Node) -> bool:
    return node.label in _KNOWN_THINGS or node.id.startswith("ref:")
