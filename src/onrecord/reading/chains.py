"""From drafts to statements: who speaks, through whom it came, to whom it was said."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from onrecord.reading import acts
from onrecord.reading.actors import Cast
from onrecord.reading.cues import vehicles
from onrecord.reading.drafts import Draft
from onrecord.reading.page import Page
from onrecord.record import Actor, Medium, Report, Statement

CARRY_PARAGRAPHS = 3
"""Paragraphs for which the way that words came (through an interview, a newspaper) holds for the same speaker's further words."""

_MEMORY = 40  # statements that are looked back over for a speaker or a relay
_PEOPLE = frozenset(("person", "unnamed-person"))
_BODIES = frozenset("state government military police armed-group party organisation company media".split())
_GROUPS = frozenset("population police military armed-group".split())
_PRONOUNS = {"he": _PEOPLE, "she": _PEOPLE, "it": _BODIES, "they": _GROUPS}
_OF_A_COUNTRY = frozenset(("state", "government", "military"))


@dataclass
class Voice:
    """What is known of one draft: speakers, relays (nearest the speaker first), addressee, medium."""

    speakers: tuple[str, ...] = ()
    relays: tuple[str, ...] = ()
    addressee: str | None = None
    medium: Medium | None = None


def statements(page: Page, drafts: Sequence[Draft], cast: Cast, report: Report) -> tuple[Statement, ...]:
    """The statements of the drafts, in their order, with ids s1, s2, …"""
    teller = Teller(page, cast, report)
    for draft in drafts:
        teller.tell(draft)
    names = {id(draft): f"s{n}" for n, draft in enumerate(drafts, 1)}
    return tuple(_statement(page, draft, teller, names) for draft in drafts)


def _statement(page: Page, draft: Draft, teller: Teller, names: dict[int, str]) -> Statement:
    voice = teller.voices[id(draft)]
    return Statement(
        id=names[id(draft)],
        content=page.chars(draft.content),
        cue=page.chars(draft.cue),
        source=page.chars(draft.source),
        speakers=voice.speakers,
        relays=voice.relays,
        addressee=voice.addressee,
        form=acts.form(page, draft),
        act=acts.act(page, draft, teller.own_words(draft)),
        medium=voice.medium,
        continues=names.get(id(draft.continues)) if draft.continues is not None else None,
        inside=names.get(id(draft.inside)) if draft.inside is not None else None,
    )


