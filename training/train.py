"""Train the network: `python -m training.train --data DIR --encoder FILE --run DIR`.

Stops and goes on: a checkpoint is written every few minutes under a temporary name and renamed; the same command resumes it.
"""

from __future__ import annotations

import argparse
import copy
import itertools
import json
import math
import random
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import torch
from torch import Tensor, nn

from onrecord.language.pieces import Pieces
from training import corpora
from training.ahead import made_by, on
from training.augment import Names
from training.corpora import Document
from training.losses import agreement, hidden, loss_of
from training.network import Encoder, Network
from training.windows import LIMITS as ANY_LIMITS
from training.windows import Batch, Builder, Window, batches, collate, cut, in_order

CYCLE = tuple(
    "trees attribution documents attribution trees plain attribution trees attribution trees "
    "documents attribution trees attribution trees attribution documents trees plain attribution "
    "trees attribution trees military attribution documents trees attribution trees plain "
    "attribution trees documents attribution trees attribution trees plain documents attribution".split()
)
"""What the batches hold in turn; a kind of which there is nothing is passed over."""
LIMITS = {"attribution": (30, 60, 130, 200), "silver": (1, 60, 130, 160), "documents": (60, 100, 130), "plain": (60, 130)}
WHOLE = 2
"""Batches of whole documents are so many times as large."""
AGAIN = 0.6
"""Share of the learning rates when the run begins from a trained network."""
WARM_UP, FINAL = 0.04, 0.01
AVERAGE = 0.999
"""Weight of the past in the running average of the weights, which is what is exported."""
LOT = 150
"""Documents cut at a time."""
AGREE_FROM, AGREE_FULLY = 0.05, 0.25
"""Progress at which agreement with the running average begins to count, and from which it counts in full."""
CHECKPOINT_SECONDS = 300
LOGGED_STEPS = 50


def training_documents(data: Path, *, with_attribution: bool, silver: Path | None = None) -> dict[str, list[Document]]:
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
        "silver": list(corpora.silver(silver)) if silver else [],
        "plain": list(corpora.plain(data / "muc4/train.jsonl")),
    }


def inventories(documents: dict[str, list[Document]]) -> dict[str, list[str]]:
    """The labels of each task, most frequent first; feature bundles that occur once are left out."""
    counts: dict[str, Counter[str]] = {
        t: Counter() for t in ("upos", "xpos", "feats", "deprel", "entity", "names", "military", "attribution", "gum_names")
    }
    for document in itertools.chain.from_iterable(docs for kind, docs in documents.items() if kind not in ("documents", "silver")):
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
        order = draw.sample(documents, len(documents))
        for some in (order[i : i + LOT] for i in range(0, len(order), LOT)):
            made = [[w for run in cut(document, draw, limits) if (w := builder.window(run, draw)) is not None] for document in some]
            if whole:
                groups = [group for windows in made for group in in_order(windows, WHOLE * size)]
                draw.shuffle(groups)
                yield from groups
            else:
                yield from batches([w for windows in made for w in windows], size, draw)


def turns(documents: dict[str, list[Document]], builder: Builder, args: argparse.Namespace, seed: int) -> Iterator[Batch]:
    """Endless batches of `args.turns` kinds of `args.cycle` each."""
    draw = random.Random(seed)
    sources = {
        name: stream(docs, builder, args.batch, LIMITS.get(name, ANY_LIMITS), seed, whole=name == "documents")
        for name, docs in documents.items()
        if docs
    }
    names = itertools.cycle([name for name in args.cycle if name in sources and (name != "plain" or args.agree > 0)])
    for _ in range(draw.randrange(len(args.cycle)) if seed != args.seed else 0):
        next(names)
    while True:
        kinds = list(itertools.islice(names, args.turns))
        yield collate([(next(sources[name]), name == "documents") for name in kinds], draw)


def rate(progress: float) -> float:
    """Factor of the learning rate: linear warm-up, then half a cosine down to FINAL."""
    if progress < WARM_UP:
        return progress / WARM_UP
    return FINAL + (1 - FINAL) * 0.5 * (1 + math.cos(math.pi * min(1.0, (progress - WARM_UP) / (1 - WARM_UP))))


