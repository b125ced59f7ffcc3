"""How well an earlier mention does as the antecedent of a pronoun: its features, and their learned weights."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from functools import cache
from math import log

from onrecord.knowledge import table
from onrecord.language.analysis import Analysis
from onrecord.reading.clusters import Clusters
from onrecord.reading.mentions import RELATIVE, Mention

Features = dict[str, float]


@cache
def weights(base: str) -> Mapping[str, float]:
    """Weight of each feature for he, it or they ("she" is weighed as "he")."""
    column = "he" if base == "she" else base
    return {row["feature"]: float(row[column]) for row in table("pronoun_weights")}


def score(features: Features, base: str) -> float:
    """The candidate's score; that of having no antecedent is 0."""
    known = weights(base)
    return sum(known.get(name, 0.0) * value for name, value in features.items())


def features(clusters: Clusters, index: int, other: int, rank: int, quotes: Sequence[int]) -> Features:
    """What speaks for and against a mention: distance, grammar, form, how often its actor was mentioned before.

    `rank` counts the actors that fit and were mentioned between the two; `quotes` numbers the quotation of each word.
    """
    analysis, mention, earlier = clusters.analysis, clusters.mentions[index], clusters.mentions[other]
    number = clusters.of[other]
    assert number is not None
    cluster, outer = clusters.all[number], hanging(analysis, earlier)
    back = int(analysis.sentence[mention.head]) - int(analysis.sentence[earlier.head])
    relation = analysis.deprel[outer]
    before = bisect_left(cluster.members, index)
    yes: dict[str, bool] = {
        "any": True,
        f"back {min(back, 3)}": True,
        f"form {_form(earlier)}": True,
        "subject": relation.startswith("nsubj"),
        "main subject": relation.startswith("nsubj") and analysis.rel[int(analysis.head[outer])] == "root",
        "object": relation in ("obj", "iobj"),
        "oblique": relation.startswith("obl"),
        "inside a phrase": relation.startswith(("nmod", "compound", "amod", "appos")),
        "both subjects": relation.startswith("nsubj") and analysis.rel[mention.head] == "nsubj",
        "both objects": relation in ("obj", "iobj") and analysis.rel[mention.head] in ("obj", "iobj"),
        "possessive, same clause": back == 0 and analysis.deprel[mention.head] == "nmod:poss" and _same_clause(analysis, mention, outer),
        "out of a quotation": bool(quotes[earlier.head]) and not quotes[mention.head],
        "into a quotation": not quotes[earlier.head] and bool(quotes[mention.head]),
        "between quotations": 0 != quotes[earlier.head] != quotes[mention.head] != 0,
        "same pronoun": earlier.form == "pronoun" and earlier.nouns == mention.nouns,
        "indefinite": earlier.determiner == "a",
        "gender known": bool(cluster.gender),
        "named": bool(cluster.names),
        "group": cluster.sort == "people",
        "state": cluster.kind == "state",
        "body": cluster.sort == "body",
        "possessive, body": cluster.sort == "body" and analysis.deprel[mention.head] == "nmod:poss",
        "speaks, body": cluster.sort == "body" and _speaks(analysis, mention.head),
        "speaks, thing": cluster.sort == "thing" and _speaks(analysis, mention.head),
        "both speak": _speaks(analysis, mention.head) and _speaks(analysis, outer),
        "governs": back == 0 and int(analysis.head[outer]) in analysis.ancestors(mention.head),
    }
    found: Features = {name: 1.0 for name, holds in yes.items() if holds}
    found["rank"] = log(1 + rank)
    found["often"] = log(before)
    return found


def _form(mention: Mention) -> str:
    return "relative" if mention.form == "pronoun" and mention.nouns[0] in RELATIVE else mention.form


def hanging(analysis: Analysis, mention: Mention) -> int:
    """The word by which a mention hangs on the rest of the sentence."""
    for word in mention.words:
        head = int(analysis.head[word])
        if head == word or head not in mention.words:
            return word
    return mention.head


def _same_clause(analysis: Analysis, mention: Mention, outer: int) -> bool:
    """True if a possessive's noun and the other mention hang on one verb."""
    noun = int(analysis.head[mention.head])
    return int(analysis.head[noun]) == int(analysis.head[outer])


def _speaks(analysis: Analysis, word: int) -> bool:
    """True for the subject of a verb with a clause for its object, or of one put beside what is said ("..., she said")."""
    verb = int(analysis.head[word])
    return analysis.rel[word] == "nsubj" and (analysis.rel[verb] == "parataxis" or bool(analysis.dependents(verb, "ccomp", "parataxis")))
