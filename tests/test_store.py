"""The ledger's file: opened whole or refused with a sentence, migrated after a backup, written by one at a time."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from onrecord.errors import LedgerError
from onrecord.ledger import store as stores
from onrecord.ledger.store import Migration, Store, migrations, statements


def test_a_new_file_has_the_schema_of_the_day(tmp_path: Path) -> None:
    with Store.open(tmp_path / "new.db") as store:
        assert store.db.execute("PRAGMA user_version").fetchone()[0] == migrations()[-1].number
        assert store.db.execute("PRAGMA journal_mode").fetchone()[0] == "wal"
        assert store.check() == []


def test_migrations_are_numbered_without_a_gap() -> None:
    assert [step.number for step in migrations()] == list(range(1, len(migrations()) + 1))


def test_statements_keep_a_trigger_whole() -> None:
    script = "CREATE TABLE a (b);\nCREATE TRIGGER t BEFORE DELETE ON a BEGIN\n  SELECT RAISE(ABORT, 'no');\nEND;\n"
    assert len(list(statements(script))) == 2


def test_a_store_is_not_made_where_it_is_only_to_be_read(tmp_path: Path) -> None:
    with pytest.raises(LedgerError, match="there is no ledger"):
        Store.open(tmp_path / "none.db", create=False)
    assert not (tmp_path / "none.db").exists()


def test_another_database_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "other.db"
    with closing(sqlite3.connect(path)) as db:
        db.execute("CREATE TABLE mine (a)")
        db.commit()
    before = path.read_bytes()
    with pytest.raises(LedgerError, match="no ledger of onrecord"):
        Store.open(path)
    assert path.read_bytes() == before


def test_a_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "letter.db"
    path.write_text("Dear colleagues, this is not a database at all. " * 40, encoding="utf-8")
    with pytest.raises(LedgerError, match=r"letter\.db: the file is damaged"):
        Store.open(path)


def test_a_newer_ledger_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "newer.db"
    with Store.open(path) as store:
        store.db.execute("PRAGMA user_version = 999")
    with pytest.raises(LedgerError, match="newer onrecord"):
        Store.open(path)


@pytest.fixture
def older(tmp_path: Path) -> Path:
    """A ledger of today, seen by a version that has one more step of the schema."""
    path = tmp_path / "older.db"
    with Store.open(path) as store, store.writing() as db:
        db.execute("INSERT INTO run (verb, sources, started) VALUES ('add', '[]', '')")
    return path


def _more(script: str) -> list[Migration]:
    known = migrations()
    return [*known, Migration(known[-1].number + 1, "more", script)]


def test_an_older_ledger_is_migrated_after_a_backup(older: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    version, steps = migrations()[-1].number, _more("CREATE TABLE more (a);\n")
    monkeypatch.setattr(stores, "migrations", lambda: steps)
    with Store.open(older) as store:
        assert store.db.execute("SELECT count(*) FROM more").fetchone() == (0,)
    with closing(sqlite3.connect(f"{older}.schema-{version}")) as backup:
        assert backup.execute("PRAGMA user_version").fetchone()[0] == version
        assert backup.execute("SELECT count(*) FROM run").fetchone() == (1,)


def test_a_migration_that_fails_leaves_the_ledger_as_it_was(older: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    version, steps = migrations()[-1].number, _more("CREATE TABLE more (a);\nINSERT INTO nowhere VALUES (1);\n")
    with monkeypatch.context() as patched:
        patched.setattr(stores, "migrations", lambda: steps)
        with pytest.raises(LedgerError, match="nowhere"):
            Store.open(older)
    with Store.open(older) as store:
        assert store.db.execute("PRAGMA user_version").fetchone()[0] == version
        assert store.db.execute("SELECT count(*) FROM sqlite_master WHERE name = 'more'").fetchone() == (0,)


def _half(store: Store) -> None:
    with store.writing() as db:
        db.execute("INSERT INTO run (verb, sources, started) VALUES ('add', '[]', '')")
        db.execute("INSERT INTO nowhere VALUES (1)")


def test_a_transaction_is_all_or_nothing(tmp_path: Path) -> None:
    with Store.open(tmp_path / "a.db") as store:
        with pytest.raises(LedgerError, match="nowhere"):
            _half(store)
        assert store.db.execute("SELECT count(*) FROM run").fetchone() == (0,)


def test_who_comes_second_is_told_who_holds_the_ledger(tmp_path: Path) -> None:
    path = tmp_path / "held.db"
    with Store.open(path) as first, Store.open(path, patience=0.05) as second:
        with first.writing("add"), pytest.raises(LedgerError, match=rf"held by process {os.getpid()} \(add\)"), second.writing():
            pass
        with second.writing() as db:
            db.execute("INSERT INTO run (verb, sources, started) VALUES ('add', '[]', '')")


def test_two_processes_wait_for_each_other(tmp_path: Path) -> None:
    path = tmp_path / "shared.db"
    script = (
        "import sys\nfrom pathlib import Path\nfrom onrecord.ledger.store import Store\n"
        "with Store.open(Path(sys.argv[1])) as store:\n"
        "    for _ in range(60):\n"
        "        with store.writing('test') as db:\n"
        "            db.execute(\"INSERT INTO run (verb, sources, started) VALUES ('add', '[]', '')\")\n"
    )
    both = [subprocess.Popen([sys.executable, "-c", script, str(path)]) for _ in range(2)]
    assert [process.wait() for process in both] == [0, 0]
    with Store.open(path) as store:
        assert store.db.execute("SELECT count(*) FROM run").fetchone() == (120,)


def test_a_full_disk_rolls_back_and_says_where(tmp_path: Path) -> None:
    path = tmp_path / "full.db"
    with Store.open(path) as store:
        pages = store.db.execute("PRAGMA page_count").fetchone()[0]
        store.db.execute(f"PRAGMA max_page_count = {pages + 2}")
        with pytest.raises(LedgerError, match=r"full\.db: no space is left"), store.writing() as db:
            db.execute("INSERT INTO raw (sha256, size, bytes) VALUES ('a', 1, zeroblob(1000000))")
        store.db.execute("PRAGMA max_page_count = 1000000")
        with store.writing() as db:
            db.execute("INSERT INTO raw (sha256, size, bytes) VALUES ('a', 1, zeroblob(1000000))")
        assert store.check() == []


def test_a_damaged_page_is_found(tmp_path: Path) -> None:
    path = tmp_path / "damaged.db"
    with Store.open(path) as store:
        with store.writing() as db:
            db.executemany("INSERT INTO raw (sha256, size, bytes) VALUES (?, 1, zeroblob(3000))", [(str(n),) for n in range(200)])
        store.db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    with path.open("r+b") as file:
        file.seek(path.stat().st_size // 2)
        file.write(b"\xff" * 8192)
    with Store.open(path) as store:
        assert store.check()


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_without_permission_is_said(tmp_path: Path) -> None:
    folder = tmp_path / "locked"
    folder.mkdir(mode=0o500)
    with pytest.raises(LedgerError, match="no permission"):
        Store.open(folder / "a.db")


def test_a_folder_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(LedgerError, match="no such folder"):
        Store.open(tmp_path / "nowhere" / "a.db")
