"""Words, shapes and paragraph starts."""

from __future__ import annotations

import time
from itertools import pairwise

import pytest

from onrecord.language.tokens import paragraph_starts, shape, words


def cut(text: str) -> list[str]:
    return [text[s:e] for s, e in words(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("They don't leave.", ["They", "do", "n't", "leave", "."]),
        ("the IDF’s freedom", ["the", "IDF", "’s", "freedom"]),
        ("the rebels' base", ["the", "rebels", "'", "base"]),
        ("The U.S. and the U.N. met.", ["The", "U.S.", "and", "the", "U.N.", "met", "."]),
        ("Gen. Omar J. Haddad", ["Gen.", "Omar", "J.", "Haddad"]),
        ("intelligence-based", ["intelligence", "-", "based"]),
        ("anti-government protests", ["anti-government", "protests"]),
        ("1,500 people, 3.5 million and 10:30", ["1,500", "people", ",", "3.5", "million", "and", "10:30"]),
        ("the 98th division", ["the", "98th", "division"]),
        ("killed 12.", ["killed", "12", "."]),
        ("“We won’t,” he said", ["“", "We", "wo", "n’t", ",", "”", "he", "said"]),
        ("see https://example.org/a?b=1.", ["see", "https://example.org/a?b=1", "."]),
        ("cannot", ["can", "not"]),
        ("an [operational] need…", ["an", "[", "operational", "]", "need", "…"]),
        ("O'Brien said", ["O'Brien", "said"]),
        ("", []),
        (" \n\t ", []),
    ],
)
def test_words_follow_the_treebanks(text: str, expected: list[str]) -> None:
    assert cut(text) == expected


def test_words_cover_everything_but_white_space() -> None:
    text = "A_b ~ © 3_4 …—‘x’ \u202eabc\u200d 😀! ﷺ مرحبا"
    spans = words(text)
    covered = {i for s, e in spans for i in range(s, e)}
    assert covered == {i for i, c in enumerate(text) if not c.isspace()}
    assert all(a[1] <= b[0] for a, b in pairwise(spans))


@pytest.mark.parametrize("text", ['"' * 100_000, "a" * 100_000, "a." * 50_000, "don't" * 20_000, "1,1" * 30_000, "a-" * 50_000])
def test_words_take_linear_time(text: str) -> None:
    began = time.process_time()
    words(text[: len(text) // 10])
    small = time.process_time() - began
    began = time.process_time()
    words(text)
    assert time.process_time() - began < 40 * small + 0.5


@pytest.mark.parametrize(("left", "right"), [("army", "Army"), ("Army", "ARMY"), ("3", "third"), ("“", "”"), ("UN", "ARMED"), ("A", "AFP")])
def test_shape_tells_apart_what_an_uncased_encoder_cannot(left: str, right: str) -> None:
    assert shape(left) != shape(right)


@pytest.mark.parametrize(
    ("text", "starts"),
    [
        ("One here.\n\nTwo here.", ["One", "Two"]),
        ("A headline\n\nThe army left.", ["A", "The"]),
        ("a hard wrapped\nline of text.", ["a"]),
        ("It ended.\nThen it began.", ["It", "Then"]),
        ("The army and the\nUnited Nations left.", ["The"]),
    ],
)
def test_paragraph_starts(text: str, starts: list[str]) -> None:
    spans = words(text)
    assert [text[slice(*spans[i])] for i in paragraph_starts(text, spans)] == starts
