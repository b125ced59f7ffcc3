"""An Analysis in other people's formats: CoNLL-U, and spaCy's Doc where spaCy is installed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from onrecord.language.analysis import Analysis


def to_conllu(analysis: Analysis) -> str:
    """The analysis as CoNLL-U: ten columns, one block a sentence, names in MISC as NER=B-PER, entity types as Entity=person."""
    names = {}
    for span in analysis.names:
        for word in range(span.first, span.last):
            names[word] = f"{'B' if word == span.first else 'I'}-{span.label}"
    return "".join(_block(analysis, number, names) for number in range(len(analysis.sentences)))


def _block(analysis: Analysis, number: int, names: dict[int, str]) -> str:
    first, last = analysis.sentences[number]
    start, end = analysis.span(first, last)
    lines = [f"# sent_id = {number + 1}", "# text = " + " ".join(analysis.text[start:end].split())]
    for word in range(first, last):
        head = 0 if int(analysis.head[word]) == word else int(analysis.head[word]) - first + 1
        cells = (
            str(word - first + 1), analysis.words[word], analysis.lemma[word], analysis.upos[word], analysis.xpos[word],
            analysis.feats[word], str(head), analysis.deprel[word], "_", _misc(analysis, word, last, names),
        )  # fmt: skip
        lines.append("\t".join(cells))
    return "\n".join(lines) + "\n\n"


def _misc(analysis: Analysis, word: int, last: int, names: dict[int, str]) -> str:
    parts = []
    if analysis.entity[word]:
        parts.append(f"Entity={analysis.entity[word]}")
    if word in names:
        parts.append(f"NER={names[word]}")
    if word + 1 < last and analysis.ends[word] == analysis.starts[word + 1]:
        parts.append("SpaceAfter=No")
    return "|".join(parts) or "_"


def to_spacy(analysis: Analysis) -> Any:
    """A `spacy.tokens.Doc` with the same words, tags, lemmas, arcs, sentences and names.

    White space between words becomes one blank, so character offsets of the Doc are its own. Raises ImportError with the line to
    type if spaCy is not installed.
    """
    try:
        from spacy.tokens import Doc, Span
        from spacy.vocab import Vocab
    except ImportError as error:
        raise ImportError("to_spacy needs spaCy: pip install 'onrecord[spacy]'") from error
    size = len(analysis)
    doc = Doc(
        Vocab(),
        words=list(analysis.words),
        spaces=[i + 1 < size and bool(analysis.ends[i] < analysis.starts[i + 1]) for i in range(size)],
        pos=list(analysis.upos),
        tags=list(analysis.xpos),
        morphs=["" if f == "_" else f for f in analysis.feats],
        lemmas=list(analysis.lemma),
        heads=analysis.head.tolist(),
        deps=["ROOT" if d == "root" else d for d in analysis.deprel],
    )
    doc.set_ents([Span(doc, n.first, n.last, label=n.label) for n in analysis.names])
    return doc
