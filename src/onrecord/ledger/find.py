"""Incidents that a filter asks for, page by page. The first page takes milliseconds, however many there are."""

from __future__ import annotations

import re
import sqlite3
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, takewhile
from typing import Literal, get_args

from onrecord.errors import SlowError, UsageError
from onrecord.ledger import found
from onrecord.ledger.conditions import ENDLESS, MANY, Condition, Everything, Few, Leading, Listed, Row, ToldBy, Where
from onrecord.ledger.filters import Filter
from onrecord.ledger.found import Found
from onrecord.ledger.lookup import asked

Order = Literal["when", "oldest", "told", "voices", "reports"]
ORDERS: tuple[Order, ...] = get_args(Order)
"""Newest first by day, oldest first by day, last told first, most independent voices first, most reports first; no day comes last."""
MOST = 1_000
"""Incidents on a page at most, and how many are counted."""
PATIENCE = 10.0
"""Seconds that a question may take."""

_SORTED = 10_000
"""Incidents that are put in order one by one; where there are more, those in order are tested until a page is full."""
_WALK = 30_000
"""Incidents that are tested before what is looked for is looked up instead, all of it."""
_COUNTED, _COUNTED_BY_QUERY = 3_000, 300
"""Incidents that are tested for the count beyond those of the page; fewer where each test is a query."""
_FIRST_BATCH, _LAST_BATCH = 64, 1024
_CURSOR = re.compile(r"(when|oldest|told|voices|reports):(-?\d{1,9}):(-?\d{1,18})")

_Key = Callable[[Row], tuple[int, int]]
_KEYS: dict[Order, _Key] = {
    "when": lambda row: (0, -row.rank),
    "oldest": lambda row: (int(row.rank < 0), row.rank),
    "told": lambda row: (-row.told, -row.rank),
    "voices": lambda row: (-max(row.voices, 1), -row.rank),
    "reports": lambda row: (-max(row.reports, 1), -row.rank),
}


@dataclass(frozen=True, slots=True)
class Page:
    """Some of the incidents that were asked for.

    `total` is how many there are in all, None where they are too many to be counted at once. `next` continues after this page, None
    at the end. `notes` say which names were taken for others, and which are not known.
    """

    rows: tuple[Found, ...]
    total: int | None
    next: str | None
    notes: tuple[str, ...] = ()


def find(db: sqlite3.Connection, filter: Filter, *, order: Order = "when", limit: int = 50, after: str | None = None) -> Page:
    """A page of the incidents that a filter asks for; `after` is the `next` of the page before.

    Raises UsageError for an order, limit or cursor that makes no sense, UnknownError for a report that is not known, SlowError for a
    question that takes too long.
    """
    if order not in ORDERS:
        raise UsageError(f'order "{order[:40]}": there is none; known are {", ".join(ORDERS)}')
    if limit < 1:
        raise UsageError(f"limit {limit}: at least 1")
    limit, start = min(limit, MOST), _start(after, order)
    what = asked(db, filter)
    question = _Question(db, what.conditions, order, PATIENCE)
    hits = question.rows(start)
    page = list(islice(hits, limit))
    following = next(hits, None)
    total = question.count(len(page) + (following is not None), hits) if start is None else None
    rows = found.details(db, page)
    return Page(rows, total, _cursor(order, page[-1]) if following else None, tuple(what.notes))


def ranked(db: sqlite3.Connection, filter: Filter) -> Iterator[int]:
    """The rows in `incident` of all incidents that a filter asks for, the oldest first, those without a day last."""
    question = _Question(db, asked(db, filter).conditions, "oldest")
    return (row.incident for row in question.rows(None))


def newest(db: sqlite3.Connection, filter: Filter, *, undated: bool = False) -> tuple[Iterator[Row], tuple[str, ...]]:
    """The incidents that a filter asks for, one after the other, the newest first and those without a day last; and notes on its names.

    `undated` begins with those that have no day. Raises UnknownError and SlowError as `find` does, the latter while they are read.
    """
    what = asked(db, filter)
    return _Question(db, what.conditions, "when", PATIENCE).rows((0, 0) if undated else None), tuple(what.notes)


def _start(after: str | None, order: Order) -> tuple[int, int] | None:
    if after is None:
        return None
    known = _CURSOR.fullmatch(after)
    if known is None or known[1] != order:
        raise UsageError(f'after "{after[:60]}": not what a page of this order gave as its next')
    return int(known[2]), int(known[3])


def _cursor(order: Order, row: Row) -> str:
    first, second = _KEYS[order](row)
    return f"{order}:{first}:{second}"


