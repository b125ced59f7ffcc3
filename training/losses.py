"""What each task costs on a batch."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from onrecord.language.tags import allowed
from training.network import TENTHS, Network, far
from training.windows import CHAINED, IGNORE, Batch, Mentions

WEIGHTS = {
    "arc": 1.0, "deprel": 1.0, "upos": 0.6, "xpos": 0.4, "feats": 0.4, "start": 0.4, "entity": 0.5, "gum_names": 0.4, "pairs": 0.3,
    "names": 1.0, "names chain": 0.6, "military": 0.4, "attribution": 0.6, "attribution chain": 0.6, "link": 0.6, "occurrence": 0.4,
}  # fmt: skip
OTHERS = 1
"""Words that are no cue, compared for each cue: they are to have no statement."""


def loss_of(network: Network, batch: Batch) -> tuple[Tensor, dict[str, float]]:
    """The weighted loss of a batch, and its parts."""
    out = network(*batch.inputs)
    parts: dict[str, Tensor] = {}
    for task in network.classify:
        gold = batch.labels[task]
        if (gold != IGNORE).any():
            logits = out[task].float()
            parts[task] = nn.functional.cross_entropy(logits.flatten(0, 1), gold.flatten(), ignore_index=IGNORE)
            if task in CHAINED and (cost := _chain(logits, gold, TENTHS * network.steps[task], network.labels[task])) is not None:
                parts[f"{task} chain"] = cost
    if (batch.head != IGNORE).any():
        parts |= _trees(network, batch, out)
    known = ~torch.isnan(batch.occurrence)
    if known.any():
        parts["occurrence"] = nn.functional.smooth_l1_loss(out["occurrence"].float()[known], batch.occurrence[known], beta=2.0)
    if len(batch.speeches[0]):
        parts["link"] = _links(network, batch, out)
    if batch.mentions is not None:
        parts["pairs"] = _pairs(network, batch.mentions, out)
    total = sum((WEIGHTS[t] * v for t, v in parts.items()), torch.zeros(()))
    return total, {t: float(v.detach()) for t, v in parts.items()}


def _trees(network: Network, batch: Batch, out: dict[str, Tensor]) -> dict[str, Tensor]:
    """Arc loss among the words of the same sentence, label loss on gold arcs."""
    same = batch.sentence[:, :, None] == batch.sentence[:, None, :]
    scores = out["arc"].float().masked_fill(~same, -1e4)
    arc = nn.functional.cross_entropy(scores.flatten(0, 1), batch.head.flatten(), ignore_index=IGNORE)
    known = batch.head != IGNORE
    row = torch.arange(known.shape[0])[:, None].expand_as(known)[known]
    labels = network.label_scores(out["label_dependent"][known].float(), out["label_head"][row, batch.head[known]].float())
    return {"arc": arc, "deprel": nn.functional.cross_entropy(labels, batch.labels["deprel"][known], ignore_index=IGNORE)}


def _chain(scores: Tensor, gold: Tensor, steps: Tensor, labels: list[str]) -> Tensor | None:
    """Cost a word of the gold tag sequences under a linear-chain CRF, of the windows in which every word has a tag."""
    lengths = (gold != IGNORE).sum(1)
    real = (gold != IGNORE) | (torch.arange(gold.shape[1])[None, :] >= lengths[:, None])
    whole = (lengths > 0) & real.all(1)
    if not whole.any():
        return None
    scores, gold, lengths = scores[whole], gold[whole].clamp(min=0), lengths[whole]
    step = steps.float() + torch.from_numpy(allowed(labels))
    begin = torch.tensor([-1e4 if name.startswith("I-") else 0.0 for name in labels])
    inside = torch.arange(gold.shape[1])[None, :] < lengths[:, None]
    right = (scores.gather(2, gold[:, :, None])[:, :, 0] * inside).sum(1)
    right = right + (step[gold[:, :-1], gold[:, 1:]] * inside[:, 1:]).sum(1)
    reached = scores[:, 0] + begin
    for t in range(1, gold.shape[1]):
        onward = torch.logsumexp(reached[:, :, None] + step, dim=1) + scores[:, t]
        reached = torch.where(inside[:, t, None], onward, reached)
    return (torch.logsumexp(reached, dim=1) - right).sum() / lengths.sum()


def _links(network: Network, batch: Batch, out: dict[str, Tensor]) -> Tensor:
    """Cost a word of the parts that words play in the statement of each cue, and in none for some words that are no cue."""
    window, cue, tags = batch.speeches
    words = torch.arange(tags.shape[1])
    open_ = torch.zeros(out["link_cue"].shape[:2])
    for row in window.unique():
        open_[row, : int((batch.labels["attribution"][row] != IGNORE).sum())] = 1.0
    open_[window, cue] = 0.0
    rows = window.repeat_interleave(OTHERS)
    some = torch.multinomial(open_[rows] + 1e-9, 1)[:, 0]
    outside = network.labels["attribution"].index("O")
    none = torch.where(batch.labels["attribution"][rows] == IGNORE, IGNORE, outside)
    window, cue, tags = torch.cat([window, rows]), torch.cat([cue, some]), torch.cat([tags, none])
    scores = network.link_scores(out["link_cue"][window, cue].float(), out["link_word"][window].float(), far(words, cue))
    return 10 * nn.functional.cross_entropy(scores.flatten(0, 1), tags.flatten(), ignore_index=IGNORE)


def _pairs(network: Network, mentions: Mentions, out: dict[str, Tensor]) -> Tensor:
    """Cost a mention of its antecedents among the earlier ones, or of having none, whichever of them is chosen (Lee et al. 2017)."""
    later, earlier = (out[name][mentions.window, mentions.word].float() for name in ("later", "earlier"))
    scores = network.pair_scores(later, earlier, mentions.features)
    before = torch.ones_like(mentions.same).tril(-1)
    alone = torch.zeros(len(scores), 1)
    every = torch.cat([alone, scores.masked_fill(~before, -1e4)], dim=1)
    right = torch.cat([alone.masked_fill(mentions.same.any(1, keepdim=True), -1e4), scores.masked_fill(~mentions.same, -1e4)], dim=1)
    return (torch.logsumexp(every, 1) - torch.logsumexp(right, 1)).mean()
