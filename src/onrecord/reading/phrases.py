"""The cores of noun phrases: which words are one phrase, what is nested in it, which phrases are one and the same."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from onrecord.language.analysis import Analysis
from onrecord.reading.lexicon import Role, Sighting, roles, title_words, titles, words_of
from onrecord.reading.naming import Run

INNER = frozenset({"flat", "goeswith", "compound", "nmod:desc"})  # relations inside the core of a noun phrase
_GAP = frozenset({"ADJ", "NUM", "PUNCT", "DET", "ADV", "NOUN", "PROPN", "X", "SYM"})
_WIDEST_GAP = 3
_NEVER_NESTED = frozenset({"population", "thing", "state"})  # kinds of nouns that are mere modifiers: "state television"
_ROLE_WORDS = 4  # the longest role in the table
_COORDINATES = frozenset({"conj"})
_ARGUMENTS = frozenset({"nsubj", "obj", "iobj", "obl", "nmod", "conj", "root", "ccomp", "parataxis", "appos", "xcomp"})


@dataclass(slots=True)
class Phrase:
    """A noun phrase under construction: its top word and the words of its core."""

    top: int
    words: list[int]
    tops: list[int] = field(default_factory=list)
    run: Run | None = None
    nouns: list[str] = field(default_factory=list)
    head: int = -1
    counts: bool = False


# ---------------------------------------------------------------- phrases
def is_torn(analysis: Analysis, word: int) -> bool:
    """True for a body that the tree took for a modifier of the one coordinated with it ("the military and Israeli media")."""
    if analysis.rel[word] not in ("amod", "compound", "nmod") or word + 2 >= len(analysis) or word == 0:
        return False
    coordinated = analysis.upos[word + 1] == "CCONJ" and int(analysis.head[word]) > word + 1 and analysis.upos[word - 1] == "DET"
    noun = roles().get(analysis.lower[word]) if coordinated else None
    return noun is not None and not noun.person and analysis.entity[word] == "organization"


def _is_head(analysis: Analysis, word: int, run_at: Mapping[int, Run]) -> bool:
    """True for words that may head a noun phrase."""
    upos, lower = analysis.upos[word], analysis.lower[word]
    if upos in ("NOUN", "PROPN") or (word in run_at and upos not in ("PUNCT", "ADP", "DET", "CCONJ", "PART")):
        return True
    if is_torn(analysis, word):
        return True
    if upos == "PRON":
        return lower in words_of("quantifier")
    if analysis.rel[word] not in _ARGUMENTS or analysis.sentence[word] != analysis.sentence[int(analysis.head[word])]:
        return False
    if upos == "NUM":
        return _stands_alone(analysis, word)
    if upos == "DET":
        return lower in words_of("quantifier")
    return upos in ("ADJ", "VERB") and any(analysis.lower[c] == "the" for c in analysis.dependents(word, "det"))


def _stands_alone(analysis: Analysis, word: int) -> bool:
    """True for a number that stands for people or things ("two were killed"), not for a date, a price or a share."""
    if analysis.rel[word] not in ("nsubj", "obj", "conj") or "%" in analysis.words[word]:
        return False
    if word > 0 and analysis.upos[word - 1] in ("PROPN", "NUM", "SYM"):  # "8 MAR 89"
        return False
    value = analysis.words[word].replace(",", "")
    year = value.isdigit() and len(value) == 4 and "," not in analysis.words[word]
    return not year and not any(analysis.upos[c] == "SYM" for c in analysis.children[word])


def _parent(analysis: Analysis, word: int) -> int | None:
    """The word of the same core that stands above a word, or None at its top."""
    if is_torn(analysis, word):
        return None
    relation = analysis.deprel[word]
    if relation in INNER or analysis.rel[word] in ("flat", "goeswith"):
        head = int(analysis.head[word])
        if head != word and analysis.sentence[head] == analysis.sentence[word]:
            return head
    return None


def cores(
    analysis: Analysis, run_at: Mapping[int, Run], sight_at: Mapping[int, Sighting]
) -> tuple[list[Phrase], list[tuple[tuple[int, ...], Run | None]]]:
    """The cores of noun phrases, and the phrases nested in them ("army" in "army official") as words and name."""
    found: dict[int, list[int]] = {}
    for word in range(len(analysis)):
        if (_is_head(analysis, word, run_at) and word not in sight_at) or _demonym_noun(analysis, word, sight_at):
            top, seen = _run_top(analysis, run_at[word]) if word in run_at else word, 0
            while (above := _parent(analysis, top)) is not None and seen < 12 and _nominal(analysis, above, run_at):
                top, seen = above, seen + 1
            found.setdefault(top, []).append(word)
    phrases: list[Phrase] = []
    nested: list[tuple[tuple[int, ...], Run | None]] = []
    for top in sorted(found):
        for block in _blocks(analysis, found[top], run_at):
            _split(analysis, top if top in block else _highest(analysis, block), block, run_at, phrases, nested)
    return phrases, nested


def _blocks(analysis: Analysis, core: Sequence[int], run_at: Mapping[int, Run]) -> list[list[int]]:
    """The core cut where other things stand between its words: a noun phrase has no verb inside."""
    blocks = [[core[0]]]
    for left, right in pairwise(core):
        gap = [w for w in range(left + 1, right) if run_at.get(w) is None or run_at[w] is not run_at.get(right)]
        if len(gap) > _WIDEST_GAP or any(analysis.upos[w] not in _GAP for w in gap):
            blocks.append([])
        blocks[-1].append(right)
    return blocks


def _highest(analysis: Analysis, block: Sequence[int]) -> int:
    """The word of a block whose head is outside of it."""
    return next((w for w in reversed(block) if int(analysis.head[w]) not in block), block[-1])


def _run_top(analysis: Analysis, run: Run) -> int:
    """The word of a name by which it hangs on the sentence: the last noun whose head is outside of it."""
    outside = [w for w in range(run.first, run.last) if not run.first <= int(analysis.head[w]) < run.last or int(analysis.head[w]) == w]
    nouns = [w for w in outside if analysis.upos[w] in ("PROPN", "NOUN")]
    return (nouns or outside or [run.last - 1])[-1 if run.label != "PER" else 0]


def _demonym_noun(analysis: Analysis, word: int, sight_at: Mapping[int, Sighting]) -> bool:
    """True for a demonym that is a noun of its own ("the Israelis") and heads its phrase."""
    sight = sight_at.get(word)
    if sight is None or word != sight.last - 1:
        return False
    return analysis.upos[word] in ("NOUN", "PROPN") and analysis.rel[word] not in ("compound", "amod", "flat")


def _nominal(analysis: Analysis, word: int, run_at: Mapping[int, Run]) -> bool:
    return analysis.upos[word] in ("NOUN", "PROPN", "NUM", "X", "PRON", "SYM") or word in run_at or analysis.upos[word] == "ADJ"


def _split(
    analysis: Analysis,
    top: int,
    core: list[int],
    run_at: Mapping[int, Run],
    phrases: list[Phrase],
    nested: list[tuple[tuple[int, ...], Run | None]],
) -> None:
    """Divide a core into its own phrase and what is nested in it."""
    members = sorted(set(core) | {w for word in core if word in run_at for w in range(run_at[word].first, run_at[word].last)})
    core_runs = sorted({run_at[w] for w in members if w in run_at}, key=lambda run: run.first)
    own = _own_run(analysis, top, members, core_runs)
    outer = [w for w in members if (own is not None and own.first <= w < own.last) or w not in run_at]
    head = own.last - 1 if own is not None and own.label == "PER" else top
    inner = _inner_bodies(analysis, top, outer, own)
    phrase = Phrase(top, [w for w in outer if not any(w in words for words in inner)], [top], own, [], head)
    if own is not None and own.known is None and own.last == top and analysis.lower[top] in words_of("army unit"):
        phrase.run = Run(own.first, top + 1, own.label)  # "Nahal brigade": the noun is part of a unit's name
    phrase.nouns = _role_nouns(analysis, phrase, top)
    phrases.append(phrase)
    nested += [(tuple(range(run.first, run.last)), run) for run in core_runs if run is not own]
    nested += [(words, None) for words in inner]


def _own_run(analysis: Analysis, top: int, members: Sequence[int], core_runs: Sequence[Run]) -> Run | None:
    """The name that the phrase as a whole bears, or None ("Hamas militants", "Trump administration")."""
    persons = [run for run in core_runs if run.label == "PER"]
    last = members[-1]
    for run in core_runs:
        outranked = bool(persons) and persons[-1] is not run and (run.label == "PER" or persons[-1].last - 1 == last)
        if run.first <= top < run.last and not outranked:
            return run
    if persons and persons[-1].last - 1 == last:
        return persons[-1]
    noun = roles().get(analysis.lower[top])
    near = [run for run in core_runs if run.last == top or (run.last == top - 1 and noun is not None)]
    if near and noun is not None and not noun.person and _names_itself(analysis, near[-1], noun, top):
        return near[-1]
    after = [run for run in core_runs if run.first == top + 1]  # "newspaper Haaretz" with the noun on top
    return after[0] if after and noun is not None and after[0].label in ("PER", "ORG", "OTH") else None


def _names_itself(analysis: Analysis, run: Run, noun: Role, top: int) -> bool:
    """True where name and noun are one ("the Islamic State group", "Northern news service")."""
    words = analysis.lower[run.last : top + 1]
    phrase = roles().get(" ".join(words), noun)
    if not (phrase.generic or noun.generic) or run.label not in ("ORG", "OTH"):
        return False
    return (
        run.known is None
        or run.known.kind == phrase.kind
        or ((phrase.kind, phrase.role) == ("organisation", "") and run.known.kind != "organisation")
    )


def _inner_bodies(analysis: Analysis, top: int, outer: Sequence[int], own: Run | None) -> list[tuple[int, ...]]:
    """Common nouns in the core that stand for a body of their own ("army" in "army official")."""
    if own is not None and own.label != "PER":
        return []
    table = roles()
    found: list[tuple[int, ...]] = []
    limit = own.first if own is not None else top
    role_words = _longest_role(analysis, [w for w in outer if w < limit or own is None])
    for word in outer:
        noun = table.get(analysis.lower[word])
        following = word + 1 in outer or (own is not None and word + 1 < own.first)
        following = following and analysis.words[word + 1] != "-"
        if word < limit and word not in role_words and following and noun and not noun.person and noun.kind not in _NEVER_NESTED:
            found.append((word,))
    return found


def _longest_role(analysis: Analysis, words: Sequence[int]) -> tuple[int, ...]:
    """The last words of a phrase that make up a role of the table ("prime minister"), or ()."""
    for size in range(min(_ROLE_WORDS, len(words)), 0, -1):
        tail = tuple(words[-size:])
        if tail[-1] - tail[0] == size - 1 and role_key(analysis, tail) is not None:
            return tail if size == 1 or not _is_body_and_official(analysis, tail) else tail[-1:]
    return ()


def _is_body_and_official(analysis: Analysis, words: Sequence[int]) -> bool:
    """True for "army official", "police spokesman": the body is an actor of its own beside the person."""
    first, last = roles().get(analysis.lower[words[0]]), roles().get(analysis.lower[words[-1]])
    if first is None or last is None or first.person or not last.person:
        return False
    return last.word not in ("officer", "officers", "policeman", "guard")


def role_key(analysis: Analysis, words: Sequence[int]) -> str | None:
    """The entry of the role table that words make up, plural or singular, or None."""
    table = roles()
    start = " ".join(analysis.lower[w] for w in words[:-1])
    for last in (analysis.lower[words[-1]], analysis.lemma[words[-1]].lower()):
        key = f"{start} {last}".strip()
        if key in table:
            return key
    return None


def _role_nouns(analysis: Analysis, phrase: Phrase, top: int) -> list[str]:
    """The role words of a phrase outside its name; the longest first; the head's lemma where no table knows it."""
    run = phrase.run
    before = [w for w in phrase.words if run is None or (w < run.first and analysis.words[w + 1] != "-")]
    after = [w for w in phrase.words if run is not None and w >= run.last]
    found = []
    for words in (after, _with_adjective(analysis, before)):
        tail = _longest_role(analysis, words)
        if tail:
            found.append(role_key(analysis, tail) or "")
        elif words and (run is None or top in words or analysis.lower[words[-1]].rstrip(".") in titles()):
            found.append(analysis.lower[words[-1]].rstrip(".") if run is not None else analysis.lemma[words[-1]].lower())
    return [noun for noun in found if noun]


