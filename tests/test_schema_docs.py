"""docs/schema.md in step with the schema: every table, view and column with its meaning, and queries that give what the page says."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator

import pytest

from onrecord.ledger.store import Migration
from tests import karum
from tests.ledgers import database
from tools import schema


@pytest.fixture(scope="module")
def db() -> Iterator[sqlite3.Connection]:
    made = database()
    karum.write(made)
    yield made
    made.close()


PAGE = schema.PAGE.read_text(encoding="utf-8")
QUERIES = re.findall(r"```sql\n(.*?)```\n\n```\n(.*?)```", PAGE, re.DOTALL)


def test_the_page_is_in_step_with_the_schema() -> None:
    assert schema.page(PAGE) == PAGE, "run python -m tools.schema"


def test_every_column_says_what_it_is(db: sqlite3.Connection) -> None:
    found, known = schema.said(), schema.meanings()
    silent = [
        f"{name}.{column}"
        for name, _ in schema.tables(db)
        if name != "shown"
        for column in schema.columns(db, name)
        if not schema.meaning(name, column, found, known)
    ]
    assert silent == [], "add a comment to the migration, or a line to tools/schema.tsv"


def test_every_table_and_view_says_what_it_is(db: sqlite3.Connection) -> None:
    found, known = schema.said(), schema.meanings()
    assert [name for name, _ in schema.tables(db) if not (found.tables[name] or known.get(name))] == []


def test_no_meaning_is_of_what_is_not_there(db: sqlite3.Connection) -> None:
    there = {name for name, _ in schema.tables(db)}
    columns = {f"{name}.{column}" for name in there for column in schema.columns(db, name)}
    anywhere = {f"*.{column.partition('.')[2]}" for column in columns}
    assert sorted(schema.meanings().keys() - there - columns - anywhere) == []


def test_there_are_queries_for_every_view(db: sqlite3.Connection) -> None:
    asked = " ".join(query for query, _ in QUERIES)
    views = {name for name, kind in schema.tables(db) if kind == "view"} - {"shown", "outcomes"}
    assert [view for view in sorted(views) if not re.search(rf"\b{view}\b", asked)] == []


@pytest.mark.parametrize(("query", "given"), QUERIES, ids=[query.split("\n")[0][:50] for query, _ in QUERIES])
def test_a_query_gives_what_the_page_says(db: sqlite3.Connection, query: str, given: str) -> None:
    assert schema.answer(db, query) == given
    assert len(given.splitlines()) > 1, "a query that finds nothing teaches nothing"


def test_views_read_the_whole_of_a_ledger(db: sqlite3.Connection) -> None:
    for name, kind in schema.tables(db):
        assert kind == "table" or name == "outcomes" or db.execute(f"SELECT count(*) FROM {name}").fetchone()[0], name


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE event SET state = 'rejected'",
        "UPDATE report SET purged = 1",
        "UPDATE report SET scope = 'out'",
        "UPDATE report SET kind = 'retraction'",
        "UPDATE report SET replaced_by = 1",
    ],
)
def test_views_leave_out_what_does_not_count(db: sqlite3.Connection, change: str) -> None:
    db.execute("SAVEPOINT before")
    try:
        db.execute(change)
        assert [db.execute(f"SELECT count(*) FROM {view}").fetchone()[0] for view in ("shown", "tellings", "accounts", "figures")] == [
            0
        ] * 4
        assert "state" in change or db.execute("SELECT count(*) FROM statements").fetchone() == (0,)
    finally:
        db.execute("ROLLBACK TO before")
        db.execute("RELEASE before")


def test_outcomes_are_seen_by_their_keys(db: sqlite3.Connection) -> None:
    db.execute("SAVEPOINT before")
    try:
        db.execute(
            "INSERT INTO outcome (expected, incident, score, why) SELECT min(incident), max(incident), 0.5, 'as planned' FROM faceted"
        )
        (row,) = db.execute("SELECT expected, incident, why FROM outcomes").fetchall()
        assert row[0].startswith("i")
        assert row[2] == "as planned"
    finally:
        db.execute("ROLLBACK TO before")
        db.execute("RELEASE before")


def test_comments_are_read_from_tables_columns_and_added_columns() -> None:
    script = """-- Of the file.

-- Of the table,
-- in two lines.
CREATE TABLE one (
    a INTEGER PRIMARY KEY, -- first
    b TEXT,                -- second,
                           -- and more
    c REAL
);

ALTER TABLE one ADD COLUMN d TEXT;  -- fourth
-- A view.
CREATE VIEW two AS SELECT 1;
"""
    found = schema.Said()
    schema._read(Migration(1, "some", script), found)
    assert found.files == {"some": "Of the file."}
    assert found.tables == {"one": "Of the table, in two lines.", "two": "A view."}
    assert found.columns == {("one", "a"): "first", ("one", "b"): "second, and more", ("one", "c"): "", ("one", "d"): "fourth"}
