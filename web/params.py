"""Bounded parameters: what a visitor may ask for, and how long it may be."""

from flask import request
from werkzeug.exceptions import BadRequest

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
        raise BadRequest(f"{what} 至多 {longest} 个字，收到 {len(text)} 个")
    if any(ord(c) < 32 or ord(c) == 127 for c in text):
        raise BadRequest(f"{what} 里有控制字符")
    return text


def text(name: str, longest: int = LONGEST_NAME) -> str:
    """A parameter of the query, "" when it is not given."""
    return clean(request.args.get(name, ""), longest, name)


def needed(name: str, longest: int = LONGEST_NAME) -> str:
    """A parameter that has to be given."""
    value = text(name, longest)
    if not value:
        raise BadRequest(f"缺参数 {name}")
    return value


def whole(name: str, default: int, least: int, most: int) -> int:
    """A whole number within bounds."""
    value = text(name, 12)
    if not value:
        return default
    if not value.isascii() or not value.isdigit() or not least <= int(value) <= most:
        raise BadRequest(f"{name} 应是 {least} 到 {most} 之间的整数")
    return int(value)