def _with_adjective(analysis: Analysis, words: list[int]) -> list[int]:
    """The words, with an adjective before them that belongs to the role ("prime minister", "former president")."""
    extra = list(words)
    while extra and extra[0] > 0 and len(extra) < _ROLE_WORDS + 2:
        before = extra[0] - 1
        if analysis.upos[before] in ("ADJ", "PROPN", "NOUN", "VERB") and analysis.deprel[before] in (
            "amod",
            "compound",
        ):
            extra.insert(0, before)
        else:
            break
    return extra


# ---------------------------------------------------------------- phrases that are one
def merged(analysis: Analysis, phrases: list[Phrase]) -> list[Phrase]:
    """The phrases, with appositions and title-and-name pairs made one."""
    by_top = {phrase.top: phrase for phrase in phrases}
    ends = {max(phrase.words): phrase for phrase in phrases if phrase.words}
    owner = {word: phrase for phrase in phrases for word in phrase.words}
    gone: dict[int, Phrase] = {}

    def current(phrase: Phrase) -> Phrase:
        while phrase.top in gone:
            phrase = gone[phrase.top]
        return phrase

    for phrase in phrases:
        for other in (_title_before(analysis, phrase, ends), _title_above(analysis, phrase, owner), _apposed_to(analysis, phrase, by_top)):
            if other is None:
                continue
            left, right = current(other), current(phrase)
            if left is not right and _one_and_the_same(analysis, left, right):
                _absorb(left, right)
                gone[right.top] = left
    for phrase in phrases:
        if phrase.top not in gone and (counted := _counted(analysis, phrase, by_top)) is not None and counted.top not in gone:
            phrase.nouns, phrase.counts = counted.nouns + phrase.nouns, True
            if not any(analysis.lower[c] == "the" for c in analysis.children[counted.top]):
                _absorb(phrase, counted)
                gone[counted.top] = phrase
    return [phrase for phrase in phrases if phrase.top not in gone and phrase.words]


