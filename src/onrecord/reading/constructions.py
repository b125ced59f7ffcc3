"""Statements that the syntax shows: cue verbs, nouns, "according to" and adverbs, with their source and content."""

from __future__ import annotations

from onrecord.reading import clause_bounds
from onrecord.reading.clause_bounds import Core
from onrecord.reading.cues import Cue, entries, vehicles
from onrecord.reading.drafts import Draft
from onrecord.reading.page import Page
from onrecord.reading.quotes import Range

_RELATIVE = frozenset(("who", "which", "that", "whom"))
_CLAUSAL = frozenset(("ccomp", "parataxis"))
_CUE_PARTS = frozenset(("aux", "aux:pass", "advmod", "compound:prt", "cop"))
_CONTENT_CASES = {"whom-of": ("of",), "whom-for": ("for", "over"), "np-to": ("to",), "as": ("as",)}
_ADDRESSED = {"on-to": ("on", "upon"), "upon-to": ("upon",), "to-to": ("to",), "with-to": ("with",)}
_DEEP = 5
_CITING = frozenset(("citing", "quoting"))
_NAMING_POS = frozenset(("NOUN", "PROPN", "PRON", "ADJ", "NUM", "DET", "X", "SYM"))


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
            _borrow_source(page, draft, found)
        elif upos == "NOUN" and page.lemma[word] in nouns:
            draft = _of_noun(page, word, nouns[page.lemma[word]])
        elif upos == "ADV" and page.lower[word] in adverbs:
            draft = _of_adverb(page, word, adverbs[page.lower[word]])
        elif page.lower[word] == "according" and page.lower[word + 1 : word + 2] == ("to",):
            draft = _according(page, word, entries("p")["according to"])
        if draft is not None and draft.content:
            found.append(draft)
            found += _second_hand(page, draft)
    return found


def _verb_entry(page: Page, word: int) -> Cue | None:
    """The table's entry for a verb, with its particle or preposition where the table has one."""
    table = entries("v")
    for child in page.children(word):
        if page.rel[child] in ("compound", "advmod", "xcomp", "obj") and child > word and f"{page.lemma[word]} {page.lower[child]}" in table:
            return table[f"{page.lemma[word]} {page.lower[child]}"]
    if page.rel[word] in ("amod", "case", "fixed", "flat") or page.lemma[word] not in table:
        return None
    return table[page.lemma[word]]


# ---------------------------------------------------------------- verbs
def of_verb(page: Page, verb: int, entry: Cue | None) -> Draft:
    """The statement of a cue verb; its content may stay empty. Without an entry any form of content is tried."""
    draft = Draft(verb, [cue_group(page, verb)], [], entry=entry)
    acted_on = passive(page, verb)
    subject = subject_of(page, verb)
    if acted_on and _quoted_as(page, draft, subject):
        return draft
    if acted_on:
        draft.silent = True
        _agent(page, draft)
        _passive_content(page, draft, subject)
        return draft
    if subject is not None:
        _sources(page, draft, subject)
    add_addressee(page, draft)
    for form in (_saying, _clause, _infinitive, _oblique, _small_clause, _object):
        if not draft.content:
            form(page, draft)
    add_vehicle(page, draft)
    return draft


def _borrow_source(page: Page, draft: Draft, earlier: list[Draft]) -> None:
    """Give a participle the source of the cue before it ("he said, adding …"), and a verb without a subject the noun that touches it."""
    verb = draft.head
    own = any(page.rel[c] == "nsubj" for c in page.children(verb))
    if page.xpos[verb] == "VBG" and not own and page.words[draft.cue[0][0] - 1] == ",":
        told = [d for d in earlier if d.source and page.deprel[d.head] != "acl:relcl" and page.sentence[d.head] == page.sentence[verb] and page.quotation[d.head] == page.quotation[verb] and d.head < verb]
        inside = bool(told) and (told[-1].head == page.head[verb] or told[-1].covers(page.head[verb]))
        if told and page.upos[told[-1].head] == "VERB" and (inside or not draft.source or page.lemma[verb] == "add"):
            draft.source, draft.speakers = list(told[-1].source), list(told[-1].speakers)
    elif not draft.source and not own and page.xpos[verb] in ("VBD", "VBZ", "VBP", "VBN") and not passive(page, verb):
        before = draft.cue[0][0] - 1
        if before >= page.bounds(verb)[0] and page.upos[before] in ("NOUN", "PROPN", "PRON") and page.rel[before] not in ("obj", "obl", "iobj"):
            _sources(page, draft, before)


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
    return page.xpos[verb] == "VBN" and page.deprel[verb] == "acl" and not any(page.rel[c] in ("aux", "nsubj") for c in page.children(verb))


