"""Status and action of a link in a region, by the definitions of the design."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from graph.gaps.activity import Activity, Ints

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


STATUS_OF: tuple[Status, ...] = (
    "strong", "strong", "present", "present", "unknown", "not_observed", "weak", "weak",
)  # fmt: skip
"""Status by rule: a leader; several with an advantage; several; a major one; too little known; none; one; slight."""

ACTION_OF: tuple[Action | None, ...] = (None, None, "建链", "强链", None, "补链", "延链", "补链", None)
"""Action by rule: unknown; strong; to be built; core and slight; present; needed here; next to a strong link; fed here;
nothing around."""


def status_rules(  # noqa: PLR0913 - what is counted, each an array
    limits: Thresholds, firms: Any, coverage: Any, leaders: Any, majors: Any, rca: Any, evidence: Any, expected: Any
) -> Ints:
    """Which rule decides a status (``STATUS_OF``): the first that holds.

    A leader makes a link strong wherever it produces, a major firm makes it present even alone: both words mean a
    producer that counts in the country, so that one of them is a source, if a single one. Small, specialised and new
    firms have to be several.

    Args:
        limits: thresholds.
        firms, coverage, leaders, majors: in the region: firms, weighted firms, and firms of these roles; arrays.
        rca: smoothed advantage of the region in the link.
        evidence: firms plus documents known of region × chain.
        expected: firms of region × chain to be expected, were the region like the whole.
    """
    enough = coverage >= limits.weak_coverage
    rules = [
        leaders > 0,
        (firms >= limits.strong_firms) & (rca >= limits.strong_rca) & enough,
        (firms >= 2) & enough,
        majors > 0,
        (evidence < limits.min_evidence) & (expected < limits.min_expected),
        firms == 0,
        firms == 1,
    ]
    return np.select(rules, range(len(rules)), len(rules))


def status_reason(  # noqa: PLR0913 - the figures that the words name
    rule: int, firms: int, coverage: float, leaders: int, rca: float, evidence: int, expected: float, limits: Thresholds
) -> str:
    """Why a link has its status, in words."""
    if rule == 0:
        return f"{firms} 家，其中龙头 {leaders} 家"
    if rule in (1, 2):
        return f"{firms} 家，优势指数 {rca:.1f}"
    if rule == 3:
        return "只见骨干 1 家，单一来源" if firms == 1 else f"{firms} 家，其中有骨干"
    if rule == 4:
        return f"本地此链只见 {evidence} 家企业与文献，不足 {limits.min_evidence}，暂不能判断"
    if rule == 5:
        few = f"；此链依本地规模应见约 {expected:.0f} 家" if evidence < limits.min_evidence else ""
        return f"资料中未见本地企业{few}"
    return "只见 1 家" if rule == 6 else f"{firms} 家，但合计分量只有 {coverage:.1f}"


def status_of(
    here: Sequence[Activity], rca: float, evidence: int, limits: Thresholds, expected: float = 0.0
) -> tuple[Status, str]:
    """Status of one link, with the reason in words, from the activities in the region, a firm once."""
    firms, coverage = len(here), sum(a.weight for a in here)
    leaders, majors = (sum(a.role == role for a in here) for role in ("leader", "major"))
    counted = map(np.asarray, (firms, coverage, leaders, majors, rca, evidence, expected))
    rule = int(status_rules(limits, *counted))
    return STATUS_OF[rule], status_reason(rule, firms, coverage, leaders, rca, evidence, expected, limits)


def action_rules(  # noqa: PLR0913 - what is counted, each an array
    status: Any, firms: Any, core: Any, users: Any, suppliers: Any, strong_suppliers: Any, build: Any
) -> Ints:
    """Which rule decides what to do (``ACTION_OF``), the first that holds.

    A link that something here needs, or that lies between two links here, is filled (补链); one that strong links stop
    before extends the chain (延链); a core link with a single or slight source is strengthened (强链); a chain that the
    region prioritises but hardly has is built (建链).

    Args:
        status: rule of the status, an index of ``STATUS_OF``; an array, as all here.
        firms: firms in the region.
        core: whether the link is core.
        users, suppliers, strong_suppliers: whether a link that needs it, feeds it, or feeds it and is strong, is here.
        build: whether the region prioritises the chain but hardly has it.
    """
    is_ = {name: np.isin(status, [i for i, s in enumerate(STATUS_OF) if s == name]) for name in STATUS_NAME}
    rules = [
        is_["unknown"],
        is_["strong"],
        build & (is_["not_observed"] | is_["weak"]),
        core & (firms > 0) & (is_["weak"] | (firms <= 2)),
        is_["present"],
        users,
        strong_suppliers & is_["not_observed"],
        suppliers,
    ]
    return np.select(rules, range(len(rules)), len(rules))


def action_reason(rule: int, firms: Sequence[str], around: Surroundings) -> str:
    """Why something is to be done, or nothing, in words; ``firms``: names of those here, the weightiest first."""
    few = firms[0] if firms else ""
    if rule == 3:
        return f"核心环节，只见{few}一家" if len(firms) == 1 else f"核心环节，只见{few}等 {len(firms)} 家，分量尚轻"
    if rule == 5:
        return f"{around.user}要用它，{f'只见{few}一家' if few else '资料中未见本地企业'}"
    if rule == 6:
        return f"紧接本地强项{around.supplier}，可顺势延伸"
    if rule == 7:
        return f"{around.supplier}在本地具备，{f'此环只见{few}一家' if few else '此环未见'}"
    return {
        0: "资料少，不作建议", 1: "已强", 2: "本地列为重点，而此链环节多半未见", 4: "已具备",
        8: "上下游在本地也少见，暂不建议",
    }[rule]  # fmt: skip


def action_of(
    status: Status, firms: Sequence[str], criticality: str, around: Surroundings, *, build: bool
) -> tuple[Action | None, str]:
    """The belt's word for what to do about one link, or None, with the reason in words.

    Args:
        status: status of the link.
        firms: names of the firms here, the weightiest first.
        criticality: core, important or general.
        around: the links that feed it and those that it feeds.
        build: whether the region prioritises the chain but hardly has it.
    """
    supplier = around.supplier
    asked = (
        STATUS_OF.index(status), len(firms), criticality == "core", around.user is not None, supplier is not None,
        supplier is not None and supplier.status == "strong", build,
    )  # fmt: skip
    rule = int(action_rules(*map(np.asarray, asked)))
    return ACTION_OF[rule], action_reason(rule, firms, around)
