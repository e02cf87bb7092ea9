"""A firm's whole business: all its phrases read together; each link with score and reason, what is left open said."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from graph.linking.context import Context
from graph.linking.linker import LinkMatch, linker_of
from graph.reference.model import Reference
from graph.tables import data_frame

_COLUMNS = ("link", "name", "chain", "score", "reason", "phrases", "recorded")


@dataclass(frozen=True, slots=True)
class BusinessLink:
    """A link of a business: the surest phrase's score and reason, all phrases that name it.

    ``recorded`` says that facts hold already that the firm makes it; such a link may have no phrase.
    """

    link: str
    name: str
    chain: str
    score: float
    reason: str
    phrases: tuple[str, ...]
    recorded: bool = False


@dataclass(frozen=True, slots=True)
class Business:
    """What a business is in chain links: the sure ones, those to look at, and the phrases that name no single link.

    ``version`` is that of the linker that read.
    """

    subject: str
    links: tuple[BusinessLink, ...]
    unsure: tuple[BusinessLink, ...]
    left: tuple[str, ...]
    version: str

    def to_json(self) -> dict[str, Any]:
        """The form of the CLI."""

        def row(link: BusinessLink) -> dict[str, Any]:
            return {name: getattr(link, name) for name in _COLUMNS} | {"phrases": list(link.phrases)}

        return {
            "subject": self.subject, "links": [row(link) for link in self.links],
            "unsure": [row(link) for link in self.unsure], "left": list(self.left), "linker": self.version,
        }  # fmt: skip

    def to_pandas(self) -> Any:
        """A row a link; needs the extra ``[pandas]``."""
        data = self.to_json()
        rows = [{**row, "sure": sure} for sure, key in ((True, "links"), (False, "unsure")) for row in data[key]]
        return data_frame((*_COLUMNS, "sure"), rows)


def read_business(
    subject: str,
    phrases: Iterable[tuple[int, str]],
    reference: Reference,
    recorded: Mapping[str, tuple[float, str]] | None = None,
    known: frozenset[str] = frozenset(),
) -> Business:
    """Read a firm's phrases together: each is context to the others, the nearer the more.

    Args:
        subject: whose business it is.
        phrases: (offset, phrase) of industries and products; offsets in code points, all 0 where there is no text.
        reference: the chains and links to read against.
        recorded: score and reason of each link that facts give the firm already.
        known: links that a reference row gives it; they help to decide.
    """
    linker, told, recorded = linker_of(reference), list(dict.fromkeys(phrases)), recorded or {}
    texts = list(dict.fromkeys(text for _, text in told))
    linker.prepare(texts)
    read: dict[str, tuple[LinkMatch, ...]] = {}
    for at, text in told:
        found = linker.read(text, Context(linker.votes.around(at, text, told), known))
        best = read.get(text, ())
        if found and (not best or found[0].score > best[0].score):
            read[text] = found
    sure = _by_link((text, found[0]) for text, found in read.items() if found[0].sure)
    open_ones = _by_link((text, match) for text, found in read.items() if not found[0].sure for match in found)
    links = [_link(reference, id_, said, recorded.get(id_)) for id_, said in sure.items()]
    links += [_link(reference, id_, [], recorded[id_]) for id_ in recorded if id_ not in sure]
    unsure = [_link(reference, id_, said, None) for id_, said in open_ones.items() if id_ not in {*sure, *recorded}]
    left = tuple(text for text in texts if text not in read)
    return Business(subject, _ordered(links), _ordered(unsure), left, linker.version)


def _by_link(pairs: Iterable[tuple[str, LinkMatch]]) -> dict[str, list[tuple[str, LinkMatch]]]:
    found: dict[str, list[tuple[str, LinkMatch]]] = defaultdict(list)
    for text, match in pairs:
        found[match.link].append((text, match))
    return found


def _link(
    reference: Reference, id_: str, said: list[tuple[str, LinkMatch]], recorded: tuple[float, str] | None
) -> BusinessLink:
    link = reference.links[id_]
    ways = [(match.score, match.reason) for _, match in said] + ([recorded] if recorded else [])
    score, reason = max(ways, key=lambda way: way[0])
    phrases = tuple(text for text, _ in said)
    return BusinessLink(id_, link.name, reference.chains[link.chain].name, score, reason, phrases, bool(recorded))


def _ordered(links: list[BusinessLink]) -> tuple[BusinessLink, ...]:
    return tuple(sorted(links, key=lambda link: (-link.score, -len(link.phrases), link.link)))


def render_business(business: Business) -> str:
    """The answer as text."""
    lines = [f"{business.subject}：{len(business.links)} 个环节"]
    for title, links in (("", business.links), ("待核（不计入）", business.unsure)):
        if title and links:
            lines.append(title)
        for link in links:
            said = "、".join(link.phrases) or "已有事实"
            lines.append(f"  {link.score:.2f}  {link.chain} · {link.name}（{link.link}）：{said}。{link.reason}")
    if business.left:
        lines.append(f"不归入任一环节：{'、'.join(business.left)}")
    return "\n".join(lines) + "\n"
