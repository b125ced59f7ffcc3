"""Which event of a report is part of a larger one: an act in a series ("one of the attacks") or in a long fight."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from onrecord.reading import prominence
from onrecord.reading.clauses import Clauses
from onrecord.reading.groups import word_group
from onrecord.reading.tellings import Draft

_WITHIN = frozenset(("in", "during", "amid", "of", "as part of", "part of"))
_FIGHTING = frozenset(("ASSAULT", "HARM", "COERCE", "MOBILIZE", "DISPLACE"))
_STEPS = 4


def find(groups: Sequence[Sequence[Draft]], ids: Sequence[str], clauses: Clauses) -> Mapping[str, str]:
    """The id of the larger event by the id of the one that belongs to it."""
    scales = {id_: prominence.scale(group, clauses) for id_, group in zip(ids, groups, strict=True)}
    owner = {draft.word: (id_, draft) for id_, group in zip(ids, groups, strict=True) for draft in group}
    found: dict[str, str] = {}
    for word, (whole, larger) in sorted(owner.items()):
        if scales[whole] == "incident":
            continue
        part = _upward(word, owner, clauses)
        if part is None:
            continue
        id_, smaller = part
        fits = smaller.kind == larger.kind or (smaller.kind in _FIGHTING and larger.kind == "ASSAULT")
        if fits and scales[id_] == "incident" and id_ != whole:
            found.setdefault(id_, whole)
    return found


def _upward(word: int, owner: Mapping[int, tuple[str, Draft]], clauses: Clauses) -> tuple[str, Draft] | None:
    """The telling that a word says the frame of: "killed in clashes", "the latest attack in a series of bombings"."""
    here, within = word, False
    for _ in range(_STEPS):
        governor = clauses.governor(here)
        if governor is None or clauses.rel[here] not in ("obl", "nmod", "compound"):
            return None
        within = within or clauses.case(here) in _WITHIN
        if governor in owner:
            return owner[governor] if within else None
        if within and clauses.has(governor, "cop"):  # "the shooting was the latest in a series"
            return next((owner[w] for w in clauses.children[governor] if clauses.rel[w] == "nsubj" and w in owner), None)
        if clauses.lemma[governor] not in word_group("series") and clauses.upos[governor] not in ("NOUN", "ADJ", "NUM"):
            return None
        here = governor
    return None
