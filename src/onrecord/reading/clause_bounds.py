"""Where the content of a cue verb begins and ends: before the cue, after it, or around it.

The tree gives one answer and the order of words, commas and quotation marks another; which holds is decided by `content`.
"""

from __future__ import annotations

from dataclasses import dataclass

from onrecord.reading.cues import entries, vehicles
from onrecord.reading.page import CLOSING, DASHES, STOPS, Page
from onrecord.reading.quotes import Quotation, Range

_OPENERS = frozenset("that whether if why how what who when where which".split())
_ADJUNCT = frozenset("in on at to during from by via through after before with of since late early about for".split())
_TIME = frozenset(
    "monday tuesday wednesday thursday friday saturday sunday yesterday today tomorrow tonight earlier later afterwards afterward recently "
    "previously again then also too publicly separately initially repeatedly morning evening afternoon night week month year".split()
)
_LEADS = frozenset(
    "however but and meanwhile yet so still also moreover furthermore instead though or then nonetheless nevertheless besides".split()
)
_SUBJECTS = frozenset(("nsubj", "csubj", "expl"))
_CLAUSE = frozenset(("ccomp", "parataxis"))
RELATIVES = frozenset("who which where whom whose".split())
"""Words that open a relative clause."""
_AFTERWARDS = frozenset("after amid following".split())
_GOING_ON = frozenset("and but still yet then or that".split())
_CONCESSIONS = frozenset(("although", "though", "despite"))
_REACH = 250  # words on either side of a cue; longer sentences are lists or broken
_LONGEST_ASIDE = 40  # words between a source and its cue: "a judge, who did not want to be named, said"


@dataclass(frozen=True, slots=True)
class Core:
    """The cue with its source, and what belongs to neither but stands with them ("on Sunday", "to reporters"): [first, last).

    `floor`, `ceiling`: how far the content can reach: the sentence, or the quotation around the cue.
    """

    first: int
    last: int
    floor: int
    ceiling: int


def core(page: Page, verb: int, cue: Range, source: list[Range]) -> Core:
    """The core of a cue verb: its cue, the source that touches it, and adjuncts after it."""
    first, last = cue
    floor, ceiling = limits(page, verb)
    for begin, end in source:
        if (
            end <= first and all(page.words[w] in (",", "-", "—", "–", ")") or page.rel[w] in ("aux", "advmod") for w in range(end, first))
        ) or (end <= first and first - end <= _LONGEST_ASIDE and page.words[end] == page.words[first - 1] == "," and end < first - 1):
            first = begin
        elif begin >= last and begin - last <= 1:
            last = max(last, end)
    first = min([first, *(b for b, e in source if e <= first and _joined(page, e, first))])
    return Core(max(first, floor), after_adjuncts(page, verb, last, ceiling), floor, ceiling)


def _joined(page: Page, end: int, first: int) -> bool:
    """Whether a coordinated source reaches the core ("the army | and Israeli media said")."""
    return first - end <= 2 and all(page.lower[w] in (",", "and", "or", "both") for w in range(end, first))


def limits(page: Page, verb: int) -> Range:
    """How far the content of a cue can reach: its sentence, or the quotation that the cue stands in."""
    floor, ceiling = page.bounds(verb)
    floor, ceiling = max(floor, verb - _REACH), min(ceiling, verb + _REACH)
    number = page.quotation[verb]
    if number >= 0:
        around = page.quotations[number]
        floor, ceiling = max(floor, around.first + 1), min(ceiling, around.last - around.closed)
    return floor, ceiling


def after_adjuncts(page: Page, verb: int, at: int, ceiling: int) -> int:
    """The first word after the phrases of time, place, medium and addressee that follow a cue."""
    for _ in range(8):
        if at >= ceiling:
            return at
        here = page.lower[at]
        if here in _TIME or (page.upos[at] == "ADV" and page.head[at] == verb and here not in _OPENERS):
            at += 1
        elif here in _ADJUNCT and (end := _phrase(page, verb, at, ceiling)) is not None:
            at = end
        elif page.upos[at] in ("NOUN", "PROPN", "PRON") and page.deprel[at] in ("obl:tmod", "obl:unmarked") and page.head[at] == verb:
            at = page.hulls[at][1]
        else:
            return at
    return at


