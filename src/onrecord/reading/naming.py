"""Which words are proper names, of what: the network's names, corrected by the tables and by the rest of the report."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from onrecord.language.analysis import Analysis
from onrecord.reading.lexicon import Known, Sighting, given_names, roles, sightings, title_words, words_of

_ENTITY_LABEL = {"person": "PER", "organization": "ORG", "place": "LOC"}
_LINKS = frozenset({"of", "and", "for", "&", "the"})
_SPAN_JOINS = frozenset({"-", "'", "’", "/", "."})


@dataclass(frozen=True, slots=True)
class Run:
    """A proper name at the words [first, last), its label PER ORG LOC OTH, and its table entry."""

    first: int
    last: int
    label: str
    known: Known | None = None

    def text(self, analysis: Analysis) -> str:
        """The name as written."""
        start, end = analysis.span(self.first, self.last)
        return " ".join(analysis.text[start:end].split())


def runs(analysis: Analysis) -> tuple[tuple[Run, ...], tuple[Sighting, ...]]:
    """The names of a report, in text order and apart from each other, and the demonyms outside of them."""
    seen = [s for s in sightings(analysis) if _is_name(analysis, s)]
    labelled = _labelled(analysis)
    people = {(s.first, s.last) for s in seen if s.known.sort == "demonym"}
    labelled = [entry for entry in labelled if entry[:2] not in people]
    around = {word: (first, last, label) for first, last, label, _ in labelled for word in range(first, last)}
    taken: list[tuple[int, int, str, float, Known | None]] = []
    for sight in seen:
        if sight.known.sort != "demonym" and not _inside_longer(analysis, sight, around.get(sight.first)):
            label = "ORG" if sight.known.sort == "organisation" else "LOC"
            taken.append((sight.first, sight.last, label, 1.0, sight.known))
    covered = {word for first, last, *_ in taken for word in range(first, last)}
    demonyms = {word for first, last in people for word in range(first, last)}
    for first, last, label, score in labelled:
        if not covered.intersection(range(first, last)):
            taken.append((first, last, label, score, None))
            covered.update(range(first, last))
    persons = {analysis.lower[w] for first, last, label, *_ in taken if label == "PER" for w in range(first, last)}
    for first, last, label in _unlabelled(analysis, covered | demonyms, persons):
        taken.append((first, last, label, 0.3, None))
        covered.update(range(first, last))
    found = _joined(analysis, _voted(analysis, sorted(taken, key=lambda t: t[0])))
    return found, tuple(s for s in seen if s.known.sort == "demonym" and s.first not in covered)


def _labelled(analysis: Analysis) -> list[tuple[int, int, str, float]]:
    """The network's names: trimmed, whole ("House of Representatives", "Channel 4"), without words that only name a role."""
    found: list[tuple[int, int, str, float]] = []
    for span in analysis.names:
        first, last = _trimmed(analysis, span.first, span.last, span.label)
        if found and first < found[-1][1]:
            first = found[-1][1]
        if first >= last or _only_a_role(analysis, first, last, span.label) or _of_a_senator(analysis, first):
            continue
        last = _without_nouns(analysis, first, last)
        if not any(c.isupper() for w in range(first, last) for c in analysis.words[w]):
            continue
        whole = _with_number(analysis, _with_of(analysis, first, last, span.label))
        label = "ORG" if span.label == "PER" and whole > last else span.label
        found.append((first, max(last, whole), label, span.score))
    return found


def _without_nouns(analysis: Analysis, first: int, last: int) -> int:
    """The end of a name without the common nouns after it: "Anadolu" of "Anadolu news agency"."""
    while last > first and analysis.words[last - 1].islower() and analysis.upos[last - 1] == "NOUN":
        last -= 1
    return last


def _of_a_senator(analysis: Analysis, first: int) -> bool:
    """True for the party and state behind a lawmaker's name ("R-Neb.")."""
    return analysis.words[first] in ("R", "D", "I") and analysis.words[first + 1 : first + 2] == ("-",)


def _only_a_role(analysis: Analysis, first: int, last: int, label: str) -> bool:
    """True for one word that the roles table has: "congress", "Copts", "Parliament", but not a man named King."""
    word = analysis.lower[first]
    if last - first > 1 or (word not in roles() and analysis.lemma[first].lower() not in roles()):
        return False
    described = first > 0 and analysis.upos[first - 1] in ("DET", "ADJ") and analysis.sentence[first - 1] == analysis.sentence[first]
    return label != "PER" or analysis.xpos[first] == "NNPS" or word == analysis.words[first] or described


