"""Which mentions are one actor: names and their short forms, then descriptions; precision first, no guess.

The order is that of multi-pass sieves (Raghunathan et al. 2010, Lee et al. 2013): sure links first, on whole clusters.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from onrecord.language.analysis import Analysis
from onrecord.reading.describing import BODIES, PEOPLE, Profile
from onrecord.reading.lexicon import alike, roles, words_of
from onrecord.reading.mentions import Mention

_SMALL = frozenset({"of", "the", "and", "for", "in", "on", "to", "de", "la", "del", "al", "&"})
_TIMES = frozenset({"former", "late", "then", "outgoing", "incoming", "new"})  # words that do not make another person
_FAR = 6  # sentences back to which a description by kind alone may reach


@dataclass(slots=True)
class Cluster:
    """The mentions of one actor so far, and what they say of it together."""

    members: list[int] = field(default_factory=list)
    names: list[tuple[str, ...]] = field(default_factory=list)
    nouns: set[str] = field(default_factory=set)
    heads: set[str] = field(default_factory=set)
    modifiers: set[str] = field(default_factory=set)
    keys: set[str] = field(default_factory=set)
    kind: str | None = None
    sort: str = ""
    country: str | None = None
    plural: bool | None = None
    gender: str = ""


class Clusters:
    """A growing partition of the mentions of one report."""

    def __init__(self, analysis: Analysis, mentions: Sequence[Mention], profiles: Sequence[Profile]) -> None:
        self.analysis, self.mentions, self.profiles = analysis, mentions, profiles
        self.of: list[int | None] = [None] * len(mentions)
        self.all: list[Cluster] = []
        self.at = {word: index for index, mention in enumerate(mentions) for word in mention.words}

    def new(self, index: int) -> int:
        """The number of a new cluster that holds one mention."""
        self.all.append(Cluster())
        self.add(index, len(self.all) - 1)
        return len(self.all) - 1

    def add(self, index: int, number: int) -> None:
        """Put a mention into a cluster, and what it says of its actor."""
        mention, profile, cluster = self.mentions[index], self.profiles[index], self.all[number]
        self.of[index] = number
        cluster.members.append(index)
        if mention.form == "pronoun":
            cluster.gender = cluster.gender or profile.gender
            return
        if mention.run is not None:
            cluster.names.append(tokens(self.analysis, mention))
            if profile.sort == "body":
                cluster.heads.update(_name_heads(cluster.names[-1]))
        cluster.nouns.update(mention.nouns)
        cluster.nouns.update(noun.split()[-1] for noun in mention.nouns)
        cluster.modifiers.update(mention.modifiers)
        if profile.key:
            cluster.keys.add(profile.key)
        if cluster.kind in (None, "unnamed-person", "organisation", "unknown"):
            cluster.kind = profile.kind or cluster.kind
        cluster.sort = cluster.sort or profile.sort
        cluster.country = cluster.country or profile.country
        cluster.plural = mention.plural if cluster.plural is None else cluster.plural
        cluster.gender = cluster.gender or profile.gender

    def merge(self, left: int, right: int) -> None:
        """Move all mentions of the second cluster into the first."""
        if left != right:
            moved, self.all[right] = self.all[right].members, Cluster()
            for index in moved:
                self.add(index, left)
            self.all[left].members.sort()


def tokens(analysis: Analysis, mention: Mention) -> tuple[str, ...]:
    """The words of a mention's proper name in lower case, without points and marks."""
    assert mention.run is not None
    words = (analysis.lower[w].replace(".", "") for w in range(mention.run.first, mention.run.last))
    return tuple(word for word in words if word.strip("-'’\"()"))


def link(analysis: Analysis, mentions: Sequence[Mention], profiles: Sequence[Profile]) -> Clusters:
    """The clusters of names and descriptions; mentions that are no actor stay out (None)."""
    clusters = Clusters(analysis, mentions, profiles)
    _names(clusters)
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
    for cluster in clusters.all:
        cluster.members.sort()
    return clusters


# ---------------------------------------------------------------- names
def _names(clusters: Clusters) -> None:
    """Put every name into its cluster: by key, by wording, by acronym, by a part that fits one name only."""
    named = [i for i, m in enumerate(clusters.mentions) if m.form in ("name", "adjective") and clusters.profiles[i].kind is not None]
    full = sorted(named, key=lambda i: (-_length(clusters, i), i))  # whole names before their short forms
    for index in full:
        number = _same_key(clusters, index)
        if number is None and clusters.mentions[index].run is not None:
            number = _same_name(clusters, index)
        if number is None:
            clusters.new(index)
        else:
            clusters.add(index, number)


