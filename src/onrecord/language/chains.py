"""Which mentions of a text speak of the same thing: each finds its best antecedent among the earlier ones, or none."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from onrecord.language.pairs import Heads, features
from onrecord.language.tables import Floats, extended

REACH = 256
"""Mentions back to which an antecedent is looked for; most are among the last thirty."""


def chains(mentions: Heads, later: Floats, earlier: Floats, weight: Floats, table: Floats) -> tuple[tuple[int, ...], ...]:
    """Words that stand for mentions of the same thing, two or more a chain, in text order. `later`, `earlier` [mentions, n]."""
    best = antecedents(mentions, later, earlier, weight, table)
    chain_of = np.arange(len(best))
    for j, i in enumerate(best.tolist()):
        if i >= 0:
            chain_of[j] = chain_of[i]
    found: dict[int, list[int]] = {}
    for j, chain in enumerate(chain_of.tolist()):
        found.setdefault(chain, []).append(int(mentions.words[j]))
    return tuple(tuple(words) for words in found.values() if len(words) > 1)


def antecedents(mentions: Heads, later: Floats, earlier: Floats, weight: Floats, table: Floats) -> NDArray[np.int64]:
    """For each mention the number of its best antecedent, or -1: scores above zero beat having none (Lee et al. 2017)."""
    best = np.full(len(mentions.words), -1, dtype=np.int64)
    for first in range(0, len(best), REACH):
        view = slice(max(0, first - REACH), min(len(best), first + REACH))
        own = first - view.start
        scores = (extended(later[view]) @ weight @ extended(earlier[view]).T)[own:]
        scores = scores + table[features(mentions.part(view))[own:]].sum(-1)
        scores[np.arange(scores.shape[1])[None, :] >= np.arange(own, own + len(scores))[:, None]] = -np.inf
        chosen = scores.argmax(axis=1)
        good = scores[np.arange(len(scores)), chosen] > 0
        best[first : view.stop] = np.where(good, chosen + view.start, -1)
    return best
