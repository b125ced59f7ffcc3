"""Claims that somebody calls false: "reports that … are a hoax", "dismissed as fake a video said to show", "false claims that"."""

from __future__ import annotations

from onrecord.reading.clauses import Clauses
from onrecord.reading.groups import word_group
from onrecord.reading.predicates import negated

_REACH = 80  # words to either side: a long sentence must not be walked once for each of its acts
_LINK = 7  # words between a claim and the "that" of what it claims: "reports on social media that"
_PREDICATE = 4  # words between "is" or "as" and "false": "turned out to be an utter hoax"


def false_word(word: int, c: Clauses) -> int | None:
    """The word that calls false the claim in which a word stands, or None."""
    first, last = c.analysis.sentences[int(c.analysis.sentence[word])]
    first, last = max(first, word - _REACH), min(last, word + _REACH)
    group = word_group("false")
    false = [f for f in range(first, last) if f != word and (c.lemma[f] in group or c.lower[f] in group)]
    claim = _claim(c, word, first) if false else None
    if claim is None:
        return None
    return next((f for f in false if _calls(c, f, claim, word, first)), None)


def _claim(c: Clauses, word: int, first: int) -> int | None:
    """The nearest noun before a word that is told or shown and whose content holds the word."""
    for noun in range(word - 1, first - 1, -1):
        if not nominal(c, noun):
            continue
        claims = c.lemma[noun] in word_group("told")
        shows = c.lemma[noun] in word_group("showing")
        if (claims or shows) and (_opens(c, noun, word, shows) or (claims and _hangs(c, noun, word))):
            return noun
    return None


def _hangs(c: Clauses, noun: int, word: int) -> bool:
    """Whether a word is told in a clause that follows a claim without "that": "reports he had fled"."""
    here = word
    while here > noun and (above := c.governor(here)) is not None:
        if above == noun or (c.rel[here] == "ccomp" and c.lemma[above] in word_group("false")):
            bare = range(noun + 1, min(noun + 4, word))
            return c.verbal_finite(here) and c.deprel[here] != "acl:relcl" and any(c.rel[w] == "nsubj" for w in bare)
        here = above
    return False


def nominal(c: Clauses, word: int) -> bool:
    """Whether a word stands as a common noun, after an owner whatever its tag: "the rebels' claim that"."""
    return c.xpos[word] in ("NN", "NNS") or (word > 0 and c.lower[word - 1] in ("'", "’", "'s", "’s"))


def _opens(c: Clauses, noun: int, word: int, shows: bool) -> bool:
    """Whether the words after a claim begin its content: "that", "of", for a video "showing", "said to show"."""
    for here in range(noun + 1, min(noun + 1 + _LINK, word)):
        if c.lower[here] == "that" or (c.lower[here] == "of" and here == noun + 1):
            return True
        if c.verbal(here) or c.lower[here] in (",", ";", ":"):
            return shows and c.lemma[here] in word_group("depicting")
    return False


def _calls(c: Clauses, false: int, claim: int, word: int, first: int) -> bool:
    """Whether a word of falsehood is said of the claim, and not itself negated; "true" is one where it is negated."""
    if c.rel[false] == "amod" and c.head[false] == claim and false < claim:
        return c.lemma[false] != "true"
    said = _predicate(c, false, claim, word) or _object(c, false, claim, first)
    below = (negated(c, false) is not None) or any(c.lower[w] in ("not", "n't", "n’t", "no") for w in range(max(first, false - 3), false))
    return said and below == (c.lemma[false] == "true")


def _predicate(c: Clauses, false: int, claim: int, word: int) -> bool:
    """Whether it is what the claim is or proves to be: after the claim's content, with no subject of its own there."""
    if false < word or any(c.rel[s] == "nsubj" and s > word for s in c.children[false]):
        return False
    before = range(max(word + 1, false - _PREDICATE), false)
    joined = next((b for b in before if c.lemma[b] in ("be", "prove")), None)
    return joined is not None and claim < word and not any(c.lower[w] in (",", ";", "who", "which") for w in range(joined, false))


def _object(c: Clauses, false: int, claim: int, first: int) -> bool:
    """Whether somebody calls the claim so: "dismissed as fake a video", "rejected the claim as a lie", "called the video fake"."""
    verbs = [v for v in range(first, min(false, claim)) if c.verbal(v) and c.lemma[v] in word_group("debunking")]
    if not verbs:
        return False
    if "as" in c.lower[max(first, false - _PREDICATE + 1) : false]:
        return True
    return c.lemma[verbs[-1]] in word_group("calling") and verbs[-1] in (c.head[false], c.head[c.head[false]])