def subject_of(page: Page, verb: int, deep: int = 0) -> int | None:
    """Head of the subject of a verb: its own, or inherited through coordination, participles and control."""
    for child in page.children(verb):
        if page.rel[child] == "nsubj" and page.sentence[child] == page.sentence[verb]:
            return _antecedent(page, child, verb)
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


def _sources(page: Page, draft: Draft, subject: int) -> None:
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


def _name_end(page: Page, last: int, cue: int) -> int:
    """The end of a name that the tree breaks off before the cue: "Mayor Jennifer | Roberts said"."""
    whole = 0 < cue - last <= 4 and all(page.upos[w] == "PROPN" for w in range(last, cue))
    return cue if whole else last


def _joined_subjects(page: Page, verb: int, subject: int) -> tuple[int, ...]:
    """The nouns that speak together: joined in the tree, or several subjects of one verb with "and" between."""
    found = list(page.coordinated(subject))
    for child in page.children(verb):
        touching = page.naming(child)[0] - page.naming(found[0])[1]
        if page.deprel[child] == "nsubj" and child > found[0] and child not in found and 0 <= touching <= 1 and page.lower[page.naming(child)[0] - touching] == "and":
            found.append(child)
    return tuple(sorted(found))


def _agent(page: Page, draft: Draft) -> None:
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
                return
            continue
        draft.vehicle = word
        if known.cue and page.lower[last] in ("in", "on") and word - last <= 4:
            draft.cue[-1] = (draft.cue[-1][0], word + 1)
        return


# ---------------------------------------------------------------- forms of content
def core_of(page: Page, draft: Draft) -> Core:
    """The core of a draft; the addressee of telling belongs to it."""
    found = clause_bounds.core(page, draft.head, draft.cue[0], draft.source)
    if draft.addressee is not None and draft.addressee >= found.last and draft.addressee - found.last < 8:
        end = page.naming(draft.addressee)[1]
        return Core(found.first, clause_bounds.after_adjuncts(page, draft.head, end, found.ceiling), found.floor, found.ceiling)
    return found


def _clause(page: Page, draft: Draft) -> None:
    """A clause or a quotation before, after or around the cue."""
    entry = draft.entry
    if entry is not None and not entry.takes("that", "quote", "wh"):
        return
    found = core_of(page, draft)
    made = clause_bounds.around(page, draft.head, found) or clause_bounds.content(page, draft.head, found)
    if entry is not None and not entry.takes("that", "wh"):
        made = [part for part in made if any(page.quotation[w] >= 0 for w in (part[0], part[1] - 1))]
    draft.content, draft.frame = made, "that"


def _infinitive(page: Page, draft: Draft) -> None:
    """An infinitive, with the one who is urged: "vowed to fight", "urged them to leave"."""
    entry = draft.entry
    clause = next((c for c in page.children(draft.head) if page.rel[c] in ("xcomp", "ccomp", "advcl") and _has_to(page, c)), None)
    if clause is None or entry is None or clause < draft.head:
        return
    first, last = _cut(page, clause, draft.head)
    if entry.takes("whom-to"):
        asked = next((c for c in page.children(draft.head) if page.rel[c] in ("obj", "iobj") and c < clause and c > draft.head), None)
        if asked is not None:
            draft.addressee = asked
            draft.content, draft.frame = [page.trimmed(page.hulls[asked][0], last)], "whom-to"
            return
    for frame in ("on-to", "upon-to", "to-to", "with-to"):
        if entry.takes(frame):
            asked = _oblique_of(page, draft.head, _ADDRESSED[frame])
            if asked is not None and asked < clause:
                draft.addressee = asked
                begun = page.naming(asked)[0]
                begun += page.lower[begun] in _ADDRESSED[frame]
                draft.cue[-1] = (draft.cue[-1][0], begun)
                draft.content, draft.frame = [page.trimmed(begun, last)], "whom-to"
                return
    if entry.takes("to"):
        draft.content, draft.frame = [(first, last)], "to"


