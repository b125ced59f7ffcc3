"""Where the accounts of one incident do not agree, and where they do: rows with the two accounts and a sentence for people.

Only voices of different sides conflict or agree, except about figures, where two bodies of one side may differ and a copy may be altered.
What one voice says later of the same figure is a revision.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator
from itertools import combinations, islice
from typing import TypeVar

from onrecord.compare import Spot, Stretch, compare_places, compare_times
from onrecord.ledger import figures
from onrecord.ledger.cases import Case, Party, Row, Word
from onrecord.ledger.sides import kind_of, vague
from onrecord.ledger.voices import REAL, WEAK, about_itself, affirms, independent

V = TypeVar("V", bound=Hashable)
_MUTUAL = frozenset(("AGREE", "CONSULT", "COOPERATE"))
"""Acts of several parties: that two voices name different ones of them is no conflict."""
MOST = 20
"""Rows of one kind: an incident with more of them needs no more to be looked at."""
_WORDS = 400
"""Words of voices that are compared; of an incident with more, the first in content order."""


def find(case: Case, status: str) -> list[Row]:
    """The conflicts, revisions and agreements of an incident, in content order. Tension is found from links, by `tensions`."""
    words = [word for word in case.words if word.side is not None][:_WORDS]
    if len(words) < 2:
        return []
    affirming = [word for word in words if affirms(word, status)]
    kinds = (
        _status(words, status),
        _blame(affirming, "by"),
        _blame(affirming, "to"),
        _action(affirming),
        _apart(affirming, "place", _spot_key, _places_apart),
        _apart(affirming, "date", _days_key, _days_apart),
        figures.rows(affirming),
        _agreements(affirming),
    )
    found = [row for rows in kinds for row in islice(rows, MOST)]
    return sorted(found, key=lambda row: (row.kind, row.field or "", row.a.order, row.b.order, row.values))


# ---------------------------------------------------------------- happened or not
def _status(words: list[Word], status: str) -> Iterator[Row]:
    """A row for each side that denies what another one affirms."""
    affirming = [word for word in words if affirms(word, status) and word.status not in WEAK]
    for denial in _one_a_side(word for word in words if word.status == "denied"):
        for word in affirming:
            if word.side != denial.side or word.speaker != denial.speaker:
                a, b = sorted((word, denial), key=lambda w: w.order)
                yield Row("status", None, a, b, (a.status, b.status), f"{_stand(a)}; {_stand(b)}")
                break


def _stand(word: Word) -> str:
    return f"denied by {word.name}" if word.status == "denied" else f"{word.status} according to {word.name}"


# ---------------------------------------------------------------- who
def _blame(words: list[Word], field: str) -> Iterator[Row]:
    """Rows for voices that name different parties, as far as these are surely different ones."""
    given = [(word, _sure(word, field)) for word in words if word.telling.type not in _MUTUAL]
    for (a, ours), (b, theirs) in _first_pairs([entry for entry in given if entry[1]]):
        if ours & theirs or (field == "to" and {kind_of(s) for s in ours} != {kind_of(s) for s in theirs}):
            continue
        values = _names(_role(a, field)), _names(_role(b, field))
        why = f"done {field} {values[0]} according to {a.name}; {field} {values[1]} according to {b.name}"
        yield Row(field, field, a, b, values, why)


def _role(word: Word, field: str) -> tuple[Party, ...]:
    return word.by if field == "by" else word.to


def _sure(word: Word, field: str) -> frozenset[str]:
    """The sides of the parties that a voice names, if all of them are known: whoever has no name may be anyone."""
    found = {party.side for party in _role(word, field)}
    return frozenset(found) if not any(vague(side) or kind_of(side) in ("people", "unknown") for side in found) else frozenset()


def _action(words: list[Word]) -> Iterator[Row]:
    """Rows for voices that call it another kind of act."""
    given = [(word, frozenset({word.action or word.telling.type})) for word in words]
    for (a, ours), (b, theirs) in _first_pairs(given):
        if a.action or b.action:
            (one,), (two,) = ours, theirs
            yield Row("action", "action", a, b, (one, two), f"{one.lower()} according to {a.name}; {two.lower()} according to {b.name}")


# ---------------------------------------------------------------- where and when
def _apart(
    words: list[Word], kind: str, value: Callable[[Word], V | None], apart: Callable[[Word, Word], tuple[str, str, str] | None]
) -> Iterator[Row]:
    """Rows for voices whose places or days are further apart than their precision allows."""
    given = [(word, found) for word in words if (found := value(word)) is not None]
    for (a, _), (b, _) in _first_pairs(given):
        if gap := apart(a, b):
            one, two, far = gap
            yield Row(
                kind,
                "at" if kind == "place" else "when",
                a,
                b,
                (one, two),
                f"{one} according to {a.name}; {two} according to {b.name}{far}",
            )


def _spot_key(word: Word) -> tuple[Spot, ...] | None:
    return word.spots or None


def _days_key(word: Word) -> Stretch | None:
    return word.days


def _places_apart(a: Word, b: Word) -> tuple[str, str, str] | None:
    gaps = [(compare_places(x, y), x, y) for x in a.spots for y in b.spots]
    if not gaps or any(gap.relation not in ("apart", "abroad") or gap.km == 0 for gap, _, _ in gaps):
        return None
    gap, x, y = min(gaps, key=lambda entry: (entry[0].km if entry[0].km is not None else 1e9, entry[1].name, entry[2].name))
    return x.name, y.name, f", {gap.km:.0f} km apart" if gap.km else ", in another country"


def _days_apart(a: Word, b: Word) -> tuple[str, str, str] | None:
    gap = compare_times(a.days, b.days)
    if not gap.beyond or a.days is None or b.days is None:
        return None
    return days_text(a.days), days_text(b.days), ""


def days_text(days: Stretch) -> str:
    """A stretch of days for people.

    >>> days_text(Stretch("2024-04-07", "2024-04-07")), days_text(Stretch(None, "2024-04-07")), days_text(Stretch("2024-04-07", None))
    ('2024-04-07', 'by 2024-04-07', 'from 2024-04-07')
    """
    if days.earliest == days.latest:
        return days.earliest or ""
    if days.earliest is None:
        return f"by {days.latest}"
    return f"from {days.earliest}" if days.latest is None else f"{days.earliest} to {days.latest}"


# ---------------------------------------------------------------- agreement
def _agreements(words: list[Word]) -> Iterator[Row]:
    """One row for each field on which two independent sides agree. What a side says of its own act agrees with nobody on who did it."""
    if len(independent(words)) >= 2 and (pair := _two_sides(words)):
        yield _agreed("status", pair, pair[0].status)
    for field in ("by", "to"):
        own = [word for word in words if field == "to" or not about_itself(word)]
        yield from _agreed_on(field, [(word, _sure(word, field)) for word in own], lambda word, f=field: _names(_role(word, f)))  # type: ignore[misc]
    yield from _agreed_on(
        "at", [(w, frozenset((s.geonames or s.name) for s in w.spots)) for w in words], lambda w: ", ".join(s.name for s in w.spots)
    )
    closed = [(w, w.days) for w in words if w.days is not None and w.days.earliest and w.days.latest]
    yield from _agreed_on(
        "when", [(w, frozenset({(d.earliest, d.latest)})) for w, d in closed], lambda w: days_text(w.days) if w.days else ""
    )
    yield from figures.agreements(words)


def _agreed_on(field: str, given: list[tuple[Word, frozenset[Hashable]]], text: Callable[[Word], str]) -> Iterator[Row]:
    """A row for the first two sides that give the same value of a field."""
    for a, b in combinations(_values(given), 2):
        if a[1] and a[1] == b[1] and len(independent((a[0], b[0]))) == 2:
            yield _agreed(field, (a[0], b[0]), text(a[0]))
            return


def _agreed(field: str, pair: tuple[Word, Word], value: str) -> Row:
    a, b = pair
    said = "that it happened" if field == "status" and value in REAL else value
    return Row("agreement", field, a, b, (value, value), f"{a.name} and {b.name} agree: {said}")


def _two_sides(words: list[Word]) -> tuple[Word, Word] | None:
    pairs = combinations(_values([(word, _claim(word)) for word in words]), 2)
    return next(((a[0], b[0]) for a, b in pairs if a[1] == b[1] and len(independent((a[0], b[0]))) == 2), None)


def _claim(word: Word) -> str:
    return "happened" if word.status in REAL else word.status


# ---------------------------------------------------------------- helpers
def _one_a_side(words: Iterable[Word]) -> list[Word]:
    """The first word of each side."""
    found: dict[str | None, Word] = {}
    for word in words:
        found.setdefault(word.side, word)
    return list(found.values())


def _values(given: list[tuple[Word, V]]) -> list[tuple[Word, V]]:
    """The first word of each side with each value."""
    found: dict[tuple[str | None, V], tuple[Word, V]] = {}
    for word, value in given:
        found.setdefault((word.side, value), (word, value))
    return list(found.values())


def _first_pairs(given: list[tuple[Word, V]]) -> Iterator[tuple[tuple[Word, V], tuple[Word, V]]]:
    """Pairs of words with two values, one pair for each two values and each way that the sides can be told apart."""
    seen = set[frozenset[V]]()
    for one, two in combinations(_values(given), 2):
        values = frozenset((one[1], two[1]))
        if len(values) == 2 and one[0].side != two[0].side and values not in seen:
            seen.add(values)
            yield one, two


def _names(parties: tuple[Party, ...]) -> str:
    return " and ".join(sorted({party.name for party in parties}))
