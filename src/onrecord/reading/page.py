"""A report as the reading of statements looks at it: paragraphs, quotations, the bounds of phrases and clauses."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from itertools import pairwise

from onrecord.language.analysis import Analysis
from onrecord.reading import quotes
from onrecord.reading.cues import base
from onrecord.reading.quotes import Quotation, Range

OPENING, CLOSING = frozenset("“«„‘\"'"), frozenset("”»’\"'")
STOPS = frozenset(".!?;")
_TRAILING = frozenset(",;:—–-(")
_NOT_NAMING = frozenset(("acl:relcl", "parataxis", "ccomp", "advcl", "cc", "case", "discourse", "cop", "aux", "mark"))
_LONGEST_AGENCY = 6
_LONGEST_DATELINE = 16  # words up to its dash
DASHES = frozenset(("—", "–", "-", "--", "―"))
_SCARE = 2  # words between marks that are a name or a doubt, no utterance
_BEFORE_NOUN = frozenset(("det", "amod", "compound", "nummod"))
_LONGEST_NAMING = 40  # words of a source; longer ones are parsing gone wrong


def _whole_sentences(analysis: Analysis, starts: frozenset[int], found: tuple[Quotation, ...]) -> tuple[Range, ...]:
    """Sentences as word ranges, mended: one that breaks off goes on in the next, one that runs past a quotation's end is cut.

    A sentence breaks off where no end mark stands before the next, or no white space. It ends with an end mark before a
    quotation, and with a quotation that ends in a full stop, where a capital follows.
    """
    begins = {first for first, _ in analysis.sentences if first in starts or not _broken(analysis, first)}
    for q in found:
        if q.first > 0 and analysis.words[q.first - 1] in STOPS:
            begins.add(q.first)
        following = analysis.words[q.last : q.last + 1]
        if q.closed and q.words > _SCARE and analysis.words[q.last - 2] == "." and following and following[0][:1].isupper():
            begins.add(q.last)
    begins |= {after for first in starts if (after := after_dateline(analysis, first)) is not None}
    return tuple(pairwise([*sorted(begins), len(analysis)]))


def after_dateline(analysis: Analysis, first: int) -> int | None:
    """The word after "CAIRO, April 7 (Agency) —" at the head of a paragraph, or None: a word in capitals, and a dash soon after.

    "(Agency) —" alone is one, too: names in brackets, and the dash right behind them.
    """
    if analysis.words[first] == "(":
        return _after_agency(analysis, first)
    if not analysis.words[first].isupper() or len(analysis.words[first]) < 3:
        return None
    for word in range(first + 1, min(first + _LONGEST_DATELINE, len(analysis) - 1)):
        if analysis.words[word] in DASHES and analysis.ends[word] < analysis.starts[word + 1]:
            return word + 1
    return None


def _after_agency(analysis: Analysis, first: int) -> int | None:
    for word in range(first + 1, min(first + _LONGEST_AGENCY, len(analysis) - 2)):
        if analysis.words[word] == ")":
            return word + 2 if word > first + 1 and analysis.words[word + 1] in DASHES else None
        if not analysis.words[word][0].isupper():
            return None
    return None


def _broken(analysis: Analysis, first: int) -> bool:
    """Whether what stands before a sentence is no end of one."""
    if first == 0:
        return False
    before = analysis.words[first - 1]
    if analysis.starts[first] == analysis.ends[first - 1] and analysis.words[first][0].isalnum() and before not in CLOSING:
        return True
    return before not in STOPS | CLOSING | {":", "…", ")", "]", "—", "–", "-"} and not before.endswith(".")


class Page:
    """One analysis with what statements need of it. Holds nothing but what follows from the analysis."""

    def __init__(self, analysis: Analysis) -> None:
        self.analysis = analysis
        self.words, self.lower = analysis.words, analysis.lower
        self.rel, self.deprel, self.upos, self.xpos = analysis.rel, analysis.deprel, analysis.upos, analysis.xpos
        self.head: list[int] = analysis.head.tolist()
        self.paragraphs = quotes.paragraphs(analysis)
        self.quotations = quotes.find(analysis)
        self.sentences = _whole_sentences(analysis, frozenset(first for first, _ in self.paragraphs), self.quotations)
        self.after_dateline = tuple(after_dateline(analysis, first) for first, _ in self.paragraphs)
        self.sentence = [n for n, (first, last) in enumerate(self.sentences) for _ in range(first, last)]

    @cached_property
    def lemma(self) -> tuple[str, ...]:
        """Lemmas in lower case; those of verbs as the table of cues has them."""
        pairs = zip(self.analysis.lemma, self.lower, self.upos, strict=True)
        return tuple(base(form, lemma.lower()) if upos == "VERB" else lemma.lower() for lemma, form, upos in pairs)

    @cached_property
    def paragraph(self) -> list[int]:
        """The index of each word's paragraph."""
        return [n for n, (first, last) in enumerate(self.paragraphs) for _ in range(first, last)]

    @cached_property
    def quotation(self) -> list[int]:
        """The index of the quotation that each word stands in, marks included, or -1."""
        made = [-1] * len(self.analysis)
        for n, q in enumerate(self.quotations):
            made[q.first : q.last] = [n] * (q.last - q.first)
        return made

    @cached_property
    def hulls(self) -> list[Range]:
        """For each word the smallest range that holds it and all below it."""
        made = [(word, word + 1) for word in range(len(self.analysis))]
        for word in self._leaves_first:
            head = self.head[word]
            if head != word:
                made[head] = (min(made[head][0], made[word][0]), max(made[head][1], made[word][1]))
        return made

    @cached_property
    def _leaves_first(self) -> list[int]:
        order = [word for word, head in enumerate(self.head) if head == word]
        for word in order:  # grows while it is walked: a breadth-first order
            order.extend(self.analysis.children[word])
        return order[::-1]

    def bounds(self, word: int) -> Range:
        """The sentence of a word, as a range of words."""
        return self.sentences[self.sentence[word]]

    def children(self, word: int) -> tuple[int, ...]:
        """Dependents in text order."""
        return self.analysis.children[word]

    def governor(self, word: int) -> int | None:
        """The head of a word, or None for a root."""
        return None if self.head[word] == word else self.head[word]

    def below(self, word: int, top: int) -> bool:
        """Whether a word stands under another, or is it."""
        for _ in range(64):
            if word == top:
                return True
            if self.head[word] == word:
                return False
            word = self.head[word]
        return False

    def naming(self, head: int) -> Range:
        """The noun phrase that a word heads, with appositions and without relative clauses, coordinated nouns or what follows.

        The range is unbroken: it grows from the head over dependents that touch it, an apposition after its comma.
        """
        first, last = head, head + 1
        for child in reversed(self.children(head)):
            if child < head:
                here = self._inner(child)
                if self.deprel[child] in _NOT_NAMING or here[1] < first:
                    break
                first = min(first, here[0])
        first = max(first, self.bounds(head)[0])
        while first > 0 and self.rel[first - 1] in _BEFORE_NOUN and self.sentence[first - 1] == self.sentence[head]:
            first -= 1
        for child in self.children(head):
            if child > head:
                here = self._inner(child)
                apart = here[0] - last
                if self.deprel[child] == "punct" and child - last <= 0:
                    continue
                if (
                    self.deprel[child] in _NOT_NAMING
                    or self.rel[child] == "conj"
                    or self.rel[here[0]] == "cc"
                    or apart > (1 if self.rel[child] == "appos" else 0)
                ):
                    break
                last = max(last, here[1])
        while first < head and self.rel[first] == "cc":
            first += 1
        return self.trimmed(max(first, last - _LONGEST_NAMING), last)

    def _inner(self, word: int) -> Range:
        """The range of a dependent, cut before a relative clause at its end."""
        first, last = self.hulls[word]
        for child in self.analysis.subtree(word):
            if self.deprel[child] == "acl:relcl" and child > word:
                last = min(last, self.hulls[child][0])
        return first, max(last, word + 1)

    def coordinated(self, head: int) -> tuple[int, ...]:
        """A noun and the nouns that are joined to it."""
        found = [head]
        for child in self.children(head):
            if self.rel[child] == "conj" and self.upos[child] in ("NOUN", "PROPN", "PRON"):
                found += [c for c in self.coordinated(child) if c not in found]
        return tuple(sorted(found))

    def trimmed(self, first: int, last: int) -> Range:
        """The range without commas, dashes and stops at its rims; quotation marks that pair up stay."""
        last = min(last, len(self.words))
        while first < last and self.words[first] in _TRAILING | STOPS:
            first += 1
        while last > first and (self.words[last - 1] in _TRAILING or self._own_stop(first, last - 1)):
            last -= 1
        return first, last

    def _own_stop(self, first: int, word: int) -> bool:
        """True for an end mark that is the sentence's, not the quotation's."""
        if self.words[word] not in STOPS:
            return False
        if self.words[word] in "!?":
            return False
        return self.quotation[word] == -1 or self.quotation[first] == self.quotation[word] == -1

    def chars(self, ranges: Iterable[Range]) -> tuple[tuple[int, int], ...]:
        """Ranges of words as spans of characters, in text order, touching ones joined."""
        made: list[tuple[int, int]] = []
        for first, last in sorted(set(ranges)):
            if last <= first:
                continue
            start, end = self.analysis.span(first, last)
            if made and start <= made[-1][1]:
                made[-1] = (made[-1][0], max(made[-1][1], end))
            else:
                made.append((start, end))
        return tuple(made)
