"""Taking decisions, as people and the desk do: on events, incidents and reports by their names, with what follows from them.

Each act is one transaction: what is shown is looked up, compared with what the person saw, the decision recorded, and all that is
derived brought up to date.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import wraps
from typing import Concatenate, ParamSpec, Protocol, TypeVar, cast

from onrecord.errors import ChangedError, LedgerError, UsageError
from onrecord.ledger import decisions, named, reports, taking
from onrecord.ledger.anchors import Anchor
from onrecord.ledger.decision import Decision, Dispute, Json, Scope
from onrecord.ledger.given import Places
from onrecord.ledger.links import bound_events
from onrecord.ledger.masking import KEY, SIGN, parts
from onrecord.ledger.named import Named
from onrecord.ledger.party_merges import local_anchor, settle_parties
from onrecord.ledger.store import Store
from onrecord.ledger.taking import Seen
from onrecord.ledger.withholding import bearing, names, teller

Events = str | Sequence[str]


class Effects(Protocol):
    """What brings the derived tables up to date, inside the transaction of a decision; `onrecord.ledger.deriving` is one."""

    def refresh(self, db: sqlite3.Connection, changed: Iterable[int], /) -> None:
        """Make the rows of some reports again, and all that follows."""

    def relink(self, db: sqlite3.Connection, events: Iterable[int], /) -> None:
        """Sort some events into incidents again."""


P = ParamSpec("P")
T = TypeVar("T")
V = TypeVar("V")


def _once(method: Callable[Concatenate[Decider, P], int]) -> Callable[Concatenate[Decider, P], int]:
    """Take a decision, unless its request was heard before: then the number is that of the first time."""

    @wraps(method)
    def deciding(self: Decider, *args: P.args, **kwargs: P.kwargs) -> int:
        known = decisions.requested(self.store.db, self._request) if self._request else None
        try:
            return method(self, *args, **kwargs) if known is None else known
        except ChangedError as error:
            raise ChangedError(*self.shown((str(error), error.seen, error.present))) from None

    return cast("Callable[Concatenate[Decider, P], int]", deciding)


class Decider:
    """Takes decisions in one store. Events are named "v…" or "r…/e4", incidents "i…", reports "r…"; the beginning of a key will do.

    Every method returns the number of its decision, of several the first; these are undone together. All raise UsageError where a
    decision makes no sense, LedgerError where what it is about is not there, and ChangedError where the person saw something else than
    what is shown now: `seen` holds the values that the person saw, by field. `places` is what the gazetteer knows of a name. `request` is
    what the sender calls what is decided, with a digest of it after a line break: with one that was used before, nothing is decided,
    and the number is that of the first time.
    """

    def __init__(self, store: Store, effects: Effects, places: Places = lambda _: (), request: str | None = None) -> None:
        self.store = store
        self._effects = effects
        self._places = places
        self._request = request

    # ------------------------------------------------------------ events
    @_once
    def accept(self, events: Events, *, coder: str, fields: Sequence[str] = (), why: str | None = None, seen: Seen | None = None) -> int:
        """The events are right as they are shown, or some of their fields are. A later model changes nothing of that.

        Accepting an event that was rejected brings it back.
        """
        return self._on_events(events, coder, why, lambda db, one: taking.accepting(db, one, fields, seen or {}, self._places))

    @_once
    def reject(self, events: Events, reason: str = "other", *, coder: str, why: str | None = None, seen: Seen | None = None) -> int:
        """The events are none, or not wanted, for one of the `REASONS`. They are shown no more, whatever a later model reads there."""
        return self._on_events(events, coder, why, lambda db, one: taking.rejecting(db, one, reason, seen or {}, self._places))

    @_once
    def correct(self, events: Events, field: str, value: Json, *, coder: str, why: str | None = None, seen: Seen | None = None) -> int:
        """A field of the events is otherwise; with the field "trigger", their words are others. `given.Given` says how values are given."""
        return self._on_events(events, coder, why, lambda db, one: taking.correcting(db, one, field, value, seen or {}, self._places))

    @_once
    def add(self, report: str, trigger: Json, fields: Seen, *, coder: str, why: str | None = None) -> int:
        """An event that the machine missed: its words in a report, and its fields; action and status are needed."""
        with self.store.writing("decide") as db:
            one = named.report(db, reports.resolve(db, report))
            made = taking.adding(db, one, trigger, fields, self._places)
            number = self._record(db, replace(made, coder=coder, why=why))
            self._refresh(db, {one.sha256})
            return number

    def _on_events(self, events: Events, coder: str, why: str | None, making: Callable[[sqlite3.Connection, Named], Decision]) -> int:
        """Record a decision on each of some events, as one act."""
        with self.store.writing("decide") as db:
            chosen = [named.event(db, name) for name in ([events] if isinstance(events, str) else dict.fromkeys(events))]
            if not chosen:
                raise UsageError("name at least one event")
            act = [replace(making(db, one), coder=coder, why=why) for one in chosen]
            number = self._record(db, *act)
            self._refresh(db, {one.of.sha256 for one in chosen})
            return number

    def _record(self, db: sqlite3.Connection, *act: Decision) -> int:
        """Record the decisions of one act under the name of its request; the number of the first."""
        first, *further = act
        known = decisions.requested(db, self._request) if self._request else None  # heard meanwhile, by another process
        if known is not None:
            return known
        return decisions.record_all(db, [replace(first, request=self._request), *further])[0]

    # ------------------------------------------------------------ incidents
    @_once
    def merge(self, names: Sequence[str], *, coder: str, why: str | None = None) -> int:
        """Incidents that are one happening, with all that they hold now; an event stands for its incident.

        Events that are in one incident already are held together there, whatever a later model makes of them.
        """
        with self.store.writing("decide") as db:
            incidents = list(dict.fromkeys(_incident(db, name) for name in names))
            rows = [row for incident in incidents for row in _members(db, incident)]
            if len(incidents) < 2:
                rows = list(dict.fromkeys(_row(db, named.event(db, name)) for name in names if not name.startswith("i")))
            if len(rows) < 2:
                raise UsageError("merge needs two incidents or more, or two events of one; these names are of one")
            first, *others = [_anchor(db, row) for row in rows]
            number = self._record(db, Decision("merge", coder, first, others=tuple(others), why=why))
            self._effects.relink(db, rows)
            return number

    @_once
    def split(self, incident: str, events: Sequence[str], *, coder: str, why: str | None = None) -> int:
        """Some events of an incident are another happening than the rest of it."""
        with self.store.writing("decide") as db:
            row = named.incident(db, incident)
            members = _members(db, row)
            apart = {name: _row(db, named.event(db, name)) for name in events}
            odd = [name for name, one in apart.items() if one not in members]
            if odd:
                raise UsageError(f"split: {', '.join(odd)}: not in {incident}")
            rest = tuple(_anchor(db, one) for one in members if one not in apart.values())
            if not apart or not rest:
                raise UsageError("split: name some of its events, and not all")
            act = [Decision("split", coder, _anchor(db, one), others=rest, why=why) for one in dict.fromkeys(apart.values())]
            number = self._record(db, *act)
            self._effects.relink(db, members)
            return number

    @_once
    def assess(self, incident: str, grade: str, *, coder: str, why: str | None = None) -> int:
        """What an analyst makes of an incident with all that tell it now: one of the `grades`. The latest that holds is shown."""
        with self.store.writing("decide") as db:
            first, *others = [_anchor(db, row) for row in _members(db, _incident(db, incident))]
            made = Decision("assess", coder, first, after=grade, others=tuple(others), why=why)
            number = self._record(db, made)
            bound_events(db, [replace(made, id=number)])
            return number

    @_once
    def merge_parties(self, key: str, into: str, *, coder: str, why: str | None = None) -> int:
        """Two parties are one; the first is read as the second everywhere."""
        if hidden := next((one for one in (key, into) if one.startswith(KEY)), None):
            raise UsageError(f"{hidden}: a name that is withheld is merged with none; undo decision {hidden.split('/')[1]} first")
        with self.store.writing("decide") as db:
            here, there = local_anchor(db, key), local_anchor(db, into)
            made = Decision("merge-parties", coder, here, "party", key, into, why=why, others=(there,) if there else ())
            number = self._record(db, made)
            self._effects.relink(db, sorted(settle_parties(db)))
            return number

    # ------------------------------------------------------------ reports
    @_once
    def scope(self, report: str, scope: Scope, *, coder: str, why: str | None = None) -> int:
        """Whether a report counts at all."""
        with self.store.writing("decide") as db:
            row = reports.resolve(db, report)
            (sha256,) = db.execute("SELECT sha256 FROM report WHERE id = ?", (row,)).fetchone()
            before = decisions.scope(db, sha256)
            number = self._record(db, Decision("scope", coder, Anchor(sha256), "scope", before, scope, why=why))
            self._refresh(db, {sha256})
            return number

    # ------------------------------------------------------------ names
    @_once
    def withhold(self, name: str, *, coder: str, why: str | None = None) -> int:
        """A name is to be read nowhere any more: in what is shown, exported and searched, of reports that come later too.

        What came in stays in the file as it came. Raises UsageError for a name that is too short, or nobody's in private.
        """
        with self.store.writing("decide") as db:
            made = Decision("withhold", coder, after=" ".join(name.split()), why=why)
            if known := next((number for number, one in names(db).names if parts(one) == parts(name)), None):
                raise UsageError(f"this name is withheld already, by decision {known}")
            number = self._record(db, made)
            self._effects.refresh(db, sorted(bearing(db, made.after)))
            return number

    def withheld_in(self, number: int) -> int:
        """How many reports have the name of a decision."""
        query = "SELECT count(*) FROM report, json_each(withheld, '$.names') n WHERE json_extract(n.value, '$[0]') = ?"
        return int(self.store.db.execute(query, (number,)).fetchone()[0])

    def shown(self, value: T) -> T:
        """A value without the names that are withheld, for what is told to people."""
        return names(self.store.db).all(value)

    def told(self, listed: Iterable[tuple[Decision, V]]) -> list[tuple[Decision, V]]:
        """Decisions, and what is said of each, without the names that are withheld."""
        tell = teller(self.store.db)
        return [tell(one.anchor.sha256 if one.anchor else None, (one, said)) for one, said in listed]

    # ------------------------------------------------------------ back and forth
    @_once
    def undo(self, number: int | None = None, *, coder: str, why: str | None = None) -> int:
        """Undo a decision and all of its act, or the coder's last one; undoing an undoing brings back what it undid."""
        with self.store.writing("decide") as db:
            asked = {"why": why, "request": self._request}
            made = decisions.undo(db, coder, **asked) if number is None else decisions.undo_one(db, number, coder, **asked)
            self._follow(db, made)
            return made

    @_once
    def redo(self, *, coder: str) -> int:
        """Bring back what the coder undid last, if nothing was decided since."""
        with self.store.writing("decide") as db:
            made = decisions.redo(db, coder, request=self._request)
            self._follow(db, made)
            return made

    def _follow(self, db: sqlite3.Connection, number: int) -> None:
        """Bring up to date what an undoing changes."""
        touched = decisions.affected(db, number)
        self._refresh(db, {d.anchor.sha256 for d in touched if d.anchor and d.kind not in ("merge", "split", "assess", "merge-parties")})
        if freed := [d.after for d in touched if d.kind == "withhold"]:
            self._effects.refresh(db, sorted(set[int]().union(*(bearing(db, name) for name in freed))))
        events = bound_events(db, [d for d in touched if d.kind in ("merge", "split")])
        if any(d.kind == "merge-parties" for d in touched):
            events |= settle_parties(db)
        self._effects.relink(db, sorted(events))  # with no events too: sides of the members of parties may have changed

    def _refresh(self, db: sqlite3.Connection, texts: Iterable[str]) -> None:
        """Make the rows of some texts again, and of those that replaced them."""
        rows = set()
        for sha256 in sorted(texts):
            found = db.execute("SELECT id, replaced_by FROM report WHERE sha256 = ?", (sha256,)).fetchone()
            rows |= {row for row in found or () if row is not None}
        if rows:
            self._effects.refresh(db, sorted(rows))

    # ------------------------------------------------------------ looking back
    def history(self, *, report: str | None = None, coder: str | None = None, kind: str | None = None) -> list[tuple[Decision, bool]]:
        """All decisions in order and whether each holds; those on one report, by one coder, of one kind."""
        db = self.store.db
        sha256 = None
        if report is not None:
            (sha256,) = db.execute("SELECT sha256 FROM report WHERE id = ?", (reports.resolve(db, report),)).fetchone()
        return decisions.history(db, sha256=sha256, coder=coder, kind=kind)

    def whereabouts(self, names: Sequence[str]) -> list[str]:
        """Of which incident each named event is now, or what a named incident is part of, a sentence each."""
        found = []
        for name in names:
            event, incident = _home(self.store.db, name)
            if incident is not None and incident != name:
                found.append(f"{event or name} is part of {incident}")
        return list(dict.fromkeys(found))

    def disputes(self) -> list[tuple[Decision, Dispute]]:
        """Decisions that have no anchor any more, or about which the machine has changed its mind."""
        return decisions.disputes(self.store.db)


