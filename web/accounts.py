"""Who may write: names with the hashes of their tokens, and the key that signs sessions, beside the ledger.

A token is 256 random bits that the program itself makes, so nobody can guess one from its SHA-256; a slow hash, which
protects what people choose for themselves, would protect nothing here.
"""

import hashlib
import hmac
import json
import os
import secrets
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

import filelock

from graph.errors import YangtzeError

_FILE, _KEY = "accounts.json", "session.key"
_LONGEST = 60


class AccountError(YangtzeError):
    """A name is taken, is none, or the accounts' file cannot be read or written."""


@dataclass(frozen=True, slots=True)
class Account:
    """One person; ``token`` is the SHA-256 of theirs in hex, ``since`` an ISO time."""

    name: str
    token: str
    since: str

    @property
    def mark(self) -> str:
        """What a session remembers of the token: a new token ends the old sessions."""
        return self.token[:16]


class Accounts:
    """The accounts in a folder; read anew each time, so that a removed one is out at once."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def all(self) -> tuple[Account, ...]:
        """Every account by name.

        Raises:
            AccountError: the file cannot be read.
        """
        path = self._folder / _FILE
        try:
            return tuple(Account(**row) for row in json.loads(path.read_text("utf-8")))
        except FileNotFoundError:
            return ()
        except (OSError, ValueError, TypeError) as error:
            raise AccountError(f"The accounts in {path} cannot be read: {error}.") from error

    def add(self, name: str) -> str:
        """Let somebody in, or give them a new token; returns the token, which is kept nowhere.

        Raises:
            AccountError: the name is empty, too long, or holds control characters; the file cannot be written.
        """
        name = name.strip()
        if not name or len(name) > _LONGEST or not name.isprintable():
            raise AccountError(f"A name has 1 to {_LONGEST} printable characters.")
        token = secrets.token_urlsafe(32)
        account = Account(name, _hash(token), datetime.now(UTC).isoformat(timespec="seconds"))
        with self._held():
            self._write([*(a for a in self.all() if a.name != name), account])
            self.key()
        return token

    def remove(self, name: str) -> None:
        """Let somebody in no longer; their sessions end.

        Raises:
            AccountError: there is no such name.
        """
        with self._held():
            known = self.all()
            if all(account.name != name for account in known):
                raise AccountError(f"There is no account '{name}'; 'yangtze user list' lists them.")
            self._write([account for account in known if account.name != name])

    def by_token(self, token: str) -> Account | None:
        """The account of a token; every one is compared, in a time that tells nothing."""
        asked, found = _hash(token), None
        for account in self.all():
            if hmac.compare_digest(account.token, asked):
                found = account
        return found

    def by_mark(self, name: str, mark: str) -> Account | None:
        """The account that a session speaks of, if it and its token are still the same."""
        return next((a for a in self.all() if a.name == name and hmac.compare_digest(a.mark, mark)), None)

    def key(self) -> bytes:
        """The key that signs sessions, made when it is first needed and readable by its owner alone.

        Raises:
            AccountError: it cannot be read or made.
        """
        path = self._folder / _KEY
        try:
            if not path.exists():
                _write_private(path, secrets.token_hex(32))
            return bytes.fromhex(path.read_text("ascii"))
        except (OSError, ValueError) as error:
            raise AccountError(f"The key of the sessions in {path} cannot be used: {error}.") from error

    @property
    def has_key(self) -> bool:
        """Whether somebody was ever let in here."""
        return (self._folder / _KEY).exists()

    def _held(self) -> filelock.BaseFileLock:
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise AccountError(f"The folder {self._folder} cannot be made: {error}.") from error
        return filelock.FileLock(self._folder / "accounts.lock", timeout=10)

    def _write(self, accounts: list[Account]) -> None:
        rows = [asdict(account) for account in sorted(accounts, key=lambda a: a.name)]
        try:
            _write_private(self._folder / _FILE, json.dumps(rows, ensure_ascii=False, indent=1) + "\n")
        except OSError as error:
            raise AccountError(f"The accounts in {self._folder} cannot be written: {error}.") from error


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def _write_private(path: Path, text: str) -> None:
    """The whole file or none of it, readable by its owner alone from its first byte."""
    beside = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text)
    beside.replace(path)
