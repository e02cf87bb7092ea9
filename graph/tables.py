"""Tables: on a terminal or in a file, right for characters of double width, and as pandas has them."""

import io
import shutil
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from graph.errors import MissingExtra

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


def data_frame(columns: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> Any:
    """The rows as a ``pandas.DataFrame`` of these columns, also when there are none.

    Raises:
        MissingExtra: pandas is not installed.
    """
    try:
        import pandas as pd  # noqa: PLC0415 - an extra: only who asks for a frame needs it
    except ImportError as error:
        raise MissingExtra("to_pandas() needs pandas: pip install 'yangtze-chains[pandas]'.") from error
    return pd.DataFrame(list(rows), columns=list(columns))
