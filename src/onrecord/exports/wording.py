"""The fields of a record in plain English: names, days, figures, statuses. What the account and the page both say."""

from __future__ import annotations

import re
import textwrap
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from onrecord.exports.values import amount, number, period
from onrecord.record import (
    REPORT,
    UNKNOWN,
    Act,
    Actor,
    Certainty,
    Figure,
    Form,
    Place,
    Prominence,
    Quantity,
    Record,
    Span,
    Statement,
    When,
)

SIGNS: Mapping[str, str] = {
    "happened": "●", "ongoing": "◐", "attempted": "◔", "planned": "○", "threatened": "▲", "expected": "◇", "possible": "◊",
    "conditional": "◫", "demanded": "□", "denied": "✕",
}  # fmt: skip
"""A shape for each status, so that colour never carries it alone. In the order of the codebook."""

PROMINENCE: Mapping[Prominence, str] = {"main": "What it is about", "other": "Told besides", "background": "Background"}
CERTAINTY: Mapping[Certainty, str] = {"certain": "certain", "probable": "probable, not certain", "possible": "possible, no more"}
FORMS: Mapping[Form, str] = {"direct": "quoted", "indirect": "reported", "mixed": "partly quoted"}
ACTS: Mapping[Act, str] = {
    "assert": "asserts", "deny": "denies", "commit": "promises", "threaten": "threatens", "demand": "demands", "expect": "expects",
    "ask": "asks", "refuse": "refuses",
}  # fmt: skip
_TAKES_THE = re.compile(
    r"^(?:united|islamic|democratic|central|european|african|arab|world|red|white|security|supreme|national|international)\b"
    r"|\b(?:army|forces?|ministry|police|government|parliament|council|court|agency|organi[sz]ation|committee|commission|nations|union"
    r"|states|party|front|strip|bank|sea|river|gulf|islands|republic|kingdom|emirates|border|authority|authorities|military|house)$",
    re.IGNORECASE,
)
_DETERMINED = re.compile(
    r"^(?:an?|the|some|his|her|its|their|our|my|this|that|these|those|many|most|several|all|both|other|about|more|at|over|nearly"
    r"|one|two|three|four|five|six|seven|eight|nine|ten|dozens|hundreds|thousands|\d[\d.,]*)(?=\s|$)",
    re.IGNORECASE,
)
_COUNTED = re.compile(r"(?:an?|one|two|three|four|five|six|seven|eight|nine|ten|\d[\d.,]*)(?=\s|$)", re.IGNORECASE)
_POSSESSIVE = re.compile(r"[’']s\s")
_MANY = re.compile(r"(?:(?<!s)(?<!u)s|people|men|women|children|police)$", re.IGNORECASE)

_FORCES = re.compile(r"\b(?:forces|troops|brigades|police)$", re.IGNORECASE)
_INNER = str.maketrans({"“": "‘", "”": "’", '"': "'"})
_SINGULAR = frozenset({"state", "government", "person", "company"})
_INSTITUTIONS = frozenset({"state", "government", "military", "police", "party", "organisation", "media"})