def _counted(analysis: Analysis, phrase: Phrase, by_top: Mapping[int, Phrase]) -> Phrase | None:
    """The phrase that a word of number counts ("thousands of its members"), or None."""
    noun = analysis.lower[phrase.top]
    if phrase.run is not None or noun == "one" or (noun not in words_of("vague") and noun not in words_of("crowd")):
        return None
    if is_sum(analysis, phrase.top):
        return None
    for child in analysis.dependents(phrase.top, "nmod"):
        if any(analysis.lower[c] == "of" for c in analysis.dependents(child, "case")):
            found = by_top.get(child)
            several = analysis.xpos[child] in ("NNS", "NNPS") or analysis.lower[child] in words_of("many") | {"people"}
            return found if found is not None and found.run is None and several else None
    return None


def is_sum(analysis: Analysis, word: int) -> bool:
    """True for "the number" of people killed, which is a figure and nobody; "a number of people" are some."""
    the = any(analysis.lower[c] == "the" for c in analysis.dependents(word, "det"))
    befallen = any(analysis.dependents(child, "acl") for child in analysis.dependents(word, "nmod"))
    return the and befallen and analysis.lower[word] in words_of("sum")


def _title_before(analysis: Analysis, phrase: Phrase, ends: Mapping[int, Phrase]) -> Phrase | None:
    """The phrase of a title or role right before a name ("spokesman" before "Omar Berg"), if the tree joins them."""
    run = phrase.run
    if run is None or run.first == 0 or min(phrase.words) < run.first:
        return None
    before = ends.get(run.first - 1)
    if before is None or before.run is not None or analysis.sentence[before.top] != analysis.sentence[run.first]:
        return None
    one, two = int(analysis.head[before.top]), int(analysis.head[phrase.top])
    twins = one == two and analysis.rel[before.top] == analysis.rel[phrase.top]  # one phrase that the tree took for two
    joined = one in phrase.words or two in before.words or twins
    related = analysis.rel[before.top] not in _COORDINATES and analysis.rel[phrase.top] not in _COORDINATES
    title = analysis.lower[run.first - 1].rstrip(".") in title_words() and analysis.words[run.first - 1][0].isupper()
    return before if (joined and related) or (title and run.label == "PER") else None


