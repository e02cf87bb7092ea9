"""Step 3: weights to one int8 ONNX file with its small companions, hashed.

python -m nlp.training.export --base BGE --work WORK --out nlp/model
"""

# ruff: noqa: D103 - steps to run, no interface
import hashlib
import json
from pathlib import Path
from typing import Any

import click
import numpy as np
import onnx
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic

from nlp.training.graph import Frozen
from nlp.training.net import HEADS, LABELS, MODALITIES, RELATIONS, Net, load, vocabulary


def characters(vocab: dict[str, int]) -> dict[str, int]:
    """Return the entries that a single character or a mark of the model can be, by their place in the base."""
    kept = {t: n for t, n in vocab.items() if len(t) == 1 or t in ("[PAD]", "[UNK]", "[CLS]", "[SEP]")}
    return dict(sorted(kept.items(), key=lambda item: item[1]))


def heads(net: Net) -> dict[str, Any]:
    """Return the small arrays that numpy applies: transitions of the CRFs and the last layers of the pairs."""
    arrays: dict[str, Any] = {}
    for name in HEADS:
        crf = net.crf[name]
        arrays |= {
            f"{name}_transitions": crf.transitions,
            f"{name}_start": crf.start_transitions,
            f"{name}_end": crf.end_transitions,
        }
    arrays |= {"types": net.types.weight, "distance": net.distance.weight}
    for name, module in (("kind", net.kind), ("relation", net.relation), ("finre", net.finre)):
        arrays |= {f"{name}_weight": module.weight.T, f"{name}_bias": module.bias}
    arrays["between_bias"] = net.between.bias
    return {name: array.detach().numpy().astype(np.float32) for name, array in arrays.items()}


def sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


@click.command()
@click.option("--base", required=True, type=click.Path(exists=True, path_type=Path))
@click.option("--work", required=True, type=click.Path(exists=True, path_type=Path))
@click.option("--weights", default="net.pt", show_default=True)
@click.option("--out", required=True, type=click.Path(path_type=Path))
def main(base: Path, work: Path, weights: str, out: Path) -> None:
    """Write encoder.onnx, heads.npz and model.json."""
    vocab = vocabulary(base)
    net = load(base, work / weights).eval()
    kept = characters(vocab)
    with np.load(work / "vector.npz") as vector:
        frozen = Frozen(net, list(kept.values()), vector["matrix"], vector["bias"]).eval()
    example = (torch.ones(2, 9, dtype=torch.long), torch.zeros(2, 9, dtype=torch.long), torch.tensor([9, 7]))
    plain, out_file = work / "encoder-float.onnx", out / "encoder.onnx"
    out.mkdir(parents=True, exist_ok=True)
    axes = {"ids": {0: "b", 1: "t"}, "rules": {0: "b", 1: "t"}, "lengths": {0: "b"}, "out": {0: "b", 1: "t"},
            "vector": {0: "b"}}  # fmt: skip
    torch.onnx.export(
        frozen, example, str(plain), input_names=["ids", "rules", "lengths"], output_names=["out", "vector"],
        dynamic_axes=axes, opset_version=17, dynamo=False,
    )  # fmt: skip
    exact = ["/vector/Gemm", "/vector/Gemm_MatMul"]  # its columns have scales too far apart for eight bits
    quantize_dynamic(
        plain, out_file, weight_type=QuantType.QInt8, per_channel=True, op_types_to_quantize=["MatMul"],
        nodes_to_exclude=exact,
    )  # fmt: skip
    model = onnx.load(str(out_file))
    model.doc_string = ""
    onnx.save(model, str(out_file))
    np.savez(out / "heads.npz", **heads(net))
    settings = {
        "characters": list(kept),
        "heads": LABELS,
        "relations": RELATIONS,
        "modalities": MODALITIES,
        "finre": json.loads((work / "finre-classes.json").read_text("utf-8")),
        "sha256": {name: sha256(out / name) for name in ("encoder.onnx", "heads.npz")},
    }
    old = out / "model.json"
    if old.exists():
        settings = {**json.loads(old.read_text("utf-8")), **settings}
    old.write_text(json.dumps(settings, ensure_ascii=False, indent=1) + "\n", "utf-8")
    click.echo(f"{out_file.stat().st_size / 1e6:.1f} MB, {len(kept)} characters")


if __name__ == "__main__":
    main()
