"""Who does what in a clause, read off the tree: subjects and objects through passives, control, coordination and relatives."""

from __future__ import annotations

from functools import cached_property

from onrecord.language.analysis import Analysis
from onrecord.reading.stems import craft, known_stem

NOMINAL = frozenset(("NOUN", "PROPN", "PRON", "NUM"))
_OTHERS = frozenset((  # verbs whose subject looks at the plan of somebody else: "foiled a plot to bomb", "praised the decision to leave"
    "foil", "thwart", "prevent", "avert", "uncover", "expose", "discover", "disrupt", "condemn", "criticize", "criticise", "denounce",
    "welcome", "praise", "oppose", "support", "back", "suspect", "investigate", "fear", "report", "blame",
))  # fmt: skip
_SUBJECT_CONTROL = frozenset(("promise", "vow", "threaten", "pledge", "swear", "offer", "agree", "tell that"))
_RELATIVE = frozenset(("who", "which", "that", "whom", "whose"))
BLAMING = frozenset(("accuse", "suspect", "charge", "convict", "blame", "indict", "acquit", "condemn", "sentence", "arrest", "try"))
_ASKING = frozenset(
    ("call", "appeal", "plead", "urge", "ask", "order", "tell", "instruct", "force", "press", "pressure", "invite", "encourage", "advise")
) | frozenset(("require", "allow", "permit", "persuade", "warn", "request", "command", "beg", "depend", "rely", "count"))
_ACCUSATIVE = frozenset(("him", "me", "us", "them"))
_DEEP = 6  # steps up a chain of clauses; real reports stay under four


