"""Who vouches for an event, and how surely: the report where it tells it in its own words, else the speakers of its statements."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from onrecord.reading import cues
from onrecord.reading.clauses import Clauses
from onrecord.reading.debunking import nominal
from onrecord.reading.groups import word_group
from onrecord.reading.status import SPEECH, Telling
from onrecord.reading.tellings import Draft
from onrecord.reading.ways import LADDER
from onrecord.record import REPORT, UNKNOWN, Account, Certainty, Says, Statement, Status

_POSSIBLE = frozenset(("possibly", "perhaps", "maybe", "may", "might", "could"))


class Voices:
    """The statements of a report, by the characters of their content."""

    def __init__(self, statements: Sequence[Statement], clauses: Clauses, media: frozenset[str] = frozenset()) -> None:
        self.clauses, self.media = clauses, media
        self.by_id: Mapping[str, Statement] = {s.id: s for s in statements}
        self.parts = sorted((end - start, start, end, s.id) for s in statements for start, end in s.content)

    def around(self, offset: int) -> tuple[str, ...]:
        """Statements whose content holds a character, innermost first."""
        return tuple(dict.fromkeys(id_ for _, start, end, id_ in self.parts if start <= offset < end))

    def speakers(self, offset: int) -> tuple[str, ...]:
        """Who speaks the words at a character: the innermost statement's speakers."""
        around = self.around(offset)
        return self.by_id[around[0]].speakers if around else ()

    def of(self, draft: Draft) -> tuple[tuple[str, str | None], ...]:
        """The voices of one telling, each with its statement: the innermost statement's speakers, the report outside of all.

        Who performs a speech act in his own words is reported to perform it: "We reject that", he said.
        """
        inner = [self.by_id[s] for s in draft.statements if not self._silent(draft, s)]
        if draft.telling.false is not None:
            return self._debunked(inner, draft.telling.false)
        while inner and draft.kind in SPEECH and draft.telling.status in ("happened", "ongoing") and self._own(draft, inner[0]):
            inner.pop(0)
        if (denial := self.denial(draft)) is not None and draft.telling.status == "denied":
            inner = inner[inner.index(denial) :]
        if not inner:
            return tuple((voice, None) for voice in draft.told_by or (REPORT,))
        first: list[tuple[str, str | None]] = [(one, inner[0].id) for one in inner[0].speakers or (UNKNOWN,)]
        if len(inner) == 1 and self._factive(inner[0]):
            first.insert(0, (REPORT, None))
        outer = [(one, statement.id) for statement in inner[1:] for one in statement.speakers if one not in self.media]
        found: dict[str, str | None] = {}
        for one, statement_id in (*first, *outer):
            found.setdefault(one, statement_id)
        return tuple(found.items())

    def denial(self, draft: Draft) -> Statement | None:
        """The statement that denies what nobody in particular told: "denied reports that"; None if there is none."""
        if not draft.statements or self.by_id[draft.statements[0]].speakers:
            return None
        above = next((self.by_id[s] for s in draft.statements if self.by_id[s].speakers), None)
        return above if above is not None and above.act == "deny" else None

    def _debunked(self, inner: Sequence[Statement], false: int) -> tuple[tuple[str, str | None], ...]:
        """The voices of a claim that somebody calls false: those who make it, and who calls it so, the report outside of all."""
        debunker = self.debunker(false)
        claimed = [s for s in inner if s.act != "deny" and s.id != debunker and (self._noun(s) or not self.holds(s, false))]
        found: dict[str, str | None] = {one: s.id for s in reversed(claimed) for one in s.speakers if one not in self.media}
        denying = (self.by_id[debunker].speakers or (UNKNOWN,)) if debunker is not None else (REPORT,)
        return tuple((found | dict.fromkeys(denying, debunker)).items())

    def debunker(self, false: int) -> str | None:
        """The innermost statement in which a word of falsehood stands whose speaker is known, else the innermost; None outside of all.

        A noun's is the claim itself, however far the tree takes it.
        """
        around = [s for s in self.around(int(self.clauses.analysis.starts[false])) if not self._noun(self.by_id[s])]
        return next((s for s in around if self.by_id[s].speakers), around[0] if around else None)

    def holds(self, statement: Statement, word: int) -> bool:
        """Whether a word stands in the content of a statement."""
        at = int(self.clauses.analysis.starts[word])
        return any(start <= at < end for start, end in statement.content)

    def _silent(self, draft: Draft, statement: str) -> bool:
        """Whether a statement is that of the voice which leaves the act unsaid: "declined", or "said it would not comment"."""
        silent = draft.telling.silent
        if silent is None or silent.open:
            return False
        cue = self._cue(self.by_id[statement])
        if cue & {silent.word, *self.clauses.analysis.ancestors(silent.word)[:2]} and not self.holds(self.by_id[statement], silent.word):
            return True
        subject = self.clauses.subject(silent.word) if self.clauses.verbal(silent.word) else None
        own = subject is None or self.clauses.upos[subject] == "PRON" or not self.holds(self.by_id[statement], subject)
        return self.holds(self.by_id[statement], silent.word) and own

    def _cue(self, statement: Statement) -> set[int]:
        """The words of a statement's cue."""
        return {word for span in statement.cue for word in self.clauses.analysis.words_in(*span)}

    def _noun(self, statement: Statement) -> bool:
        """Whether a noun ascribes a statement: "claims that"."""
        cue = self._cue(statement)
        return bool(cue) and all(nominal(self.clauses, word) for word in cue)

    def _factive(self, statement: Statement) -> bool:
        """Whether the report vouches as well for what its words make known: "revealed that", "discovered that" (codebook 2.3)."""
        analysis = self.clauses.analysis
        words = (w for span in statement.cue for w in analysis.words_in(*span) if analysis.upos[w] == "VERB")
        known = cues.entries("v")
        return any((cue := known.get(cues.base(analysis.lower[w], analysis.lemma[w]))) is not None and cue.factive for w in words)

    def _own(self, draft: Draft, statement: Statement) -> bool:
        """Whether the speaker of a statement acts by speaking; "he said he had warned them" tells of another occasion."""
        word = draft.word
        if self.clauses.xpos[word] in ("VBD", "VBN") or any(self.clauses.lower[c] == "had" for c in self.clauses.children[word]):
            return False
        return bool(statement.speakers) and (set(draft.by) <= set(statement.speakers) and bool(draft.by))