def _has_to(page: Page, clause: int) -> bool:
    return any(page.lower[c] == "to" and page.upos[c] == "PART" for c in page.children(clause)) or page.lower[page.hulls[clause][0]] == "to"


def _cut(page: Page, clause: int, verb: int) -> Range:
    """The range of a clause, without the report's own relative clause at its end, ending before the end of what holds the cue."""
    first, last = page.hulls[clause]
    floor, ceiling = clause_bounds.limits(page, verb)
    first, last = max(first, verb + 1, floor), min(last, ceiling)
    last = clause_bounds.without_asides(page, first, clause_bounds.before_next_cue(page, first, last), plain=True)
    return clause_bounds.whole(page, first, last, verb)


def _oblique(page: Page, draft: Draft) -> None:
    """A phrase after a preposition: "called for a truce", "accused them of lying", "described it as a crime"."""
    entry = draft.entry
    if entry is None:
        return
    for frame, cases in _CONTENT_CASES.items():
        if entry.takes(frame) and (noun := _oblique_of(page, draft.head, cases)) is not None:
            asked = next((c for c in page.children(draft.head) if page.rel[c] in ("obj", "iobj") and c > draft.head), None)
            first = page.hulls[asked][0] if asked is not None and asked < noun else page.hulls[noun][0]
            draft.content, draft.frame = [clause_bounds.whole(page, first, _cut(page, noun, draft.head)[1], draft.head)], frame
            return
    for case in sorted(entry.frames & {"for", "on", "of", "about"}):
        if (noun := _oblique_of(page, draft.head, (case,))) is not None:
            first, last = _cut(page, noun, draft.head)
            begun = first + (page.lower[first] == case)
            if first <= draft.cue[-1][1]:
                draft.cue[-1] = (draft.cue[-1][0], begun)
            draft.content, draft.frame = [(begun, last)], case
            return
    if " on" in entry.words and (noun := _oblique_of(page, draft.head, ("on",))) is not None:
        first, last = _cut(page, noun, draft.head)
        draft.content, draft.frame = [(first + 1, last)], "np"


def _oblique_of(page: Page, verb: int, cases: tuple[str, ...]) -> int | None:
    """The dependent after a verb that one of the prepositions introduces, be it a noun or a participle."""
    for child in page.children(verb):
        if child < verb or page.rel[child] not in ("obl", "nmod", "advcl", "xcomp", "acl", "ccomp", "obj"):
            continue
        if any(page.lower[c] in cases and page.rel[c] in ("case", "mark") and c < child for c in page.children(child)):
            return child
    obj = next((c for c in page.children(verb) if page.rel[c] == "obj" and c > verb), None)
    return None if obj is None or page.upos[obj] == "VERB" else next(
        (c for c in page.children(obj) if page.rel[c] in ("nmod", "acl") and c > obj and any(page.lower[g] in cases and page.rel[g] in ("case", "mark") for g in page.children(c))),
        None,
    )


def _small_clause(page: Page, draft: Draft) -> None:
    """What someone or something is called: "called the raid a crime"."""
    if draft.entry is None or not draft.entry.takes("pred"):
        return
    objects = [c for c in page.children(draft.head) if page.rel[c] in ("obj", "iobj") and c > draft.head]
    predicates = [c for c in page.children(draft.head) if page.rel[c] in ("xcomp", "ccomp", "obj") and c > draft.head and c not in objects[:1]]
    if objects and predicates and page.deprel[draft.head] != "acl":
        last = _cut(page, predicates[-1], draft.head)[1]
        draft.content, draft.frame = [clause_bounds.whole(page, page.hulls[objects[0]][0], last, draft.head)], "pred"


def _object(page: Page, draft: Draft) -> None:
    """A thing alone: "denied any wrongdoing", "rejected the claims", "praised the “exceptional” ties"."""
    entry = draft.entry
    thing = next((c for c in page.children(draft.head) if page.rel[c] == "obj" and c > draft.head), None)
    if entry is None or thing is None:
        return
    first, last = _cut(page, thing, draft.head)
    claim = page.lemma[thing] in entries("n") or page.lower[thing] in ("it", "this", "that", "them")
    quoted = page.quotation[draft.head] < 0 and any(page.quotation[w] >= 0 for w in range(first, last)) and entry.takes("quote", "np-quote")
    if entry.takes("np") or (entry.takes("claim") and claim) or quoted:
        draft.content, draft.frame = [(first, last)], "np"


