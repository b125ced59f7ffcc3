"""The index of the table of places: a SQLite file in the user's cache, made once for each table, then only read.

Measured on two busy cores: made in 4 to 7 seconds with 79 MB of memory, 34 MB on disk; opened, with the first look-up, in 70 ms.
"""

from __future__ import annotations

import os
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from onrecord.errors import GazetteerError
from onrecord.gazetteer import shipped
from onrecord.gazetteer.names import bare, key

try:
    import fcntl
except ImportError:  # Windows: two processes may both make the index, and the later replaces the same bytes
    fcntl = None  # type: ignore[assignment]  # the module's absence is asked for at its only use

FORMAT = 2
"""Goes into the file's name: an index of another format is made anew and the old one left to whoever uses it."""
OWN, OTHER, BARE = 0, 1, 2
"""How a key names a place: its own name, another name, a name without its Arabic article."""
_ARTICLED = frozenset({
    "AE", "BH", "DJ", "DZ", "EG", "EH", "ER", "IL", "IQ", "IR", "JO", "KM", "KW", "LB",
    "LY", "MA", "MR", "OM", "PS", "QA", "SA", "SD", "SO", "SS", "SY", "TD", "TN", "YE",
})  # fmt: skip
"""Countries whose names bear the Arabic article in Latin letters, now as "al-", now as "el-", now not at all."""
_SCHEMA = """
CREATE TABLE place (
    id INTEGER PRIMARY KEY, kind TEXT, name TEXT, country TEXT, code TEXT, lat REAL, lon REAL, people INTEGER, radius INTEGER
);
CREATE TABLE name (key TEXT, place INTEGER, how INTEGER, PRIMARY KEY (key, place)) WITHOUT ROWID;
"""
_FINISH = "CREATE INDEX place_code ON place (code) WHERE kind = 'A'; ANALYZE;"


def cache_folder() -> Path:
    """Where indexes are kept: ONRECORD_CACHE, else the folder that the system has for caches."""
    if own := os.environ.get("ONRECORD_CACHE"):
        return Path(own)
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches" / "onrecord"
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local") / "onrecord" / "Cache"
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "onrecord"


def place_of(digest: str) -> Path:
    """Where the index of the table of a hash is kept, whether it has been made or not."""
    return cache_folder().absolute() / f"places-{FORMAT}-{digest[:16]}.sqlite"


def connect(table: Path, digest: str) -> sqlite3.Connection:
    """A read-only connection to the index of a table, made first if it is not there or damaged. Raises GazetteerError if that fails."""
    target = place_of(digest)
    if fault(target):
        _make(table, target)
    try:
        return _opened(target)
    except sqlite3.Error as error:
        raise GazetteerError(f"{target}: the index of places cannot be opened ({error}); delete the file, it will be made again") from error


def fault(target: Path, *, deep: bool = False) -> str | None:
    """What is wrong with an index ("not made yet", "empty"), or None: its size and its tables are looked at, with `deep` every page."""
    if not target.exists():
        return "not made yet"
    try:
        with closing(_opened(target)) as connection:
            pages, size = (connection.execute(f"PRAGMA {name}").fetchone()[0] for name in ("page_count", "page_size"))
            if target.stat().st_size != pages * size or not pages:
                return "empty" if not target.stat().st_size else "of another size than it says"
            for table in ("place", "name"):
                connection.execute(f"SELECT * FROM {table} LIMIT 1").fetchone()
            answer = connection.execute("PRAGMA quick_check(1)").fetchone()[0] if deep else "ok"
    except (OSError, sqlite3.Error) as error:
        return str(error)
    return None if answer == "ok" else str(answer)


def _opened(target: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{target.as_uri()}?mode=ro&immutable=1", uri=True, check_same_thread=False)


def _make(table: Path, target: Path) -> None:
    """Make the index, unless another process makes it while this one waits for the lock."""
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with _locked(target.with_suffix(".lock")):
            if fault(target):
                _build(table, target)
    except (OSError, sqlite3.Error) as error:
        remedy = "set ONRECORD_CACHE to a folder that can be written, with 100 MB free"
        raise GazetteerError(f"{target}: the index of places cannot be made ({error}); {remedy}") from error


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    """Alone among the processes that ask for this lock; it falls with the process that holds it."""
    with path.open("w") as file:
        if fcntl is not None:
            fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _build(table: Path, target: Path) -> None:
    """Write the index beside its place and move it there when it is whole."""
    unfinished = target.with_suffix(f".{os.getpid()}.part")
    try:
        connection = sqlite3.connect(unfinished)
        connection.executescript("PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA cache_size=-65536;" + _SCHEMA)
        for row in shipped.rows(table):
            code = ".".join(filter(None, (row.country, row.province, row.district if row.kind != "A" else "")))
            connection.execute(
                "INSERT OR IGNORE INTO place VALUES (?,?,?,?,?,?,?,?,?)",
                (row.geonames, row.kind, row.name, row.country, code, row.lat, row.lon, row.people, row.radius),
            )
            connection.executemany("INSERT OR IGNORE INTO name VALUES (?,?,?)", _names(row))
        connection.executescript(_FINISH)
        connection.commit()
        connection.close()
        unfinished.replace(target)
    finally:
        unfinished.unlink(missing_ok=True)


def _names(row: shipped.Row) -> list[tuple[str, int, int]]:
    """The keys of a place, the best reason first: the first that is written for a key stays."""
    own = key(row.name)
    found = [(own, row.geonames, OWN), *((other, row.geonames, OTHER) for other in row.keys)]
    if row.country in _ARTICLED:
        found += [(bare(name), row.geonames, BARE) for name in (own, *row.keys)]
    return [entry for entry in found if entry[0]]
