"""Whom a pronoun stands for: by clause, number, gender, nearness and subjecthood; None where two would do as well."""

from __future__ import annotations

from collections.abc import Sequence

from onrecord.language.analysis import Analysis
from onrecord.reading.coreference import Cluster, Clusters
from onrecord.reading.mentions import RELATIVE, Mention

_BACK = {"he": 4, "she": 5, "it": 1, "they": 2}  # sentences back to which each pronoun may reach
_LEAST, _LEAD = 2.0, 1.0  # a candidate needs this score, and this lead over the next actor
_BASE = {
    "him": "he", "his": "he", "himself": "he", "her": "she", "hers": "she", "herself": "she", "its": "it", "itself": "it",
    "them": "they", "their": "they", "theirs": "they", "themselves": "they", "themself": "they",
}  # fmt: skip


def resolve(clusters: Clusters) -> None:
    """Add to the clusters every pronoun of which it is plain whom it stands for."""
    quotes = _quoted(clusters.analysis)
    at = {word: i for i, mention in enumerate(clusters.mentions) for word in mention.words}
    for index, mention in enumerate(clusters.mentions):
        if mention.form != "pronoun":
            continue
        word = mention.nouns[0]
        if word in RELATIVE:
            number = _relative(clusters, mention, at)
        else:
            base = _BASE.get(word, word)
            number = _personal(clusters, index, base, quotes, at) if base in _BACK else None
        if number is not None:
            clusters.add(index, number)
            clusters.all[number].members.sort()


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


def _relative(clusters: Clusters, mention: Mention, at: dict[int, int]) -> int | None:
    """The cluster of the noun that a relative clause describes."""
    analysis = clusters.analysis
    for word in (mention.head, *analysis.ancestors(mention.head)[:4]):
        if analysis.deprel[word] == "acl:relcl":
            noun = int(analysis.head[word])
            return clusters.of[at[noun]] if noun in at else None
    return None


def _personal(clusters: Clusters, index: int, base: str, quotes: Sequence[int], at: dict[int, int]) -> int | None:
    """The cluster with the best score, if it leads the next one clearly."""
    scores: dict[int, float] = {}
    analysis, mention = clusters.analysis, clusters.mentions[index]
    sentence = int(analysis.sentence[mention.head])
    banned = _banned(clusters, index, base, quotes, at)
    for other in range(index - 1, -1, -1):
        back = sentence - int(analysis.sentence[clusters.mentions[other].head])
        if back > _BACK[base]:
            break
        number = clusters.of[other]
        if number is None or number in banned or not _agrees(clusters.all[number], base):
            continue
        score = _score(clusters, index, other, back, quotes)
        scores[number] = max(scores.get(number, -9.0), score)
    ranked = sorted(scores.items(), key=lambda item: (-item[1], item[0]))
    if not ranked or ranked[0][1] < _LEAST:
        return None
    return ranked[0][0] if len(ranked) == 1 or ranked[0][1] - ranked[1][1] >= _LEAD else None


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
        or (cluster.sort == "body" and cluster.kind in ("police", "military", "media", "armed-group"))
    )


def _score(clusters: Clusters, index: int, other: int, back: int, quotes: Sequence[int]) -> float:
    """How well an earlier mention does as antecedent: nearness, subject, name, parallel role, how often it was named."""
    analysis, mention, earlier = clusters.analysis, clusters.mentions[index], clusters.mentions[other]
    number = clusters.of[other]
    assert number is not None
    relation = analysis.deprel[earlier.head] if earlier.form != "name" else _relation(analysis, earlier)
    score = 3.0 - 1.0 * back
    score += 1.5 if relation.startswith("nsubj") else 0.0
    score += 0.5 if _main_subject(analysis, earlier) else 0.0
    score -= 1.0 if earlier.form == "adjective" or relation in ("compound", "nmod:poss") else 0.0
    score += 0.5 if relation.partition(":")[0] == analysis.rel[mention.head] else 0.0
    score += min(len([m for m in clusters.all[number].members if m < index]), 4) * 0.25
    score += 0.5 if earlier.form == "pronoun" and earlier.nouns[0] not in RELATIVE else 0.0
    score -= 0.5 if quotes[earlier.head] != quotes[mention.head] else 0.0
    return score


def _relation(analysis: Analysis, mention: Mention) -> str:
    """The relation by which a name hangs outside of itself."""
    for word in mention.words:
        if int(analysis.head[word]) not in mention.words or int(analysis.head[word]) == word:
            return analysis.deprel[word]
    return analysis.deprel[mention.head]


def _main_subject(analysis: Analysis, mention: Mention) -> bool:
    """True for the subject of a sentence's main verb."""
    heads = [int(analysis.head[w]) for w in mention.words if analysis.rel[w] == "nsubj"]
    return any(int(analysis.head[h]) == h for h in heads)


def _banned(clusters: Clusters, index: int, base: str, quotes: Sequence[int], at: dict[int, int]) -> set[int]:
    """Clusters that the syntax rules out: co-arguments of the same verb, the phrase around it, who speaks the quotation."""
    analysis, mention = clusters.analysis, clusters.mentions[index]
    word = mention.head
    banned: set[int | None] = set()
    reflexive = mention.nouns[0].endswith(("self", "selves"))
    head = int(analysis.head[word])
    if analysis.deprel[word] == "nmod:poss":
        banned.add(clusters.of[at[head]] if head in at else None)
        if head in at:
            banned.update(_around(clusters, head, at))
    elif not reflexive:
        banned.update(
            clusters.of[at[c]]
            for c in analysis.children[head]
            if c in at and c != word and analysis.rel[c] in ("nsubj", "obj", "iobj", "obl")
        )
        banned.update(_around(clusters, word, at))
    if quotes[word] and base in ("he", "she"):
        banned.update(_quote_speaker(clusters, word, quotes, at))
    return {number for number in banned if number is not None}


def _around(clusters: Clusters, word: int, at: dict[int, int]) -> list[int | None]:
    """Clusters of the noun phrases that a word lies in."""
    analysis, found = clusters.analysis, []
    here = word
    while (above := analysis.governor(here)) is not None and analysis.rel[here] in (
        "nmod",
        "compound",
        "amod",
        "appos",
    ):
        if above in at:
            found.append(clusters.of[at[above]])
        here = above
    return found


def _quote_speaker(clusters: Clusters, word: int, quotes: Sequence[int], at: dict[int, int]) -> list[int | None]:
    """Clusters of the subjects of verbs outside the quotation that govern it."""
    analysis, found = clusters.analysis, []
    for above in analysis.ancestors(word):
        if quotes[above] != quotes[word]:
            found += [clusters.of[at[c]] for c in analysis.dependents(above, "nsubj") if c in at]
            break
    for above in (word, *analysis.ancestors(word)):
        found += [
            clusters.of[at[c]]
            for p in analysis.dependents(above, "parataxis")
            if quotes[p] != quotes[word]
            for c in analysis.dependents(p, "nsubj")
            if c in at
        ]
    return found
