"""The files that one step leaves for the next: one JSON object a line."""

import json
from pathlib import Path
from typing import Any

Row = dict[str, Any]
RESUME = ("NAME", "ORG", "TITLE", "LOC", "EDU", "PRO", "RACE", "CONT")


def read(path: Path) -> list[Row]:
    """Return the rows of a .jsonl file."""
    return [json.loads(line) for line in path.read_text("utf-8").splitlines() if line]


def write(path: Path, rows: list[Row]) -> None:
    """Write rows, one a line."""
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), "utf-8")
