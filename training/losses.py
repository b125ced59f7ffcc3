"""What each task costs on a batch."""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor, nn

from training.network import NEVER, Network, far, split
from training.windows import IGNORE, Batch, Mentions

WEIGHTS = {
    "arc": 1.0, "deprel": 1.0, "upos": 0.6, "xpos": 0.4, "feats": 0.4, "start": 0.4, "entity": 0.5, "gum_names": 0.4, "pairs": 0.3,
    "names": 1.0, "names chain": 0.6, "military": 0.4, "attribution": 0.6, "attribution chain": 0.6, "link": 0.6, "occurrence": 0.4,
}  # fmt: skip
MASK, SPECIAL = 103, 999
"""The piece that stands for a hidden one; pieces of the vocabulary up to SPECIAL are no words' and are not hidden."""
HIDDEN = 0.2
"""Most pieces of a window that are hidden; how many is drawn for each window."""

AGREED = ("upos", "start", "entity", "names", "attribution")
"""Tags on which the network is to agree with the average of its weights, beside syntax and occurrence."""

Outputs = dict[str, Tensor]


def hidden(pieces: Tensor) -> Tensor:
    """The pieces, some of them hidden, so that what stands around them must do."""
    share = HIDDEN * torch.rand(len(pieces), 1, device=pieces.device)
    return torch.where((torch.rand(pieces.shape, device=pieces.device) < share) & (pieces > SPECIAL), MASK, pieces)


def loss_of(network: Network, batch: Batch, out: Outputs) -> tuple[Tensor, Outputs]:
    """The weighted loss of a batch that the network has read, and its parts."""
    parts: Outputs = {}
    for task in network.classify:
        if task in batch.labels:
            logits, gold = out[task].float(), batch.labels[task]
            parts[task] = nn.functional.cross_entropy(logits.flatten(0, 1), gold.flatten(), ignore_index=IGNORE)
    parts |= _chains(network, batch, out)
    if len(batch.arcs[0]):
        parts |= _trees(network, batch, out)
    if len(batch.occurrence[0]):
        window, word, score = batch.occurrence
        parts["occurrence"] = nn.functional.smooth_l1_loss(out["occurrence"].float()[window, word], score, beta=2.0)
    if len(batch.speeches[0]):
        parts["link"] = _links(network, batch, out)
    if batch.mentions:
        parts["pairs"] = torch.stack([_pairs(network, mentions, out) for mentions in batch.mentions]).mean()
    total = sum((WEIGHTS[t] * v for t, v in parts.items()), torch.zeros((), device=batch.mask.device))
    return total, {t: v.detach() for t, v in parts.items()}


def _trees(network: Network, batch: Batch, out: Outputs) -> Outputs:
    """Arc loss among the words of the same sentence, label loss on gold arcs."""
    window, dependent, head = batch.arcs
    sentence = batch.sentence[window]
    other = sentence != sentence.gather(1, dependent[:, None])
    arc = nn.functional.cross_entropy(out["arc"][window, dependent].float().masked_fill(other, NEVER), head)
    labels = network.label_scores(out["label_dependent"][window, dependent].float(), out["label_head"][window, head].float())
    gold = batch.labels["deprel"][window, dependent]
    return {"arc": arc, "deprel": nn.functional.cross_entropy(labels.float(), gold, ignore_index=IGNORE)}


def _chains(network: Network, batch: Batch, out: Outputs) -> Outputs:
    """Cost a word of the gold tag sequences under linear-chain CRFs, of the windows in which every word has a tag."""
    tasks = [task for task, (rows, _) in batch.chains.items() if len(rows)]
    if not tasks:
        return {}
    right, first, ways = zip(*(_chain(network, batch, out, task) for task in tasks), strict=True)
    tags = max(way.shape[-1] for way in ways)
    padded = [nn.functional.pad(way, (0, tags - way.shape[-1], 0, tags - way.shape[-1]), value=NEVER) for way in ways]
    begun = torch.cat([nn.functional.pad(score, (0, tags - score.shape[-1]), value=NEVER) for score in first])
    every = torch.logsumexp(begun[:, :, None] + joined(torch.cat(padded)), dim=(1, 2)).split([len(score) for score in first])
    return {f"{t} chain": (e - r).sum() / batch.chains[t][1].sum() for t, e, r in zip(tasks, every, right, strict=True)}


def _chain(network: Network, batch: Batch, out: Outputs, task: str) -> tuple[Tensor, Tensor, Tensor]:
    """The scores of the gold sequences, of first tags, and of steps [window, step, before, after]; 0 stays where it is beyond the end."""
    rows, lengths = batch.chains[task]
    scores, gold, step = out[task].float()[rows], batch.labels[task][rows].clamp(min=0), network.step_scores(task)
    inside = torch.arange(gold.shape[1], device=gold.device)[None, :] < lengths[:, None]
    right = (scores.gather(2, gold[:, :, None])[:, :, 0] * inside).sum(1)
    right = right + (step[gold[:, :-1], gold[:, 1:]] * inside[:, 1:]).sum(1)
    stay = torch.full_like(step, NEVER).fill_diagonal_(0.0)
    ways = torch.where(inside[:, 1:, None, None], step + scores[:, 1:, None, :], stay)
    return right, scores[:, 0] + network.begin_scores(task), torch.cat([stay.expand(len(rows), 1, *stay.shape), ways], 1)


