"""docs/schema.md: all tables and views of a ledger, from the comments of its migrations and from `tools/schema.tsv`, and what queries give.

`python -m tools.schema` writes it.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from onrecord.ledger.store import Migration, migrations
from tests import karum
from tests.ledgers import database

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs/schema.md"
MEANINGS = Path(__file__).with_name("schema.tsv")
VIEWS = "The views"
_CREATE = re.compile(r"CREATE (?:VIRTUAL )?(TABLE|VIEW) (\w+)")
_ADDED = re.compile(r"ALTER TABLE (\w+) ADD COLUMN (\w+)[^;]*;\s*(?:-- (.*))?")
_COLUMN = re.compile(r"\s+(\w+)\s[^-]*?(?:--\s*(.*))?$")
_MORE = re.compile(r"\s+-- ?(.*)$")
_QUERY = re.compile(r"(```sql\n(.*?)```\n\n```\n).*?(```)", re.DOTALL)


@dataclass(slots=True)
class Said:
    """What the comments of the migrations say: of files, of tables and views, of columns."""

    files: dict[str, str] = field(default_factory=dict)
    home: dict[str, str] = field(default_factory=dict)
    tables: dict[str, str] = field(default_factory=dict)
    columns: dict[tuple[str, str], str] = field(default_factory=dict)


def said() -> Said:
    """The comments of all migrations."""
    found = Said()
    for step in migrations():
        _read(step, found)
    return found


def _read(step: Migration, found: Said) -> None:
    """A comment at the beginning of a file is of the file, one before a table is of the table, one after a column is of the column."""
    pending, table, column, first = "", "", "", True
    for line in step.script.splitlines():
        if line.startswith("--"):
            pending = f"{pending} {line[2:].strip()}".strip()
        elif not line.strip():
            if first and pending:
                found.files[step.name] = pending
            pending, first = "", False
        elif created := _CREATE.match(line):
            table, column = created[2], ""
            found.tables[table], found.home[table] = pending, step.name
        elif added := _ADDED.match(line):
            found.columns[added[1], added[2]] = added[3] or ""
        elif table and column and (more := _MORE.match(line)):
            found.columns[table, column] += " " + more[1].strip()
        elif table and (row := _COLUMN.match(line)):
            column = row[1]
            found.columns[table, column] = row[2] or ""
        if line.startswith((")", "--")) or line.rstrip().endswith(";"):
            table = table if line.startswith("--") else ""
            pending = pending if line.startswith("--") else ""


def meanings() -> dict[str, str]:
    """What columns mean that have no comment: by "table.column", and by "*.column" for all tables."""
    lines = MEANINGS.read_text(encoding="utf-8").splitlines()
    return dict(line.split("\t") for line in lines if line and not line.startswith("#"))  # type: ignore[misc]


def tables(db: sqlite3.Connection) -> list[tuple[str, str]]:
    """The names and kinds of all tables and views, in the order of the migrations; those that the search keeps for itself are left out."""
    rows = db.execute("SELECT name, type FROM sqlite_master WHERE type IN ('table', 'view') ORDER BY rowid").fetchall()
    return [(name, kind) for name, kind in rows if not name.startswith(("report_words_", "sqlite_"))]


def columns(db: sqlite3.Connection, table: str) -> list[str]:
    """The names of a table's columns."""
    return [row[1] for row in db.execute(f"PRAGMA table_info({table})")]


def meaning(table: str, column: str, found: Said, known: dict[str, str]) -> str:
    """What a column means; "" if nobody has said it."""
    return known.get(f"{table}.{column}") or found.columns.get((table, column)) or known.get(f"*.{column}") or ""


def page(old: str) -> str:
    """The page anew: its own words and queries as they are, below them all tables and views."""
    db = database()
    try:
        karum.write(db)
        kept = old[: old.index(f"## {VIEWS}")] if f"## {VIEWS}" in old else old
        return with_answers(kept, db) + "\n".join(_reference(db)) + "\n"
    finally:
        db.close()


def with_answers(text: str, db: sqlite3.Connection) -> str:
    """A page with what its queries give now, in the blocks that follow them."""
    return _QUERY.sub(lambda match: match[1] + answer(db, match[2]) + match[3], text)


def answer(db: sqlite3.Connection, query: str) -> str:
    """The rows of a query under their column names."""
    cursor = db.execute(query)
    names = [column[0] for column in cursor.description]
    rows = [names, *([_cell(value) for value in row] for row in cursor)]
    widths = [max(len(row[n]) for row in rows) for n in range(len(names))]
    return "".join("  ".join(f"{cell:<{width}}" for cell, width in zip(row, widths, strict=True)).rstrip() + "\n" for row in rows)


def _cell(value: object) -> str:
    return "" if value is None else str(int(value) if isinstance(value, float) and value.is_integer() else value)


def _reference(db: sqlite3.Connection) -> Iterator[str]:
    """All views, then all tables under the migrations that made them."""
    found, known = said(), meanings()
    named = tables(db)
    yield f"## {VIEWS}\n"
    yield from (line for name, kind in named if kind == "view" for line in _table(db, name, found, known))
    for step in migrations():
        inside = [name for name, kind in named if kind == "table" and found.home[name] == step.name]
        if inside:
            yield f"## Tables: {step.name}\n"
            yield from [f"{found.files[step.name]}\n"] if step.name in found.files else []
            yield from (line for name in inside for line in _table(db, name, found, known))


def _table(db: sqlite3.Connection, name: str, found: Said, known: dict[str, str]) -> Iterator[str]:
    yield f"### {name}\n"
    if what := found.tables[name] or known.get(name, ""):
        yield f"{what}\n"
    if name == "shown":
        return
    yield "| column | what it is |\n|---|---|"
    yield from (f"| `{column}` | {meaning(name, column, found, known)} |".replace("\n", " ") for column in columns(db, name))
    yield ""


def main() -> None:
    """Write the page."""
    PAGE.write_text(page(PAGE.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main()
