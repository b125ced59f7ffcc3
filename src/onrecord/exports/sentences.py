"""An event as an English sentence built from its fields, and who says so as another."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files

from onrecord.exports.wording import CERTAINTY, Part, Parts, View, figures, joined, quoted, when
from onrecord.record import REPORT, Account, Action, Event, Figure, Span, Status

_ACTIVE: Mapping[Status, str] = {
    "attempted": "tried to {verb}",
    "planned": "{plan} to {verb}",
    "threatened": "{threaten} to {verb}",
    "expected": "{be} expected to {verb}",
    "possible": "may {verb}",
    "conditional": "would {verb}",
    "demanded": "{be} called on to {verb}",
}
_PASSIVE: Mapping[Status, str] = {
    "happened": "{was} {participle}",
    "ongoing": "{be} being {participle}",
    "attempted": "{was} to be {participle}, an attempt that failed",
    "planned": "{be} to be {participle}, by plan",
    "threatened": "{be} to be {participle}, by threat",
    "expected": "{be} expected to be {participle}",
    "possible": "may be {participle}",
    "conditional": "would be {participle}",
    "demanded": "{be} to be {participle}, by demand",
    "denied": "{was} {participle}",
}
_NOUN: Mapping[Status, str] = {
    "happened": "There was {noun}",
    "ongoing": "{Noun} is under way",
    "attempted": "{Noun} was attempted",
    "planned": "{Noun} is planned",
    "threatened": "{Noun} is threatened",
    "expected": "{Noun} is expected",
    "possible": "{Noun} is possible",
    "conditional": "{Noun} depends on a condition",
    "demanded": "{Noun} is demanded",
    "denied": "{Noun} is denied",
}
_FORMS = {
    True: {"be": "are", "was": "were", "plan": "plan", "threaten": "threaten"},
    False: {"be": "is", "was": "was", "plan": "plans", "threaten": "threatens"},
}
_REAL = frozenset({"happened", "ongoing", "attempted", "denied"})
"""Statuses beside which a certainty says something; the others are uncertain by their nature."""


@cache
def phrases() -> Mapping[tuple[str, str], Mapping[str, str]]:
    """The words of each type and mode of action, by (type, mode); the mode "" stands for all that have no words of their own."""
    lines = files(__package__).joinpath("phrases.tsv").read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t") for line in lines if line and not line.startswith("#")]
    return {(row[0], row[1]): dict(zip(rows[0], row, strict=True)) for row in rows[1:]}


def phrase(action: Action, *, sides: int = 1) -> Mapping[str, str]:
    """The words of an action. An attack by two sides on nobody else is a fight."""
    if action.type == "ASSAULT" and sides > 1 and action.mode in (None, "heavy-weapons", "firearms"):
        return {"verb": "fight", "past": "fought", "going": "fighting", "participle": "fought", "before": "", "noun": "a fight"}
    known = phrases()
    return known.get((action.type, action.mode or "")) or known[action.type, ""]


def sentence(view: View, event: Event) -> Parts:
    """The event as one sentence, without its full stop: who did what to whom, where, when, with what figures."""
    tail = (Part(", on a condition"),) if event.status == "conditional" and (event.by or _passive(event)) else ()
    made = (*_core(view, event), *_where(view, event), *_on(when(event.when)), *tail)
    shown = event.by + event.to
    counted = figures(view, event.figures, among=shown if len({f.of for f in event.figures}) == 1 else ())
    made = (*made, Part(": "), *counted) if counted else made
    return _capital(made)


def _core(view: View, event: Event) -> Parts:
    """Subject, verb and object: active if somebody acts, passive if somebody is acted on, else the act itself."""
    words = phrase(event.action, sides=len(event.by) if not event.to else 1)
    if event.by:
        acts = (*view.named(event.by), *_active(view, event, words), *_objects(view, event, words))
        made = acts if event.to else (*acts, Part(_as_written(view, event, words)))
    elif _passive(event):
        verb = _PASSIVE[event.status].format(participle=words["participle"], **_FORMS[view.many(event.to)])
        made = (*view.named(event.to), Part(f" {verb}"))
    else:
        noun = words["noun"]
        noun = f"{noun}{_as_written(view, event, words)}"
        text = _NOUN[event.status].format(noun=noun, Noun=noun[0].upper() + noun[1:])
        return (Part(text), *_objects(view, event, {**words, "before": words["before"] or "of"}))
    return (Part("It is denied that "), *made) if event.status == "denied" else made


def _passive(event: Event) -> bool:
    """True if somebody is acted on by nobody named, and English has a passive for the act."""
    return bool(not event.by and event.to and phrase(event.action)["participle"])


def _as_written(view: View, event: Event, words: Mapping[str, str]) -> str:
    """The report's own word for the act in quotation marks, unless ours is much the same."""
    if not event.mentions:
        return ""
    written = view.words(event.mentions[0].trigger)
    ours = {word[:4] for form in words.values() for word in form.lower().split() if len(word) > 3}
    theirs = {word[:4] for word in written.lower().split()}
    return "" if ours & theirs else f" ({quoted(written)})"


