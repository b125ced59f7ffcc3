"""What each mention stands for: kind, sector, country, key, gender; from tables, name labels, entity types and modifiers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from onrecord.knowledge import table
from onrecord.language.analysis import Analysis
from onrecord.reading.lexicon import KINDS, Role, forms, given_names, roles, titles, words_of
from onrecord.reading.mentions import PERSONAL, Mention
from onrecord.record import Kind, Place

BODIES = frozenset({"government", "military", "police", "armed-group", "party", "organisation", "company", "media", "state"})
PEOPLE = frozenset({"person", "unnamed-person", "population"})
_STATE_ROLES = frozenset({"GOV", "MIL", "COP", "JUD", "LEG", "SPY"})
_INHERIT = frozenset({"", "GOV", "PTY"})  # sectors that give way to that of the employer ("army spokesman" is MIL)
_LOCATIVE = frozenset({
    "in", "at", "near", "inside", "into", "across", "around", "outside", "throughout", "within", "to", "from", "on", "over", "through",
    "towards", "toward",
})  # fmt: skip
_LINKS = frozenset({"of", "for", "and", "in"})
_NO_ACTOR = frozenset({"time", "abstract", "event"})
_GENDER = {"he": "m", "him": "m", "his": "m", "himself": "m", "she": "f", "her": "f", "hers": "f", "herself": "f"}


@dataclass(frozen=True, slots=True)
class Profile:
    """What a mention stands for. `kind` is None for what is no actor: days, talks, a statement, a place that only locates.

    `sort`: person people body thing, or "" where anything may be meant; `name`: the canonical proper name, or "".
    """

    kind: Kind | None
    sort: str
    name: str = ""
    role: str | None = None
    country: str | None = None
    key: str | None = None
    gender: str = ""


@cache
def name_words() -> Mapping[str, tuple[Kind, str]]:
    """Kind and role that a word within a name gives away, by the lower-case word."""
    return {row["word"]: (KINDS[row["kind"]], row["role"]) for row in table("name_words")}


def describe(analysis: Analysis, mentions: Sequence[Mention], places: Sequence[Place]) -> tuple[Profile, ...]:
    """The profiles of the mentions, in their order."""
    where = {span.span[0]: (place, span.use) for place in places for span in place.mentions}
    first = [_alone(analysis, mention, where) for mention in mentions]
    at = {word: index for index, mention in enumerate(mentions) for word in mention.words}
    return tuple(
        _with_owner(analysis, mention, profile, [(first[at[w]], w) for w in mention.owners if w in at], where)
        for mention, profile in zip(mentions, first, strict=True)
    )


# ---------------------------------------------------------------- a mention by itself
def _alone(analysis: Analysis, mention: Mention, where: Mapping[int, tuple[Place, str]]) -> Profile:
    """The profile of a mention from its own words."""
    if mention.form == "pronoun":
        word = mention.nouns[0]
        return Profile("unknown" if word in PERSONAL else None, "", gender=_GENDER.get(word, ""))
    if mention.known is not None:
        return _known(analysis, mention, where)
    if mention.run is not None:
        return _named(analysis, mention, where)
    return _described(analysis, mention)


def _known(analysis: Analysis, mention: Mention, where: Mapping[int, tuple[Place, str]]) -> Profile:
    """The profile of a name that the tables have."""
    known = mention.known
    assert known is not None
    if known.sort == "demonym" and mention.form != "adjective":
        return _people(mention, known.country or None)
    if known.sort == "demonym":
        return Profile("state" if known.key else None, "body", known.name, "GOV", known.country or None, known.key or None)
    if known.sort in ("state", "capital"):
        place = _place_at(analysis, mention, where)
        other = place is not None and known.sort == "state" and place[0].kind != "country"  # Georgia, the American state
        if other or (known.sort == "capital" and not _capital_acts(analysis, mention, place, known.country)):
            assert mention.run is not None
            return _place(analysis, mention, mention.run.text(analysis), where)
        kind: Kind | None = None if known.sort == "state" and _only_locates(analysis, mention, where) else "state"
        return Profile(kind, "body", known.name, "GOV", known.country, known.key)
    role = known.role or None
    return Profile(known.kind, "body", known.name, role, known.country or None, known.key)


def _place_at(analysis: Analysis, mention: Mention, where: Mapping[int, tuple[Place, str]]) -> tuple[Place, str] | None:
    """The place, and its use, that begins where a mention or its name does."""
    return where.get(int(analysis.starts[mention.words[0]])) or where.get(int(analysis.starts[mention.first]))


def _capital_acts(analysis: Analysis, mention: Mention, place: tuple[Place, str] | None, country: str) -> bool:
    """True for a capital that stands for its state ("Moscow said", "between Tehran and Washington")."""
    if place is not None:
        return place[1] == "associative" and place[0].country == country and analysis.rel[mention.head] not in ("compound", "amod", "flat")
    case = {analysis.lower[c] for c in analysis.dependents(mention.head, "case")}
    verb = analysis.upos[int(analysis.head[mention.head])] == "VERB"
    return (analysis.deprel[mention.head] == "nsubj" and verb) or bool(case & {"by", "between", "with", "against"})


def _people(mention: Mention, country: str | None) -> Profile:
    """Profile of a demonym that is a noun: the people, or one person."""
    if mention.plural is False and mention.determiner in ("a", "number"):
        return Profile("unnamed-person", "person", role="CVL", country=country)
    return Profile("population", "people", role="CVL", country=country)


def _only_locates(analysis: Analysis, mention: Mention, where: Mapping[int, tuple[Place, str]]) -> bool:
    """True for a state's name that says where ("in Syria"), and stands for nobody."""
    place = _place_at(analysis, mention, where)
    if place is not None and place[1] == "associative":
        return False
    word = mention.head
    while analysis.rel[word] == "conj" and int(analysis.head[word]) < word:  # "in Syria and Iraq"
        word = int(analysis.head[word])
    case = {analysis.lower[c] for c in analysis.dependents(word, "case")}
    return analysis.rel[word] in ("obl", "nmod", "appos", "root", "advmod") and bool(case & _LOCATIVE)


