"""Quotations, whatever the state of their marks."""

from __future__ import annotations

import numpy as np
import pytest

from onrecord.language.analysis import Analysis
from onrecord.language.tokens import words
from onrecord.reading import quotes


def untagged(text: str) -> Analysis:
    """A text as words alone."""
    spans = words(text)
    n = len(spans)
    return Analysis(
        text=text,
        starts=np.array([s for s, _ in spans], dtype=np.int32),
        ends=np.array([e for _, e in spans], dtype=np.int32),
        sentence=np.zeros(n, dtype=np.int32),
        sentences=((0, n),) if n else (),
        upos=("X",) * n,
        xpos=("FW",) * n,
        feats=("_",) * n,
        lemma=tuple(text[s:e] for s, e in spans),
        head=np.zeros(n, dtype=np.int32),
        head_score=np.ones(n, dtype=np.float32),
        deprel=tuple("root" if i == 0 else "dep" for i in range(n)),
        entity=("",) * n,
        occurrence=np.zeros(n, dtype=np.float32),
    )


def found(text: str) -> list[str]:
    analysis = untagged(text)
    return [text[slice(*analysis.span(q.first, q.last))] for q in quotes.find(analysis)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("He said “it rains” today.", ["“it rains”"]),
        ('He said "it rains" today. "It does," she said.', ['"it rains"', '"It does,"']),
        ("“One,” he said. “Two.", ["“One,”", "“Two."]),
        ("“Never closed.\n\n“Closed.”", ["“Never closed.", "“Closed.”"]),
        ("“He told us ‘leave now’ twice.”", ["“He told us ‘leave now’ twice.”"]),
        ("“He told us “leave now” twice.”", ["“He told us “leave now” twice.”"]),
        ("“Left open, then “this one” closes.", ["“Left open, then", "“this one”"]),
        ("‘We left,’ said the soldiers’ leader.", ["‘We left,’"]),
        ("The soldiers' and the dogs' food didn't last.", []),
        ("''We left,'' he said.", ["''We left,''"]),
        ("A stray ” closes nothing.", []),
        ('Odd " here.\n\nNext paragraph.', ['" here.']),
        ("", []),
    ],
)
def test_quotations_end_with_their_paragraph_and_their_marks(text: str, expected: list[str]) -> None:
    assert found(text) == expected


def test_a_hundred_thousand_marks_are_read_in_linear_time() -> None:
    assert len(found("“a b” " * 20_000)) == 20_000
    assert len(found('"' * 20_000)) <= 20_000
