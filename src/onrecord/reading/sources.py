"""Who stands behind a cue: its subject, agent, owner, addressee, and what the words came in."""

from __future__ import annotations

from onrecord.reading import clause_bounds
from onrecord.reading.cues import entries, vehicles
from onrecord.reading.drafts import Draft
from onrecord.reading.page import Page
from onrecord.reading.quotes import Range

_RELATIVE = frozenset(("who", "which", "that", "whom"))
_CUE_PARTS = frozenset(("aux", "aux:pass", "advmod", "compound:prt", "cop"))
_DEEP = 5
_EDGES = frozenset((",", '"', "”", "''", "’"))
_PHRASE = 12  # words of a phrase that speaks
_NAMING_POS = frozenset(("NOUN", "PROPN", "PRON", "ADJ", "NUM", "DET", "X", "SYM"))


def cue_group(page: Page, verb: int) -> Range:
    """The verb with its auxiliaries, negation, adverbs and particle, as far as they touch."""
    first, last = verb, verb + 1
    parts = {c for c in page.children(verb) if page.deprel[c] in _CUE_PARTS}
    while first - 1 in parts:
        first -= 1
    while last in parts and page.deprel[last] == "compound:prt":
        last += 1
    return first, last


def passive(page: Page, verb: int) -> bool:
    """True where the subject is acted on: a passive auxiliary or subject, a bare past participle after a noun."""
    if any(page.deprel[c] in ("aux:pass", "nsubj:pass") for c in page.children(verb)):
        return True
    bare = page.xpos[verb] == "VBN" and page.deprel[verb] in ("acl", "advcl")
    return bare and not any(page.rel[c] in ("aux", "nsubj") for c in page.children(verb))


def subject_of(page: Page, verb: int, deep: int = 0) -> int | None:
    """Head of the subject of a verb: its own, or inherited through coordination, participles and control."""
    own = [c for c in page.children(verb) if page.rel[c] == "nsubj" and page.sentence[c] == page.sentence[verb]]
    if own:  # of several the nearest: the others belong to the content, or are joined to it
        return _antecedent(page, max((c for c in own if c < verb), default=own[0]), verb)
    governor = clause_bounds.joined_to(page, verb) or page.governor(verb)
    if governor is None or deep > _DEEP:
        return None
    relation = page.deprel[verb]
    if relation.startswith("acl"):
        if relation != "acl:relcl" and page.xpos[verb] == "VBG" and not _speaks(page, governor):
            above = next((w for w in page.analysis.ancestors(governor) if page.upos[w] == "VERB"), None)
            return governor if above is None else subject_of(page, above, deep + 1)
        return governor if page.xpos[verb] in ("VBG", "VBN") or relation == "acl:relcl" else None
    if relation == "xcomp" and page.rel[governor] != "root" and page.lemma[governor] in ("quote", "cite", "report"):
        return next((c for c in page.children(governor) if page.rel[c] == "obj"), None)
    if page.rel[verb] in ("conj", "advcl", "xcomp", "parataxis", "ccomp") and not _finite_alone(page, verb):
        return subject_of(page, governor, deep + 1) if page.upos[governor] in ("VERB", "AUX") or page.rel[verb] != "advcl" else governor
    return None