def _named(analysis: Analysis, mention: Mention, where: Mapping[int, tuple[Place, str]]) -> Profile:
    """The profile of a proper name that no table has."""
    run = mention.run
    assert run is not None
    name = run.text(analysis)
    if run.label == "PER":
        return _person(mention, name)
    if run.label == "LOC":
        return _place(analysis, mention, name, where)
    kind, role = _from_name(analysis, mention)
    if run.label == "ORG" or kind:
        nouns = [roles()[n] for n in mention.nouns if n in roles() and not roles()[n].person]
        if nouns and (not kind or kind == "organisation"):
            kind, role = nouns[0].kind, nouns[0].role
        return Profile(kind or "organisation", "body", name, role or None)
    return _other(analysis, mention, name)


def _person(mention: Mention, name: str) -> Profile:
    """Profile of a named person."""
    gender, role = given_names().get(name.split()[0].lower(), ""), ""
    for noun in mention.nouns:
        entry, title = roles().get(noun), titles().get(noun.rstrip("."))
        role = role or (entry.role if entry else title[0] if title else "")
        gender = (title[1] if title else "") or (entry.gender if entry else "") or gender
    return Profile("person", "person", name, role or None, gender=gender)


def _place(analysis: Analysis, mention: Mention, name: str, where: Mapping[int, tuple[Place, str]]) -> Profile:
    """Profile of a place name: a government where it acts, else nobody."""
    found = _place_at(analysis, mention, where)
    acts = analysis.deprel[mention.head] in ("nsubj", "obl:agent", "nmod:poss")
    if found is not None:
        acts = found[1] == "associative" and analysis.rel[mention.head] not in ("compound", "amod", "flat")
    country = found[0].country if found else None
    return Profile("government" if acts else None, "body", name, "GOV", country)


