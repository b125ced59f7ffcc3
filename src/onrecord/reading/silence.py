"""Words by which a voice says nothing of an act: "declined to comment on the strike", "could not confirm the attack"."""

from __future__ import annotations

from dataclasses import dataclass

from onrecord.reading.clauses import Clauses
from onrecord.reading.groups import word_group
from onrecord.reading.predicates import negated, no_of

_STEPS = 6
_ASKING = frozenset(("whether", "if", "who", "what", "how", "when", "where", "why", "which"))
_OPEN = frozenset(("whether", "if"))
_ANSWERS = frozenset(("respond", "reply", "answer", "discuss", "address", "speak", "talk"))  # what one may refuse somebody
_LEFT = frozenset(("nsubj", "parataxis", "appos", "vocative"))  # relations that lead out of what is left unsaid
_INTO = frozenset(("xcomp", "ccomp", "advcl", "obj", "acl"))


@dataclass(frozen=True, slots=True)
class Silence:
    """The word that leaves something unsaid. `open`: that it happened is left open too; `direct`: the act hangs on the word itself."""

    word: int
    open: bool
    direct: bool


def over(word: int, c: Clauses) -> Silence | None:
    """What above a word keeps a voice from telling it, or None.

    "declined to comment on the strike", "no comment on the raid", "questions about the raid", "could not confirm the attack",
    "would not say whether troops had fired".
    """
    here = word
    for _ in range(_STEPS):
        above = c.governor(here)
        if above is None or c.rel[here] in _LEFT or c.deprel[here] == "acl:relcl":
            return None
        if (kept := _keeps(c, above, here, word)) is not None:
            return Silence(above, kept, here == word)
        here = above
    return None


def only_silence(word: int, c: Clauses) -> bool:
    """Whether a word tells no more than that somebody is silent: "refused to comment", which refuses nobody anything."""
    below = [b for b in c.children[word] if c.rel[b] in _INTO and (c.rel[b] == "obj" or "to" in c.marks(b))]
    silent = (word_group("commenting") - _ANSWERS) | word_group("confirming") | word_group("telling")
    return c.lemma[word] in word_group("declining") and any(c.lemma[b] in silent for b in below)


def _keeps(c: Clauses, above: int, here: int, word: int) -> bool | None:
    """Whether a word leaves open that what hangs on it happened; None if it leaves nothing unsaid."""
    lemma = c.lemma[above]
    if not c.verbal(above):
        if lemma in word_group("question") and c.rel[here] in ("nmod", "acl") and _about(c, here):
            return False
        if lemma in word_group("knowledge"):
            return True if no_of(c, above) is not None or _negated_aware(c, above) else None
        return False if lemma in word_group("commenting") and (no_of(c, above) is not None or _declined(c, above)) else None
    if lemma == "ask" and c.case(here) == "about":
        return False
    if lemma in word_group("examining") and here != word and c.lemma[here] in word_group("told"):
        return True
    beside = [n for n in c.children[above] if c.rel[n] in ("nsubj", "obj") and c.lemma[n] == "comment"]
    if _about(c, here) and any(no_of(c, n) is not None for n in beside):
        return False  # "there was no comment from the army on the attack"
    if lemma in word_group("commenting"):
        about = c.rel[here] == "obj" or _about(c, here)
        return False if about and _withheld(c, above) else None
    nor_denied = lemma == "deny" and c.rel[above] == "conj" and c.lemma[c.head[above]] in word_group("confirming")
    if lemma in word_group("confirming") or nor_denied:
        told = here == word or c.rel[here] in ("ccomp", "xcomp") or c.lemma[here] in word_group("told")
        return told if c.rel[here] != "conj" and _withheld(c, above) else None
    asked = {*c.marks(here), c.mark(here), *(c.lower[w] for w in c.children[here])} & _ASKING
    if lemma in word_group("telling") and c.rel[here] in ("ccomp", "xcomp", "advcl") and asked and _withheld(c, above):
        return bool(asked & _OPEN)
    return None


def _negated_aware(c: Clauses, word: int) -> bool:
    """Whether somebody is said not to know: "not aware of the attack", "unaware of it"."""
    return c.lower[word] == "unaware" or (c.upos[word] == "ADJ" and negated(c, word) is not None)


def _withheld(c: Clauses, verb: int) -> bool:
    """Whether a verb of speaking is negated or declined: "did not comment", "was unable to confirm", "neither confirmed nor denied"."""
    here = verb
    for _ in range(3):
        yet = any(c.lower[d] == "yet" for d in c.children[here]) and "to" in c.marks(here)
        if yet or negated(c, here) is not None or _declined(c, here):
            return True
        if c.rel[here] != "conj" or not _shares(c, here):
            return False
        here = c.head[here]
    return False


def _shares(c: Clauses, verb: int) -> bool:
    """Whether a later verb shares what withholds the first: "declined to confirm or deny it", not "declined to comment, but confirmed"."""
    joint = {c.lower[d] for d in c.children[verb] if c.rel[d] == "cc"}
    return "nor" in joint or ("but" not in joint and c.xpos[verb] == c.xpos[c.head[verb]])


def _about(c: Clauses, word: int) -> bool:
    """Whether a phrase says what is spoken of: "on the strike", "about the raid"."""
    return bool({c.case(word), c.mark(word)} & {"on", "about", "over", "regarding", "concerning", "of", "to"})


def _declined(c: Clauses, word: int) -> bool:
    """Whether somebody declines what a word says: "declined to comment", "refused any comment", "has yet to respond"."""
    above = c.governor(word)
    if above is None or c.rel[word] not in _INTO:
        return False
    if c.lemma[above] in word_group("declining"):
        return negated(c, above) is None
    yet = c.lemma[above] == "have" and any(c.lower[d] == "yet" for d in c.children[above])
    unwilling = c.lemma[above] in ("able", "want", "wish", "position", "willing", "ready") and negated(c, above) is not None
    unmade = c.rel[word] == "obj" and c.lemma[above] in ("make", "offer", "give", "issue") and negated(c, above) is not None
    return yet or unwilling or unmade