Kind = Literal["text", "actor", "place", "time", "event", "quote"]


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a sentence; `ref` is the id of what it names, or None."""

    text: str
    kind: Kind = "text"
    ref: str | None = None


Parts = tuple[Part, ...]


def quoted(words: str) -> str:
    """The words in quotation marks; those inside become single ones.

    >>> quoted("“We did not fire,” he said")
    '“‘We did not fire,’ he said”'
    """
    return "“" + words.translate(_INNER) + "”"


def plain(parts: Iterable[Part]) -> str:
    """The parts as one string."""
    return "".join(part.text for part in parts)


@dataclass(frozen=True)
class View:
    """A record whose parts can be looked up by their ids."""

    record: Record

    @cached_property
    def actors(self) -> dict[str, Actor]:
        """Actors by id."""
        return {actor.id: actor for actor in self.record.actors}

    @cached_property
    def places(self) -> dict[str, Place]:
        """Places by id."""
        return {place.id: place for place in self.record.places}

    @cached_property
    def quantities(self) -> dict[str, Quantity]:
        """Quantities by id."""
        return {quantity.id: quantity for quantity in self.record.quantities}

    def words(self, span: Span) -> str:
        """The quoted words of a span, line ends made spaces."""
        return " ".join(self.record.text[span[0] : span[1]].split())

    def name(self, voice: str) -> str:
        """An actor's name as a sentence has it, or what stands for a voice that is no actor."""
        if voice not in self._names:  # each asks all mentions for their article: a transcript's speaker has thousands
            self._names[voice] = self._actor_name(self.actors[voice])
        return self._names[voice]

    @cached_property
    def _names(self) -> dict[str, str]:
        """Names asked for so far."""
        return {REPORT: "the report itself", UNKNOWN: "a voice that is not named"}

    def _actor_name(self, actor: Actor) -> str:
        name = self._own_name(actor)
        owner = self.actors.get(actor.member_of or "")
        if actor.kind == "unnamed-person" and owner and name.islower() and not _shares_word(owner.name, name):
            return f"{name} of {self._own_name(owner)}"
        return name

    def _own_name(self, actor: Actor) -> str:
        return self._with_article(actor.name, actor.mentions, actor.named, actor.kind)

    def place_name(self, place: Place) -> str:
        """A place's name with its article, if it takes one."""
        return self._with_article(place.name, tuple(m.span for m in place.mentions if m.use == "literal"), named=True)

    def _with_article(self, name: str, mentions: tuple[Span, ...], named: bool, kind: str | None = None) -> str:
        """The name after the article that the report gives it, or that such names take; descriptions in the singular have one."""
        if _DETERMINED.match(name):
            return name if named and not name.startswith(("The ", "A ", "An ")) else name[0].lower() + name[1:]
        article = self._article(name, mentions)
        if article == "the" or (_TAKES_THE.search(name) and (named or kind in _INSTITUTIONS)):
            return name if _POSSESSIVE.search(name) else f"the {name}"
        bare = named or is_many(name) or not (name[:1].islower() or kind == "unnamed-person")
        if bare and article is None:
            return name
        return f"an {name}" if name[0] in "aeiouAEIOU" else f"a {name}"

    def _article(self, name: str, mentions: tuple[Span, ...]) -> str | None:
        """The article that most mentions of the name have in the text: "the", "a", or None."""
        text = self.record.text
        written = [text[max(0, start - 4) : end].lower() for start, end in mentions if text[start:end].endswith(name)]
        found = Counter(match[1] for words in written if (match := re.search(rf"\b(the|an?)\s{re.escape(name.lower())}$", words)))
        article = next((word for word, count in found.most_common(1) if count * 2 > len(written)), None)
        return "a" if article == "an" else article

    def named(self, ids: Iterable[str]) -> Parts:
        """The actors' names, joined by commas and "and"."""
        return joined([Part(self.name(i), "actor", i) if i in self.actors else Part(self.name(i)) for i in ids])

    def many(self, ids: tuple[str, ...]) -> bool:
        """True if the verb after these actors is a plural."""
        if len(ids) != 1 or ids[0] not in self.actors:
            return len(ids) > 1
        actor = self.actors[ids[0]]
        if actor.kind == "population" or _FORCES.search(actor.name):
            return True
        return actor.kind not in _SINGULAR and not actor.named and is_many(actor.name)

    def placed(self, ids: Iterable[str]) -> Parts:
        """The places' names, joined by commas and "and"."""
        return joined([Part(self.place_name(self.places[i]), "place", i) for i in ids])

    def source(self, statement: Statement) -> Parts:
        """Who speaks: the speakers, else the words that name them, else that nobody is named."""
        if statement.speakers:
            return self.named(statement.speakers)
        if statement.source:
            return joined([Part(quoted(self.words(span)), "quote") for span in statement.source])
        return (Part("nobody named"),)

    def chain(self, statement: Statement) -> Parts:
        """How the words came here: speaker ← relays, nearest the speaker first ← this report."""
        links = [self.source(statement), *(self.named([relay]) for relay in statement.relays), (Part("this report"),)]
        return tuple(part for n, link in enumerate(links) for part in ((Part(" ← "), *link) if n else link))

    def title(self, most: int = 90) -> str:
        """The report's title, else its first words after the dateline, in quotation marks."""
        report = self.record.report
        if report.title:
            return report.title
        start = report.dateline.span[1] if report.dateline else 0
        told = (self.words((max(start, s), e)).lstrip(" —–-:") for s, e in self.record.sentences if e > start)
        words = next((words for words in told if words), "")
        return f"“{textwrap.shorten(words, max(most - 2, 20), placeholder=' …')}”" if words else "A report without text"

    def counts(self) -> str:
        """How much there is of each kind."""
        record = self.record
        counted = (
            (len(record.events), "event"), (len(record.statements), "statement"), (len(record.places), "place"),
            (len(record.text.split()), "word"),
        )  # fmt: skip
        return " · ".join(f"{n:,} {word}{'' if n == 1 else 's'}" for n, word in counted)

    def statuses(self) -> str:
        """How many events there are of each status, and how many the report only passes on; "" where there are none."""
        counted = Counter[str](event.status for event in self.record.events)
        claimed = sum(event.claimed_only for event in self.record.events)
        made = [f"{SIGNS[status]} {counted[status]} {status}" for status in SIGNS if counted[status]]
        return " · ".join([*made, f"{claimed} only claimed"] if claimed else made)