def _other(analysis: Analysis, mention: Mention, name: str) -> Profile:
    """Profile of a name that is no person, place or organisation by its label."""
    entity = analysis.entity[mention.head]
    if entity == "person" or (mention.plural and entity not in ("object", "event", "abstract", "time")):
        role = next((roles()[n].role for n in (name.lower(), name.lower().rstrip("s")) if n in roles()), "CVL")
        return Profile(
            "population" if mention.plural else "unnamed-person",
            "people" if mention.plural else "person",
            name,
            role or None,
        )
    if entity == "organization":
        return Profile("organisation", "body", name)
    return Profile("thing" if entity in ("object", "place", "animal") else None, "thing", name)


def _from_name(analysis: Analysis, mention: Mention) -> tuple[Kind | None, str]:
    """Kind and role that the words of an organisation's name give away, or None and an empty text."""
    run = mention.run
    assert run is not None
    lower = [analysis.lower[w].rstrip(".") for w in range(run.first, run.last)]
    head = next((i for i, word in enumerate(lower) if word in _LINKS and i > 0), len(lower))
    for words in (lower[:head], lower):
        for size in (2, 1):
            key = " ".join(words[-size:])
            if key in name_words():
                return name_words()[key]
            entry = roles().get(key)
            if entry is not None and not entry.person and entry.kind != "population":
                return entry.kind, entry.role
    return None, ""


def _described(analysis: Analysis, mention: Mention) -> Profile:
    """The profile of a description; "no group" and "nobody" are nobody."""
    anyone = analysis.lower[mention.head] == "one" and analysis.upos[mention.head] == "PRON"  # "one must not"
    if (
        anyone
        or analysis.lower[mention.head] in ("nobody", "none", "neither")
        or any(analysis.lower[c] == "no" for c in analysis.dependents(mention.head, "det"))
    ):
        return Profile(None, "thing")
    entry = next((roles()[noun] for noun in mention.nouns if noun in roles()), None)
    entity = analysis.entity[mention.head]
    if entry is None:
        return _number(analysis, mention) or _by_entity(mention, entity)
    if entry.kind == "state" and any(analysis.rel[w] == "compound" for w in mention.owners):
        return Profile(None, "thing")  # "Borno state" is a place
    if entity in _NO_ACTOR and entry.word in words_of("also a thing") and _may_be_a_thing(analysis, mention):
        return Profile(None, "thing")
    return Profile(_kind(mention, entry), _sort(mention, entry), role=entry.role or None, gender=entry.gender)


def _may_be_a_thing(analysis: Analysis, mention: Mention) -> bool:
    """False where a word that may mean a body or an activity ("mission", "intelligence") acts, or belongs to somebody."""
    return analysis.rel[mention.head] != "nsubj" and not any(analysis.upos[w] == "PROPN" or w - 1 == mention.first for w in mention.owners)


def _number(analysis: Analysis, mention: Mention) -> Profile | None:
    """The profile of a number or an age that stands for people ("nine were hurt", "the 12-year-old"), or None."""
    if analysis.lower[mention.head] in ("old", "olds"):
        return Profile("unnamed-person", "person", role="CVL")
    if analysis.upos[mention.head] != "NUM" or analysis.entity[mention.head] in ("object", "place", "time", "abstract"):
        return None
    return Profile("population" if mention.plural else "unnamed-person", "people" if mention.plural else "person", role="CVL")


def _kind(mention: Mention, entry: Role) -> Kind:
    return entry.group if mention.plural else entry.kind


def _sort(mention: Mention, entry: Role) -> str:
    if entry.kind == "thing":
        return "thing"
    if entry.person:
        return "people" if mention.plural else "person"
    return "people" if entry.kind == "population" or (mention.plural and entry.kind in ("military", "police", "armed-group")) else "body"


def _by_entity(mention: Mention, entity: str) -> Profile:
    """The profile of a noun that no table knows, by the type that the network gives it."""
    if entity == "person":
        return Profile("population" if mention.plural else "unnamed-person", "people" if mention.plural else "person", role="CVL")
    if entity == "organization":
        return Profile("organisation", "body")
    if entity in _NO_ACTOR or not entity:
        return Profile(None, "thing")
    return Profile("thing", "thing")


