"""Fit the weights of the linking on the part tuned on, and say by cross-validation what a feature is worth there.

    YANGTZE_DATA=<folder> python -m benchmarks.linking_fit            cross-validation, plain and with vectors
    … --print vectors                                                the fitted table for graph/linking/weights.toml

Ridge logistic regression over candidates: the judged phrases and products tuned on (those that may be left open at .3),
each without its own entry in kinds.csv, and 2,000 reference rows at .02, each without itself. Folds are by document.
"""

import csv
import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import click
import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize

from benchmarks.linking import Case, Views, all_texts, judged, phrase_cases, product_cases
from graph.linking.context import Context
from graph.linking.exemplars import KINDS
from graph.linking.features import FEATURES, Candidates, Surface, with_context
from graph.linking.linker import Linker
from graph.linking.vectors import installed_vectors
from graph.linking.words import stripped
from graph.names.normal import name_key
from graph.reference.load import load_reference
from graph.reference.model import Reference

GIVEN = {"name": 3.0, "known": 2.0, "known_chain": 0.0}  # judgement: too few judged phrases have them
OPEN, ROWS, ROW_WEIGHT, RIDGE, FOLDS = 0.3, 2000, 0.02, 3.0, 10
Table = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Example:
    """Features of a phrase's candidates, (candidates, FEATURES), which of them are right, and how much it counts."""

    table: Table
    right: Table
    weight: float
    document: str = ""


def examples(reference: Reference, linker: Linker, cases: Sequence[Case], surface: Surface) -> list[Example]:
    """The judged cases as the surface sees them without their own entries in kinds.csv."""
    with KINDS.open(encoding="utf-8", newline="") as file:
        kinds = {name_key(kind) for line in csv.DictReader(file) for kind in line["kinds"].split(";")}
    kinds -= {name_key(name) for link in reference.links.values() for name in (link.name, *link.aliases)}
    gone = [frozenset(kinds.intersection(stripped(name_key(case.phrase)))) for case in cases]
    found = surface.candidates([case.phrase for case in cases], gone)
    return [
        Example(
            with_context(candidates, case.context, linker.exemplars), _right(candidates, linker, case.row["links"]),
            OPEN if case.row.get("may_abstain") else 1.0, case.row["document"],
        )
        for case, candidates in zip(cases, found, strict=True)
    ]  # fmt: skip


def row_examples(reference: Reference, linker: Linker, surface: Surface) -> list[Example]:
    """Reference rows by the words that say what a firm makes, each read without itself."""
    rows = [row for row in reference.firm_links if 2 <= len(name_key(row.evidence)) <= 14]
    rows = random.Random(3).sample(rows, ROWS)
    alone, made = Context(linker.votes.nothing()), []
    for start in range(0, len(rows), 250):
        batch = rows[start : start + 250]
        gone = [frozenset([name_key(row.evidence)]) for row in batch]
        for row, candidates in zip(batch, surface.candidates([r.evidence for r in batch], gone), strict=True):
            table = with_context(candidates, alone, linker.exemplars)
            made.append(Example(table, _right(candidates, linker, [row.link]), ROW_WEIGHT))
    return made


def _right(candidates: Candidates, linker: Linker, links: Sequence[str]) -> Table:
    return np.array([linker.exemplars.links[n] in links for n in candidates.links], np.float64)


def fit(examples: Sequence[Example], names: Sequence[str]) -> Table:
    """Constant and weights, (1 + FEATURES); those not in ``names`` stay 0, those GIVEN as they are."""
    table = np.vstack([e.table for e in examples])
    right = np.concatenate([e.right for e in examples])
    weight = np.concatenate([np.full(len(e.right), e.weight) for e in examples])
    weights = np.array([0.0, *(GIVEN.get(name, 0.0) for name in FEATURES)])
    free = [FEATURES.index(name) for name in names if name not in GIVEN]
    offset, columns = table @ weights[1:], table[:, free]
    mean = np.average(columns, axis=0, weights=weight)
    spread = np.sqrt(np.average((columns - mean) ** 2, axis=0, weights=weight)) + 1e-9
    columns = columns / spread

    def loss(at: Table) -> tuple[float, Table]:
        odds = offset + at[0] + columns @ at[1:]
        error = weight * (1 / (1 + np.exp(-odds)) - right)
        value = (weight * (np.logaddexp(0, odds) - right * odds)).sum() + RIDGE / 2 * (at[1:] ** 2).sum()
        return float(value), np.array([error.sum(), *(columns.T @ error + RIDGE * at[1:])])

    found = minimize(loss, np.array([-4.0, *np.zeros(len(free))]), jac=True, method="L-BFGS-B").x
    weights[0], weights[[1 + n for n in free]] = found[0], found[1:] / spread
    return weights


def cross_validated(judged_ones: Sequence[Example], rows: Sequence[Example], names: Sequence[str]) -> str:
    """Log loss of what was not fitted on, and how many of the surest are right (from .75, without other rules)."""
    documents = sorted({e.document for e in judged_ones})
    random.Random(0).shuffle(documents)
    fold = {document: n % FOLDS for n, document in enumerate(documents)}
    loss, said, right, due = 0.0, 0, 0.0, 0
    for n in range(FOLDS):
        weights = fit([e for e in judged_ones if fold[e.document] != n] + list(rows), names)
        for e in (e for e in judged_ones if fold[e.document] == n):
            odds = e.table @ weights[1:] + weights[0]
            loss += e.weight * float((np.logaddexp(0, odds) - e.right * odds).sum())
            best, due = int(odds.argmax()), due + (e.weight == 1 and bool(e.right.any()))
            if odds[best] >= np.log(3):
                said, right = said + 1, right + e.right[best]
    return f"log loss {loss:.1f}, right {right:.0f} of {said} linked, {due} have a link among their candidates"


@click.command()
@click.option("--data", envvar="YANGTZE_DATA", required=True, type=click.Path(exists=True, path_type=Path))
@click.option("--print", "kind", type=click.Choice(["plain", "vectors"]), help="Print this fitted table.")
def main(data: Path, kind: str | None) -> None:
    """Fit the weights of the linking."""
    reference = load_reference()
    linker, views = Linker(reference), Views(all_texts(data))
    tuned = [row for row in judged(["phrase", "product"]) if row["part"] == "tune"]
    cases = [*phrase_cases([r for r in tuned if r["kind"] == "phrase"], views, linker)]
    cases += product_cases([r for r in tuned if r["kind"] == "product"], data, linker, reference)
    plain = [name for name in FEATURES if not name.startswith("vector")]
    for title, names in (("plain", plain), ("vectors", list(FEATURES))):
        surface = Surface(linker.exemplars, installed_vectors() if title == "vectors" else None)
        seen, rows = examples(reference, linker, cases, surface), row_examples(reference, linker, surface)
        if kind is None:
            click.echo(f"{title:8} {cross_validated(seen, rows, names)}")
        elif kind == title:
            weights = fit([*seen, *rows], names)
            click.echo(f"[{kind}]\nconstant = {weights[0]:.3f}")
            click.echo("\n".join(f"{n} = {weights[1 + FEATURES.index(n)]:.3f}" for n in names))


if __name__ == "__main__":
    main()
