"""The noun phrases of a report that could act, be acted on or speak, each with its words, its span and its parts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from onrecord.language.analysis import Analysis
from onrecord.reading.lexicon import Known, Sighting, roles, words_of
from onrecord.reading.naming import Run, runs
from onrecord.reading.phrases import Phrase, cores, is_sum, is_torn, merged, role_key

PERSONAL = frozenset({
    "he", "him", "his", "himself", "she", "her", "hers", "herself", "it", "its", "itself",
    "they", "them", "their", "theirs", "themselves", "themself",
    "i", "me", "my", "mine", "myself", "we", "us", "our", "ours", "ourselves", "you", "your", "yours",
})  # fmt: skip
RELATIVE = frozenset({"who", "whom", "whose", "which", "that"})
_CORE = frozenset({"det", "amod", "nummod", "compound", "flat", "nmod", "appos", "fixed", "goeswith", "case"})


@dataclass(frozen=True, slots=True)
class Mention:
    """One noun phrase. `words` all stand for it; `nouns` are the role words that describe it, the first its own.

    `form`: name description pronoun adjective. `owner`: the word that heads what it belongs to ("army" in "army official").
    `determiner`: the a poss this number, or "" for none.
    """

    head: int
    words: tuple[int, ...]
    first: int
    last: int
    form: str
    run: Run | None = None
    known: Known | None = None
    nouns: tuple[str, ...] = ()
    modifiers: frozenset[str] = frozenset()
    determiner: str = ""
    plural: bool | None = None
    owners: tuple[int, ...] = ()


def find(analysis: Analysis) -> tuple[Mention, ...]:
    """The mentions of a report in the order of their heads; none is the other's word, though one may lie within another."""
    names, demonyms = runs(analysis)
    run_at = {word: run for run in names for word in range(run.first, run.last)}
    sight_at = {word: sight for sight in demonyms for word in range(sight.first, sight.last)}
    phrases, nested = cores(analysis, run_at, sight_at)
    found = [_mention(analysis, phrase, sight_at) for phrase in merged(analysis, phrases)]
    found += [_nested(analysis, words, run, sight_at) for words, run in nested]
    found += _adjectives(demonyms, {word for mention in found for word in mention.words})
    found += _pronouns(analysis)
    found.sort(key=lambda mention: mention.head)
    return tuple(found)


# ---------------------------------------------------------------- mentions
def _mention(analysis: Analysis, phrase: Phrase, sight_at: Mapping[int, Sighting]) -> Mention:
    """The mention that a phrase makes."""
    run, top = phrase.run, phrase.top
    first, last = _extent(analysis, phrase)
    known = run.known if run is not None else None
    if run is None and top in sight_at:
        known = sight_at[top].known
    return Mention(
        phrase.head,
        tuple(phrase.words),
        first,
        last,
        "name" if run is not None or (known is not None and not phrase.nouns) else "description",
        run,
        known,
        tuple(phrase.nouns),
        _modifiers(analysis, phrase.tops),
        _determiner(analysis, phrase.tops[0] if run is None else top),
        _plural(analysis, phrase),
        _owners(analysis, phrase, first),
    )


def _extent(analysis: Analysis, phrase: Phrase) -> tuple[int, int]:
    """The words [first, last) of a phrase: modifiers and appositions, no relative clauses, no coordinated phrases.

    A participle belongs to it where the noun alone says little ("people buried by the landslide").
    """
    words = phrase.words
    inside: set[int] = set(words)
    for top in phrase.tops:
        little = phrase.run is None and _says_little(analysis, phrase)
        little = little and not is_sum(analysis, int(analysis.head[top]))
        open_ = [c for c in analysis.children[top] if _belongs(analysis, c, top) or (little and analysis.deprel[c] == "acl" and c > top)]
        while open_:
            here = open_.pop()
            inside.add(here)
            open_ += [
                c
                for c in analysis.children[here]
                if analysis.rel[c] not in ("acl", "parataxis", "punct") and analysis.deprel[c] != "acl:relcl"
            ]
    first, last = min(words), max(words) + 1
    floor = analysis.sentences[int(analysis.sentence[first])][0]
    while first > floor and (
        first - 1 in inside
        or _left_over(analysis, first - 1, first, max(words))
        or _hyphened(analysis, first - 1)
        or (first - 2 in inside and analysis.upos[first - 1] == "PUNCT")
    ):
        first -= 1
    split = max((w for w in range(first, min(words)) if is_torn(analysis, w)), default=None)
    first = first if split is None else split + 2
    while last in inside or (last + 1 in inside and last < len(analysis) and analysis.upos[last] == "PUNCT"):
        last += 1
    if last < len(analysis) and analysis.words[last] == ")" and "(" in analysis.words[first:last]:
        last += 1
    if first > 0 and first == min(words) and analysis.upos[first - 1] == "DET":
        first -= 1
    while first < min(words) and analysis.lower[first] in words_of("outcome") and analysis.upos[first + 1] in ("NUM", "DET"):
        first += 1  # "shot dead 11 worshippers": a result hung on who came to it
    if first > 0 and analysis.lower[first] in ("least", "most") and analysis.lower[first - 1] == "at":
        first -= 1
    while (
        first < min(words)
        and analysis.lower[first + 1] not in ("least", "most", "to")
        and analysis.upos[first] in ("ADP", "CCONJ", "SCONJ", "PUNCT")
    ):
        first += 1
    while last - 1 > max(words) and (analysis.upos[last - 1] in ("ADP", "CCONJ") or analysis.lower[last - 1] in ("'s", "'")):
        last -= 1
    return first, last