def joined(parts: list[Part], word: str = "and") -> Parts:
    """The parts with commas between them and a word before the last.

    >>> plain(joined([Part("a"), Part("b"), Part("c")]))
    'a, b and c'
    """
    made: list[Part] = []
    for n, part in enumerate(parts):
        if n:
            made.append(Part(f" {word} " if n == len(parts) - 1 else ", "))
        made.append(part)
    return tuple(made)


def manner(statement: Statement) -> str:
    """How a statement is made, in a few words.

    >>> manner(Statement("s1", ((0, 9),), form="direct", act="deny", medium="interview"))
    'denies, quoted, interview'
    """
    made = [ACTS[statement.act], FORMS[statement.form]]
    made += [statement.medium] if statement.medium else []
    return ", ".join([*made, f"inside {statement.inside}"] if statement.inside else made)


def is_many(name: str) -> bool:
    """True for a description in the plural: "gunmen", "displaced families"; a plain guess from its first part."""
    head = re.split(r"\s(?:of|in|from|at|who|which|with|near|on)\s", name)[0]
    return bool(_MANY.search(head)) or " and " in head


def when(known: When | None) -> Parts:
    """The days of an event as words, the time that they come from as their ref; () if unknown."""
    said = period(known.earliest, known.latest) if known else ""
    if not said or known is None:
        return ()
    inferred = " (inferred)" if known.basis == "inferred" else ""
    return (Part(said + inferred, "time", known.time),)


def figure(view: View, shown: Figure, among: tuple[str, ...] = ()) -> Parts:
    """How many were affected, and how; who they were, unless that is said already (`among`).

    Numbers that the codebook sets for words such as "dozens" are given as the words.
    """
    if shown.of and _COUNTED.match(view.name(shown.of)) and shown.low == shown.high:
        return (*view.named([shown.of]), Part(f" {shown.effect}"))
    made = (Part(f"{_count(view, shown)} {shown.effect}"),)
    if shown.of and shown.of not in among:
        return (*made, Part(" ("), *view.named([shown.of]), Part(")"))
    return made


def _count(view: View, shown: Figure) -> str:
    quantity = view.quantities.get(shown.quantity or "")
    if quantity is None or shown.low == shown.high:
        return amount(shown.low, shown.high, shown.best)
    words = view.words(quantity.span)
    if not any(c.isdigit() for c in words):
        return quoted(words)
    known = [n for n in (shown.low, shown.high, shown.best) if n is not None]
    if quantity.wording and len(set(known)) == 1:
        return f"{quantity.wording} {number(known[0])}"
    return amount(shown.low, shown.high, shown.best)


def figures(view: View, shown: Iterable[Figure], among: tuple[str, ...] = ()) -> Parts:
    """Figures, joined by commas."""
    made: list[Part] = []
    for one in shown:
        made += [Part(", "), *figure(view, one, among)] if made else figure(view, one, among)
    return tuple(made)


def _shares_word(name: str, other: str) -> bool:
    """True if a word of four letters or more stands in both, endings aside: "rebels" and "a rebel spokesman"."""
    return bool({w[:5] for w in name.lower().split() if len(w) > 3} & {w[:5] for w in other.lower().split() if len(w) > 3})
