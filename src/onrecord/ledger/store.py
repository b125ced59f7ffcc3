"""One SQLite file, opened safely: its schema brought up to date after a backup, one writer at a time, faults as sentences."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from onrecord.errors import DamagedError, LedgerError, SlowError

APPLICATION = 0x6F6E7263
"""SQLite's application id of a ledger: "onrc"."""

PATIENCE = 30.0
"""Seconds to wait for another process that writes. One report takes it some hundredths of a second."""

_LINE = 64
_STATEMENTS = 1000
"""Statements that stay prepared; adding one report takes some two hundred."""
_CORRUPT = ("malformed", "disk image")


@dataclass(frozen=True, slots=True)
class Migration:
    """One step of the schema: its number, a name, and its statements."""

    number: int
    name: str
    script: str


def migrations() -> list[Migration]:
    """All steps in order, from the files of `ledger/migrations`."""
    folder = files("onrecord.ledger") / "migrations"
    found = sorted((f for f in folder.iterdir() if f.name.endswith(".sql")), key=lambda f: f.name)
    return [Migration(int(f.name[:4]), f.name[5:-4], f.read_text(encoding="utf-8")) for f in found]


class Store:
    """A connection to a ledger's file. Close it, or use it as a context manager."""

    def __init__(self, path: Path, db: sqlite3.Connection) -> None:
        self.path = path
        self.db = db
        self._writer: int | None = None

    @classmethod
    def open(cls, path: Path, *, create: bool = True, patience: float = PATIENCE) -> Store:
        """The store in a file, made if there is none, its schema brought up to date.

        Raises LedgerError if the file is none of ours, comes from a newer version, is damaged, or cannot be written where it lies.
        """
        if not _stands(path) and not create:
            raise LedgerError(f"{path}: there is no ledger; make one with: onrecord add REPORTS --ledger {path}")
        with reported(path):
            db = sqlite3.connect(path, timeout=patience, isolation_level=None, check_same_thread=False, cached_statements=_STATEMENTS)
        store = cls(path, db)
        try:
            with reported(path):
                store._prepare()
        except BaseException:
            store.close()
            raise
        return store

    @classmethod
    def examine(cls, path: Path) -> Store:
        """The store in a damaged file, to be looked at as far as it can be read: nothing is checked, brought up to date or changed."""
        with reported(path):
            db = sqlite3.connect(path, isolation_level=None)
            db.execute("PRAGMA writable_schema = ON")  # a file that was cut, or has a fault in its schema, is read all the same
            db.execute("PRAGMA query_only = ON")
        return cls(path, db)

    def __enter__(self) -> Store:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the connection; what was committed is on the disk."""
        self.db.close()
        if self._writer is not None:
            os.close(self._writer)
            self._writer = None

    @property
    def _beside(self) -> int:
        """The open file that says who writes. Raises OSError where it cannot be made."""
        if self._writer is None:
            self._writer = os.open(_beside(self.path), os.O_WRONLY | os.O_CREAT, 0o644)
        return self._writer

    @contextmanager
    def writing(self, verb: str = "onrecord") -> Iterator[sqlite3.Connection]:
        """One transaction: all of it or nothing. Raises LedgerError if another process holds the store for too long."""
        with reported(self.path):
            self._take(verb)
            try:
                yield self.db
                self.db.execute("COMMIT")
            except BaseException:
                with suppress(sqlite3.Error):
                    self.db.execute("ROLLBACK")
                raise

    def check(self) -> list[str]:
        """What SQLite's own check finds wrong with the file; nothing if it is whole."""
        try:
            rows = self.db.execute("PRAGMA integrity_check(20)").fetchall()
            with closing(sqlite3.connect(self.path)) as strict:  # the check may pass over a table whose description cannot be read
                strict.execute("SELECT 1 FROM sqlite_master").fetchone()
        except sqlite3.DatabaseError as error:
            return [str(error)]
        return [row[0] for row in rows if row[0] != "ok"]

    def _take(self, verb: str) -> None:
        """Begin to write; say in the file beside the store who does."""
        try:
            self.db.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) and "busy" not in str(error):
                raise
            raise LedgerError(f"{self.path}: held by {holder(self.path)}; wait for it to end, or stop it") from error
        with suppress(OSError):
            os.pwrite(self._beside, f"{os.getpid()} {verb}".ljust(_LINE).encode()[:_LINE], 0)

    def _prepare(self) -> None:
        db = self.db
        tables = db.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
        # Asked after the tables: another process that makes them just now says whose they are in the same transaction.
        application, version = (db.execute(f"PRAGMA {name}").fetchone()[0] for name in ("application_id", "user_version"))
        if tables and application != APPLICATION:
            raise LedgerError(f"{self.path}: this is no ledger of onrecord; name another file with --ledger")
        steps = migrations()
        if version > steps[-1].number:
            raise LedgerError(f"{self.path}: made by a newer onrecord (schema {version}, known here: {steps[-1].number}); update onrecord")
        db.execute("PRAGMA foreign_keys = ON")
        if version < steps[-1].number:
            self._migrate([step for step in steps if step.number > version], version)
        db.execute("PRAGMA synchronous = NORMAL")  # with WAL: a power cut can lose the last reports, never the file
        db.execute("PRAGMA temp_store = MEMORY")
        db.execute("PRAGMA cache_size = -65536")
        db.execute("PRAGMA mmap_size = 268435456")
        db.execute("PRAGMA wal_autocheckpoint = 8000")  # pages, 32 MB: adding touches the same ones again and again

    def _migrate(self, steps: list[Migration], version: int) -> None:
        """Bring the schema up to date, each step in a transaction of its own, after a copy of the file as it was."""
        mode = self.db.execute("PRAGMA journal_mode = WAL").fetchone()[0]
        if mode != "wal":
            raise LedgerError(f"{self.path}: this file system cannot hold a ledger (no shared memory); use a local disk")
        for step in steps:
            with self.writing(f"migration {step.number}"):
                if self.db.execute("PRAGMA user_version").fetchone()[0] >= step.number:
                    continue  # another process was faster
                if version:
                    self._back_up()
                for statement in statements(step.script):
                    self.db.execute(statement)
                self.db.execute(f"PRAGMA user_version = {step.number}")
                self.db.execute(f"PRAGMA application_id = {APPLICATION}")

    def _back_up(self) -> None:
        """A copy of the file beside it, named after the schema that it has; one that is there stays."""
        version = self.db.execute("PRAGMA user_version").fetchone()[0]
        target = self.path.with_name(f"{self.path.name}.schema-{version}")
        if target.exists():
            return
        unfinished = target.with_name(target.name + ".part")
        unfinished.unlink(missing_ok=True)  # what a copy that was broken off has left
        source, copy = sqlite3.connect(self.path), sqlite3.connect(unfinished)
        try:
            source.backup(copy)
        finally:
            copy.close()
            source.close()
        unfinished.replace(target)


