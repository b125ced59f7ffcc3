"""What the map and the line of time share: a question that is that of the ledger, the way from one to the other, bars of days below."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from onrecord.desk.asking import PARAMETERS, Asking, Condition, Pairs, asking
from onrecord.desk.calls import Call
from onrecord.desk.ledger_screen import Row
from onrecord.desk.ledger_screen import row as shown
from onrecord.errors import UsageError
from onrecord.exports.values import day
from onrecord.ledger import conditions
from onrecord.ledger.found import by_rows
from onrecord.ledger.spread import Spread, spread

_WAYS = {"ledger": "/", "map": "/map", "timeline": "/timeline"}
_FORM = ("text", "actor", "place", "from", "until")
"""Conditions that stand in the form of these pages; all others are kept, and changed in the ledger."""
_BAR_WORDS = {"day": "a day", "week": "a week", "month": "a month", "year": "a year"}


@dataclass(frozen=True, slots=True)
class Brush:
    """The bars of days as they are drawn: what the two handles stand on, and the address that each of their places leads to.

    `low` and `high` count bars from the left edge; `rest` are the parameters without days.
    """

    spread: Spread
    words: str
    most: int
    low: int
    high: int
    rest: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Overview:
    """What both pages show of a question. `shares` are the addresses of the same question on the other pages.

    `kept` are conditions that the form passes on unseen. `undated` are the incidents without a day, those that were counted.
    `empty`: there is no incident in the ledger. `trouble` says why nothing was asked.
    """

    path: str
    asked: tuple[tuple[str, str], ...]
    conditions: tuple[Condition, ...]
    shares: tuple[tuple[str, str], ...]
    kept: tuple[tuple[str, str], ...]
    brush: Brush | None
    undated: int
    undated_counted: bool
    empty: bool
    notes: tuple[str, ...]
    trouble: str | None = None

    @property
    def given(self) -> dict[str, str]:
        """The values that are asked for, by parameter."""
        return dict(self.asked)


def question(pairs: Pairs, own: Sequence[str] = ()) -> Asking:
    """The question of an address's parameters, those of a page's own left out. Raises UsageError for what makes no sense here."""
    known = {parameter.name for parameter in PARAMETERS}
    for name, _ in pairs:
        if name not in known and name not in own:
            raise UsageError(f'parameter "{name[:40]}": there is none here; known are {", ".join([*known, *own])}')
    return asking([pair for pair in pairs if pair[0] not in own])


def overview(
    call: Call, asked: Asking, screen: str, notes: tuple[str, ...], own: Pairs = (), *, known: Spread | None = None
) -> Overview:
    """What a page shows of its question; `own` are the page's own parameters, `known` is how it lies over time if that is known."""
    path, pairs, days = _WAYS[screen], asked.pairs(), known or spread(call.db, asked.filter)
    query = [pair for pair in pairs if pair[0] not in ("from", "until")]
    return Overview(
        path=path,
        asked=(*pairs, *own),
        conditions=tuple(replace(one, without=further(one.without, own)) for one in asked.conditions(path)),
        shares=tuple((name, asked.address(path=way)) for name, way in _WAYS.items()),
        kept=tuple(pair for pair in (*pairs, *own) if pair[0] not in _FORM),
        brush=_brush(days, asked, (*query, *own)),
        undated=days.undated,
        undated_counted=not days.more,
        empty=_empty(call),
        notes=notes,
    )


def refused(call: Call, error: UsageError, screen: str) -> Overview:
    """What a page shows for parameters that make no sense: the form as it was filled in, to be mended."""
    known = {parameter.name for parameter in PARAMETERS}
    given = tuple((name, value) for name, value in call.query if name in known and value.strip())
    shares = tuple((name, f"{way}?{urlencode(given)}" if given else way) for name, way in _WAYS.items() if name != screen)
    kept = tuple(pair for pair in given if pair[0] not in _FORM)
    return Overview(_WAYS[screen], given, (), shares, kept, None, 0, True, _empty(call), (), str(error))


def rows(call: Call, listed: Iterable[conditions.Row]) -> Mapping[int, Row]:
    """Some incidents as the ledger shows them, by their rows in the store."""
    return {incident: shown(found) for incident, found in by_rows(call.db, list(listed)).items()}


def _empty(call: Call) -> bool:
    return call.db.execute("SELECT 1 FROM faceted LIMIT 1").fetchone() is None


def further(address: str, own: Pairs) -> str:
    """An address with a page's own parameters behind it."""
    return f"{address}{'&' if '?' in address else '?'}{urlencode(own)}" if own else address


def _brush(spread: Spread, asked: Asking, rest: Sequence[tuple[str, str]]) -> Brush | None:
    if len(spread.bars) < 2:
        return None
    first, last = spread.bars[0].first, spread.bars[-1].last
    words = f"{day(first, weekday=False)} to {day(last, weekday=False)}, {_BAR_WORDS[spread.unit]} each"
    low = sum(bar.last < (asked.filter.happened_from or "") for bar in spread.bars)
    high = sum(bar.first <= (asked.filter.happened_to or "") + "~" for bar in spread.bars)  # "~" comes after all of a month or year
    return Brush(spread, words, max(bar.count for bar in spread.bars), low, high, tuple(rest))
