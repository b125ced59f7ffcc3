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
    before = path.read_bytes()
    with pytest.raises(LedgerError, match=r"letter\.db: this is no ledger of onrecord, or its beginning is damaged .*; name another file"):
        Store.open(path)
    assert path.read_bytes() == before


def test_a_folder_or_a_device_is_refused(tmp_path: Path) -> None:
    with pytest.raises(LedgerError, match=r": a folder, where a ledger is a file; name one with --ledger"):
        Store.open(tmp_path)
    if os.name == "posix":
        with pytest.raises(LedgerError, match=r"^/dev/null: no file, where a ledger is a file"):
            Store.open(Path(os.devnull))


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


def test_what_a_broken_off_backup_left_is_no_hindrance(older: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The torn copy of a migration that was killed: passed over, written anew, and gone when all is done."""
    version = migrations()[-1].number
    left = older.with_name(f"{older.name}.schema-{version}.part")
    left.write_bytes(older.read_bytes()[:5000] + b"torn")
    steps = _more("CREATE TABLE more (a);\n")
    monkeypatch.setattr(stores, "migrations", lambda: steps)
    with Store.open(older) as store:
        assert store.db.execute("SELECT count(*) FROM run").fetchone() == (1,)
        assert store.check() == []
    assert not left.exists()
    with closing(sqlite3.connect(f"{older}.schema-{version}")) as backup:
        assert backup.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert backup.execute("SELECT count(*) FROM run").fetchone() == (1,)


def test_a_newer_ledger_is_left_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "newer.db"
    with Store.open(path) as store:
        store.db.execute("PRAGMA user_version = 999")
        store.db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    before = path.read_bytes()
    with pytest.raises(LedgerError, match=r"newer\.db: made by a newer onrecord \(schema 999, known here: \d+\); update onrecord"):
        Store.open(path)
    assert path.read_bytes() == before
    assert not list(tmp_path.glob("*.schema-*"))


@pytest.mark.parametrize("kept", [0.0, 0.1, 0.5, 0.9, 0.999])
def test_a_power_cut_loses_the_last_transactions_and_never_the_file(kept: float, tmp_path: Path) -> None:
    """A log that ends in the middle of a write: what was written before stands, what is torn is gone, and work goes on."""
    torn = tmp_path / "torn.db"
    with Store.open(tmp_path / "whole.db") as store:
        store.db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        store.db.execute("PRAGMA wal_autocheckpoint = 0")
        for n in range(30):
            with store.writing() as db:
                db.execute("INSERT INTO run (verb, sources, started) VALUES (?, '[]', '')", (str(n),))
                db.execute("INSERT INTO raw (sha256, size, bytes) VALUES (?, 1, zeroblob(3000))", (str(n),))
        torn.write_bytes(store.path.read_bytes())
        log = Path(f"{store.path}-wal").read_bytes()
    Path(f"{torn}-wal").write_bytes(log[: int(len(log) * kept)] + b"\xa5" * 100)
    with Store.open(torn) as store:
        assert store.check() == []
        there = [verb for (verb,) in store.db.execute("SELECT verb FROM run ORDER BY id")]
        assert there == [str(n) for n in range(len(there))]
        assert store.db.execute("SELECT count(*) FROM raw").fetchone() == (len(there),)
        assert int(30 * kept) - 2 <= len(there) < 30
        with store.writing() as db:
            db.execute("INSERT INTO run (verb, sources, started) VALUES ('again', '[]', '')")


def _noted(path: Path) -> None:
    with Store.open(path) as store, store.writing() as db:
        db.execute("INSERT INTO run (verb, sources, started) VALUES ('add', '[]', '')")


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


def test_a_folder_that_may_not_be_entered_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(_path: Path) -> bool:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "exists", refused)
    for create in (True, False):
        with pytest.raises(LedgerError, match=r"a\.db: cannot be opened: Permission denied; name another with --ledger"):
            Store.open(tmp_path / "a.db", create=create)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
@pytest.mark.parametrize("what", ["folder", "file"])
def test_a_ledger_that_may_not_be_written_is_said_at_once_and_stays(what: str, tmp_path: Path) -> None:
    """A ledger on a read-only disk, or that is another's: one sentence with its path and what to do, before anything is read."""
    path = tmp_path / "theirs" / "a.db"
    path.parent.mkdir()
    with Store.open(path):
        pass
    before = path.read_bytes()
    for left in path.parent.glob("a.db-*"):
        left.unlink()
    locked = path.parent if what == "folder" else path
    locked.chmod(0o500 if what == "folder" else 0o400)
    try:
        with pytest.raises(LedgerError, match=r"a\.db: cannot be written: no permission, .*; copy it to a folder of your own"):
            _noted(path)
    finally:
        locked.chmod(0o700)
    assert path.read_bytes() == before


def test_a_disk_without_shared_memory_is_said() -> None:
    """Where SQLite cannot keep its log, as on network drives: refused with a sentence."""
    with pytest.raises(LedgerError, match=r"this file system cannot hold a ledger \(no shared memory\); use a local disk"):
        Store.open(Path(":memory:"))


def test_a_folder_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(LedgerError, match="no such folder"):
        Store.open(tmp_path / "nowhere" / "a.db")
