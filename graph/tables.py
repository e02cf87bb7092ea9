"""Tables on a terminal or in a file, right for characters of double width."""

import io
import shutil
from collections.abc import Iterable, Sequence

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

_WIDTH_IN_A_FILE = 118


def render_table(columns: Sequence[str], rows: Iterable[Sequence[str]], *, fixed: Sequence[str] = ()) -> str:
    """The table as text; columns in ``fixed`` are never folded."""
    table = Table(box=SIMPLE_HEAD, pad_edge=False, show_edge=False)
    for column in columns:
        table.add_column(column, no_wrap=column in fixed, overflow="fold")
    for row in rows:
        # Names come from documents: [red] in one is text, no style.
        table.add_row(*(cell.replace("[", "\\[") for cell in row))
    buffer = io.StringIO()
    width = shutil.get_terminal_size((_WIDTH_IN_A_FILE, 50)).columns
    Console(file=buffer, width=max(80, width), no_color=True, highlight=False, emoji=False).print(table)
    return "\n".join(line.rstrip() for line in buffer.getvalue().splitlines()) + "\n"
