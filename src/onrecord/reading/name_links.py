"""Which names are one actor: by key, by wording, by acronym, by a part that fits one name only."""

from __future__ import annotations

from collections.abc import Sequence

from onrecord.reading.clusters import Cluster, Clusters, tokens
from onrecord.reading.describing import Profile
from onrecord.reading.lexicon import roles

_SMALL = frozenset({"of", "the", "and", "for", "in", "on", "to", "de", "la", "del", "al", "&"})


def link_names(clusters: Clusters) -> None:
    """Put every name into its cluster: by key, by wording, by acronym, by a part that fits one name only."""
    named = [i for i, m in enumerate(clusters.mentions) if m.form in ("name", "adjective") and clusters.profiles[i].kind is not None]
    full = sorted(named, key=lambda i: (-_length(clusters, i), i))  # whole names before their short forms
    for index in full:
        number = same_key(clusters, index)
        if number is None and clusters.mentions[index].run is not None:
            number = _same_name(clusters, index)
        if number is None:
            clusters.new(index)
        else:
            clusters.add(index, number)


def _length(clusters: Clusters, index: int) -> int:
    mention = clusters.mentions[index]
    return len(tokens(clusters.analysis, mention)) if mention.run is not None else 1


def same_key(clusters: Clusters, index: int) -> int | None:
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
        lambda c: c.members[0] < index,
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
