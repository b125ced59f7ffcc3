"""Records made from real ones, as many as are asked for: other names, words, dates, places and figures, same shape.

They measure size and speed of the ledger, and nothing else. Every replacement has the length of what it replaces, so that all spans
hold. A share of them are copies of an earlier one, and a share tell its incidents again in other words.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from onrecord.record import Actor, Place, Record
from onrecord.record_json import from_json, to_json

COPIES, SAME = 0.1, 0.1
"""Shares of the made records that are copies, and that tell the same incidents as another."""
FIRST_DAY = date(2018, 1, 1)
DAYS = 2500
_WORD = re.compile(r"[A-Za-z]{4,}")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_DIGIT = re.compile(r"\d")


class Maker:
    """Makes records from a pool of real ones; the same seed makes the same records."""

    def __init__(self, pool: Sequence[Record], seed: int = 1) -> None:
        self.pool = list(pool)
        self.rng = random.Random(seed)
        words = {word for record in pool for word in _WORD.findall(record.text)}
        self.lower = _by_length(word for word in words if word.islower())
        self.names = _by_length(word.capitalize() for word in words)
        self.places = [place for record in pool for place in record.places if place.geonames and place.lat is not None]
        keyed = {a.key: (a.key, a.country, a.role, a.kind) for record in pool for a in record.actors if a.key}
        self.keys = sorted(keyed.values(), key=str)
        self.weights = [1 / (n + 1) for n in range(len(self.keys))]
        self.rng.shuffle(self.keys)
        self.recent: list[Record] = []

    def records(self, count: int) -> Iterator[Record]:
        """So many records, each with a text of its own."""
        for n in range(count):
            chance = self.rng.random()
            if self.recent and chance < COPIES:
                made = self._copy(self.rng.choice(self.recent), n)
            elif self.recent and chance < COPIES + SAME:
                made = self._again(self.rng.choice(self.recent), n)
            else:
                made = self._other(self.rng.choice(self.pool), n)
                self.recent = [*self.recent[-499:], made]
            yield made

    def _other(self, record: Record, n: int) -> Record:
        """Another story of the same shape: names, words, places, figures and dates all others."""
        text = self._worded(record, names=True)
        shift = (FIRST_DAY + timedelta(days=self.rng.randrange(DAYS))) - _published(record)
        places = {place.id: self.rng.choice(self.places) for place in record.places if place.geonames}
        actors = tuple(self._actor(actor, text) for actor in record.actors)
        made = replace(
            record,
            text=text,
            actors=actors,
            places=tuple(_placed(place, places.get(place.id), text) for place in record.places),
        )
        return _named(_shifted(made, shift.days), n)

    def _again(self, record: Record, n: int) -> Record:
        """The same incidents in other words, a day later, by another outlet."""
        return _named(replace(record, text=self._worded(record, names=False)), n, later=1)

    def _copy(self, record: Record, n: int) -> Record:
        """The same story under another masthead, its last sentence another."""
        start, stop = record.sentences[-1] if record.sentences else (0, 0)
        last = "".join(self.rng.choice("aeiourstn") if c.isalpha() else c for c in record.text[start:stop])
        return _named(replace(record, text=record.text[:start] + last + record.text[stop:]), n, later=self.rng.randrange(2))

    def _worded(self, record: Record, *, names: bool) -> str:
        """The text with four in five of its words replaced by others of their length; triggers stay, and names unless they are to go."""
        kept = {mention.trigger[0] for event in record.events for mention in event.mentions}
        said: dict[str, str] = {}

        def other(found: re.Match[str]) -> str:
            word = found[0]
            if found.start() in kept or (word[0].isupper() and not names) or (word.islower() and self.rng.random() < 0.2):
                return word
            pool = self.names if word[0].isupper() else self.lower
            if word[0].islower():
                return self.rng.choice(pool.get(len(word), [word]))
            return said.setdefault(word, self.rng.choice(pool.get(len(word), [word])))

        text = _WORD.sub(other, record.text)
        return _DIGIT.sub(lambda _: str(self.rng.randrange(1, 10)), text) if names else text

    def _actor(self, actor: Actor, text: str) -> Actor:
        """The actor under its other name; one with a key gets the key of another, some far more often than others."""
        name = text[slice(*actor.mentions[0])] if actor.mentions else actor.name
        if actor.key is None:
            return replace(actor, name=name)
        key, country, role, kind = self.rng.choices(self.keys, self.weights)[0]
        return replace(actor, name=name, key=key, country=country, role=role, kind=kind, member_of=None)


def _by_length(words: Iterator[str]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    for word in sorted(set(words)):
        found.setdefault(len(word), []).append(word)
    return found


def _published(record: Record) -> date:
    known = _DAY.match(record.report.published or "")
    return date.fromisoformat(known[0]) if known else FIRST_DAY


def _placed(place: Place, other: Place | None, text: str) -> Place:
    if other is None:
        return replace(place, name=text[slice(*place.mentions[0].span)] if place.mentions else place.name)
    return replace(other, id=place.id, mentions=place.mentions)


def _shifted(record: Record, days: int) -> Record:
    """The record with all its dates so many days later."""

    def later(value: Any) -> Any:
        if isinstance(value, str):
            return _DAY.sub(lambda found: (date.fromisoformat(found[0]) + timedelta(days=days)).isoformat(), value)
        if isinstance(value, dict):
            return {key: later(item) for key, item in value.items()}
        return [later(item) for item in value] if isinstance(value, list) else value

    value = to_json(record)
    for name in ("times", "events"):
        value[name] = later(value[name])
    value["report"]["published"] = later(value["report"]["published"]) or (FIRST_DAY + timedelta(days=days)).isoformat()
    return from_json(value)


def _named(record: Record, n: int, later: int = 0) -> Record:
    """The record of a report with an id, an address and an outlet of its own."""
    published = (_published(record) + timedelta(days=later)).isoformat()
    outlet = n % 997
    address = f"https://outlet-{outlet}.example/{n}"
    report = replace(record.report, id=f"made-{n}", url=address, publisher=f"Outlet {outlet}", published=published, agencies=(), bylines=())
    return replace(record, report=report)
