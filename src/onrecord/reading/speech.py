"""Speech acts and what they are about: whom a demand or threat is addressed to, by the act that it speaks of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from onrecord.reading.accounts import Voices
from onrecord.reading.clauses import Clauses
from onrecord.reading.groups import word_group
from onrecord.reading.parties import Parties
from onrecord.reading.status import SPEECH, Telling
from onrecord.reading.tellings import Draft
from onrecord.reading.triggers import Entry, Trigger
from onrecord.record import Action, Span, Statement

_STEPS = 4
_NEAR = 3  # sentences within which a denial answers an accusation
_MUST = frozenset(("should", "must", "need", "needs", "ought"))
_SAID = Entry(("should",), 0, "v", Action("REQUEST"), (), (), (), -1)
_THREAT = Entry(("say",), 0, "v", Action("THREATEN"), (), (), (), -2)


def addressed(drafts: Sequence[Draft], clauses: Clauses, voices: Voices) -> list[Draft]:
    """The tellings with the parties that speech acts lend each other: "called for the minister's resignation" is said to him."""
    spoken = {draft.word: draft for draft in drafts if draft.kind in SPEECH}
    below: dict[int, Draft] = {}
    for draft in drafts:
        above = _above(draft.word, spoken, clauses)
        if above is not None:
            below.setdefault(above, draft)
    made = [_with_recipient(draft, below.get(draft.word)) for draft in drafts]
    asked = {below[draft.word].word: draft for draft in made if draft.kind == "REQUEST" and draft.to and draft.word in below}
    made = [_with_agent(draft, asked.get(draft.word)) for draft in made]
    made = [_with_speaker(draft, voices, clauses) for draft in made]
    return [_with_accuser(draft, made[:number], clauses) for number, draft in enumerate(made)]


def spoken(statements: Sequence[Statement], drafts: Sequence[Draft], parties: Parties, voices: Voices) -> list[Draft]:
    """Speech acts that no verb names: "you must let us go home", she said, is a demand; "we will strike back", they said, a threat."""
    told = {draft.word for draft in drafts if draft.kind in SPEECH}
    found: list[Draft] = []
    for statement in statements:
        if not statement.speakers or told & set(_words(statement.cue, parties.clauses)):
            continue
        if statement.act == "demand":
            found += _demand(statement, parties, voices)
        elif statement.act == "threaten":
            found += _threat(statement, drafts, parties, voices)
    return found


def _words(spans: Sequence[Span], clauses: Clauses) -> list[int]:
    return [word for start, end in spans for word in clauses.analysis.words_in(start, end)]


def _demand(statement: Statement, parties: Parties, voices: Voices) -> list[Draft]:
    """The demand of a statement: its first "should", made to whoever should act."""
    clauses = parties.clauses
    for word in _words(statement.content, clauses):
        verb = clauses.governor(word)
        if clauses.lower[word] in _MUST and clauses.rel[word] == "aux" and verb is not None and clauses.verbal(verb):
            agent = clauses.agent(verb)
            to = tuple(a for a in parties.ids((agent,) if agent is not None else ()) if a not in statement.speakers)
            patient = clauses.patient(verb) if clauses.passive(verb) else None
            if not to and (patient is None or not parties.is_a(patient, "person")):
                continue  # "we must know", "the issue should be settled": nobody is asked
            return [_draft(Trigger(word, word, max(word, verb) + 1, _SAID), statement, to, voices, clauses)]
    return []


def _threat(statement: Statement, drafts: Sequence[Draft], parties: Parties, voices: Voices) -> list[Draft]:
    """The threat of a statement, told by its cue and made to whoever would be acted on."""
    cue = _words(statement.cue, parties.clauses)
    meant = [d for d in drafts if d.statements[:1] == (statement.id,) and d.telling.status in ("threatened", "conditional")]
    if not cue or not meant:
        return []
    to = tuple(a for d in meant for a in d.to if a not in statement.speakers)
    return [_draft(Trigger(cue[0], cue[0], cue[0] + 1, _THREAT), statement, tuple(dict.fromkeys(to)), voices, parties.clauses)]


def _draft(trigger: Trigger, statement: Statement, to: tuple[str, ...], voices: Voices, clauses: Clauses) -> Draft:
    return Draft(
        trigger=trigger,
        telling=Telling("happened", (trigger.word,)),
        by=statement.speakers,
        to=to,
        by_words=tuple(_words(statement.source, clauses)[-1:]),
        to_words=(),
        at=(),
        origin=(),
        destination=(),
        place_words=(),
        when=None,
        instruments=(),
        extent=(),
        figures=(),
        statements=voices.around(int(clauses.analysis.starts[trigger.word])),
        sentence=int(clauses.analysis.sentence[trigger.word]),
        vague=False,
        vague_by=False,
        known_by=True,
        towns=(),
        countries=(),
        score=float(clauses.analysis.head_score[trigger.word]),
    )


def _above(word: int, spoken: dict[int, Draft], clauses: Clauses) -> int | None:
    """The speech act that a telling hangs below, by a complement or object, within a few steps."""
    here = word
    for _ in range(_STEPS):
        governor = clauses.governor(here)
        if governor is None or clauses.rel[here] in ("nsubj", "parataxis", "conj", "advcl") or clauses.deprel[here] == "acl:relcl":
            return None
        if governor in spoken:
            return governor
        here = governor
    return None


def _with_agent(draft: Draft, demand: Draft | None) -> Draft:
    """What is demanded is to be done by who is asked: "asked the junta for his release"."""
    if demand is None or draft.by or draft.telling.status != "demanded":
        return draft
    others = tuple(one for one in demand.to if one not in draft.to)
    return replace(draft, by=others, by_words=demand.to_words) if others else draft


def _with_speaker(draft: Draft, voices: Voices, clauses: Clauses) -> Draft:
    """Who demands, accuses or refuses by a statement's own cue is its speaker, by whatever pronoun.

    What a speaker announces in the passive he means to do himself: "they will be executed", the rebels said.
    """
    cued = [s for s in voices.by_id.values() if s.speakers and draft.word in _words(s.cue, clauses)]
    if cued and not draft.by and draft.kind in SPEECH and not clauses.passive(draft.word):
        return replace(draft, by=cued[0].speakers, by_words=tuple(_words(cued[0].source, clauses)[-1:]))
    if draft.by or not draft.statements or draft.telling.status != "threatened" or draft.trigger.noun or not clauses.passive(draft.word):
        return draft
    statement = voices.by_id[draft.statements[0]]
    others = tuple(one for one in statement.speakers if one not in draft.to)
    return replace(draft, by=others, by_words=tuple(_words(statement.source, clauses)[-1:])) if others else draft


def _with_accuser(draft: Draft, before: Sequence[Draft], clauses: Clauses) -> Draft:
    """Who rejects an accusation rejects who made it: "denied the claims"."""
    aimed = clauses.patient(draft.word) if draft.kind == "REJECT" and not draft.to and not draft.trigger.noun else None
    if aimed is None or clauses.lemma[aimed] not in word_group("claim"):
        return draft
    accuser = next((d for d in reversed(before) if _accused(d) and draft.sentence - d.sentence <= _NEAR), None)
    others = tuple(one for one in accuser.by if one not in draft.by) if accuser else ()
    return replace(draft, to=others, to_words=accuser.by_words) if accuser and others else draft


def _accused(draft: Draft) -> bool:
    return draft.kind == "ACCUSE" and bool(draft.by) and draft.telling.status == "happened"


def _with_recipient(draft: Draft, below: Draft | None) -> Draft:
    """A demand goes to who is to act; a threat or refusal to who would be acted on."""
    if below is None or draft.kind not in SPEECH or draft.to:
        return draft
    found = below.by if draft.kind == "REQUEST" else below.to or below.by
    others = tuple(one for one in found if one not in draft.by)
    words = below.by_words if found is below.by else below.to_words
    return replace(draft, to=others, to_words=words) if others else draft
