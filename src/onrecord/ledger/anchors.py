"""Where a decision holds fast: the trigger's words in one text, and how an event is found by them in any record of that text."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

from onrecord.record import Record, Span


@dataclass(frozen=True, slots=True)
class Anchor:
    """The words of an event's trigger in the text of a hash.

    `type` is its action's type as the machine had it; `nth` tells apart, from 0, the events of one trigger and one type. An anchor
    without words (`start` None) is the whole text.
    """

    sha256: str
    start: int | None = None
    stop: int | None = None
    words: str | None = None
    type: str | None = None
    nth: int = 0

    @property
    def span(self) -> Span | None:
        """The place of the words, or None for a whole text."""
        return None if self.start is None or self.stop is None else (self.start, self.stop)


def event_key(sha256: str, span: Span, nth: int = 0) -> str:
    """The key of an event: of its text's hash and its trigger's place, so that it is the same in every ledger.

    `nth` counts the events of one trigger from 0, of whatever type. A corrected trigger changes no key, as it is the machine's that counts.
    """
    digest = hashlib.sha256(f"{sha256} {span[0]} {span[1]}".encode()).hexdigest()
    return f"v{digest[:12]}" + (f"-{nth + 1}" if nth else "")


class Anchored(Protocol):
    """What an anchor can mean: an event with its own anchor and the triggers of all of its tellings."""

    @property
    def anchor(self) -> Anchor: ...
    @property
    def triggers(self) -> Sequence[Span]: ...


A = TypeVar("A", bound=Anchored)
Nearness = tuple[int, int, int, int]
Fits = Callable[[Anchor, A, Nearness], bool]
EXACT, TOLD_AGAIN, OVERLAPPING, ELSEWHERE = 3, 2, 1, 0
"""The first part of `Nearness`."""


def anchors(record: Record, sha256: str | None = None) -> dict[str, Anchor]:
    """The anchor of each event of a record by its id: the trigger of its first telling."""
    hashed = sha256 or hashlib.sha256(record.text.encode()).hexdigest()
    found: dict[str, Anchor] = {}
    seen: dict[tuple[Span, str], int] = {}
    for event in record.events:
        if not event.mentions:
            continue
        span, type_ = event.mentions[0].trigger, event.action.type
        nth = seen.get((span, type_), 0)
        seen[span, type_] = nth + 1
        found[event.id] = Anchor(hashed, *span, record.text[slice(*span)], type_, nth)
    return found


def match(wanted: Iterable[Anchor], among: Sequence[A], sentences: Sequence[Span], fits: Fits[A]) -> dict[Anchor, A]:
    """What each of several anchors means among events of the same text; no two mean the same, and what means nothing is left out.

    The nearest go together first, as `nearness` has it; `fits` says what an anchor cannot mean.
    """
    ordered = sorted(set(wanted), key=_place)
    pairs = [
        (near, n, m)
        for n, anchor in enumerate(ordered)
        for m, one in enumerate(among)
        if (near := nearness(anchor, one, sentences)) is not None and fits(anchor, one, near)
    ]
    found: dict[int, int] = {}
    for _, n, m in sorted(pairs, key=lambda pair: ([-part for part in pair[0]], pair[1:])):
        if n not in found and m not in found.values():
            found[n] = m
    return {ordered[n]: among[m] for n, m in found.items()}


def find(anchor: Anchor, among: Sequence[A], sentences: Sequence[Span]) -> A | None:
    """What one anchor means among events of the same text, or None."""
    return match([anchor], among, sentences, lambda *_: True).get(anchor)


def nearness(anchor: Anchor, one: Anchored, sentences: Sequence[Span]) -> Nearness | None:
    """How near an event is to what an anchor means, to be compared; None if it cannot be meant.

    First of all the same trigger, of the event, then of a later telling of it; then one that overlaps; then the same words of an
    action of the same type elsewhere in the sentence. Of several alike, the same type, the same number, the most in common.
    """
    span, own = anchor.span, one.anchor.span
    if span is None or own is None:
        return None
    same_type, same_number = int(one.anchor.type == anchor.type), int(one.anchor.nth == anchor.nth)
    shared = max((overlap(span, trigger) for trigger in one.triggers), default=0)
    if own == span:
        return EXACT, same_type, same_number, shared
    if span in one.triggers:
        return TOLD_AGAIN, same_type, same_number, shared
    if shared:
        return OVERLAPPING, same_type, shared, -min(abs(span[0] - start) for start, _ in one.triggers)
    home = sentence_at(sentences, span)
    same_words = (one.anchor.words or "").casefold() == (anchor.words or "").casefold()
    if same_type and same_words and home is not None and sentence_at(sentences, own) == home:
        return ELSEWHERE, same_type, same_number, -abs(span[0] - own[0])
    return None


def _place(anchor: Anchor) -> tuple[Span, str, int]:
    return anchor.span or (0, 0), anchor.type or "", anchor.nth


def overlap(left: Span, right: Span) -> int:
    """Characters that two spans share.

    >>> overlap((0, 5), (3, 9)), overlap((0, 3), (3, 9))
    (2, 0)
    """
    return max(0, min(left[1], right[1]) - max(left[0], right[0]))


def sentence_at(sentences: Iterable[Span], span: Span) -> Span | None:
    """The sentence in which a span begins, or None."""
    return next((sentence for sentence in sentences if sentence[0] <= span[0] < sentence[1]), None)