class Clauses:
    """The tree of one report, asked in terms of clauses. Holds no state but its analysis and what is derived from it.

    `speaking`: words that name who speaks, and are no party of what is said, whatever the tree joins them to.
    """

    def __init__(self, analysis: Analysis, speaking: frozenset[int] = frozenset()) -> None:
        self.analysis, self.speaking = analysis, speaking
        self.head: list[int] = analysis.head.tolist()
        self.rel, self.deprel = analysis.rel, analysis.deprel
        self.upos, self.xpos, self.feats = analysis.upos, analysis.xpos, analysis.feats
        self.children, self.lower = analysis.children, analysis.lower

    @cached_property
    def lemma(self) -> tuple[str, ...]:
        """Lemmas in lower case, put right where the tables know the word: reports in capitals read like any other."""
        each = zip(self.lower, self.analysis.lemma, self.upos, strict=True)
        return tuple(
            known_stem(form, lemma.lower()) if tag in ("VERB", "NOUN") else craft(form) or lemma.lower() for form, lemma, tag in each
        )

    def governor(self, word: int) -> int | None:
        """The head of a word, or None for a root."""
        head = self.head[word]
        return None if head == word else head

    def case(self, word: int) -> str:
        """The preposition before a nominal or the marker before a verb, fixed parts joined ("because of"), or ""."""
        for child in self.children[word]:
            if self.rel[child] == "case" and self.lower[child] not in ("'s", "'", "’s"):
                parts = [self.lower[c] for c in self.children[child] if self.rel[c] == "fixed"]
                return " ".join([self.lower[child], *parts])
        return ""

    def mark(self, word: int) -> str:
        """The subordinating word of a clause ("if", "to", "after", "in order to"), or ""."""
        for child in self.children[word]:
            adverb = self.rel[child] == "advmod" and self.lower[child] in ("when", "whenever", "once")
            if self.rel[child] == "mark" or adverb:
                parts = [self.lower[c] for c in self.children[child] if self.rel[c] == "fixed"]
                return " ".join([self.lower[child], *parts])
        return ""

    def marks(self, word: int) -> tuple[str, ...]:
        """Every subordinating word of a clause."""
        return tuple(self.lower[c] for c in self.children[word] if self.rel[c] == "mark")

    def verbal(self, word: int) -> bool:
        """True for verbs and auxiliaries that stand as verbs."""
        return self.upos[word] in ("VERB", "AUX")

    def has(self, word: int, *relations: str) -> bool:
        """Whether a dependent with one of the relations is there."""
        return any(self.rel[c] in relations or self.deprel[c] in relations for c in self.children[word])

    def passive(self, word: int) -> bool:
        """True for a verb whose subject is acted on: with a passive auxiliary or subject, or a bare past participle after a noun."""
        if self.has(word, "aux:pass"):
            return True
        if self.xpos[word] == "VBD" and self.deprel[word] == "acl" and not self.has(word, "nsubj", "aux"):
            return True  # "acquitted a colonel accused of murder": a participle read as a past tense
        bare = self.xpos[word] in ("VBD", "VBN") and self.deprel[word] != "acl:relcl" and not self.has(word, "obj", "iobj", "ccomp")
        if self.lemma[word] == "accuse" and bare and self._has_of(word):
            return True  # nobody accuses without saying whom: "the chief accused of the beating", whatever the tree makes of him
        if self.xpos[word] != "VBN":
            return False
        if self.has(word, "nsubj:pass"):
            return not any(self.deprel[c] == "nsubj" and c < word for c in self.children[word])
        if self.has(word, "aux"):
            return False
        if self.rel[word] == "conj" and not self.has(word, "nsubj"):
            return self.passive(self.head[word])
        return self.rel[word] in ("acl", "amod", "advcl", "xcomp") and self.deprel[word] != "acl:relcl"

    def _has_of(self, word: int) -> bool:
        return any(self.lower[g] == "of" for c in self.children[word] if c > word for g in self.children[c])

    def coordinated(self, word: int) -> tuple[int, ...]:
        """A nominal and those joined to it, in text order."""
        found = [word]
        for child in self.children[word]:
            if self.rel[child] == "conj" and self.verbal(child):
                break  # "killed 12 people and wounded 40 soldiers", read with the soldiers beside the people
            if child in self.speaking and word not in self.speaking:
                break  # "killed two children, a doctor said", read with the doctor beside the children
            if self.rel[child] == "conj":
                found += self.coordinated(child)
        return tuple(found)

    def stray(self, verb: int) -> int | None:
        """The verb that a verb joined to a noun should have been joined to, or None."""
        noun = self.head[verb]
        if self.rel[verb] != "conj" or self.xpos[verb] not in ("VBD", "VBP", "VBZ") or self.verbal(noun) or self.has(noun, "cop"):
            return None
        above = self.governor(noun)
        return above if above is not None and self.verbal(above) else None

    def _antecedent(self, word: int) -> int:
        """The noun a relative pronoun stands for, else the word itself."""
        if self.lower[word] not in _RELATIVE:
            return word
        here: int | None = word
        while here is not None and not self.deprel[here].startswith("acl"):
            here = self.governor(here)
        if here is None or self.governor(here) is None:
            return word
        return self._person(self.head[here]) if self.lower[word] in ("who", "whom") else self.head[here]

    def _person(self, noun: int) -> int:
        """The noun, or the person it belongs to: in "the mayor of Achi, who was kidnapped" that is the mayor."""
        here = noun
        while self.analysis.entity[here] == "place" and self.rel[here] in ("nmod", "appos", "conj", "flat"):
            here = self.head[here]
        return here if self.analysis.entity[here] != "place" and self.upos[here] in NOMINAL else noun

    def own_subject(self, word: int) -> int | None:
        """The subject that the clause itself names, relative pronouns resolved to their noun; None if it names none."""
        found = [c for c in self.children[word] if self.rel[c] == "nsubj" and self.analysis.words[c] not in _ACCUSATIVE]
        found = [c for c in found if self.analysis.entity[c] != "time"] or found
        before = [c for c in found if c < word]
        active = [c for c in before if self.deprel[c] == "nsubj" or self.passive(word)]
        chosen = active or before or found
        return self._antecedent(chosen[-1]) if chosen else None

    def subject(self, word: int, deep: int = 0) -> int | None:
        """The grammatical subject of a verb, its own or inherited through coordination, control or a participle; None if none is told."""
        own = self.own_subject(word)
        governor = self.governor(word)
        if own is not None or governor is None or deep > _DEEP:
            return own
        relation = self.deprel[word]
        if relation == "xcomp" or (relation in ("ccomp", "advcl") and not self.verbal_finite(word)):
            return self._controller(word, governor, deep)
        if relation.startswith("acl"):
            return self._of_participle(word, governor, deep)
        if relation in ("conj", "parataxis") and self.verbal(word) and not self.verbal(governor):
            stray = self.stray(word)
            if stray is not None:
                return self.subject(stray, deep + 1)
            return self.subject(governor, deep + 1) if self.has(governor, "cop") else None
        return self.subject(governor, deep + 1) if relation in ("conj", "parataxis") else None

    def verbal_finite(self, word: int) -> bool:
        """Whether a verb is finite by itself or by an auxiliary."""
        if "VerbForm=Fin" in self.feats[word]:
            return True
        return any(self.rel[c] == "aux" and "VerbForm=Fin" in self.feats[c] for c in self.children[word])

    def _controller(self, word: int, governor: int, deep: int) -> int | None:
        """Who is meant as subject of an infinitive or participle under a verb."""
        if self.lemma[governor] in BLAMING and (blamed := self.patient(governor)) is not None:
            return blamed
        plans = any(self.rel[c] == "obj" and c < word for c in self.children[governor])
        if self.lemma[governor] in _OTHERS and plans and self.rel[word] == "advcl" and self.xpos[word] == "VB":
            return None
        asked = self.lemma[governor] in _ASKING and self.xpos[word] == "VB"
        if (self.rel[word] == "advcl" and not asked) or self.lemma[governor] in _SUBJECT_CONTROL:
            return self.subject(governor, deep + 1)
        objects = [c for c in self.children[governor] if self.rel[c] in ("obj", "iobj") and c < word]
        if objects:
            return objects[0]
        if asked:
            people = [c for c in self.children[governor] if self.rel[c] == "obl" and self.case(c) in ("on", "upon", "to", "with")]
            if people:
                return people[0]
        return self.subject(governor, deep + 1)

    def _of_participle(self, word: int, governor: int, deep: int) -> int | None:
        """The subject of a clause that hangs on a noun: the noun itself, or whoever has the plan "to attack"."""
        if self.deprel[word] == "acl:relcl":
            return governor
        if self.mark(word) != "to" and self.xpos[word] != "VB":
            return governor
        for child in self.children[governor]:
            if self.deprel[child] == "nmod:poss" or (self.rel[child] == "nmod" and self.case(child) in ("by", "from", "of")):
                return child
            named = self.analysis.words[child][:1].isupper() and not self.analysis.words[child].isupper()
            if named and self.rel[child] in ("amod", "compound") and self.upos[child] in ("PROPN", "ADJ") and child < governor:
                return child
        above = self.governor(governor)
        own = above is not None and self.verbal(above) and self.lemma[above] not in _OTHERS
        return self.subject(above, deep + 1) if above is not None and own else None

    def agent(self, word: int) -> int | None:
        """Who acts: the subject of an active verb, the by-phrase of a passive one."""
        if not self.passive(word):
            return self.subject(word)
        for child in self.children[word]:
            if self.deprel[child] == "obl:agent" or (self.rel[child] == "obl" and self.case(child) == "by"):
                return child
        if self.rel[word] == "conj" and not self.has(word, "nsubj") and (shared := self._shared_agent(word)) is not None:
            return shared
        for child in self.children[word]:  # "was pelted with stones by a crowd", read with the crowd on the stones
            if self.rel[child] in ("obl", "nsubj") and child != self.own_subject(word):
                for below in self.children[child]:
                    if self.rel[below] == "nmod" and self.case(below) == "by":
                        return below
        return None

    def _shared_agent(self, word: int) -> int | None:
        """The by-phrase that a later conjunct carries for both ("kidnapped and killed by rebels")."""
        for child in self.children[self.head[word]]:
            if self.deprel[child] == "obl:agent":
                return child
        return None

    def patient(self, word: int) -> int | None:
        """Who or what is acted on: the object of an active verb, the subject of a passive one."""
        if self.passive(word):
            return self.subject(word)
        for relation in ("obj", "iobj"):
            for child in self.children[word]:
                if self.rel[child] == relation:
                    return self._antecedent(child)
        subject = self.own_subject(word)
        for child in self.children[word]:  # a second "subject" after the verb is its object
            if self.rel[child] == "nsubj" and child > word and subject is not None and child != subject:
                return child
        if self.deprel[word] == "acl:relcl" and self.has(word, "nsubj"):
            subject = next(c for c in self.children[word] if self.rel[c] == "nsubj")
            return self.head[word] if self.lower[subject] not in _RELATIVE else None
        if self.stray(word) is not None:
            return next((c for c in self.children[self.head[word]] if c > word and self.rel[c] == "conj" and not self.verbal(c)), None)
        return self._shared_patient(word)

    def _shared_patient(self, word: int) -> int | None:
        """The object that the last of several verbs carries for all ("arrested and beat a student")."""
        for child in self.children[word]:
            if self.rel[child] == "conj" and self.verbal(child) and not self.has(child, "nsubj") and self.has(child, "obj"):
                between = [c for c in self.children[word] if word < c < child and self.rel[c] in ("obl", "obj", "punct")]
                return None if between else next(c for c in self.children[child] if self.rel[c] == "obj")
        return None

    def oblique(self, word: int, cases: tuple[str, ...]) -> int | None:
        """The first dependent with one of the prepositions, in the order of the prepositions."""
        for case in cases:
            for child in self.children[word]:
                if self.rel[child] in ("obl", "nmod", "acl", "advcl") and self.case(child) == case:
                    return child
        return None
