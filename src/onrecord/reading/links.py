"""How events bear on each other, with the words that say so: about, condition, cause, purpose, tension."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from onrecord.reading import tensions
from onrecord.reading.clauses import Clauses
from onrecord.reading.parties import Parties
from onrecord.reading.status import SPEECH
from onrecord.reading.tellings import Draft
from onrecord.reading.where_when import Maps
from onrecord.record import Link, LinkKind

_CONDITION = frozenset(("if", "unless", "until", "once", "provided", "without"))
_CAUSE = frozenset(("because", "because of", "over", "due to", "in response to", "under"))
_STEPS = 6


def find(groups: Sequence[Sequence[Draft]], ids: Sequence[str], parties: Parties, maps: Maps) -> Mapping[str, tuple[Link, ...]]:
    """Links by event id."""
    clauses = parties.clauses
    owner = {draft.word: id_ for id_, group in zip(ids, groups, strict=True) for draft in group}
    kinds = {draft.word: draft.kind for group in groups for draft in group}
    found: dict[str, list[Link]] = {}
    for word in sorted(owner):
        link = _upward(word, owner, kinds, clauses)
        if link is not None and link[0] != link[1].event and link[1] not in found.setdefault(link[0], []):
            found[link[0]].append(link[1])
    for id_, other, word in tensions.find(groups, ids, parties, maps):
        found.setdefault(id_, []).append(Link("tension", other, _phrase(word, clauses)))
    return {id_: tuple(sorted(links, key=lambda k: (k.span or (0, 0), k.event))) for id_, links in found.items()}


def _upward(word: int, owner: Mapping[int, str], kinds: Mapping[int, str], clauses: Clauses) -> tuple[str, Link] | None:
    """(event that has the link, link) for the nearest event above a word that is not the same."""
    here, kind = word, None
    for _ in range(_STEPS):
        governor = clauses.governor(here)
        if governor is None:
            return None
        kind = kind or _relation(here, clauses)
        if governor in owner and owner[governor] != owner[word]:
            if (
                kind in (None, "purpose")
                and kinds[governor] in SPEECH
                and kinds[word] not in SPEECH
                and clauses.rel[here] not in ("nsubj", "conj", "parataxis")
            ):
                kind = "about"
            if kind is None:
                return None
            return owner[governor], Link(kind, owner[word], _phrase(word, clauses))
        here = governor
    return None


def _relation(word: int, clauses: Clauses) -> LinkKind | None:
    """What the marker or preposition of a word says."""
    marker = clauses.mark(word) or clauses.case(word)
    if marker in _CONDITION:
        return "condition"
    if marker in _CAUSE and clauses.rel[word] in ("advcl", "obl", "nmod"):
        return "cause"
    if clauses.rel[word] == "advcl" and ("to" in clauses.marks(word) or marker == "so that"):
        return "purpose"
    return None


def _phrase(word: int, clauses: Clauses) -> tuple[int, int]:
    """The words of the linked event with what hangs on them."""
    below = clauses.analysis.subtree(word, frozenset(("punct", "conj", "cc", "parataxis")))
    run = [w for w in below if abs(w - word) <= 12]
    return clauses.analysis.span(min(run), max(run) + 1)
