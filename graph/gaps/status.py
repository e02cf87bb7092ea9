"""Status and action of a link in a region, by the definitions of the design."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from graph.gaps.activity import Activity

Status = Literal["not_observed", "weak", "present", "strong", "unknown"]
Action = Literal["补链", "延链", "强链", "建链"]

STATUS_NAME: dict[Status, str] = {
    "not_observed": "未见", "weak": "薄弱", "present": "具备", "strong": "强", "unknown": "资料少",
}  # fmt: skip
STATUS_GLYPH: dict[Status, str] = {
    "not_observed": "◌",
    "weak": "◔",
    "present": "◑",
    "strong": "●",
    "unknown": "·",
}


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Where one status ends and the next begins; shown with every answer and adjustable.

    Attributes:
        min_evidence: firms plus documents of region × chain below which nothing is called a gap.
        weak_coverage: weighted firms below which a link is weak although someone is there.
        strong_firms: firms from which an advantage counts as strong.
        strong_rca: advantage (RCA) from which it does.
        min_expected: firms of region × chain to be expected, were the region like the whole, from which absence says
            something although few were seen.
    """

    min_evidence: int = 3
    weak_coverage: float = 2.0
    strong_firms: int = 3
    strong_rca: float = 1.0
    min_expected: float = 1.5

    def to_json(self) -> dict[str, float]:
        """By name, as every answer shows them."""
        return {name: getattr(self, name) for name in Thresholds.__slots__}

    @property
    def in_words(self) -> str:
        """One sentence for a reader."""
        return (
            f"门槛：企业与文献合计不足 {self.min_evidence}（且依规模应见不足 {self.min_expected:g} 家）时不下结论，"
            f"合计分量不足 {self.weak_coverage:g} 为薄弱，{self.strong_firms} 家以上且优势指数达 "
            f"{self.strong_rca:g} 为强。"
        )


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A link that feeds this one or is fed by it: its name, status, and its first firm here, if any."""

    name: str
    status: Status
    firm: str | None

    @property
    def is_here(self) -> bool:
        """Whether the region has it."""
        return self.status in ("present", "strong")

    def __str__(self) -> str:
        return f"{self.name}（{self.firm}）" if self.firm else self.name


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What stands around a link in the region: the links that feed it and those that it feeds."""

    inputs: Sequence[Neighbour]
    outputs: Sequence[Neighbour]

    @property
    def user(self) -> Neighbour | None:
        """A link here that needs this one."""
        return next((n for n in self.outputs if n.is_here), None)

    @property
    def supplier(self) -> Neighbour | None:
        """A link here that feeds this one, a strong one first."""
        here = [n for n in self.inputs if n.is_here]
        return min(here, key=lambda n: n.status != "strong", default=None)


def status_of(
    here: Sequence[Activity], rca: float, evidence: int, limits: Thresholds, expected: float = 0.0
) -> tuple[Status, str]:
    """Status of a link with the reason in words.

    A leader makes a link strong wherever it produces, a major firm makes it present even alone: both words mean a
    producer that counts in the country, so that one of them is a source, if a single one. Small, specialised and new
    firms have to be several.

    Args:
        here: activities in the region, a firm once.
        rca: smoothed advantage of the region in the link.
        evidence: firms plus documents known of region × chain.
        limits: thresholds.
        expected: firms of region × chain to be expected, were the region like the whole.
    """
    firms, coverage = len(here), sum(a.weight for a in here)
    leaders = [a for a in here if a.role == "leader"]
    if leaders:
        return "strong", f"{firms} 家，其中龙头 {len(leaders)} 家"
    if firms >= limits.strong_firms and rca >= limits.strong_rca and coverage >= limits.weak_coverage:
        return "strong", f"{firms} 家，优势指数 {rca:.1f}"
    if firms >= 2 and coverage >= limits.weak_coverage:
        return "present", f"{firms} 家，优势指数 {rca:.1f}"
    if any(a.role == "major" for a in here):
        return "present", "只见骨干 1 家，单一来源" if firms == 1 else f"{firms} 家，其中骨干 1 家"
    if evidence < limits.min_evidence and expected < limits.min_expected:
        return "unknown", f"本地此链只见 {evidence} 家企业与文献，不足 {limits.min_evidence}，暂不能判断"
    if firms == 0:
        return "not_observed", "资料中未见本地企业"
    if firms == 1:
        return "weak", "只见 1 家"
    return "weak", f"{firms} 家，但合计分量只有 {coverage:.1f}"


def action_of(
    status: Status, firms: Sequence[str], criticality: str, around: Surroundings, *, build: bool
) -> tuple[Action | None, str]:
    """The belt's word for what to do, or None, with the reason in words.

    A link that something here needs, or that lies between two links here, is filled (补链); one that strong
    links stop before extends the chain (延链); a core link with a single or slight source is strengthened (强链);
    a chain that the region prioritises but hardly has is built (建链).

    Args:
        status: status of the link.
        firms: names of the firms here, the weightiest first.
        criticality: core, important or general.
        around: the links that feed it and those that it feeds.
        build: whether the region prioritises the chain but hardly has it.
    """
    few = firms[0] if firms else ""
    if status == "unknown":
        return None, "资料少，不作建议"
    if status == "strong":
        return None, "已强"
    if build and status in ("not_observed", "weak"):
        return "建链", "本地列为重点，而此链环节多半未见"
    if criticality == "core" and firms and (status == "weak" or len(firms) <= 2):
        return "强链", f"核心环节，只见{few}一家" if len(
            firms
        ) == 1 else f"核心环节，只见{few}等 {len(firms)} 家，分量尚轻"
    if status == "present":
        return None, "已具备"
    if user := around.user:
        return "补链", f"{user}要用它，{f'只见{few}一家' if few else '资料中未见本地企业'}"
    if supplier := around.supplier:
        if status == "not_observed" and supplier.status == "strong":
            return "延链", f"紧接本地强项{supplier}，可顺势延伸"
        return "补链", f"{supplier}在本地具备，{f'此环只见{few}一家' if few else '此环未见'}"
    return None, "上下游在本地也少见，暂不建议"
