"""The forms that the content of a cue takes: clause, infinitive, phrase, thing, small clause, and those of passives and nouns."""

from __future__ import annotations

from onrecord.reading import clause_bounds, sources
from onrecord.reading.clause_bounds import Core
from onrecord.reading.cues import Cue, entries
from onrecord.reading.drafts import Draft
from onrecord.reading.page import Page
from onrecord.reading.quotes import Range

_CONTENT_CASES = {"whom-of": ("of",), "whom-for": ("for", "over"), "np-to": ("to",), "as": ("as",)}
_ADDRESSED = {"on-to": ("on", "upon"), "upon-to": ("upon",), "to-to": ("to",), "with-to": ("with",)}


def core_of(page: Page, draft: Draft) -> Core:
    """The core of a draft; the addressee of telling belongs to it."""
    found = clause_bounds.core(page, draft.head, draft.cue[0], draft.source)
    if draft.addressee is not None and draft.addressee >= found.last and draft.addressee - found.last < 8:
        end = page.naming(draft.addressee)[1]
        return Core(found.first, clause_bounds.after_adjuncts(page, draft.head, end, found.ceiling), found.floor, found.ceiling)
    return found


def clause(page: Page, draft: Draft) -> None:
    """A clause or a quotation before, after or around the cue."""
    entry = draft.entry
    if entry is not None and not entry.takes("that", "quote", "wh"):
        return
    found = core_of(page, draft)
    made = clause_bounds.around(page, found) or clause_bounds.content(page, draft.head, found)
    made = [part for part in made if part[1] > part[0]]
    if entry is not None and not entry.takes("that", "wh"):
        made = [part for part in made if any(page.quotation[w] >= 0 for w in (part[0], part[1] - 1))]
    draft.content, draft.frame = made, "that"


def infinitive(page: Page, draft: Draft) -> None:
    """An infinitive, with the one who is urged: "vowed to fight", "urged them to leave"."""
    entry = draft.entry
    clause = next((c for c in page.children(draft.head) if page.rel[c] in ("xcomp", "ccomp", "advcl") and _has_to(page, c)), None)
    if clause is None or entry is None or clause < draft.head:
        return
    first, last = cut(page, clause, draft.head)
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


def cut(page: Page, clause: int, verb: int) -> Range:
    """The range of a clause, without the report's own relative clause at its end, ending before the end of what holds the cue."""
    first, last = page.hulls[clause]
    floor, ceiling = clause_bounds.limits(page, verb)
    first, last = max(first, verb + 1, floor), min(last, ceiling)
    last = clause_bounds.without_asides(page, first, clause_bounds.before_next_cue(page, first, last), plain=True)
    return clause_bounds.whole(page, first, last, verb)


def oblique(page: Page, draft: Draft) -> None:
    """A phrase after a preposition: "called for a truce", "accused them of lying", "described it as a crime"."""
    entry = draft.entry
    if entry is None:
        return
    for frame, cases in _CONTENT_CASES.items():
        if entry.takes(frame) and (noun := _oblique_of(page, draft.head, cases)) is not None:
            asked = next((c for c in page.children(draft.head) if page.rel[c] in ("obj", "iobj") and c > draft.head), None)
            first = page.hulls[asked][0] if asked is not None and asked < noun else page.hulls[noun][0]
            draft.content, draft.frame = [clause_bounds.whole(page, first, cut(page, noun, draft.head)[1], draft.head)], frame
            if frame == "whom-of" and not any(page.rel[c] in ("obj", "iobj") for c in page.children(draft.head)):
                # "a man accused of lying" is not who says so, whatever the tree makes of him
                draft.silent, draft.source, draft.speakers = True, [], []
            return
    for case in sorted(entry.frames & {"for", "on", "of", "about"}):
        if (noun := _oblique_of(page, draft.head, (case,))) is not None:
            first, last = cut(page, noun, draft.head)
            begun = first + (page.lower[first] == case)
            if first <= draft.cue[-1][1]:
                draft.cue[-1] = (draft.cue[-1][0], begun)
            draft.content, draft.frame = [(begun, last)], case
            return
    if " on" in entry.words and (noun := _oblique_of(page, draft.head, ("on",))) is not None:
        first, last = cut(page, noun, draft.head)
        draft.content, draft.frame = [(first + 1, last)], "np"


