"""The trained encoder: one int8 ONNX file that onnxruntime runs, read at the first text."""

import hashlib
import json
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from graph.errors import YangtzeError
from nlp.viterbi import Floats, Tagging
from nlp.windows import LIMIT, bio

SHIPPED = Path(__file__).parent / "model"
Spans = list[tuple[int, int]]
VECTOR = 512  # numbers of a phrase's vector
# Two windows at once or some short ones: the states then stay in a core's cache.
_BATCH = 480  # characters
_PADDED = 1.06  # how much longer than its first a window of a batch may be
_HELP = "Reinstall yangtze-chains, or read with the rules alone: make_nlp(model=None)."


class ModelError(YangtzeError):
    """The trained model cannot be used: a file is missing or changed, or onnxruntime does not load."""


@dataclass(slots=True)
class View:
    """What the encoder says of one window: a score for each character and tag, and projections for pairs."""

    start: int
    end: int
    emissions: Floats
    projections: Floats | None


class Encoder:
    """Reads windows of a text; its files are checked against their hashes when it first runs."""

    def __init__(self, folder: Path = SHIPPED) -> None:
        self.folder = folder
        try:
            self.settings: dict[str, Any] = json.loads((folder / "model.json").read_text("utf-8"))
        except (OSError, json.JSONDecodeError) as error:
            raise ModelError(f"The trained model is not at {folder}: {error}. {_HELP}") from error
        self.hash: str = self.settings["sha256"]["encoder.onnx"]
        self.version = f"encoder@{self.hash[:8]}"
        marks = {c: n for n, c in enumerate(self.settings["characters"])}
        self._unknown, self._first, self._last = (marks[m] for m in ("[UNK]", "[CLS]", "[SEP]"))
        self._codes = marks
        self._sizes = [1 + 2 * len(types) for types in self.settings["heads"].values()]

    def run(self, text: str, windows: Spans, rules: list[tuple[int, int, int]], *, head: str = "own",
            keep: bool = True) -> list[View]:  # fmt: skip
        """Return a view of each window; ``rules`` are the (start, end, type number) spans the rules found.

        Projections, which pairs need, are kept if asked.
        """
        tags = bio(len(text), rules)
        at = list(self.settings["heads"]).index(head)
        first, last = sum(self._sizes[:at]), sum(self._sizes[: at + 1])
        views: dict[int, View] = {}
        for batch in _batches(windows):
            spans = [windows[number] for number in batch]
            for number, (start, end), out in zip(batch, spans, self._run(text, spans, tags), strict=True):
                piece = out[: end - start]
                projections = piece[:, sum(self._sizes) :].copy() if keep else None
                views[number] = View(start, end, piece[:, first:last].copy(), projections)
        return [views[number] for number in range(len(windows))]

    def vectors(self, phrases: Sequence[str]) -> Floats:
        """Return the vector of each phrase or sentence, (phrases, 512), rows of length 1: cosines are products.

        Of a phrase longer than a window only the beginning is read. Raises ModelError if the model has no vectors.
        """
        cut = [phrase[:LIMIT] for phrase in phrases]
        out = np.zeros((len(cut), VECTOR), np.float32)
        for batch in _batches([(0, len(phrase)) for phrase in cut]):
            out[batch] = self._infer("vector", [cut[number] for number in batch], [[] for _ in batch])
        return out

    def _run(self, text: str, spans: Spans, tags: list[int]) -> Floats:
        return self._infer("out", [text[a:b] for a, b in spans], [tags[a:b] for a, b in spans])

    def _infer(self, output: str, pieces: list[str], tags: list[list[int]]) -> Floats:
        shape = (len(pieces), max(map(len, pieces)) + 2)
        ids, rules = np.zeros(shape, np.int64), np.zeros(shape, np.int64)
        for row, (piece, marks) in enumerate(zip(pieces, tags, strict=True)):
            codes = (self._codes.get(c.lower(), self._unknown) for c in piece)
            ids[row, : len(piece) + 2] = [self._first, *codes, self._last]
            rules[row, 1 : len(marks) + 1] = marks
        lengths = np.array([len(piece) + 2 for piece in pieces], np.int64)
        if output not in (made.name for made in self._session.get_outputs()):
            raise ModelError(f"The model at {self.folder} gives no {output}. {_HELP}")
        out: Floats = self._session.run([output], {"ids": ids, "rules": rules, "lengths": lengths})[0]
        return out

    @cached_property
    def arrays(self) -> dict[str, Floats]:
        """The small layers that numpy applies."""
        with np.load(self._checked("heads.npz"), allow_pickle=False) as arrays:
            return dict(arrays)

    def tagging(self, head: str = "own") -> Tagging:
        """Return the CRF of a head."""
        return Tagging.make(*(self.arrays[f"{head}_{part}"] for part in ("transitions", "start", "end")))

    @cached_property
    def _session(self) -> Any:
        path = self._checked("encoder.onnx")
        try:
            import onnxruntime  # noqa: PLC0415 - loaded when the first text is read
        except ImportError as error:
            raise ModelError(f"onnxruntime does not load here: {error}. {_HELP}") from error
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = max(1, int(os.environ.get("YANGTZE_THREADS", "1")))
        options.inter_op_num_threads = 1
        options.log_severity_level = 3
        # onnxruntime's fused addition and normalisation takes eight times as long as the two apart (1.27, AVX-512).
        slow = ["SkipLayerNormFusion"]
        return onnxruntime.InferenceSession(
            str(path), options, providers=["CPUExecutionProvider"], disabled_optimizers=slow
        )

    def _checked(self, name: str) -> Path:
        path = self.folder / name
        try:
            found = hashlib.sha256(path.read_bytes()).hexdigest()
        except OSError as error:
            raise ModelError(f"A file of the trained model cannot be read: {error}. {_HELP}") from error
        if found != self.settings["sha256"][name]:
            raise ModelError(f"{path} is not the file this version was released with (its hash differs). {_HELP}")
        return path


def _batches(windows: Spans) -> Iterator[list[int]]:
    """Yield numbers of windows of like lengths, so that little is padded."""
    batch: list[int] = []
    first = 0
    for number in sorted(range(len(windows)), key=lambda n: windows[n][1] - windows[n][0]):
        size = windows[number][1] - windows[number][0]
        if batch and ((len(batch) + 1) * size > _BATCH or size > first * _PADDED + 4):
            yield batch
            batch = []
        if not batch:
            first = size
        batch.append(number)
    if batch:
        yield batch


@cache
def load_encoder(folder: Path) -> Encoder:
    """Return the encoder of a folder; the components of a pipeline share it."""
    return Encoder(folder)


def softmax(scores: Floats) -> NDArray[np.float32]:
    """Return probabilities along the last axis."""
    weights = np.exp(scores - scores.max(-1, keepdims=True))
    return np.asarray(weights / weights.sum(-1, keepdims=True), np.float32)
