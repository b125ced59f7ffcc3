"""Files that appear whole or not at all: written beside their place, forced to the disk, and moved there."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TextIO


@contextmanager
def replacing(target: Path, *, empty: bool = True) -> Iterator[Path]:
    """A path beside the target to write to; what is there takes the target's name when the block ends well, else it is removed.

    With `empty` False a file without a byte in it is no output, and the target stays as it is. Raises OSError.
    """
    part = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        yield part
        if empty or part.stat().st_size:
            _to_disk(part)
            part.replace(target)
            _name_to_disk(target)
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)


@contextmanager
def text_into(out: TextIO | Path) -> Iterator[TextIO]:
    """A stream as it is, or one into a file that is whole when the block ends well."""
    if not isinstance(out, Path):
        yield out
        return
    with replacing(out) as part, part.open("w", encoding="utf-8", newline="\n") as opened:
        yield opened


def sweep(target: Path) -> None:
    """Remove what processes that were killed have left beside a target, as far as that can be told."""
    if os.name != "posix":  # elsewhere asking for a process may end it
        return
    with suppress(OSError):
        for left in target.parent.iterdir():
            made = re.fullmatch(rf"\.{re.escape(target.name)}\.(\d+)\.(part|jsonl)", left.name)
            if made and not _runs(int(made[1])):
                left.unlink()


def _runs(process: int) -> bool:
    try:
        os.kill(process, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:  # it is another user's
        return True
    return True


def _to_disk(path: Path) -> None:
    with path.open("r+b") as opened:
        os.fsync(opened.fileno())


def _name_to_disk(path: Path) -> None:
    """Force the folder's entry to the disk where the system can: a rename that is lost with the power leaves the old file."""
    if not hasattr(os, "O_DIRECTORY"):
        return
    with suppress(OSError):
        folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
