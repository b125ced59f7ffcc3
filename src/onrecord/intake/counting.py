"""About how many reports some sources hold, without reading them: what progress is measured against."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

_BLOCK = 1 << 20
_ROWS = frozenset({".jsonl", ".ndjson"})


def expected(sources: Iterable[str]) -> int | None:
    """About how many reports some sources hold, or None if that cannot be known before they are read."""
    counts = [_count(Path(source)) if source != "-" else None for source in sources]
    return None if None in counts else sum(filter(None, counts))


def rows(path: Path, suffix: str) -> int:
    """Lines of a file whose name says that it holds JSON Lines, 1 for another file. Raises OSError where it cannot be read."""
    if suffix.lower() not in _ROWS:
        return 1
    with path.open("rb") as stream:
        return sum(block.count(b"\n") for block in iter(lambda: stream.read(_BLOCK), b""))


def _count(path: Path) -> int | None:
    try:
        if path.is_dir():
            return sum(rows(p, p.suffix) for p in path.rglob("*") if p.is_file())
        return rows(path, path.suffix) if path.is_file() else 1
    except (OSError, ValueError):  # ValueError: a NUL in the name
        return None
