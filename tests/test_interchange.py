"""CoNLL-U and spaCy from an analysis."""

from __future__ import annotations

import pytest

from onrecord.language.analysis import Analysis, WordSpan
from tests.conllu import analysis

TEXT = """
1 Rebels rebel NOUN NNS Number=Plur 2 nsubj _ _
2 left leave VERB VBD Tense=Past 0 root _ _
3 Goma Goma PROPN NNP _ 2 obj _ SpaceAfter=No
4 . . PUNCT . _ 2 punct _ _

1 It it PRON PRP _ 2 nsubj _ _
2 burned burn VERB VBD _ 0 root _ SpaceAfter=No
3 . . PUNCT . _ 2 punct _ _
"""


@pytest.fixture
def rebels() -> Analysis:
    return analysis(TEXT, names=(WordSpan(2, 3, "LOC", 0.9),), entity={0: "person"})


def test_to_conllu_can_be_read_back(rebels: Analysis) -> None:
    again = analysis(rebels.to_conllu())
    assert again.words == rebels.words
    assert again.head.tolist() == rebels.head.tolist()
    assert (again.upos, again.xpos, again.feats, again.lemma, again.deprel) == (
        rebels.upos, rebels.xpos, rebels.feats, rebels.lemma, rebels.deprel,
    )  # fmt: skip
    assert again.sentences == rebels.sentences


def test_to_conllu_tells_names_and_entities(rebels: Analysis) -> None:
    lines = rebels.to_conllu().splitlines()
    assert lines[2].endswith("Entity=person")
    assert lines[4].endswith("NER=B-LOC|SpaceAfter=No")


def test_to_spacy_has_the_same_words_and_arcs(rebels: Analysis) -> None:
    pytest.importorskip("spacy")
    doc = rebels.to_spacy()
    assert [t.text for t in doc] == list(rebels.words)
    assert [t.head.i for t in doc] == rebels.head.tolist()
    assert [(e.text, e.label_) for e in doc.ents] == [("Goma", "LOC")]
    assert len(list(doc.sents)) == 2
