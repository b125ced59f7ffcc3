"""The scores of clusterings, on a case worked out by hand: gold {a b c} {d e f g} {h} {i}, found {a b} {c d} {e} {f g h i}."""

from __future__ import annotations

import pytest

from benchmarks.coreference_scores import b_cubed, ceaf_e, conll, lea, muc

GOLD = {"a": 1, "b": 1, "c": 1, "d": 2, "e": 2, "f": 2, "g": 2, "h": 3, "i": 4}
FOUND = {"a": 1, "b": 1, "c": 2, "d": 2, "e": 3, "f": 4, "g": 4, "h": 4, "i": 4}


def test_muc() -> None:
    found = muc(GOLD, FOUND)
    assert found.recall == pytest.approx(100 * (1 + 1) / (2 + 3))
    assert found.precision == pytest.approx(100 * (1 + 0 + 1) / (1 + 1 + 3))


def test_b_cubed() -> None:
    found = b_cubed(GOLD, FOUND)
    assert found.recall == pytest.approx(100 * (2 / 3 * 2 + 1 / 3 + 1 / 4 + 1 / 4 + 2 / 4 * 2 + 1 + 1) / 9)
    assert found.precision == pytest.approx(100 * (1 + 1 + 1 / 2 + 1 / 2 + 1 + 2 / 4 * 2 + 1 / 4 + 1 / 4) / 9)


def test_ceaf_e() -> None:
    """Best pairs: {a b c} with {a b} (4/5), {d e f g} with {f g h i} (4/8) or {e} (2/5), the single ones with what is left."""
    best = max(4 / 5 + 4 / 8, 4 / 5 + 2 / 5 + 2 / 5)  # the second: {h} or {i} with {f g h i} (2/5)
    found = ceaf_e(GOLD, FOUND)
    assert found.recall == pytest.approx(100 * best / 4)
    assert found.precision == pytest.approx(100 * best / 4)


def test_lea() -> None:
    found = lea(GOLD, FOUND)
    assert found.recall == pytest.approx(100 * (3 * 1 / 3 + 4 * 1 / 6 + 0 + 0) / 9)
    assert found.precision == pytest.approx(100 * (2 * 1 + 2 * 0 + 1 * 0 + 4 * 1 / 6) / 9)


def test_what_is_right_scores_a_hundred() -> None:
    assert conll(GOLD, GOLD) == pytest.approx(100)
    assert lea(GOLD, GOLD).f1 == pytest.approx(100)


def test_all_alone_keeps_no_link() -> None:
    alone = {item: item for item in GOLD}
    assert muc(GOLD, alone).f1 == 0
    assert b_cubed(GOLD, alone).precision == 100