@contextmanager
def snapshot(db: sqlite3.Connection) -> Iterator[None]:
    """All that is read meanwhile is of one moment, whatever another process writes; inside of a transaction it is so already."""
    if db.in_transaction:
        yield
        return
    db.execute("BEGIN")
    try:
        yield
    finally:
        db.execute("COMMIT")


def statements(script: str) -> Iterator[str]:
    """The statements of a script, one at a time; a trigger's body is part of its statement."""
    pending = ""
    for line in script.splitlines(keepends=True):
        pending += line
        if sqlite3.complete_statement(pending):
            yield pending
            pending = ""


def writer(path: Path) -> tuple[int, str] | None:
    """The process that wrote to a ledger last and what it did, if it runs and is another one than this; None where it cannot be told."""
    try:
        pid, _, verb = _beside(path).read_text(encoding="utf-8").strip().partition(" ")
        os.kill(int(pid), 0)
    except PermissionError:
        pass
    except (OSError, ValueError):
        return None
    return (int(pid), verb) if int(pid) != os.getpid() else None


def holder(path: Path) -> str:
    """Who writes to a ledger, as far as can be told, for people."""
    try:
        pid, _, verb = _beside(path).read_text(encoding="utf-8").strip().partition(" ")
        os.kill(int(pid), 0)
    except PermissionError:
        return f"process {pid} of another user ({verb})"
    except (OSError, ValueError):
        return "another process"
    return f"process {pid} ({verb})"


@contextmanager
def reported(path: Path) -> Iterator[None]:
    """What SQLite raises, as LedgerError with the path and what to do; as SlowError where it was told to give up."""
    try:
        yield
    except sqlite3.Error as error:
        if str(error) == "interrupted":
            raise SlowError("the question takes too long; narrow it, for example to some days or a place") from error
        damaged = any(mark in str(error) for mark in _CORRUPT)
        raise (DamagedError if damaged else LedgerError)(f"{path}: {_sentence(path, error)}") from error


def _sentence(path: Path, error: sqlite3.Error) -> str:
    said = str(error)
    if "disk is full" in said or "disk I/O" in said:
        return "no space is left on the disk, or it fails; nothing of the last report was stored: free some space and run it again"
    if "not a database" in said:
        return f"this is no ledger of onrecord, or its beginning is damaged ({said}); name another file with --ledger"
    if any(mark in said for mark in _CORRUPT):
        return f"the file is damaged ({said}); what can still be read: onrecord doctor --ledger {path}"
    if "unable to open" in said:
        return "cannot be opened: there is no such folder, or no permission for it; name another with --ledger"
    if "readonly" in said or "read-only" in said:
        return "cannot be written: no permission, or a read-only disk; copy it to a folder of your own"
    if "locked" in said or "busy" in said:
        return f"held by {holder(path)}; wait for it to end, or stop it"
    return said


def _stands(path: Path) -> bool:
    """Whether a file stands there. Raises LedgerError where something else does, or nothing may be known of it."""
    try:
        if path.exists() and not path.is_file():
            raise LedgerError(f"{path}: {'a folder' if path.is_dir() else 'no file'}, where a ledger is a file; name one with --ledger")
        return path.exists()
    except OSError as error:
        raise LedgerError(f"{path}: cannot be opened: {error.strerror or error}; name another with --ledger") from error


def _beside(path: Path) -> Path:
    return path.with_name(path.name + "-writer")
