"""Statements that the syntax shows: cue verbs, nouns, "according to" and adverbs, with their source and content."""

from __future__ import annotations

from collections import defaultdict

from onrecord.reading import clause_bounds, contents, sources
from onrecord.reading.cues import Cue, entries, vehicles
from onrecord.reading.drafts import Draft
from onrecord.reading.page import Page

_CITING = frozenset(("citing", "quoting"))


def find(page: Page) -> list[Draft]:
    """The statements that cue words show, by the order of their cues."""
    found: list[Draft] = []
    nouns, adverbs = entries("n"), entries("a")
    for word, upos in enumerate(page.upos):
        draft: Draft | None = None
        if found and any(d.head == word for d in found[-2:]):
            continue
        if upos in ("VERB", "AUX") and page.lower[word] not in _CITING and (entry := _verb_entry(page, word)):
            draft = of_verb(page, word, entry)
            sources.borrow_source(page, draft, found)
        elif upos == "NOUN" and page.lemma[word] in nouns:
            draft = _of_noun(page, word, nouns[page.lemma[word]])
        elif upos == "ADV" and page.lower[word] in adverbs:
            draft = _of_adverb(page, word, adverbs[page.lower[word]])
        elif page.lower[word] == "according" and page.lower[word + 1 : word + 2] == ("to",):
            draft = _according(page, word, entries("p")["according to"])
        if draft is not None:
            draft.tidy()
        if draft is not None and draft.content:
            found.append(draft)
            found += _second_hand(page, draft)
    return found


def _verb_entry(page: Page, word: int) -> Cue | None:
    """The table's entry for a verb, with its particle or preposition where the table has one."""
    table = entries("v")
    for child in page.children(word):
        if (
            page.rel[child] in ("compound", "advmod", "xcomp", "obj")
            and child > word
            and f"{page.lemma[word]} {page.lower[child]}" in table
        ):
            return table[f"{page.lemma[word]} {page.lower[child]}"]
    if page.rel[word] in ("amod", "case", "fixed", "flat") or page.lemma[word] not in table:
        return None
    return table[page.lemma[word]]


def of_verb(page: Page, verb: int, entry: Cue | None) -> Draft:
    """The statement of a cue verb; its content may stay empty. Without an entry any form of content is tried."""
    draft = Draft(verb, [sources.cue_group(page, verb)], [], entry=entry)
    acted_on = sources.passive(page, verb)
    subject = sources.subject_of(page, verb)
    if acted_on and contents.quoted_as(page, draft, subject):
        return draft
    if acted_on:
        draft.silent = True
        sources.add_agent(page, draft)
        contents.of_passive(page, draft, subject)
        return draft
    before = sources.speaker_before(page, verb, draft.cue[0][0])
    if before is not None and before[0] != subject:
        draft.source, draft.speakers = [page.trimmed(before[1], draft.cue[0][0])], [before[0]]
    elif subject is not None:
        sources.add_sources(page, draft, subject)
    sources.add_addressee(page, draft)
    for form in (contents.saying, contents.clause, contents.infinitive, contents.oblique, contents.small_clause, contents.thing):
        if not draft.content:
            form(page, draft)
            draft.tidy()
    sources.add_vehicle(page, draft)
    return draft


def _second_hand(page: Page, outer: Draft) -> list[Draft]:
    """The inner statements of an outer one: whoever is quoted as saying it, or cited for it."""
    if outer.frame == "saying":
        whom, saying = outer.through
        outer.through = []
        inner = Draft(saying, [(saying, saying + 1)], list(outer.content), entry=entries("v")["say"], frame="that", inside=outer)
        sources.add_sources(page, inner, whom)
        return [inner]
    return []


def citing(page: Page, drafts: list[Draft]) -> list[Draft]:
    """The inner statements of "said …, citing the ministry": the same content, by the one who is cited."""
    by_sentence: dict[int, list[Draft]] = defaultdict(list)
    for draft in drafts:
        by_sentence[page.sentence[draft.head]].append(draft)
    made = []
    for word, lower in enumerate(page.lower):
        if lower not in _CITING:
            continue
        cited = next((c for c in page.children(word) if page.rel[c] == "obj" and c > word), None)
        outer = next((d for d in reversed(by_sentence[page.sentence[word]]) if d.head < word), None)
        if cited is not None and outer is not None and _can_be_cited(page, cited):
            made.append(_cited(page, word, cited, outer))
    return made


