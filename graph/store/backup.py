"""Backup and restore of a ledger: one zip file with the database and a manifest that says what it must hold."""

import contextlib
import hashlib
import json
import os
import sqlite3
import tempfile
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from graph.errors import StoreError
from graph.ledger.ledger import LEDGER_VERSION, Ledger

_DATABASE, _MANIFEST = "ledger.sqlite", "manifest.json"


def write_backup(ledger: Path, file: Path) -> dict[str, Any]:
    """Write a backup of the ledger while it may be in use; returns its manifest.

    Raises:
        StoreError: the file cannot be written; nothing is left of it.
        LedgerError: there is no ledger.
    """
    Ledger.open(ledger, create=False).close()
    part = file.with_name(file.name + ".part")
    try:
        with tempfile.TemporaryDirectory(dir=file.parent or None) as folder:
            copy = Path(folder) / _DATABASE
            _copy(ledger, copy)
            manifest = _manifest(copy)
            with zipfile.ZipFile(part, "w", zipfile.ZIP_STORED) as archive:  # texts are compressed already
                archive.writestr(_MANIFEST, json.dumps(manifest, indent=2))
                archive.write(copy, _DATABASE)
        os.replace(part, file)
    except (OSError, sqlite3.Error) as error:
        part.unlink(missing_ok=True)
        raise StoreError(f"The backup {file} cannot be written: {error}.") from error
    return manifest


def _copy(source: Path, target: Path) -> None:
    """SQLite's own online backup: one consistent state, whoever writes meanwhile."""
    with (
        contextlib.closing(sqlite3.connect(source)) as read,
        contextlib.closing(sqlite3.connect(target)) as write,
    ):
        read.backup(write)


def _manifest(database: Path) -> dict[str, Any]:
    with Ledger.open(database, create=False) as ledger:
        known = {"ledger_id": ledger.ledger_id, "sequence": ledger.sequence, **ledger.counts()}
    return {
        "format": 1, "ledger_version": LEDGER_VERSION, **known, "sha256": _sha256(database),
        "made_at": datetime.now(UTC).isoformat(timespec="seconds"),
    }  # fmt: skip


def _sha256(path: Path) -> str:
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def read_backup(file: Path, ledger: Path, *, force: bool = False) -> dict[str, Any]:
    """Put the ledger of a backup at ``ledger``; returns its manifest.

    Raises:
        StoreError: it is no backup, it is damaged, or a ledger is there already and ``force`` is false.
    """
    if ledger.exists() and not force:
        raise StoreError(f"There is a ledger at {ledger} already; give another --store, or --force to replace it.")
    try:
        with zipfile.ZipFile(file) as archive, tempfile.TemporaryDirectory(dir=ledger.parent) as folder:
            manifest: dict[str, Any] = json.loads(archive.read(_MANIFEST))
            copy = Path(archive.extract(_DATABASE, folder))
            if _sha256(copy) != manifest["sha256"]:
                raise StoreError(f"The backup {file} is damaged: its ledger is not the one that was written.")
            Ledger.open(copy, create=False).close()
            for leftover in ("-wal", "-shm"):
                ledger.with_name(ledger.name + leftover).unlink(missing_ok=True)
            os.replace(copy, ledger)
    except (OSError, zipfile.BadZipFile, KeyError, json.JSONDecodeError) as error:
        raise StoreError(f"{file} is no backup of a ledger: {error}.") from error
    return manifest
