"""Structured logs: a JSON line for each event, for whoever runs this without looking at it."""

import json
import logging
from datetime import UTC, datetime
from pathlib import Path

from graph.errors import StoreError


class JsonLines(logging.Formatter):
    """``time``, ``level``, ``logger`` and ``event``, and whatever an event carries as ``extra={"fields": …}``."""

    def format(self, record: logging.LogRecord) -> str:
        """One event as one line."""
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "event": record.getMessage(),
            **getattr(record, "fields", {}),
        }
        if record.exc_info:
            line["trace"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False, default=str)


def log_to(path: Path, level: str = "info") -> None:
    """Append every event of our rooms from ``level`` on to a file.

    Raises:
        StoreError: the file cannot be written.
    """
    try:
        handler = logging.FileHandler(path, encoding="utf-8", errors="replace")
    except OSError as error:
        raise StoreError(f"The log {path} cannot be written: {error}.") from error
    handler.setFormatter(JsonLines())
    for room in ("graph", "nlp", "ingest", "web"):
        logger = logging.getLogger(room)
        logger.addHandler(handler)
        logger.setLevel(level.upper())
