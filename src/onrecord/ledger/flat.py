"""The rows of one report's shown record: its events, accounts, figures and statements, for questions and comparison.

They are made from the record and can be made again; an event keeps its row as long as its trigger stays where it is.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass

from onrecord.ledger import event_links
from onrecord.ledger.views import State
from onrecord.record import REPORT, UNKNOWN, Account, Event, Figure, Place, Record, Says, When

_EVENT = (
    "report", "name", "key", "type", "mode", "plover_type", "plover_mode", "status", "prominence", "scale", "claimed_only", "score",
    "trigger_start", "trigger_stop", "words", "earliest", "latest", "basis",
    "place", "geonames", "place_kind", "country", "lat", "lon", "radius_km", "origin", "state",
)  # fmt: skip
_INSERT = f"INSERT INTO event ({', '.join(_EVENT)}) VALUES ({', '.join('?' * len(_EVENT))})"
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
    places = {place.id: place for place in record.places}
    written = {}
    for event in record.events:
        key = frame.keys[event.id]
        values = _event_values(record, event, key, places, frame)
        row = kept.get(key)
        if row is None:
            row = db.execute(_INSERT, values).lastrowid
        else:
            db.execute(_UPDATE, (*values, row))
            _empty(db, row)
        assert row is not None
        written[event.id] = row
        _details(db, row, event, places, frame)
    event_links.write(db, record, written)
    _statements(db, record, frame)
    return set(written.values()), set(kept.values()) - set(written.values())


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


def _empty(db: sqlite3.Connection, event: int) -> None:
    """Delete what hangs on an event's row."""
    for table in ("figure", "account", "event_party", "event_place"):
        db.execute(f"DELETE FROM {table} WHERE event = ?", (event,))


def _details(db: sqlite3.Connection, row: int, event: Event, places: Mapping[str, Place], frame: Frame) -> None:
    roles = [(row, part, frame.parties[actor]) for part, actors in (("by", event.by), ("to", event.to)) for actor in actors]
    db.executemany("INSERT OR IGNORE INTO event_party VALUES (?, ?, ?)", roles)
    further = (("at", event.at[1:]), ("from", event.origin), ("destination", event.destination))
    sites = [(row, part, *_site(places[place]).values()) for part, group in further for place in group]
    db.executemany("INSERT INTO event_place VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", sites)
    _figures(db, row, None, event.figures, frame)
    for account in event.accounts:
        _account(db, row, event, account, places, frame)


def _account(db: sqlite3.Connection, row: int, event: Event, account: Account, places: Mapping[str, Place], frame: Frame) -> None:
    party = None if account.voice in (REPORT, UNKNOWN) else frame.parties[account.voice]
    origin = frame.origin(event.mentions[0].trigger[0]) if event.mentions else frame.report
    values = (row, account.voice, party, frame.side(account.voice, origin), account.status, account.certainty)
    says = json.dumps(_says(account.says, places, frame), ensure_ascii=False, separators=(",", ":"))
    statements = json.dumps(account.statements, separators=(",", ":"))
    cursor = db.execute(
        "INSERT INTO account (event, voice, party, side, status, certainty, says, statements) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (*values, says, statements),
    )
    _figures(db, row, cursor.lastrowid, account.says.figures or (), frame)


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
        made["days"] = {"earliest": earliest, "latest": latest, "basis": says.when.basis}
    return made


def _site(place: Place) -> dict[str, object]:
    return {
        "name": place.name,
        "geonames": place.geonames,
        "kind": place.kind,
        "country": place.country,
        "lat": place.lat,
        "lon": place.lon,
        "radius_km": place.radius_km,
    }


def _figures(db: sqlite3.Connection, row: int, account: int | None, figures: tuple[Figure, ...], frame: Frame) -> None:
    for figure in figures:
        of = frame.parties.get(figure.of) if figure.of else None
        values = (row, account, figure.effect, of, figure.low, figure.high, figure.best)
        db.execute("INSERT INTO figure (event, account, effect, of, low, high, best) VALUES (?, ?, ?, ?, ?, ?, ?)", values)


def _statements(db: sqlite3.Connection, record: Record, frame: Frame) -> None:
    db.execute("DELETE FROM statement WHERE report = ?", (frame.report,))
    for statement in record.statements:
        start, stop = min(s for s, _ in statement.content), max(e for _, e in statement.content)
        values = (frame.report, statement.id, start, stop, statement.form, statement.act, statement.medium)
        cursor = db.execute("INSERT INTO statement (report, name, start, stop, form, act, medium) VALUES (?, ?, ?, ?, ?, ?, ?)", values)
        addressee = (statement.addressee,) if statement.addressee else ()
        voices = (("speaker", statement.speakers), ("relay", statement.relays), ("addressee", addressee))
        rows = [(cursor.lastrowid, part, n, frame.parties[actor]) for part, group in voices for n, actor in enumerate(group)]
        db.executemany("INSERT INTO statement_party VALUES (?, ?, ?, ?)", rows)
