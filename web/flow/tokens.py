"""The colours of the pages as plain values, for pictures that leave them: read from the style sheet."""

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

_STYLE = Path(__file__).parent.parent / "static" / "style.css"
_BLOCK = re.compile(r"^:root \{(.*?)\}", re.MULTILINE | re.DOTALL)
_COLOUR = re.compile(r"--([a-z0-9-]+):\s*(#[0-9a-fA-F]{6})\b")


@cache
def colours() -> Mapping[str, str]:
    """Names without their dashes to colours, of the light theme."""
    blocks = _BLOCK.findall(_STYLE.read_text(encoding="utf-8"))
    return {name: value for block in blocks for name, value in _COLOUR.findall(block)}