def _phrase(page: Page, verb: int, at: int, ceiling: int) -> int | None:
    """The end of a prepositional phrase that begins here, if it is the cue's and no part of the content."""
    noun = page.head[at]
    if page.rel[at] != "case" or noun <= at:
        return None
    end = page.naming(noun)[1]
    governor = page.head[noun]
    apart = page.rel[noun] not in ("obl", "nmod") and page.lower[noun] not in vehicles()
    if apart or end > ceiling or not (governor == verb or page.lower[noun] in vehicles() or page.lower[noun] in _TIME or governor < at):
        return None
    return end


def content(page: Page, verb: int, found: Core) -> list[Range]:
    """The content of a cue verb that takes clauses and quotations, [] if there is none."""
    right = _right(page, verb, found)
    left = _left(page, verb, found)
    if left and _ended(page, left) and page.words[found.first][:1].isupper():
        left = None
    if left and right:
        if not _quoted(page, left) or _ended(page, left):
            return [right]
        return [left, *_series(page, right)] if _opens_quote(page, right[0]) else [left]
    if not left and not right and (told := _told_before(page, found)):
        return [told]
    if left:
        return [left, *_resumed(page, left, found)]
    return _series(page, right) if right else []


def _resumed(page: Page, left: Range, found: Core) -> list[Range]:
    """The quotation with which a sentence goes on after its cue and an aside: "“…,” he said, turning round, “you give …”"."""
    if not _quoted(page, left):
        return []
    for word in range(found.last, found.ceiling - 1):
        resumes = _opens_quote(page, word) and page.words[word - 1] == "," and page.words[word + 1][:1].islower()
        if resumes and _utterance(page, page.quotations[page.quotation[word]]):
            return [(word, page.quotations[page.quotation[word]].last)]
    return []


def _told_before(page: Page, found: Core) -> Range | None:
    """An utterance that opens the sentence of a cue, whatever stands between: "“…,” Ann Lee, who lives there, told him"."""
    number = page.quotation[found.floor] if found.floor < len(page.words) else -1
    if number < 0 or page.quotations[number].last > found.first:
        return None
    q = page.quotations[number]
    between = range(q.last, found.first)
    crowded = any(page.upos[w] == "VERB" and page.lemma[w] in entries("v") and page.deprel[w] != "acl:relcl" for w in between)
    return (q.first, q.last) if _utterance(page, q) and not crowded else None


def _series(page: Page, right: Range) -> list[Range]:
    """A quotation after the cue with those that are joined to it: "“Free them” and “stop it”"."""
    made = [right]
    while _opens_quote(page, made[-1][0]) and made[-1][1] + 1 < len(page.words) and page.lower[made[-1][1]] in ("and", "or"):
        after = made[-1][1] + 1
        if not _opens_quote(page, after):
            break
        made.append((after, page.quotations[page.quotation[after]].last))
    return made


def _ended(page: Page, part: Range) -> bool:
    """Whether a quotation ends in a full stop: a sentence of its own, not the words of the cue that follows."""
    return any(page.words[w] == "." for w in range(max(part[0], part[1] - 2), part[1]))


def _quoted(page: Page, part: Range) -> bool:
    """Whether a range ends in a quotation that is most of it."""
    inside = sum(page.quotation[w] >= 0 for w in range(*part))
    return _quoted_end(page, part) and 2 * inside >= part[1] - part[0]


