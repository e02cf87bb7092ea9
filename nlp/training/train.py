"""Step 2: fine-tune the encoder with all heads.

    python -m nlp.training.train --base BGE --work WORK [--epochs 12]

Own windows and CLUENER sentences alternate. ``--minutes`` bounds the time whatever the machine: the learning
rate then follows the clock. The last weights lie in WORK/net.pt.
"""

# ruff: noqa: S311, D102, D103, PLR0913 - chance here is for training only
import random
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import click
import torch
from torch import nn

from nlp.training.batches import Batch, Names, batches, decode
from nlp.training.net import RELATIONS, Net, base_encoder, load, vocabulary
from nlp.training.rows import read
from nlp.windows import TYPES

ORGANISATIONS = frozenset(range(5))


class Stream:
    """Endless shuffled batches."""

    def __init__(self, rows: list[Any], budget: int) -> None:
        self.rows, self.budget, self.epoch = rows, budget, 0.0
        self.left: list[Any] = []
        self.size = 1

    def next(self) -> list[Any]:
        if not self.left:
            self.left = batches(self.rows, self.budget)
            self.size = len(self.left)
        self.epoch += 1 / self.size
        return self.left.pop()


def own_loss(net: Net, batch: Batch, weight: float, states: Any = None) -> Any:
    """Return the loss of tags and pairs; ``states`` may have been read already."""
    if states is None:
        with torch.autocast("cpu", dtype=torch.bfloat16):
            states = net.states(batch.ids, batch.mask, batch.rules)
    loss = -net.crf["own"](net.emissions("own", states.float()), batch.gold, mask=batch.inside, reduction="token_mean")
    if len(batch.index):
        logits = net.pairs(states, batch.index)
        relation = nn.functional.binary_cross_entropy_with_logits(
            logits[:, : len(RELATIONS)], batch.truth, reduction="sum"
        )
        loss = loss + weight * relation / (batch.truth.sum() + 8)
        if (batch.modality >= 0).any():
            modality = nn.functional.cross_entropy(logits[:, len(RELATIONS) :], batch.modality)
            loss = loss + 0.3 * weight * modality
    return loss


def cluener_loss(net: Net, batch: Batch, states: Any = None, head: str = "cluener") -> Any:
    """Return the loss of a head's tags."""
    if states is None:
        with torch.autocast("cpu", dtype=torch.bfloat16):
            states = net.states(batch.ids, batch.mask, batch.rules)
    emissions = net.emissions(head, states.float())
    return -net.crf[head](emissions, batch.gold, mask=batch.inside, reduction="token_mean")


@contextmanager
def shifted(weight: Any, size: float) -> Iterator[None]:
    """Push a table of vectors where the loss grows most, for one more pass (fast gradient method)."""
    push = weight.grad * (size / (weight.grad.norm() + 1e-8))
    with torch.no_grad():
        weight.add_(push)
    yield
    with torch.no_grad():
        weight.sub_(push)


def score(net: Net, rows: list[Any], vocab: dict[str, int], head: str) -> str:
    """Return F1 by type, and of pairs between the right mentions, as one line."""
    net.eval()
    counts: dict[str, Counter[str]] = {}
    pairs: Counter[str] = Counter()
    with torch.no_grad(), torch.autocast("cpu", dtype=torch.bfloat16):
        for some in batches(rows, 4000):
            batch = Batch(some, vocab, head)
            states = net.states(batch.ids, batch.mask, batch.rules)
            for n, tags in enumerate(net.crf[head].decode(net.emissions(head, states).float(), batch.inside)):
                found, gold = decode(tags, head), decode(batch.gold[n, : len(tags)].tolist(), head)
                for name, keep in groups(head):
                    hits = Counter(
                        hit=sum(s[2] in keep for s in found & gold),
                        found=sum(s[2] in keep for s in found),
                        gold=sum(s[2] in keep for s in gold),
                    )
                    counts.setdefault(name, Counter()).update(hits)
            if head == "own" and len(batch.index):
                sure = net.pairs(states, batch.index)[:, : len(RELATIONS)] > 0
                pairs.update(hit=int((sure & (batch.truth > 0)).sum()), found=int(sure.sum()))
                pairs.update(gold=int(batch.truth.sum()))
    net.train()
    shown = {**counts, "pairs": pairs} if head == "own" else counts
    return " ".join(f"{k} {2 * v['hit'] / max(v['found'] + v['gold'], 1):.3f}" for k, v in shown.items())


