"""Train the network: `python -m training.train --data DIR --encoder FILE --run DIR`.

Stops and goes on: a checkpoint is written every few minutes under a temporary name and renamed; the same command resumes it.
"""

from __future__ import annotations

import argparse
import itertools
import json
import random
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import torch
from torch import Tensor, nn

from onrecord.language.pieces import Pieces
from training import corpora
from training.corpora import Document
from training.network import Encoder, Network
from training.windows import IGNORE, Batch, Builder, Window, batches, collate, cut

WEIGHTS = {
    "arc": 1.0, "deprel": 1.0, "upos": 0.6, "xpos": 0.5, "feats": 0.5, "names": 1.0, "military": 0.5, "entity": 0.5,
    "start": 0.4, "attribution": 1.0, "occurrence": 0.3,
}  # fmt: skip
CYCLE = ("trees", "attribution") * 3 + ("trees",) * 3 + ("military",)
ATTRIBUTION_LIMITS = (60, 130, 200)
ENCODER_RATE, HEAD_RATE = 5e-4, 2e-3
WARM_UP, FINAL = 0.04, 0.02
CHECKPOINT_SECONDS = 300


def training_documents(data: Path, *, with_attribution: bool) -> dict[str, list[Document]]:
    """The training parts of all corpora by kind. GUM's non-commercial part is never among them."""
    ewt = list(corpora.treebank(data / "ud/en_ewt-train.conllu", entities=False))
    corpora.with_names(ewt, data / "ner_ewt/train.iob2")
    corpora.with_occurrence(ewt, data / "factuality_ih2/train.jsonl")
    gum = list(corpora.treebank(data / "ud/en_gum-train.conllu", entities=True))
    return {
        "trees": gum + ewt,
        "military": list(corpora.military_names(data / "re3d/train.jsonl")),
        "attribution": list(corpora.attributions(data / "polnear/train.jsonl")) if with_attribution else [],
    }


def inventories(documents: dict[str, list[Document]]) -> dict[str, list[str]]:
    """The labels of each task, most frequent first; feature bundles that occur once are left out."""
    counts: dict[str, Counter[str]] = {
        t: Counter() for t in ("upos", "xpos", "feats", "deprel", "entity", "names", "military", "attribution")
    }
    for document in itertools.chain.from_iterable(documents.values()):
        for sentence in document:
            for task, counter in counts.items():
                counter.update(getattr(sentence, task) or ())
    made = {t: [n for n, c in counter.most_common() if t != "feats" or c > 1] for t, counter in counts.items()}
    made["start"] = ["inside", "start"]
    if not made["attribution"]:
        made["attribution"] = ["O"]
    return made


def loss_of(network: Network, batch: Batch) -> tuple[Tensor, dict[str, float]]:
    """The weighted loss of a batch, and its parts."""
    out = network(*batch.inputs)
    parts: dict[str, Tensor] = {}
    for task in network.classify:
        gold = batch.labels[task]
        if (gold != IGNORE).any():
            logits = out[task].float().flatten(0, 1)
            parts[task] = nn.functional.cross_entropy(logits, gold.flatten(), ignore_index=IGNORE)
    if (batch.head != IGNORE).any():
        parts |= _tree_losses(network, batch, out)
    known = ~torch.isnan(batch.occurrence)
    if known.any():
        parts["occurrence"] = nn.functional.smooth_l1_loss(out["occurrence"].float()[known], batch.occurrence[known])
    total = sum((WEIGHTS[t] * v for t, v in parts.items()), torch.zeros(()))
    return total, {t: float(v.detach()) for t, v in parts.items()}


def _tree_losses(network: Network, batch: Batch, out: dict[str, Tensor]) -> dict[str, Tensor]:
    """Arc loss among the words of the same sentence, label loss on gold arcs."""
    same = batch.sentence[:, :, None] == batch.sentence[:, None, :]
    scores = out["arc"].float().masked_fill(~same, -1e4)
    arc = nn.functional.cross_entropy(scores.flatten(0, 1), batch.head.flatten(), ignore_index=IGNORE)
    known = batch.head != IGNORE
    row = torch.arange(known.shape[0])[:, None].expand_as(known)[known]
    labels = network.label_scores(out["label_dependent"][known].float(), out["label_head"][row, batch.head[known]].float())
    return {"arc": arc, "deprel": nn.functional.cross_entropy(labels, batch.labels["deprel"][known], ignore_index=IGNORE)}


def stream(documents: list[Document], builder: Builder, size: int, limits: tuple[int, ...], seed: int) -> Iterator[list[Window]]:
    """Endless batches: each round cuts the documents anew."""
    for epoch in itertools.count():
        draw = random.Random(seed * 1000 + epoch)
        made = [builder.window(run, draw) for document in documents for run in cut(document, draw, limits)]
        yield from batches([w for w in made if w is not None], size, draw)