def _can_be_cited(page: Page, noun: int) -> bool:
    """True for people, bodies, and what words come in."""
    known = page.lower[noun] in vehicles() or page.lemma[noun] in entries("n") or page.upos[noun] == "PROPN"
    return known or page.analysis.entity[noun] in ("person", "organization", "")


def _cited(page: Page, word: int, cited: int, outer: Draft) -> Draft:
    """The inner statement of one "citing"; the outer one ends before it."""
    inner = Draft(word, [(word, word + 1)], [], entry=entries("v")["cite"], frame="citing", inside=outer)
    sources.add_sources(page, inner, cited)
    begun = page.hulls[word][0]
    parts = [page.trimmed(first, min(last, begun)) if first < begun < last else (first, last) for first, last in outer.content]
    outer.content = [part for part in parts if part[1] > part[0]]
    inner.content = list(outer.content)
    return inner


def _of_noun(page: Page, noun: int, entry: Cue) -> Draft | None:
    """The statement of a noun: "allegations that the police fired", "reports of a massacre"."""
    draft = Draft(noun, [(noun, noun + 1)], [], entry=entry)
    for child in page.children(noun):
        if child > noun and not draft.content and (frame := contents.noun_frame(page, noun, child, entry)):
            draft.content, draft.frame = [contents.cut(page, child, noun)], frame
    for child in page.children(noun):  # "a claim by the rebels that …": the clause may hang on the rebels
        if page.rel[child] == "nmod" and child > noun and not draft.content and entry.takes("that"):
            clause = next((c for c in page.children(child) if contents.noun_frame(page, child, c, entry) == "that"), None)
            draft.content, draft.frame = ([contents.cut(page, clause, noun)], "that") if clause is not None else ([], "")
    if not draft.content:
        return None
    for child in page.children(noun):
        by = (
            page.rel[child] == "nmod" and child < draft.content[0][0] and any(page.lower[c] in ("by", "from") for c in page.children(child))
        )
        people = page.rel[child] in ("compound", "amod") and page.upos[child] in ("PROPN", "ADJ") and page.words[child][:1].isupper()
        if page.deprel[child] == "nmod:poss" or by or people:
            sources.add_owner(page, draft, child)
    return draft


def _according(page: Page, word: int, entry: Cue) -> Draft | None:
    """The statement of "according to": the rest of its sentence."""
    floor, ceiling = clause_bounds.limits(page, word)
    noun = next(
        (
            w
            for w in range(word + 2, min(word + 30, ceiling))
            if (
                page.rel[w] not in ("det", "amod", "compound", "nummod", "advmod", "case", "fixed", "punct", "flat")
                and page.head[w] <= word
            )
            or page.head[w] == w
        ),
        None,
    )
    noun = page.head[word] if page.head[word] > word else noun
    if noun is None or not word + 2 <= noun < ceiling:
        return None
    draft = Draft(word, [(word, word + 2)], [], entry=entry, frame="that")
    sources.add_sources(page, draft, noun)
    draft.source = [(max(a, word + 2), b) for a, b in draft.source if b > word + 2]
    draft.speakers = draft.speakers[: len(draft.source)]
    if not draft.source:
        return None
    last = max(b for _, b in draft.source)
    draft.content = contents.rest(page, word, last, floor, ceiling)
    return draft


def _of_adverb(page: Page, word: int, entry: Cue) -> Draft | None:
    """The statement of "reportedly": the clause that it stands in."""
    clause = page.head[word]
    if clause == word or page.upos[clause] not in ("VERB", "ADJ", "NOUN", "AUX"):
        return None
    first, last = contents.whole_clause(page, clause, word)
    parts = [page.trimmed(clause_bounds.without_leads(page, first, word), word), page.trimmed(word + 1, last)]
    return Draft(word, [(word, word + 1)], [p for p in parts if p[1] > p[0]], entry=entry, frame="that")