def groups(head: str) -> list[tuple[str, frozenset[int]]]:
    if head == "cluener":
        return [("cluener", frozenset(range(10)))]
    return [("all", frozenset(range(14))), ("ORG", ORGANISATIONS)] + [(t, frozenset([n])) for n, t in enumerate(TYPES)]


@click.command()
@click.option("--base", required=True, type=click.Path(exists=True, path_type=Path), help="Folder of bge-small-zh.")
@click.option("--work", required=True, type=click.Path(exists=True, path_type=Path))
@click.option("--epochs", default=12.0, show_default=True, help="Passes over our own texts.")
@click.option("--minutes", type=float, help="Stop after so many minutes instead.")
@click.option("--cluener", "share", default=0.5, show_default=True, help="Share of steps on CLUENER.")
@click.option("--pairs", "weight", default=0.3, show_default=True, help="Weight of the pairs' loss.")
@click.option("--start", type=click.Path(exists=True, path_type=Path), help="Go on from these weights.")
@click.option("--adversarial", default=0.0, show_default=True, help="How far the characters' vectors are pushed (FGM).")
@click.option("--rate", default=1e-4, show_default=True)
@click.option("--seed", default=0, show_default=True)
@click.option("--threads", default=2, show_default=True)
@click.option("--out", default="net.pt", show_default=True)
def main(
    base: Path,
    work: Path,
    epochs: float,
    minutes: float | None,
    share: float,
    weight: float,
    start: Path | None,
    adversarial: float,
    rate: float,
    seed: int,
    threads: int,
    out: str,
) -> None:
    """Fine-tune the encoder and its heads."""
    torch.set_num_threads(threads)
    torch.manual_seed(seed)
    random.seed(seed)
    vocab = vocabulary(base)
    train, tune, dev = (read(work / f"{name}.jsonl") for name in ("train", "tune", "dev"))
    others, others_tune, others_dev = (read(work / f"cluener-{name}.jsonl") for name in ("train", "tune", "dev"))
    net, names = load(base, start) if start else Net(base_encoder(base)), Names(train)
    body = [p for n, p in net.named_parameters() if n.startswith("encoder.")]
    heads = [p for n, p in net.named_parameters() if not n.startswith("encoder.")]
    optimiser = torch.optim.AdamW(
        [{"params": body, "lr": rate}, {"params": heads, "lr": min(2e-3, 20 * rate)}], weight_decay=0.01, fused=True
    )
    tops = [group["lr"] for group in optimiser.param_groups]
    own, other = Stream(train, 1250), Stream(others, 1250)
    net.train()
    began = shown = time.time()
    progress, step = 0.0, 0
    while progress < 1:
        for group, top in zip(optimiser.param_groups, tops, strict=True):
            group["lr"] = top * min((progress + 1e-3) / 0.06, (1 - progress) / 0.94)
        if random.random() < share:
            batch = Batch(other.next(), vocab, "cluener", keep_rules=0.7)
            again = partial(cluener_loss, net, batch)
        else:
            rows = [names.swap(r, 0.25) if random.random() < 0.4 else r for r in own.next()]
            rows = [r for r in rows if len(r["text"]) < 500]
            again = partial(own_loss, net, Batch(rows, vocab, "own", keep_rules=0.8), weight)
        loss = again()
        optimiser.zero_grad()
        loss.backward()
        if adversarial:
            with shifted(net.encoder.embeddings.word_embeddings.weight, adversarial):
                again().backward()
        nn.utils.clip_grad_norm_(net.parameters(), 1.0)
        optimiser.step()
        step += 1
        now = time.time()
        progress = (now - began) / 60 / minutes if minutes else own.epoch / epochs
        if now - shown > 400 or progress >= 1:
            shown = now
            torch.save(net.state_dict(), work / out)
            part = dev if progress >= 1 else tune
            click.echo(
                f"{step} {progress:.2f} own {own.epoch:.1f} cluener {other.epoch:.1f} loss {loss.item():.3f} "
                + score(net, part, vocab, "own")
            )
            click.echo(score(net, others_dev if progress >= 1 else others_tune, vocab, "cluener"))


if __name__ == "__main__":
    main()
