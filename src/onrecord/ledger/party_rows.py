"""What a party's row says, from all reports that name it and from the user: kind, country, role, body, and whose word it is."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterable, Mapping

from onrecord.ledger import identity, party_votes, sides
from onrecord.ledger.among import AMONG_FIRST
from onrecord.ledger.sides import Speaker

Row = tuple[str, str, int, str | None, str | None, int | None]
"""What a party's row says of it: name, kind, whether it has a name, country, role, body."""

_COLUMNS = ("name", "kind", "named", "country", "role", "member_of")
_UPDATE = f"UPDATE party SET {', '.join(f'{name} = ?' for name in _COLUMNS)} WHERE id = ?"
_TOLD = ("kind", "country", "role")
_USER = f"SELECT p.id, n.kind, n.country, n.role FROM party p JOIN party_name n ON n.key = p.key WHERE p.id {AMONG_FIRST} ORDER BY called"


def settle(db: sqlite3.Connection, parties: Iterable[int]) -> None:
    """Bring the rows of parties that reports share in step with what is given of them, and then the sides of all."""
    todo = set(parties)
    changed = write(db, _chosen(db, party_votes.leading(db, todo)))
    settle_sides(db, todo | members(db, changed))


def write(db: sqlite3.Connection, rows: Mapping[int, Row]) -> set[int]:
    """Write what parties' rows say; those of which they said something else before."""
    said = f"SELECT id, {', '.join(_COLUMNS)} FROM party WHERE id {AMONG_FIRST}"
    before = {id_: tuple(row) for id_, *row in db.execute(said, (json.dumps(sorted(rows)),))}
    changed = [party for party in sorted(rows) if before[party] != rows[party]]
    db.executemany(_UPDATE, [(*rows[party], party) for party in changed])
    return set(changed)


def _chosen(db: sqlite3.Connection, given: Mapping[int, Mapping[str, str]]) -> dict[int, Row]:
    """What most reports give of each party; what the user's table says comes first."""
    told: dict[int, dict[str, str]] = {}
    for party, *values in db.execute(_USER, (json.dumps(sorted(given)),)):
        for field, value in zip(_TOLD, values, strict=True):
            if value:
                told.setdefault(party, {}).setdefault(field, value)
    keys = json.dumps(sorted({fields["body"] for fields in given.values() if "body" in fields}))
    bodies = dict(db.execute(f"SELECT key, id FROM party WHERE key {AMONG_FIRST}", (keys,)))
    names = dict(db.execute(f"SELECT id, name FROM party WHERE id {AMONG_FIRST}", (json.dumps(sorted(given)),)))
    found: dict[int, Row] = {}
    for party, fields in given.items():
        said, named = {**fields, **told.get(party, {})}, int(fields["named"])
        body = bodies.get(fields.get("body", ""))
        found[party] = (names[party], said["kind"], named, said.get("country"), said.get("role"), body)
    return found


# ---------------------------------------------------------------- one through another
def root(db: sqlite3.Connection, party: int) -> int:
    """The party that a party is read as, after a person's merges: itself where there are none."""
    seen = {party}
    while True:
        (same,) = db.execute("SELECT same_as FROM party WHERE id = ?", (party,)).fetchone()
        if same is None or same in seen:
            return party
        seen.add(same)
        party = same


def members(db: sqlite3.Connection, parties: Collection[int]) -> set[int]:
    """The parties whose word may be that of some others: their members, and those that are read as them."""
    if not parties:
        return set()
    rows = f"SELECT id FROM party WHERE member_of {AMONG_FIRST} UNION SELECT id FROM party WHERE same_as {AMONG_FIRST}"
    return {row[0] for row in db.execute(rows, (json.dumps(sorted(parties)),))}


def short(db: sqlite3.Connection, party: int) -> set[int]:
    """The party of the bare surname of a person with a longer name."""
    query = "SELECT b.id FROM party p JOIN party b ON b.key = 'name/person/' || p.surname WHERE p.id = ? AND b.id != p.id"
    return {row[0] for row in db.execute(query, (party,))}


# ---------------------------------------------------------------- sides
def settle_sides(db: sqlite3.Connection, parties: Iterable[int]) -> None:
    """Bring the sides of parties up to date, and with them those of their members and of the accounts of all."""
    todo, known = sorted(set(parties)), _Known(db)
    known.look_up(todo)
    while todo:
        party = todo.pop()
        now = _derived(known, known.root(party), frozenset())
        before, known.sides[party] = known.sides[party], now
        if before == now:
            continue
        db.execute("UPDATE party SET side = ? WHERE id = ?", (now, party))
        todo += sorted(short(db, party)) if known.has_surname(party) else ()
        if before:  # of a new party, nobody has a word yet, and its members are new as such
            _speak_for(db, party, now)
            todo += sorted(members(db, {party}))


