"""Records made from real ones, as many as are asked for: other names, words, dates, places and figures, same shape.

They measure size and speed of the ledger, and nothing else. Every replacement has the length of what it replaces, so that all spans
hold. A share of them are copies of an earlier one, and a share tell its incidents again in other words.

Each record depends on the pool, the seed and its number alone, so that a run that was stopped can go on where it was.
"""

from __future__ import annotations

import random
import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import accumulate
from typing import Any

from onrecord.record import Actor, Place, Record
from onrecord.record_json import from_json, to_json

COPIES, SAME = 0.1, 0.1
"""Shares of the made records that are copies, and that tell the same incidents as another."""
RECENT = 500
"""How many stories back a copy, or another telling, may reach."""
FIRST_DAY = date(2009, 1, 1)
DAYS = 2900
"""The days of the stories, as many on one as on another: eight years, so that real reports of 2009 and 2015-16 fall among them."""
_WORD = re.compile(r"[A-Za-z]{4,}")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_DIGIT = re.compile(r"\d")


class Maker:
    """Makes records from a pool of real ones; the same pool, seed and number make the same record."""

    def __init__(self, pool: Sequence[Record], seed: int = 1) -> None:
        self.pool = list(pool)
        self.seed = seed
        self.rng = random.Random(seed)
        words = [word for record in pool for word in _WORD.findall(record.text)]
        self.lower = _by_length(word for word in words if word.islower())
        self.names = _by_length({word.capitalize() for word in words})
        self.places = [place for record in pool for place in record.places if place.geonames and place.lat is not None]
        keyed = {a.key: (a.key, a.country, a.role, a.kind) for record in pool for a in record.actors if a.key}
        self.keys = sorted(keyed.values(), key=str)
        self.weights = list(accumulate(1 / (n + 1) for n in range(len(self.keys))))
        self.rng.shuffle(self.keys)
        self._stories: list[int] = []
        self._planned = 0
        self._recent: dict[int, Record] = {}

    def records(self, start: int, stop: int) -> Iterator[Record]:
        """The records of some numbers, each with a text of its own."""
        return (self.record(n) for n in range(start, stop))

    def record(self, n: int) -> Record:
        """The record of a number: a story of its own, a copy of a recent one, or its incidents told again."""
        self._plan(n)
        before = bisect_left(self._stories, n)
        recent = self._stories[max(0, before - RECENT) : before]
        self.rng = self._draws(n)
        chance = self.rng.random()
        if not recent or chance >= COPIES + SAME:
            return self._story(n)
        number = self.rng.choice(recent)
        story = self._story(number)
        self.rng = self._draws(n, "told")
        return self._copy(story, n) if chance < COPIES else self._again(story, n)

    def _draws(self, n: int, what: str = "") -> random.Random:
        return random.Random(f"{self.seed} {n} {what}")

    def _plan(self, last: int) -> None:
        """Note which numbers up to one are stories of their own."""
        for n in range(self._planned, last + 1):
            if not self._stories or self._draws(n).random() >= COPIES + SAME:
                self._stories.append(n)
        self._planned = max(self._planned, last + 1)

    def _story(self, n: int) -> Record:
        """The story of a number that has one of its own; the recent ones are kept."""
        if n not in self._recent:
            self.rng = self._draws(n, "story")
            self._recent[n] = self._other(self.rng.choice(self.pool), n)
            if len(self._recent) > 2 * RECENT:
                del self._recent[next(iter(self._recent))]
        return self._recent[n]

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
        key, country, role, kind = self.rng.choices(self.keys, cum_weights=self.weights)[0]
        return replace(actor, name=name, key=key, country=country, role=role, kind=kind, member_of=None)


def _by_length(words: Iterable[str]) -> dict[int, list[str]]:
    """Words by their length, each as often as it was given: what is drawn from them is as common as it is in news."""
    found: dict[int, list[str]] = {}
    for word in sorted(words):
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
