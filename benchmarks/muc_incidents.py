"""Which MUC-4 reports tell of one incident, and whether the ledger finds it.

The corpus has no ids of incidents beyond a report; they are derived from the templates that people made in 1992. Two templates of
different reports are
  one incident   if types and countries agree and no date forbids it, and either a person named as a target is the same in both, or both
                 have an exact date (at most three days long) with at most a day between them, a town in common and a target in common;
  two incidents  if types or countries differ, exact dates are more than two days apart, one is later than the other's report, the
                 towns differ with no target in common, or different people are named and the dates are not exact;
  not to be said otherwise: these pairs count neither way.
An event of the ledger stands for a template if the benchmark's own pairing says so and both name a target in common. What the templates
get wrong counts against the ledger.
"""

from __future__ import annotations

import sys
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from importlib import import_module
from itertools import combinations
from pathlib import Path
from typing import Any

from onrecord.record import Record
from onrecord.record_json import to_json

EXACT = 2
"""Days by which the two ends of an exact date may differ."""
_NEAR = {frozenset(pair) for pair in (("ATTACK", "BOMBING"), ("ATTACK", "ARSON"), ("ATTACK", "KIDNAPPING"), ("BOMBING", "ARSON"))}
Telling = tuple[str, str]
"""A document's id and the id of an event in its record."""


@dataclass(frozen=True)
class Gold:
    """Templates by number: their documents, the pairs that are one incident or cannot be said, and the events that stand for them."""

    documents: list[str]
    one: set[tuple[int, int]]
    unsaid: set[tuple[int, int]]
    events: dict[Telling, int]


@dataclass(frozen=True)
class Figures:
    """Pairs of events that are in one incident and stand for templates, by what the gold says; and what the gold has."""

    right: int
    wrong: int
    unsaid: int
    found: int
    reachable: int
    told: int
    met: int

    @property
    def precision(self) -> float:
        """Per cent of the pairs in one incident that the gold does not contradict or leave open."""
        return round(100 * self.right / max(1, self.right + self.wrong), 1)

    @property
    def recall(self) -> float:
        """Per cent of the gold's pairs, of those whose events were read from both reports."""
        return round(100 * self.found / max(1, self.reachable), 1)

    @property
    def tellings(self) -> float:
        """Per cent of the templates with a partner that meet one in their incident."""
        return round(100 * self.met / max(1, self.told), 1)


class Keys:
    """The benchmark folder's reading of templates, from its own modules."""

    def __init__(self, bench: Path) -> None:
        sys.path.insert(0, str(bench))
        self.muc4: Any = import_module("muc4")
        self.match: Any = import_module("muc4_match")
        self.templates: Any = import_module("muc4_templates")
        self.common: Any = import_module("common")

    def documents(self, part: str) -> list[dict[str, Any]]:
        """The documents of a part ("train" or "shown") with their templates under "keys"."""
        loaded: list[dict[str, Any]] = self.muc4.load(part, None)
        return loaded

    def gold(self, documents: list[dict[str, Any]], records: Iterable[Record]) -> Gold:
        """Templates of documents, what they are to each other, and the events of their records that stand for them."""
        numbered = [(document["id"], key) for document in documents for key in document["keys"]]
        place = {id(key): n for n, (_, key) in enumerate(numbered)}
        one, unsaid = set[tuple[int, int]](), set[tuple[int, int]]()
        for (n, (document, a)), (m, (other, b)) in combinations(enumerate(numbered), 2):
            if document != other and (said := self.one_incident(a, b)) is not False:
                (one if said else unsaid).add((n, m))
        events = {}
        for document, record in zip(documents, records, strict=True):
            for name, key in self._pairs(document, to_json(record)):
                events[document["id"], name] = place[id(key)]
        return Gold([name for name, _ in numbered], one, unsaid, events)

    def _pairs(self, document: dict[str, Any], record: dict[str, Any]) -> Iterable[tuple[str, Any]]:
        published = date.fromisoformat(document["published"]) if document["published"] else None
        answers, names = self.templates.from_record(record, published), self._names(record)
        for key, answer, n in self.match.pair(document, answers):
            if self._shared(key.human + key.thing, answer.human + answer.thing):
                yield names[n], key

    def _names(self, record: dict[str, Any]) -> list[str]:
        """The events that the benchmark makes templates of, in their order."""
        actors, templates = self.common.by_id(record, "actors"), self.templates
        return [
            event["id"]
            for event in record["events"]
            if templates.incident_type(record, event, [actors[a] for a in event["by"]]) and templates.STAGES.get(event["status"])
        ]

    def one_incident(self, a: Any, b: Any) -> bool | None:
        """Whether two templates are one incident; None if it cannot be said."""
        if not any(x == y or frozenset((x, y)) in _NEAR for x in a.type for y in b.type):
            return False
        named, target = self._shared(a.names, b.names), self._shared(a.human + a.thing, b.human + b.thing)
        apart = _days_apart(a, b)
        if apart is not None and apart > 1:
            return None if named and apart <= EXACT else False
        if apart is None and (_dated_after(a, b) or _dated_after(b, a)):
            return False
        if _countries(a) and _countries(b) and not _countries(a) & _countries(b):
            return False
        if named:
            return True
        towns = bool(_towns(a) & _towns(b)) if _towns(a) and _towns(b) else None
        if apart is not None and target and towns:
            return True
        other_people = bool(a.names and b.names) and apart is None
        return False if (towns is False and not target) or other_people else None

    def _shared(self, a: list[Any], b: list[Any]) -> bool:
        return any(self.templates.same(x, y) for x in a for y in b)


