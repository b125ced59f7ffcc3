"""Everything that a ledger has derived, in words that do not depend on row numbers or on the order of arrival."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterator

QUERIES: dict[str, str] = {
    "report": "SELECT r.key, r.title, r.address, r.publisher, r.published, r.kind, r.scope, n.key, r.masked_title, r.masked_text, "
    "r.masked_address FROM report r "
    "LEFT JOIN report n ON n.id = r.replaced_by",
    "carrier": "SELECT r.key, c.source, c.line, c.given, c.title, c.address, c.publisher, c.published FROM carrier c "
    "JOIN report r ON r.id = c.report",
    "record": "SELECT key, hex(record) FROM report WHERE record IS NOT NULL",
    "sentence": "SELECT r.key, s.n, s.start, s.stop, s.hash, o.key FROM sentence s JOIN report r ON r.id = s.report "
    "JOIN report o ON o.id = s.origin",
    "copy": "SELECT r.key, o.key, c.share, c.whole, c.why FROM copy c JOIN report r ON r.id = c.report JOIN report o ON o.id = c.origin",
    "party": "SELECT p.key, p.name, p.kind, p.named, p.country, p.role, p.side, m.key, s.key FROM party p "
    "LEFT JOIN party m ON m.id = p.member_of LEFT JOIN party s ON s.id = p.same_as",
    "event": "SELECT e.key, r.key, e.name, e.type, e.mode, e.plover_type, e.plover_mode, e.status, e.prominence, e.scale, e.claimed_only, "
    "e.score, e.trigger_start, e.trigger_stop, e.earliest, e.latest, e.place, e.geonames, e.country, e.lat, e.lon, o.key, e.state, i.key "
    "FROM event e JOIN report r ON r.id = e.report JOIN report o ON o.id = e.origin LEFT JOIN incident i ON i.id = e.incident",
    "event_party": "SELECT e.key, x.part, p.key FROM event_party x JOIN event e ON e.id = x.event JOIN party p ON p.id = x.party",
    "event_place": "SELECT e.key, x.part, x.place, x.geonames FROM event_place x JOIN event e ON e.id = x.event",
    "account": "SELECT e.key, a.voice, p.key, a.side, a.status, a.certainty, a.statements FROM account a JOIN event e ON e.id = a.event "
    "LEFT JOIN party p ON p.id = a.party",
    "figure": "SELECT e.key, a.voice, f.effect, p.key, f.low, f.high, f.best FROM figure f JOIN event e ON e.id = f.event "
    "LEFT JOIN account a ON a.id = f.account LEFT JOIN party p ON p.id = f.of",
    "pair": "SELECT min(a.key, b.key), max(a.key, b.key), p.score FROM pair p JOIN event a ON a.id = p.a JOIN event b ON b.id = p.b",
    "incident": "SELECT key, type, mode, status, scale, prominence, earliest, latest, place, geonames, country, reports, texts, voices, "
    "own_voice, denied, conflicts FROM incident WHERE moved_to IS NULL AND type IS NOT NULL",
    "conflict": "SELECT i.key, c.kind, c.field, coalesce(a.voice, ''), coalesce(b.voice, '') FROM conflict c "
    "JOIN incident i ON i.id = c.incident LEFT JOIN account a ON a.id = c.a LEFT JOIN account b ON b.id = c.b",
    "outcome": "SELECT e.key, i.key, o.score FROM outcome o JOIN incident e ON e.id = o.expected JOIN incident i ON i.id = o.incident",
}
"""What is compared of each table. Runs and inputs are left out, as are the ids that were given out and have moved."""


def lines(db: sqlite3.Connection) -> Iterator[str]:
    """One line for each row of what was derived, table by table, each table sorted."""
    for table, query in QUERIES.items():
        for row in sorted(map(repr, db.execute(query))):
            yield f"{table} {row}"


def digest(db: sqlite3.Connection) -> str:
    """The hash of all lines: two ledgers with the same one hold the same."""
    found = hashlib.sha256()
    for line in lines(db):
        found.update(line.encode() + b"\n")
    return found.hexdigest()