def _row(db: sqlite3.Connection, one: Named) -> int:
    """The row of an event that counts."""
    row = db.execute("SELECT id FROM event WHERE report = ? AND name = ?", (one.of.report, one.id)).fetchone()
    if row is None:
        raise LedgerError(f"{one.where}: this event is not counted: it was rejected, or its report does not count")
    return int(row[0])


def _home(db: sqlite3.Connection, name: str) -> tuple[str | None, str | None]:
    """The keys of a named event and its incident, or None and that of a named incident now; twice None for an event that is not shown."""
    if name.startswith("i"):
        (key,) = db.execute("SELECT key FROM incident WHERE id = ?", (named.incident(db, name),)).fetchone()
        return None, key
    one = named.event(db, name)
    query = "SELECT e.key, i.key FROM event e JOIN incident i ON i.id = e.incident WHERE e.report = ? AND e.name = ?"
    return db.execute(query, (one.of.report, one.id)).fetchone() or (None, None)


def _incident(db: sqlite3.Connection, name: str) -> int:
    """The incident of a name: of its own, or that of an event."""
    if name.startswith("i"):
        return named.incident(db, name)
    row = _row(db, named.event(db, name))
    (incident,) = db.execute("SELECT incident FROM event WHERE id = ?", (row,)).fetchone()
    if incident is None:
        raise LedgerError(f"{name}: this event is in no incident, as it is none of its own")
    return int(incident)


def _members(db: sqlite3.Connection, incident: int) -> list[int]:
    """The events of an incident in content order."""
    query = "SELECT e.id FROM event e JOIN report r ON r.id = e.report WHERE e.incident = ? "
    query += "ORDER BY coalesce(r.published, '9999'), r.key, e.trigger_start, e.key"
    return [row for (row,) in db.execute(query, (incident,))]


def _anchor(db: sqlite3.Connection, row: int) -> Anchor:
    """The anchor of an event's row. That of an event on which nothing was decided can be told from the row."""
    columns = "e.report, e.name, e.key, e.state, r.sha256, e.trigger_start, e.trigger_stop, e.words, e.type"
    report, id_, key, state, *parts = db.execute(
        f"SELECT {columns} FROM event e JOIN report r ON r.id = e.report WHERE e.id = ?", (row,)
    ).fetchone()
    words = parts[3]
    plain = state == "machine" and "-" not in key and SIGN not in words
    return Anchor(*parts) if plain else taking.anchor(named.event_in(db, report, id_))