def _right(page: Page, verb: int, found: Core) -> Range | None:
    """What follows the cue, if that is content."""
    at, ceiling = _to_quotation(page, found.last, found.ceiling), found.ceiling
    if at >= ceiling:
        return None
    if page.words[at] in (":", ",") and at + 1 < len(page.words) and _opens_quote(page, at + 1):
        return _quotation_alone(page, at + 1) or _whole(page, at + 1, _end(page, verb, at + 1, ceiling), found)
    if page.words[at] == ":" or _opens_quote(page, at):
        at += page.words[at] == ":"
        return _quotation_alone(page, at) or _whole(page, at, _end(page, verb, at, ceiling), found)
    if page.upos[at] == "PUNCT" or (page.lower[at] == "to" and page.upos[at] == "PART"):
        return None
    clauses = [c for c in page.children(verb) if page.rel[c] in _CLAUSE and c >= at and page.hulls[c][1] > at]
    if page.lower[at] not in _OPENERS and not clauses and not _clause_ahead(page, at, ceiling):
        return None
    return _whole(page, at, without_asides(page, at, _end(page, verb, at, ceiling), plain=False), found)


def _to_quotation(page: Page, at: int, ceiling: int) -> int:
    """The opening mark after ", but" or ", and then", where a quotation goes on after its cue; else the same place."""
    if page.words[at : at + 1] != (",",):
        return at
    word = at + 1
    while word < min(at + 4, ceiling) and page.lower[word] in _GOING_ON:
        word += 1
    return word if word > at + 1 and word < ceiling and _opens_quote(page, word) else at


def _quotation_alone(page: Page, at: int) -> Range | None:
    """The quotation that begins here, if it is a whole utterance: an end mark or comma stands before its closing mark."""
    if not _opens_quote(page, at):
        return None
    q = page.quotations[page.quotation[at]]
    return (q.first, q.last) if _utterance(page, q) else None


def _utterance(page: Page, q: Quotation) -> bool:
    """Whether a quotation is a whole utterance: an end mark or comma stands before its closing mark, or right after it."""
    last = q.last - 1
    while last > q.first and page.words[last] in CLOSING:
        last -= 1
    return q.closed and q.words > 1 and page.words[last] in STOPS | {",", "…"}


def _clause_ahead(page: Page, at: int, ceiling: int) -> bool:
    """Whether a subject and its finite verb follow before any comma: a clause that the tree hangs elsewhere."""
    for word in range(at, min(ceiling, at + 25)):
        if page.words[word] in (",", ";", ":", "—", "–"):
            return False
        if page.rel[word] == "nsubj" and page.head[word] > word:
            return True
    return False


def _end(page: Page, verb: int, at: int, ceiling: int) -> int:
    """Where content that begins at `at` ends: with the clause, before a cue that is joined to this one."""
    end = ceiling
    for child in page.children(verb):
        if child <= at:
            continue
        if page.rel[child] == "conj" and not any(page.below(child, c) for c in page.children(verb) if page.rel[c] in _CLAUSE):
            end = min(end, _before_conjunction(page, child, at))
        elif page.rel[child] in ("advcl", "parataxis") and page.hulls[child][0] > at + 1:
            begun = page.hulls[child][0]
            if page.words[begun - 1] == "," or page.words[begun] == ",":
                end = min(end, begun)
    joined = next((w for w in range(at + 2, end) if page.rel[w] == "conj" and joined_to(page, w) == verb), None)
    return max(before_next_cue(page, at, end if joined is None else _before_conjunction(page, joined, at)), at + 1)


def before_next_cue(page: Page, first: int, last: int) -> int:
    """Where a stretch of unquoted words ends before a participle that goes on reporting: ", adding …", ", asked …"."""
    for word in range(first + 2, last):
        going_on = page.xpos[word] in ("VBG", "VBD") and page.words[word - 1] == "," and page.quotation[word] < 0
        if going_on and page.lemma[word] in entries("v") and not any(page.rel[c] == "nsubj" for c in page.children(word)):
            return word - 1
        if page.quotation[word] < 0 and page.words[word - 1] == "," and _another_voice(page, word, last):
            return word - 1
        if page.quotation[word] < 0 and (page.words[word] == ";" or (page.words[word - 1] == "," and concedes(page, word))):
            return word
    return _before_aside(page, first, last)


