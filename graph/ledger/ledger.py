"""The ledger: documents, what each says, and a user's reference layers, in one SQLite file (WAL).

Every change is one transaction and raises ``sequence`` by one, so a run can die at any instant and the next
run finds either all of a document or nothing of it.
"""

import json
import sqlite3
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from uuid import uuid4

from graph.errors import DocumentError, LedgerError
from graph.ledger.records import Document, Extraction

LEDGER_VERSION = 3
FORGOTTEN = "forgotten"
"""How the reason of a tombstone begins that keeps its text out."""
_APPLICATION_ID = 0x59435A31  # "YCZ1": tells a ledger from any other SQLite file

_TABLES = """
CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE documents (
    id TEXT PRIMARY KEY, sha256 TEXT NOT NULL, text BLOB NOT NULL, signature BLOB, added_at TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE publications (
    key TEXT PRIMARY KEY, document_id TEXT NOT NULL REFERENCES documents(id),
    title TEXT, published TEXT, publisher TEXT, url TEXT, pages TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX publications_of ON publications(document_id);
CREATE TABLE extractions (
    document_id TEXT NOT NULL REFERENCES documents(id), pipeline TEXT NOT NULL, body BLOB NOT NULL,
    made_at TEXT NOT NULL, PRIMARY KEY (document_id, pipeline)
) WITHOUT ROWID;
CREATE TABLE tombstones (document_id TEXT, sha256 TEXT, at TEXT NOT NULL, reason TEXT NOT NULL);
CREATE TABLE decisions (
    id TEXT PRIMARY KEY, kind TEXT NOT NULL, subject TEXT NOT NULL, who TEXT NOT NULL, at TEXT NOT NULL,
    reason TEXT NOT NULL, undone TEXT
) WITHOUT ROWID;
CREATE TABLE layers (name TEXT PRIMARY KEY, position INTEGER NOT NULL, files BLOB NOT NULL) WITHOUT ROWID;
"""


class Outcome(StrEnum):
    """What became of a document that was put into the ledger."""

    STORED = "stored"
    SAME = "same"
    DUPLICATE = "duplicate"
    REPLACED = "replaced"


@dataclass(frozen=True, slots=True)
class StoredDocument:
    """A document as the ledger knows it: its text, its publications (the first first) and what it says."""

    id: str
    text: str
    publications: tuple[Document, ...]
    extraction: Extraction
    signature: bytes | None = None

    @property
    def first(self) -> Document:
        """The first known publication: the earliest dated one, else the smallest key."""
        return self.publications[0]

    def page_at(self, offset: int) -> int | None:
        """Return the page of an offset in the first publication with pages (the same text may be a web page too)."""
        return next((p.page_at(offset) for p in self.publications if p.pages), None)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def _pack(text: str) -> bytes:
    return zlib.compress(text.encode("utf-8", "surrogatepass"), 6)


def _unpack(blob: bytes) -> str:
    return zlib.decompress(blob).decode("utf-8", "surrogatepass")


def _publication_key(document: Document) -> str:
    # A text that nobody gave a key is known by its content: given again with a date, it is the same publication.
    return document.key or f"text:{document.id}"


def _about(document: Document) -> tuple[str | None, ...]:
    """What a publication says beside its key and text, as its row holds it."""
    return document.title, document.published, document.publisher, document.url, json.dumps(document.pages)


