"""What the tables know of actors, ready for look-up: role words, organisations, states, titles, given names."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Literal, get_args

from onrecord.knowledge import table
from onrecord.language.analysis import Analysis
from onrecord.record import Kind

KINDS: Mapping[str, Kind] = {kind: kind for kind in get_args(Kind)}
"""Kinds of actors by their words in the tables; a word that is none raises KeyError when its table is read."""

_FIRST_RUN = re.compile(r"'?[\w&]+")
_PLAIN = str.maketrans({"’": "'", "\n": " ", "\t": " "})
_SHORT_ACRONYM = 4  # "IS", "WHO", "AU": up to this length a name in capitals must stand in capitals


@dataclass(frozen=True, slots=True)
class Role:
    """What a noun says of the one it stands for; `group` is the kind of several of them."""

    word: str
    kind: Kind
    group: Kind
    role: str
    gender: str
    generic: bool

    @property
    def person(self) -> bool:
        """True for nouns that stand for one human being."""
        return self.kind == "unnamed-person"


@dataclass(frozen=True, slots=True)
class Known:
    """A name that the tables know: an organisation, a state, the people or the language of one."""

    sort: Literal["organisation", "state", "demonym", "capital"]
    name: str
    kind: Kind
    role: str
    country: str
    key: str


@dataclass(frozen=True, slots=True)
class Sighting:
    """A known name at the words [first, last)."""

    first: int
    last: int
    known: Known


@cache
def roles() -> Mapping[str, Role]:
    """Role words by their lower-case form."""
    return {
        row["word"]: Role(row["word"], KINDS[row["kind"]], KINDS[row["group"]], row["role"], row["gender"], row["generic"] == "yes")
        for row in table("roles")
    }


@cache
def words_of(group: str) -> frozenset[str]:
    """The words of one group of the table of actor words."""
    return frozenset(row["word"] for row in table("actor_words") if row["group"] == group)


_ALIKE = (
    "army",
    "police",
    "attacker",
    "protester",
    "rebel",
    "company",
    "newspaper",
    "parliament",
    "organisation",
    "lawyer",
    "leader",
)


@cache
def alike() -> Mapping[str, frozenset[str]]:
    """For a noun those that take up whom it introduced ("the assailant" a gunman), itself among them."""
    return {word: words_of(group) for group in _ALIKE for word in words_of(group)}


@cache
def titles() -> Mapping[str, tuple[str, str]]:
    """Role code and gender of each title, by its lower-case form without points."""
    return {row["title"].lower(): (row["role"], row["gender"]) for row in table("titles")}


@cache
def title_words() -> frozenset[str]:
    """Every word that occurs in a title, lower case, without points."""
    return frozenset(word for title in titles() for word in title.split()) - {"of", "mother", "brother", "sister"}


@cache
def given_names() -> Mapping[str, str]:
    """Gender, m or f, of given names in lower case."""
    return {row["name"].lower(): row["gender"] for row in table("first_names")}


@cache
def state_names() -> Mapping[str, str]:
    """The usual English name of each state by its ISO 3166-1 alpha-3 code."""
    return {row["iso3"]: row["name"] for row in reversed(table("countries")) if row["iso3"]}


@cache
def bodies() -> Mapping[str, str]:
    """Names of organisations by their key, for those that stand for a whole branch of a state ("ISR/MIL")."""
    return {row["key"]: row["name"] for row in table("organisations") if row["key"].count("/") == 1}


def _known() -> list[tuple[str, Known]]:
    """Every written form with what it stands for; organisations win over states, states over demonyms."""
    found: list[tuple[str, Known]] = []
    for row in table("organisations"):
        entry = Known("organisation", row["name"], KINDS[row["kind"]], row["role"], row["country"], row["key"])
        found += [(form, entry) for form in (row["name"], *filter(None, row["aliases"].split("; ")))]
    for row in table("countries"):
        entry = Known("state", row["name"], "state", "GOV", row["iso3"], row["iso3"])
        found += [(form, entry) for form in (row["name"], *filter(None, row["aliases"].split("; ")))]
        if row["capital"]:
            found.append((row["capital"], Known("capital", row["name"], "state", "GOV", row["iso3"], row["iso3"])))
    for row in table("demonyms"):
        whole = row["iso3"] if not row["place"] else ""  # "Gazan" gives a country and is not that state
        found.append((row["demonym"], Known("demonym", row["demonym"], "state", "GOV", row["iso3"], whole)))
    return found


@cache
def forms() -> Mapping[str, tuple[tuple[str, str, Known], ...]]:
    """Known forms by the first run of letters in lower case: (lower form, form, entry), longest first."""
    found: dict[str, dict[str, tuple[str, str, Known]]] = {}
    for form, entry in _known():
        lower = form.lower().replace("’", "'")
        start = _FIRST_RUN.match(lower)
        if start:
            found.setdefault(start.group(), {}).setdefault(form, (lower, form, entry))
    return {start: tuple(sorted(each.values(), key=lambda f: (-len(f[0]), f[1]))) for start, each in found.items()}


def _written_so(seen: str, form: str) -> bool:
    """True if the case of the text allows the form: "WHO" is not "who", "Islah" not "islah"."""
    if seen == form:
        return True
    if form.isupper() and len(form) <= _SHORT_ACRONYM:
        return False
    return seen[0].isupper() or not form[0].isupper()


def sightings(analysis: Analysis) -> tuple[Sighting, ...]:
    """Known names in the text, longest match first, never overlapping, in text order."""
    text = analysis.text.translate(_PLAIN)
    lower = text.lower()
    if len(lower) != len(text):  # a letter that grows in lower case would shift every offset
        lower = "".join(c.lower() if len(c.lower()) == 1 else c for c in text)
    found: list[Sighting] = []
    table_of_forms, starts, ends = forms(), analysis.starts.tolist(), analysis.ends.tolist()
    free = 0
    for word, start in enumerate(starts):
        run = _FIRST_RUN.match(lower, start, ends[word]) if word >= free else None
        if run is None or run.group() not in table_of_forms:
            continue
        for form, written, entry in table_of_forms[run.group()]:
            if not lower.startswith(form, start) or not _written_so(text[start : start + len(form)], written):
                continue
            last = _last_word(ends, word, start + len(form))
            if last is not None:
                found.append(Sighting(word, last, entry))
                free = last
                break
    return tuple(found)


def _last_word(ends: list[int], word: int, stop: int) -> int | None:
    """The index after the word that ends at a character, or None if it is inside a word."""
    while word < len(ends) and ends[word] < stop:
        word += 1
    return word + 1 if word < len(ends) and ends[word] == stop else None