def _active(view: View, event: Event, words: Mapping[str, str]) -> Parts:
    forms = _FORMS[view.many(event.by)]
    if event.status in ("happened", "denied"):
        return (Part(f" {words['past']}"),)
    if event.status == "ongoing":
        return (Part(f" {forms['be']} {words['going']}"),)
    return (Part(" " + _ACTIVE[event.status].format(verb=words["verb"], **forms)),)


def _objects(view: View, event: Event, words: Mapping[str, str]) -> Parts:
    if not event.to:
        return (Part(" each other"),) if words["verb"] == "fight" else ()
    before = f" {words['before']} " if words["before"] else " "
    return (Part(before), *view.named(event.to))


def _where(view: View, event: Event) -> Parts:
    """From where, to where, and in which place, each place once."""
    made: list[Part] = []
    at = tuple(place for place in event.at if place not in (*event.origin, *event.destination))
    for word, ids in (("from", event.origin), ("to", event.destination), ("in", at)):
        if ids:
            sites = word == "in" and view.places[ids[0]].kind in ("facility", "water")
            made += [Part(f" {'at' if sites else word} "), *view.placed(ids)]
    return tuple(made)


def _on(parts: Parts) -> Parts:
    return (Part(" "), *parts) if parts else ()


def _capital(parts: Parts) -> Parts:
    first = parts[0]
    return (Part(first.text[:1].upper() + first.text[1:], first.kind, first.ref), *parts[1:])


def vouching(view: View, event: Event) -> Parts:
    """Who says so, as one sentence with its full stop: the report itself, or voices that it only passes on."""
    told = [account for account in event.accounts if account.status != "denied" or event.status == "denied"]
    voices = [account.voice for account in told if account.voice != REPORT]
    by_report = any(account.voice == REPORT for account in told)
    if not told:
        return (Part("Nobody vouches for it."),)
    if by_report and not voices:
        return (Part("The report itself says so."),)
    if by_report:
        do = "do" if view.many(tuple(voices)) else "does"
        return (Part(f"The report itself says so, and so {do} "), *view.named(voices), Part("."))
    return (Part("Said by "), *view.named(voices), Part("; the report itself does not vouch for it."))


def differing(view: View, event: Event) -> tuple[Parts, ...]:
    """Where the accounts part: who denies it, who holds it less than certain, who tells it otherwise; a sentence each."""
    found: list[Parts] = []
    for account in event.accounts:
        name, many = _capital(view.named([account.voice])), view.many((account.voice,))
        if account.status == "denied" != event.status:
            found.append((*name, Part(f" {_verb('deny', many)} it.")))
        elif account.status != event.status:
            found.append((*name, Part(f" {_verb('give', many)} it as {account.status}.")))
        if account.certainty != "certain" and account.status in _REAL:
            found.append((*name, Part(f" {_verb('hold', many)} it to be {CERTAINTY[account.certainty]}.")))
        told = tuple(_told(view, event, account))
        if told:
            found.append((*name, Part(": "), *(p for n, one in enumerate(told) for p in ((Part("; "), *one) if n else one)), Part(".")))
    return tuple(found)


