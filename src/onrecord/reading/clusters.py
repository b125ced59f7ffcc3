"""The growing partition of a report's mentions into actors."""

from __future__ import annotations

from bisect import insort
from collections.abc import Sequence
from dataclasses import dataclass, field

from onrecord.language.analysis import Analysis
from onrecord.reading.describing import Profile
from onrecord.reading.mentions import Mention


@dataclass(slots=True)
class Cluster:
    """The mentions of one actor so far, in text order, and what they say of it together."""

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
        insort(cluster.members, index)
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


def tokens(analysis: Analysis, mention: Mention) -> tuple[str, ...]:
    """The words of a mention's proper name in lower case, without points and marks."""
    assert mention.run is not None
    words = (analysis.lower[w].replace(".", "") for w in range(mention.run.first, mention.run.last))
    return tuple(word for word in words if word.strip("-'’\"()"))


def _name_heads(name: tuple[str, ...]) -> tuple[str, ...]:
    """The nouns that take up an organisation's name: its head, alone and with the word before it.

    >>> _name_heads(("ministry", "of", "trade")), _name_heads(("supreme", "court"))
    (('ministry', 'ministry'), ('court', 'supreme court'))
    """
    head = next((i for i, word in enumerate(name) if word in ("of", "for") and i > 0), len(name))
    return name[head - 1], " ".join(name[max(head - 2, 0) : head])
