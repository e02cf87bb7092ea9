"""A connection to a Neo4j through the official driver: managed transactions, time limits, and errors in our words."""

import logging
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final

import neo4j
from neo4j import exceptions

from graph.errors import StoreError
from graph.store.neo4j_address import PASSWORD, PASSWORD_FILE, USER, Address

Row = list[Any]
_FETCH: Final = 5_000  # rows the server sends at once
_OLDEST: Final = (5, 7)  # relationship uniqueness came with 5.7
# What the driver logs while it tries again is told by us once it has given up.
logging.getLogger("neo4j").addHandler(logging.NullHandler())


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds until a connection, a retry, a question and a statement that writes are given up."""

    connect: float = 5.0
    retry: float = 15.0
    question: float = 60.0
    statement: float = 600.0


class Neo4jConnection:
    """Opens its driver with the first statement, and its own one in a forked child: a pool does not survive a fork."""

    def __init__(self, address: Address, limits: Limits | None = None) -> None:
        self.address, self.limits = address, limits or Limits()
        self._driver: neo4j.Driver | None = None
        self._pid = os.getpid()
        self._bookmarks = neo4j.GraphDatabase.bookmark_manager()

    def read(self, query: str, parameters: Mapping[str, Any] | None = None) -> list[Row]:
        """All rows of a question, asked in read-only mode."""
        return self._run(query, parameters, neo4j.READ_ACCESS, self.limits.question)

    def read_large(self, query: str, parameters: Mapping[str, Any] | None = None) -> list[Row]:
        """All rows of a question that reads much of the graph: it may take as long as a statement that writes."""
        return self._run(query, parameters, neo4j.READ_ACCESS, self.limits.statement)

    def write(self, query: str, parameters: Mapping[str, Any] | None = None) -> list[Row]:
        """Run one statement in a managed transaction of its own; what is transient is tried again."""
        return self._run(query, parameters, neo4j.WRITE_ACCESS, self.limits.statement)

    def _run(self, query: str, parameters: Mapping[str, Any] | None, mode: str, seconds: float) -> list[Row]:
        @neo4j.unit_of_work(timeout=seconds)
        def work(transaction: neo4j.ManagedTransaction) -> list[Row]:
            return transaction.run(query, dict(parameters or {})).values()

        with (
            self._errors(),
            self._open().session(
                database=self.address.database, default_access_mode=mode, fetch_size=_FETCH,
                bookmark_manager=self._bookmarks,
            ) as session,
        ):  # fmt: skip
            return session.execute_write(work) if mode == neo4j.WRITE_ACCESS else session.execute_read(work)

    def _open(self) -> neo4j.Driver:
        if self._driver is None or self._pid != os.getpid():
            self._pid = os.getpid()
            auth = (self.address.user, self.address.password) if self.address.password else None
            driver = neo4j.GraphDatabase.driver(
                self.address.uri, auth=auth, user_agent="yangtze-chains",
                connection_timeout=self.limits.connect, connection_acquisition_timeout=self.limits.connect * 2,
                max_transaction_retry_time=self.limits.retry, notifications_min_severity="OFF",
            )  # fmt: skip
            try:
                driver.verify_connectivity()
                self._check_server(driver)
            except BaseException:
                driver.close()
                raise
            self._driver = driver
        return self._driver

    def _check_server(self, driver: neo4j.Driver) -> None:
        agent = driver.get_server_info().agent
        name, _, version = agent.partition("/")
        number = tuple(int(part) for part in version.split(".")[:2] if part.isdigit())
        if name != "Neo4j" or number < _OLDEST:
            raise StoreError(f"{self.address.uri} is {agent}; a store needs Neo4j 5.7 or newer (5.26 LTS is tested).")

    def close(self) -> None:
        """Close the pool."""
        if self._driver is not None and self._pid == os.getpid():
            self._driver.close()
        self._driver = None

    @contextmanager
    def _errors(self) -> Iterator[None]:
        try:
            yield
        except (exceptions.Neo4jError, exceptions.DriverError) as error:
            raise StoreError(self._told(error)) from error
        except (OSError, ValueError, ExceptionGroup) as error:  # names that do not resolve, sockets that break
            raise StoreError(f"{self.address} cannot be asked: {_first_line(error)}.") from error

    def _told(self, error: Exception) -> str:
        address = self.address
        if isinstance(error, exceptions.AuthError):
            if not address.password:
                return f"{address.uri} asks for a password; set {USER}, and {PASSWORD} or {PASSWORD_FILE}."
            return f"{address.uri} refused the user '{address.user}' or its password; check {USER} and {PASSWORD}."
        if isinstance(error, exceptions.Neo4jError):
            return self._told_by_server(error)
        if isinstance(error, exceptions.ConfigurationError):
            return f"{address.uri} cannot be used as it is: {_first_line(error)}."
        causes = " ".join(map(str, _causes(error)))
        if "SSL" in causes or "certificate" in causes.lower():
            return (
                f"{address.uri} could not be reached by TLS: {_first_line(error)}. Use bolt:// or neo4j:// for a "
                "server without TLS, '+ssc' for one whose certificate nobody has signed."
            )
        if "HTTP" in causes or "handshake" in causes or "protocol" in causes.lower():
            return f"{address.uri} answers, but is no Neo4j's Bolt port (7687, unless the server says otherwise)."
        return (
            f"Neo4j at {address.uri} does not answer: {_first_line(error)}. Nothing is lost: the ledger is whole, and "
            "the next 'yangtze project' completes what was begun."
        )

    def _told_by_server(self, error: exceptions.Neo4jError) -> str:
        code, message = error.code or "", (error.message or "").splitlines()[0] if error.message else ""
        if code.endswith("DatabaseNotFound"):
            return f"{self.address.uri} has no database '{self.address.database or 'neo4j'}'; check ?database=NAME."
        if code.endswith("DatabaseUnavailable"):
            return f"The database of {self.address} is stopped; start it and ask again."
        if ".Security." in code:
            return f"{self.address.uri} does not allow the user '{self.address.user}' to do this: {message}"
        if "TimedOut" in code or "Timeout" in code:
            return f"{self.address} took longer than the time limit; ask again, or ask for less."
        if code.endswith("ConstraintValidationFailed"):
            return f"Someone else is writing {self.address}: {message}. Run 'yangtze project' again."
        return f"{self.address} reports: {message or code}."


def _causes(error: BaseException) -> Iterator[BaseException]:
    seen: BaseException | None = error
    while seen is not None:
        yield seen
        if isinstance(seen, ExceptionGroup):
            for inner in seen.exceptions:
                yield from _causes(inner)
        seen = seen.__cause__ or seen.__context__


def _first_line(error: BaseException) -> str:
    text = next((str(e) for e in reversed(list(_causes(error))) if str(e)), type(error).__name__)
    return text.splitlines()[0].rstrip(".") if text else type(error).__name__
