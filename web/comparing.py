"""Two regions in one drawing, up to six in one table: what one has and the other has not."""

from collections.abc import Sequence
from dataclasses import dataclass

from graph.gaps.comparison import ComparedCell, Comparison
from graph.gaps.status import STATUS_NAME, Status, Thresholds
from graph.projection.model import GraphMeta, Node
from graph.reference.places import Place
from web.belt import PROVINCES
from web.flow.draw import Drawing
from web.flow.picture import Mark, Picture, look_of
from web.gap_page import chain_drawing, slugs_of
from web.gap_picture import foot
from web.keeper import Reading
from web.say import _
from web.sheets import Sheet, Value
from web.words import wide

MOST = 6
_HAVE: tuple[Status, ...] = ("present", "strong")
_NAMED = 2


@dataclass(frozen=True, slots=True)
class ComparedRow:
    """A link and its cells, one for every region."""

    node: Node
    cells: tuple[ComparedCell, ...]

    @property
    def statuses(self) -> tuple[Status, ...]:
        """Of the regions."""
        return tuple(cell.status for cell in self.cells)

    @property
    def have(self) -> tuple[bool, ...]:
        """Which of the regions have it: present or strong."""
        return tuple(status in _HAVE for status in self.statuses)

    @property
    def apart(self) -> bool:
        """Whether one region has it and another has not."""
        return len(set(self.have)) > 1


@dataclass(frozen=True, slots=True)
class ComparePage:
    """Regions beside each other on a chain.

    Attributes:
        names: of the regions, short.
        drawing: of the chain; drawn in halves where the regions are two.
    """

    found: Comparison
    names: tuple[str, ...]
    rows: tuple[ComparedRow, ...]
    drawing: Drawing
    slugs: dict[str, str]

    @property
    def two(self) -> bool:
        """Whether there are two."""
        return len(self.names) == 2

    def only(self, at: int) -> list[ComparedRow]:
        """Links that one of the regions alone has."""
        return [row for row in self.rows if row.have[at] and sum(row.have) == 1]

    @property
    def by_difference(self) -> list[ComparedRow]:
        """Rows where the regions differ first, then what all have, then the rest."""
        return sorted(self.rows, key=lambda row: (not row.apart, row.have.index(True) if any(row.have) else MOST))

    def count(self, at: int, status: Status) -> int:
        """Links of a status in one of the regions."""
        return sum(row.statuses[at] == status for row in self.rows)

    def places(self) -> Sequence[tuple[Place, str]]:
        """Regions with their short names."""
        return list(zip(self.found.places, self.names, strict=True))

    @property
    def headline(self) -> str:
        """The difference in one sentence."""
        chain = wide(self.found.chain.name.partition("(")[0])
        head = _("%(names)s的%(chain)s：", names=_("与").join(self.names), chain=chain)
        if all(status == "unknown" for row in self.rows for status in row.statuses):
            return head + _("资料太少，还不能下结论；多读些资料再问。").rstrip("。.")
        parts = [self._only_words(i) for i in range(len(self.names)) if self.only(i)]
        return head + (_("，").join(parts) if parts else _("具备的环节相同"))

    def _only_words(self, at: int) -> str:
        rows = sorted(self.only(at), key=lambda row: -row.cells[at].coverage)
        names = "、".join(wide(row.node.name) for row in rows[:_NAMED])
        text = _("只%(name)s有 %(n)s 环", name=self.names[at], n=len(rows))
        return f"{text}（{names}{_('等') if len(rows) > _NAMED else ''}）"

    def label(self, row: ComparedRow) -> str:
        """A link's statuses in words."""
        said = "；".join(
            f"{name}{_(STATUS_NAME[cell.status])}" for name, cell in zip(self.names, row.cells, strict=True)
        )
        return f"{wide(row.node.name)}：{said}"


def compare_page(now: Reading, regions: Sequence[str], chain: str, limits: Thresholds) -> ComparePage:
    """Regions beside each other, each once.

    Raises:
        UnknownName, AmbiguousName: with names to offer.
    """
    places = list({place.id: place for place in map(now.graph.region, regions)}.values())
    of = now.graph.chain(chain)
    ids = tuple(place.id for place in places)
    found = now.once(("compare", ids, of.id, limits), lambda: now.graph.compare(ids, of.id, thresholds=limits))
    rows = tuple(ComparedRow(node, cells) for node, cells in found.rows)
    names = tuple(PROVINCES.get(place.id, place.name) for place in found.places)
    nodes = [row.node for row in rows]
    return ComparePage(found, names, rows, chain_drawing(now, of.id, nodes), slugs_of([node.id for node in nodes]))


def compare_picture(page: ComparePage, meta: GraphMeta) -> Picture:
    """The drawing in halves as a file."""
    marks = tuple(
        Mark(
            page.drawing.nodes[row.node.id], tuple(map(look_of, row.statuses)),
            row.node.properties["criticality"] == "core", differs=row.apart,
        )
        for row in page.rows
    )  # fmt: skip
    return Picture(page.headline, foot(meta), page.drawing, marks, page.names)


def compare_sheet(page: ComparePage) -> Sheet:
    """A row for every link, three columns for every region."""
    head = [_("环节")]
    for name in page.names:
        head += [f"{name} {_('状态')}", f"{name} {_('企业数')}", f"{name} {_('企业')}"]
    rows: list[list[Value]] = []
    for row in page.rows:
        values: list[Value] = [wide(row.node.name)]
        for cell in row.cells:
            values += [STATUS_NAME[cell.status], cell.n_firms, "、".join(firm.name for firm in cell.firms)]
        rows.append([*values, row.node.id])
    return Sheet(_("对比"), [*head, "id"], rows)
