"""The heads of other label sets on public corpora: résumés by tag, firm-firm relations of FinRE by pair."""

from pathlib import Path
from typing import Any

import numpy as np

from nlp.encoder import Encoder
from nlp.learned_ties import PairScorer
from nlp.pipeline import Extractor
from nlp.scoring import Scores, tally
from nlp.training.silver import finre, resume
from nlp.viterbi import spans
from nlp.windows import LIMIT, TYPES


def encoder_of(extractor: Extractor) -> Encoder:
    found: Encoder = extractor.nlp.get_pipe("yangtze_encoder").encoder  # type: ignore[attr-defined]
    return found


def resume_scores(extractor: Extractor, path: Path) -> Scores:
    """Return the scores of ResumeNER's eight classes."""
    encoder = encoder_of(extractor)
    kinds, tagging = encoder.settings["heads"]["resume"], encoder.tagging("resume")
    scores: Scores = {}
    for row in resume(extractor, path):
        text = row["text"]
        view = encoder.run(text, [(0, len(text))], row["rules"], head="resume", keep=False)[0]
        found = {(a, b, kinds[k]) for a, b, k in spans(tagging.decode([view.emissions])[0])}
        gold = {(a, b, kinds[k]) for a, b, k in row["mentions"]}
        tally(scores, gold, found, lambda item: [item[2], "ResumeNER"])
    return scores


def finre_scores(extractor: Extractor, path: Path) -> Scores:
    """Return the scores of FinRE's classes, each pair judged once; ``unknown`` is no relation and counts as none."""
    encoder = encoder_of(extractor)
    classes, firm = encoder.settings["finre"], TYPES.index("FIRM")
    arrays: dict[str, Any] = dict(encoder.arrays)
    arrays |= {f"relation_{part}": arrays[f"finre_{part}"] for part in ("weight", "bias")}
    scorer, scores = PairScorer(arrays), dict[str, Any]()
    for row in finre(extractor, path, classes):
        text = row["text"][:LIMIT]
        view = encoder.run(text, [(0, len(text))], [r for r in row["rules"] if r[1] <= len(text)])[0]
        ends = np.array([stated for stated in row["stated"] if max(stated[:4]) <= len(text)], np.int64)
        if not len(ends) or view.projections is None:
            continue
        pairs = np.unique(ends[:, :4], axis=0)
        rows = np.column_stack([pairs, np.full((len(pairs), 2), firm)])
        best = scorer.scores(view.projections, rows).argmax(1)
        found = {(*pair, classes[k]) for pair, k in zip(pairs.tolist(), best.tolist(), strict=True)}
        gold = {(*stated[:4], classes[stated[4]]) for stated in ends.tolist()}
        some, theirs = ({item for item in items if item[4] != "unknown"} for items in (gold, found))
        tally(scores, some, theirs, lambda item: [item[4], "FinRE"])
    return scores
