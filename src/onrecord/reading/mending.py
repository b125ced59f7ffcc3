"""Words and arcs of the model put right where the words alone decide: each function is one construction, with its example.

Each looks at the analysis as the model gave it and changes the layers of a `_Tree`. What comes out is a tree again, or nothing is changed.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from onrecord.language.analysis import Analysis
from onrecord.language.lemmas import inflected, lemma
from onrecord.reading import triggers
from onrecord.reading.groups import word_group
from onrecord.reading.time_grammar import words_of

_SMALL = frozenset("ahead due about provided never not how".split())
"""Words with which the constructions of small words begin."""


def mended(analysis: Analysis) -> Analysis:
    """The analysis with small words, amounts, times, counts, participles, series and pronouns as their neighbours show them."""
    return _pronouns(_series(_participles(_hung(_small_words(analysis)))))


class _Tree:
    """The layers of an analysis that are being put right."""

    def __init__(self, analysis: Analysis) -> None:
        self.lower, self.lemma = analysis.lower, list(analysis.lemma)
        self.head, self.deprel = analysis.head.tolist(), list(analysis.deprel)
        self.xpos, self.upos = list(analysis.xpos), list(analysis.upos)

    def pair(self, word: int) -> tuple[str, str]:
        """A word and the next, in lower case."""
        return self.lower[word], self.lower[word + 1]

    def mended(self, analysis: Analysis) -> Analysis:
        """The analysis with these layers; itself where nothing has changed, or where a word would lead to no root any more."""
        layers = (self.head, self.deprel, self.xpos, self.upos, self.lemma)
        before = (analysis.head.tolist(), *map(list, (analysis.deprel, analysis.xpos, analysis.upos, analysis.lemma)))
        if layers == before or not self._rooted():
            return analysis
        return replace(
            analysis,
            head=np.array(self.head, dtype=analysis.head.dtype),
            deprel=tuple(self.deprel),
            xpos=tuple(self.xpos),
            upos=tuple(self.upos),
            lemma=tuple(self.lemma),
        )

    def _rooted(self) -> bool:
        """Whether every word leads up to one that is its own head."""
        up = head = np.array(self.head)
        for _ in range(len(head).bit_length()):  # twice as far each time
            up = up[up]
        return bool((head[up] == up).all())


def _small_words(analysis: Analysis) -> Analysis:
    """Words that only join others hang where they join. None of the constructions is complete in the last two words of a text."""
    tree = _Tree(analysis)
    found = [word for word in range(len(analysis) - 2) if tree.lower[word] in _SMALL or tree.deprel[word] == "cop"]
    for word in found:
        for construction in (_ahead_of, _due_to, _opening, _being, _never_to, _not_only, _how_to):
            construction(tree, word)
    return tree.mended(analysis)


def _ahead_of(tree: _Tree, word: int) -> None:
    """ "ahead of the vote": one preposition."""
    if tree.pair(word) == ("ahead", "of") and tree.deprel[word] == tree.deprel[word + 1] == "case":
        tree.head[word + 1], tree.deprel[word + 1] = word, "fixed"


def _due_to(tree: _Tree, word: int) -> None:
    """ "was due to withdraw": one marker of a verb, taken for a noun; not "was due to rain", "due to the attack"."""
    verb = tree.head[word]
    if tree.pair(word) != ("due", "to") or tree.deprel[word] not in ("mark", "case") or tree.head[word + 1] not in (word, verb):
        return
    if not word or tree.lemma[word - 1] != "be" or verb != word + 2:
        return
    if tree.xpos[verb] == "NN":
        known = triggers.entries()
        if (tree.lemma[verb], "v") not in known or (tree.lemma[verb], "n") in known:
            return
        tree.xpos[verb], tree.upos[verb] = "VB", "VERB"
    elif tree.xpos[verb] != "VB":
        return
    tree.head[word + 1], tree.deprel[word + 1] = word, "fixed"
    if tree.head[word - 1] == verb and tree.deprel[word - 1] == "aux":
        tree.deprel[word - 1] = "cop"


def _opening(tree: _Tree, word: int) -> None:
    """ "seemed about to surrender", "provided that it left": both words mark the clause, whose verb hangs where the first did."""
    relation = {("about", "to"): "xcomp", ("provided", "that"): "advcl"}.get(tree.pair(word))
    if relation is None or tree.deprel[word] != relation or tree.deprel[word + 1] != "mark":
        return
    verb, above = tree.head[word + 1], tree.head[word]
    tree.head[word], tree.deprel[word] = verb, "mark"
    if tree.head[verb] == word:
        tree.head[verb], tree.deprel[verb] = above, relation


def _being(tree: _Tree, word: int) -> None:
    """ "the two sides were due to meet": the adjective is what they were, not the verb below it."""
    verb, adjective = tree.head[word], word + 1
    if tree.deprel[word] != "cop" or tree.upos[adjective] != "ADJ" or tree.deprel[verb] != "xcomp" or tree.head[verb] != adjective:
        return
    for moved in range(word + 1):
        if tree.head[moved] == verb:
            tree.head[moved] = adjective


def _never_to(tree: _Tree, word: int) -> None:
    """ "vowed never to return": what is vowed is negated, not the vow."""
    verb = tree.head[word + 1]
    negated = tree.lower[word] in ("never", "not") and tree.lower[word + 1] == "to" and tree.deprel[word + 1] == "mark"
    if negated and tree.head[verb] == tree.head[word] < word:
        tree.head[word] = verb


def _not_only(tree: _Tree, word: int) -> None:
    """ "The rebels not only killed but also mutilated": they did, it was not done to them."""
    verb = tree.head[word]
    below = {tree.deprel[child]: child for child, above in enumerate(tree.head) if above == verb}
    if tree.pair(word) == ("not", "only") and tree.xpos[verb] == "VBN" and "nsubj:pass" in below and not {"aux", "aux:pass"} & below.keys():
        tree.deprel[below["nsubj:pass"]], tree.xpos[verb] = "nsubj", "VBD"


def _how_to(tree: _Tree, word: int) -> None:
    """ "discussed how to end the war": the verb is the clause, not "how"."""
    verb = tree.head[word + 1]
    if tree.pair(word) == ("how", "to") and tree.head[verb] == word and tree.xpos[verb] == "VB":
        tree.head[verb], tree.deprel[verb] = tree.head[word], "ccomp"


def _hung(analysis: Analysis) -> Analysis:
    """Nouns and numbers that the tree hangs on the wrong neighbour, each by one construction."""
    tree = _Tree(analysis)
    for word in range(len(analysis)):
        if (amount := _amount_before(analysis, word)) is not None:
            tree.head[word], tree.deprel[word] = amount, "nmod"
        elif (asked := _asked_for(analysis, word)) is not None:
            tree.head[word], tree.deprel[word] = asked, "nmod"
        elif (nearer := _of_clause(analysis, word)) is not None:
            tree.head[word] = nearer
        elif (verb := _reached(analysis, word)) is not None:
            tree.head[word] = verb
        elif _counted_in_turn(analysis, word):
            tree.deprel[word] = "conj"
    return tree.mended(analysis)


def _asked_for(analysis: Analysis, word: int) -> int | None:
    """What one calls for on a day, right before a time that hangs on the verb ("called for a strike on Monday"), or None.

    Not "called for talks on Friday", where the day is that of the call.
    """
    verb, case = int(analysis.head[word]), word - 1
    if analysis.rel[word] != "obl" or analysis.entity[word] != "time" or analysis.lemma[verb] not in words_of("asking"):
        return None
    noun = case - 1
    hangs = noun > verb and analysis.rel[case] == "case" and analysis.rel[noun] == "obl" and int(analysis.head[noun]) == verb
    protest = any(entry.action.type == "PROTEST" for entry in triggers.entries().get((analysis.lemma[noun], "n"), ()))
    return noun if hangs and protest and any(analysis.lower[c] == "for" for c in analysis.children[noun]) else None


def _of_clause(analysis: Analysis, word: int) -> int | None:
    """The verb of a clause right before a time that hangs above it ("killed since the war began on October 7"), or None."""
    if analysis.rel[word] != "obl" or analysis.entity[word] != "time":
        return None
    before = min(analysis.subtree(word)) - 1
    inside = before > int(analysis.head[word]) and analysis.deprel[before] == "advcl" and analysis.head[before] == analysis.head[word]
    return before if inside and analysis.upos[before] == "VERB" else None


def _reached(analysis: Analysis, word: int) -> int | None:
    """The verb whose number hangs on a participle in its object ("lowered the number of people killed to 12"), or None."""
    below = int(analysis.head[word])
    if analysis.xpos[word] != "CD" or analysis.rel[word] != "obl" or analysis.deprel[below] != "acl":
        return None
    if not any(analysis.lower[c] in ("to", "from", "at") for c in analysis.children[word]):
        return None
    verb = next((above for above in analysis.ancestors(below) if analysis.upos[above] == "VERB"), None)
    return verb if verb is not None and analysis.lemma[verb] in word_group("count") else None


def _counted_in_turn(analysis: Analysis, word: int) -> bool:
    """Whether a counted noun is the next of a list, not another name of the one before: "including five children, two medics"."""
    before = int(analysis.head[word])
    counted = (any(analysis.rel[c] == "nummod" for c in analysis.children[noun]) for noun in (before, word))
    listed = any(analysis.rel[c] == "case" and analysis.lower[c] == "including" for c in analysis.children[before])
    return analysis.deprel[word] == "appos" and before < word and listed and all(counted)


def _amount_before(analysis: Analysis, word: int) -> int | None:
    """The money that stands right before "in" and this bare noun, both on one verb: "pledged 50 million euros in aid"."""
    verb = int(analysis.head[word])
    if analysis.rel[word] != "obl" or analysis.upos[word] != "NOUN":
        return None
    children = analysis.children[word]
    case = next((c for c in children if analysis.rel[c] == "case" and analysis.lower[c] == "in"), None)
    if not case or any(analysis.rel[c] in ("det", "nmod:poss", "nummod") for c in children):
        return None
    amount = case - 1
    money = analysis.xpos[amount] == "$" or analysis.lemma[amount] in word_group("money")
    return amount if money and analysis.rel[amount] == "obj" and int(analysis.head[amount]) == verb else None


def _participles(analysis: Analysis) -> Analysis:
    """A participle that is a clause on the noun before it is a verb: "a chief accused of ordering the beating"."""
    tree = _Tree(analysis)
    for word in range(1, len(analysis)):
        clause = analysis.xpos[word] == "JJ" and analysis.deprel[word] == "acl" and analysis.lower[word].endswith("ed")
        if clause and (analysis.lower[word], "VERB") in inflected():
            tree.upos[word], tree.xpos[word] = "VERB", "VBN"
            tree.lemma[word] = lemma(analysis.words[word], "VERB", "VBN")
    return tree.mended(analysis)


def _series(analysis: Analysis) -> Analysis:
    """What follows the later verb of a series is its own object: "killed 12 people and wounded 40 soldiers".

    A verb in the past after another in the past is one too; after "could have killed" it stays what it is, and shares its helpers.
    """
    tree = _Tree(analysis)
    for verb in range(1, len(analysis)):
        tags = analysis.xpos[int(analysis.head[verb])], analysis.xpos[verb]
        if analysis.rel[verb] == "conj" and tags == ("VB", "VBD") and (analysis.lower[verb], "v") in triggers.entries():
            tree.xpos[verb], tree.lemma[verb] = "VB", analysis.lower[verb]  # "did not kill 12 people and wound 40"
        noun = _own_object(analysis, verb)
        if noun is None:
            continue
        for child in analysis.children[noun]:
            if child < verb and analysis.rel[child] == "cc":
                tree.head[child] = verb
        tree.head[noun], tree.deprel[noun] = verb, "obj"
        if analysis.xpos[int(analysis.head[verb])] == "VBD":
            tree.xpos[verb] = "VBD"
    return tree.mended(analysis)


def _own_object(analysis: Analysis, verb: int) -> int | None:
    """The counted noun behind a verb without an object, which the tree joins to the object of the verb before."""
    if analysis.rel[verb] != "conj" or analysis.xpos[verb] not in ("VBN", "VBD") or analysis.dependents(verb, "obj", "aux", "aux:pass"):
        return None
    noun = verb + 1
    while noun < len(analysis) and analysis.upos[noun] in ("NUM", "ADJ", "DET"):
        noun += 1
    if noun == verb + 1 or noun >= len(analysis) or analysis.upos[noun] != "NOUN" or analysis.rel[noun] != "conj":
        return None
    before = int(analysis.head[noun])
    return noun if before < verb and analysis.rel[before] == "obj" and analysis.head[before] == analysis.head[verb] else None


def _pronouns(analysis: Analysis) -> Analysis:
    """A pronoun is of the kind of the one who speaks by the same pronoun: "it denied that it had"."""
    entity = list(analysis.entity)
    for word in range(len(analysis)):
        clause = int(analysis.head[word])
        if analysis.upos[word] != "PRON" or analysis.rel[word] != "nsubj" or analysis.rel[clause] != "ccomp":
            continue
        for speaker in analysis.dependents(int(analysis.head[clause]), "nsubj"):
            if analysis.lower[speaker] == analysis.lower[word]:
                entity[word] = entity[speaker]
    return analysis if tuple(entity) == analysis.entity else replace(analysis, entity=tuple(entity))