class Ledger:
    """An open ledger file; use as a context manager."""

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        self._db = connection
        self.path = path

    @classmethod
    def open(cls, path: Path | str, *, create: bool = True) -> Self:
        """Open the ledger at ``path``, making it when it is missing and ``create`` is true.

        Raises:
            LedgerError: missing, not a ledger, of another version, or not readable.
        """
        path = Path(path)
        if not path.exists() and not create:
            raise LedgerError(f"There is no ledger at {path}; make one with 'yangtze ingest' or 'yangtze demo'.")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            connection = sqlite3.connect(path, timeout=30, isolation_level=None)
        except (OSError, sqlite3.Error) as error:
            raise LedgerError(f"The ledger {path} cannot be opened: {error}.") from error
        ledger = cls(connection, path)
        try:
            ledger._prepare()
        except sqlite3.Error as error:
            connection.close()
            raise LedgerError(f"{path} cannot be used as a ledger: {error}.") from error
        except LedgerError:
            connection.close()
            raise
        return ledger

    def _prepare(self) -> None:
        self._db.execute("PRAGMA busy_timeout = 30000")
        self._db.execute("PRAGMA secure_delete = ON")  # a forgotten text is not left in the file's free pages
        application = self._db.execute("PRAGMA application_id").fetchone()[0]
        version = self._db.execute("PRAGMA user_version").fetchone()[0]
        if (application, version) == (_APPLICATION_ID, LEDGER_VERSION):
            return
        if application == _APPLICATION_ID:
            raise LedgerError(
                f"{self.path} is a ledger of version {version}, this program reads version {LEDGER_VERSION}; "
                "use the program version that wrote it."
            )
        if self._db.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
            raise LedgerError(f"{self.path} is an SQLite file but not a ledger of this program.")
        self._db.execute("PRAGMA journal_mode = WAL")
        statements = (  # every value put in is one of ours
            f"INSERT INTO meta VALUES ('ledger_id', '{uuid4()}'), ('sequence', '0');"  # noqa: S608
            f"PRAGMA application_id = {_APPLICATION_ID}; PRAGMA user_version = {LEDGER_VERSION};"
        )
        self._db.executescript(f"BEGIN IMMEDIATE;{_TABLES}{statements}COMMIT;")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the file."""
        self._db.close()

    @contextmanager
    def _transaction(self, *, counted: bool = True) -> Iterator[None]:
        try:
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield
                if counted:
                    self._db.execute("UPDATE meta SET value = CAST(value AS INTEGER) + 1 WHERE name = 'sequence'")
            except BaseException:
                self._db.execute("ROLLBACK")
                raise
            self._db.execute("COMMIT")
        except sqlite3.Error as error:
            raise LedgerError(f"The ledger {self.path} could not be written: {error}; nothing was lost.") from error

    def _one(self, query: str, parameters: tuple[object, ...] = ()) -> tuple[Any, ...] | None:
        try:
            row: tuple[Any, ...] | None = self._db.execute(query, parameters).fetchone()
        except sqlite3.Error as error:
            raise LedgerError(f"The ledger {self.path} could not be read: {error}.") from error
        return row

    def read(self, query: str, parameters: tuple[object, ...] = ()) -> list[tuple[Any, ...]]:
        """Rows of a query of one of this package's modules."""
        try:
            return list(self._db.execute(query, parameters))
        except sqlite3.Error as error:
            raise LedgerError(f"The ledger {self.path} could not be read: {error}.") from error

    def change(self, statement: str, parameters: tuple[object, ...]) -> None:
        """One statement of one of this package's modules as a transaction of its own."""
        with self._transaction():
            self._db.execute(statement, parameters)

    def note(self, statement: str, parameters: tuple[object, ...] = ()) -> None:
        """A change that no graph is made from, as a transaction of its own; ``sequence`` stays."""
        with self._transaction(counted=False):
            self._db.execute(statement, parameters)

    def _meta(self, name: str) -> str:
        row = self._one("SELECT value FROM meta WHERE name = ?", (name,))
        if row is None:
            raise LedgerError(f"{self.path} is a ledger without its {name}; restore it from a backup.")
        return str(row[0])

    @property
    def ledger_id(self) -> str:
        """The ledger's own id, which the graphs made from it carry."""
        return self._meta("ledger_id")

    @property
    def sequence(self) -> int:
        """Number of changes made so far."""
        return int(self._meta("sequence"))

    def counts(self) -> dict[str, int]:
        """Number of documents, publications and tombstones."""
        tables = ("documents", "publications", "tombstones")
        return {name: self._db.execute(f"SELECT count(*) FROM {name}").fetchone()[0] for name in tables}  # noqa: S608

    def has(self, document: Document, pipeline: str) -> bool:
        """Whether this very publication is in with what ``pipeline`` read out of it."""
        row = self._one(
            "SELECT p.title, p.published, p.publisher, p.url, p.pages FROM publications p"
            " JOIN extractions e ON e.document_id = p.document_id AND e.pipeline = ?"
            " WHERE p.key = ? AND p.document_id = ?",
            (pipeline, _publication_key(document), document.id),
        )
        return row is not None and tuple(row) == _about(document)

    def put(self, document: Document, extraction: Extraction) -> Outcome:
        """Write a document with what it says, in one transaction.

        A key that is known with another text replaces that text and its facts; a text that is known under
        another key gains a publication and is counted once as evidence.

        Raises:
            DocumentError: the text was forgotten on purpose.
            LedgerError: the file cannot be written; it stays as it was.
        """
        if self.has(document, extraction.pipeline):
            return Outcome.SAME
        self._refuse_forgotten(document)
        from graph.ledger.signature import signature  # noqa: PLC0415 - only writers wait for SciPy to load

        key, marks = _publication_key(document), signature(document.text)
        with self._transaction():
            known = self._db.execute("SELECT 1 FROM documents WHERE id = ?", (document.id,)).fetchone()
            before = self._db.execute("SELECT document_id FROM publications WHERE key = ?", (key,)).fetchone()
            if not known:
                self._db.execute(
                    "INSERT INTO documents VALUES (?, ?, ?, ?, ?)",
                    (document.id, document.sha256, _pack(document.text), marks, _now()),
                )
            self._db.execute(
                "INSERT OR REPLACE INTO publications VALUES (?, ?, ?, ?, ?, ?, ?)",
                (key, document.id, *_about(document)),
            )
            self._db.execute("DELETE FROM extractions WHERE document_id = ?", (document.id,))
            self._db.execute(
                "INSERT INTO extractions VALUES (?, ?, ?, ?)",
                (
                    document.id,
                    extraction.pipeline,
                    _pack(json.dumps(extraction.to_json(), ensure_ascii=False)),
                    _now(),
                ),
            )
            if before and before[0] != document.id:
                self._bury_if_unpublished(before[0], f"replaced by {document.id}")
        if before:
            return Outcome.REPLACED
        return Outcome.DUPLICATE if known else Outcome.STORED

    def _refuse_forgotten(self, document: Document) -> None:
        row = self._one(
            "SELECT at, reason FROM tombstones WHERE document_id = ? AND reason LIKE ? ORDER BY at DESC LIMIT 1",
            (document.id, f"{FORGOTTEN}%"),
        )
        if row:
            raise DocumentError(
                f"this text was {row[1]} on {row[0][:10]}; 'yangtze forget --lift {document.id}' lets it in again"
            )

    def put_extraction(self, document_id: str, extraction: Extraction) -> None:
        """Put what a newer pipeline reads out of a stored text in the place of what an older one did."""
        with self._transaction():
            self._db.execute("DELETE FROM extractions WHERE document_id = ?", (document_id,))
            self._db.execute(
                "INSERT INTO extractions VALUES (?, ?, ?, ?)",
                (document_id, extraction.pipeline, _pack(json.dumps(extraction.to_json(), ensure_ascii=False)), _now()),
            )

    def forget(self, document: str, reason: str) -> str:
        """Remove a document, by id, key or address: its text and all it says; id, hash, date and reason stay.

        Returns its id. The graphs that hold it go with the next projection.

        Raises:
            LedgerError: the ledger holds no such document.
        """
        row = self._one(
            "SELECT document_id FROM publications WHERE ? IN (document_id, key, url) ORDER BY document_id", (document,)
        )
        if row is None:
            raise LedgerError(f"The ledger holds no document '{document}'; give its id (d:…), key or address.")
        with self._transaction():
            self._db.execute("DELETE FROM publications WHERE document_id = ?", (row[0],))
            self._bury_if_unpublished(row[0], f"{FORGOTTEN}: {reason}" if reason else FORGOTTEN)
        self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return str(row[0])

    def lift(self, document_id: str) -> bool:
        """Let a forgotten text in again; returns whether it was forgotten."""
        with self._transaction():
            done = self._db.execute(
                "UPDATE tombstones SET reason = 'lifted, was ' || reason WHERE document_id = ? AND reason LIKE ?",
                (document_id, f"{FORGOTTEN}%"),
            )
        return done.rowcount > 0

    @property
    def removed_at(self) -> int:
        """Sequence of the last removal of a text; graphs made before it may still hold that text."""
        row = self._one("SELECT value FROM meta WHERE name = 'removed_at'")
        return int(row[0]) if row else 0

    def _bury_if_unpublished(self, document_id: str, reason: str) -> None:
        if self._db.execute("SELECT 1 FROM publications WHERE document_id = ?", (document_id,)).fetchone():
            return
        self._db.execute(
            "INSERT OR REPLACE INTO meta"
            " SELECT 'removed_at', CAST(value AS INTEGER) + 1 FROM meta WHERE name = 'sequence'"
        )
        self._db.execute(
            "INSERT INTO tombstones SELECT id, sha256, ?, ? FROM documents WHERE id = ?",
            (_now(), reason, document_id),
        )
        self._db.execute("DELETE FROM extractions WHERE document_id = ?", (document_id,))
        self._db.execute("DELETE FROM documents WHERE id = ?", (document_id,))

    def documents(self) -> Iterator[StoredDocument]:
        """Yield every document with its publications and extraction, by id."""
        publications: dict[str, list[Document]] = {}
        for document_id, key, title, published, publisher, url, pages in self._db.execute(
            "SELECT document_id, key, title, published, publisher, url, pages FROM publications"
            " ORDER BY document_id, coalesce(published, '9999'), key"
        ):
            publication = Document("", key, title, published, publisher, url, tuple(json.loads(pages)))
            publications.setdefault(document_id, []).append(publication)
        rows = self._db.execute(
            "SELECT d.id, d.text, d.signature, e.body FROM documents d"
            " JOIN extractions e ON e.document_id = d.id ORDER BY d.id"
        )
        for document_id, text, marks, body in rows:
            extraction = Extraction.from_json(json.loads(_unpack(body)))
            yield StoredDocument(document_id, _unpack(text), tuple(publications[document_id]), extraction, marks)

    def pipelines(self) -> tuple[str, ...]:
        """The pipeline versions whose extractions the ledger holds."""
        return tuple(row[0] for row in self._db.execute("SELECT DISTINCT pipeline FROM extractions ORDER BY 1"))

    def text(self, document_id: str) -> str | None:
        """The text of a document, or None when the ledger does not hold it."""
        row = self._db.execute("SELECT text FROM documents WHERE id = ?", (document_id,)).fetchone()
        return _unpack(row[0]) if row else None

    def put_layer(self, name: str, files: Mapping[str, bytes]) -> bool:
        """Keep a user's reference folder; returns whether anything changed."""
        body = zlib.compress(json.dumps({k: files[k].hex() for k in sorted(files)}).encode())
        row = self._db.execute("SELECT files FROM layers WHERE name = ?", (name,)).fetchone()
        if row and row[0] == body:
            return False
        with self._transaction():
            self._db.execute(
                "INSERT INTO layers VALUES (?, (SELECT coalesce(max(position), 0) + 1 FROM layers), ?)"
                " ON CONFLICT (name) DO UPDATE SET files = excluded.files",
                (name, body),
            )
        return True

    def layers(self) -> list[tuple[str, dict[str, bytes]]]:
        """Every kept reference folder as (name, {file name: content}), in the order they were given."""
        rows = self._db.execute("SELECT name, files FROM layers ORDER BY position").fetchall()
        return [
            (name, {k: bytes.fromhex(v) for k, v in json.loads(zlib.decompress(body)).items()}) for name, body in rows
        ]
