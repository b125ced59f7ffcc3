"""Blind audits: reports drawn at random and coded by a person before the machine's answer is shown tell what it misses.

The draw is kept, so that leaving out what looks hard shows in the figures. Method: recall and precision of a random sample of whole
reports, with Wilson's interval (Wilson 1927, J. Am. Stat. Assoc. 22, 209), which holds for small samples.
"""

from __future__ import annotations

import json
import math
import random
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import get_args

from onrecord.errors import ChangedError, UnknownError, UsageError
from onrecord.ledger import reports, withholding
from onrecord.record import ActionType, Event, Record, Span, Status

_Z = 1.96
"""Of the interval: 95 in 100."""
_COUNTED = "replaced_by IS NULL AND purged = 0 AND scope IS NOT 'out' AND record IS NOT NULL"
_DECIDED = """
SELECT sha256 FROM decision WHERE sha256 IS NOT NULL UNION SELECT json_extract(j.value, '$.sha256') FROM decision d, json_each(d.other) j
WHERE d.other IS NOT NULL
"""
"""Texts of which somebody has seen what the machine says: they are drawn no more."""
_LEFT = f"SELECT id FROM report WHERE {_COUNTED} AND sha256 NOT IN (SELECT sha256 FROM audit) AND sha256 NOT IN ({_DECIDED}) ORDER BY id"
MOST = 500
"""Events that a person can code in one report."""


@dataclass(frozen=True, slots=True)
class Coded:
    """An event as a person or the machine found it: its words in the text, the type of action, and whether it happened."""

    span: Span
    words: str
    type: str
    status: str


@dataclass(frozen=True, slots=True)
class Audit:
    """A report that was drawn. `coded` is None while it is open; `aside` says why it was not coded; `machine` is what it had found then.

    `gone`: the report was taken down.
    """

    id: int
    at: str
    coder: str
    report: str
    coded: tuple[Coded, ...] | None = None
    machine: tuple[Coded, ...] = ()
    aside: str | None = None
    gone: bool = False

    @property
    def pairs(self) -> tuple[tuple[Coded, Coded], ...]:
        """The person's events with the machine's that are the same."""
        return matched(self.coded or (), self.machine)

    @property
    def missed(self) -> tuple[Coded, ...]:
        """What the person found and the machine had not."""
        found = {id(one) for one, _ in self.pairs}
        return tuple(one for one in self.coded or () if id(one) not in found)

    @property
    def extra(self) -> tuple[Coded, ...]:
        """What the machine had and the person did not find."""
        found = {id(other) for _, other in self.pairs}
        return tuple(one for one in self.machine if id(one) not in found)


@dataclass(frozen=True, slots=True)
class Share:
    """A share of a count with its interval of 95 in 100; None where there is nothing to count."""

    hits: int
    of: int

    @property
    def share(self) -> float | None:
        """From 0 to 1."""
        return self.hits / self.of if self.of else None

    @property
    def interval(self) -> tuple[float, float] | None:
        """Wilson's interval.

        >>> [round(bound, 3) for bound in Share(8, 10).interval]
        [0.49, 0.943]
        """
        if not self.of:
            return None
        p, n = self.hits / self.of, self.of
        middle, spread = p + _Z**2 / (2 * n), _Z * math.sqrt(p * (1 - p) / n + _Z**2 / (4 * n**2))
        return max(0.0, (middle - spread) / (1 + _Z**2 / n)), min(1.0, (middle + spread) / (1 + _Z**2 / n))


@dataclass(frozen=True, slots=True)
class Summary:
    """All audits together: of the person's events those that the machine found, with the right type and status among them, and of the
    machine's those that the person has. `drawn`, `coded` and `aside` count reports.
    """

    drawn: int
    coded: int
    aside: int
    found: Share
    typed: Share
    stated: Share
    right: Share


# ---------------------------------------------------------------- drawing
def draw(db: sqlite3.Connection, coder: str, seed: int | None = None) -> Audit:
    """Draw a report that counts and that nobody drew or decided on before, each as likely as any other.

    One that the coder left open comes back first. In a transaction. Raises UnknownError where none is left.
    """
    waiting = next((one for one in audits(db) if one.coder == coder and one.coded is None and one.aside is None and not one.gone), None)
    if waiting is not None:
        return waiting
    left = [row for (row,) in db.execute(_LEFT)]
    if not left:
        raise UnknownError("there is no report left that was not drawn for an audit; add reports first")
    row = random.Random(seed).choice(left) if seed is not None else random.SystemRandom().choice(left)
    db.execute(
        "INSERT INTO audit (at, coder, sha256) SELECT ?, ?, sha256 FROM report WHERE id = ?",
        (datetime.now(UTC).isoformat(timespec="seconds"), coder, row),
    )
    return next(one for one in reversed(audits(db)))


def audit(db: sqlite3.Connection, number: int) -> Audit:
    """One audit. Raises UnknownError if there is none of that number."""
    found = next((one for one in audits(db) if one.id == number), None)
    if found is None:
        raise UnknownError(f"there is no audit {number}")
    return found


def audits(db: sqlite3.Connection) -> list[Audit]:
    """All audits in the order in which they were drawn."""
    query = """
    SELECT a.id, a.at, a.coder, r.key, d.coded, d.machine, d.aside, r.purged FROM audit a JOIN report r ON r.sha256 = a.sha256
    LEFT JOIN audited d ON d.audit = a.id ORDER BY a.id
    """
    return [_audit(*row) for row in db.execute(query)]


