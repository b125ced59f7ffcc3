"""The rows of one report's shown record: its events, accounts, figures and statements, for questions and comparison.

They are made from the record and can be made again; an event keeps its row as long as its trigger stays where it is.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass
from itertools import count

from onrecord.ledger import event_links
from onrecord.ledger.views import State
from onrecord.record import REPORT, UNKNOWN, Account, Event, Figure, Place, Record, Says, When

_EVENT = (
    "report", "name", "key", "type", "mode", "plover_type", "plover_mode", "status", "prominence", "scale", "claimed_only", "score",
    "trigger_start", "trigger_stop", "words", "earliest", "latest", "basis",
    "place", "geonames", "place_kind", "country", "lat", "lon", "radius_km", "origin", "state",
)  # fmt: skip
_COLUMNS = {
    "event": ("id", *_EVENT),
    "event_party": ("event", "part", "party"),
    "event_place": ("event", "part", "place", "kind", "geonames", "country", "lat", "lon", "radius_km"),
    "account": ("id", "event", "voice", "party", "side", "status", "certainty", "says", "statements"),
    "figure": ("event", "account", "effect", "of", "low", "high", "best"),
    "statement": ("id", "report", "name", "start", "stop", "form", "act", "medium"),
    "statement_party": ("statement", "part", "n", "party"),
}
"""What is written of a report, in the order in which rows need those of other tables."""
_UPDATE = f"UPDATE event SET {', '.join(f'{name} = ?' for name in _EVENT)} WHERE id = ?"


@dataclass(frozen=True, slots=True)
class Frame:
    """What the rows of a report need beside its record: row ids, whose words its sentences are, sides of its voices.

    `side` gives the side of a voice ("report", "unknown" or an actor's id) in a telling that has its words from some report.
    """

    report: int
    parties: Mapping[str, int]
    origins: tuple[tuple[int, int, int], ...]
    side: Callable[[str, int], str | None]
    states: Mapping[str, State]
    keys: Mapping[str, str]

    def origin(self, start: int) -> int:
        """The report whose sentence stands at an offset; the report itself where that is not known."""
        return next((origin for first, stop, origin in self.origins if first <= start < stop), self.report)


def write(db: sqlite3.Connection, record: Record, frame: Frame) -> tuple[set[int], set[int]]:
    """Bring the rows of a report in step with its shown record: the events that are there now, and those that are to go.

    Those that are to go keep their rows until `drop`, as other tables must let go of them first.
    """
    kept = dict(db.execute("SELECT key, id FROM event WHERE report = ?", (frame.report,)))
    if kept:
        _empty(db, frame.report, [kept[key] for event in record.events if (key := frame.keys[event.id]) in kept])
    rows, number = _Rows(db), _next(db, "event")
    places = {place.id: place for place in record.places}
    written: dict[str, int] = {}
    for event in record.events:
        key = frame.keys[event.id]
        values = _event_values(record, event, key, places, frame)
        row = written[event.id] = kept.get(key) or next(number)
        if key in kept:
            db.execute(_UPDATE, (*values, row))
        else:
            rows.put("event", row, *values)
        _details(rows, row, event, places, frame)
    _statements(rows, record, frame)
    rows.write()
    event_links.write(db, record, written)
    return set(written.values()), set(kept.values()) - set(written.values())


class _Rows:
    """Rows that wait to be written, so that each table is gone to once; ids are given out beforehand."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db
        self._waiting: dict[str, list[tuple[object, ...]]] = {name: [] for name in _COLUMNS}
        self.accounts, self.statements = _next(db, "account"), _next(db, "statement")

    def put(self, table: str, *values: object) -> None:
        """One more row."""
        self._waiting[table].append(values)

    def write(self) -> None:
        """Write all of them, events first."""
        for name, columns in _COLUMNS.items():
            marks = ", ".join("?" * len(columns))
            self._db.executemany(f"INSERT INTO {name} ({', '.join(columns)}) VALUES ({marks})", self._waiting[name])


def _next(db: sqlite3.Connection, name: str) -> Iterator[int]:
    """The ids that SQLite would give to the next rows of a table."""
    return count(db.execute(f"SELECT coalesce(max(id), 0) + 1 FROM {name}").fetchone()[0])


def remove(db: sqlite3.Connection, report: int) -> set[int]:
    """Let go of the statements of a report that counts no more; its events, which are to go with `drop`."""
    db.execute("DELETE FROM statement WHERE report = ?", (report,))
    return {row[0] for row in db.execute("SELECT id FROM event WHERE report = ?", (report,))}


def drop(db: sqlite3.Connection, events: set[int]) -> None:
    """Delete the rows of events; nothing may point to them any more."""
    db.executemany("DELETE FROM event WHERE id = ?", [(event,) for event in sorted(events)])


def _event_values(record: Record, event: Event, key: str, places: Mapping[str, Place], frame: Frame) -> tuple[object, ...]:
    start, stop = event.mentions[0].trigger if event.mentions else (0, 0)
    plover = event.plover or event.action
    earliest, latest = days(event.when)
    main = places.get(event.at[0]) if event.at else None
    return (
        frame.report, event.id, key, event.action.type, event.action.mode, plover.type, plover.mode, event.status, event.prominence,
        event.scale, int(event.claimed_only), round(event.score, 2), start, stop, record.text[start:stop],
        earliest, latest, event.when.basis if event.when else None,
        *((main.name, main.geonames, main.kind, main.country, main.lat, main.lon, main.radius_km) if main else (None,) * 7),
        frame.origin(start), frame.states.get(event.id, "machine"),
    )  # fmt: skip


def days(when: When | None) -> tuple[str | None, str | None]:
    """First and last day of a time, without hours."""
    if when is None:
        return None, None
    return (when.earliest or "")[:10] or None, (when.latest or "")[:10] or None


def _empty(db: sqlite3.Connection, report: int, events: list[int]) -> None:
    """Delete what hangs on some of a report's events, and its statements."""
    for table in ("figure", "account", "event_party", "event_place", "event_link"):
        db.execute(f"DELETE FROM {table} WHERE event IN (SELECT value FROM json_each(?))", (json.dumps(events),))
    db.execute("DELETE FROM statement WHERE report = ?", (report,))


def _details(rows: _Rows, row: int, event: Event, places: Mapping[str, Place], frame: Frame) -> None:
    for part, actors in (("by", event.by), ("to", event.to)):
        for party in dict.fromkeys(frame.parties[actor] for actor in actors):
            rows.put("event_party", row, part, party)
    for part, group in (("at", event.at[1:]), ("from", event.origin), ("destination", event.destination)):
        for place in group:
            rows.put("event_place", row, part, *_site(places[place]))
    _figures(rows, row, None, event.figures, frame)
    for account in event.accounts:
        _account(rows, row, event, account, places, frame)


def _account(rows: _Rows, row: int, event: Event, account: Account, places: Mapping[str, Place], frame: Frame) -> None:
    party = None if account.voice in (REPORT, UNKNOWN) else frame.parties[account.voice]
    origin = frame.origin(event.mentions[0].trigger[0]) if event.mentions else frame.report
    said = _says(account.says, places, frame)
    says = json.dumps(said, ensure_ascii=False, separators=(",", ":")) if said else "{}"
    statements = json.dumps(account.statements, separators=(",", ":")) if account.statements else "[]"
    side, number = frame.side(account.voice, origin), next(rows.accounts)
    rows.put("account", number, row, account.voice, party, side, account.status, account.certainty, says, statements)
    _figures(rows, row, number, account.says.figures or (), frame)


def _says(says: Says, places: Mapping[str, Place], frame: Frame) -> dict[str, object]:
    """What one voice gives, its ids resolved: parties by their rows, places as they are."""
    made: dict[str, object] = {}
    if says.action is not None:
        made["action"] = asdict(says.action)
    for part, actors in (("by", says.by), ("to", says.to)):
        if actors is not None:
            made[part] = [frame.parties[actor] for actor in actors]
    if says.at is not None:
        made["at"] = [_site(places[place]) for place in says.at]
    if says.when is not None:
        earliest, latest = days(says.when)
        made |= {"days": (earliest, latest, says.when.basis)} if earliest or latest else {}
    return made


def _site(place: Place) -> tuple[object, ...]:
    """A place in the order of the columns of `event_place`."""
    return place.name, place.kind, place.geonames, place.country, place.lat, place.lon, place.radius_km


def _figures(rows: _Rows, row: int, account: int | None, figures: tuple[Figure, ...], frame: Frame) -> None:
    for figure in figures:
        of = frame.parties.get(figure.of) if figure.of else None
        rows.put("figure", row, account, figure.effect, of, figure.low, figure.high, figure.best)


def _statements(rows: _Rows, record: Record, frame: Frame) -> None:
    for statement in record.statements:
        start, stop = min(s for s, _ in statement.content), max(e for _, e in statement.content)
        number = next(rows.statements)
        rows.put("statement", number, frame.report, statement.id, start, stop, statement.form, statement.act, statement.medium)
        addressee = (statement.addressee,) if statement.addressee else ()
        for part, group in (("speaker", statement.speakers), ("relay", statement.relays), ("addressee", addressee)):
            for n, actor in enumerate(group):
                rows.put("statement_party", number, part, n, frame.parties[actor])