def _hyphened(analysis: Analysis, word: int) -> bool:
    """True for a word of a hyphened modifier that the tree tore off ("the left-leaning daily")."""
    if word < 2 or analysis.words[word + 1] == "-":
        return (
            word > 0
            and analysis.words[word + 1] == "-"
            and analysis.ends[word] == analysis.starts[word + 1]
            and analysis.upos[word] != "PUNCT"
        )
    hyphen = (
        analysis.words[word - 1] == "-"
        and analysis.starts[word] == analysis.ends[word - 1]
        and analysis.starts[word - 1] == analysis.ends[word - 2]
    )
    return (hyphen and analysis.upos[word] in ("ADJ", "VERB", "NOUN")) or (
        analysis.words[word] == "-" and analysis.ends[word] == analysis.starts[word + 1]
    )


def _says_little(analysis: Analysis, phrase: Phrase) -> bool:
    """True for "people", "a woman", "those"."""
    if analysis.lower[phrase.top] in words_of("quantifier"):
        return True
    return any(noun in roles() and roles()[noun].role == "CVL" for noun in phrase.nouns[:1])


def _left_over(analysis: Analysis, word: int, first: int, last: int) -> bool:
    """True for a modifier before a phrase that hangs on a word in it, or on the noun before ("the army and Israeli media")."""
    if word < 0 or analysis.rel[word] not in ("amod", "det", "nummod", "compound"):
        return False
    head = int(analysis.head[word])
    return first <= head <= last or (head < word - 1 and analysis.rel[word] != "compound")


def _belongs(analysis: Analysis, child: int, top: int) -> bool:
    """True if a dependent is part of the phrase that its head stands for."""
    relation = analysis.rel[child]
    if relation == "case" or relation not in _CORE or analysis.deprel[child] in ("nmod:tmod", "nmod:unmarked"):
        return relation == "advmod" and child < top and analysis.lower[child] in ("about", "nearly", "almost", "some")
    if child > top and relation == "appos" and any(top < c < child for c in analysis.dependents(top, "conj")):
        return False
    if child > top:
        if relation == "amod" and child == top + 1:  # "people close to the talks"
            return not analysis.dependents(child, "cc")
        after = relation in ("flat", "appos", "nmod", "goeswith", "compound") and analysis.deprel[child] != "nmod:desc"
        return after and analysis.entity[child] != "time"
    return True


def _modifiers(analysis: Analysis, tops: Iterable[int]) -> frozenset[str]:
    """Adjectives, compounds and ordinals before the noun, in lower case; not those of a possessor."""
    found: set[str] = set()
    for top in tops:
        word = top - 1
        while (
            word >= 0
            and analysis.rel[word] in ("amod", "compound", "flat", "nummod", "punct", "advmod")
            and int(analysis.head[word]) <= top
        ):
            if analysis.rel[word] in ("amod", "compound", "flat"):
                found.add(analysis.lower[word])
            word -= 1
    return frozenset(found)


def _determiner(analysis: Analysis, top: int) -> str:
    """What makes a phrase definite or not: the a this poss number, or ""."""
    found = ""
    for child in analysis.children[top]:
        lower = analysis.lower[child]
        if analysis.deprel[child] == "nmod:poss":
            return "poss"
        if lower in PERSONAL and child < top:
            return "poss"
        if analysis.rel[child] == "det":
            found = {"the": "the", "a": "a", "an": "a"}.get(lower, "this" if lower in ("this", "that", "these", "those") else "a")
        elif analysis.rel[child] == "nummod" and not found:
            found = "number"
    if not found and top > 0 and analysis.lower[top - 1] in ("the", "a", "an"):  # "the" hung on the noun that follows a possessor
        return "the" if analysis.lower[top - 1] == "the" else "a"
    return found


