"""The engine on real text: spans that hold, bytes that repeat, inputs that nobody would write."""

from __future__ import annotations

import pickle
from pathlib import Path

import numpy as np
import pytest

from onrecord.errors import ModelError
from onrecord.language import Analysis, Engine
from onrecord.language.engine import vnni
from onrecord.language.lemmas import lemma
from onrecord.language.tokens import words

STORY = """The army withdrew its troops from the town on Sunday, a spokesman said.

“We left in order to rest,” he told reporters in Cairo. The rebels denied the claim."""


@pytest.fixture(scope="module")
def engine() -> Engine:
    return Engine.load()


def as_bytes(analysis: Analysis) -> bytes:
    fields = {name: getattr(analysis, name) for name in analysis.__dataclass_fields__}
    return pickle.dumps({k: v.tobytes() if isinstance(v, np.ndarray) else v for k, v in fields.items()})


def test_analyse_reads_a_plain_sentence(engine: Engine) -> None:
    analysis = engine.analyse(STORY)
    word = analysis.lower.index("withdrew")
    assert analysis.upos[word] == "VERB"
    assert analysis.lemma[word] == "withdraw"
    assert [analysis.words[i] for i in analysis.dependents(word, "nsubj", "obj")] == ["army", "troops"]
    assert analysis.words[analysis.dependents(word, "obl")[0]] == "town"


def test_analyse_finds_sentences_names_and_attribution(engine: Engine) -> None:
    analysis = engine.analyse(STORY)
    assert [analysis.words[first] for first, _ in analysis.sentences] == ["The", "“", "The"]
    names = {STORY[slice(*analysis.span(n.first, n.last))]: n.label for n in analysis.names}
    assert names.get("Cairo") == "LOC"
    cues = {STORY[slice(*analysis.span(a.first, a.last))] for a in analysis.attribution if a.label == "cue"}
    assert {"said", "told"} <= cues


@pytest.mark.parametrize("text", ["", " ", "x", "\n\n\n", "?", "“", "a" * 100_000, "😀" * 50, "مرحبا بالعالم"])
def test_analyse_takes_any_text(engine: Engine, text: str) -> None:
    analysis = engine.analyse(text)
    lengths = {
        len(getattr(analysis, n))
        for n in ("starts", "ends", "sentence", "upos", "xpos", "feats", "lemma", "head", "deprel", "entity", "occurrence")
    }
    assert lengths == {len(analysis)}


def test_who_is_whom_is_told_where_it_is_asked_for(engine: Engine) -> None:
    text = "The mayor of Goma said on Monday that she would leave. She had asked the army for help."
    found = engine.analyse_words(text, words(text), coreference=True)
    chains = [[found.lower[word] for word in chain] for chain in found.chains]
    assert any(chain.count("she") == 2 for chain in chains)
    assert engine.analyse(text).chains == ()


def test_every_word_is_in_one_sentence_with_one_root(engine: Engine) -> None:
    analysis = engine.analyse(STORY * 12)
    assert analysis.sentences[0][0] == 0
    assert analysis.sentences[-1][1] == len(analysis)
    for (first, last), (following, _) in zip(analysis.sentences, [*analysis.sentences[1:], (len(analysis), 0)], strict=True):
        assert last == following
        heads = analysis.head[first:last]
        assert ((heads >= first) & (heads < last)).all()
        assert (heads == np.arange(first, last)).sum() == 1


def test_a_sentence_of_ten_thousand_words_is_read_in_windows(engine: Engine) -> None:
    text = "the army and the rebels and " * 1_700
    analysis = engine.analyse(text)
    assert len(analysis) == 10_200


def test_the_same_text_gives_the_same_bytes_in_any_company(engine: Engine) -> None:
    others = [f"{STORY}\n\nReport number {n} says that {n} people fled." for n in range(50)]
    alone = as_bytes(engine.analyse(STORY))
    for other in others:
        engine.analyse(other)
    assert as_bytes(engine.analyse(STORY)) == alone
    assert as_bytes(Engine.load().analyse(STORY)) == alone


def test_sums_are_exact_on_any_processor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    told = {"flags : fpu avx512_vnni avx2": True, "flags\t\t: avx_vnni": True, "flags : avx2 avx512f": False, "": False}
    for flags, known in told.items():
        (tmp_path / "cpuinfo").write_text(f"processor : 0\n{flags}\n", encoding="utf-8")
        assert vnni(tmp_path / "cpuinfo") is known
    assert not vnni(tmp_path / "none")
    made = []
    for known in (True, False):
        monkeypatch.setattr("onrecord.language.engine.vnni", lambda _, known=known: known)
        made.append(pickle.dumps(Engine.load().analyse("Rebels shelled the town on Monday, the mayor said.")))
    if vnni(Path("/proc/cpuinfo")):
        assert made[0] == made[1]


def test_a_missing_model_says_which_file(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="missing"):
        Engine.load(tmp_path / "model.onnx")


def test_a_damaged_model_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "model.onnx"
    path.write_bytes(b"no model")
    with pytest.raises(ModelError, match=r"model\.onnx"):
        Engine.load(path)


@pytest.mark.parametrize(
    ("form", "upos", "xpos", "expected"),
    [
        ("withdrew", "VERB", "VBD", "withdraw"),
        ("Says", "VERB", "VBZ", "say"),
        ("bombarding", "VERB", "VBG", "bombard"),
        ("militiamen", "NOUN", "NNS", "militiaman"),
        ("hostages", "NOUN", "NNS", "hostage"),
        ("Haaretz", "PROPN", "NNP", "Haaretz"),
        ("n't", "PART", "RB", "not"),
        ("airlifted", "VERB", "VBD", "airlift"),
        ("shelled", "VERB", "VBN", "shell"),
    ],
)
def test_lemma(form: str, upos: str, xpos: str, expected: str) -> None:
    assert lemma(form, upos, xpos) == expected
