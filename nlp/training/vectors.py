"""The last layer of the vectors: from the student's states to the vectors that the base gives, by ridge regression.

    python -m nlp.training.vectors --base BASE --work WORK

A text is seen as the first state and the mean of the states of every layer: the lower layers have kept more of what the
base knew of meanings than the last, which serves the tags. Writes WORK/vector.npz.
"""

import json
from pathlib import Path
from typing import Any

import click
import numpy as np
import torch
from numpy.typing import NDArray

from nlp.training.net import WIDTH, Net, load, vocabulary
from nlp.training.teach import ordered
from nlp.windows import LIMIT

Array = NDArray[Any]


def views(net: Net, texts: list[str], vocab: dict[str, int]) -> Array:
    """Return (texts, layers * 2 * 512): the first state and the mean of the states, layer by layer."""
    out = np.zeros((len(texts), len(net.encoder.encoder.layer) * 2 * WIDTH), np.float32)
    first, last, unknown = (vocab[mark] for mark in ("[CLS]", "[SEP]", "[UNK]"))
    for numbers in ordered([len(text) for text in texts], 3000):
        codes = [[first, *(vocab.get(c.lower(), unknown) for c in texts[n]), last] for n in numbers]
        ids = torch.nn.utils.rnn.pad_sequence([torch.tensor(c) for c in codes], batch_first=True)
        mask = torch.arange(ids.shape[1]) < torch.tensor([[len(c)] for c in codes])
        embedded = net.encoder.embeddings.word_embeddings(ids) + net.rule_tags(torch.zeros_like(ids))
        layers = net.encoder(inputs_embeds=embedded, attention_mask=mask.long(), output_hidden_states=True)
        share = (mask / mask.sum(1, keepdim=True)).unsqueeze(1)
        parts = [part for x in layers.hidden_states[1:] for part in (x[:, 0].float(), (share @ x.float())[:, 0])]
        out[numbers] = torch.cat(parts, -1).numpy()
    return out


def ridge(seen: Array, wanted: Array, weight: float) -> tuple[Array, Array]:
    """Return the matrix and the bias of the linear map that is nearest; columns are brought to one scale before."""
    mean, scale = seen.mean(0), seen.std(0) + 1e-6
    middle = wanted.mean(0)
    columns = (seen - mean) / scale
    square = columns.T @ columns + weight * len(columns) * np.eye(columns.shape[1], dtype=np.float32)
    matrix = np.linalg.solve(square, columns.T @ (wanted - middle)) / scale[:, None]
    return matrix.astype(np.float32), (middle - mean @ matrix).astype(np.float32)


@click.command()
@click.option("--base", required=True, type=click.Path(exists=True, path_type=Path))
@click.option("--work", required=True, type=click.Path(exists=True, path_type=Path))
@click.option("--weights", default="net.pt", show_default=True)
@click.option("--ridge", "weight", default=1e-3, show_default=True, help="How much large weights cost.")
@click.option("--threads", default=2, show_default=True)
def main(base: Path, work: Path, weights: str, weight: float, threads: int) -> None:
    """Fit and write the last layer of the vectors."""
    torch.set_num_threads(threads)
    net = load(base, work / weights).eval()
    phrases = [text[:LIMIT] for text in json.loads((work / "phrases.json").read_text("utf-8"))]
    with np.load(work / "phrases.npz") as arrays:
        wanted = arrays["vectors"].astype(np.float32)
    with torch.no_grad(), torch.autocast("cpu", dtype=torch.bfloat16):
        seen = views(net, phrases, vocabulary(base))
    apart = np.arange(len(phrases)) % 20 == 0
    matrix, bias = ridge(seen[~apart], wanted[~apart], weight)
    ours = seen[apart] @ matrix + bias
    cosine = (ours * wanted[apart]).sum(1) / np.linalg.norm(ours, axis=1)
    click.echo(
        f"{len(phrases)} phrases; cosine with the base's vector on one in twenty kept apart: {cosine.mean():.3f}"
    )
    np.savez(work / "vector.npz", matrix=matrix, bias=bias)


if __name__ == "__main__":
    main()