def _audit(id_: int, at: str, coder: str, report: str, coded: str | None, machine: str | None, aside: str | None, purged: int
) -> Audit:  # fmt: skip
    found = None if coded is None or aside is not None else _coded(coded)
    return Audit(id_, at, coder, report, found, _coded(machine or "[]"), aside, bool(purged))


def _coded(packed: str) -> tuple[Coded, ...]:
    return tuple(Coded(tuple(one["span"]), one["words"], one["type"], one["status"]) for one in json.loads(packed))


# ---------------------------------------------------------------- coding
def submit(db: sqlite3.Connection, number: int, events: Iterable[tuple[Span, str, str]], coder: str | None = None) -> Audit:
    """Close an audit with the events that the person found: span, type of action, status. In a transaction.

    Raises UsageError where they make no sense, ChangedError where it was closed meanwhile.
    """
    one = _open(db, number, coder)
    text, machine = _texts(db, one)
    coded = [_checked(text, *event) for event in events]
    if len(coded) > MOST:
        raise UsageError(f"{len(coded)} events: an audit takes {MOST}")
    return _close(db, one, None, coded, machine)


def set_aside(db: sqlite3.Connection, number: int, why: str, coder: str | None = None) -> Audit:
    """Close an audit uncoded. Raises UsageError without a reason, ChangedError where it was closed meanwhile."""
    one = _open(db, number, coder)
    if not why.strip():
        raise UsageError("say why the report is set aside: that it was drawn and not coded counts too")
    return _close(db, one, why.strip(), (), ())


def _open(db: sqlite3.Connection, number: int, coder: str | None) -> Audit:
    """An audit that is to be closed, by the coder who drew it where one is named."""
    one = audit(db, number)
    if coder is not None and coder != one.coder:
        raise UsageError(f"audit {number} is {one.coder}'s; draw one of your own")
    if one.gone:
        raise UnknownError(f"audit {number}: its report was taken down; draw another")
    if one.coded is not None or one.aside is not None:
        raise ChangedError(f"audit {number} was closed already; draw another", "open", "closed")
    return one


def _texts(db: sqlite3.Connection, one: Audit) -> tuple[str, list[Coded]]:
    """The text, and the events as the machine has them: blind coding is compared with what no person has touched."""
    row = reports.resolve(db, one.report)
    record = reports.load_record(db, row)
    return record.text, [of_event(record, event) for event in record.events if event.mentions]


def of_event(record: Record, event: Event) -> Coded:
    """An event of a record in the form of audits: its first telling."""
    span = event.mentions[0].trigger
    return Coded(span, record.text[slice(*span)], event.action.type, event.status)


def _checked(text: str, span: Span, type_: str, status: str) -> Coded:
    start, stop = span
    if not 0 <= start < stop <= len(text):
        raise UsageError(f"characters {start} to {stop}: the text has {len(text)}")
    for value, known, what in ((type_, get_args(ActionType), "type of action"), (status, get_args(Status), "status")):
        if value not in known:
            raise UsageError(f'{what} "{value[:40]}": there is none; known are {", ".join(known)}')
    return Coded((start, stop), text[start:stop], type_, status)


def _close(db: sqlite3.Connection, one: Audit, aside: str | None, coded: Sequence[Coded], machine: Sequence[Coded]) -> Audit:
    packed = [json.dumps([asdict(event) for event in events], ensure_ascii=False) for events in (coded, machine)]
    (version,) = db.execute("SELECT version FROM report WHERE key = ?", (one.report,)).fetchone()
    db.execute(
        "INSERT INTO audited (audit, at, aside, coded, machine, version) VALUES (?, ?, ?, ?, ?, ?)",
        (one.id, datetime.now(UTC).isoformat(timespec="seconds"), aside, *packed, version),
    )
    return audit(db, one.id)


# ---------------------------------------------------------------- comparing
def matched(coded: Sequence[Coded], machine: Sequence[Coded]) -> tuple[tuple[Coded, Coded], ...]:
    """Which events are the same: one with one, where their words overlap, those of one type and status first.

    >>> a, b = Coded((0, 8), "attacked", "ASSAULT", "happened"), Coded((0, 8), "attacked", "THREATEN", "happened")
    >>> matched([a], [b, a]) == ((a, a),)
    True
    """
    near = [
        (-(one.type == other.type), -(one.status == other.status), n, m)
        for n, one in enumerate(coded)
        for m, other in enumerate(machine)
        if one.span[0] < other.span[1] and other.span[0] < one.span[1]
    ]
    used: tuple[set[int], set[int]] = (set(), set())
    pairs = []
    for _, _, n, m in sorted(near):
        if n not in used[0] and m not in used[1]:
            used[0].add(n)
            used[1].add(m)
            pairs.append((n, m))
    return tuple((coded[n], machine[m]) for n, m in sorted(pairs))


def summary(found: Sequence[Audit]) -> Summary:
    """The figures of some audits, open ones left out of all but the draws."""
    closed = [one for one in found if one.coded is not None]
    pairs = [pair for one in closed for pair in one.pairs]
    events, machine = sum(len(one.coded or ()) for one in closed), sum(len(one.machine) for one in closed)
    return Summary(
        drawn=len(found),
        coded=len(closed),
        aside=sum(one.aside is not None for one in found),
        found=Share(len(pairs), events),
        typed=Share(sum(a.type == b.type for a, b in pairs), len(pairs)),
        stated=Share(sum(a.status == b.status for a, b in pairs), len(pairs)),
        right=Share(len(pairs), machine),
    )


def text_of(db: sqlite3.Connection, one: Audit) -> Record:
    """The record of a drawn report as it is shown, for its text."""
    return withholding.given_out(db, reports.resolve(db, one.report)).record
