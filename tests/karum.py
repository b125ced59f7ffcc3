"""A ledger for tests of questions, made by hand: a few reports on an invented war, and the incidents that they tell."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass, replace

from onrecord.ledger import facets
from onrecord.record import REPORT, Account, Action, Actor, Event, Figure, Mention, Says, Scale, Statement, Status, When
from tests import tellings
from tests.ledgers import insert, put_text
from tests.tellings import ARMY, CAST, MINISTER, REBELS, RESIDENTS, UNION, copied, day

RADIO = Actor("a8", "Radio North", "media", True, "XKA", key="XKA/MED/RADIO")
CHIEF = Actor("a9", "Olaf Lind-Berg", "person", True, "XKA", "MIL", member_of="a1")
WITHDRAW, AIR, DEMO = Action("RETREAT", "withdraw"), Action("ASSAULT", "aerial"), Action("PROTEST", "demo")
TRIBUNE = (
    "The Karum army has left Karum, the minister Ada Lind told Radio North. “We pulled out all our troops on Sunday,” she said. "
    "Residents came back to the market."
)
COURIER = "The last soldiers left Karum on Sunday. The Free Karum Front said that it would not follow them."
STRIKE = "A plane bombed the harbour of Sarim on Thursday. The Dockers' Union said that 12 people had been killed; the army spoke of three."
VOW = "The Free Karum Front plans to leave the hills in June."
MARCH = "Dockers marched in Sarim. Nobody was hurt, the paper's own correspondent saw."
WAR = "For months the army and the Front have fought around Karum."


@dataclass(frozen=True)
class Ledger:
    """The rows of reports and incidents by their names here."""

    reports: dict[str, int]
    incidents: dict[str, int]


def event(
    text: str, words: str, action: Action, *accounts: Account, by: tuple[Actor, ...] = (), to: tuple[Actor, ...] = (),
    when: When | None = None, status: Status = "happened", scale: Scale = "incident", at: tuple[str, ...] = ("p1",),
    figures: tuple[Figure, ...] = (), id_: str = "e1",
) -> Event:  # fmt: skip
    """An event whose trigger is some words of a text."""
    start = text.index(words)
    return Event(
        id_, action, status, prominence="main", scale=scale, by=tuple(a.id for a in by), to=tuple(a.id for a in to), at=at, when=when,
        figures=figures, mentions=(Mention((start, start + len(words)), status),), accounts=accounts,
        claimed_only=all(a.voice != REPORT for a in accounts), score=0.9,
    )  # fmt: skip


def said(text: str, words: str, id_: str, speaker: Actor, relays: tuple[Actor, ...] = ()) -> Statement:
    """A statement whose content is some words of a text."""
    start = text.index(words)
    return Statement(id_, ((start, start + len(words)),), speakers=(speaker.id,), relays=tuple(a.id for a in relays))


def put(
    db: sqlite3.Connection, text: str, *events: Event, statements: tuple[Statement, ...] = (), title: str | None = None,
    published: str | None = None, publisher: str | None = None, **values: object,
) -> int:  # fmt: skip
    """A report with the rows of its record, a sentence for each full stop; its row."""
    made = tellings.record(text, *events, cast=(*CAST, RADIO, CHIEF), published=published, publisher=publisher)
    report = put_text(db, text, published=published, publisher=publisher, title=title, **values)
    start = 0
    for n, sentence in enumerate(text.split(". ")):
        stop = start + len(sentence) + (start + len(sentence) < len(text))
        insert(db, "sentence", report=report, n=n, start=start, stop=stop, words=9, own=9, origin=report)
        start = stop + 1
    tellings.write(db, report, replace(made, statements=statements))
    return report


def write(db: sqlite3.Connection) -> Ledger:
    """Put the reports in, sort their events into incidents by hand, and list these."""
    sunday, thursday = day("2024-04-07"), day("2024-05-02")
    left = event(
        TRIBUNE, "left", WITHDRAW,
        Account(MINISTER.id, "happened", ("s1", "s2"), says=Says(by=(ARMY.id,), when=sunday)), by=(ARMY,), when=sunday,
    )  # fmt: skip
    lind = (
        said(TRIBUNE, "The Karum army has left Karum", "s1", MINISTER, (RADIO,)),
        said(TRIBUNE, "“We pulled out all our troops on Sunday,”", "s2", MINISTER),
    )
    reports = {
        "tribune": put(db, TRIBUNE, left, statements=lind, title="Army out of Karum", published="2024-04-08", publisher="The Tribune"),
        "herald": put(
            db, TRIBUNE + " ", replace(left), statements=lind, title="Karum is free", published="2024-04-09", publisher="The Herald"
        ),
        "courier": put(
            db, COURIER,
            event(COURIER, "left", WITHDRAW, Account(REPORT, "happened", says=Says(by=(ARMY.id,), at=("p1",))), by=(ARMY,), when=sunday),
            published="2024-04-08T09:30", publisher="The Courier", address="https://courier.example/1",
        ),
        "strike": put(
            db, STRIKE,
            event(
                STRIKE, "bombed", AIR, Account(REPORT, "happened", says=Says(to=(RESIDENTS.id,), at=("p2",))),
                Account(UNION.id, "happened", ("s1",), says=Says(figures=(Figure("killed", None, 12, 12, 12),))),
                Account(ARMY.id, "happened", ("s2",), says=Says(figures=(Figure("killed", None, 3, 3, 3),))),
                by=(ARMY,), to=(RESIDENTS,), when=thursday, at=("p2",),
            ),
            statements=(said(STRIKE, "12 people had been killed", "s1", UNION), said(STRIKE, "three", "s2", ARMY)),
            published="2024-05-03", publisher="The Tribune",
        ),
        "vow": put(
            db, VOW,
            event(
                VOW, "leave", WITHDRAW, Account(REBELS.id, "planned"), by=(REBELS,), when=When(None, "2024-06-01", "2024-06-30", "stated"),
                status="planned",
            ),
            published="2024-05-10", publisher="The Courier",
        ),
        "march": put(
            db, MARCH, event(MARCH, "marched", DEMO, Account(REPORT, "happened"), by=(UNION,), at=("p2",)),
            published="2023-12", publisher="The Herald",
        ),
        "war": put(
            db, WAR,
            event(
                WAR, "fought", Action("ASSAULT"), Account(REPORT, "ongoing"), by=(ARMY, REBELS), scale="campaign", status="ongoing",
                when=When(None, "2023-11-01", "2024-04-30", "inferred"),
            ),
        ),
    }  # fmt: skip
    copied(db, reports["herald"], reports["tribune"])
    groups = {"withdrawal": ("tribune", "herald", "courier"), **{name: (name,) for name in ("strike", "vow", "march", "war")}}
    incidents = {name: tellings.incident(db, *(reports[one] for one in group)) for name, group in groups.items()}
    facets.update(db, incidents.values())
    return Ledger(reports, incidents)


def key(db: sqlite3.Connection, incident: int) -> str:
    """The key of an incident."""
    return str(db.execute("SELECT key FROM incident WHERE id = ?", (incident,)).fetchone()[0])


def report_key(db: sqlite3.Connection, report: int) -> str:
    """The key of a report."""
    return str(db.execute("SELECT key FROM report WHERE id = ?", (report,)).fetchone()[0])
