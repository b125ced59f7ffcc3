"""Files that a browser hands over, kept until they are read: a tray for each act of dropping, in a folder that goes with the desk."""

from __future__ import annotations

import secrets
from pathlib import Path
from shutil import rmtree
from tempfile import TemporaryDirectory
from threading import Lock

from starlette.exceptions import HTTPException

from onrecord.errors import UnknownError, UsageError
from onrecord.text import canonical

FILE = 20 * 1024 * 1024
"""Bytes of a file that is handed over; a larger one is added by its path."""
FILES, ALL = 10_000, 1 << 30
"""Files in a tray, and bytes of all that wait in trays."""
TRAYS = 20
"""Trays that are kept without being added; the oldest goes first."""
NEW = "new"
_LONGEST = 300


class Trays:
    """The trays of a desk."""

    def __init__(self) -> None:
        self._folder: TemporaryDirectory[str] | None = None
        self._lock = Lock()
        self._trays: dict[str, list[tuple[str, Path]]] = {}
        self._bytes = 0

    def put(self, tray: str, name: str, data: bytes) -> tuple[str, int]:
        """Lay a file in a tray, or in a new one; the tray's name, and how many files are in it.

        Raises UsageError for a name that is none, UnknownError for a tray that is not there, HTTPException (413) where it is too much.
        """
        called = named(name)
        with self._lock:
            if tray == NEW:
                tray = secrets.token_hex(8)
                self._trays[tray] = []
                self._make_room()
            if tray not in self._trays:
                raise UnknownError(f'"{tray[:20]}": there is no such tray any more; hand the files over again')
            files = self._trays[tray]
            if len(files) >= FILES or self._bytes + len(data) > ALL:
                raise HTTPException(413)
            if self._folder is None:
                self._folder = TemporaryDirectory(prefix="onrecord-")
            path = Path(self._folder.name, tray, str(len(files)))
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(data)
            self._bytes += len(data)
            files.append((called, path))
            return tray, len(files)

    def take(self, tray: str) -> tuple[tuple[str, Path], ...]:
        """The files of a tray: their names, and where their bytes lie. It takes no more. Raises UnknownError if there is none."""
        with self._lock:
            if tray not in self._trays:
                raise UnknownError(f'"{tray[:20]}": there is no such tray any more; hand the files over again')
            return tuple(self._trays.pop(tray))

    def clear(self, files: tuple[tuple[str, Path], ...]) -> None:
        """Let go of files that were taken."""
        with self._lock:
            self._remove(files)

    def close(self) -> None:
        """Let go of everything."""
        with self._lock:
            self._trays.clear()
            if self._folder is not None:
                self._folder.cleanup()
                self._folder = None

    def _make_room(self) -> None:
        while len(self._trays) > TRAYS:
            self._remove(tuple(self._trays.pop(next(iter(self._trays)))))

    def _remove(self, files: tuple[tuple[str, Path], ...]) -> None:
        for _, path in files:
            if path.exists():
                self._bytes -= path.stat().st_size
        if files:
            rmtree(files[0][1].parent, ignore_errors=True)


def named(name: str) -> str:
    """The name of a file as it is shown and kept: in one line, without what cannot be printed. Raises UsageError where nothing is left.

    >>> named("news/../a.txt"), named(" two  words.txt ")
    ('news/../a.txt', 'two words.txt')
    """
    told = " ".join(canonical(name).split())
    if not told or len(told) > _LONGEST:
        raise UsageError(f"a file's name has from 1 to {_LONGEST} characters; send it as ?name=")
    return told