def figures(gold: Gold, incident: dict[Telling, str], among: set[str]) -> Figures:
    """What the ledger makes of the gold's pairs; one document of each pair is among those named."""
    together: dict[str, list[Telling]] = defaultdict(list)
    for telling in gold.events:
        together[incident[telling]].append(telling)
    counts: Counter[str] = Counter()
    for group in together.values():
        for x, y in combinations(group, 2):
            if x[0] != y[0] and (x[0] in among or y[0] in among):
                n, m = sorted((gold.events[x], gold.events[y]))
                counts["right" if (n, m) in gold.one else "unsaid" if (n, m) in gold.unsaid else "wrong"] += 1
    by_template: dict[int, list[Telling]] = defaultdict(list)
    for telling, n in gold.events.items():
        by_template[n].append(telling)
    met: dict[int, bool] = {}
    found = reachable = 0
    for n, m in gold.one:
        if not ({gold.documents[n], gold.documents[m]} & among and n in by_template and m in by_template):
            continue
        hit = bool({incident[x] for x in by_template[n]} & {incident[y] for y in by_template[m]})
        reachable, found = reachable + 1, found + hit
        for one in (n, m):
            met[one] = met.get(one, False) or hit
    return Figures(counts["right"], counts["wrong"], counts["unsaid"], found, reachable, len(met), sum(met.values()))


def _exact(template: Any) -> list[tuple[date, date]] | None:
    """The alternative dates of a template if all are exact, else None."""
    exact = [(first, last) for first, last in template.dates if first and (last - first).days <= EXACT]
    return exact if exact and len(exact) == len(template.dates) else None


def _days_apart(a: Any, b: Any) -> int | None:
    """Days between two exact dates, at the nearest of their alternatives; 0 or less if they overlap, None if one is not exact."""
    one, two = _exact(a), _exact(b)
    if one is None or two is None:
        return None
    return min(max((x[0] - y[1]).days, (y[0] - x[1]).days) for x in one for y in two)


def _dated_after(a: Any, b: Any) -> bool:
    """Whether a template has an exact date that is later than the other's report."""
    exact = _exact(a)
    return exact is not None and bool(b.dates) and all(first > last for first, _ in exact for _, last in b.dates)


def _countries(template: Any) -> set[str]:
    return {name for path in template.places if path for name in path[0][0]}


def _towns(template: Any) -> set[str]:
    """All places of a template below its country."""
    return {name for path in template.places for names, _ in path[1:] for name in names}
