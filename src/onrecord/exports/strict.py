"""Why an incident is held back from a layout that has no room for who says so and whether it happened."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Literal, get_args

from onrecord.exports.agreed import REAL
from onrecord.exports.dates import stay
from onrecord.exports.geography import point
from onrecord.ledger.views import Incident

Reason = Literal[
    "not-happened", "out-of-layout", "no-fatality", "campaign", "background", "contested", "single-voice", "undated", "unplaced", "one-row",
]  # fmt: skip
REASONS: tuple[Reason, ...] = get_args(Reason)
"""In the order in which they are given; an incident is counted by its first."""

MEANING: dict[Reason, str] = {
    "not-happened": "planned, threatened, expected, possible, conditional, demanded, attempted or denied",
    "out-of-layout": "the layout has no place for such an act or for whoever did it",
    "no-fatality": "no death that a report itself or two sides vouch for",
    "campaign": "a campaign or a series and not one act",
    "background": "only recalled by what was reported",
    "contested": "denied by a party, said to have been another act, or told only by parties that differ on who did it or where",
    "single-voice": "only one side says so, and no report itself",
    "undated": "the days are not known, or not as narrowly as the layout wants",
    "unplaced": "the place is not known, or not as narrowly as the layout wants",
    "one-row": "what another row is about, and one row with it: a threat and what is threatened",
}

Held = Callable[[Incident, tuple[Reason, ...]], None]
"""Is told of each incident that is held back, and why."""


def reasons(incident: Incident, *, longest: int) -> set[Reason]:
    """All that keeps an incident out of any strict layout whose dates reach over `longest` days at most; empty if nothing does."""
    days = stay(incident.days)
    found: dict[Reason, bool] = {
        "not-happened": incident.status not in REAL,
        "campaign": incident.scale != "incident",
        "background": incident.prominence == "background",
        "contested": contested(incident),
        "single-voice": not (incident.own_voice or incident.voices > 1),
        "undated": days is None or days.days > longest,
        "unplaced": point(incident.site) is None,
    }
    return {reason for reason, holds in found.items() if holds}


def contested(incident: Incident) -> bool:
    """Whether anybody denies the incident or tells it as another act, or nobody but parties tell it that differ on who did it or where.

    A denial by a voice that cannot be named is no party's and is in no count, but here it holds back as well. Two parties that blame
    each other do not bear each other out.
    """
    denied = incident.denied > 0 or any(account.status == "denied" for account in incident.accounts)
    doubts = {"status", "action"} | (set() if incident.own_voice else {"by", "place"})
    return denied or any(conflict.kind in doubts for conflict in incident.conflicts)


def ordered(found: set[Reason]) -> tuple[Reason, ...]:
    """Reasons in their fixed order."""
    return tuple(reason for reason in REASONS if reason in found)


def summary(held: Counter[str], written: int, *, wide: bool = False) -> str:
    """One sentence for people: how many incidents were written, and how many were held back, by their first reason.

    >>> summary(Counter({"single-voice": 2, "not-happened": 1}), 4)
    '4 incidents written; 3 held back: 1 not-happened, 2 single-voice'
    """
    counts = f"{written:,} incident{'' if written == 1 else 's'} written"
    if not held.total():
        return counts
    listed = ", ".join(f"{held[reason]:,} {reason}" for reason in REASONS if held[reason])
    return f"{counts}; {held.total():,} {'of them would be held back from the strict layout' if wide else 'held back'}: {listed}"
