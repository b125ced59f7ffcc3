"""How many texts tell an incident, and how many independent voices affirm or deny it. The two are never mixed.

A text is a telling that is left when copies are folded. A voice is a side that affirms or denies in its own name: a report is one only for
what it vouches for itself, and a party's word about itself is one voice, never more, however many of its officials repeat it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from onrecord.ledger.cases import Case, Word
from onrecord.ledger.sides import kind_of, vague
from onrecord.record import REPORT

REAL = frozenset(("happened", "ongoing"))
SAFEST = ("denied", "conditional", "possible", "demanded", "expected", "planned", "threatened", "attempted", "ongoing", "happened")
"""Statuses from the one that claims least; of equals, the one that claims less is taken."""
WEAK = frozenset(("possible", "conditional", "demanded"))
"""Statuses of which nobody says that it is, or will be, so."""
_MEANT = REAL | {"attempted", "planned", "threatened"}
_AFFIRMED = {
    "happened": REAL, "ongoing": REAL, "attempted": REAL | {"attempted"}, "planned": _MEANT, "threatened": _MEANT,
    "expected": _MEANT | {"expected"}, "possible": _MEANT | {"expected", "possible"}, "conditional": _MEANT | {"conditional"},
    "demanded": frozenset(("demanded",)), "denied": frozenset[str](),
}  # fmt: skip
"""The statuses that say as much as another one, or more. A demand affirms nothing but that it is demanded."""


@dataclass(frozen=True, slots=True)
class Counts:
    """The counts of an incident, as its row has them."""

    reports: int
    texts: int
    voices: int
    own_voice: bool
    denied: int


def counts(case: Case, status: str) -> Counts:
    """The counts of an incident that is taken to have some status."""
    tellings = [t for t in case.tellings if t.counts]
    affirming = [word for word in case.words if affirms(word, status)]
    return Counts(
        reports=len({t.report for t in tellings}),
        texts=len({t.text for t in tellings}),
        voices=len(independent(affirming)),
        own_voice=any(word.voice == REPORT and not about_itself(word) and not _puts_right(word) for word in affirming),
        denied=len(independent([word for word in case.words if word.status == "denied"])),
    )


def _puts_right(word: Word) -> bool:
    """Whether a report speaks itself that only corrects what its outlet has told."""
    return word.voice == REPORT and word.telling.corrects


def affirms(word: Word, status: str) -> bool:
    """Whether a voice affirms an incident of some status: whether it says as much, or more."""
    return word.status in _AFFIRMED[status]


def about_itself(word: Word) -> bool:
    """Whether a voice speaks of what its own side did."""
    return word.side is not None and word.side in {party.side for party in (*word.telling.by, *word.by)}


def independent(words: Iterable[Word]) -> frozenset[str]:
    """The sides of some words that are surely independent of each other.

    A correction's own voice is none: it puts right what its outlet has told. A side that cannot be told apart from others of its kind ("an
    official", "the rebels", "local media") is counted only where none of its kind has spoken that it may be: a report's own voice is not
    among the media that the report itself quotes.
    """
    spoken = [word for word in words if word.side is not None and not _puts_right(word)]
    sure = {word.side for word in spoken if word.side is not None and not vague(word.side)}
    open_ = {word.side for word in spoken if word.side is not None and vague(word.side) and not _may_be_another(word, spoken)}
    return frozenset(sure | open_)


def _may_be_another(word: Word, spoken: Iterable[Word]) -> bool:
    """Whether a voice that cannot be told apart may be one of the others."""
    assert word.side is not None
    for other in spoken:
        if other.side is None or vague(other.side) or kind_of(other.side) != kind_of(word.side):
            continue
        if not (other.voice == REPORT and other.telling.text == word.telling.text):
            return True
    return False


def standing(case: Case) -> str:
    """The status of an incident: that of the reports' own voices where they vouch, else of the voices that affirm it.

    Most sides decide, of equals the later day, then the status that claims less. Where nobody affirms it, it is denied.
    """
    own = [word for word in case.words if word.voice == REPORT]
    affirming = [word for word in case.words if word.status != "denied"]
    firm = [word for word in affirming if word.status not in WEAK]
    votes = own or firm or affirming or list(case.words)
    if not votes:
        return _elected([(t.status, str(t.text), t.order[0][:10]) for t in case.tellings])
    return _elected([(word.status, word.side or "", word.telling.order[0][:10]) for word in votes])


def _elected(votes: list[tuple[str, str, str]]) -> str:
    """The status that most sides give; "happened" and "ongoing" stand together against the others."""
    together = {status: "real" if status in REAL else status for status, _, _ in votes}
    winner = _best([(together[status], side, day) for status, side, day in votes])
    return _best([vote for vote in votes if together[vote[0]] == winner])


def _best(votes: list[tuple[str, str, str]]) -> str:
    """The value with most sides, then the later day, then the one that claims less."""

    def weight(value: str) -> tuple[int, str, int]:
        mine = [vote for vote in votes if vote[0] == value]
        known = [day for _, _, day in mine if day != "9999"]
        return len({side for _, side, _ in mine}), max(known, default=""), -(SAFEST.index(value) if value in SAFEST else len(SAFEST))

    return max({value for value, _, _ in votes}, key=lambda value: (weight(value), value))
