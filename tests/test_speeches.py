"""Which source and content belong to which cue, and who is whom, from scores made by hand."""

from __future__ import annotations

import numpy as np
import pytest

from onrecord.language import pairs
from onrecord.language.analysis import Speech, WordSpan
from onrecord.language.chains import REACH, antecedents, chains
from onrecord.language.speeches import far, link_scores, speech, tag_scores
from onrecord.language.tables import Tables, flattened
from onrecord.language.tags import allowed, runs, viterbi

LABELS = ["O", "B-source", "I-source", "B-cue", "I-cue", "B-content", "I-content"]


def tables_where(said: dict[tuple[int, int], str]) -> tuple[Tables, np.ndarray, np.ndarray]:
    """Tables and one-hot word vectors of six words by which the cue c sees the word w as said[c, w]."""
    words, width = 6, 7
    weight = np.zeros((len(LABELS), width, width), dtype=np.float32)
    weight[0, :, :] = 1.0
    for (cue, word), tag in said.items():
        weight[LABELS.index(tag), cue, word] = 9.0
    one_hot = np.eye(words, dtype=np.float32)
    distance = np.zeros((17, len(LABELS)), dtype=np.float32)
    return Tables(np.zeros((1, 1), dtype=np.float32), flattened(weight), distance), one_hot, one_hot


def speeches(cues: list[WordSpan], offset: int, link_cue: np.ndarray, link_word: np.ndarray, tables: Tables) -> list[Speech]:
    best = viterbi(list(tag_scores(cues, offset, link_cue, link_word, LABELS, tables)), LABELS)
    return [speech(cue, *found, offset, LABELS) for cue, found in zip(cues, best, strict=True)]


def test_each_cue_has_its_own_source_and_content() -> None:
    """Ann(0) said(1) it(2) , Bob(3) denied(4) it(5)."""
    tables, cue_vectors, word_vectors = tables_where({(1, 0): "B-source", (1, 2): "B-content", (4, 3): "B-source", (4, 5): "B-content"})
    cues = [WordSpan(11, 12, "cue", 0.9), WordSpan(14, 15, "cue", 0.8)]
    made = speeches(cues, 10, cue_vectors, word_vectors, tables)
    assert [(s.cue, [x[:2] for x in s.sources], [x[:2] for x in s.contents]) for s in made] == [
        (cues[0], [(10, 11)], [(12, 13)]),
        (cues[1], [(13, 14)], [(15, 16)]),
    ]


def test_a_cue_is_nothing_else_and_no_other_words_are_the_cue() -> None:
    tables, cue_vectors, word_vectors = tables_where({(2, 1): "B-content", (2, 2): "B-content", (2, 4): "B-cue"})
    made = speeches([WordSpan(1, 3, "cue", 0.9)], 0, cue_vectors, word_vectors, tables)
    assert made[0].cue[:2] == (1, 3)
    assert made[0].contents == ()


def test_no_cue_or_no_such_head_no_statement() -> None:
    tables, cue_vectors, word_vectors = tables_where({})
    assert speeches([], 0, cue_vectors, word_vectors, tables) == []
    assert len(tag_scores([WordSpan(0, 1, "cue", 1.0)], 0, cue_vectors, word_vectors, LABELS, Tables(tables.label))) == 0


def test_distances_tell_before_from_after() -> None:
    assert far(6, np.array([2])).tolist() == [[2, 1, 0, 9, 10, 11]]
    assert far(200, np.array([0])).max() == 16


def test_distance_counts_in_the_scores() -> None:
    distance = np.zeros((17, 2), dtype=np.float32)
    distance[9, 1] = 5.0
    scores = link_scores(np.ones((1, 2), np.float32), np.ones((3, 2), np.float32), np.array([1]), np.zeros((3, 6), np.float32), distance)
    assert scores[0].tolist() == [[0, 0], [0, 0], [0, 5]]


def test_steps_decide_where_words_do_not() -> None:
    labels = ["O", "B-x", "I-x"]
    scores = np.log(np.array([[0.1, 0.8, 0.1], [0.45, 0.1, 0.45], [0.1, 0.1, 0.8]], dtype=np.float32))
    steps = np.zeros((3, 3), dtype=np.float32)
    steps[1, 2] = 2.0
    ((tags, sure),) = viterbi([scores], labels, steps)
    assert tags.tolist() == [1, 2, 2]
    assert sure.tolist() == pytest.approx([0.8, 0.45, 0.8])
    assert allowed(labels)[0, 2] < -1000