def optimiser_of(network: Network, rates: Sequence[float], only: Sequence[str] = ()) -> torch.optim.AdamW:
    """AdamW with a lower rate for the encoder; the base vocabulary stays as it is (costs 0.05 to 0.3 LAS, keeps unseen names)."""
    network.encoder.pieces.weight.requires_grad_(False)
    network.encoder.positions.weight.requires_grad_(False)
    for name, weights in network.named_parameters():
        weights.requires_grad_(weights.requires_grad and (not only or name.startswith(tuple(only))))
    encoder = [p for p in network.encoder.parameters() if p.requires_grad]
    heads = [p for n, p in network.named_parameters() if not n.startswith("encoder.") and p.requires_grad]
    groups = [{"params": ps, "lr": r, "base": r} for ps, r in zip((encoder, heads), rates, strict=True)]
    return torch.optim.AdamW(groups, betas=(0.9, 0.98), weight_decay=0.01, fused=next(network.parameters()).is_cuda)


def save(path: Path, state: dict[str, object]) -> None:
    """Write a checkpoint so that a stop at any moment leaves a whole one."""
    temporary = path.with_suffix(".tmp")
    torch.save(state, temporary)
    temporary.replace(path)


class Average:
    """The running average of the weights that are trained, as a network of its own that shares the rest."""

    def __init__(self, network: Network, keep: float) -> None:
        self.keep, self.live = keep, {name: p for name, p in network.named_parameters() if p.requires_grad}
        self.network = copy.deepcopy(network).eval().requires_grad_(False)
        self.network.encoder.pieces, self.network.encoder.positions = network.encoder.pieces, network.encoder.positions
        mine = dict(self.network.named_parameters())
        self.weights = {name: mine[name] for name in self.live}

    def update(self, step: int) -> None:
        """Take in the weights after a step; the first steps count for more."""
        keep = min(self.keep, (1 + step) / (10 + step))
        torch._foreach_lerp_(list(self.weights.values()), [p.detach() for p in self.live.values()], 1 - keep)

    def load(self, weights: dict[str, Tensor]) -> None:
        """Go on from the average of a checkpoint."""
        self.network.load_state_dict(weights, strict=False)


def begin(network: Network, path: Path) -> None:
    """Take over from a trained network all weights of the same name and form."""
    old = torch.load(path, weights_only=True)["network"]
    mine = network.state_dict()
    fitting = {name: value for name, value in old.items() if name in mine and mine[name].shape == value.shape}
    network.load_state_dict(fitting, strict=False)
    print(f"{len(fitting)} of {len(mine)} weights from {path}; new: {sorted(set(mine) - set(fitting))}", flush=True)


def train(args: argparse.Namespace) -> None:
    """Run to the end of the schedule, or on from the last checkpoint."""
    args.run.mkdir(parents=True, exist_ok=True)
    device, checkpoint = torch.device(args.device), args.run / "checkpoint.pt"
    documents = training_documents(args.data, with_attribution=not args.without_polnear, silver=args.silver)
    labels = inventories(documents)
    (args.run / "labels.json").write_text(json.dumps(labels, ensure_ascii=False), encoding="utf-8")
    builder = Builder(Pieces(args.vocabulary), labels, Names.of(documents["trees"]))
    state = torch.load(checkpoint, weights_only=True, map_location="cpu") if checkpoint.exists() else None
    seed = args.seed + (state["step"] if state else 0)
    made = made_by(lambda worker: turns(documents, builder, args, seed + 7919 * worker), args.workers)
    torch.manual_seed(seed)
    torch.set_num_threads(args.threads)
    torch.set_float32_matmul_precision("high")  # a GPU multiplies in TF32: as fast here as bfloat16, which needs every weight cast
    network = Network(Encoder.pretrained(args.encoder), labels)
    if args.begin and state is None:
        begin(network, args.begin)
    network.to(device)
    optimiser = optimiser_of(network, args.rates, args.only)
    average = Average(network, args.average)
    seen, step, spent = 0, 0, 0.0
    if state is not None:
        network.load_state_dict(state["network"])
        optimiser.load_state_dict(state["optimiser"])
        average.load(state["average"])
        seen, step, spent = state["seen"], state["step"], state["spent"]
        print(f"going on from step {step}, {seen:,} pieces, {spent / 60:.0f} minutes", flush=True)
    carried = on(device, made)
    begun, saved = time.monotonic() - spent, time.monotonic()
    losses: list[dict[str, Tensor]] = []
    begun_at, spent_at, peak = seen, spent, AGAIN if args.begin else 1.0
    network.train()
    while (progress := spent / (60 * args.minutes) if args.minutes else seen / args.pieces) < 1:
        batch = next(carried)
        for group in optimiser.param_groups:
            group["lr"] = group["base"] * peak * rate(progress)
        agree = args.agree * min(1.0, (progress - AGREE_FROM) / (AGREE_FULLY - AGREE_FROM))
        with torch.autocast(device.type, torch.bfloat16, enabled=device.type == "cpu"):
            loss, parts = cost(network, average.network if agree > 0 else None, batch, agree, syntax=args.agree_syntax)
        optimiser.zero_grad(set_to_none=True)
        if loss.requires_grad:  # with --only, a batch may hold nothing of what is trained
            loss.backward()
            nn.utils.clip_grad_norm_([p for p in network.parameters() if p.requires_grad], 2.0)
            optimiser.step()
        seen, step, spent = seen + batch.size, step + 1, time.monotonic() - begun
        average.update(step)
        losses.append(parts)
        if step % LOGGED_STEPS == 0:
            log(args.run, step, seen, progress, (seen - begun_at) / (spent - spent_at), losses)
            losses.clear()
        if time.monotonic() - saved > args.save_every:
            save(checkpoint, state_of(network, optimiser, average, seen, step, spent))
            saved = time.monotonic()
    save(checkpoint, state_of(network, optimiser, average, seen, step, spent))


