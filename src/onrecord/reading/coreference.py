"""Which mentions are one actor: names and their short forms, then descriptions; precision first, no guess.

The order is that of multi-pass sieves (Raghunathan et al. 2010, Lee et al. 2013): sure links first, on whole clusters.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence

from onrecord.language.analysis import Analysis
from onrecord.reading.clusters import Cluster, Clusters
from onrecord.reading.describing import BODIES, PEOPLE, Profile
from onrecord.reading.lexicon import alike, words_of
from onrecord.reading.mentions import Mention
from onrecord.reading.name_links import link_names, same_key

_TIMES = frozenset({"former", "late", "then", "outgoing", "incoming", "new"})  # words that do not make another person
_NEAR, _LEAD = 3, 2  # sentences: how far "the rebels" reach, and by how many the nearest must lead the next
_REACH = 1_000  # mentions back to which any description may reach: a report has some hundred, a book would take hours without
_FAR = 6  # sentences back to which a description by kind alone may reach


def link(analysis: Analysis, mentions: Sequence[Mention], profiles: Sequence[Profile]) -> Clusters:
    """The clusters of names and descriptions; mentions that are no actor stay out (None)."""
    clusters = Clusters(analysis, mentions, profiles)
    link_names(clusters)
    for index, mention in enumerate(mentions):
        if clusters.of[index] is None and mention.form == "description" and profiles[index].kind is not None:
            number = _antecedent(clusters, index)
            if number is None:
                clusters.new(index)
            else:
                clusters.add(index, number)
    _branches(clusters)
    _named_later(clusters)
    _predicates(clusters)
    return clusters


# ---------------------------------------------------------------- descriptions
def _antecedent(clusters: Clusters, index: int) -> int | None:
    """The cluster that a description takes up again, or None if it introduces someone."""
    mention, profile = clusters.mentions[index], clusters.profiles[index]
    number = same_key(clusters, index)
    if number is not None:
        return number
    noun = mention.nouns[0] if mention.nouns else ""
    definite = mention.determiner in ("the", "this") or (mention.determiner == "" and noun in words_of("bare"))
    repeated = mention.determiner == "" and bool(mention.plural) and profile.role not in ("CVL", None)
    if not noun or noun in words_of("vague") or not (definite or repeated or mention.determiner == "poss"):
        return None
    office = _office(clusters, index, noun) if definite or mention.determiner == "poss" else None
    if office is not None:
        return office
    fitting = [n for n in _introduced(clusters, index) if _same_description(clusters, n, index, repeated=repeated and not definite)]
    same = _latest(clusters, index, _plainly(clusters, index, fitting))
    if not definite or mention.determiner == "poss":
        return same
    if profile.sort == "people" and noun in words_of("takes up fighters"):
        return same if same is not None else _fighters(clusters, index)
    return _by_kind(clusters, index, noun, same) if profile.sort == "body" else same


def _fighters(clusters: Clusters, index: int) -> int | None:
    """The one armed group, or its men, of the last sentences that "the rebels" can be; none if the words say more."""
    if clusters.mentions[index].modifiers or clusters.mentions[index].owners:
        return None
    near = [n for n in _introduced(clusters, index) if clusters.all[n].kind == "armed-group" and _back(clusters, n, index) <= _NEAR]
    men = [n for n in near if clusters.all[n].sort == "people"]
    named = [n for n in near if clusters.all[n].names]
    if len(men) == 1 and len(named) < 2:
        return men[0]
    return named[0] if len(named) == 1 and not men else None


def _office(clusters: Clusters, index: int, noun: str) -> int | None:
    """The one named person who holds an office of a state ("the Turkish president"), named before or after."""
    profile = clusters.profiles[index]
    if profile.sort != "person" or not profile.country or profile.role not in ("GOV", "JUD", "LEG"):
        return None
    holders = [n for n, c in enumerate(clusters.all) if c.names and noun in c.nouns and c.country == profile.country]
    return holders[0] if len(holders) == 1 else None


def _plainly(clusters: Clusters, index: int, numbers: list[int]) -> list[int]:
    """Of several persons who fit a bare "the president", those who were called so without a word on whose."""
    mention, profile = clusters.mentions[index], clusters.profiles[index]
    noun = mention.nouns[0]
    if len(numbers) < 2 or profile.sort != "person" or profile.country or mention.modifiers - set(noun.split()):
        return numbers
    bare = [
        n
        for n in numbers
        if any(
            noun in clusters.mentions[m].nouns and clusters.mentions[m].determiner in ("the", "") and not clusters.profiles[m].country
            for m in clusters.all[n].members
            if m < index
        )
    ]
    return bare or numbers


def _introduced(clusters: Clusters, index: int) -> list[int]:
    """Clusters with a mention among the last before this one."""
    return sorted({n for n in clusters.of[max(index - _REACH, 0) : index] if n is not None})


def _latest(clusters: Clusters, index: int, numbers: Sequence[int]) -> int | None:
    """The cluster whose last mention before this one is nearest."""
    wanted = frozenset(numbers)
    return next((n for n in reversed(clusters.of[max(index - _REACH, 0) : index]) if n in wanted), None) if wanted else None


def _same_description(clusters: Clusters, number: int, index: int, *, repeated: bool) -> bool:
    """True if a cluster was described by the noun, in the number, without a modifier that tells the two apart."""
    mention, profile, cluster = clusters.mentions[index], clusters.profiles[index], clusters.all[number]
    noun = mention.nouns[0]
    same = frozenset({noun}) if repeated else alike().get(noun, frozenset({noun}))  # a bare "gunmen" is not "the attackers"
    army = "army" in same and (bool(cluster.nouns & same) or _is_army(cluster))
    if not (army or cluster.nouns & same or noun in cluster.heads or _same_head(cluster, noun)):
        return False
    if not army and (cluster.plural or False) != (mention.plural or False):
        return False
    if profile.country and cluster.country and profile.country != cluster.country:
        return False
    if profile.gender and cluster.gender and profile.gender != cluster.gender:
        return False
    names = {clusters.analysis.lower[w] for w in mention.owners if clusters.analysis.upos[w] == "PROPN" and w < mention.head}
    own = {m for m in mention.modifiers | names if m not in noun.split()} - _TIMES
    if repeated:
        return own == {m for m in cluster.modifiers if m not in noun.split()} and not cluster.names and not mention.owners
    owned = any(clusters.analysis.rel[w] == "nmod" or clusters.analysis.upos[w] == "PROPN" for w in mention.owners)
    if mention.determiner == "poss" or (owned and mention.determiner != "" and not own):
        return _same_owner(clusters, number, index) or (bool(profile.country) and profile.country == cluster.country and not own)
    if mine := _complements(clusters, index):  # asked of the others only if there is something to compare: they may be thousands
        theirs = set[str]().union(*(_complements(clusters, m) for m in cluster.members))
        if theirs and not mine & theirs:
            return False
    words = cluster.modifiers | cluster.nouns | {w for name in cluster.names for w in name}
    return own <= words or (bool(profile.country) and own <= words | {"same"} | _country_words(clusters, mention))


def _complements(clusters: Clusters, index: int) -> set[str]:
    """Heads of the "of" and "in" phrases behind a noun, in lower case."""
    analysis = clusters.analysis
    return {
        analysis.lower[w] for w in clusters.mentions[index].owners if analysis.deprel[w] == "nmod" and w > clusters.mentions[index].head
    }


def _same_head(cluster: Cluster, noun: str) -> bool:
    """True for "the former minister" where a minister is known, and nothing in the noun is new."""
    *rest, head = noun.split()
    if not rest or head not in cluster.nouns:
        return False
    return set(rest) - _TIMES <= cluster.modifiers.union(*(n.split() for n in cluster.nouns))


def _country_words(clusters: Clusters, mention: Mention) -> set[str]:
    return {clusters.analysis.lower[w] for w in mention.owners}


def _is_army(cluster: Cluster) -> bool:
    return any(key.count("/") == 1 and key.endswith("/MIL") for key in cluster.keys)


def _same_owner(clusters: Clusters, number: int, index: int) -> bool:
    """True if a mention of the cluster has the same owner ("his wife", "the leader of the party")."""
    mine = _owner_texts(clusters, index)
    return bool(mine) and any(mine == _owner_texts(clusters, other) for other in clusters.all[number].members)


def _owner_texts(clusters: Clusters, index: int) -> frozenset[str]:
    return frozenset(clusters.analysis.lower[w] for w in clusters.mentions[index].owners)


_TAKEN_UP: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("takes up an armed group", ("armed-group",)),
    ("takes up a media outlet", ("media",)),
    ("takes up an organisation", ("organisation", "party")),
    ("takes up a party", ("party",)),
    ("takes up a company", ("company",)),
    ("takes up a state", ("state",)),
)
"""Groups of nouns that take up an actor introduced by name, and the kinds that they fit; the first that finds one wins."""


def _by_kind(clusters: Clusters, index: int, noun: str, same: int | None) -> int | None:
    """The named actor of the kind that a noun fits and that was spoken of last, unless another is nearly as near; else `same`."""
    mention, profile = clusters.mentions[index], clusters.profiles[index]
    for group, kinds in _TAKEN_UP:
        if noun not in words_of(group) or mention.plural or _describes_another(clusters, index):
            continue
        fitting = [n for n in _introduced(clusters, index) if clusters.all[n].kind in kinds and clusters.all[n].names]
        fitting = [n for n in fitting if not (profile.country and clusters.all[n].country and profile.country != clusters.all[n].country)]
        fitting = [n for n in {*fitting, *([same] if same is not None else [])} if _back(clusters, n, index) <= _FAR]
        ranked = sorted(fitting, key=lambda n: (_back(clusters, n, index), n))
        called = [n for n in ranked if clusters.all[n].nouns & alike().get(noun, frozenset({noun}))]
        if len(ranked) == 1 or (len(ranked) > 1 and _back(clusters, ranked[1], index) - _back(clusters, ranked[0], index) >= _LEAD):
            return ranked[0]
        if len(called) == 1:
            return called[0]
    return same


def _back(clusters: Clusters, number: int, index: int) -> int:
    """Sentences since the last mention of an actor before a mention."""
    sentence, members = clusters.analysis.sentence, clusters.all[number].members
    before = bisect_left(members, index)
    if not before:
        return len(clusters.analysis)
    return int(sentence[clusters.mentions[index].head]) - int(sentence[clusters.mentions[members[before - 1]].head])


def _describes_another(clusters: Clusters, index: int) -> bool:
    """True if the phrase says of whom it is ("the group of tourists", "the party's leader")."""
    return any(clusters.analysis.rel[w] == "nmod" for w in clusters.mentions[index].owners)


# ---------------------------------------------------------------- the one army of a report
def _branches(clusters: Clusters) -> None:
    """Make "the army" the army of the one state whose army is named, and so with police, government and parliament.

    The state must be the one that the report speaks of most: "the military" is not the army of a neighbour named once.
    """
    told: Counter[str] = Counter()
    for cluster in clusters.all:
        if cluster.country and cluster.kind in BODIES:
            told[cluster.country] += len(cluster.members)
    home = max(sorted(told), key=lambda country: told[country], default=None)
    for group, role in (("army", "MIL"), ("police", "COP"), ("government", "GOV"), ("parliament", "LEG")):
        whole = [n for n, c in enumerate(clusters.all) if any(k.count("/") == 1 and k.endswith(f"/{role}") for k in c.keys)]
        if len(whole) != 1 or clusters.all[whole[0]].country != home:
            continue
        nouns = alike().get(group, frozenset({group}))
        for number, cluster in enumerate(clusters.all):
            if number != whole[0] and cluster.members and all(_bare(clusters, i, nouns) for i in cluster.members):
                clusters.merge(whole[0], number)


def _bare(clusters: Clusters, index: int, nouns: frozenset[str]) -> bool:
    """True for "the army", "police" without a word that says whose."""
    mention = clusters.mentions[index]
    plain = mention.form == "description" and bool(mention.nouns) and mention.nouns[0] in nouns
    return (
        plain
        and not mention.modifiers
        and not mention.owners
        and mention.determiner in ("the", "")
        and not clusters.profiles[index].country
    )


# ---------------------------------------------------------------- an office first, its holder's name later
def _named_later(clusters: Clusters) -> None:
    """Make "Norway's ambassador to Chile" and "Ambassador Berg" one, where the report has one such office and one such name."""
    offices = [n for n, c in enumerate(clusters.all) if c.members and _is_office(clusters, c)]
    for number in offices:
        cluster = clusters.all[number]
        same = [n for n in offices if n != number and clusters.all[n].nouns & cluster.nouns]
        holders = [n for n, c in enumerate(clusters.all) if c.names and c.sort == "person" and _holds(c, cluster)]
        if len(holders) == 1 and not same and cluster.members and clusters.all[holders[0]].members[0] > cluster.members[0]:
            clusters.merge(holders[0], number)


def _is_office(clusters: Clusters, cluster: Cluster) -> bool:
    """True for an unnamed person called by an office, as one person at a time holds it."""
    first = clusters.mentions[cluster.members[0]]
    role = clusters.profiles[cluster.members[0]].role
    definite = first.determiner in ("the", "poss") and not cluster.plural
    return definite and not cluster.names and cluster.sort == "person" and role in ("GOV", "JUD", "REL") and bool(first.nouns)


def _holds(holder: Cluster, office: Cluster) -> bool:
    """True if a named person bears the office's noun, and nothing speaks against it."""
    country = not holder.country or not office.country or holder.country == office.country
    gender = not holder.gender or not office.gender or holder.gender == office.gender
    return bool(holder.nouns & office.nouns - {"official", "adviser", "aide", "head", "chief", "leader"}) and country and gender


