"""What may be asked: the parameters of the API, parsed and bounded; the same bounds as the pages have."""

import re
from dataclasses import fields as fields_of
from typing import Any

import marshmallow as ma
from marshmallow import fields, validate

from graph.gaps.status import Thresholds
from graph.schema.model import load_schema
from web import params

HIGHEST = 1000
MOST = 500
# No control characters, and something besides blanks.
_PRINTED = r"^[^\x00-\x1f\x7f]*[^\x00-\x20\x7f\s][^\x00-\x1f\x7f]*$"
_BLANK_OR_PRINTED = r"^[^\x00-\x1f\x7f]*$"
_DATE = {
    "anyOf": [
        {"type": "string", "format": "date"},
        {"type": "string", "pattern": "^[12][0-9]{3}(-(0[1-9]|1[0-2]))?$"},
        {"const": ""},
    ]
}
_NUMBER = re.compile(r"[0-9.eE+-]{1,40}", re.ASCII)


class Text(fields.String):
    """A text without control characters; blanks around it do not count."""

    def __init__(self, longest: int, about: str, *, needed: bool = False, like: str = "", **more: Any) -> None:
        shape: dict[str, Any] = {"maxLength": longest, "pattern": _PRINTED if needed else _BLANK_OR_PRINTED}
        if like:
            shape["examples"] = [like]
        if not needed:
            more.setdefault("load_default", "")
        super().__init__(required=needed, metadata={"description": about, **shape} | more.pop("metadata", {}), **more)
        self.longest, self.needed = longest, needed

    def _deserialize(self, value: Any, attr: str | None, data: Any, **more: Any) -> str:
        text = super()._deserialize(value, attr, data, **more)
        if text is None or len(text) > self.longest:
            raise ma.ValidationError(f"at most {self.longest} characters")
        if any(ord(c) < 32 or ord(c) == 127 for c in text):
            raise ma.ValidationError("no control characters")
        if self.needed and not text.strip():
            raise ma.ValidationError("something besides blanks")
        return text.strip()


class Whole(fields.Integer):
    """A whole number within bounds, in plain digits."""

    def __init__(self, least: int, most: int, default: int, about: str) -> None:
        super().__init__(
            load_default=default, validate=validate.Range(least, most), metadata={"description": about}
        )  # fmt: skip

    def _deserialize(self, value: Any, attr: str | None, data: Any, **more: Any) -> Any:
        if not isinstance(value, str) or not value.isascii() or not value.isdigit() or len(value) > 12:
            raise ma.ValidationError("a whole number")
        return super()._deserialize(value, attr, data, **more)


class Number(fields.Float):
    """A number from 0 to ``HIGHEST``."""

    def __init__(self, default: float, about: str) -> None:
        super().__init__(
            load_default=default, validate=validate.Range(0, HIGHEST), metadata={"description": about}, allow_nan=False
        )  # fmt: skip

    def _deserialize(self, value: Any, attr: str | None, data: Any, **more: Any) -> Any:
        if not isinstance(value, str) or not _NUMBER.fullmatch(value):
            raise ma.ValidationError("a number")
        return super()._deserialize(value, attr, data, **more)


def date(about: str, **more: Any) -> Text:
    """A day, month or year; who reads it checks the calendar."""
    shape: dict[str, Any] = {"description": about, **_DATE}
    return Text(10, about, metadata=shape | {"maxLength": 10, "pattern": "^[0-9-]*$"}, **more)


class Asked(ma.Schema):
    """What every question takes."""

    class Meta:
        """Words that a question does not know are left alone, as on the pages."""

        unknown = ma.EXCLUDE

    as_of = date("Only evidence up to this date takes part: 2024-10-29, 2024-10 or 2024", data_key="as-of")


_ABOUT = {
    "min_evidence": "Firms plus documents below which nothing is called a gap",
    "weak_coverage": "Weighted firms below which a link is weak although someone is there",
    "strong_firms": "Firms from which an advantage counts as strong",
    "strong_rca": "Advantage (RCA) from which it does",
    "min_expected": "Firms to be expected from which absence says something although few were seen",
}


def _threshold(name: str, usual: float) -> fields.Field[Any]:
    about = _ABOUT.get(name, name)
    return Whole(0, HIGHEST, usual, about) if isinstance(usual, int) else Number(usual, about)


_USUAL = Thresholds()
WithThresholds: type[ma.Schema] = Asked.from_dict(
    {field.name: _threshold(field.name, getattr(_USUAL, field.name)) for field in fields_of(Thresholds)}
)


def limits(asked: dict[str, Any]) -> Thresholds:
    """The thresholds asked for."""
    return Thresholds(**{field.name: asked[field.name] for field in fields_of(Thresholds)})


