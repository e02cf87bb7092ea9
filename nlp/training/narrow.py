"""Half of the encoder's inner neurons, those that matter least, are taken out: the student is what is left.

    python -m nlp.training.narrow --base BASE --work WORK --weights teacher.pt --out narrow.pt

A neuron matters by the mean of |its value × the loss's gradient there| over training windows: the first-order change of
the loss if it were silent (Michel et al. 2019; Molchanov et al. 2017).
"""

# ruff: noqa: D103, PLR0913 - steps to run, no interface
import random
from pathlib import Path
from typing import Any

import click
import torch

from nlp.training.batches import Batch, batches
from nlp.training.net import Net, load, vocabulary
from nlp.training.rows import read
from nlp.training.train import cluener_loss, own_loss


def importance(net: Net, work: Path, vocab: dict[str, int], steps: int) -> list[Any]:
    """Return for each layer how much each inner neuron matters."""
    kept: dict[int, Any] = {}
    layers = net.encoder.encoder.layer
    sums = [torch.zeros(layer.intermediate.dense.out_features) for layer in layers]

    def keep(number: int) -> Any:
        def hook(_module: Any, _inputs: Any, output: Any) -> None:
            output.retain_grad()
            kept[number] = output

        return hook

    hooks = [layer.intermediate.register_forward_hook(keep(n)) for n, layer in enumerate(layers)]
    own, other = (batches(read(work / f"{name}.jsonl"), 1250) for name in ("train", "cluener-train"))
    for _ in range(steps):
        own_loss(net, Batch(random.choice(own), vocab, "own"), 0.3).backward()  # noqa: S311 - no secret
        add(sums, kept)
        cluener_loss(net, Batch(random.choice(other), vocab, "cluener")).backward()  # noqa: S311 - no secret
        add(sums, kept)
    for hook in hooks:
        hook.remove()
    return sums


def add(sums: list[Any], kept: dict[int, Any]) -> None:
    for number, output in kept.items():
        sums[number] += (output * output.grad).abs().sum((0, 1)).float().detach()


def narrow(state: dict[str, Any], sums: list[Any], width: int) -> dict[str, Any]:
    """Return the weights with ``width`` inner neurons a layer."""
    state = dict(state)
    for number, values in enumerate(sums):
        best = values.topk(width).indices.sort().values
        inner, outer = (f"encoder.encoder.layer.{number}.{part}.dense" for part in ("intermediate", "output"))
        state[f"{inner}.weight"] = state[f"{inner}.weight"][best]
        state[f"{inner}.bias"] = state[f"{inner}.bias"][best]
        state[f"{outer}.weight"] = state[f"{outer}.weight"][:, best]
        click.echo(f"layer {number}: {values[best].sum() / values.sum():.3f} of the importance kept")
    return state


@click.command()
@click.option("--base", required=True, type=click.Path(exists=True, path_type=Path))
@click.option("--work", required=True, type=click.Path(exists=True, path_type=Path))
@click.option("--weights", required=True, help="The teacher that the student is cut from.")
@click.option("--out", default="narrow.pt", show_default=True)
@click.option("--width", default=1024, show_default=True, help="Inner neurons of each layer that stay.")
@click.option("--steps", default=40, show_default=True)
@click.option("--threads", default=2, show_default=True)
def main(base: Path, work: Path, weights: str, out: str, width: int, steps: int, threads: int) -> None:
    """Write the narrow weights."""
    torch.set_num_threads(threads)
    torch.manual_seed(0)
    random.seed(0)
    net = load(base, work / weights).eval()
    torch.save(narrow(net.state_dict(), importance(net, work, vocabulary(base), steps), width), work / out)


if __name__ == "__main__":
    main()