def _title_above(analysis: Analysis, phrase: Phrase, owner: Mapping[int, Phrase]) -> Phrase | None:
    """The phrase of a title of several words that a name hangs on ("Deputy Minister of Works Anna Berg")."""
    if phrase.run is None or phrase.run.label != "PER":
        return None
    for word in range(phrase.run.first, phrase.run.last):
        above = owner.get(int(analysis.head[word])) if analysis.deprel[word] in INNER else None
        if above is not None and above is not phrase and above.run is None and above.nouns and above.top < word:
            noun = roles().get(above.nouns[0])
            return above if noun is not None and noun.person else None
    return None


def _apposed_to(analysis: Analysis, phrase: Phrase, by_top: Mapping[int, Phrase]) -> Phrase | None:
    """The phrase that this one is in apposition to, also where the tree has two subjects for one ("Berg, a nurse, was held")."""
    head = int(analysis.head[phrase.top])
    if analysis.rel[phrase.top] == "appos":
        between = [c for c in analysis.dependents(head, "conj") if c < phrase.top]  # "Amnesty and Northwatch, a Danish group"
        return by_top.get(between[-1] if between else head)
    if analysis.rel[phrase.top] != "nsubj" or head <= phrase.top:
        return None
    twins = [w for w in analysis.dependents(head, "nsubj") if w < phrase.top and w in by_top]
    if not twins or analysis.words[max(by_top[twins[-1]].words) + 1] != ",":
        return None
    return by_top[twins[-1]]


