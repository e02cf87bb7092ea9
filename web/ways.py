"""Where a question leads: an address for each reading of what it names, the fullest first."""

from dataclasses import dataclass

from flask import current_app, url_for

from web.ask import Asked, Thing
from web.gap_page import slug
from web.say import _
from web.words import LABEL_NAME, wide

_MOST_NAMES = 6


@dataclass(frozen=True, slots=True)
class Way:
    """A way on: what it shows and its address."""

    text: str
    address: str


@dataclass(frozen=True, slots=True)
class Reading:
    """A part of the question as it was read: as written, what kind of thing, which one, its address."""

    text: str
    kind: str
    name: str
    address: str
    others: int


def readings(asked: Asked) -> list[Reading]:
    """What was understood, in the question's order."""
    return [
        Reading(part.text, _(LABEL_NAME.get(part.thing.label, part.thing.label)), wide(part.thing.name),
                url_for("entities.page", id=part.thing.id), len(part.things) - 1)
        for part in asked.parts
    ]  # fmt: skip


def ways(asked: Asked) -> list[Way]:
    """Where to go from here."""
    regions, links, names = asked.of("region"), asked.of("link"), asked.of("name")
    of = [(thing.id, thing.name) for thing in asked.of("chain")] or [(x.chain, x.chain_name) for x in links[:1]]
    found: list[Way] = []
    for chain, name in of[:1]:
        found += _of_chain(chain, wide(name), regions, links)
    if not of:
        found += _of_regions(regions)
    for link in links[:2]:
        found.append(Way(_("看环节「%(name)s」各地有谁", name=wide(link.name)), url_for("entities.page", id=link.id)))
    return found + _of_names(names)


def _of_chain(chain: str, name: str, regions: list[Thing], links: list[Thing]) -> list[Way]:
    found = []
    for region in regions[:1]:
        text = _("看%(region)s的%(chain)s缺哪些环节", region=region.name, chain=name)
        own = next((link for link in links if link.chain == chain), None)
        if own:
            at = slug(own.id, 0)
            text = _("看%(region)s的%(link)s谁在做、谁能补", region=region.name, link=wide(own.name))
            address = url_for("gaps.page", region=region.id, chain=chain, link=at, _anchor=f"d-{at}")
        else:
            address = url_for("gaps.page", region=region.id, chain=chain)
        found.append(Way(text, address))
    if len(regions) > 1:
        text = _("比%(names)s的%(chain)s", names=_("与").join(r.name for r in regions[:6]), chain=name)
        address = url_for("compare.page", regions=",".join(r.id for r in regions[:6]), chain=chain)
        found.insert(0, Way(text, address))
    if not regions:
        found.append(Way(_("看%(chain)s在十一省市", chain=name), url_for("start.page", chain=chain, _anchor="belt")))
        found.append(Way(_("看%(chain)s的矩阵：地区 × 环节", chain=name), url_for("matrix.page", chain=chain)))
    return found


def _of_regions(regions: list[Thing]) -> list[Way]:
    found = []
    for region in regions[:2]:
        found += [
            Way(_("看%(region)s各产业链", region=region.name), url_for("matrix.page", region=region.id)),
            Way(_("看%(region)s收录了多少", region=region.name), url_for("coverage.page", region=region.id)),
        ]
    return found


def _of_names(names: list[Thing]) -> list[Way]:
    found = []
    if len(names) > 1 and "paths.page" in current_app.view_functions:
        text = _("看%(one)s到%(other)s的路径", one=names[0].name, other=names[1].name)
        found.append(Way(text, url_for("paths.page", a=names[0].id, b=names[1].id)))
    for thing in names[:_MOST_NAMES]:
        found.append(Way(_("看%(name)s", name=thing.name), url_for("entities.page", id=thing.id)))
    return found