def _saying(page: Page, draft: Draft) -> None:
    """The outer half of "Haaretz reported the official as saying …": its content is what the official says."""
    if draft.entry is None or not draft.entry.takes("saying"):
        return
    inner = next((w for w in range(draft.head + 1, min(draft.head + 25, page.bounds(draft.head)[1])) if page.lower[w] == "saying" and page.lower[w - 1] == "as"), None)
    if inner is None:
        return
    whom = [w for w in range(draft.head + 1, inner - 1) if page.rel[w] in ("obj", "iobj", "nsubj", "obl", "ccomp") and page.upos[w] in ("NOUN", "PROPN", "PRON")]
    if not whom:
        return
    found = Core(core_of(page, draft).first, clause_bounds.after_adjuncts(page, inner, inner + 1, core_of(page, draft).ceiling), *clause_bounds.limits(page, draft.head))
    draft.content, draft.frame = clause_bounds.content(page, inner, found), "saying"
    draft.through = [whom[0], inner]


def _second_hand(page: Page, outer: Draft) -> list[Draft]:
    """The inner statements of an outer one: whoever is quoted as saying it, or cited for it."""
    if outer.frame == "saying":
        whom, saying = outer.through
        outer.through = []
        inner = Draft(saying, [(saying, saying + 1)], list(outer.content), entry=entries("v")["say"], frame="that", inside=outer)
        _sources(page, inner, whom)
        return [inner]
    return []


def citing(page: Page, drafts: list[Draft]) -> list[Draft]:
    """The inner statements of "said …, citing the ministry": the same content, by the one who is cited."""
    made = []
    for word, lower in enumerate(page.lower):
        if lower not in _CITING or page.lower[word + 1 : word + 2] in (("as",), ("\"",)):
            continue
        thing = next((c for c in page.children(word) if page.rel[c] == "obj" and c > word), None)
        outer = next((d for d in reversed(drafts) if d.head < word and page.sentence[d.head] == page.sentence[word] and word - d.head < 40 and d.content), None)
        if thing is None or outer is None or (page.analysis.entity[thing] not in ("person", "organization", "") and page.upos[thing] != "PROPN"):
            continue
        inner = Draft(word, [(word, word + 1)], [], entry=entries("v")["cite"], frame="citing", inside=outer)
        _sources(page, inner, thing)
        begun = page.hulls[word][0]
        outer.content = [p for p in (page.trimmed(a, min(b, begun)) if a < begun < b else (a, b) for a, b in outer.content) if p[1] > p[0]]
        inner.content = list(outer.content)
        made.append(inner)
    return made


# ---------------------------------------------------------------- passives
def _quoted_as(page: Page, draft: Draft, subject: int | None) -> bool:
    """Write "The minister was quoted as saying …": the minister's own statement."""
    after = draft.cue[0][1]
    if page.lemma[draft.head] not in ("quote", "cite", "report") or page.lower[after : after + 2] != ("as", "saying"):
        return False
    draft.cue, draft.head = [(draft.cue[0][0], after + 2)], after + 1
    draft.entry = entries("v")["say"]
    if subject is not None:
        _sources(page, draft, subject)
    draft.content, draft.frame = clause_bounds.content(page, draft.head, core_of(page, draft)), "that"
    return True


def _passive_content(page: Page, draft: Draft, subject: int | None) -> None:
    """Write what is ascribed in a passive: "is expected to resume", "was accused of lying", "it was announced that"."""
    entry, verb = draft.entry, draft.head
    if entry is None:
        return
    infinitive = next((c for c in page.children(verb) if page.rel[c] in ("xcomp", "ccomp") and c > verb and _has_to(page, c)), None)
    if infinitive is not None and entry.takes("pass"):
        parts = [_cut(page, infinitive, verb)]
        if subject is not None and page.deprel[verb] != "acl":
            parts.insert(0, page.naming(subject))
        draft.content, draft.frame = parts, "pass"
        return
    for frame in ("whom-of", "as"):
        if entry.takes(frame) and (noun := _oblique_of(page, verb, _CONTENT_CASES[frame])) is not None:
            draft.content, draft.frame = [_cut(page, noun, verb)], frame
            return
    clause = next((c for c in page.children(verb) if page.rel[c] in ("ccomp", "csubj") and c > verb), None)
    expletive = any(page.rel[c] == "expl" or page.lower[c] == "it" for c in page.children(verb))
    if clause is not None and expletive and entry.takes("that", "pass"):
        draft.content, draft.frame = [_cut(page, clause, verb)], "that"