_REGION = "A region or group: name, short name or adcode"
_CHAIN = "A chain: id, name or alias"


class Start(Asked):
    """The first page."""

    chain = Text(params.LONGEST_NAME, _CHAIN, like="集成电路")


class Gaps(WithThresholds):  # type: ignore[misc,valid-type] # made from the thresholds' own names
    """A gap answer."""

    region = Text(params.LONGEST_NAME, _REGION, needed=True, like="安徽")
    chain = Text(params.LONGEST_NAME, _CHAIN, needed=True, like="集成电路")


class Matrix(WithThresholds):  # type: ignore[misc,valid-type]
    """Regions × links, or × chains."""

    region = Text(params.LONGEST_NAME, f"{_REGION}; its cities or districts are the rows", like="安徽")
    chain = Text(params.LONGEST_NAME, f"{_CHAIN}; without one the columns are all chains", like="集成电路")


# One to six names of at most a hundred characters with commas between them; the first is no blank.
_PIECE = r"[^,，、;；\x00-\x1f\x7f]"
_REGIONS = rf"^{_PIECE}{{0,50}}[^,，、;；\x00-\x20\x7f\s]{_PIECE}{{0,49}}([,，、;；]{_PIECE}{{0,100}}){{0,5}}$"


class Compare(WithThresholds):  # type: ignore[misc,valid-type]
    """Regions beside each other."""

    regions = Text(
        600, "Up to six regions, with commas between them", needed=True, like="安徽,江苏",
        validate=validate.Regexp(_REGIONS), metadata={"pattern": _REGIONS},
    )  # fmt: skip
    chain = Text(params.LONGEST_NAME, _CHAIN, needed=True, like="集成电路")


class Peers(WithThresholds):  # type: ignore[misc,valid-type]
    """Regions like one."""

    region = Text(params.LONGEST_NAME, _REGION, needed=True, like="安徽")
    chain = Text(params.LONGEST_NAME, _CHAIN, like="集成电路")
    limit = Whole(1, 30, 5, "How many")


class Coverage(Asked):
    """How much is known."""

    region = Text(params.LONGEST_NAME, f"{_REGION}; without one, the belt's provinces", like="安徽")
    chain = Text(params.LONGEST_NAME, _CHAIN, like="集成电路")


class Find(Asked):
    """A search by name."""

    q = Text(params.LONGEST_QUESTION, "A name, a short name, pinyin or initials", needed=True, like="华润")
    limit = Whole(1, MOST, 10, "How many")


class Entity(Asked):
    """A thing by its id."""

    limit = Whole(1, MOST, 30, "How many facts")
    type = fields.String(
        load_default="", validate=validate.OneOf(("", *load_schema().fact_types)),
        metadata={"description": "Only facts of this type"},
    )  # fmt: skip


_MORE = (
    rf"^({'|'.join(load_schema().fact_types)})\.(in|out)\.({'|'.join(load_schema().entity_labels)})"
    r"\.([1-9]|1[0-9]|20)@[^\x00-\x20\x7f\s][^\x00-\x1f\x7f]*$"
)


class Around(Asked):
    """What stands around a thing."""

    open = fields.List(
        Text(params.LONGEST_ID, "An id"), metadata={"description": "Neighbours to unfold", "maxItems": 20}
    )
    more = fields.List(
        Text(params.LONGEST_ID, "A bundle", metadata={"pattern": _MORE}),
        metadata={
            "description": "Bundles of which more is shown, each as type, in or out, label, steps and whose: "
            "LOCATED_IN.in.Firm.1@310000",
            "maxItems": 30,
        },
    )


class Path(Asked):
    """How two things are connected."""

    a = Text(params.LONGEST_ID, "The one: id or name", needed=True, like="羊贵平")
    b = Text(params.LONGEST_ID, "The other: id or name", needed=True, like="黄运海")
    longest = Whole(1, 8, 6, "Facts of the longest path looked for")


class Page(Asked):
    """A list, a page at a time."""

    page = Whole(1, 100_000, 1, "The page, where there is no cursor")
    cursor = Text(600, "Where to go on: the word from `next`")
    limit = Whole(1, MOST, 100, "How many at a time")


class Export(Asked):
    """What an export would hold."""

    region = Text(params.LONGEST_NAME, _REGION, like="安徽")
    chain = Text(params.LONGEST_NAME, _CHAIN, like="集成电路")
    type = fields.List(Text(40, "A type"), metadata={"description": "Labels and relationship types; none for all"})
    since = date("Facts whose evidence is not earlier")
    until = date("Facts whose evidence is not later")
    dated = Text(5, "Anything here leaves out what has no date")
