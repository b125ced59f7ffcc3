"""Denials of what others told: "denied it", "rejected the accusation", "no such attack took place", "denied reports that"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from onrecord.reading.accounts import Voices
from onrecord.reading.clauses import Clauses
from onrecord.reading.groups import word_group
from onrecord.reading.status import SPEECH, Telling
from onrecord.reading.tellings import Draft
from onrecord.reading.triggers import Trigger
from onrecord.record import Statement

_THAT = frozenset(("it", "this", "that", "them", "these", "those"))
_KNOWN = frozenset(("the", "this", "that", "these", "those", "such", "all", "any"))
_NOT = frozenset(("not", "n't", "n’t"))
_NEAR = 3  # sentences within which a denial answers a claim


def under(drafts: Sequence[Draft], voices: Voices, clauses: Clauses) -> list[Draft]:
    """The tellings, each with the status that its own speaker gives it.

    Denied where somebody denies reports of nobody in particular ("denied reports that a teacher had died"); as told where the words
    that deny stand outside what its speaker says ("denied a role in the blast, which witnesses said killed nine").
    """
    return [_under(_beside(draft, voices, clauses), voices) for draft in drafts]


def _beside(draft: Draft, voices: Voices, clauses: Clauses) -> Draft:
    """A telling in the past tense that only a denial beside its statement made denied: what its speaker says has happened."""
    if draft.telling.false is not None:
        return draft
    if draft.telling.status != "denied" or not draft.statements or draft.trigger.noun or clauses.xpos[draft.word] not in ("VBD", "VBN"):
        return draft
    statement = voices.by_id[draft.statements[0]]
    own = {w for start, end in (*statement.content, *statement.cue) for w in clauses.analysis.words_in(start, end)}
    if statement.act == "deny" or not statement.speakers or not statement.cue or not draft.telling.words or own & set(draft.telling.words):
        return draft
    if any(voices.by_id[s].act == "deny" for s in draft.statements[1:]):
        return draft
    return replace(draft, telling=Telling("happened", ()))


def _under(draft: Draft, voices: Voices) -> Draft:
    denial = voices.denial(draft)
    if denial is None or draft.kind in SPEECH or draft.telling.status not in ("happened", "ongoing", "attempted", "possible"):
        return draft
    return replace(draft, telling=Telling("denied", draft.telling.words))


def add(groups: Sequence[tuple[Draft, ...]], voices: Voices, clauses: Clauses) -> tuple[tuple[Draft, ...], ...]:
    """The events with the denials that no word of their own tells: "the army denied it" is the army's telling of the event meant."""
    grown = [list(group) for group in groups]
    for statement in voices.by_id.values():
        word = _meant(statement, clauses)
        if word is None or not statement.speakers:
            continue
        target = _target(word, statement, grown, voices, clauses)
        if target is not None:
            grown = [[d for d in group if d.word != word] for group in grown]  # the claim is told already, by what it claims
            grown[target].append(_denied(word, grown[target][0], voices, clauses))
    return tuple(tuple(sorted(group, key=lambda d: d.trigger.first)) for group in grown if group)


def _meant(statement: Statement, clauses: Clauses) -> int | None:
    """The word of a statement that stands for what it denies, or None if it denies nothing told before."""
    words = [word for start, end in statement.content for word in clauses.analysis.words_in(start, end)]
    for word in words:
        below = {clauses.lower[c] for c in clauses.children[word]}
        if clauses.upos[word] in ("NOUN", "PROPN") and {"no", "such"} <= below:
            return word
    false = _false(words, clauses)
    if statement.act != "deny" and not false:
        return None
    heads = [w for w in words if false or clauses.head[w] not in words]
    return next((w for w in heads if _stands_for(w, clauses) and (false or _alone(w, words, clauses))), None)


def _false(words: Sequence[int], clauses: Clauses) -> bool:
    """Whether a statement calls something false: "the report was untrue", "not true"."""
    negated = any(clauses.lower[w] in _NOT for w in words)
    return any(clauses.lemma[w] in word_group("false") and negated == (clauses.lemma[w] == "true") for w in words)


def _stands_for(word: int, clauses: Clauses) -> bool:
    """Whether a word takes up what was told: "it", "the accusation"."""
    if clauses.lower[word] in _THAT:
        return clauses.upos[word] == "PRON"
    plural = clauses.xpos[word] == "NNS"
    known = any(clauses.lower[c] in _KNOWN or clauses.deprel[c] == "nmod:poss" for c in clauses.children[word])
    return clauses.lemma[word] in word_group("told") and (known or plural)


def _alone(word: int, words: Sequence[int], clauses: Clauses) -> bool:
    """Whether nothing below says what is denied: not "the claim that troops fired"."""
    below = (c for c in clauses.children[word] if c in words and clauses.deprel[c] != "nmod:poss")
    return not any(clauses.rel[c] in ("acl", "nmod", "ccomp") for c in below)


def _target(word: int, statement: Statement, groups: Sequence[Sequence[Draft]], voices: Voices, clauses: Clauses) -> int | None:
    """The event that a denial answers: the first of the last sentence in which somebody else claims one."""
    sentence = int(clauses.analysis.sentence[word])
    told = [
        (-draft.sentence, draft.trigger.first, number)
        for number, group in enumerate(groups)
        for draft in group
        if draft.trigger.first < word and sentence - draft.sentence <= _NEAR and _claimed(draft, statement, voices)
    ]
    return min(told)[2] if told else None


def _claimed(draft: Draft, denial: Statement, voices: Voices) -> bool:
    """Whether a telling is somebody else's claim of an act that can be denied."""
    if not draft.statements or draft.kind in (*SPEECH, "DECIDE") or draft.telling.status in ("denied", "demanded", "conditional"):
        return False
    return denial.id not in draft.statements and not set(voices.by_id[draft.statements[0]].speakers) & set(denial.speakers)


def _denied(word: int, told: Draft, voices: Voices, clauses: Clauses) -> Draft:
    """The telling by a denial: of the same act, with no party, place or day of its own."""
    bare = replace(told, by=(), to=(), by_words=(), to_words=(), at=(), origin=(), destination=(), place_words=(), when=None)
    return replace(
        bare,
        trigger=Trigger(word, word, word + 1, told.trigger.entry),
        telling=Telling("denied", (word,)),
        instruments=(),
        extent=(),
        figures=(),
        statements=voices.around(int(clauses.analysis.starts[word])),
        sentence=int(clauses.analysis.sentence[word]),
        vague=False,
        vague_by=False,
        known_by=False,
        towns=(),
        countries=(),
        score=float(clauses.analysis.head_score[word]),
    )
