"""A made ledger, straight into its tables: as many reports as are asked for, with the skew of news and nothing of its content.

`python -m benchmarks.ledger_synthetic ledger.db 100000` writes one. Some actors stand in a fifth of the reports, most in one or two; most
incidents are told once. It measures how long questions take, and nothing else: no report was read, and no two events were compared.
"""

from __future__ import annotations

import json
import random
import sqlite3
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import accumulate
from pathlib import Path
from typing import Any

from onrecord.knowledge import table
from onrecord.ledger import facets
from onrecord.ledger.reports import report_key, text_sha256
from onrecord.ledger.store import Store

EVENTS, STATEMENTS, SENTENCES, WORDS = 12, 8, 21, 20
"""In a report: events, statements, sentences, and words in a sentence."""
FIRST, DAYS = date(2015, 1, 1), 3650
PARTIES, PLACES, VOCABULARY = 20_000, 5_000, 30_000
AGAIN = 0.12
"""Share of events that tell an incident of an earlier report again."""
_ACTIONS = [
    ("ASSAULT", mode, weight)
    for mode, weight in (("heavy-weapons", 6), ("aerial", 5), ("firearms", 4), ("abduct", 1), ("explosives", 2), (None, 6))
] + [
    ("CONSULT", "visit", 5), ("CONSULT", None, 8), ("ACCUSE", None, 6), ("ACCUSE", "disapprove", 5), ("COERCE", "arrest", 5),
    ("COERCE", "restrict", 2), ("PROTEST", "demo", 4), ("RETREAT", "withdraw", 2), ("RETREAT", "ceasefire", 1), ("AID", None, 3),
    ("SUPPORT", None, 3), ("REQUEST", "change", 4), ("REJECT", None, 3), ("THREATEN", "violence", 2), ("SANCTION", "convict", 2),
    ("MOBILIZE", "troops", 2), ("DISPLACE", "flee", 2), ("HARM", "accident", 2), ("DECIDE", "ruling", 3), ("AGREE", None, 2),
    ("CONCEDE", None, 1), ("COOPERATE", None, 3),
]  # fmt: skip
_STATUSES = {
    "happened": 62, "ongoing": 8, "attempted": 2, "planned": 7, "threatened": 2, "expected": 5, "possible": 4, "conditional": 2,
    "demanded": 5, "denied": 3,
}  # fmt: skip
_KINDS = ("state", "government", "military", "armed-group", "organisation", "person", "company", "media")


class Draw:
    """Draws numbers from 0 on, the nth as often as the weights say; Zipf's law where none are given."""

    def __init__(self, rng: random.Random, size: int, weights: Sequence[float] = (), *, flat: float = 1.0) -> None:
        self.numbers = range(size)
        self.sums = list(accumulate(weights or [1 / (n + 3) ** flat for n in range(size)]))
        self.rng = rng

    def some(self, count: int) -> list[int]:
        """So many numbers."""
        return self.rng.choices(self.numbers, cum_weights=self.sums, k=count)


@dataclass(slots=True)
class _Made:
    """Rows that wait to be written, by table."""

    rows: dict[str, list[tuple[Any, ...]]] = field(default_factory=dict)

    def put(self, table: str, *values: object) -> None:
        """One more row."""
        self.rows.setdefault(table, []).append(values)