def _plural(analysis: Analysis, phrase: Phrase) -> bool | None:
    """True for several, False for one, None where the words do not say."""
    if phrase.run is not None and (phrase.run.label in ("PER", "LOC") or phrase.run.known is not None):
        return False
    top = phrase.head
    if phrase.counts:
        return True
    if analysis.lower[top] in words_of("quantifier") or analysis.upos[top] == "NUM":
        return analysis.lower[top] not in words_of("one")
    if analysis.lower[top] in ("police", "media", "military", "press"):
        return False
    if analysis.lower[top] in words_of("many"):
        return True
    if analysis.upos[top] in ("ADJ", "VERB") and phrase.run is None:  # "the wounded", but "the 12-year-old"
        return analysis.lower[top] != "old"
    feats = analysis.feats[top]
    if "Number=Plur" in feats or analysis.xpos[top] in ("NNS", "NNPS"):
        return True
    return False if "Number=Sing" in feats or analysis.xpos[top] in ("NN", "NNP") else None


def _owners(analysis: Analysis, phrase: Phrase, first: int) -> tuple[int, ...]:
    """Words that head what the phrase belongs to, nearest first: compounds, possessors, "of" and "for" phrases."""
    found: list[int] = []
    for top in phrase.tops:
        for child in reversed(analysis.children[top]):
            if analysis.rel[child] in ("compound", "amod") or analysis.deprel[child] in ("nmod:poss", "nmod:desc"):
                found.append(child)
        found += [c for c in analysis.children[top] if _of(analysis, c)]
    inside = set(phrase.words)
    left = min(phrase.words)
    found += [
        w for w in range(left - 1, first - 1, -1) if analysis.rel[w] in ("compound", "amod", "flat", "nmod", "conj")
    ]  # hung elsewhere
    return tuple(dict.fromkeys(w for w in found if w not in inside))


def _of(analysis: Analysis, word: int) -> bool:
    if analysis.rel[word] != "nmod":
        return False
    return any(analysis.lower[c] in ("of", "for", "from", "in", "with", "at") for c in analysis.dependents(word, "case"))


def _nested(analysis: Analysis, words: tuple[int, ...], run: Run | None, sight_at: Mapping[int, Sighting]) -> Mention:
    """The mention of a name or body that stands inside another noun phrase."""
    head = words[-1]
    noun = () if run is not None else ((role_key(analysis, words) or analysis.lower[head]),)
    plural = analysis.xpos[head] in ("NNS", "NNPS") if run is None or run.label != "PER" else False
    owner = tuple(w for w in (words[0] - 1,) if w >= 0 and w in sight_at)
    return Mention(
        head,
        words,
        words[0],
        words[-1] + 1,
        "name" if run is not None else "description",
        run,
        run.known if run is not None else None,
        noun,
        frozenset(),
        "the",
        plural,
        owner,
    )


def _adjectives(demonyms: Sequence[Sighting], taken: set[int]) -> list[Mention]:
    """Demonyms that modify a noun: each stands for its state ("Israeli" in "Israeli strikes")."""
    return [
        Mention(s.last - 1, tuple(range(s.first, s.last)), s.first, s.last, "adjective", known=s.known, plural=False)
        for s in demonyms
        if s.last - 1 not in taken
    ]


def _pronouns(analysis: Analysis) -> list[Mention]:
    """Personal, possessive, reflexive and relative pronouns; expletives are left out."""
    found = []
    for word, lower in enumerate(analysis.lower):
        if analysis.rel[word] == "expl" or lower not in PERSONAL | RELATIVE:
            continue
        relative = lower in RELATIVE and _relative(analysis, word)
        if relative or (lower in PERSONAL and analysis.upos[word] in ("PRON", "DET")):
            found.append(Mention(word, (word,), word, word + 1, "pronoun", nouns=(lower,), plural=_many(lower)))
    return found


def _relative(analysis: Analysis, word: int) -> bool:
    """True for a relative pronoun, not the complementiser "that" nor a question word."""
    if analysis.upos[word] not in ("PRON", "DET"):
        return False
    return any(analysis.deprel[a] == "acl:relcl" for a in analysis.ancestors(word)[:4])


def _many(lower: str) -> bool | None:
    if lower in ("they", "them", "their", "theirs", "themselves", "we", "us", "our", "ours", "ourselves"):
        return True
    return None if lower in RELATIVE or lower.startswith("you") else False