def _length(clusters: Clusters, index: int) -> int:
    mention = clusters.mentions[index]
    return len(tokens(clusters.analysis, mention)) if mention.run is not None else 1


def _same_key(clusters: Clusters, index: int) -> int | None:
    key = clusters.profiles[index].key
    if not key:
        return None
    return next((n for n, cluster in enumerate(clusters.all) if key in cluster.keys), None)


def _same_name(clusters: Clusters, index: int) -> int | None:
    """The one cluster with a name that this name repeats or shortens, or None."""
    own, profile = tokens(clusters.analysis, clusters.mentions[index]), clusters.profiles[index]
    if not own:
        return None
    exact = [n for n, c in enumerate(clusters.all) if own in c.names and _sorts_meet(c, profile) and not (c.keys and profile.key)]
    if exact or profile.key:  # a name with a key is joined by it, not by a likeness
        return exact[0] if exact else None
    short = [
        n for n, c in enumerate(clusters.all) if _sorts_meet(c, profile) and any(_shortens(own, name, profile.sort) for name in c.names)
    ]
    short = [n for n in short if not (profile.gender and clusters.all[n].gender and profile.gender != clusters.all[n].gender)]
    if len(short) > 1 and profile.sort == "person":
        short = _likelier(clusters, index, own, short)
    return short[0] if len(short) == 1 else None


def _likelier(clusters: Clusters, index: int, own: tuple[str, ...], numbers: list[int]) -> list[int]:
    """Of several persons whom a short name fits, those who bear it alone before, were introduced, or have it as last name."""
    tests = (
        lambda c: own in c.names,
        lambda c: min(c.members) < index,
        lambda c: any(name[-1] == own[-1] for name in c.names),
    )
    for test in tests:
        numbers = [n for n in numbers if test(clusters.all[n])] or numbers
    return numbers


def _sorts_meet(cluster: Cluster, profile: Profile) -> bool:
    """True if a cluster and a mention may be of one sort."""
    return not cluster.sort or not profile.sort or cluster.sort == profile.sort or "thing" in (cluster.sort, profile.sort)


def _shortens(short: tuple[str, ...], long: tuple[str, ...], sort: str) -> bool:
    """True if one name is a short form of another.

    >>> _shortens(("netanyahu",), ("benjamin", "netanyahu"), "person"), _shortens(("sarc",), ("syrian", "arab", "red", "crescent"), "body")
    (True, True)
    """
    if len(short) >= len(long):
        return False
    if sort == "person":
        return (
            short[0] in (long[-1], long[0], "".join(w[0] for w in long))
            if len(short) == 1
            else _in_order(short, long) and short[-1] in (long[-1], long[-2])
        )
    if len(short) == 1:
        initials = "".join(w[0] for w in long)
        big = "".join(w[0] for w in long if w not in _SMALL)
        return (short[0] in (initials, big) and len(short[0]) > 1) or (short[0] == long[0] and len(long) == 2 and short[0] not in roles())
    whole = [word for word in long if word not in _SMALL]
    part = [word for word in short if word not in _SMALL]
    return len(part) > 1 and (whole[: len(part)] == part or whole[-len(part) :] == part or _ends_meet(part, whole))


def _in_order(short: Sequence[str], long: Sequence[str]) -> bool:
    rest = iter(long)
    return all(word in rest for word in short)


def _ends_meet(part: Sequence[str], whole: Sequence[str]) -> bool:
    return part[0] == whole[0] and part[-1] == whole[-1] and _in_order(part, whole)


# ---------------------------------------------------------------- descriptions
def _antecedent(clusters: Clusters, index: int) -> int | None:
    """The cluster that a description takes up again, or None if it introduces someone."""
    mention, profile = clusters.mentions[index], clusters.profiles[index]
    number = _same_key(clusters, index)
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
    if same is not None or not definite or mention.determiner == "poss":
        return same
    return _by_kind(clusters, index, noun) if profile.sort == "body" else None


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
    if len(numbers) < 2 or profile.sort != "person" or profile.country or mention.modifiers:
        return numbers
    noun = mention.nouns[0]
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
    """Clusters with a mention before this one."""
    return [n for n, cluster in enumerate(clusters.all) if cluster.members and min(cluster.members) < index]