def _oblique_of(page: Page, verb: int, cases: tuple[str, ...]) -> int | None:
    """The dependent after a verb that one of the prepositions introduces, be it a noun or a participle."""
    for child in page.children(verb):
        if child < verb or page.rel[child] not in ("obl", "nmod", "advcl", "xcomp", "acl", "ccomp", "obj"):
            continue
        if any(page.lower[c] in cases and page.rel[c] in ("case", "mark") and c < child for c in page.children(child)):
            return child
    obj = next((c for c in page.children(verb) if page.rel[c] == "obj" and c > verb), None)
    return (
        None
        if obj is None or page.upos[obj] == "VERB"
        else next(
            (
                c
                for c in page.children(obj)
                if page.rel[c] in ("nmod", "acl")
                and c > obj
                and any(page.lower[g] in cases and page.rel[g] in ("case", "mark") for g in page.children(c))
            ),
            None,
        )
    )


def small_clause(page: Page, draft: Draft) -> None:
    """What someone or something is called: "called the raid a crime"."""
    if draft.entry is None or not draft.entry.takes("pred"):
        return
    objects = [c for c in page.children(draft.head) if page.rel[c] in ("obj", "iobj") and c > draft.head]
    predicates = [
        c for c in page.children(draft.head) if page.rel[c] in ("xcomp", "ccomp", "obj") and c > draft.head and c not in objects[:1]
    ]
    called = page.lower[page.bounds(draft.head)[0] : draft.head][-4:]
    if len(objects) == 1 and not predicates and "what" in called:  # "what he called a crime"
        draft.content, draft.frame = [cut(page, objects[0], draft.head)], "pred"
    elif objects and predicates and page.deprel[draft.head] != "acl":
        last = cut(page, predicates[-1], draft.head)[1]
        draft.content, draft.frame = [clause_bounds.whole(page, page.hulls[objects[0]][0], last, draft.head)], "pred"


def thing(page: Page, draft: Draft) -> None:
    """A thing alone: "denied any wrongdoing", "rejected the claims", "praised the “exceptional” ties"."""
    entry = draft.entry
    thing = next((c for c in page.children(draft.head) if page.rel[c] == "obj" and c > draft.head), None)
    if entry is None or thing is None or page.lower[page.hulls[thing][0]] == "what":
        return
    first, last = cut(page, thing, draft.head)
    claim = page.lemma[thing] in entries("n") or page.lower[thing] in ("it", "this", "that", "them")
    quoted = page.quotation[draft.head] < 0 and any(page.quotation[w] >= 0 for w in range(first, last)) and entry.takes("quote", "np-quote")
    if entry.takes("np") or (entry.takes("claim") and claim) or quoted:
        draft.content, draft.frame = [(first, last)], "np"


def saying(page: Page, draft: Draft) -> None:
    """The outer half of "the daily quoted a minister as saying …": its content is what the minister says."""
    if draft.entry is None or not draft.entry.takes("saying"):
        return
    inner = next(
        (
            w
            for w in range(draft.head + 1, min(draft.head + 25, page.bounds(draft.head)[1]))
            if page.lower[w] == "saying" and page.lower[w - 1] == "as"
        ),
        None,
    )
    if inner is None:
        return
    whom = [
        w
        for w in range(draft.head + 1, inner - 1)
        if page.rel[w] in ("obj", "iobj", "nsubj", "obl", "ccomp") and page.upos[w] in ("NOUN", "PROPN", "PRON")
    ]
    if not whom:
        return
    found = Core(
        core_of(page, draft).first,
        clause_bounds.after_adjuncts(page, inner, inner + 1, core_of(page, draft).ceiling),
        *clause_bounds.limits(page, draft.head),
    )
    draft.content, draft.frame = clause_bounds.content(page, inner, found), "saying"
    draft.through = [whom[0], inner]