def cost(
    network: Network, average: Network | None, batch: Batch, agree: float, *, syntax: bool = False
) -> tuple[Tensor, dict[str, Tensor]]:
    """What a batch costs, and the parts of it: with the average of the weights, so much of what the two disagree on too."""
    pieces, *rest = batch.inputs
    out = network(hidden(pieces), *rest)
    loss, parts = loss_of(network, batch, out)
    if average is not None:
        with torch.no_grad():
            theirs = average(pieces, *rest)
        apart = agreement(network, batch, out, theirs, syntax=syntax)
        loss, parts["agreement"] = loss + agree * apart, apart.detach()
    return loss, parts


def log(run: Path, step: int, seen: int, progress: float, speed: float, losses: list[dict[str, Tensor]]) -> None:
    """Print the means of the costs of some steps, and add them to `log.jsonl`."""
    names = sorted({name for parts in losses for name in parts})
    means = {name: round(float(torch.stack([parts[name] for parts in losses if name in parts]).mean()), 4) for name in names}
    row = {"step": step, "pieces": seen, "progress": round(progress, 4), "pieces a second": round(speed), **means}
    with (run / "log.jsonl").open("a", encoding="utf-8") as file:
        file.write(json.dumps(row) + "\n")
    shown = " ".join(f"{name} {value:.3f}" for name, value in means.items())
    print(f"step {step} pieces {seen:,} ({100 * progress:.1f} %) {speed:.0f}/s {shown}", flush=True)


def state_of(network: Network, optimiser: torch.optim.AdamW, average: Average, seen: int, step: int, spent: float) -> dict[str, object]:
    """What a checkpoint holds."""
    return {
        "network": network.state_dict(), "optimiser": optimiser.state_dict(), "average": dict(average.weights),
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
    parser.add_argument("--only", nargs="*", default=(), help="train only weights whose names begin so, such as: link later pair")
    parser.add_argument("--batch", type=int, default=1024, help="word pieces of each kind in a batch")
    parser.add_argument("--cycle", nargs="*", default=CYCLE, help="kinds of batches in turn")
    parser.add_argument("--silver", type=Path, help="trees that `training.silver` wrote, for batches of that kind")
    parser.add_argument("--turns", type=int, default=1, help="kinds in a batch: more for a GPU")
    parser.add_argument("--rates", type=float, nargs=2, default=(5e-4, 2e-3), help="peak learning rates of the encoder and of the heads")
    parser.add_argument("--average", type=float, default=AVERAGE, help="weight of the past in the running average of the weights")
    parser.add_argument("--agree", type=float, default=1.0, help="weight of agreement with that average; 0 saves a quarter of the time")
    parser.add_argument("--agree-syntax", action="store_true", help="agreement on trees too, which drifts in quotations")
    parser.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    parser.add_argument("--workers", type=int, default=0, help="processes that make batches ahead: some for a GPU")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--save-every", type=float, default=CHECKPOINT_SECONDS, help="seconds between checkpoints")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--without-polnear", action="store_true", help="leave out the attribution corpus, whose texts name no licence")
    return parser.parse_args()


if __name__ == "__main__":
    train(arguments())