def _one_and_the_same(analysis: Analysis, left: Phrase, right: Phrase) -> bool:
    """True if an apposition may be one actor: two places, or a man and an organisation, are not."""
    one, two = left.run, right.run
    if one is not None and two is not None:
        if one.label == "LOC" or two.label == "LOC" or ("PER" in (one.label, two.label) and one.label != two.label):
            return False
        return stands_for(analysis, two, one) or stands_for(analysis, one, two) or one.text(analysis) == two.text(analysis)
    sorts = [s for s in (_sort(analysis, left), _sort(analysis, right)) if s]
    return len(sorts) < 2 or sorts[0] == sorts[1]


def stands_for(analysis: Analysis, short: Run, long: Run) -> bool:
    """True if one name is the other's acronym or the other in a foreign tongue within brackets ("(SARC)")."""
    letters = "".join(c for c in short.text(analysis) if c.isalnum())
    words = [analysis.words[w] for w in range(long.first, long.last)]
    capitals = "".join(w[0] for w in words if w[0].isalpha() and w[0].isupper())
    everything = "".join(w[0].upper() for w in words if w[0].isalpha())
    bracket = short.first > 0 and analysis.words[short.first - 1] == "("
    return letters.isupper() and len(letters) > 1 and (bracket or letters in (capitals, everything))


def _sort(analysis: Analysis, phrase: Phrase) -> str:
    """Coarse type of a phrase: person, body, place, or "" where unsure."""
    if phrase.run is not None:
        known = phrase.run.known
        if known is not None:
            return "body" if known.sort == "organisation" else "place"
        return {"PER": "person", "ORG": "body", "LOC": "place"}.get(phrase.run.label, "")
    for noun in phrase.nouns:
        if noun in roles():
            entry = roles()[noun]
            people = entry.person or entry.kind == "population"
            return "person" if people else {"state": "place", "thing": ""}.get(entry.kind, "body")
    return {"person": "person", "organization": "body", "place": "place"}.get(analysis.entity[phrase.top], "thing")


def _absorb(left: Phrase, right: Phrase) -> None:
    """Make two phrases one: the name leads, the role words are kept."""
    if left.run is None:
        left.run, left.head = right.run, right.head
    left.words = sorted({*left.words, *right.words})
    left.tops += right.tops
    left.nouns += [noun for noun in right.nouns if noun not in left.nouns]
