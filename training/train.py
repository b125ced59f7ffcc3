"""Train the network: `python -m training.train --data DIR --encoder FILE --run DIR`.

Stops and goes on: a checkpoint is written every few minutes under a temporary name and renamed; the same command resumes it.
"""

from __future__ import annotations

import argparse
import itertools
import json
import math
import random
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import torch
from torch import nn

from onrecord.language.pieces import Pieces
from training import corpora
from training.augment import Names
from training.corpora import Document
from training.losses import loss_of
from training.network import Encoder, Network
from training.windows import LIMITS as ANY_LIMITS
from training.windows import Builder, Window, batches, collate, cut, in_order

CYCLE = tuple(
    "trees attribution documents attribution trees attribution trees military attribution trees "
    "attribution documents trees attribution trees attribution trees documents attribution".split()
)
"""What the batches hold in turn."""
LIMITS = {"attribution": (30, 60, 130, 200), "documents": (60, 100, 130)}
LINKED = ("attribution", "documents")
"""Batches that teach what belongs together: all that is read when only those heads are trained."""
ENCODER_RATE, HEAD_RATE = 5e-4, 2e-3
AGAIN = 0.6
"""Share of the learning rates when the run begins from a trained network."""
WARM_UP, FINAL = 0.04, 0.01
AVERAGE = 0.998
"""Weight of the past in the running average of the weights, which is what is exported."""
CHECKPOINT_SECONDS = 300


def training_documents(data: Path, *, with_attribution: bool) -> dict[str, list[Document]]:
    """The training parts of all corpora by kind. GUM's non-commercial part is never among them."""
    ewt = list(corpora.treebank(data / "ud/en_ewt-train.conllu", entities=False))
    corpora.with_names(ewt, data / "ner_ewt/train.iob2")
    corpora.with_occurrence(ewt, data / "factuality_ih2/train.jsonl")
    gum = list(corpora.treebank(data / "ud/en_gum-train.conllu", entities=True))
    return {
        "trees": gum + ewt,
        "documents": gum,
        "military": list(corpora.military_names(data / "re3d/train.jsonl")),
        "attribution": list(corpora.attributions(data / "polnear/train.jsonl")) if with_attribution else [],
    }


def inventories(documents: dict[str, list[Document]]) -> dict[str, list[str]]:
    """The labels of each task, most frequent first; feature bundles that occur once are left out."""
    counts: dict[str, Counter[str]] = {
        t: Counter() for t in ("upos", "xpos", "feats", "deprel", "entity", "names", "military", "attribution", "gum_names")
    }
    for document in itertools.chain.from_iterable(docs for kind, docs in documents.items() if kind != "documents"):
        for sentence in document:
            for task, counter in counts.items():
                counter.update(getattr(sentence, task) or ())
    made = {t: [n for n, c in counter.most_common() if t != "feats" or c > 1] for t, counter in counts.items()}
    made["start"] = ["inside", "start"]
    if not made["attribution"]:
        made["attribution"] = ["O"]
    return made


def stream(
    documents: list[Document], builder: Builder, size: int, limits: tuple[int, ...], seed: int, *, whole: bool = False
) -> Iterator[list[Window]]:
    """Endless batches: each round cuts the documents anew; with `whole`, a batch holds consecutive windows of one document."""
    for epoch in itertools.count():
        draw = random.Random(seed * 1000 + epoch)
        made = [[w for run in cut(document, draw, limits) if (w := builder.window(run, draw)) is not None] for document in documents]
        if whole:
            groups = [group for windows in made for group in in_order(windows, size)]
            draw.shuffle(groups)
            yield from groups
        else:
            yield from batches([w for windows in made for w in windows], size, draw)


def rate(progress: float) -> float:
    """Factor of the learning rate: linear warm-up, then half a cosine down to FINAL."""
    if progress < WARM_UP:
        return progress / WARM_UP
    return FINAL + (1 - FINAL) * 0.5 * (1 + math.cos(math.pi * min(1.0, (progress - WARM_UP) / (1 - WARM_UP))))


def optimiser_of(network: Network, only: Sequence[str] = ()) -> torch.optim.AdamW:
    """AdamW with a lower rate for the encoder; the base vocabulary stays as it is (costs 0.05 to 0.3 LAS, keeps unseen names)."""
    network.encoder.pieces.weight.requires_grad_(False)
    network.encoder.positions.weight.requires_grad_(False)
    for name, weights in network.named_parameters():
        weights.requires_grad_(weights.requires_grad and (not only or name.startswith(tuple(only))))
    encoder = [p for p in network.encoder.parameters() if p.requires_grad]
    heads = [p for n, p in network.named_parameters() if not n.startswith("encoder.") and p.requires_grad]
    groups = [{"params": encoder, "lr": ENCODER_RATE, "base": ENCODER_RATE}, {"params": heads, "lr": HEAD_RATE, "base": HEAD_RATE}]
    return torch.optim.AdamW(groups, betas=(0.9, 0.98), weight_decay=0.01)


def save(path: Path, state: dict[str, object]) -> None:
    """Write a checkpoint so that a stop at any moment leaves a whole one."""
    temporary = path.with_suffix(".tmp")
    torch.save(state, temporary)
    temporary.replace(path)


