"""What of an incident is more than one party's word: who did it to whom, how many died.

A value is agreed on if a report itself gives it, or voices of two sides do, none of which is in conflict over it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from onrecord.exports.groups import Part
from onrecord.ledger.sides import kind_of, vague
from onrecord.ledger.views import AccountRow, FigureRow, Incident, Party
from onrecord.record import REPORT, Effect

REAL = frozenset({"happened", "ongoing"})
"""Statuses of what has come about."""


def affirming(incident: Incident) -> tuple[AccountRow, ...]:
    """The accounts that say it has come about, and hold it for more than possible."""
    return tuple(a for a in incident.accounts if a.status in REAL and a.certainty != "possible")


def own(incident: Incident, account: AccountRow) -> bool:
    """Whether a report itself vouches, for what is not its own side's doing: a party's paper does not corroborate the party."""
    told = (party for telling in incident.tellings if telling.event == account.event for party in telling.by)
    return account.voice == REPORT and account.side not in {party.side for party in (*told, *(account.says.by or ()))}


def independent(accounts: Iterable[AccountRow]) -> frozenset[str]:
    """The sides of some accounts that are surely not each other, as `ledger.voices` counts them.

    A side that cannot be told apart from others of its kind ("an official") counts only where none of its kind has spoken; a voice
    whose side is not known is nobody's.
    """
    found = {account.side for account in accounts if account.side is not None}
    sure = {side for side in found if not vague(side)}
    kinds = {kind_of(side) for side in sure}
    return frozenset(side for side in found if side in sure or kind_of(side) not in kinds)


def enough(incident: Incident, accounts: Iterable[AccountRow]) -> bool:
    """Whether a report itself or voices of two sides are among some accounts of an incident."""
    told = tuple(accounts)
    return any(own(incident, account) for account in told) or len(independent(told)) > 1


@dataclass(frozen=True, slots=True)
class Roles:
    """Who did it, and to whom."""

    by: tuple[Party, ...]
    to: tuple[Party, ...]

    def of(self, part: Part) -> tuple[Party, ...]:
        """The one or the other."""
        return self.by if part == "by" else self.to


def claimed(incident: Incident) -> Roles:
    """The parties that are named at all, an accused among them."""
    return Roles(incident.by, incident.to)


def roles(incident: Incident) -> Roles:
    """The parties that are agreed on; an accused whom only the accuser names is not among them."""
    return Roles(_vouched(incident, "by"), _vouched(incident, "to"))


def disputed(incident: Incident) -> bool:
    """Whether voices contradict each other over who did it or to whom."""
    return any(conflict.kind in ("by", "to") for conflict in incident.conflicts)


def _vouched(incident: Incident, part: Part) -> tuple[Party, ...]:
    """The parties of one part that enough voices name; none where voices contradict each other over it."""
    if any(conflict.kind == part for conflict in incident.conflicts):
        return ()
    naming: dict[str, list[AccountRow]] = defaultdict(list)
    for account in affirming(incident):
        for named in getattr(account.says, part) or ():
            for name in _names(named):
                naming[name].append(account)
    return tuple(
        party for party in claimed(incident).of(part) if enough(incident, (a for name in _names(party) for a in naming.get(name, ())))
    )


def _names(party: Party) -> tuple[str, ...]:
    """What makes two parties one, or of one side: whoever names the state and whoever names its army agree on who it was."""
    return (f"party {party.key}",) if vague(party.side) else (f"party {party.key}", f"side {party.side}")


@dataclass(frozen=True, slots=True)
class Toll:
    """How many were killed (or hurt, or taken), by one account: bounds of the total, and the figure that has the most in it.

    Groups are never summed, as one may be part of another ("12 people, three of them children"): the total is at least the
    largest and at most all of them together.
    """

    low: float
    high: float | None
    best: float
    figure: FigureRow
    account: AccountRow


def tolls(incident: Incident, effect: Effect = "killed") -> tuple[Toll, ...]:
    """The tolls of all voices that affirm the incident, in the incident's order; or their counts of another effect.

    An event's own figure, set by a person, counts for the accounts of the event where none of them has one.
    """
    found: list[Toll] = []
    for account in affirming(incident):
        shared = tuple(f for f in incident.figures if f.account is None and f.event == account.event)
        told = any(a.event == account.event and _of(given(incident, a), effect) for a in incident.accounts)
        counted = _of(given(incident, account), effect) or (() if told else _of(shared, effect))
        if counted:
            found.append(_toll(counted, account))
    return tuple(found)


def given(incident: Incident, account: AccountRow) -> tuple[FigureRow, ...]:
    """The figures that one voice itself gives."""
    return account.figures or tuple(f for f in incident.figures if f.account == account.id)


def _of(figures: Iterable[FigureRow], effect: Effect) -> tuple[FigureRow, ...]:
    return tuple(f for f in figures if f.effect == effect and (f.low, f.high, f.best) != (None, None, None))


def least(figure: FigureRow) -> float:
    """The lowest number that a figure's words stand for: its lower bound, else what it is about, else 0."""
    return next((n for n in (figure.low, figure.best) if n is not None), 0.0)


def _toll(figures: tuple[FigureRow, ...], account: AccountRow) -> Toll:
    largest = max(figures, key=least)
    tops = [f.high if f.high is not None else f.best for f in figures]
    known = [top for top in tops if top is not None]
    best = largest.best if largest.best is not None else least(largest)
    return Toll(least(largest), sum(known) if len(known) == len(tops) else None, best, largest, account)


def accepted(incident: Incident, effect: Effect = "killed") -> Toll | None:
    """The toll that is agreed on: the lowest that reports themselves give, else the lowest of two sides or more; None if there is none.

    The lowest, as ACLED takes the most conservative count. Of each voice its last word counts: a later one revises it, and a copy
    with another figure does not.
    """
    there = {telling.report for telling in incident.tellings}
    copied = {telling.event for telling in incident.tellings if telling.copy_of in there}
    counted = [toll for toll in tolls(incident, effect) if toll.account.event not in copied]
    reports = {t.account.side or t.account.report: t for t in counted if own(incident, t.account)}
    apart = independent(t.account for t in counted)
    sides = {t.account.side: t for t in counted if t.account.side in apart}
    agreed = reports or (sides if len(sides) > 1 else {})
    return min(agreed.values(), key=lambda toll: toll.low, default=None)
