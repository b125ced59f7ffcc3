"""What the tables know of cues: the words that ascribe words to others, and what words come in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import cast

from onrecord.knowledge import table
from onrecord.record import Act, Medium


@dataclass(frozen=True, slots=True)
class Cue:
    """An entry of the table of cues. `frames` says what its content can be (see the table's header)."""

    words: str
    act: Act
    kind: str
    frames: frozenset[str]
    factive: bool = False

    def takes(self, *frames: str) -> bool:
        """Whether the content can have one of the forms."""
        return not self.frames.isdisjoint(frames)


@dataclass(frozen=True, slots=True)
class Vehicle:
    """What words come in: a statement, an interview. `issuer`: stands for whoever issued it. `cue`: belongs to the cue."""

    medium: Medium
    issuer: bool
    cue: bool


@cache
def entries(pos: str) -> Mapping[str, Cue]:
    """The cues of one part of speech (v n p a) by their words."""
    return {
        row["words"]: Cue(row["words"], cast(Act, row["act"]), row["kind"], frozenset(row["frames"].split()), bool(row["factive"]))
        for row in table("cues")
        if row["pos"] == pos
    }


@cache
def vehicles() -> Mapping[str, Vehicle]:
    """What words come in, by its word in lower case."""
    return {row["word"].lower(): Vehicle(cast(Medium, row["medium"]), bool(row["issuer"]), bool(row["cue"])) for row in table("media")}


def base(form: str, lemma: str) -> str:
    """The lemma of a verb, mended where the table of cues knows the form by another: "underscored" is of "underscore".

    >>> base("underscored", "underscor"), base("quipped", "quipp"), base("left", "leave")
    ('underscore', 'quip', 'leave')
    """
    known = entries("v")
    if lemma in known:
        return lemma
    for ending in ("ed", "ing", "es", "s"):
        if form.endswith(ending):
            stem = form.removesuffix(ending)
            tried = (stem, stem + "e", stem[:-1] if stem[-1:] == stem[-2:-1] else stem)
            return next((word for word in tried if word in known), lemma)
    return lemma