def _another_voice(page: Page, word: int, last: int) -> bool:
    """True where what is left is another's cue: "…, according to the police", "…, Slate reported"."""
    if page.lower[word : word + 2] == ("according", "to"):
        return True
    if page.xpos[word].startswith("W"):
        return False
    cue = next((w for w in range(word + 1, min(word + 10, last)) if page.upos[w] == "VERB" and page.lemma[w] in entries("v")), None)
    if (
        cue is None
        or page.xpos[cue] not in ("VBD", "VBZ", "VBP")
        or not any(page.rel[c] == "nsubj" and c >= word for c in page.children(cue))
    ):
        return False
    return all(page.lower[w] in _TIME or page.upos[w] in ("ADP", "PUNCT", "PROPN") for w in range(cue + 1, last)) and all(
        page.upos[w] in ("DET", "ADJ", "NOUN", "PROPN", "PRON", "AUX", "ADV", "PART", "PUNCT", "NUM") for w in range(word, cue)
    )


def concedes(page: Page, word: int) -> bool:
    """True for "although", "despite", "even as": what the report holds against the words before."""
    return page.lower[word] in _CONCESSIONS or page.lower[word : word + 2] in (("even", "as"), ("even", "though"), ("in", "spite"))


def _before_aside(page: Page, first: int, last: int) -> int:
    """The end before a single dash in unquoted words; with a second one the aside is a parenthesis, and stays."""
    dashes = [w for w in range(first + 1, last - 1) if page.words[w] in DASHES and page.quotation[w] < 0 and _spaced(page, w)]
    return dashes[0] if len(dashes) == 1 else last


def _spaced(page: Page, word: int) -> bool:
    """Whether a dash has white space on both sides, or is long: a hyphen inside a word has none."""
    starts, ends = page.analysis.starts, page.analysis.ends
    return page.words[word] not in ("-", "–") or bool(ends[word] < starts[word + 1] and ends[word - 1] < starts[word])


def joined_to(page: Page, verb: int) -> int | None:
    """The cue verb that another is joined to, though the tree may join it to a verb of the content: "said it rained and warned of floods".

    Both are past forms, the second has no subject of its own and an "and" or "but" before it, and stands in no quotation.
    """
    if page.rel[verb] != "conj" or not _past_cue(page, verb) or page.quotation[verb] >= 0:
        return None
    near = any(page.rel[c] == "cc" and 0 < verb - c <= 2 for c in page.children(verb))
    if not near or any(page.rel[c] in ("nsubj", "aux") for c in page.children(verb)):
        return None
    here: int | None = page.governor(verb)
    for _ in range(8):
        above = page.governor(here) if here is not None else None
        if here is None or above is None:
            return None
        if page.rel[here] in _CLAUSE and above < here and _past_cue(page, above):
            return above
        here = above
    return None


def _past_cue(page: Page, verb: int) -> bool:
    """True for the past form of a verb of the table; "had captured and vowed" may be tagged a participle."""
    return page.xpos[verb] in ("VBD", "VBN") and page.lemma[verb] in entries("v")


def _before_conjunction(page: Page, word: int, at: int) -> int:
    """The beginning of a joined clause: its "and", or its first word."""
    marks = [c for c in page.children(word) if page.rel[c] == "cc" and c < word]
    begun = marks[0] if marks else page.hulls[word][0]
    return begun if begun > at else word


def _left(page: Page, verb: int, found: Core) -> Range | None:
    """What precedes the cue, if that is content: it ends in a comma, or in a quotation."""
    end = found.first
    if end - found.floor < 1 or not (page.words[end - 1] in (",", "!", "?", "—", "–", "-") or page.words[end - 1] in CLOSING):
        return None
    first = without_leads(page, found.floor, end)
    if first >= end - 1 and page.words[end - 1] not in CLOSING:
        return None
    body = range(first, end)
    if not _opens_quote(page, first) and page.upos[first] == "ADP" and not any(page.rel[w] in _SUBJECTS for w in body):
        return None
    if _quoted_end(page, (first, end)):
        return _whole(page, first, end, found)
    if page.xpos[first] in ("VBN", "VBG") and page.rel[first] == "advcl" and page.head[first] == verb:
        return None
    if not any(page.upos[w] in ("VERB", "AUX") for w in body) or (page.rel[first] == "mark" and page.governor(verb) is None):
        return None
    return page.trimmed(first, end)