def find(drafts: Sequence[Draft], voices: Voices) -> tuple[Account, ...]:
    """One account for each voice, in the order in which they speak, the report's own first if it has one."""
    told: dict[str, list[Draft]] = {}
    for draft in drafts:
        for voice, statement in voices.of(draft):
            told.setdefault(voice, []).append(_as_told(draft, statement, voices))
    return tuple(_account(voice, mine, voices) for voice, mine in told.items())


def _as_told(draft: Draft, statement: str | None, voices: Voices) -> Draft:
    """A telling as one voice gives it: who denies what another says is not made to say it too."""
    if draft.telling.false is not None and draft.telling.claimed is not None:
        false = statement == voices.debunker(draft.telling.false)
        held = draft.statements[draft.statements.index(statement) :] if statement in draft.statements else (statement,) if statement else ()
        return replace(draft, telling=Telling("denied" if false else draft.telling.claimed, draft.telling.words), statements=held)
    if statement is None or statement == draft.statements[0]:
        return replace(draft, statements=()) if statement is None and draft.telling.silent is not None else draft
    denies = voices.by_id[statement].act == "deny" and draft.kind not in SPEECH
    telling = replace(draft.telling, status="denied") if denies else draft.telling
    return replace(draft, telling=telling, statements=draft.statements[draft.statements.index(statement) :]) if denies else draft


def _account(voice: str, drafts: list[Draft], voices: Voices) -> Account:
    """What one voice gives, over all its tellings."""
    statements = tuple(dict.fromkeys(d.statements[0] for d in drafts if d.statements))
    by = tuple(dict.fromkeys(a for d in drafts for a in d.by))
    to = tuple(dict.fromkeys(a for d in drafts for a in d.to))
    at = tuple(dict.fromkeys(p for d in drafts for p in d.at))
    figures = tuple(dict.fromkeys(f for d in drafts for f in d.figures))
    when = next((d.when for d in drafts if d.when is not None), None)
    says = Says(by=by or None, to=to or None, at=at or None, when=when, figures=figures or None)
    return Account(voice, joint([d.telling.status for d in drafts]), statements, _certainty(drafts[0], voices), says)


def joint(statuses: Sequence[Status]) -> Status:
    """The status of several tellings by one voice: what affirms wins over what denies, what is real over what is not yet."""
    order: tuple[Status, ...] = ("ongoing", "happened", "attempted", *LADDER[3:])
    affirmed = [s for s in statuses if s != "denied"]
    if not affirmed:
        return "denied"
    if "happened" in affirmed and "ongoing" in affirmed:
        return affirmed[0] if affirmed[0] in ("happened", "ongoing") else "happened"
    return min(affirmed, key=order.index)


def event_status(accounts: Sequence[Account]) -> Status:
    """The report's own status where it vouches; else that of the voices that affirm; denied only where none does."""
    own = [a.status for a in accounts if a.voice == REPORT]
    return own[0] if own else joint([a.status for a in accounts])


def _certainty(draft: Draft, voices: Voices) -> Certainty:
    """How sure the telling is, by the words around its trigger."""
    clauses = voices.clauses
    near = {clauses.lemma[c] for c in clauses.children[draft.word]} | {clauses.lower[c] for c in clauses.children[draft.word]}
    near |= {clauses.lemma[a] for a in clauses.analysis.ancestors(draft.word)[:2]}
    if near & _POSSIBLE or draft.telling.status == "possible":
        return "possible"
    return "probable" if near & word_group("doubt") else "certain"