class Teller:
    """Walks the drafts in text order and knows who spoke last, and through whom."""

    def __init__(self, page: Page, cast: Cast, report: Report) -> None:
        self.page, self.cast = page, cast
        self.actors: dict[str, Actor] = {actor.id: actor for actor in cast.actors}
        self.voices: dict[int, Voice] = {}
        self.spoken: list[Draft] = []
        self.own = {name.casefold() for name in (report.publisher, *report.agencies) if name}

    def tell(self, draft: Draft) -> None:
        """Write the voice of one draft; those before it, and those around it, are told already."""
        for other in (draft.inside, draft.continues):
            if other is not None and id(other) not in self.voices:
                self.tell(other)
        if id(draft) in self.voices:
            return
        earlier = self.voices.get(id(draft.continues)) if draft.continues is not None else None
        if earlier is not None:
            self.voices[id(draft)] = Voice(earlier.speakers, earlier.relays, earlier.addressee, earlier.medium)
            return
        voice = Voice(medium=acts.medium(self.page, draft))
        self._speakers(draft, voice)
        self._addressee(draft, voice)
        self._relays(draft, voice)
        self.voices[id(draft)] = voice
        self.spoken.append(draft)

    # ------------------------------------------------------------ speakers
    def _speakers(self, draft: Draft, voice: Voice) -> None:
        """Write the actors behind the words; "the statement" stands for its issuer."""
        found: list[str] = []
        for word in draft.speakers:
            known = vehicles().get(self.page.lower[word])
            if known is not None and known.issuer:
                found += self._issuer(draft, word)
            elif self.page.lower[word] == "it" and (before := self._after_document(draft)):
                found += before
            elif (actor := self.cast.actor_of(word)) is not None:
                found.append(actor)
            elif self.page.lower[word] == "it" and (body := self._spoken_for(draft)):
                found += body
            elif self.page.lower[word] in _PRONOUNS:
                found += self._last_such(draft, _PRONOUNS[self.page.lower[word]])
        voice.speakers = tuple(dict.fromkeys(found))

    def _issuer(self, draft: Draft, word: int) -> list[str]:
        """Whoever issued a statement or report: named with it, else the last speaker whose words came in one, else the last speaker."""
        for child in self.page.children(word):
            near = self.page.rel[child] in ("nmod", "compound", "amod", "acl") and self.page.quotation[child] == self.page.quotation[word]
            if near and (actor := self._organisation(child)) is not None:
                return [actor]
        return self._last_in(acts.medium(self.page, draft)) or self._last_in(None)

    def _organisation(self, word: int) -> str | None:
        """The actor behind a word, or under it ("issued by the army")."""
        for inner in (word, *self.page.children(word)):
            if (
                self.page.upos[inner] in ("PROPN", "NOUN", "PRON")
                and (actor := self.cast.actor_of(inner)) is not None
                and self.actors[actor].kind not in ("thing", "unknown")
            ):
                return actor
        return None

    def _last_in(self, medium: Medium | None) -> list[str]:
        """The speakers of the last statement that came in a medium, or in any."""
        for draft in reversed(self.spoken[-_MEMORY:]):
            voice = self.voices[id(draft)]
            if voice.speakers and draft.inside is None and (medium is None or voice.medium == medium):
                return list(voice.speakers)
        return []

    def _spoken_for(self, draft: Draft) -> list[str]:
        """The body of the speaker around: "a spokesman said it had written to the mayor"."""
        if draft.inside is None or len(self.voices[id(draft.inside)].speakers) != 1:
            return []
        body = self.actors[self.voices[id(draft.inside)].speakers[0]].member_of
        return [body] if body else []

    def _last_such(self, draft: Draft, kinds: frozenset[str]) -> list[str]:
        """The speaker before, for a pronoun that stands for nobody else: one of a fitting kind, in this paragraph or the one before."""
        for before in reversed(self.spoken[-_MEMORY:]):
            if self.page.paragraph[draft.first] - self.page.paragraph[before.first] > 1:
                return []
            speakers = self.voices[id(before)].speakers
            if before.inside is None and before is not draft.inside and speakers and all(self.actors[a].kind in kinds for a in speakers):
                return list(speakers)
        return []

    def own_words(self, draft: Draft) -> frozenset[int]:
        """Words of a content that stand for its speaker, or for the body or country that he speaks for."""
        voice = self.voices[id(draft)]
        if not voice.speakers:
            return frozenset()
        mine = set(voice.speakers) | {m for a in voice.speakers if (m := self.actors[a].member_of)}
        lands = {self.actors[a].country for a in voice.speakers if self.actors[a].country}
        found = set()
        indirect = acts.form(self.page, draft) == "indirect"
        for first, last in draft.content:
            for word in range(first, last):
                actor = self.cast.actor_of(word)
                state = actor is not None and self.actors[actor].kind in _OF_A_COUNTRY and self.actors[actor].country in lands
                himself = indirect and actor is None and self.page.lower[word] in _PRONOUNS
                if himself or (actor is not None and (actor in mine or state)):
                    found.add(word)
        return frozenset(found)

    def _after_document(self, draft: Draft) -> list[str]:
        """The speakers of the statement just before, if that was "the statement said": "it" is the statement again."""
        before = self.spoken[-1] if self.spoken else None
        if before is None or not before.speakers or draft.inside is before:
            return []
        known = vehicles().get(self.page.lower[before.speakers[0]])
        return list(self.voices[id(before)].speakers) if known is not None and known.issuer else []

    # ------------------------------------------------------------ addressee and relays
    def _addressee(self, draft: Draft, voice: Voice) -> None:
        if draft.addressee is not None:
            voice.addressee = self.cast.actor_of(draft.addressee)

    def _relays(self, draft: Draft, voice: Voice) -> None:
        """Write through whom the words came: whoever they were told to, and the speakers of the statement around."""
        found = [actor for word in self._partners(draft) if (actor := self.cast.actor_of(word)) is not None and self._medium_house(actor)]
        if draft.inside is not None and not (
            self.page.upos[draft.head] == "NOUN" and draft.inside.entry is not None and draft.inside.entry.act == "deny"
        ):
            outer = self.voices[id(draft.inside)]
            found += [a for a in outer.speakers if a not in voice.speakers]
            found += [a for a in outer.relays if a not in voice.speakers]
        if not found:
            found = self._carried(draft, voice)
        voice.relays = tuple(dict.fromkeys(found))

    def _partners(self, draft: Draft) -> list[int]:
        """Words that may stand for a medium's house: the addressee, and names after the cue ("in an interview with CNN", "to AFP")."""
        start = max(last for _, last in draft.cue) if draft.cue else draft.head + 1
        limit = min(start + 14, self.page.bounds(draft.head)[1]) if draft.cue else start
        near = []
        for word in range(start, limit):
            if draft.covers(word) or self.page.words[word] in (".", ":", ";"):
                break
            if any(self.page.rel[c] == "case" and self.page.lower[c] in ("to", "with", "on", "by") for c in self.page.children(word)):
                near.append(word)
        return [w for w in [draft.addressee, *near] if w is not None and not draft.covers(w)]

    def _medium_house(self, actor: str) -> bool:
        """Whether an actor is a medium, and not the one that prints this report."""
        known = self.actors.get(actor)
        if known is None or known.kind != "media":
            return False
        name = known.name.casefold()
        return not any(name in own or own in name for own in self.own)

    def _carried(self, draft: Draft, voice: Voice) -> list[str]:
        """The relays of the same speaker's last words, if these are quoted too or the report names no other way."""
        if not voice.speakers:
            return []
        for before in reversed(self.spoken[-_MEMORY:]):
            told = self.voices[id(before)]
            if before.inside is not None and before.inside is not draft and before.frame != "that":
                continue
            if set(told.speakers) == set(voice.speakers):
                apart = self.page.paragraph[draft.first] - self.page.paragraph[before.first]
                direct = acts.form(self.page, draft) != "indirect"
                return list(told.relays) if apart <= CARRY_PARAGRAPHS and (direct or self._issued(draft)) else []
        return []

    def _issued(self, draft: Draft) -> bool:
        return any(self.page.lower[w] in vehicles() for w in draft.speakers)
