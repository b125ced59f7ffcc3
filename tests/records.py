"""Records for tests: one written by hand that uses every kind of thing, and a maker of any records at all."""

from __future__ import annotations

import types
import typing
from dataclasses import fields
from typing import Any

from hypothesis import strategies as st

from onrecord.record import (
    Account,
    Action,
    Actor,
    Dateline,
    Event,
    Evidence,
    Figure,
    Link,
    MadeBy,
    Mention,
    OtherPlace,
    Place,
    PlaceMention,
    Quantity,
    Record,
    Report,
    Says,
    Span,
    Statement,
    Time,
    When,
)

TEXT = (
    "KARUM, 3 May – Rebels shelled the market of Karum on Friday, killing at least 12 people, the army said. "
    "“We did not fire,” a rebel spokesman told Radio Karum. The army vowed to retake the town."
)


def span(words: str, nth: int = 0) -> Span:
    """Where some words stand in TEXT, the nth time."""
    start = -1
    for _ in range(nth + 1):
        start = TEXT.index(words, start + 1)
    return start, start + len(words)


def sample() -> Record:
    """A sound record of TEXT."""
    friday = When("t2", "2019-05-03", "2019-05-03", "weekday")
    killed = Figure("killed", "a3", low=12, quantity="q1")
    return Record(
        made_by=MadeBy("0.1.0", "sha256:m", "sha256:k", "sha256:g"),
        report=Report("karum", title="Market hit", publisher="The Lantern", published="2019-05-03", dateline=Dateline(span("KARUM"), "p1")),
        text=TEXT,
        sentences=((0, 103), (104, 158), (159, len(TEXT))),
        actors=(
            Actor("a1", "rebels", "armed-group", False, role="REB", mentions=(span("Rebels"), span("We"))),
            Actor("a2", "the market of Karum", "thing", False, mentions=(span("the market of Karum"),)),
            Actor("a3", "people", "population", False, role="CVL", mentions=(span("people"),)),
            Actor("a4", "army", "military", False, role="MIL", mentions=(span("the army"), span("The army"))),
            Actor("a5", "rebel spokesman", "unnamed-person", False, role="REB", member_of="a1", mentions=(span("a rebel spokesman"),)),
            Actor("a6", "Radio Karum", "media", True, role="MED", key="radio-karum", mentions=(span("Radio Karum"),)),
        ),
        places=(
            Place(
                "p1", "Karum", "town", 1, "XKA", 1.5, 2.25, 5, 0.9,
                (OtherPlace("Karum", 2, "XKB", -1.0, 3.0, 0.05),),
                (
                    PlaceMention(span("KARUM"), "literal"),
                    PlaceMention(span("Karum"), "literal"),
                    PlaceMention(span("Karum", 1), "associative"),
                ),
            ),
        ),
        times=(
            Time("t1", span("3 May"), "DATE", "2019-05-03", earliest="2019-05-03", latest="2019-05-03"),
            Time("t2", span("Friday"), "DATE", "2019-05-03", earliest="2019-05-03", latest="2019-05-03", basis="weekday"),
        ),
        quantities=(Quantity("q1", span("at least 12 people"), 12, None, None, "at least", "people", "a3"),),
        statements=(
            Statement(
                "s1", (span("Rebels shelled the market of Karum on Friday, killing at least 12 people"),), (span("said"),),
                (span("the army"),), ("a4",),
            ),
            Statement(
                "s2", (span("“We did not fire,”"),), (span("told"),), (span("a rebel spokesman"),),
                ("a5",), ("a6",), "a6", "direct", "deny", "broadcast"
            ),
            Statement("s3", (span("to retake the town"),), (span("vowed"),), (span("The army"),), ("a4",), act="threaten"),
        ),
        events=(
            Event(
                "e1", Action("ASSAULT", "heavy-weapons"), "happened", ("military",), "main",
                by=("a1",), to=("a2",), at=("p1",), when=friday, figures=(killed,),
                mentions=(Mention(span("shelled"), "happened", ("s1",)), Mention(span("fire"), "denied", ("s2",))),
                accounts=(
                    Account("a4", "happened", ("s1",), says=Says(by=("a1",), to=("a2",), at=("p1",), when=friday, figures=(killed,))),
                    Account("a5", "denied", ("s2",)),
                ),
                claimed_only=True,
                evidence=(
                    ("action", Evidence((span("shelled"),), 0.9, "table")),
                    ("status", Evidence((span("shelled"),), 0.9, "syntax")),
                    ("by", Evidence((span("Rebels"),), 0.95, "syntax")),
                    ("to", Evidence((span("market"),), 0.9, "syntax")),
                    ("at", Evidence((span("Karum"),), 0.9, "syntax")),
                    ("when", Evidence((span("Friday"),), 0.9, "syntax")),
                    ("figures", Evidence((span("at least 12 people"),), 0.9, "syntax")),
                ),
                plover=Action("ASSAULT", "heavy-weapons"), score=0.9,
            ),
            Event(
                "e2", Action("ASSAULT"), "threatened", by=("a4",), at=("p1",),
                mentions=(Mention(span("retake"), "threatened", ("s3",)),),
                accounts=(Account("a4", "threatened", ("s3",), "probable"),),
                claimed_only=True,
                links=(Link("cause", "e1", span("The army vowed to retake the town")),),
                evidence=(
                    ("action", Evidence((span("retake"),), 0.8, "table")),
                    ("status", Evidence((span("vowed"),), 0.8, "syntax")),
                    ("by", Evidence((span("The army"),), 0.8, "syntax")),
                    ("at", Evidence((), 0.5, "inferred")),
                ),
                score=0.8,
            ),
        ),
    )  # fmt: skip


def any_records() -> st.SearchStrategy[Record]:
    """Records with any values that their annotations allow, sound or not."""
    return _made(Record)


def _made(kind: Any) -> st.SearchStrategy[Any]:
    hints = typing.get_type_hints(kind)
    parts = {f.name: _any(hints[f.name], f.name) for f in fields(kind)}
    return st.builds(kind, **parts)


def _any(kind: Any, name: str = "") -> st.SearchStrategy[Any]:
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if name == "schema":
        return st.just("onrecord.record/1")
    if name == "evidence":
        return st.dictionaries(st.sampled_from(["by", "to", "status"]), _made(Evidence), max_size=2).map(lambda d: tuple(d.items()))
    if name == "score":
        return st.integers(0, 100).map(lambda n: n / 100)
    if origin in (typing.Union, types.UnionType):
        return st.one_of(st.none(), *(_any(a) for a in arguments if a is not type(None)))
    if origin is typing.Literal:
        return st.sampled_from(arguments)
    if origin is tuple:
        return st.lists(_any(arguments[0]), max_size=2).map(tuple) if arguments[-1] is Ellipsis else st.tuples(*map(_any, arguments))
    if kind is float:
        return st.floats(allow_nan=False, allow_infinity=False)
    simple = {str: st.text(st.characters(exclude_categories=("Cs",)), max_size=5), int: st.integers(0, 10**9), bool: st.booleans()}
    return simple[kind] if kind in simple else _made(kind)
