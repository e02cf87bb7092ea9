"""What the address of a gap answer holds: the question, the thresholds, the filters, the drawer that stands open."""

from dataclasses import dataclass, fields, replace
from typing import Any, Self

from flask import request, url_for
from werkzeug.exceptions import BadRequest

from graph.gaps.answer import LinkAnswer
from graph.gaps.status import Status, Thresholds
from web import params
from web.say import _

STATUSES: tuple[Status, ...] = ("strong", "present", "weak", "not_observed", "unknown")
ACTIONS = ("补链", "延链", "强链", "建链")
STAGES = ("upstream", "midstream", "downstream", "supporting")
CRITICALITIES = ("core", "important", "general")
_ALLOWED: dict[str, tuple[str, ...]] = {
    "status": STATUSES,
    "action": ACTIONS,
    "stage": STAGES,
    "criticality": CRITICALITIES,
}
USUAL = Thresholds()
_HIGHEST = 1000
_LONGEST_SLUG = 80


@dataclass(frozen=True, slots=True)
class GapState:
    """The working state of a gap answer; filters are tuples of allowed words, none for all."""

    region: str
    chain: str
    limits: Thresholds = USUAL
    status: tuple[str, ...] = ()
    action: tuple[str, ...] = ()
    stage: tuple[str, ...] = ()
    criticality: tuple[str, ...] = ()
    link: str = ""
    whole: bool = False

    @classmethod
    def asked(cls) -> Self:
        """As the address of the request says.

        Raises:
            BadRequest: a filter or threshold is none.
        """
        return cls(
            params.text("region"), params.text("chain"), thresholds(), _words("status"), _words("action"),
            _words("stage"), _words("criticality"), params.text("link", _LONGEST_SLUG),
            params.whole("all", 0, 0, 1) == 1,
        )  # fmt: skip

    @property
    def filtered(self) -> bool:
        """Whether any link is faded."""
        return bool(self.status or self.action or self.stage or self.criticality)

    def fades(self, link: LinkAnswer) -> bool:
        """Whether the filters leave a link out: one word of a group is enough, every group has to agree."""
        of = {
            "status": link.status, "action": link.action or "", "stage": link.node.properties["stage"],
            "criticality": link.node.properties["criticality"],
        }  # fmt: skip
        return any(chosen and of[name] not in chosen for name, chosen in self.filters.items())

    @property
    def filters(self) -> dict[str, tuple[str, ...]]:
        """Chosen words by filter."""
        return {name: getattr(self, name) for name in _ALLOWED}

    def arguments(self) -> dict[str, Any]:
        """As arguments of an address, what is as usual left out."""
        found: dict[str, Any] = {"region": self.region, "chain": self.chain}
        found |= limit_arguments(self.limits)
        found |= {name: ",".join(chosen) for name, chosen in self.filters.items() if chosen}
        return found | ({"link": self.link} if self.link else {}) | ({"all": 1} if self.whole else {})

    def question(self) -> dict[str, Any]:
        """The arguments that decide the answer, without filters and drawers."""
        return replace(self, status=(), action=(), stage=(), criticality=(), link="", whole=False).arguments()

    def address(self, endpoint: str = "gaps.page", anchor: str | None = None, **changes: Any) -> str:
        """The address of this state with some of it changed."""
        return url_for(endpoint, _anchor=anchor, **replace(self, **changes).arguments())

    def file(self, form: str) -> str:
        """The address of the answer as a file; filters take no part in it."""
        return url_for("gaps.file", form=form, **self.question())

    def toggled(self, name: str, word: str) -> str:
        """The address with one word of a filter put in, or taken out where it is in."""
        chosen = getattr(self, name)
        turned: dict[str, Any] = {name: tuple(w for w in _ALLOWED[name] if (w in chosen) != (w == word))}
        return self.address(anchor="flowbox", **turned)

    def cleared(self) -> str:
        """The address without filters."""
        return self.address(status=(), action=(), stage=(), criticality=(), anchor="flowbox")

    def to(self, slug: str) -> str:
        """The address with a link's drawer open."""
        return self.address(link=slug, anchor=f"d-{slug}")


def limit_arguments(limits: Thresholds) -> dict[str, str]:
    """Thresholds as arguments of an address, the usual ones left out."""
    return {
        field.name: f"{value:g}"
        for field in fields(Thresholds)
        if (value := getattr(limits, field.name)) != getattr(USUAL, field.name)
    }


def _words(name: str) -> tuple[str, ...]:
    chosen = [word for word in params.text(name).split(",") if word]
    for word in chosen:
        if word not in _ALLOWED[name]:
            raise BadRequest(f"{name}: {', '.join(_ALLOWED[name])}")
    return tuple(word for word in _ALLOWED[name] if word in chosen)


def thresholds() -> Thresholds:
    """The thresholds of the address; the usual ones where it names none.

    Raises:
        BadRequest: a value is no number, or out of bounds.
    """
    given: dict[str, Any] = {}
    for field in fields(Thresholds):
        if text := params.text(field.name, 12):
            usual = getattr(USUAL, field.name)
            given[field.name] = _number(field.name, text, whole=isinstance(usual, int))
    return Thresholds(**given)


def _number(name: str, text: str, *, whole: bool) -> float:
    try:
        value = int(text) if whole else float(text)
    except ValueError:
        value = -1
    if not text.isascii() or not 0 <= value <= _HIGHEST:
        least_most = {"name": name, "least": 0, "most": _HIGHEST}
        raise BadRequest(
            _("%(name)s 应是 %(least)s 到 %(most)s 之间的整数", **least_most)
            if whole
            else _("%(name)s 应是 %(least)s 到 %(most)s 之间的数", **least_most)
        )
    return value


def has_question() -> bool:
    """Whether the address names both a region and a chain.

    Raises:
        BadRequest: only one of them.
    """
    region, chain = request.args.get("region", "").strip(), request.args.get("chain", "").strip()
    if bool(region) != bool(chain):
        raise BadRequest(_("要地区和产业链两样"))
    return bool(region)