def quoted_as(page: Page, draft: Draft, subject: int | None) -> bool:
    """Write "The minister was quoted as saying …": the minister's own statement."""
    after = draft.cue[0][1]
    if page.lemma[draft.head] not in ("quote", "cite", "report") or page.lower[after : after + 2] != ("as", "saying"):
        return False
    draft.cue, draft.head = [(draft.cue[0][0], after + 2)], after + 1
    draft.entry = entries("v")["say"]
    if subject is not None:
        sources.add_sources(page, draft, subject)
    draft.content, draft.frame = clause_bounds.content(page, draft.head, core_of(page, draft)), "that"
    return True


def of_passive(page: Page, draft: Draft, subject: int | None) -> None:
    """Write what is ascribed in a passive: "is expected to resume", "was accused of lying", "it was announced that"."""
    entry, verb = draft.entry, draft.head
    if entry is None:
        return
    infinitive = next((c for c in page.children(verb) if page.rel[c] in ("xcomp", "ccomp") and c > verb and _has_to(page, c)), None)
    if infinitive is not None and entry.takes("pass"):
        parts = [cut(page, infinitive, verb)]
        if subject is not None and page.deprel[verb] != "acl":
            parts.insert(0, page.naming(subject))
        draft.content, draft.frame = parts, "pass"
        return
    for frame in ("whom-of", "as"):
        if entry.takes(frame) and (noun := _oblique_of(page, verb, _CONTENT_CASES[frame])) is not None:
            draft.content, draft.frame = [cut(page, noun, verb)], frame
            return
    clause = next((c for c in page.children(verb) if page.rel[c] in ("ccomp", "csubj") and c > verb), None)
    expletive = any(page.rel[c] == "expl" or page.lower[c] == "it" for c in page.children(verb))
    if clause is not None and expletive and entry.takes("that", "pass"):
        draft.content, draft.frame = [cut(page, clause, verb)], "that"


def noun_frame(page: Page, noun: int, child: int, entry: Cue) -> str:
    """The form of content that a noun's dependent is, or ""."""
    opens = next((page.lower[c] for c in page.children(child) if page.rel[c] in ("case", "mark") and c < child), "")
    if page.rel[child] in ("acl", "ccomp") and opens in ("that", "to") and entry.takes(opens) and page.deprel[child] != "acl:relcl":
        return opens
    near = page.hulls[child][0] == noun + 1
    if page.rel[child] in ("nmod", "acl") and opens in ("of", "against", "for") and entry.takes(opens) and near:
        return opens
    return ""


def rest(page: Page, first: int, last: int, floor: int, ceiling: int) -> list[Range]:
    """What a sentence says beside "according to …": before it, after it, or both where it stands in the middle."""
    found = Core(first, last, floor, ceiling)
    left = page.trimmed(clause_bounds.without_leads(page, floor, first), first)
    right = (last, last)
    if last < ceiling and page.words[last] in (",", ":"):
        right = page.trimmed(last + 1, ceiling)
    if right[1] > right[0] and left[1] - left[0] > 1 and not _goes_on(page, left, right):
        right = (last, last)
    return [clause_bounds.whole(page, a, b, found.first) for a, b in (left, right) if b - a > 1]


def _goes_on(page: Page, left: Range, right: Range) -> bool:
    """Whether what follows "according to …" belongs to what stands before it: joined by "and", or governing its subject."""
    if page.rel[right[0]] == "cc" or not any(page.rel[w] == "nsubj" for w in range(*left)):
        return True
    return any(page.head[w] in range(*right) and page.rel[w] in ("nsubj", "obl", "advmod", "advcl", "mark") for w in range(*left))


def whole_clause(page: Page, clause: int, word: int) -> Range:
    """The range of the clause that an adverb stands in."""
    floor, ceiling = clause_bounds.limits(page, word)
    first, last = page.hulls[clause]
    return max(first, floor), min(last, ceiling)
