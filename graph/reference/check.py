"""``check_reference``: what is wrong with reference folders, and what is only worth knowing, row by row."""

from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

from graph.errors import InvalidReference
from graph.reference.check_names import check_names
from graph.reference.check_rows import check_rows
from graph.reference.tables import (
    SHIPPED,
    Finding,
    Layer,
    LayerTables,
    as_layers,
    merge_rows,
    read_layer,
    shipped_tables,
)

__all__ = ["Finding", "check_reference", "check_tables", "raise_for_errors", "render_findings", "summary"]

_NOTES_SHOWN = 5
_ERRORS_IN_MESSAGE = 5


def check_reference(layers: Sequence[Layer | Path] = ()) -> list[Finding]:
    """Check ``layers`` laid over the shipped reference; errors first, each in the order of its file.

    Without layers the shipped reference itself is checked.
    """
    return check_tables((shipped_tables(), *map(read_layer, as_layers(layers))))


def check_tables(tables: Sequence[LayerTables]) -> list[Finding]:
    """Check layers that have been read, later ones over earlier ones."""
    findings = [finding for layer in tables for finding in layer.findings]
    findings += [Finding("note", layer.name, "", 0, text) for layer in tables for text in layer.warnings]
    merged = merge_rows(tables)
    findings += check_rows(tables, merged)
    findings += check_names([layer.name for layer in tables], merged)
    order = {layer.name: place for place, layer in enumerate(tables)}
    return sorted(dict.fromkeys(findings), key=lambda f: (f.level != "error", order[f.layer], f.file, f.line, f.reason))


def raise_for_errors(findings: Iterable[Finding]) -> None:
    """Raise ``InvalidReference`` naming the first errors, if there are any."""
    errors = [finding for finding in findings if finding.level == "error"]
    if not errors:
        return
    lines = "\n".join(f"  {finding}" for finding in errors[:_ERRORS_IN_MESSAGE])
    more = len(errors) - _ERRORS_IN_MESSAGE
    rest = f"\n  and {more} more; 'yangtze check-reference' lists them all" if more > 0 else ""
    raise InvalidReference(f"The reference has {_count(len(errors), 'error')}:\n{lines}{rest}")


def summary(findings: Sequence[Finding]) -> str:
    """One line: how many errors and notes."""
    levels = Counter(finding.level for finding in findings)
    return f"{_count(levels['error'], 'error')}, {_count(levels['note'], 'note')}."


def render_findings(findings: Sequence[Finding], verbose: bool = False) -> str:
    """The findings as lines of text with a summary; of the notes only the first few unless ``verbose``.

    Notes on a user's own files are always shown: only ours are many and known.
    """
    errors = [finding for finding in findings if finding.level == "error"]
    notes = [finding for finding in findings if finding.level == "note"]
    ours = [note for note in notes if note.layer == SHIPPED]
    theirs = [note for note in notes if note.layer != SHIPPED]
    shown = theirs + (ours if verbose else ours[:_NOTES_SHOWN])
    lines = [f"error  {finding}" for finding in errors] + [f"note   {finding}" for finding in shown]
    if len(shown) < len(notes):
        lines.append(f"       and {_count(len(notes) - len(shown), 'more note')} (--verbose shows them)")
    return "\n".join([*lines, summary(findings)])


def _count(number: int, thing: str) -> str:
    return f"{number} {thing}{'s' * (number != 1)}"