def speaker_before(page: Page, verb: int, cue: int) -> tuple[int, int] | None:
    """Head and first word of the phrase between a comma and a cue that the tree hangs elsewhere: ", two medics at the hospital said".

    None where the verb has a subject of its own that does not stand inside that phrase ("the hospital").
    """
    own = [c for c in page.children(verb) if page.rel[c] == "nsubj"]
    first, ends = cue, page.bounds(verb)[0]
    while first > ends and cue - first <= _PHRASE and page.words[first - 1] not in _EDGES:
        first -= 1
    phrase = range(first, cue)
    if first == ends or not 0 < len(phrase) <= _PHRASE or page.upos[first] not in _NAMING_POS or page.xpos[verb] not in ("VBD", "VBZ"):
        return None
    if any(page.upos[w] in ("VERB", "AUX", "SCONJ", "CCONJ") or page.lower[w] in _RELATIVE for w in phrase):
        return None
    cut = next((w for w in phrase if page.upos[w] == "ADP" or page.lower[w] in ("'s", "’s")), cue)
    head = next((w for w in reversed(range(first, cut)) if page.upos[w] in ("NOUN", "PROPN", "PRON")), None)
    if head is None or any(c not in range(cut, cue) for c in own) or (cut < cue and page.upos[cut] != "ADP"):
        return None
    while page.rel[head] == "flat" and page.head[head] in phrase:
        head = page.head[head]
    return (head, first) if page.analysis.entity[head] in ("person", "organization") else None


def _speaks(page: Page, noun: int) -> bool:
    """Whether a noun can have words of its own: people, bodies, and what words come in."""
    return page.analysis.entity[noun] in ("person", "organization") or page.lower[noun] in vehicles() or page.lemma[noun] in entries("n")


def _finite_alone(page: Page, verb: int) -> bool:
    """True for a finite verb that does not share its subject: a clause of its own without one."""
    return page.xpos[verb] in ("VBD", "VBZ", "VBP") and page.rel[verb] in ("advcl", "ccomp")


def _antecedent(page: Page, subject: int, verb: int) -> int:
    """The noun that a relative pronoun stands for, else the subject itself."""
    if page.lower[subject] in _RELATIVE and page.deprel[verb] == "acl:relcl":
        return page.head[verb]
    return subject


def add_sources(page: Page, draft: Draft, subject: int) -> None:
    """Write the source: one span for each noun that speaks."""
    if page.upos[subject] not in _NAMING_POS:
        return
    for head in _joined_subjects(page, draft.head, subject):
        first, last = page.naming(head)
        begun = [page.hulls[c][0] for c in page.children(head) if page.rel[c] in ("conj", "cc") and c > head]
        first, last = page.trimmed(first, min([last, *begun]))
        last = _name_end(page, last, draft.cue[0][0]) if not begun else last
        if not any(a < last and first < b for a, b in [*draft.cue, *draft.source]) and last > first:
            draft.source.append((first, last))
            draft.speakers.append(head)
    if len(draft.source) == 2 and _titles_of_one(page, *draft.source):
        draft.source, draft.speakers = [(draft.source[0][0], draft.source[1][1])], draft.speakers[1:]


def _titles_of_one(page: Page, first: Range, second: Range) -> bool:
    """Whether two sources are the titles of one person: "Deputy Premier and Defence Minister Ana Silva"."""
    people = [span for span in page.analysis.names if span.label == "PER" and first[0] <= span.first < second[1]]
    titles = page.words[first[0]][0].isupper() and page.upos[first[0]] != "DET" and page.upos[first[1] - 1] == "PROPN"
    joined = second[0] - first[1] == 1 and page.lower[first[1]] == "and"
    named = bool(people) and all(span.first > second[0] and span.last <= second[1] for span in people)
    other = any(first[0] <= span.first < first[1] and span.label in ("ORG", "LOC") for span in page.analysis.names)
    return titles and joined and named and not other


def _name_end(page: Page, last: int, cue: int) -> int:
    """The end of a name that the tree breaks off before the cue: "Governor Idris | Bala said"."""
    whole = 0 < cue - last <= 4 and all(page.upos[w] == "PROPN" for w in range(last, cue))
    return cue if whole else last


def _joined_subjects(page: Page, verb: int, subject: int) -> tuple[int, ...]:
    """The nouns that speak together: joined in the tree, or several subjects of one verb with "and" between."""
    found = list(page.coordinated(subject))
    for child in reversed(page.children(verb)):
        if page.deprel[child] != "nsubj" or child >= found[0]:
            continue
        end, begin = page.naming(child)[1], page.naming(found[0])[0]
        if begin - end == 1 and page.lower[end] == "and":
            found.insert(0, child)
    return tuple(sorted(found))


