"""Where sentence vectors come from: what an installed package offers, for ``graph`` knows no model.

``nlp`` names its function in ``setup.cfg`` under the entry point group ``yangtze.vectors``; another model may be put in
its place the same way. Where nothing is offered, or it says None, links are read by letters alone.
"""

from collections.abc import Sequence
from functools import cache
from importlib.metadata import entry_points
from typing import Protocol

from graph.linking.grams import Floats

GROUP = "yangtze.vectors"


class PhraseVectors(Protocol):
    """Phrases → unit rows, shape (phrases, width); the same phrase has the same row whatever stands beside it."""

    version: str

    def __call__(self, phrases: Sequence[str]) -> Floats:
        """Rows of length 1, so that products are cosines."""


@cache
def installed_vectors() -> PhraseVectors | None:
    """The vectors that are offered here; of several the first by name."""
    for entry in sorted(entry_points(group=GROUP), key=lambda entry: entry.name):
        vectors: PhraseVectors | None = entry.load()()
        if vectors is not None:
            return vectors
    return None
