"""Scored pairs to groups: average linkage in an order that depends on content alone, within what hard facts and people allow."""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol, TypeVar

Pair = tuple[int, int]
F = TypeVar("F", bound="Facts")

LIMIT = 400
"""The most events that one group takes: beyond that something has gone wrong, or it is no longer one happening."""
JOIN = 0.6
"""The least mean score between two groups that are joined."""
MISSING = 0.5
"""What a pair counts in that mean which was not compared, or fell below the threshold."""


class Facts(Protocol):
    """What a group of events holds fast: days, places, kinds."""

    def joined(self: F, other: F) -> F:
        """The facts of both groups together, whether they agree or not."""

    def agrees(self: F, other: F) -> bool:
        """Whether two groups can be one happening."""


@dataclass(slots=True)
class _Group:
    items: list[int]
    facts: Facts
    links: dict[int, tuple[float, int]] = field(default_factory=dict)  # other group -> sum of scores, how many


def partition(
    items: Sequence[int],
    scores: Mapping[Pair, float],
    facts: Mapping[int, F],
    *,
    must: Iterable[Pair] = (),
    cannot: Iterable[Pair] = (),
    join: float = JOIN,
    missing: float = MISSING,
    limit: int = LIMIT,
) -> list[list[int]]:
    """The items in groups, each in the given order, which is content order; the groups in the order of their first items.

    `scores` has the scored pairs, either way round. Items of `must` pairs come into one group whatever their facts say; items of
    `cannot` pairs never do, unless `must` pairs bind them. Then the two groups with the highest mean score are joined, again and
    again, down to `join`; of equal means the groups that come first. Hard facts, `cannot` and `limit` forbid a join.
    """
    place = {item: n for n, item in enumerate(items)}
    groups = _bound([p for p in must if p[0] in place and p[1] in place], items, facts)
    home = {item: n for n, group in groups.items() for item in group.items}
    apart = {(home[x], home[y]) for x, y in cannot if x in home and y in home}
    forbidden: dict[int, set[int]] = {}
    for a, b in apart:
        if a != b:
            forbidden.setdefault(a, set()).add(b)
            forbidden.setdefault(b, set()).add(a)
    for (x, y), value in sorted(scores.items(), key=lambda entry: (place[entry[0][0]], place[entry[0][1]])):
        a, b = home[x], home[y]
        if a != b:
            total, count = groups[a].links.get(b, (0.0, 0))
            groups[a].links[b] = groups[b].links[a] = (total + value, count + 1)
    heap = [_entry(groups, a, b, missing) for a, group in groups.items() for b in group.links if a < b]
    heapq.heapify(heap)
    while heap:
        mean, a, b, sizes = heapq.heappop(heap)
        if -mean < join:
            break
        if a not in groups or b not in groups or sizes != (len(groups[a].items), len(groups[b].items)):
            continue
        one, two = groups[a], groups[b]
        if b in forbidden.get(a, ()) or len(one.items) + len(two.items) > limit or not one.facts.agrees(two.facts):
            _cut(groups, a, b)
            continue
        _merge(groups, forbidden, a, b)
        for other in groups[a].links:
            heapq.heappush(heap, _entry(groups, min(a, other), max(a, other), missing))
    return [sorted(group.items, key=place.__getitem__) for _, group in sorted(groups.items())]


def _bound(must: list[Pair], items: Sequence[int], facts: Mapping[int, F]) -> dict[int, _Group]:
    """The groups that people bound, and all other items alone; each by the place of its first item."""
    parent = {item: item for item in items}

    def top(item: int) -> int:
        while parent[item] != item:
            parent[item] = parent[parent[item]]
            item = parent[item]
        return item

    place = {item: n for n, item in enumerate(items)}
    for a, b in must:
        first, second = sorted((top(a), top(b)), key=place.__getitem__)
        parent[second] = first
    groups: dict[int, _Group] = {}
    for item in items:
        n = place[top(item)]
        if n in groups:
            groups[n].items.append(item)
            groups[n].facts = groups[n].facts.joined(facts[item])
        else:
            groups[n] = _Group([item], facts[item])
    return groups


def _entry(groups: Mapping[int, _Group], a: int, b: int, missing: float) -> tuple[float, int, int, tuple[int, int]]:
    one, two = groups[a], groups[b]
    total, count = one.links[b]
    pairs = len(one.items) * len(two.items)
    mean = (total + missing * (pairs - count)) / pairs
    return -round(mean, 6), a, b, (len(one.items), len(two.items))


def _merge(groups: dict[int, _Group], forbidden: dict[int, set[int]], a: int, b: int) -> None:
    """Take the later group into the earlier one, with its links and what is forbidden to it."""
    one, two = groups[a], groups.pop(b)
    one.items += two.items
    one.facts = one.facts.joined(two.facts)
    one.links.pop(b, None)
    for other, (total, count) in two.links.items():
        if other == a:
            continue
        del groups[other].links[b]
        before, n = one.links.get(other, (0.0, 0))
        one.links[other] = groups[other].links[a] = (before + total, n + count)
    for other in forbidden.pop(b, set()):
        forbidden[other].discard(b)
        forbidden[other].add(a)
        forbidden.setdefault(a, set()).add(other)


def _cut(groups: Mapping[int, _Group], a: int, b: int) -> None:
    """Forget the links of two groups that will never be one."""
    del groups[a].links[b], groups[b].links[a]