def add_agent(page: Page, draft: Draft) -> None:
    """Write the source of a passive: its by-phrase."""
    for child in page.children(draft.head):
        if page.rel[child] == "obl" and any(page.lower[c] == "by" and page.rel[c] == "case" for c in page.children(child)):
            for head in page.coordinated(child):
                first, last = page.naming(head)
                first += page.lower[first] == "by"
                draft.source.append((first, last))
                draft.speakers.append(head)
            return


def add_addressee(page: Page, draft: Draft) -> None:
    """Write to whom it was said: the object of telling, "to reporters"."""
    entry = draft.entry
    for child in page.children(draft.head):
        whom = entry is not None and entry.takes("whom", "whom-to") and page.rel[child] in ("obj", "iobj")
        to = page.rel[child] == "obl" and any(page.lower[c] == "to" and page.rel[c] == "case" for c in page.children(child))
        if (whom or to or page.rel[child] == "iobj") and child > draft.head and page.upos[child] in ("NOUN", "PROPN", "PRON"):
            draft.addressee = child
            return


def add_vehicle(page: Page, draft: Draft) -> None:
    """Write what the words came in, and let "in a statement" join the cue."""
    last = draft.cue[-1][1]
    for word in range(last, min(last + 12, page.bounds(draft.head)[1])):
        known = vehicles().get(page.lower[word])
        if known is None or page.upos[word] not in ("NOUN", "PROPN") or draft.covers(word):
            if draft.covers(word) or page.words[word] in (".", ":", ";"):
                break
            continue
        draft.vehicle = word
        if known.cue and page.lower[last] in ("in", "on") and word - last <= 4:
            draft.cue[-1] = (draft.cue[-1][0], word + 1)
        return
    before = [c for c in page.children(draft.head) if c < draft.head and page.rel[c] == "obl" and page.lower[c] in vehicles()]
    draft.vehicle = before[0] if before and not draft.covers(before[0]) else None


def add_owner(page: Page, draft: Draft, child: int) -> None:
    """Write whose claim it is, the possessive's 's left out."""
    first, last = page.naming(child)
    first += page.lower[first] in ("by", "from")
    if page.lower[last - 1] in ("'s", "'"):
        last -= 1
    draft.source.append((first, last))
    draft.speakers.append(child)


def borrow_source(page: Page, draft: Draft, earlier: list[Draft]) -> None:
    """Give a participle the source of the cue before it ("he said, adding …"), and a verb without a subject the noun that touches it."""
    verb = draft.head
    own = any(page.rel[c] == "nsubj" for c in page.children(verb))
    if page.xpos[verb] == "VBG" and not own and page.words[draft.cue[0][0] - 1] == ",":
        told = [
            d
            for d in earlier
            if d.source
            and page.deprel[d.head] != "acl:relcl"
            and page.sentence[d.head] == page.sentence[verb]
            and page.quotation[d.head] == page.quotation[verb]
            and d.head < verb
        ]
        inside = bool(told) and (told[-1].head == page.head[verb] or told[-1].covers(page.head[verb]))
        if told and page.upos[told[-1].head] == "VERB" and (inside or not draft.source or page.lemma[verb] == "add"):
            draft.source, draft.speakers = list(told[-1].source), list(told[-1].speakers)
    elif not draft.source and not own and page.xpos[verb] in ("VBD", "VBZ", "VBP", "VBN") and not passive(page, verb):
        before = draft.cue[0][0] - 1
        if (
            before >= page.bounds(verb)[0]
            and page.upos[before] in ("NOUN", "PROPN", "PRON")
            and page.rel[before] not in ("obj", "obl", "iobj")
        ):
            add_sources(page, draft, before)
