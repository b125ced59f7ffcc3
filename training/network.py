"""The encoder (MiniLM-L6 with word shapes) and its heads."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import load_file
from torch import Tensor, nn

from onrecord.language import pairs
from onrecord.language.tags import allowed
from onrecord.language.tokens import SHAPES
from training.windows import CHAINED

WIDTH, LAYERS, HEADS, INNER = 384, 6, 12, 1536
ARC, LABEL, LINK, PAIR = 256, 96, 96, 96
VECTORS = ("arc_dependent", "arc_head", "label_dependent", "label_head", "link_cue", "link_word", "later", "earlier")
NEVER = -1e4
TENTHS = 10.0
"""Tables that are added to scores are kept in tenths: Adam moves every weight as far, and theirs have farther to go."""
DISTANCES = (1, 2, 4, 8, 16, 32, 64)
FAR = 1 + 2 * (len(DISTANCES) + 1)


def far(words: Tensor, cues: Tensor) -> Tensor:
    """Where words lie from cues [n]: bucket 0 for the cue itself, then those before it, then those after it; [n, words]."""
    apart = words[None, :] - cues[:, None]
    bucket = 1 + sum((apart.abs() > distance).long() for distance in DISTANCES)
    return torch.where(apart == 0, 0, torch.where(apart < 0, bucket, bucket + len(DISTANCES) + 1))


class SharedDropout(nn.Module):
    """Dropout with one mask for all words of a window: element-wise masks cost 7 % of a step on CPU."""

    def __init__(self, rate: float) -> None:
        super().__init__()
        self.rate = rate

    def forward(self, x: Tensor) -> Tensor:
        if not self.training:
            return x
        return x * nn.functional.dropout(torch.ones_like(x[:, :1]), self.rate)


class Fused(torch.autograd.Function):
    """Attention over all pieces of a window as the one operator that onnxruntime has for it; for writing the file only."""

    @staticmethod
    def forward(_: object, query: Tensor, key: Tensor, value: Tensor) -> Tensor:  # type: ignore[override]
        if not torch.onnx.is_in_onnx_export():
            raise RuntimeError("attention without a mask is for writing the file only")
        return query + key + value  # nothing but the shape is looked at

    @staticmethod
    def symbolic(graph: Any, query: Any, key: Any, value: Any) -> Any:
        return graph.op("com.microsoft::MultiHeadAttention", query, key, value, num_heads_i=HEADS).setType(query.type())


class Layer(nn.Module):
    """One transformer layer, post-norm as in BERT; attention written out where there is no GPU: faster than the fused one there."""

    def __init__(self) -> None:
        super().__init__()
        self.query, self.key, self.value, self.out = (nn.Linear(WIDTH, WIDTH) for _ in range(4))
        self.norm1, self.norm2 = nn.LayerNorm(WIDTH, eps=1e-12), nn.LayerNorm(WIDTH, eps=1e-12)
        self.up, self.down = nn.Linear(WIDTH, INNER), nn.Linear(INNER, WIDTH)
        self.drop = SharedDropout(0.1)

    def forward(self, x: Tensor, bias: Tensor | None) -> Tensor:
        """`bias` is added to the scores of the pieces looked at; None in the file, where no window is padded."""
        mixed = Fused.apply(self.query(x), self.key(x), self.value(x)) if bias is None else self._mixed(x, bias)
        x = self.norm1(x + self.drop(self.out(mixed)))
        return self.norm2(x + self.drop(self.down(nn.functional.gelu(self.up(x)))))

    def _mixed(self, x: Tensor, bias: Tensor) -> Tensor:
        b, t, _ = x.shape

        def split(y: Tensor) -> Tensor:
            return y.view(b, t, HEADS, WIDTH // HEADS).transpose(1, 2)

        query, key, value = (split(made(x)) for made in (self.query, self.key, self.value))
        if x.is_cuda:
            mixed = nn.functional.scaled_dot_product_attention(query, key, value, bias.to(query.dtype))
        else:
            scores = query @ key.transpose(2, 3) * (WIDTH // HEADS) ** -0.5
            mixed = torch.softmax(scores + bias.to(scores.dtype), dim=-1) @ value
        return mixed.transpose(1, 2).reshape(b, t, WIDTH)


class Encoder(nn.Module):
    """Word pieces and the shapes of their words to vectors."""

    def __init__(self, vocabulary: int) -> None:
        super().__init__()
        self.pieces, self.positions = nn.Embedding(vocabulary, WIDTH), nn.Embedding(512, WIDTH)
        self.kind = nn.Parameter(torch.zeros(WIDTH))
        self.shapes = nn.Embedding(SHAPES, WIDTH)
        nn.init.zeros_(self.shapes.weight)
        self.norm, self.drop = nn.LayerNorm(WIDTH, eps=1e-12), SharedDropout(0.1)
        self.layers = nn.ModuleList(Layer() for _ in range(LAYERS))

    def forward(self, pieces: Tensor, shapes: Tensor, mask: Tensor | None) -> Tensor:
        places = torch.arange(pieces.shape[1], device=pieces.device)
        x = self.pieces(pieces) + self.positions(places) + self.kind + self.shapes(shapes)
        x = self.drop(self.norm(x))
        bias = None if mask is None else ((1.0 - mask) * -10000.0)[:, None, None, :]
        for layer in self.layers:
            x = layer(x, bias)
        return x

    @classmethod
    def pretrained(cls, path: Path) -> Encoder:
        """The encoder with the weights of a BERT-like safetensors file of six layers and 384 units."""
        old = {name.removeprefix("bert."): value for name, value in load_file(path).items()}
        made = cls(old["embeddings.word_embeddings.weight"].shape[0])
        new = {
            "pieces.weight": old["embeddings.word_embeddings.weight"],
            "positions.weight": old["embeddings.position_embeddings.weight"],
            "kind": old["embeddings.token_type_embeddings.weight"][0],
            "norm.weight": old["embeddings.LayerNorm.weight"],
            "norm.bias": old["embeddings.LayerNorm.bias"],
        }
        names = {
            "attention.self.query": "query", "attention.self.key": "key", "attention.self.value": "value",
            "attention.output.dense": "out", "attention.output.LayerNorm": "norm1",
            "intermediate.dense": "up", "output.dense": "down", "output.LayerNorm": "norm2",
        }  # fmt: skip
        for layer in range(LAYERS):
            for theirs, ours in names.items():
                for part in ("weight", "bias"):
                    new[f"layers.{layer}.{ours}.{part}"] = old[f"encoder.layer.{layer}.{theirs}.{part}"]
        missing, unexpected = made.load_state_dict(new, strict=False)
        if unexpected or missing != ["shapes.weight"]:
            raise ValueError(f"{path} does not fit the encoder: missing {missing}, unexpected {unexpected}")
        return made


def together(heads: Mapping[str, nn.Module], x: Tensor) -> Tensor:
    """What several linear heads say of the same words, in one product and one row."""
    return nn.functional.linear(x, *(torch.cat([getattr(head, part) for head in heads.values()]) for part in ("weight", "bias")))


def split(rows: Tensor, widths: Mapping[str, int]) -> dict[str, Tensor]:
    """The parts of rows, by name."""
    return dict(zip(widths, rows.split(list(widths.values()), dim=-1), strict=True))


class Biaffine(nn.Module):
    """Scores of word pairs: [x 1] U [y 1] (Dozat and Manning 2017)."""

    def __init__(self, width: int, labels: int) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.zeros(labels, width + 1, width + 1))
        nn.init.normal_(self.weight, std=0.02)

    @staticmethod
    def extend(x: Tensor) -> Tensor:
        return torch.cat([x, torch.ones_like(x[..., :1])], dim=-1)


class Network(nn.Module):
    """Encoder and heads. `labels` maps each classifying task to its inventory."""

    def __init__(self, encoder: Encoder, labels: dict[str, list[str]]) -> None:
        super().__init__()
        self.encoder, self.labels = encoder, labels
        self.classify = nn.ModuleDict({task: nn.Linear(WIDTH, len(names)) for task, names in labels.items() if task != "deprel"})
        self.occurrence = nn.Sequential(nn.Linear(WIDTH, 128), nn.LeakyReLU(0.1), nn.Linear(128, 1))
        self.arc_dependent, self.arc_head = nn.Linear(WIDTH, ARC), nn.Linear(WIDTH, ARC)
        self.label_dependent, self.label_head = nn.Linear(WIDTH, LABEL), nn.Linear(WIDTH, LABEL)
        self.arc, self.label = Biaffine(ARC, 1), Biaffine(LABEL, len(labels["deprel"]))
        self.link_cue, self.link_word = nn.Linear(WIDTH, LINK), nn.Linear(WIDTH, LINK)
        self.link = Biaffine(LINK, len(labels["attribution"]))
        self.link_distance = nn.Parameter(torch.zeros(FAR, len(labels["attribution"])))
        self.later, self.earlier, self.pair = nn.Linear(WIDTH, PAIR), nn.Linear(WIDTH, PAIR), Biaffine(PAIR, 1)
        self.pair_features = nn.Parameter(torch.zeros(pairs.TOTAL))
        self.steps = nn.ParameterDict({task: nn.Parameter(torch.zeros(len(labels[task]), len(labels[task]))) for task in CHAINED})
        self.drop, self.act = SharedDropout(0.3), nn.LeakyReLU(0.1)
        for task in CHAINED:
            legal = torch.from_numpy(allowed(labels[task]))
            self.register_buffer(f"legal_{task}", legal, persistent=False)
            self.register_buffer(f"begin_{task}", torch.tensor([NEVER * name.startswith("I-") for name in labels[task]]), persistent=False)

    def forward(self, pieces: Tensor, shapes: Tensor, mask: Tensor | None, first: Tensor, last: Tensor) -> dict[str, Tensor]:
        """Everything the tasks need, by word. A word is the mean of its first and last piece. No mask: no window is padded."""
        hidden = self.encoder(pieces, shapes, mask)

        def pick(index: Tensor) -> Tensor:
            return torch.gather(hidden, 1, index.unsqueeze(-1).expand(-1, -1, WIDTH))

        x = (pick(first) + pick(last)) * 0.5
        made = {"occurrence": self.occurrence(self.drop(x)).squeeze(-1)}
        made |= split(together(self.classify, self.drop(x)), {name: head.out_features for name, head in self.classify.items()})
        vectors = {name: getattr(self, name) for name in VECTORS}
        made |= split(self.drop(self.act(together(vectors, x))), {name: head.out_features for name, head in vectors.items()})
        extended = torch.matmul(Biaffine.extend(made.pop("arc_dependent")), self.arc.weight[0])
        made["arc"] = torch.matmul(extended, Biaffine.extend(made.pop("arc_head")).transpose(1, 2))
        return made

    def step_scores(self, task: str) -> Tensor:
        """Scores [before, after] of the steps between a task's tags."""
        legal: Tensor = getattr(self, f"legal_{task}")
        return TENTHS * self.steps[task].float() + legal

    def begin_scores(self, task: str) -> Tensor:
        """0 for tags that may begin a text, else a large negative number."""
        made: Tensor = getattr(self, f"begin_{task}")
        return made

    def link_scores(self, cue: Tensor, words: Tensor, distance: Tensor) -> Tensor:
        """Scores [n, words, tags] of words to play a part in the statements of n cues; `distance` are indices of `far`."""
        mixed = torch.einsum("nd,lde->nle", Biaffine.extend(cue), self.link.weight)
        return torch.einsum("nle,nwe->nwl", mixed, Biaffine.extend(words)) + TENTHS * self.link_distance[distance]

    def pair_scores(self, later: Tensor, earlier: Tensor, features: Tensor) -> Tensor:
        """Scores [n, n] of mentions to speak of the same thing as earlier ones; `features` [n, n, tables] of `pairs.features`."""
        scores = Biaffine.extend(later) @ self.pair.weight[0] @ Biaffine.extend(earlier).T
        return scores + TENTHS * self.pair_features[features].sum(-1)

    def label_scores(self, dependent: Tensor, head: Tensor) -> Tensor:
        """Scores [n, labels] of n pairs of label vectors."""
        return torch.einsum("nd,lde,ne->nl", Biaffine.extend(dependent), self.label.weight, Biaffine.extend(head))
