"""Reports for tests of the ledger, made by hand: each tells one event, by some voices, and is put in as the ledger does it."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import replace

from onrecord.ledger import flat, parties, sides, summaries
from onrecord.ledger.flat import Frame
from onrecord.record import Account, Action, Actor, Event, Figure, MadeBy, Mention, Place, Record, Report, Says, Status, When
from tests.ledgers import insert, put_text

MADE_BY = MadeBy("0", "m", "k", "g")
KARUM = Place("p1", "Karum", "town", 1, "XKA", 1.5, 2.25, 5)
SARIM = Place("p2", "Sarim", "town", 2, "XKA", 2.5, 2.25, 5)

ARMY = Actor("a1", "Karum army", "military", True, "XKA", "MIL", key="XKA/MIL")
MINISTER = Actor("a2", "Ada Lind", "person", True, "XKA", "GOV")
REBELS = Actor("a3", "Free Karum Front", "armed-group", True, "XKA", "REB", key="XKA/REB/FRONT")
REBEL = Actor("a4", "rebel spokesman", "unnamed-person", False, role="REB", member_of="a3")
OFFICIAL = Actor("a5", "official", "unnamed-person", False, role="GOV")
RESIDENTS = Actor("a6", "residents", "population", False, role="CVL")
UNION = Actor("a7", "Dockers' Union", "organisation", True, "XKA", "LAB", key="XKA/LAB/DOCKERS")
CAST = (ARMY, MINISTER, REBELS, REBEL, OFFICIAL, RESIDENTS, UNION)


def day(text: str | None, latest: str | None = None) -> When:
    """A day, or the days from one to another, stated."""
    return When(None, text, latest or text, "stated")


def killed(low: float | None = None, high: float | None = None, of: str | None = None) -> Figure:
    """A figure: exactly `low`, unless there is a `high`."""
    return Figure("killed", of, low, low if high is None else high, low if high is None else None)


def says(voice: str | Actor, status: Status = "happened", **given: object) -> Account:
    """One voice's word; what it gives is given by the names of `Says`."""
    return Account(voice if isinstance(voice, str) else voice.id, status, says=Says(**given))  # type: ignore[arg-type]


def event(
    *accounts: Account,
    action: Action = Action("ASSAULT"),  # noqa: B008  # frozen
    status: Status = "happened",
    by: Sequence[Actor] = (),
    to: Sequence[Actor] = (),
    at: Sequence[Place] = (KARUM,),
    when: When | None = None,
    id_: str = "e1",
    trigger: tuple[int, int] = (0, 1),
) -> Event:
    """An event with the accounts of its voices."""
    return Event(
        id_, action, status, prominence="main",
        by=tuple(a.id for a in by), to=tuple(a.id for a in to), at=tuple(p.id for p in at), when=when,
        mentions=(Mention(trigger, status),), accounts=accounts, claimed_only=all(a.voice != "report" for a in accounts),
    )  # fmt: skip


def record(text: str, *events: Event, cast: Sequence[Actor] = CAST, published: str | None = None, publisher: str | None = None) -> Record:
    """A record of some text that tells some events."""
    report = Report("given", publisher=publisher, published=published)
    return Record(MADE_BY, report, text, ((0, len(text)),), tuple(cast), (KARUM, SARIM), events=events)


def put(db: sqlite3.Connection, made: Record, *, agencies: Sequence[str] = (), origin: int | None = None) -> int:
    """Put a record in, its parties and rows; the report's row. `origin` is the report whose sentences it has."""
    report = put_text(db, made.text, published=made.report.published, publisher=made.report.publisher, agencies=json.dumps(list(agencies)))
    insert(db, "sentence", report=report, n=0, start=0, stop=len(made.text), words=9, own=9, origin=origin or report)
    write(db, report, made)
    return report


def write(db: sqlite3.Connection, report: int, made: Record) -> None:
    """Bring the rows of a report in step with a record."""
    (key,) = db.execute("SELECT key FROM report WHERE id = ?", (report,)).fetchone()
    names = parties.assign(db, report, made)
    origins = tuple(db.execute("SELECT start, stop, origin FROM sentence WHERE report = ?", (report,)))
    frame = Frame(report, names, origins, sides.teller(db, report, names), {}, {e.id: f"v{key[1:]}-{e.id}" for e in made.events})
    flat.write(db, made, frame)


def tell(
    db: sqlite3.Connection, text: str, *accounts: Account, published: str | None = None, publisher: str | None = None, **given: object
) -> int:
    """Put in a report of one event that some voices tell; the report's row."""
    made = record(text, event(*accounts, **given), published=published, publisher=publisher)  # type: ignore[arg-type]
    return put(db, made)


def copied(db: sqlite3.Connection, report: int, origin: int, *, whole: bool = True) -> None:
    """Mark a report as a copy of another, or as partly one."""
    insert(db, "copy", report=report, origin=origin, share=1.0, whole=int(whole), why="")


def incident(db: sqlite3.Connection, *reports: int, name: str = "e1") -> int:
    """One incident of the events of some reports, brought up to date."""
    keys = sorted(db.execute("SELECT key FROM event WHERE report = ? AND name = ?", (report, name)).fetchone()[0] for report in reports)
    row = insert(db, "incident", key=f"i{keys[0]}")
    db.executemany("UPDATE event SET incident = ? WHERE report = ? AND name = ?", [(row, report, name) for report in reports])
    summaries.update(db, {row})
    return row


def shown(db: sqlite3.Connection, incident_: int, *columns: str) -> tuple[object, ...]:
    """Some columns of an incident."""
    return tuple(db.execute(f"SELECT {', '.join(columns)} FROM incident WHERE id = ?", (incident_,)).fetchone())


def conflicts(db: sqlite3.Connection, incident_: int) -> list[tuple[str, str]]:
    """The conflicts, revisions and agreements of an incident: kinds, and the sentences for people."""
    rows = db.execute("SELECT kind, what FROM conflict WHERE incident = ? ORDER BY id", (incident_,))
    return [(kind, json.loads(what)["why"]) for kind, what in rows]


def renamed(actor: Actor, id_: str) -> Actor:
    """The same actor under another id."""
    return replace(actor, id=id_)
