"""Progress of a run on standard error: a bar on a terminal, a line every few seconds in a log."""

import sys
import time
from types import TracebackType
from typing import Any, Self, TextIO

from tqdm import tqdm

_EVERY_SECONDS = 5.0


class Progress:
    """Counts bytes against a total that is known and documents as they come; use as a context manager.

    ``bar`` forces the bar on or off; by default it is shown where standard error is a terminal.
    """

    def __init__(self, total_bytes: int, *, bar: bool | None = None, stream: TextIO | None = None) -> None:
        self._stream = stream or sys.stderr
        self._bar_wanted = self._stream.isatty() if bar is None else bar
        self._total = total_bytes
        self._bytes = 0
        self._documents = 0
        self._said = time.monotonic()
        self._bar: Any = None

    def __enter__(self) -> Self:
        if self._bar_wanted:
            self._bar = tqdm(
                total=self._total or None, unit="B", unit_scale=True, file=self._stream, desc="ingest",
                dynamic_ncols=True, mininterval=0.2,
            )  # fmt: skip
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._bar is not None:
            self._bar.close()

    def advance(self, size: int) -> None:
        """Count one document that took ``size`` bytes of its file."""
        self._documents += 1
        self._bytes += size
        if self._bar is not None:
            self._bar.set_postfix(documents=self._documents, refresh=False)
            self._bar.update(size)
        elif time.monotonic() - self._said >= _EVERY_SECONDS:
            self._said = time.monotonic()
            share = f" ({min(1.0, self._bytes / self._total):.0%})" if self._total else ""
            print(f"ingest: {self._documents} documents{share}", file=self._stream, flush=True)
