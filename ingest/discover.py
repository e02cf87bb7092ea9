"""From what the user named (files, folders, globs, ``-``) to the files that are read, in a fixed order."""

import glob
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from graph.errors import DocumentError

STDIN = "-"
PLAIN_SUFFIXES = frozenset((".txt", ".text", ".md", ".markdown", ".html", ".htm", ".xhtml"))
ROW_SUFFIXES = frozenset((".jsonl", ".ndjson"))
REPORT_SUFFIXES = frozenset((".pdf", ".docx"))
_DOCUMENT_SUFFIXES = PLAIN_SUFFIXES | REPORT_SUFFIXES  # a file, a document
# Files that people keep documents in and that this version cannot read. In a folder they are rejected, so
# that nobody believes them read; pictures, style sheets and the like beside a saved page are only remarked.
UNREAD_SUFFIXES = frozenset(
    (
        *(".doc", ".docm", ".wps", ".ofd", ".rtf", ".odt", ".epub", ".ppt", ".pptx"),
        *(".xls", ".xlsx", ".et", ".csv", ".tsv", ".json", ".xml", ".eml", ".msg", ".mht", ".mhtml"),
        *(".zip", ".gz", ".rar", ".7z", ".tar"),
    )
)


@dataclass(frozen=True, slots=True)
class Source:
    """A file to read; ``path`` is None for standard input. ``chosen`` when the user named this very file."""

    name: str
    path: Path | None
    size: int = 0
    chosen: bool = True

    @property
    def suffix(self) -> str:
        """The file's suffix in lower case; standard input is text."""
        return self.path.suffix.lower() if self.path else ".txt"

    @property
    def is_known(self) -> bool:
        """Whether the suffix is one that a reader exists for."""
        return self.suffix in _DOCUMENT_SUFFIXES | ROW_SUFFIXES


def discover(paths: Iterable[str]) -> list[Source]:
    """Return the files behind ``paths``: each once, in the order named, folders sorted.

    Left out without a word: hidden files and folders, workspaces (``*.yangtze``, or with a ledger) and sidecars.

    Raises:
        DocumentError: a path does not exist, or a glob finds nothing; nothing has been read then.
    """
    sources: dict[str, Source] = {}
    for path in paths:
        for source in _expand(path):
            if source.path is None or not is_sidecar(source.path):
                sources.setdefault(str(source.path and source.path.resolve()), source)
    return list(sources.values())


def _expand(name: str) -> Iterator[Source]:
    path = Path(name)
    if name == STDIN:
        yield Source(STDIN, None)
    elif path.is_dir():
        yield from _below(path)
    elif path.exists():
        yield _source(path)
    elif glob.has_magic(name):
        # The shell leaves a glob as it is on Windows, in quotes, or where it finds nothing.
        found = sorted(glob.glob(name, recursive=True))
        if not found:
            raise DocumentError(f"No file matches '{name}'.")
        for match in found:
            yield from _expand_match(Path(match))
    else:
        raise DocumentError(f"There is no file or folder '{name}'; check the path (now in {Path.cwd()}).")


def _expand_match(path: Path) -> Iterator[Source]:
    if not path.is_dir():
        yield _source(path, chosen=False)
    elif not _is_skipped(path.name):
        yield from _below(path)


def _below(folder: Path) -> Iterator[Source]:
    for root, folders, files in os.walk(folder):
        folders[:] = sorted(
            name for name in folders if not (_is_skipped(name) or Path(root, name, "ledger.sqlite").exists())
        )
        for name in sorted(files):
            if not _is_skipped(name):
                yield _source(Path(root, name), chosen=False)


def _is_skipped(name: str) -> bool:
    return name.startswith(".") or name.endswith(".yangtze")


def _source(path: Path, *, chosen: bool = True) -> Source:
    try:
        size = path.stat().st_size
    except OSError:
        size = 0  # a dangling link or a forbidden folder; reading it will say so
    return Source(str(path), path, size, chosen)


def sidecar_of(path: Path) -> Path | None:
    """Return the file that says what ``path`` cannot: ``article.txt.json`` or else ``article.json``."""
    if path.suffix.lower() not in _DOCUMENT_SUFFIXES:
        return None
    candidates = (path.with_name(path.name + ".json"), path.with_suffix(".json"))
    return next((candidate for candidate in candidates if candidate.is_file()), None)


def is_sidecar(path: Path) -> bool:
    """Whether ``path`` is the sidecar of a document beside it."""
    if path.suffix.lower() != ".json":
        return False
    bare = path.with_suffix("")
    if bare.suffix.lower() in _DOCUMENT_SUFFIXES and bare.is_file():
        return True
    return any(path.with_suffix(suffix).is_file() for suffix in _DOCUMENT_SUFFIXES)
