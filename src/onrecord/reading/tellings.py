"""One telling of an event before tellings are joined: what the other modules of events pass among themselves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from onrecord.reading.status import Telling
from onrecord.reading.triggers import Trigger
from onrecord.record import Figure, Span, When


@dataclass(frozen=True, slots=True)
class Draft:
    """One telling: its words, what they present, and the parties, places, days and figures in its own clause.

    `by` and `to` are actor ids, `at`, `origin`, `destination` place ids; `statements` are those whose content holds the trigger,
    innermost first; `by_words`, `to_words`, `place_words` hold the heads behind them, for evidence. `vague`: those acted on are
    only "the victims" or "both men": the same people as before, perhaps; `vague_by`: so are those who act; `known_by`: one of
    these has a name, or belongs to one who has. `not_by`: who speaks of the act as
    another's, to be stopped. `towns`: the places of `at` that are no areas; `countries`: those of all of them. `told_by`: voices
    that tell it in the report's words, in the report's place: whoever accuses somebody of it. `speakers`: of the innermost statement.
    """

    trigger: Trigger
    telling: Telling
    by: tuple[str, ...]
    to: tuple[str, ...]
    by_words: tuple[int, ...]
    to_words: tuple[int, ...]
    at: tuple[str, ...]
    origin: tuple[str, ...]
    destination: tuple[str, ...]
    place_words: tuple[int, ...]
    when: When | None
    instruments: tuple[Span, ...]
    extent: tuple[Span, ...]
    figures: tuple[Figure, ...]
    statements: tuple[str, ...]
    sentence: int
    vague: bool
    vague_by: bool
    known_by: bool
    towns: tuple[str, ...]
    countries: tuple[str, ...]
    score: float
    not_by: tuple[str, ...] = ()
    told_by: tuple[str, ...] = ()
    speakers: tuple[str, ...] = ()

    @property
    def word(self) -> int:
        """The head word of the trigger."""
        return self.trigger.word

    @property
    def kind(self) -> str:
        """The action's type."""
        return self.trigger.entry.action.type


def speaking(drafts: Sequence[Draft]) -> Sequence[Draft]:
    """The tellings by those who say something of the act, else all: who declines to comment on it neither affirms nor denies it."""
    return [draft for draft in drafts if draft.telling.silent is None] or drafts


def affirming(drafts: Sequence[Draft]) -> Sequence[Draft]:
    """The tellings that deny nothing, else all: who denies an act does not say by whom, where and when it was done."""
    return [draft for draft in drafts if draft.telling.status != "denied"] or drafts
