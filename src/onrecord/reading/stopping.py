"""Acts that somebody wants stopped: "promised to end the kidnappings", "unless the raids stop"; who says so is not who does them."""

from __future__ import annotations

from onrecord.reading.clauses import Clauses
from onrecord.reading.groups import word_group
from onrecord.reading.triggers import Trigger

_VIOLENT = frozenset(("ASSAULT", "HARM"))


def stopped(trigger: Trigger, clauses: Clauses) -> bool:
    """Whether a noun of violence is told as to be stopped, and as nobody's own: "their attacks" are."""
    above = clauses.governor(trigger.word)
    if not trigger.noun or trigger.entry.action.type not in _VIOLENT or above is None or "both" in trigger.entry.by:
        return False
    if any(clauses.deprel[c] == "nmod:poss" for c in clauses.children[trigger.word]):
        return False
    ends = clauses.lemma[above] in word_group("stop") and clauses.rel[trigger.word] in ("obj", "nsubj", "nmod")
    done = clauses.rel[trigger.word] == "obj" and clauses.xpos[above] in ("VBD", "VBZ", "VBP") and not clauses.marks(above)
    return ends and not done  # "the rebels halted the attacks": they were their own, perhaps


def others(trigger: Trigger, by: tuple[int, ...], clauses: Clauses) -> tuple[int, ...]:
    """Of those that the grammar lends to a noun, the ones that only want the act stopped: all that stand outside its own phrase."""
    if not stopped(trigger, clauses):
        return ()
    return tuple(word for word in by if trigger.word not in clauses.analysis.ancestors(word))
