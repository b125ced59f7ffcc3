"""Where an output goes: files that appear whole or not at all, what is written into and never replaced, and inputs kept safe."""

from __future__ import annotations

import os
import shutil
import stat
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from tempfile import TemporaryFile
from typing import TextIO

from onrecord.errors import OutputError, UsageError
from onrecord.exports.target import replacing


@contextmanager
def stream(output: Path | None, *, empty: bool = False) -> Iterator[TextIO]:
    """Standard output, or a stream into the output; an error of either becomes an OutputError.

    A regular or new file takes its name only when the block ends well and something was written, or with `empty` in any case.
    Devices, pipes and links are written into: what they lead to keeps its place.
    """
    if output is None or str(output) == "-":
        yield sys.stdout
        return
    way = _into if special(output) else _through if output.is_symlink() else partial(_replacing, empty=empty)
    try:
        with way(output) as opened:
            yield opened
    except OSError as error:
        raise OutputError(f"{output} cannot be written: {error.strerror or error}") from error


def refuse_inputs(output: Path, sources: Iterable[str]) -> None:
    """Raises UsageError if writing the output would destroy what is to be read, a source or a report in a folder among them, or a ledger.

    An earlier output of onrecord in such a folder is no report and may be replaced.
    """
    if not output.exists() or output.is_dir():
        return
    if _database(output):
        raise UsageError(f"{output} is a database, as a ledger is, and would be lost: name another file")
    from onrecord.intake.earlier import made_here

    for source in sources:
        if _same(source, output):
            raise UsageError(f"--output {output} is one of the inputs ({source}): name another file")
        if _holds(source, output) and output.is_file() and output.stat().st_size and not made_here(output):
            raise UsageError(f"--output {output} lies in the folder {source}, which is read, and is no earlier output: name another file")


def _database(output: Path) -> bool:
    """Whether a file of SQLite stands there."""
    try:
        if not output.is_file():
            return False
        with output.open("rb") as opened:
            return opened.read(16) == b"SQLite format 3\0"
    except OSError:
        return False


def _same(source: str, output: Path) -> bool:
    """Whether a source and the output are one file, by whatever names; standard input may be redirected from it."""
    try:
        if source != "-":
            return output.samefile(source)
        return output.is_file() and os.path.samestat(os.fstat(sys.stdin.fileno()), output.stat())
    except (OSError, ValueError):  # ValueError: a NUL in the name, or a standard input that is no file
        return False


def _holds(source: str, output: Path) -> bool:
    """Whether a source is a folder with the output in it or below."""
    try:
        return source != "-" and Path(source).is_dir() and output.resolve().is_relative_to(Path(source).resolve())
    except (OSError, ValueError):
        return False


def special(output: Path) -> bool:
    """Whether a device, a pipe or a socket stands there, or a link leads to one."""
    try:
        return not stat.S_ISREG(output.stat().st_mode)
    except OSError:
        return False


@contextmanager
def _into(output: Path) -> Iterator[TextIO]:
    """A stream right into what stands there."""
    with output.open("w", encoding="utf-8", newline="\n") as opened:
        yield opened


@contextmanager
def _through(link: Path) -> Iterator[TextIO]:
    """A stream whose whole goes through a link when the block ends well; the link stays."""
    with TemporaryFile("w+", encoding="utf-8", newline="\n") as held:
        yield held
        if held.tell():
            held.seek(0)
            with _into(link) as opened:
                shutil.copyfileobj(held, opened)


@contextmanager
def _replacing(output: Path, *, empty: bool) -> Iterator[TextIO]:
    """A stream into a file beside the output, which takes its name when the block ends well."""
    with replacing(output, empty=empty) as part, part.open("w", encoding="utf-8", newline="\n") as opened:
        yield opened