class _Question:
    """One filter in one order: the incidents that it holds for, one after the other."""

    def __init__(self, db: sqlite3.Connection, conditions: Sequence[Condition], order: Order, patience: float | None = None) -> None:
        self.db, self.order, self.key = db, order, _KEYS[order]
        self.until = None if patience is None else time.monotonic() + patience
        self.tested = 0
        self._lead(conditions)

    def _lead(self, conditions: Sequence[Condition]) -> None:
        """Let the shortest condition lead; the others test what it gives."""
        sized: list[tuple[int, Leading]] = [(c.size(self.db), c) for c in conditions if not isinstance(c, Where | ToldBy)]
        sized = [one for one in sized if one[0] < ENDLESS]
        self.size, self.leader = min(sized, default=(ENDLESS, Everything()), key=lambda one: one[0])
        self.tests = [c for c in conditions if c is not self.leader]

    def rows(self, start: tuple[int, int] | None) -> Iterator[Row]:
        """The incidents in order, those after a place in the order where one is given."""
        return (row for row in self._rows(start) if start is None or self.key(row) > start)

    def count(self, known: int, hits: Iterator[Row]) -> int | None:
        """How many there are in all, of which some are known and the others follow; None if it would take long to count them."""
        if not self.tests and self.size < MANY and (isinstance(self.leader, Few) or _is_one_list(self.leader)):
            return self.size
        if isinstance(self.leader, Everything) and any(isinstance(test, ToldBy) for test in self.tests):
            return None if next(hits, None) else known  # words of very many reports, which take long to count
        queried = any(isinstance(test, Where | ToldBy) for test in self.tests)
        enough = self.tested + (_COUNTED_BY_QUERY if queried else _COUNTED)
        for _ in hits:
            known += 1
            if known > MOST or self.tested > enough:
                return None
        return known

    # ------------------------------------------------------------ in order
    def _rows(self, start: tuple[int, int] | None) -> Iterator[Row]:
        if self.order == "when":
            return self._tested(self.leader.rows(self.db, -start[1] if start else None, True), self.tests)
        if self.order == "oldest":
            return self._tested(self._oldest(start or (0, -1)), self.tests)
        if self.size > _SORTED:
            tests = self.tests if isinstance(self.leader, Everything) else [self.leader, *self.tests]
            return self._tested(_walk(self.db, self.order, start), tests)
        return self._sorted()

    def _oldest(self, start: tuple[int, int]) -> Iterator[Row]:
        """What the leading condition gives, the oldest first; the ranks of what has no day are below 0, and come last."""
        undated, after = start
        if not undated:
            yield from self.leader.rows(self.db, after, False)
        yield from takewhile(lambda row: row.rank < 0, self.leader.rows(self.db, after if undated else None, False))

    def _sorted(self) -> Iterator[Row]:
        """What the leading condition gives, all of it, tested and put in order."""
        yield from sorted(self._tested(self.leader.rows(self.db, None, True), self.tests), key=self.key)

    def _tested(self, rows: Iterator[Row], tests: Sequence[Condition]) -> Iterator[Row]:
        """The incidents that pass all tests, in batches that grow."""
        size, walked = _FIRST_BATCH, 0
        while batch := list(islice(rows, size)):
            passed = batch
            for test in tests:
                passed = test.passing(self.db, passed) if passed else passed
            self.tested += len(batch)
            walked += len(batch)
            yield from passed
            if self.until is not None and time.monotonic() > self.until:
                raise SlowError("the question takes too long; narrow it, for example to some days or a place")
            if walked > _WALK and tests and (other := self._other(tests)) is not None:
                last = self.key(batch[-1])
                yield from (row for row in other if self.key(row) > last)
                return
            size = min(2 * size, _LAST_BATCH)

    def _other(self, tests: Sequence[Condition]) -> Iterator[Row] | None:
        """Another way for what is tested in vain: look up all that a search finds, or put in order all that the leading condition gives."""
        search = next((test for test in tests if isinstance(test, ToldBy)), None)
        if search is not None:
            known = [] if isinstance(self.leader, Everything) else [self.leader]
            self._lead([search.all(self.db), *known, *(test for test in self.tests if test is not search)])
            return self._rows(None)
        return self._sorted() if self.leader in tests else None


def _is_one_list(condition: Condition) -> bool:
    return isinstance(condition, Listed) and len(condition.values) == 1


def _walk(db: sqlite3.Connection, order: Order, start: tuple[int, int] | None) -> Iterator[Row]:
    """All incidents in an order other than that of their ranks."""
    most = -start[0] if start else ENDLESS
    if order == "told":
        yield from _ordered(db, "told <= ? ORDER BY told DESC, rank DESC", most)
    else:
        yield from _ordered(db, f"{order} > 1 AND {order} <= ? ORDER BY {order} DESC, rank DESC", most)
        last = -start[1] if start and most <= 1 else ENDLESS
        yield from _ordered(db, f"{order} <= 1 AND rank <= ? ORDER BY rank DESC", last)


def _ordered(db: sqlite3.Connection, clause: str, value: int) -> Iterator[Row]:
    return map(Row._make, db.execute(f"SELECT * FROM faceted WHERE {clause}", (value,)))
