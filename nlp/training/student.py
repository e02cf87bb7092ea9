"""The student: the narrow net learns from the annotations and from what its teachers say, by character and by pair.

    python -m nlp.training.student --base BASE --work WORK --minutes 40

Steps on annotated windows, CLUENER, unlabelled news, ResumeNER, FinRE and phrases alternate, see ``SHARES``.
The learning rate follows the clock.
"""

# ruff: noqa: S311, D102, D103, PLR0913 - chance here is for training only
import json
import random
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import click
import numpy as np
import torch
from torch import nn
from torch.nn.functional import kl_div, log_softmax, mse_loss, softmax

from nlp.pairs import buckets
from nlp.training.batches import Batch, Names
from nlp.training.net import RELATIONS, Net, load, vocabulary
from nlp.training.rows import Row, read
from nlp.training.teach import TAUGHT
from nlp.training.train import Stream, cluener_loss, own_loss, score, shifted
from nlp.windows import TYPES

SHARES = {"own": 0.32, "cluener": 0.34, "silver": 0.16, "phrases": 0.08, "resume": 0.04, "finre": 0.06}
WARMTH = 2.0  # the temperature at which teachers and student are compared
BUDGET = 1250  # characters of a step


def taught(work: Path, name: str) -> list[Row]:
    """Return windows with what the teachers say of each (``taught``, and ``pairs`` where they judged them)."""
    rows = read(work / f"{name}.jsonl")
    with np.load(work / f"{name}-taught.npz") as arrays:
        emissions, pairs = arrays["emissions"], arrays.get("pairs")
        counts = arrays["counts"] if "counts" in arrays else np.zeros(len(rows), np.int64)
    at = of_pairs = 0
    for row, count in zip(rows, counts.tolist(), strict=True):
        row["taught"] = emissions[at : at + len(row["text"])]
        at += len(row["text"])
        if pairs is not None:
            row["pairs"] = pairs[of_pairs : of_pairs + count]
            of_pairs += count
    return rows


def distilled(net: Net, states: Any, batch: Batch) -> Any:
    """Return how far the student's view of each character is from the teachers', over windows that they have read."""
    known = [n for n, row in enumerate(batch.rows) if "taught" in row]
    if not known:
        return torch.zeros(())
    sizes = [len(net.crf[head].start_transitions) for head in TAUGHT]
    target = torch.zeros(len(known), batch.gold.shape[1], sum(sizes))
    for place, n in enumerate(known):
        said = torch.from_numpy(batch.rows[n]["taught"].astype(np.float32))
        target[place, : len(said)] = said
    inside, loss = batch.inside[known], torch.zeros(())
    for head, theirs in zip(TAUGHT, target.split(sizes, -1), strict=True):
        ours = log_softmax(net.emissions(head, states[known]).float()[inside] / WARMTH, -1)
        loss = loss + kl_div(ours, softmax(theirs[inside] / WARMTH, -1), reduction="batchmean") * WARMTH**2
    return loss


def states_of(net: Net, batch: Batch) -> Any:
    with torch.autocast("cpu", dtype=torch.bfloat16):
        return net.states(batch.ids, batch.mask, batch.rules).float()


class Lessons:
    """A loss for each kind of step."""

    def __init__(self, net: Net, base: Path, work: Path) -> None:
        self.net, self.vocab = net, vocabulary(base)
        self.own = taught(work, "train")
        self.names = Names(self.own)
        rows = {"own": self.own, "cluener": taught(work, "cluener-train"), "silver": taught(work, "silver")}
        rows |= {name: read(work / f"{name}-train.jsonl") for name in ("resume", "finre")}
        self.phrases = [
            {"text": text[:500], "mentions": [], "rules": [], "at": n}
            for n, text in enumerate(json.loads((work / "phrases.json").read_text("utf-8")))
        ]
        with np.load(work / "phrases.npz") as arrays:
            self.vectors = torch.from_numpy(arrays["vectors"].astype(np.float32))
        self.streams = {name: Stream(some, BUDGET) for name, some in {**rows, "phrases": self.phrases}.items()}

    def next(self, kind: str) -> Callable[[], Any]:
        """Return the loss of the next step of a kind, to be computed once or more over the same windows."""
        rows = [row for row in self.streams[kind].next() if len(row["text"]) <= 500]
        if kind == "own":
            rows = self.swapped(rows)
        head = "own" if kind in ("own", "silver") else "cluener" if kind == "cluener" else "resume"
        return partial(getattr(self, f"of_{kind}"), Batch(rows, self.vocab, head, keep_rules=0.85))

    def swapped(self, rows: list[Row]) -> list[Row]:
        """Return the windows with the names of some exchanged: these the teachers have not read."""
        out = []
        for row in rows:
            other = self.names.swap(row, 0.25) if random.random() < 0.35 else row
            if other["text"] != row["text"]:
                other.pop("taught")
            out.append(other)
        return [row for row in out if len(row["text"]) <= 500]

    def of_own(self, batch: Batch) -> Any:
        states = states_of(self.net, batch)
        return own_loss(self.net, batch, 0.3, states) + distilled(self.net, states, batch)

    def of_cluener(self, batch: Batch) -> Any:
        states = states_of(self.net, batch)
        return cluener_loss(self.net, batch, states=states) + distilled(self.net, states, batch)

    def of_silver(self, batch: Batch) -> Any:
        states = states_of(self.net, batch)
        loss = 1.5 * distilled(self.net, states, batch)
        if len(batch.index):
            said = torch.from_numpy(np.concatenate([row["pairs"] for row in batch.rows if len(row["pairs"])]))
            wanted = said.float()[:, : len(RELATIONS)].sigmoid()
            ours = self.net.pairs(states, batch.index)[:, : len(RELATIONS)]
            missed = nn.functional.binary_cross_entropy_with_logits(ours, wanted, reduction="sum")
            loss = loss + 0.3 * missed / (wanted.sum() + 8)
        return loss

    def of_resume(self, batch: Batch) -> Any:
        return cluener_loss(self.net, batch, head="resume")

    def of_finre(self, batch: Batch) -> Any:
        ends = np.array([(n, *one) for n, row in enumerate(batch.rows) for one in row["stated"]], np.int64)
        firm, where = TYPES.index("FIRM"), buckets(*ends[:, 1:5].T)
        index = np.column_stack([ends[:, :5], np.full((len(ends), 2), firm), where])
        logits = self.net.pairs(states_of(self.net, batch), torch.from_numpy(index), "finre")
        return nn.functional.cross_entropy(logits, torch.from_numpy(ends[:, 5]))

    def of_phrases(self, batch: Batch) -> Any:
        ours = self.net.vectors(states_of(self.net, batch))
        theirs = self.vectors[[row["at"] for row in batch.rows]]
        return 2 * (1 - (ours * theirs).sum(-1)).mean() + 20 * mse_loss(ours @ ours.T, theirs @ theirs.T)