def _latest(clusters: Clusters, index: int, numbers: Sequence[int]) -> int | None:
    """The cluster whose last mention before this one is nearest."""
    return max(numbers, key=lambda n: max(m for m in clusters.all[n].members if m < index), default=None)


def _same_description(clusters: Clusters, number: int, index: int, *, repeated: bool) -> bool:
    """True if a cluster was described by the noun, in the number, without a modifier that tells the two apart."""
    mention, profile, cluster = clusters.mentions[index], clusters.profiles[index], clusters.all[number]
    noun = mention.nouns[0]
    same = alike().get(noun, frozenset({noun}))
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
    mine, theirs = _complements(clusters, index), set[str]().union(*(_complements(clusters, m) for m in cluster.members))
    if mine and theirs and not mine & theirs:
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


def _name_heads(name: tuple[str, ...]) -> tuple[str, ...]:
    """The nouns that take up an organisation's name: its head, alone and with the word before it.

    >>> _name_heads(("ministry", "of", "trade")), _name_heads(("supreme", "court"))
    (('ministry', 'ministry'), ('court', 'supreme court'))
    """
    head = next((i for i, word in enumerate(name) if word in ("of", "for") and i > 0), len(name))
    return name[head - 1], " ".join(name[max(head - 2, 0) : head])


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


def _by_kind(clusters: Clusters, index: int, noun: str) -> int | None:
    """The one named actor of the kind that a noun fits and that was spoken of lately, or None."""
    mention, profile = clusters.mentions[index], clusters.profiles[index]
    for group, kinds in _TAKEN_UP:
        if noun not in words_of(group) or mention.plural:
            continue
        fitting = [
            n for n in _introduced(clusters, index) if clusters.all[n].kind in kinds and clusters.all[n].names and _near(clusters, n, index)
        ]
        fitting = [n for n in fitting if not (profile.country and clusters.all[n].country and profile.country != clusters.all[n].country)]
        if len(fitting) > 1:
            fitting = [n for n in fitting if clusters.all[n].nouns & alike().get(noun, frozenset({noun}))]
        if len(fitting) == 1 and not _describes_another(clusters, index):
            return fitting[0]
    return None


def _near(clusters: Clusters, number: int, index: int) -> bool:
    last = max((m for m in clusters.all[number].members if m < index), default=None)
    if last is None:
        return False
    sentence = clusters.analysis.sentence
    return int(sentence[clusters.mentions[index].head]) - int(sentence[clusters.mentions[last].head]) <= _FAR


def _describes_another(clusters: Clusters, index: int) -> bool:
    """True if the phrase says of whom it is ("the group of tourists", "the party's leader")."""
    return any(clusters.analysis.rel[w] == "nmod" for w in clusters.mentions[index].owners)


# ---------------------------------------------------------------- the one army of a report
def _branches(clusters: Clusters) -> None:
    """Make "the army" the army of the one state whose army is named, and so with police, government and parliament."""
    for group, role in (("army", "MIL"), ("police", "COP"), ("government", "GOV"), ("parliament", "LEG")):
        whole = [n for n, c in enumerate(clusters.all) if any(k.count("/") == 1 and k.endswith(f"/{role}") for k in c.keys)]
        if len(whole) != 1:
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
    """Make "Russia's ambassador to Turkey" and "Ambassador Karlov" one, where the report has one such office and one such name."""
    offices = [n for n, c in enumerate(clusters.all) if c.members and _is_office(clusters, c)]
    for number in offices:
        cluster = clusters.all[number]
        same = [n for n in offices if n != number and clusters.all[n].nouns & cluster.nouns]
        holders = [n for n, c in enumerate(clusters.all) if c.names and c.sort == "person" and _holds(c, cluster)]
        if len(holders) == 1 and not same and cluster.members and min(clusters.all[holders[0]].members) > min(cluster.members):
            clusters.merge(holders[0], number)


def _is_office(clusters: Clusters, cluster: Cluster) -> bool:
    """True for an unnamed person called by an office, as one person at a time holds it."""
    first = clusters.mentions[min(cluster.members)]
    role = clusters.profiles[min(cluster.members)].role
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
