"""Bounded parameters: what a visitor may ask for, and how long it may be."""

from flask import request
from werkzeug.exceptions import BadRequest

from web.say import _

LONGEST_NAME = 100
LONGEST_QUESTION = 200
LONGEST_ID = 400


def clean(text: str, longest: int, what: str) -> str:
    """The text without blanks around it.

    Raises:
        BadRequest: it is too long, or holds control characters.
    """
    text = text.strip()
    if len(text) > longest:
        raise BadRequest(_("%(what)s 至多 %(longest)s 个字，收到 %(n)s 个", what=what, longest=longest, n=len(text)))
    if any(ord(c) < 32 or ord(c) == 127 for c in text):
        raise BadRequest(_("%(what)s 里有控制字符", what=what))
    return text


def text(name: str, longest: int = LONGEST_NAME) -> str:
    """A parameter of the query, "" when it is not given."""
    return clean(request.args.get(name, ""), longest, name)


def needed(name: str, longest: int = LONGEST_NAME) -> str:
    """A parameter that has to be given."""
    value = text(name, longest)
    if not value:
        raise BadRequest(_("缺参数 %(name)s", name=name))
    return value


def whole(name: str, default: int, least: int, most: int) -> int:
    """A whole number within bounds."""
    value = text(name, 12)
    if not value:
        return default
    if not value.isascii() or not value.isdigit() or not least <= int(value) <= most:
        raise BadRequest(_("%(name)s 应是 %(least)s 到 %(most)s 之间的整数", name=name, least=least, most=most))
    return int(value)