@click.command()
@click.option("--base", required=True, type=click.Path(exists=True, path_type=Path))
@click.option("--work", required=True, type=click.Path(exists=True, path_type=Path))
@click.option("--start", default="narrow.pt", show_default=True)
@click.option("--out", default="net.pt", show_default=True)
@click.option("--minutes", default=40.0, show_default=True)
@click.option("--rate", default=1e-4, show_default=True)
@click.option("--adversarial", default=1.0, show_default=True, help="How far the characters' vectors are pushed (FGM).")
@click.option("--shares", help="Of each kind of step, like own=0.6,cluener=0.4, instead of the usual ones.")
@click.option("--seed", default=0, show_default=True)
@click.option("--threads", default=2, show_default=True)
def main(
    base: Path,
    work: Path,
    start: str,
    out: str,
    minutes: float,
    rate: float,
    adversarial: float,
    shares: str | None,
    seed: int,
    threads: int,
) -> None:
    """Train the student."""
    torch.set_num_threads(threads)
    torch.manual_seed(seed)
    random.seed(seed)
    kinds = {k: float(v) for k, v in (part.split("=") for part in shares.split(","))} if shares else SHARES
    net = load(base, work / start)
    lessons = Lessons(net, base, work)
    tune, others = read(work / "tune.jsonl"), read(work / "cluener-tune.jsonl")
    body = [p for n, p in net.named_parameters() if n.startswith("encoder.")]
    heads = [p for n, p in net.named_parameters() if not n.startswith("encoder.")]
    groups = [{"params": body, "lr": rate}, {"params": heads, "lr": min(2e-3, 20 * rate)}]
    optimiser = torch.optim.AdamW(groups, weight_decay=0.01, fused=True)
    tops = [group["lr"] for group in optimiser.param_groups]
    net.train()
    began = shown = time.time()
    progress, step = 0.0, 0
    losses: dict[str, float] = {}
    while progress < 1:
        for group, top in zip(optimiser.param_groups, tops, strict=True):
            group["lr"] = top * min((progress + 1e-3) / 0.06, (1 - progress) / 0.94)
        kind = random.choices(list(kinds), list(kinds.values()))[0]
        lesson = lessons.next(kind)
        loss = lesson()
        optimiser.zero_grad()
        loss.backward()
        if kind in ("own", "cluener"):
            with shifted(net.encoder.embeddings.word_embeddings.weight, adversarial):
                lesson().backward()
        nn.utils.clip_grad_norm_(net.parameters(), 1.0)
        optimiser.step()
        losses[kind] = 0.95 * losses.get(kind, loss.item()) + 0.05 * loss.item()
        step += 1
        now = time.time()
        progress = (now - began) / 60 / minutes
        if now - shown > 500 or progress >= 1:
            shown = now
            torch.save(net.state_dict(), work / out)
            seen = " ".join(f"{k} {losses.get(k, 0):.3f}×{s.epoch:.1f}" for k, s in lessons.streams.items())
            click.echo(f"{step} {progress:.2f} {seen}")
            click.echo(score(net, tune, lessons.vocab, "own"))
            click.echo(score(net, others, lessons.vocab, "cluener"))


if __name__ == "__main__":
    main()
