"""Whom a pronoun stands for: by clause, number, gender, nearness and subjecthood; None where two would do as well."""

from __future__ import annotations

from collections.abc import Sequence
from math import exp

from onrecord.language.analysis import Analysis
from onrecord.reading.antecedents import features, score
from onrecord.reading.clusters import Cluster, Clusters
from onrecord.reading.mentions import RELATIVE, Mention

_BACK = {"he": 4, "she": 5, "it": 1, "they": 2}  # sentences back to which each pronoun may reach
_LIKELY = {"he": 0.55, "she": 0.55, "it": 0.6, "they": 0.6}  # least probability of an antecedent that is believed
_BASE = {
    "him": "he", "his": "he", "himself": "he", "her": "she", "hers": "she", "herself": "she", "its": "it", "itself": "it",
    "them": "they", "their": "they", "theirs": "they", "themselves": "they", "themself": "they",
}  # fmt: skip


def resolve(clusters: Clusters) -> None:
    """Add to the clusters every pronoun of which it is plain whom it stands for."""
    quotes = _quoted(clusters.analysis)
    for index, mention in enumerate(clusters.mentions):
        if mention.form != "pronoun":
            continue
        word = mention.nouns[0]
        if word in RELATIVE:
            number = _relative(clusters, mention)
        else:
            base = _BASE.get(word, word)
            number = _personal(clusters, index, base, quotes) if base in _BACK else None
        if number is not None:
            clusters.add(index, number)


def _quoted(analysis: Analysis) -> list[int]:
    """For each word the number of the quotation that it stands in, 0 outside; a paragraph's end closes every quotation."""
    found, inside, count, last_end = [], 0, 0, 0
    for word, text in enumerate(analysis.words):
        if "\n\n" in analysis.text[last_end : int(analysis.starts[word])]:
            inside = 0
        last_end = int(analysis.ends[word])
        opens = text == "“" or (text in ('"', "``") and not inside)
        closes = text == "”" or (text in ('"', "''") and inside)
        if opens:
            count += 1
            inside = count
        found.append(inside)
        if closes and not opens:
            inside = 0
    return found


def _relative(clusters: Clusters, mention: Mention) -> int | None:
    """The cluster of the noun that a relative clause describes."""
    analysis = clusters.analysis
    for word in (mention.head, *analysis.ancestors(mention.head)[:4]):
        if analysis.deprel[word] == "acl:relcl":
            noun = int(analysis.head[word])
            return clusters.of[clusters.at[noun]] if noun in clusters.at else None
    return None


def _personal(clusters: Clusters, index: int, base: str, quotes: Sequence[int]) -> int | None:
    """The cluster that is likely enough, all that fit and nobody at all being weighed against each other; else None."""
    best: dict[int, float] = {}
    for other, rank in candidates(clusters, index, base, quotes):
        number = clusters.of[other]
        assert number is not None
        value = score(features(clusters, index, other, rank, quotes), base)
        best[number] = max(best.get(number, -99.0), value)
    if not best:
        return None
    total = 1.0 + sum(exp(value) for value in best.values())  # 1 = exp(0): no antecedent
    number, value = max(best.items(), key=lambda item: (item[1], -item[0]))
    return number if exp(value) / total >= _LIKELY[base] else None


def candidates(clusters: Clusters, index: int, base: str, quotes: Sequence[int]) -> list[tuple[int, int]]:
    """Earlier mentions that a pronoun can stand for, nearest first, each with the number of fitting actors in between."""
    analysis, mention = clusters.analysis, clusters.mentions[index]
    sentence = int(analysis.sentence[mention.head])
    banned = _banned(clusters, index, base, quotes)
    found, between = [], list[int]()
    for other in range(index - 1, -1, -1):
        if sentence - int(analysis.sentence[clusters.mentions[other].head]) > _BACK[base]:
            break
        number = clusters.of[other]
        if number is None or number in banned or not _agrees(clusters.all[number], base):
            continue
        if number not in between:
            between.append(number)
        found.append((other, between.index(number)))
    return found


def _agrees(cluster: Cluster, base: str) -> bool:
    """True if a pronoun can stand for a cluster."""
    if base in ("he", "she"):
        fits = cluster.kind in ("person", "unnamed-person") and not cluster.plural
        return fits and cluster.gender in ("", "m" if base == "he" else "f")
    if base == "it":
        return cluster.sort in ("body", "thing") and not cluster.plural
    return (
        bool(cluster.plural)
        or cluster.sort == "people"
        or (cluster.sort == "body" and cluster.kind in ("police", "military", "armed-group"))
    )


def _banned(clusters: Clusters, index: int, base: str, quotes: Sequence[int]) -> set[int]:
    """Clusters that the syntax rules out: co-arguments of the same verb, the phrase around it, who speaks the quotation."""
    analysis, mention = clusters.analysis, clusters.mentions[index]
    word = mention.head
    banned: set[int | None] = set()
    reflexive = mention.nouns[0].endswith(("self", "selves"))
    head = int(analysis.head[word])
    if analysis.deprel[word] == "nmod:poss":
        banned.add(clusters.of[clusters.at[head]] if head in clusters.at else None)
        if head in clusters.at:
            banned.update(_around(clusters, head))
    elif not reflexive:
        banned.update(
            clusters.of[clusters.at[c]]
            for c in analysis.children[head]
            if c in clusters.at and c != word and analysis.rel[c] in ("nsubj", "obj", "iobj", "obl")
        )
        banned.update(_around(clusters, word))
    if quotes[word] and base in ("he", "she"):
        banned.update(_quote_speaker(clusters, word, quotes))
    return {number for number in banned if number is not None}


def _around(clusters: Clusters, word: int) -> list[int | None]:
    """Clusters of the noun phrases that a word lies in."""
    analysis, found = clusters.analysis, []
    here = word
    while (above := analysis.governor(here)) is not None and analysis.rel[here] in (
        "nmod",
        "compound",
        "amod",
        "appos",
    ):
        if above in clusters.at:
            found.append(clusters.of[clusters.at[above]])
        here = above
    return found


def _quote_speaker(clusters: Clusters, word: int, quotes: Sequence[int]) -> list[int | None]:
    """Clusters of the subjects of verbs outside the quotation that govern it."""
    analysis, found = clusters.analysis, []
    for above in analysis.ancestors(word):
        if quotes[above] != quotes[word]:
            found += [clusters.of[clusters.at[c]] for c in analysis.dependents(above, "nsubj") if c in clusters.at]
            break
    for above in (word, *analysis.ancestors(word)):
        found += [
            clusters.of[clusters.at[c]]
            for p in analysis.dependents(above, "parataxis")
            if quotes[p] != quotes[word]
            for c in analysis.dependents(p, "nsubj")
            if c in clusters.at
        ]
    return found