def test_runs_of_words_do_not_see_each_other() -> None:
    draws = np.random.default_rng(1)
    steps = draws.normal(size=(7, 7)).astype(np.float32)
    scores = [draws.normal(size=(length, 7)).astype(np.float32) for length in (3, 11, 1, 7)]
    together = viterbi(scores, LABELS, steps)
    for one, (tags, sure) in zip(scores, together, strict=True):
        ((alone, certain),) = viterbi([one], LABELS, steps)
        assert tags.tolist() == alone.tolist()
        assert sure.tolist() == certain.tolist()
    assert viterbi([], LABELS) == []


def test_runs_stop_at_breaks() -> None:
    scores = np.full(4, 0.5, dtype=np.float32)
    assert [s[:3] for s in runs(["B-x", "I-x", "I-x", "O"], scores, 5, frozenset({2}))] == [(5, 7, "x"), (7, 8, "x")]


def some_heads(forms: list[str], upos: list[str]) -> pairs.Heads:
    count = len(forms)
    return pairs.heads(
        range(count), lower=forms, upos=upos, feats=["Number=Sing"] * count, entity=["person"] * count,
        sentence=list(range(count)), head=list(range(count)), deprel=["root"] * count,
    )  # fmt: skip


def test_features_index_the_tables_in_turn() -> None:
    heads = some_heads(["ann", "she", "ann"], ["PROPN", "PRON", "PROPN"])
    made = pairs.features(heads)
    ends = np.cumsum(list(pairs.SIZES.values()))
    assert made.shape == (3, 3, len(pairs.SIZES))
    assert (made >= ends - np.array(list(pairs.SIZES.values()))).all()
    assert (made < ends).all()
    same_name = pairs.SIZES["kinds"] + 5
    assert made[2, 0, 1] == same_name
    assert made[1, 0, 1] == pairs.SIZES["kinds"]


def test_names_within_names_and_their_parts() -> None:
    heads = pairs.heads(
        [0, 2], lower=["ann", "lee", "lee"], upos=["PROPN"] * 3, feats=[""] * 3, entity=["person"] * 3,
        sentence=[0, 0, 1], head=[0, 0, 2], deprel=["root", "flat", "root"],
    )  # fmt: skip
    assert pairs.features(heads)[1, 0, 1] - pairs.SIZES["kinds"] == 4


@pytest.mark.parametrize(("child", "relation", "index"), [(1, "appos", 1), (1, "nmod:poss", 3), (1, "nmod", 4)])
def test_syntax_between_mentions(child: int, relation: str, index: int) -> None:
    heads = pairs.heads(
        [0, child], lower=["a", "b"], upos=["NOUN"] * 2, feats=[""] * 2, entity=["person"] * 2,
        sentence=[0, 0], head=[0, 0], deprel=["root", relation],
    )  # fmt: skip
    assert pairs.features(heads)[1, 0, -1] == pairs.TOTAL - pairs.SIZES["syntax"] + index


def test_chains_follow_the_best_antecedents() -> None:
    heads = some_heads(["ann", "bob", "ann", "bob", "eve"], ["PROPN"] * 5)
    table = np.zeros(pairs.TOTAL, dtype=np.float32)
    table[pairs.SIZES["kinds"]] = -5.0  # nothing in common
    table[pairs.SIZES["kinds"] + 5] = 5.0  # the same name
    nothing = np.zeros((5, 2), dtype=np.float32)
    assert chains(heads, nothing, nothing, np.zeros((3, 3), np.float32), table) == ((0, 2), (1, 3))


def test_antecedents_across_the_seam_of_two_blocks() -> None:
    forms = [f"n{i}" for i in range(REACH + 40)]
    forms[REACH + 20] = "n200"
    heads = some_heads(forms, ["PROPN"] * len(forms))
    table = np.zeros(pairs.TOTAL, dtype=np.float32)
    table[pairs.SIZES["kinds"]] = -5.0
    table[pairs.SIZES["kinds"] + 5] = 5.0
    nothing = np.zeros((len(forms), 2), dtype=np.float32)
    best = antecedents(heads, nothing, nothing, np.zeros((3, 3), np.float32), table)
    assert best[REACH + 20] == 200
    assert (np.delete(best, REACH + 20) == -1).all()
