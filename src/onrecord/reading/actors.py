"""The cast of a report: its actors, and for each word whom it stands for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from onrecord.language.analysis import Analysis
from onrecord.reading import coreference, mentions, pronouns
from onrecord.reading.clusters import Clusters
from onrecord.reading.describing import Profile, describe
from onrecord.reading.lexicon import bodies, state_names, words_of
from onrecord.reading.mentions import Mention
from onrecord.record import Actor, Kind, Place, Span, Statement

_FIRST_PERSON = frozenset({"i", "me", "my", "mine", "myself", "we", "us", "our", "ours", "ourselves"})
_NO_QUOTES = str.maketrans("", "", '“”"')
_NAMED_BODIES = frozenset({"government", "military", "police"})  # "the Turkish army" names one body, "Turkish media" none
_MEMBERS = frozenset({
    "person", "unnamed-person", "population", "military", "police", "armed-group", "government", "organisation", "media", "party",
})  # fmt: skip
_ARTICLES = frozenset({"the", "a", "an", "this", "that", "its", "their", "his", "her"})


@dataclass(frozen=True, slots=True)
class Cast:
    """The actors of one report, in the order in which they are introduced, and the words that stand for them."""

    actors: tuple[Actor, ...]
    by_word: Mapping[int, str]
    spans: Mapping[int, Span]

    def actor_of(self, word: int) -> str | None:
        """Id of the actor that a word stands for (a name, a description, a pronoun, a demonym), or None."""
        return self.by_word.get(word)

    def mention(self, word: int) -> Span | None:
        """The characters of the noun phrase that a word stands for, whether it is an actor or not, or None."""
        return self.spans.get(word)


def find(analysis: Analysis, places: Sequence[Place]) -> Cast:
    """The cast of a report: who could act, be acted on or speak, with all mentions.

    Things and groups are actors too; days, talks or a statement are none, though they have a mention.
    """
    found = mentions.find(analysis)
    profiles = describe(analysis, found, places)
    clusters = coreference.link(analysis, found, profiles)
    pronouns.resolve(clusters)
    ids = _ids(clusters)
    army = _only_army(clusters)
    actors = tuple(_actor(clusters, number, ids, army) for number in ids)
    by_word = {w: ids[n] for i, n in enumerate(clusters.of) if n is not None for w in found[i].words}
    spans = {w: analysis.span(mention.first, mention.last) for mention in found for w in mention.words}
    return Cast(actors, by_word, spans)


def first_person(cast: Cast, statements: Sequence[Statement], analysis: Analysis) -> Cast:
    """The cast with "I", "we", "our" inside a statement given to its speaker; none where several speak, or nobody."""
    by_word, more = dict(cast.by_word), {actor.id: list(actor.mentions) for actor in cast.actors}
    parts = sorted(
        ((end - start, start, end, statement) for statement in statements for start, end in statement.content),
        key=lambda part: part[:3],
    )
    for word, lower in enumerate(analysis.lower):
        if lower not in _FIRST_PERSON:
            continue
        at = int(analysis.starts[word])
        inner = next((statement for _, start, end, statement in parts if start <= at < end), None)
        if inner is not None and len(inner.speakers) == 1 and inner.speakers[0] in more:
            by_word[word] = inner.speakers[0]
            more[inner.speakers[0]].append(analysis.span(word, word + 1))
    actors = tuple(replace(actor, mentions=tuple(sorted(set(more[actor.id])))) for actor in cast.actors)
    return Cast(actors, by_word, cast.spans)


def _ids(clusters: Clusters) -> dict[int, str]:
    """An id for each cluster, in the order of first mention."""
    numbers = [n for n, cluster in enumerate(clusters.all) if cluster.members]
    numbers.sort(key=lambda n: (clusters.mentions[clusters.all[n].members[0]].head, n))
    return {number: f"a{order}" for order, number in enumerate(numbers, 1)}


def _actor(clusters: Clusters, number: int, ids: Mapping[int, str], army: int | None) -> Actor:
    """The actor that a cluster makes."""
    cluster, analysis = clusters.all[number], clusters.analysis
    own = [(clusters.mentions[i], clusters.profiles[i]) for i in cluster.members]
    said = [(m, p) for m, p in own if m.form != "pronoun"]
    name, named = _name(clusters, said)
    kind = _kind(said)
    return Actor(
        ids[number],
        name,
        kind,
        named,
        next((p.country for _, p in said if p.country), None),
        _role(said),
        _member_of(clusters, number, ids, army) if kind in _MEMBERS else None,
        next((p.key for _, p in said if p.key), None),
        tuple(dict.fromkeys(analysis.span(m.first, m.last) for m, _ in own)),
    )


def _kind(said: Sequence[tuple[Mention, Profile]]) -> Kind:
    """The kind by which names call an actor, else by which descriptions do."""
    for form in (("name", "adjective"), ("description",)):
        kinds = [p.kind for m, p in said if m.form in form and p.kind is not None]
        better = [k for k in kinds if k not in ("organisation", "unknown", "thing")]
        if kinds:
            return (better or kinds)[0]
    return "unknown"


def _role(said: Sequence[tuple[Mention, Profile]]) -> str | None:
    """The sector: of a table's organisation, else the first that a name's own description gives, else any."""
    known = [p.role for m, p in said if p.role and m.known is not None]
    return next(iter([*known, *(p.role for _, p in said if p.role)]), None)


def _name(clusters: Clusters, said: Sequence[tuple[Mention, Profile]]) -> tuple[str, bool]:
    """The canonical name, and whether it is a proper one: a table's, the longest written, or the first description."""
    analysis = clusters.analysis
    keys = [p.key for _, p in said if p.key]
    for mention, profile in said:
        if mention.known is not None and profile.kind == "state":
            return state_names().get(profile.country or "", profile.name), True
        if mention.known is not None and mention.known.sort == "organisation":
            return mention.known.name, True
    names = [p.name for m, p in said if p.name and m.run is not None]
    if names:
        return max(names, key=len), True
    if keys and keys[0] in bodies():
        return bodies()[keys[0]], True
    mention, profile = said[0]
    start, end = analysis.span(_without_article(analysis, mention), mention.last)
    body = profile.kind in _NAMED_BODIES and profile.country is not None and not mention.plural
    return " ".join(analysis.text[start:end].translate(_NO_QUOTES).split()), body


def _without_article(analysis: Analysis, mention: Mention) -> int:
    first = mention.first
    while first < min(mention.words) and analysis.lower[first] in _ARTICLES:
        first += 1
    return first


def _member_of(clusters: Clusters, number: int, ids: Mapping[int, str], army: int | None) -> str | None:
    """Id of the organisation that an actor belongs to by one of its mentions."""
    for index in clusters.all[number].members:
        owner = coreference.bodies_of(clusters, index)
        if owner is not None and owner != number and owner in ids:
            return ids[owner]
    cluster = clusters.all[number]
    unit = cluster.kind == "military" and bool((cluster.nouns | {name[-1] for name in cluster.names}) & words_of("army unit"))
    return ids.get(army) if unit and army is not None and army != number else None


def _only_army(clusters: Clusters) -> int | None:
    """The one army of the report, to which its divisions and brigades belong, or None."""
    armies = [n for n, c in enumerate(clusters.all) if c.members and any(k.count("/") == 1 and k.endswith("/MIL") for k in c.keys)]
    return armies[0] if len(armies) == 1 else None