class Average:
    """The running average of the weights that are trained."""

    def __init__(self, network: Network) -> None:
        self.live = {name: p for name, p in network.named_parameters() if p.requires_grad}
        self.weights = {name: p.detach().clone() for name, p in self.live.items()}

    def update(self, step: int) -> None:
        """Take in the weights after a step; the first steps count for more."""
        keep = min(AVERAGE, (1 + step) / (10 + step))
        torch._foreach_lerp_(list(self.weights.values()), [p.detach() for p in self.live.values()], 1 - keep)


def begin(network: Network, path: Path) -> None:
    """Take over from a trained network all weights of the same name and form."""
    old = torch.load(path, weights_only=True)["network"]
    mine = network.state_dict()
    fitting = {name: value for name, value in old.items() if name in mine and mine[name].shape == value.shape}
    network.load_state_dict(fitting, strict=False)
    print(f"{len(fitting)} of {len(mine)} weights from {path}; new: {sorted(set(mine) - set(fitting))}", flush=True)


def train(args: argparse.Namespace) -> None:
    """Run to the end of the schedule, or on from the last checkpoint."""
    torch.manual_seed(args.seed)
    torch.set_num_threads(args.threads)
    args.run.mkdir(parents=True, exist_ok=True)
    documents = training_documents(args.data, with_attribution=not args.without_polnear)
    labels = inventories(documents)
    network = Network(Encoder.pretrained(args.encoder), labels)
    optimiser = optimiser_of(network, args.only)
    seen, step, spent, checkpoint = 0, 0, 0.0, args.run / "checkpoint.pt"
    if args.begin and not checkpoint.exists():
        begin(network, args.begin)
    average = Average(network)
    if checkpoint.exists():
        state = torch.load(checkpoint, weights_only=True)
        network.load_state_dict(state["network"])
        optimiser.load_state_dict(state["optimiser"])
        average.weights.update(state["average"])
        seen, step, spent = state["seen"], state["step"], state["spent"]
        print(f"going on from step {step}, {seen:,} pieces, {spent / 60:.0f} minutes", flush=True)
    (args.run / "labels.json").write_text(json.dumps(labels, ensure_ascii=False), encoding="utf-8")
    builder = Builder(Pieces(args.vocabulary), labels, Names.of(documents["trees"]))
    sources = {
        name: stream(docs, builder, args.batch, LIMITS.get(name, ANY_LIMITS), args.seed + step, whole=name == "documents")
        for name, docs in documents.items()
        if docs
    }
    cycle = [name for name in CYCLE if name in sources and (not args.only or name in LINKED)]
    begun, saved, logged = time.monotonic() - spent, time.monotonic(), Counter[str]()
    losses: Counter[str] = Counter()
    begun_at, spent_at, peak = seen, spent, AGAIN if args.begin else 1.0
    network.train()
    while (progress := spent / (60 * args.minutes) if args.minutes else seen / args.pieces) < 1:
        name = cycle[step % len(cycle)]
        batch = collate(next(sources[name]), linked=name == "documents")
        for group in optimiser.param_groups:
            group["lr"] = group["base"] * peak * rate(progress)
        with torch.autocast("cpu", dtype=torch.bfloat16):
            loss, parts = loss_of(network, batch)
        optimiser.zero_grad(set_to_none=True)
        if loss.requires_grad:  # with --only, a batch may hold nothing of what is trained
            loss.backward()
            nn.utils.clip_grad_norm_((p for p in network.parameters() if p.requires_grad), 2.0)
            optimiser.step()
        seen, step, spent = seen + int(batch.mask.sum()), step + 1, time.monotonic() - begun
        average.update(step)
        losses.update(parts)
        logged.update(parts.keys())
        if step % 50 == 0:
            speed = (seen - begun_at) / (spent - spent_at)
            shown = " ".join(f"{t} {losses[t] / logged[t]:.3f}" for t in sorted(logged))
            print(f"step {step} pieces {seen:,} ({100 * progress:.1f} %) {speed:.0f}/s {shown}", flush=True)
            losses.clear()
            logged.clear()
        if time.monotonic() - saved > CHECKPOINT_SECONDS:
            save(checkpoint, state_of(network, optimiser, average, seen, step, spent))
            saved = time.monotonic()
    save(checkpoint, state_of(network, optimiser, average, seen, step, spent))


def state_of(network: Network, optimiser: torch.optim.AdamW, average: Average, seen: int, step: int, spent: float) -> dict[str, object]:
    """What a checkpoint holds."""
    return {
        "network": network.state_dict(), "optimiser": optimiser.state_dict(), "average": average.weights,
        "seen": seen, "step": step, "spent": spent,
    }  # fmt: skip


def arguments() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="folder of the corpora, see docs/training.md")
    parser.add_argument("--encoder", type=Path, required=True, help="model.safetensors of MiniLM-L6-H384-uncased")
    parser.add_argument("--vocabulary", type=Path, default=Path("src/onrecord/language/model/tokenizer.json"))
    parser.add_argument("--run", type=Path, default=Path("training/runs/latest"), help="where checkpoints and logs go")
    parser.add_argument("--pieces", type=int, default=12_000_000, help="word pieces to train on in all")
    parser.add_argument("--minutes", type=float, help="train for so long instead, over all starts together")
    parser.add_argument("--begin", type=Path, help="checkpoint of another run to begin from, at lower learning rates")
    parser.add_argument("--only", nargs="*", default=(), help="names that the trained weights begin with, such as: link later earlier pair")
    parser.add_argument("--batch", type=int, default=1024, help="word pieces in a batch")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--without-polnear", action="store_true", help="leave out the attribution corpus, whose texts name no licence")
    return parser.parse_args()


if __name__ == "__main__":
    train(arguments())
