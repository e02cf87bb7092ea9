"""The network as it runs without torch: the same weights in a forward pass that exports to plain ONNX operators."""

# ruff: noqa: D102, D103 - steps to run, no interface
import math
from typing import Any

import torch
from torch import nn
from torch.nn.functional import gelu, layer_norm, softmax

from nlp.training.net import LABELS, WIDTH, Net

HEADS, LAYERS = 8, 4


class Frozen(nn.Module):
    """BERT's forward pass with the heads as one matrix: ids, the rules' tags and lengths in, emissions and
    projections of each character and the vector of each text out.

    The table of characters holds only ``keep``, in half precision: a text is read character by character.
    """

    def __init__(self, net: Net, keep: list[int], matrix: Any, bias: Any) -> None:
        super().__init__()
        self.net, self.bert = net, net.encoder
        words = self.bert.embeddings.word_embeddings.weight[torch.tensor(keep)]
        self.words = nn.Parameter(words.half(), requires_grad=False)
        parts = [*(net.tag[name] for name in LABELS), net.one, net.other, net.between]
        self.out = nn.Linear(WIDTH, sum(p.out_features for p in parts))
        self.out.weight.data = torch.cat([p.weight.data for p in parts])
        self.out.bias.data = torch.cat([p.bias.data for p in parts])
        self.vector = nn.Linear(*matrix.shape)
        self.vector.weight.data, self.vector.bias.data = torch.tensor(matrix.T.copy()), torch.tensor(bias)
        for layer in self.bert.encoder.layer:
            attention = layer.attention.self
            layer.joint = nn.Linear(WIDTH, 3 * WIDTH)
            three = (attention.query, attention.key, attention.value)
            layer.joint.weight.data = torch.cat([p.weight.data for p in three])
            layer.joint.bias.data = torch.cat([p.bias.data for p in three])

    def forward(self, ids: Any, rules: Any, lengths: Any) -> Any:
        embeddings = self.bert.embeddings
        positions = torch.arange(ids.shape[1])
        x = self.words[ids].float() + self.net.rule_tags.weight[rules]
        x = x + embeddings.position_embeddings.weight[positions] + embeddings.token_type_embeddings.weight[0]
        x = norm(embeddings.LayerNorm, x)
        outside = (positions[None, :] >= lengths[:, None]).float()[:, None, :]
        hidden, share, seen_as = outside[:, None] * -1e4, (1 - outside) / lengths[:, None, None], []
        for layer in self.bert.encoder.layer:
            size = (x.shape[0], x.shape[1], 3, HEADS, WIDTH // HEADS)
            q, k, v = layer.joint(x).reshape(size).permute(2, 0, 3, 1, 4).unbind(0)
            weights = softmax(q @ k.transpose(-1, -2) / math.sqrt(WIDTH // HEADS) + hidden, -1)
            seen = (weights @ v).transpose(1, 2).reshape(x.shape[0], x.shape[1], WIDTH)
            x = norm(layer.attention.output.LayerNorm, x + layer.attention.output.dense(seen))
            wide = gelu(layer.intermediate.dense(x))
            x = norm(layer.output.LayerNorm, x + layer.output.dense(wide))
            seen_as += [x[:, 0], (share @ x)[:, 0]]
        vector = self.vector(torch.cat(seen_as, -1))
        return self.out(x[:, 1:-1]), vector / vector.norm(dim=-1, keepdim=True)


def norm(module: Any, x: Any) -> Any:
    return layer_norm(x, (WIDTH,), module.weight, module.bias, module.eps)