def rate(progress: float) -> float:
    """Factor of the learning rate: linear warm-up, then linear down to FINAL."""
    if progress < WARM_UP:
        return progress / WARM_UP
    return FINAL + (1 - FINAL) * (1 - progress) / (1 - WARM_UP)


def optimiser_of(network: Network) -> torch.optim.AdamW:
    """AdamW with a lower rate for the encoder; the base vocabulary stays as it is (costs 0.05 to 0.3 LAS, keeps unseen names)."""
    network.encoder.pieces.weight.requires_grad_(False)
    network.encoder.positions.weight.requires_grad_(False)
    encoder = [p for p in network.encoder.parameters() if p.requires_grad]
    heads = [p for n, p in network.named_parameters() if not n.startswith("encoder.")]
    groups = [{"params": encoder, "lr": ENCODER_RATE, "base": ENCODER_RATE}, {"params": heads, "lr": HEAD_RATE, "base": HEAD_RATE}]
    return torch.optim.AdamW(groups, betas=(0.9, 0.98), weight_decay=0.01)


def save(path: Path, state: dict[str, object]) -> None:
    """Write a checkpoint so that a stop at any moment leaves a whole one."""
    temporary = path.with_suffix(".tmp")
    torch.save(state, temporary)
    temporary.replace(path)


def train(args: argparse.Namespace) -> None:
    """Run to the end of the schedule, or on from the last checkpoint."""
    torch.manual_seed(args.seed)
    torch.set_num_threads(args.threads)
    args.run.mkdir(parents=True, exist_ok=True)
    documents = training_documents(args.data, with_attribution=not args.without_polnear)
    labels = inventories(documents)
    network = Network(Encoder.pretrained(args.encoder), labels)
    optimiser = optimiser_of(network)
    seen, step, checkpoint = 0, 0, args.run / "checkpoint.pt"
    if checkpoint.exists():
        state = torch.load(checkpoint, weights_only=True)
        network.load_state_dict(state["network"])
        optimiser.load_state_dict(state["optimiser"])
        seen, step = state["seen"], state["step"]
        print(f"going on from step {step}, {seen:,} pieces", flush=True)
    (args.run / "labels.json").write_text(json.dumps(labels, ensure_ascii=False), encoding="utf-8")
    builder = Builder(Pieces(args.vocabulary), labels)
    sources = {
        name: stream(docs, builder, args.batch, ATTRIBUTION_LIMITS if name == "attribution" else (1, 30, 60, 100, 130), args.seed + step)
        for name, docs in documents.items()
        if docs
    }
    cycle = [name for name in CYCLE if name in sources]
    started, saved, logged = time.monotonic(), time.monotonic(), Counter[str]()
    losses: Counter[str] = Counter()
    begun_at = seen
    network.train()
    while seen < args.pieces:
        batch = collate(next(sources[cycle[step % len(cycle)]]))
        for group in optimiser.param_groups:
            group["lr"] = group["base"] * rate(seen / args.pieces)
        with torch.autocast("cpu", dtype=torch.bfloat16):
            loss, parts = loss_of(network, batch)
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        nn.utils.clip_grad_norm_((p for p in network.parameters() if p.requires_grad), 2.0)
        optimiser.step()
        seen, step = seen + int(batch.mask.sum()), step + 1
        losses.update(parts)
        logged.update(parts.keys())
        if step % 50 == 0:
            speed = (seen - begun_at) / (time.monotonic() - started)
            shown = " ".join(f"{t} {losses[t] / logged[t]:.3f}" for t in sorted(logged))
            print(f"step {step} pieces {seen:,} ({100 * seen / args.pieces:.1f} %) {speed:.0f}/s {shown}", flush=True)
            losses.clear()
            logged.clear()
        if time.monotonic() - saved > CHECKPOINT_SECONDS or seen >= args.pieces:
            save(checkpoint, {"network": network.state_dict(), "optimiser": optimiser.state_dict(), "seen": seen, "step": step})
            saved = time.monotonic()


def arguments() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="folder of the corpora, see docs/training.md")
    parser.add_argument("--encoder", type=Path, required=True, help="model.safetensors of MiniLM-L6-H384-uncased")
    parser.add_argument("--vocabulary", type=Path, default=Path("src/onrecord/language/model/tokenizer.json"))
    parser.add_argument("--run", type=Path, default=Path("training/runs/latest"), help="where checkpoints and logs go")
    parser.add_argument("--pieces", type=int, default=12_000_000, help="word pieces to train on in all")
    parser.add_argument("--batch", type=int, default=1024, help="word pieces in a batch")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--without-polnear", action="store_true", help="leave out the attribution corpus, whose texts name no licence")
    return parser.parse_args()


if __name__ == "__main__":
    train(arguments())
