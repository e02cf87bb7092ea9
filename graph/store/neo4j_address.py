"""Where a Neo4j is and who asks: the address from ``--store``, user and password from the environment or a file.

A password never comes from a command line (every user of the machine can read those) and is never printed.
"""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

from graph.errors import StoreError

SCHEMES = tuple(f"{scheme}{tls}" for scheme in ("neo4j", "bolt") for tls in ("", "+s", "+ssc"))
USER, PASSWORD = "YANGTZE_NEO4J_USER", "YANGTZE_NEO4J_PASSWORD"
PASSWORD_FILE, DATABASE = "YANGTZE_NEO4J_PASSWORD_FILE", "YANGTZE_NEO4J_DATABASE"
_DATABASE = re.compile(r"[A-Za-z][A-Za-z0-9.-]{2,62}")
_HOST = re.compile(r"[A-Za-z0-9.-]+|[0-9A-Fa-f:.]+")


@dataclass(frozen=True, slots=True)
class Address:
    """A server, a database on it (None: the user's home database) and who asks; prints without the password."""

    uri: str
    database: str | None = None
    user: str = "neo4j"
    password: str | None = field(default=None, repr=False)

    def __str__(self) -> str:
        return f"{self.uri}?database={self.database}" if self.database else self.uri


def is_address(store: object) -> bool:
    """Whether a store is named by an address rather than a folder."""
    return isinstance(store, str) and "://" in store


def parse_address(text: str, environment: Mapping[str, str] | None = None) -> Address:
    """The address in ``text`` with user, password and database from the environment.

    Raises:
        StoreError: it is no address of a Neo4j, holds a password, or the password's file cannot be read.
    """
    environment = os.environ if environment is None else environment
    uri, database = _parsed(text)
    database = database or environment.get(DATABASE) or None
    if database and not _DATABASE.fullmatch(database):
        raise StoreError(f"{_shown(database)} is no name of a database: letters, digits, '.' and '-', 3 to 63 of them.")
    return Address(uri, database, environment.get(USER) or "neo4j", _password(environment))


def _parsed(text: str) -> tuple[str, str | None]:
    if "@" in text:  # before all else: nothing of it may be printed
        raise StoreError(
            f"The address of the store names a user or password; leave out all up to '@' and set {USER} and "
            f"{PASSWORD} (or {PASSWORD_FILE}): others on this machine can read a command line."
        )
    if any(not character.isprintable() or character.isspace() for character in text):
        raise StoreError("The address of the store holds a blank or an unprintable character.")
    try:
        parts = urlsplit(text)
        host, port, options = parts.hostname, parts.port, dict(parse_qsl(parts.query, keep_blank_values=True))
    except ValueError as error:
        raise StoreError(f"{_shown(text)} is no address: {error}.") from error
    if parts.scheme not in SCHEMES:
        raise StoreError(f"{_shown(text)} is no address of a store; it begins with {', '.join(SCHEMES)} and '://'.")
    if not host or not _HOST.fullmatch(host) or parts.path not in ("", "/") or parts.fragment:
        raise StoreError(f"{_shown(text)} is no address of a store; write neo4j://host:7687?database=name.")
    if unknown := sorted(set(options) - {"database"}):
        raise StoreError(f"The address of the store has {_shown(unknown[0])}; only ?database=NAME may follow the port.")
    bracketed = f"[{host}]" if ":" in host else host
    return f"{parts.scheme}://{bracketed}:{port or 7687}", options.get("database")


def _password(environment: Mapping[str, str]) -> str | None:
    given, file = environment.get(PASSWORD), environment.get(PASSWORD_FILE)
    if given and file:
        raise StoreError(f"Both {PASSWORD} and {PASSWORD_FILE} are set; set one of them.")
    if not file:
        return given or None
    try:
        password = Path(file).read_text("utf-8").strip("\r\n")
    except (OSError, UnicodeDecodeError) as error:
        raise StoreError(f"The password's file ({PASSWORD_FILE}) cannot be read: {error}.") from error
    if not password:
        raise StoreError(f"The password's file ({PASSWORD_FILE}) is empty.")
    return password


def _shown(text: str, longest: int = 80) -> str:
    return repr(text if len(text) <= longest else text[:longest] + "…")