# ---------------------------------------------------------------- what it belongs to
def _with_owner(
    analysis: Analysis,
    mention: Mention,
    profile: Profile,
    owners: Sequence[tuple[Profile, int]],
    where: Mapping[int, tuple[Place, str]],
) -> Profile:
    """The profile with the country and sector that it has from its owners, and the key that follows."""
    if (profile.kind is None and profile.sort != "body") or mention.form in ("pronoun", "adjective"):
        return profile
    role, country, key = profile.role, profile.country, profile.key
    if country is None and key is None:
        country = (
            next((owner.country for owner, _ in owners if owner.country), None)
            or _country_in_name(analysis, mention)
            or _located(analysis, mention, where, owners)
        )
    if profile.sort in ("person", "people") and (role or "") in _INHERIT:
        employer = next(
            (o.role for o, w in owners if o.role and o.kind in BODIES and o.kind != "state" and not _locates(analysis, w)),
            None,
        )
        role = employer or role
    kind = profile.kind
    rebels = next((owner for owner, _ in owners if owner.kind == "armed-group"), None)
    if kind == "military" and mention.form == "description" and rebels is not None:
        kind, role = "armed-group", rebels.role
    if kind == "military" and any(owner.kind == "police" and w < mention.head and not _locates(analysis, w) for owner, w in owners):
        kind, role = "police", "COP"  # "riot police squad"
    if key is None and profile.sort == "body" and country and role in _STATE_ROLES and kind not in ("state", "armed-group", None):
        ruled = [owner for owner, _ in owners if owner.kind in BODIES and owner.kind != "state"]  # "the Hamas-run government"
        key = None if ruled and mention.run is None else _branch_key(mention, profile.name, country, role)
    return Profile(kind, profile.sort, profile.name, role, country, key, profile.gender)


def _locates(analysis: Analysis, word: int) -> bool:
    return any(analysis.lower[c] in _LOCATIVE for c in analysis.dependents(word, "case"))


def _country_in_name(analysis: Analysis, mention: Mention) -> str | None:
    """The state whose name or demonym is part of an organisation's name ("Syrian Arab Red Crescent")."""
    if mention.run is None or mention.run.label == "PER":
        return None
    for word in range(mention.run.first, mention.run.last):
        for form, _, known in forms().get(analysis.lower[word].rstrip("."), ()):
            if known.sort in ("state", "demonym") and " ".join(analysis.lower[word : word + 1 + form.count(" ")]) == form:
                return known.country
    return None


def _located(
    analysis: Analysis, mention: Mention, where: Mapping[int, tuple[Place, str]], owners: Sequence[tuple[Profile, int]]
) -> str | None:
    """The country of a place named within a phrase ("police in Northfield", "the governor of Texas")."""
    known = {word for owner, word in owners if owner.key}  # an organisation's name is no place
    for word in mention.owners:
        for start in (int(analysis.starts[word]), int(analysis.starts[max(word - 1, 0)])):
            if word not in known and start in where and where[start][0].country:
                return where[start][0].country
    return None


_BRANCHES = {
    "MIL": frozenset({"army", "military", "armed forces", "defence forces", "defense forces", "forces", "troops"}),
    "COP": frozenset({"police", "police force", "national police"}),
    "GOV": frozenset({"government", "administration", "regime", "authorities", "authority", "cabinet", "leadership"}),
    "LEG": frozenset({"parliament", "congress", "national assembly", "legislature"}),
    "JUD": frozenset({"judiciary"}),
}
"""Nouns that stand for a whole branch of a state: they share its key."""


def _branch_key(mention: Mention, name: str, country: str, role: str) -> str:
    """The key of a state's body: of the branch, or of this body within it."""
    noun = mention.nouns[0] if mention.nouns else ""
    if mention.run is None and noun in _BRANCHES.get(role, frozenset()):
        return f"{country}/{role}"
    first, _, rest = name.partition(" ")
    people = any(known.sort == "demonym" for _, form, known in forms().get(first.lower(), ()) if form.lower() == first.lower())
    words = (rest if people and rest else name) or noun
    return f"{country}/{role}/{words.upper().replace(' ', '-')}" if words else f"{country}/{role}"