def without_leads(page: Page, first: int, end: int) -> int:
    """The first word after "However," and the like."""
    while first < end - 1 and (page.lower[first] in _LEADS or page.words[first] in (",", "-", "—", "–")):
        if page.lower[first] in _LEADS and page.upos[first] not in ("ADV", "CCONJ", "SCONJ", "PUNCT"):
            break
        first += 1
    return first


def _quoted_end(page: Page, part: Range) -> bool:
    """Whether a quotation closes at the end of a range, a comma after it aside."""
    last = part[1] - 1
    return any(page.words[w] in CLOSING and page.quotation[w] >= 0 for w in range(max(part[0], last - 1), last + 1))


def around(page: Page, found: Core) -> list[Range]:
    """Content that a parenthetical cue interrupts: "The blast, officials said, killed twelve"."""
    at = found.last
    if at + 1 >= found.ceiling or page.words[at] != "," or found.first - 1 < found.floor or page.words[found.first - 1] != ",":
        return []
    left, right = page.trimmed(without_leads(page, found.floor, found.first), found.first), page.trimmed(at + 1, found.ceiling)
    over = any(page.head[w] in range(*right) and page.rel[w] in ("nsubj", "obl", "advmod", "advcl", "mark") for w in range(*left))
    back = any(page.head[w] in range(*left) for w in range(*right))
    finite = any(page.upos[w] in ("VERB", "AUX") and page.xpos[w] not in ("VBG", "VBN", "VB") for w in range(*right))
    if left[1] <= left[0] or right[1] <= right[0] or not (over or back) or not finite:
        return []
    return [left, right]


def _opens_quote(page: Page, word: int) -> bool:
    number = page.quotation[word] if word < len(page.words) else -1
    return number >= 0 and page.quotations[number].first == word


def _whole(page: Page, first: int, last: int, found: Core) -> Range:
    return whole(page, first, last, found.first)


def whole(page: Page, first: int, last: int, cue: int) -> Range:
    """A range with every quotation that it cuts made whole, unless the cue stands inside that quotation."""
    first, last = page.trimmed(first, last)
    if last <= first:
        return first, first
    for word in (first, last - 1):
        number = page.quotation[word]
        if number >= 0:
            q = page.quotations[number]
            if not q.first <= cue < q.last:
                first, last = min(first, q.first), max(last, q.last)
    return first, last


def without_asides(page: Page, first: int, last: int, *, plain: bool) -> int:
    """The end of unquoted content before a relative clause that the report adds: ", who …", ", which …".

    With `plain`, for contents that are no finite clause, any relative clause at the end is left out, and what tells when or
    why the cue's own act was done: "after …", "in response to …".
    """
    for word in range(last - 1, first + 1, -1):
        if page.quotation[word] >= 0:
            break
        begun = page.hulls[word][0]
        relative = (
            (page.deprel[word] == "acl:relcl" or (page.rel[word] == "advcl" and page.lower[begun] == "where"))
            and first + 1 < begun
            and page.hulls[word][1] >= last - 1
        )
        if relative and (plain or (page.words[begun - 1] == "," and page.lower[begun] in RELATIVES)):
            last = page.trimmed(first, begun)[1]
        elif (
            plain
            and page.lower[word] in _AFTERWARDS
            and (page.rel[word] in ("case", "mark"))
            and page.head[word] > word
            and word - first > 1
        ) or (plain and page.lower[word : word + 3] == ("in", "response", "to") and word - first > 1):
            last = page.trimmed(first, word)[1]
    return last
