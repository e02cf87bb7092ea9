"""The network: one encoder, a tag head with a CRF for each label set, and a classifier of mention pairs."""

import json
from pathlib import Path
from typing import Any

import onnx
import torch
from onnx import numpy_helper
from torch import nn
from torchcrf import CRF
from transformers import BertConfig, BertModel

from nlp.training.rows import RESUME
from nlp.windows import TYPES, tag_names

RELATIONS = (
    "HOLDS_POSITION", "REPRESENTS", "LOCATED_IN", "OPERATES_IN", "PRODUCES", "SUPPLIES", "INVESTS_IN",
    "SUBSIDIARY_OF", "COOPERATES_WITH", "ORGANIZES", "PARTICIPATES_IN", "UPSTREAM_OF", "PART_OF", "MEMBER_OF",
)  # fmt: skip
MODALITIES = ("asserted", "planned", "ended")
CLUENER = ("address", "book", "company", "game", "government", "movie", "name", "organization", "position", "scene")
LABELS: dict[str, tuple[str, ...]] = {"own": TYPES, "cluener": CLUENER, "resume": RESUME}
HEADS = {name: tag_names(types) for name, types in LABELS.items()}
FINRE = 44
WIDTH, PAIR, TYPE, DISTANCES = 512, 256, 32, 8


def vocabulary(base: Path) -> dict[str, int]:
    """Return the characters of the base's tokenizer."""
    text = (base / "bge-small-zh-v1.5-tokenizer.json").read_text("utf-8")
    vocab: dict[str, int] = json.loads(text)["model"]["vocab"]
    return vocab


def base_encoder(base: Path) -> BertModel:
    """Return the ONNX weights of bge-small-zh-v1.5 as a torch BertModel (largest difference of outputs 2e-6)."""
    init = {t.name: numpy_helper.to_array(t) for t in onnx.load(str(base / "bge-small-zh-v1.5.onnx")).graph.initializer}
    config = BertConfig(
        vocab_size=21128, hidden_size=WIDTH, num_hidden_layers=4, num_attention_heads=8, intermediate_size=2048
    )
    model = BertModel(config, add_pooling_layer=False)
    state = {k: torch.tensor(init[k].copy()) for k in model.state_dict() if k in init}
    # weights of MatMul nodes have lost their names; they come in the order of the layers, transposed
    matmul = iter(sorted((n for n in init if n.startswith("onnx::MatMul")), key=lambda n: int(n.split("_")[1])))
    parts = ("attention.self.query", "attention.self.key", "attention.self.value", "attention.output.dense",
             "intermediate.dense", "output.dense")  # fmt: skip
    for layer in range(4):
        for part in parts:
            state[f"encoder.layer.{layer}.{part}.weight"] = torch.tensor(init[next(matmul)].T.copy())
    model.load_state_dict(state, strict=False)
    return model


class Net(nn.Module):
    """Characters and the rules' tags in; emissions of each head and the states out."""

    def __init__(self, encoder: BertModel, dropout: float = 0.15) -> None:
        super().__init__()
        self.encoder = encoder
        self.rule_tags = nn.Embedding(len(HEADS["own"]), WIDTH)
        nn.init.zeros_(self.rule_tags.weight)  # the base's own reading is where training starts
        self.drop = nn.Dropout(dropout)
        self.tag = nn.ModuleDict({name: nn.Linear(WIDTH, len(tags)) for name, tags in HEADS.items()})
        self.crf = nn.ModuleDict({name: CRF(len(tags), batch_first=True) for name, tags in HEADS.items()})
        self.types = nn.Embedding(len(TYPES), TYPE)
        self.distance = nn.Embedding(2 * DISTANCES, TYPE)
        self.one, self.other, self.between = nn.Linear(WIDTH, PAIR), nn.Linear(WIDTH, PAIR), nn.Linear(WIDTH, PAIR)
        self.kind = nn.Linear(3 * TYPE, PAIR)
        self.relation = nn.Linear(PAIR, len(RELATIONS) + len(MODALITIES))
        self.finre = nn.Linear(PAIR, FINRE)
        self.vector = nn.Linear(WIDTH, WIDTH)
        nn.init.eye_(self.vector.weight)  # the base's vector of a text is its first state
        nn.init.zeros_(self.vector.bias)

    def states(self, ids: Any, mask: Any, rules: Any) -> Any:
        """Return the last states of all positions, [CLS] and [SEP] included."""
        embedded = self.encoder.embeddings.word_embeddings(ids) + self.rule_tags(rules)
        return self.encoder(inputs_embeds=embedded, attention_mask=mask).last_hidden_state

    def emissions(self, head: str, states: Any) -> Any:
        """Return a score for each character and tag of a head."""
        return self.tag[head](self.drop(states))[:, 1:-1]

    def vectors(self, states: Any) -> Any:
        """Return a vector of each text, of length 1: in training it holds the last states near the base's meanings.

        What ships has a last layer of its own (``nlp.training.vectors``).
        """
        return nn.functional.normalize(self.vector(states[:, 0]), dim=-1)

    def pairs(self, states: Any, index: Any, last: str = "relation") -> Any:
        """Return logits of relations and modalities for rows of (window, spans, types, distance); see ``Batch``.

        ``last`` is the layer that judges: ``relation``, or ``finre`` for the classes of FinRE.
        """
        sums = torch.nn.functional.pad(states[:, 1:-1].float().cumsum(1), (0, 0, 1, 0))
        window = index[:, 0]

        def mean(start: Any, end: Any) -> Any:
            return (sums[window, end] - sums[window, start]) / (end - start).clamp(min=1).unsqueeze(1)

        one, other = mean(index[:, 1], index[:, 2]), mean(index[:, 3], index[:, 4])
        begin, end = torch.minimum(index[:, 2], index[:, 4]), torch.maximum(index[:, 1], index[:, 3])
        between = mean(begin, torch.maximum(begin, end))
        kind = torch.cat([self.types(index[:, 5]), self.types(index[:, 6]), self.distance(index[:, 7])], 1)
        hidden = self.one(self.drop(one)) + self.other(self.drop(other)) + self.between(self.drop(between))
        judge = self.finre if last == "finre" else self.relation
        return judge(self.drop(torch.nn.functional.gelu(hidden + self.kind(kind))))


def load(base: Path, weights: Path) -> Net:
    """Return the net of saved weights; its layers may be narrower than the base's, and heads it never had are new."""
    state = {name: value.float() for name, value in torch.load(weights).items()}
    encoder = base_encoder(base)
    for number, layer in enumerate(encoder.encoder.layer):
        size = state[f"encoder.encoder.layer.{number}.intermediate.dense.weight"].shape[0]
        layer.intermediate.dense, layer.output.dense = nn.Linear(WIDTH, size), nn.Linear(size, WIDTH)
    net = Net(encoder)
    missing, unknown = net.load_state_dict(state, strict=False)
    if unknown or any(name.startswith("encoder.") for name in missing):
        raise ValueError(f"{weights}: unknown {unknown}, missing {missing}")
    return net
