"""Sentence vectors for linking, from the trained encoder; those of the shipped exemplars are kept beside it.

    python -m nlp.phrases    encode all exemplars anew (after a new model, new links, kinds or reference rows)

``model/phrases.npz`` holds ``texts`` (UTF-8, one a line), ``rows`` (int8, 127 times a unit vector, (texts, 512)) and
``model``, the hash of the encoder that made them. Of another model's file nothing is used; what it lacks is encoded
when asked for.
"""

import logging
import zipfile
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from graph.linking.exemplars import Exemplars
from graph.linking.vectors import PhraseVectors
from graph.reference.load import load_reference
from nlp.encoder import SHIPPED, VECTOR, Encoder, ModelError, load_encoder
from nlp.viterbi import Floats

KEPT = SHIPPED / "phrases.npz"
_SCALE = 127.0
Rows = npt.NDArray[np.int8]
log = logging.getLogger(__name__)


class EncodedPhrases:
    """Phrases → unit rows, (phrases, 512); each phrase is encoded once, and alone.

    The encoder's int8 layers take their scale from all that is in a batch: read together, a phrase's vector would
    depend on its neighbours, and a graph on the order of its documents.
    """

    def __init__(self, encoder: Encoder, kept: Path = KEPT) -> None:
        self._encoder = encoder
        self.version = encoder.version
        self._rows = read_kept(kept, encoder.hash)

    def __call__(self, phrases: Sequence[str]) -> Floats:
        """Return the rows of phrases. Raises ModelError if the model cannot be used."""
        out = np.empty((len(phrases), VECTOR), np.float32)
        for row, phrase in enumerate(phrases):
            if phrase not in self._rows:
                self._rows[phrase] = _small(self._encoder.vectors([phrase]))[0]
            out[row] = self._rows[phrase]
        out /= np.maximum(np.linalg.norm(out, axis=1, keepdims=True), 1e-9)
        return out

    def missing(self, phrases: Iterable[str]) -> int:
        """How many phrases are not kept and would have to be encoded."""
        return sum(phrase not in self._rows for phrase in set(phrases))


def read_kept(path: Path, model: str) -> dict[str, Rows]:
    """Rows by text, (512,) int8, of the model of this hash; none where the file is missing, broken or another's."""
    try:
        with np.load(path, allow_pickle=False) as file:
            if str(file["model"]) != model:
                log.info("vectors of another model are left aside", extra={"fields": {"file": path.name}})
                return {}
            texts = file["texts"].tobytes().decode("utf-8").split("\n")
            return dict(zip(texts, file["rows"], strict=True))
    except (OSError, KeyError, ValueError, zipfile.BadZipFile):
        return {}


def write_kept(path: Path, encoder: Encoder, texts: Sequence[str]) -> None:
    """Encode texts, each alone, and keep their rows."""
    rows = np.vstack([_small(encoder.vectors([text])) for text in texts])
    lines = np.frombuffer("\n".join(texts).encode("utf-8"), np.uint8)
    part = path.with_suffix(".part.npz")
    np.savez_compressed(part, model=np.array(encoder.hash), texts=lines, rows=rows)
    part.replace(path)


def _small(rows: Floats) -> Rows:
    small: Rows = np.rint(rows * _SCALE).astype(np.int8)
    return small


@cache
def phrase_vectors() -> PhraseVectors | None:
    """Vectors of the shipped model, or None where there is none that runs: links are then read by letters alone."""
    try:
        encoder = load_encoder(SHIPPED)
        encoder.vectors(["光"])
    except ModelError as error:
        log.warning("no sentence vectors", extra={"fields": {"why": str(error)}})
        return None
    return EncodedPhrases(encoder)


def exemplar_texts() -> list[str]:
    """Texts of the shipped reference's exemplars, in code point order."""
    return sorted(set(Exemplars(load_reference()).texts))


def main() -> None:
    """Write ``model/phrases.npz`` anew."""
    texts = exemplar_texts()
    write_kept(KEPT, load_encoder(SHIPPED), texts)
    print(f"{len(texts)} phrases, {KEPT.stat().st_size / 1e6:.1f} MB: {KEPT.name}")


if __name__ == "__main__":
    main()