class Maker:
    """Makes the rows of a ledger; the same seed makes the same ones."""

    def __init__(self, seed: int = 1) -> None:
        self.rng = random.Random(seed)
        self.words = [_word(n) for n in range(VOCABULARY)]
        self.word, self.party, self.place = Draw(self.rng, VOCABULARY), Draw(self.rng, PARTIES), Draw(self.rng, PLACES, flat=0.9)
        self.action = Draw(self.rng, len(_ACTIONS), [weight for *_, weight in _ACTIONS])
        self.status = Draw(self.rng, len(_STATUSES), list(_STATUSES.values()))
        self.countries = [row["iso3"] for row in table("countries")]
        self.country = Draw(self.rng, 180)
        self.sites = [self._site(n) for n in range(PLACES)]
        self.recent: list[tuple[int, tuple[Any, ...]]] = []
        self.incidents: dict[int, tuple[str, tuple[Any, ...], set[int]]] = {}
        self.parties = PARTIES
        self.counts = {"event": 0, "account": 0, "statement": 0}

    def named(self) -> Iterator[tuple[Any, ...]]:
        """The rows of the parties with names: bodies first, then people of theirs."""
        for n in range(PARTIES):
            kind = _KINDS[n % len(_KINDS)]
            body = self.rng.randrange(max(1, n // 10)) + 1 if n > 50 and kind in ("person", "military", "government") else None
            name = f"{self.words[n % 900].title()} {self.words[(n * 7) % 29_000 + 900].title()}"
            yield n + 1, f"name/{kind}/{name.lower()} {n}", name, kind, 1, self.countries[n % 180], None, body, f"side{body or n + 1}"

    def _site(self, n: int) -> tuple[Any, ...]:
        """Name, GeoNames id, kind, country, middle and radius."""
        kind = "country" if n % 20 == 3 else "town" if n % 5 < 4 else "region"
        country = self.countries[self.country.some(1)[0]]
        lat, lon = round(self.rng.uniform(-40, 60), 3), round(self.rng.uniform(-100, 140), 3)
        return self.words[(n * 11) % VOCABULARY].title() + ("" if n < 3000 else " Town"), 1000 + n, kind, country, lat, lon, 5.0

    def report(self, made: _Made, number: int) -> None:
        """One report with all that hangs on it."""
        rng, told = self.rng, FIRST + timedelta(days=self.rng.randrange(DAYS))
        sentences = [" ".join(self.words[w] for w in self.word.some(WORDS)).capitalize() + "." for _ in range(SENTENCES)]
        text = " ".join(sentences)
        sha256 = text_sha256(text)
        publisher, title = f"Paper {rng.randrange(300)}", sentences[0][:60]
        made.put("report", number, report_key(sha256), sha256, text, title, f"https://paper.example/{number}", publisher, told.isoformat())
        made.put("report_words", number, title, text)
        starts = list(accumulate((len(one) + 1 for one in sentences), initial=0))
        for n, one in enumerate(sentences):
            made.put("sentence", number, n, starts[n], starts[n] + len(one), WORDS, WORDS, rng.getrandbits(62), number)
        near = [self._party(made, number, n) for n in range(2)]
        about = [p + 1 for p in self.party.some(4)] + near
        for n, party in enumerate(about):
            made.put("actor", number, f"a{n}", party)
        for n in range(STATEMENTS):
            self._statement(made, number, n, rng.choice(about), starts)
        sites = self.place.some(2)
        for n in range(EVENTS):
            self._event(made, number, n, told, about, rng.choice(sites), (starts[n], starts[n] + 6, sentences[n][:6]))

    def _party(self, made: _Made, report: int, n: int) -> int:
        """Somebody without a name, of some body."""
        self.parties += 1
        body = self.party.some(1)[0] + 1
        made.put("party", self.parties, f"r{report:012x}/a{n}", "an official", "unnamed-person", 0, None, None, body, f"side{body}")
        return self.parties

    def _statement(self, made: _Made, report: int, n: int, speaker: int, starts: list[int]) -> None:
        self.counts["statement"] += 1
        row = self.counts["statement"]
        made.put("statement", row, report, f"s{n}", starts[n], starts[n + 1] - 1, "indirect", "assert", None)
        made.put("statement_party", row, "speaker", 0, speaker)

    def _event(self, made: _Made, report: int, n: int, told: date, about: list[int], site: int, trigger: tuple[int, int, str]) -> None:
        rng = self.rng
        self.counts["event"] += 1
        row = self.counts["event"]
        if self.recent and rng.random() < AGAIN:
            incident, own = rng.choice(self.recent)
        else:
            incident, own = row, self._own(told, site)
            self.recent = [*self.recent[-2999:], (incident, own)] if len(self.recent) < 4000 else self.recent[-3000:]
        kind, mode, status, scale, claimed, earliest, latest, *place = own
        key = f"v{rng.getrandbits(48):012x}"
        basis = None if earliest is None else "stated"
        told_as = "main" if n < 2 else "other"
        values = (kind, mode, kind, mode, status, told_as, scale, claimed, 0.8, *trigger, earliest, latest, basis, *place)
        made.put("event", row, report, f"e{n}", key, *values, report, "machine", incident)
        for part, most in (("by", 2), ("to", 2)):
            for party in set(rng.sample(about, rng.randrange(most) + (part == "by"))):
                made.put("event_party", row, part, party)
        self._accounts(made, row, n, status, claimed, about)
        self._tell(incident, key, own, report)

    def _own(self, told: date, site: int) -> tuple[Any, ...]:
        """What is of the incident: action, status, scale, days and place."""
        rng = self.rng
        kind, mode, _ = _ACTIONS[self.action.some(1)[0]]
        status = list(_STATUSES)[self.status.some(1)[0]]
        scale = rng.choices(("incident", "series", "campaign"), (92, 6, 2))[0]
        chance, earliest, latest = rng.random(), None, None
        if chance < 0.72:
            ahead = status in ("planned", "expected", "threatened")
            first = told + timedelta(days=rng.randrange(1, 30) if ahead else -int(rng.expovariate(0.25)) - (400 if chance < 0.04 else 0))
            lasting = 0 if chance < 0.62 else 29 if chance < 0.69 else 364 if chance < 0.71 else 2000
            earliest, latest = first, first + timedelta(days=lasting)
        days = (earliest and earliest.isoformat(), latest and latest.isoformat())
        place = self.sites[site] if rng.random() < 0.7 else (None,) * 7
        return kind, mode, status, scale, int(rng.random() < 0.45), *days, *place

    def _accounts(self, made: _Made, event: int, n: int, status: object, claimed: object, about: list[int]) -> None:
        voices: list[tuple[str, int | None]] = [] if claimed else [("report", None)]
        voices += [(f"a{about.index(p)}", p) for p in set(self.rng.sample(about, 1 if claimed or self.rng.random() < 0.2 else 0))]
        for voice, party in voices:
            self.counts["account"] += 1
            side = f"side{party or 'x'}"
            statements = json.dumps([f"s{n % STATEMENTS}"]) if party else "[]"
            made.put("account", self.counts["account"], event, voice, party, side, status, "certain", "{}", statements)
        if self.rng.random() < 0.2:
            made.put("figure", event, self.counts["account"], "killed", self.rng.randrange(40) * 1.0)

    def _tell(self, incident: int, key: str, own: tuple[Any, ...], report: int) -> None:
        self.incidents.setdefault(incident, (f"i{key[1:]}", own, set()))[2].add(report)

    def told(self) -> Iterator[tuple[Any, ...]]:
        """The rows of the incidents, when all reports are made."""
        for row, (key, own, told) in self.incidents.items():
            kind, mode, status, scale, claimed, *rest = own
            reports = len(told)
            conflicts = int(reports > 1 and self.rng.random() < 0.1)
            voices = max(1, sum(self.rng.random() < 0.7 for _ in range(reports)))
            yield row, key, kind, mode, status, scale, "main", *rest, reports, reports, voices, 1 - int(claimed), 0, conflicts


_COLUMNS = {
    "report": "id, key, sha256, text, title, address, publisher, published",
    "report_words": "rowid, title, text",
    "sentence": "report, n, start, stop, words, own, hash, origin",
    "party": "id, key, name, kind, named, country, role, member_of, side",
    "actor": "report, name, party",
    "event": "id, report, name, key, type, mode, plover_type, plover_mode, status, prominence, scale, claimed_only, score, trigger_start, "
    "trigger_stop, words, earliest, latest, basis, place, geonames, place_kind, country, lat, lon, radius_km, origin, state, incident",
    "event_party": "event, part, party",
    "account": "id, event, voice, party, side, status, certainty, says, statements",
    "figure": "event, account, effect, low",
    "statement": "id, report, name, start, stop, form, act, medium",
    "statement_party": "statement, part, n, party",
    "incident": "id, key, type, mode, status, scale, prominence, earliest, latest, place, geonames, place_kind, country, lat, lon, "
    "radius_km, reports, texts, voices, own_voice, denied, conflicts",
}


def _word(n: int) -> str:
    """The nth word of a language that does not exist."""
    made = ""
    while n or not made:
        n, rest = divmod(n, 60)
        made += "bdfgklmnprstvz"[rest % 14] + "aeiou"[rest % 5]
    return made + "nst"[len(made) % 3]


def write(db: sqlite3.Connection, reports: int, *, seed: int = 1, batch: int = 2000) -> None:
    """Fill an empty ledger, and list its incidents."""
    maker = Maker(seed)
    db.execute("PRAGMA foreign_keys = OFF")  # an event's row is written before that of its incident
    _insert(db, {"party": list(maker.named())})
    for start in range(1, reports + 1, batch):
        made = _Made()
        for number in range(start, min(start + batch, reports + 1)):
            maker.report(made, number)
        _insert(db, made.rows)
    _insert(db, {"incident": list(maker.told())})
    db.execute("BEGIN")
    facets.rebuild(db)
    db.execute("COMMIT")


def _insert(db: sqlite3.Connection, rows: dict[str, list[tuple[Any, ...]]]) -> None:
    db.execute("BEGIN")
    for name, values in rows.items():
        columns = _COLUMNS[name]
        marks = ", ".join("?" * len(columns.split(",")))
        db.executemany(f"INSERT OR IGNORE INTO {name} ({columns}) VALUES ({marks})", values)
    db.execute("COMMIT")


def main(arguments: list[str]) -> None:
    """Write a ledger of so many reports to a file that does not exist yet."""
    path, reports = Path(arguments[0]), int(arguments[1])
    start = time.monotonic()
    with Store.open(path) as store:
        write(store.db, reports)
    print(f"{path}: {reports:,} reports, {path.stat().st_size / 1e6:,.0f} MB, {time.monotonic() - start:,.0f} s")


if __name__ == "__main__":
    main(sys.argv[1:])