class _Known:
    """Parties as speakers, each looked up once."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self.db = db
        self.sides: dict[int, str] = {}
        self._found: dict[int, tuple[Speaker, int | None, int | None]] = {}

    def look_up(self, parties: Iterable[int]) -> None:
        """Look up parties, all at once."""
        columns = "id, key, name, kind, named, country, role, member_of, same_as, side"
        rows = self.db.execute(f"SELECT {columns} FROM party WHERE id {AMONG_FIRST}", (json.dumps(sorted(parties)),))
        for id_, key, name, kind, named, country, role, body, same, self.sides[id_] in rows:
            self._found[id_] = Speaker(key, name, kind, bool(named), country, role, identity.home(key)), body, same

    def speaker(self, party: int) -> tuple[Speaker, int | None, int | None]:
        """A party as a speaker, its body, and the party that it is read as."""
        if party not in self._found:
            self.look_up((party,))
        return self._found[party]

    def has_surname(self, party: int) -> bool:
        """Whether it is a person with a name."""
        return identity.surname(self.speaker(party)[0].key) is not None

    def root(self, party: int) -> int:
        """As `root`."""
        seen = {party}
        while (same := self.speaker(party)[2]) is not None and same not in seen:
            seen.add(same)
            party = same
        return party


def _derived(known: _Known, party: int, below: frozenset[int]) -> str:
    """The side of a party by the rules, that of its body first; a ring of members ends where it closes."""
    speaker, body, _ = known.speaker(party)
    master = known.root(body) if body is not None else party
    if master == party or master in below:
        return _by_surname(known.db, speaker.key, sides.side(speaker))
    return sides.side(speaker, (known.speaker(master)[0].kind, _derived(known, master, below | {party})))


def _by_surname(db: sqlite3.Connection, key: str, side: str) -> str:
    """The side of somebody of whom a report gives no more than the surname: that of all who share it, where they are of one side."""
    surname = identity.surname(key)
    if surname is None or key != f"name/person/{surname}" or not (sides.vague(side) or sides.kind_of(side) == "person"):
        return side
    found = db.execute("SELECT DISTINCT side FROM party WHERE surname = ? AND key != ? LIMIT 2", (surname, key)).fetchall()
    return str(found[0][0]) if len(found) == 1 and found[0][0] else side


def _speak_for(db: sqlite3.Connection, party: int, side: str) -> None:
    """Write a party's side to its accounts, and note the incidents that it has a part in: they are to be counted anew."""
    told = "SELECT a.id, r.key FROM account a JOIN event e ON e.id = a.event JOIN report r ON r.id = e.origin WHERE a.party = ?"
    rows = db.execute(told, (party,)).fetchall()
    db.executemany("UPDATE account SET side = ? WHERE id = ?", [(sides.at_home(side, origin), account) for account, origin in rows])
    incidents = (db.execute("SELECT incident FROM event WHERE id = ?", (event,)).fetchone()[0] for event in events_of(db, party))
    note(db, {incident for incident in incidents if incident is not None})


def retell(db: sqlite3.Connection, parties: Iterable[int]) -> None:
    """Note the incidents in which some parties have a part and accounts differ or agree: these are told with the parties' names."""
    events = sorted({event for party in parties for event in events_of(db, party)})
    told = f"SELECT DISTINCT incident FROM event JOIN conflict USING (incident) WHERE event.id {AMONG_FIRST}"
    rows = db.execute(told, (json.dumps(events),))
    note(db, {incident for (incident,) in rows.fetchall()})


_PARTS = (
    "SELECT event FROM event_party WHERE party = :party",
    "SELECT event FROM account WHERE party = :party",
    "SELECT event FROM figure WHERE of = :party",
    "SELECT a.event FROM actor x JOIN event e ON e.report = x.report JOIN account a ON a.event = e.id "
    "WHERE x.party = :party AND a.says LIKE '%' || :party || '%'",  # names it, or has its number somewhere: no harm is done
)


def events_of(db: sqlite3.Connection, party: int) -> set[int]:
    """The events in which a party acts, is acted on, speaks, is counted, or is named by a voice."""
    return {row[0] for row in db.execute(" UNION ".join(_PARTS), {"party": party})}


_NOTES = "CREATE TEMP TABLE IF NOT EXISTS stale (incident INTEGER PRIMARY KEY)"


def note(db: sqlite3.Connection, incidents: Iterable[int]) -> None:
    """Note incidents whose counts are to be made anew before the transaction ends."""
    db.execute(_NOTES)
    db.executemany("INSERT OR IGNORE INTO stale VALUES (?)", [(incident,) for incident in incidents])


def noted(db: sqlite3.Connection) -> set[int]:
    """The incidents that were noted; they are noted no more."""
    db.execute(_NOTES)
    found = {row[0] for row in db.execute("SELECT incident FROM stale")}
    db.execute("DELETE FROM stale")
    return found
