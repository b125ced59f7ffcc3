"""The keys by which an event finds others that may be the same happening: a word or party or place, with the day.

A key is one number of 47 bits, six bytes for SQLite: 30 for what is shared, 16 for the day, so that the neighbouring days are its
neighbours, and one that says whether the event dates itself. An event that does not is given the day before its report's. Keys that
last have no day: what is told again months later is found by its words.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from onrecord.compare import day_number
from onrecord.ledger.traces import Trace, Who
from onrecord.ledger.words import RARE, bag, name_tokens

MOST, LASTING = 3, 2
"""Keys of one event, of its day and of any day: enough to be found by its act and any of what it is about, few enough to be kept."""
SURE, UNSURE = 1, 2
"""Days between two events that may be one: where both are dated, and where one is not."""

_DAYS = 1 << 16
_SPAN = 7
"""Days within which an event is dated; a longer stretch is as good as none."""
_ARMED = frozenset(("ASSAULT", "HARM", "COERCE", "DISPLACE", "MOBILIZE"))
_PRECISE = frozenset(("town", "facility", "admin2"))


def keys(trace: Trace) -> tuple[int, ...]:
    """The keys of an event, most telling first, MOST at the most: those of its day, and those by which it is found on any day."""
    day, sure = anchor(trace)
    when = (day % _DAYS) << 1 | sure
    found = [(f"lasting {what}", 0) for what in _firsts(_lasting(trace), LASTING)]
    found += [(what, when) for what in _firsts(_shared(trace), MOST)]
    return tuple((_hash(f"{trace.scale} {what}") << 17) | at for what, at in found)


def _firsts(found: Iterator[str], most: int) -> list[str]:
    """The first of what is found, each once; what comes after is not looked for."""
    firsts: dict[str, None] = {}
    for what in found:
        firsts[what] = None
        if len(firsts) == most:
            break
    return list(firsts)


def anchor(trace: Trace) -> tuple[int, bool]:
    """The day that an event is found by, as a number, and whether it is dated; day 0 where not even its report is."""
    days = trace.days
    if days is not None and days.earliest is not None:
        first = day_number(days.earliest)
        if days.latest is not None and day_number(days.latest) - first < _SPAN:
            return (first + day_number(days.latest)) // 2, True
        if days.latest is None:
            return first, False
    if days is not None and days.latest is not None:
        return day_number(days.latest) - 1, False
    return (0, False) if trace.published is None else (trace.published - 1, False)


def neighbours(key: int) -> tuple[int, int]:
    """The first and the last key that the partners of an event with this key may have."""
    base = key >> 17 << 17
    return max((key | 1) - 2 * UNSURE - 1, base), min((key | 1) + 2 * UNSURE, base + 2 * _DAYS - 1)


def partners(a: int, b: int) -> bool:
    """Whether two keys are of events that may be one: they share what is shared, and their days are near."""
    if a >> 17 != b >> 17:
        return False
    apart = abs((a >> 1) - (b >> 1))
    return apart <= (SURE if a & 1 and b & 1 else UNSURE)


def _shared(trace: Trace) -> Iterator[str]:
    """What others may share with an event on its day, most telling first."""
    act = _act(trace)
    for who in (*trace.to, *trace.by):
        if who.named:
            yield f"{act} who {_short(who)}"
    for spot in trace.at:
        if spot.kind in _PRECISE or spot.geonames is None:
            yield f"{act} at {spot.geonames or spot.name.casefold()}"
    for word in _described(trace):
        yield f"{act} word {word}"
    for word in _rare(trace, RARE - 2):
        yield f"{act} word {word}"
    for _, word in sorted((-w, n) for n, w in trace.sketch.words.items())[:2]:
        yield f"{act} about {word}"


def _lasting(trace: Trace) -> Iterator[str]:
    """What tells an event on any day: who was affected, and words that are not common."""
    act = _act(trace)
    for who in trace.to:
        if who.named and who.kind == "person":
            yield f"{act} who {_short(who)}"
    for word in _described(trace):
        yield f"{act} word {word}"
    for word in _rare(trace, RARE):
        yield f"{act} word {word}"


def _described(trace: Trace) -> list[int]:
    """The words that tell who was affected, where they have no name: "six Jesuit priests"."""
    found = bag(word for who in trace.to if not who.named for word in name_tokens(who.name)).words
    return sorted((n for n, w in found.items() if w >= RARE - 3), key=lambda n: (-found[n], -trace.sketch.words.get(n, 0), n))


def _rare(trace: Trace, least: int) -> list[int]:
    """The words of the sentence that weigh at least so much, those first that the report is known by too."""
    known = trace.sketch.words
    return [n for _, _, n in sorted((-known.get(n, 0), -w, n) for n, w in trace.context.words.items() if w >= least)]


def _act(trace: Trace) -> str:
    """The family of an event's type: accounts of one happening differ in it."""
    types = {action.type for action in trace.actions}
    return "armed" if types & _ARMED else min(types, default=min(trace.families))


def _short(who: Who) -> str:
    """A party by the last word of a person's name, else by its row."""
    return who.name.casefold().split()[-1] if who.kind == "person" else str(who.party)


def _hash(what: str) -> int:
    """30 bits, so that the whole key is a positive number of 47."""
    return int.from_bytes(hashlib.blake2b(what.encode(), digest_size=4).digest(), "big") >> 2
