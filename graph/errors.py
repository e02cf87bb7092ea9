"""The one family of errors that callers may expect; every message says what was wrong, where, and what to do."""


class YangtzeError(Exception):
    """Root of every error that this project raises on purpose."""


class InvalidReference(YangtzeError):
    """A reference folder does not hold together: duplicate ids, dangling references, cycles."""


class UnknownName(YangtzeError):
    """A region, chain, link or entity name that the graph does not know."""

    def __init__(self, kind: str, name: str, nearest: tuple[str, ...] = ()) -> None:
        self.kind, self.name, self.nearest = kind, name, nearest
        hint = f" Nearest: {'、'.join(nearest)}." if nearest else ""
        super().__init__(f"No {kind} is known by the name '{name}'.{hint}")


class AmbiguousName(YangtzeError):
    """A name that several things carry at the same level; the asker has to choose."""

    def __init__(self, kind: str, name: str, choices: tuple[str, ...]) -> None:
        self.kind, self.name, self.choices = kind, name, choices
        super().__init__(f"'{name}' names {len(choices)} {kind}s; give one of: {'、'.join(choices)}.")


class LedgerError(YangtzeError):
    """The ledger cannot be opened, read or written as asked."""


class StoreError(YangtzeError):
    """The graph store cannot be opened, read or written as asked."""


class DocumentError(YangtzeError):
    """A document cannot be read; the run goes on without it."""


class EvidenceError(YangtzeError):
    """A fact was to be written without evidence."""


class MissingExtra(YangtzeError):
    """Something asked for needs a package that only an extra installs."""


class EmptyGraph(YangtzeError):
    """There is a graph, and nothing is in it that could be asked for."""