def joined(steps: Tensor) -> Tensor:
    """Sums over all ways through steps [n, length, from, to], halved again and again: [n, from, to]."""
    while steps.shape[1] > 1:
        odd = steps[:, steps.shape[1] // 2 * 2 :]
        pairs = steps[:, : steps.shape[1] // 2 * 2].unflatten(1, (-1, 2))
        steps = torch.cat([torch.logsumexp(pairs[:, :, 0, :, :, None] + pairs[:, :, 1, None, :, :], dim=3), odd], 1)
    return steps[:, 0]


def _links(network: Network, batch: Batch, out: Outputs) -> Tensor:
    """Cost a word of the parts that words play in the statement of each cue, and in none for some words that are no cue."""
    window, cue, tags = batch.speeches
    words = torch.arange(tags.shape[1], device=tags.device)
    scores = network.link_scores(out["link_cue"][window, cue].float(), out["link_word"][window].float(), far(words, cue))
    return 10 * nn.functional.cross_entropy(scores.float().flatten(0, 1), tags.flatten(), ignore_index=IGNORE)


def _pairs(network: Network, mentions: Mentions, out: Outputs) -> Tensor:
    """Cost a mention of its antecedents among the earlier ones, or of having none, whichever of them is chosen (Lee et al. 2017)."""
    later, earlier = (out[name][mentions.window, mentions.word].float() for name in ("later", "earlier"))
    scores = network.pair_scores(later, earlier, mentions.features).float()
    before = torch.ones_like(mentions.same).tril(-1)
    alone = torch.zeros_like(scores[:, :1])
    every = torch.cat([alone, scores.masked_fill(~before, NEVER)], dim=1)
    right = torch.cat([alone.masked_fill(mentions.same.any(1, keepdim=True), NEVER), scores.masked_fill(~mentions.same, NEVER)], dim=1)
    return (torch.logsumexp(every, 1) - torch.logsumexp(right, 1)).mean()


def agreement(network: Network, batch: Batch, out: Outputs, average: Outputs, *, syntax: bool) -> Tensor:
    """How far the network's answers lie from those that the average of its weights gives to the text as it is.

    Every task is asked of every text, so that each corpus also teaches what only the others have gold for (mean teacher,
    Tarvainen and Valpola 2017): the names of news, who says what in interviews. `syntax`: arcs too, which drift where no tree holds
    them: in quotations, verb upon verb came to depend on the verb of saying.
    """
    at = batch.words

    def apart(mine: Tensor, theirs: Tensor) -> Tensor:
        said, right = (torch.log_softmax(scores.float(), -1) for scores in (mine, theirs))
        return nn.functional.kl_div(said, right, reduction="batchmean", log_target=True)

    widths = {task: average[task].shape[-1] for task in AGREED}
    mine, theirs = (split(torch.cat([o[task] for task in AGREED], -1)[at], widths) for o in (out, average))
    total = sum((WEIGHTS[task] * apart(mine[task], theirs[task]) for task in AGREED), torch.zeros((), device=batch.mask.device))
    if syntax:
        total = total + _trees_apart(network, batch, out, average, apart)
    verb = theirs["upos"].argmax(-1) == network.labels["upos"].index("VERB")
    told = nn.functional.smooth_l1_loss(out["occurrence"][at].float(), average["occurrence"][at].float(), beta=2.0, reduction="none")
    return total + WEIGHTS["occurrence"] * (told * verb).sum() / (1 + verb.sum())


def _trees_apart(network: Network, batch: Batch, out: Outputs, average: Outputs, apart: Callable[[Tensor, Tensor], Tensor]) -> Tensor:
    """How far heads and relations lie apart, in sentences as the average of the weights cuts them."""
    at = batch.words
    before = nn.functional.pad(batch.sentence[:, :-1], (1, 0), value=-1)
    begins = (average["start"].argmax(-1) == 1) | (batch.sentence != before)
    sentence = begins.cumsum(1).masked_fill(batch.sentence < 0, -1)
    other = sentence[at[0]] != sentence[at][:, None]
    arcs = [o["arc"][at].float().masked_fill(other, NEVER) for o in (out, average)]
    head = arcs[1].argmax(-1)
    labels = [network.label_scores(o["label_dependent"][at].float(), o["label_head"][at[0], head].float()) for o in (out, average)]
    return apart(*arcs) + apart(*labels)
