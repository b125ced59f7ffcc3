"""Statements of random trees under random words and marks: always well formed, always the same."""

from __future__ import annotations

import random
from itertools import pairwise

import numpy as np
import pytest

from onrecord.language.analysis import Analysis, WordSpan
from onrecord.reading import statements
from onrecord.reading.actors import Cast
from onrecord.record import Actor, Report

WORDS = (
    "said says told “ ” \" ' ‘ ’ , . ? : ; — - that to according to citing as saying army The he it statement AFP report quoted accused of "
    "vowed and but which where allegations reports reportedly SMITH : in a interview on Sunday expected was asked whether not"
).split()
LEMMAS = {"said": "say", "says": "say", "told": "tell", "accused": "accuse", "vowed": "vow", "quoted": "quote", "asked": "ask"}
UPOS = "VERB AUX NOUN PROPN PRON ADP SCONJ CCONJ PUNCT ADV ADJ DET PART X".split()
XPOS = "VBD VBN VBG VB VBZ NN NNP IN RB WDT TO".split()
RELATIONS = (
    "nsubj nsubj:pass obj obl ccomp xcomp parataxis acl acl:relcl advcl conj cc mark case aux aux:pass appos nmod nmod:poss amod compound "
    "punct det advmod iobj fixed flat compound:prt expl"
).split()


def random_analysis(rng: random.Random) -> Analysis:
    """Words, marks and line breaks at random, under random trees and tags."""
    forms = [rng.choice(WORDS) for _ in range(rng.randint(0, 60))]
    n, text, bounds = len(forms), "", []
    for form in forms:
        bounds.append((len(text), len(text) + len(form)))
        text += form + rng.choice([" ", " ", " ", "", "\n\n", "\n"])
    cuts = sorted({0, *(rng.randrange(n) for _ in range(rng.randint(0, 4)))}) if n else []
    sentences = tuple(pairwise([*cuts, n]))
    head = list(range(n))
    for first, last in sentences:
        order = rng.sample(range(first, last), last - first)
        for place, word in enumerate(order[1:], 1):
            head[word] = order[rng.randrange(place)]
    labels = ("source", "cue", "content")
    steps = range(0, n, 4)
    return Analysis(
        text=text,
        starts=np.array([s for s, _ in bounds], dtype=np.int32),
        ends=np.array([e for _, e in bounds], dtype=np.int32),
        sentence=np.array([k for k, (a, b) in enumerate(sentences) for _ in range(a, b)], dtype=np.int32),
        sentences=sentences,
        upos=tuple(rng.choice(UPOS) for _ in forms),
        xpos=tuple(rng.choice(XPOS) for _ in forms),
        feats=("_",) * n,
        lemma=tuple(LEMMAS.get(form, form) for form in forms),
        head=np.array(head, dtype=np.int32),
        head_score=np.ones(n, dtype=np.float32),
        deprel=tuple("root" if head[w] == w else rng.choice(RELATIONS) for w in range(n)),
        entity=tuple(rng.choice(["", "person", "organization", "time"]) for _ in forms),
        occurrence=np.zeros(n, dtype=np.float32),
        attribution=tuple(
            WordSpan(w, min(n, w + rng.randint(1, 4)), rng.choice(labels), rng.random()) for w in steps if rng.random() < 0.7
        ),
    )


@pytest.mark.parametrize("seed", range(150))
def test_statements_of_random_trees_are_well_formed(seed: int) -> None:
    rng = random.Random(seed)
    analysis = random_analysis(rng)
    actors = (Actor("a1", "AFP", "media", True), Actor("a2", "Lee", "person", True, member_of="a1"))
    cast = Cast(actors, {word: rng.choice(["a1", "a2"]) for word in range(len(analysis)) if rng.random() < 0.4}, {})
    found = statements.find(analysis, cast, Report(id="r"))
    known = {statement.id: statement for statement in found}
    assert list(known) == [f"s{n}" for n in range(1, len(found) + 1)]
    for statement in found:
        assert statement.content
        for start, end in (*statement.content, *statement.cue, *statement.source):
            assert 0 <= start < end <= len(analysis.text)
        outer, depth = statement, 0
        while outer.inside is not None:
            outer, depth = known[outer.inside], depth + 1
            assert depth <= len(found)
        assert statement.continues is None or statement.continues in known
    assert statements.find(analysis, cast, Report(id="r")) == found
