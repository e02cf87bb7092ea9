"""What the teachers say of every window, once: the student's steps then cost only the student.

    python -m nlp.training.teach --base BASE --work WORK --weights a.pt,b.pt

For each file of windows WORK/<name>-taught.npz: the mean of the teachers' emissions (own tags, then CLUENER's) of all
characters one after the other, and for the unlabelled windows their pairs' logits. The mentions that the teachers find
there stand in WORK/silver.jsonl. WORK/phrases.npz holds the base's own vectors.
"""

# ruff: noqa: D103 - steps to run, no interface
import json
from pathlib import Path
from typing import Any

import click
import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from nlp.training.batches import Batch
from nlp.training.net import Net, base_encoder, load, vocabulary
from nlp.training.rows import Row, read, write
from nlp.viterbi import Tagging, spans

TAUGHT = ("own", "cluener")
FILES = ("train", "cluener-train", "silver")
Array = NDArray[Any]


def ordered(sizes: list[int], budget: int) -> list[list[int]]:
    """Return numbers of texts in batches of like sizes."""
    out: list[list[int]] = [[]]
    for number in sorted(range(len(sizes)), key=lambda n: sizes[n]):
        if out[-1] and (len(out[-1]) + 1) * (sizes[number] + 2) > budget:
            out.append([])
        out[-1].append(number)
    return out


def emissions(net: Net, rows: list[Row], vocab: dict[str, int]) -> list[Array]:
    """Return for each window its (characters, tags of both heads)."""
    out: list[Array] = [np.empty(0)] * len(rows)
    for numbers in ordered([len(row["text"]) for row in rows], 3000):
        batch = Batch([{**rows[n], "mentions": []} for n in numbers], vocab, "cluener")
        states = net.states(batch.ids, batch.mask, batch.rules)
        both = torch.cat([net.emissions(head, states) for head in TAUGHT], -1).float().numpy()
        for number, scores in zip(numbers, both, strict=True):
            out[number] = scores[: len(rows[number]["text"])]
    return out


def pair_logits(net: Net, rows: list[Row], vocab: dict[str, int]) -> list[Array]:
    """Return for each window the logits of its pairs, in the order in which ``Batch`` makes them."""
    out: list[Array] = [np.empty(0)] * len(rows)
    for numbers in ordered([len(row["text"]) for row in rows], 3000):
        batch = Batch([rows[n] for n in numbers], vocab, "own")
        logits = net.pairs(net.states(batch.ids, batch.mask, batch.rules), batch.index).float().numpy()
        for place, number in enumerate(numbers):
            out[number] = logits[batch.index[:, 0].numpy() == place]
    return out


def found(net: Net, rows: list[Row], scores: list[Array]) -> None:
    """Write into each window the mentions that the teachers find; each name is a thing of its own."""
    crf, size = net.crf["own"], len(net.crf["own"].start_transitions)
    parts = (crf.transitions, crf.start_transitions, crf.end_transitions)
    tagging = Tagging.make(*(part.detach().numpy() for part in parts))
    own = [score[:, :size].astype(np.float32) for score in scores]
    for row, tags in zip(rows, tagging.decode(own), strict=True):
        names: dict[str, int] = {}
        row["mentions"] = [(a, b, kind, names.setdefault(row["text"][a:b], len(names))) for a, b, kind in spans(tags)]
        row["relations"], row["tied"] = [], []


def base_vectors(base: Path, texts: list[str]) -> Array:
    """Return the vectors that the base itself gives, with its own words of Latin letters and figures."""
    from tokenizers import Tokenizer  # type: ignore[import-not-found]  # noqa: PLC0415 - comes with transformers

    tokenizer, encoder = Tokenizer.from_file(str(base / "bge-small-zh-v1.5-tokenizer.json")), base_encoder(base).eval()
    tokenizer.enable_padding()
    tokenizer.enable_truncation(512)
    out = np.zeros((len(texts), encoder.config.hidden_size), np.float16)
    for numbers in ordered([len(text) for text in texts], 3000):
        coded = tokenizer.encode_batch([texts[n] for n in numbers])
        ids, mask = (torch.tensor([getattr(c, part) for c in coded]) for part in ("ids", "attention_mask"))
        states = encoder(input_ids=ids, attention_mask=mask).last_hidden_state
        out[numbers] = nn.functional.normalize(states[:, 0].float(), dim=-1).numpy()
    return out


def joined(rows: list[Array]) -> Array:
    return np.concatenate([row for row in rows if len(row)]).astype(np.float16)


@click.command()
@click.option("--base", required=True, type=click.Path(exists=True, path_type=Path))
@click.option("--work", required=True, type=click.Path(exists=True, path_type=Path))
@click.option("--weights", required=True, help="The teachers, comma-separated.")
@click.option("--files", default=",".join(FILES), show_default=True, help="Of which windows.")
@click.option("--threads", default=2, show_default=True)
def main(base: Path, work: Path, weights: str, files: str, threads: int) -> None:
    """Write what the teachers say."""
    torch.set_num_threads(threads)
    vocab, nets = vocabulary(base), [load(base, work / name).eval() for name in weights.split(",")]
    with torch.no_grad(), torch.autocast("cpu", dtype=torch.bfloat16):
        phrases = json.loads((work / "phrases.json").read_text("utf-8"))
        np.savez(work / "phrases.npz", vectors=base_vectors(base, phrases))
        for name in files.split(","):
            rows = read(work / ("windows.jsonl" if name == "silver" else f"{name}.jsonl"))
            said = [emissions(net, rows, vocab) for net in nets]
            mean = [sum(each) / len(nets) for each in zip(*said, strict=True)]
            arrays = {"emissions": joined(mean)}
            if name == "silver":
                found(nets[0], rows, mean)
                write(work / f"{name}.jsonl", rows)
                logits = [pair_logits(net, rows, vocab) for net in nets]
                every = [sum(each) / len(nets) for each in zip(*logits, strict=True)]
                arrays |= {"pairs": joined(every), "counts": np.array([len(each) for each in every])}
            np.savez(work / f"{name}-taught.npz", **arrays)  # type: ignore[arg-type]  # numpy reads a flag there
            click.echo(f"{name}: {len(rows)} windows, {len(arrays['emissions'])} characters")


if __name__ == "__main__":
    main()