# ---------------------------------------------------------------- "X is the leader of Y"
def _predicates(clusters: Clusters) -> None:
    """Make subject and predicate noun one actor, where the sentence says so plainly and both are persons."""
    analysis = clusters.analysis
    at = clusters.at
    for index, mention in enumerate(clusters.mentions):
        number = clusters.of[index]
        if number is None or mention.form != "description" or not analysis.dependents(mention.head, "cop"):
            continue
        subjects = [at[w] for w in analysis.dependents(mention.head, "nsubj") if w in at]
        if len(subjects) != 1 or clusters.of[subjects[0]] is None or analysis.dependents(mention.head, "case"):
            continue
        subject = clusters.of[subjects[0]]
        plain = all(
            analysis.lower[c] not in ("not", "n't", "never", "would", "could", "may", "might") for c in analysis.children[mention.head]
        )
        profile, other = clusters.profiles[index], clusters.all[subject if subject is not None else number]
        one = (mention.plural or False) == (other.plural or False)
        alone = len(clusters.all[number].members) == 1
        if subject is not None and plain and one and alone and profile.kind in PEOPLE and other.kind in PEOPLE and other.names:
            clusters.merge(subject, number)


def bodies_of(clusters: Clusters, index: int) -> int | None:
    """The cluster of the organisation that a mention belongs to, nearest owner first, or None."""
    at = clusters.at
    for word in clusters.mentions[index].owners:
        owner = at.get(word)
        number = clusters.of[owner] if owner is not None else None
        if number is not None and clusters.all[number].kind in BODIES:
            return number
    return None