def _with_of(analysis: Analysis, first: int, last: int, label: str) -> int:
    """The end of an organisation's name with the "of ..." that belongs to it, where the name begins with a body."""
    lower, size = analysis.lower, len(analysis)
    body = lower[last - 1] in words_of("head of a name") or lower[first] in words_of("head of a name")
    if label == "PER" or not body or last >= size or lower[last] not in ("of", "for"):
        return last
    end = last + 1
    if end < size and lower[end] == "the":
        end += 1
    begin = end
    while end < size and _in_name(analysis, end):
        end += 1
        if end + 1 < size and lower[end] == "and" and _in_name(analysis, end + 1):
            end += 1
    return end if end > begin and analysis.sentence[end - 1] == analysis.sentence[first] else last


def _in_name(analysis: Analysis, word: int) -> bool:
    return analysis.upos[word] in ("PROPN", "NOUN", "ADJ") and analysis.words[word][0].isupper()


def _with_number(analysis: Analysis, last: int) -> int:
    """The end of a name with the number after it ("Channel 4"), unless the number counts something."""
    if last >= len(analysis) or not analysis.words[last].isdigit() or analysis.sentence[last] != analysis.sentence[last - 1]:
        return last
    if int(analysis.head[last - 1]) in (last, int(analysis.head[last])) and analysis.rel[last] not in ("obl", "nmod"):
        return last + 1
    counts = int(analysis.head[last]) > last
    return (
        last
        if counts or len(analysis.words[last]) == 4 or analysis.rel[last] not in ("nummod", "flat", "nmod", "compound", "appos", "dep")
        else last + 1
    )


def _is_name(analysis: Analysis, sight: Sighting) -> bool:
    """True unless the words are plainly something else: "us", "it", a verb."""
    tags = {analysis.upos[word] for word in range(sight.first, sight.last)}
    if sight.known.sort == "organisation" and (_part_of_another(analysis, sight) or _after_article(analysis, sight)):
        return False
    if sight.known.sort == "demonym":
        return bool(tags & {"ADJ", "PROPN", "NOUN"})
    if "PROPN" in tags or (sight.last - sight.first > 1 and bool(tags & {"NOUN", "ADJ"})):
        return True
    shown = analysis.words[sight.first]  # "IS" taken for a verb, in a sentence that is not all capitals
    first, last = analysis.sentences[int(analysis.sentence[sight.first])]
    return shown.isupper() and len(shown) > 1 and any(word.islower() for word in analysis.words[first:last])


def _after_article(analysis: Analysis, sight: Sighting) -> bool:
    """True for a company's name of one word behind "the": "the Amazon" is a river."""
    alone = sight.last - sight.first == 1 and sight.known.kind == "company"
    return alone and sight.first > 0 and analysis.lower[sight.first - 1] == "the"


def _part_of_another(analysis: Analysis, sight: Sighting) -> bool:
    """True for a name of common words with one more before it: "Rural Democratic Party", "Northern National Guard"."""
    before, last = sight.first - 1, analysis.lower[sight.last - 1]
    if before < 0 or sight.last - sight.first < 2 or last not in roles() or analysis.sentence[before] != analysis.sentence[sight.first]:
        return False
    joined = sight.first <= int(analysis.head[before]) < sight.last and analysis.rel[before] in ("amod", "compound", "flat")
    return joined and analysis.words[before][0].isupper() and analysis.upos[before] in ("PROPN", "ADJ", "NOUN")


def _inside_longer(analysis: Analysis, sight: Sighting, around: tuple[int, int, str] | None) -> bool:
    """True if a longer name holds the known one: "Amal Clooney" is not the Amal Movement, nor "US District Court" the US."""
    if around is None:
        return False
    first, last, label = around
    if sight.last > last or (last - first) <= (sight.last - sight.first):
        return False
    with_place = first == sight.first and analysis.lower[sight.last] == "in"  # "Islamic State in Syria"
    return label in ("PER", "ORG") and not with_place


def _trimmed(analysis: Analysis, first: int, last: int, label: str) -> tuple[int, int]:
    """The span without article, possessive, punctuation at its ends, and, before a person's name, titles and roles."""
    lower, upos = analysis.lower, analysis.upos
    while last > first and (lower[last - 1] in ("'s", "'") or upos[last - 1] == "PUNCT"):
        last -= 1
    while first < last and (upos[first] in ("DET", "PUNCT", "ADP", "PRON") or lower[first] == "the"):
        first += 1
    if label != "PER":
        while last - 1 > first and lower[last - 1] in roles() and roles()[lower[last - 1]].person and lower[last - 2] not in _LINKS:
            last -= 1
    else:
        titles = [w for w in range(first, last - 1) if _is_title(lower[w].rstrip("."))]
        first = titles[-1] + 1 if titles else first
    return first, last


