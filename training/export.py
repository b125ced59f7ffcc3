"""Write the trained network as one int8 ONNX file: `python -m training.export --run DIR`.

Weights are quantised per channel (per tensor costs one point of LAS); activations take their scale when the model runs.
"""

from __future__ import annotations

import argparse
import copy
import json
import warnings
from pathlib import Path

import onnx
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import Tensor, nn

from onrecord.language.pieces import Pieces
from training.network import TENTHS, Encoder, Network
from training.windows import CHAINED

TARGET = Path("src/onrecord/language/model/model.onnx")
CHOICES = ("upos", "xpos", "feats", "entity")
SCORES = (
    "names", "attribution", "start", "occurrence", "arc", "label_dependent", "label_head",
    "link_cue", "link_word", "later", "earlier",
)  # fmt: skip
CONSTANTS = ("label_weight", "link_weight", "link_distance", "pair_weight", "pair_features", "steps_names", "steps_attribution")


class Rows(nn.Module):
    """An embedding in int8 with a scale for each row: four times as near to the trained one as with one scale for all."""

    def __init__(self, embedding: nn.Embedding) -> None:
        super().__init__()
        scale = embedding.weight.detach().abs().amax(1, keepdim=True).clamp(min=1e-9) / 127
        self.register_buffer("scale", scale)
        self.register_buffer("rows", torch.round(embedding.weight.detach() / scale).to(torch.int8))

    def forward(self, index: Tensor) -> Tensor:
        return nn.functional.embedding(index, self.rows).float() * nn.functional.embedding(index, self.scale)


class Exported(nn.Module):
    """The network with the outputs that decoding reads, in a fixed order."""

    def __init__(self, network: Network) -> None:
        super().__init__()
        self.network = network

    def forward(self, pieces: Tensor, shapes: Tensor, first: Tensor, last: Tensor) -> tuple[Tensor, ...]:
        out = self.network(pieces, shapes, None, first, last)
        own = self.network
        weights = (own.label.weight, own.link.weight, TENTHS * own.link_distance, own.pair.weight[0], TENTHS * own.pair_features)
        tables = (*weights, *(TENTHS * own.steps[task] for task in CHAINED))
        return (*(out[name].argmax(-1) for name in CHOICES), *(out[name] for name in SCORES), *(t + 0.0 for t in tables))


def load(run: Path, vocabulary: Path, *, earlier: Path | None = None, share: float = 0.6) -> Network:
    """The network of a run's last checkpoint; with `earlier`, the checkpoint that the run began from, a mean of both.

    The mean of two weights of one descent reads better than either (Wortsman et al. 2022): +0.4 LAS on GUM dev, +0.5 on EWT dev.
    `share` is what the run itself counts for. Heads that the earlier one does not have are the run's own.
    """
    labels = json.loads((run / "labels.json").read_text(encoding="utf-8"))
    network = Network(Encoder(Pieces(vocabulary).size), labels)
    state = torch.load(run / "checkpoint.pt", weights_only=True)
    weights = state["network"] | state.get("average", {})
    if earlier is not None:
        old = torch.load(earlier, weights_only=True)
        old = old["network"] | old.get("average", {})
        weights |= {name: share * weights[name] + (1 - share) * value for name, value in old.items() if _fits(weights, name, value)}
    network.load_state_dict(weights)
    print(f"checkpoint at step {state['step']}, {state['seen']:,} pieces")
    return network.eval()


def _fits(weights: dict[str, Tensor], name: str, value: Tensor) -> bool:
    return name in weights and weights[name].shape == value.shape and value.is_floating_point()


def export(network: Network, target: Path, *, fp32: Path | None = None) -> None:
    """Write the int8 file, and the fp32 one if a path is given."""
    target.parent.mkdir(parents=True, exist_ok=True)
    if fp32 is not None:
        write(network, fp32)
    rounded = copy.deepcopy(network)
    encoder = rounded.encoder
    encoder.pieces, encoder.positions = Rows(network.encoder.pieces), Rows(network.encoder.positions)  # type: ignore[assignment]
    plain = target.with_suffix(".tmp.onnx")
    write(rounded, plain)
    quantize_dynamic(
        str(plain),
        str(target),
        weight_type=QuantType.QInt8,
        per_channel=True,
        op_types_to_quantize=["MatMul", "Gemm"],
        extra_options={"MatMulConstBOnly": True},
    )
    plain.unlink()
    with_labels(target, network.labels)
    print(f"{target}: {target.stat().st_size / 1e6:.1f} MB")


def write(network: Network, target: Path) -> None:
    """Write the network as it is."""
    example = (
        torch.randint(1, 1000, (1, 12)),
        torch.zeros(1, 12, dtype=torch.long),
        torch.ones(1, 5, dtype=torch.long),
        torch.ones(1, 5, dtype=torch.long),
    )
    names = ["pieces", "shapes", "first", "last"]
    outputs = [*CHOICES, *SCORES, *CONSTANTS]
    dynamic = {n: {1: "pieces"} for n in names[:2]} | {n: {1: "words"} for n in (*names[2:], *CHOICES, *SCORES)}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.onnx.export(
            Exported(network),
            example,
            str(target),
            input_names=names,
            output_names=outputs,
            dynamic_axes=dynamic,
            opset_version=17,
            dynamo=False,
            custom_opsets={"com.microsoft": 1},
        )
    with_labels(target, network.labels)


def with_labels(path: Path, labels: dict[str, list[str]]) -> None:
    """Put the label inventories into the file's metadata, and give the constant outputs their names back, which folding lost."""
    model = onnx.load(str(path))
    for output, name in zip(model.graph.output[-len(CONSTANTS) :], CONSTANTS, strict=True):
        for initializer in model.graph.initializer:
            if initializer.name == output.name:
                initializer.name = name
        for node in model.graph.node:
            for i, made in enumerate(node.output):
                if made == output.name:
                    node.output[i] = name
        output.name = name
    del model.metadata_props[:]
    onnx.helper.set_model_props(model, {"labels": json.dumps(labels, ensure_ascii=False)})
    onnx.save(model, str(path))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--run", type=Path, default=Path("training/runs/latest"))
    parser.add_argument("--vocabulary", type=Path, default=TARGET.with_name("tokenizer.json"))
    parser.add_argument("--target", type=Path, default=TARGET)
    parser.add_argument("--fp32", type=Path, help="also keep the file before quantisation here")
    parser.add_argument("--earlier", type=Path, help="checkpoint that the run began from, to be averaged with it")
    parser.add_argument("--share", type=float, default=0.6, help="what the run counts for in that average")
    args = parser.parse_args()
    export(load(args.run, args.vocabulary, earlier=args.earlier, share=args.share), args.target, fp32=args.fp32)


if __name__ == "__main__":
    main()