def _verb(base: str, many: bool) -> str:
    if many:
        return base
    return f"{base[:-1]}ies" if base.endswith("y") else f"{base}s"


def _told(view: View, event: Event, account: Account) -> Iterator[Parts]:
    """What one voice says otherwise than the event's own fields, or says alone while others speak too."""
    says = account.says
    if says.action and says.action != event.action:
        yield (Part(f"it was {phrase(says.action)['noun']}"),)
    if says.by and set(says.by) != set(event.by):
        yield (Part("it was done by "), *view.named(says.by))
    if says.to and set(says.to) != set(event.to):
        yield (Part("it was done to "), *view.named(says.to))
    if says.at and set(says.at) != set(event.at):
        yield (Part("it was in "), *view.placed(says.at))
    if says.when and event.when and (days := when(says.when)) and days != when(event.when):
        yield (Part("it was "), *days)
    if says.figures and set(map(_count, says.figures)) != set(map(_count, event.figures)):
        yield figures(view, says.figures)


def _count(figure: Figure) -> tuple[object, ...]:
    return figure.effect, figure.of, figure.low, figure.high, figure.best


def links(view: View, event: Event) -> tuple[Parts, ...]:
    """How the event bears on others: a short sentence for each link, with its words."""
    words = {"about": "It is about", "condition": "On condition of", "cause": "Because of", "purpose": "In order to bring about",
             "tension": "It pulls against"}  # fmt: skip
    found: list[Parts] = []
    for link in event.links:
        because = (Part(", "), Part(quoted(view.words(link.span)), "quote")) if link.span else ()
        found.append((Part(f"{words[link.kind]} "), Part(link.event, "event", link.event), *because, Part(".")))
    if event.part_of:
        found.append((Part("It is part of "), Part(event.part_of, "event", event.part_of), Part(".")))
    return tuple(found)


def words_of(view: View, event: Event) -> tuple[tuple[Span, Span], ...]:
    """For each sentence that tells the event, the sentence's span and the span of the first trigger in it."""
    found: dict[Span, Span] = {}
    for mention in event.mentions:
        inside = next((s for s in view.record.sentences if s[0] <= mention.trigger[0] < s[1]), mention.trigger)
        found.setdefault(inside, mention.trigger)
    return tuple(found.items())


def left_open(view: View) -> tuple[Parts, ...]:
    """What the report, or the reading of it, leaves open; a sentence each."""
    record = view.record
    found: list[Parts] = []
    if record.report.published is None:
        found.append((Part("When the report was published is not known, so relative days such as “Sunday” have no date."),))
    gaps = (
        ("Who did it is not said", [e.id for e in record.events if not e.by]),
        ("Where it happened is not said", [e.id for e in record.events if not (e.at or e.origin or e.destination)]),
        ("When it happened is not known", [e.id for e in record.events if e.when is None]),
        ("Nobody vouches for it", [e.id for e in record.events if not e.accounts]),
    )
    for text, ids in gaps:
        if ids:
            found.append((Part(f"{text}: "), *joined([Part(i, "event", i) for i in ids]), Part(".")))
    if nameless := [s.id for s in record.statements if not s.speakers]:
        found.append((Part("Whose words they are is not known: "), *joined([Part(i) for i in nameless]), Part(".")))
    if unplaced := [p.id for p in record.places if p.lat is None]:
        found.append((Part("Not on the map: "), *view.placed(unplaced), Part(".")))
    return tuple(found)