# ---------------------------------------------------------------- nouns, prepositions, adverbs
def _of_noun(page: Page, noun: int, entry: Cue) -> Draft | None:
    """The statement of a noun: "allegations that the police fired", "reports of a massacre"."""
    draft = Draft(noun, [(noun, noun + 1)], [], entry=entry)
    for child in page.children(noun):
        if child > noun and not draft.content and (frame := _noun_frame(page, noun, child, entry)):
            draft.content, draft.frame = [_cut(page, child, noun)], frame
    if not draft.content:
        return None
    for child in page.children(noun):
        by = page.rel[child] == "nmod" and child < draft.content[0][0] and any(page.lower[c] in ("by", "from") for c in page.children(child))
        people = page.rel[child] in ("compound", "amod") and page.upos[child] in ("PROPN", "ADJ") and page.words[child][:1].isupper()
        if page.deprel[child] == "nmod:poss" or by or people:
            _noun_source(page, draft, child)
    return draft


def _noun_frame(page: Page, noun: int, child: int, entry: Cue) -> str:
    """The form of content that a noun's dependent is, or ""."""
    opens = next((page.lower[c] for c in page.children(child) if page.rel[c] in ("case", "mark") and c < child), "")
    if page.rel[child] in ("acl", "ccomp") and opens in ("that", "to") and entry.takes(opens) and page.deprel[child] != "acl:relcl":
        return opens
    near = page.hulls[child][0] == noun + 1
    if page.rel[child] in ("nmod", "acl") and opens in ("of", "against", "for") and entry.takes(opens) and near:
        return opens
    return ""


def _noun_source(page: Page, draft: Draft, child: int) -> None:
    """Write whose claim it is, the possessive's 's left out."""
    first, last = page.naming(child)
    first += page.lower[first] in ("by", "from")
    if page.lower[last - 1] in ("'s", "'"):
        last -= 1
    draft.source.append((first, last))
    draft.speakers.append(child)


def _according(page: Page, word: int, entry: Cue) -> Draft | None:
    """The statement of "according to": the rest of its sentence."""
    floor, ceiling = clause_bounds.limits(page, word)
    noun = next((w for w in range(word + 2, min(word + 30, ceiling)) if (page.rel[w] not in ("det", "amod", "compound", "nummod", "advmod", "case", "fixed", "punct", "flat") and page.head[w] <= word) or page.head[w] == w), None)
    noun = page.head[word] if page.head[word] > word else noun
    if noun is None or not word + 2 <= noun < ceiling:
        return None
    draft = Draft(word, [(word, word + 2)], [], entry=entry, frame="that")
    _sources(page, draft, noun)
    draft.source = [(max(a, word + 2), b) for a, b in draft.source if b > word + 2]
    draft.speakers = draft.speakers[: len(draft.source)]
    if not draft.source:
        return None
    last = max(b for _, b in draft.source)
    draft.content = _rest(page, word, last, floor, ceiling)
    return draft


def _rest(page: Page, first: int, last: int, floor: int, ceiling: int) -> list[Range]:
    """What a sentence says beside "according to …": before it, after it, or both where it stands in the middle."""
    found = Core(first, last, floor, ceiling)
    left = page.trimmed(clause_bounds.without_leads(page, floor, first), first)
    right = (last, last)
    if last < ceiling and page.words[last] in (",", ":"):
        right = page.trimmed(last + 1, ceiling)
    parts = [clause_bounds.whole(page, a, b, found.first) for a, b in (left, right) if b - a > 1]
    return parts


def _of_adverb(page: Page, word: int, entry: Cue) -> Draft | None:
    """The statement of "reportedly": the clause that it stands in."""
    clause = page.head[word]
    if clause == word or page.upos[clause] not in ("VERB", "ADJ", "NOUN", "AUX"):
        return None
    first, last = _cut_left(page, clause, word)
    parts = [page.trimmed(clause_bounds.without_leads(page, first, word), word), page.trimmed(word + 1, last)]
    return Draft(word, [(word, word + 1)], [p for p in parts if p[1] > p[0]], entry=entry, frame="that")


def _cut_left(page: Page, clause: int, word: int) -> Range:
    floor, ceiling = clause_bounds.limits(page, word)
    first, last = page.hulls[clause]
    return max(first, floor), min(last, ceiling)