def _is_title(word: str) -> bool:
    return word in title_words() or (word in roles() and roles()[word].person and word not in given_names())


def _unlabelled(analysis: Analysis, covered: set[int], persons: set[str]) -> list[tuple[int, int, str]]:
    """Runs of proper nouns that no label covers, with the label of their head's entity type."""
    found: list[tuple[int, int, str]] = []
    word, size = 0, len(analysis)
    while word < size:
        if not _bare_name(analysis, word, covered):
            word += 1
            continue
        last = word + 1
        while last < size and _goes_on(analysis, last, covered) and analysis.sentence[last] == analysis.sentence[word]:
            last += 1
        while last - 1 > word and analysis.words[last - 1] in _SPAN_JOINS:
            last -= 1
        types = [analysis.entity[w] for w in range(word, last) if analysis.entity[w]]
        label = _ENTITY_LABEL.get(types[-1] if types else "", "" if types else "OTH")
        titled = last - word > 1 and analysis.lower[word].rstrip(".") in title_words()
        label = "PER" if titled or (last - word == 1 and analysis.lower[word] in persons) else label
        first, end = _trimmed(analysis, word, last, label)
        if (
            label
            and first < end
            and not _only_a_role(analysis, first, end, label)
            and not all(_is_title(w.rstrip(".")) for w in analysis.lower[first:end])
        ):
            found.append((first, end, label))
        word = last
    return found


def _bare_name(analysis: Analysis, word: int, covered: set[int]) -> bool:
    capital = not analysis.words[word][0].islower() or not analysis.words[word].islower()
    return capital and analysis.upos[word] == "PROPN" and word not in covered and analysis.entity[word] != "time"


def _goes_on(analysis: Analysis, word: int, covered: set[int]) -> bool:
    """True if a word continues the name before it."""
    if analysis.words[word] in _SPAN_JOINS:
        following = word + 1
        near = following < len(analysis) and analysis.starts[following] == analysis.ends[word] == analysis.ends[word - 1] + 1
        return bool(near) and _bare_name(analysis, following, covered)
    return _bare_name(analysis, word, covered) and analysis.deprel[word] not in ("conj", "appos", "nmod:poss")


def _joined(analysis: Analysis, found: Sequence[Run]) -> tuple[Run, ...]:
    """The runs, with a person's name in one piece where the labels cut it ("Tayyip" "Erdogan")."""
    joined: list[Run] = []
    for run in found:
        left = joined[-1] if joined else None
        touching = left is not None and left.last == run.first and analysis.sentence[left.first] == analysis.sentence[run.first]
        if left is not None and touching and left.known is None and run.known is None and _one_person(analysis, left, run):
            joined[-1] = Run(left.first, run.last, "PER")
        else:
            joined.append(run)
    return tuple(joined)


def _one_person(analysis: Analysis, left: Run, right: Run) -> bool:
    """True for two parts of a name: both persons, or one a person and the tree ties them."""
    if "PER" not in (left.label, right.label):
        return False
    tied = any(analysis.rel[w] == "flat" and left.first <= int(analysis.head[w]) < left.last for w in range(right.first, right.last))
    return left.label == right.label or tied


def _voted(analysis: Analysis, taken: Sequence[tuple[int, int, str, float, Known | None]]) -> tuple[Run, ...]:
    """The runs, each with the label that its wording has most often in the report; parts of a person's name are persons."""
    texts = [" ".join(analysis.lower[first:last]) for first, last, *_ in taken]
    votes: dict[str, Counter[str]] = {}
    for (_, _, label, score, _), text in zip(taken, texts, strict=True):
        votes.setdefault(text, Counter())[label] += round(score * 100)
    person_words = {
        word
        for (first, last, label, _, known), text in zip(taken, texts, strict=True)
        if label == "PER" and last - first > 1 and known is None
        for word in (analysis.lower[last - 1], analysis.lower[first])
    }
    found = []
    for (first, last, label, _, known), text in zip(taken, texts, strict=True):
        best = label if known else max(sorted(votes[text]), key=lambda name: votes[text][name])
        if known is None and text in person_words and last - first == 1:
            best = "PER"
        found.append(Run(first, last, best, known))
    return tuple(found)
