"""The user's own table of who is who: names as reports write them, and the keys of the parties that are meant.

A name with two keys is ambiguous: both are kept, and neither is used.
"""

from __future__ import annotations

import csv
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import get_args

from onrecord.errors import LedgerError
from onrecord.knowledge import table
from onrecord.ledger.sides import normal
from onrecord.record import Kind

COLUMNS = ("name", "key", "kind", "country", "role")
_NEEDED = COLUMNS[:2]
MOST = 1000
"""Problems of one kind that are told; of a table that is none at all, more would tell no more."""
LONGEST = 1000
"""Characters of a cell. What is longer is no name, but a quotation mark that was never closed."""


_INSERT = (
    "INSERT INTO party_name (name, key, called, kind, country, role) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (name, key) DO UPDATE "
    "SET called = excluded.called, kind = excluded.kind, country = excluded.country, role = excluded.role"
)


@dataclass(frozen=True, slots=True)
class Loaded:
    """What came of a table: rows that were loaded, what is wrong with others, and the reports whose parties it bears on."""

    rows: int
    problems: tuple[str, ...]
    reports: frozenset[int]


@dataclass(frozen=True, slots=True)
class Entry:
    """One sound row."""

    name: str
    key: str
    kind: str | None
    country: str | None
    role: str | None


def known_key(db: sqlite3.Connection, name: str) -> str | None:
    """The key that the user's table has for a name; None where it has none, or several."""
    keys = db.execute("SELECT DISTINCT key FROM party_name WHERE name = ? LIMIT 2", (normal(name),)).fetchall()
    return str(keys[0][0]) if len(keys) == 1 else None


def load_names(db: sqlite3.Connection, path: Path) -> Loaded:
    """Add a CSV file (name, key, and if they are known kind, country, role) to the user's table, in the caller's transaction.

    A row that makes no sense is left out and told with its line; the others are loaded. The reports whose actors the names may mean are
    to be derived anew by the caller. Raises LedgerError if the file cannot be read, or has no columns "name" and "key".
    """
    problems, count, wrong = list[str](), 0, 0
    for line, found in _rows(path):
        if isinstance(found, str):
            wrong += 1
            problems += [f"{path}, line {line}: {found}"] if wrong <= MOST else []
            continue
        count += 1
        db.execute(_INSERT, (normal(found.name), found.key, found.name, found.kind, found.country, found.role))
    if wrong > MOST:
        problems.append(f"{path}: {wrong - MOST} more lines make no sense")
    return Loaded(count, (*problems, *_ambiguous(db, path)), frozenset(_reports(db)))


def _rows(path: Path) -> Iterator[tuple[int, Entry | str]]:
    """The rows of a file with their lines: an entry, or what is wrong."""
    try:
        with path.open(encoding="utf-8-sig", errors="replace", newline="") as file:
            rows = csv.reader((line.replace("\0", "") for line in file), strict=True)
            header = [cell.strip().casefold() for cell in next(rows, [])]
            lacking = [name for name in _NEEDED if name not in header]
            if lacking:
                raise LedgerError(f'{path}, line 1: there is no column "{lacking[0]}"; the first line must be: name,key,kind,country,role')
            while True:
                try:
                    cells = next(rows)
                except StopIteration:
                    return
                except csv.Error as error:
                    yield rows.line_num, f"this line is no CSV ({error})"
                    continue
                if any(cell.strip() for cell in cells):
                    yield rows.line_num, _entry(header, cells)
    except OSError as error:
        raise LedgerError(f"{path}: it cannot be read ({error.strerror})") from error


def _entry(header: list[str], cells: list[str]) -> Entry | str:
    """A row as an entry, or what is wrong with it."""
    if len(cells) > len(header):
        return f"{len(cells)} cells for {len(header)} columns"
    row = {name: cell.strip() for name, cell in zip(header, cells, strict=False)}
    name, key, kind, country, role = (row.get(column, "") for column in COLUMNS)
    if not normal(name):
        return "there is no name"
    if not key:
        return "there is no key"
    if max(len(name), len(key)) > LONGEST:
        return f"longer than {LONGEST} characters; is a quotation mark left open?"
    if "\ufffd" in name + key:
        return "these bytes are no UTF-8; save the file as UTF-8"
    if kind and kind not in get_args(Kind):
        return f'"{kind}" is no kind; one of: {", ".join(get_args(Kind))}'
    if country and not (len(country) == 3 and country.isascii() and country.isupper()):
        return f'"{country}" is no country; use three capital letters, as in ISO 3166-1: KEN'
    if role and role not in {known["code"] for known in table("sectors")}:
        return f'"{role}" is no role; use a sector code, such as GOV, MIL, REB'
    return Entry(name, key, kind or None, country or None, role or None)


def _ambiguous(db: sqlite3.Connection, path: Path) -> Iterator[str]:
    """The names that have several keys."""
    several = "SELECT name FROM party_name GROUP BY name HAVING count(*) > 1 ORDER BY name LIMIT ?"
    for (name,) in db.execute(several, (MOST,)).fetchall():
        keys = ", ".join(row[0] for row in db.execute("SELECT key FROM party_name WHERE name = ? ORDER BY key", (name,)))
        yield f'{path}: "{name}" has several keys ({keys}): kept, and not used'


def _reports(db: sqlite3.Connection) -> set[int]:
    """The reports with an actor whose name is in the table, by any of its parties' names."""
    names = "SELECT id, name FROM party UNION SELECT party, value FROM party_gave WHERE field = 'name'"
    known = "SELECT 1 FROM party_name WHERE name = ?"
    parties = {party for party, name in db.execute(names).fetchall() if db.execute(known, (normal(name),)).fetchone()}
    return {row[0] for party in parties for row in db.execute("SELECT DISTINCT report FROM actor WHERE party = ?", (party,))}
