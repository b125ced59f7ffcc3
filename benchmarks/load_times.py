"""What adding took, block by block, in a file beside the ledger, so that a run that was stopped keeps its times."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import Literal

Kind = Literal["made", "real"]


@dataclass(slots=True)
class Block:
    """Some reports in a row: seconds of adding them and of reading them alone, of processor time and by the clock."""

    kind: Kind
    reports: int = 0
    adding: float = 0.0
    adding_clock: float = 0.0
    reading: float = 0.0
    reading_clock: float = 0.0

    @contextmanager
    def timed(self, what: Literal["adding", "reading"]) -> Iterator[None]:
        """Add the time of what is done inside."""
        clock, processor = time.perf_counter(), time.process_time()
        yield
        processor, clock = time.process_time() - processor, time.perf_counter() - clock
        setattr(self, what, getattr(self, what) + processor)
        setattr(self, f"{what}_clock", getattr(self, f"{what}_clock") + clock)


class Times:
    """The blocks of a run in the order in which they were done."""

    def __init__(self, path: Path) -> None:
        self.db = sqlite3.connect(path, isolation_level=None)
        columns = "kind TEXT, reports INTEGER, adding REAL, adding_clock REAL, reading REAL, reading_clock REAL"
        self.db.execute(f"CREATE TABLE IF NOT EXISTS block ({columns})")

    def __enter__(self) -> Times:
        return self

    def __exit__(self, *_: object) -> None:
        self.db.close()

    def keep(self, block: Block) -> None:
        """Write down a block that is done."""
        self.db.execute("INSERT INTO block VALUES (?, ?, ?, ?, ?, ?)", astuple(block))

    def blocks(self, kind: Kind) -> list[Block]:
        """The blocks of one kind."""
        return [Block(*row) for row in self.db.execute("SELECT * FROM block WHERE kind = ? ORDER BY rowid", (kind,))]


def total(blocks: Sequence[Block]) -> Block:
    """All of some blocks of one kind as one."""
    sums = [sum(values) for values in zip(*(astuple(block)[1:] for block in blocks), strict=True)]
    return Block(blocks[0].kind, *sums)


def last_tenth(blocks: Sequence[Block]) -> list[Block]:
    """The blocks at the end that hold a tenth of all reports, or a little more."""
    wanted, found = total(blocks).reports / 10, list[Block]()
    for block in reversed(blocks):
        found.append(block)
        if sum(one.reports for one in found) >= wanted:
            break
    return found
