"""The review queue: one event at a time, the most useful first. Of a report it is asked first whether it counts at all."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urlencode

from onrecord.desk import event_screen
from onrecord.desk.asking import Parameter
from onrecord.desk.calls import Call, only
from onrecord.desk.event_screen import EventPage
from onrecord.errors import LedgerError
from onrecord.ledger import named
from onrecord.ledger.queue import ROUNDS, Item, Pace, pace, queue
from onrecord.ledger.reports import report_key

PARAMETERS = (Parameter("event", "", "words", "event", "the event to look at, one of the queue; the first where none is named"),)
SCOPE_REASONS = ("about something else", "no report of events: opinion, advertising, a list", "badly taken from its page", "other")
"""Why a report is taken out of scope, as the form offers it."""
_SOURCE = """
SELECT key, shown_title, coalesce(publisher, json_extract(agencies, '$[0]')), published, scope,
    substr(shown_text, 1, 400) FROM report WHERE key = ?
"""
_WORDS = {"stale": "decided, and read otherwise now", **{one.name: one.why for one in ROUNDS}}


@dataclass(frozen=True, slots=True)
class Source:
    """The report of the event: what it is known by, whether a person took it in or out, and how it begins."""

    key: str
    title: str | None
    publisher: str | None
    published: str | None
    scope: str | None
    begins: str


@dataclass(frozen=True, slots=True)
class ReviewPage:
    """The event in turn; None where all is reviewed. `place` counts from 1; `next` leads past it. `rounds` count what waits, by reason."""

    item: Item | None
    event: EventPage | None
    source: Source | None
    place: int
    waiting: int
    rounds: tuple[tuple[str, int], ...]
    next: str | None
    previous: str | None
    pace: Pace
    coder: str
    token: str
    scope_reasons: tuple[str, ...] = SCOPE_REASONS


def make(call: Call) -> ReviewPage:
    """The event that is asked for, or the first of the queue. Raises UnknownError if there is none of that key."""
    asked = only(call, "event").get("event")
    items = queue(call.db)
    at = next((n for n, item in enumerate(items) if item.event == asked), None if asked else 0)
    item = _decided(call, asked) if asked and at is None else items[at or 0] if items else None
    counted = Counter(item.round for item in items)
    return ReviewPage(
        item=item,
        event=_event(call, item) if item else None,
        source=_source(call, item.report) if item else None,
        place=0 if at is None or not items else at + 1,
        waiting=len(items),
        rounds=tuple((words, counted[name]) for name, words in _WORDS.items() if counted[name]),
        next=_next(items, at),
        previous=_address(items[at - 1]) if at else None,
        pace=pace(call.db, call.coder, datetime.now(UTC).date().isoformat()),
        coder=call.coder,
        token=call.token,
    )


def _next(items: tuple[Item, ...], at: int | None) -> str | None:
    """The address of the event after one, that of the first after the last and after one that waits no more."""
    if at is None:
        return _address(items[0]) if items else None
    return _address(items[(at + 1) % len(items)]) if len(items) > 1 else None


def _decided(call: Call, event: str) -> Item:
    """An event that waits no more: it may be looked at again. Raises UnknownError if there is none of that key."""
    one = named.event(call.db, event)
    key, state = one.of.shown.keys.get(one.id, event), one.of.shown.states.get(one.id, "machine")
    row = call.db.execute("SELECT i.key FROM event e JOIN incident i ON i.id = e.incident WHERE e.key = ?", (key,)).fetchone()
    why = "it waits for nothing" if state == "machine" else f"{state} already"
    return Item(key, one.id, report_key(one.of.sha256), row[0] if row else None, "", why)


def _address(item: Item) -> str:
    return f"/review?{urlencode({'event': item.event})}"


def _event(call: Call, item: Item) -> EventPage:
    made = event_screen.make(Call(call.db, {"key": item.event}, (), call.token, call.coder))
    if not isinstance(made, EventPage):
        raise LedgerError(f"{item.event}: the event has moved; load the page again")
    return made


def _source(call: Call, key: str) -> Source:
    return Source(*call.db.execute(_SOURCE, (key,)).fetchone())
